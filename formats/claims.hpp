// Claimed scores as a table: identity columns, one column per indicator, total and grade, as score writes
// them.
#pragma once

#include <string>
#include <vector>

#include "engine/audit.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

/// Every row of `reader` as claims for `ruleset`, their keys made of the columns named in `identity`; columns
/// that are not there are said once, as warnings.
std::vector<engine::Claims> read_claims(const engine::Ruleset& ruleset,
                                        const std::vector<std::string>& identity, TableReader& reader,
                                        std::vector<engine::Diagnostic>& problems);

/// The place of a unit's row as a whole.
engine::Place claims_place(const engine::Claims& claims);

}  // namespace rubric::formats
