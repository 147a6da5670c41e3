// Two rulesets in one plan, over the data of both, so that a slot of one can be set against one of the other.
//
// Data are matched by name or 列名; a matched datum has the values that both rulesets allow. Steps that
// compute the same from the same are one slot: rules that differ in wording alone end in the same slot, and
// that is the proof that they are equal. Limits and roundings that never bite within the ranges of the data
// are left out, so that they hide no equality.
//
//   old 按比例 of 执行率, 10分; new the same, written as a method  ->  the same slot
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

/// One of the two rulesets, as it is and in the joint plan.
struct Side {
  const Ruleset* ruleset = nullptr;
  const Plan* plan = nullptr;
  std::vector<DatumId> data;  // by its datum: the joint one
  std::vector<Slot> slots;    // by its slot: the joint one

  Slot at(Slot slot) const { return slot == none ? none : slots[slot]; }
};

struct Joint {
  Ruleset
      ruleset;  // the joint data alone, and one sample: a unit that both score, as far as samples show one
  Plan plan;    // steps and what they hold; no items, no stages
  Side before, after;
  std::vector<std::optional<Rational>> grids;  // by slot: its values are multiples of it
  std::optional<int> year;                     // dates that count from 年度 are those of this year
  bool dated = false;                          // there are such dates

  /// The data of a joint unit as one of the rulesets has them.
  UnitData unit_of(const Side& side, const UnitData& joint) const;
};

/// Slots of old and new that are to be taken as equal whatever they are: pairs of old, new.
using Pins = std::vector<std::pair<Slot, Slot>>;

Joint join(const Ruleset& before, const Plan& before_plan, const Ruleset& after, const Plan& after_plan,
           const Pins& pins = {});

}  // namespace rubric::engine
