#include "tests/columnar/random_plan.hpp"

#include <algorithm>

namespace rubric::columnar {
namespace {

using namespace engine;

/// A plan that grows a step at a time. Yes and no are kept apart from numbers, as the checker keeps them.
class Grower {
 public:
  Grower(Random& random, const std::vector<Datum>& data, bool body)
      : random_(random),
        data_(data),
        body_(body),
        most_weight_(random.chance(15) ? 6 : random.between(2, 3)) {}

  Plan grow(int steps) {
    for (int i = 0; i < 3; ++i) constant();
    for (DatumId datum = 0; datum < data_.size(); ++datum) {
      if (readable(datum) && random_.chance(80)) input(datum);
    }
    if (truths_.empty()) comparison();
    for (int i = 0; i < steps; ++i) step();
    return std::move(plan_);
  }

  const std::vector<Slot>& numbers() const { return numbers_; }
  const std::vector<Slot>& truths() const { return truths_; }

 private:
  bool readable(DatumId datum) const { return body_ || !data_[datum].many; }

  /// How many numbers of the data or the rules are multiplied into a slot's, about: what is beyond every
  /// column is of interest, what has thousands of digits only takes time.
  int weight(Op op, const std::array<Slot, 3>& operands) const {
    const auto of = [&](std::size_t i) { return operands[i] == none ? 1 : weights_[operands[i]]; };
    if (op == Op::round || op == Op::floor || op == Op::ceiling) return std::max(1, of(0) / 2);
    if (op == Op::multiply || op == Op::divide) return of(0) + of(1);
    if (op == Op::add || op == Op::subtract) return std::max(of(0), of(1)) + std::min(of(0), of(1)) / 2;
    return std::max({of(0), of(1), of(2)});
  }

  Slot push(Op op, std::array<Slot, 3> operands = {none, none, none}, std::uint32_t index = none) {
    while (weight(op, operands) > most_weight_) {
      std::size_t heavy = 0;
      for (std::size_t i = 1; i < 3; ++i) {
        if (operands[i] != none && weights_[operands[i]] > weights_[operands[heavy]]) heavy = i;
      }
      plan_.roundings.push_back(some_rounding());
      operands[heavy] = push(Op::round, {operands[heavy], none, none},
                             static_cast<std::uint32_t>(plan_.roundings.size() - 1));
    }
    weights_.push_back(op < Op::less || op == Op::choose ? weight(op, operands) : 1);
    Step one;
    one.op = op;
    one.operands = operands;
    one.index = index;
    one.why = FaultKind::no_row;
    plan_.steps.push_back(one);
    const Slot slot = static_cast<Slot>(plan_.steps.size() - 1);
    const bool truth = op == Op::blank || op == Op::not_applicable || op >= Op::less;
    if (op != Op::choose) (truth ? truths_ : numbers_).push_back(slot);
    return slot;
  }

  Rational some_constant() {
    static const std::vector<Rational> pool{0,
                                            1,
                                            -1,
                                            2,
                                            10,
                                            100,
                                            Rational(9, 10),
                                            Rational(1, 3),
                                            Rational(-7, 2),
                                            Rational(85, 100),
                                            Rational(1, 200),
                                            Rational(12345, 7),
                                            Rational(10000),
                                            Rational(Integer(1) << 40),
                                            Rational(Integer(3), Integer(1) << 33)};
    if (random_.chance(70)) return random_.pick(pool);
    return Rational(random_.between(-5000, 5000), random_.between(1, 40));
  }

  Slot constant() {
    plan_.constants.push_back(some_constant());
    return push(Op::constant, {none, none, none}, static_cast<std::uint32_t>(plan_.constants.size() - 1));
  }

  void input(DatumId datum) {
    const Slot slot = push(Op::input, {none, none, none}, datum);
    if (data_[datum].kind == Kind::yes_no) {
      numbers_.pop_back();
      truths_.push_back(slot);
    }
  }

