// A unit for which a divisor is zero, while the rules that have it are still being checked.
//
// The divisor alone is made a plan, with the data as they are declared, and engine/search looks for the unit.
//
//   完成项目 ÷ 申报项目, 申报项目 ≥0 个  ->  申报项目 0个
#pragma once

#include "engine/ruleset.hpp"

namespace rubric::engine {

/// What the data that the divisor reads are in such a unit; nothing if none was found.
std::optional<Text> zero_divisor(const Ruleset& ruleset, ExprId divisor);

}  // namespace rubric::engine
