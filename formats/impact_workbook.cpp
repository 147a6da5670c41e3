// The report as a workbook: the same tables, a sheet each, and their charts on one sheet.

#include <algorithm>
#include <optional>

#include "formats/impact_report.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Align = CellStyle::Align;

std::string both(const Text& text) {
  return text.zh == text.en ? text.zh : text.zh + " " + text.en;
}

/// A table on its sheet.
struct PlacedTable {
  Sheet sheet;
  std::uint32_t heading = 0;  // its row; those of the table follow
};

/// Widths of columns in characters: what is long in the last column is a sentence.
std::vector<int> widths(const ReportTable& table) {
  constexpr int number = 13, name = 22, sentence = 60;
  std::vector<int> wide;
  for (const bool numeric : table.numeric) wide.push_back(numeric ? number : name);
  const bool long_text = std::any_of(table.rows.begin(), table.rows.end(),
                                     [](const auto& cells) { return wrapped_lines(cells.back(), name) > 1; });
  if (!table.numeric.back() && long_text) wide.back() = sentence;
  return wide;
}

/// The colour of a cell of the matrix, as on the page.
unsigned fill(Transition transition) {
  switch (transition) {
    case Transition::same:
      return 0xECEFF3;
    case Transition::better:
      return 0xDBEAFB;
    case Transition::worse:
      return 0xFBE6D8;
    default:
      return 0;
  }
}

/// Writes headings and rows from `row` on; where the heading is, `row` then behind the last one.
PlacedTable fill_table(Sheet sheet, const ReportTable& table, std::uint32_t& row) {
  const CellStyle head{.bold = true, .border = true, .wrap = true, .align = Align::center, .fill = 0xEFEFEF};
  const std::vector<int> wide = widths(table);
  const std::uint32_t heading = row++;
  int lines = 1;
  for (std::uint32_t i = 0; i < table.headings.size(); ++i) {
    const std::string text = both(table.headings[i]);
    sheet.text(heading, i, text, head);
    sheet.column_width(i, i, wide[i]);
    lines = std::max(lines, wrapped_lines(text, wide[i]));
  }
  sheet.row_lines(heading, lines);
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    const std::vector<std::string>& cells = table.rows[r];
    lines = 1;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
      // A sign before a number is for readers; a spreadsheet has its own.
      if (table.numeric[i]) {
        const std::string_view text = cells[i];
        sheet.number(row, i, text.substr(text.empty() || text[0] != '+' ? 0 : 1),
                     {.border = true, .align = Align::right, .fill = fill(transition(table, r, i))});
      } else {
        sheet.text(row, i, cells[i], {.border = true, .wrap = true});
        lines = std::max(lines, wrapped_lines(cells[i], wide[i]));
      }
    }
    sheet.row_lines(row++, lines);
  }
  return {sheet, heading};
}

/// A text over the columns of a table.
void write_note(Sheet& sheet, std::uint32_t row, const std::string& text, const std::vector<int>& wide) {
  int all = 0;
  for (const int one : wide) all += one;
  sheet.merge(row, 0, row, static_cast<std::uint32_t>(wide.size() - 1), text, {.wrap = true});
  sheet.row_lines(row, wrapped_lines(text, all));
}

PlacedTable fill_sheet(Sheet sheet, const ReportTable& table) {
  std::uint32_t row = 0;
  sheet.text(row++, 0, both(table.title), {.bold = true, .size = 14});
  const PlacedTable placed = fill_table(sheet, table, row);
  // Notes come last, for what is above the rows stays in sight.
  for (const std::string& note : {table.note.zh, table.note.en}) {
    if (!note.empty()) write_note(sheet, row++, note, widths(table));
  }
  sheet.freeze(placed.heading + 1, 0);
  sheet.print_setup({.landscape = table.headings.size() > 4, .repeated_rows = placed.heading + 1});
  return placed;
}

Rational number_of(const std::string& cell) {
  return parse_decimal(cell).value_or(Rational(0));
}

