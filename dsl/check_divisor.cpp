// The checker's zero divisors: every division of an item is settled by 分母为零, here or in its formula, or
// is kept from zero by a condition or by the range of its data. What is left is an error with a unit as
// example.

#include <algorithm>

#include "dsl/checker.hpp"
#include "engine/zero_divisor.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

/// 分母为零 of a formula: a fault, or a value instead.
ExprId Checker::zero_clause(NodeId clause, ExprId body) {
  std::vector<ExprId> divides;
  divisors(body, divides);
  const bool full = tree_.child(clause, Word::full_points) != 0;
  if (full || tree_.child(clause, Word::zero)) {
    // It is about points, so the indicators that use the formula take it over.
    using What = Consequence::What;
    for (const ExprId divide : divides) inherited_zero_.try_emplace(divide, full ? What::full : What::zero);
    return body;
  }
  for (const ExprId divide : divides) ruleset_.exprs[divide].zero_settled = true;
  if (tree_.child(clause, Word::fault)) return body;
  const Unit unit = ruleset_.exprs[body].unit;
  const std::optional<Rational> value = amount_in(tree_.children(clause)[1], unit, false);
  if (!value) return none;
  for (const ExprId divide : divides) {
    const ExprId zero =
        typing_.compare(Op::equal, ruleset_.exprs[divide].operands[1], typing_.constant(0, Unit{}));
    body = typing_.choose(zero, typing_.constant(*value, unit), body);
  }
  return body;
}

/// 分母为零 得满分 or 不得分 of the formulas that the item uses, where they agree.
void Checker::inherit_zero_clause(Item& item) {
  std::vector<ExprId> divides;
  divisors(item.actual, divides);
  divisors(item.formula, divides);
  std::set<Consequence::What> clauses;
  for (const ExprId divide : divides) {
    const auto clause = inherited_zero_.find(divide);
    if (clause != inherited_zero_.end()) clauses.insert(clause->second);
  }
  if (clauses.size() != 1) return;
  item.zero_denominator_stated = true;
  item.zero_denominator.what = *clauses.begin();
}

void Checker::check_divisors(const Clauses& found, const Item& item) {
  std::vector<ExprId> divides;
  if (!found.zero_denominator) {
    for (const ExprId id : expressions_of(item)) divisors(id, divides);
    for (const ExprId gate : item.zero_if) divisors(gate, divides);
    for (const NotApplicable& clause : item.not_applicable) divisors(clause.condition, divides);
    for (const ExplainIf& clause : item.explain_if) divisors(clause.condition, divides);
  }
  const auto safe = [&](ExprId divisor) {
    if (!typing_.range(divisor).contains(Rational(0))) return true;
    const auto excludes = [&](ExprId condition) { return excluded(divisor, condition); };
    return std::any_of(item.zero_if.begin(), item.zero_if.end(), excludes) ||
           std::any_of(item.not_applicable.begin(), item.not_applicable.end(),
                       [&](const NotApplicable& c) { return excludes(c.condition); });
  };
  constexpr std::ptrdiff_t most_shown = 20;
  auto zero_divisors = std::count_if(problems_.begin(), problems_.end(),
                                     [](const Diagnostic& d) { return d.code == Code::E510; });
  std::set<std::uint32_t> told;
  const auto complain = [&](ExprId divisor, NodeId fallback) {
    const auto span = spans_.find(divisor);
    const Span where = span != spans_.end() ? span->second : first_line(fallback);
    if (!told.insert(where.begin).second) return;
    // A unit for each of the first few: in a file full of them it would only take time.
    const std::optional<Text> unit =
        ++zero_divisors <= most_shown ? zero_divisor(ruleset_, divisor) : std::nullopt;
    const Text example =
        unit ? Text{"（例如 " + unit->zh + "）", " (for instance " + unit->en + ")"} : Text();
    report(Code::E510, where, {tree_.typed(where), example});
  };
  for (const ExprId divide : divides) {
    const ExprId divisor = ruleset_.exprs[divide].operands[1];
    const bool inherited = item.zero_denominator_stated && inherited_zero_.count(divide);
    if (!inherited && !safe(divisor)) complain(divisor, found.owner);
  }
  const bool date = item.actual != none && ruleset_.exprs[item.actual].unit.dimension == Dimension::date;
  const bool by_target = !date && item.form == Form::proportional && item.target &&
                         item.target->value != none && ruleset_.exprs[item.target->value].op != Op::constant;
  // A value in place of 实际 does not help where the target itself is zero.
  const bool settled = item.zero_denominator_stated && item.zero_denominator.what != Consequence::What::value;
  if (by_target && !settled && !safe(item.target->value)) complain(item.target->value, found.owner);
}

/// Whether `condition` holds wherever `divisor` is zero.
bool Checker::excluded(ExprId divisor, ExprId condition) const {
  const Expr& c = ruleset_.exprs[condition];
  if (c.op == Op::either) return excluded(divisor, c.operands[0]) || excluded(divisor, c.operands[1]);
  if (c.operands.size() < 2 || !typing_.same(c.operands[0], divisor)) return false;
  const Expr& limit = ruleset_.exprs[c.operands[1]];
  if (limit.op != Op::constant) return false;
  switch (c.op) {
    case Op::equal:
      return limit.value == 0;
    case Op::less_equal:
      return limit.value >= 0;
    case Op::less:
      return limit.value > 0;
    default:
      return false;
  }
}

/// The divisions of an expression that no 分母为零 clause of a formula has settled.
void Checker::divisors(ExprId id, std::vector<ExprId>& found) const {
  if (id == none) return;
  const Expr& e = ruleset_.exprs[id];
  if (e.op == Op::divide && !e.zero_settled) found.push_back(id);
  for (const ExprId operand : e.operands) divisors(operand, found);
}

}  // namespace rubric::dsl
