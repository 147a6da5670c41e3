#include "engine/piecewise.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

Trend opposite(Trend trend) {
  return trend == Trend::up ? Trend::down : trend == Trend::down ? Trend::up : trend;
}

/// Of a value that rises with each of two others.
Trend together(Trend a, Trend b) {
  if (a == Trend::level) return b;
  if (b == Trend::level || a == b) return a;
  return Trend::unknown;
}

bool not_below_zero(const Interval& range) {
  return !range.low.infinite && range.low.value >= 0;
}

Shape constant(const Rational& value) {
  Shape result;
  result.linear = true;
  result.constant = value;
  result.range = Interval::point(value);
  result.trend = Trend::level;
  return result;
}

Shape anything(Interval range) {
  Shape result;
  result.range = std::move(range);
  result.trend = Trend::level;
  return result;
}

Shape fault(FaultKind why, Truth certain = Truth::yes) {
  Shape result;
  result.faulty = certain;
  result.why = why;
  return result;
}

/// What can go wrong in a part can go wrong in the whole. Of several faults a missing row is the one that is
/// kept: no table must be taken for covered because something else may go wrong with it.
void note_fault(Shape& whole, const Shape& part) {
  if (part.faulty == Truth::no) return;
  whole.faulty = Truth::maybe;
  if (whole.why != FaultKind::no_row) whole.why = part.why;
}

/// The value of a shape that is settled; a pointer into it.
const Rational* settled(const Shape& of) {
  return of.faulty == Truth::no && of.range.is_point() ? &of.range.low.value : nullptr;
}

/// The slots that some watched ones need, x standing for all that it needs itself.
struct Cone {
  Cone(const Plan& plan, Slot x, const std::vector<Slot>& watched) : place(plan.steps.size(), none) {
    std::vector<Slot> open = watched;
    while (!open.empty()) {
      const Slot slot = open.back();
      open.pop_back();
      if (slot == none || place[slot] != none) continue;
      place[slot] = 0;
      slots.push_back(slot);
      if (slot == x) continue;
      for (const Slot operand : plan.steps[slot].operands) open.push_back(operand);
    }
    std::sort(slots.begin(), slots.end());
    for (std::uint32_t i = 0; i < slots.size(); ++i) place[slots[i]] = i;
  }

  std::vector<Slot> slots;           // in the plan's order
  std::vector<std::uint32_t> place;  // by slot: where it stands in `slots`, or none
};

/// One piece of x, every slot worked out; or the breakpoint inside it that has to be cut at first.
class PieceRun {
 public:
  PieceRun(const Ruleset& ruleset, const Plan& plan, Slot x, const Interval& piece, const Cone& cone,
           const Assumed& assumed)
      : ruleset_(ruleset),
        plan_(plan),
        x_(x),
        piece_(piece),
        cone_(cone),
        assumed_(assumed),
        shapes_(cone.slots.size()) {}

  /// False if the piece must be cut at `cut`.
  bool run() {
    for (std::size_t i = 0; i < cone_.slots.size(); ++i) {
      const Slot slot = cone_.slots[i];
      const auto known = assumed_.find(slot);
      shapes_[i] = slot == x_                ? line(1, 0)
                   : known != assumed_.end() ? constant(known->second ? 1 : 0)
                                             : shape(plan_.steps[slot]);
      if (cut) return false;
    }
    return true;
  }

  std::optional<Rational> cut;
  const Shape& at(Slot slot) const { return shapes_[cone_.place[slot]]; }

 private:
  Shape line(const Rational& slope, const Rational& offset) const {
    if (slope == 0) return constant(offset);
    if (piece_.is_point()) return constant(slope * piece_.low.value + offset);
    Shape result;
    result.linear = true;
    result.slope = slope;
    result.constant = offset;
    result.range = add(multiply(piece_, Interval::point(slope)), Interval::point(offset));
    result.trend = slope > 0 ? Trend::up : Trend::down;
    return result;
  }

  /// Cuts the piece where a straight line crosses `value`, if it does so inside.
  bool crosses(const Shape& f, const Rational& value) {
    if (!f.linear || f.slope == 0) return false;
    const Rational root = (value - f.constant) / f.slope;
    const bool inside = piece_.contains(root) && !piece_.is_point();
    if (inside) cut = root;
    return inside;
  }

