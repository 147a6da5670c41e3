// One unit being scored by the reference (see evaluate.hpp), step by step as docs/language.md says it.
// Private to evaluate*.cpp; the parts are files by what they work out.
#pragma once

#include <optional>
#include <vector>

#include "tests/reference/evaluate.hpp"

namespace rubric::reference {

using Do = Expr::Do;

inline Value failure(unsigned faults) {
  return {0, faults};
}
inline Value truth(bool holds) {
  return {holds ? 1 : 0};
}

/// What an expression in an item may mean by 满分, 实际 and 目标.
struct Scope {
  const Item* item = nullptr;
  const Scoring* scoring = nullptr;
  bool veto = false;  // a comparison with a cell that is not applicable does not hold
};

class Evaluation {
 public:
  Evaluation(const Ruleset& ruleset, const Cells& cells) : ruleset_(ruleset), cells_(cells) {}

  Outcome run();
  Value actual_of(const Item& item) const;

 private:
  static Value is_zero(const Value& value) { return value.ok() ? truth(value.number == 0) : value; }

  // --- evaluate.cpp: items in the order of evaluation, and the total ---
  Value indicator(const Item& item) const;
  Value adjustment(const Item& item) const;
  Value before_rounding(const Item& item) const;
  bool consequence(const Scope& scope, Value& result) const;
  Value applies_not(const Item& item, const NotApplicable& clause) const;
  const NotApplicable* first_that_applies(const Item& item, std::vector<Value>& asked) const;
  bool dropped(const Item& item) const;
  static Value limited(Value value, const Scope& scope);
  void total(Outcome& outcome) const;
  static void add(Value& value, const Value& term, int sign);
  Value rescaled(const Outcome& outcome) const;
  static bool drops_in_group(const Item& item);
  Value vetoed(Value value) const;
  Value grade(const Value& total) const;

  // --- evaluate_expression.cpp: expressions, zero denominators and missing data ---
  Value expr(const ExprPtr& e, const Scope& scope) const;
  static bool among(const Fraction& place, const std::vector<std::size_t>& levels);
  Value datum(std::size_t index) const;
  Value named(const Named& formula, const Scope& scope) const;
  Value logic(const ExprPtr& e, const Scope& scope) const;
  Value computed(const ExprPtr& e, const Scope& scope) const;
  static Value calculate(Do what, const std::vector<Fraction>& values);
  static Fraction sum(const std::vector<Fraction>& values);
  static bool compare(Do what, const Fraction& a, const Fraction& b);
  static Value rounded(Value value, const std::optional<Rounding>& rounding);
  Value zero_divisor(const ExprPtr& e, const Scope& scope) const;
  void zero_divisors(const ExprPtr& e, const Scope& scope, std::vector<Value>& zeros) const;
  static Value any(const std::vector<Value>& conditions);
  Value zero_denominator_of(const Scope& scope) const;
  bool blank(const std::vector<std::size_t>& data) const;
  Value actual(const Scope& scope) const;

  // --- evaluate_scoring.cpp: the forms of 计分, and 扣分 ---
  static Fraction points(const Worth& worth, const Scope& scope);
  Value base_points(const Scope& scope) const;
  Value proportional(const Scope& scope) const;
  Value inverse(const Scope& scope) const;
  Value met(const Scope& scope) const;
  Value steps(const Step& step, const Scope& scope) const;
  Value losses(const Pool& pool, const Scope& scope) const;
  Value stepped(const Scope& scope) const;
  Value tiers(const Scope& scope) const;
  Value tier_holds(const TierRow& row, const Scope& scope) const;
  Value checklist(const Scope& scope) const;
  Value levels(const Scope& scope) const;
  Value interpolated(const Scope& scope) const;
  Value parts(const Item& item) const;

  const Ruleset& ruleset_;
  const Cells& cells_;
};

}  // namespace rubric::reference
