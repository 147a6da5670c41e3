// What an import with a reason corrects, row by row, for its report: the first rows that change are told with
// their cells, all others are counted.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "formats/ledger_correction.hpp"

namespace rubric::cli {

class Corrected {
 public:
  /// Takes a row that the import `before` has already; without changes it is as it was.
  void add(const std::string& unit, int year, std::int64_t before,
           const std::vector<formats::CellChange>& changes);
  std::int64_t changed() const { return changed_; }
  std::int64_t same() const { return same_; }
  /// The newest import that has some of the rows.
  std::int64_t last() const { return last_; }
  /// Prints what was corrected; nothing if nothing was there already.
  void print() const;

 private:
  std::int64_t changed_ = 0, same_ = 0, last_ = 0;
  std::vector<std::string> shown_;
};

}  // namespace rubric::cli
