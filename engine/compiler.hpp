// What the parts of the compiler share: the ruleset being lowered, the plan being written, and what is known
// of the item at hand. Private to compile*.cpp; the parts are files by what they lower.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

#include "engine/plan_builder.hpp"
#include "engine/ruleset.hpp"

namespace rubric::engine {

/// Lowers a ruleset, item by item. Calls that add steps are never two arguments of one call: compilers differ
/// in which they run first, and the plan must not depend on that.
class Compiler {
 public:
  Compiler(const Ruleset& ruleset, Plan& plan) : ruleset_(ruleset), plan_(plan), build_(plan) {
    plan_.of_expr.assign(ruleset.exprs.size(), none);
  }

  /// One expression as a plan of its own.
  Slot body(ExprId id);

  void run();

 private:
  // --- compile_expression.cpp: expressions and conditions ---
  Slot expr(ExprId id);
  Slot lower(ExprId id);
  Slot choose(const Expr& e);
  Slot fold(const Expr& e);
  Slot condition(ExprId id);
  Slot any_blank(const std::set<DatumId>& data);
  void collect_data(ExprId id, std::set<DatumId>& found) const;
  void collect_divisors(ExprId id, std::set<ExprId>& found) const;
  Slot one_of(Slot value, const std::vector<std::uint32_t>& places);
  Slot inside(Slot value, const Interval& range);

  // --- compile_item.cpp: an item from its actual value to its score ---
  ItemSlots indicator(const Item& item);
  ItemSlots adjustment(const Item& item);
  ItemSlots score(const Item& item, const std::optional<Rational>& points);
  Slot set_actual(const Item& item, ItemSlots& slots);
  Slot missing_condition(const Item& item);
  Slot zero_condition(const Item& item);
  Slot bounded(const Item& item, Slot raw);
  Slot full();
  Interval open_points() const;
  Slot parts(const Item& item, ItemSlots& slots);
  Slot chosen(const Choice& choice, const std::vector<Slot>& scores);
  Slot consequences(const Item& item, ItemSlots& slots, Slot raw);
  Slot not_applicable(const Item& item, ItemSlots& slots, Slot raw);
  static bool same(const Consequence& a, const Consequence& b);

  // --- compile_scoring.cpp: the forms of 计分, and 扣分 ---
  Slot base(const Item& item, ItemSlots& slots);
  Slot formula(const Item& item);
  Slot met(const Item& item, const ItemSlots& slots);
  Slot steps(const StepRule& rule);
  Slot pool_sum(const Pool& pool);
  Slot loss(const Pool& pool);
  Slot stepped(const Pool& pool);
  Slot tiers(const Item& item, ItemSlots& slots);
  Slot tier_value(const TierRow& row, const ItemSlots& slots);
  Slot first_match(const ItemSlots& slots);
  Slot line(Slot x, const Knot& a, const Knot& b);
  Slot interpolation(const Item& item, const ItemSlots& slots);
  Slot levels(const Item& item, ItemSlots& slots);
  Slot level_value(const Item& item, const LevelRow& row);
  Slot checks(const Item& item, ItemSlots& slots);

  // --- compile_total.cpp: sum, 折算, vetoes, grade ---
  /// What enters the sum: an item, or the one item of a group that 择一 takes.
  struct Entry {
    Slot score = none, dropped = none;
    Rational points;
    std::uint32_t group = none;
    bool within_group = false;  // 组内折算
  };
  void total();
  std::vector<Entry> entries();
  Entry choice_entry(std::uint32_t group);
  Slot rescaled(const std::vector<Entry>& all);
  Slot rescale(const std::vector<Entry>& entries);
  Slot vetoed(Slot value);
  void grade();

  const Ruleset& ruleset_;
  Plan& plan_;
  PlanBuilder build_;
  std::optional<Rational> points_;  // of the item being compiled
  bool open_points_ = false;        // points_ is only the most that they can be
  std::optional<Rational> ceiling_;
  Slot full_ = none;           // the item's points, once needed
  std::vector<Limit> limits_;  // of its pools so far
};

}  // namespace rubric::engine
