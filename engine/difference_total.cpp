#include "engine/difference_total.hpp"

#include <algorithm>
#include <map>

#include "engine/difference_item.hpp"
#include "engine/entry.hpp"
#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

using List = ItemDifference::List;
using Match = ItemDifference::Match;

/// Units that are tried to show a change of total or grade, and values of one datum among them.
constexpr int max_tried = 1500;
constexpr std::size_t max_values = 24;

bool matched(const ItemDifference& item) {
  return item.match == Match::matched || item.match == Match::renamed;
}

Interval with_zero(const Interval& change) {
  return hull(change, Interval::point(0));
}

/// A fixed sequence that looks random: the same units on every machine.
class Sequence {
 public:
  std::uint32_t below(std::uint32_t end) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<std::uint32_t>(state_ >> 33) % end;
  }

 private:
  std::uint64_t state_ = 20240630;
};

class Totals {
 public:
  Totals(const UnitData& plain, Difference& result)
      : plain_(plain),
        result_(result),
        joint_(result.joint),
        before_(*result.joint.before.ruleset),
        after_(*result.joint.after.ruleset) {}

  void run() {
    same_rules();
    shifts();
    if (result_.total_rules_same && result_.items_equal()) result_.totals = Verdict::proved;
    if (result_.totals == Verdict::proved && result_.grade_rules_same) result_.grades = Verdict::proved;
    bound();
    if (result_.grades == Verdict::proved) return;
    look_for_units();
    if (result_.falls || result_.rises) result_.totals = Verdict::refuted;
    const Interval& change = result_.total_change;
    result_.least_shown = result_.falls && change.low == Bound::closed_at(change_of(*result_.falls));
    result_.most_shown = result_.rises && change.high == Bound::closed_at(change_of(*result_.rises));
    if (!result_.moves.empty()) result_.grades = Verdict::refuted;
  }

 private:
  // --- what holds for all units ---

  void same_rules() {
    Pins pins;
    for (const ItemDifference& item : result_.items) {
      if (!matched(item)) continue;
      const Slot a = slots_in(*joint_.before.plan, item.list)[item.before].score;
      const Slot b = slots_in(*joint_.after.plan, item.list)[item.after].score;
      const bool fixed =
          joint_.before.plan->steps[a].op == Op::constant || joint_.after.plan->steps[b].op == Op::constant;
      if (!fixed) pins.emplace_back(a, b);
    }
    pinned_ = join(before_, *joint_.before.plan, after_, *joint_.after.plan, pins);
    const auto same = [&](Slot Plan::*slot) {
      return pinned_.before.at(pinned_.before.plan->*slot) == pinned_.after.at(pinned_.after.plan->*slot);
    };
    result_.total_rules_same = same(&Plan::total);
    bool names = before_.grades.size() == after_.grades.size();
    for (std::size_t g = 0; names && g < before_.grades.size(); ++g)
      names = before_.grades[g].name == after_.grades[g].name;
    result_.grade_rules_same = names && same(&Plan::grade);
  }

  /// Bounds the change of the total by what the scores may change by, as far as they enter by addition and
  /// limits: none of these makes a change larger. 折算 does, and vetoes that are others now may.
  void bound() {
    if (result_.totals == Verdict::proved) {
      result_.total_change = Interval::point(0);
      return;
    }
    result_.total_change = Interval{};
    const Interval apart = subtract(total_range(joint_.after), total_range(joint_.before));
    std::optional<Interval> sum = change_of_sum();
    if (sum && same_vetoes() && same_limit())
      sum = rounded_change(with_zero(*sum), before_.total_rounding, after_.total_rounding);
    else
      sum.reset();
    result_.total_change = sum ? intersect(*sum, apart).value_or(apart) : apart;
  }

  Interval total_range(const Side& side) const {
    return range_of(joint_.ruleset, joint_.plan, side.at(side.plan->total));
  }

