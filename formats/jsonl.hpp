// JSON Lines: one object a line, its keys the columns. Numbers keep the digits that were written; true and
// false are 是 and 否, null is an empty cell, an array is several values in one cell.
#pragma once

#include "formats/table.hpp"

namespace rubric::formats {

class JsonLinesReader : public TableReader {
 public:
  /// `text` is the whole decoded file. The columns are the keys of all its objects, in the order they first
  /// occur.
  JsonLinesReader(std::string file, std::string text, std::string encoding,
                  std::vector<engine::Diagnostic>& problems);

  const std::vector<std::string>& columns() const override { return columns_; }
  const std::string& encoding() const override { return encoding_; }
  bool next(Row& row, std::vector<engine::Diagnostic>& problems) override;

 private:
  std::string_view next_line();

  std::string file_, text_, encoding_;
  std::size_t at_ = 0;
  std::uint32_t line_ = 0;
  std::vector<std::string> columns_;
  std::vector<std::string> values_;
};

/// `text` as a JSON string, with its quotes.
std::string json_quoted(std::string_view text);

}  // namespace rubric::formats
