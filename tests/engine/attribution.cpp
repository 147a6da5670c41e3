// Shares of a change: against the average over all orders of putting clauses into force, on random rulesets.
#include "engine/attribution.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>

#include "engine/evaluate.hpp"
#include "engine/grade_margin.hpp"
#include "engine/link.hpp"
#include "engine/ranks.hpp"
#include "tests/reference/generate.hpp"
#include "tests/reform.hpp"

using namespace rubric;
using namespace rubric::engine;
using reference::Random;
using testing::random_rules;
using testing::reformed;
using testing::Rules;

namespace {

/// What each player adds, averaged over all orders of joining, one order after the other.
std::vector<Rational> over_all_orders(const std::vector<Rational>& values, std::size_t players) {
  std::vector<std::size_t> order(players);
  std::iota(order.begin(), order.end(), 0);
  std::vector<Rational> sums(players, Rational(0));
  int orders = 0;
  do {
    std::size_t set = 0;
    for (const std::size_t player : order) {
      const std::size_t with = set | std::size_t{1} << player;
      sums[player] += values[with] - values[set];
      set = with;
    }
    ++orders;
  } while (std::next_permutation(order.begin(), order.end()));
  for (Rational& sum : sums) sum /= orders;
  return sums;
}

UnitData unit_of(const reference::Ruleset& model, const reference::Cells& cells, const Ruleset& ruleset) {
  UnitData data;
  for (const Datum& datum : ruleset.data) {
    std::size_t i = 0;
    while (i < model.data.size() && model.data[i].name != datum.name) ++i;
    data.cells.push_back(read_cell(cells.at(i).text, datum));
  }
  return data;
}

const std::string header = "规则集 甲\n  满分  20分\n  单项  四舍五入保留2位小数\n  总分  不取整\n";
const std::string data = "数据\n  率  %  0%至100%\n  满意  %  0%至100%\n";
const std::string rate = "指标 执行率  10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n";
const std::string satisfied = "指标 满意度  10分 ｜ 实际 满意 ｜ 目标 ≥90% ｜ 计分 按比例\n";
const std::string grades = "等级  按取整后总分\n  ≥18分  优\n  ＜18分  差\n";

/// A unit's cells by the names of the data.
UnitData unit(const Ruleset& ruleset, const std::map<std::string, std::string>& cells) {
  UnitData result;
  for (const Datum& datum : ruleset.data) {
    const auto cell = cells.find(datum.name);
    result.cells.push_back(read_cell(cell == cells.end() ? "" : cell->second, datum));
  }
  return result;
}

std::string shown(const std::vector<Rational>& shares) {
  std::string text;
  for (const Rational& share : shares) text += (text.empty() ? "" : " ") + to_fraction(share);
  return text;
}

}  // namespace

TEST_CASE("Shapley values are the average over all orders") {
  Random random(11);
  for (std::size_t players = 0; players <= 6; ++players) {
    std::vector<Rational> values;
    for (std::size_t set = 0; set < std::size_t{1} << players; ++set)
      values.emplace_back(random.between(-50, 50), random.between(1, 7));
    CHECK(shown(shapley_values(values)) == shown(over_all_orders(values, players)));
  }
}

TEST_CASE("shares by hand: two clauses that meet at the limit of the total") {
  // 12 and 8 without a limit: alone +3 and +2, together +5, but no more than 20.
  const std::vector<Rational> values = {18, 20, 20, 20};
  CHECK(shown(shapley_values(values)) == "1 1");
  // The example of attribution.hpp: 98, with 满意度 at most 100, with 执行率 97, with both 100.
  CHECK(shown(shapley_values({98, 100, 97, 100})) == "5/2 -1/2");
}

