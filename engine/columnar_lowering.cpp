#include "engine/columnar_lowering.hpp"

#include <algorithm>
#include <unordered_map>

#include "engine/calendar.hpp"
#include "engine/columnar_algebra.hpp"
#include "engine/columnar_rounding.hpp"

namespace rubric::engine {
namespace {

class Lowering {
 public:
  Lowering(const Plan& plan, const std::vector<bool>& live, const std::vector<Facts>& facts, bool years,
           Routine& routine)
      : plan_(plan),
        live_(live),
        facts_(facts),
        years_(years),
        routine_(routine),
        build_(routine),
        algebra_(build_),
        uses_(plan.steps.size(), 0),
        kept_(plan.steps.size(), false) {
    routine_.facts = facts;
    routine_.dates = plan.dates;
  }

  /// The slot is an output: rows without it are of no interest.
  void keep(Slot slot) {
    ++uses_[slot];
    kept_[slot] = true;
  }
  void inside_fold() { inside_fold_ = true; }

  void run() {
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      if (!live_[slot]) continue;
      for (const Slot operand : plan_.steps[slot].operands) {
        if (operand != none) ++uses_[operand];
      }
    }
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      if (!live_[slot]) continue;
      Value& found = values_[slot];
      try {
        found = value(plan_.steps[slot]);
      } catch (const TooLarge&) {
        found = {};
      }
      if (kept_[slot]) require(found);
    }
  }

  const Value& operator[](Slot slot) const { return values_.at(slot); }
  ColumnarBuilder& build() { return build_; }
  Algebra& algebra() { return algebra_; }

 private:
  void require(Value& value) {
    if (build_.of_valid(value.valid).constant) return;
    routine_.valid = build_.intersection(routine_.valid, value.valid);
    build_.assume(value.valid);
    value.valid = none;
  }

  /// An operand; moved out where nobody needs it again, so that long sums are not copied term by term.
  Value take(Slot slot) {
    if (--uses_[slot] == 0) return std::move(values_.extract(slot).mapped());
    return values_.at(slot);
  }

  Value value(const Step& step) {
    switch (step.op) {
      case Op::constant:
        return constant_value(plan_.constants[step.index]);
      case Op::input:
        return input(step.index);
      case Op::blank:
        return state(step.index, Cell::State::missing);
      case Op::not_applicable:
        return state(step.index, Cell::State::not_applicable);
      case Op::unknown:
      case Op::fault:
        return {};
      case Op::date_of_year:
        return date(step.index);
      case Op::fold:
        if (inside_fold_) return {};
        return lower_fold(*plan_.folds[step.index], facts_, years_, routine_, build_);
      default:
        break;
    }
    Value a = take(step.operands[0]);
    const Value b = step.operands[1] == none ? Value{} : take(step.operands[1]);
    switch (step.op) {
      case Op::add:
        return algebra_.add(std::move(a), b);
      case Op::subtract:
        return algebra_.add(std::move(a), b, -1);
      case Op::multiply:
        return algebra_.multiply(a, b);
      case Op::divide:
        return algebra_.divide(a, b);
      case Op::negate:
        return algebra_.add(constant_value(0), a, -1);
      case Op::minimum:
      case Op::maximum:
        return algebra_.extreme(step.op == Op::minimum, a, b);
      case Op::absolute:
        return algebra_.absolute(a);
      case Op::floor:
        return algebra_.rounded(a, {RoundingMode::floor, 0});
      case Op::ceiling:
        return algebra_.rounded(a, {RoundingMode::ceiling, 0});
      case Op::round:
        return algebra_.rounded(a, plan_.roundings[step.index]);
      case Op::within:
        return algebra_.within(a, plan_.sets[step.index]);
      case Op::both:
      case Op::either:
        return algebra_.logic(a, b, step.op == Op::either);
      case Op::negation:
        return algebra_.add(constant_value(1), a, -1);
      case Op::choose:
        return algebra_.choose(a, b, take(step.operands[2]));
      default:
        return algebra_.compare(step.op, a, b);
    }
  }

