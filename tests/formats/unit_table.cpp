#include "formats/unit_table.hpp"

#include <doctest/doctest.h>

#include "tests/formats/reading.hpp"
#include "tests/rules.hpp"

namespace rubric::formats {

using engine::Cell;
using engine::Rational;
using testing::Cells;
using testing::contains;

namespace {

const testing::Rules& rules() {
  static const testing::Rules result(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n标识 单位、年度\n数据\n"
      "全年预算 万元 ＞0 列名 年度预算、“预算数（元）”\n全年执行 万元 ≥0\n满意度 % 0%至100%\n"
      "“参保率(%)” % ≥0%\n理由 文字 可不填\n"
      "指标 乙 10分 ｜ 实际 全年执行 ÷ 全年预算 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  return result;
}

const std::string rest = ",全年执行,满意度,参保率(%)";

/// A whole data file seen through the rules.
struct Table {
  std::vector<engine::Diagnostic> problems;
  std::vector<UnitRow> rows;
  std::vector<std::optional<int>> years;
  Cells identity, kept;

  explicit Table(TableReader& reader) {
    UnitTable table(rules().ruleset, reader, problems);
    identity = table.identity();
    kept = table.kept();
    for (UnitRow row; table.next(row);) {
      rows.push_back(row);
      years.push_back(row.data.year);
    }
  }

  std::string problem() const { return problems.empty() ? "" : testing::shown(problems); }
  const Cell& cell(std::size_t row, std::size_t datum) const { return rows.at(row).data.cells.at(datum); }
};

Table csv(const std::string& text) {
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", text, "UTF-8", problems);
  CHECK(problems.empty());
  return Table(reader);
}

Table jsonl(const std::string& text) {
  std::vector<engine::Diagnostic> problems;
  JsonLinesReader reader("a.jsonl", text, "UTF-8", problems);
  return Table(reader);
}

Rational budget(const Table& table) {
  return table.cell(0, 0).value.low.value;
}

}  // namespace

TEST_CASE("columns are found by name in any order, the others are kept") {
  const Table table = csv("满意度,备注,年度,全年预算,参保率(%),单位,全年执行\n90%,x,2024,100,95,甲镇,80\n");
  CHECK(table.problem() == "");
  CHECK(table.identity == Cells{"单位", "年度"});
  CHECK(table.kept == Cells{"满意度", "备注", "全年预算", "参保率(%)", "全年执行"});
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0].data.key == Cells{"甲镇", "2024"});
  CHECK(table.rows[0].kept == Cells{"90%", "x", "100", "95", "80"});
  CHECK(budget(table) == 1000000);
  CHECK(table.cell(0, 0).spot == "D2");
  CHECK(table.cell(0, 2).value.low.value == Rational(9) / 10);
  CHECK(table.cell(0, 4).state == Cell::State::missing);  // 理由: optional, and no column
  CHECK(table.rows[0].place.line == 2);
}

TEST_CASE("headings are folded, and may be one of the 列名") {
  CHECK(csv("单位, 全年预算　,全年执行,满意度,参保率（％）\n甲,1,1,1,1\n").problem() == "");
  CHECK(csv("单位,年度预算,全年执行,满意度,参保率(%)\n甲,1,1,1,1\n").problem() == "");
}

TEST_CASE("a unit in the heading holds for bare numbers") {
  const std::string row = "\n甲,5000,1,1,1\n";
  CHECK(budget(csv("单位,全年预算" + rest + row)) == 50000000);
  CHECK(budget(csv("单位,全年预算（元）" + rest + row)) == 5000);
  CHECK(budget(csv("单位,年度预算 (亿元)" + rest + row)) == 500000000000);
  CHECK(budget(csv("单位,预算数（元）" + rest + row)) == 5000);
  CHECK(budget(csv("单位,全年预算（元）" + rest + "\n甲,5万元,1,1,1\n")) == 50000);
}

TEST_CASE("a unit in the heading that does not fit is said once") {
  const Table table = csv("单位,全年预算（人）" + rest + "\n甲,5,1,1,1\n乙,6,1,1,1\n");
  REQUIRE(table.problems.size() == 1);
  CHECK(contains(table.problem(), "a.csv:1:2（B1“全年预算（人）”）: 错误[E733]"));
  CHECK(table.cell(0, 0).state == Cell::State::missing);
  CHECK(table.rows[1].faults.empty());
}

TEST_CASE("a missing column is said once, with what it may be called instead") {
  const Table table = csv("单位,全年予算" + rest + "\n甲,5,1,1,1\n乙,6,1,1,1\n");
  REQUIRE(table.problems.size() == 1);
  CHECK(contains(table.problem(), "a.csv:1: 错误[E731] 缺少“全年预算”这一列"));
  CHECK(contains(table.problem(), "可改为：B 列的表头“全年予算”写成“全年预算”"));
  CHECK(table.cell(0, 0).state == Cell::State::missing);
  // 全年执行 is near, but it is another datum's column.
  CHECK_FALSE(contains(csv("单位" + rest + "\n甲,1,1,1\n").problem(), "可改为"));
}

