// What it takes for a unit to reach a grade or a total: all changes of one datum that do, the cheapest change
// of one and of two data, or a proof that there is none.
//
// A datum moves over its declared range in steps of its own resolution (engine/entry). The interval
// interpreter settles whole stretches of values and what it leaves open is halved, so what is said holds for
// every value and not only for those that were tried; every proposal is scored again before it is given.
// Everything that is not changed stays as it is: other data, and figures over all units (排名). A missing
// datum counts with its least favourable value.
//
//   满意度 88% scores 8 of 10 points, total 88.20, aim 90:  满意度 [90%, 100%], cheapest 88% -> 90%
//
// The cost of a change is the share of the declared range that it goes through (88% -> 90%: 2%), where the
// range has no two ends the change relative to the value now, for dates the share of a year. Costs add up.
#pragma once

#include <optional>
#include <vector>

#include "engine/outcome.hpp"

namespace rubric::engine {

/// At least this grade, a place in the list of grades; without one, at least this total.
struct Aim {
  std::optional<std::uint32_t> grade;
  Rational total;
  bool met_by(const Outcome& outcome) const;
};

struct Change {
  DatumId datum = none;
  Cell to;
  Rational cost;  // 0 where a missing datum is filled in
};

/// Changes that reach the aim, and the unit after them.
struct Proposal {
  std::vector<Change> changes;
  Rational cost;
  UnitData data;
  Outcome outcome;
};

/// One datum, everything else as it is.
struct Alone {
  DatumId datum = none;
  std::vector<Interval> reached;    // in order; their ends are values that can be entered
  std::vector<Interval> undecided;  // what missing data or the bound on the work left open
  std::vector<Proposal> nearest;    // the smallest change up and down, the cheaper one first
};

struct GoalAnswer {
  Outcome now;
  bool already = false;          // the unit reaches the aim as it is
  std::vector<Alone> alone;      // per datum that can be changed, in the order of the rules
  std::vector<Proposal> pairs;   // the cheapest pairs of changes, none of which would do alone for less
  bool pairs_complete = true;    // false: missing data or the bound on the work left pairs open
  std::optional<Proposal> more;  // where one or two do not suffice: several that do
  bool out_of_reach = false;     // proved: not with any change of all that can be changed
  Possible highest;              // totals that changing everything may give, and
  Possible best_grade;           // grades: bounds that need not be attained
  std::vector<DatumId> fixed;    // not changed: 不可改, asked for, cells without a number
};

/// Pairs that are proposed.
inline constexpr std::size_t most_pairs = 3;

/// `fixed`: further data that are not to be changed.
GoalAnswer seek_goal(const Ruleset& ruleset, const Plan& plan, const UnitData& unit, const Aim& aim,
                     const std::vector<DatumId>& fixed);

}  // namespace rubric::engine
