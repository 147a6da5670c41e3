// Random items: how they score, with the clauses that they need (分母为零) or may have (扣分, 不得分, 不适用,
// 缺数).

#include <algorithm>

#include "tests/reference/maker.hpp"

namespace rubric::reference {

Item Maker::indicator() {
  Item item = scored_item(
      random_.pick(std::vector<Fraction>{{5, 1}, {10, 1}, {3, 1}, {15, 2}, {20, 1}, {1, 1}, {5, 2}, {7, 1}}),
      "第", true);
  if (random_.chance(12)) {
    item.own_rounding = true;
    if (random_.chance(75)) item.rounding = points_rounding();
  }
  return item;
}

Item Maker::scored_item(const Fraction& points, const char* stem, bool top) {
  Item item;
  item.title = fresh_name(stem) + random_.pick(std::vector<const char*>{
                                      "项", "项", "项（含抽查）、整改率≥90%", "项：“三公”经费"});
  item.points = points;
  full_ = points;
  const int kind = random_.between(0, 99);
  if (top && kind < 9) {
    parts(item, points);
  } else if (top && kind < 11) {
    item.points.reset();
    item.scoring.base = Base::unscored;
    item.actual = rate(0, Sign::not_negative);
    while (has_open_divisor(item.actual)) item.actual = rate(0, Sign::not_negative);
    return item;
  } else if (kind < 17 && !r_.methods.empty()) {
    item.method = random_.below(r_.methods.size());
    item.actual = rate(1);
    item.actual_rounding = value_rounding(&percent);
  } else if (kind < 26) {
    levels(item);
  } else if (kind < 34) {
    item.scoring.base = Base::formula;
    item.scoring.formula = points_expr();
    if (random_.chance(25)) item.scoring.ceiling = points * Fraction(6, 5);
  } else if (kind < 42) {
    fill(item.scoring, random_.chance(75) ? Base::each : Base::highest, item);
  } else if (kind < 46) {
    fill(item.scoring, Base::tiers, item);
  } else if (kind < 51) {
    item.scoring.base = Base::deductions;
    item.scoring.deductions.push_back(deduction(item));
  } else if (kind < 57) {
    met(item);
  } else if (kind < 60) {
    not_applicable_cell(item, top);
  } else {
    numeric(item);
  }
  full_ = points;
  if (item.scoring.base != Base::deductions || random_.chance(30)) deductions(item);
  gates(item, top);
  if (item.scoring.base != Base::parts) zero_clause(item);
  if (item.scoring.base != Base::parts) missing(item);
  return item;
}

void Maker::numeric(Item& item) {
  static const std::vector<Base> bases{Base::proportional, Base::proportional, Base::inverse,
                                       Base::met,          Base::steps,        Base::steps,
                                       Base::tiers,        Base::tiers,        Base::interpolate};
  const Base base = random_.pick(bases);
  const bool table = base == Base::tiers || base == Base::interpolate;
  item.actual = base == Base::inverse        ? quantity(Sign::not_negative)
                : table && random_.chance(8) ? counted(1)
                                             : quantity(Sign::any);
  if (item.actual->unit != &plain) item.actual_rounding = value_rounding(item.actual->unit);
  fill(item.scoring, base, item);
  if (item.scoring.target && item.scoring.target->comparison == Do::equal && base == Base::proportional)
    item.actual_rounding.reset();
}

void Maker::met(Item& item) {
  item.scoring.base = Base::met;
  if (random_.chance(50)) {
    item.actual = random_.chance(70) ? reference_to(Do::datum, special_datum(Datum::Kind::yes_no), nullptr)
                                     : node(Do::greater_equal,
                                            {datum_expr(Measure::count, Sign::not_negative, &times),
                                             literal(random_.between(1, 4), &times)},
                                            nullptr);
    return;
  }
  const std::size_t index = special_datum(Datum::Kind::level);
  item.actual = reference_to(Do::datum, index, nullptr);
  Target target;
  target.levels = {0};
  if (random_.chance(40)) target.levels.push_back(1);
  item.scoring.target = target;
}

/// A datum whose cell may say 不适用, and what then.
void Maker::not_applicable_cell(Item& item, bool droppable) {
  const std::size_t index = new_datum(&percent, Sign::not_negative, false);
  r_.data[index].may_not_apply = true;
  item.actual = reference_to(Do::datum, index, &percent);
  fill(item.scoring, random_.chance(50) ? Base::proportional : Base::tiers, item);
  NotApplicable clause;
  if (droppable && random_.chance(60)) clause.then = drop_;
  item.not_applicable.push_back(clause);
}

void Maker::parts(Item& item, const Fraction& points) {
  item.scoring.base = Base::parts;
  const std::vector<Fraction> shares =
      random_.pick(std::vector<std::vector<Fraction>>{{{2, 5}, {3, 5}}, {{1, 5}, {3, 10}, {1, 2}}});
  for (const Fraction& share : shares) item.parts.push_back(scored_item(points * share, "其一", false));
}

void Maker::deductions(Item& item) {
  for (int i = random_.chance(25) ? random_.between(1, 2) : 0; i > 0; --i)
    item.scoring.deductions.push_back(deduction(item));
}

Pool Maker::deduction(const Item& item) {
  Pool pool;
  const int kind = random_.between(0, 99);
  if (kind < 25) {
    pool.condition = condition(1);
    pool.fixed = small_amount();
    pool.to_zero = true;
    return pool;
  }
  if (kind < 60) {
    ExprPtr q = datum_expr(Measure::rate, Sign::not_negative);
    const bool own = item.actual && item.actual->unit == &percent && item.scoring.base != Base::levels;
    if (own && random_.chance(40)) q = reference_to(Do::actual, 0, &percent);
    Step s = step(&percent, false);
    s.quantity = q;
    s.way = random_.chance(65) ? Step::Way::above : Step::Way::below;
    s.beyond = number(&percent);
    pool.steps.push_back(s);
  } else {
    for (int i = random_.between(1, 2); i > 0; --i) {
      const ExprPtr q = datum_expr(Measure::count, Sign::not_negative);
      Step s = step(q->unit, whole(q));
      s.quantity = q;
      pool.steps.push_back(s);
    }
  }
  limits(pool);
  return pool;
}

void Maker::gates(Item& item, bool droppable) {
  if (random_.chance(15)) {
    const bool rate = item.actual && item.actual->unit == &percent && item.scoring.base != Base::levels;
    if (rate && random_.chance(50)) {
      const ExprPtr own = reference_to(Do::actual, 0, &percent);
      item.zero_if.push_back(
          node(random_.chance(50) ? Do::less : Do::greater_equal, {own, constant(&percent)}, nullptr));
    } else {
      item.zero_if.push_back(condition(1));
    }
  }
  if (!random_.chance(15)) return;
  NotApplicable clause;
  clause.condition = condition(1);
  const int kind = random_.between(0, 99);
  if (kind < 50 && droppable) {
    clause.then = drop_;
  } else if (kind < 75) {
    clause.then = NotApplicable::Then::points;
    clause.points = *item.points * Fraction(1, 2);
  }
  // Clauses with different consequences for the same indicator contradict each other where both hold.
  if (!item.not_applicable.empty()) clause.then = item.not_applicable.front().then;
  item.not_applicable.push_back(clause);
  if (random_.chance(20)) {
    clause.condition = condition(0);
    item.not_applicable.push_back(clause);
  }
}

void Maker::missing(Item& item) {
  const bool counts = item.actual && item.actual->unit && item.scoring.base != Base::levels;
  const bool clause = item.zero.then != ZeroClause::Then::unwritten;
  const bool default_share = item.scoring.share.has_value();
  if (clause || default_share || !random_.chance(18)) return;
  item.missing.then = counts && random_.chance(50) ? Missing::Then::use : Missing::Then::zero;
  if (item.missing.then == Missing::Then::use) item.missing.value = number(item.actual->unit);
}

bool Maker::has_open_divisor(const ExprPtr& e) const {
  if (!e) return false;
  if (e->what == Do::named) {
    const Named& named = r_.named[e->index];
    if (named.zero.then != ZeroClause::Then::unwritten) return false;
    return std::any_of(named.rows.begin(), named.rows.end(),
                       [&](const Named::Row& row) { return has_open_divisor(row.value); });
  }
  if (e->what == Do::divide && sign(e->operands[1]) != Sign::positive) return true;
  return std::any_of(e->operands.begin(), e->operands.end(),
                     [&](const ExprPtr& o) { return has_open_divisor(o); });
}

void Maker::zero_clause(Item& item) {
  const Scoring scoring = scoring_of(r_, item);
  const ExprPtr goal = scoring.target ? scoring.target->value : nullptr;
  const bool by_target =
      scoring.base == Base::proportional && goal->what != Do::literal && sign(goal) != Sign::positive;
  const bool in_actual = has_open_divisor(item.actual);
  if (!in_actual && !has_open_divisor(scoring.formula) && !by_target && !has_open_divisor(goal)) return;
  using Then = ZeroClause::Then;
  // 不得分 预算 ＝ 0 answers for a divisor as well as a clause does.
  if (in_actual && !by_target && item.actual->what == Do::divide && random_.chance(25)) {
    const ExprPtr& bottom = item.actual->operands[1];
    const bool plain_parts = !has_open_divisor(item.actual->operands[0]) && bottom->what == Do::datum;
    if (plain_parts && !has_open_divisor(scoring.formula) && !has_open_divisor(goal)) {
      item.zero_if.push_back(node(Do::equal, {bottom, literal(0, bottom->unit)}, nullptr));
      return;
    }
  }
  std::vector<Then> choices{Then::fault, Then::zero};
  if (item.points) choices.push_back(Then::full);
  if (in_actual && !by_target && !has_open_divisor(goal) && !has_open_divisor(scoring.formula)) {
    choices.push_back(Then::use);
  }
  item.zero.then = random_.pick(choices);
  if (item.zero.then == Then::use) item.zero.value = number(item.actual->unit);
}

}  // namespace rubric::reference
