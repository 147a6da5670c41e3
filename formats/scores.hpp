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
  /// Adds a row to `text` instead, which may be of any thread; not for tables.
  void append(std::string& text, const UnitRow& unit, const engine::Outcome& outcome,
              std::size_t rules = 0) const;
  /// A row that no rules apply to: its faults alone.
  void write_unscored(const UnitRow& unit);
  void finish();

  ScoreFormat format() const { return format_; }
  bool keeps() const { return keep_; }

 private:
  std::vector<std::string> cells(const UnitRow& unit, const engine::Outcome& outcome,
                                 std::size_t rules) const;
  void write_row(std::vector<std::string> row);
  void append_row(std::string& text, const std::vector<std::string>& row) const;

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

/// What keeps a unit from being clean, as one text: its faults, and, with an outcome, every missing or
/// bounded datum that leaves a score open and every reason that is asked for and not given.
std::string unit_issue(const ScoredBy& by, const UnitRow& unit, const engine::Outcome* outcome);

/// How many units went how far.
struct Tally {
  std::size_t units = 0;
  std::size_t failed = 0;        // no total can be computed
  std::size_t open = 0;          // the total is an interval
  std::size_t unclean = 0;       // something is wrong with them, or (if one is strict) open
  std::size_t out_of_force = 0;  // their 年度 is outside the rules' period
  std::size_t one_by_one = 0;    // scored by evaluate(), not by columns
  void add(const Tally& more);
};

/// Whether `year` is outside the period of the rules.
inline bool out_of_force(const engine::Ruleset& r, std::optional<int> year) {
  return year && ((r.first_year && *year < *r.first_year) || (r.last_year && *year > *r.last_year));
}

/// Scores a unit by evaluate(): adds what cannot be computed to its faults, and it to the tally.
engine::Outcome score_unit(const engine::Ruleset& ruleset, const engine::Plan& plan, UnitRow& unit,
                           bool strict, Tally& tally);

/// What could not be computed and why, each at the unit's row with the indicator's title as subject. Faulty
/// cells are not among them: they were reported as they were read.
std::vector<engine::Diagnostic> outcome_faults(const engine::Ruleset& ruleset, const engine::Plan& plan,
                                               const engine::Place& row, const engine::Outcome& outcome);

}  // namespace rubric::formats
