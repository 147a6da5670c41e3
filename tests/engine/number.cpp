#include "engine/number.hpp"

#include <doctest/doctest.h>

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "engine/order.hpp"

using namespace rubric::engine;

namespace {

constexpr RoundingMode all_modes[] = {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
                                      RoundingMode::up,      RoundingMode::floor,     RoundingMode::ceiling};

Rational number(std::string_view text) {
  const std::optional<Rational> value = parse_decimal(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text));
  return *value;
}

Rational fraction(std::int64_t above, std::int64_t below) {
  return Rational{Integer{above}, Integer{below}};
}

std::string rounded(std::string_view text, RoundingMode mode, int digits) {
  return to_fraction(round(number(text), {mode, digits}));
}

// Rounding of above/below to a whole number, from the definition: of the two whole neighbours, the one that
// the mode prefers. Machine integers only.
std::int64_t by_definition(std::int64_t above, std::int64_t below, RoundingMode mode) {
  std::int64_t lower = above / below;
  if (lower * below > above) --lower;
  if (lower * below == above) return lower;
  const std::int64_t upper = lower + 1;
  const std::int64_t to_lower = above - lower * below, to_upper = upper * below - above;
  const std::int64_t inner = above > 0 ? lower : upper, outer = above > 0 ? upper : lower;
  switch (mode) {
    case RoundingMode::half_up:
      return to_lower == to_upper ? outer : to_lower < to_upper ? lower : upper;
    case RoundingMode::half_even:
      return to_lower == to_upper ? (lower % 2 == 0 ? lower : upper) : to_lower < to_upper ? lower : upper;
    case RoundingMode::down:
      return inner;
    case RoundingMode::up:
      return outer;
    case RoundingMode::floor:
      return lower;
    case RoundingMode::ceiling:
      return upper;
  }
  return 0;
}

}  // namespace

TEST_CASE("decimal text becomes the number it says") {
  CHECK(number("5") == 5);
  CHECK(number("+5") == 5);
  CHECK(number("-0.50") == fraction(-1, 2));
  CHECK(number("14.985") == fraction(2997, 200));
  CHECK(number("-0") == 0);
  CHECK(number("0.000") == 0);
  CHECK(number("9999999999999999999999999999999999999999") ==
        Rational{Integer{boost::multiprecision::pow(Integer{10}, 40) - 1}});
  for (std::size_t zeros = 0; zeros < 40; ++zeros) {  // wherever the digits are cut
    CHECK(number("1" + std::string(zeros, '0')) ==
          Rational{boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(zeros))});
  }
  CHECK(to_fraction(number("12345678901234567.8901234567890123456789")) ==
        "123456789012345678901234567890123456789/10000000000000000000000");
}

TEST_CASE("numbers stand in order") {
  std::vector<Rational> values{0, number("99999999999999999999.5"), number("-99999999999999999999.5")};
  for (std::int64_t above = -6; above <= 6; ++above) {
    for (std::int64_t below = 1; below <= 6; ++below) values.push_back(fraction(above, below));
  }
  for (const Rational& a : values) {
    for (const Rational& b : values) {
      CAPTURE(to_fraction(a) + " and " + to_fraction(b));
      const int order = order_of(a, b);
      CHECK((order < 0) == (a < b));
      CHECK((order == 0) == (a == b));
      CHECK((order > 0) == (a > b));
    }
  }
}

TEST_CASE("leading zeros are not octal") {
  CHECK(number("007") == 7);
  CHECK(number("010") == 10);
  CHECK(number("09.50") == fraction(19, 2));
  CHECK(number("-010.010") == fraction(-1001, 100));
}

TEST_CASE("everything else is refused") {
  for (const char* text : {"",    "+",   "-",  ".",     "5.",    ".5",   "-.5",   "1e3",  "1E3", "0x1f",
                           "0b1", " 5",  "5 ", "1,000", "１",    "1．5", "1.2.3", "--5",  "+-5", "5-",
                           "NaN", "inf", "5%", "1_000", "1'000", "五",   "1/2",   "1.-2", "1.+2"}) {
    CHECK_MESSAGE(!parse_decimal(text).has_value(), text);
  }
  using namespace std::string_view_literals;
  CHECK_FALSE(parse_decimal("5\0"sv).has_value());
}

TEST_CASE("the number of digits is bounded, wherever they stand") {
  CHECK(parse_decimal(std::string(40, '9')).has_value());
  CHECK_FALSE(parse_decimal(std::string(41, '9')).has_value());
  CHECK(parse_decimal("-" + std::string(20, '1') + "." + std::string(20, '1')).has_value());
  CHECK_FALSE(parse_decimal("0." + std::string(40, '0')).has_value());
  CHECK_FALSE(parse_decimal(std::string(1000000, '1')).has_value());
}

