// The order of two exact numbers.
#pragma once

#include "engine/number.hpp"

namespace rubric::engine {

/// Below 0, 0 or above 0, as `a` is less than, equal to or greater than `b`. The comparisons of Boost's
/// rational numbers say the same after as many divisions as Euclid's algorithm takes; this multiplies, at
/// most twice.
inline int order_of(const Rational& a, const Rational& b) {
  const auto& left = a.backend().data();
  const auto& right = b.backend().data();
  if (left.denominator() == right.denominator()) return left.numerator().compare(right.numerator());
  if (a.sign() != b.sign()) return a.sign() < b.sign() ? -1 : 1;
  return Integer(left.numerator() * right.denominator())
      .compare(Integer(right.numerator() * left.denominator()));
}

}  // namespace rubric::engine
