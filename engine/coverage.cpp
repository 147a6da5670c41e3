#include "engine/coverage.hpp"

#include <algorithm>
#include <set>

#include "engine/evaluate.hpp"
#include "engine/threshold.hpp"

namespace rubric::engine {
namespace {

using About = Goal::About;
using Side = Goal::Side;
using Figures = std::vector<Possible>;  // of every slot, for one sample

std::optional<Rational> number(const Figures& trace, Slot slot) {
  if (slot == none || !trace[slot].known()) return std::nullopt;
  return trace[slot].range.low.value;
}

bool is(const Figures& trace, Slot slot, int value) {
  const std::optional<Rational> found = number(trace, slot);
  return found && *found == value;
}

/// A unit of which nothing is known but the ranges of its data.
UnitData any_unit(const Ruleset& ruleset) {
  UnitData data;
  for (const Datum& datum : ruleset.data) {
    Cell cell;
    cell.state = Cell::State::bounded;
    cell.value = datum.domain;
    data.cells.push_back(std::move(cell));
  }
  return data;
}

/// The goals of one indicator and which of them the traces show.
class Goals {
 public:
  Goals(const Ruleset& ruleset, const Plan& plan, const Figures& widest, std::vector<const Figures*> traces)
      : ruleset_(ruleset), plan_(plan), widest_(widest), traces_(std::move(traces)) {}

  std::vector<Goal> of(const Item& item, const ItemSlots& slots) {
    if (item.form == Form::unscored) return {};
    rows(item, slots);
    clauses(item, slots);
    limits(item, slots);
    if (item.choice) {
      std::vector<std::string> titles;
      for (const Item& part : item.parts) titles.push_back(part.title);
      choice(*item.choice, titles, slots.parts);
    }
    for (const Threshold& threshold : thresholds(ruleset_, item)) boundary(item, slots, threshold);
    return std::move(goals_);
  }

  /// 加分, 减分: as any indicator, and whether there is some.
  std::vector<Goal> of_adjustment(const Item& item, const ItemSlots& slots) {
    const auto given = [&](const Figures& trace) { return number(trace, slots.score); };
    add({About::adjustment, Side::holds, item.title}, [&](const Figures& trace) {
      const std::optional<Rational> found = given(trace);
      return found && *found != 0;
    });
    add({About::adjustment, Side::fails, item.title},
        [&](const Figures& trace) { return given(trace) == Rational(0); });
    return of(item, slots);
  }

  /// 择一 among the items of a group.
  std::vector<Goal> of_group(const Group& group, const std::vector<std::string>& titles,
                             const std::vector<ItemSlots>& members) {
    choice(*group.choice, titles, members);
    return std::move(goals_);
  }

  std::vector<Goal> of_total() {
    of_vetoes();
    if (ruleset_.total_most && plan_.vetoed != none && reaches(plan_.vetoed, *ruleset_.total_most)) {
      const Rational& most = *ruleset_.total_most;
      add({About::total_most, Side::reached, ""}, [&](const Figures& trace) {
        const std::optional<Rational> found = number(trace, plan_.vetoed);
        return found && *found >= most;
      });
      add({About::total_most, Side::not_reached, ""}, [&](const Figures& trace) {
        const std::optional<Rational> found = number(trace, plan_.vetoed);
        return found && *found < most;
      });
    }
    if (plan_.grade != none) grades();
    return std::move(goals_);
  }

 private:
  void of_vetoes() {
    for (std::size_t i = 0; i < plan_.veto_conditions.size(); ++i) {
      const Veto& veto = ruleset_.vetoes[i];
      if (veto.condition != none)
        condition(About::veto, veto.title, veto.condition, plan_.veto_conditions[i]);
    }
  }

  bool reaches(Slot slot, const Rational& value) const {
    const Interval& range = widest_[slot].range;
    return widest_[slot].possible && (range.high.infinite || range.high.value >= value);
  }

