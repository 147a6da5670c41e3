#include "engine/search.hpp"

#include <algorithm>

#include "engine/evaluate.hpp"
#include "engine/symbolic.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {

Slice::Slice(const Plan& plan, const std::vector<Slot>& slots) : place_(plan.steps.size(), none) {
  std::vector<Slot> open = slots, found;
  std::vector<bool> seen(plan.steps.size(), false);
  while (!open.empty()) {
    const Slot slot = open.back();
    open.pop_back();
    if (slot == none || seen[slot]) continue;
    seen[slot] = true;
    found.push_back(slot);
    for (const Slot operand : plan.steps[slot].operands) open.push_back(operand);
  }
  std::sort(found.begin(), found.end());
  plan_.roundings = plan.roundings;
  plan_.sets = plan.sets;
  plan_.dates = plan.dates;
  plan_.folds = plan.folds;
  plan_.stages.assign(1, {});
  for (const Slot slot : found) {
    Step step = plan.steps[slot];
    for (Slot& operand : step.operands) operand = at(operand);
    if (step.op == Op::constant) {
      plan_.constants.push_back(plan.constants[step.index]);
      step.index = static_cast<std::uint32_t>(plan_.constants.size() - 1);
    }
    place_[slot] = push(step);
  }
}

Slot Slice::push(const Step& step) {
  plan_.steps.push_back(step);
  plan_.steps.back().stage = 0;
  const auto slot = static_cast<Slot>(plan_.steps.size() - 1);
  plan_.stages[0].push_back(slot);
  if (step.op == Op::unknown) plan_.has_unknown = true;
  return slot;
}

Slot Slice::constant(const Rational& value) {
  const auto [place, fresh] = constants_.try_emplace(value, none);
  if (!fresh) return place->second;
  plan_.constants.push_back(value);
  const auto index = static_cast<std::uint32_t>(plan_.constants.size() - 1);
  return place->second = push({Op::constant, {none, none, none}, index});
}

Slot Slice::apply(Op op, Slot a, Slot b) {
  const auto [place, fresh] = applied_.try_emplace({op, a, b}, none);
  if (!fresh) return place->second;
  Step step{op, {a, b, none}};
  step.whole = operation(op).whole;
  return place->second = push(step);
}

Slot Slice::all(const std::vector<Slot>& conditions) {
  Slot result = none;
  for (const Slot c : conditions) result = result == none ? c : apply(Op::both, result, c);
  return result == none ? constant(1) : result;
}

ItemSlots Slice::at(const ItemSlots& slots) const {
  ItemSlots here = slots;
  for (Slot* slot :
       {&here.dropped, &here.unchosen, &here.zero, &here.zero_denominator, &here.missing, &here.actual,
        &here.target, &here.base, &here.unlimited, &here.reduced, &here.raw, &here.score})
    *slot = at(*slot);
  for (std::vector<Slot>* list :
       {&here.not_applicable, &here.conditions, &here.values, &here.losses, &here.explain}) {
    for (Slot& slot : *list) slot = at(slot);
  }
  for (Limit& limit : here.limits) limit.amount = at(limit.amount);
  for (ItemSlots& part : here.parts) part = at(part);
  return here;
}

std::vector<Slot> slots_of(const ItemSlots& slots) {
  std::vector<Slot> all{slots.dropped,   slots.unchosen, slots.zero,   slots.zero_denominator,
                        slots.missing,   slots.actual,   slots.target, slots.base,
                        slots.unlimited, slots.reduced,  slots.raw,    slots.score};
  for (const std::vector<Slot>* list :
       {&slots.not_applicable, &slots.conditions, &slots.values, &slots.losses, &slots.explain})
    all.insert(all.end(), list->begin(), list->end());
  for (const Limit& limit : slots.limits) all.push_back(limit.amount);
  for (const ItemSlots& part : slots.parts) {
    const std::vector<Slot> inner = slots_of(part);
    all.insert(all.end(), inner.begin(), inner.end());
  }
  return all;
}

bool reaches(const Slice& slice, const Sought& aim, const UnitData& unit) {
  const bool exact =
      !slice.plan().has_unknown && std::all_of(unit.cells.begin(), unit.cells.end(), [](const Cell& cell) {
        return cell.state == Cell::State::known || cell.state == Cell::State::not_applicable;
      });
  const Possible found =
      exact ? evaluate_exact(slice.plan(), unit)[aim.slot] : evaluate_interval(slice.plan(), unit)[aim.slot];
  if (aim.fault != FaultKind::no_fault) return !found.possible && found.fault.kind == aim.fault;
  return found.known() && found.range.low.value == 1;
}

