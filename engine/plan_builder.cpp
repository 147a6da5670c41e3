#include "engine/plan_builder.hpp"

#include <algorithm>

namespace rubric::engine {

Slot PlanBuilder::constant(const Rational& value) {
  const auto [place, fresh] = constants_.try_emplace({numerator(value), denominator(value)},
                                                     static_cast<std::uint32_t>(plan_.constants.size()));
  if (fresh) plan_.constants.push_back(value);
  return push({Op::constant, {none, none, none}, place->second});
}

Slot PlanBuilder::leaf(Op op, std::uint32_t index, bool whole) {
  Step step{op, {none, none, none}, index};
  step.whole = whole;
  return push(step);
}

Slot PlanBuilder::fault(FaultKind why) {
  Step step{Op::fault};
  step.why = why;
  return push(step);
}

Slot PlanBuilder::unknown(const Interval& set, bool whole) {
  plan_.has_unknown = true;
  plan_.sets.push_back(set);
  Step step{Op::unknown, {none, none, none}, static_cast<std::uint32_t>(plan_.sets.size() - 1)};
  step.whole = whole;
  return push(step);
}

Slot PlanBuilder::apply(Op op, Slot a, Slot b, ExprId expr) {
  if (const std::optional<Slot> known = simplify(op, a, b)) return *known;
  Step step{op, {a, b, none}};
  step.expr = expr;
  if (op == Op::divide) step.why = FaultKind::zero_denominator;
  step.whole = operation(op).whole || (keeps_whole(op) && whole(a) && (b == none || whole(b)));
  return push(step);
}

Slot PlanBuilder::round(Slot a, const std::optional<Rounding>& rounding, ExprId expr) {
  if (!rounding) return a;
  if (const Rational* value = known(a)) return constant(engine::round(*value, *rounding));
  const auto found = std::find(plan_.roundings.begin(), plan_.roundings.end(), *rounding);
  const auto index = static_cast<std::uint32_t>(found - plan_.roundings.begin());
  if (found == plan_.roundings.end()) plan_.roundings.push_back(*rounding);
  Step step{Op::round, {a, none, none}, index};
  step.expr = expr;
  step.whole = rounding->digits <= 0;
  return push(step);
}

Slot PlanBuilder::within(Slot a, const Interval& set, FaultKind why, ExprId expr) {
  plan_.sets.push_back(set);
  Step step{Op::within, {a, none, none}, static_cast<std::uint32_t>(plan_.sets.size() - 1)};
  step.why = why;
  step.expr = expr;
  step.whole = whole(a);
  return push(step);
}

Slot PlanBuilder::choose(Slot condition, Slot then, Slot otherwise) {
  if (const Rational* value = known(condition)) return *value == 1 ? then : otherwise;
  Step step{Op::choose, {condition, then, otherwise}};
  step.whole = whole(then) && whole(otherwise);
  return push(step);
}

Slot PlanBuilder::sum(const std::vector<Slot>& terms) {
  Slot total = constant(0);
  for (const Slot term : terms) total = apply(Op::add, total, term);
  return total;
}

Slot PlanBuilder::any(const std::vector<Slot>& conditions) {
  Slot result = none;
  for (const Slot c : conditions) result = result == none ? c : apply(Op::either, result, c);
  return result;
}

Slot PlanBuilder::limit(Slot a, const Rational& low, const Rational& high) {
  const Slot above = apply(Op::maximum, a, constant(low));
  return apply(Op::minimum, above, constant(high));
}

const Rational* PlanBuilder::known(Slot slot) const {
  const Step& step = plan_.steps[slot];
  return step.op == Op::constant ? &plan_.constants[step.index] : nullptr;
}

bool PlanBuilder::whole(Slot slot) const {
  if (const Rational* value = known(slot)) return denominator(*value) == 1;
  return plan_.steps[slot].whole;
}

bool PlanBuilder::keeps_whole(Op op) {
  return op == Op::add || op == Op::subtract || op == Op::multiply || op == Op::negate || op == Op::minimum ||
         op == Op::maximum || op == Op::absolute;
}

std::optional<Slot> PlanBuilder::simplify(Op op, Slot a, Slot b) {
  const Rational* x = known(a);
  const Rational* y = b == none ? nullptr : known(b);
  const Operation& row = operation(op);
  if (x && (y || row.arity == 1) && row.exact && !(op == Op::divide && *y == 0)) {
    return constant(row.exact(*x, y ? *y : Rational(0)));
  }
  if (op == Op::add && x && *x == 0) return b;
  if ((op == Op::add || op == Op::subtract) && y && *y == 0) return a;
  if ((op == Op::multiply || op == Op::divide) && y && *y == 1) return a;
  if (op == Op::multiply && x && *x == 1) return b;
  return std::nullopt;
}

Slot PlanBuilder::push(const Step& step) {
  const auto key = std::make_tuple(step.op, step.operands, step.index, step.why);
  const auto [place, fresh] = seen_.try_emplace(key, static_cast<Slot>(plan_.steps.size()));
  if (fresh) plan_.steps.push_back(step);
  return place->second;
}

}  // namespace rubric::engine
