#include "formats/unit_table.hpp"

#include <algorithm>

#include "engine/cohort.hpp"
#include "engine/compile.hpp"
#include "engine/text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// What a datum's column may be called.
std::vector<std::string> names_of(const Datum& datum) {
  std::vector<std::string> names{plain_text(datum.name)};
  for (const std::string& other : datum.columns) names.push_back(plain_text(other));
  return names;
}

}  // namespace

std::optional<std::size_t> year_column(const std::vector<std::string>& columns) {
  for (const std::string_view name : {"年度", "year"}) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (plain_text(columns[i]) == name) return i;
    }
  }
  return std::nullopt;
}

Heading split_heading(const std::string& folded) {
  if (folded.empty() || folded.back() != ')') return {folded, {}};
  const std::size_t open = folded.rfind('(');
  if (open == std::string::npos || open == 0) return {folded, {}};
  return {std::string(trim(std::string_view(folded).substr(0, open))),
          std::string(trim(std::string_view(folded).substr(open + 1, folded.size() - open - 2)))};
}

UnitTable::UnitTable(const Ruleset& ruleset, TableReader& reader, std::vector<Diagnostic>& problems)
    : ruleset_(ruleset), reader_(reader), sources_(ruleset.data.size()) {
  for (const std::string& column : reader.columns()) headings_.push_back(plain_text(column));
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    named_.emplace(headings_[i], i);
    named_.emplace(split_heading(headings_[i]).name, i);
  }
  bind_identity();
  bind_data(problems);
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    if (std::find(identity_columns_.begin(), identity_columns_.end(), i) != identity_columns_.end()) continue;
    kept_columns_.push_back(i);
    kept_.push_back(reader.columns()[i]);
  }
}

std::optional<std::size_t> UnitTable::find_column(const std::string& heading) const {
  const auto found = std::find(headings_.begin(), headings_.end(), plain_text(heading));
  if (found == headings_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - headings_.begin());
}

void UnitTable::bind_identity() {
  for (const std::string& name : ruleset_.identity) {
    const std::optional<std::size_t> column = find_column(name);
    if (!column) continue;
    identity_columns_.push_back(*column);
    identity_.push_back(reader_.columns()[*column]);
  }
  year_ = formats::year_column(headings_);
}

