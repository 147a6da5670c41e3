#include "engine/goal_axis.hpp"

namespace rubric::engine {
namespace {

/// Doublings beyond which an open range is not followed.
constexpr int max_doublings = 40;

}  // namespace

Interval interval_of(const Axis& axis, const Stretch& stretch) {
  Interval range;
  if (stretch.low) range.low = Bound::closed_at(axis.value(*stretch.low));
  if (stretch.high) range.high = Bound::closed_at(axis.value(*stretch.high));
  return range;
}

Integer nearest_in(const Axis& axis, const Stretch& stretch) {
  const Integer from = axis.now.value_or(stretch.low ? *stretch.low : stretch.high ? *stretch.high : 0);
  if (stretch.low && from < *stretch.low) return *stretch.low;
  if (stretch.high && from > *stretch.high) return *stretch.high;
  return from;
}

std::optional<Integer> middle(const Axis& axis, const Stretch& stretch) {
  const Integer unit = axis.now && *axis.now != 0 ? abs(*axis.now) : ceiling(Rational(1) / axis.step + 1);
  Integer bound = unit;
  for (int i = 0; i < max_doublings; ++i) bound *= 2;
  if (stretch.low && stretch.high) return floor(Rational(*stretch.low + *stretch.high) / 2);
  if (stretch.low) {
    if (*stretch.low > bound) return std::nullopt;
    return *stretch.low < unit ? unit : Integer(*stretch.low * 2);
  }
  if (stretch.high) {
    if (*stretch.high < -bound) return std::nullopt;
    return *stretch.high > -unit ? Integer(-unit - 1) : Integer(*stretch.high * 2 - 1);
  }
  return axis.now.value_or(0);
}

std::vector<Stretch> sides(const Axis& axis) {
  if (!axis.now) return {{axis.low, axis.high}};
  std::vector<Stretch> both;
  if (!axis.low || *axis.low < *axis.now) both.push_back({axis.low, Integer(*axis.now - 1)});
  if (!axis.high || *axis.high > *axis.now) both.push_back({Integer(*axis.now + 1), axis.high});
  return both;
}

void put(UnitData& data, const Axis& axis, const Stretch& stretch) {
  Cell& cell = data.cells[axis.datum];
  cell.state = Cell::State::bounded;
  cell.value = interval_of(axis, stretch);
  if (stretch.single()) cell.state = Cell::State::known;
  cell.fault.reset();
}

}  // namespace rubric::engine
