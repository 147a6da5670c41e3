#include "engine/symbolic.hpp"

#include <algorithm>

#include "engine/outcome.hpp"
#include "engine/yearly.hpp"

namespace rubric::engine {
namespace {

/// Figures on which one rests; of longer chains nothing is said.
constexpr int most_depth = 400;

Symbol number(const Rational& value) {
  Symbol f;
  f.range = Interval::point(value);
  f.formed = true;
  f.top = Linear::number(value);
  return f;
}

Symbol anything(Interval range) {
  Symbol f;
  f.range = std::move(range);
  return f;
}

/// Nothing is known of it.
Symbol unknown() {
  Symbol f = anything({});
  f.faults = ~0U;
  return f;
}

Symbol truth(Truth value) {
  return value == Truth::maybe ? anything(Interval::closed(0, 1)) : number(value == Truth::yes ? 1 : 0);
}

Symbol failure(FaultKind why) {
  Symbol f;
  f.sound = false;
  f.faults = fault_bit(why);
  return f;
}

Rational changed(const Rational& value, const Symbol::Change& change) {
  switch (change.what) {
    case Symbol::Change::What::floor:
      return Rational(floor(value));
    case Symbol::Change::What::ceiling:
      return Rational(ceiling(value));
    case Symbol::Change::What::round:
      return round(value, change.rounding);
    default:
      return change.factor * value + change.offset;
  }
}

/// From where on, going up, the rounding of a number is at least `least`, a multiple of `step`.
Bound where_it_begins(const Symbol::Change& change, const Rational& least, const Rational& step) {
  for (const int quarters : {4, 2, 0}) {
    const Rational at = least - step * quarters / 4;
    if (changed(at, change) >= least) return Bound::closed_at(at);
    if (changed(at + step / 8, change) >= least) return Bound::open_at(at);
  }
  return Bound::closed_at(least);
}

/// Up to where the rounding of a number is at most `most`.
Bound where_it_ends(const Symbol::Change& change, const Rational& most, const Rational& step) {
  for (const int quarters : {4, 2, 0}) {
    const Rational at = most + step * quarters / 4;
    if (changed(at, change) <= most) return Bound::closed_at(at);
    if (changed(at - step / 8, change) <= most) return Bound::open_at(at);
  }
  return Bound::closed_at(most);
}

/// The numbers that the change takes into the set.
std::optional<Interval> before(const Symbol::Change& change, const Interval& set) {
  if (change.what == Symbol::Change::What::line) {
    return multiply(subtract(set, Interval::point(change.offset)), Interval::point(1 / change.factor));
  }
  const bool to_digits = change.what == Symbol::Change::What::round;
  const Rational step = to_digits ? power_of_tenth(change.rounding.digits) : Rational(1);
  const std::optional<Interval> whole = integers_within(multiply(set, Interval::point(1 / step)));
  if (!whole) return std::nullopt;
  Interval result;
  if (!whole->low.infinite) result.low = where_it_begins(change, whole->low.value * step, step);
  if (!whole->high.infinite) result.high = where_it_ends(change, whole->high.value * step, step);
  return result;
}

std::optional<Interval> before(const Symbol& f, Interval set) {
  for (std::size_t i = f.changes.size(); i-- > 0;) {
    const std::optional<Interval> earlier = before(f.changes[i], set);
    if (!earlier) return std::nullopt;
    set = *earlier;
  }
  return set;
}

}  // namespace

const Symbol& SymbolicRun::at(Slot slot) {
  std::optional<Symbol>& known = figures_[slot];
  if (!known) {
    ++depth_;
    Symbol found = depth_ > most_depth ? unknown() : figure(slot);
    --depth_;
    figures_[slot] = std::move(found);
  }
  return *figures_[slot];
}

Symbol SymbolicRun::figure(Slot slot) {
  const Step& step = plan_.steps[slot];
  if (sources_.of_step[slot] != none) return source(sources_.of_step[slot]);
  switch (step.op) {
    case Op::constant:
      return number(plan_.constants[step.index]);
    case Op::blank:
    case Op::not_applicable:
      return number(0);
    case Op::unknown:
      return anything(plan_.sets[step.index]);
    case Op::fault:
      return failure(step.why);
    case Op::date_of_year: {
      UnitData unit;
      unit.year = year_;
      const Possible day = date_of_year(plan_.dates[step.index], unit, slot);
      return day.possible ? number(day.range.low.value) : failure(FaultKind::no_year);
    }
    case Op::choose:
      return choose(step);
    case Op::both:
    case Op::either:
      return logic(step);
    default:
      break;
  }
  const Symbol& a = at(step.operands[0]);
  if (!a.sound) return a;
  const Symbol& b = step.operands[1] == none ? a : at(step.operands[1]);
  if (!b.sound) return b;
  Symbol result = value_of(step, a, b);
  result.faults |= a.faults | b.faults;
  return result;
}

Symbol SymbolicRun::source(Variable v) const {
  Symbol f = anything(part_.ranges[v]);
  if (f.range.is_point()) f = number(f.range.low.value);
  if (!f.formed) f.top = Linear::variable(v);
  f.formed = true;
  f.faults = sources_.all[v].faults;
  return f;
}

Symbol SymbolicRun::value_of(const Step& step, const Symbol& a, const Symbol& b) {
  using What = Symbol::Change::What;
  switch (step.op) {
    case Op::add:
      return sum(a, b, 1);
    case Op::subtract:
      return sum(a, b, -1);
    case Op::negate:
      return line(a, -1, 0);
    case Op::multiply:
      return times(a, b);
    case Op::divide: {
      Symbol result = quotient(a, b);
      if ((result.faults & fault_bit(FaultKind::zero_denominator)) && step.why != FaultKind::zero_denominator)
        result.faults ^= fault_bit(FaultKind::zero_denominator) | fault_bit(step.why);
      return result;
    }
    case Op::minimum:
    case Op::maximum:
      return extreme(step.op, a, b);
    case Op::absolute:
      return absolute(a);
    case Op::floor:
      return rounded(a, {What::floor, 1, 0, {}}, floor(a.range));
    case Op::ceiling:
      return rounded(a, {What::ceiling, 1, 0, {}}, ceiling(a.range));
    case Op::round: {
      const Rounding& rounding = plan_.roundings[step.index];
      return rounded(a, {What::round, 1, 0, rounding}, round(a.range, rounding));
    }
    case Op::within:
      return within(a, plan_.sets[step.index], step.why);
    case Op::negation:
      return line(a, -1, 1);
    default:
      return compare(step.op, a, b);
  }
}

Symbol SymbolicRun::line(const Symbol& a, const Rational& factor, const Rational& offset) const {
  if (factor == 0 || a.range.is_point())
    return number(factor == 0 ? offset : factor * a.range.low.value + offset);
  if (a.formed && a.changes.empty()) return form(combine(scale(a.top, factor), a.bottom, offset), a.bottom);
  Symbol f = a;
  f.faults = 0;
  f.range = add(multiply(a.range, Interval::point(factor)), Interval::point(offset));
  if (f.formed) f.changes.push_back({Symbol::Change::What::line, factor, offset, {}});
  return f;
}

/// top ÷ bottom, where bottom is above zero.
Interval SymbolicRun::range_of_form(const Linear& top, const Linear& bottom) const {
  const Interval whole = range_of(top, part_.ranges);
  if (bottom.is_number()) return multiply(whole, Interval::point(1 / bottom.constant));
  Interval divisor = range_of(bottom, part_.ranges);
  if (divisor.low.infinite || divisor.low.value <= 0) divisor.low = Bound::open_at(0);
  const Interval range = divide(whole, divisor);
  // (支出 - 预算) ÷ 预算 = 支出 ÷ 预算 - 1, in which each datum stands once.
  const auto& [v, factor] = bottom.terms[0];
  const auto same =
      std::find_if(top.terms.begin(), top.terms.end(), [v = v](const auto& term) { return term.first == v; });
  if (same == top.terms.end()) return range;
  const Rational times = same->second / factor;
  const Interval rest = range_of(combine(top, bottom, -times), part_.ranges);
  const Interval other = engine::add(divide(rest, divisor), Interval::point(times));
  return intersect(range, other).value_or(range);
}

Symbol SymbolicRun::form(Linear top, Linear bottom) const {
  if (bottom.is_number() && bottom.constant != 1) {
    top = scale(top, 1 / bottom.constant);
    bottom = Linear::number(1);
  }
  if (top.is_number() && bottom.is_number()) return number(top.constant);
  Symbol f = anything(range_of_form(top, bottom));
  if (f.range.is_point()) return number(f.range.low.value);
  f.formed = true;
  f.top = std::move(top);
  f.bottom = std::move(bottom);
  return f;
}

Symbol SymbolicRun::sum(const Symbol& a, const Symbol& b, int sign) const {
  if (b.range.is_point()) return line(a, 1, sign * b.range.low.value);
  if (a.range.is_point()) return line(b, sign, a.range.low.value);
  if (a.formed && b.formed && a.changes.empty() && b.changes.empty() && a.bottom == b.bottom)
    return form(combine(a.top, b.top, sign), a.bottom);
  return anything(sign > 0 ? add(a.range, b.range) : subtract(a.range, b.range));
}

Symbol SymbolicRun::times(const Symbol& a, const Symbol& b) const {
  if (b.range.is_point()) return line(a, b.range.low.value, 0);
  if (a.range.is_point()) return line(b, a.range.low.value, 0);
  if (a.formed && b.formed && a.changes.empty() && b.changes.empty()) {
    if (a.bottom == b.top) return form(a.top, b.bottom);
    if (b.bottom == a.top) return form(b.top, a.bottom);
    const std::optional<Linear> top = product(a.top, b.top), bottom = product(a.bottom, b.bottom);
    if (top && bottom) return form(*top, *bottom);
  }
  return anything(multiply(a.range, b.range));
}

Symbol SymbolicRun::quotient(const Symbol& a, const Symbol& b) {
  const Interval zero = Interval::point(0);
  const Truth is_zero = lies_in(b, zero);
  if (is_zero == Truth::yes) return failure(FaultKind::zero_denominator);
  Interval positive;
  positive.low = Bound::open_at(0);
  const Truth sign = is_zero == Truth::maybe ? Truth::maybe : lies_in(b, positive);
  Symbol result;
  if (sign != Truth::maybe && b.formed && b.changes.empty()) {
    Symbol inverse;
    const int way = sign == Truth::yes ? 1 : -1;
    inverse.formed = true;
    inverse.top = scale(b.bottom, way);
    inverse.bottom = scale(b.top, way);
    inverse.range = range_of_form(inverse.top, inverse.bottom);
    if (inverse.top.is_number() && inverse.bottom.is_number())
      return line(a, inverse.top.constant / inverse.bottom.constant, 0);
    if (a.range.is_point()) return form(scale(inverse.top, a.range.low.value), inverse.bottom);
    return times(a, inverse);
  }
  Interval divisor = b.range;
  if (!divisor.low.infinite && divisor.low.value == 0) divisor.low.open = true;
  if (!divisor.high.infinite && divisor.high.value == 0) divisor.high.open = true;
  result = anything(divide(a.range, divisor));
  if (is_zero == Truth::maybe) result.faults = fault_bit(FaultKind::zero_denominator);
  return result;
}

Symbol SymbolicRun::extreme(Op op, const Symbol& a, const Symbol& b) {
  Interval below;
  below.high = Bound::closed_at(0);
  const bool by_range = less_equal(a.range, b.range) == Truth::yes;
  const Truth smaller = by_range ? Truth::yes : lies_in(sum(a, b, -1), below);
  if (smaller != Truth::maybe) {
    Symbol f = (smaller == Truth::yes) == (op == Op::minimum) ? a : b;
    f.faults = 0;
    return f;
  }
  return anything(op == Op::minimum ? minimum(a.range, b.range) : maximum(a.range, b.range));
}

Symbol SymbolicRun::absolute(const Symbol& a) {
  Interval positive;
  positive.low = Bound::closed_at(0);
  const Truth sign = lies_in(a, positive);
  if (sign == Truth::maybe) return anything(engine::absolute(a.range));
  return line(a, sign == Truth::yes ? 1 : -1, 0);
}

Symbol SymbolicRun::rounded(const Symbol& a, Symbol::Change change, Interval range) const {
  if (range.is_point()) return number(range.low.value);
  Symbol f = a;
  f.faults = 0;
  f.range = std::move(range);
  if (f.formed) f.changes.push_back(std::move(change));
  return f;
}

Symbol SymbolicRun::within(const Symbol& a, const Interval& set, FaultKind why) {
  const Truth inside = lies_in(a, set);
  if (inside == Truth::no) return failure(why);
  Symbol f = a;
  f.faults = 0;
  if (inside == Truth::yes) return f;
  f.range = intersect(a.range, set).value_or(a.range);
  f.faults = fault_bit(why);
  return f;
}

Symbol SymbolicRun::compare(Op op, const Symbol& a, const Symbol& b) {
  Interval set;
  switch (op) {
    case Op::less:
      set.high = Bound::open_at(0);
      break;
    case Op::less_equal:
      set.high = Bound::closed_at(0);
      break;
    case Op::greater:
      set.low = Bound::open_at(0);
      break;
    case Op::greater_equal:
      set.low = Bound::closed_at(0);
      break;
    default:
      set = Interval::point(0);
  }
  Truth holds = lies_in(sum(a, b, -1), set);
  if (op == Op::not_equal && holds != Truth::maybe) holds = holds == Truth::yes ? Truth::no : Truth::yes;
  return truth(holds);
}

Symbol SymbolicRun::condition(Slot slot) {
  const Symbol& found = at(slot);
  if (!found.sound || found.range.is_point() || !found.formed) return found;
  const Truth holds = lies_in(found, Interval::point(1));
  if (holds == Truth::maybe) return found;
  Symbol settled = truth(holds);
  settled.faults = found.faults;
  return settled;
}

/// One side that settles the result settles it, whatever the other one is.
Symbol SymbolicRun::logic(const Step& step) {
  const Rational decisive = step.op == Op::either ? 1 : 0;
  const Symbol a = condition(step.operands[0]);
  const Rational* value = a.settled();
  if (value && *value == decisive) return number(decisive);
  const Symbol b = condition(step.operands[1]);
  const Rational* other = b.settled();
  if (other && *other == decisive) return number(decisive);
  if (value) return b;
  if (other) return a;
  if (!a.sound && !b.sound) return a;
  Symbol result = anything(Interval::closed(0, 1));
  result.faults = a.faults | b.faults;
  return result;
}

Symbol SymbolicRun::choose(const Step& step) {
  const Symbol holds = condition(step.operands[0]);
  if (!holds.sound) return holds;
  if (holds.range.is_point()) {
    Symbol taken = at(step.operands[holds.range.low.value == 1 ? 1 : 2]);
    taken.faults |= holds.faults;
    return taken;
  }
  const Symbol& then = at(step.operands[1]);
  const Symbol& otherwise = at(step.operands[2]);
  const unsigned faults = holds.faults | then.faults | otherwise.faults;
  if (!then.sound && !otherwise.sound) {
    Symbol result = then;
    result.faults = faults;
    return result;
  }
  const Symbol& one = then.sound ? then : otherwise;
  const Symbol& other = otherwise.sound ? otherwise : then;
  Symbol result = anything(hull(one.range, other.range));
  result.faults = faults;
  return result;
}

/// Whether the value lies in the set, wherever it has one; the split is kept if that is open.
Truth SymbolicRun::lies_in(const Symbol& a, const Interval& set) {
  if (set.contains(a.range)) return Truth::yes;
  if (!intersect(a.range, set)) return Truth::no;
  if (!a.formed) return Truth::maybe;
  const std::optional<Interval> wanted = before(a, set);
  if (!wanted) return Truth::no;
  const bool inside = possible(in_set(a.top, a.bottom, *wanted));
  bool outside = false;
  for (const bool low : {true, false}) {
    const Bound& end = low ? wanted->low : wanted->high;
    if (!end.infinite) outside = outside || possible({beyond(a.top, a.bottom, end.value, !low, !end.open)});
  }
  if (inside != outside) return inside ? Truth::yes : Truth::no;
  if (!split_) split_ = Split{a.top, a.bottom, *wanted};
  return Truth::maybe;
}

bool SymbolicRun::possible(std::vector<Condition> more) const {
  Part part = part_;
  for (const Condition& condition : more) {
    if (!add(part, condition, sources_.all)) return false;
  }
  return part.conditions.empty() || System(part.ranges, part.conditions).possible() != Truth::no;
}

}  // namespace rubric::engine
