// A data file as rows of cells, whatever its format.
//
// A row is numbered as a spreadsheet numbers it: the header is row 1. Cell text is UTF-8, unescaped and
// untrimmed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

struct Row {
  std::uint32_t number = 0;
  std::vector<std::string_view> cells;  // one per column; valid until the next row is read
  std::optional<engine::Diagnostic>
      fault;  // the row is not as the header says; its cells cannot be relied on
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  /// The next row that is not blank; false at the end.
  virtual bool next(Row& row) = 0;

  const std::vector<std::string>& columns() const { return columns_; }
  const std::string& encoding() const { return encoding_; }
  /// The row that names the columns; 0 if every row names its own, as in JSON Lines, and columns have no
  /// number.
  std::uint32_t header_row() const { return header_row_; }
  /// A cell's place, or a row's.
  engine::Place place(std::uint32_t row, std::optional<std::size_t> column = {}) const;

 protected:
  TableReader(std::string file, std::string encoding)
      : file_(std::move(file)), encoding_(std::move(encoding)) {}

  std::string file_, encoding_;
  std::vector<std::string> columns_;
  std::uint32_t header_row_ = 0;
};

/// Bytes that a cell, a row, and columns that a table may have.
inline constexpr std::size_t max_cell_bytes = 64u << 10;
inline constexpr std::size_t max_row_bytes = 16u << 20;
inline constexpr std::size_t max_columns = 16'384;  // as many as a spreadsheet has

/// Opens a data file by its ending: .jsonl and .ndjson are JSON Lines, all else CSV. `format` ("csv",
/// "jsonl") overrules the ending. Nothing, with the reason in `problems`, if the file cannot be read as a
/// table.
std::unique_ptr<TableReader> open_table(const std::string& path, const std::string& format,
                                        std::vector<engine::Diagnostic>& problems);

}  // namespace rubric::formats
