// What new rules do to many units together: counts, sums and short lists, exact and in bounded memory.
//
// Sums are taken in grains, the 1/(10!·10^6) of a point: every total of up to 6 decimals and every share of
// up to 10 clauses in it is a whole number of grains. What is not (a total that the rules do not round) is
// rounded to a grain, and the unit's shares with it, so that they still add up to its change; `rounded`
// counts these units. Steps of grades are counted only where both rulesets have the same list of them.
//
//   Impact impact(pairing, {"区县", "类型"}, 20);
//   impact.add(unit, {"甲县", "乡镇"});  …      a ListedUnit, and its values of the two columns
//   impact.compared == impact.raised + impact.lowered + impact.unchanged
//   the sum of clauses[i].gain + clauses[i].loss == new_sum - old_sum
#pragma once

#include <map>

#include "engine/attribution.hpp"
#include "engine/ranks.hpp"

namespace rubric::engine {

/// Units of a list that is not one of the extremes; the rest is counted.
inline constexpr std::size_t max_listed = 200;
/// Different values of a column that are told apart; the units with further ones are put together.
inline constexpr std::size_t max_group_values = 300;
/// Units in each list of movers.
inline constexpr std::size_t max_movers = 1000;
/// Parts that 0 to full marks is cut into for the distribution.
inline constexpr int distribution_parts = 50;

const Integer& grains_in_a_point();
Integer to_grains(const Rational& points);
Rational from_grains(const Integer& grains);

/// A unit as lists show it.
struct ListedUnit {
  std::vector<std::string> key;
  std::optional<int> year;
  Standing standing;
  Comparison comparison;
  std::vector<Rational> grade_shares;
  bool old_hangs = false, new_hangs = false;
};

struct ClauseImpact {
  std::uint64_t raised = 0, lowered = 0;  // units to which it adds, from which it takes
  Integer gain = 0, loss = 0;             // grains; loss is not above 0
  Integer grade_steps = 0;                // grains of a step up
};

/// Units that have something in common: a district, a type, a year.
struct GroupImpact {
  std::uint64_t compared = 0, apart = 0, raised = 0, lowered = 0, graded_up = 0, graded_down = 0;
  Integer old_sum = 0, new_sum = 0;  // grains
};

struct GroupingImpact {
  std::string column;
  std::map<std::string, GroupImpact> values;
  std::optional<GroupImpact> others;  // of values past max_group_values
};

class Impact {
 public:
  Impact(const Pairing& pairing, std::vector<std::string> group_columns, std::size_t movers);

  /// `groups`: the unit's values of the group columns. The lists take what they need out of `unit`.
  void add(const ListedUnit& unit, const std::vector<std::string>& groups);

  const Pairing& pairing;
  std::uint64_t compared = 0, apart = 0, raised = 0, lowered = 0, unchanged = 0, rounded = 0;
  std::uint64_t graded_up = 0, graded_down = 0, old_hanging = 0, new_hanging = 0;
  Integer old_sum = 0, new_sum = 0;
  std::vector<ClauseImpact> clauses;
  std::vector<std::vector<std::uint64_t>> transitions;  // [old grade][new grade]; empty without grades
  Rational part;                                        // points of one part of the distribution
  std::vector<std::uint64_t> old_parts, new_parts;      // the last one: above the highest full marks
  std::vector<GroupingImpact> groupings;
  std::vector<ListedUnit> up, down;  // by change, the largest first; of equal ones the earlier
  std::vector<ListedUnit> hanging;   // the first max_listed
  std::vector<ListedUnit> not_compared;

 private:
  void count(const ListedUnit& unit);
  void share_out(const Comparison& found);
  void distribute(const Rational& total, std::vector<std::uint64_t>& parts) const;
  GroupImpact& group(GroupingImpact& grouping, const std::string& value) const;
  void keep_mover(const ListedUnit& unit, std::vector<ListedUnit>& list) const;

  std::size_t movers_;
};

}  // namespace rubric::engine
