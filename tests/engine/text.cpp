#include "engine/text.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

using namespace rubric::engine;

namespace {

std::u32string characters(std::string_view text) {
  std::u32string out;
  for (std::size_t offset = 0; offset < text.size();) {
    const Character character = decode(text, offset);
    out.push_back(character.code);
    offset += character.bytes;
  }
  return out;
}

std::string utf8(const std::u32string& text) {
  std::string out;
  for (const char32_t code : text) append_utf8(out, code);
  return out;
}

}  // namespace

TEST_CASE("ill-formed UTF-8 is found where it begins") {
  CHECK_FALSE(find_invalid_utf8("").has_value());
  CHECK_FALSE(find_invalid_utf8("执行率 é 𠮷 \U0010FFFF").has_value());
  CHECK(find_invalid_utf8("ab\x80") == 2);            // a continuation without a lead
  CHECK(find_invalid_utf8("执\xE6\x89") == 3);        // cut off
  CHECK(find_invalid_utf8("a\xC0\xAF") == 1);         // overlong '/'
  CHECK(find_invalid_utf8("\xE0\x80\xAF") == 0);      // overlong in three bytes
  CHECK(find_invalid_utf8("\xF0\x8F\xBF\xBF") == 0);  // overlong in four
  CHECK(find_invalid_utf8("\xED\xA0\x80") == 0);      // a surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0);  // beyond Unicode
  CHECK(find_invalid_utf8("a\xFF") == 1);
  CHECK(find_invalid_utf8(std::string_view("执行").substr(0, 5)) == 3);  // cut off, though more bytes follow
  CHECK(find_invalid_utf8("\xD6\xB4\xD0\xD0") ==
        2);  // 执行 in GB18030: only its first character looks like UTF-8
}

TEST_CASE("every character survives being written and read") {
  for (char32_t code = 0; code <= 0x10FFFF; ++code) {
    if (code >= 0xD800 && code <= 0xDFFF) continue;
    std::string text;
    append_utf8(text, code);
    const Character character = decode(text, 0);
    const bool same = character.code == code && character.bytes == text.size() && !find_invalid_utf8(text);
    if (!same) FAIL_CHECK("U+" << static_cast<std::uint32_t>(code));
  }
}

TEST_CASE("random bytes never lead out of the text") {
  std::mt19937 random(20240501);
  for (int round = 0; round < 20000; ++round) {
    std::string bytes;
    for (std::size_t left = random() % 8; left > 0; --left)
      bytes.push_back(static_cast<char>(random() % 256));
    const std::optional<std::size_t> bad = find_invalid_utf8(bytes);
    const std::u32string codes = characters(bytes);
    CHECK(codes.size() <= bytes.size());
    if (bad) {
      CHECK(*bad < bytes.size());
      CHECK_FALSE(find_invalid_utf8(std::string_view(bytes).substr(0, *bad)).has_value());
    } else {
      CHECK(utf8(codes) == bytes);
    }
    CHECK(trim(bytes).size() <= bytes.size());
  }
}

TEST_CASE("folding gives the plain twin, one character for one") {
  CHECK(fold("执行率≧９０％，") == "执行率≥90%,");
  CHECK(fold("（Ａｂ－１．５）＋＊／＝＜＞！；：｜～＂") == "(Ab-1.5)+*/=<>!;:|~\"");
  CHECK(fold("a\tb\u3000c\u00A0d") == "a b c d");
  CHECK(fold("≧≦⩾⩽≥≤") == "≥≤≥≤≥≤");
  CHECK(fold("═×÷−") == "=*/-");
  CHECK(fold("“a”„＂〝〞") == "\"a\"\"\"\"\"");
  CHECK(fold("〔2023〕") == "(2023)");
  CHECK(fold("5～6〜7") == "5~6~7");
  CHECK(fold("—–―") == "---");
  CHECK(fold("") == "");
}

TEST_CASE("folding leaves alone what is not a twin") {
  for (const char* text : {"①②㎡‰≠、。…「」『』【】《》‘’·", "执行率abc123 +-*/", "\u2028\n\r"})
    CHECK(fold(text) == text);
}

TEST_CASE("folding keeps the number of characters and is done after one pass") {
  for (char32_t code = 0; code <= 0x2FFFF; ++code) {
    const char32_t plain = fold(code);
    if (fold(plain) != plain) FAIL_CHECK("U+" << static_cast<std::uint32_t>(code));
    std::string before, after;  // no longer, as dsl::Source counts on
    append_utf8(before, code);
    append_utf8(after, plain);
    if (after.size() > before.size()) FAIL_CHECK("U+" << static_cast<std::uint32_t>(code));
  }
  const std::string text = "数据　预算数（万元）：≧１００，“是／否”\t①";
  CHECK(characters(fold(text)).size() == characters(text).size());
  CHECK(fold(fold(text)) == fold(text));
}

