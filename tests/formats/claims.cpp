#include "formats/claims.hpp"

#include <doctest/doctest.h>

#include "tests/formats/reading.hpp"
#include "tests/rules.hpp"

namespace rubric::formats {

using testing::Cells;
using testing::contains;

namespace {

struct Read {
  std::vector<engine::Diagnostic> problems;
  std::vector<engine::Claims> claims;
};

Read read(const std::string& text, const Cells& identity = {"单位", "年度"}) {
  static const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n完成率 % 0%至100%\n"
      "指标 任务完成（一）  6分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "指标 任务完成（二）  4分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "等级 按取整后总分\n≥6分 优\n＜6分 差\n");
  Read result;
  CsvReader reader("claims.csv", text, "UTF-8", result.problems);
  result.claims = read_claims(rules.ruleset, identity, reader, result.problems);
  return result;
}

}  // namespace

TEST_CASE("claims are read by heading, whatever the order and the width") {
  const Read read_all =
      read("等级,总分,任务完成(二),任务完成（一）,年度,单位\n 优 ,9.5分,４,５．５,2024,甲镇\n");
  CHECK(read_all.problems.empty());
  REQUIRE(read_all.claims.size() == 1);
  const engine::Claims& claims = read_all.claims[0];
  CHECK(claims.key == Cells{"甲镇", "2024"});
  REQUIRE(claims.items.size() == 2);
  CHECK(claims.items[0].value == engine::parse_decimal("5.5"));
  CHECK(claims.items[1].value == engine::Rational(4));
  CHECK(claims.total.value == engine::parse_decimal("9.5"));
  CHECK(claims.grade.text == "优");
  CHECK(Reading::where({engine::Code::E901, claims.items[0].place, {}, {}}) == "E901 at 2:4");
  CHECK(claims.items[0].place.subject == "任务完成（一）");
  CHECK(claims_place(claims).line == 2);
  CHECK(claims_place(claims).column == 0);
}

TEST_CASE("an empty cell claims nothing, and text is no number") {
  const Read found = read("单位,年度,任务完成（一）,任务完成（二）,总分,等级\n甲,2024,,约4,,\n");
  CHECK(found.claims[0].items[0].text == "");
  CHECK(found.claims[0].items[1].text == "约4");
  CHECK_FALSE(found.claims[0].items[1].value.has_value());
}

TEST_CASE("a report that prints its total only lacks no items, one that prints some lacks the others") {
  CHECK(contains(testing::shown(read("单位,年度,总分\n甲,2024,9\n").problems),
                 "claims.csv:1: 说明[N958] 自报表里没有各项得分的列，不能逐项核对\n"));
  // The reason has a column, so that W949 tells it of each unit.
  CHECK(read("单位,年度,总分,总分：偏差原因\n甲,2024,9,\n").problems.empty());
  const Read some = read("单位,年度,任务完成（一）,总分\n甲,2024,5,9\n");
  CHECK(
      contains(testing::shown(some.problems), "claims.csv:1: 提醒[W737] 自报表里没有“任务完成（二）”这一列"));
  const Read none = read("单位,年度,任务完成（一）,任务完成（二）\n甲,2024,5,4\n");
  CHECK(contains(testing::shown(none.problems), "“总分”"));
}

TEST_CASE("an identity column that the claims lack is said") {
  const Read found = read("单位,总分\n甲,9\n");
  CHECK(contains(testing::shown(found.problems), "W737] 自报表里没有“年度”"));
  CHECK_FALSE(contains(testing::shown(read("单位,总分\n甲,9\n", {"单位"}).problems), "W737"));
  CHECK(read("单位,总分\n甲,9\n", {"单位"}).claims[0].key == Cells{"甲"});
}

TEST_CASE("a 年度 is read as in data") {
  for (const std::string year : {"2024", "２０２４年", " 2024年度 "}) {
    CAPTURE(year);
    CHECK(read("单位,年度,总分\n甲镇," + year + ",9\n").claims.at(0).key == Cells{"甲镇", "2024"});
  }
  CHECK(read("单位,年度,总分\n2024年,24年,9\n").claims.at(0).key == Cells{"2024年", "24年"});
}

TEST_CASE("加分, 减分 and groups have their columns, unless an indicator is called so") {
  static const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 最高10分，不取整\n数据\n完成率 % 0%至100%\n表彰 次 ≥0 整数\n"
      "一级指标 产出 6分\n指标 任务完成 6分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "一级指标 满意度 4分\n指标 满意度 4分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "加分 表彰 最高2分\n实际 表彰\n计分 每1次加1分\n减分 投诉 最多2分\n实际 表彰\n计分 每1次减1分\n");
  std::vector<engine::Diagnostic> problems;
  CsvReader reader(
      "claims.csv",
      "单位,任务完成,满意度,表彰,投诉：得分,产出：得分,总分\n甲,6,4,+1,−2分,6,9\n乙,6,4,1,2,6,9\n", "UTF-8",
      problems);
  const auto claims = read_claims(rules.ruleset, {"单位"}, reader, problems);
  CHECK(testing::shown(problems) == "");
  REQUIRE(claims.size() == 2);
  for (const engine::Claims& one : claims) {
    CHECK(one.items.at(1).value == engine::Rational(4));
    CHECK(one.bonuses.at(0).value == engine::Rational(1));
    CHECK(one.penalties.at(0).value == engine::Rational(-2));
    CHECK(one.groups.at(0).value == engine::Rational(6));
    CHECK_FALSE(one.groups.at(1).has_column);
  }
}

