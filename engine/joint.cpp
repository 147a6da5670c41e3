#include "engine/joint.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "engine/entry.hpp"
#include "engine/fold_text.hpp"
#include "engine/piecewise.hpp"
#include "engine/text.hpp"
#include "engine/yearly.hpp"

namespace rubric::engine {
namespace {

/// The largest number that both are multiples of; of 0 and another, the other.
Rational common_grid(const Rational& a, const Rational& b) {
  const Integer low = denominator(a) * denominator(b);
  const Integer x = abs(Integer(numerator(a) * denominator(b)));
  const Integer y = abs(Integer(numerator(b) * denominator(a)));
  return Rational(Integer(gcd(x, y)), low);
}

bool multiple(const Rational& value, const Rational& grid) {
  return grid == 0 ? value == 0 : denominator(Rational(value / grid)) == 1;
}

bool commutes(Op op) {
  return op == Op::add || op == Op::multiply || op == Op::minimum || op == Op::maximum || op == Op::both ||
         op == Op::either || op == Op::equal || op == Op::not_equal;
}

/// Whether two declarations mean the same figure of a unit.
bool alike(const Datum& a, const Datum& b) {
  if (a.kind != b.kind || a.many != b.many) return false;
  if (a.kind == Kind::quantity && !(agree(a.unit, b.unit) && intersect(a.domain, b.domain))) return false;
  return a.kind != Kind::level ||
         std::any_of(a.levels.begin(), a.levels.end(), [&](const std::string& level) {
           return std::find(b.levels.begin(), b.levels.end(), level) != b.levels.end();
         });
}

bool same_name(const Datum& a, const Datum& b) {
  const auto listed = [](const Datum& in, const std::string& name) {
    return std::any_of(in.columns.begin(), in.columns.end(),
                       [&](const std::string& column) { return fold(column) == fold(name); });
  };
  return fold(a.name) == fold(b.name) || listed(a, b.name) || listed(b, a.name);
}

class Joiner {
 public:
  Joiner(const Ruleset& before, const Plan& before_plan, const Ruleset& after, const Plan& after_plan,
         const Pins& pins)
      : pins_(pins) {
    joint_.before = {&before, &before_plan, {}, {}};
    joint_.after = {&after, &after_plan, {}, {}};
    const std::optional<int> year = after.first_year ? after.first_year : before.first_year;
    joint_.year = year.value_or(2024);
  }

  Joint run() {
    data();
    for (std::size_t i = 0; i < pins_.size(); ++i) {
      Datum pin;
      pin.name = "#" + std::to_string(i);
      joint_.ruleset.data.push_back(std::move(pin));
    }
    take_over(joint_.before, 0);
    take_over(joint_.after, 1);
    sample();
    return std::move(joint_);
  }

 private:
  // --- data ---

  void data() {
    const Ruleset &before = *joint_.before.ruleset, &after = *joint_.after.ruleset;
    std::vector<Datum>& all = joint_.ruleset.data;
    for (const Datum& datum : before.data) {
      joint_.before.data.push_back(static_cast<DatumId>(all.size()));
      all.push_back(datum);
    }
    std::set<DatumId> taken;
    for (const Datum& datum : after.data) {
      DatumId match = none;
      for (const bool exact : {true, false}) {
        for (DatumId id = 0; id < before.data.size() && match == none; ++id) {
          const Datum& other = before.data[id];
          const bool named = exact ? fold(other.name) == fold(datum.name) : same_name(other, datum);
          if (named && !taken.count(id) && alike(other, datum)) match = id;
        }
      }
      if (match == none) {
        match = static_cast<DatumId>(all.size());
        all.push_back(datum);
      } else {
        all[match] = merged(before.data[match], datum);
        taken.insert(match);
      }
      joint_.after.data.push_back(match);
    }
  }

  /// The values that both allow, in the words of the newer one.
  static Datum merged(const Datum& before, const Datum& after) {
    Datum result = before.whole && !after.whole ? before : after;
    result.name = after.name;
    result.whole = before.whole || after.whole;
    result.may_not_apply = before.may_not_apply || after.may_not_apply;
    result.optional = before.optional || after.optional;
    if (before.kind == Kind::level) {
      result.levels.clear();
      for (const std::string& level : after.levels) {
        if (std::find(before.levels.begin(), before.levels.end(), level) != before.levels.end())
          result.levels.push_back(level);
      }
      result.domain = Interval::closed(0, Rational(result.levels.size() - 1));
    } else if (const auto common = intersect(before.domain, after.domain)) {
      result.domain = *common;
    }
    return result;
  }

