// Exact fractions of the reference evaluator, written to be obvious: a numerator and a positive denominator
// without a common divisor.
//
// They share nothing with engine/number.hpp but the unbounded integers below, so that a slip in one of the
// two shows as a difference. Rounding is the school method: long division, digit by digit, and then a look at
// the first digit that is dropped.
//
//   round(Fraction(2997, 200), {Mode::half_up, 2})  ->  1499/100
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <compare>
#include <string>

namespace rubric::reference {

using Integer = boost::multiprecision::cpp_int;

class Fraction {
 public:
  Fraction(int value = 0) : top_(value), bottom_(1) {}
  Fraction(Integer top, Integer bottom);

  const Integer& top() const { return top_; }
  const Integer& bottom() const { return bottom_; }
  bool whole() const { return bottom_ == 1; }

  friend Fraction operator+(const Fraction& a, const Fraction& b);
  friend Fraction operator-(const Fraction& a, const Fraction& b);
  friend Fraction operator*(const Fraction& a, const Fraction& b);
  /// `b` is not zero.
  friend Fraction operator/(const Fraction& a, const Fraction& b);
  friend bool operator==(const Fraction& a, const Fraction& b) = default;
  friend std::strong_ordering operator<=>(const Fraction& a, const Fraction& b);

 private:
  Integer top_, bottom_;
};

enum class Mode : unsigned char { half_up, half_even, down, up, floor, ceiling };

/// To `digits` decimals, 0 or more.
struct Decimals {
  Mode mode = Mode::half_up;
  int digits = 0;
};
Fraction round(const Fraction& value, const Decimals& how);
Fraction floor(const Fraction& value);
Fraction ceiling(const Fraction& value);
Fraction absolute(const Fraction& value);

/// Whether the value ends within `digits` decimals; such a value as text: "-2.5", "10"; "2/3" for others.
bool ends(const Fraction& value, int digits);
std::string to_text(const Fraction& value);

}  // namespace rubric::reference