TEST_CASE("letters of any script, and nothing else, begin a name") {
  for (const char32_t code : U"aZéßΩЖ率㐂𠮷𱍐々〇かカㄅ한豈ئᠮꆈﾊ") {
    if (code != U'\0') CHECK_MESSAGE(is_letter(code), static_cast<std::uint32_t>(code));
  }
  for (const char32_t code : U"0９_ -%①㎡‰、。（「…×÷・〜😀²") {
    CHECK_MESSAGE(!is_letter(code), static_cast<std::uint32_t>(code));
  }
  CHECK(is_name_character(U'率'));
  CHECK(is_name_character(U'7'));
  CHECK(is_name_character(U'_'));
  CHECK_FALSE(is_name_character(U'-'));
  CHECK_FALSE(is_name_character(U'²'));
}

TEST_CASE("columns on a terminal") {
  CHECK(display_width("") == 0);
  CHECK(display_width("abc") == 3);
  CHECK(display_width("执行率") == 6);
  CHECK(display_width("执行率ab，") == 10);
  CHECK(display_width("ｶ") == 1);  // half-width kana
  CHECK(display_width("ｆ") == 2);
  CHECK(display_width("한글") == 4);
  CHECK(display_width("𠮷") == 2);
  CHECK(display_width("①≥“") == 3);       // ambiguous ones count as narrow
  CHECK(display_width("e\u0301") == 1);   // combining accent
  CHECK(display_width("か\u3099") == 2);  // combining voice mark
  CHECK(display_width("\u200B\uFE0F") == 0);
  CHECK(display_width("😀") == 2);
}

TEST_CASE("blanks are cut from both ends only") {
  CHECK(trim("") == "");
  CHECK(trim(" \t\r\n\u3000\u00A0") == "");
  CHECK(trim("  a b \n") == "a b");
  CHECK(trim("\u3000执行\u3000率\u3000\u3000") == "执行\u3000率");
  CHECK(trim("执行率") == "执行率");
}

TEST_CASE("edits are counted in characters") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "执行率") == 3);
  CHECK(edit_distance("执行率", "执行率") == 0);
  CHECK(edit_distance("执行熟", "执行率") == 1);
  CHECK(edit_distance("执率行", "执行率") == 1);  // neighbours swapped
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("abcdef", "badcfe") == 3);
}

TEST_CASE("edit distance is symmetric and bounded") {
  std::mt19937 random(20240502);
  const auto word = [&] {
    std::u32string out;
    for (std::size_t left = random() % 6; left > 0; --left) out.push_back(U"预算执行"[random() % 4]);
    return out;
  };
  for (int round = 0; round < 3000; ++round) {
    const std::u32string a = word(), b = word();
    const int there = edit_distance(utf8(a), utf8(b));
    CHECK(there == edit_distance(utf8(b), utf8(a)));
    CHECK((there == 0) == (a == b));
    CHECK(there <= static_cast<int>(std::max(a.size(), b.size())));
    CHECK(there >= static_cast<int>(std::max(a.size(), b.size()) - std::min(a.size(), b.size())));
  }
}

TEST_CASE("a near name is suggested, a far one is not") {
  using Names = std::vector<std::string>;
  CHECK(nearest("执行熟", Names{"预算数", "满意度", "执行率"}) == "执行率");
  CHECK(nearest("支岀", Names{"支出"}) == "支出");  // look-alikes, two characters
  CHECK(nearest("率", Names{"比率"}) == "比率");
  CHECK_FALSE(nearest("率", Names{"度", "数"}).has_value());  // nothing in common
  CHECK_FALSE(nearest("收入", Names{"支出"}).has_value());
  CHECK_FALSE(nearest("执行率", Names{"满意度"}).has_value());
  CHECK_FALSE(nearest("执行率", Names{}).has_value());
  CHECK_FALSE(nearest("", Names{"a", ""}).has_value());
  CHECK(nearest("indicater", Names{"index", "indicator"}) == "indicator");
  CHECK(nearest("budgetexec", Names{"bugdetxec"}) == "bugdetxec");  // two of ten
  CHECK_FALSE(nearest("abcdef", Names{"abcxyz"}).has_value());      // three of six are too many
}

TEST_CASE("the word itself is never suggested, also not in full width") {
  using Names = std::vector<std::string>;
  CHECK_FALSE(nearest("执行率", Names{"执行率"}).has_value());
  CHECK_FALSE(nearest("A项", Names{"Ａ项"}).has_value());
  CHECK(nearest("Ａ项目", Names{"A项", "A项目", "B项目"}) == "A项");
}

TEST_CASE("of equally near names the one that begins alike wins, then the first") {
  using Names = std::vector<std::string>;
  CHECK(nearest("执行率", Names{"支行率", "执行数"}) == "执行数");
  CHECK(nearest("执行率", Names{"执行数", "执行度"}) == "执行数");
  CHECK(nearest("Rate", Names{"rate", "Rats"}) == "Rats");  // letters keep their case
}

TEST_CASE("very long words are not searched for") {
  const std::string word(100000, 'a');
  CHECK_FALSE(nearest(word, std::vector<std::string>(1000, word + "b")).has_value());
  const std::string at_limit(64, 'a'), beyond(65, 'a');
  CHECK(nearest(at_limit, {std::string(63, 'a')}).has_value());
  CHECK_FALSE(nearest(at_limit, {beyond}).has_value());
  CHECK_FALSE(nearest(beyond, {at_limit}).has_value());
}
