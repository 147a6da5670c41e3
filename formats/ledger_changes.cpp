#include "formats/ledger_changes.hpp"

#include <algorithm>

namespace rubric::formats {

using engine::Text;

namespace {

/// A unit's scores, with the titles of its indicators.
struct Decision {
  const std::vector<std::string>& titles;
  std::string total, grade;
  std::vector<std::string> items;

  std::string result() const { return total + (total.empty() || grade.empty() ? "" : " ") + grade; }
  /// Nothing if there is no such indicator.
  const std::string* find(const std::string& title) const {
    const auto place = std::find(titles.begin(), titles.end(), title) - titles.begin();
    return static_cast<std::size_t>(place) < items.size() ? &items[static_cast<std::size_t>(place)] : nullptr;
  }
};

/// How one differs from the other; nothing if they are the same but for the order of the indicators.
std::optional<Text> difference(const Decision& then, const Decision& now) {
  if (then.total != now.total || then.grade != now.grade) return Text(then.result() + " → " + now.result());
  const auto score_of = [](const std::string* score) {
    return score ? Text(*score) : Text("没有这一项", "no such indicator");
  };
  for (const Decision* const side : {&then, &now}) {
    for (const std::string& title : side->titles) {
      const std::string* const before = then.find(title);
      const std::string* const after = now.find(title);
      if (before && after && *before == *after) continue;
      const Text from = score_of(before), to = score_of(after);
      return Text(title + " " + from.zh + " → " + to.zh, title + " " + from.en + " → " + to.en);
    }
  }
  return std::nullopt;
}

}  // namespace

ScoreChanges changed_scores(const Ledger& ledger, std::int64_t run, std::int64_t known,
                            const YearOfRun& year) {
  ScoreChanges changes;
  changes.run = ledger.last_run(year.year, run - 1).value_or(0);
  if (changes.run == 0) return changes;
  const RunFacts before = ledger.run(changes.run);
  const auto then = std::find_if(before.years.begin(), before.years.end(),
                                 [&](const YearOfRun& one) { return one.year == year.year; });
  const bool other_titles = then->columns != year.columns;
  // What was corrected explains a change only where nothing else is another.
  const std::int64_t explained_up_to = then->rules == year.rules ? known : 0;
  const Database& file = ledger.file();
  // Left to itself, SQLite would look for each unit through all rows of the year.
  Statement rows = file.prepare(
      "SELECT name, was.total, was.grade, was.cells, now.entry, now.total, now.grade, now.cells, "
      " EXISTS (SELECT 1 FROM data WHERE data.year = ?2 AND data.unit = was.unit"
      "  AND data.entry > ?5 AND data.entry <= ?6) "
      "FROM score AS was LEFT JOIN score AS now INDEXED BY score_of_unit"
      " ON now.unit = was.unit AND now.year = ?2 AND now.entry = ?3 "
      "CROSS JOIN unit ON unit.id = was.unit "
      "WHERE was.entry = ?1 AND was.year = ?2 AND (?4 OR now.entry IS NULL OR now.total <> was.total"
      " OR now.grade <> was.grade OR now.cells <> was.cells) "
      "ORDER BY was.number");
  rows.bind(changes.run).bind(year.year).bind(run).bind(other_titles);
  rows.bind(before.known).bind(explained_up_to);
  while (rows.step()) {
    std::optional<Text> what;
    const Decision was{then->columns, rows.text(1), rows.text(2), from_list(file, rows.bytes(3))};
    if (rows.null(4)) {
      what = Text(was.result() + " → 没有数据", was.result() + " → no data");
    } else {
      what = difference(was, {year.columns, rows.text(5), rows.text(6), from_list(file, rows.bytes(7))});
    }
    if (!what) continue;
    if (rows.integer(8) != 0) {
      ++changes.corrected;
    } else if (changes.unexplained++ == 0) {
      changes.first = rows.text(0);
      changes.what = *what;
    }
  }
  return changes;
}

}  // namespace rubric::formats
