#include "tests/reference/evaluate.hpp"

#include <algorithm>

#include "tests/reference/evaluation.hpp"

namespace rubric::reference {

Outcome Evaluation::run() {
  Outcome outcome;
  for (const Item& item : ruleset_.items) {
    outcome.scores.push_back(indicator(item));
    outcome.dropped.push_back(dropped(item));
  }
  for (const auto* list : {&ruleset_.bonuses, &ruleset_.penalties}) {
    for (const Item& item : *list) outcome.scores.push_back(adjustment(item));
  }
  total(outcome);
  return outcome;
}

Value Evaluation::actual_of(const Item& item) const {
  const Scoring scoring = scoring_of(ruleset_, item);
  return actual({&item, &scoring, false});
}

Value Evaluation::indicator(const Item& item) const {
  if (item.scoring.base == Base::unscored) return {0};
  return rounded(before_rounding(item), item.own_rounding ? item.rounding : ruleset_.item_rounding);
}

Value Evaluation::adjustment(const Item& item) const {
  return rounded(before_rounding(item), item.own_rounding ? item.rounding : std::nullopt);
}

/// Steps 2 to 6: 不适用, 不得分, base, deductions and the limits.
Value Evaluation::before_rounding(const Item& item) const {
  const Scoring scoring = scoring_of(ruleset_, item);
  const Scope scope{&item, &scoring, false};
  Value stop;
  if (consequence(scope, stop)) return stop;
  Value base = limited(base_points(scope), scope);
  if (scoring.deductions.empty()) return base;
  Value score = base;
  for (const Pool& pool : scoring.deductions) {
    Value loss = losses(pool, scope);
    if (pool.to_zero && loss.ok() && base.ok()) loss.number = std::min(loss.number, base.number);
    score.number = score.number - loss.number;
    score.faults |= loss.faults;
  }
  return limited(score, scope);
}

/// 不适用, then 不得分, then 缺数, then 分母为零: whatever settles the score before it is worked out.
bool Evaluation::consequence(const Scope& scope, Value& result) const {
  const Item& item = *scope.item;
  std::vector<Value> conditions;
  if (const NotApplicable* clause = first_that_applies(item, conditions)) {
    const bool full = clause->then == NotApplicable::Then::full;
    const bool points = clause->then == NotApplicable::Then::points;
    result = {full ? *item.points : points ? clause->points : Fraction(0)};
    return true;
  }
  result = any(conditions);
  if (!result.ok()) return true;
  conditions.clear();
  for (const ExprPtr& gate : item.zero_if) conditions.push_back(expr(gate, scope));
  result = any(conditions);
  if (!result.ok()) return true;
  if (result.yes()) {
    result = {0};
    return true;
  }
  if (item.missing.then == Missing::Then::zero) {
    std::vector<std::size_t> data;
    collect_data(ruleset_, item, data);
    if (blank(data)) {
      result = {0};
      return true;
    }
  }
  using Then = ZeroClause::Then;
  if (item.zero.then == Then::full || item.zero.then == Then::zero) {
    result = zero_denominator_of(scope);
    if (!result.ok()) return true;
    if (result.yes()) {
      result = {item.zero.then == Then::full ? *item.points : Fraction(0)};
      return true;
    }
  }
  return false;
}

Value Evaluation::applies_not(const Item& item, const NotApplicable& clause) const {
  if (clause.condition) {
    const Scoring scoring = scoring_of(ruleset_, item);
    return expr(clause.condition, {&item, &scoring, false});
  }
  return truth(cells_[item.actual->index].state == Cell::State::not_applicable);
}

/// The 不适用 that decides, and what was asked until then. One that cannot be told hides a later one of
/// another consequence.
const NotApplicable* Evaluation::first_that_applies(const Item& item, std::vector<Value>& asked) const {
  const NotApplicable* open = nullptr;
  for (const NotApplicable& clause : item.not_applicable) {
    if (open && (clause.then != open->then || clause.points != open->points)) return nullptr;
    asked.push_back(applies_not(item, clause));
    if (asked.back().yes()) return &clause;
    if (!asked.back().ok()) open = &clause;
  }
  return nullptr;
}

bool Evaluation::dropped(const Item& item) const {
  std::vector<Value> asked;
  const NotApplicable* clause = first_that_applies(item, asked);
  return clause && clause->then >= NotApplicable::Then::drop_all;
}

Value Evaluation::limited(Value value, const Scope& scope) {
  const std::optional<Fraction> most = scope.scoring->ceiling ? scope.scoring->ceiling : scope.item->points;
  value.number = std::max(value.number, Fraction(0));
  if (most) value.number = std::min(value.number, *most);
  return value;
}

void Evaluation::total(Outcome& outcome) const {
  Value value = rescaled(outcome);
  std::size_t next = ruleset_.items.size();
  for (std::size_t i = 0; i < ruleset_.bonuses.size(); ++i) add(value, outcome.scores[next++], 1);
  for (std::size_t i = 0; i < ruleset_.penalties.size(); ++i) add(value, outcome.scores[next++], -1);
  value = vetoed(value);
  if (ruleset_.total_most) value.number = std::min(value.number, *ruleset_.total_most);
  value.number = std::max(value.number, Fraction(0));
  outcome.total = rounded(value, ruleset_.total_rounding);
  if (!ruleset_.grades.empty()) outcome.grade = grade(ruleset_.grade_by_rounded ? outcome.total : value);
}

void Evaluation::add(Value& value, const Value& term, int sign) {
  value.number = value.number + Fraction(sign) * term.number;
  value.faults |= term.faults;
}

/// The sum, with every scope that lost indicators raised to the points it had before: 组内折算 for the
/// groups that say so, 全表折算 for the rest of the table.
Value Evaluation::rescaled(const Outcome& outcome) const {
  std::vector<std::optional<std::size_t>> scopes(ruleset_.items.size());
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
    for (std::size_t j = 0; j < ruleset_.items.size(); ++j) {
      const bool same = ruleset_.items[i].group && ruleset_.items[i].group == ruleset_.items[j].group;
      if (same && drops_in_group(ruleset_.items[j])) scopes[i] = ruleset_.items[i].group;
    }
  }
  std::vector<std::optional<std::size_t>> all = scopes;
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end()), all.end());
  Value result;
  for (const std::optional<std::size_t>& scope : all) {
    Value sum;
    Fraction before, left;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      if (scopes[i] != scope) continue;
      const Fraction points = ruleset_.items[i].points.value_or(Fraction(0));
      before = before + points;
      if (outcome.dropped[i]) continue;
      left = left + points;
      add(sum, outcome.scores[i], 1);
    }
    if (left != before && sum.ok())
      sum = left == 0 ? failure(nothing_left) : Value{before * sum.number / left};
    add(result, sum, 1);
  }
  return result;
}

