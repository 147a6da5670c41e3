// Claimed scores against the rules and against their own arithmetic.
//
// Three questions are kept apart: do the claims agree with themselves (items add up to their group and to the
// declared total, points likewise, no item above its points, grade fits total, parts add up to the whole,
// rates follow from their numbers), do they agree with the rules on the published data, and does the report
// say what it must (target, result, reason for points lost). What is left blank is said, and not compared.
// Where data are missing, a claim is wrong only if it lies outside every score that is still possible. A
// change that would mend the claims is offered only if no other change of a single cell would.
//
//   items 15 15 15 10 10 10 10 10, total 99.99
//     -> E905: they add up to 95
//        E903: the fourth is 15 by the rules
//        N922: the fourth alone, 10 to 15, reconciles everything
#pragma once

#include <vector>

#include "engine/claims.hpp"
#include "engine/outcome.hpp"

namespace rubric::engine {

/// The findings for one unit, in the order of the table; `outcome` has its trace.
std::vector<Diagnostic> audit(const Ruleset& ruleset, const Plan& plan, const UnitData& data,
                              const Outcome& outcome, const Claims& claims);

/// Whether a row claims nothing at all: every cell that could be compared is blank.
bool claims_nothing(const Claims& claims);

/// What a standard lacks that every self-evaluation is to have; `place` is where claims made by it stand.
std::vector<Diagnostic> audit_standard(const Ruleset& ruleset, const Place& place);

/// Whether an indicator is that of 预算执行率, of which every standard has one; 政府采购执行率 is another.
bool is_budget_execution(const Item& item);

/// A result is over its target where it is better by this share of it (超过预期指标30%以上).
Rational over_target_share();

}  // namespace rubric::engine
