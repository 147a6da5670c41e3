#include "engine/compile.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace rubric::engine {
namespace {

/// Appends steps, sharing equal ones and computing constant ones at once.
class Builder {
 public:
  explicit Builder(Plan& plan) : plan_(plan) {}

  Slot constant(const Rational& value) {
    const auto found = std::find(plan_.constants.begin(), plan_.constants.end(), value);
    const auto index = static_cast<std::uint32_t>(found - plan_.constants.begin());
    if (found == plan_.constants.end()) plan_.constants.push_back(value);
    return push({Op::constant, {none, none, none}, index});
  }

  Slot leaf(Op op, std::uint32_t index, bool whole) {
    Step step{op, {none, none, none}, index};
    step.whole = whole;
    return push(step);
  }

  Slot fault(FaultKind why) {
    Step step{Op::fault};
    step.why = why;
    return push(step);
  }

  /// A new unknown each time: two open choices are independent of each other.
  Slot unknown(const Interval& set, bool whole = false) {
    plan_.has_unknown = true;
    plan_.sets.push_back(set);
    Step step{Op::unknown, {none, none, none}, static_cast<std::uint32_t>(plan_.sets.size() - 1)};
    step.whole = whole;
    return push(step);
  }
  Slot unknown_truth() { return unknown(Interval::closed(0, 1), true); }

  Slot apply(Op op, Slot a, Slot b = none, ExprId expr = none) {
    if (const std::optional<Slot> known = simplify(op, a, b)) return *known;
    Step step{op, {a, b, none}};
    step.expr = expr;
    if (op == Op::divide) step.why = FaultKind::zero_denominator;
    step.whole = operation(op).whole || (keeps_whole(op) && whole(a) && (b == none || whole(b)));
    return push(step);
  }

  Slot round(Slot a, const std::optional<Rounding>& rounding, ExprId expr = none) {
    if (!rounding) return a;
    if (const Rational* value = known(a)) return constant(engine::round(*value, *rounding));
    const auto found = std::find(plan_.roundings.begin(), plan_.roundings.end(), *rounding);
    const auto index = static_cast<std::uint32_t>(found - plan_.roundings.begin());
    if (found == plan_.roundings.end()) plan_.roundings.push_back(*rounding);
    Step step{Op::round, {a, none, none}, index};
    step.expr = expr;
    step.whole = rounding->digits <= 0;
    return push(step);
  }

  Slot within(Slot a, const Interval& set, FaultKind why, ExprId expr) {
    plan_.sets.push_back(set);
    Step step{Op::within, {a, none, none}, static_cast<std::uint32_t>(plan_.sets.size() - 1)};
    step.why = why;
    step.expr = expr;
    step.whole = whole(a);
    return push(step);
  }

  Slot choose(Slot condition, Slot then, Slot otherwise) {
    if (const Rational* value = known(condition)) return *value == 1 ? then : otherwise;
    Step step{Op::choose, {condition, then, otherwise}};
    step.whole = whole(then) && whole(otherwise);
    return push(step);
  }

  Slot sum(const std::vector<Slot>& terms) {
    Slot total = constant(0);
    for (const Slot term : terms) total = apply(Op::add, total, term);
    return total;
  }

  Slot any(const std::vector<Slot>& conditions) {
    Slot result = none;
    for (const Slot c : conditions) result = result == none ? c : apply(Op::either, result, c);
    return result;
  }

  Slot limit(Slot a, const Rational& low, const Rational& high) {
    const Slot above = apply(Op::maximum, a, constant(low));
    return apply(Op::minimum, above, constant(high));
  }

  const Rational* known(Slot slot) const {
    const Step& step = plan_.steps[slot];
    return step.op == Op::constant ? &plan_.constants[step.index] : nullptr;
  }

 private:
  bool whole(Slot slot) const {
    if (const Rational* value = known(slot)) return denominator(*value) == 1;
    return plan_.steps[slot].whole;
  }

  static bool keeps_whole(Op op) {
    return op == Op::add || op == Op::subtract || op == Op::multiply || op == Op::negate ||
           op == Op::minimum || op == Op::maximum || op == Op::absolute;
  }

  std::optional<Slot> simplify(Op op, Slot a, Slot b) {
    const Rational* x = known(a);
    const Rational* y = b == none ? nullptr : known(b);
    const Operation& row = operation(op);
    if (x && (y || row.arity == 1) && row.exact && !(op == Op::divide && *y == 0)) {
      return constant(row.exact(*x, y ? *y : Rational(0)));
    }
    if (op == Op::add && x && *x == 0) return b;
    if ((op == Op::add || op == Op::subtract) && y && *y == 0) return a;
    if ((op == Op::multiply || op == Op::divide) && y && *y == 1) return a;
    if (op == Op::multiply && x && *x == 1) return b;
    return std::nullopt;
  }