  /// One unit of what the first samples have.
  void sample() {
    Sample sample;
    sample.data.cells.resize(joint_.ruleset.data.size());
    for (const Side* side : {&joint_.before, &joint_.after}) {
      if (side->ruleset->samples.empty()) continue;
      const UnitData& data = side->ruleset->samples[0].data;
      for (DatumId id = 0; id < side->data.size(); ++id) {
        const Datum& joint = joint_.ruleset.data[side->data[id]];
        const Cell& cell = data.cells[id];
        if (cell.state != Cell::State::known) continue;
        Cell read = read_cell(to_text(cell, side->ruleset->data[id], Language::zh), joint);
        if (read.state == Cell::State::known) sample.data.cells[side->data[id]] = std::move(read);
      }
    }
    sample.data.year = joint_.year;
    joint_.ruleset.samples.push_back(std::move(sample));
  }

  // --- steps ---

  void take_over(Side& side, int which) {
    std::map<Slot, DatumId> pinned;
    const auto first = joint_.ruleset.data.size() - pins_.size();
    for (std::size_t i = 0; i < pins_.size(); ++i)
      pinned[which == 0 ? pins_[i].first : pins_[i].second] = static_cast<DatumId>(first + i);
    std::map<std::string, int> unknowns;
    for (Slot slot = 0; slot < side.plan->steps.size(); ++slot) {
      const auto pin = pinned.find(slot);
      if (pin != pinned.end()) {
        Step step{Op::input, {none, none, none}, pin->second};
        side.slots.push_back(push(step));
      } else {
        side.slots.push_back(taken(side, side.plan->steps[slot], unknowns));
      }
    }
  }

  Slot taken(const Side& side, Step step, std::map<std::string, int>& unknowns) {
    const Plan& plan = *side.plan;
    for (Slot& operand : step.operands) operand = side.at(operand);
    step.expr = none;
    step.stage = 0;
    switch (step.op) {
      case Op::constant:
        return constant(plan.constants[step.index]);
      case Op::input:
        return input(side, step);
      case Op::blank:
      case Op::not_applicable:
        step.index = side.data[step.index];
        return push(step);
      case Op::date_of_year:
        return date(plan.dates[step.index]);
      case Op::fold:
        step.index = fold_index(side, *plan.folds[step.index]);
        return push(step);
      case Op::unknown: {
        // The k-th open choice among the same numbers stands for the k-th one of the other ruleset.
        const Interval& set = plan.sets[step.index];
        const std::string text = to_string(set);
        const std::uint32_t which = index_of(unknowns_, {text, unknowns[text]++});
        if (which == unknown_sets_.size()) {
          unknown_sets_.push_back(static_cast<std::uint32_t>(joint_.plan.sets.size()));
          joint_.plan.sets.push_back(set);
        }
        step.index = unknown_sets_[which];
        return push(step);
      }
      case Op::round:
        return rounded(step, plan.roundings[step.index]);
      case Op::within:
        return within(step, plan.sets[step.index]);
      default:
        return computed(step);
    }
  }

  Slot constant(const Rational& value) {
    auto& all = joint_.plan.constants;
    const auto found = std::find(all.begin(), all.end(), value);
    const Step step{Op::constant, {none, none, none}, static_cast<std::uint32_t>(found - all.begin())};
    if (found == all.end()) all.push_back(value);
    return push(step);
  }

  /// The joint datum; where its levels stand in other places, the place that this ruleset knows.
  Slot input(const Side& side, const Step& step) {
    const Datum& own = side.ruleset->data[step.index];
    const DatumId id = side.data[step.index];
    const Datum& joint = joint_.ruleset.data[id];
    Step leaf{Op::input, {none, none, none}, id};
    leaf.whole = joint.kind != Kind::quantity || (joint.whole && joint.unit.scale == 1);
    const Slot value = push(leaf);
    if (own.kind != Kind::level || own.levels == joint.levels) return value;
    Slot result = none;
    for (std::size_t i = joint.levels.size(); i-- > 0;) {
      const auto place = std::find(own.levels.begin(), own.levels.end(), joint.levels[i]);
      const Slot there = constant(Rational(place - own.levels.begin()));
      if (result == none) {
        result = there;
        continue;
      }
      Step test{Op::equal, {value, constant(Rational(i)), none}};
      test.whole = true;
      Step pick{Op::choose, {push(test), there, result}};
      pick.whole = true;
      result = push(pick);
    }
    return result;
  }

  Slot date(const YearlyDate& date) {
    joint_.dated = true;
    UnitData unit;
    unit.year = joint_.year;
    const Possible day = date_of_year(date, unit, 0);
    return constant(day.range.low.value);
  }

  std::uint32_t fold_index(const Side& side, const Fold& own) {
    const std::shared_ptr<const Fold> fold = fold_over(own, [&](DatumId id) { return side.data[id]; });
    const std::uint32_t index = index_of(folds_, fold_text(*fold, [](DatumId id) { return id; }));
    if (index == joint_.plan.folds.size()) joint_.plan.folds.push_back(fold);
    return index;
  }

  template <class Key>
  static std::uint32_t index_of(std::map<Key, std::uint32_t>& all, Key key) {
    return all.try_emplace(std::move(key), static_cast<std::uint32_t>(all.size())).first->second;
  }

