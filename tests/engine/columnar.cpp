// The columnar interpreter on rules that a person can work out, and on generated rulesets against evaluate().
// Random plans of every operation are compared by rubric_differential (tests/columnar).

#include "engine/columnar.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "engine/evaluate.hpp"
#include "tests/reference/generate.hpp"
#include "tests/reference/print.hpp"
#include "tests/rules.hpp"

using namespace rubric;
using namespace rubric::engine;

namespace {

/// Units as columns; the decimals are as many as the values need. Cells that are faulty, missing or bounded
/// keep their state and nothing else.
Batch columns(const Ruleset& ruleset, const std::vector<UnitData>& units) {
  Batch batch;
  batch.rows = units.size();
  for (const UnitData& unit : units) batch.years.push_back(unit.year ? *unit.year : without_year);
  for (DatumId datum = 0; datum < ruleset.data.size(); ++datum) {
    const Datum& of = ruleset.data[datum];
    Column column;
    column.scale = of.unit.scale;
    const auto values = [&](const UnitData& unit) {
      const Cell& cell = unit.cells[datum];
      if (cell.state != Cell::State::known) return std::vector<Rational>{0};
      return of.many ? cell.values : std::vector<Rational>{cell.value.low.value};
    };
    for (const UnitData& unit : units) {
      for (const Rational& value : values(unit))
        column.decimals = std::max(column.decimals, decimals(value / column.scale, 12).value());
    }
    if (of.many) column.starts.push_back(0);
    bool first = true;
    for (const UnitData& unit : units) {
      column.states.push_back(unit.cells[datum].state);
      for (const Rational& value : values(unit)) {
        const Rational number = value / column.scale / power_of_tenth(column.decimals);
        column.numbers.push_back(static_cast<std::int64_t>(numerator(number)));
        if (unit.cells[datum].state != Cell::State::known) continue;
        column.low = first ? column.numbers.back() : std::min(column.low, column.numbers.back());
        column.high = first ? column.numbers.back() : std::max(column.high, column.numbers.back());
        first = false;
      }
      if (of.many) column.starts.push_back(static_cast<std::uint32_t>(column.numbers.size()));
    }
    batch.columns.push_back(std::move(column));
  }
  return batch;
}

using Texts = std::vector<std::string>;  // one unit's cells, in the order of the data

std::vector<UnitData> read(const Ruleset& ruleset, const std::vector<Texts>& rows) {
  std::vector<UnitData> units;
  for (const Texts& row : rows) {
    UnitData unit;
    for (DatumId datum = 0; datum < ruleset.data.size(); ++datum)
      unit.cells.push_back(read_cell(row.at(datum), ruleset.data[datum]));
    units.push_back(std::move(unit));
  }
  return units;
}

std::string text(const Figure& figure, std::size_t row) {
  const std::string digits =
      to_display(Rational(figure.number(row)) * power_of_tenth(figure.decimals), 0, figure.decimals);
  return digits + (!figure.inexact.empty() && figure.inexact[row] == 1 ? "…" : "");
}

/// "10 8.99 = 18.99" for two indicators and the total; "?" for a row that evaluate() must settle.
Texts scores(const Ruleset& ruleset, const Plan& plan, const std::vector<UnitData>& units) {
  const ColumnarPlan columnar(ruleset, plan);
  Workspace workspace;
  ColumnarResult result;
  columnar.run(columns(ruleset, units), workspace, result);
  Texts shown;
  for (std::size_t row = 0; row < units.size(); ++row) {
    std::string line;
    for (const Figure& item : result.items) line += text(item, row) + " ";
    if (plan.total != none) line += "= " + text(result.total, row);
    if (!result.grades.empty()) line += " " + ruleset.grades.at(result.grades[row]).name;
    shown.push_back(result.unsettled[row] == 1 ? "?" : line);
  }
  return shown;
}

Texts scores(const std::string& rules, const std::vector<Texts>& rows) {
  const testing::Rules made(rules);
  return scores(made.ruleset, *made.plan, read(made.ruleset, rows));
}

const std::string execution = R"(规则集 试
  满分  10分
  单项  四舍五入保留2位小数
  总分  四舍五入保留2位小数
数据
  预算  万元  ≥0
  执行  万元  ≥0
指标 预算执行率  10分
  实际  执行 ÷ 预算
  目标  ≥100%
  计分  按比例
  分母为零  无法计算
)";

