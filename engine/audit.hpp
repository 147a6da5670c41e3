// Claimed scores against the rules and against their own arithmetic.
//
// Two questions are kept apart: do the claims agree with themselves (items add up to the declared total, no
// item above its points, grade fits total), and do they agree with the rules on the published data. Where
// data are missing, a claim is wrong only if it lies outside every score that is still possible.
//
//   items 15 15 15 10 10 10 10 10, total 99.99   -> E905: they add up to 95; E903: the fourth is 15 by the
//   rules;
//                                                   N911: by the rules the total is 99.985, rounded 99.99, as
//                                                   declared
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/outcome.hpp"

namespace rubric::engine {

/// One claimed figure: its text as found, its value if it is a number, and where it stands.
struct Claim {
  std::string text;  // empty: not claimed
  std::optional<Rational> value;
  Place place;
};

/// What one unit's report claims, by indicator.
struct Claims {
  std::vector<std::string> key;
  std::vector<Claim> items;
  Claim total, grade;
};

/// A claim from the text of its cell ("9.86", "9.86分", "").
Claim read_claim(std::string_view text, Place place);

/// The findings for one unit, in the order of the table; `outcome` has its trace.
std::vector<Diagnostic> audit(const Ruleset& ruleset, const Plan& plan, const Outcome& outcome,
                              const Claims& claims);

}  // namespace rubric::engine
