// Charts as SVG, drawn for a width of 360: legible on a phone as they are, enlarged elsewhere.
//
// Numbers stand beside what is drawn, so nothing is told by length or colour alone. Coordinates are whole
// numbers, worked out exactly. Text is escaped here.
//
//   bar_chart({{"甲区", 1/2, "+0.50"}, {"乙区", -1, "-1.00"}}, "平均变化")   bars to the right and left of a
//   line
#pragma once

#include <string>
#include <vector>

#include "engine/number.hpp"

namespace rubric::formats {

/// A number with its name and as it is printed.
struct Bar {
  std::string name;
  engine::Rational value;
  std::string text;
};

/// Bars to the right of a line for what is above 0, to the left for what is below.
std::string bar_chart(const std::vector<Bar>& bars, const std::string& title);

/// From `start` over the steps to `end`, each step from where the last one ended. The scale is that of the
/// steps: both ends are drawn from the edge.
std::string waterfall_chart(const Bar& start, const std::vector<Bar>& steps, const Bar& end,
                            const std::string& title);

/// Two counts for each part, side by side.
struct Pair {
  std::string name;
  std::uint64_t first = 0, second = 0;
};
std::string histogram_chart(const std::vector<Pair>& parts, const std::string& first,
                            const std::string& second, const std::string& title);

}  // namespace rubric::formats
