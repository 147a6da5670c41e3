#include "tests/reference/model.hpp"

namespace rubric::reference {

bool Range::holds(const Fraction& value) const {
  if (low && (value < low->value || (low->open && value == low->value))) return false;
  return !high || value < high->value || (!high->open && value == high->value);
}

bool Datum::can_be(const Fraction& value) const {
  const bool split = kind == Kind::number && !whole;
  return range.holds(value) && (split || (unit ? value / unit->scale : value).whole());
}

Scoring scoring_of(const Ruleset& ruleset, const Item& item) {
  if (!item.method) return item.scoring;
  Scoring result = ruleset.methods[*item.method].scoring;
  if (item.scoring.target) result.target = item.scoring.target;
  const std::vector<Pool>& own = item.scoring.deductions;
  result.deductions.insert(result.deductions.begin(), own.begin(), own.end());
  return result;
}

void collect_data(const Ruleset& ruleset, const ExprPtr& expr, std::vector<std::size_t>& found) {
  if (!expr) return;
  switch (expr->what) {
    case Expr::Do::datum:
    case Expr::Do::is:
    case Expr::Do::is_not:
      found.push_back(expr->index);
      return;
    case Expr::Do::named:
      for (const Named::Row& row : ruleset.named[expr->index].rows) {
        collect_data(ruleset, row.condition, found);
        collect_data(ruleset, row.value, found);
      }
      return;
    default:
      for (const ExprPtr& operand : expr->operands) collect_data(ruleset, operand, found);
  }
}

namespace {

void collect_pool(const Ruleset& ruleset, const Pool& pool, std::vector<std::size_t>& found) {
  collect_data(ruleset, pool.condition, found);
  for (const Step& step : pool.steps) collect_data(ruleset, step.quantity, found);
}

}  // namespace

void collect_data(const Ruleset& ruleset, const Item& item, std::vector<std::size_t>& found) {
  collect_data(ruleset, item.actual, found);
  const Scoring scoring = scoring_of(ruleset, item);
  if (scoring.target) collect_data(ruleset, scoring.target->value, found);
  collect_data(ruleset, scoring.formula, found);
  if (scoring.share) found.push_back(*scoring.share);
  for (const TierRow& row : scoring.tiers) {
    collect_data(ruleset, row.condition, found);
    collect_data(ruleset, row.bound, found);
  }
  for (const CheckRow& row : scoring.checks) {
    collect_data(ruleset, row.condition, found);
    if (row.counted) collect_pool(ruleset, *row.counted, found);
  }
  if (scoring.steps) collect_pool(ruleset, *scoring.steps, found);
  for (const Pool& pool : scoring.deductions) collect_pool(ruleset, pool, found);
  for (const Item& part : item.parts) collect_data(ruleset, part, found);
}

}  // namespace rubric::reference
