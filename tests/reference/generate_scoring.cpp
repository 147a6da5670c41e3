// Random roundings, worths, and the scoring of an item in each form of 计分; its 实际 is there already.

#include <algorithm>
#include <array>

#include "tests/reference/maker.hpp"

namespace rubric::reference {

Mode Maker::mode() {
  if (random_.chance(45)) return Mode::half_up;
  return random_.pick(std::vector<Mode>{Mode::half_even, Mode::down, Mode::up, Mode::floor, Mode::ceiling});
}

Rounding Maker::points_rounding() {
  return {{mode(), random_.pick(std::vector<int>{0, 1, 2, 2, 2, 3})}, false, 1};
}

std::optional<Rounding> Maker::value_rounding(const Unit* unit) {
  if (!random_.chance(25)) return std::nullopt;
  const int digits = random_.between(0, 2);
  if (unit->measure == Measure::rate && random_.chance(75)) return Rounding{{mode(), digits + 3}, true, 1};
  const bool money = unit->measure == Measure::money;
  return Rounding{{mode(), digits}, false, money ? unit->scale : Fraction(1)};
}

/// `share` of the item's points, as one of the ways to write it.
Worth Maker::worth(const Fraction& share) {
  if (share == 1 && random_.chance(40)) return {Worth::What::full, 0};
  if (shares_only_ || (full_ && random_.chance(30))) return {Worth::What::share, share};
  return {Worth::What::points, share * *full_};
}

Worth Maker::small_amount() {
  const Fraction amount =
      random_.pick(std::vector<Fraction>{{1, 2}, {1, 1}, {2, 1}, {1, 10}, {1, 4}, {3, 1}});
  if (shares_only_ || (full_ && random_.chance(15))) return {Worth::What::share, amount * Fraction(1, 10)};
  return {Worth::What::points, amount};
}

/// Fills in how `item`, whose 实际 is there already, is scored.
void Maker::fill(Scoring& s, Base base, const Item& item) {
  s.base = base;
  switch (base) {
    case Base::proportional:
    case Base::inverse:
    case Base::met:
      return compared(s, item);
    case Base::steps:
      return stepped(s, item);
    case Base::tiers:
      return tiers(s, item);
    case Base::each:
    case Base::highest:
      return checks(s);
    case Base::interpolate:
      return knots(s, item);
    default:
      return;
  }
}

void Maker::compared(Scoring& s, const Item& item) {
  const Unit* unit = item.actual->unit;
  Target target;
  switch (s.base) {
    case Base::proportional: {
      target.comparison = random_.chance(85) ? Do::greater_equal : Do::greater;
      target.value = constant(unit);
      const bool rate = unit->measure == Measure::rate;
      if (rate && !shares_only_ && random_.chance(10)) {
        target.comparison = random_.chance(80) ? Do::less_equal : Do::less;
        target.value = literal(0 - number(unit), unit);
      } else if (!shares_only_ && random_.chance(12)) {
        target.value =
            datum_expr(unit->measure, random_.chance(60) ? Sign::positive : Sign::not_negative, unit);
      } else if (item.actual->what == Do::datum && equal_fits(item.actual->index)) {
        target.comparison = Do::equal;
        target.value = literal(r_.data[item.actual->index].range.high->value, unit);
      }
      if (full_ && random_.chance(20))
        s.ceiling = *full_ * random_.pick(std::vector<Fraction>{{6, 5}, {3, 2}, {4, 5}});
      break;
    }
    case Base::inverse:
      target.comparison = random_.chance(85) ? Do::less_equal : Do::less;
      target.value =
          random_.chance(80) ? constant(unit) : datum_expr(unit->measure, Sign::not_negative, unit);
      if (random_.chance(10)) target.value = literal(0, unit);
      break;
    default:
      target.comparison = comparison();
      target.value =
          random_.chance(75) ? constant(unit) : datum_expr(unit->measure, Sign::not_negative, unit);
  }
  s.target = target;
}

bool Maker::equal_fits(std::size_t index) {
  const Range& range = r_.data[index].range;
  return range.high && range.low && range.low->value >= 0 && random_.chance(25);
}

bool Maker::whole(const ExprPtr& e) const {
  if (e->what == Do::datum) return r_.data[e->index].whole && e->unit->scale == 1;
  if (e->what == Do::literal) return e->value.whole();
  const bool keeps =
      e->what == Do::add || e->what == Do::subtract || e->what == Do::maximum || e->what == Do::absolute;
  return keeps &&
         std::all_of(e->operands.begin(), e->operands.end(), [&](const ExprPtr& o) { return whole(o); });
}

Step Maker::step(const Unit* unit, bool unsplit) {
  Step s;
  s.unit = unit;
  s.size = unit->scale * random_.pick(std::vector<Fraction>{{1, 1}, {1, 1}, {5, 1}, {10, 1}, {1, 2}});
  if (unsplit && random_.chance(60)) s.size = 1;
  s.worth = small_amount();
  if (unsplit && s.size == 1 && random_.chance(80)) return s;
  s.part =
      random_.pick(std::vector<Step::Part>{Step::Part::ignored, Step::Part::pro_rata, Step::Part::whole});
  return s;
}

void Maker::limits(Pool& pool) {
  const int kind = random_.between(0, 99);
  pool.to_zero = kind < 45 || kind >= 92;
  if (kind >= 45 && kind < 80) pool.most = random_.between(1, 4);
  if (kind >= 92) pool.most = random_.between(1, 4);
  pool.unlimited = kind >= 80 && kind < 92;
}

void Maker::stepped(Scoring& s, const Item& item) {
  const Unit* unit = item.actual->unit;
  Pool pool;
  const int way = random_.between(0, 99);
  bool unsplit = !shares_only_ && !item.actual_rounding && whole(item.actual);
  if (way < 30 && sign(item.actual) >= Sign::not_negative) {
    pool.gain = random_.chance(30);
  } else {
    Target target;
    target.value = constant(unit);
    unsplit = unsplit && target.value->what == Do::literal && target.value->value.whole();
    static const std::array<Step::Way, 3> ways{Step::Way::above, Step::Way::below, Step::Way::apart};
    const Step::Way chosen = ways[random_.below(3)];
    target.comparison = chosen == Step::Way::above   ? Do::less_equal
                        : chosen == Step::Way::below ? Do::greater_equal
                                                     : Do::equal;
    if (random_.chance(15)) target.comparison = Do::equal;
    s.target = target;
    pool.steps.push_back(step(unit, unsplit));
    pool.steps[0].way = chosen;
  }
  if (pool.steps.empty()) pool.steps.push_back(step(unit, unsplit));
  if (!pool.gain) limits(pool);
  if (pool.gain && random_.chance(50)) pool.most = random_.between(1, 4);
  s.steps = pool;
}

std::vector<Fraction> Maker::thresholds(const Unit* unit, std::size_t count) {
  std::vector<Fraction> found;
  while (found.size() < count) {
    const Fraction t = unit->measure == Measure::number ? Fraction(random_.between(0, 9)) : number(unit);
    if (std::find(found.begin(), found.end(), t) == found.end()) found.push_back(t);
  }
  std::sort(found.begin(), found.end(), [](const Fraction& a, const Fraction& b) { return a > b; });
  return found;
}

void Maker::tiers(Scoring& s, const Item& item) {
  static const std::vector<Fraction> shares{{1, 1}, {4, 5}, {3, 5}, {2, 5}, {1, 5}, {0, 1}};
  std::size_t next = 0;
  const auto give = [&](TierRow row) {
    row.worth = worth(shares[std::min(next++, shares.size() - 1)]);
    s.tiers.push_back(std::move(row));
  };
  const auto by_condition = [&](const ExprPtr& holds) {
    TierRow row;
    row.condition = holds;
    give(std::move(row));
  };
  if (!item.actual) {
    for (int i = random_.between(1, 3); i > 0; --i) by_condition(condition(1));
    give({});
    return;
  }
  const Unit* unit = item.actual->unit;
  if (!shares_only_ && random_.chance(15)) by_condition(condition(1));
  if (!shares_only_ && random_.chance(15)) by_condition(blank_question());
  const bool falling = random_.chance(75);
  std::vector<Fraction> cuts = thresholds(unit, 1 + random_.below(3));
  if (!falling) std::reverse(cuts.begin(), cuts.end());
  bool open = random_.chance(30);  // of the end that comes first in a row
  TierRow first;
  first.comparison = falling ? (open ? Do::greater : Do::greater_equal) : (open ? Do::less : Do::less_equal);
  first.bound = literal(cuts[0], unit);
  if (random_.chance(30)) first.label = "优秀";
  if (!shares_only_ && unit->measure != Measure::number && random_.chance(12)) {
    TierRow other;
    other.comparison = random_.chance(50) ? Do::less_equal : Do::greater;
    other.bound = datum_expr(unit->measure, Sign::not_negative, unit);
    give(std::move(other));
  }
  give(std::move(first));
  for (std::size_t i = 1; i < cuts.size(); ++i) {
    TierRow row;
    const Edge met{cuts[i - 1], !open};
    open = random_.chance(30);
    const Edge far{cuts[i], open};
    row.range = falling ? Range{far, met} : Range{met, far};
    if (random_.chance(20)) row.label = "良好";
    give(std::move(row));
  }
  TierRow last;
  if (random_.chance(50)) {
    last.comparison = falling ? (open ? Do::less_equal : Do::less) : (open ? Do::greater_equal : Do::greater);
    last.bound = literal(cuts.back(), unit);
  }
  last.worth = worth(random_.chance(60) ? Fraction(0) : shares[std::min(next, shares.size() - 1)]);
  s.tiers.push_back(std::move(last));
}

ExprPtr Maker::blank_question() {
  const std::size_t index = new_datum(&percent, Sign::not_negative, false);
  r_.data[index].optional = true;
  return reference_to(Do::blank, index, nullptr);
}

void Maker::checks(Scoring& s) {
  const bool counted = random_.chance(35);
  const int count = random_.between(2, 4);
  static const std::array<std::vector<Fraction>, 5> splits{
      {{}, {}, {{2, 5}, {3, 5}}, {{1, 5}, {3, 10}, {1, 2}}, {{1, 10}, {1, 5}, {3, 10}, {2, 5}}}};
  for (int i = 0; i < count; ++i) {
    CheckRow row;
    if (counted && random_.chance(60)) {
      Pool pool;
      pool.gain = true;
      Step one;
      one.quantity = datum_expr(Measure::count, Sign::not_negative, nullptr, true);
      one.unit = one.quantity->unit;
      one.worth = small_amount();
      pool.steps.push_back(one);
      if (random_.chance(40)) pool.most = random_.between(1, 3);
      row.counted = pool;
    } else {
      row.condition = condition(1);
      const Fraction share = splits[static_cast<std::size_t>(count)][static_cast<std::size_t>(i)];
      row.worth = full_ ? worth(share) : Worth{Worth::What::points, random_.between(1, 3)};
      if (full_ && row.worth.what == Worth::What::full) row.worth = {Worth::What::share, share};
    }
    s.checks.push_back(std::move(row));
  }
  const bool any_counted = std::any_of(s.checks.begin(), s.checks.end(),
                                       [](const CheckRow& row) { return row.counted.has_value(); });
  if (any_counted) return;
  for (std::size_t i = 0; i < s.checks.size(); ++i) {
    if (!full_) s.checks[i].worth = {Worth::What::points, static_cast<int>(i) + 1};
  }
}

void Maker::knots(Scoring& s, const Item& item) {
  std::vector<Fraction> cuts = thresholds(item.actual->unit, 2 + random_.below(2));
  const bool falling = random_.chance(30);
  if (!falling) std::reverse(cuts.begin(), cuts.end());
  static const std::vector<Fraction> shares{{0, 1}, {3, 10}, {3, 5}, {1, 1}};
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    const Fraction share = random_.chance(80) ? shares[i + 4 - cuts.size()] : random_.pick(shares);
    s.knots.push_back({cuts[i], worth(share)});
  }
}

