#include "engine/difference_item.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "engine/difference_unit.hpp"
#include "engine/reduction.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

/// Bounds on the work for one pair: runs over the first quantity, halvings of what stays open, regions that a
/// unit is made up for.
constexpr int max_runs = 400;
constexpr int max_halvings = 5;
constexpr std::size_t max_shown = 60;

const Text several{"它同时取决于几项数据，没有逐一核对完",
                   "it depends on several data at once; not all cells were gone through"};
const Text unstated{"有未明确的地方", "something in it is unstated"};
const Text no_unit{"没有找到能重算的单位", "no unit that shows it was found"};
const Text dropped_otherwise{"剔除的条件不同", "they are dropped under different conditions"};

/// A part of the data space with what the scores do in it.
struct DataCell {
  std::vector<Interval> box;
  Region::What what = Region::What::differs;
  bool open = false;
  Interval change;
  std::optional<Rational> at_low = {}, at_high = {};  // at the ends of the first quantity, before rounding
  std::vector<Rational> turns = {};                   // values of the first quantity where parts of it meet
};

bool touches(const Interval& a, const Interval& b, const Rational& grid) {
  if (a.high.infinite || b.low.infinite) return false;
  if (grid != 0) return a.high.value + grid >= b.low.value && a.high.value <= b.low.value;
  return a.high.value == b.low.value && !(a.high.open && b.low.open);
}

class Comparison {
 public:
  Comparison(const Joint& joint, const ScorePair& pair, const UnitData& plain, ItemDifference& result)
      : joint_(joint), pair_(pair), plain_(plain), result_(result) {}

  void run() {
    const Slot before = joint_.before.at(pair_.before_slots->raw);
    const Slot after = joint_.after.at(pair_.after_slots->raw);
    before_rounding_ = biting(pair_.before_rounding, before);
    after_rounding_ = biting(pair_.after_rounding, after);
    if (pair_.before_rounding == pair_.after_rounding && before_rounding_ != after_rounding_)
      before_rounding_ = after_rounding_ = pair_.before_rounding;  // an idle one does no harm
    result_.same_drop =
        joint_.before.at(pair_.before_slots->dropped) == joint_.after.at(pair_.after_slots->dropped);
    if (before == after && before_rounding_ == after_rounding_ && result_.same_drop) {
      result_.verdict = Verdict::proved;
      result_.by_rules = true;
      return;
    }
    add_terms(after, 1);
    add_terms(before, -1);
    std::vector<Slot> roots;
    for (const auto& [slot, count] : terms_) {
      if (count != 0) roots.push_back(slot);
    }
    const Dependence dependence(joint_, roots);
    find_quantities(dependence);
    if (stated_) {
      Reduced reduced(joint_, dependence, result_.quantities, terms_);
      reduced_ = &reduced;
      std::vector<Interval> box;
      for (const Quantity& quantity : result_.quantities) box.push_back(quantity.domain);
      solve(box, 0, max_halvings);
      reduced_ = nullptr;
    }
    finish();
  }

 private:
  /// A rounding that can change the score at all.
  std::optional<Rounding> biting(const std::optional<Rounding>& rounding, Slot raw) const {
    if (!rounding) return rounding;
    const std::optional<Rational>& grid = joint_.grids[raw];
    const bool idle = grid && denominator(Rational(*grid / power_of_tenth(rounding->digits))) == 1;
    return idle ? std::nullopt : rounding;
  }

  /// A sum as its terms, so that what both sums have in common cancels out.
  void add_terms(Slot slot, int sign) {
    const Step& step = joint_.plan.steps[slot];
    if (step.op == Op::add || step.op == Op::subtract) {
      add_terms(step.operands[0], sign);
      add_terms(step.operands[1], step.op == Op::add ? sign : -sign);
    } else {
      terms_[slot] += sign;
      if (terms_[slot] == 0) terms_.erase(slot);
    }
  }

  // --- quantities ---

  void find_quantities(const Dependence& dependence) {
    std::set<Slot> actuals;
    collect_actuals(joint_.before, *pair_.before_slots, dependence, actuals);
    collect_actuals(joint_.after, *pair_.after_slots, dependence, actuals);
    for (const Slot slot : dependence.quantities(actuals)) {
      const Step& step = joint_.plan.steps[slot];
      if (step.op == Op::blank) continue;  // the data are given
      if (step.op == Op::unknown) stated_ = false;
      result_.quantities.push_back(quantity(slot));
    }
    // What other data are cut after: first a quantity that runs on, best the 实际 of the pair.
    std::stable_sort(
        result_.quantities.begin(), result_.quantities.end(), [&](const Quantity& a, const Quantity& b) {
          const auto rank = [&](const Quantity& q) {
            const bool steps =
                q.absent || (q.datum != none && joint_.ruleset.data[q.datum].kind != Kind::quantity);
            return steps ? 2 : actuals.count(q.slot) ? 0 : 1;
          };
          return rank(a) < rank(b);
        });
    if (result_.quantities.empty()) {
      Quantity nothing;
      nothing.domain = Interval::point(0);
      result_.quantities.push_back(nothing);
    }
  }