/// The waterfall as a table: each clause's bar stands on the lower end of its step. Nothing where a mean is
/// below 0, for then it cannot be drawn so.
std::optional<ReportTable> waterfall_steps(const Report& report, const ReportTable& clauses, int& from) {
  constexpr int digits = 4;  // of the means
  ReportTable made;
  made.title = {"平均分由原到新", "From the old mean to the new one"};
  made.headings = {{"改动", "clause"},
                   {"起点", "stands on"},
                   {"平均分", "mean"},
                   {"提高", "raises by"},
                   {"降低", "lowers by"}};
  made.numeric = {false, true, true, true, true};
  Rational at = number_of(report.old_mean), low = at, high = at;
  made.rows.push_back({"原平均分 old mean", "", report.old_mean, "", ""});
  for (std::size_t i = 0; i + 1 < clauses.rows.size(); ++i) {  // the last row is their sum
    const Rational step = number_of(clauses.rows[i][clauses.charted]), next = at + step;
    const std::string size = to_decimal(abs(step), digits);
    made.rows.push_back({clauses.rows[i][0], to_decimal(std::min(at, next), digits), "", step < 0 ? "" : size,
                         step < 0 ? size : ""});
    at = next;
    low = std::min(low, at);
    high = std::max(high, at);
  }
  made.rows.push_back({"新平均分 new mean", "", report.new_mean, "", ""});
  low = std::min(low, number_of(report.new_mean));
  if (low < 0) return std::nullopt;
  from = floor(std::max(low - (high - low) / 3, Rational(0))).convert_to<int>();
  return made;
}

/// A chart and where it stands: charts come one below the other, as many on a sheet as a printed page takes.
struct PlacedChart {
  std::size_t table = 0;  // of the report
  SheetChart chart;
  std::optional<ReportTable> below;  // the numbers drawn, where the table has others
  std::size_t sheet = 0;
  std::uint32_t row = 0;
};

constexpr int chart_width = 560, row_height = 20, bar_height = 30, chart_frame = 90;  // pixels
/// Those of the page.
constexpr unsigned old_color = 0x8A94A6, new_color = 0x12666B, up_color = 0x1F6FB2, down_color = 0xC2571A;

SheetChart histogram(const ReportTable& table) {
  return {.kind = SheetChart::Kind::columns,
          .last_row = static_cast<std::uint32_t>(table.rows.size()),
          .series = {{.column = 1, .color = old_color}, {.column = 2, .color = new_color}},
          .height = 300};
}

SheetChart bars(const ReportTable& table, std::size_t most) {
  const std::size_t rows = std::min(most, max_charted_rows);
  std::vector<bool> below_zero;
  for (std::size_t i = 0; i < rows; ++i) below_zero.push_back(number_of(table.rows[i][table.charted]) < 0);
  return {.kind = SheetChart::Kind::bars,
          .last_row = static_cast<std::uint32_t>(rows),
          .series = {{.column = static_cast<std::uint32_t>(table.charted),
                      .color = up_color,
                      .color_below_zero = down_color}},
          .below_zero = std::move(below_zero),
          .height = chart_frame + bar_height * static_cast<int>(rows)};
}

SheetChart waterfall(const ReportTable& steps, int from) {
  return {.kind = SheetChart::Kind::stacked_bars,
          .last_row = static_cast<std::uint32_t>(steps.rows.size()),
          .series = {{.column = 1},
                     {.column = 2, .color = new_color},
                     {.column = 3, .color = up_color},
                     {.column = 4, .color = down_color}},
          .from = from,
          .height = chart_frame + bar_height * static_cast<int>(steps.rows.size())};
}

/// The chart of a table, if it has one; `last_row` counts from its heading.
std::optional<PlacedChart> chart_of(const Report& report, const ReportTable& table) {
  using Chart = ReportTable::Chart;
  PlacedChart made;
  if (table.empty()) return std::nullopt;
  if (table.chart == Chart::histogram) {
    made.chart = histogram(table);
  } else if (table.chart == Chart::bars) {
    made.chart = bars(table, table.rows.size());
  } else if (table.chart == Chart::waterfall && table.rows.size() > 1) {
    int from = 0;
    made.below = waterfall_steps(report, table, from);
    made.chart = made.below ? waterfall(*made.below, from) : bars(table, table.rows.size() - 1);
  } else {
    return std::nullopt;
  }
  made.chart.width = chart_width;
  return made;
}

