// What it takes to reach a grade: worked out by hand on small rules, and against evaluation on made-up units:
// every end of an interval reaches the aim, the value just outside does not, no cheaper change was missed.
#include "engine/goal.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "engine/entry.hpp"
#include "engine/evaluate.hpp"
#include "tests/files.hpp"
#include "tests/random_unit.hpp"
#include "tests/rules.hpp"

using namespace rubric::engine;
using namespace rubric::testing;

namespace {

const std::string rules_text = R"(规则集 甲
  满分  30分
  单项  四舍五入保留2位小数
  总分  四舍五入保留2位小数
数据
  上年预算    万元  ＞0  不可改
  全年执行    万元  ≥0
  群众满意度  %     0%至100%
  信访批次    批    0批至20批  整数
指标 预算执行率  10分
  实际  全年执行 ÷ 上年预算
  目标  ≥100%
  计分  按比例
指标 群众满意度  10分
  实际  群众满意度
  分档
    ≥90%                10分
    80%(含)至90%(不含)   8分
    ＜80%                0分
指标 信访  10分
  实际  信访批次
  目标  ≤2批
  计分  每超过1批扣1分，扣完为止
等级  按取整后总分
  ≥27分                 优
  24分(含)至27分(不含)  良
  ＜24分                差
)";

struct Asked {
  Asked(const Rules& rules, const std::vector<std::string>& cells, std::uint32_t grade) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      unit.cells.push_back(read_cell(cells[i], rules.ruleset.data[i]));
    aim.grade = grade;
    answer = seek_goal(rules.ruleset, *rules.plan, unit, aim, {});
  }

  const Alone& of(DatumId datum) const {
    for (const Alone& one : answer.alone) {
      if (one.datum == datum) return one;
    }
    FAIL("not among the data that can be changed");
    return answer.alone[0];
  }

  UnitData unit;
  Aim aim;
  GoalAnswer answer;
};

std::string text(const Proposal& proposal) {
  std::string all;
  for (const Change& change : proposal.changes) all += (all.empty() ? "" : " ") + change.to.text;
  return all;
}

UnitData with(const UnitData& unit, DatumId datum, const Rational& value) {
  UnitData other = unit;
  other.cells[datum].state = Cell::State::known;
  other.cells[datum].value = Interval::point(value);
  return other;
}

}  // namespace

TEST_CASE("goal: one datum, two intervals by hand, and what nobody can change") {
  const Rules rules(rules_text);
  // 9 + 8 + 9 = 26, 良. 优 needs one point more.
  const Asked asked(rules, {"1000万元", "900万元", "85%", "3批"}, 0);
  CHECK_FALSE(asked.answer.already);
  CHECK_FALSE(asked.answer.out_of_reach);
  CHECK(asked.answer.fixed == std::vector<DatumId>{0});
  // 执行 from 999.5万元 on rounds to 10.00 points: 27.00 in all.
  REQUIRE(asked.of(1).reached.size() == 1);
  CHECK(to_string(asked.of(1).reached[0]) == "[9995000, inf)");
  REQUIRE(asked.of(1).nearest.size() == 1);
  CHECK(text(asked.of(1).nearest[0]) == "999.5万元");
  REQUIRE(asked.of(2).reached.size() == 1);
  CHECK(to_string(asked.of(2).reached[0]) == "[0.9, 1]");
  CHECK(text(asked.of(2).nearest[0]) == "90%");
  CHECK(asked.of(2).nearest[0].cost == Rational(5, 100));
  REQUIRE(asked.of(3).reached.size() == 1);
  CHECK(to_string(asked.of(3).reached[0]) == "[0, 2]");
  CHECK(text(asked.of(3).nearest[0]) == "2批");
  CHECK(asked.of(3).nearest[0].cost == Rational(1, 20));
}

