#include "engine/link.hpp"

#include <algorithm>

#include "engine/fold_text.hpp"

namespace rubric::engine {
namespace {

/// The place of `value` in `list`, put at its end if it is not there.
template <class Value, class Same>
std::uint32_t place(std::vector<Value>& list, const Value& value, const Same& same) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Value& other) { return same(other, value); });
  const auto index = static_cast<std::uint32_t>(found - list.begin());
  if (found == list.end()) list.push_back(value);
  return index;
}

}  // namespace

std::uint32_t Linker::index_of(const Plan& plan, const Step& step) {
  const auto equal = [](const auto& a, const auto& b) { return a == b; };
  switch (step.op) {
    case Op::constant: {
      const Rational& value = plan.constants[step.index];
      const auto [known, fresh] =
          constants_.try_emplace(value, static_cast<std::uint32_t>(joined_.constants.size()));
      if (fresh) joined_.constants.push_back(value);
      return known->second;
    }
    case Op::input:
    case Op::blank:
    case Op::not_applicable:
      return datum(step.index);
    case Op::round:
      return place(joined_.roundings, plan.roundings[step.index], equal);
    case Op::within:
    case Op::unknown:
      return place(joined_.sets, plan.sets[step.index], equal);
    case Op::date_of_year:
      return place(joined_.dates, plan.dates[step.index], equal);
    case Op::fold:
      return fold(*plan.folds[step.index]);
    default:
      return step.index;
  }
}

std::uint32_t Linker::fold(const Fold& fold) {
  const auto own = [this](DatumId id) { return datum(id); };
  const auto [known, fresh] =
      folds_.try_emplace(fold_text(fold, own), static_cast<std::uint32_t>(joined_.folds.size()));
  if (fresh) joined_.folds.push_back(fold_over(fold, own));
  return known->second;
}

std::vector<Slot> Linker::add(const Plan& plan) {
  std::vector<Slot> now(plan.steps.size(), none);
  // What a standard leaves open is the same question in both, the n-th of its kind with the n-th; within one
  // plan two of them stay independent.
  std::map<std::uint32_t, std::uint32_t> open;
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    Step step = plan.steps[slot];
    for (Slot& operand : step.operands) {
      if (operand != none) operand = now[operand];
    }
    step.index = index_of(plan, step);
    step.expr = none;
    step.stage = 0;
    const std::uint32_t nth = step.op == Op::unknown ? ++open[step.index] : 0;
    joined_.has_unknown = joined_.has_unknown || step.op == Op::unknown;
    const Key key(step.op, step.operands, step.index, step.why, nth);
    const auto [known, fresh] = seen_.try_emplace(key, static_cast<Slot>(joined_.steps.size()));
    if (fresh) joined_.steps.push_back(step);
    now[slot] = known->second;
  }
  return now;
}

}  // namespace rubric::engine
