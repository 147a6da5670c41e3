#include "formats/xlsx.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <vector>

#include "engine/text.hpp"
#include "formats/file.hpp"
#include "formats/text_table.hpp"
#include "formats/xlsx_library.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

constexpr std::uint64_t most_bytes = 1u << 30;
constexpr std::size_t sheet_name_units = 31;
constexpr int most_sheets = 10'000;
constexpr std::size_t exact_digits = 15;  // that a spreadsheet keeps of a number

/// At most `most` UTF-16 units of `text`, the last one … where it was cut.
std::string cut(std::string_view text, std::size_t most) {
  std::size_t units = 0, end = 0;  // `end`: of what leaves room for …
  for (std::size_t i = 0; i < text.size();) {
    const Character c = decode(text, i);
    units += c.code > 0xFFFF ? 2 : 1;
    if (units > most) return std::string(text.substr(0, end)) + "…";
    i += c.bytes;
    if (units < most) end = i;
  }
  return std::string(text);
}

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// Text that a spreadsheet reads back as it is: "_x000D_" in a file means a character, so its first _ is
/// written as one.
std::string cell_text(std::string_view text) {
  std::string shown;
  for (std::size_t start = 0;
       start <= text.size();) {  // line ends are kept, all else that is hidden is shown
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (start > 0) shown += '\n';
    shown += visible(text.substr(start, end - start));
    start = end + 1;
  }
  shown = cut(shown, max_sheet_cell);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const bool code = shown.compare(i, 2, "_x") == 0 && i + 7 <= shown.size() && shown[i + 6] == '_' &&
                      std::all_of(shown.begin() + static_cast<std::ptrdiff_t>(i) + 2,
                                  shown.begin() + static_cast<std::ptrdiff_t>(i) + 6, is_hex);
    out += code ? "_x005F_" : std::string(1, shown[i]);
  }
  return out;
}

/// "[-]digits[.digits]" of at most 15 digits.
bool is_exact_decimal(std::string_view text) {
  std::size_t digits = 0, points = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-' && i == 0) continue;
    if (text[i] == '.') {
      ++points;
    } else if (text[i] >= '0' && text[i] <= '9') {
      ++digits;
    } else {
      return false;
    }
  }
  return digits > 0 && digits <= exact_digits && points <= 1 && text.back() != '.';
}

/// Where there is a workbook, it is there.
const XlsxLibrary& library() {
  return *xlsx_library();
}

lxw_worksheet* sheet_of(void* sheet) {
  return static_cast<lxw_worksheet*>(sheet);
}

/// A file of our own that is gone when this is.
class TemporaryFile {
 public:
  TemporaryFile() {
    std::error_code none;
    path_ = (std::filesystem::temp_directory_path(none) / "rubric-XXXXXX").string();
    const int descriptor = ::mkstemp(path_.data());
    error_ = descriptor < 0 ? errno : 0;
    if (descriptor >= 0) ::close(descriptor);
  }
  ~TemporaryFile() {
    if (!error_) ::unlink(path_.c_str());
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }
  int error() const { return error_; }

 private:
  std::string path_;
  int error_ = 0;
};

}  // namespace

struct Workbook::Parts {
  struct Format {
    CellStyle style;
    int decimals;      // -1: of text
    std::string unit;  // behind a number
    lxw_format* format;
  };

  explicit Parts(bool by_rows) {
    lxw_workbook_options options = {};
    options.constant_memory = by_rows ? LXW_TRUE : LXW_FALSE;
    book =
        file.error() || !xlsx_library() ? nullptr : library().workbook_new_opt(file.path().c_str(), &options);
    if (!book) return;
    lxw_doc_properties properties = {};
    properties.created = 946'684'800;  // 2000-01-01, so that equal cells make equal bytes
    library().workbook_set_properties(book, &properties);
  }
  ~Parts() {
    if (book) library().lxw_workbook_free(book);
  }
  Parts(const Parts&) = delete;
  Parts& operator=(const Parts&) = delete;

  void keep(lxw_error error) {
    if (error != LXW_NO_ERROR && first == LXW_NO_ERROR) first = error;
  }

