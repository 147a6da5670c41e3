// Exact numbers: the only arithmetic in Rubric.
//
// A Rational is a fraction of two unbounded integers. Decimal text becomes a Rational without passing through
// binary floating point, and leaves as a decimal that is exact or, where it does not end, says so. The one
// operation that loses information is round(), and only rules ask for it.
//
//   parse_decimal("14.985")                                  -> 2997/200
//   round(2997/200, {RoundingMode::half_up, 2})              -> 1499/100
//   to_decimal(1499/100, 2)                                  -> "14.99"
#pragma once

#include <boost/multiprecision/cpp_int.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace rubric::engine {

using Integer =
    boost::multiprecision::number<boost::multiprecision::cpp_int_backend<>, boost::multiprecision::et_off>;
using Rational = boost::multiprecision::number<
    boost::multiprecision::rational_adaptor<boost::multiprecision::cpp_int_backend<>>,
    boost::multiprecision::et_off>;

/// Digits that one number in a rules file or a data cell may have; more is refused, with this bound in the
/// message.
inline constexpr int max_number_digits = 40;

/// The value of `[+-]digits[.digits]` in ASCII. Nothing when the text is not of this form or has more than
/// max_number_digits digits. Leading zeros do not change the value ("010" is ten).
std::optional<Rational> parse_decimal(std::string_view text);

/// How a value between two neighbours is settled. `half_up` is 四舍五入: ties go away from zero (-0.005 ->
/// -0.01); `down` (只舍不入) is towards zero, `up` (只入不舍) away from it; `floor` (向下) and `ceiling`
/// (向上) follow the sign.
enum class RoundingMode : unsigned char { half_up, half_even, down, up, floor, ceiling };

/// A rounding as a rule writes it: to `digits` decimals of the number itself. "保留1位小数的百分数" is digits
/// = 3.
struct Rounding {
  RoundingMode mode = RoundingMode::half_up;
  int digits = 0;
  friend bool operator==(const Rounding&, const Rounding&) = default;
};

/// The multiple of 10^-digits that `mode` chooses for `value`.
Rational round(const Rational& value, const Rounding& rounding);

/// 10^-digits: what every number rounded to so many digits is a multiple of.
Rational power_of_tenth(int digits);

/// The largest integer not above, and the smallest not below, `value`.
Integer floor(const Rational& value);
Integer ceiling(const Rational& value);

/// The number of decimals after which `value` ends, if it ends within `limit` of them.
std::optional<int> decimals(const Rational& value, int limit);

/// `value` with exactly `digits` decimals, rounded half up for display if it has more.
std::string to_decimal(const Rational& value, int digits);

/// Decimals that are shown of a number that has more.
inline constexpr int display_decimals = 6;

/// The shortest exact decimal if `value` ends within `limit` decimals, or within `at_least` if that is more,
/// padded to at least `at_least`; otherwise that many decimals, half up. This is display only: no decision is
/// ever taken on it.
std::string to_display(const Rational& value, int at_least, int limit = display_decimals);

/// `value` as a fraction in lowest terms: "2997/200", or "3" for an integer.
std::string to_fraction(const Rational& value);

}  // namespace rubric::engine
