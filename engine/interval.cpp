#include "engine/interval.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/order.hpp"

namespace rubric::engine {

namespace {

// One end of a set under computation, on the line with both infinities.
struct End {
  int infinity = 0;  // -1, 0 or +1
  Rational value;    // 0 at an infinity
  bool attained = true;
};

End low_end(const Interval& a) {
  return a.low.infinite ? End{-1, 0, false} : End{0, a.low.value, !a.low.open};
}

End high_end(const Interval& a) {
  return a.high.infinite ? End{+1, 0, false} : End{0, a.high.value, !a.high.open};
}

Bound to_bound(const End& end) {
  return end.infinity != 0 ? Bound::infinity() : Bound{end.value, !end.attained, false};
}

Interval from_ends(const End& low, const End& high) {
  return {to_bound(low), to_bound(high)};
}

int compare(const End& a, const End& b) {
  if (a.infinity != b.infinity) return a.infinity < b.infinity ? -1 : 1;
  if (a.infinity != 0) return 0;
  return order_of(a.value, b.value);
}

int sign(const End& end) {
  return end.infinity != 0 ? end.infinity : end.value.sign();
}

End opposite(const End& end) {
  return {-end.infinity, -end.value, end.attained};
}

// The farther out of two ends of one union: where they coincide, one that attains it is enough.
End lower(const End& a, const End& b) {
  const int order = compare(a, b);
  if (order != 0) return order < 0 ? a : b;
  return a.attained ? a : b;
}

End higher(const End& a, const End& b) {
  return opposite(lower(opposite(a), opposite(b)));
}

// The product at one corner. Next to an end at 0 an infinite one stands for arbitrarily large numbers, whose
// products with 0 are 0; those with numbers near 0 are met at the neighbouring corners.
End corner(const End& a, const End& b) {
  if (sign(a) == 0 || sign(b) == 0) {
    // One factor that attains 0 is enough, whatever the other one is.
    return {0, 0, (sign(a) == 0 && a.attained) || (sign(b) == 0 && b.attained)};
  }
  if (a.infinity != 0 || b.infinity != 0) return {sign(a) * sign(b), 0, false};
  return {0, a.value * b.value, a.attained && b.attained};
}

// 1/b for a `b` on one side of 0, which turns its ends round; what 1/b does next to 0 has no limit.
Interval reciprocal(const Interval& b) {
  const auto invert = [](const Bound& end) -> Bound {
    if (end.infinite) return Bound::open_at(0);
    if (end.value == 0) return Bound::infinity();
    return {1 / end.value, end.open, false};
  };
  return {invert(b.high), invert(b.low)};
}

}  // namespace

bool operator==(const Bound& a, const Bound& b) {
  if (a.infinite || b.infinite) return a.infinite == b.infinite;
  return a.open == b.open && a.value == b.value;
}

Interval Interval::point(Rational value) {
  Bound end = Bound::closed_at(std::move(value));
  return {end, end};
}

Interval Interval::closed(Rational low, Rational high) {
  return {Bound::closed_at(std::move(low)), Bound::closed_at(std::move(high))};
}

std::optional<Interval> Interval::between(Bound low, Bound high) {
  if (!low.infinite && !high.infinite) {
    const int order = order_of(low.value, high.value);
    if (order > 0 || (order == 0 && (low.open || high.open))) return std::nullopt;
  }
  return Interval{std::move(low), std::move(high)};
}

bool Interval::is_point() const {
  return !low.infinite && !high.infinite && order_of(low.value, high.value) == 0;
}

bool Interval::contains(const Rational& value) const {
  if (!low.infinite && order_of(value, low.value) < (low.open ? 1 : 0)) return false;
  return high.infinite || order_of(value, high.value) < (high.open ? 0 : 1);
}

bool Interval::contains(const Interval& other) const {
  return hull(*this, other) == *this;
}

Interval add(const Interval& a, const Interval& b) {
  const auto sum = [](const Bound& x, const Bound& y) -> Bound {
    if (x.infinite || y.infinite) return Bound::infinity();
    return {x.value + y.value, x.open || y.open, false};
  };
  return {sum(a.low, b.low), sum(a.high, b.high)};
}

Interval subtract(const Interval& a, const Interval& b) {
  return add(a, negate(b));
}

Interval multiply(const Interval& a, const Interval& b) {
  // A product is linear in each factor, so its extremes lie at corners; one that is attained elsewhere as
  // well is 0, and then attained at a corner too.
  const End corners[] = {corner(low_end(a), low_end(b)), corner(low_end(a), high_end(b)),
                         corner(high_end(a), low_end(b)), corner(high_end(a), high_end(b))};
  End low = corners[0], high = corners[0];
  for (const End& end : corners) {
    low = lower(low, end);
    high = higher(high, end);
  }
  return from_ends(low, high);
}

Interval divide(const Interval& a, const Interval& b) {
  if (b.contains(Rational{0})) return {};
  return multiply(a, reciprocal(b));
}

Interval negate(const Interval& a) {
  return from_ends(opposite(high_end(a)), opposite(low_end(a)));
}

Interval minimum(const Interval& a, const Interval& b) {
  // From the left either operand's end will do; from the right both must reach theirs.
  const End a_high = high_end(a), b_high = high_end(b);
  const int order = compare(a_high, b_high);
  End high = order <= 0 ? a_high : b_high;
  if (order == 0) high.attained = a_high.attained && b_high.attained;
  return from_ends(lower(low_end(a), low_end(b)), high);
}

Interval maximum(const Interval& a, const Interval& b) {
  return negate(minimum(negate(a), negate(b)));
}

Interval absolute(const Interval& a) {
  if (sign(low_end(a)) >= 0) return a;
  if (sign(high_end(a)) <= 0) return negate(a);
  return from_ends(End{}, higher(opposite(low_end(a)), high_end(a)));
}

Interval floor(const Interval& a) {
  Interval out;
  // Just above an open low end its floor is the end's own.
  if (!a.low.infinite) out.low = Bound::closed_at(Rational{floor(a.low.value)});
  if (!a.high.infinite) {
    // Just below an open whole high end lies the whole number before.
    const Integer last = a.high.open ? Integer{ceiling(a.high.value) - 1} : floor(a.high.value);
    out.high = Bound::closed_at(Rational{last});
  }
  return out;
}

Interval ceiling(const Interval& a) {
  return negate(floor(negate(a)));
}

Interval round(const Interval& a, const Rounding& rounding) {
  // All modes are constant between neighbouring multiples of half a unit, so what is attained just inside an
  // open end is the rounding of any value between it and the next such multiple.
  const Integer power =
      boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(std::abs(rounding.digits)));
  const Rational half_unit =
      rounding.digits >= 0 ? Rational{Integer{1}, Integer{2 * power}} : Rational{power, Integer{2}};
  const auto inside = [&](const Bound& end, bool is_low) -> Rational {
    if (!end.open) return round(end.value, rounding);
    const Rational place = end.value / half_unit;
    const Integer next = is_low ? Integer{floor(place) + 1} : Integer{ceiling(place) - 1};
    return round((end.value + Rational{next} * half_unit) / 2, rounding);
  };
  Interval out;
  if (!a.low.infinite) out.low = Bound::closed_at(inside(a.low, true));
  if (!a.high.infinite) out.high = Bound::closed_at(inside(a.high, false));
  return out;
}