std::vector<std::size_t> UnitTable::columns_of(const Datum& datum) const {
  std::vector<std::size_t> found;
  for (const std::string& name : names_of(datum)) {
    const auto [begin, end] = named_.equal_range(name);
    for (auto column = begin; column != end; ++column) found.push_back(column->second);
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

bool UnitTable::asks_for(const std::string& heading) const {
  const std::string whole = plain_text(heading), name = split_heading(whole).name;
  const auto is = [&](const std::string& wanted) { return wanted == whole || wanted == name; };
  for (const std::string& wanted : ruleset_.identity) {
    if (plain_text(wanted) == whole) return true;
  }
  for (const Datum& datum : ruleset_.data) {
    const std::vector<std::string> names = names_of(datum);
    if (std::any_of(names.begin(), names.end(), is)) return true;
  }
  return whole == "年度" || whole == "year";
}

void UnitTable::bind_data(std::vector<Diagnostic>& problems) {
  std::vector<std::string> unused = headings_;  // what a missing datum's column may be called instead
  for (const Datum& datum : ruleset_.data) {
    for (const std::size_t column : columns_of(datum)) unused[column].clear();
  }
  for (std::size_t d = 0; d < ruleset_.data.size(); ++d) {
    const Datum& datum = ruleset_.data[d];
    if (datum.cohort) continue;
    const std::vector<std::size_t> found = columns_of(datum);
    if (found.size() == 1) {
      bind_column(d, found[0], problems);
    } else if (found.size() > 1) {
      problems.push_back({Code::E732,
                          reader_.place(reader_.header_row(), found[1]),
                          {datum.name, column_name(found[0]), column_name(found[1])},
                          {}});
    } else if (!datum.optional) {
      Diagnostic missing{Code::E731, reader_.place(reader_.header_row()), {datum.name}, {}};
      const auto near = nearest(plain_text(datum.name), unused);
      if (near) missing.fixes.push_back({Text("“" + *near + "”？"), ""});
      problems.push_back(std::move(missing));
    }
  }
}

/// "C", or the heading where columns have no letters.
Text UnitTable::column_name(std::size_t column) const {
  if (reader_.header_row() > 0) return column_letters(static_cast<std::uint32_t>(column + 1));
  return "“" + reader_.columns()[column] + "”";
}

/// A heading may carry a unit of its own: 全年预算（元） in a file whose rules count in 万元.
void UnitTable::bind_column(std::size_t d, std::size_t column, std::vector<Diagnostic>& problems) {
  Source source{column, ruleset_.data[d]};
  const std::string& whole = headings_[column];
  const Heading heading = split_heading(whole);
  if (!heading.unit.empty() && whole != plain_text(source.datum.name) &&
      source.datum.kind == Kind::quantity) {
    const std::vector<std::string> names = names_of(source.datum);
    const bool an_alias = std::find(names.begin(), names.end(), whole) != names.end();
    const Unit unit = find_unit(heading.unit);
    if (agree(unit, source.datum.unit)) {
      source.datum.unit = unit;
    } else if (!an_alias) {
      problems.push_back({Code::E733,
                          reader_.place(reader_.header_row(), column),
                          {heading.unit, source.datum.name, source.datum.unit.word},
                          {}});
      return;
    }
  }
  sources_[d] = std::move(source);
}

bool UnitTable::next(UnitRow& unit) {
  if (ruleset_.cohort.empty()) return read(unit);
  if (given_ == 0) read_all();
  if (given_ == all_.size()) return false;
  unit = std::move(all_[given_++]);
  return true;
}

void UnitTable::read_all() {
  tell_repeated();
  UnitRow unit;
  while (read(unit)) all_.push_back(unit);
  std::vector<UnitData*> data;
  for (UnitRow& row : all_) data.push_back(&row.data);
  fill_cohort(ruleset_, compile(ruleset_), data);
}

bool UnitTable::read(UnitRow& unit) {
  if (!reader_.next(row_)) return false;
  fill(row_, unit);
  const std::string identity = tell_repeated_ && !row_.fault ? identity_of(unit) : std::string();
  if (identity.empty()) return true;
  const auto [first, is_new] = rows_.emplace(identity, unit.place.line);
  if (is_new) return true;
  std::string name;
  for (const std::string& part : unit.data.key) name += (name.empty() ? "" : " ") + part;
  unit.faults.push_back({Code::W760, unit.place, {name, std::to_string(first->second)}, {}});
  return true;
}

/// The same for rows of one unit and year; nothing for a row that names no unit.
std::string UnitTable::identity_of(const UnitRow& unit) const {
  std::string text = unit.data.year ? std::to_string(*unit.data.year) : std::string();
  bool named = false;
  for (std::size_t i = 0; i < identity_columns_.size(); ++i) {
    if (identity_columns_[i] == year_ && unit.data.year) continue;
    const std::string part = plain_text(unit.data.key[i]);
    text += '\n' + part;
    named = named || (identity_columns_[i] != year_ && !part.empty());
  }
  return named ? text : std::string();
}

void UnitTable::fill(const Row& row, UnitRow& unit) const {
  unit.data.year = year_ ? year_of(row.cells[*year_]) : std::nullopt;
  unit.place = reader_.place(row.number);
  unit.faults.clear();
  unit.data.key.clear();
  unit.kept.clear();
  unit.data.cells.resize(ruleset_.data.size());
  for (const std::size_t column : identity_columns_) unit.data.key.emplace_back(row.cells[column]);
  for (const std::size_t column : kept_columns_) unit.kept.emplace_back(row.cells[column]);
  if (row.fault) unit.faults.push_back(*row.fault);
  for (std::size_t d = 0; d < sources_.size(); ++d) {
    Cell& cell = unit.data.cells[d];
    const std::optional<Source>& source = sources_[d];
    cell = read_cell(source ? row.cells[source->column] : std::string_view(),
                     source ? source->datum : ruleset_.data[d]);
    if (row.fault) cell.state = Cell::State::faulty;  // which cell is whose is not known
    if (!source) continue;
    const Place place = reader_.place(row.number, source->column);
    if (place.column > 0) cell.spot = column_letters(place.column) + std::to_string(place.line);
    if (!cell.fault || row.fault) continue;
    cell.fault->place = place;
    unit.faults.push_back(*cell.fault);
  }
}

std::optional<int> year_of(std::string_view cell) {
  const std::string text = plain_text(cell);
  const std::string digits = text.substr(0, 4);
  const bool good = digits.size() == 4 && digits.find_first_not_of("0123456789") == std::string::npos &&
                    (text.size() == 4 || text.substr(4) == "年" || text.substr(4) == "年度");
  return good ? std::optional(std::stoi(digits)) : std::nullopt;
}

}  // namespace rubric::formats