namespace {

const Text too_many{"情形太多", "there are too many cases"};
const Text no_unit{"没有找到能重算的单位", "no unit that shows it was found"};
const Text nonlinear{"几项数据相乘，不能逐段判定",
                     "data are multiplied with each other, which is not taken apart"};
const Text other_years{"只核对了前几个年度", "only the first years were gone through"};
const Text left_open{"标准没有写明", "the standard leaves it open"};

constexpr int most_tries = 60;  // points of one part that are computed
constexpr int most_years = 12;
constexpr int most_bisections = 6;  // of one part where no comparison says where to split

class Search {
 public:
  Search(const Ruleset& ruleset, const UnitData& plain, const Slice& slice, const Sought& aim, Cells cells)
      : ruleset_(ruleset),
        slice_(slice),
        aim_(aim),
        sources_(ruleset, slice.plan(), cells == Cells::given),
        plain_(plain) {}

  Answer run() {
    if (reaches(plain_)) return {Truth::yes, plain_, {}};
    Answer answer{Truth::no, {}, {}};
    bool all = true;
    for (const int year : years(all)) {
      plain_.year = year;
      if (search(year, answer)) return answer;
    }
    if (!all) leave_open(answer, other_years);
    return answer;
  }

 private:
  struct Open {
    Part part;
    int bisected = 0;
  };

  /// The years whose dates are looked at. Where dates are compared with 当年 and 次年 alone, four years in a
  /// row have every length and order that there is; where one is fixed (2024-06-30), `all` says whether these
  /// are all years in which the rules are in force.
  std::vector<int> years(bool& all) const {
    const std::vector<Step>& steps = slice_.plan().steps;
    const bool dated =
        std::any_of(steps.begin(), steps.end(), [](const Step& step) { return step.op == Op::date_of_year; });
    if (!dated) return {*plain_.year};
    const int first = ruleset_.first_year.value_or(*plain_.year);
    const int last = std::min(ruleset_.last_year.value_or(first + 3), first + most_years - 1);
    const bool fixed = std::any_of(ruleset_.exprs.begin(), ruleset_.exprs.end(), [](const Expr& e) {
      return e.op == Op::constant && e.unit.dimension == Dimension::date;
    });
    all = !fixed || (ruleset_.first_year && ruleset_.last_year && last == *ruleset_.last_year);
    std::vector<int> years;
    for (int year = first; year <= last; ++year) years.push_back(year);
    return years;
  }

  /// True if a unit was found; else `answer` says whether that is proved.
  bool search(int year, Answer& answer) {
    Part all;
    for (const Source& source : sources_.all) all.ranges.push_back(source.range);
    std::vector<Open> open{{std::move(all), 0}};
    int splits = 0;
    while (!open.empty()) {
      Open now = std::move(open.back());
      open.pop_back();
      SymbolicRun run(slice_.plan(), sources_, now.part, year);
      const Truth there =
          reached(aim_.fault == FaultKind::no_fault ? run.condition(aim_.slot) : run.at(aim_.slot));
      if (there == Truth::no) continue;
      const bool stuck = there == Truth::maybe && !run.split();
      if (there == Truth::yes || stuck) {
        if (concrete(now.part, answer)) return true;
        if (there == Truth::yes || now.bisected >= most_bisections) {
          leave_open(answer, there == Truth::yes         ? no_unit
                             : slice_.plan().has_unknown ? left_open
                                                         : nonlinear);
          continue;
        }
      }
      if (++splits > most_splits) {
        leave_open(answer, too_many);
        return false;
      }
      const std::optional<Split> split = stuck ? halves(now.part) : run.split();
      if (!split) {
        leave_open(answer, slice_.plan().has_unknown ? left_open : nonlinear);
        continue;
      }
      for (Part& part : cut(now.part, *split, sources_.all))
        open.push_back({std::move(part), now.bisected + (stuck ? 1 : 0)});
    }
    return false;
  }

  static void leave_open(Answer& answer, const Text& reason) {
    if (answer.exists == Truth::maybe) return;
    answer.exists = Truth::maybe;
    answer.reason = reason;
  }

  Truth reached(const Symbol& f) const {
    if (aim_.fault != FaultKind::no_fault) {
      if (!(f.faults & fault_bit(aim_.fault))) return Truth::no;
      return !f.sound && f.faults == fault_bit(aim_.fault) ? Truth::yes : Truth::maybe;
    }
    if (!f.sound || !f.range.contains(Rational(1))) return Truth::no;
    return f.faults == 0 && f.range.is_point() ? Truth::yes : Truth::maybe;
  }

  /// Where no comparison says how: the widest source at a short number in its middle.
  std::optional<Split> halves(const Part& part) const {
    std::optional<Split> best;
    Rational width = -1;
    for (Variable v = 0; v < part.ranges.size(); ++v) {
      const Interval& range = part.ranges[v];
      if (range.is_point()) continue;
      const bool endless = range.low.infinite || range.high.infinite;
      const Unit unit = unit_of(v);
      const Rational now =
          endless ? Rational(1000000) : Rational((range.high.value - range.low.value) / unit.scale);
      if (now <= width) continue;
      width = now;
      Interval below;
      below.high = Bound::closed_at(short_number(range, unit));
      best = Split{Linear::variable(v), Linear::number(1), below};
    }
    return best;
  }

