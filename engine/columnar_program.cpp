#include "engine/columnar_program.hpp"

#include <algorithm>
#include <atomic>
#include <optional>

#include "engine/columnar_kernels.hpp"
#include "engine/columnar_lowering.hpp"
#include "engine/columnar_vectors.hpp"

namespace rubric::engine {

struct Workspace::Contents {
  /// A routine and what it was made for. A handful of them serve a run: batches differ in their ranges, but
  /// these are rounded to powers of two (facts_of), and one that computes in 64 bits serves all that it
  /// covers.
  struct Made {
    std::uint64_t program = 0;
    bool years = false;
    std::vector<Facts> facts;  // of the data that are read
    std::shared_ptr<const Routine> routine;
    bool is_narrow() const { return !routine->never && routine->buffers[static_cast<int>(Type::wide)] == 0; }
  };
  static constexpr std::size_t most_made = 32;
  std::vector<Made> made;     // last used first
  std::vector<Facts> wanted;  // of the batch that is run, kept for its memory
  Frame frame;
};

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

/// 2^k - 1, not below `number`.
std::int64_t power_above(std::int64_t number) {
  if (number <= 0) return 0;
  return static_cast<std::int64_t>(~std::uint64_t{0} >> __builtin_clzll(static_cast<std::uint64_t>(number)));
}

/// Every batch asks this of every column, and ordering rationals, as their == does, takes a division.
bool same(const Rational& a, const Rational& b) {
  return numerator(a) == numerator(b) && denominator(a) == denominator(b);
}

/// What is known of a column before its rows are looked at one by one. Its range is rounded outwards to
/// powers of two, so that many batches have the same facts.
Facts facts_of(const Column& column, std::size_t rows) {
  Facts facts;
  facts.several = !column.starts.empty();
  if (facts.several ? column.starts.size() <= rows : column.size() < rows) return facts;
  facts.used = true;
  facts.scale = column.scale;
  facts.decimals = column.decimals;
  facts.over = !column.over.empty();
  facts.small = !column.small.empty();
  const std::int64_t low = std::min(column.low, column.high), high = std::max(column.low, column.high);
  facts.low = low < 0 ? -1 - power_above(-(low + 1)) : 0;
  facts.high = power_above(high);
  const auto* states = reinterpret_cast<const std::uint8_t*>(column.states.data());
  facts.states = !column.states.empty() &&
                 vectors::any_other(states, static_cast<std::uint8_t>(Cell::State::known), rows);
  for (std::size_t r = 0; facts.several && r < rows; ++r)
    facts.most = std::max<std::int64_t>(facts.most, column.starts[r + 1] - column.starts[r]);
  for (std::size_t r = 0; facts.over && r < rows; ++r)
    facts.most_over = std::max(facts.most_over, column.over[r]);
  facts.most = power_above(facts.most);
  facts.most_over = power_above(facts.most_over);
  return facts;
}

/// The range, not beyond what the datum may be, as long as the column keeps to that.
void narrow(Facts& facts, const Column& column, const Datum& datum) {
  if (!facts.used || facts.over || datum.kind == Kind::text) return;
  const Rational one = facts.scale * power_of_tenth(facts.decimals);
  const auto& [least, most] = datum.domain;
  if (!least.infinite) {
    const Rational number = least.value / one;
    const Integer first = least.open ? Integer(floor(number) + 1) : ceiling(number);
    if (first > facts.low && first <= std::min(column.low, column.high))
      facts.low = static_cast<std::int64_t>(first);
  }
  if (!most.infinite) {
    const Rational number = most.value / one;
    const Integer last = most.open ? Integer(ceiling(number) - 1) : floor(number);
    if (last < facts.high && last >= std::max(column.low, column.high))
      facts.high = static_cast<std::int64_t>(last);
  }
}

/// Whether they differ in their ranges alone, and where so, how they are joined.
bool alike(const Facts& a, const Facts& b) {
  return a.used == b.used && a.decimals == b.decimals && a.states == b.states && a.over == b.over &&
         a.small == b.small && a.several == b.several && same(a.scale, b.scale);
}

void widen(Facts& facts, const Facts& by) {
  facts.low = std::min(facts.low, by.low);
  facts.high = std::max(facts.high, by.high);
  facts.most = std::max(facts.most, by.most);
  facts.most_over = std::max(facts.most_over, by.most_over);
}

bool covers(const Facts& all, const Facts& some) {
  return all.low <= some.low && all.high >= some.high && all.most >= some.most &&
         all.most_over >= some.most_over && alike(all, some);
}

template <typename Holds>
bool each(const std::vector<Facts>& a, const std::vector<Facts>& b, Holds holds) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), holds);
}

bool holds(const Facts& facts, const Column& column) {
  return !facts.used ||
         (facts.low <= std::min(column.low, column.high) && facts.high >= std::max(column.low, column.high));
}

/// Rows that another interpreter settles show nothing here.
void clear_unsettled(Figures& out) {
  if (!vectors::any_other(out.unsettled.data(), 0, out.unsettled.size())) return;
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < out.unsettled.size(); ++r) {
    if (out.unsettled[r] == 1) rows.push_back(r);
  }
  for (Figure& figure : out.figures) {
    for (const std::size_t r : rows) {
      if (figure.small.empty()) figure.numbers[r] = 0;
      if (!figure.small.empty()) figure.small[r] = 0;
      if (!figure.inexact.empty()) figure.inexact[r] = 0;
    }
  }
}

