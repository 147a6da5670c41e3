// The unit that shows a difference between two rulesets: made up in a region, scored by both, kept if it
// differs.
#pragma once

#include <optional>
#include <vector>

#include "engine/difference_item.hpp"

namespace rubric::engine {

/// Makes up units for the regions of one pair of scores; `plain` is a joint unit to start from.
class RegionUnits {
 public:
  RegionUnits(const Joint& joint, const ScorePair& pair, const UnitData& plain,
              const std::vector<Quantity>& quantities)
      : joint_(joint), pair_(pair), plain_(plain), quantities_(quantities) {}

  /// Finds a unit in the region that shows the difference, the largest one that is found.
  void show(Region& region, std::vector<Rational> turns) const;

 private:
  static void keep_unit(Region& region, const UnitData& unit, const Possible& before, const Possible& after);
  Possible score(const Side& side, const ItemSlots& slots, const UnitData& unit) const;
  std::vector<Rational> candidates(const Interval& range, const Quantity& quantity) const;
  std::optional<UnitData> unit_in(const Region& region, const Rational& first) const;
  bool enter(UnitData& unit, const Quantity& quantity, const Rational& value) const;

  const Joint& joint_;
  const ScorePair& pair_;
  const UnitData& plain_;
  const std::vector<Quantity>& quantities_;
};

}  // namespace rubric::engine