TEST_CASE("ties go where the mode says, on both sides of zero") {
  const auto all = [](std::string_view text) {
    std::string out;
    for (const RoundingMode mode : all_modes) out += to_decimal(round(number(text), {mode, 0}), 0) + " ";
    return out;
  };
  //                    half_up, half_even, down, up, floor, ceiling
  CHECK(all("2.5") == "3 2 2 3 2 3 ");
  CHECK(all("3.5") == "4 4 3 4 3 4 ");
  CHECK(all("-2.5") == "-3 -2 -2 -3 -3 -2 ");
  CHECK(all("-3.5") == "-4 -4 -3 -4 -4 -3 ");
  CHECK(all("2.4") == "2 2 2 3 2 3 ");
  CHECK(all("-2.6") == "-3 -3 -2 -3 -3 -2 ");
  CHECK(all("2") == "2 2 2 2 2 2 ");
  CHECK(all("-0.5") == "-1 0 0 -1 -1 0 ");
  CHECK(all("0") == "0 0 0 0 0 0 ");
}

TEST_CASE("digits count decimals, and tens when negative") {
  CHECK(rounded("14.985", RoundingMode::half_up, 2) == "1499/100");
  CHECK(rounded("-0.005", RoundingMode::half_up, 2) == "-1/100");
  CHECK(rounded("0.876543", RoundingMode::half_up, 3) == "877/1000");  // 87.7%: one decimal of a percentage
  CHECK(rounded("1250", RoundingMode::half_up, -2) == "1300");
  CHECK(rounded("1250", RoundingMode::half_even, -2) == "1200");
  CHECK(rounded("49", RoundingMode::half_up, -2) == "0");
  CHECK(rounded("-1", RoundingMode::floor, -3) == "-1000");
  CHECK(rounded("0.1", RoundingMode::half_up, 30) == "1/10");
}

TEST_CASE("rounding agrees with its definition on machine integers") {
  std::mt19937 random(20240503);
  for (int round_number = 0; round_number < 4000; ++round_number) {
    const std::int64_t below = 1 + static_cast<std::int64_t>(random() % 60);
    const std::int64_t above = static_cast<std::int64_t>(random() % 2001) - 1000;
    const int digits = static_cast<int>(random() % 5) - 2;
    std::int64_t scale = 1;
    for (int left = digits < 0 ? -digits : digits; left > 0; --left) scale *= 10;
    for (const RoundingMode mode : all_modes) {
      const Rational expected = digits >= 0 ? fraction(by_definition(above * scale, below, mode), scale)
                                            : fraction(by_definition(above, below * scale, mode) * scale, 1);
      CHECK(round(fraction(above, below), {mode, digits}) == expected);
    }
    CHECK(floor(fraction(above, below)) == by_definition(above, below, RoundingMode::floor));
    CHECK(ceiling(fraction(above, below)) == by_definition(above, below, RoundingMode::ceiling));
  }
}

TEST_CASE("rounding twice is rounding once, and never turns two numbers round") {
  std::mt19937 random(20240504);
  const auto any = [&] {
    const auto above = static_cast<std::int64_t>(random() % 20001) - 10000;
    const auto below = static_cast<std::int64_t>(random() % 999) + 1;
    return fraction(above, below);
  };
  for (int round_number = 0; round_number < 1000; ++round_number) {
    const Rational a = any(), b = any();
    for (const RoundingMode mode : all_modes) {
      const Rounding rounding{mode, static_cast<int>(random() % 4)};
      const Rational once = round(a, rounding);
      CHECK(round(once, rounding) == once);
      if (a <= b) {
        CHECK(once <= round(b, rounding));
      } else {
        CHECK(once >= round(b, rounding));
      }
    }
  }
}

TEST_CASE("floor and ceiling follow the sign") {
  CHECK(floor(number("2.7")) == 2);
  CHECK(floor(number("-2.1")) == -3);
  CHECK(floor(number("-2")) == -2);
  CHECK(ceiling(number("2.1")) == 3);
  CHECK(ceiling(number("-2.7")) == -2);
  CHECK(ceiling(number("5")) == 5);
}

