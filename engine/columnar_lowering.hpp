// Makes a routine of a plan, for batches of which the scales and ranges are known.
//
// Slots become values (columnar_value.hpp) one after the other; code is only written where a row must be
// looked at. What has no value, or does not fit 128 bits, is a mask beside the value, never a branch.
//
//   const Routine routine = lower(plan, {{plan.total, 2}}, live_slots(plan, {plan.total}), facts, false);
#pragma once

#include "engine/columnar_builder.hpp"
#include "engine/columnar_program.hpp"

namespace rubric::engine {

/// `facts` by datum; `years`: the rows have a 年度, or some have.
Routine lower(const Plan& plan, const std::vector<Wanted>& wanted, const std::vector<bool>& live,
              const std::vector<Facts>& facts, bool years);

/// One body of a fold. Its output 0 is the number over `scale`, or over the column of output 1; routine.valid
/// tells the rows that have one.
struct LoweredBody {
  Routine routine;
  bool below = false;
  Rational scale;      // of the number, or of the quotient
  Interval range;      // of the number times scale
  bool never = false;  // no row has a value, or none that fits
};
LoweredBody lower_body(const Plan& plan, Slot result, const std::vector<Facts>& facts, bool years);

/// The code of a fold (columnar_fold.cpp): a value whose columns `build` has written.
Value lower_fold(const Fold& fold, const std::vector<Facts>& facts, bool years, Routine& routine,
                 ColumnarBuilder& build);

}  // namespace rubric::engine
