#include "engine/evaluate.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

/// Whether the exact interpreter can settle everything: nothing left open by the rules, and every datum that
/// the plan reads known, faulty or asked about by its blank.
bool settled(const Plan& plan, const UnitData& data) {
  if (plan.has_unknown) return false;
  const auto open = [&](const std::shared_ptr<const Fold>& fold) {
    return std::any_of(fold->bodies.begin(), fold->bodies.end(),
                       [&](const Plan& body) { return !settled(body, data); });
  };
  if (std::any_of(plan.folds.begin(), plan.folds.end(), open)) return false;
  return std::none_of(plan.steps.begin(), plan.steps.end(), [&](const Step& step) {
    if (step.op != Op::input) return false;
    const Cell::State state = data.cells[step.index].state;
    return state == Cell::State::missing || state == Cell::State::bounded;
  });
}

Truth truth_of(const Possible& condition) {
  if (!condition.possible) return Truth::no;
  if (!condition.range.is_point()) return Truth::maybe;
  return condition.range.low.value == 1 ? Truth::yes : Truth::no;
}

}  // namespace

Outcome evaluate(const Plan& plan, const UnitData& data, Trace trace) {
  Outcome outcome;
  outcome.exact = settled(plan, data);
  std::vector<Possible> slots = outcome.exact ? evaluate_exact(plan, data) : evaluate_interval(plan, data);
  for (const ItemSlots& item : plan.items) {
    ItemOutcome result;
    result.score = slots[item.score];
    for (const Slot aside : {item.dropped, item.unchosen}) {
      if (aside != none && result.dropped != Truth::yes && truth_of(slots[aside]) != Truth::no) {
        result.dropped = truth_of(slots[aside]);
      }
    }
    for (const Slot clause : item.explain) result.explain.push_back(truth_of(slots[clause]));
    outcome.items.push_back(std::move(result));
  }
  if (plan.total != none) outcome.total = slots[plan.total];
  if (plan.grade != none) outcome.grade = slots[plan.grade];
  if (trace == Trace::yes) outcome.trace = std::move(slots);
  return outcome;
}

}  // namespace rubric::engine
