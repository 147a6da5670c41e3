// Self-evaluation against re-check (自评与复核), and the re-check against its own sum and the rules.

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

void compare(Auditor& audit, const Text& what, const Claim& claimed, const std::optional<Claim>& recheck,
             const Possible& score) {
  if (!recheck || recheck->text.empty()) return;
  if (!recheck->value) {
    return audit.report(Code::E901, recheck->place,
                        {what, recheck->text, Text("复核得分", "re-checked score")});
  }
  if (claimed.value && *claimed.value != *recheck->value) {
    audit.report(Code::W942, recheck->place,
                 {what, Auditor::number(*claimed.value), Auditor::number(*recheck->value),
                  Auditor::difference(Rational(*claimed.value - *recheck->value))});
  }
  if (!score.possible || score.range.contains(*recheck->value)) return;
  audit.report(Code::E944, recheck->place, {what, Auditor::number(*recheck->value), Auditor::range(score)});
}

/// 加分 and 减分 as the re-check has them, and what those that it does not print can be.
struct Adjusted {
  Rational printed;
  Rational by_rules;  // with the rules' own for those that are not printed
  Interval open;      // what these may add
};

Adjusted adjusted(const Auditor& audit) {
  Adjusted all;
  all.open = Interval::point(0);
  for (const bool bonus : {true, false}) {
    const std::vector<Item>& items = bonus ? audit.ruleset.bonuses : audit.ruleset.penalties;
    const std::vector<ItemSlots>& slots = bonus ? audit.plan.bonuses : audit.plan.penalties;
    const auto& rechecks = bonus ? audit.claims.bonus_rechecks : audit.claims.penalty_rechecks;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i < rechecks.size() && rechecks[i] && rechecks[i]->value) {
        all.printed += *rechecks[i]->value;
        continue;
      }
      const std::optional<Rational> score = audit.known(slots[i].score);
      if (score) all.by_rules += bonus ? *score : Rational(-*score);
      Interval most;
      most.low = Bound::closed_at(0);
      if (items[i].points) most.high = Bound::closed_at(*items[i].points);
      all.open = add(all.open, bonus ? most : negate(most));
    }
  }
  all.by_rules += all.printed;
  return all;
}

/// The re-checked items, 加分 and 减分 against the re-checked total. Of 加分 and 减分 that the re-check does
/// not print it is not known what it gave: it is wrong only if nothing that these could be makes its total.
void add_up(Auditor& audit) {
  const std::optional<Claim>& total = audit.claims.total_recheck;
  std::optional<TotalRule> rule = audit.total_rule(Auditor::Adjusted::by_rules);
  if (!total || !total->value || !rule) return;
  Rational sum;
  for (std::size_t i = 0; i < audit.claims.facts.size(); ++i) {
    if (!audit.scored(i)) continue;
    const std::optional<Claim>& recheck = audit.claims.facts[i].recheck;
    if (!recheck || !recheck->value) return;
    sum += *recheck->value;
  }
  const Adjusted adjustments = adjusted(audit);
  const auto total_with = [&](const Rational& more) {
    rule->adjusted = more;
    return audit.rounded(rule->of(sum));
  };
  const Bound &low = adjustments.open.low, &high = adjustments.open.high;
  const bool above = low.infinite || total_with(adjustments.printed + low.value) <= *total->value;
  const bool below = high.infinite || total_with(adjustments.printed + high.value) >= *total->value;
  if (above && below) return;
  rule->adjusted = adjustments.by_rules;
  const Rational made = rule->of(sum);
  audit.report(Code::E943, total->place,
               {Auditor::number(sum), Auditor::number(*total->value),
                Auditor::difference(Rational(*total->value - made)), rule->text(sum)});
}

void adjustments(Auditor& audit, bool bonus) {
  const Claims& claims = audit.claims;
  const std::vector<Item>& items = bonus ? audit.ruleset.bonuses : audit.ruleset.penalties;
  const std::vector<ItemSlots>& slots = bonus ? audit.plan.bonuses : audit.plan.penalties;
  const auto& rechecks = bonus ? claims.bonus_rechecks : claims.penalty_rechecks;
  for (std::size_t i = 0; i < rechecks.size(); ++i) {
    Possible score = audit.outcome.trace[slots[i].score];
    if (!bonus) score.range = negate(score.range);
    compare(audit, items[i].title, (bonus ? claims.bonuses : claims.penalties)[i], rechecks[i], score);
  }
}

}  // namespace

void audit_recheck(Auditor& audit) {
  const Claims& claims = audit.claims;
  for (std::size_t i = 0; i < claims.facts.size(); ++i) {
    compare(audit, audit.ruleset.items[i].title, claims.items[i], claims.facts[i].recheck,
            audit.outcome.items[i].score);
  }
  for (const bool bonus : {true, false}) adjustments(audit, bonus);
  if (!claims.facts.empty()) add_up(audit);
  compare(audit, audit.total_name(), claims.total, claims.total_recheck, audit.outcome.total);
}

}  // namespace rubric::engine