void Maker::levels(Item& item) {
  Scoring& s = item.scoring;
  s.base = Base::levels;
  const std::size_t index = special_datum(Datum::Kind::level);
  item.actual = reference_to(Do::datum, index, nullptr);
  const std::size_t count = r_.data[index].levels.size();
  const bool banded = random_.chance(50);
  if (banded) {
    s.share = datum_for_share();
    r_.data[*s.share].optional = random_.chance(60);
  }
  static const std::vector<std::array<int, 2>> bands{{80, 100}, {60, 80}, {30, 60}, {0, 30}};
  for (std::size_t i = 0; i < count; ++i) {
    LevelRow row;
    row.levels.push_back(i);
    if (i + 2 == count && random_.chance(30)) row.levels.push_back(++i);
    if (banded && random_.chance(75)) {
      const auto& band = bands[std::min<std::size_t>(i, 3)];
      row.band.low = Edge{Fraction(band[0], 100), false};
      row.band.high = Edge{Fraction(band[1], 100), i > 0 && random_.chance(70)};
      if (random_.chance(50)) row.default_share = row.band.low->value;
    } else {
      const Fraction share(static_cast<int>(count - row.levels.back() - 1), static_cast<int>(count));
      row.fixed = worth(ends(share, 4) ? share : Fraction(7, 10));
    }
    s.levels.push_back(std::move(row));
  }
}

