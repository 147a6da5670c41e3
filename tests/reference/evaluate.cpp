#include "tests/reference/evaluate.hpp"

#include <algorithm>

namespace rubric::reference {
namespace {

using Do = Expr::Do;

Value failure(unsigned faults) {
  return {0, faults};
}
Value truth(bool holds) {
  return {holds ? 1 : 0};
}

/// What an expression in an item may mean by 满分, 实际 and 目标.
struct Scope {
  const Item* item = nullptr;
  const Scoring* scoring = nullptr;
  bool veto = false;  // a comparison with a cell that is not applicable does not hold
};

class Evaluation {
 public:
  Evaluation(const Ruleset& ruleset, const Cells& cells) : ruleset_(ruleset), cells_(cells) {}

  Outcome run() {
    Outcome outcome;
    for (const Item& item : ruleset_.items) {
      outcome.scores.push_back(indicator(item));
      outcome.dropped.push_back(dropped(item));
    }
    for (const auto* list : {&ruleset_.bonuses, &ruleset_.penalties}) {
      for (const Item& item : *list) outcome.scores.push_back(adjustment(item));
    }
    total(outcome);
    return outcome;
  }

  Value actual_of(const Item& item) const {
    const Scoring scoring = scoring_of(ruleset_, item);
    return actual({&item, &scoring, false});
  }

 private:
  // --- expressions ---

  Value expr(const ExprPtr& e, const Scope& scope) const {
    switch (e->what) {
      case Do::literal:
        return {e->value};
      case Do::datum:
        return datum(e->index);
      case Do::named:
        return named(ruleset_.named[e->index], scope);
      case Do::full:
        return {*scope.item->points};
      case Do::actual:
        return actual(scope);
      case Do::target:
        return expr(scope.scoring->target->value, scope);
      case Do::blank:
        return truth(cells_[e->index].blank);
      case Do::not_applicable:
        return truth(cells_[e->index].state == Cell::State::not_applicable);
      case Do::is:
      case Do::is_not: {
        const Value value = datum(e->index);
        if (!value.ok()) return value;
        const bool found = among(value.number, e->levels);
        return truth(found == (e->what == Do::is));
      }
      case Do::both:
      case Do::either:
        return logic(e, scope);
      default:
        return computed(e, scope);
    }
  }

  static bool among(const Fraction& place, const std::vector<std::size_t>& levels) {
    return std::any_of(levels.begin(), levels.end(),
                       [&](std::size_t level) { return place == Fraction(static_cast<int>(level)); });
  }

  Value datum(std::size_t index) const {
    const Cell& cell = cells_[index];
    if (cell.state == Cell::State::known) return {cell.value};
    return failure(cell.state == Cell::State::not_applicable ? not_applicable_cell : faulty_cell);
  }

  Value named(const Named& formula, const Scope& scope) const {
    Scope outside;
    outside.veto = scope.veto;
    if (formula.zero.then == ZeroClause::Then::use) {
      const Value zero = zero_divisor(formula.rows.front().value, outside);
      if (!zero.ok()) return zero;
      if (zero.yes()) return {formula.zero.value};
    }
    for (const Named::Row& row : formula.rows) {
      if (row.condition) {
        const Value holds = expr(row.condition, outside);
        if (!holds.ok()) return holds;
        if (!holds.yes()) continue;
      }
      return rounded(expr(row.value, outside), formula.rounding);
    }
    return failure(no_row);
  }

  /// One side that settles the result settles it, whatever the other one is.
  Value logic(const ExprPtr& e, const Scope& scope) const {
    const bool decisive = e->what == Do::either;
    unsigned faults = no_fault;
    for (const ExprPtr& operand : e->operands) {
      const Value value = expr(operand, scope);
      if (value.ok() && value.yes() == decisive) return truth(decisive);
      faults |= value.faults;
    }
    return faults == no_fault ? truth(!decisive) : failure(faults);
  }

