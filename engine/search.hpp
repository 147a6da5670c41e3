// Looks for a unit that shows something, or proves that there is none.
//
// What is looked for is a condition of the plan that holds, or a fault. The figures on the way are worked out
// for all units at once, as quotients of sums of data; where they do not settle a comparison, the units are
// split by it, and so on, until every part is settled. Comparisons with what is rounded are carried back
// through the rounding. A part has a unit exactly if its conditions have a common point (engine/linear); that
// unit is computed before it is given out.
//
//   全年执行 ÷ 全年预算 ＜ 60% 且 全年执行 ≥ 全年预算    none, for no 全年预算 ＞ 0
//   全年执行 ÷ 全年预算 ＜ 60% 且 预算调整 ＞ 10%         全年执行 500万元, 全年预算 1000万元, 预算调整 11%
#pragma once

#include <map>
#include <memory>
#include <tuple>

#include "engine/plan.hpp"

namespace rubric::engine {

/// The part of a plan that some of its slots need, as a plan that can be added to and run by itself. What is
/// added twice is one slot.
class Slice {
 public:
  Slice(const Plan& plan, const std::vector<Slot>& slots);

  const Plan& plan() const { return plan_; }
  Slot at(Slot slot) const { return slot == none ? none : place_[slot]; }
  ItemSlots at(const ItemSlots& slots) const;
  Slot constant(const Rational& value);
  Slot apply(Op op, Slot a, Slot b = none);
  Slot all(const std::vector<Slot>& conditions);

 private:
  Slot push(const Step& step);

  Plan plan_;
  std::vector<Slot> place_;
  std::map<Rational, Slot> constants_;                  // that were added,
  std::map<std::tuple<Op, Slot, Slot>, Slot> applied_;  // and what was made of which slots
};

/// What is looked for: `slot` is 1, or has this fault.
struct Sought {
  Slot slot = none;
  FaultKind fault = FaultKind::no_fault;
};

struct Answer {
  Truth exists = Truth::maybe;
  UnitData unit;  // yes
  Text reason;    // maybe: why it is not known
};

/// Whether the data are given, or cells may also be blank (可不填) or 不适用 where the rules allow it.
enum class Cells : bool { given, any };

/// Splits that one question may take; past this the answer is `maybe`.
inline constexpr int most_splits = 400;

/// All slots of an item and of its parts.
std::vector<Slot> slots_of(const ItemSlots& slots);

/// A unit of the ruleset that reaches the aim, a slot of the slice. `plain`: what the data are that do not
/// matter.
Answer look_for(const Ruleset& ruleset, const UnitData& plain, const Slice& slice, const Sought& aim,
                Cells cells = Cells::given);

/// Whether a unit reaches the aim.
bool reaches(const Slice& slice, const Sought& aim, const UnitData& unit);

}  // namespace rubric::engine
