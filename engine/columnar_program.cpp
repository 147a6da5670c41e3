#include "engine/columnar_program.hpp"

#include <algorithm>

#include "engine/evaluate.hpp"

namespace rubric::engine {

struct Workspace::Contents {};

Workspace::Workspace() : contents_(std::make_unique<Contents>()) {}
Workspace::~Workspace() = default;
Workspace::Workspace(Workspace&&) noexcept = default;
Workspace& Workspace::operator=(Workspace&&) noexcept = default;

std::vector<bool> live_slots(const Plan& plan, const std::vector<Slot>& slots) {
  std::vector<bool> live(plan.steps.size(), false);
  for (const Slot slot : slots) {
    if (slot != none) live[slot] = true;
  }
  for (Slot slot = static_cast<Slot>(plan.steps.size()); slot-- > 0;) {
    if (!live[slot]) continue;
    for (const Slot operand : plan.steps[slot].operands) {
      if (operand != none) live[operand] = true;
    }
  }
  return live;
}

namespace {

/// Finds what the live steps of a plan and of its folds read.
void collect_reads(const Plan& plan, const std::vector<bool>& live, std::vector<bool>& data, bool& years) {
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    if (!live[slot]) continue;
    const Step& step = plan.steps[slot];
    if (step.op == Op::input || step.op == Op::blank || step.op == Op::not_applicable)
      data[step.index] = true;
    if (step.op == Op::date_of_year) years = true;
    if (step.op != Op::fold) continue;
    const Fold& fold = *plan.folds[step.index];
    for (std::size_t i = 0; i < fold.bodies.size(); ++i) {
      for (const DatumId datum : fold.many[i]) data[datum] = true;
      collect_reads(fold.bodies[i], live_slots(fold.bodies[i], {fold.results[i]}), data, years);
    }
  }
}

std::vector<Slot> slots_of(const std::vector<Wanted>& wanted) {
  std::vector<Slot> slots;
  for (const Wanted& one : wanted) slots.push_back(one.slot);
  return slots;
}

Cell cell_of(const Column& column, std::size_t row) {
  Cell cell;
  cell.state = column.states.empty() ? Cell::State::known : column.states[row];
  if (cell.state == Cell::State::missing) cell.value = Interval();
  if (cell.state != Cell::State::known) return cell;
  const Rational one = column.scale * power_of_tenth(column.decimals);
  const auto value = [&](std::size_t at) { return Rational(one * Rational(column.numbers[at])); };
  if (column.starts.empty()) {
    cell.value = Interval::point(value(row));
    if (!column.over.empty()) cell.value = Interval::point(value(row) / Rational(column.over[row]));
    return cell;
  }
  for (std::size_t i = column.starts[row]; i < column.starts[row + 1]; ++i) cell.values.push_back(value(i));
  if (!cell.values.empty()) cell.value = Interval::point(cell.values[0]);
  return cell;
}

}  // namespace

Program::Program(const Ruleset& ruleset, const Plan& plan, std::vector<Wanted> wanted)
    : ruleset_(ruleset), plan_(plan), wanted_(std::move(wanted)), live_(live_slots(plan, slots_of(wanted_))) {
  std::vector<bool> data(ruleset.data.size(), false);
  collect_reads(plan, live_, data, reads_years_);
  for (DatumId datum = 0; datum < data.size(); ++datum) {
    if (data[datum]) reads_.push_back(datum);
  }
}

void Program::run(const Batch& batch, Workspace&, Figures& out) const {
  out.figures.resize(wanted_.size());
  out.unsettled.assign(batch.rows, 0);
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    Figure& figure = out.figures[i];
    figure.decimals =
        wanted_[i].digits < 0 ? display_decimals : std::min(wanted_[i].digits, display_decimals);
    figure.numbers.assign(batch.rows, 0);
    figure.inexact.assign(batch.rows, 0);
  }
  for (std::size_t row = 0; row < batch.rows; ++row) {
    UnitData data;
    if (row < batch.years.size() && batch.years[row] != without_year) data.year = batch.years[row];
    data.cells.resize(ruleset_.data.size());
    bool open = false;
    for (const DatumId datum : reads_) {
      data.cells[datum] = cell_of(batch.columns[datum], row);
      open = open || data.cells[datum].state == Cell::State::bounded;
    }
    const std::vector<Possible> slots = open ? std::vector<Possible>(plan_.steps.size(), {false, {}, {}})
                                             : evaluate(plan_, data, Trace::yes).trace;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      const Possible& value = slots[wanted_[i].slot];
      if (!value.known()) {
        if (wanted_[i].needed) out.unsettled[row] = 1;
        continue;
      }
      const int digits = out.figures[i].decimals;
      const Rational shown = round(value.range.low.value, {RoundingMode::half_up, digits});
      out.figures[i].numbers[row] =
          static_cast<std::int64_t>(numerator(Rational(shown / power_of_tenth(digits))));
      out.figures[i].inexact[row] = shown == value.range.low.value ? 0 : 1;
    }
  }
}

}  // namespace rubric::engine