  Value computed(const ExprPtr& e, const Scope& scope) const {
    std::vector<Fraction> values;
    unsigned faults = no_fault;
    for (const ExprPtr& operand : e->operands) {
      const Value value = expr(operand, scope);
      faults |= value.faults;
      values.push_back(value.number);
    }
    const bool comparison = e->what >= Do::less && e->what <= Do::not_equal;
    if (scope.veto && comparison && (faults & not_applicable_cell)) return truth(false);
    if (faults != no_fault) return failure(faults);
    return calculate(e->what, values);
  }

  static Value calculate(Do what, const std::vector<Fraction>& values) {
    const Fraction& a = values[0];
    switch (what) {
      case Do::negate:
        return {0 - a};
      case Do::absolute:
        return {absolute(a)};
      case Do::minimum:
        return {*std::min_element(values.begin(), values.end())};
      case Do::maximum:
        return {*std::max_element(values.begin(), values.end())};
      case Do::sum:
      case Do::count:
        return {sum(values)};
      case Do::mean:
        return {sum(values) / Fraction(static_cast<int>(values.size()))};
      case Do::add:
        return {a + values[1]};
      case Do::subtract:
        return {a - values[1]};
      case Do::multiply:
        return {a * values[1]};
      case Do::divide:
        return values[1] == 0 ? failure(zero_denominator) : Value{a / values[1]};
      default:
        return truth(compare(what, a, values[1]));
    }
  }

  static Fraction sum(const std::vector<Fraction>& values) {
    Fraction result;
    for (const Fraction& value : values) result = result + value;
    return result;
  }

  static bool compare(Do what, const Fraction& a, const Fraction& b) {
    switch (what) {
      case Do::less:
        return a < b;
      case Do::less_equal:
        return a <= b;
      case Do::greater:
        return a > b;
      case Do::greater_equal:
        return a >= b;
      case Do::equal:
        return a == b;
      default:
        return a != b;
    }
  }

  static Value rounded(Value value, const std::optional<Rounding>& rounding) {
    if (!value.ok() || !rounding) return value;
    value.number = round(value.number / rounding->scale, rounding->how) * rounding->scale;
    return value;
  }

  // --- zero denominators and missing data ---

  /// Whether any divisor that is written in the expression is zero.
  Value zero_divisor(const ExprPtr& e, const Scope& scope) const {
    std::vector<Value> zeros;
    zero_divisors(e, scope, zeros);
    return any(zeros);
  }

  void zero_divisors(const ExprPtr& e, const Scope& scope, std::vector<Value>& zeros) const {
    if (!e) return;
    if (e->what == Do::named) {
      const Named& formula = ruleset_.named[e->index];
      if (formula.zero.then != ZeroClause::Then::unwritten) return;  // it has a clause of its own
      for (const Named::Row& row : formula.rows) zero_divisors(row.value, {}, zeros);
      return;
    }
    if (e->what == Do::divide) zeros.push_back(is_zero(expr(e->operands[1], scope)));
    for (const ExprPtr& operand : e->operands) zero_divisors(operand, scope, zeros);
  }

  static Value is_zero(const Value& value) { return value.ok() ? truth(value.number == 0) : value; }

  static Value any(const std::vector<Value>& conditions) {
    unsigned faults = no_fault;
    for (const Value& condition : conditions) {
      if (condition.yes()) return truth(true);
      faults |= condition.faults;
    }
    return faults == no_fault ? truth(false) : failure(faults);
  }

  Value zero_denominator_of(const Scope& scope) const {
    std::vector<Value> zeros;
    zero_divisors(scope.item->actual, scope, zeros);
    zero_divisors(scope.scoring->formula, scope, zeros);
    if (scope.scoring->base == Base::proportional) {
      zeros.push_back(is_zero(expr(scope.scoring->target->value, scope)));
    }
    return any(zeros);
  }

  bool blank(const std::vector<std::size_t>& data) const {
    return std::any_of(data.begin(), data.end(), [&](std::size_t d) { return cells_[d].blank; });
  }

