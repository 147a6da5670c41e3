// An XLSX workbook: every cell is typed text or a number, never a formula or a link, whatever its text says.
//
// Text is shown as it is: control and direction-changing characters as their code (<U+202E>), as everywhere.
// The bytes depend on nothing but the cells: no clock, no name of a user. They come whole, to be written by
// an OutputFile.
//
//   Workbook book;
//   Sheet sheet = book.sheet("自评表");
//   sheet.text(0, 0, "=HYPERLINK(…)", {.bold = true});      the text of A1
//   sheet.number(1, 0, "14.985", {});                       A2, a number shown with these three decimals
//   sheet.row_lines(0, wrapped_lines(text, 22));            high enough for it in a column of 22 characters
//   if (auto problem = book.finish(path, bytes)) …
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

/// What a worksheet can hold; more is refused by finish().
inline constexpr std::uint32_t max_sheet_rows = 1'048'576;
inline constexpr std::uint32_t max_sheet_columns = 16'384;
/// Characters (UTF-16 units) of one cell; longer text is cut and ends in …
inline constexpr std::size_t max_sheet_cell = 32'767;

struct CellStyle {
  enum class Align : unsigned char { left, center, right };
  bool bold = false, border = false, wrap = false;
  bool sign = false;  // before a number, + also
  Align align = Align::left;
  int size = 11;               // points
  unsigned fill = 0;           // 0xRRGGBB behind the text; 0: none
  unsigned color = 0;          // 0xRRGGBB of the text; 0: black
  const char* font = nullptr;  // of a literal; nothing: the workbook's own
  friend bool operator==(const CellStyle&, const CellStyle&) = default;
};

/// How a sheet is printed: on A4, as wide as the page, as many pages as it needs.
struct PrintSetup {
  bool landscape = false;
  std::uint32_t repeated_rows = 0;  // the heading rows, printed on every page
  int one_page_tall = 0;            // 1: all on one page
};

/// A chart that the spreadsheet draws from the cells of a table. All its words are cells too: none can be a
/// formula. Every bar has its number beside it.
struct SheetChart {
  enum class Kind : unsigned char { columns, bars, stacked_bars };
  /// A column of numbers, empty cells drawing nothing; named by the cell in the heading row.
  struct Series {
    std::uint32_t column = 0;
    unsigned color = 0;             // 0xRRGGBB; 0: the bar is not drawn but stood upon
    unsigned color_below_zero = 0;  // 0: the same
  };
  Kind kind = Kind::bars;
  std::uint32_t heading = 0, last_row = 0;  // the numbers are in the rows between, the last one included
  std::uint32_t names = 0;                  // the column with the name of each row
  std::vector<Series> series = {};
  std::vector<bool> below_zero = {};  // by row
  int from = 0;                       // where the axis of numbers begins if none is below 0
  int width = 0, height = 0;          // pixels, of which a row of one line has 20
};

class Workbook;

/// One worksheet; rows and columns count from 0. Valid as long as its workbook.
class Sheet {
 public:
  void text(std::uint32_t row, std::uint32_t column, std::string_view text, const CellStyle& style);
  /// `decimal` as written by to_decimal: a number if a spreadsheet keeps all its digits (15), else its text.
  /// `unit`, of a word without quotation marks, is shown behind it and is no part of it: 3万元 is 3.
  void number(std::uint32_t row, std::uint32_t column, std::string_view decimal, const CellStyle& style,
              std::string_view unit = {});
  /// One cell over several, with its text; all have the style.
  void merge(std::uint32_t row, std::uint32_t column, std::uint32_t last_row, std::uint32_t last_column,
             std::string_view text, const CellStyle& style);
  /// Widths in characters of the standard font, heights in points.
  void column_width(std::uint32_t column, std::uint32_t last, int characters);
  void row_height(std::uint32_t row, int points);
  /// As high as so many lines of text need; a spreadsheet sees to that itself only where it is sure to lay
  /// out the row anew, and never where cells are merged.
  void row_lines(std::uint32_t row, int lines);
  void freeze(std::uint32_t rows, std::uint32_t columns);
  /// Buttons to filter by, in the heading row.
  void filter(std::uint32_t row, std::uint32_t last_row, std::uint32_t last_column);
  void print_setup(const PrintSetup& setup);
  /// Draws cells of `data` (this sheet or another one of the workbook), the left upper corner in the cell.
  void chart(std::uint32_t row, std::uint32_t column, const Sheet& data, const SheetChart& chart);

 private:
  friend class Workbook;
  Sheet(Workbook& book, void* sheet) : book_(&book), sheet_(sheet) {}
  [[maybe_unused]] Workbook* book_;
  [[maybe_unused]] void* sheet_;
};

/// Lines that a text takes in a cell, or in merged ones, of so many characters; at least 1.
int wrapped_lines(std::string_view text, int characters);

class Workbook {
 public:
  /// `by_rows`: cells come row after row and only one row is kept in memory, for long sheets without merged
  /// rows.
  explicit Workbook(bool by_rows = false);
  ~Workbook();
  Workbook(const Workbook&) = delete;
  Workbook& operator=(const Workbook&) = delete;

  /// A new sheet; a name that a spreadsheet does not take, or that is taken, is changed until it is.
  Sheet sheet(std::string_view name);
  /// The file's bytes, once; `path` is what a message calls it.
  std::optional<engine::Diagnostic> finish(const std::string& path, std::string& bytes);

 private:
  friend class Sheet;
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// Whether this program can write workbooks (the WebAssembly one cannot), and what it says where it cannot.
bool has_xlsx();
engine::Diagnostic no_xlsx(const std::string& path);

/// Writes `book` to `path` whole or not at all.
std::optional<engine::Diagnostic> write_workbook(Workbook& book, const std::string& path);

}  // namespace rubric::formats
