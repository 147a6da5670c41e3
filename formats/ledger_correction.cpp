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

LostColumns::LostColumns(const Ledger& ledger, const std::vector<std::string>& columns)
    : ledger_(ledger),
      find_(
          ledger.file().prepare("SELECT cells FROM data JOIN unit ON unit.id = data.unit WHERE year = ? AND "
                                "name = ? AND entry = ?")) {
  for (const std::string& column : columns) names_.push_back(name_of(column));
}

const std::vector<LostColumns::Column>& LostColumns::not_there(std::int64_t entry) {
  const auto [place, fresh] = not_there_.try_emplace(entry);
  if (!fresh) return place->second;
  const std::vector<std::string> columns = ledger_.import(entry).columns;
  const auto year = year_column(columns);  // a correction may be given its year by --year
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i != year && !has(names_, name_of(columns[i]))) place->second.push_back({i, columns[i]});
  }
  return place->second;
}

bool LostColumns::add(std::int64_t entry, int year, const std::string& unit) {
  const std::vector<Column>& columns = not_there(entry);
  if (columns.empty()) return false;
  find_.bind(year).bind(std::string_view(unit)).bind(entry);
  if (!find_.step()) return false;
  const std::vector<std::string> cells = from_list(ledger_.file(), find_.bytes(0));
  find_.run();
  bool found = false;
  for (const Column& column : columns) {
    if (!is_value(cells.at(column.place))) continue;
    found = true;
    if (!has(lost_, column.heading)) lost_.push_back(column.heading);
  }
  return found;
}

}  // namespace rubric::formats
