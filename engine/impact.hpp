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

#include <deque>
#include <map>
#include <string_view>
#include <unordered_map>

#include "engine/attribution_columns.hpp"
#include "engine/columnar_code.hpp"
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
  std::string issue;  // why it cannot be compared
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

/// Rows of some data, counted by columns; an Impact adds it as if it had been given the units. The largest
/// and the first of them, which lists show, are not in it: see Impact::may_list().
class ImpactPart {
 public:
  explicit ImpactPart(const class Impact& impact);

  void clear();
  /// Counts the rows that are not apart.
  void add(const ComparedRows& rows);
  /// Lets a unit have that value of a group column, all units in the order of the data; its place there. A
  /// unit that is not among the rows of columns is only made known.
  std::uint32_t value(std::size_t grouping, std::string_view value);
  void add(std::size_t grouping, std::uint32_t place, const ComparedRows& rows, std::size_t row);

 private:
  friend class Impact;
  struct Sums {  // of units, in micros
    std::uint64_t compared = 0, raised = 0, lowered = 0, graded_up = 0, graded_down = 0;
    Wide old_sum = 0, new_sum = 0;
  };
  struct Shares {  // in grains
    std::uint64_t raised = 0, lowered = 0;
    Wide gain = 0, loss = 0, grade_steps = 0;
  };
  struct Values {
    std::deque<std::string> names;  // in the order in which they come
    std::vector<Sums> sums;
    std::unordered_map<std::string_view, std::uint32_t> places;
    std::uint32_t last = none;
  };
  void count(Sums& sums, const ComparedRows& rows, std::size_t row) const;
  void distribute(const ComparedRows& rows, const std::vector<std::int64_t>& totals,
                  std::vector<std::uint64_t>& parts) const;

  bool graded_, transitions_;
  std::size_t new_grades_;
  Sums all_;
  std::uint64_t old_hanging_ = 0, new_hanging_ = 0;
  std::vector<Shares> clauses_;
  std::vector<std::uint64_t> grades_;  // by old and new grade
  std::vector<std::int64_t> ends_;     // of the distribution's parts: totals in micros that are not in them
  std::int64_t full_ = -1;             // the end of the last one, if it is a whole number of micros
  std::vector<std::uint64_t> old_parts_, new_parts_;
  std::vector<Values> groupings_;
};

class Impact {
 public:
  Impact(const Pairing& pairing, std::vector<std::string> group_columns, std::size_t movers);

  /// `groups`: the unit's values of the group columns. The lists take what they need out of `unit`.
  void add(const ListedUnit& unit, const std::vector<std::string>& groups);
  void add(const ImpactPart& counted);
  /// Whether a row of an ImpactPart would enter a list if it came now, and what lists then get. Of all units
  /// that are listed, these too, those that come first are given first.
  bool may_list(const ComparedRows& rows, std::size_t row) const {
    const std::int64_t change = rows.new_total[row] - rows.old_total[row];
    if (change > least_rise_ || -change > least_fall_) return true;
    return (rows.old_hangs[row] | rows.new_hangs[row]) != 0 && hanging.size() < max_listed;
  }
  void list(const ListedUnit& unit);

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
  void keep_hanging(const ListedUnit& unit);
  void share_out(const Comparison& found);
  void distribute(const Rational& total, std::vector<std::uint64_t>& parts) const;
  GroupImpact& group(GroupingImpact& grouping, const std::string& value) const;
  void keep_mover(const ListedUnit& unit, std::vector<ListedUnit>& list, std::int64_t& least) const;

  std::size_t movers_;
  std::int64_t least_rise_ = 0, least_fall_ = 0;  // in micros: what movers must be above to enter their list
};

/// A row of columns as a unit that lists show, without its key, year and standing.
ListedUnit listed_unit(const ComparedRows& rows, std::size_t row);

}  // namespace rubric::engine
