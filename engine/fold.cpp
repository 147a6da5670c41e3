#include "engine/fold.hpp"

#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

class FoldRun {
 public:
  FoldRun(const Fold& fold, const UnitData& data, bool exact, Slot step)
      : fold_(fold), data_(data), exact_(exact), step_(step) {}

  Possible run() {
    for (std::size_t i = 0; i < fold_.bodies.size() && !failed_; ++i) body(i);
    if (failed_) return *failed_;
    if (fold_.kind == FoldKind::mean) sum_ = engine::divide(sum_, Interval::point(Rational(count_)));
    Possible result{
        true, fold_.kind == FoldKind::minimum || fold_.kind == FoldKind::maximum ? extreme_ : sum_, {}};
    if (!open_) return result;
    result.range = open_range(result.range);
    return result;
  }

 private:
  void body(std::size_t i) {
    std::size_t values = 1;
    bool first = true, missing = false;
    for (const DatumId datum : fold_.many[i]) {
      const Cell& cell = data_.cells[datum];
      if (cell.state == Cell::State::missing) {
        missing = true;
        continue;
      }
      const bool bounded = cell.state == Cell::State::bounded;  // 90%以上: one value
      if (cell.state != Cell::State::known && !bounded) {
        const FaultKind kind =
            cell.state == Cell::State::not_applicable ? FaultKind::not_applicable : FaultKind::faulty_cell;
        failed_ = Possible{false, Interval::point(0), {kind, step_}};
        return;
      }
      const std::size_t own = bounded ? 1 : cell.values.size();
      if (!first && own != values) {
        failed_ = Possible{false, Interval::point(0), {FaultKind::uneven_values, step_}};
        return;
      }
      values = own;
      first = false;
    }
    open_ = open_ || missing;
    for (std::size_t k = 0; k < (missing ? 1 : values) && !failed_; ++k) take(value(i, k, missing));
  }

  Possible value(std::size_t i, std::size_t k, bool missing) const {
    UnitData one = data_;
    for (const DatumId datum : fold_.many[i]) {
      Cell& cell = one.cells[datum];
      if (!missing && cell.state == Cell::State::known) cell.value = Interval::point(cell.values[k]);
    }
    const std::vector<Possible> slots =
        exact_ ? evaluate_exact(fold_.bodies[i], one) : evaluate_interval(fold_.bodies[i], one);
    return slots[fold_.results[i]];
  }

  void take(const Possible& value) {
    if (!value.possible) {
      failed_ = value;
      failed_->fault.step = step_;
      return;
    }
    if (count_ == 0) extreme_ = value.range;
    extreme_ = fold_.kind == FoldKind::minimum ? engine::minimum(extreme_, value.range)
                                               : engine::maximum(extreme_, value.range);
    each_ = count_ == 0 ? value.range : hull(each_, value.range);
    sum_ = count_ == 0 ? value.range : engine::add(sum_, value.range);
    ++count_;
  }

  /// With an unknown number of further values: sums run on in the direction of the values, the others stay
  /// among them.
  Interval open_range(const Interval& now) const {
    if (fold_.kind != FoldKind::sum && fold_.kind != FoldKind::count) return each_;
    Interval range = now;
    if (each_.low.infinite || each_.low.value < 0) range.low = Bound::infinity();
    if (each_.high.infinite || each_.high.value > 0) range.high = Bound::infinity();
    return range;
  }

  const Fold& fold_;
  const UnitData& data_;
  bool exact_;
  Slot step_;
  Interval sum_ = Interval::point(0), extreme_, each_;
  std::size_t count_ = 0;
  bool open_ = false;
  std::optional<Possible> failed_;
};

}  // namespace

Possible evaluate_fold(const Fold& fold, const UnitData& data, bool exact, Slot step) {
  return FoldRun(fold, data, exact, step).run();
}

}  // namespace rubric::engine