  static void collect_actuals(const Side& side, const ItemSlots& slots, const Dependence& dependence,
                              std::set<Slot>& found) {
    const Slot actual = side.at(slots.actual);
    if (actual != none && dependence.has(actual)) found.insert(actual);
    for (const ItemSlots& part : slots.parts) collect_actuals(side, part, dependence, found);
  }

  Quantity quantity(Slot slot) const {
    const Step& step = joint_.plan.steps[slot];
    Quantity q;
    q.slot = slot;
    q.domain = range_of(joint_.ruleset, joint_.plan, slot);
    q.grid = joint_.grids[slot].value_or(Rational(0));
    if (step.op == Op::input || step.op == Op::not_applicable) {
      q.datum = step.index;
      q.absent = step.op == Op::not_applicable;
      q.unit = joint_.ruleset.data[q.datum].unit;
      if (q.absent) q.domain = Interval::closed(0, 1);
      return q;
    }
    for (const Side* side : {&joint_.after, &joint_.before}) {
      q.expr = expr_of(*side, slot);
      q.of_after = side == &joint_.after;
      if (q.expr == none) continue;
      q.unit = side->ruleset->exprs[q.expr].unit;
      break;
    }
    return q;
  }

  ExprId expr_of(const Side& side, Slot slot) const {
    const Item& item = side.ruleset == joint_.after.ruleset ? *pair_.after_item : *pair_.before_item;
    const ItemSlots& slots = side.ruleset == joint_.after.ruleset ? *pair_.after_slots : *pair_.before_slots;
    if (slots.actual != none && side.at(slots.actual) == slot) return item.actual;
    for (ExprId id = 0; id < side.plan->of_expr.size(); ++id) {
      if (side.at(side.plan->of_expr[id]) == slot) return id;
    }
    return none;
  }

  // --- cells ---

  void solve(const std::vector<Interval>& box, std::size_t turn, int halvings) {
    if (++runs_ > max_runs) {
      keep_open(box, Interval{});
      return;
    }
    set_domains(box);
    const Quantity& x = result_.quantities[0];
    const auto found = pieces(reduced_->ruleset, reduced_->plan, reduced_->inputs[0], box[0], x.grid,
                              {reduced_->before, reduced_->after, reduced_->change});
    if (!found) {
      keep_open(box, Interval{});
      return;
    }
    for (const Piece& piece : *found) {
      std::vector<Interval> part = box;
      part[0] = piece.x;
      if (!keep(part, piece)) split(part, piece, turn, halvings);
    }
  }

  void set_domains(const std::vector<Interval>& box) {
    for (std::size_t i = 0; i < box.size(); ++i) reduced_->ruleset.data[i].domain = box[i];
  }

  void keep_open(const std::vector<Interval>& box, const Interval& change) {
    cells_.push_back({box, Region::What::may_differ, true, change});
    complete_ = false;
  }

  /// Keeps the piece as a cell if it is settled.
  bool keep(const std::vector<Interval>& box, const Piece& piece) {
    const Shape &before = piece.shapes[0], &after = piece.shapes[1], &change = piece.shapes[2];
    if (before.faulty == Truth::maybe || after.faulty == Truth::maybe) return false;
    if (before.faulty == Truth::yes || after.faulty == Truth::yes) {
      if (before.faulty == after.faulty) return true;
      const bool gone = after.faulty == Truth::yes;
      cells_.push_back(
          {box, gone ? Region::What::only_before : Region::What::only_after, false, Interval::point(0)});
      return true;
    }
    if (change.range.is_point()) {
      const bool equal = change.range.low.value == 0;
      if (equal && before_rounding_ == after_rounding_) return true;
      const auto what = equal ? Region::What::may_differ : Region::What::differs;
      cells_.push_back({box, what, false, change.range, change.range.low.value, change.range.low.value});
      return true;
    }
    if (!change.linear) return false;
    const Rational root = -change.constant / change.slope;
    for (const Interval& part : engine::split(piece.x, {root})) {
      std::vector<Interval> inner = box;
      inner[0] = part;
      const Interval values =
          add(multiply(part, Interval::point(change.slope)), Interval::point(change.constant));
      if (values == Interval::point(0) && before_rounding_ == after_rounding_) continue;
      DataCell cell{inner, Region::What::differs, false, values};
      const auto at = [&](const Bound& end) { return Rational(end.value * change.slope + change.constant); };
      if (!part.low.infinite) cell.at_low = at(part.low);
      if (!part.high.infinite) cell.at_high = at(part.high);
      cells_.push_back(std::move(cell));
    }
    return true;
  }

