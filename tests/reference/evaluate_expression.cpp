// The reference's expressions: what they give, whether a divisor in them is zero, and 实际 with what its
// clauses put in its place.

#include <algorithm>

#include "tests/reference/evaluation.hpp"

namespace rubric::reference {

Value Evaluation::expr(const ExprPtr& e, const Scope& scope) const {
  switch (e->what) {
    case Do::literal:
      return {e->value};
    case Do::datum:
      return datum(e->index);
    case Do::named:
      return named(ruleset_.named[e->index], scope);
    case Do::full:
      return {*scope.item->points};
    case Do::actual:
      return actual(scope);
    case Do::target:
      return expr(scope.scoring->target->value, scope);
    case Do::blank:
      return truth(cells_[e->index].blank);
    case Do::not_applicable:
      return truth(cells_[e->index].state == Cell::State::not_applicable);
    case Do::is:
    case Do::is_not: {
      const Value value = datum(e->index);
      if (!value.ok()) return value;
      const bool found = among(value.number, e->levels);
      return truth(found == (e->what == Do::is));
    }
    case Do::both:
    case Do::either:
      return logic(e, scope);
    default:
      return computed(e, scope);
  }
}

bool Evaluation::among(const Fraction& place, const std::vector<std::size_t>& levels) {
  return std::any_of(levels.begin(), levels.end(),
                     [&](std::size_t level) { return place == Fraction(static_cast<int>(level)); });
}

Value Evaluation::datum(std::size_t index) const {
  const Cell& cell = cells_[index];
  if (cell.state == Cell::State::known) return {cell.value};
  return failure(cell.state == Cell::State::not_applicable ? not_applicable_cell : faulty_cell);
}

Value Evaluation::named(const Named& formula, const Scope& scope) const {
  Scope outside;
  outside.veto = scope.veto;
  if (formula.zero.then == ZeroClause::Then::use) {
    const Value zero = zero_divisor(formula.rows.front().value, outside);
    if (!zero.ok()) return zero;
    if (zero.yes()) return {formula.zero.value};
  }
  for (const Named::Row& row : formula.rows) {
    if (row.condition) {
      const Value holds = expr(row.condition, outside);
      if (!holds.ok()) return holds;
      if (!holds.yes()) continue;
    }
    return rounded(expr(row.value, outside), formula.rounding);
  }
  return failure(no_row);
}

/// One side that settles the result settles it, whatever the other one is.
Value Evaluation::logic(const ExprPtr& e, const Scope& scope) const {
  const bool decisive = e->what == Do::either;
  unsigned faults = no_fault;
  for (const ExprPtr& operand : e->operands) {
    const Value value = expr(operand, scope);
    if (value.ok() && value.yes() == decisive) return truth(decisive);
    faults |= value.faults;
  }
  return faults == no_fault ? truth(!decisive) : failure(faults);
}

Value Evaluation::computed(const ExprPtr& e, const Scope& scope) const {
  std::vector<Fraction> values;
  unsigned faults = no_fault;
  for (const ExprPtr& operand : e->operands) {
    const Value value = expr(operand, scope);
    faults |= value.faults;
    values.push_back(value.number);
  }
  const bool comparison = e->what >= Do::less && e->what <= Do::not_equal;
  if (scope.veto && comparison && (faults & not_applicable_cell)) return truth(false);
  if (faults != no_fault) return failure(faults);
  return calculate(e->what, values);
}

Value Evaluation::calculate(Do what, const std::vector<Fraction>& values) {
  const Fraction& a = values[0];
  switch (what) {
    case Do::negate:
      return {0 - a};
    case Do::absolute:
      return {absolute(a)};
    case Do::minimum:
      return {*std::min_element(values.begin(), values.end())};
    case Do::maximum:
      return {*std::max_element(values.begin(), values.end())};
    case Do::sum:
    case Do::count:
      return {sum(values)};
    case Do::mean:
      return {sum(values) / Fraction(static_cast<int>(values.size()))};
    case Do::add:
      return {a + values[1]};
    case Do::subtract:
      return {a - values[1]};
    case Do::multiply:
      return {a * values[1]};
    case Do::divide:
      return values[1] == 0 ? failure(zero_denominator) : Value{a / values[1]};
    default:
      return truth(compare(what, a, values[1]));
  }
}

Fraction Evaluation::sum(const std::vector<Fraction>& values) {
  Fraction result;
  for (const Fraction& value : values) result = result + value;
  return result;
}

bool Evaluation::compare(Do what, const Fraction& a, const Fraction& b) {
  switch (what) {
    case Do::less:
      return a < b;
    case Do::less_equal:
      return a <= b;
    case Do::greater:
      return a > b;
    case Do::greater_equal:
      return a >= b;
    case Do::equal:
      return a == b;
    default:
      return a != b;
  }
}

Value Evaluation::rounded(Value value, const std::optional<Rounding>& rounding) {
  if (!value.ok() || !rounding) return value;
  value.number = round(value.number / rounding->scale, rounding->how) * rounding->scale;
  return value;
}

/// Whether any divisor that is written in the expression is zero.
Value Evaluation::zero_divisor(const ExprPtr& e, const Scope& scope) const {
  std::vector<Value> zeros;
  zero_divisors(e, scope, zeros);
  return any(zeros);
}

void Evaluation::zero_divisors(const ExprPtr& e, const Scope& scope, std::vector<Value>& zeros) const {
  if (!e) return;
  if (e->what == Do::named) {
    const Named& formula = ruleset_.named[e->index];
    if (formula.zero.then != ZeroClause::Then::unwritten) return;  // it has a clause of its own
    for (const Named::Row& row : formula.rows) zero_divisors(row.value, {}, zeros);
    return;
  }
  if (e->what == Do::divide) zeros.push_back(is_zero(expr(e->operands[1], scope)));
  for (const ExprPtr& operand : e->operands) zero_divisors(operand, scope, zeros);
}

Value Evaluation::any(const std::vector<Value>& conditions) {
  unsigned faults = no_fault;
  for (const Value& condition : conditions) {
    if (condition.yes()) return truth(true);
    faults |= condition.faults;
  }
  return faults == no_fault ? truth(false) : failure(faults);
}

Value Evaluation::zero_denominator_of(const Scope& scope) const {
  std::vector<Value> zeros;
  zero_divisors(scope.item->actual, scope, zeros);
  zero_divisors(scope.scoring->formula, scope, zeros);
  if (scope.scoring->base == Base::proportional) {
    zeros.push_back(is_zero(expr(scope.scoring->target->value, scope)));
  }
  return any(zeros);
}

bool Evaluation::blank(const std::vector<std::size_t>& data) const {
  return std::any_of(data.begin(), data.end(), [&](std::size_t d) { return cells_[d].blank; });
}

Value Evaluation::actual(const Scope& scope) const {
  const Item& item = *scope.item;
  if (item.missing.then == Missing::Then::use) {
    std::vector<std::size_t> data;
    collect_data(ruleset_, item.actual, data);
    if (blank(data)) return {item.missing.value};
  }
  if (item.zero.then == ZeroClause::Then::use) {
    const Value zero = zero_denominator_of(scope);
    if (!zero.ok()) return zero;
    if (zero.yes()) return {item.zero.value};
  }
  return rounded(expr(item.actual, scope), item.actual_rounding);
}

}  // namespace rubric::reference
