#include "engine/audit.hpp"

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

bool filled(const std::optional<Claim>& claim) {
  return claim && !claim->text.empty();
}

bool any_filled(const std::vector<Claim>& claims) {
  return std::any_of(claims.begin(), claims.end(), [](const Claim& c) { return !c.text.empty(); });
}

Possible negated(Possible score) {
  score.range = negate(score.range);
  return score;
}

}  // namespace

std::string Auditor::range(const Possible& score) {
  const auto end = [](const Bound& b) { return b.infinite ? std::string("∞") : number(b.value); };
  const std::string low = end(score.range.low);
  return score.known() ? low : low + ".." + end(score.range.high);
}

Text Auditor::difference(const Rational& more) {
  const std::string amount = to_display(more < 0 ? Rational(-more) : more, 0);
  return more < 0 ? Text("少 " + amount + "分", amount + " too few")
                  : Text("多 " + amount + "分", amount + " too many");
}

std::optional<Rational> Auditor::points(std::size_t i) const {
  if (ruleset.items[i].points) return ruleset.items[i].points;
  const ItemFacts* const printed = facts(i);
  return printed && printed->points ? printed->points->value : std::nullopt;
}

bool Auditor::total_alone() const {
  const auto asked = [](const Claim& c) { return c.has_column; };
  const bool for_items = std::any_of(claims.items.begin(), claims.items.end(), asked);
  return claims.total.value && !claims.items.empty() && (for_items || claims.total_reason) &&
         !any_filled(claims.items) && !any_filled(claims.groups);
}

std::vector<Addend> Auditor::items() const {
  std::vector<Addend> all;
  for (std::size_t i = 0; i < claims.items.size(); ++i) {
    if (!scored(i)) continue;
    Interval limits;
    limits.low = Bound::closed_at(0);
    const std::optional<Rational> most = points(i);
    if (most) limits.high = Bound::closed_at(*most);
    all.push_back(
        {ruleset.items[i], claims.items[i], outcome.items[i].score, limits, most, not_applicable(i)});
  }
  return all;
}

std::vector<Addend> Auditor::adjustments() const {
  std::vector<Addend> all;
  const auto add = [&](const std::vector<Item>& items, const std::vector<ItemSlots>& slots,
                       const std::vector<Claim>& claimed, bool minus) {
    for (std::size_t i = 0; i < claimed.size(); ++i) {
      if (claimed[i].text.empty()) continue;
      const Possible& score = outcome.trace[slots[i].score];
      Interval limits;
      limits.low = Bound::closed_at(0);
      std::optional<Rational> most = items[i].points;
      if (most) limits.high = Bound::closed_at(*most);
      if (most && minus) most = -*most;
      all.push_back({items[i], claimed[i], minus ? negated(score) : score, minus ? negate(limits) : limits,
                     std::move(most), Truth::no});
    }
  };
  add(ruleset.bonuses, plan.bonuses, claims.bonuses, false);
  add(ruleset.penalties, plan.penalties, claims.penalties, true);
  return all;
}

bool Auditor::within(std::uint32_t item_group, std::uint32_t group) const {
  while (item_group != none && item_group != group) item_group = ruleset.groups[item_group].parent;
  return item_group == group;
}

bool Auditor::chosen(std::uint32_t group) const {
  for (; group != none; group = ruleset.groups[group].parent) {
    if (ruleset.groups[group].choice) return true;
  }
  return false;
}

std::optional<std::vector<std::size_t>> Auditor::members(std::uint32_t group) const {
  std::vector<std::size_t> all;
  for (std::size_t i = 0; i < ruleset.items.size(); ++i) {
    const std::uint32_t own = ruleset.items[i].group;
    if (!scored(i) || !within(own, group)) continue;
    if (chosen(own) || outcome.items[i].dropped != Truth::no) return std::nullopt;
    all.push_back(i);
  }
  return all;
}

std::optional<Rational> Auditor::known(Slot slot) const {
  if (slot == none || !outcome.trace[slot].known()) return std::nullopt;
  return outcome.trace[slot].range.low.value;
}

bool claims_nothing(const Claims& claims) {
  const auto any_fact = [](const ItemFacts& facts) {
    return filled(facts.points) || filled(facts.target) || filled(facts.actual) || filled(facts.reason) ||
           filled(facts.recheck);
  };
  const auto any_figure = [](const ClaimedEquation& equation) {
    return equation.left.printed.state != Printed::State::blank;
  };
  return claims.total.text.empty() && claims.grade.text.empty() && !any_filled(claims.items) &&
         !any_filled(claims.bonuses) && !any_filled(claims.penalties) && !any_filled(claims.groups) &&
         std::none_of(claims.bonus_rechecks.begin(), claims.bonus_rechecks.end(), filled) &&
         std::none_of(claims.penalty_rechecks.begin(), claims.penalty_rechecks.end(), filled) &&
         !filled(claims.total_points) && !filled(claims.total_recheck) && !filled(claims.total_reason) &&
         std::none_of(claims.facts.begin(), claims.facts.end(), any_fact) &&
         std::none_of(claims.group_points.begin(), claims.group_points.end(), filled) &&
         std::none_of(claims.equations.begin(), claims.equations.end(), any_figure);
}

std::vector<Diagnostic> audit(const Ruleset& ruleset, const Plan& plan, const UnitData& data,
                              const Outcome& outcome, const Claims& claims) {
  Auditor all(ruleset, plan, data, outcome, claims);
  audit_blanks(all);
  audit_scores(all);
  audit_repair(all);
  audit_points(all);
  audit_facts(all);
  audit_recheck(all);
  audit_equations(all);
  return std::move(all.found);
}

}  // namespace rubric::engine
