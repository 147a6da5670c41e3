// Tree to ruleset: names resolved, units and types agreed, every choice that moves a score made or refused.
//
// All errors of a file are found in one run. What a broken line would have said is not asked for again, so
// one slip costs one message.
#pragma once

#include "dsl/compose.hpp"
#include "engine/ruleset.hpp"

namespace rubric::dsl {

/// The meaning of a tree. It is complete and can be compiled only if `problems` holds no error afterwards.
engine::Ruleset check(const Source& source, const Syntax& syntax, std::vector<engine::Diagnostic>& problems);

/// Source text to ruleset in one go: parse(), compose() and check(). `open` reads the files that are built on
/// or imported, by their paths; without it there are none.
engine::Ruleset read_rules(const Source& source, std::vector<engine::Diagnostic>& problems,
                           const OpenRules& open = {});

}  // namespace rubric::dsl