  /// Recent slots are preferred, so that plans become deep.
  Slot of(const std::vector<Slot>& slots) {
    const std::size_t last = std::min<std::size_t>(slots.size(), 6);
    if (random_.chance(50)) return slots[slots.size() - 1 - random_.below(last)];
    return random_.pick(slots);
  }
  Slot number() { return of(numbers_); }
  Slot truth() { return of(truths_); }

  void comparison() {
    const Op op = static_cast<Op>(static_cast<int>(Op::less) + random_.between(0, 5));
    const Slot a = number();
    push(op, {a, random_.chance(60) ? constant() : number(), none});
  }

  Rounding some_rounding() {
    return {static_cast<RoundingMode>(random_.between(0, 5)), random_.between(-1, 4)};
  }

  Interval some_set() {
    Interval set;
    Rational low = some_constant(), high = some_constant();
    if (high < low) std::swap(low, high);
    if (!random_.chance(20)) set.low = {low, random_.chance(40) && low != high, false};
    if (!random_.chance(20)) set.high = {high, random_.chance(40) && low != high, false};
    return set;
  }

  void fold() {
    auto made = std::make_shared<Fold>();
    made->kind = static_cast<FoldKind>(random_.between(0, 4));
    for (int i = random_.between(1, 2); i > 0; --i) {
      Grower body(random_, data_, true);
      Plan plan = body.grow(random_.between(0, 4));
      const std::vector<Slot>& results = made->kind == FoldKind::count ? body.truths() : body.numbers();
      made->results.push_back(
          results[results.size() - 1 - random_.below(std::min<std::size_t>(results.size(), 3))]);
      made->many.emplace_back();
      const std::vector<bool> live = live_slots(plan, {made->results.back()});
      for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
        const Step& step = plan.steps[slot];
        const bool reads = step.op == Op::input || step.op == Op::blank || step.op == Op::not_applicable;
        std::vector<DatumId>& many = made->many.back();
        if (reads && data_[step.index].many && std::find(many.begin(), many.end(), step.index) == many.end())
          many.push_back(step.index);
      }
      made->bodies.push_back(std::move(plan));
    }
    plan_.folds.push_back(made);
    push(Op::fold, {none, none, none}, static_cast<std::uint32_t>(plan_.folds.size() - 1));
  }

  void step() {
    const int kind = random_.between(0, 99);
    if (kind < 4) {
      constant();
    } else if (kind < 8) {
      const DatumId datum = static_cast<DatumId>(random_.below(data_.size()));
      if (readable(datum))
        push(random_.chance(50) ? Op::blank : Op::not_applicable, {none, none, none}, datum);
    } else if (kind < 9) {
      plan_.dates.push_back({random_.between(0, 1), random_.between(1, 12), random_.chance(30) ? 0 : 28});
      push(Op::date_of_year, {none, none, none}, static_cast<std::uint32_t>(plan_.dates.size() - 1));
    } else if (kind < 12) {
      if (!body_ && random_.chance(30)) fold();
    } else if (kind < 37) {
      static const std::vector<Op> ops{Op::add, Op::add, Op::subtract, Op::multiply, Op::divide};
      const Op op = random_.pick(ops);
      const Slot a = number();
      push(op, {a, random_.chance(40) ? constant() : number(), none});
    } else if (kind < 49) {
      const Slot a = number();
      push(random_.chance(50) ? Op::minimum : Op::maximum,
           {a, random_.chance(60) ? constant() : number(), none});
    } else if (kind < 55) {
      static const std::vector<Op> ops{Op::negate, Op::absolute, Op::floor, Op::ceiling};
      push(random_.pick(ops), {number(), none, none});
    } else if (kind < 67) {
      plan_.roundings.push_back(some_rounding());
      push(Op::round, {number(), none, none}, static_cast<std::uint32_t>(plan_.roundings.size() - 1));
    } else if (kind < 69) {
      plan_.sets.push_back(some_set());
      push(Op::within, {number(), none, none}, static_cast<std::uint32_t>(plan_.sets.size() - 1));
    } else if (kind < 80) {
      comparison();
    } else if (kind < 88) {
      const int op = random_.between(0, 4);
      const Slot a = truth();
      if (op == 0) {
        push(Op::negation, {a, none, none});
      } else {
        push(op < 3 ? Op::both : Op::either, {a, truth(), none});
      }
    } else if (kind < 98) {
      const bool numbers = random_.chance(80);
      const Slot condition = truth();
      Slot a = numbers ? number() : truth(), b = numbers ? number() : truth();
      if (random_.chance(10)) {
        (random_.chance(50) ? a : b) =
            push(random_.chance(80) ? Op::fault : Op::unknown, {none, none, none}, 0);
        numbers_.pop_back();
        if (plan_.sets.empty()) plan_.sets.push_back(Interval::closed(0, 1));
      }
      (numbers ? numbers_ : truths_).push_back(push(Op::choose, {condition, a, b}));
    } else {
      const Slot a = number();
      push(Op::subtract, {a, a, none});
    }
  }

