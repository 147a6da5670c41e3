// The exact interpreter: one unit, one rational a slot.

#include "engine/evaluate.hpp"
#include "engine/fold.hpp"
#include "engine/yearly.hpp"

namespace rubric::engine {
namespace {

Possible point(Rational value) {
  return {true, Interval::point(std::move(value)), {}};
}

Possible failure(FaultKind kind, Slot step) {
  return {false, Interval::point(0), {kind, step}};
}

class ExactRun {
 public:
  ExactRun(const Plan& plan, const UnitData& data, std::vector<Possible>& slots)
      : plan_(plan), data_(data), slots_(slots) {}

  void run(Slot slot) { slots_[slot] = value(slot); }

 private:
  const Rational& number(Slot slot) const { return slots_[slot].range.low.value; }

  Possible value(Slot slot) const {
    const Step& step = plan_.steps[slot];
    switch (step.op) {
      case Op::constant:
        return point(plan_.constants[step.index]);
      case Op::input:
        return input(slot, step);
      case Op::blank:
        return point(data_.cells[step.index].state == Cell::State::missing ? 1 : 0);
      case Op::not_applicable:
        return point(data_.cells[step.index].state == Cell::State::not_applicable ? 1 : 0);
      case Op::date_of_year:
        return date_of_year(plan_.dates[step.index], data_, slot);
      case Op::fold:
        return evaluate_fold(*plan_.folds[step.index], data_, true, slot);
      case Op::unknown:
      case Op::fault:
        return failure(step.why, slot);
      case Op::choose: {
        const Possible& condition = slots_[step.operands[0]];
        if (!condition.possible) return condition;
        return slots_[step.operands[number(step.operands[0]) == 1 ? 1 : 2]];
      }
      case Op::both:
      case Op::either:
        return logic(step, step.op == Op::both ? 0 : 1);
      default:
        return computed(slot, step);
    }
  }

  Possible input(Slot slot, const Step& step) const {
    const Cell& cell = data_.cells[step.index];
    if (cell.state == Cell::State::known) return {true, cell.value, {}};
    const bool no_such_thing = cell.state == Cell::State::not_applicable;
    return failure(no_such_thing ? FaultKind::not_applicable : FaultKind::faulty_cell, slot);
  }

  /// One operand equal to `decisive` settles the result, whatever the other one is.
  Possible logic(const Step& step, int decisive) const {
    for (const Slot operand : {step.operands[0], step.operands[1]}) {
      if (slots_[operand].possible && number(operand) == decisive) return point(decisive);
    }
    for (const Slot operand : {step.operands[0], step.operands[1]}) {
      if (!slots_[operand].possible) return slots_[operand];
    }
    return point(1 - decisive);
  }

  Possible computed(Slot slot, const Step& step) const {
    for (const Slot operand : step.operands) {
      if (operand != none && !slots_[operand].possible) return slots_[operand];
    }
    const Rational& a = number(step.operands[0]);
    switch (step.op) {
      case Op::round:
        return point(round(a, plan_.roundings[step.index]));
      case Op::within:
        return plan_.sets[step.index].contains(a) ? slots_[step.operands[0]] : failure(step.why, slot);
      case Op::divide:
        if (number(step.operands[1]) == 0) return failure(step.why, slot);
        break;
      default:
        break;
    }
    const Rational& b = step.operands[1] == none ? a : number(step.operands[1]);
    return point(operation(step.op).exact(a, b));
  }

  const Plan& plan_;
  const UnitData& data_;
  std::vector<Possible>& slots_;
};

}  // namespace

std::vector<Possible> evaluate_exact(const Plan& plan, const UnitData& data) {
  std::vector<Possible> slots(plan.steps.size());
  ExactRun one(plan, data, slots);
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) one.run(slot);
  return slots;
}

void evaluate_exact(const Plan& plan, const UnitData& data, const std::vector<Slot>& order,
                    std::vector<Possible>& slots) {
  ExactRun one(plan, data, slots);
  for (const Slot slot : order) one.run(slot);
}

}  // namespace rubric::engine