TEST_CASE("a missing identity column is said, with what it may be called") {
  const Table table = csv("单位名,年度,全年预算" + rest + "\n甲,2024,5,1,1,1\n");
  REQUIRE(table.problems.size() == 1);
  CHECK(contains(table.problem(), "a.csv:1: 错误[E762] 缺少标识列“单位”"));
  CHECK(contains(table.problem(), "可改为：A 列的表头“单位名”写成“单位”"));
  // A file of one year needs no column for it.
  CHECK(csv("单位,全年预算" + rest + "\n甲,5,1,1,1\n").problem() == "");
}

TEST_CASE("a first row that is no header is said once, with the likely cause") {
  const std::string head = "单位,年度,全年预算,全年执行,满意度,参保率(%)\n", row = "甲,2024,5,1,1,1\n";
  const auto said = [](const std::string& text) {
    const Table table = csv(text);
    CHECK(table.problems.size() == 1);
    return table.problem();
  };
  CHECK(contains(said("绩效数据表,,,,,\n" + head + row), "a.csv:1: 错误[E763]"));
  CHECK(contains(said("绩效数据表,,,,,\n" + head + row), "第一行只有“绩效数据表”，像是表的标题"));
  CHECK(contains(said("单位，全年预算，全年执行\n甲，5，1\n"), "不是用半角逗号隔开的"));
  CHECK(contains(said("单位|全年预算|全年执行\n甲|5|1\n"), "不是用半角逗号隔开的"));
  CHECK(contains(said("[\n{}\n]\n"), "这像是 JSON"));
  CHECK(contains(said("姓名,年龄\n甲,5\n"), "规则要 4 列，找到 0 列"));
  // One column that is there makes it the header.
  CHECK_FALSE(contains(csv("单位\n甲\n").problem(), "E763"));
}

TEST_CASE("a cell that is no year is a fault of its row") {
  const std::string head = "单位,年度,全年预算" + rest + "\n", figures = ",5,1,1,1\n";
  for (const std::string year : {"20245", "24", "2024.0", "FY2024", "2024-12-31"}) {
    CAPTURE(year);
    const Table table = csv(head + "甲," + year + figures + "乙,2024年" + figures);
    REQUIRE(table.rows[0].faults.size() == 1);
    CHECK(Reading::where(table.rows[0].faults[0]) == "E761 at 2:2");
    CHECK_FALSE(table.years[0].has_value());
    CHECK(table.rows[1].faults.empty());
    CHECK(table.years[1] == 2024);
  }
}

TEST_CASE("the year may be blank where the rules do not say when they are in force") {
  CHECK(csv("单位,年度,全年预算" + rest + "\n甲,,5,1,1,1\n").rows[0].faults.empty());
  const testing::Rules dated(
      "规则集 甲\n适用 2024-01-01 起\n满分 10分\n单项 不取整\n总分 不取整\n数据\n满意度 % 0%至100%\n"
      "指标 乙 10分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", "单位,年度,满意度\n甲, ,5%\n乙,2024,5%\n", "UTF-8", problems);
  UnitTable table(dated.ruleset, reader, problems);
  UnitRow row;
  REQUIRE(table.next(row));
  REQUIRE(row.faults.size() == 1);
  CHECK(Reading::where(row.faults[0]) == "E761 at 2:2");
  REQUIRE(table.next(row));
  CHECK(row.faults.empty());
}

TEST_CASE("a doubled column is not used") {
  const Table table = csv("单位,全年预算,年度预算" + rest + "\n甲,5,6,1,1,1\n");
  REQUIRE(table.problems.size() == 1);
  CHECK(contains(table.problem(), "E732] “全年预算”有两列（B 列和 C 列）"));
  CHECK(table.cell(0, 0).state == Cell::State::missing);
  CHECK(contains(csv("单位,全年预算,全年预算（元）" + rest + "\n").problem(), "E732"));
}

TEST_CASE("problems of the header are said at the header's row") {
  CHECK(contains(csv("\n\n单位" + rest + "\n甲,1,1,1\n").problem(), "a.csv:3: 错误[E731]"));
}

TEST_CASE("faults lie in their cells and leave the other cells alone") {
  const Table table = csv("单位,全年预算" + rest + "\n甲,完成,1,120%,1\n乙,5,1,1,1\n");
  REQUIRE(table.rows[0].faults.size() == 2);
  CHECK(Reading::where(table.rows[0].faults[0]) == "E801 at 2:2");
  CHECK(table.rows[0].faults[0].place.subject == "全年预算");
  CHECK(Reading::where(table.rows[0].faults[1]) == "E804 at 2:4");
  CHECK(table.cell(0, 1).state == Cell::State::known);
  CHECK(table.rows[1].faults.empty());
}

TEST_CASE("no cell of a ragged row is relied on") {
  const Table table = csv("单位,全年预算" + rest + "\n甲,完成,1\n乙,5,1,1,1\n");
  REQUIRE(table.rows[0].faults.size() == 1);
  CHECK(Reading::where(table.rows[0].faults[0]) == "E718 at 2:4");
  for (const Cell& cell : table.rows[0].data.cells) CHECK(cell.state == Cell::State::faulty);
  CHECK(table.rows[0].data.key == Cells{"甲"});
  CHECK(table.cell(1, 0).state == Cell::State::known);
}

