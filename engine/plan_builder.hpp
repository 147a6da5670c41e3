// A plan being written, step by step. Equal steps are one slot, what is constant is computed at once, and
// what changes nothing (+ 0, × 1) adds no step; so a plan depends on what is asked for, not on how often.
// Private to compile*.cpp.
//
//   build.apply(Op::add, a, build.constant(0))  is a
#pragma once

#include <array>
#include <map>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

/// Appends steps, sharing equal ones and computing constant ones at once.
class PlanBuilder {
 public:
  explicit PlanBuilder(Plan& plan) : plan_(plan) {}

  Slot constant(const Rational& value);
  Slot leaf(Op op, std::uint32_t index, bool whole);
  Slot fault(FaultKind why);

  /// A new unknown each time: two open choices are independent of each other.
  Slot unknown(const Interval& set, bool whole = false);
  Slot unknown_truth() { return unknown(Interval::closed(0, 1), true); }

  Slot apply(Op op, Slot a, Slot b = none, ExprId expr = none);
  Slot round(Slot a, const std::optional<Rounding>& rounding, ExprId expr = none);
  Slot within(Slot a, const Interval& set, FaultKind why, ExprId expr);
  Slot choose(Slot condition, Slot then, Slot otherwise);
  Slot sum(const std::vector<Slot>& terms);
  Slot any(const std::vector<Slot>& conditions);
  Slot limit(Slot a, const Rational& low, const Rational& high);

  /// What a slot is, if that is constant.
  const Rational* known(Slot slot) const;

 private:
  bool whole(Slot slot) const;
  static bool keeps_whole(Op op);
  std::optional<Slot> simplify(Op op, Slot a, Slot b);
  Slot push(const Step& step);

  Plan& plan_;
  std::map<std::pair<Integer, Integer>, std::uint32_t> constants_;  // by numerator and denominator
  std::map<std::tuple<Op, std::array<Slot, 3>, std::uint32_t, FaultKind>, Slot> seen_;
};

}  // namespace rubric::engine