TEST_CASE("goal: where one does not suffice, the cheapest pair") {
  const Rules rules(rules_text);
  // 9 + 8 + 7 = 24. 满意度 gives 2, 执行 1, 信访 3: 满意度 and 执行 to 27.00, or 信访 alone.
  const Asked alone(rules, {"1000万元", "900万元", "85%", "5批"}, 0);
  CHECK(alone.of(1).reached.empty());
  CHECK(alone.of(2).reached.empty());
  CHECK(text(alone.of(3).nearest[0]) == "2批");
  // 5% of 满意度 and one batch (5%) cost 10%, less than three batches: 8 -> 10, 7 -> 8.
  REQUIRE_FALSE(alone.answer.pairs.empty());
  CHECK(text(alone.answer.pairs[0]) == "90% 4批");
  CHECK(alone.answer.pairs[0].cost == Rational(1, 10));
  CHECK(alone.answer.pairs_complete);
}

TEST_CASE("goal: a proof that nothing helps, and that nothing is needed") {
  const Rules rules(rules_text);
  const Asked already(rules, {"1000万元", "1000万元", "95%", "0批"}, 0);
  CHECK(already.answer.already);
  const Rules capped([] {
    std::string text = rules_text;
    return text.replace(text.find("≥27分 "), std::string("≥27分 ").size(), "＞30分 ")
        .replace(text.find("24分(含)至27分(不含)"), std::string("24分(含)至27分(不含)").size(),
                 "24分(含)至30分(含)");
  }());
  const Asked asked(capped, {"1000万元", "900万元", "85%", "3批"}, 0);
  CHECK(asked.answer.out_of_reach);
  CHECK(asked.answer.highest.range.high.value == 30);
}

TEST_CASE("goal: what bounds beside a missing datum do not show is not said to be out of reach") {
  const Rules rules(R"(规则集 样
  标识  单位
  满分  20分
  单项  四舍五入保留1位小数
  总分  最高20分，四舍五入保留0位小数
数据
  a  个  0个至4个  整数
  b  是否
  c  个  0个至3个  整数
指标 一  10分
  实际  a ＋ c
  目标  ≥4个
  计分  按比例
  扣分  a ＋ c ＞ 5个，扣2分
  取整  不取整
指标 二  10分
  实际  a ÷ (c ＋ 1个)
  目标  ≤150%
  计分  反向比例
  不适用  a ＋ c ＜ 6个，剔除，全表折算
  扣分  a ≥ 4个，扣2分
等级 按取整前总分
  ≥16分  优
  13分(含)至16分(不含)  中
  ＜13分  差
)");
  // With a 4 every c gives 16 or 20, so 优; the bounds for c 0 to 3 together are 10 to 20.
  const Asked asked(rules, {"0个", "否", ""}, 0);
  CHECK_FALSE(asked.answer.already);
  for (const char* const c : {"0个", "1个", "2个", "3个"}) {
    UnitData unit = with(asked.unit, 0, 4);
    unit.cells[2] = read_cell(c, rules.ruleset.data[2]);
    CHECK(asked.aim.met_by(evaluate(*rules.plan, unit)));
  }
  const auto holds = [](const std::vector<Interval>& ranges, const Rational& value) {
    return std::any_of(ranges.begin(), ranges.end(), [&](const Interval& r) { return r.contains(value); });
  };
  const Alone& a = asked.of(0);
  CHECK((holds(a.reached, 4) || holds(a.undecided, 4)));
  CHECK_FALSE(holds(a.undecided, 0));
}

TEST_CASE("goal: a missing datum is filled in together with another change") {
  const Rules rules(rules_text);
  // 9 + ? + 7 = 16 to 26: 满意度 of 90% makes 26, and 信访 from 5 to 4 batches the point that is wanting.
  const Asked asked(rules, {"1000万元", "900万元", "", "5批"}, 0);
  CHECK_FALSE(asked.answer.out_of_reach);
  CHECK(asked.of(2).reached.empty());
  REQUIRE_FALSE(asked.answer.pairs.empty());
  CHECK(asked.answer.pairs[0].cost == Rational(1, 20));
  CHECK(asked.answer.pairs[0].changes[0].datum == 2);
  CHECK(text(asked.answer.pairs[0]).find(" 4批") != std::string::npos);
  for (const Proposal& proposal : asked.answer.pairs) CHECK(asked.aim.met_by(proposal.outcome));
}