TEST_CASE("the year of a row") {
  const Table table = csv("单位,年度,全年预算" + rest +
                          "\n甲,2024,1,1,1,1\n乙,２０２３年,1,1,1,1\n丙,2022年度,1,1,1,1\n丁,去年,1,1,1,"
                          "1\n戊,20245,1,1,1,1\n己,,1,1,1,1\n");
  CHECK(table.years == std::vector<std::optional<int>>{2024, 2023, 2022, {}, {}, {}});
  CHECK(csv("单位,全年预算" + rest + "\n甲,1,1,1,1\n").years[0] == std::nullopt);
}

TEST_CASE("JSON Lines have keys in place of columns") {
  const Table table = jsonl(
      "{\"单位\": \"甲\", \"全年预算（元）\": 5000, \"全年执行\": 0.7, \"满意度\": \"90%\", \"参保率(%)\": "
      "1}\n"
      "{\"单位\": \"乙\", \"全年执行\": \"完成\"}\n");
  CHECK(table.problem() == "");
  CHECK(budget(table) == 5000);
  CHECK(table.cell(0, 1).value.low.value == 7000);
  CHECK(table.cell(0, 0).spot == "");
  CHECK(table.cell(1, 0).state == Cell::State::missing);
  REQUIRE(table.rows[1].faults.size() == 1);
  CHECK(contains(testing::shown(table.rows[1].faults), "a.jsonl:2（“全年执行”）: 错误[E801]"));
  const Table doubled = jsonl("{\"全年预算\": 1, \"年度预算\": 2, \"全年执行\": 1, \"满意度\": 1}\n");
  CHECK(contains(doubled.problem(), "a.jsonl（“年度预算”）: 错误[E732]") == false);
  CHECK(contains(doubled.problem(), "E732] “全年预算”有两列（“全年预算” 列和 “年度预算” 列）"));
  CHECK(contains(doubled.problem(), "a.jsonl: 错误[E731] 缺少“参保率(%)”这一列"));
}

TEST_CASE("a table without any column lacks each, and has no rows") {
  const Table table = jsonl("");
  CHECK(contains(table.problem(), "a.jsonl: 错误[E731] 缺少“全年执行”这一列"));
  CHECK(table.rows.empty());
}

TEST_CASE("a heading and its unit") {
  const auto parts = [](const std::string& heading) {
    const Heading found = split_heading(heading);
    return found.name + "|" + found.unit;
  };
  CHECK(parts("全年预算(元)") == "全年预算|元");
  CHECK(parts("全年预算 ( 万元 )") == "全年预算|万元");
  CHECK(parts("全年预算") == "全年预算|");
  CHECK(parts("(元)") == "(元)|");
  CHECK(parts("a(b)(c)") == "a(b)|c");
  CHECK(parts("a)") == "a)|");
  CHECK(parts("") == "|");
}

TEST_CASE("a unit that was there before is told where that is asked for") {
  const std::string text = "单位,年度,全年预算" + rest +
                           "\n甲镇,2024,1,1,1,1\n乙镇,2024,1,1,1,1\n甲镇,2023,1,1,1,1\n"
                           " 甲镇 ,2024年,1,1,1,1\n,2024,1,1,1,1\n,2024,1,1,1,1\n乙镇,2024,1,1\n";
  for (const bool asked : {false, true}) {
    std::vector<engine::Diagnostic> problems;
    CsvReader reader("a.csv", text, "UTF-8", problems);
    UnitTable table(rules().ruleset, reader, problems);
    if (asked) table.tell_repeated();
    std::string said;
    for (UnitRow row; table.next(row);) {
      for (const auto& fault : row.faults) {
        if (engine::kind(fault.code).name == "W760") said += testing::shown({fault});
      }
    }
    CHECK((said == "") == !asked);
    if (asked) CHECK(contains(said, "a.csv:5: 提醒[W760] “ 甲镇  2024年”在第 2 行已有"));
    CHECK(testing::split(said, "W760").size() == (asked ? 2 : 1));
  }
}

TEST_CASE("with figures over all units a repeated unit is always told") {
  static const testing::Rules ranked(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n税收 万元 ≥0\n"
      "公式 名次 ＝ 排名(税收，从高到低，并列占位)\n"
      "指标 乙 10分 ｜ 实际 名次 ｜ 目标 ≤1名 ｜ 计分 每多1名扣1分，扣完为止\n");
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", "单位,年度,税收\n甲,2024,9\n乙,2024,8\n甲,2024,9\n", "UTF-8", problems);
  UnitTable table(ranked.ruleset, reader, problems);
  std::vector<std::size_t> faults;
  for (UnitRow row; table.next(row);) faults.push_back(row.faults.size());
  CHECK(faults == std::vector<std::size_t>{0, 0, 1});
}

}  // namespace rubric::formats
