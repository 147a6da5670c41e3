// The interval interpreter: one unit whose data may be missing or bounded; each slot holds every value it can
// have.
//
// Plain interval arithmetic forgets that two figures come from the same datum. So where a value is compared
// with a number (a threshold, a cap), the run is repeated for each side of that number and for the number
// itself, and the results are joined: within one such case every comparison is settled. Cases are split first
// for values that several items share, then within each item alone, so that their number does not multiply
// over the items.
//
//   到位完成率 in [90%, 150%], full from 100%, minus 1 point per 10 pp over 130%:
//     cases [90%,100%) 100% (100%,130%) 130% (130%,150%]  ->  18..20, not the 16..20 of plain intervals

#include <algorithm>

#include "engine/evaluate.hpp"
#include "engine/fold.hpp"
#include "engine/yearly.hpp"

namespace rubric::engine {
namespace {

/// Cases per stage; past this a value is no longer split, which stays sound and may be wider than need be.
constexpr int max_shared_cases = 256;
constexpr int max_item_cases = 4096;

Possible failure(FaultKind kind, Slot step) {
  return {false, Interval::point(0), {kind, step}};
}

Possible in(Interval range, Fault fault = {}) {
  return {true, std::move(range), fault};
}

/// What either of two cases can give.
Possible join(const Possible& a, const Possible& b) {
  if (!a.possible && !b.possible) return a;
  Possible result = a.possible ? a : b;
  if (a.possible && b.possible) result.range = hull(a.range, b.range);
  result.fault = a.fault.kind != FaultKind::no_fault ? a.fault : b.fault;
  return result;
}

Interval truth_values() {
  Interval both = Interval::point(0);
  both.high.value = 1;
  return both;
}

class IntervalRun {
 public:
  IntervalRun(const Plan& plan, const UnitData& data)
      : plan_(plan), data_(data), slots_(plan.steps.size()), watchers_(plan.steps.size()) {
    find_watchers();
  }

  std::vector<Possible> run() {
    budget_ = max_shared_cases;
    split(0, 0, [this] { finish_case(); });
    return std::move(joined_);
  }

 private:
  /// A case of the shared values: runs every item, then the total, and joins the result to the earlier cases.
  void finish_case() {
    const int outer = budget_;
    for (std::size_t stage = 1; stage < plan_.stages.size(); ++stage) run_stage(stage);
    budget_ = outer;
    if (joined_.empty()) {
      joined_ = slots_;
      return;
    }
    for (std::size_t slot = 0; slot < slots_.size(); ++slot)
      joined_[slot] = join(joined_[slot], slots_[slot]);
  }

  void run_stage(std::size_t stage) {
    const std::vector<Slot>& order = plan_.stages[stage];
    std::vector<Possible> results;
    budget_ = max_item_cases;
    split(stage, 0, [&] {
      if (results.empty()) {
        for (const Slot slot : order) results.push_back(slots_[slot]);
        return;
      }
      for (std::size_t i = 0; i < order.size(); ++i) results[i] = join(results[i], slots_[order[i]]);
    });
    for (std::size_t i = 0; i < order.size(); ++i) slots_[order[i]] = results[i];
  }

  /// Computes the stage's slots from the k-th on, splitting where a value meets a threshold; `done` ends each
  /// case.
  template <class Done>
  void split(std::size_t stage, std::size_t k, const Done& done) {
    const std::vector<Slot>& order = plan_.stages[stage];
    for (; k < order.size(); ++k) {
      const Slot slot = order[k];
      slots_[slot] = value(slot);
      const std::vector<Interval> cases = cases_of(slot);
      if (cases.size() < 2 || budget_ < static_cast<int>(cases.size())) continue;
      budget_ -= static_cast<int>(cases.size()) - 1;
      const Possible whole = slots_[slot];
      for (const Interval& part : cases) {
        slots_[slot] = in(part, whole.fault);
        split(stage, k + 1, done);
      }
      return;
    }
    done();
  }