  /// A piece that is not settled: cut along the next of the other quantities, at last halved.
  void split(const std::vector<Interval>& box, const Piece& piece, std::size_t turn, int halvings) {
    const std::size_t others = box.size() - 1;
    for (; turn < 2 * others; ++turn) {
      const std::size_t y = 1 + turn % others;
      if (box[y].is_point()) continue;
      set_domains(box);
      const auto cuts =
          pieces(reduced_->ruleset, reduced_->plan, reduced_->inputs[y], box[y], result_.quantities[y].grid,
                 {reduced_->before, reduced_->after, reduced_->change});
      if (!cuts || cuts->size() < 2) continue;
      for (const Piece& cut : *cuts) {
        std::vector<Interval> part = box;
        part[y] = cut.x;
        solve(part, turn + 1, halvings);
      }
      return;
    }
    const Shape& change = piece.shapes[2];
    const bool known = piece.shapes[0].faulty == Truth::no && piece.shapes[1].faulty == Truth::no;
    const bool decided = known && !change.range.contains(0);
    if (decided) {
      cells_.push_back({box, Region::What::differs, false, change.range});
      return;
    }
    const std::vector<Interval> halves =
        halvings > 0 && !piece.x.is_point()
            ? engine::split(piece.x, {short_number(piece.x, result_.quantities[0].unit)})
            : std::vector<Interval>{};
    if (halves.size() < 2) {
      if (known) {
        cells_.push_back({box, Region::What::may_differ, true, change.range});
        complete_ = false;
      } else {
        keep_open(box, Interval{});
      }
      return;
    }
    for (const Interval& half : halves) {
      std::vector<Interval> part = box;
      part[0] = half;
      solve(part, turn, halvings - 1);
    }
  }

  // --- regions ---

  void finish() {
    for (DataCell& cell : cells_) {
      cell.change = rounded_change(cell.change, before_rounding_, after_rounding_);
      const bool settled = !cell.open && cell.what == Region::What::differs;
      if (settled && cell.change.contains(0)) cell.what = Region::What::may_differ;
    }
    cells_.erase(std::remove_if(cells_.begin(), cells_.end(),
                                [](const DataCell& cell) {
                                  return cell.what == Region::What::may_differ &&
                                         cell.change == Interval::point(0);
                                }),
                 cells_.end());
    for (std::size_t i = result_.quantities.size(); i-- > 0;) merge_along(i);
    for (std::size_t i = 1; i < result_.quantities.size(); ++i) merge_along(i);
    const RegionUnits units(joint_, pair_, plain_, result_.quantities);
    bool all_shown = true, any_shown = false;
    for (const DataCell& cell : cells_) {
      Region region;
      region.what = cell.what;
      region.where = cell.box;
      region.change = cell.change;
      if (result_.regions.size() < max_shown) units.show(region, cell.turns);
      any_shown = any_shown || region.unit;
      all_shown = all_shown && (region.unit || cell.open);
      result_.change = hull(result_.change, region.change);
      result_.regions.push_back(std::move(region));
    }
    conclude(all_shown, any_shown);
  }

  void conclude(bool all_shown, bool any_shown) {
    if (!stated_) {
      result_.reason = unstated;
      result_.change = Interval{};
    } else if (any_shown) {
      result_.verdict = Verdict::refuted;
      if (!complete_) result_.reason = several;
      if (complete_ && !result_.same_drop) result_.reason = dropped_otherwise;
      if (complete_ && result_.same_drop && !all_shown) result_.reason = no_unit;
    } else if (!result_.regions.empty()) {
      result_.reason = complete_ ? no_unit : several;
    } else if (!result_.same_drop) {
      result_.reason = dropped_otherwise;
    } else {
      result_.verdict = Verdict::proved;
    }
  }

  /// 1: the newer rules give more or as much; -1: less or as much; 0: either.
  static int sign(const Interval& change) {
    if (!change.low.infinite && change.low.value >= 0) return 1;
    return !change.high.infinite && change.high.value <= 0 ? -1 : 0;
  }