  Random& random_;
  const std::vector<Datum>& data_;
  bool body_;
  int most_weight_;
  Plan plan_;
  std::vector<Slot> numbers_, truths_;
  std::vector<int> weights_;  // by slot
};

Datum some_datum(Random& random) {
  Datum datum;
  switch (random.between(0, 9)) {
    case 0:
      datum.kind = Kind::yes_no;
      datum.domain = Interval::closed(0, 1);
      return datum;
    case 1:
      datum.many = true;
      break;
    case 2:
      datum.cohort = true;  // has `over`
      break;
    default:
      break;
  }
  switch (random.between(0, 3)) {
    case 0:
      break;
    case 1:
      datum.domain.low = Bound::closed_at(0);
      break;
    case 2:
      datum.domain = Interval::closed(0, 1);
      break;
    default:
      datum.domain.low = Bound::open_at(0);
      break;
  }
  return datum;
}

std::int64_t edge(Random& random) {
  static const std::vector<std::int64_t> edges{0,
                                               1,
                                               -1,
                                               5,
                                               50,
                                               100,
                                               9000,
                                               10000,
                                               8999,
                                               9001,
                                               (std::int64_t{1} << 31) - 1,
                                               std::int64_t{1} << 32,
                                               (std::int64_t{1} << 53) + 1,
                                               (std::int64_t{1} << 62) - 1,
                                               std::numeric_limits<std::int64_t>::max(),
                                               std::numeric_limits<std::int64_t>::min()};
  return random.pick(edges);
}

}  // namespace

RandomPlan random_plan(Random& random) {
  RandomPlan made;
  for (int i = random.between(3, 8); i > 0; --i) made.ruleset.data.push_back(some_datum(random));
  made.ruleset.data[0] = {};
  Grower grower(random, made.ruleset.data, false);
  made.plan = grower.grow(random.between(3, 30));
  std::vector<Slot> slots = grower.numbers();
  slots.insert(slots.end(), grower.truths().begin(), grower.truths().end());
  // Few wanted slots leave the others to be described and dropped, many make each of them a column.
  const int share = random.chance(65) ? 100 : 20;
  for (const Slot slot : slots) {
    if (!random.chance(share) && !made.wanted.empty()) continue;
    const Step& step = made.plan.steps[slot];
    int digits = -1;
    if (step.op == Op::round) digits = std::max(0, made.plan.roundings[step.index].digits);
    made.wanted.push_back({slot, random.chance(60) ? digits : random.between(-1, 12), slot % 4 != 0});
  }
  return made;
}