  Value actual(const Scope& scope) const {
    const Item& item = *scope.item;
    if (item.missing.then == Missing::Then::use) {
      std::vector<std::size_t> data;
      collect_data(ruleset_, item.actual, data);
      if (blank(data)) return {item.missing.value};
    }
    if (item.zero.then == ZeroClause::Then::use) {
      const Value zero = zero_denominator_of(scope);
      if (!zero.ok()) return zero;
      if (zero.yes()) return {item.zero.value};
    }
    return rounded(expr(item.actual, scope), item.actual_rounding);
  }

  // --- one item, in the order of evaluation ---

  Value indicator(const Item& item) const {
    if (item.scoring.base == Base::unscored) return {0};
    return rounded(before_rounding(item), item.own_rounding ? item.rounding : ruleset_.item_rounding);
  }

  Value adjustment(const Item& item) const {
    return rounded(before_rounding(item), item.own_rounding ? item.rounding : std::nullopt);
  }

  /// Steps 2 to 6: 不适用, 不得分, base, deductions and the limits.
  Value before_rounding(const Item& item) const {
    const Scoring scoring = scoring_of(ruleset_, item);
    const Scope scope{&item, &scoring, false};
    Value stop;
    if (consequence(scope, stop)) return stop;
    Value base = limited(base_points(scope), scope);
    if (scoring.deductions.empty()) return base;
    Value score = base;
    for (const Pool& pool : scoring.deductions) {
      Value loss = losses(pool, scope);
      if (pool.to_zero && loss.ok() && base.ok()) loss.number = std::min(loss.number, base.number);
      score.number = score.number - loss.number;
      score.faults |= loss.faults;
    }
    return limited(score, scope);
  }

  /// 不适用, then 不得分, then 缺数, then 分母为零: whatever settles the score before it is worked out.
  bool consequence(const Scope& scope, Value& result) const {
    const Item& item = *scope.item;
    std::vector<Value> conditions;
    if (const NotApplicable* clause = first_that_applies(item, conditions)) {
      const bool full = clause->then == NotApplicable::Then::full;
      const bool points = clause->then == NotApplicable::Then::points;
      result = {full ? *item.points : points ? clause->points : Fraction(0)};
      return true;
    }
    result = any(conditions);
    if (!result.ok()) return true;
    conditions.clear();
    for (const ExprPtr& gate : item.zero_if) conditions.push_back(expr(gate, scope));
    result = any(conditions);
    if (!result.ok()) return true;
    if (result.yes()) {
      result = {0};
      return true;
    }
    if (item.missing.then == Missing::Then::zero) {
      std::vector<std::size_t> data;
      collect_data(ruleset_, item, data);
      if (blank(data)) {
        result = {0};
        return true;
      }
    }
    using Then = ZeroClause::Then;
    if (item.zero.then == Then::full || item.zero.then == Then::zero) {
      result = zero_denominator_of(scope);
      if (!result.ok()) return true;
      if (result.yes()) {
        result = {item.zero.then == Then::full ? *item.points : Fraction(0)};
        return true;
      }
    }
    return false;
  }

  Value applies_not(const Item& item, const NotApplicable& clause) const {
    if (clause.condition) {
      const Scoring scoring = scoring_of(ruleset_, item);
      return expr(clause.condition, {&item, &scoring, false});
    }
    return truth(cells_[item.actual->index].state == Cell::State::not_applicable);
  }

  /// The 不适用 that decides, and what was asked until then. One that cannot be told hides a later one of
  /// another consequence.
  const NotApplicable* first_that_applies(const Item& item, std::vector<Value>& asked) const {
    const NotApplicable* open = nullptr;
    for (const NotApplicable& clause : item.not_applicable) {
      if (open && (clause.then != open->then || clause.points != open->points)) return nullptr;
      asked.push_back(applies_not(item, clause));
      if (asked.back().yes()) return &clause;
      if (!asked.back().ok()) open = &clause;
    }
    return nullptr;
  }