TEST_CASE(
    "random rulesets before and after a reform: shares are the average over all orders, nothing is left") {
  int compared = 0, plain = 0, apart = 0, clauses_seen = 0, too_many = 0;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    reference::Ruleset model;
    const Ruleset from = random_rules(seed, model);
    Random random(seed * 977);
    const Ruleset to = reformed(from, random);
    const Pairing pairing(from, to);
    const std::size_t clauses = pairing.clauses().size();
    clauses_seen += static_cast<int>(clauses);
    if (clauses > 7) {  // a heading that many indicators read: too many orders to go through
      ++too_many;
      continue;
    }
    std::vector<Plan> plans;
    for (Coalition set = 0; set < Coalition{1} << clauses; ++set)
      plans.push_back(compile(pairing.mixed(set)));
    const Plan old_plan = compile(from), new_plan = compile(to);
    Attribution attribution(pairing);
    for (int u = 0; u < 12; ++u) {
      reference::Cells cells = random_unit(model, random);
      if (u % 4 == 3) open_cell(model, cells, random.below(cells.size()), random);
      const UnitData one = unit_of(model, cells, pairing.data());
      Comparison found;
      attribution.run(one, found);
      const Outcome before = evaluate(old_plan, unit_of(model, cells, from));
      const Outcome after = evaluate(new_plan, unit_of(model, cells, to));
      const bool settled = before.total.known() && after.total.known() &&
                           (old_plan.grade == none || before.grade.known()) &&
                           (new_plan.grade == none || after.grade.known());
      std::vector<Rational> values;
      bool all_known = settled;
      for (const Plan& plan : plans) {
        const Outcome outcome = evaluate(plan, one);
        all_known = all_known && outcome.total.known();
        if (all_known) values.push_back(outcome.total.range.low.value);
      }
      if (!settled) CHECK_FALSE(found.compared);
      if (all_known) CHECK(found.compared);
      if (!found.compared) {
        ++apart;
        continue;
      }
      ++compared;
      if (found.plain) ++plain;
      CHECK(found.old_total == before.total.range.low.value);
      CHECK(found.new_total == after.total.range.low.value);
      Rational sum = 0;
      for (const Rational& share : found.shares) sum += share;
      CHECK(sum == found.new_total - found.old_total);
      if (all_known) CHECK(shown(found.shares) == shown(over_all_orders(values, clauses)));
      if (found.old_grade == found.new_grade || old_plan.grade == none) continue;
      const auto steps = attribution.grade_shares(one, found);
      if (steps.empty()) continue;
      Rational up = 0;
      for (const Rational& step : steps) up += step;
      CHECK(up == Rational(found.old_grade) - Rational(found.new_grade));
    }
  }
  // The test says something only if each way is taken often.
  CHECK(compared > 200);
  CHECK(plain > 50);
  CHECK(compared - plain > 50);
  CHECK(apart > 20);
  CHECK(clauses_seen > 60);
  CHECK(too_many < 4);
}

TEST_CASE("a veto that named a grade and now sets the total counts with the grades that were renamed") {
  const std::string veto = "一票否决 弄虚作假 ｜ 当 率 ＜ 50% ｜ 结果 ";
  const Rules from(header + data + rate + satisfied + veto + "等级不高于 差\n" + grades);
  const Rules to(header + data + rate + satisfied + veto + "总分为 0分\n" +
                 testing::replaced(testing::replaced(grades, "优", "好"), "差", "坏"));
  const Pairing pairing(from.ruleset, to.ruleset);
  REQUIRE(pairing.clauses().size() == 1);
  CHECK(pairing.clauses()[0].kind == Clause::Kind::grades);
  Attribution attribution(pairing);
  Comparison found;
  for (const auto& [share, change] : {std::pair("40%", -14), std::pair("60%", 0)}) {
    attribution.run(unit(pairing.data(), {{"率", share}, {"满意", "90%"}}), found);
    REQUIRE(found.compared);
    CHECK(found.new_total - found.old_total == change);
    CHECK(found.shares.at(0) == change);
  }
  // The same where a datum that decides nothing is missing: 满意 at least 90% is full marks.
  attribution.run(unit(pairing.data(), {{"率", "40%"}, {"满意", "≥90%"}}), found);
  REQUIRE(found.compared);
  CHECK(found.shares.at(0) == -14);
}

TEST_CASE("an indicator moved between groups is changed where 组内折算 scales one of them") {
  const auto rules = [](const std::string& drop, bool moved) {
    const std::string third = "指标 办结率  10分 ｜ 实际 办结 ｜ 目标 ≥100% ｜ 计分 按比例\n";
    return "规则集 甲\n  满分  40分\n  单项  不取整\n  总分  不取整\n数据\n  率  %  0%至100%\n"
           "  满意  %  0%至100%  可不适用\n  办结  %  0%至100%\n" +
           ("一级指标 产出\n" + rate) +
           "指标 满意度  10分 ｜ 实际 满意 ｜ 目标 ≥90% ｜ 计分 按比例 ｜ 不适用 " + drop + "\n" +
           (moved ? "" : third) + "一级指标 效果\n" +
           "指标 及时率  10分 ｜ 实际 率 ｜ 目标 ≥90% ｜ 计分 按比例\n" + (moved ? third : "");
  };
  const Rules from(rules("剔除，组内折算", false)), to(rules("剔除，组内折算", true));
  const Pairing pairing(from.ruleset, to.ruleset);
  REQUIRE(pairing.clauses().size() == 1);
  CHECK(pairing.clauses()[0].title == "办结率");
  Attribution attribution(pairing);
  Comparison found;
  attribution.run(unit(pairing.data(), {{"率", "90%"}, {"满意", "不适用"}, {"办结", "50%"}}), found);
  REQUIRE(found.compared);
  // (9 + 5) × 30 ÷ 20 + 10 = 31 before; 9 × 20 ÷ 10 + 10 + 5 = 33 after.
  CHECK(shown({found.old_total, found.new_total, found.shares.at(0)}) == "31 33 2");
  // Over the whole table it does not matter where an indicator stands.
  const Rules all(rules("剔除，全表折算", false)), all_moved(rules("剔除，全表折算", true));
  CHECK(Pairing(all.ruleset, all_moved.ruleset).clauses().empty());
}