TEST_CASE("columnar: a share is rounded once, ties away from zero") {
  CHECK(scores(execution, {{"800", "700"}, {"800", "719.6"}, {"100000", "89949.9999"}, {"2", "3"}}) ==
        Texts{"8.75 = 8.75", "9 = 9", "8.99 = 8.99", "10 = 10"});
  // 10 × 719.6 ÷ 800 = 8.995 exactly; 10 × 89949.9999 ÷ 100000 is just below it.
}

TEST_CASE("columnar: a row without a value is left to the other interpreters, and only that row") {
  CHECK(scores(execution, {{"800", "700"}, {"0", "0"}, {"", "5"}, {"800", "完成"}, {"800", "0"}}) ==
        Texts{"8.75 = 8.75", "?", "?", "?", "0 = 0"});
}

TEST_CASE("columnar: numbers of 19 digits need 128 bits, and get them") {
  CHECK(scores(execution, {{"900000000000000000", "899499999999999999"}, {"3", "1"}}) ==
        Texts{"9.99 = 9.99", "3.33 = 3.33"});
}

TEST_CASE("columnar: a datum that is never small enough keeps to the largest number that is") {
  std::string rules = execution;
  rules.replace(rules.find("万元  ≥0"), std::string("万元  ≥0").size(), "元  ≥5000000000000000000元");
  CHECK(scores(rules, {{"6000000000000000000", "1"}}) == Texts{"?"});
  const testing::Rules made(rules);
  const Program program(made.ruleset, *made.plan, {{made.plan->total, 2}});
  const Batch batch = columns(made.ruleset, read(made.ruleset, {{"6000000000000000000", "1"}}));
  const std::string text = program.to_text(batch);
  CAPTURE(text);
  // 2^62 - 1; not from 5000000000000000000 on, which would be above the end of its range.
  CHECK(text.find("clamp c0 4611686018427387903 4611686018427387903") != std::string::npos);
}

TEST_CASE("columnar: a total that is not rounded is shown to six decimals, and said to be more") {
  const std::string rules = R"(规则集 试
  满分  10分
  单项  不取整
  总分  不取整
数据
  甲  分  0分至30分
指标 三分之一  10分
  实际  甲
  计分  得分＝实际 ÷ 3
)";
  CHECK(scores(rules, {{"30"}, {"10"}, {"0.75"}}) ==
        Texts{"10 = 10", "3.333333… = 3.333333…", "0.25 = 0.25"});
}

TEST_CASE("columnar: values of one cell are folded") {
  const std::string rules = R"(规则集 试
  满分  10分
  单项  四舍五入保留2位小数
  总分  四舍五入保留2位小数
数据
  项目支出  万元  ≥0  可填多个
  项目预算  万元  ＞0  可填多个
指标 执行率  5分
  实际  合计(项目支出) ÷ 合计(项目预算)
  目标  ≥100%
  计分  按比例
指标 最差的项目  5分
  实际  最小(项目支出 ÷ 项目预算)
  目标  ≥100%
  计分  按比例
)";
  CHECK(scores(rules, {{"1、2", "2、2"}, {"3", "4"}, {"1、2", "3"}, {"", "3"}}) ==
        Texts{"3.75 2.5 = 6.25", "3.75 3.75 = 7.5", "?", "?"});
}