TEST_CASE("headings may have the points behind them, and 加分 may be called so") {
  const Read printed =
      read("单位,年度,任务完成（一）（6分）,任务完成（二）(4分),总分（满分10分）,等级\n甲,2024,5,4,9,优\n");
  CHECK(testing::shown(printed.problems) == "");
  REQUIRE(printed.claims.size() == 1);
  CHECK(printed.claims[0].items.at(0).value == engine::Rational(5));
  CHECK(printed.claims[0].items.at(1).value == engine::Rational(4));
  CHECK(printed.claims[0].total.value == engine::Rational(9));
  const std::string rules =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 最高10分，不取整\n数据\n率 % 0%至100%\n表彰 次 ≥0 整数\n"
      "指标 任务 10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n加分 受表彰 最高2分\n实际 表彰\n计分 "
      "每1次加1分\n";
  const auto bonuses_of = [](const std::string& text, std::vector<engine::Diagnostic>& problems) {
    const testing::Rules made(text);
    CsvReader reader("claims.csv", "单位,任务,加分,总分\n甲,8,2,10\n", "UTF-8", problems);
    return read_claims(made.ruleset, {"单位"}, reader, problems).at(0).bonuses;
  };
  std::vector<engine::Diagnostic> problems;
  CHECK(bonuses_of(rules, problems).at(0).value == engine::Rational(2));
  CHECK(testing::shown(problems) == "");
  const std::string two = rules + "加分 受嘉奖 最高2分\n实际 表彰\n计分 每1次加1分\n";
  CHECK_FALSE(bonuses_of(two, problems).at(0).has_column);
  CHECK(contains(testing::shown(problems), "claims.csv:1:3"));
  CHECK(contains(testing::shown(problems), "规则里有 2 条，请按每一条的名称各写一列"));
}

TEST_CASE("a ragged row of claims is said and left out") {
  const Read found = read("单位,年度,总分\n甲,2024\n乙,2024,9\n");
  CHECK(contains(testing::shown(found.problems), "claims.csv:2:3（C2“总分”）: 错误[E718]"));
  REQUIRE(found.claims.size() == 1);
  CHECK(found.claims[0].key == Cells{"乙", "2024"});
}

TEST_CASE("of two columns for one thing none is taken") {
  const Read item = read("单位,年度,任务完成（一）,任务完成(一),任务完成（二）,总分\n甲,2024,5,6,4,9\n");
  const std::string said = testing::shown(item.problems);
  CHECK(
      contains(said, "claims.csv:1:4（D1“任务完成(一)”）: 错误[E732] “任务完成（一）”有两列（C 列和 D 列）"));
  CHECK_FALSE(contains(said, "W737"));
  CHECK(item.claims[0].items[0].text.empty());
  CHECK(item.claims[0].items[1].text == "4");
  const Read total = read("单位,年度,总分,总分\n甲,2024,39,50\n");
  CHECK(contains(testing::shown(total.problems), "E732] “总分”有两列（C 列和 D 列）"));
  CHECK(total.claims[0].total.text.empty());
}

TEST_CASE("a bare column that is called as a datum is in the datum's unit") {
  static const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n全年预算 万元 ＞0\n全年执行 万元 ≥0 列名 "
      "支出数\n"
      "指标 执行率 10分 ｜ 实际 全年执行 ÷ 全年预算 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  for (const std::string name : {"全年执行", "支出数"}) {
    std::vector<engine::Diagnostic> problems;
    CsvReader reader("claims.csv",
                     "单位,总分," + name + ",比率（%）＝" + name + "÷全年预算×100," + name +
                         "≤全年预算\n甲,7,700,70,650\n",
                     "UTF-8", problems);
    const auto claims = read_claims(rules.ruleset, {"单位"}, reader, problems);
    CHECK_FALSE(contains(testing::shown(problems), "提醒"));  // of the columns all are read
    CHECK_FALSE(contains(testing::shown(problems), "错误"));
    REQUIRE(claims.size() == 1);
    REQUIRE(claims[0].equations.size() == 2);
    const engine::PrintedFigure& spent = claims[0].equations[0].right[0];
    CHECK(spent.printed.value == 7000000);
    CHECK(spent.printed.unit.scale == 10000);
    CHECK(claims[0].equations[1].left.printed.value == 6500000);
  }
  // Beside other bare columns it stays bare.
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("claims.csv",
                   "单位,总分,全年执行＝人员＋公用,人员,公用,占比（%）＝全年执行÷人员×100\n甲,7,7,3,4,233\n",
                   "UTF-8", problems);
  const auto bare = read_claims(rules.ruleset, {"单位"}, reader, problems);
  REQUIRE(bare.at(0).equations.size() == 2);
  CHECK(bare[0].equations[0].left.printed.value == 7);
  CHECK(bare[0].equations[0].right[0].printed.value == 3);
  CHECK(bare[0].equations[1].right[0].printed.value == 7);
}

}  // namespace rubric::formats
