#include "engine/compile.hpp"

#include "engine/compiler.hpp"
#include "engine/plan_stages.hpp"

namespace rubric::engine {

void Compiler::run() {
  for (const CohortFigure& figure : ruleset_.cohort) expr(figure.value);
  for (const Item& item : ruleset_.items) plan_.items.push_back(indicator(item));
  for (const Item& item : ruleset_.bonuses) plan_.bonuses.push_back(adjustment(item));
  for (const Item& item : ruleset_.penalties) plan_.penalties.push_back(adjustment(item));
  if (!ruleset_.unscored) total();
}

Slot Compiler::body(ExprId id) {
  const Slot result = expr(id);
  set_stages(plan_);
  return result;
}

Plan compile(const Ruleset& ruleset) {
  Plan plan;
  Compiler(ruleset, plan).run();
  set_stages(plan);
  return plan;
}

}  // namespace rubric::engine
