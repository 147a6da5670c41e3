// What is said about lines that cannot be read: one message each, at the right characters, with a fix where
// there is an obvious one.
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>

#include "tests/dsl/reading.hpp"

namespace rubric::dsl {

namespace {

const std::string head = "规则集 甲\n";
const std::string indicator = head + "指标 甲  5分\n";  // the next line is line 3

std::string places(const std::string& text) {
  return Reading(text).places();
}

std::string message(const std::string& text) {
  const Reading reading(text);
  return reading.problems.empty() ? "" : reading.problems[0].message(reading.tree.language);
}

std::string fix(const std::string& text) {
  const Reading reading(text);
  if (reading.problems.empty() || reading.problems[0].fixes.empty()) return "";
  return reading.problems[0].fixes[0].replacement;
}

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

std::string repeated(const std::string& piece, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += piece;
  return out;
}

}  // namespace

TEST_CASE("ten errors are ten messages, each at its place") {
  const Reading reading(
      "规则集 甲\n"
      "  满分  100\n"                  // 2: no 分
      "  总分  四舍五入保留2位小树\n"  // 3
      "数椐\n"                         // 4, and its rows are not reported
      "  上访批次  批  ≥0\n"
      "  参保率  %  0%至100%\n"
      "指标 考核满90分\n"                                         // 7
      "指标 乙  5分 ｜ 实际 甲 ÷ ｜ 目标 ≥100% ｜ 计分 按比列\n"  // 8, twice
      "指标 丙  5分\n"
      "  分挡\n"  // 10, and its rows are not reported
      "    ≥90%  5分\n"
      "    其余  0分\n"
      "  目标≥90%\n"         // 13
      "  实际  (甲 ＋ 乙\n"  // 14
      "加分 表彰\n"          // 15
      "  实际  甲\n"
      "样例 乙\n"
      "  应得 总分  98分\n");
  CHECK(reading.places() ==
        "E102 at 2:10, E101 at 3:14, E103 at 4:1, E113 at 7:6, E102 at 8:18, E101 at 8:35, E103 at 10:3, "
        "E104 at 13:3, E108 at 14:7, E102 at 15:6");
  const auto& tree = reading.tree;
  CHECK(std::count_if(tree.nodes.begin(), tree.nodes.end(),
                      [](const Node& n) { return n.kind == NodeKind::indicator; }) == 3);
}

TEST_CASE("what is expected, and how such a line is usually written") {
  const std::string text = indicator + "计分  按比例，最搞10分\n";
  CHECK(places(text) == "E101 at 3:9");
  CHECK(contains(message(text), "“最搞10分”"));
  CHECK(contains(message(text), "“最高”"));
  CHECK(contains(message(text), "计分  每1次扣2分，扣完为止"));
  const std::string english = "ruleset x\nindicator x  5 points\nscore  full if met, els 0\n";
  CHECK(places(english) == "E101 at 3:21");
  CHECK(contains(message(english), "“else 0” should stand here"));
  CHECK(contains(message(indicator + "实际  甲 ÷"), "名称、数或算式"));
}

TEST_CASE("near misses get a fix") {
  CHECK(fix(indicator + "计分  按比列") == "按比例");
  CHECK(fix(indicator + "计分  每1次扣2分，扣完为至") == "扣完为止");
  CHECK(fix(indicator + "分挡\n≥90%  5分") == "分档");
  CHECK(fix(head + "数居\n甲  %") == "数据");
  CHECK(fix("规则级 甲\n") == "规则集");
  CHECK(fix(indicator + "目标≥90%") == "目标  ");
  CHECK(fix(indicator + "计分每1次扣2分，扣完为止") == "计分  ");
  CHECK(fix(head + "指标 考核满90分") == "满  90分");
  CHECK(fix(head + "指标 甲 0.5") == "0.5分");
  CHECK(fix(head + "指标 甲（0.5）") == "  0.5分");
  CHECK(fix(head + "样例 甲\n应得 总分  98") == "98分");
  CHECK(fix(indicator + "目标  ≥1,234,000元") == "1234000");
  CHECK(fix(indicator + "扣分  完成率超过130%的部分，每10个百分点扣1分") == "完成率 超过130");
  CHECK(fix(indicator + "扣分  主街每1处扣3分，扣完为止") == "主街 每1处扣3分");
}

TEST_CASE("quotes and brackets that are not closed") {
  CHECK(places(indicator + "实际  “甲 ÷ 乙\n目标 ≥1") == "E107 at 3:5");
  CHECK(contains(message(indicator + "实际  「甲\n"), "「 没有合上：这一行里找不到 」"));
  CHECK(places(indicator + "实际  绝对值(甲 － (乙)\n目标 ≥1") == "E108 at 3:8");
}

TEST_CASE("numbers beyond the bounds are one message each, and fast") {
  const auto begin = std::chrono::steady_clock::now();
  CHECK(places(indicator + "实际  " + std::string(1000000, '7') + "\n目标  ≥1e999999999\n计分 按比例") ==
        "E110 at 3:5, E111 at 4:6");
  CHECK(places(indicator + "实际  " + std::string(40, '7')).empty());
  CHECK(places(indicator + "实际  0." + std::string(40, '7')) == "E110 at 3:5");
  CHECK(places(head + "指标 甲  " + std::string(41, '7') + "分") == "E110 at 2:7");
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(5));
}

