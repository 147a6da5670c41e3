#include "tests/reference/generate.hpp"

#include "tests/reference/maker.hpp"

namespace rubric::reference {

Ruleset Maker::run() {
  r_.name = "随机细则";
  drop_ = random_.chance(75) ? NotApplicable::Then::drop_all : NotApplicable::Then::drop_group;
  r_.item_rounding = random_.chance(70) ? std::optional(points_rounding()) : std::nullopt;
  r_.total_rounding = random_.chance(70) ? std::optional(points_rounding()) : std::nullopt;
  parameters();
  if (shared_) {
    for (int i = random_.between(0, 3); i > 0; --i) formula();
  }
  for (int i = random_.between(0, 2); i > 0; --i) method();
  const int count = random_.between(2, 7);
  for (int i = 0; i < count || r_.full_marks == 0; ++i) {
    r_.items.push_back(indicator());
    r_.full_marks = r_.full_marks + r_.items.back().points.value_or(Fraction(0));
  }
  groups();
  adjustments();
  grades();
  vetoes();
  return std::move(r_);
}

void Maker::groups() {
  if (!random_.chance(45)) return;
  const std::size_t first = random_.chance(25) ? 1 : 0;  // the first indicator may stand outside
  const bool last_outside = random_.chance(20) && r_.items.size() > first + 1;
  for (std::size_t i = first; i + (last_outside ? 1 : 0) < r_.items.size(); ++i) {
    if (r_.groups.empty() || random_.chance(40)) {
      const bool inner = !r_.groups.empty() && random_.chance(35);
      r_.groups.push_back({fresh_name("类别"), std::nullopt, inner});
    }
    r_.items[i].group = r_.groups.size() - 1;
  }
  for (std::size_t g = 0; g < r_.groups.size(); ++g) {
    if (!random_.chance(70)) continue;
    std::size_t end = g + 1;
    while (!r_.groups[g].inner && end < r_.groups.size() && r_.groups[end].inner) ++end;
    Fraction sum;
    for (const Item& item : r_.items) {
      if (item.group && *item.group >= g && *item.group < end) sum = sum + item.points.value_or(Fraction(0));
    }
    r_.groups[g].points = sum;
  }
}

void Maker::adjustments() {
  for (int i = random_.between(0, 5) - 3; i > 0; --i) r_.bonuses.push_back(adjustment("表彰"));
  for (int i = random_.between(0, 4) - 3; i > 0; --i) r_.penalties.push_back(adjustment("通报"));
  const bool capped = !r_.bonuses.empty() || random_.chance(20);
  if (capped) r_.total_most = r_.full_marks * random_.pick(std::vector<Fraction>{{1, 1}, {11, 10}, {4, 5}});
}

Item Maker::adjustment(const char* stem) {
  Item item;
  item.title = fresh_name(stem);
  const bool bonus = r_.penalties.empty() && std::string(stem) == "表彰";
  if (random_.chance(75)) item.points = random_.between(2, 6);
  full_ = item.points;
  if (bonus && random_.chance(45)) {
    item.scoring.base = random_.chance(50) ? Base::each : Base::highest;
    checks(item.scoring);
  } else {
    item.scoring.base = Base::steps;
    item.actual = datum_expr(Measure::count, Sign::not_negative);
    Pool pool;
    pool.gain = true;
    pool.steps.push_back(step(item.actual->unit, whole(item.actual)));
    if (bonus && random_.chance(30)) pool.most = random_.between(1, 3);
    item.scoring.steps = pool;
  }
  if (random_.chance(15)) item.zero_if.push_back(condition(0));
  if (random_.chance(15)) {
    item.own_rounding = true;
    item.rounding = points_rounding();
  }
  return item;
}

void Maker::grades() {
  if (!random_.chance(75)) return;
  r_.grade_by_rounded = random_.chance(60);
  static const std::vector<const char*> names{"优", "良", "中", "差"};
  static const std::vector<Fraction> cuts{{9, 10}, {4, 5}, {3, 5}};
  const std::size_t count = 1 + random_.below(3);
  bool open = false;
  for (std::size_t i = 0; i <= count; ++i) {
    Grade grade;
    grade.name = names[i];
    if (i > 0) grade.range.high = Edge{r_.full_marks * cuts[i - 1], !open};
    open = random_.chance(20);
    if (i < count) grade.range.low = Edge{r_.full_marks * cuts[i], open};
    r_.grades.push_back(grade);
  }
}

void Maker::vetoes() {
  for (int i = random_.between(0, 5) - 2; i > 0; --i) {
    Veto v;
    v.title = fresh_name("否决");
    v.condition = condition(1);
    const std::size_t na = not_applicable_datum();
    if (na < r_.data.size() && random_.chance(50)) {
      const ExprPtr asked = reference_to(Do::datum, na, &percent);
      v.condition = node(comparison(), {asked, constant(&percent)}, nullptr);
      if (random_.chance(30)) v.condition = reference_to(Do::not_applicable, na, nullptr);
    }
    using Then = Veto::Then;
    std::vector<Then> choices{Then::becomes, Then::minus, Then::minus, Then::note};
    if (!r_.grades.empty())
      choices.insert(choices.end(), {Then::at_most, Then::at_most, Then::grade_becomes});
    v.then = random_.pick(choices);
    v.points = random_.chance(50) ? Fraction(0) : r_.full_marks * Fraction(random_.between(1, 3), 5);
    if (v.then == Then::minus) v.points = random_.between(1, 10);
    if (!r_.grades.empty()) v.grade = random_.below(r_.grades.size());
    r_.vetoes.push_back(std::move(v));
  }
}

std::size_t Maker::not_applicable_datum() const {
  std::size_t i = 0;
  while (i < r_.data.size() && !r_.data[i].may_not_apply) ++i;
  return i;
}

Ruleset random_ruleset(Random& random, Sharing sharing) {
  return Maker(random, sharing).run();
}

}  // namespace rubric::reference
