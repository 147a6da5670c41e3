// What a run changes of the scores that the run before it decided.
//
//   for (const YearOfRun& year : facts.years) writer.add_score(…);
//   const ScoreChanges changes = changed_scores(ledger, writer.id(), known, year);
//   if (changes.unexplained > 0) …                          changes.first, changes.what
#pragma once

#include "formats/ledger.hpp"

namespace rubric::formats {

/// The units of a year whose total, grade or score of any indicator is not as decided, or that have none any
/// more. Units that were not scored before are no change.
struct ScoreChanges {
  std::int64_t run = 0;          // the last one of the year, which decided; 0: there is none
  std::int64_t corrected = 0;    // units whose data were corrected since, under the same rules
  std::int64_t unexplained = 0;  // all others
  std::string first;             // the unit of the first one of these
  engine::Text what;             // "7.50 差 → 10.00 优"

  std::int64_t units() const { return corrected + unexplained; }
};

/// Of a year of the run `run`, whose rows are written and which knows the entries up to `known`.
ScoreChanges changed_scores(const Ledger& ledger, std::int64_t run, std::int64_t known,
                            const YearOfRun& year);

}  // namespace rubric::formats