  Slot push(const Step& step) {
    const auto key = std::make_tuple(step.op, step.operands, step.index, step.why);
    const auto [place, fresh] = seen_.try_emplace(key, static_cast<Slot>(plan_.steps.size()));
    if (fresh) plan_.steps.push_back(step);
    return place->second;
  }

  Plan& plan_;
  std::map<std::tuple<Op, std::array<Slot, 3>, std::uint32_t, FaultKind>, Slot> seen_;
};

/// Lowers a ruleset, item by item. Calls that add steps are never two arguments of one call: compilers differ
/// in which they run first, and the plan must not depend on that.
class Compiler {
 public:
  Compiler(const Ruleset& ruleset, Plan& plan) : ruleset_(ruleset), plan_(plan), build_(plan) {
    plan_.of_expr.assign(ruleset.exprs.size(), none);
  }

  /// One expression as a plan of its own.
  Slot body(ExprId id);

  void run() {
    for (const CohortFigure& figure : ruleset_.cohort) expr(figure.value);
    for (const Item& item : ruleset_.items) plan_.items.push_back(indicator(item));
    for (const Item& item : ruleset_.bonuses) plan_.bonuses.push_back(adjustment(item));
    for (const Item& item : ruleset_.penalties) plan_.penalties.push_back(adjustment(item));
    if (!ruleset_.unscored) total();
  }

 private:
  Slot expr(ExprId id) {
    Slot& slot = plan_.of_expr[id];
    if (slot == none) slot = lower(id);
    return slot;
  }

  Slot lower(ExprId id) {
    const Expr& e = ruleset_.exprs[id];
    switch (e.op) {
      case Op::constant:
        return build_.constant(e.value);
      case Op::input: {
        const Datum& datum = ruleset_.data[e.datum];
        const bool whole = datum.whole && datum.unit.scale == 1;
        return build_.leaf(Op::input, e.datum, whole || datum.kind != Kind::quantity);
      }
      case Op::blank:
      case Op::not_applicable:
        return build_.leaf(e.op, e.datum, true);
      case Op::fault:
        return build_.fault(FaultKind::no_row);
      case Op::date_of_year:
        plan_.dates.push_back(e.date);
        return build_.leaf(Op::date_of_year, static_cast<std::uint32_t>(plan_.dates.size() - 1), true);
      case Op::fold:
        return fold(e);
      case Op::round:
        return build_.round(expr(e.operands[0]), e.rounding, id);
      case Op::choose:
        return choose(e);
      default: {
        const Slot first = expr(e.operands[0]);
        return build_.apply(e.op, first, e.operands.size() > 1 ? expr(e.operands[1]) : none, id);
      }
    }
  }

  Slot choose(const Expr& e) {
    const Slot condition = expr(e.operands[0]), then = expr(e.operands[1]);
    return build_.choose(condition, then, expr(e.operands[2]));
  }

  /// 合计 and its like: each operand becomes a plan of its own.
  Slot fold(const Expr& e) {
    auto fold = std::make_shared<Fold>();
    fold->kind = e.fold;
    for (const ExprId operand : e.operands) {
      Plan body;
      fold->results.push_back(Compiler(ruleset_, body).body(operand));
      std::set<DatumId> data;
      collect_data(operand, data);
      fold->many.emplace_back();
      for (const DatumId datum : data) {
        if (ruleset_.data[datum].many) fold->many.back().push_back(datum);
      }
      fold->bodies.push_back(std::move(body));
    }
    plan_.folds.push_back(std::move(fold));
    return build_.leaf(Op::fold, static_cast<std::uint32_t>(plan_.folds.size() - 1),
                       e.fold == FoldKind::count);
  }

  /// The data that an expression reads, for 缺数 clauses.
  void collect_data(ExprId id, std::set<DatumId>& found) const {
    if (id == none) return;
    const Expr& e = ruleset_.exprs[id];
    if (e.op == Op::input) found.insert(e.datum);
    for (const ExprId operand : e.operands) collect_data(operand, found);
  }

  /// The divisors written in an expression that the item's own 分母为零 clause is about.
  void collect_divisors(ExprId id, std::set<ExprId>& found) const {
    if (id == none) return;
    const Expr& e = ruleset_.exprs[id];
    if (e.op == Op::divide && !e.zero_settled) found.insert(e.operands[1]);
    for (const ExprId operand : e.operands) collect_divisors(operand, found);
  }

  Slot any_blank(const std::set<DatumId>& data) {
    std::vector<Slot> blanks;
    for (const DatumId datum : data) blanks.push_back(build_.leaf(Op::blank, datum, true));
    return blanks.empty() ? build_.constant(0) : build_.any(blanks);
  }

  /// Where 缺数 decides: 不得分 with any datum of the item, 按 with those of 实际, in whose place the value
  /// stands.
  Slot missing_condition(const Item& item) {
    std::set<DatumId> data;
    if (item.missing.what == Consequence::What::value) {
      collect_data(item.actual, data);
    } else {
      for (const ExprId id : expressions_of(item)) collect_data(id, data);
    }
    return any_blank(data);
  }

