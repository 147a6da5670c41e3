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
#include "formats/plain_cells.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

/// One column of a table as the Column of a datum. Keeps what it has learnt; for one thread.
class ColumnFiller {
 public:
  explicit ColumnFiller(const UnitTable::Source& source);

  /// Makes room for `rows` rows, which fill() then sets, some at a time; where a cell does not fit, odd[row]
  /// becomes 1.
  void begin(std::size_t rows, engine::Column& out);
  void fill(const CellPlaces& places, std::size_t first, std::size_t last, engine::Column& out,
            std::vector<std::uint8_t>& odd);
  /// After the last row.
  void end(engine::Column& out) const;

 private:
  struct Known {
    engine::Cell::State state = engine::Cell::State::faulty;  // faulty: does not fit
    std::int64_t number = 0;
  };
  void set_decimals(int decimals);
  void keep_domain(std::size_t first, std::size_t last, engine::Column& out, std::vector<std::uint8_t>& odd);
  static void leave_out(std::size_t row, engine::Column& out, std::vector<std::uint8_t>& odd);
  static void set_state(std::size_t row, engine::Cell::State state, engine::Column& out);
  const Known& other(std::string_view text);
  Known read(std::string_view text);

  const UnitTable::Source& source_;
  bool quantity_;
  int decimals_ = 0;
  int wanted_ = 0;                        // decimals that some cell would have needed
  std::int64_t low_ = 0, high_ = -1;      // of numbers in the domain
  std::int64_t step_ = 1;                 // numbers are multiples of it
  Range range_;                           // of the known numbers since begin()
  std::vector<std::uint32_t> not_plain_;  // rows of this call
  std::unordered_map<std::string, Known> others_;
  std::string key_;
};

}  // namespace rubric::formats
