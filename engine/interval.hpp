// Sets of possible exact values: what is known of a number whose data are missing or bounded.
//
// An Interval is never empty and its ends are exact: a closed end is a possible value, an open one is not.
// Each operation gives the smallest interval that holds f(x, y) for all x of one operand and all y of the
// other, so its ends are attained, or approached where open. Operands are taken as independent: x - x need
// not be 0. An infinite end is open and its value is not looked at.
//
//   (93, 100] + 1  =  (94, 101]         [0, 3] * (2, inf)  =  [0, inf)         3402 / (0, inf)  =  (0, inf)
//   round half_up 2 of (8, 8.995)  =  [8, 8.99], for 8.995 itself would be 9.00
//   [1, 2] < (2, 5] is yes, [1, 2] < [2, 5] is maybe
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/number.hpp"

namespace rubric::engine {

struct Bound {
  Rational value;
  bool open = false;
  bool infinite = false;

  static Bound closed_at(Rational value) { return {std::move(value), false, false}; }
  static Bound open_at(Rational value) { return {std::move(value), true, false}; }
  static Bound infinity() { return {Rational{0}, true, true}; }
  friend bool operator==(const Bound& a, const Bound& b);
};

struct Interval {
  Bound low = Bound::infinity(), high = Bound::infinity();  // by itself: any number

  static Interval point(Rational value);
  static Interval closed(Rational low, Rational high);  // low <= high
  /// The values between two ends, or nothing if there are none.
  static std::optional<Interval> between(Bound low, Bound high);

  bool is_point() const;
  bool contains(const Rational& value) const;
  bool contains(const Interval& other) const;
  friend bool operator==(const Interval& a, const Interval& b) { return a.low == b.low && a.high == b.high; }
};

Interval add(const Interval& a, const Interval& b);
Interval subtract(const Interval& a, const Interval& b);
Interval multiply(const Interval& a, const Interval& b);
/// `b` must not contain 0, but may end at 0 with an open end. If it does contain 0, the answer is any number.
Interval divide(const Interval& a, const Interval& b);
Interval negate(const Interval& a);
Interval minimum(const Interval& a, const Interval& b);
Interval maximum(const Interval& a, const Interval& b);
Interval absolute(const Interval& a);

/// Their results are whole numbers or multiples of 10^-digits; the interval reaches from the least to the
/// greatest.
Interval floor(const Interval& a);
Interval ceiling(const Interval& a);
Interval round(const Interval& a, const Rounding& rounding);

/// What both have in common, if anything; and the smallest interval that holds both.
std::optional<Interval> intersect(const Interval& a, const Interval& b);
Interval hull(const Interval& a, const Interval& b);
/// From the least to the greatest whole number of `a`: (3, inf) -> [4, inf); nothing for (3, 4).
std::optional<Interval> integers_within(const Interval& a);

/// A comparison of two sets of possible values: yes or no for all pairs, else maybe.
enum class Truth : unsigned char { no, yes, maybe };
Truth less(const Interval& a, const Interval& b);
Truth less_equal(const Interval& a, const Interval& b);
Truth equal(const Interval& a, const Interval& b);

/// The interval cut at those breakpoints that lie in it, in order: single points (the breakpoints and its own
/// closed ends) and the open gaps between them. [1, 5) at {3, 9} -> [1], (1, 3), [3], (3, 5).
std::vector<Interval> split(const Interval& interval, std::vector<Rational> breakpoints);

/// "(93, 100]", "[4, inf)"; fractions in lowest terms where a decimal does not end. For tests and dumps.
std::string to_string(const Interval& interval);

}  // namespace rubric::engine
