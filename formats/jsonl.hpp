// JSON Lines: one object a line, its keys the columns. Numbers keep the digits that were written; true and
// false are 是 and 否, null is an empty cell, an array is several values in one cell.
#pragma once

#include <map>

#include "formats/plain_object.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

/// Adds the keys of `text`, whole lines of which `line` came before, to the columns of `head`, in the order
/// they first occur. Gives what is wrong with the first line that is no object. PlainObjects::margin bytes
/// behind the text may be looked at.
std::optional<engine::Diagnostic> add_columns(std::string_view text, std::uint32_t& line, TableHead& head,
                                              PlainObjects& plain);

class JsonLinesReader : public TableReader {
 public:
  /// `text` is the whole decoded file. The columns are the keys of all its objects, in the order they first
  /// occur. The first `few_lines` are read without simdjson.
  JsonLinesReader(std::string file, std::string text, std::string encoding,
                  std::vector<engine::Diagnostic>& problems,
                  std::size_t few_lines = PlainObjects::usual_few_lines);

  /// Rows of a part of a file, whose head is known; seek() says where they begin.
  explicit JsonLinesReader(std::shared_ptr<const TableHead> head) : TableReader(std::move(head)) {}

  bool next(Row& row) override;

  /// Goes on at `at` in `text`, where a line begins; `line` have been read. PlainObjects::margin bytes behind
  /// the text may be looked at.
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
  void read_any(std::string_view line, Row& row);

  std::string whole_;
  std::string_view text_;
  std::size_t at_ = 0, begin_ = 0;
  std::uint32_t line_ = 0;
  PlainObjects plain_;
  std::vector<std::string> values_;  // of a line that is not plain
};

/// `text` as a JSON string, with its quotes.
std::string json_quoted(std::string_view text);
void append_json_quoted(std::string& to, std::string_view text);

}  // namespace rubric::formats