  bool dropped(const Item& item) const {
    std::vector<Value> asked;
    const NotApplicable* clause = first_that_applies(item, asked);
    return clause && clause->then >= NotApplicable::Then::drop_all;
  }

  static Value limited(Value value, const Scope& scope) {
    const std::optional<Fraction> most = scope.scoring->ceiling ? scope.scoring->ceiling : scope.item->points;
    value.number = std::max(value.number, Fraction(0));
    if (most) value.number = std::min(value.number, *most);
    return value;
  }

  static Fraction points(const Worth& worth, const Scope& scope) {
    switch (worth.what) {
      case Worth::What::points:
        return worth.amount;
      case Worth::What::share:
        return worth.amount * *scope.item->points;
      default:
        return *scope.item->points;
    }
  }

  Value base_points(const Scope& scope) const {
    switch (scope.scoring->base) {
      case Base::proportional:
        return proportional(scope);
      case Base::inverse:
        return inverse(scope);
      case Base::met:
        return met(scope);
      case Base::steps:
        return stepped(scope);
      case Base::tiers:
        return tiers(scope);
      case Base::each:
      case Base::highest:
        return checklist(scope);
      case Base::levels:
        return levels(scope);
      case Base::interpolate:
        return interpolated(scope);
      case Base::formula:
        return expr(scope.scoring->formula, scope);
      case Base::parts:
        return parts(*scope.item);
      default:
        return {*scope.item->points};
    }
  }

  Value proportional(const Scope& scope) const {
    const Value b = actual(scope);
    const Value a = expr(scope.scoring->target->value, scope);
    if (!a.ok() || !b.ok()) return failure(a.faults | b.faults);
    if (a.number == 0) return failure(zero_denominator);
    const Fraction& full = *scope.item->points;
    Fraction score = full * (b.number / a.number);
    score = std::max(score, Fraction(0));
    return {std::min(score, scope.scoring->ceiling.value_or(full))};
  }

  Value inverse(const Scope& scope) const {
    const Value b = actual(scope);
    const Value a = expr(scope.scoring->target->value, scope);
    if (!a.ok() || !b.ok()) return failure(a.faults | b.faults);
    const Fraction& full = *scope.item->points;
    return {b.number <= a.number ? full : full * a.number / b.number};
  }

  Value met(const Scope& scope) const {
    const std::optional<Target>& target = scope.scoring->target;
    const Value b = actual(scope);
    if (!b.ok()) return b;
    bool holds = b.number == 1;
    if (target && !target->levels.empty()) holds = among(b.number, target->levels);
    if (target && target->value) {
      const Value a = expr(target->value, scope);
      if (!a.ok()) return a;
      holds = compare(target->comparison, b.number, a.number);
    }
    return {holds ? *scope.item->points : Fraction(0)};
  }

  /// How much one 每… sentence takes or gives.
  Value steps(const Step& step, const Scope& scope) const {
    const Value quantity = step.quantity ? expr(step.quantity, scope) : actual(scope);
    Value bound;
    if (step.way != Step::Way::count) {
      bound = step.beyond ? Value{*step.beyond} : expr(scope.scoring->target->value, scope);
    }
    if (!quantity.ok() || !bound.ok()) return failure(quantity.faults | bound.faults);
    Fraction distance = quantity.number - bound.number;
    if (step.way == Step::Way::below) distance = 0 - distance;
    if (step.way == Step::Way::apart) distance = absolute(distance);
    if (step.way != Step::Way::count) distance = std::max(distance, Fraction(0));
    Fraction count = distance / step.size;
    if (step.part == Step::Part::ignored) count = floor(count);
    if (step.part == Step::Part::whole) count = ceiling(count);
    return {count * points(step.worth, scope)};
  }

