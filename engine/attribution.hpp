// A unit's change between two rulesets, split over the clauses that differ.
//
// The total is a function of the set of clauses that are taken from the new ruleset; a clause's share is its
// Shapley value: what it adds, averaged over all orders in which the clauses can be put into force. Shares
// are exact, do not depend on the order of the clauses, and add up to the change. A clause that moves nothing
// for a unit gets 0.
//
// Where the total is just the sum of its parts whichever clauses are new (no limit, veto, rounding or 折算
// reached), a share is the change of the clause's own points, and no sets are run. Otherwise the total is
// computed for each set of those clauses that move something for the unit.
//
//   满意度 7 -> 10, 执行率 5 -> 4, total at most 100:  98 -> 100:  shares 满意度 +5/2, 执行率 -1/2
#pragma once

#include <map>

#include "engine/outcome.hpp"
#include "engine/pairing.hpp"

namespace rubric::engine {

/// The Shapley values of a game of n players; `values[set]` for all 2^n sets.
std::vector<Rational> shapley_values(const std::vector<Rational>& values);

/// One unit under both rulesets.
struct Comparison {
  bool compared = false;  // both totals and grades are exact numbers, and so is each that lies between
  Rational old_total, new_total;
  std::uint32_t old_grade = none, new_grade = none;  // places in the lists; none if there is no list
  std::vector<Rational> shares;                      // by clause: what it changes the total by
  bool plain = false;                                // the total is the sum of its parts throughout
  Outcome old_outcome, new_outcome;                  // of a unit that cannot be compared
};

class Attribution {
 public:
  explicit Attribution(const Pairing& pairing);
  ~Attribution();

  void run(const UnitData& data, Comparison& result);
  /// The same for the place of the grade, 1 for each step up, of the unit that was run last and compared;
  /// nothing if some set of clauses leaves the unit without a grade.
  std::vector<Rational> grade_shares(const UnitData& data, const Comparison& result);

  const Plan& old_plan() const { return old_plan_; }
  const Plan& new_plan() const { return new_plan_; }

 private:
  friend class ColumnarAttribution;
  /// Where the figures of a mixed ruleset stand in the joined plan.
  struct Mixed {
    Slot adjusted = none, total = none, grade = none;
  };
  const Mixed& mixed(Coalition coalition);
  const Plan& plan_of(Coalition coalition);
  std::vector<Slot> order_of(const std::vector<Slot>& wanted) const;
  bool readings_agree(const UnitData& data) const;
  bool compute(const std::vector<Slot>& wanted, const UnitData& data, std::vector<Slot>& order);
  const Rational& value(Slot slot) const { return slots_[slot].range.low.value; }
  bool plain_sum(Comparison& result);
  Coalition moving() const;
  std::optional<std::vector<Rational>> run_sets(const UnitData& data, Coalition players, bool grades);
  std::optional<Rational> between(const UnitData& data, Coalition coalition, bool grades);
  void spread(const std::vector<Rational>& values, Coalition players, std::vector<Rational>& shares) const;
  void without_exact(const UnitData& data, Comparison& result);

  const Pairing& pairing_;
  std::size_t clauses_;
  std::uint32_t rounding_ = none;      // the clause on 单项
  std::vector<std::uint32_t> of_sum_;  // clauses that change what is added up
  Coalition all_ = 0, on_total_ = 0, on_grade_alone_ = 0;
  Plan old_plan_, new_plan_, joined_;
  std::unique_ptr<class Linker> linker_;
  std::map<Coalition, Mixed> mixed_;
  std::map<Coalition, Plan> plans_;
  std::vector<Slot> dropped_, vetoed_;   // of either ruleset: 折算 and vetoes that move the total
  std::vector<Slot> base_, base_order_;  // what every unit needs
  std::map<std::pair<Coalition, bool>, std::vector<Slot>> orders_;
  std::vector<Possible> slots_;
  bool exact_ = false;  // slots_ holds the unit that was run last
};

}  // namespace rubric::engine
