// A plan for one unit of which only a few data still change: what depends on none of them is computed once.
//
// It has the slots of the plan and gives the same total and grade for every unit that differs from `unit` in
// `open` alone; data that are missing or bounded stay open as well. Scores of indicators are not in it.
//
//   19 indicators, 满意度 open  ->  one indicator, a sum with a constant, the grades
#pragma once

#include "engine/outcome.hpp"

namespace rubric::engine {

Plan specialize(const Plan& plan, const UnitData& unit, const std::vector<DatumId>& open);

}  // namespace rubric::engine
