// What a correction would take away: a row puts a whole new row in the place of the one that it corrects, so
// a column that it does not have would be missing data.
//
//   LostColumns lost(ledger, columns);                   of the file that corrects
//   if (lost.add(entry, 2024, "甲镇")) …                 lost.columns() -> "满意度"
#pragma once

#include <map>

#include "formats/ledger.hpp"

namespace rubric::formats {

class LostColumns {
 public:
  LostColumns(const Ledger& ledger, const std::vector<std::string>& columns);

  /// Looks at the row that the import `entry` has of a unit and year: whether it has a value in a column that
  /// is not there. A heading's unit may be another, 全年预算（元） for 全年预算（万元）.
  bool add(std::int64_t entry, int year, const std::string& unit);
  /// All that were found, in the order of the rows.
  const std::vector<std::string>& columns() const { return lost_; }

 private:
  struct Column {
    std::size_t place;
    std::string heading;
  };
  const std::vector<Column>& not_there(std::int64_t entry);

  const Ledger& ledger_;
  std::vector<std::string> names_;                         // of the columns that are there
  std::map<std::int64_t, std::vector<Column>> not_there_;  // by import
  Statement find_;
  std::vector<std::string> lost_;
};

}  // namespace rubric::formats
