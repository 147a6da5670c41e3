#include "engine/grids.hpp"

namespace rubric::engine {
namespace {

Rational common(const Rational& a, const Rational& b) {
  if (a == 0 || b == 0) return 0;
  const Integer top = gcd(numerator(a) * denominator(b), numerator(b) * denominator(a));
  return Rational(top, denominator(a) * denominator(b));
}

/// Of values that are multiples of anything, such as 0: a multiple of every grid that occurs.
const Rational& any_grid() {
  static const Rational large(Integer("1000000000000000000000000000000"));
  return large;
}

}  // namespace

Rational Grids::of(Slot slot) {
  if (!known_[slot]) known_[slot] = grid(plan_.steps[slot]);
  return *known_[slot];
}

bool Grids::multiple(const Rational& value, const Rational& grid) {
  return value != 0 && denominator(Rational(value / grid)) == 1;
}

Rational Grids::grid(const Step& step) {
  switch (step.op) {
    case Op::constant: {
      const Rational& value = plan_.constants[step.index];
      return value == 0 ? any_grid() : value < 0 ? Rational(-value) : value;
    }
    case Op::round:
      return power_of_tenth(plan_.roundings[step.index].digits);
    case Op::add:
    case Op::subtract:
    case Op::minimum:
    case Op::maximum:
      return common(of(step.operands[0]), of(step.operands[1]));
    case Op::choose:
      return plan_.steps[step.operands[2]].op == Op::fault
                 ? of(step.operands[1])
                 : common(of(step.operands[1]), of(step.operands[2]));
    case Op::negate:
    case Op::absolute:
    case Op::within:
      return of(step.operands[0]);
    case Op::multiply: {
      const Rational a = of(step.operands[0]), b = of(step.operands[1]);
      if (a == any_grid() || b == any_grid()) return any_grid();
      return a * b;
    }
    case Op::fault:
      return any_grid();
    default:
      return step.whole ? Rational(1) : Rational(0);
  }
}

}  // namespace rubric::engine