  /// Where 分母为零 decides. 不得分 and 得满分 hold for the whole item, 按 for 实际.
  Slot zero_condition(const Item& item) {
    std::set<ExprId> divisors;
    if (item.zero_denominator.what == Consequence::What::value) {
      collect_divisors(item.actual, divisors);
    } else {
      for (const ExprId id : expressions_of(item)) collect_divisors(id, divisors);
      if (item.form == Form::proportional && item.target && item.target->value != none)
        divisors.insert(item.target->value);
    }
    std::vector<Slot> zeros;
    for (const ExprId divisor : divisors) {
      const Slot value = expr(divisor);
      zeros.push_back(build_.apply(Op::equal, value, build_.constant(0)));
    }
    return build_.any(zeros);
  }

  /// A condition of 当 or 须说明: a comparison with a cell 不适用 does not hold.
  Slot condition(ExprId id) {
    const Expr& e = ruleset_.exprs[id];
    Slot& slot = plan_.of_expr[id];
    if (e.op == Op::both || e.op == Op::either || e.op == Op::negation) {
      const Slot first = condition(e.operands[0]);
      return slot = build_.apply(e.op, first, e.operands.size() > 1 ? condition(e.operands[1]) : none, id);
    }
    std::set<DatumId> data;
    collect_data(id, data);
    std::vector<Slot> absent;
    for (const DatumId datum : data) {
      if (ruleset_.data[datum].may_not_apply) absent.push_back(build_.leaf(Op::not_applicable, datum, true));
    }
    const Slot holds = expr(id);
    if (absent.empty()) return holds;
    return slot = build_.choose(build_.any(absent), build_.constant(0), holds);
  }

  ItemSlots indicator(const Item& item) {
    ItemSlots slots = score(item, item.points);
    slots.score = build_.round(slots.raw, rounding_of(ruleset_, item));
    return slots;
  }

  ItemSlots adjustment(const Item& item) {
    ItemSlots slots = score(item, item.points);
    slots.score = build_.round(slots.raw, item.rounding);
    return slots;
  }

  /// An item up to its raw score. `points` is what it can give: nothing where that is unstated or unlimited.
  ItemSlots score(const Item& item, const std::optional<Rational>& points) {
    ItemSlots slots;
    if (item.form == Form::unscored) {
      if (item.actual != none) slots.actual = expr(item.actual);
      if (item.target && item.target->value != none) slots.target = expr(item.target->value);
      slots.raw = slots.score = slots.base = build_.constant(0);
      return slots;
    }
    points_ = points;
    full_ = none;
    open_points_ = item.open_points;
    ceiling_ = item.ceiling;
    if (item.missing.what != Consequence::What::interval) slots.missing = missing_condition(item);
    const Slot plain_actual = set_actual(item, slots);
    limits_.clear();
    Slot raw = item.form == Form::parts ? parts(item, slots) : base(item, slots);
    slots.unlimited = raw;
    if (item.ceiling && item.form != Form::proportional) limits_.push_back({raw, *item.ceiling, item.line});
    raw = bounded(item, raw);
    slots.base = raw;
    for (const Pool& pool : item.deductions) {
      slots.losses.push_back(loss(pool));
      raw = build_.apply(Op::subtract, raw, slots.losses.back());
    }
    if (!item.deductions.empty()) slots.reduced = raw;
    slots.limits = std::move(limits_);
    if (!item.deductions.empty()) raw = bounded(item, raw);
    raw = consequences(item, slots, raw);
    for (const ExplainIf& clause : item.explain_if) slots.explain.push_back(condition(clause.condition));
    // What stands in for 实际 in this item's rows and sentences holds for this item alone.
    if (item.actual != none) plan_.of_expr[item.actual] = plain_actual;
    slots.raw = raw;
    return slots;
  }

  /// Computes 实际 and what its clauses put in its place; gives 实际 as it was.
  Slot set_actual(const Item& item, ItemSlots& slots) {
    if (item.zero_denominator_stated) slots.zero_denominator = zero_condition(item);
    if (item.target && item.target->value != none) slots.target = expr(item.target->value);
    if (item.actual == none) return none;
    slots.actual = expr(item.actual);
    if (item.zero_denominator.what == Consequence::What::value && slots.zero_denominator != none) {
      slots.actual =
          build_.choose(slots.zero_denominator, build_.constant(item.zero_denominator.amount), slots.actual);
    }
    if (item.missing.what == Consequence::What::value && slots.missing != none) {
      slots.actual = build_.choose(slots.missing, build_.constant(item.missing.amount), slots.actual);
    }
    return std::exchange(plan_.of_expr[item.actual], slots.actual);
  }