  /// What a pool comes to under its own 最多扣 or 最高.
  Value losses(const Pool& pool, const Scope& scope) const {
    Value result;
    if (pool.condition) {
      const Value holds = expr(pool.condition, scope);
      if (!holds.ok()) return holds;
      if (holds.yes()) result.number = points(pool.fixed, scope);
    }
    for (const Step& step : pool.steps) {
      const Value one = steps(step, scope);
      result.number = result.number + one.number;
      result.faults |= one.faults;
    }
    if (pool.most) result.number = std::min(result.number, *pool.most);
    return result;
  }

  Value stepped(const Scope& scope) const {
    const Pool& pool = *scope.scoring->steps;
    Value result = losses(pool, scope);
    if (!pool.gain) result.number = *scope.item->points - result.number;
    return result;
  }

  Value tiers(const Scope& scope) const {
    for (const TierRow& row : scope.scoring->tiers) {
      const Value holds = tier_holds(row, scope);
      if (!holds.ok()) return holds;
      if (holds.yes()) return {points(row.worth, scope)};
    }
    return failure(no_row);
  }

  Value tier_holds(const TierRow& row, const Scope& scope) const {
    if (row.condition) return expr(row.condition, scope);
    if (!row.range && !row.comparison) return truth(true);
    const Value b = actual(scope);
    if (!b.ok()) return b;
    if (row.range) return truth(row.range->holds(b.number));
    const Value a = expr(row.bound, scope);
    return a.ok() ? truth(compare(*row.comparison, b.number, a.number)) : a;
  }

  Value checklist(const Scope& scope) const {
    const bool highest = scope.scoring->base == Base::highest;
    Value result;
    for (const CheckRow& row : scope.scoring->checks) {
      Value one;
      if (row.counted) {
        one = losses(*row.counted, scope);
      } else {
        const Value holds = expr(row.condition, scope);
        one = {holds.yes() ? points(row.worth, scope) : Fraction(0), holds.faults};
      }
      result.number = highest ? std::max(result.number, one.number) : result.number + one.number;
      result.faults |= one.faults;
    }
    return result;
  }

  Value levels(const Scope& scope) const {
    const Value level = actual(scope);
    if (!level.ok()) return level;
    for (const LevelRow& row : scope.scoring->levels) {
      if (!among(level.number, row.levels)) continue;
      if (row.fixed) return {points(*row.fixed, scope)};
      const std::size_t share = *scope.scoring->share;
      if (row.default_share && cells_[share].blank) return {*scope.item->points * *row.default_share};
      const Value given = datum(share);
      if (!given.ok()) return given;
      if (!row.band.holds(given.number)) return failure(outside_band);
      return {*scope.item->points * given.number};
    }
    return failure(no_row);
  }

  Value interpolated(const Scope& scope) const {
    const Value x = actual(scope);
    if (!x.ok()) return x;
    std::vector<Knot> knots = scope.scoring->knots;
    std::sort(knots.begin(), knots.end(), [](const Knot& a, const Knot& b) { return a.at < b.at; });
    if (x.number <= knots.front().at) return {points(knots.front().worth, scope)};
    for (std::size_t i = 1; i < knots.size(); ++i) {
      if (x.number > knots[i].at) continue;
      const Fraction from = points(knots[i - 1].worth, scope);
      const Fraction to = points(knots[i].worth, scope);
      const Fraction way = (x.number - knots[i - 1].at) / (knots[i].at - knots[i - 1].at);
      return {from + (to - from) * way};
    }
    return {points(knots.back().worth, scope)};
  }

  Value parts(const Item& item) const {
    Value result;
    for (const Item& part : item.parts) {
      const Value one = before_rounding(part);
      result.number = result.number + one.number;
      result.faults |= one.faults;
    }
    return result;
  }

  // --- the total: steps 8 to 15 ---