  lxw_format* format(const CellStyle& style, int decimals, std::string_view unit = {}) {
    for (const Format& known : formats) {
      if (known.style == style && known.decimals == decimals && known.unit == unit) return known.format;
    }
    lxw_format* made = library().workbook_add_format(book);
    library().format_set_font_name(made, style.font ? style.font : "宋体");
    library().format_set_font_size(made, style.size);
    library().format_set_align(made, LXW_ALIGN_VERTICAL_CENTER);
    const std::uint8_t aligns[] = {LXW_ALIGN_LEFT, LXW_ALIGN_CENTER, LXW_ALIGN_RIGHT};
    library().format_set_align(made, aligns[static_cast<std::size_t>(style.align)]);
    if (style.bold) library().format_set_bold(made);
    if (style.border) library().format_set_border(made, LXW_BORDER_THIN);
    if (style.wrap) library().format_set_text_wrap(made);
    if (style.fill) library().format_set_bg_color(made, style.fill);
    if (style.color) library().format_set_font_color(made, style.color);
    std::string shown = decimals < 0    ? "@"
                        : decimals == 0 ? "0"
                                        : "0." + std::string(static_cast<std::size_t>(decimals), '0');
    if (!unit.empty()) shown += "\"" + std::string(unit) + "\"";
    if (style.sign && decimals >= 0) shown = "+" + shown + ";-" + shown;
    library().format_set_num_format(made, shown.c_str());
    formats.push_back({style, decimals, std::string(unit), made});
    return made;
  }

  TemporaryFile file;  // where the library puts the finished workbook
  lxw_workbook* book = nullptr;
  lxw_error first = LXW_NO_ERROR;
  std::vector<Format> formats;
};

Workbook::Workbook(bool by_rows) : parts_(std::make_unique<Parts>(by_rows)) {}
Workbook::~Workbook() = default;

Sheet Workbook::sheet(std::string_view name) {
  std::string base;
  for (const char c : visible(name))
    base += std::string_view("[]:*?/\\'").find(c) == std::string_view::npos ? c : '_';
  base = base.empty() ? "Sheet" : cut(base, sheet_name_units);
  std::string chosen = base;
  const auto taken = [&] {
    return parts_->book &&
           library().workbook_validate_sheet_name(parts_->book, chosen.c_str()) != LXW_NO_ERROR;
  };
  for (int i = 2; taken() && i <= most_sheets; ++i) {
    const std::string ending = " " + std::to_string(i);
    chosen = cut(base, sheet_name_units - ending.size()) + ending;
  }
  lxw_worksheet* const sheet =
      parts_->book ? library().workbook_add_worksheet(parts_->book, chosen.c_str()) : nullptr;
  if (!sheet) parts_->keep(LXW_ERROR_MEMORY_MALLOC_FAILED);
  return Sheet(*this, sheet);
}

std::optional<Diagnostic> Workbook::finish(const std::string& path, std::string& bytes) {
  Place place;
  place.file = path;
  const auto problem = [&](Text why) { return Diagnostic{Code::E703, place, {path, std::move(why)}, {}}; };
  if (!xlsx_library())
    return problem(
        {"没有 " RUBRIC_XLSXWRITER "，或者它不能用", "there is no " RUBRIC_XLSXWRITER " that can be used"});
  if (!parts_->book) return problem({"临时文件建不起来", "no temporary file can be made"});
  const lxw_error closed = library().workbook_close(parts_->book);
  parts_->book = nullptr;
  parts_->keep(closed);
  if (parts_->first == LXW_ERROR_WORKSHEET_INDEX_OUT_OF_RANGE) {
    return problem({"一张工作表最多 " + std::to_string(max_sheet_rows) + " 行、" +
                        std::to_string(max_sheet_columns) + " 列",
                    "a worksheet holds " + std::to_string(max_sheet_rows) + " rows and " +
                        std::to_string(max_sheet_columns) + " columns"});
  }
  if (parts_->first != LXW_NO_ERROR) {
    const char* const why = library().lxw_strerror(parts_->first);
    return problem({std::string("写不成工作簿（") + why + "）", why});
  }
  return read_file(parts_->file.path(), most_bytes, bytes);
}

