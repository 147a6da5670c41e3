// What `rescore` and `history rescore` share: what they say of two rulesets before any unit is compared, and
// their reports.
#pragma once

#include "command.hpp"
#include "formats/rescoring.hpp"

namespace rubric::cli {

/// Whether the ruleset of `file` has totals to compare; if not, it is printed.
bool has_totals(const engine::Ruleset& ruleset, const std::string& file, Findings& out);

/// Says that nothing differs, or which of many clauses are put together; `file` has the new rules.
void say_clauses(const engine::Pairing& pairing, const std::string& file, Findings& out);

/// Lets `remarks()` of data for both rulesets know what they ask of rates (N772); before any row is read.
void watch_rates(const engine::Pairing& pairing, const formats::UnitTable& units);

/// Where reports go, what they show, and on how many threads units are compared.
struct ReportOptions {
  std::vector<std::string> paths, by;  // paths: .html or .xlsx
  std::size_t top = 20;
  unsigned threads = 0;  // 0: as many as there are cores

  void add(CLI::App& command);
  /// Says so (E703) if a workbook is asked for and there is no library for it, or if one file is asked for
  /// twice, be it for the `rows` (none if empty).
  std::optional<engine::Diagnostic> problem(const std::string& rows) const;
};

/// Writes one report, whole or not at all; or why it could not be written.
std::optional<engine::Diagnostic> write_report(formats::Rescoring& rescoring, engine::Language language,
                                               const std::string& path);

}  // namespace rubric::cli
