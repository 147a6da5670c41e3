// What a correction does to the row that it corrects. It puts a whole new row in the place of that row, so a
// cell that was only copied along changes too, and a column that it does not have would be missing data.
//
//   Correction correction(ledger, columns);                         of the file that corrects
//   correction.compare(entry, 2024, "甲镇", cells);  …              correction.changes() -> 满意度 89, 88
//   if (correction.loses()) …                                       correction.lost_columns() -> 满意度
#pragma once

#include <map>

#include "formats/ledger.hpp"

namespace rubric::formats {

/// A cell that is not what it was: trimmed, empty where there is none.
struct CellChange {
  std::string column, before, after;  // column: the heading it had before, if it had one
};

class Correction {
 public:
  Correction(const Ledger& ledger, const std::vector<std::string>& columns);

  /// Looks at the row that the import `entry` has of a unit and year, beside `cells` in the order of the
  /// columns. Cells are compared by heading; its unit may be another, 全年预算（元） for 全年预算（万元）,
  /// and then a value is not what it was. The year is not compared: it is the same.
  void compare(std::int64_t entry, int year, const std::string& unit, const std::vector<std::string>& cells);
  /// Of the row that was compared last: what is not the same.
  const std::vector<CellChange>& changes() const { return changes_; }
  /// Of that row: whether it had a value in a column that is not there.
  bool loses() const { return loses_; }
  /// All such columns of the rows so far, in the order of the rows.
  const std::vector<std::string>& lost_columns() const { return lost_; }

 private:
  struct Pair {
    std::optional<std::size_t> before, after;
    std::string heading;
    bool same_unit = true;
  };
  const std::vector<Pair>& pairs(std::int64_t entry);

  const Ledger& ledger_;
  std::vector<std::string> columns_;
  std::map<std::int64_t, std::vector<Pair>> pairs_;  // by import
  Statement find_;
  std::vector<CellChange> changes_;
  bool loses_ = false;
  std::vector<std::string> lost_;
};

}  // namespace rubric::formats
