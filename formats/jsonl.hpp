// JSON Lines: one object a line, its keys the columns. Numbers keep the digits that were written; true and
// false are 是 and 否, null is an empty cell, an array is several values in one cell.
#pragma once

#include <map>

#include "formats/table.hpp"

namespace rubric::formats {

/// Adds the keys of `text`, whole lines of which `line` came before, to the columns of `head`, in the order
/// they first occur. Gives what is wrong with the first line that is no object.
std::optional<engine::Diagnostic> add_columns(std::string_view text, std::uint32_t& line, TableHead& head);

class JsonLinesReader : public TableReader {
 public:
  /// `text` is the whole decoded file. The columns are the keys of all its objects, in the order they first
  /// occur.
  JsonLinesReader(std::string file, std::string text, std::string encoding,
                  std::vector<engine::Diagnostic>& problems);

  /// Rows of a part of a file, whose head is known; seek() says where they begin.
  explicit JsonLinesReader(std::shared_ptr<const TableHead> head) : TableReader(std::move(head)) {}

  bool next(Row& row) override;

  /// Goes on at `at` in `text`, where a line begins; `line` have been read.
  void seek(std::string_view text, std::size_t at, std::uint32_t line) {
    text_ = text;
    at_ = at;
    line_ = line;
  }
  std::size_t at() const { return at_; }
  /// Where the row that was read last begins.
  std::size_t begin() const { return begin_; }
  std::uint32_t rows() const { return line_; }

 private:
  std::string_view next_line();

  std::string whole_;
  std::string_view text_;
  std::size_t at_ = 0, begin_ = 0;
  std::uint32_t line_ = 0;
  std::vector<std::string> values_;
};

/// `text` as a JSON string, with its quotes.
std::string json_quoted(std::string_view text);
void append_json_quoted(std::string& to, std::string_view text);

}  // namespace rubric::formats