void Sheet::text(std::uint32_t row, std::uint32_t column, std::string_view text, const CellStyle& style) {
  if (!sheet_) return;
  Workbook::Parts& parts = *book_->parts_;
  const std::string shown = cell_text(text);
  const auto at = static_cast<lxw_col_t>(std::min(column, max_sheet_columns));
  lxw_format* const format = parts.format(style, -1);
  parts.keep(shown.empty()
                 ? library().worksheet_write_blank(sheet_of(sheet_), row, at, format)
                 : library().worksheet_write_string(sheet_of(sheet_), row, at, shown.c_str(), format));
}

void Sheet::number(std::uint32_t row, std::uint32_t column, std::string_view decimal, const CellStyle& style,
                   std::string_view unit) {
  if (!is_exact_decimal(decimal)) return text(row, column, std::string(decimal).append(unit), style);
  if (!sheet_) return;
  double value = 0;  // exact: at most 15 digits (checked above), which a double gives back
  std::from_chars(decimal.data(), decimal.data() + decimal.size(), value);
  const std::size_t point = decimal.find('.');
  const int decimals = point == std::string_view::npos ? 0 : static_cast<int>(decimal.size() - point - 1);
  Workbook::Parts& parts = *book_->parts_;
  parts.keep(library().worksheet_write_number(sheet_of(sheet_), row,
                                              static_cast<lxw_col_t>(std::min(column, max_sheet_columns)),
                                              value, parts.format(style, decimals, unit)));
}

void Sheet::merge(std::uint32_t row, std::uint32_t column, std::uint32_t last_row, std::uint32_t last_column,
                  std::string_view text, const CellStyle& style) {
  if (row == last_row && column == last_column) return this->text(row, column, text, style);
  if (!sheet_) return;
  Workbook::Parts& parts = *book_->parts_;
  parts.keep(library().worksheet_merge_range(sheet_of(sheet_), row, static_cast<lxw_col_t>(column), last_row,
                                             static_cast<lxw_col_t>(last_column), cell_text(text).c_str(),
                                             parts.format(style, -1)));
}

void Sheet::column_width(std::uint32_t column, std::uint32_t last, int characters) {
  if (!sheet_) return;
  book_->parts_->keep(library().worksheet_set_column(sheet_of(sheet_), static_cast<lxw_col_t>(column),
                                                     static_cast<lxw_col_t>(last), characters, nullptr));
}

void Sheet::row_height(std::uint32_t row, int points) {
  if (!sheet_) return;
  constexpr int most = 409;  // points, as many as a spreadsheet takes
  book_->parts_->keep(library().worksheet_set_row(sheet_of(sheet_), row, std::min(points, most), nullptr));
}

void Sheet::freeze(std::uint32_t rows, std::uint32_t columns) {
  if (sheet_) library().worksheet_freeze_panes(sheet_of(sheet_), rows, static_cast<lxw_col_t>(columns));
}

void Sheet::filter(std::uint32_t row, std::uint32_t last_row, std::uint32_t last_column) {
  if (!sheet_) return;
  book_->parts_->keep(library().worksheet_autofilter(sheet_of(sheet_), row, 0, last_row,
                                                     static_cast<lxw_col_t>(last_column)));
}

void Sheet::print_setup(const PrintSetup& setup) {
  if (!sheet_) return;
  lxw_worksheet* const sheet = sheet_of(sheet_);
  constexpr std::uint8_t a4 = 9;
  library().worksheet_set_paper(sheet, a4);
  if (setup.landscape) library().worksheet_set_landscape(sheet);
  library().worksheet_fit_to_pages(sheet, 1, static_cast<std::uint16_t>(setup.one_page_tall));
  library().worksheet_center_horizontally(sheet);
  library().worksheet_set_margins(sheet, 0.5, 0.5, 0.6, 0.6);  // inches
  library().worksheet_set_footer(sheet, "&C— &P —");
  if (setup.repeated_rows)
    book_->parts_->keep(library().worksheet_repeat_rows(sheet, 0, setup.repeated_rows - 1));
}