  /// One change over several values of the first quantity.
  static bool flat(const DataCell& cell) { return cell.change.is_point() && !cell.box[0].is_point(); }

  /// Along the first quantity a difference that goes on without a jump is one region, and so are steps that
  /// follow each other; along the others only equal cells are joined.
  static bool alike(const DataCell& a, const DataCell& b, bool first, const Rational& grid) {
    if (a.open != b.open) return false;
    if (a.what == b.what && a.change == b.change) return true;
    const bool differ = a.what <= Region::What::may_differ && b.what <= Region::What::may_differ;
    if (!first || !differ || sign(a.change) != sign(b.change) || sign(a.change) == 0) return false;
    if (grid != 0) return a.what == b.what && !flat(a) && !flat(b);
    const bool same = a.what == b.what || a.box[0].is_point() || b.box[0].is_point();
    return same && a.at_high && b.at_low && *a.at_high == *b.at_low;
  }

  void merge_along(std::size_t axis) {
    const auto before = [&](const DataCell& a, const DataCell& b) {
      if (a.box[axis].low.infinite != b.box[axis].low.infinite) return a.box[axis].low.infinite;
      if (a.box[axis].low.infinite) return false;
      if (a.box[axis].low.value != b.box[axis].low.value)
        return a.box[axis].low.value < b.box[axis].low.value;
      return !a.box[axis].low.open && b.box[axis].low.open;
    };
    std::stable_sort(cells_.begin(), cells_.end(), before);
    std::vector<DataCell> merged;
    for (DataCell& cell : cells_) {
      const auto into = std::find_if(merged.begin(), merged.end(), [&](const DataCell& other) {
        for (std::size_t i = 0; i < cell.box.size(); ++i) {
          if (i != axis && !(cell.box[i] == other.box[i])) return false;
        }
        return touches(other.box[axis], cell.box[axis], result_.quantities[axis].grid) &&
               alike(other, cell, axis == 0, result_.quantities[0].grid);
      });
      if (into == merged.end()) {
        merged.push_back(std::move(cell));
      } else {
        if (into->what != cell.what) into->what = Region::What::may_differ;
        if (axis == 0) {
          into->at_high = cell.at_high;
          into->turns.push_back(cell.box[0].low.value);
          into->turns.insert(into->turns.end(), cell.turns.begin(), cell.turns.end());
        }
        into->box[axis] = hull(into->box[axis], cell.box[axis]);
        into->change = hull(into->change, cell.change);
      }
    }
    cells_ = std::move(merged);
  }

  const Joint& joint_;
  const ScorePair& pair_;
  const UnitData& plain_;
  ItemDifference& result_;
  Reduced* reduced_ = nullptr;
  std::optional<Rounding> before_rounding_, after_rounding_;
  std::map<Slot, int> terms_;
  std::vector<DataCell> cells_;
  int runs_ = 0;
  bool stated_ = true, complete_ = true;
};

/// How far a rounding moves a number that is not below 0.
Interval rounding_error(const std::optional<Rounding>& rounding) {
  if (!rounding) return Interval::point(0);
  const Rational step = power_of_tenth(rounding->digits);
  switch (rounding->mode) {
    case RoundingMode::half_up:
    case RoundingMode::half_even:
      return Interval::closed(-step / 2, step / 2);
    case RoundingMode::down:
    case RoundingMode::floor:
      return Interval::closed(-step, 0);
    default:
      return Interval::closed(0, step);
  }
}

}  // namespace

Interval rounded_change(const Interval& change, const std::optional<Rounding>& before,
                        const std::optional<Rounding>& after) {
  if (before != after) return subtract(add(change, rounding_error(after)), rounding_error(before));
  if (!before || change == Interval::point(0)) return change;
  // Two numbers that lie so far apart are rounded so many whole steps apart, or one more.
  Interval result = change;
  const Rational step = power_of_tenth(before->digits);
  const bool even = before->mode == RoundingMode::half_even;
  if (!result.low.infinite) {
    const Rational steps = result.low.value / step;
    result.low = Bound::closed_at(Rational(even ? ceiling(steps) - 1 : floor(steps)) * step);
  }
  if (!result.high.infinite) {
    const Rational steps = result.high.value / step;
    result.high = Bound::closed_at(Rational(even ? floor(steps) + 1 : ceiling(steps)) * step);
  }
  return result;
}

void compare_scores(const Joint& joint, const ScorePair& pair, const UnitData& plain,
                    ItemDifference& result) {
  Comparison(joint, pair, plain, result).run();
}

}  // namespace rubric::engine