  Shape shape(const Step& step) {
    switch (step.op) {
      case Op::constant:
        return constant(plan_.constants[step.index]);
      case Op::input:
        return anything(ruleset_.data[step.index].domain);
      case Op::blank:
      case Op::not_applicable:
        return constant(0);
      case Op::unknown:
        return anything(plan_.sets[step.index]);
      case Op::fault:
        return fault(step.why);
      case Op::date_of_year:
        return anything({});
      case Op::fold:
        return folded(*plan_.folds[step.index]);
      case Op::choose:
        return choose(at(step.operands[0]), at(step.operands[1]), at(step.operands[2]));
      case Op::both:
      case Op::either:
        return logic(step.op, at(step.operands[0]), at(step.operands[1]));
      default:
        return computed(step);
    }
  }

  /// 合计 and its like: any number, and perhaps none where a formula in it is a table.
  static Shape folded(const Fold& fold) {
    Shape result = anything({});
    for (const Plan& body : fold.bodies) {
      for (const Step& step : body.steps) {
        if (step.op == Op::fault) note_fault(result, fault(step.why));
      }
    }
    return result;
  }

  /// Steps that have a value only where all their operands have one.
  Shape computed(const Step& step) {
    const Shape& a = at(step.operands[0]);
    const Shape& b = step.operands[1] == none ? a : at(step.operands[1]);
    if (a.faulty == Truth::yes) return a;
    if (b.faulty == Truth::yes) return b;
    Shape result = value_of(step, a, b);
    if (result.faulty != Truth::yes) {
      note_fault(result, a);
      note_fault(result, b);
    }
    return result;
  }

  Shape value_of(const Step& step, const Shape& a, const Shape& b) {
    switch (step.op) {
      case Op::add:
      case Op::subtract:
        return sum(a, b, step.op == Op::add ? 1 : -1);
      case Op::negate:
        return sum(constant(0), a, -1);
      case Op::multiply:
        return product(a, b);
      case Op::divide:
        return quotient(a, b);
      case Op::minimum:
      case Op::maximum:
        return extreme(step.op, a, b);
      case Op::absolute:
        if (crosses(a, 0)) return {};
        return absolute(a);
      case Op::floor:
        return stepped(a, floor(a.range));
      case Op::ceiling:
        return stepped(a, ceiling(a.range));
      case Op::round:
        return stepped(a, round(a.range, plan_.roundings[step.index]));
      case Op::within:
        return within(a, plan_.sets[step.index], step.why);
      case Op::negation: {
        Shape result = anything(subtract(Interval::point(1), a.range));
        result.trend = opposite(a.trend);
        return result;
      }
      default:
        return comparison(step.op, a, b);
    }
  }

  Shape sum(const Shape& a, const Shape& b, int sign) const {
    if (a.linear && b.linear) return line(a.slope + sign * b.slope, a.constant + sign * b.constant);
    Shape result = anything(sign > 0 ? add(a.range, b.range) : subtract(a.range, b.range));
    result.trend = together(a.trend, sign > 0 ? b.trend : opposite(b.trend));
    return result;
  }

  Shape product(const Shape& a, const Shape& b) const {
    const Rational* factor = settled(b);
    const Shape& other = factor ? a : b;
    if (!factor) factor = settled(a);
    if (factor && other.linear) return line(other.slope * *factor, other.constant * *factor);
    Shape result = anything(multiply(a.range, b.range));
    if (factor) {
      result.trend = *factor == 0 ? Trend::level : *factor > 0 ? other.trend : opposite(other.trend);
    } else {
      const bool positive = not_below_zero(a.range) && not_below_zero(b.range);
      result.trend = positive || together(a.trend, b.trend) == Trend::level ? together(a.trend, b.trend)
                                                                            : Trend::unknown;
    }
    return result;
  }

