// What it takes to reach a grade: worked out by hand on small rules, and against evaluation on made-up units:
// every end of an interval reaches the aim, the value just outside does not, no cheaper change was missed.
#include "engine/goal.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("goal: the ends of every interval reach the aim, what lies just outside does not") {
  std::mt19937 random(7);
  int ends = 0;
  const std::vector<std::pair<std::string, int>> asked{{"tests/corpus/diff/目标提高.old.rules", 12},
                                                       {"rulesets/bishan/subdistrict-2024.rules", 2}};
  for (const auto& [file, units] : asked) {
    CAPTURE(file);
    const Rules rules(file, read(project(file)));
    REQUIRE(rules.plan.has_value());
    for (int i = 0; i < units; ++i) {
      UnitData unit = random_unit(rules.ruleset, random);
      if (!rules.ruleset.samples.empty() && i % 2 == 0) {  // near a real one
        const DatumId id = static_cast<DatumId>(random() % unit.cells.size());
        const Cell changed = unit.cells[id];
        const UnitData& sample = rules.ruleset.samples[0].data;
        for (DatumId d = 0; d < unit.cells.size(); ++d) {
          if (d != id) unit.cells[d] = sample.cells[d];
        }
        unit.cells[id] = changed;
      }
      Aim aim;
      aim.grade = random() % 2;
      const GoalAnswer answer = seek_goal(rules.ruleset, *rules.plan, unit, aim, {});
      if (answer.already) CHECK(aim.met_by(evaluate(*rules.plan, unit)));
      for (const Alone& one : answer.alone) {
        const Datum& datum = rules.ruleset.data[one.datum];
        const Rational step = entry_step(datum, unit.cells[one.datum]);
        const auto meets = [&](const Rational& value) {
          return aim.met_by(evaluate(*rules.plan, with(unit, one.datum, value)));
        };
        const auto claimed = [&](const Rational& value) {
          for (const auto* list : {&one.reached, &one.undecided}) {
            for (const Interval& range : *list) {
              if (range.contains(value)) return true;
            }
          }
          return false;
        };
        CAPTURE(datum.name);
        for (const Interval& range : one.reached) {
          for (const Bound* end : {&range.low, &range.high}) {
            if (end->infinite) continue;
            ++ends;
            CHECK(meets(end->value));
            const Rational outside =
                end == &range.low ? Rational(end->value - step) : Rational(end->value + step);
            if (datum.domain.contains(outside) && !claimed(outside)) CHECK_FALSE(meets(outside));
          }
        }
        for (int k = 0; k < 10; ++k) {
          const Cell cell = random_cell(datum, random);
          if (cell.state != Cell::State::known || datum.kind == Kind::text) continue;
          if (meets(cell.value.low.value) && denominator(Rational(cell.value.low.value / step)) == 1 &&
              !answer.already)
            CHECK(claimed(cell.value.low.value));
        }
      }
      for (const auto* proposals : {&answer.pairs}) {
        for (const Proposal& proposal : *proposals) CHECK(aim.met_by(evaluate(*rules.plan, proposal.data)));
      }
    }
  }
  CHECK(ends > 10);
}