TEST_CASE("data of one name that are looked for under other headings are not taken for the same") {
  const auto rules = [&](const std::string& column) {
    return header + testing::replaced(data, "满意  %  0%至100%", "满意  %  0%至100%" + column) + rate +
           satisfied;
  };
  const Rules from(rules("  列名 甲列")), to(rules("  列名 乙列"));
  const Pairing pairing(from.ruleset, to.ruleset);
  REQUIRE(pairing.clauses().size() == 1);
  UnitData one;
  for (const Datum& datum : pairing.data().data) {
    const bool old_one = !datum.columns.empty() && datum.columns[0] == "甲列";
    one.cells.push_back(read_cell(datum.name == "率" ? "100%" : old_one ? "90%" : "45%", datum));
  }
  Attribution attribution(pairing);
  Comparison found;
  attribution.run(one, found);
  REQUIRE(found.compared);
  CHECK(shown({found.old_total, found.new_total, found.shares.at(0)}) == "20 15 -5");
  // The order of the names, and full width, say nothing.
  const Rules a(rules("  列名 A列、乙列")), b(rules("  列名 乙列、Ａ列"));
  CHECK(Pairing(a.ruleset, b.ruleset).clauses().empty());
}

TEST_CASE("clauses are told by what is computed, not by wording") {
  const Rules from(header + data + rate + satisfied + grades);
  const Rules same(header + data + satisfied + rate + grades);
  CHECK(Pairing(from.ruleset, same.ruleset).clauses().empty());
  const Rules to(testing::replaced(testing::replaced(header, "2位", "1位"), "总分  ", "总分  最高20分，") +
                 data + rate + testing::replaced(satisfied, "90%", "95%") +
                 "加分 荣誉  最高1分 ｜ 实际 满意 ｜ 计分 达标得满分，否则不得分 ｜ 目标 ≥99%\n" + grades);
  const Pairing pairing(from.ruleset, to.ruleset);
  std::string kinds;
  for (const Clause& clause : pairing.clauses())
    kinds +=
        std::to_string(static_cast<int>(clause.kind)) + std::to_string(static_cast<int>(clause.change)) + " ";
  CHECK(kinds == "00 11 40 60 ");  // 满意度 changed, 加分 added, 单项 and 总分 最高 changed
}

TEST_CASE("a unit by hand: indicator and rounding share what they do together") {
  // 满意 80%: 8.888… → 8.89 of 90%, 8.42 of 95%; to whole points 9 and 8.
  const Rules from(header + data + rate + satisfied + grades);
  const Rules to(testing::replaced(header, "保留2位小数", "取整数") + data + rate +
                 testing::replaced(satisfied, "90%", "95%") + grades);
  const Pairing pairing(from.ruleset, to.ruleset);
  REQUIRE(pairing.clauses().size() == 2);
  Attribution attribution(pairing);
  Comparison found;
  attribution.run(unit(pairing.data(), {{"率", "100%"}, {"满意", "80%"}}), found);
  REQUIRE(found.compared);
  // Totals: old 18.89, indicator alone 18.42, rounding alone 19, both 18.
  // indicator: ((18.42 - 18.89) + (18 - 19)) / 2 = -0.735; rounding: (0.11 + (18 - 18.42)) / 2 = -0.155
  CHECK(shown(found.shares) == "-147/200 -31/200");
  CHECK(shown(attribution.grade_shares(unit(pairing.data(), {{"率", "100%"}, {"满意", "80%"}}), found)) ==
        "0 0");
}