namespace {

const std::string near_text =
    "样例 近\n  上年预算 1000万元 ｜ 全年执行 900万元 ｜ 群众满意度 85% ｜ 信访批次 3批\n  应得 总分  "
    "26.00分\n";

/// A unit near the first sample: one datum, `id`, is made up.
UnitData near_sample(const Ruleset& ruleset, std::mt19937& random, DatumId& id) {
  UnitData unit = ruleset.samples[0].data;
  id = static_cast<DatumId>(random() % unit.cells.size());
  const Cell cell = random_cell(ruleset.data[id], random);
  if (cell.state == Cell::State::known) unit.cells[id] = cell;
  return unit;
}

/// All data that can be changed but one and so many others: pairs of a few data are soon gone through.
std::vector<DatumId> all_but(DatumId one, std::size_t others, const Ruleset& ruleset, std::mt19937& random) {
  std::vector<DatumId> data;
  for (DatumId id = 0; id < ruleset.data.size(); ++id) {
    if (id != one && !ruleset.data[id].fixed) data.push_back(id);
  }
  for (std::size_t i = 0; i < others && !data.empty(); ++i)
    data.erase(data.begin() + static_cast<std::ptrdiff_t>(random() % data.size()));
  return data;
}

/// What a change of one datum costs, as it is documented; nothing where that is not said of it.
std::optional<Rational> cost_of(const Datum& datum, const Cell& from, const Rational& to) {
  if (from.state != Cell::State::known || datum.kind != Kind::quantity) return std::nullopt;
  const Rational now = from.value.low.value, moved = abs(Rational(to - now));
  const Interval& range = datum.domain;
  if (!range.low.infinite && !range.high.infinite && !(range.low == range.high))
    return Rational(moved / (range.high.value - range.low.value));
  if (now == 0) return std::nullopt;
  return Rational(moved / abs(now));
}

/// The cheapest change that was given.
std::optional<Rational> cheapest(const GoalAnswer& answer) {
  std::optional<Rational> least;
  const auto take = [&](const std::vector<Proposal>& proposals) {
    for (const Proposal& p : proposals) {
      if (!least || p.cost < *least) least = p.cost;
    }
  };
  for (const Alone& one : answer.alone) take(one.nearest);
  take(answer.pairs);
  return least;
}

struct Checked {
  int ends = 0, pairs = 0;
};

/// Every end of an interval reaches the aim, what lies just outside does not, nor does any other value.
void check_alone(const Rules& rules, const UnitData& unit, const Aim& aim, const Alone& one,
                 std::mt19937& random, Checked& checked) {
  const Datum& datum = rules.ruleset.data[one.datum];
  CAPTURE(datum.name);
  CHECK(one.undecided.empty());
  const Rational step = entry_step(datum, unit.cells[one.datum]);
  const auto meets = [&](const Rational& value) {
    return aim.met_by(evaluate(*rules.plan, with(unit, one.datum, value)));
  };
  const auto claimed = [&](const Rational& value) {
    return std::any_of(one.reached.begin(), one.reached.end(),
                       [&](const Interval& range) { return range.contains(value); });
  };
  for (const Interval& range : one.reached) {
    for (const Bound* end : {&range.low, &range.high}) {
      if (end->infinite) continue;
      ++checked.ends;
      CHECK(meets(end->value));
      const Rational outside = end == &range.low ? Rational(end->value - step) : Rational(end->value + step);
      if (datum.domain.contains(outside) && !claimed(outside)) CHECK_FALSE(meets(outside));
    }
  }
  for (int k = 0; k < 4; ++k) {
    const Cell cell = random_cell(datum, random);
    if (cell.state != Cell::State::known || datum.kind == Kind::text) continue;
    const Rational& value = cell.value.low.value;
    if (denominator(Rational(value / step)) == 1 && meets(value)) CHECK(claimed(value));
  }
}

/// Made-up changes of two data, most of them small: none that reaches the aim is cheaper than what was given.
void check_pairs(const Rules& rules, const UnitData& unit, const Aim& aim, const GoalAnswer& answer,
                 std::mt19937& random, Checked& checked) {
  if (answer.alone.size() < 2) return;
  CHECK(answer.pairs_complete);
  const std::optional<Rational> least = cheapest(answer);
  for (int k = 0; k < 16; ++k) {
    UnitData other = unit;
    Rational cost = 0;
    bool priced = true;
    const std::size_t first = random() % answer.alone.size();
    for (const std::size_t i :
         {first, (first + 1 + random() % (answer.alone.size() - 1)) % answer.alone.size()}) {
      const DatumId id = answer.alone[i].datum;
      const Datum& datum = rules.ruleset.data[id];
      const Cell& from = unit.cells[id];
      const Cell to = random_cell(datum, random);
      priced = priced && to.state == Cell::State::known && from.state == Cell::State::known;
      if (!priced) break;
      const Rational step = entry_step(datum, from), now = from.value.low.value;
      const Rational part = now + (to.value.low.value - now) / static_cast<int>(1 + random() % 4);
      const Rational value = Rational(floor(Rational(part / step))) * step;
      const auto own = cost_of(datum, from, value);
      priced = own && datum.domain.contains(value);
      if (!priced) break;
      cost += *own;
      other = with(other, id, value);
    }
    if (!priced) continue;
    ++checked.pairs;
    if (!aim.met_by(evaluate(*rules.plan, other))) continue;
    REQUIRE(least.has_value());
    CHECK(*least <= cost);
  }
}

}  // namespace

