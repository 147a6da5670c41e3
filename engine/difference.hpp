// Where two rulesets give different scores or grades: exact regions of the data, for all units at once.
//
// The scores of a matched pair of indicators are two functions over the joint plan (engine/joint). Where they
// end in one slot they are equal; otherwise the quantity that they share (实际, or the data themselves) is
// cut at the breakpoints of both (engine/piecewise) and the difference of the two, a straight line on each
// piece, is compared with zero. Further data that matter are cut in the same way, cell by cell. What stays
// open is said to be undecided. Every difference comes with a unit that both rulesets score as told.
//
//   old ≥90% 10分, 其余 8分; new ≥95% 10分, 其余 8分:   满意度 [90%, 95%): -2, e.g. 92%: 10 -> 8; else equal
//
// Claims hold for units whose data are given and lie in the ranges of both rulesets; missing data are another
// matter. Dates that count from 年度 are taken for one year; that rules with such dates are identical is said
// only where both have the same steps whatever days these are.
#pragma once

#include "engine/joint.hpp"
#include "engine/outcome.hpp"
#include "engine/prove.hpp"

namespace rubric::engine {

/// A quantity that a pair of scores depends on.
struct Quantity {
  Slot slot = none;      // of the joint plan
  DatumId datum = none;  // of the joint data, if it is one
  ExprId expr = none;    // else the expression that computes it,
  bool of_after = true;  // in the newer or in the older ruleset
  bool absent = false;   // not its value, but whether the datum's cell says 不适用
  Unit unit;
  Interval domain;
  Rational grid = 0;  // its values are multiples of it; 0: any number
};

/// The same difference throughout a cell of the data.
struct Region {
  enum class What : unsigned char {
    differs,      // everywhere in it
    may_differ,   // within these bounds, and somewhere in it if there is a unit
    only_before,  // the newer rules give no score (no row, a zero denominator)
    only_after,   // the older rules give none
  };
  What what = What::differs;
  std::vector<Interval> where;                 // by quantity
  Interval change;                             // new minus old, of the rounded scores; holds every one
  bool low_shown = false, high_shown = false;  // a unit was found with just this change
  std::optional<UnitData> unit;                // one in it, of the joint data
  Possible before_score, after_score;          // what the two rulesets give it
};

/// One indicator, bonus or penalty in both rulesets, or in one of them.
struct ItemDifference {
  enum class List : unsigned char { indicators, bonuses, penalties };
  enum class Match : unsigned char { matched, renamed, added, removed };
  List list = List::indicators;
  Match match = Match::matched;
  std::uint32_t before = none, after = none;  // places in their lists
  Verdict verdict = Verdict::undecided;       // whether they give equal scores everywhere
  bool by_rules = false;                      // proved, since they are the same rules
  bool same_drop = true;                      // they are 剔除 under the same conditions
  Text reason;                                // undecided: why
  std::vector<Quantity> quantities;
  std::vector<Region> regions;
  Interval change = Interval::point(0);  // holds every difference of the scores
};

const std::vector<Item>& items_in(const Ruleset& ruleset, ItemDifference::List list);
const std::vector<ItemSlots>& slots_in(const Plan& plan, ItemDifference::List list);

/// Totals that the two grade scales put into different grades; none: no grade.
struct GradeShift {
  Interval totals;
  std::uint32_t before = none, after = none;
};

/// A unit whose grade the change moves.
struct GradeMove {
  std::uint32_t before = none, after = none;
  UnitData unit;  // of the joint data
  Possible total_before, total_after;
};

struct Difference {
  Joint joint;
  std::vector<ItemDifference> items;
  bool total_rules_same = false;                                     // proved: equal scores give equal totals
  bool grade_rules_same = false;                                     // proved: and equal grades
  Verdict totals = Verdict::undecided, grades = Verdict::undecided;  // whether they are equal everywhere
  Interval total_change;                                             // holds every difference of totals
  bool least_shown = false, most_shown = false;
  std::optional<GradeMove> falls, rises;  // units with the largest changes found; their totals tell
  std::vector<GradeShift> shifts;
  std::vector<GradeMove> moves;         // one per pair of grades that was found
  std::vector<DatumId> ranges_changed;  // joint data whose declared ranges differ: compared where both hold
  std::vector<DatumId>
      units_changed;          // joint data whose units differ: a bare number is read as another amount
  bool year_matters = false;  // dates that count from 年度: another year may tell the two apart

  /// Of all units that either ruleset allows, not only of those that both do, and in every year.
  bool identical() const {
    return totals == Verdict::proved && grades == Verdict::proved && items_equal() &&
           ranges_changed.empty() && units_changed.empty() && !year_matters;
  }
  bool items_equal() const;  // every indicator is matched and proved to score the same
};

/// The two rulesets without errors, both of which score.
Difference compare(const Ruleset& before, const Plan& before_plan, const Ruleset& after,
                   const Plan& after_plan);

}  // namespace rubric::engine