  void total(Outcome& outcome) const {
    Value value = rescaled(outcome);
    std::size_t next = ruleset_.items.size();
    for (std::size_t i = 0; i < ruleset_.bonuses.size(); ++i) add(value, outcome.scores[next++], 1);
    for (std::size_t i = 0; i < ruleset_.penalties.size(); ++i) add(value, outcome.scores[next++], -1);
    value = vetoed(value);
    if (ruleset_.total_most) value.number = std::min(value.number, *ruleset_.total_most);
    value.number = std::max(value.number, Fraction(0));
    outcome.total = rounded(value, ruleset_.total_rounding);
    if (!ruleset_.grades.empty()) outcome.grade = grade(ruleset_.grade_by_rounded ? outcome.total : value);
  }

  static void add(Value& value, const Value& term, int sign) {
    value.number = value.number + Fraction(sign) * term.number;
    value.faults |= term.faults;
  }

  /// The sum, with every scope that lost indicators raised to the points it had before: 组内折算 for the
  /// groups that say so, 全表折算 for the rest of the table.
  Value rescaled(const Outcome& outcome) const {
    std::vector<std::optional<std::size_t>> scopes(ruleset_.items.size());
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      for (std::size_t j = 0; j < ruleset_.items.size(); ++j) {
        const bool same = ruleset_.items[i].group && ruleset_.items[i].group == ruleset_.items[j].group;
        if (same && drops_in_group(ruleset_.items[j])) scopes[i] = ruleset_.items[i].group;
      }
    }
    std::vector<std::optional<std::size_t>> all = scopes;
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    Value result;
    for (const std::optional<std::size_t>& scope : all) {
      Value sum;
      Fraction before, left;
      for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
        if (scopes[i] != scope) continue;
        const Fraction points = ruleset_.items[i].points.value_or(Fraction(0));
        before = before + points;
        if (outcome.dropped[i]) continue;
        left = left + points;
        add(sum, outcome.scores[i], 1);
      }
      if (left != before && sum.ok())
        sum = left == 0 ? failure(nothing_left) : Value{before * sum.number / left};
      add(result, sum, 1);
    }
    return result;
  }

  static bool drops_in_group(const Item& item) {
    return std::any_of(
        item.not_applicable.begin(), item.not_applicable.end(),
        [](const NotApplicable& clause) { return clause.then == NotApplicable::Then::drop_group; });
  }

  /// 总分减 adds up; of what 总分为 says, the lowest counts, and a veto never raises a total.
  Value vetoed(Value value) const {
    std::optional<Fraction> lowest;
    for (const Veto& veto : ruleset_.vetoes) {
      if (veto.then != Veto::Then::becomes && veto.then != Veto::Then::minus) continue;
      const Value holds = expr(veto.condition, {nullptr, nullptr, true});
      value.faults |= holds.faults;
      if (!holds.yes()) continue;
      if (veto.then == Veto::Then::minus) {
        value.number = value.number - veto.points;
      } else if (!lowest || veto.points < *lowest) {
        lowest = veto.points;
      }
    }
    if (lowest) value.number = std::min(value.number, *lowest);
    return value;
  }

  Value grade(const Value& total) const {
    Value result = total;
    if (total.ok()) {
      result = failure(no_grade);
      for (std::size_t i = ruleset_.grades.size(); i-- > 0;) {
        if (ruleset_.grades[i].range.holds(total.number)) result = {static_cast<int>(i)};
      }
    }
    for (const Veto& veto : ruleset_.vetoes) {
      if (veto.then != Veto::Then::at_most && veto.then != Veto::Then::grade_becomes) continue;
      const Value holds = expr(veto.condition, {nullptr, nullptr, true});
      result.faults |= holds.faults;
      if (holds.yes()) result.number = std::max(result.number, Fraction(static_cast<int>(veto.grade)));
    }
    return result;
  }

  const Ruleset& ruleset_;
  const Cells& cells_;
};

}  // namespace

Outcome evaluate(const Ruleset& ruleset, const Cells& cells) {
  return Evaluation(ruleset, cells).run();
}

Value actual_of(const Ruleset& ruleset, const Cells& cells, const Item& item) {
  return Evaluation(ruleset, cells).actual_of(item);
}

}  // namespace rubric::reference