  /// Limited to [0, points]; a bonus without a limit is limited from below alone.
  Slot bounded(const Item& item, Slot raw) {
    raw = build_.apply(Op::maximum, raw, build_.constant(0));
    if (item.ceiling) return build_.apply(Op::minimum, raw, build_.constant(*item.ceiling));
    return points_ ? build_.apply(Op::minimum, raw, full()) : raw;
  }

  /// The item's points: one slot throughout the item, also where they are open.
  Slot full() {
    if (full_ == none) {
      if (points_ && !open_points_) {
        full_ = build_.constant(*points_);
      } else {
        full_ = build_.unknown(points_ ? Interval::closed(0, *points_) : open_points());
      }
    }
    return full_;
  }

  Interval open_points() const {
    Interval set = Interval::point(0);
    set.high.value = ruleset_.full_marks;
    return set;
  }

  Slot base(const Item& item, ItemSlots& slots) {
    switch (item.form) {
      case Form::proportional: {
        const Slot ratio = build_.apply(Op::divide, slots.actual, slots.target, item.actual);
        const Rational cap =
            item.ceiling && points_ && *points_ != 0 ? Rational(*item.ceiling / *points_) : Rational(1);
        const Slot limited = build_.limit(ratio, 0, cap);
        return build_.apply(Op::multiply, full(), limited);
      }
      case Form::inverse: {
        const Slot met = build_.apply(Op::less_equal, slots.actual, slots.target);
        const Slot ratio = build_.apply(Op::divide, slots.target, slots.actual, item.actual);
        const Slot share = build_.apply(Op::multiply, full(), ratio);
        return build_.choose(met, full(), share);
      }
      case Form::met: {
        const Slot holds = met(item, slots), all = full();
        return build_.choose(holds, all, build_.constant(0));
      }
      case Form::formula:
      case Form::discretion:
        return formula(item);
      case Form::steps:
        return item.steps->steps.empty() ? full() : stepped(*item.steps);
      case Form::tiers:
        return tiers(item, slots);
      case Form::checklist:
      case Form::highest:
        return checks(item, slots);
      case Form::levels:
        return levels(item, slots);
      case Form::interpolation:
        return interpolation(item, slots);
      case Form::deductions:
        return full();
      default:
        const Slot all = full();
        return build_.apply(Op::multiply, all, build_.unknown(Interval::closed(0, 1)));
    }
  }

  Slot formula(const Item& item) {
    const Slot value = expr(item.formula);
    if (item.form == Form::formula) return value;
    return build_.within(value, {{item.discretion_low}, {item.discretion_high}}, FaultKind::outside_band,
                         item.formula);
  }

  Slot met(const Item& item, const ItemSlots& slots) {
    if (!item.target || (item.target->value == none && item.target->levels.empty())) return slots.actual;
    if (!item.target->levels.empty()) return one_of(slots.actual, item.target->levels);
    return build_.apply(item.target->comparison, slots.actual, slots.target);
  }

  Slot one_of(Slot value, const std::vector<std::uint32_t>& places) {
    std::vector<Slot> tests;
    for (const std::uint32_t place : places) {
      tests.push_back(build_.apply(Op::equal, value, build_.constant(place)));
    }
    return build_.any(tests);
  }

  /// Points for one 每… sentence: the distance, in steps, times the amount.
  Slot steps(const StepRule& rule) {
    Slot distance = expr(rule.quantity);
    if (rule.way != Way::count) {
      const Slot bound = expr(rule.bound);
      const Slot above = build_.apply(Op::subtract, distance, bound);
      if (rule.way == Way::apart) {
        distance = build_.apply(Op::absolute, above);
      } else {
        const Slot difference = rule.way == Way::above ? above : build_.apply(Op::subtract, bound, distance);
        distance = build_.apply(Op::maximum, difference, build_.constant(0));
      }
    }
    Slot count = build_.apply(Op::multiply, distance, build_.constant(Rational(1 / rule.step)));
    if (rule.part == PartStep::ignored) count = build_.apply(Op::floor, count);
    if (rule.part == PartStep::whole) count = build_.apply(Op::ceiling, count);
    return build_.apply(Op::multiply, build_.constant(rule.amount), count);
  }

  Slot pool_sum(const Pool& pool) {
    std::vector<Slot> terms;
    if (pool.condition != none) {
      const Slot holds = expr(pool.condition), fixed = build_.constant(pool.fixed);
      terms.push_back(build_.choose(holds, fixed, build_.constant(0)));
    }
    for (const StepRule& rule : pool.steps) terms.push_back(steps(rule));
    Slot sum = build_.sum(terms);
    if (pool.most) {
      limits_.push_back({sum, *pool.most, pool.line});
      sum = build_.apply(Op::minimum, sum, build_.constant(*pool.most));
    }
    return sum;
  }

