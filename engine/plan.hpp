// A ruleset made ready to run: a straight line of steps, each computing one slot from earlier ones.
//
// There are no jumps. A branch that is not taken may hold a fault; `choose` passes on only the branch that it
// takes. The plan is flat and immutable and says nothing of how it is run: the exact, interval and columnar
// interpreters share it, and must agree. Slots are numbered by their step; constants come first.
//
//   预算执行率 10分, 按比例, 单项 2 位:
//     %0 constant 1   %1 constant 0   %2 constant 10
//     %5 input 全年执行   %6 input 全年预算   %7 divide %5 %6
//     %8 maximum %7 %1   %9 minimum %8 %0   %10 multiply %2 %9   %11 round %10 half_up 2
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/ruleset.hpp"

namespace rubric::engine {

using Slot = std::uint32_t;

/// Why a slot has no value.
enum class FaultKind : std::uint8_t {
  no_fault,
  zero_denominator,
  outside_band,    // a share outside its level's band, a discretionary mark outside its bounds
  no_row,          // no row of a table matches
  no_grade,        // no grade for this total
  faulty_cell,     // the cell could not be read
  not_applicable,  // a cell says 不适用 where a value is needed
  nothing_left,    // every indicator is 剔除
  no_year,         // a date counts from the 年度, which the row lacks
  uneven_values,   // cells that go in step hold different numbers of values
};

struct Step {
  Op op = Op::constant;
  std::array<Slot, 3> operands{none, none, none};
  std::uint32_t index = none;  // constant: of constants; input, blank, not_applicable: DatumId; round: of
                               // roundings; within, unknown: of sets
  FaultKind why = FaultKind::no_fault;  // what a divide, within or fault step without a value reports
  ExprId expr = none;                   // the expression it comes from, for messages
  bool whole = false;                   // its values are whole numbers
  std::uint32_t stage = 0;              // see Plan::stages
};

struct Fold;

/// An amount that the rules limit: 最多扣4分, 最高12分.
struct Limit {
  Slot amount = none;
  Rational most;
  std::uint32_t line = 0;
};

/// Where an item's figures are found.
struct ItemSlots {
  std::vector<Slot> not_applicable;  // per 不适用 clause: 1 where it applies
  Slot dropped = none;               // 1 where the item is 剔除; none if it never is
  Slot unchosen = none;              // 1 where 择一 takes another member; none if that cannot be
  Slot zero = none;                  // 1 where a 不得分 clause applies
  Slot zero_denominator = none;      // 1 where its 分母为零 clause applies
  Slot missing = none;               // 1 where its 缺数 clause applies
  Slot actual = none, target = none;
  std::vector<Slot> conditions;  // of tiers, checks and levels rows, in order; none for 其余
  std::vector<Slot> values;      // what each row gives
  Slot base = none;              // points before deductions, limited to the item's bounds
  std::vector<Slot> losses;      // per deduction line, limited by its own cap
  Slot unlimited = none;         // base, and raw where there are losses, before those limits
  Slot reduced = none;
  std::vector<Limit> limits;  // 最多, 最高: what is limited, and to how much
  Slot raw = none;            // points before rounding
  Slot score = none;          // points
  std::vector<Slot> explain;  // per 须说明 clause: 1 where a reason must be given
  std::vector<ItemSlots> parts;
};

struct Plan {
  std::vector<Step> steps;
  std::vector<Rational> constants;
  std::vector<Rounding> roundings;
  std::vector<Interval> sets;
  std::vector<YearlyDate> dates;
  std::vector<std::shared_ptr<const Fold>> folds;

  std::vector<ItemSlots> items, bonuses, penalties;
  std::vector<Slot> veto_conditions;
  Slot sum = none;       // of the items' scores
  Slot rescaled = none;  // after 折算
  Slot adjusted = none;  // after bonus and penalty
  Slot vetoed = none;    // after 一票否决 on the total
  Slot limited = none;   // after 总分 最高, not below 0
  Slot total = none;     // after rounding
  Slot grade_before_veto = none;
  Slot grade = none;          // the grade's place in the list; none if the ruleset has no grades
  std::vector<Slot> of_expr;  // by ExprId; none where the plan does not need it

  /// Slots by what they are needed for: stages[0] by several items (or by an item and the total), stages[1 +
  /// i] by item i alone (indicators, then bonuses, then penalties), the last one by the total alone. The
  /// interval interpreter splits cases within a stage.
  std::vector<std::vector<Slot>> stages;

  bool has_unknown = false;  // something is 未明确: every unit scores to an interval
};

/// One number from all values of some cells: each body is a plan of its own, run once per value of its `many`
/// data (once altogether if it has none) with those cells holding that one value.
struct Fold {
  FoldKind kind = FoldKind::sum;
  std::vector<Plan> bodies;
  std::vector<Slot> results;
  std::vector<std::vector<DatumId>> many;
};

/// The plan as text, one step a line, for `rubric dump --stage plan`.
std::string to_text(const Plan& plan, const Ruleset& ruleset);

}  // namespace rubric::engine