TEST_CASE("brackets nest a hundred deep and no deeper") {
  const auto nested = [](int depth) {
    return indicator + "实际  " + repeated("(", depth) + "1" + repeated(")", depth) + "\n目标  ≥x y\n";
  };
  CHECK(places(nested(100)) == "E101 at 4:8");
  CHECK(places(nested(101)) == "E109 at 3:105, E101 at 4:8");
  CHECK(places(nested(10000)) == "E109 at 3:105, E101 at 4:8");
  CHECK(contains(message(nested(10000)), "最多 100 层"));
  CHECK(places(indicator + "实际  " + repeated("－", 10000) + "1") == "E109 at 3:105");
  CHECK(places(indicator + "实际  " + repeated("最大(", 10000)) == "E109 at 3:307");
}

TEST_CASE("long lines cost linear time") {
  const auto begin = std::chrono::steady_clock::now();
  for (const std::string& piece :
       {std::string("； "), std::string("("), std::string("（推定："), std::string(" 1"), std::string("?"),
        std::string("“"), std::string(" 「"), std::string("……")}) {
    Reading(head + "指标 甲" + repeated(piece, 30000) + "\n样例 甲\n应得 甲" + repeated(piece, 30000));
  }
  CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(20));
}

TEST_CASE("no more than a thousand problems are listed") {
  const Reading reading(indicator + repeated("实际|", 5000));
  REQUIRE(reading.problems.size() == 1001);
  CHECK(reading.problems.back().code == engine::Code::E116);
}

TEST_CASE("lines in the wrong place") {
  CHECK(places(head + "数据\n甲  %\n实际  甲 ÷ 乙\n目标  ≥100%\n计分  按比例") == "E105 at 4:1");
  CHECK(places(head + "实际  甲\n目标  ≥100%") == "E105 at 2:1");
  CHECK(places(head + "一级指标 甲\n实际  甲\n目标  ≥100%\n指标 甲  5分") == "E105 at 3:1");
  CHECK(places(indicator + "版本 2024\n目标  ≥1") == "E105 at 3:1");
  CHECK(places(indicator + "当 甲 ≥ 1") == "E105 at 3:1");
  CHECK(places(indicator + "规则集 乙") == "E105 at 3:1");
  CHECK(contains(message(indicator + "应得 总分 5分"), "“样例”下面"));
}

TEST_CASE("a file without its head") {
  CHECK(places("指标 甲  5分\n实际 甲") == "E106 at 1:1");
  CHECK(brief(Reading("指标 甲  5分\n")) == "file[indicator[title:甲 points[number:5]]]");
  CHECK(places("某镇整体支出\n指标 甲  5分") == "E106 at 1:1");
  const Reading english("indicator A  5 points\nactual a\n");
  CHECK(english.tree.language == engine::Language::en);
  CHECK(english.places() == "E106 at 1:1");
}

TEST_CASE("clauses below a misspelt declaration belong to nothing") {
  const Reading reading(indicator +
                        "实际 乙\n指示 丙  5分 ｜ 实际 丁 ｜ 目标 ≥\n计分 按比例\n指标 戊  5分\n实际 己");
  CHECK(reading.places() == "E103 at 4:1, E102 at 4:23");
  CHECK(brief(reading) ==
        "file[ruleset[title:甲] indicator[title:甲 points[number:5] actual[name:乙] broken "
        "broken[actual[name:丁] broken "
        "score[proportional]]] indicator[title:戊 points[number:5] actual[name:己]]]");
  // In a table too, where the line could be read as a row.
  CHECK(places(indicator + "分档\n≥90%  5分\n指示 丙  5分 ｜ 实际 丁") == "E103 at 5:1");
  CHECK(places(head + "等级  按取整后总分\n≥90分  优\n样列 广普镇\n甲 100%\n应得 总分  98分") ==
        "E103 at 4:1");
}

TEST_CASE("替换 and 取消 need a declaration") {
  CHECK(places(head + "替换 指票 甲\n实际 乙") == "E101 at 2:4");
  CHECK(places(head + "取消 甲\n指标 乙  5分") == "E101 at 2:4");
  CHECK(places(head + "取消 指标 甲\n实际 乙") == "E105 at 3:1");
}

TEST_CASE("the corpus of lines that cannot be read gives what is written beside them") {
  for (const char* const file : {"wording", "wording-en"}) {
    const std::string text = file_text("tests/corpus/errors/" + std::string(file) + ".rules");
    std::string expected, found;
    std::istringstream lines(text);
    int number = 0;
    for (std::string line; std::getline(lines, line);) {
      ++number;
      for (std::size_t at = 0; (at = line.find("# 错: ", at)) != std::string::npos; at += 7) {
        expected += line.substr(at + 7, 4) + " in line " + std::to_string(number) + "\n";
      }
    }
    for (const engine::Diagnostic& problem : Reading(text).problems) {
      found += std::string(engine::kind(problem.code).name) + " in line " +
               std::to_string(problem.place.line) + "\n";
    }
    CHECK(found == expected);
    CHECK(!found.empty());
  }
}

TEST_CASE("what the registry's other sentences are for") {
  CHECK(places(indicator + "分档\n≥50%以内  5分") == "E101 at 4:5");
  CHECK(places(indicator + "目标  100%") == "E117 at 3:5");
  CHECK(places(indicator + "目标：100%") == "E117 at 3:4");
  CHECK(fix(indicator + "目标  100%") == "≥100%");
  CHECK(places(head + "加分 表彰") == "E102 at 2:6");
  CHECK(places(head + "适用  2024-01-01 至 2024-13") == "E101 at 2:18");
}

}  // namespace rubric::dsl
