// Suggested samples: around every threshold at the datum's own resolution, also of 其中, 加分 and 减分, with
// scores worked out by hand.
#include "engine/suggestion.hpp"

#include <doctest/doctest.h>

#include "formats/suggestion.hpp"
#include "tests/rules.hpp"

using namespace rubric::engine;
using namespace rubric::testing;

namespace {

const std::string parts = R"(规则集 甲
  满分  10分
  单项  四舍五入保留2位小数
  总分  最高12分，四舍五入保留2位小数
数据
  发放率  %   0%至100%
  漏发户数  户  ≥0  整数
  表彰次数  次  ≥0  整数
指标 补贴  10分
  其中 发放  7分
    实际  发放率
    分档
      ≥90%  7分
      其余  3分
  其中 漏发  3分
    实际  漏发户数
    目标  ≤2户
    计分  每超过1户扣1分，扣完为止
加分 表彰  最高2分
  实际  表彰次数
  分档
    ≥3次  2分
    其余  0分
样例 一
  发放率 100% ｜ 漏发户数 0户 ｜ 表彰次数 0次
  应得 总分  10.00分
)";

}  // namespace

TEST_CASE("suggestions for 其中 state the indicator's score, those for 加分 the total") {
  const Rules rules(parts);
  struct Row {
    std::string title;
    Suggestion::Side side;
    bool total;
    Rational score;
  };
  using Side = Suggestion::Side;
  // The others as in the sample: 发放率 100% (7), 漏发 0 (3), 表彰 0.
  const std::vector<Row> expected{{"发放", Side::below, false, 6},  // 89.99%: 3 + 3
                                  {"发放", Side::at, false, 10},    {"发放", Side::above, false, 10},
                                  {"漏发", Side::below, false, 10},  // 1户
                                  {"漏发", Side::at, false, 10},     // 2户
                                  {"漏发", Side::above, false, 9},   // 3户: one too many
                                  {"表彰", Side::below, true, 10},   // 2次
                                  {"表彰", Side::at, true, 12},     {"表彰", Side::above, true, 12}};
  const std::vector<Suggestion> found = suggestions(rules.ruleset, *rules.plan);
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(found[i].title == expected[i].title);
    CHECK(found[i].side == expected[i].side);
    CHECK((found[i].item == none) == expected[i].total);
    REQUIRE(found[i].score.known());
    CHECK(found[i].score.range.low.value == expected[i].score);
  }
  CHECK(found[0].data.cells[0].value.low.value == Rational(8999, 10000));
}

TEST_CASE("suggested samples pass once they stand in the file") {
  const Rules rules(parts);
  const std::string more = rubric::formats::to_rules(rules.ruleset, suggestions(rules.ruleset, *rules.plan));
  CHECK(contains(more, "应得 总分  12.00分"));
  CHECK(contains(more, "应得 补贴  6.00分"));
  const Rules longer(parts + more);
  CHECK(longer.ruleset.samples.size() == 10);
  CHECK(longer.differences().empty());
}

TEST_CASE("a score that does not end is met by the decimals that results show, and told as a fraction") {
  const std::string head =
      "规则集 甲\n  满分  49分\n  单项  不取整\n  总分  不取整\n数据\n  甲  次  ≥0  整数\n指标 甲  49分\n  "
      "实际  甲\n"
      "  目标  ≥3次\n  计分  按比例\n样例 一\n  甲 1次\n  应得 甲  ";
  CHECK(Rules(head + "16.333333分\n").differences().empty());  // 49/3
  const auto wrong = Rules(head + "16.333334分\n").differences();
  REQUIRE(wrong.size() == 1);
  CHECK(contains(wrong[0].message(Language::zh), "49/3"));
  CHECK(Rules(head + "16.33分\n").differences().size() == 1);
}
