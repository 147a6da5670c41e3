// A rescoring report as one HTML file and as a workbook, both made of the same tables.
//
// The page needs nothing else: no script, no request, charts as SVG, the CSV of each table as a data link. It
// reads on a phone and prints on A4. Text of the data is text in both, whatever it says.
//
//   file.write(report_html(report, Language::zh));
//   Workbook book;  fill_workbook(report, book);  write_workbook(book, "report.xlsx");
#pragma once

#include "formats/impact_tables.hpp"
#include "formats/xlsx.hpp"

namespace rubric::formats {

/// `language` of the page's own first words; everything is said in both.
std::string report_html(const Report& report, engine::Language language);

/// One sheet for the headline, one for the charts, one for each table.
void fill_workbook(const Report& report, Workbook& book);

/// Bytes in base64.
std::string base64(std::string_view bytes);

}  // namespace rubric::formats