  Slot loss(const Pool& pool) {
    const Slot sum = pool_sum(pool);
    // Where the points are open the item's own limit at 0 does this, without using the open number twice.
    if (!pool.to_zero || !points_ || open_points_) return sum;
    // 按比例，最高12分: what can be taken is what the base can give.
    return build_.apply(Op::minimum, sum,
                        build_.constant(ceiling_ ? std::max(*points_, *ceiling_) : *points_));
  }

  Slot stepped(const Pool& pool) {
    const Slot sum = loss(pool);
    return pool.gain ? sum : build_.apply(Op::subtract, full(), sum);
  }

  Slot tiers(const Item& item, ItemSlots& slots) {
    for (const TierRow& row : item.tiers) {
      slots.conditions.push_back(row.condition == none ? build_.constant(1) : expr(row.condition));
      slots.values.push_back(tier_value(row, slots));
    }
    return first_match(slots);
  }

  Slot tier_value(const TierRow& row, const ItemSlots& slots) {
    if (row.discretion != none) {
      const Interval span{{std::min(row.low, row.high)}, {std::max(row.low, row.high)}};
      return build_.within(expr(row.discretion), span, FaultKind::outside_band, row.discretion);
    }
    if (row.low == row.high) return build_.constant(row.low);
    return line(slots.actual, {row.span_domain.low.value, row.low}, {row.span_domain.high.value, row.high});
  }

  Slot first_match(const ItemSlots& slots) {
    Slot result = build_.fault(FaultKind::no_row);
    for (std::size_t i = slots.conditions.size(); i-- > 0;) {
      result = build_.choose(slots.conditions[i], slots.values[i], result);
    }
    return result;
  }

  Slot line(Slot x, const Knot& a, const Knot& b) {
    const Rational slope = (b.points - a.points) / (b.at - a.at);
    const Slot distance = build_.apply(Op::subtract, x, build_.constant(a.at));
    const Slot rise = build_.apply(Op::multiply, build_.constant(slope), distance);
    return build_.apply(Op::add, build_.constant(a.points), rise);
  }

  Slot interpolation(const Item& item, const ItemSlots& slots) {
    std::vector<Knot> knots = item.knots;
    if (knots.front().at > knots.back().at) std::reverse(knots.begin(), knots.end());
    Slot result = build_.constant(knots.back().points);
    for (std::size_t i = knots.size() - 1; i-- > 0;) {
      const Slot before = build_.apply(Op::less_equal, slots.actual, build_.constant(knots[i + 1].at));
      result = build_.choose(before, line(slots.actual, knots[i], knots[i + 1]), result);
    }
    const Slot first = build_.apply(Op::less_equal, slots.actual, build_.constant(knots.front().at));
    return build_.choose(first, build_.constant(knots.front().points), result);
  }

  Slot levels(const Item& item, ItemSlots& slots) {
    for (const LevelRow& row : item.levels) {
      slots.conditions.push_back(one_of(slots.actual, row.levels));
      slots.values.push_back(level_value(item, row));
    }
    return first_match(slots);
  }

  Slot level_value(const Item& item, const LevelRow& row) {
    if (row.points) return build_.constant(*row.points);
    const Slot share = expr(item.share);
    Slot given = build_.within(share, row.band, FaultKind::outside_band, item.share);
    if (row.default_share) {
      const Slot blank = build_.leaf(Op::blank, ruleset_.exprs[item.share].datum, true);
      given = build_.choose(blank, build_.constant(*row.default_share), given);
    }
    return build_.apply(Op::multiply, full(), given);
  }

  Slot checks(const Item& item, ItemSlots& slots) {
    Slot result = build_.constant(0);
    for (const CheckRow& row : item.checks) {
      Slot value = none;
      if (row.counted) {
        slots.conditions.push_back(none);
        value = pool_sum(*row.counted);
      } else {
        slots.conditions.push_back(expr(row.condition));
        const Slot points = build_.constant(row.points);
        value = build_.choose(slots.conditions.back(), points, build_.constant(0));
      }
      slots.values.push_back(value);
      result = build_.apply(item.form == Form::highest ? Op::maximum : Op::add, result, value);
    }
    return result;
  }

  Slot parts(const Item& item, ItemSlots& slots) {
    const std::optional<Rational> whole = points_;
    std::vector<Slot> scores;
    for (const Item& part : item.parts) {
      ItemSlots inner = score(part, part.points);
      inner.score = inner.raw;
      scores.push_back(inner.score);
      slots.parts.push_back(std::move(inner));
    }
    points_ = whole;
    full_ = none;
    open_points_ = item.open_points;
    ceiling_ = item.ceiling;
    limits_.clear();
    return item.choice ? chosen(*item.choice, scores) : build_.sum(scores);
  }