TEST_CASE("goal: intervals are exact and no cheaper change is missed") {
  std::mt19937 random(7);
  const std::vector<std::pair<Rules, int>> asked = [] {
    std::vector<std::pair<Rules, int>> all;
    all.emplace_back(Rules("甲.rules", rules_text + near_text), 20);
    for (const auto& [file, units] : {std::pair("tests/corpus/diff/目标提高.old.rules", 10),
                                      std::pair("rulesets/bishan/subdistrict-2024.rules", 2)})
      all.emplace_back(Rules(file, read(project(file))), units);
    return all;
  }();
  Checked all;
  for (const auto& one : asked) {
    const Rules& rules = one.first;
    CAPTURE(rules.ruleset.file);
    REQUIRE_MESSAGE(rules.plan.has_value(), shown(rules.problems));
    REQUIRE_FALSE(rules.ruleset.samples.empty());
    Checked checked;
    for (int i = 0; i < one.second; ++i) {
      DatumId moved = none;
      const UnitData unit = near_sample(rules.ruleset, random, moved);
      Aim aim;
      aim.grade = 0;
      const std::vector<DatumId> fixed = all_but(moved, i % 4 ? 1 : 2, rules.ruleset, random);
      const GoalAnswer answer = seek_goal(rules.ruleset, *rules.plan, unit, aim, fixed);
      if (answer.already) {
        CHECK(aim.met_by(evaluate(*rules.plan, unit)));
        continue;
      }
      for (const Alone& alone : answer.alone) check_alone(rules, unit, aim, alone, random, checked);
      for (const Proposal& proposal : answer.pairs) CHECK(aim.met_by(evaluate(*rules.plan, proposal.data)));
      check_pairs(rules, unit, aim, answer, random, checked);
    }
    CHECK(checked.ends > 0);
    CHECK(checked.pairs > 0);
    all.ends += checked.ends;
    all.pairs += checked.pairs;
  }
  MESSAGE(all.ends << " ends of intervals, " << all.pairs << " pairs of changes");
  CHECK(all.ends > 30);
  CHECK(all.pairs > 200);
}