  /// 1 where the datum's cell is in that state.
  Mask in_state(DatumId datum, Cell::State state) {
    if (!facts_[datum].states) return {state == Cell::State::known, none, false};
    ColumnarBuilder::Ask ask{Kernel::state, {}, {static_cast<int>(state)}, Type::bytes, 0, 1};
    ask.index = datum;
    return build_.of_valid(build_.write(ask).out);
  }

  Value state(DatumId datum, Cell::State state) {
    if (!facts_[datum].used) return {};
    return Algebra::truth(in_state(datum, state));
  }

  Value input(DatumId datum) {
    const Facts& facts = facts_[datum];
    if (!facts.used || facts.several) return {};
    ColumnId column = build_.input(Home::Place::input, datum, facts.low, facts.high);
    ColumnId valid = none;
    if (facts.states) {
      ColumnarBuilder::Ask ask{Kernel::known, {}, {facts.low}, Type::narrow, facts.low, facts.high};
      ask.index = datum;
      column = build_.write(ask).out;
      valid = build_.bytes(in_state(datum, Cell::State::known));
    }
    column = build_.fitting(column, valid);
    Value value;
    value.kind = Value::Kind::form;
    value.valid = valid;
    value.form = {{{column, facts.scale * power_of_tenth(facts.decimals)}}, 0};
    value.range = algebra_.range(value.form);
    if (!facts.over) return value;
    value.kind = Value::Kind::ratio;
    value.below = {{{build_.input(Home::Place::over, datum, 1, facts.most_over), 1}}, 0};
    value.range = engine::divide(value.range, algebra_.divisors(value.below));
    return value;
  }

  Value date(std::uint32_t index) {
    if (!years_) return {};
    const int first = *day_number(1900, 1, 1), last = *day_number(9999, 12, 31);
    ColumnarBuilder::Ask ask{Kernel::date, {}, {}, Type::narrow, first, last};
    ask.index = index;
    ask.checked = true;
    const ColumnarBuilder::Made made = build_.write(ask);
    Value value;
    value.kind = Value::Kind::form;
    value.form = {{{made.out, 1}}, 0};
    value.valid = made.valid;
    value.range = Interval::closed(first, last);
    return value;
  }

  const Plan& plan_;
  const std::vector<bool>& live_;
  const std::vector<Facts>& facts_;
  bool years_;
  Routine& routine_;
  ColumnarBuilder build_;
  Algebra algebra_;
  std::unordered_map<Slot, Value> values_;  // that somebody still needs: each takes some hundred bytes
  std::vector<int> uses_;                   // that are still to come
  std::vector<bool> kept_;
  bool inside_fold_ = false;
};

/// Writes what was wanted as columns of 64 bits that are nobody else's.
class OutputWriter {
 public:
  OutputWriter(Lowering& lowering, Routine& routine)
      : build_(lowering.build()), algebra_(lowering.algebra()), routine_(routine) {}

  void add(const Wanted& wanted, const Value& value) {
    Output output;
    output.decimals = wanted.digits < 0 ? display_decimals : wanted.digits;
    output.may_be_small = wanted.small;
    ColumnId valid = none;
    bool done = value.kind != Value::Kind::never;
    try {
      if (done) write(value, output, valid);
    } catch (const TooLarge&) {
      done = false;
    }
    if (done) {
      if (!build_.of_valid(valid).constant) routine_.valid = build_.intersection(routine_.valid, valid);
    } else {
      output.number = output.inexact = none;
      routine_.never = true;
    }
    routine_.outputs.push_back(output);
  }

  /// Lets the kernels write where the outputs are wanted.
  void place() {
    std::vector<bool> computed(routine_.columns.size(), false);
    for (const Instruction& code : routine_.code) {
      for (const ColumnId id : {code.out, code.valid, code.extra[0], code.extra[1]}) {
        if (id != none) computed[id] = true;
      }
    }
    for (std::uint32_t i = 0; i < routine_.outputs.size(); ++i) {
      Output& output = routine_.outputs[i];
      if (output.number != none) own(output.number, {Home::Place::output, i}, computed, Kernel::sum);
      if (output.inexact != none) own(output.inexact, {Home::Place::inexact, i}, computed, Kernel::logic);
    }
  }

