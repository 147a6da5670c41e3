// Columns of plain decimals in regular CSV rows, read several cells at a time where the machine can.
//
// It is read_plain (decimal_text.hpp) for many cells: the same texts are plain and have the same numbers.
// Vector instructions are chosen when the program runs. Columns that stand near each other and whose cells
// are short are read row by row, up to four in a row; others one after the other, four rows at a time.
//
//   18580.25⏎900⏎缺 with 2 decimals     numbers 1858025 90000 0, others: 2
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <string_view>
#include <vector>

namespace rubric::formats {

/// Regular rows of CSV text: what lies between the marks (marks.hpp) of a row are its cells.
struct CellPlaces {
  const char* text = nullptr;
  /// The first one is marks[0]; marks[-1] is the place before the first cell.
  const std::uint32_t* marks = nullptr;
  std::vector<std::uint32_t> firsts;  // by row: which mark ends its first cell; the one before it begins it

  std::size_t rows() const { return firsts.size(); }
  std::size_t begin(std::size_t row, std::size_t column) const {
    return static_cast<std::uint32_t>((marks + firsts[row] + column)[-1] + 1);
  }
  std::size_t end(std::size_t row, std::size_t column) const { return marks[firsts[row] + column]; }
  std::string_view cell(std::size_t row, std::size_t column) const {
    const std::size_t at = begin(row, column);
    return {text + at, end(row, column) - at};
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

/// A column to be read: its cells become multiples of 10^-decimals (at most 6), in 32 bits as long as there
/// is room for `small` numbers and every one of them fits.
struct PlainColumn {
  std::size_t column = 0;
  int decimals = 0;
  std::vector<std::int64_t> numbers;  // by row of the table, set for those that are read
  std::vector<std::int32_t> small;    // where it is not empty: in place of them
  Range range;                        // of the plain cells that were read
  std::vector<std::uint32_t> others;  // rows that are not plain, appended; their numbers are anything
  std::size_t not_short = 0;          // cells that a group had to leave to read_plain though they are plain

  std::int64_t number(std::size_t row) const { return small.empty() ? numbers[row] : small[row]; }
  void put(std::size_t row, std::int64_t number);
  /// From now on in 64 bits.
  void widen();
};

/// Bytes before the text and behind it that may be looked at, whatever they are.
inline constexpr std::size_t cells_margin = 32;

/// Reads rows `first` to `last - 1`, in 64 bits.
void read_plain_cells(const CellPlaces& places, std::size_t first, std::size_t last, PlainColumn& to);
/// The same, cell by cell, and in 32 bits if there is room for them.
void read_plain_cells_singly(const CellPlaces& places, std::size_t first, std::size_t last, PlainColumn& to);

/// How the cells of a group are read; all give the same, and a later one is faster where a machine has what
/// it needs: nothing, AVX2, AVX-512 with VBMI.
enum class GroupReading { singly, by_words, by_window };

/// Up to four columns that lie within four that follow each other.
class PlainGroup {
 public:
  static constexpr std::size_t most = 4;
  /// The best on this machine; groups are of no use where it is `singly`.
  static GroupReading best();

  /// For a table of `all` columns, at least four.
  explicit PlainGroup(std::size_t all) : all_(all) {}
  /// Adds a column to the right of those that are in it; false if it does not fit.
  bool add(PlainColumn& column);
  /// As read_plain_cells_singly for each of them.
  void read(const CellPlaces& places, std::size_t first, std::size_t last, GroupReading by = best());

 private:
  using Numbers = std::array<std::int32_t*, most>;
  Numbers find_small() const;
  std::size_t read_by_words(const CellPlaces& places, std::size_t first, std::size_t last);
  std::size_t read_by_window(const CellPlaces& places, std::size_t first, std::size_t last);
  void reread(const CellPlaces& places, std::size_t row, unsigned lanes);

  std::size_t all_, begin_ = 0;
  std::size_t lead_ = 0, used_ = 0;  // places from begin_ on: the first that is a column, behind the last
  bool near_ = true;                 // most rows have had their cells in one window
  std::array<PlainColumn*, most> columns_{};  // by place from begin_ on
  struct Lanes {                              // by the same, what is computed with
    alignas(32) std::uint64_t active[most], base[most],
        most_whole[most], points[most], limits[most], pairs[most], words[most], times[most];
  } lanes_{};
};

}  // namespace rubric::formats
