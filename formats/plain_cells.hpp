// Columns of plain decimals in regular CSV rows, read four cells at a time where the machine can.
//
// It is read_plain (decimal_text.hpp) for many cells: the same texts are plain and have the same numbers.
// Vector instructions are chosen when the program runs.
//
//   18580.25⏎900⏎缺 with 2 decimals     numbers 1858025 90000 0, others: 2
#pragma once

#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace rubric::formats {

/// Regular rows of CSV text: what lies between the marks (marks.hpp) of a row are its cells.
struct CellPlaces {
  const char* text = nullptr;
  const std::uint32_t* marks = nullptr;
  std::vector<std::uint32_t> begins;  // by row: where its first cell begins,
  std::vector<std::uint32_t> firsts;  // and which mark ends it

  std::size_t rows() const { return begins.size(); }
  std::string_view cell(std::size_t row, std::size_t column) const {
    const std::uint32_t* end = marks + firsts[row] + column;
    const std::uint32_t begin = column == 0 ? begins[row] : end[-1] + 1;
    return {text + begin, *end - begin};
  }
};

/// The smallest and the largest of some numbers; of none, the first is above the second.
struct Range {
  std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = -low;
  void add(std::int64_t number) {
    low = number < low ? number : low;
    high = number > high ? number : high;
  }
  void add(const Range& other) {
    low = other.low < low ? other.low : low;
    high = other.high > high ? other.high : high;
  }
};

/// Sets numbers[0], … to the cells of `column` in rows `first` to `last - 1`, as multiples of 10^-decimals
/// (at most 6), and adds them to `range`. Rows whose cell is not plain are appended to `others`; their
/// numbers are anything. At least plain_margin bytes before the text may be looked at.
void read_plain_cells(const CellPlaces& places, std::size_t first, std::size_t last, std::size_t column,
                      int decimals, std::int64_t* numbers, Range& range, std::vector<std::uint32_t>& others);

/// The same, cell by cell.
void read_plain_cells_singly(const CellPlaces& places, std::size_t first, std::size_t last,
                             std::size_t column, int decimals, std::int64_t* numbers, Range& range,
                             std::vector<std::uint32_t>& others);

}  // namespace rubric::formats
