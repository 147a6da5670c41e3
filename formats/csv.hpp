// CSV as Chinese spreadsheet programs write it (RFC 4180): quoted cells may hold commas, doubled quotes and
// line ends; lines end in LF, CRLF or CR; columns are split by the first of comma, tab or semicolon that the
// header has.
#pragma once

#include "formats/csv_records.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

class CsvReader : public TableReader {
 public:
  /// `text` is the whole decoded file. A header that cannot be used leaves columns() empty and says so.
  CsvReader(std::string file, std::string text, std::string encoding,
            std::vector<engine::Diagnostic>& problems);
  /// Rows of a part of a file, whose head is known; seek() says where they begin.
  explicit CsvReader(std::shared_ptr<const TableHead> head) : TableReader(std::move(head)) {}

  bool next(Row& row) override;

  /// Goes on at `at` in `text`, where a row begins; `row` have been read.
  void seek(std::string_view text, std::size_t at, std::uint32_t row) {
    text_ = text;
    at_ = at;
    row_ = row;
  }
  /// Where the next row begins, and how many have been read, blank ones too.
  std::size_t at() const { return at_; }
  std::uint32_t rows() const { return row_; }

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
  bool at_line_end() const { return at_ >= text_.size() || is_line_end(text_[at_]); }
  void skip_line_end();
  void header(TableHead& head, std::vector<engine::Diagnostic>& problems);

  std::string whole_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::uint32_t row_ = 0;
  std::vector<std::string_view> cells_;
  std::vector<std::unique_ptr<std::string>> unescaped_;  // cells whose doubled quotes were made single
};

/// Whether a CSV cell can hold this text without quotation marks.
bool stands_plain(std::string_view cell);
/// `cell` as a CSV cell: quoted only if it has to be.
std::string csv_cell(std::string_view cell);
/// Whether csv_cell() of it can be read back: with its quotation marks doubled it is no longer than a cell
/// may be. What was read from CSV always can.
bool fits_csv(std::string_view cell);
/// Text of the data such that a spreadsheet takes it for text: what begins like a formula gets an apostrophe
/// before it, hidden characters are shown as their code.
std::string csv_text(std::string_view text);
/// Cells as a line of CSV, with its end.
std::string csv_line(const std::vector<std::string>& cells);

}  // namespace rubric::formats
