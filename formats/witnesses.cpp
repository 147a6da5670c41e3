#include "formats/witnesses.hpp"

#include <algorithm>

#include "formats/csv.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

std::string witnesses(const std::vector<Finding>& findings, const Ruleset& ruleset, Report report) {
  const bool zh = ruleset.language == Language::zh;
  const std::string year = zh ? "年度" : "year";
  std::vector<std::string> identity = ruleset.identity;
  if (identity.empty()) identity = {zh ? "单位" : "unit"};
  if (std::find(identity.begin(), identity.end(), year) == identity.end()) identity.push_back(year);
  std::vector<DatumId> data;  // without those that are worked out from all units
  for (DatumId d = 0; d < ruleset.data.size(); ++d) {
    const bool worked_out = std::any_of(ruleset.cohort.begin(), ruleset.cohort.end(),
                                        [&](const CohortFigure& figure) { return figure.datum == d; });
    if (!worked_out) data.push_back(d);
  }
  std::string text;
  for (const std::string& name : identity) text += (text.empty() ? "" : ",") + csv_cell(name);
  for (const DatumId d : data) text += "," + csv_cell(ruleset.data[d].name);
  text += "\n";
  std::size_t number = 0;
  for (const Finding& finding : findings) {
    const auto diagnostic = to_diagnostic(finding, ruleset, report);
    if (!diagnostic) continue;
    ++number;
    for (std::size_t i = 0; i < finding.units.size(); ++i) {
      const std::string subject =
          finding.subject.empty() ? finding.row.in(ruleset.language) : finding.subject;
      const std::string name = std::to_string(number) + " " + std::string(kind(diagnostic->code).name) +
                               (subject.empty() ? "" : " " + subject) +
                               (finding.units.size() < 2 ? ""
                                : i == 0                 ? " A"
                                                         : " B");
      const UnitData& unit = finding.units[i];
      std::string line;
      for (std::size_t k = 0; k < identity.size(); ++k) {
        const bool of_year = identity[k] == year;
        line += (k == 0 ? "" : ",") + csv_cell(!of_year    ? name
                                               : unit.year ? std::to_string(*unit.year)
                                                           : std::string());
      }
      for (const DatumId d : data) line += "," + csv_cell(unit.cells[d].text);
      text += line + "\n";
    }
  }
  return text;
}

}  // namespace rubric::formats
