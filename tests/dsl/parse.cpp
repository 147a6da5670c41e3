#include "dsl/parse.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "dsl/tree.hpp"
#include "tests/dsl/reading.hpp"

namespace rubric::dsl {

namespace {

using testing::replaced;

const char* const whole_files[] = {"town-2024", "panlong-2023", "panlong-2023-en", "funds-excerpt",
                                   "sanitation"};

std::string form(const std::string& file) {
  return file_text("tests/corpus/forms/" + file + ".rules");
}

std::uint32_t last_child(const Syntax& tree, std::uint32_t parent) {
  std::uint32_t last = parent;
  tree.each_child(parent, [&](std::uint32_t child) { last = child; });
  return last;
}

}  // namespace

TEST_CASE("the grammar cannot loop without reading") {
  CHECK(grammar_problems() == 0);
}

TEST_CASE("whole files are read without a problem") {
  for (const char* const file : whole_files) {
    CAPTURE(file);
    const Reading reading(form(file));
    CHECK(reading.places() == "");
    CHECK(reading.tree.nodes.size() > 70);
    CHECK(brief(reading).find("broken") == std::string::npos);
  }
  CHECK(Reading(form("town-2024")).tree.language == engine::Language::zh);
  CHECK(Reading(form("panlong-2023-en")).tree.language == engine::Language::en);
}

TEST_CASE("every form of the language has its tree") {
  const std::vector<Form> all = forms();
  for (const Form& one : all) {
    CAPTURE(one.line);
    const Reading reading(one.text);
    CHECK(reading.places() == "");
    std::uint32_t node = 0;
    for (int i = 0; i < one.depth; ++i) node = last_child(reading.tree, node);
    CHECK("    " + brief(reading.tree, reading.source, node) == one.tree);
  }
  CHECK(all.size() > 190);
}

TEST_CASE("the usual line of every line keyword can be read") {
  for (const engine::Language language : {engine::Language::zh, engine::Language::en}) {
    const bool zh = language == engine::Language::zh;
    for (const Word word : line_keywords()) {
      std::string above = zh ? "规则集 甲\n" : "ruleset x\n";
      switch (line_group(word)) {
        case LineGroup::head:
          above.clear();
          break;
        case LineGroup::clause:
        case LineGroup::table:
          above += zh ? "指标 甲  5分\n" : "indicator x  5 points\n";
          break;
        case LineGroup::veto:
          above += zh ? "一票否决 甲\n" : "veto x\n";
          break;
        case LineGroup::sample:
          above += zh ? "样例 甲\n" : "sample x\n";
          break;
        default:
          break;
      }
      const Reading reading(above + std::string(example(word, language)));
      CAPTURE(example(word, language));
      CHECK(reading.places() == "");
    }
  }
}

TEST_CASE("full width, half width, line ends and blanks make no difference") {
  const std::string plain = form("town-2024");
  const std::string expected = brief(Reading(plain));
  CHECK(brief(Reading("\xEF\xBB\xBF" + plain)) == expected);
  CHECK(brief(Reading(replaced(plain, "\n", "\r\n"))) == expected);
  CHECK(brief(Reading(replaced(plain, "\n", "\r"))) == expected);
  CHECK(brief(Reading(replaced(plain, " ", "　"))) == expected);
  CHECK(brief(Reading(replaced(plain, "  ", "\t"))) == expected);
  CHECK(brief(Reading(replaced(plain, "\n", "。\n"))) == expected);
  CHECK(brief(Reading(plain.substr(0, plain.size() - 1))) == expected);

  std::string half = plain, full = plain;
  for (const auto& [wide, narrow] : std::vector<std::pair<std::string, std::string>>{{"，", ","},
                                                                                     {"｜", "|"},
                                                                                     {"＞", ">"},
                                                                                     {"＜", "<"},
                                                                                     {"＝", "="},
                                                                                     {"÷", "/"},
                                                                                     {"（", "("},
                                                                                     {"）", ")"}}) {
    half = replaced(half, wide, narrow);
    full = replaced(full, narrow, wide);
  }
  for (char digit = '0'; digit <= '9'; ++digit) {
    const char wide[] = {'\xEF', '\xBC', static_cast<char>(0x90 + digit - '0'), '\0'};
    full = replaced(full, std::string(1, digit), wide);
  }
  full = replaced(replaced(full, "%", "％"), ".", "．");
  CHECK(brief(Reading(half)) == expected);
  CHECK(brief(Reading(full)) == expected);
  CHECK(brief(Reading(replaced(half, "≥", ">="))) == expected);
}

TEST_CASE("a bar does what a new line does") {
  const std::string row = "规则集 甲\n指标 甲  5分 ｜ 实际 乙 ｜ 目标 ≥1 ｜ ｜ 计分 按比例 ｜\n";
  CHECK(brief(Reading(row)) == brief(Reading(replaced(row, "｜", "\n"))));
  CHECK(Reading(row).problems.empty());
}

TEST_CASE("comments") {
  const Reading reading(
      "# 头 | 指标\n规则集 甲   # 注 ｜ 不是行\n# 注\n指标 附件#3  5分 # 注\n  # 注\n实际 乙 # 注");
  CHECK(reading.places() == "");
  CHECK(brief(reading) == "file[ruleset[title:甲] indicator[title:附件#3 points[number:5] actual[name:乙]]]");
  CHECK(Reading("规则集 甲\n指标 甲 5分\n依据 # 只有注\n").places() == "E102 at 3:3");
  CHECK(Reading("规则集 甲\n指标 # 只有注\n").places() == "E102 at 2:3");
}

TEST_CASE("a continued title is one title, without its comments") {
  const auto title = [](const std::string& text) {
    const Reading reading(text);
    CHECK(reading.places() == "");
    return Tree(reading.source, reading.tree).title(2);
  };
  CHECK(title("规则集 甲的    # 注\n  …… 乙，附件#3\n……“丙”") == "甲的乙，附件#3“丙”");
  CHECK(title("ruleset Qingshi townships:  # 1\n  ... overall\n...expenditure") ==
        "Qingshi townships: overall expenditure");
  CHECK(title("ruleset “甲\n... 乙”") == "甲乙");
}

TEST_CASE("spans cover what was typed and nothing else") {
  const std::string text =
      "规则集 甲\n指标 推进“综合代办”  ５分 ｜ 目标 ≧９０％。 # 注\n计分 同 乙，丙；丁（推定）\n";
  const Reading reading(text);
  REQUIRE(reading.places() == "");
  std::vector<std::string> spans;
  for (const Node& node : reading.tree.nodes) {
    if (node.kind == NodeKind::title || node.kind == NodeKind::target || node.kind == NodeKind::indicator) {
      spans.emplace_back(reading.source.original(node.span));
    }
  }
  CHECK(spans ==
        std::vector<std::string>{"甲",
                                 text.substr(text.find("指标"), text.find("\n计分") - text.find("指标")) +
                                     "\n计分 同 乙，丙；丁（推定）",
                                 "推进“综合代办”", "目标 ≧９０％", "乙，丙；丁"});
}

TEST_CASE("words stand in their node; a line's keyword is its node's word") {
  const Reading reading("规则集 甲\n三级指标 “甲”  5分\n");
  REQUIRE(reading.problems.empty());
  const auto& nodes = reading.tree.nodes;
  const auto indicator =
      std::find_if(nodes.begin(), nodes.end(), [](const Node& n) { return n.kind == NodeKind::indicator; });
  REQUIRE(indicator != nodes.end());
  CHECK(indicator->word == Word::indicator);
  CHECK(quoted(reading.source, indicator[1]));
  CHECK(wording(reading.source, indicator[1]) == "甲");
  CHECK(to_text(reading.tree, reading.source) ==
        "file\n  ruleset\n    title 甲\n  indicator\n    title 甲\n    points\n      number 5\n");
}

TEST_CASE("an empty text is an empty tree") {
  const Reading reading("");
  CHECK(reading.places() == "E001 at 0:0");
  CHECK(reading.tree.nodes.size() == 1);
}

}  // namespace rubric::dsl