Batch random_batch(const RandomPlan& made, Random& random, std::size_t rows) {
  Batch batch;
  batch.rows = rows;
  static const std::vector<Rational> scales{1, 1, 10000, Rational(1, 100), Rational(1, 7), 3};
  for (const Datum& datum : made.ruleset.data) {
    Column column;
    column.scale = random.pick(scales);
    column.decimals = random.between(0, 3);
    if (datum.kind == Kind::yes_no) {
      column.scale = 1;
      column.decimals = 0;
    }
    const Rational one = column.scale * power_of_tenth(column.decimals);
    // A batch of small numbers or of large ones, with ties and neighbours; rarely one that fits nothing.
    static const std::vector<int> sizes{10, 200, 10000, 20000, 2000000, 2000000000};
    const int size = random.pick(sizes);
    const bool edges = random.chance(8);
    // The domains reach from 0 or from above it, or to 1.
    const std::int64_t least = datum.domain.low.infinite ? std::numeric_limits<std::int64_t>::min()
                                                         : std::int64_t{datum.domain.low.open ? 1 : 0};
    const std::int64_t most = datum.domain.high.infinite ? std::numeric_limits<std::int64_t>::max()
                                                         : static_cast<std::int64_t>(engine::floor(1 / one));
    const auto number = [&]() -> std::int64_t {
      std::int64_t value = random.between(-size, size);
      if (random.chance(30)) value = value / 5 * 5;
      if (edges && random.chance(20)) value = edge(random);
      if (value < least) value = -(value + 1);
      if (value < least) value = least;
      return value > most ? value % (most + 1) : value;
    };
    const bool states = random.chance(15);
    bool first = true;
    if (datum.many) column.starts.push_back(0);
    for (std::size_t r = 0; r < rows; ++r) {
      if (states) {
        const int s = random.between(0, 30);
        column.states.push_back(s > 4 ? Cell::State::known : static_cast<Cell::State>(s));
      }
      const int values = datum.many ? random.between(1, 3) : 1;
      for (int k = 0; k < values; ++k) {
        column.numbers.push_back(number());
        const std::int64_t value = column.numbers.back();
        column.low = first ? value : std::min(column.low, value);
        column.high = first ? value : std::max(column.high, value);
        first = false;
      }
      if (datum.many) column.starts.push_back(static_cast<std::uint32_t>(column.numbers.size()));
      if (datum.cohort && !datum.many) column.over.push_back(random.between(1, 1000));
    }
    const bool fits = column.low >= std::numeric_limits<std::int32_t>::min() &&
                      column.high <= std::numeric_limits<std::int32_t>::max();
    if (fits && !datum.many && (batch.columns.size() + rows) % 2 == 0) {
      for (const std::int64_t value : column.numbers)
        column.small.push_back(static_cast<std::int32_t>(value));
      column.numbers.clear();
    }
    batch.columns.push_back(std::move(column));
  }
  if (random.chance(80)) {
    for (std::size_t r = 0; r < rows; ++r)
      batch.years.push_back(random.chance(2) ? without_year : random.between(1895, 2030));
  }
  return batch;
}

UnitData unit_data(const Batch& batch, std::size_t row) {
  UnitData data;
  if (row < batch.years.size() && batch.years[row] != without_year) data.year = batch.years[row];
  for (const Column& column : batch.columns) {
    Cell cell;
    cell.state = column.states.empty() ? Cell::State::known : column.states[row];
    const Rational one = column.scale * power_of_tenth(column.decimals);
    std::vector<Rational> values;
    const std::size_t begin = column.starts.empty() ? row : column.starts[row];
    const std::size_t end = column.starts.empty() ? row + 1 : column.starts[row + 1];
    for (std::size_t i = begin; i < end; ++i) {
      const Rational over = column.over.empty() ? Rational(1) : Rational(column.over[row]);
      values.push_back(one * Rational(column.number(i)) / over);
    }
    if (cell.state == Cell::State::known) {
      cell.value = Interval::point(values[0]);
      if (!column.starts.empty()) cell.values = values;
    }
    data.cells.push_back(std::move(cell));
  }
  return data;
}

}  // namespace rubric::columnar