bool Evaluation::drops_in_group(const Item& item) {
  return std::any_of(item.not_applicable.begin(), item.not_applicable.end(), [](const NotApplicable& clause) {
    return clause.then == NotApplicable::Then::drop_group;
  });
}

/// 总分减 adds up; of what 总分为 says, the lowest counts, and a veto never raises a total.
Value Evaluation::vetoed(Value value) const {
  std::optional<Fraction> lowest;
  for (const Veto& veto : ruleset_.vetoes) {
    if (veto.then != Veto::Then::becomes && veto.then != Veto::Then::minus) continue;
    const Value holds = expr(veto.condition, {nullptr, nullptr, true});
    value.faults |= holds.faults;
    if (!holds.yes()) continue;
    if (veto.then == Veto::Then::minus) {
      value.number = value.number - veto.points;
    } else if (!lowest || veto.points < *lowest) {
      lowest = veto.points;
    }
  }
  if (lowest) value.number = std::min(value.number, *lowest);
  return value;
}

Value Evaluation::grade(const Value& total) const {
  Value result = total;
  if (total.ok()) {
    result = failure(no_grade);
    for (std::size_t i = ruleset_.grades.size(); i-- > 0;) {
      if (ruleset_.grades[i].range.holds(total.number)) result = {static_cast<int>(i)};
    }
  }
  for (const Veto& veto : ruleset_.vetoes) {
    if (veto.then != Veto::Then::at_most && veto.then != Veto::Then::grade_becomes) continue;
    const Value holds = expr(veto.condition, {nullptr, nullptr, true});
    result.faults |= holds.faults;
    if (holds.yes()) result.number = std::max(result.number, Fraction(static_cast<int>(veto.grade)));
  }
  return result;
}

Outcome evaluate(const Ruleset& ruleset, const Cells& cells) {
  return Evaluation(ruleset, cells).run();
}

Value actual_of(const Ruleset& ruleset, const Cells& cells, const Item& item) {
  return Evaluation(ruleset, cells).actual_of(item);
}

}  // namespace rubric::reference
