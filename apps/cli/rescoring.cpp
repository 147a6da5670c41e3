#include "rescoring.hpp"

#include "formats/clauses.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Diagnostic;

bool has_totals(const engine::Ruleset& ruleset, const std::string& file, Findings& out) {
  if (!ruleset.unscored) return true;
  engine::Place place;
  place.file = file;
  out.print(Diagnostic{Code::E950, place, {ruleset.name}, {}});
  return false;
}

void say_clauses(const engine::Pairing& pairing, const std::string& file, Findings& out) {
  const std::vector<engine::Clause>& clauses = pairing.clauses();
  engine::Place place;
  place.file = file;
  if (clauses.empty()) out.print(Diagnostic{Code::N952, place, {}, {}});
  std::size_t all = 0;
  engine::Text list;
  for (const engine::Clause& clause : clauses) {
    all += std::max<std::size_t>(1, clause.members.size());
    const engine::Text label = formats::clause_label(clause);
    list.zh += (list.zh.empty() ? "" : "、") + label.zh;
    list.en += (list.en.empty() ? "" : ", ") + label.en;
  }
  if (all == clauses.size()) return;
  out.print(Diagnostic{
      Code::N953,
      place,
      {std::to_string(all), std::to_string(engine::max_clauses), std::to_string(clauses.size()), list},
      {}});
}

}  // namespace rubric::cli