TEST_CASE("columnar: batches of other ranges and decimals take turns with one workspace") {
  const testing::Rules made(execution);
  const ColumnarPlan columnar(made.ruleset, *made.plan);
  Workspace workspace;
  ColumnarResult result;
  for (const auto& [budget, spent, score] :
       {std::tuple("8", "7", 875), std::tuple("800000000000000000", "700000000000000000", 875),
        std::tuple("8", "6", 750), std::tuple("80000", "70000", 875), std::tuple("8", "90000", 1000),
        std::tuple("90000", "8", 0), std::tuple("800", "719.6", 900)}) {
    columnar.run(columns(made.ruleset, read(made.ruleset, {{budget, spent}})), workspace, result);
    CHECK(result.total.number(0) == score);
    CHECK(result.unsettled[0] == 0);
  }
}

TEST_CASE("columnar: rows of all blocks of a batch are run") {
  std::vector<Texts> rows;
  Texts expected;
  for (int i = 0; i < 5000; ++i) {
    rows.push_back({"1000", std::to_string(i % 1001)});
    const int hundredths = i % 1001;  // 10 × i / 1000 to two places
    const std::string score = to_display(Rational(hundredths, 100), 0, 2);
    expected.push_back(score + " = " + score);
  }
  CHECK(scores(execution, rows) == expected);
}

TEST_CASE("columnar: an item of which nothing is wanted costs nothing") {
  const testing::Rules made(execution);
  const Program all(made.ruleset, *made.plan, {{made.plan->total, 2}});
  CHECK(all.reads().size() == 2);
  const Program none_of_it(made.ruleset, *made.plan, {});
  CHECK(none_of_it.reads().empty());
  const Batch batch = columns(made.ruleset, read(made.ruleset, {{"8", "7"}}));
  CHECK(none_of_it.to_text(batch).empty());
  CHECK(all.to_text(batch).find("ratio") != std::string::npos);
}

/// Indicators that are each 1 point × the smaller of datum ÷ target and 1, to two places, and their sum.
Plan many_indicators(std::uint32_t count, std::uint32_t data) {
  Plan plan;
  plan.constants = {1};
  plan.roundings = {{RoundingMode::half_up, 2}};
  const auto push = [&](Op op, std::array<Slot, 3> operands, std::uint32_t index) {
    Step step;
    step.op = op;
    step.operands = operands;
    step.index = index;
    plan.steps.push_back(step);
    return static_cast<Slot>(plan.steps.size() - 1);
  };
  const Slot one = push(Op::constant, {none, none, none}, 0);
  Slot sum = none;
  for (std::uint32_t i = 0; i < count; ++i) {
    plan.constants.push_back(Rational(50 + i / data % 50, 100));
    const Slot target = push(Op::constant, {none, none, none}, i + 1);
    const Slot datum = push(Op::input, {none, none, none}, i % data);
    const Slot rate = push(Op::divide, {datum, target, none}, none);
    const Slot score = push(Op::round, {push(Op::minimum, {rate, one, none}, none), none, none}, 0);
    sum = sum == none ? score : push(Op::add, {sum, score, none}, none);
  }
  plan.total = sum;
  return plan;
}

TEST_CASE("columnar: ten thousand indicators") {
#ifdef RUBRIC_SANITIZE  // an optimised build
  constexpr std::uint32_t count = 10000;
#else
  constexpr std::uint32_t count = 2000;
#endif
  constexpr std::uint32_t data = 100;
  Ruleset ruleset;
  ruleset.data.resize(data);
  const Plan plan = many_indicators(count, data);
  Batch batch;
  batch.rows = 3;
  for (std::uint32_t i = 0; i < data; ++i) {
    Column column;
    column.decimals = 5;
    column.numbers = {100000, 0, 49995};
    column.low = 0;
    column.high = 100000;
    batch.columns.push_back(column);
  }
  const Program program(ruleset, plan, {{plan.total, 2}});
  Workspace workspace;
  Figures out;
  program.run(batch, workspace, out);
  CHECK(out.figures[0].numbers[0] == std::int64_t{count} * 100);
  CHECK(out.figures[0].numbers[1] == 0);
  // 0.49995 over 0.50 to 0.99, rounded one by one
  Rational sum = 0;
  for (std::uint32_t i = 0; i < count; ++i)
    sum += round(Rational(49995, 1000 * (50 + i / data % 50)), {RoundingMode::half_up, 2});
  CHECK(Rational(out.figures[0].numbers[2], 100) == sum);
  CHECK(out.unsettled == std::vector<std::uint8_t>{0, 0, 0});
}

