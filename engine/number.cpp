#include "engine/number.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace rubric::engine {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// cpp_int's own reader takes "010" for octal and "0x1f" for hexadecimal, so digits are counted up by hand.
// As many at a time as a machine word holds.
void append_digits(Integer& value, std::string_view digits) {
  constexpr std::size_t most = 18;
  while (!digits.empty()) {
    std::uint64_t units = 0, scale = 1;
    for (const char digit : digits.substr(0, most)) {
      units = units * 10 + static_cast<unsigned>(digit - '0');
      scale *= 10;
    }
    value = value * scale + units;
    digits.remove_prefix(std::min(most, digits.size()));
  }
}

Integer power_of_ten(int exponent) {
  return boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(exponent));
}

// Whether a magnitude between two neighbours goes to the one farther from zero: `twice_rest` is twice what
// exceeds the nearer one and `step` the distance between them.
bool away_from_zero(RoundingMode mode, bool negative, bool nearer_is_odd, const Integer& twice_rest,
                    const Integer& step) {
  switch (mode) {
    case RoundingMode::half_up:
      return twice_rest >= step;
    case RoundingMode::half_even:
      return twice_rest > step || (twice_rest == step && nearer_is_odd);
    case RoundingMode::down:
      return false;
    case RoundingMode::up:
      return twice_rest != 0;
    case RoundingMode::floor:
      return negative && twice_rest != 0;
    case RoundingMode::ceiling:
      return !negative && twice_rest != 0;
  }
  return false;
}

// round() in units of 10^-digits.
Integer rounded_units(const Rational& value, const Rounding& rounding) {
  const bool negative = value.sign() < 0;
  Integer units{abs(numerator(value))};
  Integer step{denominator(value)};
  if (rounding.digits >= 0) {
    units *= power_of_ten(rounding.digits);
  } else {
    step *= power_of_ten(-rounding.digits);
  }
  Integer rest;
  Integer nearer;
  divide_qr(units, step, nearer, rest);
  rest *= 2;
  if (away_from_zero(rounding.mode, negative, bit_test(nearer, 0), rest, step)) ++nearer;
  return negative ? Integer{-nearer} : nearer;
}

}  // namespace

std::optional<Rational> parse_decimal(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);

  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? std::string_view{} : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && part.empty())) return std::nullopt;
  if (whole.size() + part.size() > static_cast<std::size_t>(max_number_digits)) return std::nullopt;
  if (!std::all_of(whole.begin(), whole.end(), is_digit)) return std::nullopt;
  if (!std::all_of(part.begin(), part.end(), is_digit)) return std::nullopt;

  Integer units;
  append_digits(units, whole);
  append_digits(units, part);
  if (negative) units = -units;
  if (part.empty()) return Rational{units};
  return Rational{units, power_of_ten(static_cast<int>(part.size()))};
}

Rational round(const Rational& value, const Rounding& rounding) {
  const Integer units = rounded_units(value, rounding);
  if (rounding.digits >= 0) return Rational{units, power_of_ten(rounding.digits)};
  return Rational{Integer{units * power_of_ten(-rounding.digits)}};
}

Rational power_of_tenth(int digits) {
  return digits >= 0 ? Rational{1, power_of_ten(digits)} : Rational{power_of_ten(-digits)};
}

Integer floor(const Rational& value) {
  return rounded_units(value, {RoundingMode::floor, 0});
}

Integer ceiling(const Rational& value) {
  return rounded_units(value, {RoundingMode::ceiling, 0});
}

std::optional<int> decimals(const Rational& value, int limit) {
  Integer rest{denominator(value)};
  if (limit < 0 || power_of_ten(limit) % rest != 0) return std::nullopt;
  // A divisor of a power of ten is 2^a * 5^b, and the decimals are the larger of a and b.
  const int twos = static_cast<int>(lsb(rest));
  rest >>= static_cast<unsigned>(twos);
  int fives = 0;
  for (; rest != 1; rest /= 5) ++fives;
  return std::max(twos, fives);
}

std::string to_decimal(const Rational& value, int digits) {
  const Integer units = rounded_units(value, {RoundingMode::half_up, std::max(digits, 0)});
  std::string text = Integer{abs(units)}.str();
  if (digits > 0) {
    const auto places = static_cast<std::size_t>(digits);
    if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
    text.insert(text.size() - places, 1, '.');
  }
  return units < 0 ? "-" + text : text;  // what rounds to zero has no sign
}

std::string to_display(const Rational& value, int at_least, int limit) {
  const int most = std::max(limit, at_least);
  return to_decimal(value, std::max(decimals(value, most).value_or(most), at_least));
}

std::string to_fraction(const Rational& value) {
  const Integer below{denominator(value)};
  std::string text = Integer{numerator(value)}.str();
  return below == 1 ? text : text + "/" + below.str();
}

}  // namespace rubric::engine
