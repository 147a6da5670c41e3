// Findings in short, as the corpus compares them: "3 E401", the line or row and the code.
#pragma once

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace rubric::testing {

using Found = std::multiset<std::string>;

/// What has no line is found in the first.
inline std::string found_text(std::uint32_t line, std::string_view code) {
  return std::to_string(std::max(line, 1u)) + " " + std::string(code);
}

}  // namespace rubric::testing
