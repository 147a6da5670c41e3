#include "engine/reduction.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

bool arithmetic(Op op) {
  return op == Op::add || op == Op::subtract || op == Op::multiply || op == Op::divide || op == Op::negate ||
         op == Op::absolute || op == Op::constant || op == Op::input;
}

bool leaf(Op op) {
  return op == Op::input || op == Op::blank || op == Op::not_applicable || op == Op::unknown ||
         op == Op::fold;
}

}  // namespace

Dependence::Dependence(const Joint& joint, std::vector<Slot> roots)
    : joint_(joint), roots_(std::move(roots)) {
  std::set<Slot> cone;
  std::vector<Slot> open = roots_;
  while (!open.empty()) {
    const Slot slot = open.back();
    open.pop_back();
    if (slot == none || !cone.insert(slot).second) continue;
    for (const Slot operand : joint_.plan.steps[slot].operands) open.push_back(operand);
  }
  slots.assign(cone.begin(), cone.end());
  for (const Slot slot : slots) {
    const Step& step = joint_.plan.steps[slot];
    std::set<Slot>& own = leaves_[slot];
    if (leaf(step.op)) own.insert(slot);
    for (const Slot operand : step.operands) {
      if (operand == none) continue;
      const std::set<Slot>& below = leaves_[operand];
      own.insert(below.begin(), below.end());
    }
  }
}

std::vector<Slot> Dependence::quantities(const std::set<Slot>& preferred) const {
  std::vector<Slot> chosen;
  std::set<Slot> taken;
  const auto take = [&](Slot slot) {
    const std::set<Slot>& own = leaves(slot);
    const bool free = std::none_of(own.begin(), own.end(), [&](Slot l) { return taken.count(l); });
    if (own.empty() || !free || !dominates(slot)) return;
    chosen.push_back(slot);
    taken.insert(own.begin(), own.end());
  };
  for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot) {
    if (preferred.count(*slot)) take(*slot);
  }
  for (auto slot = slots.rbegin(); slot != slots.rend(); ++slot) {
    if (leaves(*slot).size() > 1 && formula(*slot)) take(*slot);
  }
  for (const Slot slot : slots) {
    if (leaf(joint_.plan.steps[slot].op)) take(slot);
  }
  return chosen;
}

/// Arithmetic on data alone, and not merely a multiple of a simpler one.
bool Dependence::formula(Slot slot) const {
  const Step& step = joint_.plan.steps[slot];
  if (!arithmetic(step.op)) return false;
  for (const Slot operand : step.operands) {
    if (operand == none) continue;
    if (joint_.plan.steps[operand].op == Op::constant || !all_arithmetic(operand)) return false;
  }
  return true;
}

bool Dependence::all_arithmetic(Slot slot) const {
  const Step& step = joint_.plan.steps[slot];
  return arithmetic(step.op) && std::all_of(step.operands.begin(), step.operands.end(), [&](Slot operand) {
           return operand == none || all_arithmetic(operand);
         });
}

/// Whether all that the slot reads is read through it alone.
bool Dependence::dominates(Slot slot) const {
  if (leaf(joint_.plan.steps[slot].op)) return true;
  std::set<Slot> seen;
  std::vector<Slot> open = roots_;
  while (!open.empty()) {
    const Slot next = open.back();
    open.pop_back();
    if (next == none || next == slot || !seen.insert(next).second) continue;
    if (leaves(slot).count(next)) return false;
    for (const Slot operand : joint_.plan.steps[next].operands) open.push_back(operand);
  }
  return true;
}

// --- the reduced plan ---

Reduced::Reduced(const Joint& joint, const Dependence& dependence, const std::vector<Quantity>& quantities,
                 const std::map<Slot, int>& terms)
    : joint_(joint) {
  plan.constants = joint.plan.constants;
  plan.roundings = joint.plan.roundings;
  plan.sets = joint.plan.sets;
  plan.dates = joint.plan.dates;
  plan.folds = joint.plan.folds;
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    Datum datum;
    datum.domain = quantities[i].domain;
    ruleset.data.push_back(std::move(datum));
    inputs.push_back(push({Op::input, {none, none, none}, static_cast<std::uint32_t>(i)}));
    place_[quantities[i].slot] = inputs.back();
  }
  for (const Slot slot : dependence.slots) copy(slot, quantities, dependence);
  before = sum(terms, -1);
  after = sum(terms, 1);
  change = push({Op::subtract, {after, before, none}});
}

Slot Reduced::push(const Step& step) {
  plan.steps.push_back(step);
  return static_cast<Slot>(plan.steps.size() - 1);
}

Slot Reduced::constant(const Rational& value) {
  plan.constants.push_back(value);
  return push({Op::constant, {none, none, none}, static_cast<std::uint32_t>(plan.constants.size() - 1)});
}

void Reduced::copy(Slot slot, const std::vector<Quantity>& quantities, const Dependence& dependence) {
  const auto known = place_.find(slot);
  Slot value = none;
  if (known != place_.end()) {
    value = known->second;
  } else {
    Step step = joint_.plan.steps[slot];
    for (Slot& operand : step.operands) {
      if (operand == none) continue;
      const auto there = place_.find(operand);
      if (there == place_.end()) return;  // below a quantity, not needed
      operand = there->second;
    }
    value = step.op == Op::blank ? constant(0) : push(step);
  }
  // Where a cell says 不适用, what reads its value has none.
  for (std::size_t i = 0; i < quantities.size(); ++i) {
    if (!quantities[i].absent || slot == quantities[i].slot) continue;
    const bool own = known != place_.end() && reads(slot, quantities[i].datum, dependence);
    if (!own) continue;
    const Slot failure = push({Op::fault, {none, none, none}, none, FaultKind::not_applicable});
    value = push({Op::choose, {inputs[i], failure, value}});
  }
  place_[slot] = value;
}

bool Reduced::reads(Slot slot, DatumId datum, const Dependence& dependence) const {
  const std::set<Slot>& below = dependence.leaves(slot);
  return std::any_of(below.begin(), below.end(), [&](Slot l) {
    return joint_.plan.steps[l].op == Op::input && joint_.plan.steps[l].index == datum;
  });
}

/// The sum of the terms of one sign.
Slot Reduced::sum(const std::map<Slot, int>& terms, int sign) {
  Slot total = none;
  for (const auto& [slot, count] : terms) {
    if (count * sign <= 0) continue;
    Slot term = place_.at(slot);
    if (count != sign) term = push({Op::multiply, {constant(count * sign), term, none}});
    total = total == none ? term : push({Op::add, {total, term, none}});
  }
  return total == none ? constant(0) : total;
}

}  // namespace rubric::engine
