// 承接: what a file and the one that it builds on declare together. Private to compose*.cpp.
//
//   替换 指标 X  puts X where it stood above;  指标 Y  goes to the end of the group whose heading stands
//   above it
#pragma once

#include <vector>

#include "dsl/compose_parts.hpp"
#include "engine/ruleset.hpp"

namespace rubric::dsl {

/// The parts of `above` as `own` changes them, in their order. What was changed is added to `changes`, what
/// may not be to `problems`.
std::vector<Part> merged(const Parts& own, const Parts& above, std::vector<engine::Takeover>& changes,
                         std::vector<engine::Diagnostic>& problems);

}  // namespace rubric::dsl
