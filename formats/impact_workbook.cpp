// The report as a workbook: the same tables, a sheet each.

#include "formats/impact_report.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string both(const Text& text) {
  return text.zh == text.en ? text.zh : text.zh + " " + text.en;
}

void fill_sheet(Sheet sheet, const ReportTable& table) {
  const CellStyle head{.bold = true, .border = true, .wrap = true, .align = CellStyle::Align::center};
  std::uint32_t row = 0;
  sheet.text(row++, 0, both(table.title), {.bold = true, .size = 14});
  if (!table.note.zh.empty()) sheet.text(row++, 0, table.note.zh, {});
  if (!table.note.en.empty()) sheet.text(row++, 0, table.note.en, {});
  const std::uint32_t heading = row++;
  for (std::uint32_t i = 0; i < table.headings.size(); ++i) {
    sheet.text(heading, i, both(table.headings[i]), head);
    sheet.column_width(i, i, table.numeric[i] ? 13 : 22);
  }
  for (const std::vector<std::string>& cells : table.rows) {
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
      // A sign before a number is for readers; a spreadsheet has its own.
      if (table.numeric[i]) {
        const std::string_view text = cells[i];
        sheet.number(row, i, text.substr(text.empty() || text[0] != '+' ? 0 : 1),
                     {.border = true, .align = CellStyle::Align::right});
      } else {
        sheet.text(row, i, cells[i], {.border = true, .wrap = true});
      }
    }
    ++row;
  }
  sheet.freeze(heading + 1, 0);
  sheet.print_setup({.landscape = table.headings.size() > 7, .repeated_rows = heading + 1});
}

}  // namespace

void fill_workbook(const Report& report, Workbook& book) {
  Sheet first = book.sheet("概要 summary");
  std::uint32_t row = 0;
  const CellStyle wrapped{.wrap = true};
  first.column_width(0, 0, 40);
  first.column_width(1, 1, 60);
  first.text(row++, 0, "新旧规则对比 What the new rules change", {.bold = true, .size = 14});
  for (const auto& [name, value] : {std::pair<std::string, const Text*>{"原规则 old rules", &report.from},
                                    {"新规则 new rules", &report.to}}) {
    first.text(row, 0, name, {});
    first.text(row++, 1, value->zh, wrapped);
  }
  first.text(row, 0, "结论 headline", {});
  first.text(row++, 1, report.headline.zh, wrapped);
  first.text(row++, 1, report.headline.en, wrapped);
  for (const auto& [name, value] : report.figures) {
    first.text(row, 0, both(name), {});
    first.number(row++, 1, value, {.align = CellStyle::Align::left});
  }
  for (const ReportTable& table : report.tables) fill_sheet(book.sheet(table.title.zh), table);
}

}  // namespace rubric::formats
