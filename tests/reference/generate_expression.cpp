// Random data, expressions over them, formulas and parameters. An expression is drawn for a measure and a
// least sign, which is never more than the checker can prove.

#include <algorithm>

#include "tests/reference/maker.hpp"

namespace rubric::reference {

ExprPtr node(Do what, std::vector<ExprPtr> operands, const Unit* unit) {
  Expr e;
  e.what = what;
  e.operands = std::move(operands);
  e.unit = unit;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr literal(const Fraction& value, const Unit* unit) {
  Expr e;
  e.value = value;
  e.unit = unit;
  return std::make_shared<const Expr>(std::move(e));
}

ExprPtr reference_to(Do what, std::size_t index, const Unit* unit, std::vector<std::size_t> levels) {
  Expr e;
  e.what = what;
  e.index = index;
  e.unit = unit;
  e.levels = std::move(levels);
  return std::make_shared<const Expr>(std::move(e));
}

std::string Maker::datum_name(Measure measure) {
  static const std::vector<const char*> rates{"完成率", "超过率", "满分率", "至今率", "参保率(含)"};
  static const std::vector<const char*> sums{"支出", "预算", "目标额", "且算额", "应付款(暂存)"};
  static const std::vector<const char*> counts{"次数", "不足数", "为民数", "实际数", "每月数"};
  return fresh_name(random_.pick(measure == Measure::rate    ? rates
                                 : measure == Measure::money ? sums
                                                             : counts));
}

const Unit* Maker::any_unit(Measure measure) {
  switch (measure) {
    case Measure::rate:
      return &percent;
    case Measure::money:
      return random_.pick(std::vector<const Unit*>{&wanyuan, &wanyuan, &wanyuan, &yuan, &yiyuan});
    case Measure::points:
      return &points_unit;
    default:
      return random_.pick(std::vector<const Unit*>{&times, &items, &batches, &days});
  }
}

Sign Maker::sign(const Range& range) {
  if (!range.low || range.low->value < 0) return Sign::any;
  return range.low->value > 0 || range.low->open ? Sign::positive : Sign::not_negative;
}

Range Maker::range_for(const Unit* unit, Sign least, bool whole) {
  const auto low = [&](int value, bool open) { return std::optional<Edge>({unit->scale * value, open}); };
  const auto high = [&](int value, bool open) { return low(value, open); };
  if (least == Sign::positive) return {random_.chance(50) ? low(0, true) : low(1, false), {}};
  const bool rate = unit->measure == Measure::rate;
  if (least == Sign::any && random_.chance(50)) {
    return random_.chance(50) && !whole ? Range{} : Range{low(-50, false), high(50, random_.chance(30))};
  }
  if (unit->measure == Measure::points) return {low(0, false), high(100, false)};
  const int kind = random_.between(0, 99);
  if (rate && kind < 60) return {low(0, false), high(100, false)};
  if (kind < 20) return {low(0, false), high(rate ? 150 : 366, !whole && random_.chance(40))};
  if (kind < 80) return {low(0, false), {}};
  return {low(0, true), {}};
}

std::size_t Maker::new_datum(const Unit* unit, Sign least, bool whole) {
  Datum d;
  d.unit = unit;
  d.name = datum_name(unit->measure);
  d.whole = whole;
  d.range = range_for(unit, least, whole);
  const bool fine = unit->measure == Measure::rate || unit->measure == Measure::money;
  d.grain = whole ? unit->scale : unit->scale * Fraction(1, fine ? (random_.chance(50) ? 100 : 10) : 2);
  r_.data.push_back(d);
  return r_.data.size() - 1;
}

/// A datum of this unit, or of any unit of the measure.
std::size_t Maker::datum(Measure measure, Sign least, const Unit* unit, bool whole) {
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < r_.data.size(); ++i) {
    const Datum& d = r_.data[i];
    const bool measured = d.kind == Datum::Kind::number && d.unit->measure == measure && !d.may_not_apply;
    if (measured && (!unit || d.unit == unit) && sign(d.range) >= least && (!whole || d.whole))
      fit.push_back(i);
  }
  if (shared_ && !fit.empty() && random_.chance(45)) return random_.pick(fit);
  const Unit* chosen = unit ? unit : any_unit(measure);
  const bool count = chosen->measure == Measure::count;
  return new_datum(chosen, least, whole || random_.chance(count ? 80 : 5));
}

ExprPtr Maker::datum_expr(Measure measure, Sign least, const Unit* unit, bool whole) {
  const std::size_t index = datum(measure, least, unit, whole);
  return reference_to(Do::datum, index, r_.data[index].unit);
}

std::size_t Maker::special_datum(Datum::Kind kind) {
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < r_.data.size(); ++i) {
    if (r_.data[i].kind == kind) fit.push_back(i);
  }
  if (shared_ && !fit.empty() && random_.chance(45)) return random_.pick(fit);
  Datum d;
  d.kind = kind;
  const bool level = kind == Datum::Kind::level;
  d.name = fresh_name(level ? "效果" : "按时");
  if (level) d.levels = {"达成", "部分达成", "未达成", "很差"};
  if (level && random_.chance(50)) d.levels.pop_back();
  d.range.low = Edge{0, false};
  d.range.high = Edge{level ? static_cast<int>(d.levels.size()) - 1 : 1, false};
  d.grain = 1;
  d.whole = false;
  r_.data.push_back(d);
  return r_.data.size() - 1;
}

