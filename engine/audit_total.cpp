// From the sum of the items to the total and its grade, as compile() has it: what claims are held against.

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

bool moves_grade(const Veto& veto) {
  return veto.outcome == Veto::Outcome::grade_at_most || veto.outcome == Veto::Outcome::grade_becomes;
}

}  // namespace

std::optional<Interval> before_rounding(const Rational& total, const Rounding& rounding) {
  const Rational step = power_of_tenth(rounding.digits), half = step / 2;
  switch (rounding.mode) {
    case RoundingMode::half_up:
      return Interval::between(Bound::closed_at(total - half), Bound::open_at(total + half));
    case RoundingMode::half_even:
      return Interval::closed(total - half, total + half);
    case RoundingMode::down:
    case RoundingMode::floor:
      return Interval::between(Bound::closed_at(total), Bound::open_at(total + step));
    default:
      return Interval::between(Bound::open_at(total - step), Bound::closed_at(total));
  }
}

Rational TotalRule::of(const Rational& sum) const {
  Rational total = unlimited(sum);
  if (becomes) total = std::min(total, *becomes);
  total = std::max(total, Rational(0));
  return most ? std::min(total, *most) : total;
}

std::optional<Interval> TotalRule::sums(const Interval& limited) const {
  Interval totals = limited;
  std::optional<Rational> cap = most;
  if (becomes && (!cap || *becomes < *cap)) cap = becomes;
  if (cap && limited.contains(*cap)) {
    totals.high = Interval().high;
  } else if (cap && !limited.low.infinite && *cap <= limited.low.value) {
    return std::nullopt;
  }
  if (limited.contains(Rational(0))) totals.low = Interval().low;
  return subtract(totals, Interval::point(adjusted - off));
}

Text TotalRule::text(const Rational& sum) const {
  std::vector<Text> parts;
  if (adjusted != 0) {
    const std::string amount = to_display(adjusted, 0);
    parts.push_back({"加减分 " + amount + "分", "bonus and penalty " + amount});
  }
  Rational total = unlimited(sum);
  if (off != 0 || (becomes && *becomes < total)) parts.push_back({"一票否决", "vetoes"});
  if (becomes) total = std::min(total, *becomes);
  if (total < 0) parts.push_back({"总分最低 0分", "no less than 0"});
  if (most && *most < total) {
    const std::string limit = to_display(*most, 0);
    parts.push_back({"总分最高 " + limit + "分", "no more than " + limit});
  }
  if (parts.empty()) return Text();
  Text all = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i)
    all = {all.zh + "、" + parts[i].zh, all.en + ", " + parts[i].en};
  const std::string result = to_display(of(sum), 0);
  return {"（计入" + all.zh + "，为 " + result + "分）", " (with " + all.en + ": " + result + ")"};
}

std::optional<TotalRule> Auditor::total_rule(Adjusted from) const {
  const bool drops = std::any_of(outcome.items.begin(), outcome.items.end(),
                                 [](const ItemOutcome& i) { return i.dropped != Truth::no; });
  if (drops) return std::nullopt;
  TotalRule rule;
  rule.most = ruleset.total_most;
  for (const bool bonus : {true, false}) {
    const std::vector<ItemSlots>& slots = bonus ? plan.bonuses : plan.penalties;
    const std::vector<Claim>& claimed = bonus ? claims.bonuses : claims.penalties;
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (from == Adjusted::as_claimed && i < claimed.size() && claimed[i].value) {
        rule.adjusted += *claimed[i].value;
        continue;
      }
      const std::optional<Rational> score = known(slots[i].score);
      if (!score) return std::nullopt;
      rule.adjusted += bonus ? *score : Rational(-*score);
    }
  }
  for (std::size_t i = 0; i < ruleset.vetoes.size(); ++i) {
    const Veto& veto = ruleset.vetoes[i];
    const bool unstated = veto.outcome == Veto::Outcome::unstated;
    const bool minus = veto.outcome == Veto::Outcome::total_minus;
    if (!unstated && !minus && veto.outcome != Veto::Outcome::total_becomes) continue;
    const std::optional<Rational> holds = known(plan.veto_conditions[i]);
    if (!holds || (unstated && *holds != 0)) return std::nullopt;
    if (*holds == 0) continue;
    if (minus) {
      rule.off += veto.points;
    } else {
      rule.becomes = rule.becomes ? std::min(*rule.becomes, veto.points) : veto.points;
    }
  }
  return rule;
}

std::vector<std::size_t> Auditor::grades_of(const Rational& total) const {
  std::optional<Interval> totals = Interval::point(total);
  if (ruleset.grade_by_rounded) {
    totals = Interval::point(rounded(total));
  } else if (ruleset.total_rounding && rounded(total) == total) {
    const std::optional<Rational> exact = known(plan.limited);
    totals = exact && rounded(*exact) == total ? Interval::point(*exact)
                                               : before_rounding(total, *ruleset.total_rounding);
  }
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < ruleset.grades.size(); ++i) {
    if (totals && intersect(*totals, ruleset.grades[i].range)) all.push_back(i);
  }
  return all;
}

std::optional<GradeSpan> Auditor::grades_after_vetoes(const Rational& total) const {
  const std::vector<std::size_t> before = grades_of(total);
  if (before.empty()) return std::nullopt;
  // Later places are worse; a veto that may hold may leave the grade, or make it its own.
  std::size_t best = before.front(), worst = before.back();
  for (std::size_t i = 0; i < ruleset.vetoes.size(); ++i) {
    const Veto& veto = ruleset.vetoes[i];
    if (!moves_grade(veto)) continue;
    const std::optional<Rational> holds = known(plan.veto_conditions[i]);
    if (holds && *holds == 0) continue;
    worst = std::max<std::size_t>(worst, veto.grade);
    if (holds) best = std::max<std::size_t>(best, veto.grade);
  }
  return GradeSpan{best, worst, best != before.front() || worst != before.back()};
}

bool Auditor::grade_fits(const Rational& total, std::size_t grade) const {
  const std::vector<std::size_t> before = grades_of(total);
  if (before.empty() || std::count(before.begin(), before.end(), grade) > 0) return true;
  const std::optional<GradeSpan> after = grades_after_vetoes(total);
  return after->best <= grade && grade <= after->worst;
}

std::optional<std::size_t> Auditor::grade_named(const std::string& name) const {
  for (std::size_t i = 0; i < ruleset.grades.size(); ++i) {
    if (ruleset.grades[i].name == name) return i;
  }
  return std::nullopt;
}

}  // namespace rubric::engine
