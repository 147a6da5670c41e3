// What can be shown of a ruleset before it is issued, for every unit that its data ranges allow.
//
//   covered    every unit finds a row of each table; every total that rounding and points allow has a grade
//   distinct   no two rows with different points are meant for the same unit
//   reachable  every row decides for some unit, every condition of a clause holds for one, every grade is
//              got, every veto changes something
//   bounded    before it is cut to [0, points] the score lies there, unless the rules say that it is cut;
//              limits and full points are reached; no divisor is zero
//   monotone   with a target ≥, a higher 实际 never scores less, all else being equal; with ≤, a lower one;
//              before 扣分 lines, and not of units that are 剔除
//   in order   without a target, the points of the rows go one way, from the best to the worst or back, and
//              grades follow the total (only what is not so is told)
//   stable     no grade depends on how the total is rounded, no row on how 实际 is
//
// Each claim is proved, refuted or undecided, and why. Where a unit can show the fault, one that was computed
// and shows it is given. Nothing is taken as proved that was only tried.
#pragma once

#include "engine/piecewise.hpp"
#include "engine/search.hpp"

namespace rubric::engine {

enum class Question : unsigned char {
  covered,
  distinct,
  reachable,
  clause_used,
  at_most_full,
  at_least_zero,
  limit_reached,
  full_reached,
  points_add_up,
  monotone,
  largest_step,
  divisors,
  rounded_row,
  grades_covered,
  grade_reachable,
  grade_stable,
  veto_effective,
  rows_in_order,
  grades_in_order,
};
enum class Verdict : unsigned char { proved, refuted, undecided };

struct Finding {
  Question claim = Question::covered;
  Verdict verdict = Verdict::undecided;
  bool information = false;       // no fault either way, good to know: largest steps, where rounding decides
  std::string subject;            // the indicator's or part's title
  Text row, other;                // the row, grade, clause or veto; and the row that it meets
  std::uint32_t line = 0;         // of the rules
  std::optional<Interval> where;  // refuted: the values of 实际, or of the total, that are concerned
  Unit unit;                      // in which `where` is printed
  std::vector<DatumId> data;      // that the score reads
  std::vector<UnitData> units;    // refuted: one unit that shows it, or two, the better one second
  std::vector<Rational> scores;   // what these units get, or the numbers that the claim is about
  Text reason;                    // undecided: why
  std::shared_ptr<const Slice> slice;  // with `aim`: which units are concerned
  Sought aim;
};

/// Whether information is wanted too.
enum class Report : bool { faults, all };

/// All claims about the ruleset, in its order. Deterministic; takes time with the number of pieces, never
/// with that of units. Largest steps are looked for with `all` alone.
std::vector<Finding> prove(const Ruleset& ruleset, const Plan& plan, Report report = Report::faults);

/// Whether the finding is about this unit; nothing where that cannot be said of a unit.
std::optional<bool> concerns(const Finding& finding, const UnitData& unit);

/// What was refuted or is undecided, as it is reported: E204, W205, W206, E207, W208, N209 and from W210 on;
/// nothing for what is proved. Information is left out unless `all` is asked for.
std::optional<Diagnostic> to_diagnostic(const Finding& finding, const Ruleset& ruleset,
                                        Report report = Report::faults);
std::vector<Diagnostic> to_diagnostics(const std::vector<Finding>& findings, const Ruleset& ruleset,
                                       Report report = Report::faults);

/// What a claim asks, as a summary prints it.
const Text& question(Question claim);

}  // namespace rubric::engine
