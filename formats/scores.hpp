// Scores going out: one row per unit, as CSV, JSON Lines or an aligned table.
//
// Columns: identity, with --keep every other column of the data, one per indicator, total, grade, remarks.
// The CSV and JSON Lines forms are written as units come; the table is kept until the end.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/outcome.hpp"
#include "formats/file.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

enum class ScoreFormat : unsigned char { csv, jsonl, table };

class ScoreWriter {
 public:
  ScoreWriter(const engine::Ruleset& ruleset, const engine::Plan& plan, const UnitTable& table,
              ScoreFormat format, bool keep, OutputFile& out);
  void write(const UnitRow& unit, const engine::Outcome& outcome);
  void finish();

 private:
  std::vector<std::string> cells(const UnitRow& unit, const engine::Outcome& outcome) const;
  std::string issue(const UnitRow& unit, const engine::Outcome& outcome) const;
  void write_csv(const std::vector<std::string>& row);

  const engine::Ruleset& ruleset_;
  const engine::Plan& plan_;
  ScoreFormat format_;
  bool keep_;
  OutputFile& out_;
  std::vector<std::string> headings_;
  std::vector<bool> numeric_;
  std::vector<std::vector<std::string>> rows_;  // of the table
};

/// What could not be computed and why, each at the unit's row with the indicator's title as subject. Faulty
/// cells are not among them: they were reported as they were read.
std::vector<engine::Diagnostic> outcome_faults(const engine::Ruleset& ruleset, const engine::Plan& plan,
                                               const engine::Place& row, const engine::Outcome& outcome);

}  // namespace rubric::formats
