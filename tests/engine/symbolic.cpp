// Figures over many units at once, against the exact interpreter: in made-up plans every unit of a part has
// the values that the part allows, and the faults; where parts are cut, no unit is lost. Conditions on sums
// are decided as their points say.
#include "engine/symbolic.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

#include "engine/evaluate.hpp"

using namespace rubric::engine;

namespace {

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  int below(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  Rational number() { return Rational(below(41) - 10, 1 + below(4)); }
  template <class T>
  const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<int>(from.size())))];
  }

 private:
  std::mt19937 random_;
};

Ruleset some_data() {
  Ruleset rules;
  for (int i = 0; i < 4; ++i) {
    Datum datum;
    datum.name = "d" + std::to_string(i);
    datum.domain.low = i == 1 ? Bound::open_at(0) : Bound::closed_at(0);
    if (i == 2) datum.domain.high = Bound::closed_at(1);
    if (i == 3) datum.domain.high = Bound::closed_at(20);
    datum.whole = i == 3;
    rules.data.push_back(std::move(datum));
  }
  return rules;
}

/// A plan that grows a step at a time; yes and no are kept apart from numbers, as the checker keeps them.
class Grower {
 public:
  explicit Grower(Chance& chance) : chance_(chance) {}

  Plan grow(DatumId data) {
    for (DatumId d = 0; d < data; ++d) numbers_.push_back(push(Op::input, none, none, none, d));
    for (int i = 0; i < 3; ++i) constant(chance_.number());
    comparison();
    for (int i = 0; i < 12; ++i) step();
    return std::move(plan_);
  }

 private:
  Slot push(Op op, Slot a = none, Slot b = none, Slot c = none, std::uint32_t index = none) {
    Step step{op, {a, b, c}, index};
    if (op == Op::divide) step.why = FaultKind::zero_denominator;
    if (op == Op::within) step.why = FaultKind::outside_band;
    plan_.steps.push_back(step);
    if (plan_.stages.empty()) plan_.stages.emplace_back();
    plan_.stages[0].push_back(static_cast<Slot>(plan_.steps.size() - 1));
    return static_cast<Slot>(plan_.steps.size() - 1);
  }

  void constant(Rational value) {
    plan_.constants.push_back(std::move(value));
    numbers_.push_back(push(Op::constant, none, none, none, std::uint32_t(plan_.constants.size() - 1)));
  }

  void comparison() {
    const Op all[] = {Op::less, Op::less_equal, Op::greater, Op::greater_equal, Op::equal, Op::not_equal};
    truths_.push_back(push(all[chance_.below(6)], chance_.pick(numbers_), chance_.pick(numbers_)));
  }

  void step() {
    const Slot a = chance_.pick(numbers_), b = chance_.pick(numbers_);
    switch (chance_.below(14)) {
      case 0:
        return numbers_.push_back(push(Op::add, a, b));
      case 1:
        return numbers_.push_back(push(Op::subtract, a, b));
      case 2:
        return numbers_.push_back(push(Op::multiply, a, b));
      case 3:
      case 4:
        return numbers_.push_back(push(Op::divide, a, b));
      case 5:
        return numbers_.push_back(push(chance_.below(2) ? Op::minimum : Op::maximum, a, b));
      case 6:
        return numbers_.push_back(push(chance_.below(2) ? Op::floor : Op::ceiling, a));
      case 7: {
        plan_.roundings.push_back({static_cast<RoundingMode>(chance_.below(6)), chance_.below(3)});
        return numbers_.push_back(push(Op::round, a, none, none, std::uint32_t(plan_.roundings.size() - 1)));
      }
      case 8:
        return numbers_.push_back(push(chance_.below(2) ? Op::negate : Op::absolute, a));
      case 9: {
        const Rational low = chance_.number();
        plan_.sets.push_back(Interval::closed(low, low + 5));
        return numbers_.push_back(push(Op::within, a, none, none, std::uint32_t(plan_.sets.size() - 1)));
      }
      case 10:
        return numbers_.push_back(push(Op::choose, chance_.pick(truths_), a, b));
      case 11: {
        const Slot p = chance_.pick(truths_), q = chance_.pick(truths_);
        return truths_.push_back(push(chance_.below(2) ? Op::both : Op::either, p, q));
      }
      case 12:
        return truths_.push_back(push(Op::negation, chance_.pick(truths_)));
      default:
        return comparison();
    }
  }

  Chance& chance_;
  Plan plan_;
  std::vector<Slot> numbers_, truths_;
};

UnitData some_unit(const Ruleset& rules, Chance& chance) {
  UnitData unit;
  unit.year = 2024;
  for (const Datum& datum : rules.data) {
    Cell cell;
    cell.state = Cell::State::known;
    Rational value;
    do {
      value = datum.whole ? Rational(chance.below(21)) : chance.number() / (chance.below(2) ? 1 : 20);
    } while (!datum.domain.contains(value));
    cell.value = Interval::point(value);
    unit.cells.push_back(std::move(cell));
  }
  return unit;
}

Rational value_at(const Linear& sum, const std::vector<Rational>& point) {
  Rational value = sum.constant;
  for (const auto& [v, factor] : sum.terms) value += factor * point[v];
  return value;
}

