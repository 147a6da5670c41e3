// The rows of a chunk, CSV or JSON Lines, piece by piece: regular ones as places of their cells, the others
// one by one.
//
// A regular row is a line with the header's number of cells and nothing in it that CSV gives a meaning to.
// Every other row is read by the ordinary reader, which is the only one that knows all of CSV; a regular one
// can be, too.
//
//   RowPieces pieces(table, head, options);
//   pieces.begin(chunk.rows());
//   while (pieces.next()) …                  pieces.places()
//     pieces.each([&](const RowPieces::Run& run) { … }, [&](const RowPieces::Mark& mark) { … });
#pragma once

#include <memory>

#include "formats/csv.hpp"
#include "formats/jsonl.hpp"
#include "formats/marks.hpp"
#include "formats/plain_cells.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

/// For one thread and one file.
class RowPieces {
 public:
  struct Options {
    bool keeps = false;               // columns that are no data matter, too
    std::vector<std::size_t> copied;  // columns of which a regular row's cells are written as they are
    std::size_t piece_bytes = 0;      // of a piece that next() finds, or somewhat more
    bool long_rows = false;           // a row of more bytes than a cell may have can be regular
  };

  /// The table outlives it.
  RowPieces(const UnitTable& table, std::shared_ptr<const TableHead> head, Options options);

  /// Where a row, or blank rows before it, begin, and how many rows of the chunk are before.
  struct Mark {
    std::uint32_t begin, before;
  };
  /// Regular rows that follow each other, `first` to `last - 1`, with `before` rows of the chunk before them.
  struct Run {
    std::size_t first, last;
    std::uint32_t before;
  };

  /// A text with Chunk::margin bytes around it, which stays while its rows are looked at.
  void begin(std::string_view text);
  /// Finds the rows of the next piece; false if there is none.
  bool next();
  /// Finds all rows as one piece, in place of next().
  void all();
  /// Of the piece's regular rows.
  const CellPlaces& places() const { return places_; }
  /// Rows of the chunk so far, with blank ones.
  std::uint32_t count() const { return count_; }

  /// Gives the rows of the piece in their order, `regular` ones as Runs, each `other` one as a Mark.
  template <typename Regular, typename Other>
  void each(const Regular& regular, const Other& other) const {
    std::size_t row = 0;
    std::uint32_t before = before_;
    for (const OtherRow& one : others_) {
      if (row < one.regular) regular(Run{row, one.regular, before});
      other(one.mark);
      row = one.regular;
      before = one.rows;
    }
    if (row < places_.rows()) regular(Run{row, places_.rows(), before});
  }

  /// Reads a row that is not regular by itself. False if there is none, since the last rows are blank.
  bool read(const Mark& mark);
  /// The same for a regular row. False if it is blank.
  bool read(const Run& run, std::size_t row);
  /// Reads every row by itself, in place of next(): the first one after begin(), then the others.
  bool read_next();
  const Row& row() const { return row_; }  // that was read last

 private:
  struct OtherRow {
    Mark mark;
    std::uint32_t rows;   // of the chunk, with this one
    std::size_t regular;  // of the piece, before it
  };
  std::size_t find_rows(std::size_t end);
  std::size_t all_regular(const Marks& all, std::size_t end);
  bool is_regular(std::size_t mark, std::size_t count) const;
  bool cells_fit(std::size_t mark) const;
  void clear();
  std::size_t find_objects(std::size_t most, bool whole);
  bool next_object();

  const UnitTable& table_;
  std::shared_ptr<const TableHead> head_;
  Options options_;
  bool json_;
  std::size_t columns_;
  CsvReader reader_;
  JsonLinesReader objects_;
  Row row_;

  std::string_view text_;
  std::size_t at_ = 0;                    // where the next piece begins
  std::uint32_t count_ = 0, before_ = 0;  // with the piece's rows, and without
  // Of the piece:
  std::vector<std::uint32_t> marks_;  // the first one is the place before it
  CellPlaces places_;                 // of regular rows
  std::vector<OtherRow> others_;
  std::string cells_;             // of JSON Lines: what places_ are in,
  std::vector<Mark> objects_at_;  // and where the rows are in the chunk
};

}  // namespace rubric::formats
