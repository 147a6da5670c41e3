#include "formats/ledger_correction.hpp"

#include <algorithm>

#include "engine/text.hpp"
#include "engine/unit.hpp"
#include "formats/unit_table.hpp"

namespace rubric::formats {

namespace {

/// The heading as headings are compared, without its unit.
std::string name_of(const std::string& heading) {
  const std::string whole = engine::plain_text(heading);
  const Heading parts = split_heading(whole);
  const std::vector<std::string>& units = engine::unit_words();
  return std::find(units.begin(), units.end(), parts.unit) == units.end() ? whole : parts.name;
}

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_value(const std::string& cell) {
  const std::string text = engine::plain_text(cell);
  return !text.empty() && text != "缺" && text != "missing";
}

}  // namespace

Correction::Correction(const Ledger& ledger, const std::vector<std::string>& columns)
    : ledger_(ledger),
      columns_(columns),
      find_(
          ledger.file().prepare("SELECT cells FROM data JOIN unit ON unit.id = data.unit WHERE year = ? AND "
                                "name = ? AND entry = ?")) {}

const std::vector<Correction::Pair>& Correction::pairs(std::int64_t entry) {
  const auto [place, fresh] = pairs_.try_emplace(entry);
  std::vector<Pair>& pairs = place->second;
  if (!fresh) return pairs;
  const std::vector<std::string> before = ledger_.import(entry).columns;
  // A correction may be given its year by --year.
  const auto old_year = year_column(before), new_year = year_column(columns_);
  std::vector<bool> taken(columns_.size(), false);
  if (new_year) taken[*new_year] = true;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (i != old_year) pairs.push_back({i, std::nullopt, before[i]});
  }
  // Of two columns that differ in their units alone, each goes with its own.
  for (const bool whole : {true, false}) {
    for (Pair& pair : pairs) {
      for (std::size_t i = 0; i < columns_.size() && !pair.after; ++i) {
        const bool same = whole ? engine::plain_text(columns_[i]) == engine::plain_text(pair.heading)
                                : name_of(columns_[i]) == name_of(pair.heading);
        if (taken[i] || !same) continue;
        taken[i] = true;
        pair.after = i;
        pair.same_unit = whole;
      }
    }
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (!taken[i]) pairs.push_back({std::nullopt, i, columns_[i]});
  }
  return pairs;
}

void Correction::compare(std::int64_t entry, int year, const std::string& unit,
                         const std::vector<std::string>& cells) {
  changes_.clear();
  loses_ = false;
  find_.bind(year).bind(std::string_view(unit)).bind(entry);
  if (!find_.step()) return;
  const std::vector<std::string> old_cells = from_list(ledger_.file(), find_.bytes(0));
  find_.run();
  for (const Pair& pair : pairs(entry)) {
    const std::string before(pair.before ? engine::trim(old_cells.at(*pair.before)) : "");
    std::string after(pair.after ? engine::trim(cells.at(*pair.after)) : "");
    if (!pair.after && is_value(before)) {
      loses_ = true;
      if (!has(lost_, pair.heading)) lost_.push_back(pair.heading);
    }
    const bool other_unit = !pair.same_unit && is_value(after);
    if (before == after && !other_unit) continue;
    if (other_unit) after = columns_[*pair.after] + " " + after;
    changes_.push_back({pair.heading, before, after});
  }
}

}  // namespace rubric::formats
