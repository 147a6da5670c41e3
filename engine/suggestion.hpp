// Further samples, one just below, one on and one just above each threshold of an indicator.
//
// Only for indicators whose 实际 is a datum or a quotient of two data, where it is plain what to enter. All
// other data are those of the file's first sample; where that has none, what gives the highest total. The
// scores are those that the rules give now, so somebody has to compare them with the printed standard.
#pragma once

#include <vector>

#include "engine/outcome.hpp"
#include "engine/threshold.hpp"

namespace rubric::engine {

struct Suggestion {
  enum class Side : unsigned char { below, at, above };
  std::uint32_t item = none;
  Side side = Side::at;
  Threshold threshold;
  UnitData data;
  ItemOutcome outcome;
};

std::vector<Suggestion> suggestions(const Ruleset& ruleset, const Plan& plan);

}  // namespace rubric::engine