  std::optional<Interval> change_of_sum() const {
    std::map<Slot, int> terms;
    add_terms(pinned_.after.at(pinned_.after.plan->adjusted), 1, terms);
    add_terms(pinned_.before.at(pinned_.before.plan->adjusted), -1, terms);
    Interval change = Interval::point(0);
    for (const auto& [slot, count] : terms) {
      if (count == 0) continue;
      const Interval range = range_of(pinned_.ruleset, pinned_.plan, slot);
      change = add(change, multiply(range, Interval::point(count)));
    }
    for (const ItemDifference& item : result_.items) {
      if (!matched(item)) continue;  // stands among the terms
      const Interval own = with_zero(item.change);
      change = item.list == List::penalties ? subtract(change, own) : add(change, own);
    }
    const bool plain =
        before_.total_most == after_.total_most && !drops(*joint_.before.plan) && !drops(*joint_.after.plan);
    return plain ? std::optional(change) : std::nullopt;
  }

  static bool drops(const Plan& plan) {
    return std::any_of(plan.items.begin(), plan.items.end(),
                       [](const ItemSlots& item) { return item.dropped != none; });
  }

  void add_terms(Slot slot, int sign, std::map<Slot, int>& terms) const {
    const Step& step = pinned_.plan.steps[slot];
    if (step.op == Op::add || step.op == Op::subtract) {
      add_terms(step.operands[0], sign, terms);
      add_terms(step.operands[1], step.op == Op::add ? sign : -sign, terms);
    } else {
      terms[slot] += sign;
    }
  }

  bool same_vetoes() const {
    if (before_.vetoes.size() != after_.vetoes.size()) return false;
    for (std::size_t i = 0; i < before_.vetoes.size(); ++i) {
      const Veto &a = before_.vetoes[i], &b = after_.vetoes[i];
      const Slot holds = joint_.before.at(joint_.before.plan->veto_conditions[i]);
      if (a.outcome != b.outcome || a.points != b.points ||
          holds != joint_.after.at(joint_.after.plan->veto_conditions[i]))
        return false;
    }
    return true;
  }

  bool same_limit() const { return before_.total_most == after_.total_most; }

  /// Totals that one scale puts elsewhere than the other.
  void shifts() {
    std::vector<Rational> ends;
    for (const Ruleset* rules : {&before_, &after_}) {
      for (const Grade& grade : rules->grades) {
        for (const Bound* end : {&grade.range.low, &grade.range.high}) {
          if (!end->infinite) ends.push_back(end->value);
        }
      }
    }
    Interval all;
    all.low = Bound::closed_at(0);
    for (const Interval& piece : split(all, ends)) {
      const std::uint32_t old = grade_at(before_, piece), now = grade_at(after_, piece);
      if (grade_name(before_, old) == grade_name(after_, now)) continue;
      std::vector<GradeShift>& list = result_.shifts;
      const bool goes_on = !list.empty() && list.back().before == old && list.back().after == now &&
                           list.back().totals.high.value == piece.low.value &&
                           !(list.back().totals.high.open && piece.low.open);
      if (goes_on) {
        list.back().totals = hull(list.back().totals, piece);
      } else {
        list.push_back({piece, old, now});
      }
    }
  }

  static std::uint32_t grade_at(const Ruleset& rules, const Interval& piece) {
    for (std::uint32_t g = 0; g < rules.grades.size(); ++g) {
      if (rules.grades[g].range.contains(piece)) return g;
    }
    return none;
  }

  static std::string grade_name(const Ruleset& rules, std::uint32_t grade) {
    return grade == none ? std::string() : rules.grades[grade].name;
  }

  // --- units that show it ---

  void look_for_units() {
    std::vector<UnitData> bases = bases_to_try();
    for (const UnitData& unit : bases) note(unit);
    std::vector<std::vector<Cell>> values;
    for (DatumId id = 0; id < joint_.ruleset.data.size(); ++id) values.push_back(values_of(id));
    Sequence random;
    for (int tried = 0; tried < max_tried; ++tried) {
      UnitData unit = bases[random.below(static_cast<std::uint32_t>(bases.size()))];
      for (DatumId id = 0; id < values.size(); ++id) {
        if (values[id].empty() || random.below(3) != 0) continue;
        unit.cells[id] = values[id][random.below(static_cast<std::uint32_t>(values[id].size()))];
      }
      note(unit);
    }
  }

