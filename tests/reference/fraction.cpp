#include "tests/reference/fraction.hpp"

#include <algorithm>
#include <utility>

namespace rubric::reference {

Fraction::Fraction(Integer top, Integer bottom) : top_(std::move(top)), bottom_(std::move(bottom)) {
  if (bottom_ < 0) {
    top_ = -top_;
    bottom_ = -bottom_;
  }
  const Integer common = gcd(top_, bottom_);
  if (common > 1) {
    top_ /= common;
    bottom_ /= common;
  }
}

Fraction operator+(const Fraction& a, const Fraction& b) {
  return {a.top_ * b.bottom_ + b.top_ * a.bottom_, a.bottom_ * b.bottom_};
}
Fraction operator-(const Fraction& a, const Fraction& b) {
  return {a.top_ * b.bottom_ - b.top_ * a.bottom_, a.bottom_ * b.bottom_};
}
Fraction operator*(const Fraction& a, const Fraction& b) {
  return {a.top_ * b.top_, a.bottom_ * b.bottom_};
}
Fraction operator/(const Fraction& a, const Fraction& b) {
  return {a.top_ * b.bottom_, a.bottom_ * b.top_};
}

std::strong_ordering operator<=>(const Fraction& a, const Fraction& b) {
  const Integer left = a.top_ * b.bottom_;
  const Integer right = b.top_ * a.bottom_;
  if (left == right) return std::strong_ordering::equal;
  return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
}

Fraction round(const Fraction& value, const Decimals& how) {
  const bool negative = value.top() < 0;
  Integer rest = negative ? Integer(-value.top()) : value.top();
  const Integer& divisor = value.bottom();
  Integer kept = rest / divisor;
  rest %= divisor;
  Integer unit = 1;
  for (int i = 0; i < how.digits; ++i) {
    rest *= 10;
    kept = kept * 10 + rest / divisor;
    rest %= divisor;
    unit *= 10;
  }
  rest *= 10;
  const int dropped = static_cast<int>(Integer(rest / divisor));  // the first digit that is dropped
  const bool more = rest % divisor != 0;                          // and whether anything follows it
  const bool nothing = dropped == 0 && !more;
  const bool tie = dropped == 5 && !more;
  bool away = false;
  switch (how.mode) {
    case Mode::half_up:
      away = dropped >= 5;
      break;
    case Mode::half_even:
      away = tie ? kept % 2 == 1 : dropped >= 5;
      break;
    case Mode::down:
      break;
    case Mode::up:
      away = !nothing;
      break;
    case Mode::floor:
      away = negative && !nothing;
      break;
    case Mode::ceiling:
      away = !negative && !nothing;
      break;
  }
  if (away) ++kept;
  return {negative ? Integer(-kept) : kept, unit};
}

Fraction floor(const Fraction& value) {
  return round(value, {Mode::floor, 0});
}
Fraction ceiling(const Fraction& value) {
  return round(value, {Mode::ceiling, 0});
}
Fraction absolute(const Fraction& value) {
  return value < 0 ? 0 - value : value;
}

bool ends(const Fraction& value, int digits) {
  Fraction scaled = value;
  for (int i = 0; i < digits; ++i) scaled = scaled * 10;
  return scaled.whole();
}

std::string to_text(const Fraction& value) {
  constexpr int most = 30;
  int digits = 0;
  while (digits < most && !ends(value, digits)) ++digits;
  if (digits == most) return value.top().str() + "/" + value.bottom().str();
  Fraction scaled = absolute(value);
  for (int i = 0; i < digits; ++i) scaled = scaled * 10;
  std::string text = scaled.top().str();
  const auto places = static_cast<std::size_t>(digits);
  if (text.size() <= places) text.insert(0, places + 1 - text.size(), '0');
  if (places > 0) text.insert(text.size() - places, ".");
  return (value < 0 ? "-" : "") + text;
}

}  // namespace rubric::reference
