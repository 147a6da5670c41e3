// Running the 样例 of a ruleset: does it give what its author worked out by hand?
#pragma once

#include <vector>

#include "engine/outcome.hpp"

namespace rubric::engine {

struct SampleResult {
  std::uint32_t sample = 0;             // of Ruleset::samples
  std::uint32_t checked = 0;            // expectations that were compared
  std::vector<Diagnostic> differences;  // the ones that failed, each at its line
};

/// Every sample of the ruleset, in order. 自报 alone is no expectation.
std::vector<SampleResult> run_samples(const Ruleset& ruleset, const Plan& plan);

}  // namespace rubric::engine
