// What the samples of a ruleset exercise, and what they leave out.
//
// A goal is one thing that some sample should show: a row of a table that is taken, a condition that holds
// and that fails, a limit that is reached and that is not, a value just below, on and just above a threshold.
// A sample counts for an indicator only if it states what that indicator or the total must be, and shows a
// goal only by figures that are known. Operands of 且 and 或 have a goal of their own (masking MC/DC): with
// every other operand as it is in the sample, changing this one would change the outcome; one sample must
// show that for its yes and one for its no. Of 择一 each member must be the one that counts; of 加分 and 减分
// there must be some and none; of the total each grade, the values around each bound between grades, and
// 总分最高 reached and not. What the data's ranges rule out is no goal.
//
//   满意度 0%至100%, ≥90% 10分, 其余 0分; one sample with 90%   -> 2 of 5: first row, on the threshold
#pragma once

#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

struct Goal {
  enum class About : unsigned char {
    tier,
    level,
    check,
    zero,
    not_applicable,
    missing,
    zero_denominator,
    deduction,
    explain,
    veto,
    ceiling,
    most,
    to_zero,
    threshold,
    choice,       // 择一: a member, by its title
    adjustment,   // 加分, 减分: some is given, or none
    grade,        // a row of the grades
    grade_bound,  // of the grades: the total below, at, above
    total_most,   // 总分最高
  };
  enum class Side : unsigned char { taken, holds, fails, decides, reached, not_reached, below, at, above };
  About about = About::tier;
  Side side = Side::taken;
  std::string text;    // the row or clause as the rules print it
  ExprId expr = none;  // decides: the operand; below, at, above: what is compared
  Rational at = 0;     // the threshold
  bool shown = false;
};

struct ItemCoverage {
  std::string title;  // empty for what concerns the total
  std::vector<Goal> goals;
};

/// Indicators with their parts, bonuses, penalties, then the total; those without goals are left out.
std::vector<ItemCoverage> coverage(const Ruleset& ruleset, const Plan& plan);

}  // namespace rubric::engine