void Sheet::chart(std::uint32_t row, std::uint32_t column, const Sheet& data, const SheetChart& chart) {
  if (!sheet_ || !data.sheet_) return;
  using Kind = SheetChart::Kind;
  const XlsxLibrary& make = library();
  lxw_chart* const made = make.workbook_add_chart(
      book_->parts_->book, static_cast<std::uint8_t>(chart.kind == Kind::columns ? LXW_CHART_COLUMN
                                                     : chart.kind == Kind::bars  ? LXW_CHART_BAR
                                                                                 : LXW_CHART_BAR_STACKED));
  if (!made) return book_->parts_->keep(LXW_ERROR_MEMORY_MALLOC_FAILED);
  const char* const name = sheet_of(data.sheet_)->name;
  const auto names = static_cast<lxw_col_t>(chart.names);
  for (const SheetChart::Series& series : chart.series) {
    const auto numbers = static_cast<lxw_col_t>(series.column);
    lxw_chart_series* const drawn = make.chart_add_series(made, nullptr, nullptr);
    if (!drawn) return book_->parts_->keep(LXW_ERROR_MEMORY_MALLOC_FAILED);
    make.chart_series_set_name_range(drawn, name, chart.heading, numbers);
    make.chart_series_set_categories(drawn, name, chart.heading + 1, names, chart.last_row, names);
    make.chart_series_set_values(drawn, name, chart.heading + 1, numbers, chart.last_row, numbers);
    lxw_chart_fill fill = {.color = series.color, .none = series.color == 0, .transparency = 0};
    make.chart_series_set_fill(drawn, &fill);
    if (series.color == 0) continue;
    make.chart_series_set_labels(drawn);
    if (series.color_below_zero == 0) continue;
    lxw_chart_fill other = {.color = series.color_below_zero, .none = 0, .transparency = 0};
    lxw_chart_point above = {.line = nullptr, .fill = &fill, .pattern = nullptr};
    lxw_chart_point below = {.line = nullptr, .fill = &other, .pattern = nullptr};
    std::vector<lxw_chart_point*> points;
    for (const bool negative : chart.below_zero) points.push_back(negative ? &below : &above);
    points.push_back(nullptr);
    make.chart_series_set_points(drawn, points.data());
  }
  make.chart_title_off(made);
  make.chart_legend_set_position(made, LXW_CHART_LEGEND_BOTTOM);
  // The library calls the axis that goes up y, whatever it shows.
  const bool lying = chart.kind != Kind::columns;
  lxw_chart_axis* const of_names = lying ? made->y_axis : made->x_axis;
  lxw_chart_axis* const of_numbers = lying ? made->x_axis : made->y_axis;
  // Names stay at the edge where bars go to the left of 0; the first row is on top.
  make.chart_axis_set_label_position(of_names, LXW_CHART_AXIS_LABEL_POSITION_LOW);
  if (lying) make.chart_axis_set_reverse(of_names);
  make.chart_axis_major_gridlines_set_visible(of_names, LXW_FALSE);
  make.chart_axis_major_gridlines_set_visible(of_numbers, LXW_FALSE);
  // Lengths can be compared only from 0 on, which a spreadsheet would not always begin with.
  const auto negative = std::count(chart.below_zero.begin(), chart.below_zero.end(), true);
  if (negative == 0) make.chart_axis_set_min(of_numbers, chart.from);
  if (negative > 0 && negative == static_cast<std::ptrdiff_t>(chart.below_zero.size()))
    make.chart_axis_set_max(of_numbers, 0);
  constexpr double usual_width = 480;   // exact: whole pixels; how large a chart is drawn is no result
  constexpr double usual_height = 288;  // exact: the same
  lxw_chart_options options = {};
  options.x_scale = chart.width / usual_width;
  options.y_scale = chart.height / usual_height;
  book_->parts_->keep(
      make.worksheet_insert_chart_opt(sheet_of(sheet_), row, static_cast<lxw_col_t>(column), made, &options));
}

bool has_xlsx() {
  return true;
}

}  // namespace rubric::formats
