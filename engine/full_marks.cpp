#include "engine/full_marks.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::engine {
namespace {

class FullMarks {
 public:
  FullMarks(const Ruleset& ruleset, const Item& item) : ruleset_(ruleset), item_(item) {}

  std::optional<Text> text() const {
    if (item_.target && !item_.target->text.empty()) return Text(without_assumption(item_.target->text));
    if (!item_.points || item_.open_points || item_.target) return std::nullopt;
    switch (item_.form) {
      case Form::tiers:
        return by_tiers();
      case Form::levels:
        return by_levels();
      case Form::interpolation:
        return by_knots();
      case Form::steps:
        return item_.steps ? by_pool(*item_.steps) : std::nullopt;
      case Form::deductions:
        return item_.deductions.size() == 1 ? by_pool(item_.deductions[0]) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

 private:
  const Expr& expr(ExprId id) const { return ruleset_.exprs[id]; }

  static Text figure(Op sign, const Rational& value, const Unit& unit) {
    const Operation& row = operation(sign);
    return {std::string(row.zh) + to_text(value, unit, Language::zh),
            std::string(row.en) + to_text(value, unit, Language::en)};
  }

  /// The results for which a row's condition holds; nothing where it is about anything else than the result.
  std::optional<Interval> results(ExprId condition) const {
    const Expr& e = expr(condition);
    if (e.op == Op::both) {
      const std::optional<Interval> a = results(e.operands[0]), b = results(e.operands[1]);
      return a && b ? intersect(*a, *b) : std::nullopt;
    }
    if (e.operands.size() != 2 || expr(e.operands[1]).op != Op::constant ||
        !same_figure(ruleset_, e.operands[0], item_.actual))
      return std::nullopt;
    const Rational& end = expr(e.operands[1]).value;
    Interval all;
    switch (e.op) {
      case Op::greater_equal:
        all.low = Bound::closed_at(end);
        return all;
      case Op::greater:
        all.low = Bound::open_at(end);
        return all;
      case Op::less_equal:
        all.high = Bound::closed_at(end);
        return all;
      case Op::less:
        all.high = Bound::open_at(end);
        return all;
      case Op::equal:
        return Interval::point(end);
      default:
        return std::nullopt;
    }
  }

  /// The one row that gives all points, as it is printed, if no row before it takes any of its results.
  std::optional<Text> by_tiers() const {
    const auto full = [&](const TierRow& row) { return row.low == *item_.points && row.high == row.low; };
    const auto best = std::find_if(item_.tiers.begin(), item_.tiers.end(), full);
    if (best == item_.tiers.end() || std::any_of(best + 1, item_.tiers.end(), full)) return std::nullopt;
    if (best->condition == none) return std::nullopt;
    const std::optional<Interval> own = results(best->condition);
    if (!own) return std::nullopt;
    for (auto row = item_.tiers.begin(); row != best; ++row) {
      const std::optional<Interval> before = row->condition == none ? std::nullopt : results(row->condition);
      if (!before || intersect(*before, *own)) return std::nullopt;
    }
    return Text(best->condition_text);
  }

  std::optional<Text> by_levels() const {
    const auto full = [&](const LevelRow& row) { return row.points == *item_.points; };
    const auto best = std::find_if(item_.levels.begin(), item_.levels.end(), full);
    if (best == item_.levels.end() || std::any_of(best + 1, item_.levels.end(), full)) return std::nullopt;
    return Text(level_names(ruleset_, item_, *best));
  }

  /// Beyond the ends the end's points are given.
  std::optional<Text> by_knots() const {
    const auto full = [&](const Knot& knot) { return knot.points == *item_.points; };
    if (std::count_if(item_.knots.begin(), item_.knots.end(), full) != 1) return std::nullopt;
    const auto place = [](const Knot& a, const Knot& b) { return a.at < b.at; };
    const auto [low, high] = std::minmax_element(item_.knots.begin(), item_.knots.end(), place);
    if (full(*high)) return figure(Op::greater_equal, high->at, expr(item_.actual).unit);
    if (full(*low)) return figure(Op::less_equal, low->at, expr(item_.actual).unit);
    return std::nullopt;
  }

  std::optional<Text> by_pool(const Pool& pool) const {
    if (pool.condition != none || pool.steps.size() != 1) return std::nullopt;
    const StepRule& rule = pool.steps[0];
    if (rule.way != Way::count || rule.amount <= 0) return std::nullopt;
    std::optional<Text> text = pool.gain ? of_gain(pool, rule) : of_loss(rule);
    if (text && !same_figure(ruleset_, rule.quantity, item_.actual))
      text = Text(rule.name + " " + text->zh, rule.name + " " + text->en);
    return text;
  }

  /// The unit in which the result is printed; a step of a count may say another word.
  const Unit& unit_of(const StepRule& rule) const { return expr(rule.quantity).unit; }

  bool never_negative(ExprId quantity) const {
    const Expr& e = expr(quantity);
    if (e.op != Op::input || e.kind != Kind::quantity) return false;
    const Bound& low = ruleset_.data[e.datum].domain.low;
    return !low.infinite && low.value >= 0;
  }

  /// Where nothing is taken off: less than one step, or nothing at all.
  std::optional<Text> of_loss(const StepRule& rule) const {
    if (rule.part == PartStep::ignored && !rule.whole_quantity)
      return figure(Op::less, rule.step, unit_of(rule));
    if (!never_negative(rule.quantity)) return figure(Op::less_equal, 0, unit_of(rule));
    return Text(to_text(0, unit_of(rule), Language::zh), to_text(0, unit_of(rule), Language::en));
  }

  /// Where all points are given: so many steps, whole ones unless parts count.
  std::optional<Text> of_gain(const Pool& pool, const StepRule& rule) const {
    const auto below = [&](const std::optional<Rational>& most) { return most && *most < *item_.points; };
    if (below(pool.most) || below(item_.ceiling)) return std::nullopt;
    const Rational steps = *item_.points / rule.amount;
    const Rational whole(ceiling(steps));
    if (rule.part == PartStep::whole && !rule.whole_quantity)
      return figure(Op::greater, rule.step * (whole - 1), unit_of(rule));
    const bool pro_rata = rule.part == PartStep::pro_rata && !rule.whole_quantity;
    return figure(Op::greater_equal, rule.step * (pro_rata ? steps : whole), unit_of(rule));
  }

  const Ruleset& ruleset_;
  const Item& item_;
};

}  // namespace

bool same_figure(const Ruleset& ruleset, ExprId a, ExprId b) {
  if (a == b || a == none || b == none) return a == b;
  const Expr &first = ruleset.exprs[a], &second = ruleset.exprs[b];
  return first.op == Op::input && second.op == Op::input && first.datum == second.datum;
}

std::string without_assumption(std::string text) {
  for (const std::string_view word : {"（推定", "(推定", "（assumed", "(assumed"}) {
    const std::size_t begin = text.find(word);
    if (begin == std::string::npos) continue;
    const std::string_view close = word[0] == '(' ? ")" : "）";
    const std::size_t end = std::min(text.find(close, begin), text.size() - close.size());
    text.erase(begin, end + close.size() - begin);
  }
  return std::string(trim(text));
}

std::optional<Text> full_marks_target(const Ruleset& ruleset, const Item& item) {
  return FullMarks(ruleset, item).text();
}

}  // namespace rubric::engine
