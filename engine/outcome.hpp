// What a unit's data give under a plan: every indicator's score, the total and the grade.
//
// A figure is Possible: one exact number where all data are known, the set of numbers it can still be where
// some are missing or bounded, and nothing where it cannot be computed (a zero denominator, a cell that could
// not be read).
//
//   known data            score = [9.86, 9.86]
//   补贴 缺, 目标 ≥100%     score = [0, 5]
//   全年预算 = 0            possible = false, fault = zero_denominator at the step that divides
#pragma once

#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

struct Fault {
  FaultKind kind = FaultKind::no_fault;
  Slot step = none;  // where it arose
};

struct Possible {
  bool possible = true;  // false: there is no value at all
  Interval range;
  Fault fault;  // of a possible figure: some of the data that are still open would give this fault

  bool known() const { return possible && fault.kind == FaultKind::no_fault && range.is_point(); }
};

struct ItemOutcome {
  Possible score;
  Truth dropped = Truth::no;   // 剔除, or another member was taken by 择一
  std::vector<Truth> explain;  // per 须说明 clause: whether a reason must be given
};

struct Outcome {
  std::vector<ItemOutcome> items;
  Possible total;
  Possible grade;               // places in the list of grades: low is the best still possible
  bool exact = true;            // no datum was missing or bounded where it mattered
  std::vector<Possible> trace;  // every slot, if asked for
};

}  // namespace rubric::engine