  Slot rounded(Step step, const Rounding& rounding) {
    const std::optional<Rational>& grid = joint_.grids[step.operands[0]];
    if (grid && multiple(*grid, power_of_tenth(rounding.digits))) return step.operands[0];
    auto& all = joint_.plan.roundings;
    const auto found = std::find(all.begin(), all.end(), rounding);
    step.index = static_cast<std::uint32_t>(found - all.begin());
    if (found == all.end()) all.push_back(rounding);
    return push(step);
  }

  Slot within(Step step, const Interval& set) {
    if (set.contains(range(step.operands[0]))) return step.operands[0];
    auto& all = joint_.plan.sets;
    const auto found = std::find(all.begin(), all.end(), set);
    step.index = static_cast<std::uint32_t>(found - all.begin());
    if (found == all.end()) all.push_back(set);
    return push(step);
  }

  Slot computed(Step step) {
    auto& [a, b, c] = step.operands;
    if (commutes(step.op) && b < a) std::swap(a, b);
    if (step.op == Op::floor || step.op == Op::ceiling) {
      const std::optional<Rational>& grid = joint_.grids[a];
      if (grid && denominator(*grid) == 1) return a;
    }
    if (step.op == Op::minimum || step.op == Op::maximum) {
      for (const auto& [value, limit] : {std::pair(a, b), std::pair(b, a)}) {
        if (joint_.plan.steps[limit].op != Op::constant) continue;
        const Interval values = range(value), bound = range(limit);
        const Truth void_limit =
            step.op == Op::minimum ? less_equal(values, bound) : less_equal(bound, values);
        if (void_limit == Truth::yes) return value;
      }
    }
    return push(step);
  }

  Interval range(Slot slot) const { return range_of(joint_.ruleset, joint_.plan, slot); }

  Slot push(const Step& step) {
    const auto key = std::make_tuple(step.op, step.operands, step.index, step.why);
    const auto [place, fresh] = seen_.try_emplace(key, static_cast<Slot>(joint_.plan.steps.size()));
    if (fresh) {
      joint_.plan.steps.push_back(step);
      joint_.grids.push_back(grid(step));
    }
    return place->second;
  }

  /// What every value of the step is a multiple of, if that is known.
  std::optional<Rational> grid(const Step& step) const {
    const auto of = [&](int i) { return joint_.grids[step.operands[static_cast<std::size_t>(i)]]; };
    const auto common = [&](int i, int j) -> std::optional<Rational> {
      if (!of(i) || !of(j)) return std::nullopt;
      return common_grid(*of(i), *of(j));
    };
    switch (step.op) {
      case Op::constant:
        return Rational(abs(joint_.plan.constants[step.index]));
      case Op::input: {
        const Datum& datum = joint_.ruleset.data[step.index];
        if (datum.kind == Kind::quantity)
          return datum.whole ? std::optional<Rational>(datum.unit.scale) : std::nullopt;
        return Rational(1);
      }
      case Op::add:
      case Op::subtract:
      case Op::minimum:
      case Op::maximum:
        return common(0, 1);
      case Op::multiply:
        if (!of(0) || !of(1)) return std::nullopt;
        return Rational(*of(0) * *of(1));
      case Op::negate:
      case Op::absolute:
      case Op::within:
        return of(0);
      case Op::choose:
        return chosen_grid(step);
      case Op::round:
        return power_of_tenth(joint_.plan.roundings[step.index].digits);
      case Op::fault:
        return Rational(0);
      case Op::divide:
      case Op::unknown:
      case Op::fold:
        return std::nullopt;
      default:
        return Rational(1);  // conditions, whole numbers, dates
    }
  }

  std::optional<Rational> chosen_grid(const Step& step) const {
    const auto &then = joint_.grids[step.operands[1]], &otherwise = joint_.grids[step.operands[2]];
    if (!then || !otherwise) return std::nullopt;
    return common_grid(*then, *otherwise);
  }

  const Pins& pins_;
  Joint joint_;
  std::map<std::tuple<Op, std::array<Slot, 3>, std::uint32_t, FaultKind>, Slot> seen_;
  std::map<std::pair<std::string, int>, std::uint32_t> unknowns_;
  std::map<std::string, std::uint32_t> folds_;
  std::vector<std::uint32_t> unknown_sets_;  // by unknown: its place among the joint sets
};

}  // namespace

UnitData Joint::unit_of(const Side& side, const UnitData& joint) const {
  UnitData unit;
  unit.year = joint.year;
  for (DatumId id = 0; id < side.data.size(); ++id) {
    const Cell& cell = joint.cells[side.data[id]];
    const Datum& own = side.ruleset->data[id];
    unit.cells.push_back(read_cell(to_text(cell, ruleset.data[side.data[id]], Language::zh), own));
  }
  return unit;
}

Joint join(const Ruleset& before, const Plan& before_plan, const Ruleset& after, const Plan& after_plan,
           const Pins& pins) {
  return Joiner(before, before_plan, after, after_plan, pins).run();
}

}  // namespace rubric::engine