  Unit unit_of(Variable v) const {
    const Source& source = sources_.all[v];
    if (source.what == Source::What::value) return ruleset_.data[source.index].unit;
    if (source.what != Source::What::fold) return {};
    const Fold& fold = *slice_.plan().folds[source.index];
    const bool one = fold.many.size() == 1 && fold.many[0].size() == 1 && fold.kind != FoldKind::count;
    return one ? ruleset_.data[fold.many[0][0]].unit : Unit{};
  }

  /// A unit of the part that reaches the aim.
  bool concrete(const Part& part, Answer& answer) const {
    const System system(part.ranges, part.conditions);
    return system.find([&](Variable v, const Interval& range) { return choices(v, range); }, most_tries,
                       [&](const std::vector<Rational>& point) {
                         const std::optional<UnitData> unit = unit_at(point);
                         if (!unit || !reaches(*unit)) return false;
                         answer = {Truth::yes, *unit, {}};
                         return true;
                       });
  }

  /// The plain unit's own value first, then short ones.
  std::vector<Rational> choices(Variable v, const Interval& range) const {
    const Source& source = sources_.all[v];
    const Unit unit = unit_of(v);
    std::vector<Rational> all;
    const auto offer = [&](const Rational& value) {
      const bool fits = range.contains(value) && (source.grid == 0 || denominator(value / source.grid) == 1);
      if (!fits || std::find(all.begin(), all.end(), value) != all.end()) return;
      if (source.what == Source::What::value && !cell_with(ruleset_.data[source.index], value)) return;
      all.push_back(value);
    };
    if (source.what == Source::What::value) {
      const Cell& cell = plain_.cells[source.index];
      if (cell.state == Cell::State::known && cell.value.is_point()) offer(cell.value.low.value);
    }
    if (source.grid != 0) {
      const std::optional<Interval> whole =
          integers_within(multiply(range, Interval::point(1 / source.grid)));
      if (!whole) return all;
      const Rational middle = short_number(*whole, Unit{});
      offer(Rational(floor(middle)) * source.grid);
      if (!whole->low.infinite) offer(whole->low.value * source.grid);
      if (!whole->high.infinite) offer(whole->high.value * source.grid);
    } else {
      offer(short_number(range, unit));
      for (const Bound* end : {&range.low, &range.high}) {
        if (!end->infinite && !end->open) offer(end->value);
      }
    }
    for (const int n : {1000, 100, 10, 1, 900, 1200, 3, 7, 0, 10000}) offer(n * unit.scale);
    return all;
  }

  std::optional<UnitData> unit_at(const std::vector<Rational>& point) const {
    UnitData unit = plain_;
    std::vector<bool> blank(unit.cells.size(), false);
    for (Variable v = 0; v < point.size(); ++v) {
      const Source& source = sources_.all[v];
      if (source.what == Source::What::fold) {
        if (!fill(*slice_.plan().folds[source.index], point[v], unit)) return std::nullopt;
        continue;
      }
      const Datum& datum = ruleset_.data[source.index];
      Cell& cell = unit.cells[source.index];
      if (source.what == Source::What::value) {
        if (blank[source.index] || datum.many) continue;
        const std::optional<Cell> found = cell_with(datum, point[v]);
        if (!found) return std::nullopt;
        cell = *found;
      } else if (point[v] == 1) {
        cell = read_cell(source.what == Source::What::blank ? "" : "不适用", datum);
        blank[source.index] = true;
      }
    }
    return unit;
  }

  /// One value in the cell, or as many as are counted.
  bool fill(const Fold& fold, const Rational& value, UnitData& unit) const {
    if (fold.many.size() != 1 || fold.many[0].size() != 1) return false;
    const Datum& datum = ruleset_.data[fold.many[0][0]];
    Cell& cell = unit.cells[fold.many[0][0]];
    if (fold.kind != FoldKind::count) {
      const std::optional<Cell> found = cell_with(datum, value);
      if (found) cell = *found;
      return found.has_value();
    }
    if (value < 1 || value > 50) return false;
    std::string text;
    for (Rational i = 0; i < value; i += 1) text += (i == 0 ? "" : "；") + cell.text;
    cell = read_cell(text, datum);
    return cell.state == Cell::State::known;
  }

  bool reaches(const UnitData& unit) const { return engine::reaches(slice_, aim_, unit); }

  const Ruleset& ruleset_;
  const Slice& slice_;
  const Sought& aim_;
  Sources sources_;
  UnitData plain_;
};

}  // namespace

Answer look_for(const Ruleset& ruleset, const UnitData& plain, const Slice& slice, const Sought& aim,
                Cells cells) {
  return Search(ruleset, plain, slice, aim, cells).run();
}

}  // namespace rubric::engine
