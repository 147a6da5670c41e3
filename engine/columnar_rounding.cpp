#include "engine/columnar_rounding.hpp"

#include <algorithm>
#include <cassert>

namespace rubric::engine {
namespace {

Integer whole(const Rational& number) {
  assert(denominator(number) == 1);
  return Integer(numerator(number));
}

bool is_whole(const Rational& number) {
  return denominator(number) == 1;
}

Integer magnitude(const ColumnarBuilder& build, ColumnId id) {
  return std::max(Integer(abs(build.low(id))), Integer(abs(build.high(id))));
}

Integer common_multiple(const Integer& a, const Integer& b) {
  return a / gcd(a, b) * b;
}

/// A rounding as sign × floor(sign × value + shift), where all values have one sign or the mode needs none.
struct Floored {
  int sign = 1;
  Rational shift;
};

std::optional<Floored> as_floor(RoundingMode mode, const Interval& range) {
  const bool positive = range.low.value >= 0, negative = range.high.value <= 0;
  const Rational half(1, 2);
  switch (mode) {
    case RoundingMode::floor:
      return Floored{1, 0};
    case RoundingMode::ceiling:
      return Floored{-1, 0};
    case RoundingMode::half_up:
      if (positive) return Floored{1, half};
      if (negative) return Floored{-1, half};
      return std::nullopt;
    case RoundingMode::down:
      if (positive) return Floored{1, 0};
      if (negative) return Floored{-1, 0};
      return std::nullopt;
    case RoundingMode::up:
      if (positive) return Floored{-1, 0};
      if (negative) return Floored{1, 0};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

class Rounder {
 public:
  Rounder(ColumnarBuilder& build, const Value& value, const Rounding& rounding, ColumnId& valid)
      : build_(build),
        value_(value),
        mode_(rounding.mode),
        unit_(power_of_tenth(rounding.digits)),
        valid_(valid) {
    if (value.range.low.infinite || value.range.high.infinite) throw TooLarge{};
    low_ = whole(round(value.range.low.value, rounding) / unit_);
    high_ = whole(round(value.range.high.value, rounding) / unit_);
  }

  Shown run(bool tell_inexact) {
    const bool ratio = value_.kind == Value::Kind::ratio;
    if (!ratio) {
      const std::vector<Term>& terms = value_.form.terms;
      const bool on_grid =
          std::all_of(terms.begin(), terms.end(), [&](const Term& t) { return is_whole(t.factor / unit_); });
      if (on_grid && is_whole(value_.form.constant / unit_)) return {value_.form, none};
      const std::optional<Floored> floored = tell_inexact ? std::nullopt : as_floor(mode_, value_.range);
      if (floored && on_grid) {  // the constant alone is rounded
        ColumnSum form = value_.form;
        const Rational sign(floored->sign);
        form.constant = sign * Rational(floor(sign * form.constant / unit_ + floored->shift)) * unit_;
        return {form, none};
      }
      if (floored) {
        if (std::optional<ColumnSum> form = by_constant(*floored)) return {*form, none};
      }
      return by_mode(tell_inexact, build_.single(value_.form, valid_));
    }
    if (!tell_inexact) {
      if (std::optional<ColumnSum> form = by_column()) return {*form, none};
    }
    return by_mode(tell_inexact, {});
  }

 private:
  ColumnSum form_of(ColumnId id) const { return {{{id, unit_}}, 0}; }

  /// floor(a n + b) for one narrow column n, counted from that end of its range where a is positive.
  std::optional<ColumnSum> by_constant(const Floored& floored) {
    const ColumnSum one = build_.single(value_.form, valid_);
    const ColumnId id = one.terms[0].column;
    if (build_.of(id).type != Type::narrow) return std::nullopt;
    const Rational sign(floored.sign);
    const Rational factor = sign * one.terms[0].factor / unit_;
    const bool flipped = factor < 0;
    const Integer base = flipped ? build_.high(id) : build_.low(id);
    const Integer width = build_.high(id) - build_.low(id);
    const Rational slope = abs(factor);
    const Rational start = factor * Rational(base) + sign * one.constant / unit_ + floored.shift;
    const Integer first = floor(start);
    const Rational rest = start - Rational(first);
    const Integer last = floor(slope * Rational(width) + rest);
    const Integer bottom = common_multiple(denominator(slope), denominator(rest));
    std::optional<ColumnId> quotient = by_shift(id, base, flipped, width, slope, rest, bottom, last);
    if (!quotient) {
      const Integer times = whole(slope * Rational(bottom)), plus = whole(rest * Rational(bottom));
      if (!fits_narrow(width * times + plus) || !fits_narrow(bottom) || !fits_narrow(times))
        return std::nullopt;
      quotient =
          build_
              .write(
                  {Kernel::divide, {id}, {base, flipped ? 1 : 0, times, plus, bottom}, Type::narrow, 0, last})
              .out;
    }
    return ColumnSum{{{*quotient, sign * unit_}}, sign * unit_ * Rational(first)};
  }

  /// With 2^s ≥ bottom × (width + 1), and slope and rest rounded up to multiples of 2^-s, the sum is too
  /// large by less than 1 / bottom, the distance of any value below a whole number from it: the floor is the
  /// same.
  std::optional<ColumnId> by_shift(ColumnId id, const Integer& base, bool flipped, const Integer& width,
                                   const Rational& slope, const Rational& rest, const Integer& bottom,
                                   const Integer& last) {
    const Integer most = bottom * (width + 1);
    const unsigned shift = msb(most) + 1;
    if (width >= Integer(1) << 32 || shift > 62) return std::nullopt;
    const Rational power(Integer(1) << shift);
    const Integer times = ceiling(slope * power), plus = ceiling(rest * power);
    if (times >= Integer(1) << 32 || width * times + plus >= Integer(1) << 63) return std::nullopt;
    return build_
        .write({Kernel::scale, {id}, {base, flipped ? 1 : 0, times, plus, shift}, Type::narrow, 0, last})
        .out;
  }

  struct Sides {
    ColumnId above, below;
    Rational factor;  // value / unit = above / below × factor
  };
  Sides sides() {
    const Rational above_scale = common_scale(value_.form), below_scale = common_scale(value_.below);
    const ColumnId above = build_.column(value_.form, above_scale, valid_);
    const ColumnId below = build_.column(value_.below, below_scale, valid_);
    return {above, below, above_scale / below_scale / unit_};
  }

  std::optional<ColumnSum> by_column() {
    const std::optional<Floored> floored = as_floor(mode_, value_.range);
    if (!floored || value_.form.is_constant() || value_.range.low.value < 0) return std::nullopt;
    const Sides s = sides();
    const bool narrow = build_.of(s.above).type == Type::narrow && build_.of(s.below).type == Type::narrow;
    if (!narrow || build_.low(s.above) < 0) return std::nullopt;
    const Integer top = numerator(s.factor), bottom = denominator(s.factor);
    const bool half = floored->shift != 0, up = floored->sign < 0;
    const Integer times = half ? Integer(2 * top) : top, step = half ? Integer(2 * bottom) : bottom;
    const Integer plus = half || up ? bottom : Integer(0);
    const Integer least_sum = up ? -1 : 0;
    const Integer most_below = build_.high(s.below);
    if (!fits_narrow(times * build_.high(s.above) + plus * most_below) || !fits_narrow(step * most_below) ||
        high_ >= Integer(1) << 49 || (up && half)) {
      return std::nullopt;
    }
    return form_of(build_
                       .write({Kernel::ratio,
                               {s.above, s.below},
                               {times, plus, least_sum, step},
                               Type::narrow,
                               low_,
                               high_})
                       .out);
  }

  /// Any mode, any sign: (n c0 + c1) / c2, or n c0 / (d c2).
  Shown by_mode(bool tell_inexact, const ColumnSum& one) {
    ColumnarBuilder::Ask ask{Kernel::round, {}, {}, Type::narrow, low_, high_};
    ask.mode = mode_;
    ask.extra = tell_inexact;
    Integer most_above, most_below;
    bool wide = false;
    if (value_.kind == Value::Kind::ratio) {
      const Sides s = sides();
      ask.inputs = {s.above, s.below};
      ask.constants = {numerator(s.factor), 0, denominator(s.factor)};
      most_above = magnitude(build_, s.above) * ask.constants[0];
      most_below = build_.high(s.below) * ask.constants[2];
      wide = build_.of(s.above).type == Type::wide || build_.of(s.below).type == Type::wide;
    } else {
      const Rational factor = one.terms[0].factor / unit_, constant = one.constant / unit_;
      const ColumnId id = one.terms[0].column;
      const Integer bottom = common_multiple(denominator(factor), denominator(constant));
      ask.inputs = {id};
      ask.constants = {whole(factor * Rational(bottom)), whole(constant * Rational(bottom)), bottom};
      most_above = magnitude(build_, id) * abs(ask.constants[0]) + abs(ask.constants[1]);
      most_below = bottom;
      wide = build_.of(id).type == Type::wide;
    }
    wide = wide || !fits_narrow(most_above) || !fits_narrow(most_below);
    ask.index = wide ? 1 : 0;  // 128 bits while dividing
    ask.checked = !fits_wide(most_above) || !fits_wide(most_below);
    if (!fits_narrow(low_) || !fits_narrow(high_)) {
      ask.type = Type::wide;
      ask.checked = ask.checked || !fits_wide(low_) || !fits_wide(high_);
    }
    const ColumnarBuilder::Made made = build_.write(ask);
    valid_ = build_.narrowed(valid_, made.valid);
    return {form_of(made.out), made.extra};
  }

  ColumnarBuilder& build_;
  const Value& value_;
  RoundingMode mode_;
  Rational unit_;
  ColumnId& valid_;
  Integer low_, high_;
};

}  // namespace

ColumnSum rounded(ColumnarBuilder& build, const Value& value, const Rounding& rounding, ColumnId& valid) {
  return Rounder(build, value, rounding, valid).run(false).form;
}

Shown shown(ColumnarBuilder& build, const Value& value, int digits, ColumnId& valid) {
  return Rounder(build, value, {RoundingMode::half_up, digits}, valid).run(true);
}

}  // namespace rubric::engine
