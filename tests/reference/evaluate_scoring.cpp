// The reference's scores before deductions, one function for each form of 计分, and what 扣分 takes off.

#include <algorithm>

#include "tests/reference/evaluation.hpp"

namespace rubric::reference {

Fraction Evaluation::points(const Worth& worth, const Scope& scope) {
  switch (worth.what) {
    case Worth::What::points:
      return worth.amount;
    case Worth::What::share:
      return worth.amount * *scope.item->points;
    default:
      return *scope.item->points;
  }
}

Value Evaluation::base_points(const Scope& scope) const {
  switch (scope.scoring->base) {
    case Base::proportional:
      return proportional(scope);
    case Base::inverse:
      return inverse(scope);
    case Base::met:
      return met(scope);
    case Base::steps:
      return stepped(scope);
    case Base::tiers:
      return tiers(scope);
    case Base::each:
    case Base::highest:
      return checklist(scope);
    case Base::levels:
      return levels(scope);
    case Base::interpolate:
      return interpolated(scope);
    case Base::formula:
      return expr(scope.scoring->formula, scope);
    case Base::parts:
      return parts(*scope.item);
    default:
      return {*scope.item->points};
  }
}

Value Evaluation::proportional(const Scope& scope) const {
  const Value b = actual(scope);
  const Value a = expr(scope.scoring->target->value, scope);
  if (!a.ok() || !b.ok()) return failure(a.faults | b.faults);
  if (a.number == 0) return failure(zero_denominator);
  const Fraction& full = *scope.item->points;
  Fraction score = full * (b.number / a.number);
  score = std::max(score, Fraction(0));
  return {std::min(score, scope.scoring->ceiling.value_or(full))};
}

Value Evaluation::inverse(const Scope& scope) const {
  const Value b = actual(scope);
  const Value a = expr(scope.scoring->target->value, scope);
  if (!a.ok() || !b.ok()) return failure(a.faults | b.faults);
  const Fraction& full = *scope.item->points;
  return {b.number <= a.number ? full : full * a.number / b.number};
}

Value Evaluation::met(const Scope& scope) const {
  const std::optional<Target>& target = scope.scoring->target;
  const Value b = actual(scope);
  if (!b.ok()) return b;
  bool holds = b.number == 1;
  if (target && !target->levels.empty()) holds = among(b.number, target->levels);
  if (target && target->value) {
    const Value a = expr(target->value, scope);
    if (!a.ok()) return a;
    holds = compare(target->comparison, b.number, a.number);
  }
  return {holds ? *scope.item->points : Fraction(0)};
}

/// How much one 每… sentence takes or gives.
Value Evaluation::steps(const Step& step, const Scope& scope) const {
  const Value quantity = step.quantity ? expr(step.quantity, scope) : actual(scope);
  Value bound;
  if (step.way != Step::Way::count) {
    bound = step.beyond ? Value{*step.beyond} : expr(scope.scoring->target->value, scope);
  }
  if (!quantity.ok() || !bound.ok()) return failure(quantity.faults | bound.faults);
  Fraction distance = quantity.number - bound.number;
  if (step.way == Step::Way::below) distance = 0 - distance;
  if (step.way == Step::Way::apart) distance = absolute(distance);
  if (step.way != Step::Way::count) distance = std::max(distance, Fraction(0));
  Fraction count = distance / step.size;
  if (step.part == Step::Part::ignored) count = floor(count);
  if (step.part == Step::Part::whole) count = ceiling(count);
  return {count * points(step.worth, scope)};
}

/// What a pool comes to under its own 最多扣 or 最高.
Value Evaluation::losses(const Pool& pool, const Scope& scope) const {
  Value result;
  if (pool.condition) {
    const Value holds = expr(pool.condition, scope);
    if (!holds.ok()) return holds;
    if (holds.yes()) result.number = points(pool.fixed, scope);
  }
  for (const Step& step : pool.steps) {
    const Value one = steps(step, scope);
    result.number = result.number + one.number;
    result.faults |= one.faults;
  }
  if (pool.most) result.number = std::min(result.number, *pool.most);
  return result;
}

Value Evaluation::stepped(const Scope& scope) const {
  const Pool& pool = *scope.scoring->steps;
  Value result = losses(pool, scope);
  if (!pool.gain) result.number = *scope.item->points - result.number;
  return result;
}

Value Evaluation::tiers(const Scope& scope) const {
  for (const TierRow& row : scope.scoring->tiers) {
    const Value holds = tier_holds(row, scope);
    if (!holds.ok()) return holds;
    if (holds.yes()) return {points(row.worth, scope)};
  }
  return failure(no_row);
}

Value Evaluation::tier_holds(const TierRow& row, const Scope& scope) const {
  if (row.condition) return expr(row.condition, scope);
  if (!row.range && !row.comparison) return truth(true);
  const Value b = actual(scope);
  if (!b.ok()) return b;
  if (row.range) return truth(row.range->holds(b.number));
  const Value a = expr(row.bound, scope);
  return a.ok() ? truth(compare(*row.comparison, b.number, a.number)) : a;
}

Value Evaluation::checklist(const Scope& scope) const {
  const bool highest = scope.scoring->base == Base::highest;
  Value result;
  for (const CheckRow& row : scope.scoring->checks) {
    Value one;
    if (row.counted) {
      one = losses(*row.counted, scope);
    } else {
      const Value holds = expr(row.condition, scope);
      one = {holds.yes() ? points(row.worth, scope) : Fraction(0), holds.faults};
    }
    result.number = highest ? std::max(result.number, one.number) : result.number + one.number;
    result.faults |= one.faults;
  }
  return result;
}

Value Evaluation::levels(const Scope& scope) const {
  const Value level = actual(scope);
  if (!level.ok()) return level;
  for (const LevelRow& row : scope.scoring->levels) {
    if (!among(level.number, row.levels)) continue;
    if (row.fixed) return {points(*row.fixed, scope)};
    const std::size_t share = *scope.scoring->share;
    if (row.default_share && cells_[share].blank) return {*scope.item->points * *row.default_share};
    const Value given = datum(share);
    if (!given.ok()) return given;
    if (!row.band.holds(given.number)) return failure(outside_band);
    return {*scope.item->points * given.number};
  }
  return failure(no_row);
}

Value Evaluation::interpolated(const Scope& scope) const {
  const Value x = actual(scope);
  if (!x.ok()) return x;
  std::vector<Knot> knots = scope.scoring->knots;
  std::sort(knots.begin(), knots.end(), [](const Knot& a, const Knot& b) { return a.at < b.at; });
  if (x.number <= knots.front().at) return {points(knots.front().worth, scope)};
  for (std::size_t i = 1; i < knots.size(); ++i) {
    if (x.number > knots[i].at) continue;
    const Fraction from = points(knots[i - 1].worth, scope);
    const Fraction to = points(knots[i].worth, scope);
    const Fraction way = (x.number - knots[i - 1].at) / (knots[i].at - knots[i - 1].at);
    return {from + (to - from) * way};
  }
  return {points(knots.back().worth, scope)};
}

Value Evaluation::parts(const Item& item) const {
  Value result;
  for (const Item& part : item.parts) {
    const Value one = before_rounding(part);
    result.number = result.number + one.number;
    result.faults |= one.faults;
  }
  return result;
}

}  // namespace rubric::reference
