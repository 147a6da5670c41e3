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
  /// `grouped`: columns of short cells are read in groups, in 32 bits.
  ColumnFiller(const UnitTable::Source& source, bool grouped);

  /// Makes room for `rows` rows, which are then read and settled, some at a time, in the memory that `out`
  /// has. Whether plain() or is_short() became another than before.
  bool begin(std::size_t rows, engine::Column& out);
  /// What reads the plain decimals, into the room that begin() made; nothing where no text is one.
  PlainColumn* plain() { return quantity_ ? &plain_ : nullptr; }
  /// Whether its cells are short as far as is known: to be read in a group.
  bool is_short() const { return !long_; }
  /// Sets all else in the rows from `first` on, whose plain decimals are read, if any can be; where a cell
  /// does not fit, odd[row] becomes 1.
  void settle(const CellPlaces& places, std::size_t first, std::size_t last, engine::Column& out,
              std::vector<std::uint8_t>& odd);
  /// Whether some cell so far was a number with %.
  bool has_sign() const { return has_sign_; }
  /// After the last row: gives `out` the numbers.
  void end(engine::Column& out);

 private:
  struct Known {
    engine::Cell::State state = engine::Cell::State::faulty;  // faulty: does not fit
    std::int64_t number = 0;
  };
  void set_decimals(int decimals);
  void keep_domain(std::size_t first, std::size_t last, engine::Column& out, std::vector<std::uint8_t>& odd);
  void leave_out(std::size_t row, engine::Column& out, std::vector<std::uint8_t>& odd);
  void set_state(std::size_t row, engine::Cell::State state, engine::Column& out) const;
  const Known& other(std::string_view text);
  Known read(std::string_view text);

  const UnitTable::Source& source_;
  bool quantity_;
  PlainColumn plain_;     // its range and others are of the rows that are not settled yet
  std::size_t rows_ = 0;  // since begin()
  bool long_;             // many cells were not short, or some number had more than 32 bits
  bool widened_ = false;  // that one
  bool has_sign_ = false;
  int wanted_ = 0;                    // decimals that some cell would have needed
  std::int64_t low_ = 0, high_ = -1;  // of numbers in the domain
  std::int64_t step_ = 1;             // numbers are multiples of it
  Range range_;                       // of the known numbers since begin()
  std::unordered_map<std::string, Known> others_;
  std::string key_;
};

}  // namespace rubric::formats