Sign Maker::sign(const ExprPtr& e) const {
  const auto at = [&](std::size_t i) { return sign(e->operands[i]); };
  const auto every = [&](Sign least) {
    return std::all_of(e->operands.begin(), e->operands.end(),
                       [&](const ExprPtr& o) { return sign(o) >= least; });
  };
  switch (e->what) {
    case Do::literal:
      return e->value > 0 ? Sign::positive : e->value == 0 ? Sign::not_negative : Sign::any;
    case Do::datum:
      return sign(r_.data[e->index].range);
    case Do::named: {
      const Named& named = r_.named[e->index];
      Sign result = named.zero.then == ZeroClause::Then::use ? Sign::not_negative : Sign::positive;
      for (const Named::Row& row : named.rows) result = std::min(result, sign(row.value));
      return named.rounding ? std::min(result, Sign::not_negative) : result;
    }
    case Do::add:
    case Do::sum:
    case Do::mean:
    case Do::multiply:
    case Do::minimum:
      return every(Sign::positive)       ? Sign::positive
             : every(Sign::not_negative) ? Sign::not_negative
                                         : Sign::any;
    case Do::divide:
      return at(0) >= Sign::not_negative && at(1) == Sign::positive ? Sign::not_negative : Sign::any;
    case Do::absolute:
    case Do::count:
      return Sign::not_negative;
    default:
      return Sign::any;
  }
}

Fraction Maker::number(const Unit* unit) {
  switch (unit->measure) {
    case Measure::rate:
      return random_.pick(std::vector<Fraction>{{100, 1},
                                                {95, 1},
                                                {90, 1},
                                                {85, 1},
                                                {80, 1},
                                                {60, 1},
                                                {93, 1},
                                                {130, 1},
                                                {50, 1},
                                                {333, 10},
                                                {72, 1},
                                                {1, 1}}) *
             unit->scale;
    case Measure::money:
      return random_.pick(std::vector<Fraction>{{10, 1}, {100, 1}, {50, 1}, {25, 2}, {1000, 1}, {3, 1}}) *
             unit->scale;
    case Measure::points:
      return random_.pick(std::vector<Fraction>{{60, 1}, {70, 1}, {80, 1}, {10, 1}});
    case Measure::number:
      return random_.between(1, 3);
    default:
      return random_.pick(std::vector<Fraction>{{1, 1}, {2, 1}, {3, 1}, {5, 1}, {10, 1}, {12, 1}, {300, 1}});
  }
}

