// What `rescore` and `history rescore` say of two rulesets before any unit is compared.
#pragma once

#include "command.hpp"
#include "engine/pairing.hpp"

namespace rubric::cli {

/// Whether the ruleset of `file` has totals to compare; if not, it is printed.
bool has_totals(const engine::Ruleset& ruleset, const std::string& file, Findings& out);

/// Says that nothing differs, or which of many clauses are put together; `file` has the new rules.
void say_clauses(const engine::Pairing& pairing, const std::string& file, Findings& out);

}  // namespace rubric::cli