/// Rows of the sheet that a chart takes with its title and what is below it.
std::uint32_t rows_of(const PlacedChart& placed) {
  const std::size_t below = placed.below ? placed.below->rows.size() + 2 : 0;
  return static_cast<std::uint32_t>(placed.chart.height / row_height + 3) + static_cast<std::uint32_t>(below);
}

std::vector<PlacedChart> place_charts(const Report& report) {
  constexpr std::uint32_t page = 46;  // rows
  std::vector<PlacedChart> charts;
  std::size_t sheet = 0;
  std::uint32_t row = 0;
  for (std::size_t i = 0; i < report.tables.size(); ++i) {
    auto made = chart_of(report, report.tables[i]);
    if (!made) continue;
    const std::uint32_t rows = rows_of(*made);
    if (row > 0 && row + rows > page) {
      ++sheet;
      row = 0;
    }
    made->table = i;
    made->sheet = sheet;
    made->row = row;
    row += rows;
    charts.push_back(std::move(*made));
  }
  return charts;
}

void draw(const Report& report, const PlacedTable& data, const PlacedChart& placed, Sheet sheet) {
  const ReportTable& table = placed.below ? *placed.below : report.tables[placed.table];
  SheetChart chart = placed.chart;
  PlacedTable drawn = data;
  sheet.text(placed.row, 0, both(table.title), {.bold = true});
  if (placed.below) {
    std::uint32_t row = placed.row + rows_of(placed) - static_cast<std::uint32_t>(table.rows.size() + 2);
    drawn = fill_table(sheet, table, row);
  }
  chart.heading = drawn.heading;
  chart.last_row += drawn.heading;
  sheet.chart(placed.row + 1, 0, drawn.sheet, chart);
}

void fill_summary(const Report& report, Sheet sheet) {
  constexpr int names = 24, values = 60;
  const CellStyle plain{.wrap = true}, bold{.bold = true, .wrap = true};
  std::uint32_t row = 0;
  sheet.column_width(0, 0, names);
  sheet.column_width(1, 1, values);
  sheet.text(row++, 0, "新旧规则对比 What the new rules change", {.bold = true, .size = 14});
  const auto line = [&](const std::string& name, const std::string& text, const CellStyle& style) {
    sheet.text(row, 0, name, plain);
    sheet.text(row, 1, text, style);
    sheet.row_lines(row++, std::max(wrapped_lines(name, names), wrapped_lines(text, values)));
  };
  line("原规则 old rules", report.from.zh, plain);
  line("新规则 new rules", report.to.zh, plain);
  line("结论 headline", report.headline.zh, bold);
  line("", report.headline.en, plain);
  for (const auto& [name, value] : report.figures) {
    sheet.text(row, 0, both(name), plain);
    sheet.number(row, 1, value, {.align = Align::left});
    sheet.row_lines(row++, wrapped_lines(both(name), names));
  }
  sheet.print_setup({.landscape = true});
}

}  // namespace

void fill_workbook(const Report& report, Workbook& book) {
  fill_summary(report, book.sheet("概要 summary"));
  const std::vector<PlacedChart> charts = place_charts(report);
  std::vector<Sheet> chart_sheets;
  while (!charts.empty() && chart_sheets.size() <= charts.back().sheet) {
    chart_sheets.push_back(book.sheet("图 charts"));
    chart_sheets.back().print_setup({.one_page_tall = 1});
  }
  std::vector<PlacedTable> tables;
  for (const ReportTable& table : report.tables)
    tables.push_back(fill_sheet(book.sheet(table.title.zh), table));
  for (const PlacedChart& chart : charts) draw(report, tables[chart.table], chart, chart_sheets[chart.sheet]);
}

}  // namespace rubric::formats