bool holds(const Condition& condition, const std::vector<Rational>& point) {
  const Rational value = value_at(condition.left, point);
  return condition.above ? value > 0 : value >= 0;
}

bool has(const Part& part, const std::vector<Rational>& point) {
  for (std::size_t v = 0; v < point.size(); ++v) {
    if (!part.ranges[v].contains(point[v])) return false;
  }
  return std::all_of(part.conditions.begin(), part.conditions.end(),
                     [&](const Condition& c) { return holds(c, point); });
}

/// What a symbol says of this point; it has a bottom above zero.
Rational formed_value(const Symbol& f, const std::vector<Rational>& point) {
  const Rational bottom = value_at(f.bottom, point);
  REQUIRE(bottom > 0);
  Rational value = value_at(f.top, point) / bottom;
  for (const Symbol::Change& change : f.changes) {
    switch (change.what) {
      case Symbol::Change::What::floor:
        value = Rational(floor(value));
        break;
      case Symbol::Change::What::ceiling:
        value = Rational(ceiling(value));
        break;
      case Symbol::Change::What::round:
        value = round(value, change.rounding);
        break;
      default:
        value = change.factor * value + change.offset;
    }
  }
  return value;
}

bool agrees(const Symbol& f, const Possible& exact, const std::vector<Rational>& point) {
  if (!exact.possible) return (f.faults & fault_bit(exact.fault.kind)) != 0;
  const Rational& value = exact.range.low.value;
  return f.sound && f.range.contains(value) && (!f.formed || formed_value(f, point) == value);
}

}  // namespace

TEST_CASE("figures over a part hold for every unit of it, and cutting loses none") {
  Chance chance(20261126);
  const Ruleset rules = some_data();
  int figures = 0, formed = 0, cuts = 0;
  for (int i = 0; i < 80; ++i) {
    CAPTURE(i);
    const Plan plan = Grower(chance).grow(static_cast<DatumId>(rules.data.size()));
    CAPTURE(to_text(plan, rules));
    const Sources sources(rules, plan, true);
    for (int k = 0; k < 6; ++k) {
      const UnitData unit = some_unit(rules, chance);
      const std::vector<Possible> exact = evaluate_exact(plan, unit);
      std::vector<Rational> point;
      for (const Source& source : sources.all) point.push_back(unit.cells[source.index].value.low.value);
      Part part;
      for (const Source& source : sources.all) part.ranges.push_back(source.range);
      for (int depth = 0; depth < 4; ++depth) {
        SymbolicRun run(plan, sources, part, 2024);
        for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
          const Symbol& f = run.at(slot);
          ++figures;
          formed += f.formed;
          CAPTURE(slot);
          if (!agrees(f, exact[slot], point)) FAIL("a unit of the part is not as the figure says");
          const Op op = plan.steps[slot].op;
          if (op >= Op::less && op <= Op::not_equal && !agrees(run.condition(slot), exact[slot], point))
            FAIL("a condition of the unit is not as it is said to be");
        }
        if (!run.split()) break;
        const std::vector<Part> parts = cut(part, *run.split(), sources.all);
        const auto own =
            std::find_if(parts.begin(), parts.end(), [&](const Part& p) { return has(p, point); });
        if (own == parts.end()) FAIL("the unit is in none of the parts");
        ++cuts;
        part = *own;
      }
    }
  }
  CHECK(figures > 6000);
  CHECK(formed > 1500);
  CHECK(cuts > 150);
}

TEST_CASE("conditions on sums are impossible only where no point meets them, and points that are found do") {
  Chance chance(7);
  int impossible = 0, found = 0;
  for (int i = 0; i < 200; ++i) {
    CAPTURE(i);
    std::vector<Interval> ranges;
    for (int v = 0; v < 3; ++v) {
      const Rational low = chance.number();
      ranges.push_back(Interval::closed(low, low + chance.below(8)));
    }
    std::vector<Condition> conditions;
    for (int c = 0; c < 1 + chance.below(4); ++c) {
      Linear left = Linear::number(chance.number());
      for (Variable v = 0; v < 3; ++v) left = combine(left, Linear::variable(v), chance.below(7) - 3);
      conditions.push_back({left, chance.below(2) == 0});
    }
    const auto meets = [&](const std::vector<Rational>& point) {
      return std::all_of(conditions.begin(), conditions.end(),
                         [&](const Condition& c) { return holds(c, point); });
    };
    const System system(ranges, conditions);
    CHECK(system.possible() != Truth::maybe);
    if (system.possible() == Truth::no) {
      ++impossible;
      for (int k = 0; k < 40; ++k) {
        std::vector<Rational> point;
        for (const Interval& range : ranges)
          point.push_back(range.low.value + (range.high.value - range.low.value) * chance.below(9) / 8);
        CHECK_FALSE(meets(point));
      }
      continue;
    }
    const auto middle = [](Variable, const Interval& range) {
      return std::vector<Rational>{(range.low.value + range.high.value) / 2};
    };
    const bool any = system.find(middle, 10, [&](const std::vector<Rational>& point) {
      CHECK(meets(point));
      return true;
    });
    CHECK(any);
    found += any;
  }
  CHECK(impossible > 15);
  CHECK(found > 50);
}
