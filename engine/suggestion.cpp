#include "engine/suggestion.hpp"

#include <algorithm>

#include "engine/entry.hpp"
#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

using Side = Suggestion::Side;

/// Values of which one scores well for most standards: the ends of the range, every level, a round number.
std::vector<Rational> candidates(const Datum& datum) {
  std::vector<Rational> values;
  if (datum.kind == Kind::text || datum.kind == Kind::date) return values;
  if (datum.kind == Kind::level) {
    for (std::size_t i = 0; i < datum.levels.size(); ++i) values.push_back(Rational(i));
    return values;
  }
  if (datum.kind == Kind::yes_no) return {1, 0};
  if (!datum.domain.high.infinite) values.push_back(datum.domain.high.value);
  if (!datum.domain.low.infinite) values.push_back(datum.domain.low.value);
  values.push_back(100 * datum.unit.scale);
  return values;
}

class Suggester {
 public:
  Suggester(const Ruleset& ruleset, const Plan& plan) : ruleset_(ruleset), plan_(plan) {}

  std::vector<Suggestion> run() {
    base_ = start();
    for (std::uint32_t i = 0; i < ruleset_.items.size(); ++i) item(ruleset_.items[i], i);
    for (const auto* list : {&ruleset_.bonuses, &ruleset_.penalties}) {
      for (const Item& adjustment : *list) item(adjustment, none);
    }
    return std::move(found_);
  }

 private:
  // --- all other data ---

  UnitData start() const {
    UnitData data;
    if (!ruleset_.samples.empty()) {
      data = ruleset_.samples[0].data;
    } else {
      for (const Datum& datum : ruleset_.data) data.cells.push_back(read_cell("", datum));
    }
    for (DatumId id = 0; id < ruleset_.data.size(); ++id) {
      if (data.cells[id].state == Cell::State::missing) fill(data, id);
    }
    return data;
  }

  void fill(UnitData& data, DatumId id) const {
    std::optional<Cell> best;
    std::optional<Rational> most;
    for (const Rational& value : candidates(ruleset_.data[id])) {
      std::optional<Cell> cell = entry(value, ruleset_.data[id], ruleset_.language);
      if (!cell) continue;
      data.cells[id] = *cell;
      const Rational total = least_sum(data);
      if (most && total <= *most) continue;
      most = total;
      best = std::move(cell);
    }
    data.cells[id] = best ? std::move(*best) : read_cell("", ruleset_.data[id]);
  }

  /// What the indicators give at least, all together.
  Rational least_sum(const UnitData& data) const {
    Rational sum = 0;
    for (const ItemOutcome& item : evaluate(plan_, data).items) {
      const bool bounded = item.score.possible && !item.score.range.low.infinite;
      if (bounded) sum += item.score.range.low.value;
    }
    return sum;
  }

  // --- one indicator, with its 其中; `stated`: the one whose score the samples state ---

  void item(const Item& item, std::uint32_t stated) {
    if (item.form == Form::unscored) return;
    for (const Item& part : item.parts) this->item(part, stated);
    if (item.actual == none) return;
    for (const Threshold& threshold : thresholds(ruleset_, item)) {
      if (threshold.value != item.actual) continue;
      Suggestion next;
      next.item = stated;
      next.title = item.title;
      next.threshold = threshold;
      suggest(next, Side::below, threshold.below);
      if (threshold.attainable) suggest(next, Side::at, threshold.at);
      suggest(next, Side::above, threshold.above);
    }
  }

  void suggest(Suggestion next, Side side, const Rational& value) {
    next.side = side;
    next.data = base_;
    if (!enter(next.data, next.threshold.value, value, side)) return;
    const Outcome outcome = evaluate(plan_, next.data);
    next.score = next.item == none ? outcome.total : outcome.items[next.item].score;
    if (next.item != none) next.dropped = outcome.items[next.item].dropped;
    found_.push_back(std::move(next));
  }

  /// Makes the figure have this value, if it is a datum or a quotient of two.
  bool enter(UnitData& data, ExprId id, const Rational& value, Side side) const {
    const Expr& e = ruleset_.exprs[id];
    if (e.op == Op::round) return enter(data, e.operands[0], value, side);
    if (e.op == Op::input) return enter_datum(data, e.datum, value);
    return e.op == Op::divide && enter_quotient(data, e, value, side);
  }

  bool enter_datum(UnitData& data, DatumId datum, const Rational& value) const {
    std::optional<Cell> cell = entry(value, ruleset_.data[datum], ruleset_.language);
    if (cell) data.cells[datum] = std::move(*cell);
    return cell.has_value();
  }

  /// The divisor stays as it is if the quotient comes out with it; otherwise it is the first round number
  /// with which it does.
  bool enter_quotient(UnitData& data, const Expr& e, const Rational& value, Side side) const {
    const Expr& above = ruleset_.exprs[e.operands[0]];
    const Expr& below = ruleset_.exprs[e.operands[1]];
    if (above.op != Op::input || below.op != Op::input || above.datum == below.datum) return false;
    std::vector<Rational> divisors;
    const Cell& now = data.cells[below.datum];
    if (now.state == Cell::State::known && now.value.is_point()) divisors.push_back(now.value.low.value);
    const Rational& unit = ruleset_.data[below.datum].unit.scale;
    for (const int number : {100, 1000, 10000, 1000000}) divisors.push_back(number * unit);
    return std::any_of(divisors.begin(), divisors.end(), [&](const Rational& divisor) {
      const std::optional<Rational> dividend = on_grid(value * divisor, e.operands[0], side);
      return divisor != 0 && dividend && enter_datum(data, above.datum, *dividend) &&
             enter_datum(data, below.datum, divisor);
    });
  }

  /// The nearest value that the datum's own resolution allows, on the side of the threshold; exactly the
  /// value where that is what is asked for.
  std::optional<Rational> on_grid(const Rational& value, ExprId datum, Side side) const {
    const Rational step = resolution(ruleset_, datum, 0);
    const Rational steps = value / step;
    if (side == Side::at && denominator(steps) != 1) return std::nullopt;
    return Rational((side == Side::below ? floor(steps) : ceiling(steps)) * step);
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  UnitData base_;
  std::vector<Suggestion> found_;
};

}  // namespace

std::vector<Suggestion> suggestions(const Ruleset& ruleset, const Plan& plan) {
  return Suggester(ruleset, plan).run();
}

}  // namespace rubric::engine
