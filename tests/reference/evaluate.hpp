// The naive evaluator: what a reference ruleset gives for one unit, read off the order of evaluation in
// docs/language.md step by step, by direct recursion on exact fractions.
//
// It is the judge of the differential tests, so it shares no code with engine/ or dsl/, knows no plan, no
// intervals and no shortcuts. Data must be known, not applicable or faulty; open data are for the caller to
// complete. It is linked into the tests alone.
#pragma once

#include <vector>

#include "tests/reference/model.hpp"

namespace rubric::reference {

/// Why there is no value; several may be the cause of one.
enum Fault : unsigned {
  no_fault = 0,
  zero_denominator = 1,
  outside_band = 2,
  no_row = 4,
  no_grade = 8,
  faulty_cell = 16,
  not_applicable_cell = 32,
  nothing_left = 64,
};

struct Value {
  Fraction number;
  unsigned faults = no_fault;  // of Fault; none: the number counts
  bool ok() const { return faults == no_fault; }
  bool yes() const { return ok() && number == 1; }
};

struct Outcome {
  std::vector<Value> scores;  // indicators, then bonuses, then penalties
  std::vector<bool> dropped;  // indicators
  Value total, grade;         // the grade's place in the list
};

Outcome evaluate(const Ruleset& ruleset, const Cells& cells);

/// The value of an indicator's 实际, after its rounding and what stands in for it.
Value actual_of(const Ruleset& ruleset, const Cells& cells, const Item& item);

}  // namespace rubric::reference
