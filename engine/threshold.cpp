#include "engine/threshold.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

bool joins(Op op) {
  return op == Op::both || op == Op::either || op == Op::negation;
}

bool compares(Op op) {
  return op == Op::less || op == Op::less_equal || op == Op::greater || op == Op::greater_equal ||
         op == Op::equal || op == Op::not_equal;
}

class Finder {
 public:
  Finder(const Ruleset& ruleset, const Item& item) : ruleset_(ruleset), item_(item) {}

  std::vector<Threshold> find() {
    target();
    for (const TierRow& row : item_.tiers) condition(row.condition);
    for (const Knot& knot : item_.knots) add(item_.actual, knot.at);
    for (const CheckRow& row : item_.checks) {
      condition(row.condition);
      if (row.counted) pool(*row.counted);
    }
    if (item_.steps) pool(*item_.steps);
    for (const Pool& deduction : item_.deductions) pool(deduction);
    for (const ExprId gate : item_.zero_if) condition(gate);
    for (const NotApplicable& clause : item_.not_applicable) condition(clause.condition);
    for (const ExplainIf& clause : item_.explain_if) condition(clause.condition);
    return std::move(found_);
  }

 private:
  void target() {
    const bool compared =
        item_.form == Form::proportional || item_.form == Form::inverse || item_.form == Form::met;
    if (compared && item_.target) against(item_.actual, item_.target->value);
  }

  void pool(const Pool& pool) {
    condition(pool.condition);
    for (const StepRule& rule : pool.steps) {
      if (rule.way != Way::count) against(rule.quantity, rule.bound);
    }
  }

  void condition(ExprId id) {
    if (id == none) return;
    for (const ExprId operand : operands_of(ruleset_, id)) {
      const Expr& e = ruleset_.exprs[operand];
      if (!compares(e.op)) continue;
      against(e.operands[0], e.operands[1]);
      against(e.operands[1], e.operands[0]);
    }
  }

  void against(ExprId value, ExprId number) {
    if (value == none || number == none || ruleset_.exprs[number].op != Op::constant) return;
    add(value, ruleset_.exprs[number].value);
  }

  void add(ExprId value, const Rational& at) {
    const Expr& e = ruleset_.exprs[value];
    const bool ordered = e.kind == Kind::quantity || e.kind == Kind::date;
    const bool known = std::any_of(found_.begin(), found_.end(), [&](const Threshold& other) {
      return other.value == value && other.at == at;
    });
    if (!ordered || e.op == Op::constant || known) return;
    const Rational step = resolution(ruleset_, value, at);
    const Rational steps = at / step;
    found_.push_back({value, at, Rational((ceiling(steps) - 1) * step), Rational((floor(steps) + 1) * step),
                      denominator(steps) == 1});
  }

  const Ruleset& ruleset_;
  const Item& item_;
  std::vector<Threshold> found_;
};

}  // namespace

std::vector<Threshold> thresholds(const Ruleset& ruleset, const Item& item) {
  return Finder(ruleset, item).find();
}

Rational resolution(const Ruleset& ruleset, ExprId value, const Rational& at) {
  const Expr& e = ruleset.exprs[value];
  if (e.kind == Kind::date) return 1;
  if (e.op == Op::round && e.rounding) return power_of_tenth(e.rounding->digits);
  const bool whole = operation(e.op).whole || (e.op == Op::input && ruleset.data[e.datum].whole);
  if (whole) return e.unit.scale;
  const bool bare_ratio = e.op == Op::divide && e.unit.dimension == Dimension::number;
  const Rational unit = bare_ratio ? Rational(1, 100) : e.unit.scale;
  const int digits = decimals(Rational(at / unit), 6).value_or(2);
  return unit * power_of_tenth(std::max(2, digits));
}

std::vector<ExprId> operands_of(const Ruleset& ruleset, ExprId condition) {
  const Expr& e = ruleset.exprs[condition];
  if (!joins(e.op)) return {condition};
  std::vector<ExprId> all;
  for (const ExprId operand : e.operands) {
    const std::vector<ExprId> inner = operands_of(ruleset, operand);
    all.insert(all.end(), inner.begin(), inner.end());
  }
  return all;
}

}  // namespace rubric::engine
