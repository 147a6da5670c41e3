// The difference of two totals and grades, once those of the indicators are known (engine/difference).
//
// With each pair of indicators standing for one number, both totals are worked out again: where they end in
// one slot, equal scores give equal totals, and so for grades. Otherwise the sums are set against each other
// term by term. That totals or grades do differ is shown by units alone.
#pragma once

#include "engine/difference.hpp"

namespace rubric::engine {

/// Fills in all that concerns totals, grades and the grade scales; `result.items` is done. Units are looked
/// for among the regions' units and what can be made of them and of `plain` by changing further data.
void compare_totals(const UnitData& plain, Difference& result);

}  // namespace rubric::engine
