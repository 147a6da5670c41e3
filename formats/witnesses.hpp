// The units that show what was refuted, as a data file: rubric explain tells of each one how it scores.
//
//   单位,满意度
//   1 E204 群众满意度,85
#pragma once

#include <string>
#include <vector>

#include "engine/prove.hpp"

namespace rubric::formats {

/// One row a unit; of two that are compared, the better one ends in B. A unit is called by the number of its
/// finding among those reported, its code and the indicator.
std::string witnesses(const std::vector<engine::Finding>& findings, const engine::Ruleset& ruleset,
                      engine::Report report);

}  // namespace rubric::formats
