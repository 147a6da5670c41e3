// Whether a unit's grade hangs on rounding: without any rounding of indicators and total it would have
// another grade, or fall between two.
//
// Rounding moves a total by a bounded amount only. Where no limit of a grade lies within it the answer is no
// without computing anything; otherwise the unit is run once more by the rules without their roundings.
//
//   grades ≥90 优, ＜90 良, total to one place:  89.96 -> 90.0 优: hangs;  93.96 -> 94.0: cannot
#pragma once

#include <optional>

#include "engine/plan.hpp"

namespace rubric::engine {

class GradeMargin {
 public:
  explicit GradeMargin(const Ruleset& ruleset);

  /// `total` and `grade` are what the rules give the unit.
  bool hangs(const UnitData& data, const Rational& total, std::uint32_t grade) const;

  /// For those who ask for many units at a time: whether any grade can hang, the totals between which one may
  /// (closed ranges; nothing: all totals), and the rules by which it does if the grade is another.
  bool can_hang() const { return graded_ && most_ != 0; }
  std::optional<std::vector<std::pair<Rational, Rational>>> doubtful() const;
  const Plan& plain() const { return plain_; }

 private:
  bool near_a_limit(const Rational& total) const;

  bool graded_ = false, bounded_ = true;
  Rational most_ = 0;             // that rounding moves a total by, where `bounded_`
  std::vector<Rational> limits_;  // of grades
  Plan plain_;                    // the rules without their roundings
};

}  // namespace rubric::engine
