// The difference of two scores, cell by cell (engine/difference).
#pragma once

#include "engine/difference.hpp"

namespace rubric::engine {

/// A pair of scores to compare: the points before rounding of each, and the rounding.
struct ScorePair {
  const Item *before_item = nullptr, *after_item = nullptr;
  const ItemSlots *before_slots = nullptr, *after_slots = nullptr;
  std::optional<Rounding> before_rounding, after_rounding;
};

/// Fills in verdict, quantities and regions. A region's unit is made from `plain`, a joint unit.
void compare_scores(const Joint& joint, const ScorePair& pair, const UnitData& plain, ItemDifference& result);

/// new minus old after rounding, where it is `change` before: holds every difference.
Interval rounded_change(const Interval& change, const std::optional<Rounding>& before,
                        const std::optional<Rounding>& after);

}  // namespace rubric::engine
