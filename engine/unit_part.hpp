// A part of all units: each datum that a plan reads in a range, and conditions on several of them. A part is
// cut into smaller ones along a split until each question about it has one answer (engine/symbolic).
//
//   支出 0..100, 预算 >0, split 支出 ÷ 预算 in [1, 2]  ->  three parts: in it, below it, above it
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/linear.hpp"
#include "engine/plan.hpp"

namespace rubric::engine {

/// What can vary from unit to unit.
struct Source {
  enum class What : unsigned char { value, blank, not_applicable, fold };
  What what = What::value;
  std::uint32_t index = none;  // of the ruleset's data, or of the plan's folds
  Interval range;
  Rational grid = 0;    // its values are multiples of it; 0: any number
  unsigned faults = 0;  // of a fold: bits of what its values may fail by
};

/// Units: each source in its range, and the conditions on several of them.
struct Part {
  std::vector<Interval> ranges;
  std::vector<Condition> conditions;
};

/// A question that would settle something: whether top ÷ bottom, which is above zero, lies in the set.
struct Split {
  Linear top, bottom;
  Interval set;
};

inline unsigned fault_bit(FaultKind kind) {
  return 1U << static_cast<unsigned>(kind);
}

/// The sources of a plan's steps, and which one each step reads.
struct Sources {
  Sources(const Ruleset& ruleset, const Plan& plan, bool given);
  std::vector<Source> all;
  std::vector<Variable> of_step;  // by slot; none where the step is no source
};

/// The parts into which a split cuts one; those without units are left out.
std::vector<Part> cut(const Part& part, const Split& split, const std::vector<Source>& sources);

/// top ÷ bottom is above (at least) `at`, or below it.
Condition beyond(const Linear& top, const Linear& bottom, const Rational& at, bool up, bool above);

std::vector<Condition> in_set(const Linear& top, const Linear& bottom, const Interval& set);

/// Adds a condition to a part; false if no unit is left.
bool add(Part& part, const Condition& condition, const std::vector<Source>& sources);

}  // namespace rubric::engine
