#include "engine/unit_part.hpp"

#include <algorithm>

#include "engine/piecewise.hpp"

namespace rubric::engine {
namespace {

/// What can go wrong with the values of a fold.
unsigned faults_of(const Ruleset& ruleset, const Fold& fold) {
  unsigned faults = 0;
  for (const Plan& body : fold.bodies) {
    for (const Step& step : body.steps) {
      const bool divides = step.op == Op::divide && range_of(ruleset, body, step.operands[1]).contains(0);
      if (divides || step.op == Op::within || step.op == Op::fault) faults |= fault_bit(step.why);
    }
  }
  return faults;
}

/// 合计 and its like: what they can be, and in what steps.
Source fold_source(const Ruleset& ruleset, const Plan& plan, std::uint32_t index) {
  const Fold& fold = *plan.folds[index];
  Source source{Source::What::fold, index, Interval{}, 0, faults_of(ruleset, fold)};
  if (fold.kind == FoldKind::count) {  // of values that meet a condition: perhaps none
    source.range.low = Bound::closed_at(0);
    source.grid = 1;
    return source;
  }
  std::optional<Interval> each;
  for (std::size_t i = 0; i < fold.bodies.size(); ++i) {
    const Step& result = fold.bodies[i].steps[fold.results[i]];
    if (result.op != Op::input) return source;
    const Interval& domain = ruleset.data[result.index].domain;
    each = each ? hull(*each, domain) : domain;
  }
  if (!each) return source;
  source.range = *each;
  if (fold.kind != FoldKind::sum) return source;
  if (each->low.infinite || each->low.value < 0) source.range.low = Bound::infinity();
  source.range.high = Bound::infinity();
  return source;
}

}  // namespace

Sources::Sources(const Ruleset& ruleset, const Plan& plan, bool given) : of_step(plan.steps.size(), none) {
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    const Step& step = plan.steps[slot];
    Source source;
    if (step.op == Op::input) {
      const Datum& datum = ruleset.data[step.index];
      source = {Source::What::value, step.index, datum.domain, 0, 0};
      if (datum.kind != Kind::quantity) source.grid = 1;
      if (datum.whole) source.grid = datum.unit.scale;
      if (datum.kind == Kind::yes_no) source.range = Interval::closed(0, 1);
    } else if (step.op == Op::blank || step.op == Op::not_applicable) {
      const Datum& datum = ruleset.data[step.index];
      const bool blank = step.op == Op::blank;
      if (given || !(blank ? datum.optional : datum.may_not_apply)) continue;
      source = {blank ? Source::What::blank : Source::What::not_applicable, step.index,
                Interval::closed(0, 1), 1, 0};
    } else if (step.op == Op::fold) {
      source = fold_source(ruleset, plan, step.index);
    } else {
      continue;
    }
    of_step[slot] = static_cast<Variable>(all.size());
    all.push_back(std::move(source));
  }
}

Condition beyond(const Linear& top, const Linear& bottom, const Rational& at, bool up, bool above) {
  Linear difference = combine(top, bottom, -at);
  return {up ? std::move(difference) : scale(difference, -1), above};
}

std::vector<Condition> in_set(const Linear& top, const Linear& bottom, const Interval& set) {
  std::vector<Condition> all;
  if (!set.low.infinite) all.push_back(beyond(top, bottom, set.low.value, true, set.low.open));
  if (!set.high.infinite) all.push_back(beyond(top, bottom, set.high.value, false, set.high.open));
  return all;
}

bool add(Part& part, const Condition& condition, const std::vector<Source>& sources) {
  const Linear& left = condition.left;
  if (left.is_number()) return condition.above ? left.constant > 0 : left.constant >= 0;
  if (left.terms.size() > 1) {
    part.conditions.push_back(condition);
    return true;
  }
  const auto& [v, factor] = left.terms[0];
  const Bound end{Rational(-left.constant / factor), condition.above, false};
  Interval side;
  (factor > 0 ? side.low : side.high) = end;
  std::optional<Interval> range = intersect(part.ranges[v], side);
  const Rational& grid = sources[v].grid;
  if (range && grid != 0) {
    range = integers_within(multiply(*range, Interval::point(1 / grid)));
    if (range) range = multiply(*range, Interval::point(grid));
  }
  if (!range) return false;
  part.ranges[v] = *range;
  return true;
}

std::vector<Part> cut(const Part& part, const Split& split, const std::vector<Source>& sources) {
  std::vector<std::vector<Condition>> sides{in_set(split.top, split.bottom, split.set)};
  for (const bool low : {true, false}) {
    const Bound& end = low ? split.set.low : split.set.high;
    if (!end.infinite) sides.push_back({beyond(split.top, split.bottom, end.value, !low, !end.open)});
  }
  std::vector<Part> parts;
  for (const std::vector<Condition>& side : sides) {
    Part smaller = part;
    const bool left =
        std::all_of(side.begin(), side.end(), [&](const Condition& c) { return add(smaller, c, sources); });
    if (!left) continue;
    if (!smaller.conditions.empty() && System(smaller.ranges, smaller.conditions).possible() == Truth::no)
      continue;
    parts.push_back(std::move(smaller));
  }
  return parts;
}

}  // namespace rubric::engine