  std::vector<UnitData> bases_to_try() const {
    std::vector<UnitData> bases{plain_};
    for (const int sign : {-1, 1}) {
      UnitData all = plain_;  // all that falls, or rises, in one unit
      for (const ItemDifference& item : result_.items) {
        for (const Region& region : item.regions) {
          if (!region.unit) continue;
          if (sign < 0) bases.push_back(*region.unit);
          const bool goes = sign < 0 ? region.change.low.infinite || region.change.low.value < 0
                                     : region.change.high.infinite || region.change.high.value > 0;
          if (!goes) continue;
          for (DatumId id = 0; id < all.cells.size(); ++id) {
            if (region.unit->cells[id].text != plain_.cells[id].text) all.cells[id] = region.unit->cells[id];
          }
        }
      }
      bases.push_back(std::move(all));
    }
    return bases;
  }

  /// Cells that are worth trying: ends of the range, numbers that the rules compare with and what lies beside
  /// them, shares of what the plain unit has.
  std::vector<Cell> values_of(DatumId id) const {
    const Datum& datum = joint_.ruleset.data[id];
    const Cell& plain = plain_.cells[id];
    std::vector<Rational> numbers;
    std::vector<Cell> cells;
    if (datum.kind == Kind::text || datum.many || datum.cohort) return cells;
    if (datum.kind == Kind::yes_no) numbers = {0, 1};
    for (std::size_t level = 0; level < datum.levels.size(); ++level) numbers.push_back(Rational(level));
    if (datum.kind == Kind::quantity) {
      const Rational step = entry_step(datum, plain);
      for (const Bound* end : {&datum.domain.low, &datum.domain.high}) {
        if (!end->infinite) numbers.push_back(end->value);
      }
      const bool amount = plain.state == Cell::State::known && plain.value.low.value > 1;
      for (const Plan* plan : {joint_.before.plan, joint_.after.plan}) {
        for (const Rational& constant : plan->constants) {
          numbers.insert(numbers.end(), {constant, Rational(constant - step), Rational(constant + step)});
          if (amount && constant > 0 && constant <= 2)
            numbers.push_back(round(Rational(plain.value.low.value * constant / step), {}) * step);
        }
      }
    }
    for (const Rational& number : numbers) {
      if (cells.size() >= max_values || !datum.domain.contains(number)) continue;
      std::optional<Cell> cell = entry(number, datum, Language::zh);
      if (cell) cells.push_back(std::move(*cell));
    }
    return cells;
  }

  void note(const UnitData& unit) {
    const Outcome old = evaluate(*joint_.before.plan, joint_.unit_of(joint_.before, unit));
    const Outcome now = evaluate(*joint_.after.plan, joint_.unit_of(joint_.after, unit));
    if (!old.total.known() || !now.total.known()) return;
    GradeMove move;
    move.before = grade_of(old);
    move.after = grade_of(now);
    move.unit = unit;
    move.total_before = old.total;
    move.total_after = now.total;
    const Rational change = now.total.range.low.value - old.total.range.low.value;
    if (change < 0 && (!result_.falls || change < change_of(*result_.falls))) result_.falls = move;
    if (change > 0 && (!result_.rises || change > change_of(*result_.rises))) result_.rises = move;
    if (grade_name(before_, move.before) == grade_name(after_, move.after)) return;
    const bool found = std::any_of(result_.moves.begin(), result_.moves.end(), [&](const GradeMove& other) {
      return other.before == move.before && other.after == move.after;
    });
    if (!found) result_.moves.push_back(std::move(move));
  }

  static Rational change_of(const GradeMove& move) {
    return move.total_after.range.low.value - move.total_before.range.low.value;
  }

  static std::uint32_t grade_of(const Outcome& outcome) {
    if (!outcome.grade.known()) return none;
    return static_cast<std::uint32_t>(numerator(outcome.grade.range.low.value));
  }

  const UnitData& plain_;
  Difference& result_;
  const Joint& joint_;
  Joint pinned_;
  const Ruleset &before_, &after_;
};

}  // namespace

void compare_totals(const UnitData& plain, Difference& result) {
  Totals(plain, result).run();
}

}  // namespace rubric::engine
