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

void add_up(Auditor& audit) {
  const std::optional<Claim>& total = audit.claims.total_recheck;
  const std::optional<TotalRule> rule = audit.total_rule(Auditor::Adjusted::by_rules);
  if (!total || !total->value || !rule) return;
  Rational sum;
  for (std::size_t i = 0; i < audit.claims.facts.size(); ++i) {
    if (!audit.scored(i)) continue;
    const std::optional<Claim>& recheck = audit.claims.facts[i].recheck;
    if (!recheck || !recheck->value) return;
    sum += *recheck->value;
  }
  const Rational made = rule->of(sum);
  if (audit.rounded(made) == *total->value) return;
  audit.report(Code::E943, total->place,
               {Auditor::number(sum), Auditor::number(*total->value),
                Auditor::difference(Rational(*total->value - made)), rule->text(sum)});
}

}  // namespace

void audit_recheck(Auditor& audit) {
  const Claims& claims = audit.claims;
  for (std::size_t i = 0; i < claims.facts.size(); ++i) {
    compare(audit, audit.ruleset.items[i].title, claims.items[i], claims.facts[i].recheck,
            audit.outcome.items[i].score);
  }
  if (!claims.facts.empty()) add_up(audit);
  compare(audit, audit.total_name(), claims.total, claims.total_recheck, audit.outcome.total);
}

}  // namespace rubric::engine
