// The self-evaluation table as a worksheet.

#include "engine/number.hpp"
#include "formats/self_evaluation.hpp"

namespace rubric::formats {
namespace {

using Align = CellStyle::Align;

class SheetWriter {
 public:
  SheetWriter(const ScoreSheet& table, Workbook& book)
      : table_(table), sheet_(book.sheet(table.title)), columns_(last_column()) {}

  void write() {
    widths();
    sheet_.merge(row_, 0, row_, columns_, table_.title, {.bold = true, .align = Align::center, .size = 16});
    sheet_.row_height(row_++, 28);
    for (const auto& [name, text] : table_.head) {
      sheet_.text(row_, 0, name, {.bold = true, .border = true, .wrap = true});
      sheet_.merge(row_, 1, row_, columns_, text, {.border = true, .wrap = true});
      ++row_;
    }
    for (const SheetTable& part : table_.before) write(part);
    write(table_.indicators);
    for (const SheetTable& part : table_.tables) write(part);
    sheet_.print_setup({.landscape = true});
  }

 private:
  std::uint32_t last_column() const {
    std::size_t most = table_.indicators.columns.size();
    for (const SheetTable& part : table_.before) most = std::max(most, part.columns.size());
    return static_cast<std::uint32_t>(most - 1);
  }

  void widths() {
    const auto& columns = table_.indicators.columns;
    for (std::uint32_t c = 0; c < columns.size(); ++c) {
      static constexpr int of_kind[] = {12, 24, 10, 20, 16};
      const bool last = c + 1 == columns.size();
      sheet_.column_width(c, c, last ? 48 : of_kind[static_cast<std::size_t>(columns[c].kind)]);
    }
  }

  static std::string joined(const SheetCell& cell) {
    std::string text;
    for (const std::string& line : cell.lines) text += (text.empty() ? "" : "\n") + line;
    return text;
  }

  void write(const SheetTable& part) {
    sheet_.merge(row_, 0, row_, columns_, part.heading, {.bold = true, .border = true, .fill = 0xEFEFEF});
    ++row_;
    for (std::uint32_t c = 0; c < part.columns.size(); ++c) {
      sheet_.text(row_, c, part.columns[c].name,
                  {.bold = true, .border = true, .wrap = true, .align = Align::center, .fill = 0xEFEFEF});
    }
    ++row_;
    for (const auto& cells : part.rows) {
      for (std::uint32_t c = 0; c < cells.size(); ++c) write(cells[c], c, part.columns[c].kind);
      ++row_;
    }
  }

  void write(const SheetCell& cell, std::uint32_t column, SheetColumn::Kind kind) {
    if (cell.rows == 0) return;
    const bool figure = kind == SheetColumn::Kind::figure;
    const bool centered = figure || kind == SheetColumn::Kind::group;
    const CellStyle style{.border = true, .wrap = true, .align = centered ? Align::center : Align::left};
    const std::string text = joined(cell);
    if (cell.rows > 1) {
      sheet_.merge(row_, column, row_ + static_cast<std::uint32_t>(cell.rows) - 1, column, text, style);
    } else if (figure && engine::parse_decimal(text)) {
      sheet_.number(row_, column, text, style);
    } else {
      sheet_.text(row_, column, text, style);
    }
  }

  const ScoreSheet& table_;
  Sheet sheet_;
  std::uint32_t columns_, row_ = 0;
};

}  // namespace

void write_sheet(const ScoreSheet& table, Workbook& book) {
  SheetWriter(table, book).write();
}

}  // namespace rubric::formats
