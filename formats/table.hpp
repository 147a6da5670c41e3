// A data file as rows of cells, whatever its format.
//
// A row is numbered as a spreadsheet numbers it: the header is row 1. Cell text is UTF-8, unescaped and
// untrimmed. What holds for all rows is the file's head; rows may be read from the whole text, or from a part
// of it that begins and ends with a row (chunks.hpp).
#pragma once

#include <map>
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
      fault;                        // the row is not as the header says; its cells cannot be relied on
  std::vector<std::string> others;  // keys of JSON Lines that an unfinished head does not have
};

enum class TableFormat : unsigned char { csv, json_lines };

/// What a data file says once, for all its rows.
struct TableHead {
  std::string file, encoding;
  TableFormat format = TableFormat::csv;
  char separator = ',';  // of CSV
  std::vector<std::string> columns;
  std::size_t width = 0;  // of CSV: cells in the header, with the empty ones behind the last column
  std::map<std::string, std::size_t, std::less<>> places;  // of JSON Lines: columns by key
  bool unfinished = false;                                 // of JSON Lines: only the first rows were seen
  /// The row that names the columns; 0 if every row names its own, as in JSON Lines, and columns have no
  /// number.
  std::uint32_t header_row = 0;

  /// A cell's place, or a row's.
  engine::Place place(std::uint32_t row, std::optional<std::size_t> column = {}) const;
};

class TableReader {
 public:
  virtual ~TableReader() = default;
  /// The next row that is not blank; false at the end.
  virtual bool next(Row& row) = 0;

  const TableHead& head() const { return *head_; }
  std::shared_ptr<const TableHead> shared_head() const { return head_; }
  const std::vector<std::string>& columns() const { return head_->columns; }
  const std::string& encoding() const { return head_->encoding; }
  std::uint32_t header_row() const { return head_->header_row; }
  engine::Place place(std::uint32_t row, std::optional<std::size_t> column = {}) const {
    return head_->place(row, column);
  }

 protected:
  explicit TableReader(std::shared_ptr<const TableHead> head) : head_(std::move(head)) {}

  std::shared_ptr<const TableHead> head_;
};

/// Bytes that a cell, a row, and columns that a table may have.
inline constexpr std::size_t max_cell_bytes = 64u << 10;
inline constexpr std::size_t max_row_bytes = 16u << 20;
inline constexpr std::size_t max_columns = 16'384;  // as many as a spreadsheet has

/// .jsonl and .ndjson are JSON Lines, all else CSV; `format` ("csv", "jsonl") overrules the ending.
TableFormat format_of(const std::string& path, const std::string& format);

/// Opens a data file, read whole. Nothing, with the reason in `problems`, if the file cannot be read as a
/// table.
std::unique_ptr<TableReader> open_table(const std::string& path, const std::string& format,
                                        std::vector<engine::Diagnostic>& problems);

class InputFile;
/// The same, for a file that was begun: `bytes` are its first ones.
std::unique_ptr<TableReader> open_table(InputFile& file, const std::string& path, const std::string& format,
                                        std::string bytes, std::vector<engine::Diagnostic>& problems);

}  // namespace rubric::formats