  /// The cases of a slot's value: between, and at, the numbers that later steps compare it with.
  std::vector<Interval> cases_of(Slot slot) const {
    const Possible& now = slots_[slot];
    if (!now.possible || now.range.is_point() || watchers_[slot].empty()) return {};
    std::vector<Rational> thresholds;
    for (const Slot other : watchers_[slot]) {
      if (const Rational* number = settled(other, slot)) thresholds.push_back(*number);
    }
    if (thresholds.empty()) return {};
    std::vector<Interval> cases = engine::split(now.range, thresholds);
    if (!plan_.steps[slot].whole) return cases;
    std::vector<Interval> whole;
    for (const Interval& part : cases) {
      if (const std::optional<Interval> kept = integers_within(part)) whole.push_back(*kept);
    }
    return whole;
  }

  /// The one value of `other`, if it has one and is computed before `slot`.
  const Rational* settled(Slot other, Slot slot) const {
    const Step& step = plan_.steps[other];
    if (step.op == Op::constant) return &plan_.constants[step.index];
    const bool earlier = other < slot && (step.stage == 0 || step.stage == plan_.steps[slot].stage);
    if (!earlier || !slots_[other].known()) return nullptr;
    return &slots_[other].range.low.value;
  }

  /// For each slot, the slots whose values split it: the other side of a comparison, minimum or maximum; zero
  /// for a divisor or an absolute value; both truths for a condition that several steps use.
  void find_watchers() {
    std::vector<Slot> zero, one;
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      const Step& step = plan_.steps[slot];
      if (step.op != Op::constant) continue;
      if (plan_.constants[step.index] == 0) zero.push_back(slot);
      if (plan_.constants[step.index] == 1) one.push_back(slot);
    }
    std::vector<int> conditions(plan_.steps.size(), 0);
    for (const Step& step : plan_.steps) {
      const Slot a = step.operands[0];
      const Slot b = step.operands[1];
      switch (step.op) {
        case Op::minimum:
        case Op::maximum:
        case Op::less:
        case Op::less_equal:
        case Op::greater:
        case Op::greater_equal:
        case Op::equal:
        case Op::not_equal:
          watchers_[a].push_back(b);
          watchers_[b].push_back(a);
          break;
        case Op::absolute:
          watchers_[a].insert(watchers_[a].end(), zero.begin(), zero.end());
          break;
        case Op::divide:
          watchers_[b].insert(watchers_[b].end(), zero.begin(), zero.end());
          break;
        case Op::choose:
        case Op::both:
        case Op::either:
        case Op::negation:
          ++conditions[a];
          if (step.op == Op::both || step.op == Op::either) ++conditions[b];
          break;
        default:
          break;
      }
    }
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      if (conditions[slot] < 2) continue;
      watchers_[slot].insert(watchers_[slot].end(), zero.begin(), zero.end());
      watchers_[slot].insert(watchers_[slot].end(), one.begin(), one.end());
    }
  }

  // --- one step ---

  Possible value(Slot slot) const {
    const Step& step = plan_.steps[slot];
    switch (step.op) {
      case Op::constant:
        return in(Interval::point(plan_.constants[step.index]));
      case Op::input:
        return input(slot, step);
      case Op::blank:
        return in(Interval::point(data_.cells[step.index].state == Cell::State::missing ? 1 : 0));
      case Op::not_applicable:
        return in(Interval::point(data_.cells[step.index].state == Cell::State::not_applicable ? 1 : 0));
      case Op::date_of_year:
        return date_of_year(plan_.dates[step.index], data_, slot);
      case Op::fold:
        return evaluate_fold(*plan_.folds[step.index], data_, false, slot);
      case Op::unknown:
        return in(plan_.sets[step.index]);
      case Op::fault:
        return failure(step.why, slot);
      case Op::choose:
        return chosen(step);
      case Op::both:
      case Op::either:
        return logic(step, step.op == Op::both ? 0 : 1);
      default:
        return computed(slot, step);
    }
  }