  /// Each grade is got, and the total lies just below, on and just above each bound between two.
  void grades() {
    const bool rounded = ruleset_.grade_by_rounded && ruleset_.total_rounding;
    const Slot total = ruleset_.grade_by_rounded ? plan_.total : plan_.limited;
    std::set<Rational> bounds;
    for (std::size_t g = 0; g < ruleset_.grades.size(); ++g) {
      const Grade& grade = ruleset_.grades[g];
      if (!widest_[plan_.grade].range.contains(Rational(g))) continue;
      add({About::grade, Side::taken, grade.name},
          [&](const Figures& trace) { return is(trace, plan_.grade, static_cast<int>(g)); });
      for (const Bound* end : {&grade.range.low, &grade.range.high}) {
        if (!end->infinite && end->value != 0) bounds.insert(end->value);
      }
    }
    for (const Rational& at : bounds) {
      const int digits = rounded ? ruleset_.total_rounding->digits : std::max(2, decimals(at, 6).value_or(2));
      const Rational step = power_of_tenth(digits);
      const Threshold bound{none, at, Rational(at - step), Rational(at + step), true};
      beside(Side::below, bound, total, bound.below, true, About::grade_bound);
      beside(Side::at, bound, total, at, true, About::grade_bound);
      beside(Side::above, bound, total, bound.above, true, About::grade_bound);
    }
  }

  /// A member counts where its score is the one taken, and another member's would have been another.
  void choice(const Choice& choice, const std::vector<std::string>& titles,
              const std::vector<ItemSlots>& members) {
    if (choice.what == Choice::What::unstated) return;
    for (std::size_t i = 0; i < members.size(); ++i) {
      add({About::choice, Side::taken, titles[i]}, [&](const Figures& trace) {
        if (choice.what == Choice::What::by) return chosen_by(choice, trace, i);
        const std::optional<Rational> own = number(trace, members[i].score);
        if (!own) return false;
        bool other = false;
        for (const ItemSlots& member : members) {
          const std::optional<Rational> score = number(trace, member.score);
          if (!score) return false;
          if (choice.what == Choice::What::highest ? *score > *own : *score < *own) return false;
          other = other || *score != *own;
        }
        return other;
      });
    }
  }

  bool chosen_by(const Choice& choice, const Figures& trace, std::size_t member) const {
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      const Step& step = plan_.steps[slot];
      if (step.op != Op::input || step.index != choice.datum) continue;
      const std::optional<Rational> level = number(trace, slot);
      return level && choice.members[static_cast<std::size_t>(numerator(*level))] == member;
    }
    return false;
  }

  template <class Shows>
  void add(Goal goal, const Shows& shows) {
    goal.shown = std::any_of(traces_.begin(), traces_.end(), [&](const Figures* t) { return shows(*t); });
    goals_.push_back(std::move(goal));
  }

  // --- rows ---

  void rows(const Item& item, const ItemSlots& slots) {
    for (std::size_t i = 0; i < item.tiers.size(); ++i)
      row({About::tier, Side::taken, name(item.tiers[i])}, slots, i);
    for (std::size_t i = 0; i < item.levels.size(); ++i) {
      row({About::level, Side::taken, level_names(ruleset_, item, item.levels[i])}, slots, i);
    }
    for (std::size_t i = 0; i < item.checks.size(); ++i) {
      const CheckRow& check = item.checks[i];
      if (check.condition != none) condition(About::check, check.text, check.condition, slots.conditions[i]);
    }
  }

  void row(Goal goal, const ItemSlots& slots, std::size_t i) {
    add(std::move(goal), [&](const Figures& trace) {
      for (std::size_t before = 0; before < i; ++before) {
        if (!is(trace, slots.conditions[before], 0)) return false;
      }
      return is(trace, slots.conditions[i], 1) && !overruled(trace, slots);
    });
  }

  static std::string name(const TierRow& row) { return row.condition == none ? "" : row.condition_text; }

  /// Whether 不得分 or 不适用 takes the place of what the rows give.
  static bool overruled(const Figures& trace, const ItemSlots& slots) {
    if (is(trace, slots.zero, 1)) return true;
    return std::any_of(slots.not_applicable.begin(), slots.not_applicable.end(),
                       [&](Slot slot) { return is(trace, slot, 1); });
  }

  // --- conditions ---

  void clauses(const Item& item, const ItemSlots& slots) {
    for (std::size_t i = 0; i < item.zero_if.size(); ++i) {
      const ExprId id = item.zero_if[i];
      condition(About::zero, i < item.zero_text.size() ? item.zero_text[i] : "", id, plan_.of_expr[id]);
    }
    for (std::size_t i = 0; i < slots.not_applicable.size(); ++i) {
      const NotApplicable& clause = item.not_applicable[i];
      condition(About::not_applicable, clause.text, clause.condition, slots.not_applicable[i]);
    }
    for (const Pool& pool : item.deductions) {
      if (pool.condition != none) {
        condition(About::deduction, pool.text, pool.condition, plan_.of_expr[pool.condition]);
      }
    }
    for (std::size_t i = 0; i < slots.explain.size(); ++i) {
      condition(About::explain, item.explain_if[i].text, item.explain_if[i].condition, slots.explain[i]);
    }
    both_ways(About::missing, "", slots.missing);
    const Slot zero = slots.zero_denominator;
    if (zero != none && widest_[zero].range.contains(1)) both_ways(About::zero_denominator, "", zero);
  }