ExprPtr Maker::constant(const Unit* unit) {
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < r_.named.size(); ++i) {
    if (r_.named[i].parameter && r_.named[i].rows[0].value->unit == unit) fit.push_back(i);
  }
  if (!fit.empty() && random_.chance(25)) return reference_to(Do::named, random_.pick(fit), unit);
  return literal(number(unit), unit);
}

ExprPtr Maker::divisor(Measure measure) {
  return datum_expr(measure, random_.chance(75) ? Sign::positive : Sign::not_negative);
}

ExprPtr Maker::rate(int depth, Sign least) {
  const int kind = depth <= 0 ? random_.between(0, 59) : random_.between(0, 99);
  const Sign own = least == Sign::any && random_.chance(85) ? Sign::not_negative : least;
  if (kind < 35) return datum_expr(Measure::rate, own);
  if (kind < 60) {
    const Measure measure = random_.chance(60) ? Measure::money : Measure::count;
    const ExprPtr top = datum_expr(measure, Sign::not_negative);
    const ExprPtr bottom = least == Sign::any ? divisor(measure) : datum_expr(measure, Sign::positive);
    return node(Do::divide, {top, bottom}, &percent);
  }
  if (kind < 68) return node(Do::add, {rate(depth - 1, least), rate(depth - 1, least)}, &percent);
  if (kind < 74)
    return node(Do::absolute, {node(Do::subtract, {rate(depth - 1), rate(depth - 1)}, &percent)}, &percent);
  if (kind < 79) return function(Do::minimum, depth, least);
  if (kind < 84) return function(Do::mean, depth, least);
  if (kind < 88) return function(Do::sum, depth, least);
  if (kind < 91) return node(Do::multiply, {rate(depth - 1, least), constant(&percent)}, &percent);
  if (kind < 94) return rate_formula(least);
  if (kind < 96) {
    const ExprPtr two = literal(random_.between(2, 4), &plain);
    return node(Do::divide, {counted(depth - 1), two}, &percent);
  }
  if (least != Sign::any)
    return node(Do::maximum, {rate(depth - 1, least), rate(depth - 1, least)}, &percent);
  if (kind < 98) return node(Do::negate, {rate(depth - 1)}, &percent);
  const ExprPtr bottom = datum_expr(Measure::money, Sign::positive);
  const ExprPtr change = node(Do::subtract, {money(depth - 1), bottom}, bottom->unit);
  return node(Do::divide, {change, bottom}, &percent);
}

ExprPtr Maker::function(Do what, int depth, Sign least) {
  std::vector<ExprPtr> operands;
  for (int i = random_.between(2, 3); i > 0; --i) operands.push_back(rate(depth - 1, least));
  return node(what, operands, &percent);
}

ExprPtr Maker::rate_formula(Sign least) {
  std::vector<std::size_t> fit;
  for (std::size_t i = 0; i < r_.named.size(); ++i) {
    const bool rate = !r_.named[i].parameter && r_.named[i].rows[0].value->unit == &percent;
    const ExprPtr use = reference_to(Do::named, i, &percent);
    if (rate && sign(use) >= least) fit.push_back(i);
  }
  if (fit.empty()) return datum_expr(Measure::rate, least);
  return reference_to(Do::named, random_.pick(fit), &percent);
}

ExprPtr Maker::counted(int depth) {
  std::vector<ExprPtr> operands;
  for (int i = random_.between(2, 3); i > 0; --i) operands.push_back(condition(depth));
  return node(Do::count, operands, &plain);
}

ExprPtr Maker::money(int depth) {
  const ExprPtr a = datum_expr(Measure::money, Sign::not_negative);
  const int kind = depth <= 0 ? 0 : random_.between(0, 99);
  if (kind < 55) return a;
  const ExprPtr b = money(depth - 1);
  if (kind < 70) return node(Do::add, {a, b}, a->unit);
  if (kind < 80) return node(Do::sum, {a, b}, a->unit);
  if (kind < 90) return node(Do::subtract, {a, b}, a->unit);
  return node(Do::multiply, {a, datum_expr(Measure::rate, Sign::not_negative)}, a->unit);
}