// --- generated rulesets ---

#ifdef RUBRIC_SANITIZE  // fewer, for it is slow
constexpr std::uint64_t ruleset_count = 40;
#else
constexpr std::uint64_t ruleset_count = 200;
#endif

UnitData unit_data(const reference::Ruleset& model, const reference::Cells& cells, const Ruleset& ruleset) {
  UnitData data;
  for (const Datum& datum : ruleset.data) {
    std::size_t i = 0;
    while (i < model.data.size() && model.data[i].name != datum.name) ++i;
    data.cells.push_back(read_cell(cells.at(i).text, datum));
  }
  return data;
}

/// Whether the figure shows this value.
bool same(const Figure& figure, std::size_t row, const Possible& value) {
  if (!value.known()) return false;
  const Rational shown = Rational(figure.number(row)) * power_of_tenth(figure.decimals);
  const bool inexact = !figure.inexact.empty() && figure.inexact[row] == 1;
  return inexact ? shown != value.range.low.value &&
                       shown == round(value.range.low.value, {RoundingMode::half_up, figure.decimals})
                 : shown == value.range.low.value;
}

TEST_CASE("columnar: generated rulesets of every sentence form give what evaluate() gives") {
  std::size_t settled = 0, could_be = 0, differences = 0;
  for (std::uint64_t seed = 1; seed <= ruleset_count; ++seed) {
    reference::Random random(seed);
    const reference::Ruleset model = random_ruleset(random, reference::Sharing::some);
    const std::string rules = print(model, reference::Tongue::zh);
    const testing::Rules made(rules);
    std::vector<UnitData> units;
    for (int i = 0; i < 40; ++i) {
      reference::Cells cells = random_unit(model, random);
      if (i % 10 == 0) open_cell(model, cells, random.below(cells.size()), random);
      units.push_back(unit_data(model, cells, made.ruleset));
    }
    const ColumnarPlan columnar(made.ruleset, *made.plan);
    Workspace workspace;
    ColumnarResult result;
    columnar.run(columns(made.ruleset, units), workspace, result);
    for (std::size_t row = 0; row < units.size(); ++row) {
      const Outcome outcome = evaluate(*made.plan, units[row]);
      bool known = outcome.total.known() && (made.plan->grade == none || outcome.grade.known());
      bool equal = known && same(result.total, row, outcome.total) &&
                   (made.plan->grade == none || outcome.grade.range.low.value == result.grades[row]);
      for (std::size_t i = 0; i < outcome.items.size(); ++i) {
        const bool dropped = !result.items[i].dropped.empty() && result.items[i].dropped[row] == 1;
        known = known && outcome.items[i].score.known();
        equal = equal && same(result.items[i], row, outcome.items[i].score) &&
                dropped == (outcome.items[i].dropped == Truth::yes);
        for (const Truth clause : outcome.items[i].explain) {
          known = known && clause == Truth::no;
          equal = equal && clause == Truth::no;
        }
      }
      could_be += known ? 1 : 0;
      if (result.unsettled[row] == 1) continue;
      ++settled;
      if (!equal && ++differences < 3) {
        MESSAGE("seed " << seed << " row " << row << "\n" << rules);
      }
    }
  }
  MESSAGE(settled << " rows settled of " << could_be << " that have all figures, " << differences
                  << " differences");
  CHECK(differences == 0);
  CHECK(settled * 100 >= could_be * 95);
}

}  // namespace