  void condition(About about, const std::string& text, ExprId id, Slot slot) {
    both_ways(about, text, slot);
    const std::vector<ExprId> operands = operands_of(ruleset_, id);
    if (operands.size() < 2) return;
    for (const ExprId operand : operands) {
      Goal goal{about, Side::decides, text, operand};
      goal.shown = decides(id, operand, true) && decides(id, operand, false);
      goals_.push_back(std::move(goal));
    }
  }

  void both_ways(About about, const std::string& text, Slot slot) {
    if (slot == none || plan_.steps[slot].op == Op::constant) return;
    add({about, Side::holds, text}, [&](const Figures& trace) { return is(trace, slot, 1); });
    add({about, Side::fails, text}, [&](const Figures& trace) { return is(trace, slot, 0); });
  }

  /// Whether in some sample `operand` is `yes` and the condition would change with it.
  bool decides(ExprId condition, ExprId operand, bool yes) const {
    return std::any_of(traces_.begin(), traces_.end(), [&](const Figures* trace) {
      if (!is(*trace, plan_.of_expr[operand], yes ? 1 : 0)) return false;
      const std::optional<bool> now = truth(*trace, condition, none);
      const std::optional<bool> then = truth(*trace, condition, operand);
      return now && then && *now != *then;
    });
  }