ExprPtr Maker::count_expr(int depth) {
  const ExprPtr a = datum_expr(Measure::count, Sign::not_negative);
  const int kind = depth <= 0 ? 0 : random_.between(0, 99);
  if (kind < 70) return a;
  const ExprPtr b = datum_expr(Measure::count, Sign::not_negative, a->unit);
  if (kind < 80) return node(Do::add, {a, b}, a->unit);
  if (kind < 90) return node(Do::absolute, {node(Do::subtract, {a, b}, a->unit)}, a->unit);
  return node(Do::maximum, {a, b}, a->unit);
}

/// A number to score; not negative where a form asks for that.
ExprPtr Maker::quantity(Sign least) {
  const int kind = random_.between(0, 99);
  if (kind < 60) return rate(2, least);
  if (kind < 80) {
    if (least == Sign::any) return count_expr(1);
    return datum_expr(Measure::count, least);
  }
  if (kind < 92) return least == Sign::any ? money(1) : datum_expr(Measure::money, least);
  return datum_expr(Measure::points, Sign::not_negative);
}

Do Maker::comparison() {
  return random_.pick(
      std::vector<Do>{Do::less, Do::less_equal, Do::greater, Do::greater_equal, Do::equal, Do::not_equal});
}

ExprPtr Maker::level_is() {
  const std::size_t index = special_datum(Datum::Kind::level);
  std::vector<std::size_t> levels{random_.below(r_.data[index].levels.size())};
  if (levels[0] > 0 && random_.chance(40)) levels.insert(levels.begin(), levels[0] - 1);
  return reference_to(random_.chance(70) ? Do::is : Do::is_not, index, nullptr, levels);
}

ExprPtr Maker::condition(int depth) {
  const int kind = depth <= 0 ? random_.between(0, 79) : random_.between(0, 99);
  if (kind < 15) return reference_to(Do::datum, special_datum(Datum::Kind::yes_no), nullptr);
  if (kind < 20) {
    return reference_to(random_.chance(50) ? Do::is : Do::is_not, special_datum(Datum::Kind::yes_no), nullptr,
                        {random_.below(2)});
  }
  if (kind < 30) return level_is();
  if (kind < 80) {
    const ExprPtr a =
        datum_expr(random_.pick(std::vector<Measure>{Measure::rate, Measure::count, Measure::money}),
                   Sign::not_negative);
    return node(comparison(), {a, constant(a->unit)}, nullptr);
  }
  if (kind < 86) {
    const ExprPtr a = datum_expr(Measure::money, Sign::not_negative);
    return node(comparison(), {a, money(depth - 1)}, nullptr);
  }
  if (kind < 90)
    return node(Do::greater_equal, {counted(0), literal(random_.between(1, 2), &plain)}, nullptr);
  const Do what = random_.chance(50) ? Do::both : Do::either;
  return node(what, {condition(depth - 1), condition(depth - 1)}, nullptr);
}

void Maker::parameters() {
  for (const Unit* unit : {&percent, &wanyuan, &times}) {
    if (!random_.chance(40)) continue;
    Named p;
    p.name = fresh_name("参考值");
    p.parameter = true;
    p.rows.push_back({nullptr, literal(number(unit), unit)});
    r_.named.push_back(std::move(p));
  }
}

void Maker::formula() {
  Named f;
  f.name = fresh_name("算式");
  if (random_.chance(30)) {
    for (int i = random_.between(1, 2); i > 0; --i) f.rows.push_back({condition(0), constant(&percent)});
    f.rows.push_back({nullptr, constant(&percent)});
  } else {
    f.rows.push_back({nullptr, rate(2)});
    f.rounding = value_rounding(&percent);
    if (has_open_divisor(f.rows[0].value) && random_.chance(60)) {
      f.zero.then = random_.chance(50) ? ZeroClause::Then::fault : ZeroClause::Then::use;
      f.zero.value = number(&percent);
    }
  }
  r_.named.push_back(std::move(f));
}

}  // namespace rubric::reference