  Shape quotient(const Shape& a, const Shape& b) {
    if (const Rational* divisor = settled(b)) {
      if (*divisor == 0) return fault(FaultKind::zero_denominator);
      return product(a, constant(1 / *divisor));
    }
    if (crosses(b, 0)) return {};
    Interval divisor = b.range;
    const bool may_be_zero = divisor.contains(Rational(0));
    if (!divisor.low.infinite && divisor.low.value == 0) divisor.low.open = true;
    if (!divisor.high.infinite && divisor.high.value == 0) divisor.high.open = true;
    Shape result = anything(divide(a.range, divisor));
    if (not_below_zero(divisor)) {
      if (b.trend == Trend::level)
        result.trend = a.trend;
      else
        result.trend = not_below_zero(a.range) ? together(a.trend, opposite(b.trend)) : Trend::unknown;
    } else {
      result.trend = together(a.trend, b.trend) == Trend::level ? Trend::level : Trend::unknown;
    }
    if (may_be_zero) {
      result.faulty = Truth::maybe;
      result.why = FaultKind::zero_denominator;
    }
    return result;
  }

  Shape extreme(Op op, const Shape& a, const Shape& b) {
    if (a.linear && b.linear && crosses(sum(a, b, -1), 0)) return {};
    const Truth smaller = a.linear && b.linear ? less_equal(sum(a, b, -1).range, Interval::point(0))
                                               : less_equal(a.range, b.range);
    if (smaller == Truth::yes) return op == Op::minimum ? a : b;
    if (less_equal(b.range, a.range) == Truth::yes || (a.linear && b.linear))
      return op == Op::minimum ? b : a;
    Shape result = anything(op == Op::minimum ? minimum(a.range, b.range) : maximum(a.range, b.range));
    result.trend = together(a.trend, b.trend);
    return result;
  }

  Shape absolute(const Shape& a) {
    Shape result = extreme(Op::maximum, a, sum(constant(0), a, -1));
    if (!result.linear) result.range = engine::absolute(a.range);  // the two are not independent
    return result;
  }

  static Shape stepped(const Shape& a, Interval range) {
    Shape result = anything(std::move(range));
    if (result.range.is_point()) return constant(result.range.low.value);
    result.trend = a.trend;
    return result;
  }

  Shape within(const Shape& a, const Interval& set, FaultKind why) {
    for (const Bound* end : {&set.low, &set.high}) {
      if (!end->infinite && crosses(a, end->value)) return {};
    }
    if (set.contains(a.range)) return a;
    const std::optional<Interval> common = intersect(set, a.range);
    if (!common) return fault(why);
    Shape result = a;
    result.linear = false;
    result.range = *common;
    result.faulty = Truth::maybe;
    result.why = why;
    return result;
  }

  Shape truth(Truth value, Trend trend) const {
    if (value != Truth::maybe) return constant(value == Truth::yes ? 1 : 0);
    Shape result = anything(Interval::closed(0, 1));
    result.trend = trend;
    return result;
  }

  Shape comparison(Op op, const Shape& a, const Shape& b) {
    if (a.linear && b.linear && crosses(sum(a, b, -1), 0)) return {};
    const Shape difference = sum(a, b, -1);
    const Interval zero = Interval::point(0);
    const Interval& left = a.linear && b.linear ? difference.range : a.range;
    const Interval& right = a.linear && b.linear ? zero : b.range;
    const Trend rises = difference.trend;
    const auto inverse = [](Truth t) {
      return t == Truth::maybe ? t : t == Truth::yes ? Truth::no : Truth::yes;
    };
    const Trend flat = rises == Trend::level ? Trend::level : Trend::unknown;
    switch (op) {
      case Op::less:
        return truth(less(left, right), opposite(rises));
      case Op::less_equal:
        return truth(less_equal(left, right), opposite(rises));
      case Op::greater:
        return truth(less(right, left), rises);
      case Op::greater_equal:
        return truth(less_equal(right, left), rises);
      case Op::equal:
        return truth(equal(left, right), flat);
      default:
        return truth(inverse(equal(left, right)), flat);
    }
  }

  /// One side that settles the result settles it, whatever the other one is.
  static Shape logic(Op op, const Shape& a, const Shape& b) {
    const Rational decisive = op == Op::either ? 1 : 0;
    for (const Shape* side : {&a, &b}) {
      const Rational* value = settled(*side);
      if (value && *value == decisive) return constant(decisive);
    }
    if (settled(a)) return b;
    if (settled(b)) return a;
    if (a.faulty == Truth::yes && b.faulty == Truth::yes) return a;
    Shape result = anything(Interval::closed(0, 1));
    result.trend = together(a.trend, b.trend);
    note_fault(result, a);
    note_fault(result, b);
    return result;
  }

