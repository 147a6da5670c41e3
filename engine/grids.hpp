// What all values of a slot are multiples of: a score that is rounded to cents, added to others, is one of
// cents.
//
//   Grids(plan).of(plan.limited)      1/100;  0 where nothing is known
#pragma once

#include <optional>
#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

/// The plan outlives it.
class Grids {
 public:
  explicit Grids(const Plan& plan) : plan_(plan), known_(plan.steps.size()) {}

  Rational of(Slot slot);
  /// Whether `value`, itself a grid, is a multiple of `grid`. Of what is not known nobody can tell: false.
  static bool multiple(const Rational& value, const Rational& grid);

 private:
  Rational grid(const Step& step);

  const Plan& plan_;
  std::vector<std::optional<Rational>> known_;
};

}  // namespace rubric::engine
