// The self-evaluation table as a worksheet.

#include <algorithm>

#include "engine/number.hpp"
#include "engine/text.hpp"
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
    for (std::uint32_t c = 0; c < columns.size(); ++c) sheet_.column_width(c, c, width(c));
  }
  /// Of a column, in characters: the last indicator column is for sentences.
  int width(std::uint32_t column) const {
    static constexpr int of_kind[] = {12, 24, 10, 20, 16, 40};
    const auto& columns = table_.indicators.columns;
    if (column + 1 == columns.size()) return 48;
    return column < columns.size() ? of_kind[static_cast<std::size_t>(columns[column].kind)] : 9;
  }

  static std::string joined(const SheetCell& cell) {
    std::string text;
    for (const std::string& line : cell.lines) text += (text.empty() ? "" : "\n") + line;
    return text;
  }

  void write(const SheetTable& part) {
    sheet_.merge(row_, 0, row_, columns_, part.heading, {.bold = true, .border = true, .fill = 0xEFEFEF});
    ++row_;
    if (part.columns.size() == 2) return write_halves(part);
    for (std::uint32_t c = 0; c < part.columns.size(); ++c) sheet_.text(row_, c, part.columns[c].name, head);
    ++row_;
    for (const auto& cells : part.rows) {
      for (std::uint32_t c = 0; c < cells.size(); ++c) write(cells[c], c, part.columns[c].kind);
      ++row_;
    }
  }

  /// Two columns, each over half of the sheet's; with room to write into, a high row.
  void write_halves(const SheetTable& part) {
    const std::uint32_t middle = (columns_ + 1) / 2;
    const auto both = [&](const std::string& left, const std::string& right, const CellStyle& style) {
      sheet_.merge(row_, 0, row_, middle - 1, left, style);
      sheet_.merge(row_, middle, row_, columns_, right, style);
    };
    both(part.columns[0].name, part.columns[1].name, head);
    ++row_;
    for (const auto& cells : part.rows) {
      both(joined(cells[0]), joined(cells[1]), {.border = true, .wrap = true});
      if (part.columns[0].kind == SheetColumn::Kind::room) room(joined(cells[0]), joined(cells[1]), middle);
      ++row_;
    }
  }

  /// Makes the row as high as its texts need, since a spreadsheet does not for cells that are put together.
  void room(const std::string& left, const std::string& right, std::uint32_t middle) {
    int wide = 0, other = 0;
    for (std::uint32_t c = 0; c < columns_ + 1; ++c) (c < middle ? wide : other) += width(c);
    const int lines = std::max(engine::display_width(left) / wide, engine::display_width(right) / other) + 2;
    constexpr int least = 72, line = 16, most = 400;  // points; a spreadsheet takes 409
    sheet_.row_height(row_, std::clamp(lines * line, least, most));
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

  static constexpr CellStyle head{
      .bold = true, .border = true, .wrap = true, .align = Align::center, .fill = 0xEFEFEF};
  const ScoreSheet& table_;
  Sheet sheet_;
  std::uint32_t columns_, row_ = 0;
};

}  // namespace

void write_sheet(const ScoreSheet& table, Workbook& book) {
  SheetWriter(table, book).write();
}

}  // namespace rubric::formats