TEST_CASE("missing data keep a unit apart, unless they decide nothing") {
  const Rules from(header + data + rate + satisfied + grades);
  const Rules to(header + data + rate + testing::replaced(satisfied, "90%", "95%") + grades);
  const Pairing pairing(from.ruleset, to.ruleset);
  Attribution attribution(pairing);
  Comparison found;
  attribution.run(unit(pairing.data(), {{"率", "100%"}}), found);
  CHECK_FALSE(found.compared);
  CHECK(to_string(found.old_outcome.total.range) == "[10, 20]");
  // 满意 at least 95% is full marks in both.
  attribution.run(unit(pairing.data(), {{"率", "100%"}, {"满意", "≥95%"}}), found);
  CHECK(found.compared);
  CHECK(found.new_total == 20);
}

TEST_CASE("more than ten changed clauses are put together, and their shares still add up") {
  std::string old_text = "规则集 甲\n  满分  24分\n  单项  不取整\n  总分  不取整\n" + data,
              new_text = old_text;
  for (int i = 1; i <= 12; ++i) {
    const std::string title = "指标 第" + std::to_string(i) + "项  2分 ｜ 实际 率 ｜ 计分 按比例 ｜ 目标 ≥";
    old_text += title + "90%\n";
    new_text += title + "9" + std::to_string(i % 9 + 1) + "%\n";
  }
  const Rules from(old_text), to(new_text);
  const Pairing pairing(from.ruleset, to.ruleset);
  REQUIRE(pairing.clauses().size() == 1);
  CHECK(pairing.clauses()[0].members.size() == 12);
  Attribution attribution(pairing);
  Comparison found;
  attribution.run(unit(pairing.data(), {{"率", "50%"}}), found);
  REQUIRE(found.compared);
  CHECK(found.shares.at(0) == found.new_total - found.old_total);
}

TEST_CASE("places are shared by equal totals, and years do not mix") {
  Standings all;
  const Standing a = all.add(2024, 90, 80), b = all.add(2024, 95, 80), c = all.add(2024, 90, 85);
  const Standing d = all.add(2023, 1, 1), e = all.add(std::nullopt, 2, 2);
  CHECK(all.old_place(a) == 2);
  CHECK(all.old_place(b) == 1);
  CHECK(all.old_place(c) == 2);
  CHECK(all.new_place(a) == 2);
  CHECK(all.new_place(b) == 2);
  CHECK(all.new_place(c) == 1);
  CHECK(all.old_place(d) == 1);
  CHECK(all.new_place(e) == 1);
}

TEST_CASE("places of very many units, and of totals between hundredths") {
  Standings all;
  std::vector<Standing> units;
  // 120,000 units of one year with 80.00, 80.01, … 80.04 in turn; from some 16,000 on they are counted in a
  // table.
  for (int i = 0; i < 120'000; ++i)
    units.push_back(all.add_micros(2024, 80'000'000 + i % 5 * 10'000, 60'000'000));
  const Standing below = all.add_micros(2024, 80'005'000, 60'000'000);  // 80.005
  const Standing first = all.add(2024, 90, 60), last = all.add(2024, -1, Rational(181, 3));
  CHECK(all.old_place(first) == 1);
  CHECK(all.old_place(units[4]) == 2);
  CHECK(all.old_place(units[119'999]) == 2);
  CHECK(all.old_place(units[3]) == 24'002);
  CHECK(all.old_place(units[119'996]) == 72'002);
  CHECK(all.old_place(below) == 96'002);
  CHECK(all.old_place(units[119'995]) == 96'003);
  CHECK(all.old_place(last) == 120'003);
  CHECK(all.new_place(last) == 1);
  CHECK(all.new_place(units[0]) == 2);
}

TEST_CASE("a grade hangs on rounding only where it would be another without") {
  const Rules rules(testing::replaced(header, "2位", "1位") + data + rate + satisfied + grades);
  const GradeMargin margin(rules.ruleset);
  const auto hangs = [&](const std::string& share) {
    const UnitData one = unit(rules.ruleset, {{"率", share}, {"满意", "90%"}});
    const Outcome outcome = evaluate(*rules.plan, one);
    return margin.hangs(one, outcome.total.range.low.value,
                        numerator(outcome.grade.range.low.value).convert_to<std::uint32_t>());
  };
  CHECK(hangs("79.6%"));        // 7.96 -> 8.0: 18 优; exactly 17.96 差
  CHECK_FALSE(hangs("80%"));    // 18 either way
  CHECK_FALSE(hangs("79.4%"));  // 17.9 and 17.94
  CHECK_FALSE(hangs("50%"));
}