  /// The one of `scores` that 择一 takes.
  Slot chosen(const Choice& choice, const std::vector<Slot>& scores) {
    if (choice.what == Choice::What::by) {
      const Slot level = build_.leaf(Op::input, choice.datum, true);
      Slot result = build_.fault(FaultKind::no_row);
      for (std::size_t i = choice.members.size(); i-- > 0;) {
        const Slot here = build_.apply(Op::equal, level, build_.constant(Rational(i)));
        result = build_.choose(here, scores[choice.members[i]], result);
      }
      return result;
    }
    Slot low = scores[0], high = scores[0];
    for (const Slot score : scores) {
      low = build_.apply(Op::minimum, low, score);
      high = build_.apply(Op::maximum, high, score);
    }
    if (choice.what == Choice::What::highest) return high;
    if (choice.what == Choice::What::lowest) return low;
    // Unstated: anything from the lowest to the highest.
    const Slot share = build_.unknown(Interval::closed(0, 1));
    return build_.apply(Op::add, low,
                        build_.apply(Op::multiply, share, build_.apply(Op::subtract, high, low)));
  }

  /// 分母为零, 缺数, 不得分 and 不适用, the last one strongest.
  Slot consequences(const Item& item, ItemSlots& slots, Slot raw) {
    if (slots.zero_denominator != none && item.zero_denominator.what == Consequence::What::full) {
      raw = build_.choose(slots.zero_denominator, full(), raw);
    }
    if (slots.zero_denominator != none && item.zero_denominator.what == Consequence::What::zero) {
      raw = build_.choose(slots.zero_denominator, build_.constant(0), raw);
    }
    if (slots.missing != none && item.missing.what == Consequence::What::zero) {
      raw = build_.choose(slots.missing, build_.constant(0), raw);
    }
    std::vector<Slot> gates;
    for (const ExprId gate : item.zero_if) gates.push_back(expr(gate));
    slots.zero = build_.any(gates);
    if (slots.zero != none) raw = build_.choose(slots.zero, build_.constant(0), raw);
    return not_applicable(item, slots, raw);
  }

  static bool same(const Consequence& a, const Consequence& b) {
    return a.what == b.what && a.amount == b.amount;
  }

  Slot not_applicable(const Item& item, ItemSlots& slots, Slot raw) {
    Slot dropped = build_.constant(0);
    slots.not_applicable.clear();
    for (const NotApplicable& clause : item.not_applicable)
      slots.not_applicable.push_back(expr(clause.condition));
    // The first clause that applies decides, so it is put on last. Neighbours of one consequence are one
    // condition: if one of them holds, it does not matter that another's cell cannot be read.
    std::vector<Slot> alike;
    for (std::size_t i = item.not_applicable.size(); i-- > 0;) {
      const Consequence& then = item.not_applicable[i].then;
      alike.insert(alike.begin(), slots.not_applicable[i]);
      if (i > 0 && same(item.not_applicable[i - 1].then, then)) continue;
      const Slot holds = build_.any(std::exchange(alike, {}));
      const bool drops =
          then.what == Consequence::What::drop_all || then.what == Consequence::What::drop_group;
      const Slot instead = then.what == Consequence::What::full     ? full()
                           : then.what == Consequence::What::points ? build_.constant(then.amount)
                                                                    : build_.constant(0);
      raw = build_.choose(holds, instead, raw);
      dropped = build_.choose(holds, build_.constant(drops ? 1 : 0), dropped);
    }
    if (!build_.known(dropped)) slots.dropped = dropped;
    return raw;
  }

  // --- the total ---

  void total() {
    const std::vector<Entry> parts_of_sum = entries();
    std::vector<Slot> scores;
    for (const Entry& entry : parts_of_sum) scores.push_back(entry.score);
    plan_.sum = build_.sum(scores);
    plan_.rescaled = rescaled(parts_of_sum);
    std::vector<Slot> gains, losses;
    for (const ItemSlots& slots : plan_.bonuses) gains.push_back(slots.score);
    for (const ItemSlots& slots : plan_.penalties) losses.push_back(slots.score);
    Slot value = build_.apply(Op::add, plan_.rescaled, build_.sum(gains));
    plan_.adjusted = build_.apply(Op::subtract, value, build_.sum(losses));
    plan_.vetoed = vetoed(plan_.adjusted);
    value = build_.apply(Op::maximum, plan_.vetoed, build_.constant(0));
    if (ruleset_.total_most) value = build_.apply(Op::minimum, value, build_.constant(*ruleset_.total_most));
    plan_.limited = value;
    plan_.total = build_.round(value, ruleset_.total_rounding);
    if (!ruleset_.grades.empty()) grade();
  }

  /// What enters the sum: an item, or the one item of a group that 择一 takes.
  struct Entry {
    Slot score = none, dropped = none;
    Rational points;
    std::uint32_t group = none;
    bool within_group = false;  // 组内折算
  };

