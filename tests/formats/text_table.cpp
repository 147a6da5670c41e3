#include "formats/text_table.hpp"

#include <doctest/doctest.h>

#include <random>

#include "engine/text.hpp"
#include "tests/files.hpp"

namespace rubric::formats {

using testing::split;

TEST_CASE("columns line up, wide characters counted as two") {
  CHECK(aligned_table({"单位", "总分"}, {{"甲镇", "9.86"}, {"Xiaozhen", "100.00"}}, {false, true}) ==
        "单位        总分\n"
        "--------  ------\n"
        "甲镇        9.86\n"
        "Xiaozhen  100.00\n");
  CHECK(aligned_table({"a", "b"}, {}, {false, false}) == "a  b\n-  -\n");
}

TEST_CASE("no line ends in blanks") {
  for (const std::string& line :
       split(aligned_table({"a", "等级"}, {{"1", ""}, {"", ""}}, {false, false}), "\n")) {
    CHECK((line.empty() || line.back() != ' '));
  }
}

TEST_CASE("what a terminal would act on is shown as its code") {
  CHECK(visible("普通 text\u3000（９０％）") == "普通 text\u3000（９０％）");
  CHECK(visible("a\x1B[31mb") == "a<U+001B>[31mb");
  CHECK(visible("a\nb\tc\rd") == "a<U+000A>b<U+0009>c<U+000D>d");
  CHECK(visible(std::string("\0", 1)) == "<U+0000>");
  CHECK(visible("\x7F") == "<U+007F>");
  CHECK(visible("\u0085\u009B") == "<U+0085><U+009B>");
  CHECK(visible("\u202E正反\u202C") == "<U+202E>正反<U+202C>");
  CHECK(visible("\u200B\u200F\u061C\u2066\u2069\uFEFF\u2028\u2029\u2060") ==
        "<U+200B><U+200F><U+061C><U+2066><U+2069><U+FEFF><U+2028><U+2029><U+2060>");
  CHECK(visible("a\xFF\xE6") == "a<FF><E6>");  // a file's name need not be text
}

TEST_CASE("whatever the text, what is visible is harmless") {
  std::mt19937 random(17);
  for (int round = 0; round < 5000; ++round) {
    std::string text;
    for (std::size_t left = random() % 10; left > 0; --left) {
      if (random() % 2) {
        text += static_cast<char>(random() % 256);
      } else {
        engine::append_utf8(text, 0x2000 + random() % 0x80);
      }
    }
    const std::string shown = visible(text);
    CHECK_FALSE(engine::find_invalid_utf8(shown).has_value());
    for (std::size_t i = 0; i < shown.size();) {
      const engine::Character c = engine::decode(shown, i);
      CHECK(c.code >= 0x20);
      CHECK((c.code < 0x202A || c.code > 0x202E));
      i += c.bytes;
    }
    CHECK(visible(shown) == shown);
  }
}

}  // namespace rubric::formats
