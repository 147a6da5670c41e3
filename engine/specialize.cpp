#include "engine/specialize.hpp"

#include <algorithm>

#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

bool reads_datum(Op op) {
  return op == Op::input || op == Op::blank || op == Op::not_applicable;
}

/// The constant's place in the plan, which gets it if need be.
std::uint32_t place_of(Plan& plan, const Rational& value) {
  const auto found = std::find(plan.constants.begin(), plan.constants.end(), value);
  const auto place = static_cast<std::uint32_t>(found - plan.constants.begin());
  if (found == plan.constants.end()) plan.constants.push_back(value);
  return place;
}

}  // namespace

Plan specialize(const Plan& plan, const UnitData& unit, const std::vector<DatumId>& open) {
  Plan result = plan;
  result.items.clear();
  result.bonuses.clear();
  result.penalties.clear();
  const std::vector<Possible> now = evaluate_exact(plan, unit);
  std::vector<bool> changes(plan.steps.size(), false);
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    Step& step = result.steps[slot];
    // What a fold reads stands in plans of its own.
    changes[slot] = step.op == Op::fold ||
                    (reads_datum(step.op) && std::find(open.begin(), open.end(), step.index) != open.end());
    for (const Slot operand : step.operands)
      changes[slot] = changes[slot] || (operand != none && changes[operand]);
    if (changes[slot] || !now[slot].known()) continue;
    step = Step{Op::constant,        {none, none, none}, place_of(result, now[slot].range.low.value),
                FaultKind::no_fault, step.expr,          step.whole,
                step.stage};
  }
  std::vector<bool> needed(plan.steps.size(), false);
  for (const Slot root : {plan.total, plan.grade}) {
    if (root != none) needed[root] = true;
  }
  for (Slot slot = static_cast<Slot>(plan.steps.size()); slot-- > 0;) {
    if (!needed[slot]) {
      result.steps[slot] = Step{Op::fault, {none, none, none}, none};
      continue;
    }
    for (const Slot operand : result.steps[slot].operands) {
      if (operand != none) needed[operand] = true;
    }
  }
  for (std::vector<Slot>& stage : result.stages) {
    stage.erase(std::remove_if(stage.begin(), stage.end(), [&](Slot slot) { return !needed[slot]; }),
                stage.end());
  }
  return result;
}

}  // namespace rubric::engine
