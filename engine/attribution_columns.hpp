// Attribution for many units at a time: by the columnar interpreter and in whole numbers.
//
// It agrees with Attribution, grade_shares() and GradeMargin unit by unit, or says that they must be asked
// (`apart`): where a figure is open, has no value or more than 6 decimals, or is larger than 100,000 points.
// Where a total is the plain sum of its parts, shares are differences of sums; the units for which it is not
// are put together and run once for all sets of clauses that can move one of them.
//
//   ColumnarAttribution columns(pairing, attribution);
//   columns.run(batch, rows);        rows.new_total[r] - rows.old_total[r], rows.shares[clause][r]
#pragma once

#include "engine/attribution.hpp"
#include "engine/columnar_program.hpp"
#include "engine/grade_margin.hpp"

namespace rubric::engine {

/// Totals are in micros of a point, shares in grains (impact.hpp), both exact.
struct ComparedRows {
  std::vector<std::uint8_t> apart;  // by row: 1 where Attribution must be asked, and nothing else holds
  std::vector<std::int64_t> old_total, new_total;
  std::vector<std::int64_t> old_grade, new_grade;  // places in the lists; empty if there is none
  std::vector<std::vector<std::int64_t>> shares;   // by clause and row
  /// Rows whose place in the one list of grades changes, ascending; and the shares by clause and index here,
  /// in grains of a step up.
  std::vector<std::uint32_t> graded;
  std::vector<std::vector<std::int64_t>> grade_shares;
  std::vector<std::uint8_t> old_hangs, new_hangs;  // by row: the grade hangs on rounding
};

/// For one thread.
class ColumnarAttribution {
 public:
  /// `attribution` is not run meanwhile; both must outlive this.
  ColumnarAttribution(const Pairing& pairing, Attribution& attribution);
  ~ColumnarAttribution();

  /// Whether units of the two rulesets can go by columns at all.
  static bool serves(const Pairing& pairing, const Attribution& attribution);

  /// `batch` has the data of Pairing::data(), and the years.
  void run(const Batch& batch, ComparedRows& out);

 private:
  /// Figures of a plan, with what running them needs.
  struct Asked;
  /// The figures of all sets of some clauses.
  struct Sets {
    bool of_grades = false;
    Coalition players = 0;
    std::unique_ptr<Asked> asked;  // by set, as its bits number the players
  };
  /// Whether grades under one of the rulesets hang on rounding.
  struct Margin {
    bool everywhere = false;
    std::vector<std::pair<std::int64_t, std::int64_t>> doubtful;  // totals in micros, both ends with
    std::unique_ptr<Asked> asked;                                 // nothing if none can
  };

  void ask_base();
  Margin margin_of(const Ruleset& ruleset) const;
  void ask_sets(Sets& sets, Coalition players) const;
  void compare_readings(const Batch& batch, ComparedRows& out) const;
  void sum_up(std::size_t rows, ComparedRows& out);
  Coalition moving(const std::vector<std::uint32_t>& rows) const;
  void run_sets(const Batch& batch, ComparedRows& out);
  void run_grades(const Batch& batch, ComparedRows& out);
  void run_margin(const Batch& batch, Margin& margin, const std::vector<std::int64_t>& totals,
                  const std::vector<std::int64_t>& grades, std::vector<std::uint8_t>& hangs,
                  ComparedRows& out);
  template <typename Take>
  void by_sets(const Batch& batch, Sets& sets, ComparedRows& out, const Take& take);
  void pick(const Batch& batch, const std::uint32_t* rows, std::size_t count);

  const Pairing& pairing_;
  Attribution& attribution_;
  std::size_t clauses_;
  bool graded_;            // both have the same list of grades
  int digits_ = 0;         // that sums have where a total is plain
  std::int64_t most_ = 0;  // no sum may be above it, in 10^-digits_
  std::unique_ptr<Asked> base_;
  /// Where the figures of base_ begin: grades; the sums of no clause, of each, and with the new 单项; what
  /// must be 0 in a plain sum.
  std::size_t grades_at_ = 0, sums_at_ = 0, asides_at_ = 0, drops_ = 0;
  Sets total_sets_, grade_sets_;
  Margin from_, to_;
  std::vector<std::uint8_t> mixed_;  // by row: the total is no plain sum
  std::vector<std::int64_t> low_, high_, low_rounded_, high_rounded_;
  std::vector<std::uint32_t> rows_;  // that are run once more
  Batch picked_;                     // their data, some at a time
  std::vector<std::int64_t> spread_;
};

}  // namespace rubric::engine