 private:
  void write(const Value& value, Output& output, ColumnId& valid) {
    const Rational unit = power_of_tenth(output.decimals);
    const Rounding display{RoundingMode::half_up, output.decimals};
    ColumnSum form;
    valid = value.valid;
    if (value.is_constant()) {
      form = {{}, round(value.form.constant, display)};
      if (form.constant != value.form.constant) output.inexact = build_.bytes({true, none, false});
    } else if (value.kind == Value::Kind::pieces) {
      const Value rounded = algebra_.rounded(value, display);
      const Mask inexact = build_.truth(value.column, value.pieces, [&](const ColumnPiece& p) {
        return p.valid && round(p.value, display) != p.value;
      });
      build_.grid = unit;
      form = algebra_.parts(rounded, valid).top;
      valid = build_.narrowed(valid, algebra_.valid(value));
      if (!inexact.constant || *inexact.constant) output.inexact = build_.bytes(inexact);
    } else {
      const Shown shown = engine::shown(build_, value, output.decimals, valid);
      // A total is added up once: for printing and for its grade.
      form = build_.single(shown.form, valid);
      output.inexact = shown.inexact;
    }
    output.number = build_.fitting(build_.column(form, unit, valid), valid);
  }

  /// Gives the column this home, or a copy of it (by that kernel) if it has one or is an input.
  void own(ColumnId& id, Home home, const std::vector<bool>& computed, Kernel copy) {
    if (computed[id] && routine_.columns[id].home.place == Home::Place::unused) {
      routine_.columns[id].home = home;
      return;
    }
    ColumnOf column = routine_.columns[id];
    column.home = home;
    Instruction code;
    code.kernel = copy;
    code.out = static_cast<ColumnId>(routine_.columns.size());
    if (copy == Kernel::sum) {
      code.inputs = {id};
      code.constants = {0, 1};
    } else {
      code.inputs = {id, id};
      code.constants = {0, 0, 0};
    }
    id = code.out;
    routine_.columns.push_back(column);
    routine_.code.push_back(std::move(code));
  }

  ColumnarBuilder& build_;
  Algebra& algebra_;
  Routine& routine_;
};

}  // namespace

Routine lower(const Plan& plan, const std::vector<Wanted>& wanted, const std::vector<bool>& live,
              const std::vector<Facts>& facts, bool years) {
  Routine routine;
  Lowering lowering(plan, live, facts, years, routine);
  if (!wanted.empty()) lowering.build().grid = power_of_tenth(std::max(wanted[0].digits, 0));
  for (const Wanted& one : wanted) lowering.keep(one.slot);
  lowering.run();
  OutputWriter writer(lowering, routine);
  for (const Wanted& one : wanted) writer.add(one, lowering[one.slot]);
  drop_dead_code(routine);
  fuse_clamps(routine);
  writer.place();
  use_small(routine);
  assign_buffers(routine);
  return routine;
}

LoweredBody lower_body(const Plan& plan, Slot result, const std::vector<Facts>& facts, bool years) {
  LoweredBody body;
  const std::vector<bool> live = live_slots(plan, {result});
  Lowering lowering(plan, live, facts, years, body.routine);
  lowering.keep(result);
  lowering.inside_fold();
  lowering.run();
  const Value& value = lowering[result];
  body.never = value.kind == Value::Kind::never;
  if (body.never) return body;
  ColumnarBuilder& build = lowering.build();
  ColumnId valid = value.valid;
  const Algebra::Parts parts = lowering.algebra().parts(value, valid);
  const Rational above = common_scale(parts.top), under = common_scale(parts.below);
  const auto output = [&](const ColumnSum& form, const Rational& scale) {
    Output number;
    number.number = build.column(form, scale, valid);
    body.routine.outputs.push_back(number);
  };
  output(parts.top, above);
  body.below = !parts.below.is_constant();
  if (body.below) output(parts.below, under);
  body.scale = body.below ? Rational(above / under) : above;
  body.range = value.range;
  body.routine.valid = build.intersection(body.routine.valid, valid);
  drop_dead_code(body.routine);
  fuse_clamps(body.routine);
  assign_buffers(body.routine);
  return body;
}

}  // namespace rubric::engine
