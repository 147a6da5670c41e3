// The base of a score to steps, one function for each form of 计分; 每…扣… and 扣分 are pools of steps.

#include <algorithm>

#include "engine/compiler.hpp"

namespace rubric::engine {

Slot Compiler::base(const Item& item, ItemSlots& slots) {
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

Slot Compiler::formula(const Item& item) {
  const Slot value = expr(item.formula);
  if (item.form == Form::formula) return value;
  return build_.within(value, {{item.discretion_low}, {item.discretion_high}}, FaultKind::outside_band,
                       item.formula);
}

Slot Compiler::met(const Item& item, const ItemSlots& slots) {
  if (!item.target || (item.target->value == none && item.target->levels.empty())) return slots.actual;
  if (!item.target->levels.empty()) return one_of(slots.actual, item.target->levels);
  return build_.apply(item.target->comparison, slots.actual, slots.target);
}

/// Points for one 每… sentence: the distance, in steps, times the amount.
Slot Compiler::steps(const StepRule& rule) {
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

Slot Compiler::pool_sum(const Pool& pool) {
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

Slot Compiler::loss(const Pool& pool) {
  const Slot sum = pool_sum(pool);
  // Where the points are open the item's own limit at 0 does this, without using the open number twice.
  if (!pool.to_zero || !points_ || open_points_) return sum;
  // 按比例，最高12分: what can be taken is what the base can give.
  return build_.apply(Op::minimum, sum, build_.constant(ceiling_ ? std::max(*points_, *ceiling_) : *points_));
}

Slot Compiler::stepped(const Pool& pool) {
  const Slot sum = loss(pool);
  return pool.gain ? sum : build_.apply(Op::subtract, full(), sum);
}

Slot Compiler::tiers(const Item& item, ItemSlots& slots) {
  for (const TierRow& row : item.tiers) {
    slots.conditions.push_back(row.condition == none ? build_.constant(1) : expr(row.condition));
    slots.values.push_back(tier_value(row, slots));
  }
  return first_match(slots);
}

Slot Compiler::tier_value(const TierRow& row, const ItemSlots& slots) {
  if (row.discretion != none) {
    const Interval span{{std::min(row.low, row.high)}, {std::max(row.low, row.high)}};
    return build_.within(expr(row.discretion), span, FaultKind::outside_band, row.discretion);
  }
  if (row.low == row.high) return build_.constant(row.low);
  return line(slots.actual, {row.span_domain.low.value, row.low}, {row.span_domain.high.value, row.high});
}

Slot Compiler::first_match(const ItemSlots& slots) {
  Slot result = build_.fault(FaultKind::no_row);
  for (std::size_t i = slots.conditions.size(); i-- > 0;) {
    result = build_.choose(slots.conditions[i], slots.values[i], result);
  }
  return result;
}

Slot Compiler::line(Slot x, const Knot& a, const Knot& b) {
  const Rational slope = (b.points - a.points) / (b.at - a.at);
  const Slot distance = build_.apply(Op::subtract, x, build_.constant(a.at));
  const Slot rise = build_.apply(Op::multiply, build_.constant(slope), distance);
  return build_.apply(Op::add, build_.constant(a.points), rise);
}

Slot Compiler::interpolation(const Item& item, const ItemSlots& slots) {
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

Slot Compiler::levels(const Item& item, ItemSlots& slots) {
  for (const LevelRow& row : item.levels) {
    slots.conditions.push_back(one_of(slots.actual, row.levels));
    slots.values.push_back(level_value(item, row));
  }
  return first_match(slots);
}

Slot Compiler::level_value(const Item& item, const LevelRow& row) {
  if (row.points) return build_.constant(*row.points);
  const Slot share = expr(item.share);
  Slot given = build_.within(share, row.band, FaultKind::outside_band, item.share);
  if (row.default_share) {
    const Slot blank = build_.leaf(Op::blank, ruleset_.exprs[item.share].datum, true);
    given = build_.choose(blank, build_.constant(*row.default_share), given);
  }
  return build_.apply(Op::multiply, full(), given);
}

Slot Compiler::checks(const Item& item, ItemSlots& slots) {
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

}  // namespace rubric::engine