TEST_CASE("decimals tells where a number ends") {
  CHECK(decimals(number("3"), 0) == 0);
  CHECK(decimals(number("0.5"), 6) == 1);
  CHECK(decimals(number("0.04"), 6) == 2);
  CHECK(decimals(fraction(1, 8), 6) == 3);
  CHECK(decimals(fraction(1, 625), 6) == 4);
  CHECK(decimals(fraction(1, 1000000), 6) == 6);
  CHECK(decimals(fraction(7, 40), 6) == 3);
  CHECK_FALSE(decimals(fraction(1, 10000000), 6).has_value());
  CHECK_FALSE(decimals(fraction(1, 3), 60).has_value());
  CHECK_FALSE(decimals(number("0.5"), 0).has_value());
  CHECK_FALSE(decimals(number("5"), -1).has_value());
}

TEST_CASE("a decimal has the digits asked for") {
  CHECK(to_decimal(number("14.985"), 2) == "14.99");
  CHECK(to_decimal(number("8"), 2) == "8.00");
  CHECK(to_decimal(number("0.05"), 1) == "0.1");
  CHECK(to_decimal(number("0.04"), 1) == "0.0");
  CHECK(to_decimal(number("-0.04"), 1) == "0.0");  // no "-0.0"
  CHECK(to_decimal(number("-0.05"), 1) == "-0.1");
  CHECK(to_decimal(number("-12.5"), 0) == "-13");
  CHECK(to_decimal(fraction(2, 3), 4) == "0.6667");
  CHECK(to_decimal(number("0.001"), 3) == "0.001");
  CHECK(to_decimal(number("9007199254740993.1"), 1) == "9007199254740993.1");  // beyond 2^53
}

TEST_CASE("a display is exact if it can be") {
  CHECK(to_display(number("8"), 2) == "8.00");
  CHECK(to_display(number("8.125"), 2) == "8.125");
  CHECK(to_display(number("8.125"), 0) == "8.125");
  CHECK(to_display(fraction(2, 3), 2) == "0.666667");
  CHECK(to_display(fraction(2, 3), 2, 3) == "0.667");
  CHECK(to_display(number("0.1234567"), 2) == "0.123457");
  CHECK(to_display(fraction(2, 3), 8) == "0.66666667");
  CHECK(to_display(number("0.12345678"), 8) == "0.12345678");
  CHECK(to_display(number("-3.50"), 0) == "-3.5");
}

TEST_CASE("a fraction is in lowest terms") {
  CHECK(to_fraction(number("14.985")) == "2997/200");
  CHECK(to_fraction(number("3.00")) == "3");
  CHECK(to_fraction(number("-0.5")) == "-1/2");
  CHECK(to_fraction(number("0")) == "0");
}

TEST_CASE("what is printed in full reads back as the same number") {
  std::mt19937_64 random(20240505);
  for (int round_number = 0; round_number < 3000; ++round_number) {
    const int places = static_cast<int>(random() % 12);
    const Integer units{static_cast<std::int64_t>(random())};  // of either sign
    const Rational value{units, boost::multiprecision::pow(Integer{10}, static_cast<unsigned>(places))};
    CHECK(number(to_decimal(value, places)) == value);
    CHECK(number(to_display(value, 0, 12)) == value);
  }
}

TEST_CASE("fractions are ordered as their difference says") {
  std::vector<Rational> numbers{0};
  for (const int above : {1, 2, 3, 7, 99'999'999}) {
    for (const int below : {1, 2, 3, 100, 1'000'000'007}) {
      for (const int sign : {1, -1}) {
        numbers.emplace_back(sign * above, below);
        numbers.push_back(numbers.back() * power_of_tenth(-30));  // beyond 64 bits
        numbers.push_back(numbers.back() + power_of_tenth(40));
      }
    }
  }
  for (const Rational& a : numbers) {
    for (const Rational& b : numbers) {
      const int sign = Integer(numerator(Rational(a - b))).sign();
      CHECK((a < b) == (sign < 0));
      CHECK((a > b) == (sign > 0));
      CHECK((a <= b) == (sign <= 0));
      CHECK((a >= b) == (sign >= 0));
      CHECK((a == b) == (sign == 0));
      CHECK((a != b) == (sign != 0));
    }
    for (const int b : {-100, -1, 0, 1, 2, 3, 100}) {
      const int sign = Integer(numerator(Rational(a - b))).sign();
      CHECK((a < b) == (sign < 0));
      CHECK((a > b) == (sign > 0));
      CHECK((b <= a) == (sign >= 0));
      CHECK((b >= a) == (sign <= 0));
      CHECK((a == b) == (sign == 0));
    }
    const Rational third(1, 3);
    CHECK((a < 18'446'744'073'709'551'615u) == (a + third < 18'446'744'073'709'551'615u + third));
  }
}