std::uint64_t next_identity() {
  static std::atomic<std::uint64_t> last{0};
  return ++last;
}

}  // namespace

Program::Program(const Ruleset& ruleset, const Plan& plan, std::vector<Wanted> wanted)
    : ruleset_(ruleset),
      plan_(plan),
      wanted_(std::move(wanted)),
      live_(live_slots(plan, slots_of(wanted_))),
      identity_(next_identity()) {
  std::vector<bool> data(ruleset.data.size(), false);
  collect_reads(plan, live_, data, reads_years_);
  for (DatumId datum = 0; datum < data.size(); ++datum) {
    if (data[datum]) reads_.push_back(datum);
  }
}

std::shared_ptr<const Routine> Program::routine(const Batch& batch, Workspace& workspace) const {
  std::vector<Facts>& facts = workspace.contents().wanted;
  facts.resize(reads_.size());
  for (std::size_t i = 0; i < reads_.size(); ++i) {
    facts[i] = reads_[i] < batch.columns.size() ? facts_of(batch.columns[reads_[i]], batch.rows) : Facts{};
  }
  const bool years = reads_years_ && batch.years.size() >= batch.rows;
  std::vector<Workspace::Contents::Made>& made = workspace.contents().made;
  for (auto one = made.begin(); one != made.end(); ++one) {
    if (one->program != identity_ || one->years != years) continue;
    if (one->is_narrow() ? !each(one->facts, facts, covers) : one->facts != facts) continue;
    bool held = true;
    for (const DatumId datum : reads_)
      held =
          held && (datum >= batch.columns.size() || holds(one->routine->facts[datum], batch.columns[datum]));
    if (!held) continue;
    std::rotate(made.begin(), one, one + 1);
    return made.front().routine;
  }
  const auto make = [&] {
    std::vector<Facts> all(ruleset_.data.size());
    for (std::size_t i = 0; i < reads_.size(); ++i) {
      if (!facts[i].used) continue;
      all[reads_[i]] = facts[i];
      narrow(all[reads_[i]], batch.columns[reads_[i]], ruleset_.data[reads_[i]]);
    }
    return Workspace::Contents::Made{identity_, years, facts,
                                     std::make_shared<Routine>(lower(plan_, wanted_, live_, all, years))};
  };
  std::optional<Workspace::Contents::Made> one;
  // Also for the batches of the last one, so that two kinds of batches that take turns need one routine.
  if (!made.empty() && made[0].program == identity_ && made[0].years == years && made[0].is_narrow() &&
      each(made[0].facts, facts, alike)) {
    const std::vector<Facts> own = facts;
    for (std::size_t i = 0; i < facts.size(); ++i) widen(facts[i], made[0].facts[i]);
    one = make();
    if (!one->is_narrow()) {
      one.reset();
      facts = own;
    }
  }
  if (!one) one = make();
  if (made.size() == Workspace::Contents::most_made) made.pop_back();
  made.insert(made.begin(), std::move(*one));
  return made.front().routine;
}

std::string Program::to_text(const Batch& batch) const {
  Workspace workspace;
  return engine::to_text(*routine(batch, workspace));
}

void Program::run(const Batch& batch, Workspace& workspace, Figures& out) const {
  const std::shared_ptr<const Routine> routine = this->routine(batch, workspace);
  out.figures.resize(wanted_.size());
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    const Output& output = routine->outputs[i];
    Figure& figure = out.figures[i];
    figure.decimals = output.decimals;
    // What is never written, or not in every run, is cleared; all else is overwritten.
    const bool small = output.number != none && routine->columns[output.number].type == Type::small;
    if (output.number == none) figure.numbers.clear();
    figure.numbers.resize(small ? 0 : batch.rows);
    figure.small.resize(small ? batch.rows : 0);
    figure.inexact.resize(output.inexact == none ? 0 : batch.rows);
  }
  out.unsettled.assign(batch.rows, routine->never ? 1 : 0);
  Frame& frame = workspace.contents().frame;
  const std::size_t block = block_rows(*routine);
  std::vector<Destination> targets(wanted_.size());
  for (std::size_t first = 0; first < batch.rows && !routine->never; first += block) {
    const std::size_t rows = std::min(block, batch.rows - first);
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
      Figure& figure = out.figures[i];
      targets[i] = {figure.small.empty() ? static_cast<void*>(figure.numbers.data() + first)
                                         : figure.small.data() + first,
                    figure.inexact.empty() ? nullptr : figure.inexact.data() + first};
    }
    run_block(*routine, batch, first, rows, frame, targets);
    if (routine->valid == none) continue;
    const auto* valid = static_cast<const std::uint8_t*>(frame.at[routine->valid]);
    if (!vectors::any_other(valid, 1, rows)) continue;
    for (std::size_t r = 0; r < rows; ++r) out.unsettled[first + r] = valid[r] == 1 ? 0 : 1;
  }
  clear_unsettled(out);
}

}  // namespace rubric::engine
