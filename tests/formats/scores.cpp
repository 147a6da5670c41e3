#include "formats/scores.hpp"

#include <doctest/doctest.h>

#include "engine/evaluate.hpp"
#include "formats/figures.hpp"
#include "tests/formats/reading.hpp"
#include "tests/rules.hpp"

namespace rubric::formats {

using testing::Cells;
using testing::contains;

namespace {

const std::string header = "规则集 甲\n满分 10分\n单项 四舍五入保留2位小数\n总分 四舍五入保留2位小数\n数据\n";
const std::string body =
    "预算数 万元 ≥0\n执行数 万元 ≥0\n满意度 % 0%至100%\n"
    "指标 预算执行率 6分 ｜ 实际 执行数 ÷ 预算数 ｜ 目标 ≥100% ｜ 计分 按比例 ｜ 分母为零 无法计算\n"
    "指标 满意度 4分 ｜ 实际 满意度 ｜ 目标 ≥90% ｜ 计分 按比例\n等级 按取整后总分\n≥6分 优\n＜6分 差\n";

/// What is written for `data` under `rules`.
std::string scored(const std::string& data, ScoreFormat format,
                   const std::string& rules_text = header + body) {
  const testing::Rules rules(rules_text);
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", data, "UTF-8", problems);
  UnitTable table(rules.ruleset, reader, problems);
  const testing::Folder folder;
  OutputFile out;
  REQUIRE_FALSE(out.open(folder / "out").has_value());
  ScoreWriter writer({{&rules.ruleset, &*rules.plan, ""}}, table, format, false, out);
  for (UnitRow unit; table.next(unit);) {
    const engine::Outcome outcome = engine::evaluate(*rules.plan, unit.data);
    for (auto& fault : outcome_faults(rules.ruleset, *rules.plan, unit.place, outcome))
      unit.faults.push_back(fault);
    writer.write(unit, outcome);
  }
  writer.finish();
  REQUIRE_FALSE(out.commit().has_value());
  return testing::read(folder / "out");
}

const std::string data_header = "单位,年度,预算数,执行数,满意度\n";

}  // namespace

TEST_CASE("scores as CSV") {
  CHECK(scored(data_header + "甲,2024,100,50,90%\n", ScoreFormat::csv) ==
        "单位,年度,预算执行率,满意度,总分,等级,问题\n"
        "甲,2024,3.00,4.00,7.00,优,\n");
  CHECK(scored(data_header, ScoreFormat::csv) == "单位,年度,预算执行率,满意度,总分,等级,问题\n");
}

TEST_CASE("identity is written back unchanged and quoted where it must be") {
  const std::string found =
      scored(data_header + "\"甲,\"\"东\"\"\n镇 \",2024,100,50,90%\n", ScoreFormat::csv);
  CHECK(contains(found, "\n\"甲,\"\"东\"\"\n镇 \",2024,3.00,"));
}

TEST_CASE("intervals, faults and what they come from stand in the row") {
  const auto rows = testing::csv_rows(scored(
      data_header +
          "甲,2024,100,50,\n乙,2024,0,5,90%\n丙,2024,100,50,80%以上\n丁,2024,100,完成,90%\n戊,2024,100\n",
      ScoreFormat::csv));
  REQUIRE(rows.size() == 6);
  CHECK(rows[1] ==
        Cells{"甲", "2024", "3.00", "0.00..4.00", "3.00..7.00", "差..优", "缺 满意度（关系到 4分）"});
  CHECK(Cells(rows[2].begin(), rows[2].end() - 1) ==
        Cells{"乙", "2024", "无法计算", "4.00", "无法计算", "无法计算"});
  CHECK(contains(rows[2][6], "预算执行率：无法计算：除数 预算数 为零"));
  CHECK(rows[3][3] == "3.56..4.00");  // 4 × 80/90 = 3.555…
  CHECK(contains(rows[3][6], "界限 满意度 80%以上（关系到 0.44分）"));
  CHECK(contains(rows[4][6], "执行数：“完成”不是数"));
  CHECK(rows[4][3] == "4.00");
  CHECK(rows[5][4] == "无法计算");
  CHECK(contains(rows[5][6], "3 格"));
}

TEST_CASE("without 标识 in the file there are only scores") {
  CHECK(scored("预算数,执行数,满意度\n100,50,90%\n", ScoreFormat::csv) ==
        "预算执行率,满意度,总分,等级,问题\n3.00,4.00,7.00,优,\n");
}

TEST_CASE("a few units stand side by side in a table, many below each other") {
  std::string data = data_header;
  for (const std::string unit : {"甲", "乙", "丙", "丁", "戊", "己", "庚"})
    data += unit + ",2024,100,50,90%\n";
  const std::string many = scored(data, ScoreFormat::table);
  CHECK(contains(many, "单位  年度  预算执行率  满意度  总分  等级  问题\n"));
  CHECK(contains(many, "\n庚    2024        3.00    4.00  7.00  优\n"));
  const std::string few = scored(data_header + "甲,2024,100,50,90%\n", ScoreFormat::table);
  CHECK(contains(few, "预算执行率  3.00\n"));
}

TEST_CASE("digits follow the rules: padded to the total's, exact where nothing is rounded") {
  const std::string rules = "规则集 甲\n满分 10分\n单项 不取整\n总分 四舍五入保留2位小数\n数据\n" + body;
  CHECK(
      contains(scored(data_header + "甲,2024,1000,999,90%\n", ScoreFormat::csv, rules), ",5.994,4.00,9.99,"));
  CHECK(contains(scored(data_header + "甲,2024,3,1,60%\n", ScoreFormat::csv, rules), ",2.00,2.666667,4.67,"));
}

TEST_CASE("what cannot be computed is told once, at the row, for the indicator") {
  const testing::Rules rules(header + body);
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", data_header + "甲,2024,0,5,90%\n乙,2024,100,完成,90%\n", "UTF-8", problems);
  UnitTable table(rules.ruleset, reader, problems);
  UnitRow unit;
  REQUIRE(table.next(unit));
  const auto faults =
      outcome_faults(rules.ruleset, *rules.plan, unit.place, engine::evaluate(*rules.plan, unit.data));
  REQUIRE(faults.size() == 1);
  CHECK(contains(testing::shown(faults), "a.csv:2（“预算执行率”）: 错误[E821] 无法计算：除数 预算数 为零"));
  REQUIRE(table.next(unit));  // a faulty cell was told as it was read, and is so named in explanations only
  const engine::Outcome outcome = engine::evaluate(*rules.plan, unit.data);
  CHECK(outcome_faults(rules.ruleset, *rules.plan, unit.place, outcome).empty());
  const auto faulty = fault_message(rules.ruleset, *rules.plan, outcome.items[0].score.fault);
  CHECK(engine::kind(faulty.code).name == "E827");
  CHECK(faulty.message(engine::Language::zh) == "无法计算：“执行数”这一格读不出来");
}

TEST_CASE("a unit to which no indicator applies has no total") {
  const std::string found =
      scored("单位,项目\n甲,0\n乙,1\n", ScoreFormat::csv,
             "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n项目 个 ≥0 整数\n"
             "指标 丙 10分 ｜ 不适用 项目 ＝ 0个，剔除，全表折算 ｜ 实际 项目 ｜ 目标 ≥2个 ｜ 计分 按比例\n");
  CHECK(engine::kind(engine::Code::E826).zh == "无法计算：各项指标都不适用");
  CHECK(found == "单位,丙,总分,问题\n甲,不适用,无法计算,总分：无法计算：各项指标都不适用\n乙,5,5,\n");
}

TEST_CASE("data that only bonus, penalty or veto need are named where they keep the total open") {
  const std::string rules =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 最高20分，不取整\n数据\n执行率 % ≥0%\n表彰 次 ≥0 整数\n通报 "
      "次 ≥0 整数\n"
      "事故 起 ≥0 整数\n"
      "指标 执行率 10分 ｜ 实际 执行率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "加分 受到表彰 最高3分 ｜ 实际 表彰 ｜ 计分 每1次加1分\n"
      "减分 受到通报 最多4分 ｜ 实际 通报 ｜ 计分 每1次扣2分\n"
      "一票否决 重大事故 ｜ 当 事故 ≥ 1起 ｜ 结果 总分为 0分\n";
  const std::string head = "单位,执行率,表彰,通报,事故\n";
  const auto issue = [&](const std::string& row) {
    const Cells cells = testing::csv_rows(scored(head + row + "\n", ScoreFormat::csv, rules)).at(1);
    return cells[2] + " " + cells[3];
  };
  CHECK(issue("甲,90%,1,0,0") == "10 ");
  CHECK(issue("甲,90%,,0,0") == "9..12 缺 表彰（关系到 加分“受到表彰”）");
  CHECK(issue("甲,90%,0,≥1,0") == "5..7 界限 通报 ≥1（关系到 减分“受到通报”）");
  CHECK(issue("甲,90%,0,0,") == "0..9 缺 事故（关系到 一票否决“重大事故”）");
  CHECK(issue("甲,,,0,0") == "0..13 缺 执行率（关系到 10分）；缺 表彰（关系到 加分“受到表彰”）");
  CHECK(issue("甲,90%,,0,1") == "0 ");  // vetoed: the bonus cannot matter
  CHECK(contains(scored(head + "甲,90%,,0,0\n", ScoreFormat::jsonl, rules),
                 "缺 表彰（关系到 加分“受到表彰”）"));
}

TEST_CASE("a place that is lacking is explained by what the unit lacks") {
  const std::string rules =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n税收 万元 ≥0\n类别 街道、乡镇\n"
      "公式 名次 ＝ 排名(税收，从高到低，并列占位，同 类别)\n"
      "指标 乙 10分 ｜ 实际 名次 ｜ 目标 ≤1名 ｜ 计分 每多1名扣1分，扣完为止\n";
  const auto rows = testing::csv_rows(
      scored("单位,税收,类别\n甲,9,街道\n乙,8,街道\n丙,10,\n丁,,乡镇\n", ScoreFormat::csv, rules));
  CHECK(rows.at(1) == Cells{"甲", "9..10", "9..10", "界限 名次 1..2（关系到 1分）"});
  CHECK(rows.at(2) == Cells{"乙", "8..9", "8..9", "界限 名次 2..3（关系到 1分）"});
  CHECK(rows.at(3) == Cells{"丙", "0..10", "0..10", "缺 类别（关系到 10分）"});
  CHECK(rows.at(4) == Cells{"丁", "0..10", "0..10", "缺 税收（关系到 10分）"});
}

TEST_CASE("a cell for several values is named where it lacks or bounds one") {
  const std::string rules =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n各村 % 0%至100% 可填多个\n"
      "指标 乙 10分 ｜ 实际 平均(各村) ｜ 目标 ≥100% ｜ 计分 按比例\n";
  const auto rows =
      testing::csv_rows(scored("单位,各村\n甲,90%、80%\n乙,\n丙,90%以上\n", ScoreFormat::csv, rules));
  CHECK(rows.at(1) == Cells{"甲", "8.5", "8.5", ""});
  CHECK(rows.at(2) == Cells{"乙", "0..10", "0..10", "缺 各村（关系到 10分）"});
  CHECK(rows.at(3) == Cells{"丙", "9..10", "9..10", "界限 各村 90%以上（关系到 1分）"});
}

TEST_CASE("a datum that decides whether an indicator applies is named where the total hangs on it") {
  const std::string rules =
      "规则集 甲\n满分 20分\n单项 不取整\n总分 不取整\n数据\n执行率 % 0%至100%\n采购额 万元 ≥0\n预算 万元 "
      "≥0\n"
      "指标 执行 10分 ｜ 实际 执行率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "指标 采购 10分 ｜ 实际 采购额 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例 ｜ 不适用 预算 ＝ "
      "0万元，剔除，全表折算\n";
  const auto rows = testing::csv_rows(
      scored("单位,执行率,采购额,预算\n甲,30%,0,0\n乙,30%,0,\n丙,30%,0,5\n", ScoreFormat::csv, rules));
  CHECK(rows.at(1) == Cells{"甲", "3", "不适用", "6", ""});
  CHECK(rows.at(2) == Cells{"乙", "3", "0", "3..6", "缺 预算（关系到 “采购”是否适用）"});
  CHECK(rows.at(3) == Cells{"丙", "3", "0", "3", ""});
}

}  // namespace rubric::formats
