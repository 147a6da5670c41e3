// What can be shown of a ruleset before it is issued, for every unit that its data ranges allow.
//
//   covered    every value of 实际 finds a row; every total that rounding and points allow finds a grade
//   reachable  every row of a table decides for some unit; no grade is out of reach (that one is got is
//   claimed
//              only where a sample shows it)
//   monotone   with a target ≥, a higher 实际 never scores less; with ≤, a lower one
//
// Each claim is proved, refuted or undecided, and why. A gap in a table and a falling score are refuted by a
// unit that can be scored and shows them; a row or grade that nothing reaches, and a gap between grades, by
// the pieces alone. Nothing is taken as proved that was only tried.
#pragma once

#include "engine/piecewise.hpp"

namespace rubric::engine {

enum class Claim : unsigned char { covered, reachable, monotone, grades_covered, grade_reachable };
enum class Verdict : unsigned char { proved, refuted, undecided };

struct Finding {
  Claim claim = Claim::covered;
  Verdict verdict = Verdict::undecided;
  std::string subject;           // the indicator's or part's title
  std::string row;               // reachable: the row or grade
  std::uint32_t line = 0;        // of the rules
  Interval where;                // refuted: the values of 实际, or of the total, that are concerned
  Unit unit;                     // in which `where` is printed
  std::vector<DatumId> data;     // that the score reads
  std::vector<UnitData> units;   // refuted: one unit that shows it; monotone: two, the better one second
  std::vector<Rational> scores;  // of these units: what they get
  Text reason;                   // undecided: why
};

/// All claims about the ruleset, in its order. Deterministic; takes time with the number of pieces, never
/// with that of units.
std::vector<Finding> prove(const Ruleset& ruleset, const Plan& plan);

/// What was refuted or is undecided, as it is reported: E204, W205, W206, E207, W208, N209.
std::vector<Diagnostic> to_diagnostics(const std::vector<Finding>& findings, const Ruleset& ruleset);

}  // namespace rubric::engine
