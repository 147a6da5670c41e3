// The tables of a rescoring report: what the HTML page and the workbook show, and the CSV behind each chart.
//
// Every figure of a report stands in one of these tables, so all forms of it agree. Numbers are plain
// decimals; sums reconcile with the rows that RescoreWriter writes.
//
//   const Report report = impact_tables(impact, standings, {"单位", "年度"});      the identity columns
//   report.tables[0].id -> "grades", its headings "原等级＼新等级", "优", "良", …
#pragma once

#include "engine/impact.hpp"

namespace rubric::formats {

/// Rows of a grouping whose numbers are drawn as bars; the table has all.
inline constexpr std::size_t max_charted_rows = 14;

struct ReportTable {
  enum class Chart : unsigned char { none, matrix, histogram, waterfall, bars };
  std::string id;  // of ASCII letters and digits: the name of its CSV, its place in the page
  engine::Text title, note;
  std::vector<engine::Text> headings;
  std::vector<bool> numeric;                   // by column
  std::vector<std::vector<std::string>> rows;  // as wide as the headings
  Chart chart = Chart::none;
  std::size_t charted = 0;  // the column whose numbers the bars show
  bool empty() const { return rows.empty(); }
};

/// What a cell of the matrix of grades counts: units whose grade is the same, better or worse. Nothing for
/// its sums, where no unit is counted, and where the rulesets have other grades; nor in any other table.
enum class Transition : unsigned char { none, same, better, worse };
Transition transition(const ReportTable& table, std::size_t row, std::size_t column);

struct Report {
  engine::Text from, to;                                      // the rulesets
  engine::Text headline;                                      // one sentence or two
  std::vector<std::pair<engine::Text, std::string>> figures;  // a few numbers to begin with
  std::string old_mean, new_mean;  // of the totals, where the waterfall begins and ends
  std::vector<ReportTable> tables;
};

Report impact_tables(const engine::Impact& impact, engine::Standings& standings,
                     const std::vector<std::string>& identity);

/// The table as CSV with a byte order mark, headings in both languages.
std::string to_csv(const ReportTable& table);

}  // namespace rubric::formats