  /// The condition with one operand's truth changed.
  std::optional<bool> truth(const Figures& trace, ExprId id, ExprId changed) const {
    const Expr& e = ruleset_.exprs[id];
    if (e.op == Op::both || e.op == Op::either) {
      const std::optional<bool> a = truth(trace, e.operands[0], changed);
      const std::optional<bool> b = truth(trace, e.operands[1], changed);
      const bool decisive = e.op == Op::either;
      if (a == decisive || b == decisive) return decisive;
      return a && b ? std::optional(!decisive) : std::nullopt;
    }
    if (e.op == Op::negation) {
      const std::optional<bool> inner = truth(trace, e.operands[0], changed);
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    const std::optional<Rational> found = number(trace, plan_.of_expr[id]);
    if (!found) return std::nullopt;
    return (*found == 1) != (id == changed);
  }

  // --- limits ---

  void limits(const Item& item, const ItemSlots& slots) {
    const auto given = [&](const Figures& trace) { return number(trace, slots.base); };
    if (item.ceiling) limit(About::ceiling, item.scoring_text, *item.ceiling, given);
    if (item.steps) {
      const bool gain = item.steps->gain;
      const Rational points = item.points.value_or(Rational(0));
      pool_limits(item, *item.steps, [&](const Figures& trace) {
        const std::optional<Rational> base = given(trace);
        return base && !gain ? std::optional<Rational>(points - *base) : base;
      });
    }
    for (std::size_t i = 0; i < slots.losses.size(); ++i) {
      pool_limits(item, item.deductions[i],
                  [&](const Figures& trace) { return number(trace, slots.losses[i]); });
    }
    for (std::size_t i = 0; i < item.checks.size(); ++i) {
      if (!item.checks[i].counted) continue;
      pool_limits(item, *item.checks[i].counted,
                  [&](const Figures& trace) { return number(trace, slots.values[i]); });
    }
  }

  template <class Amount>
  void pool_limits(const Item& item, const Pool& pool, const Amount& amount) {
    const std::string& text = pool.text.empty() ? item.scoring_text : pool.text;
    if (pool.most) limit(About::most, text, *pool.most, amount);
    if (pool.to_zero && item.points) limit(About::to_zero, text, *item.points, amount);
  }

  /// Reached: the amount is the limit. Not reached: there is an amount, below the limit.
  template <class Amount>
  void limit(About about, const std::string& text, const Rational& limit, const Amount& amount) {
    add({about, Side::reached, text}, [&](const Figures& trace) { return amount(trace) == limit; });
    add({about, Side::not_reached, text}, [&](const Figures& trace) {
      const std::optional<Rational> found = amount(trace);
      return found && *found > 0 && *found < limit;
    });
  }

  // --- thresholds ---

  void boundary(const Item& item, const ItemSlots& slots, const Threshold& threshold) {
    const Slot slot = threshold.value == item.actual ? slots.actual : plan_.of_expr[threshold.value];
    if (slot == none) return;
    beside(Side::below, threshold, slot, threshold.below, true);
    beside(Side::at, threshold, slot, threshold.at, threshold.attainable);
    beside(Side::above, threshold, slot, threshold.above, true);
  }

  void beside(Side side, const Threshold& threshold, Slot slot, const Rational& nearest, bool attainable,
              About about = About::threshold) {
    if (!attainable || !widest_[slot].possible || !widest_[slot].range.contains(nearest)) return;
    Goal goal{about, side, "", threshold.value, threshold.at};
    add(std::move(goal), [&](const Figures& trace) {
      const std::optional<Rational> found = number(trace, slot);
      if (!found) return false;
      if (side == Side::below) return *found < threshold.at && *found >= nearest;
      if (side == Side::above) return *found > threshold.at && *found <= nearest;
      return *found == threshold.at;
    });
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  const Figures& widest_;
  std::vector<const Figures*> traces_;
  std::vector<Goal> goals_;
};

class Measure {
 public:
  Measure(const Ruleset& ruleset, const Plan& plan) : ruleset_(ruleset), plan_(plan) {
    widest_ = evaluate(plan, any_unit(ruleset), Trace::yes).trace;
    for (const Sample& sample : ruleset.samples) {
      traces_.push_back(evaluate(plan, sample.data, Trace::yes).trace);
    }
  }

  std::vector<ItemCoverage> run() {
    for (std::uint32_t i = 0; i < ruleset_.items.size(); ++i) {
      item(ruleset_.items[i], plan_.items[i], "", stating(i));
    }
    const auto adjustments = [&](const std::vector<Item>& items, const std::vector<ItemSlots>& slots) {
      for (std::size_t i = 0; i < items.size(); ++i) {
        if (items[i].form == Form::unscored) continue;
        keep(items[i].title, goals(stating(none)).of_adjustment(items[i], slots[i]));
        parts(items[i], slots[i], items[i].title, stating(none));
      }
    };
    adjustments(ruleset_.bonuses, plan_.bonuses);
    adjustments(ruleset_.penalties, plan_.penalties);
    groups();
    if (!ruleset_.unscored) keep("", goals(stating(none)).of_total());
    return std::move(found_);
  }

 private:
  /// The samples that state what this indicator, the total or (without an indicator) the grade must be.
  std::vector<const Figures*> stating(std::uint32_t item) const {
    std::vector<const Figures*> chosen;
    for (std::size_t i = 0; i < traces_.size(); ++i) {
      const auto& expectations = ruleset_.samples[i].expectations;
      const bool states = std::any_of(expectations.begin(), expectations.end(), [&](const Expectation& e) {
        if (e.what == Expectation::What::nothing) return false;
        if (e.about == Expectation::About::item) return e.item == item;
        return e.about == Expectation::About::total || item == none;
      });
      if (states) chosen.push_back(&traces_[i]);
    }
    return chosen;
  }

  Goals goals(std::vector<const Figures*> traces) const {
    return {ruleset_, plan_, widest_, std::move(traces)};
  }

  void item(const Item& item, const ItemSlots& slots, const std::string& above,
            const std::vector<const Figures*>& traces) {
    const std::string title = above + item.title;
    keep(title, goals(traces).of(item, slots));
    parts(item, slots, title, traces);
  }

  void parts(const Item& item, const ItemSlots& slots, const std::string& title,
             const std::vector<const Figures*>& traces) {
    for (std::size_t i = 0; i < slots.parts.size(); ++i) {
      this->item(item.parts[i], slots.parts[i], title + " / ", traces);
    }
  }

  /// Groups of which one item counts: samples that state the total.
  void groups() {
    for (std::uint32_t g = 0; g < ruleset_.groups.size(); ++g) {
      const Group& group = ruleset_.groups[g];
      if (!group.choice) continue;
      std::vector<std::string> titles;
      std::vector<ItemSlots> members;
      for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
        if (ruleset_.items[i].group != g) continue;
        titles.push_back(ruleset_.items[i].title);
        members.push_back(plan_.items[i]);
      }
      keep(group.title, goals(stating(none)).of_group(group, titles, members));
    }
  }

  void keep(std::string title, std::vector<Goal> goals) {
    if (!goals.empty()) found_.push_back({std::move(title), std::move(goals)});
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  Figures widest_;
  std::vector<Figures> traces_;
  std::vector<ItemCoverage> found_;
};

}  // namespace

std::vector<ItemCoverage> coverage(const Ruleset& ruleset, const Plan& plan) {
  return Measure(ruleset, plan).run();
}

}  // namespace rubric::engine