  Possible input(Slot slot, const Step& step) const {
    const Cell& cell = data_.cells[step.index];
    switch (cell.state) {
      case Cell::State::known:
      case Cell::State::bounded:
      case Cell::State::missing:
        return in(cell.value);
      case Cell::State::not_applicable:
        return failure(FaultKind::not_applicable, slot);
      default:
        return failure(FaultKind::faulty_cell, slot);
    }
  }

  Possible chosen(const Step& step) const {
    const Possible& condition = slots_[step.operands[0]];
    if (!condition.possible) return condition;
    const bool can_hold = condition.range.contains(1);
    const bool can_fail = condition.range.contains(0);
    Possible result = can_hold && can_fail ? join(slots_[step.operands[1]], slots_[step.operands[2]])
                                           : slots_[step.operands[can_hold ? 1 : 2]];
    if (result.fault.kind == FaultKind::no_fault) result.fault = condition.fault;
    return result;
  }

  Possible logic(const Step& step, int decisive) const {
    const Possible& a = slots_[step.operands[0]];
    const Possible& b = slots_[step.operands[1]];
    for (const Possible* p : {&a, &b}) {
      if (p->known() && p->range.low.value == decisive) return *p;
    }
    // A side without a value decides nothing; the other side may still settle the result.
    if (!a.possible || !b.possible) {
      const Possible& other = a.possible ? a : b;
      const Possible& failed = a.possible ? b : a;
      if (!other.possible || !other.range.contains(decisive)) return failed;
      return in(Interval::point(decisive), failed.fault);
    }
    const Fault fault = a.fault.kind != FaultKind::no_fault ? a.fault : b.fault;
    if (a.range.is_point() && a.range.low.value == decisive) return in(a.range, fault);
    if (b.range.is_point() && b.range.low.value == decisive) return in(b.range, fault);
    if (a.range.is_point() && b.range.is_point()) return in(Interval::point(1 - decisive), fault);
    return in(truth_values(), fault);
  }

  Possible computed(Slot slot, const Step& step) const {
    Fault fault;
    for (const Slot operand : step.operands) {
      if (operand == none) continue;
      if (!slots_[operand].possible) return slots_[operand];
      if (fault.kind == FaultKind::no_fault) fault = slots_[operand].fault;
    }
    const Interval& a = slots_[step.operands[0]].range;
    switch (step.op) {
      case Op::round:
        return in(round(a, plan_.roundings[step.index]), fault);
      case Op::within: {
        const std::optional<Interval> kept = intersect(a, plan_.sets[step.index]);
        return kept ? in(*kept, fault) : failure(step.why, slot);
      }
      case Op::divide:
        return quotient(slot, step, fault);
      default:
        break;
    }
    const Interval& b = step.operands[1] == none ? a : slots_[step.operands[1]].range;
    return in(operation(step.op).interval(a, b), fault);
  }

  /// A divisor that may be zero gives what its other values give, and the fault beside it.
  Possible quotient(Slot slot, const Step& step, Fault fault) const {
    const Interval& a = slots_[step.operands[0]].range;
    Interval b = slots_[step.operands[1]].range;
    if (b.is_point() && b.low.value == 0) return failure(step.why, slot);
    if (!b.contains(0)) return in(divide(a, b), fault);
    fault = {step.why, slot};
    if (!b.low.infinite && b.low.value == 0) {
      b.low.open = true;
      return in(divide(a, b), fault);
    }
    if (!b.high.infinite && b.high.value == 0) {
      b.high.open = true;
      return in(divide(a, b), fault);
    }
    Interval below = b, above = b;
    below.high = {0, true, false};
    above.low = {0, true, false};
    return in(hull(divide(a, below), divide(a, above)), fault);
  }

  const Plan& plan_;
  const UnitData& data_;
  std::vector<Possible> slots_, joined_;
  std::vector<std::vector<Slot>> watchers_;
  int budget_ = 0;
};

}  // namespace

std::vector<Possible> evaluate_interval(const Plan& plan, const UnitData& data) {
  return IntervalRun(plan, data).run();
}

}  // namespace rubric::engine
