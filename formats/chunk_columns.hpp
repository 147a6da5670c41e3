// The rows of a chunk, CSV or JSON Lines: those that are regular as columns, all of them one by one if asked.
//
// A regular row is a line with the header's number of cells and nothing in it that CSV gives a meaning to;
// its cells go into columns (batch_filler.hpp). A row with a cell that has no place there is odd; it and
// every other row is read by the ordinary reader (next), which is the only one that knows all of CSV.
//
//   ChunkColumns columns(ruleset, table, head, true);
//   columns.read(chunk.rows());      columns.batch(), columns.odd()[row.regular] for each of columns.rows()
#pragma once

#include <memory>

#include "formats/batch_filler.hpp"
#include "formats/chunks.hpp"
#include "formats/jsonl.hpp"
#include "formats/marks.hpp"

namespace rubric::formats {

/// For one thread and one file.
class ChunkColumns {
 public:
  /// `ruleset` is the one that `table` is bound to; `keeps`: columns that are no data matter too.
  ChunkColumns(const engine::Ruleset& ruleset, const UnitTable& table, std::shared_ptr<const TableHead> head,
               bool keeps);

  struct RowMark {
    std::uint32_t begin, before;  // where it, or blank rows before it, begin; and how many rows are before
    std::uint32_t regular;        // its place among the regular rows, or none
  };
  /// Finds all rows of a text (with Chunk::margin bytes around it) and fills the columns.
  void read(std::string_view text);
  const std::vector<RowMark>& rows() const { return rows_; }
  std::uint32_t count() const { return count_; }  // of rows, with blank ones

  // Of the regular rows.
  const engine::Batch& batch() const { return batch_; }
  const std::vector<std::uint8_t>& odd() const { return odd_; }
  std::string_view cell(std::size_t row, std::size_t column) const { return places_.cell(row, column); }

  /// Reads a row by itself; false if there is none, since it is blank.
  bool next(const RowMark& mark, Row& row);

 private:
  void find_rows();
  bool all_regular(const Marks& all);
  void find_rows_singly(std::size_t count);
  void add_regular(std::uint32_t begin, std::size_t mark);
  void find_objects();
  bool next_object(Row& row);

  const UnitTable& table_;
  std::shared_ptr<const TableHead> head_;
  bool json_, keeps_;
  CsvReader reader_;
  JsonLinesReader objects_;
  Row row_;
  std::string_view text_;
  std::vector<std::uint32_t> marks_;
  std::vector<RowMark> rows_;
  std::uint32_t count_ = 0;
  CellPlaces places_;
  std::string cells_;  // of JSON Lines: what places_ are in
  std::vector<std::uint8_t> odd_;
  BatchFiller filler_;
  engine::Batch batch_;
};

}  // namespace rubric::formats
