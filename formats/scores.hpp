// Scores going out: one row per unit, as CSV, JSON Lines or an aligned table.
//
// Columns: identity, with --keep every other column of the data, one per indicator, total, grade, remarks.
// Where each row has the rules of its own year, the columns are all indicators of all these rules, those that
// a row's rules do not have stay empty, and a column before the remarks names the rules. The CSV and JSON
// Lines forms are written as units come; the table is kept until the end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/outcome.hpp"
#include "formats/file.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

enum class ScoreFormat : unsigned char { csv, jsonl, table };

/// Rules that rows are scored by. They are kept by whoever reads them.
struct ScoredBy {
  const engine::Ruleset* ruleset;
  const engine::Plan* plan;
  std::string name;  // how a row calls them where others have other rules
};

class ScoreWriter {
 public:
  /// One or more rules, all of one language and one identity.
  ScoreWriter(std::vector<ScoredBy> rules, const UnitTable& table, ScoreFormat format, bool keep,
              OutputFile& out);
  void write(const UnitRow& unit, const engine::Outcome& outcome, std::size_t rules = 0);
  /// A row that no rules apply to: its faults alone.
  void write_unscored(const UnitRow& unit);
  void finish();
  /// What keeps a unit from being clean, as the last column has it; `outcome` is null for a row that no rules
  /// apply to.
  static std::string issue(const ScoredBy& by, const UnitRow& unit, const engine::Outcome* outcome);

 private:
  std::vector<std::string> cells(const UnitRow& unit, const engine::Outcome& outcome,
                                 std::size_t rules) const;
  void write_row(std::vector<std::string> row);
  void write_csv(const std::vector<std::string>& row);

  std::vector<ScoredBy> rules_;
  std::vector<std::string> titles_;                // of all indicators
  std::vector<std::vector<std::size_t>> columns_;  // per rules and indicator: its place among the titles
  bool has_total_ = false, has_grade_ = false;
  ScoreFormat format_;
  bool keep_;
  OutputFile& out_;
  std::vector<std::string> headings_;
  std::vector<bool> numeric_;
  std::vector<std::vector<std::string>> rows_;  // of the table
};

/// What keeps a unit from being clean, as one text: its faults, and, with an outcome, every missing or bounded
/// datum that leaves a score open and every reason that is asked for and not given.
std::string unit_issue(const ScoredBy& by, const UnitRow& unit, const engine::Outcome* outcome);

/// What could not be computed and why, each at the unit's row with the indicator's title as subject. Faulty
/// cells are not among them: they were reported as they were read.
std::vector<engine::Diagnostic> outcome_faults(const engine::Ruleset& ruleset, const engine::Plan& plan,
                                               const engine::Place& row, const engine::Outcome& outcome);

}  // namespace rubric::formats
