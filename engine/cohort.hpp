// 排名 and 全体…: figures over all units of the same 年度.
//
// They are computed first and filled in as data, so that scoring one unit needs no other. Where some units'
// values are not known, the figure is bounded: a unit with 3 surely better and 2 unknown ones ranks from 4
// to 6. A value that cannot be computed is as unknown as one that is missing; one that is not applicable has
// no part. A unit whose year or whose group (同 类别) is not known has no such figure itself, and may be one
// more in each group that it could belong to.
#pragma once

#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

/// Fills the cohort data of every unit; `units` are all units of the data.
void fill_cohort(const Ruleset& ruleset, const Plan& plan, std::vector<UnitData*>& units);

}  // namespace rubric::engine