  std::vector<Entry> entries() {
    std::vector<Entry> found;
    std::set<std::uint32_t> chosen_groups;
    for (std::size_t i = 0; i < plan_.items.size(); ++i) {
      const Item& item = ruleset_.items[i];
      if (item.form == Form::unscored) continue;
      const bool choice = item.group != none && ruleset_.groups[item.group].choice;
      if (choice) {
        if (chosen_groups.insert(item.group).second) found.push_back(choice_entry(item.group));
        continue;
      }
      Entry entry{plan_.items[i].score, plan_.items[i].dropped, item.points.value_or(Rational(0)), item.group,
                  false};
      for (const NotApplicable& clause : item.not_applicable) {
        const bool in_group = item.group != none && clause.then.what == Consequence::What::drop_group;
        entry.within_group = entry.within_group || in_group;
      }
      found.push_back(std::move(entry));
    }
    return found;
  }

  Entry choice_entry(std::uint32_t group) {
    const Choice& choice = *ruleset_.groups[group].choice;
    std::vector<std::size_t> members;
    std::vector<Slot> scores;
    for (std::size_t i = 0; i < plan_.items.size(); ++i) {
      if (ruleset_.items[i].group != group) continue;
      members.push_back(i);
      scores.push_back(plan_.items[i].score);
    }
    if (choice.what == Choice::What::by) {
      const Slot level = build_.leaf(Op::input, choice.datum, true);
      for (std::size_t place = 0; place < choice.members.size(); ++place) {
        const Slot elsewhere = build_.apply(Op::not_equal, level, build_.constant(Rational(place)));
        plan_.items[members[choice.members[place]]].unchosen = elsewhere;
      }
    }
    const Rational points =
        ruleset_.groups[group].points.value_or(ruleset_.items[members[0]].points.value_or(Rational(0)));
    return {chosen(choice, scores), none, points, group, false};
  }

  /// 折算: (scores of what is left) × (points of all) ÷ (points of what is left), within each group that asks
  /// for it, then over the rest of the table.
  Slot rescaled(const std::vector<Entry>& all) {
    std::set<std::uint32_t> groups;
    for (const Entry& entry : all) {
      if (entry.within_group) groups.insert(entry.group);
    }
    std::vector<Slot> terms;
    std::vector<Entry> rest;
    for (const Entry& entry : all) {
      if (!groups.count(entry.group)) rest.push_back(entry);
    }
    for (const std::uint32_t group : groups) {
      std::vector<Entry> members;
      for (const Entry& entry : all) {
        if (entry.group == group) members.push_back(entry);
      }
      terms.push_back(rescale(members));
    }
    terms.push_back(rescale(rest));
    return build_.sum(terms);
  }

  Slot rescale(const std::vector<Entry>& entries) {
    std::vector<Slot> scores, left;
    Rational points = 0;
    bool drops = false;
    const Slot zero = build_.constant(0);
    for (const Entry& entry : entries) {
      const Slot own = build_.constant(entry.points);
      points += entry.points;
      drops = drops || entry.dropped != none;
      scores.push_back(entry.dropped == none ? entry.score : build_.choose(entry.dropped, zero, entry.score));
      left.push_back(entry.dropped == none ? own : build_.choose(entry.dropped, zero, own));
    }
    if (!drops) return build_.sum(scores);
    // Scores first, then one division: 其余各项得分之和×100/其余各项分值之和.
    const Slot sum = build_.sum(scores);
    const Slot scaled = build_.apply(Op::multiply, sum, build_.constant(points));
    const Slot share = build_.apply(Op::divide, scaled, build_.sum(left));
    plan_.steps[share].why = FaultKind::nothing_left;
    return share;
  }

  Slot vetoed(Slot value) {
    for (const Veto& veto : ruleset_.vetoes) {
      const Slot holds = veto.condition == none ? build_.unknown_truth() : condition(veto.condition);
      plan_.veto_conditions.push_back(holds);
      const Slot points = build_.constant(veto.points);
      if (veto.outcome == Veto::Outcome::total_minus) {
        value = build_.choose(holds, build_.apply(Op::subtract, value, points), value);
      }
      if (veto.outcome == Veto::Outcome::unstated) {
        const Slot some = build_.apply(Op::multiply, value, build_.unknown(Interval::closed(0, 1)));
        value = build_.choose(holds, some, value);
      }
    }
    // Several vetoes: the lowest result counts, so 总分为 comes after every 总分减.
    for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
      if (ruleset_.vetoes[i].outcome != Veto::Outcome::total_becomes) continue;
      const Slot points = build_.constant(ruleset_.vetoes[i].points);
      value = build_.choose(plan_.veto_conditions[i], build_.apply(Op::minimum, value, points), value);
    }
    return value;
  }

