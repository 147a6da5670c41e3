// Cells of many rows as engine::Columns, without a Cell each.
//
// Plain decimals are read here; every other text is given to engine::read_cell, once for all rows that have
// it, so that no text has two meanings. A row with a cell that has no place in a column (a bound, a fault,
// too many digits) is marked `odd` and is for the ordinary reader.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/columns.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

/// Regular rows of CSV text: cell k of row r goes from where the one before it ends to ends[r * columns + k],
/// a mark between them.
struct CellPlaces {
  const char* text = nullptr;
  std::size_t columns = 0;
  std::vector<std::uint32_t> ends;    // rows * columns of them
  std::vector<std::uint32_t> begins;  // by row

  std::size_t rows() const { return begins.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const {
    const std::uint32_t* end = &ends[row * columns + column];
    const std::uint32_t begin = column == 0 ? begins[row] : end[-1] + 1;
    return {text + begin, *end - begin};
  }
};

/// One column of a table as the Column of a datum. Keeps what it has learnt; for one thread.
class ColumnFiller {
 public:
  explicit ColumnFiller(const UnitTable::Source& source);

  /// Sets `out` for all rows; where a cell does not fit, odd[row] becomes 1.
  void fill(const CellPlaces& places, engine::Column& out, std::vector<std::uint8_t>& odd);

 private:
  struct Known {
    engine::Cell::State state = engine::Cell::State::faulty;  // faulty: does not fit
    std::int64_t number = 0;
  };
  void set_decimals(int decimals);
  const Known& other(std::string_view text);
  Known read(std::string_view text);

  const UnitTable::Source& source_;
  bool quantity_;
  int decimals_ = 0;
  int wanted_ = 0;                    // decimals that some cell would have needed
  std::int64_t low_ = 0, high_ = -1;  // of numbers in the domain
  std::int64_t step_ = 1;             // numbers are multiples of it
  std::unordered_map<std::string, Known> others_;
  std::string key_;
};

}  // namespace rubric::formats
