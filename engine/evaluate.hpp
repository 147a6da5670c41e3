// Plan and data to outcome. Units whose data are all known take the exact interpreter, the others the
// interval interpreter; on known data the two agree slot by slot.
#pragma once

#include "engine/outcome.hpp"

namespace rubric::engine {

enum class Trace : bool { no, yes };

/// The outcome of one unit; `data.cells` has one cell per datum of the ruleset.
Outcome evaluate(const Plan& plan, const UnitData& data, Trace trace = Trace::no);

/// Every slot by the exact interpreter; data that are not known must not be reached (they count as faulty).
std::vector<Possible> evaluate_exact(const Plan& plan, const UnitData& data);

/// The slots of `order` alone, each behind those that it needs; `slots` has one place per step.
void evaluate_exact(const Plan& plan, const UnitData& data, const std::vector<Slot>& order,
                    std::vector<Possible>& slots);

/// Every slot by the interval interpreter: sound always; tight wherever each uncertain value enters a figure
/// once between two of its thresholds, since cases are split at every threshold that a value is compared
/// with.
std::vector<Possible> evaluate_interval(const Plan& plan, const UnitData& data);

}  // namespace rubric::engine
