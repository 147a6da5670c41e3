// An item to steps: 实际 and what its clauses put in its place, the base, deductions and limits, then the
// clauses that set a score aside. 其中 and 择一 are items within it.

#include <utility>

#include "engine/compiler.hpp"

namespace rubric::engine {

ItemSlots Compiler::indicator(const Item& item) {
  ItemSlots slots = score(item, item.points);
  slots.score = build_.round(slots.raw, rounding_of(ruleset_, item));
  return slots;
}

ItemSlots Compiler::adjustment(const Item& item) {
  ItemSlots slots = score(item, item.points);
  slots.score = build_.round(slots.raw, item.rounding);
  return slots;
}

/// An item up to its raw score. `points` is what it can give: nothing where that is unstated or unlimited.
ItemSlots Compiler::score(const Item& item, const std::optional<Rational>& points) {
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
Slot Compiler::set_actual(const Item& item, ItemSlots& slots) {
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

/// Where 缺数 decides: 不得分 with any datum of the item, 按 with those of 实际, in whose place the value
/// stands.
Slot Compiler::missing_condition(const Item& item) {
  std::set<DatumId> data;
  if (item.missing.what == Consequence::What::value) {
    collect_data(item.actual, data);
  } else {
    for (const ExprId id : expressions_of(item)) collect_data(id, data);
  }
  return any_blank(data);
}

/// Where 分母为零 decides. 不得分 and 得满分 hold for the whole item, 按 for 实际.
Slot Compiler::zero_condition(const Item& item) {
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

/// Limited to [0, points]; a bonus without a limit is limited from below alone.
Slot Compiler::bounded(const Item& item, Slot raw) {
  raw = build_.apply(Op::maximum, raw, build_.constant(0));
  if (item.ceiling) return build_.apply(Op::minimum, raw, build_.constant(*item.ceiling));
  return points_ ? build_.apply(Op::minimum, raw, full()) : raw;
}

/// The item's points: one slot throughout the item, also where they are open.
Slot Compiler::full() {
  if (full_ == none) {
    if (points_ && !open_points_) {
      full_ = build_.constant(*points_);
    } else {
      full_ = build_.unknown(points_ ? Interval::closed(0, *points_) : open_points());
    }
  }
  return full_;
}

Interval Compiler::open_points() const {
  Interval set = Interval::point(0);
  set.high.value = ruleset_.full_marks;
  return set;
}

Slot Compiler::parts(const Item& item, ItemSlots& slots) {
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
Slot Compiler::chosen(const Choice& choice, const std::vector<Slot>& scores) {
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
  return build_.apply(Op::add, low, build_.apply(Op::multiply, share, build_.apply(Op::subtract, high, low)));
}

/// 分母为零, 缺数, 不得分 and 不适用, the last one strongest.
Slot Compiler::consequences(const Item& item, ItemSlots& slots, Slot raw) {
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

Slot Compiler::not_applicable(const Item& item, ItemSlots& slots, Slot raw) {
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
    const bool drops = then.what == Consequence::What::drop_all || then.what == Consequence::What::drop_group;
    const Slot instead = then.what == Consequence::What::full     ? full()
                         : then.what == Consequence::What::points ? build_.constant(then.amount)
                                                                  : build_.constant(0);
    raw = build_.choose(holds, instead, raw);
    dropped = build_.choose(holds, build_.constant(drops ? 1 : 0), dropped);
  }
  if (!build_.known(dropped)) slots.dropped = dropped;
  return raw;
}

bool Compiler::same(const Consequence& a, const Consequence& b) {
  return a.what == b.what && a.amount == b.amount;
}

}  // namespace rubric::engine
