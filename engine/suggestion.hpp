// Further samples, one just below, one on and one just above each threshold of an indicator.
//
// Only for indicators, their 其中, 加分 and 减分 whose 实际 is a datum or a quotient of two data, where it is
// plain what to enter. A sample can state the score of an indicator or the total, so what the indicator gives
// stands for its 其中, and the total for 加分 and 减分. All
// other data are those of the file's first sample; where that has none, what gives the highest total. The
// scores are those that the rules give now, so somebody has to compare them with the printed standard.
#pragma once

#include <vector>

#include "engine/outcome.hpp"
#include "engine/threshold.hpp"

namespace rubric::engine {

struct Suggestion {
  enum class Side : unsigned char { below, at, above };
  std::uint32_t item = none;  // whose score is stated; none: the total
  std::string title;          // whose threshold it is
  Side side = Side::at;
  Threshold threshold;
  UnitData data;
  Possible score;  // of the indicator or the total
  Truth dropped = Truth::no;
};

std::vector<Suggestion> suggestions(const Ruleset& ruleset, const Plan& plan);

}  // namespace rubric::engine
