// The values that one datum can be changed to, in steps of its own resolution, and stretches of them.
// Private to goal.cpp.
//
//   满意度 0% to 100% in steps of 1%, now 88%:  [90, 100] is 90% to 100%, nearest_in 90, cost 2%
#pragma once

#include <optional>
#include <vector>

#include "engine/outcome.hpp"

namespace rubric::engine {

/// A datum's values by number: the k-th is k * step.
struct Axis {
  DatumId datum = none;
  Rational step, span;               // span: what a change of cost 1 is
  std::optional<Integer> low, high;  // of the declared range
  std::optional<Integer> now;        // nothing where the cell is missing

  Rational value(const Integer& k) const { return Rational(k) * step; }
  Rational cost(const Integer& k) const {
    if (!now) return 0;
    return value(k > *now ? Integer(k - *now) : Integer(*now - k)) / span;
  }
};

/// The values from `low` to `high`, an end without a bound if there is nothing.
struct Stretch {
  std::optional<Integer> low, high;
  bool single() const { return low && high && *low == *high; }
};

Interval interval_of(const Axis& axis, const Stretch& stretch);

/// The value of a stretch that is nearest to what the datum is now.
Integer nearest_in(const Axis& axis, const Stretch& stretch);

/// Where a stretch is halved: its lower half ends there. An open end is followed in doubling steps.
std::optional<Integer> middle(const Axis& axis, const Stretch& stretch);

/// The values below and above what the datum is now: costs only rise away from it. To fill in a missing one
/// costs nothing, whatever the value.
std::vector<Stretch> sides(const Axis& axis);

/// Makes the datum any value of the stretch.
void put(UnitData& data, const Axis& axis, const Stretch& stretch);

}  // namespace rubric::engine
