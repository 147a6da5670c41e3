// The self-evaluation table as a worksheet.

#include <algorithm>
#include <utility>

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
    for (std::uint32_t c = 0; c <= columns_; ++c) sheet_.column_width(c, c, width(c));
    sheet_.merge(row_, 0, row_, columns_, table_.title, {.bold = true, .align = Align::center, .size = 16});
    sheet_.row_height(row_++, 28);
    for (const auto& [name, text] : table_.head) {
      sheet_.text(row_, 0, name, {.bold = true, .border = true, .wrap = true});
      sheet_.merge(row_, 1, row_, columns_, text, {.border = true, .wrap = true});
      height(std::max(lines(name, 0, 0), lines(text, 1, columns_)));
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

  /// Of a column, in characters. The indicators' last column is for sentences and reaches to the last of all.
  int width(std::uint32_t column) const {
    static constexpr int of_kind[] = {15, 24, 12, 20, 16, 40};
    constexpr int sentences = 48, part = 12;
    const auto& columns = table_.indicators.columns;
    const auto last = static_cast<std::uint32_t>(columns.size() - 1);
    if (column < last) return of_kind[static_cast<std::size_t>(columns[column].kind)];
    if (last == columns_) return sentences;
    return column == columns_ ? sentences - part * static_cast<int>(columns_ - last) : part;
  }

  /// Lines that a text takes in the columns `first` to `last`.
  int lines(const std::string& text, std::uint32_t first, std::uint32_t last) const {
    int wide = 0;
    for (std::uint32_t c = first; c <= last; ++c) wide += width(c);
    return wrapped_lines(text, wide);
  }

  /// Ends a row, as high as its texts need.
  void height(int lines_of_text) { sheet_.row_lines(row_++, lines_of_text); }

  static std::string joined(const SheetCell& cell) {
    std::string text;
    for (const std::string& line : cell.lines) text += (text.empty() ? "" : "\n") + line;
    return text;
  }

  /// The first and the last of the sheet's columns that a table's column takes: two halves, or one each, with
  /// what is left for the sentences at the end or else for the names in front.
  std::pair<std::uint32_t, std::uint32_t> place(const SheetTable& part, std::uint32_t column) const {
    const std::uint32_t middle = (columns_ + 1) / 2;
    if (part.columns.size() == 2)
      return column == 0 ? std::pair{0u, middle - 1} : std::pair{middle, columns_};
    const auto left = columns_ + 1 - static_cast<std::uint32_t>(part.columns.size());
    if (part.columns.back().kind == SheetColumn::Kind::prose)
      return {column, column + 1 == part.columns.size() ? columns_ : column};
    return {column == 0 ? 0 : column + left, column + left};
  }

  void write(const SheetTable& part) {
    sheet_.merge(row_, 0, row_, columns_, part.heading, {.bold = true, .border = true, .fill = 0xEFEFEF});
    height(1);
    int most = 1;
    for (std::uint32_t c = 0; c < part.columns.size(); ++c) {
      const auto [first, last] = place(part, c);
      sheet_.merge(row_, first, row_, last, part.columns[c].name, head);
      most = std::max(most, lines(part.columns[c].name, first, last));
    }
    height(most);
    for (const auto& cells : part.rows) {
      most = 1;
      for (std::uint32_t c = 0; c < cells.size(); ++c) most = std::max(most, write(part, cells[c], c));
      height(most);
    }
  }

  /// An amount without its unit; nothing for any other text.
  static std::string_view without(std::string_view text, std::string_view unit) {
    if (unit.empty() || text.size() < unit.size() || text.substr(text.size() - unit.size()) != unit)
      return {};
    return text.substr(0, text.size() - unit.size());
  }

  /// Whether a figure is one with its sign, "＋4.00" or "−2.00", and the same as a decimal.
  static bool is_change(std::string_view text) { return text.rfind("＋", 0) == 0 || text.rfind("−", 0) == 0; }
  static std::string decimal(std::string_view text) {
    constexpr std::string_view minus = "−";  // as long as ＋
    return (text.rfind(minus, 0) == 0 ? "-" : "") + std::string(text.substr(minus.size()));
  }

  /// Writes a cell; the lines that it needs in its row.
  int write(const SheetTable& part, const SheetCell& cell, std::uint32_t column) {
    if (cell.rows == 0) return 1;
    const SheetColumn::Kind kind = part.columns[column].kind;
    const bool figure = kind == SheetColumn::Kind::figure;
    const bool centered = figure || kind == SheetColumn::Kind::group;
    CellStyle style{.border = true, .wrap = true, .align = centered ? Align::center : Align::left};
    std::string text = joined(cell);
    const auto [first, last] = place(part, column);
    const std::string& unit = part.columns[column].unit;
    const bool change = figure && is_change(text);
    if (change) text = decimal(text);
    style.sign = change;
    const std::string_view digits = figure ? std::string_view(text) : without(text, unit);
    const bool number = engine::parse_decimal(digits).has_value();
    sheet_.merge(row_, first, row_ + static_cast<std::uint32_t>(cell.rows) - 1, last, number ? "" : text,
                 style);
    if (number) sheet_.number(row_, first, digits, style, figure ? "" : unit);
    constexpr int room = 5;  // lines to write into
    if (kind == SheetColumn::Kind::room) return std::max(room, lines(text, first, last));
    return cell.rows > 1 ? 1 : lines(text, first, last);
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