std::optional<Interval> intersect(const Interval& a, const Interval& b) {
  const auto inner = [](const Bound& x, const Bound& y, bool is_low) -> const Bound& {
    if (x.infinite) return y;
    if (y.infinite) return x;
    if (x.value == y.value) return x.open ? x : y;
    return (x.value > y.value) == is_low ? x : y;
  };
  return Interval::between(inner(a.low, b.low, true), inner(a.high, b.high, false));
}

Interval hull(const Interval& a, const Interval& b) {
  return from_ends(lower(low_end(a), low_end(b)), higher(high_end(a), high_end(b)));
}

std::optional<Interval> integers_within(const Interval& a) {
  Interval out;
  if (!a.low.infinite) {
    const Integer first = a.low.open ? Integer{floor(a.low.value) + 1} : ceiling(a.low.value);
    out.low = Bound::closed_at(Rational{first});
  }
  if (!a.high.infinite) {
    const Integer last = a.high.open ? Integer{ceiling(a.high.value) - 1} : floor(a.high.value);
    out.high = Bound::closed_at(Rational{last});
  }
  return Interval::between(out.low, out.high);
}

Truth less(const Interval& a, const Interval& b) {
  const int gap = compare(high_end(a), low_end(b));
  if (gap < 0 || (gap == 0 && (a.high.open || b.low.open))) return Truth::yes;
  return compare(low_end(a), high_end(b)) >= 0 ? Truth::no : Truth::maybe;
}

Truth less_equal(const Interval& a, const Interval& b) {
  const Truth after = less(b, a);
  return after == Truth::maybe ? after : after == Truth::yes ? Truth::no : Truth::yes;
}

Truth equal(const Interval& a, const Interval& b) {
  if (a.is_point() && b.is_point()) return a.low.value == b.low.value ? Truth::yes : Truth::no;
  return intersect(a, b) ? Truth::maybe : Truth::no;
}

std::vector<Interval> split(const Interval& interval, std::vector<Rational> breakpoints) {
  for (const Bound* end : {&interval.low, &interval.high}) {
    if (!end->infinite && !end->open) breakpoints.push_back(end->value);
  }
  std::sort(breakpoints.begin(), breakpoints.end());
  breakpoints.erase(std::unique(breakpoints.begin(), breakpoints.end()), breakpoints.end());

  std::vector<Interval> cells;
  Bound from = interval.low;
  const auto add_gap = [&](const Bound& to) {
    if (std::optional<Interval> gap = Interval::between(from, to)) cells.push_back(std::move(*gap));
  };
  for (const Rational& place : breakpoints) {
    if (!interval.contains(place)) continue;
    add_gap(Bound::open_at(place));
    cells.push_back(Interval::point(place));
    from = Bound::open_at(place);
  }
  add_gap(interval.high);
  return cells;
}

std::string to_string(const Interval& interval) {
  const auto number = [](const Rational& value) {
    const std::optional<int> places = decimals(value, 20);
    return places ? to_decimal(value, *places) : to_fraction(value);
  };
  const auto& [low, high] = interval;
  return (low.infinite ? "(-inf" : (low.open ? "(" : "[") + number(low.value)) + ", " +
         (high.infinite ? "inf)" : number(high.value) + (high.open ? ")" : "]"));
}

}  // namespace rubric::engine
