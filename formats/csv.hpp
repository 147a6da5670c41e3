// CSV as Chinese spreadsheet programs write it (RFC 4180): quoted cells may hold commas, doubled quotes and
// line ends; lines end in LF, CRLF or CR; columns are split by the first of comma, tab or semicolon that the
// header has.
#pragma once

#include "formats/table.hpp"

namespace rubric::formats {

class CsvReader : public TableReader {
 public:
  /// `text` is the whole decoded file. A header that cannot be used leaves columns() empty and says so.
  CsvReader(std::string file, std::string text, std::string encoding,
            std::vector<engine::Diagnostic>& problems);

  bool next(Row& row) override;

 private:
  /// What is wrong with a record, and at which cell unless it is the whole row.
  struct Flaw {
    engine::Code code;
    std::optional<std::size_t> cell;
    std::string detail;
  };
  static void set(std::optional<Flaw>& flaw, Flaw found);
  bool read_record(std::optional<Flaw>& flaw);
  std::string_view read_quoted(std::optional<Flaw>& flaw);
  std::string_view read_plain();
  bool at_line_end() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }
  void skip_line_end();
  void header(std::vector<engine::Diagnostic>& problems);

  std::string text_;
  char separator_ = ',';
  std::size_t at_ = 0;
  std::uint32_t row_ = 0;
  std::vector<std::string_view> cells_;
  std::vector<std::unique_ptr<std::string>> unescaped_;  // cells whose doubled quotes were made single
};

/// `cell` as a CSV cell: quoted only if it has to be.
std::string csv_cell(std::string_view cell);
/// Cells as a line of CSV, with its end.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace rubric::formats
