// Whether a unit's grade hangs on rounding: without any rounding of indicators and total it would have
// another grade, or fall between two.
//
// Rounding moves a total by a bounded amount only. Where no limit of a grade lies within it the answer is no
// without computing anything; otherwise the unit is run once more by the rules without their roundings.
//
//   grades ≥90 优, ＜90 良, total to one place:  89.96 -> 90.0 优: hangs;  93.96 -> 94.0: cannot
#pragma once

#include "engine/plan.hpp"

namespace rubric::engine {

class GradeMargin {
 public:
  explicit GradeMargin(const Ruleset& ruleset);

  /// `total` and `grade` are what the rules give the unit.
  bool hangs(const UnitData& data, const Rational& total, std::uint32_t grade) const;

 private:
  bool near_a_limit(const Rational& total) const;

  bool graded_ = false, bounded_ = true;
  Rational most_ = 0;             // that rounding moves a total by, where `bounded_`
  std::vector<Rational> limits_;  // of grades
  Plan plain_;                    // the rules without their roundings
};

}  // namespace rubric::engine
