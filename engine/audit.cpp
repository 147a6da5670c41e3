#include "engine/audit.hpp"

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {

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

std::optional<Rational> Auditor::known(Slot slot) const {
  if (slot == none || !outcome.trace[slot].known()) return std::nullopt;
  return outcome.trace[slot].range.low.value;
}

std::vector<Diagnostic> audit(const Ruleset& ruleset, const Plan& plan, const UnitData& data,
                              const Outcome& outcome, const Claims& claims) {
  Auditor all(ruleset, plan, data, outcome, claims);
  audit_scores(all);
  audit_repair(all);
  audit_points(all);
  audit_facts(all);
  audit_recheck(all);
  audit_equations(all);
  return std::move(all.found);
}

}  // namespace rubric::engine