  static Shape choose(const Shape& condition, const Shape& then, const Shape& otherwise) {
    if (condition.faulty == Truth::yes) return condition;
    if (const Rational* value = settled(condition)) return *value == 1 ? then : otherwise;
    if (then.faulty == Truth::yes && otherwise.faulty == Truth::yes)
      return otherwise.why == FaultKind::no_row ? otherwise : then;
    Shape result;
    const Shape& one = then.faulty == Truth::yes ? otherwise : then;
    const Shape& other = otherwise.faulty == Truth::yes ? then : otherwise;
    result.range = hull(one.range, other.range);
    result.trend = chosen_trend(condition, one, other);
    for (const Shape* part : {&condition, &then, &otherwise}) note_fault(result, *part);
    return result;
  }

  static Trend chosen_trend(const Shape& condition, const Shape& then, const Shape& otherwise) {
    const Trend both = together(then.trend, otherwise.trend);
    if (condition.trend == Trend::level) return both;
    const bool more = less_equal(otherwise.range, then.range) == Truth::yes;
    const bool fewer = less_equal(then.range, otherwise.range) == Truth::yes;
    const bool to_more = (condition.trend == Trend::up && more) || (condition.trend == Trend::down && fewer);
    const bool to_fewer = (condition.trend == Trend::up && fewer) || (condition.trend == Trend::down && more);
    if (to_more && (both == Trend::level || both == Trend::up)) return Trend::up;
    if (to_fewer && (both == Trend::level || both == Trend::down)) return Trend::down;
    return Trend::unknown;
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  Slot x_;
  const Interval& piece_;
  const Cone& cone_;
  const Assumed& assumed_;
  std::vector<Shape> shapes_;
};

}  // namespace

std::vector<Slot> independent_conditions(const Plan& plan, Slot x, Slot slot, std::size_t most) {
  const Cone cone(plan, x, {slot});
  std::vector<bool> depends(cone.slots.size(), false);
  std::vector<Slot> found;
  for (std::size_t i = 0; i < cone.slots.size(); ++i) {
    const Step& step = plan.steps[cone.slots[i]];
    depends[i] = cone.slots[i] == x;
    if (depends[i]) continue;
    for (const Slot operand : step.operands)
      depends[i] = depends[i] || (operand != none && depends[cone.place[operand]]);
    if (step.op != Op::choose || depends[cone.place[step.operands[0]]] || found.size() >= most) continue;
    const Slot condition = step.operands[0];
    const Op op = plan.steps[condition].op;
    const bool known = op == Op::blank || op == Op::not_applicable;
    if (!known && std::find(found.begin(), found.end(), condition) == found.end()) found.push_back(condition);
  }
  return found;
}

std::optional<std::vector<Piece>> pieces(const Ruleset& ruleset, const Plan& plan, Slot x,
                                         const Interval& domain, const Rational& grid,
                                         const std::vector<Slot>& watched, const Assumed& assumed) {
  const Cone cone(plan, x, watched);
  std::vector<Interval> open{domain};  // the leftmost piece last
  std::vector<Piece> found;
  while (!open.empty()) {
    if (found.size() + open.size() > max_pieces) return std::nullopt;
    Interval piece = std::move(open.back());
    open.pop_back();
    if (grid != 0) {
      const std::optional<Interval> numbers = integers_within(multiply(piece, Interval::point(1 / grid)));
      if (!numbers) continue;
      piece = multiply(*numbers, Interval::point(grid));
    }
    PieceRun run(ruleset, plan, x, piece, cone, assumed);
    if (!run.run()) {
      std::vector<Interval> parts = split(piece, {*run.cut});
      open.insert(open.end(), parts.rbegin(), parts.rend());
      continue;
    }
    Piece result{piece, {}};
    for (const Slot slot : watched) result.shapes.push_back(slot == none ? constant(1) : run.at(slot));
    found.push_back(std::move(result));
  }
  return found;
}

Interval range_of(const Ruleset& ruleset, const Plan& plan, Slot slot) {
  const Cone cone(plan, none, {slot});
  const Interval nowhere = Interval::point(0);
  const Assumed nothing;
  PieceRun run(ruleset, plan, none, nowhere, cone, nothing);
  run.run();
  return run.at(slot).range;
}

}  // namespace rubric::engine