  void grade() {
    const Slot total = ruleset_.grade_by_rounded ? plan_.total : plan_.limited;
    Slot result = build_.fault(FaultKind::no_grade);
    for (std::size_t i = ruleset_.grades.size(); i-- > 0;) {
      const Slot here = inside(total, ruleset_.grades[i].range);
      result = build_.choose(here, build_.constant(Rational(i)), result);
    }
    plan_.grade_before_veto = result;
    for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
      const Veto& veto = ruleset_.vetoes[i];
      if (veto.outcome != Veto::Outcome::grade_at_most && veto.outcome != Veto::Outcome::grade_becomes)
        continue;
      const Slot cap = build_.constant(veto.grade);
      result = build_.choose(plan_.veto_conditions[i], build_.apply(Op::maximum, result, cap), result);
    }
    plan_.grade = result;
  }

  Slot inside(Slot value, const Interval& range) {
    Slot result = build_.constant(1);
    if (!range.low.infinite) {
      result = build_.apply(range.low.open ? Op::greater : Op::greater_equal, value,
                            build_.constant(range.low.value));
    }
    if (range.high.infinite) return result;
    const Slot below =
        build_.apply(range.high.open ? Op::less : Op::less_equal, value, build_.constant(range.high.value));
    return range.low.infinite ? below : build_.apply(Op::both, result, below);
  }

  const Ruleset& ruleset_;
  Plan& plan_;
  Builder build_;
  std::optional<Rational> points_;  // of the item being compiled
  bool open_points_ = false;        // points_ is only the most that they can be
  std::optional<Rational> ceiling_;
  Slot full_ = none;           // the item's points, once needed
  std::vector<Limit> limits_;  // of its pools so far
};

/// Marks which items need each slot and sorts the slots into stages.
class Stager {
 public:
  explicit Stager(Plan& plan) : plan_(plan), users_(plan.steps.size(), unused) {}

  void run() {
    std::vector<const ItemSlots*> items;
    for (const auto* list : {&plan_.items, &plan_.bonuses, &plan_.penalties}) {
      for (const ItemSlots& slots : *list) items.push_back(&slots);
    }
    std::set<Slot> scores;
    for (std::uint32_t i = 0; i < items.size(); ++i) {
      mark(items[i]->score, i + 1);
      mark_figures(*items[i], i + 1);
      scores.insert(items[i]->score);
    }
    const auto last = static_cast<std::uint32_t>(items.size() + 1);
    mark_total(last, scores);
    plan_.stages.assign(items.size() + 2, {});
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      const std::uint32_t user = users_[slot] == unused ? last : users_[slot];
      plan_.steps[slot].stage = user;
      plan_.stages[user].push_back(slot);
    }
  }

 private:
  static constexpr std::uint32_t unused = none;

  /// `slot` and all it needs belong to `user`; to the shared stage 0 if they had another user.
  void mark(Slot slot, std::uint32_t user) {
    if (slot == none || users_[slot] == user || users_[slot] == 0) return;
    const std::uint32_t now = users_[slot] == unused ? user : 0;
    users_[slot] = now;
    for (const Slot operand : plan_.steps[slot].operands) mark(operand, now);
  }

  /// Figures of an item that only explanations read (a target, a row's condition).
  void mark_figures(const ItemSlots& slots, std::uint32_t user) {
    for (const Slot s : {slots.actual, slots.target, slots.base, slots.raw, slots.zero, slots.missing,
                         slots.zero_denominator}) {
      mark(s, user);
    }
    for (const auto* list :
         {&slots.conditions, &slots.values, &slots.losses, &slots.not_applicable, &slots.explain}) {
      for (const Slot s : *list) mark(s, user);
    }
    for (const ItemSlots& part : slots.parts) mark_figures(part, user);
  }

  /// The total starts from the items' scores, which stay with their items.
  void mark_total(std::uint32_t user, const std::set<Slot>& scores) {
    std::vector<Slot> open{plan_.sum,     plan_.rescaled, plan_.adjusted, plan_.vetoed,
                           plan_.limited, plan_.total,    plan_.grade,    plan_.grade_before_veto};
    open.insert(open.end(), plan_.veto_conditions.begin(), plan_.veto_conditions.end());
    for (const ItemSlots& slots : plan_.items) {
      open.push_back(slots.dropped);
      open.push_back(slots.unchosen);
    }
    std::vector<bool> seen(plan_.steps.size(), false);
    while (!open.empty()) {
      const Slot slot = open.back();
      open.pop_back();
      if (slot == none || seen[slot] || scores.count(slot)) continue;
      seen[slot] = true;
      if (users_[slot] == unused || users_[slot] == user) {
        users_[slot] = user;
      } else {
        mark(slot, user);
      }
      for (const Slot operand : plan_.steps[slot].operands) open.push_back(operand);
    }
  }

  Plan& plan_;
  std::vector<std::uint32_t> users_;
};

Slot Compiler::body(ExprId id) {
  const Slot result = expr(id);
  Stager(plan_).run();
  return result;
}

}  // namespace

Plan compile(const Ruleset& ruleset) {
  Plan plan;
  Compiler(ruleset, plan).run();
  Stager(plan).run();
  return plan;
}

}  // namespace rubric::engine
