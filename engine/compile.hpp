// Ruleset to plan: the sentence forms become the core operations, in the order of evaluation of
// docs/language.md. Equal subexpressions become one slot; operations on constants are done here.
#pragma once

#include "engine/plan.hpp"

namespace rubric::engine {

/// The plan of a ruleset that has no errors.
Plan compile(const Ruleset& ruleset);

}  // namespace rubric::engine