std::size_t Maker::datum_for_share() {
  const std::size_t index = new_datum(&percent, Sign::not_negative, false);
  r_.data[index].range = {Edge{0, false}, Edge{1, false}};
  return index;
}

/// Points from an expression: (1 － 10 × 率) × 满分, 满分 － 次数 × 2分, 满分 × 率, 最小(满分，…).
ExprPtr Maker::points_expr() {
  const ExprPtr full = reference_to(Do::full, 0, &points_unit);
  const auto lost = [&] {
    const ExprPtr each = literal(random_.between(1, 3), &points_unit);
    return node(Do::multiply, {datum_expr(Measure::count, Sign::not_negative), each}, &points_unit);
  };
  switch (random_.between(0, 4)) {
    case 0: {
      const ExprPtr slope = node(Do::multiply, {literal(random_.between(2, 10), &plain), rate(1)}, &percent);
      return node(Do::multiply, {node(Do::subtract, {literal(1, &plain), slope}, &percent), full},
                  &points_unit);
    }
    case 1:
      return node(Do::subtract, {full, lost()}, &points_unit);
    case 2:
      return node(Do::multiply, {full, rate(2)}, &points_unit);
    case 3: {
      const ExprPtr both =
          node(Do::add, {datum_expr(Measure::points, Sign::not_negative), lost()}, &points_unit);
      return node(Do::minimum, {full, node(Do::subtract, {both, full}, &points_unit)}, &points_unit);
    }
    default: {
      const ExprPtr mean = node(Do::divide, {lost(), literal(random_.between(2, 7), &plain)}, &points_unit);
      return node(Do::subtract, {full, node(Do::maximum, {mean, lost()}, &points_unit)}, &points_unit);
    }
  }
}

void Maker::method() {
  Method m;
  m.unit = &percent;
  m.title = fresh_name("办法");
  const ExprPtr some_rate = reference_to(Do::actual, 0, &percent);
  Item like;
  like.actual = some_rate;
  shares_only_ = true;
  static const std::vector<Base> bases{Base::proportional, Base::tiers, Base::steps, Base::interpolate};
  fill(m.scoring, random_.pick(bases), like);
  shares_only_ = false;
  r_.methods.push_back(std::move(m));
}

}  // namespace rubric::reference
