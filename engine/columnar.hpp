// The columnar interpreter: scores, totals and grades of many units at a time.
//
// It agrees with evaluate() figure by figure, or says that evaluate() must be asked (`unsettled`): where a
// figure has no value or is open, where a reason must be given (须说明), and where a number is too large.
//
//   const ColumnarPlan columnar(ruleset, plan);
//   columnar.run(batch, workspace, result);     // result.total.numbers[r], result.grades[r]
#pragma once

#include "engine/columnar_program.hpp"

namespace rubric::engine {

struct ColumnarResult {
  std::vector<Figure> items;            // scores, by item, with `dropped`
  Figure total;                         // no numbers if the ruleset is unscored
  std::vector<std::uint8_t> grades;     // by row: the place in the list; empty if there are no grades
  std::vector<std::uint8_t> unsettled;  // by row: 1 where the row must be run by evaluate()
  Figures figures;                      // memory that the next run uses again
};

class ColumnarPlan {
 public:
  /// Both must outlive it.
  ColumnarPlan(const Ruleset& ruleset, const Plan& plan);

  const std::vector<DatumId>& reads() const { return program_.reads(); }
  bool reads_years() const { return program_.reads_years(); }
  void run(const Batch& batch, Workspace& workspace, ColumnarResult& result) const;

 private:
  /// Swaps what `result` shows with what its figures have.
  void exchange(ColumnarResult& result) const;

  const Plan& plan_;
  Program program_;
};

}  // namespace rubric::engine
