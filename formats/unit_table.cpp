#include "formats/unit_table.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string key(std::string_view text) {
  return std::string(trim(fold(text)));
}

}  // namespace

Heading split_heading(const std::string& folded) {
  if (folded.empty() || folded.back() != ')') return {folded, {}};
  const std::size_t open = folded.rfind('(');
  if (open == std::string::npos || open == 0) return {folded, {}};
  return {std::string(trim(std::string_view(folded).substr(0, open))),
          std::string(trim(std::string_view(folded).substr(open + 1, folded.size() - open - 2)))};
}

UnitTable::UnitTable(const Ruleset& ruleset, TableReader& reader, std::string file,
                     std::vector<Diagnostic>& problems)
    : ruleset_(ruleset), reader_(reader), file_(std::move(file)), sources_(ruleset.data.size()) {
  for (const std::string& column : reader.columns()) headings_.push_back(key(column));
  bind_identity();
  bind_data(problems);
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    if (std::find(identity_columns_.begin(), identity_columns_.end(), i) != identity_columns_.end()) continue;
    kept_columns_.push_back(i);
    kept_.push_back(reader.columns()[i]);
  }
}

std::optional<std::size_t> UnitTable::find_column(const std::string& heading) const {
  const auto found = std::find(headings_.begin(), headings_.end(), key(heading));
  if (found == headings_.end()) return std::nullopt;
  return static_cast<std::size_t>(found - headings_.begin());
}

Place UnitTable::place(std::uint32_t row, std::size_t column) const {
  Place place;
  place.file = file_;
  place.line = row;
  place.column = static_cast<std::uint32_t>(column + 1);
  place.subject = reader_.columns()[column];
  return place;
}

void UnitTable::bind_identity() {
  for (const std::string& name : ruleset_.identity) {
    const std::optional<std::size_t> column = find_column(name);
    if (!column) continue;
    identity_columns_.push_back(*column);
    identity_.push_back(reader_.columns()[*column]);
  }
  year_ = find_column("年度");
  if (!year_) year_ = find_column("year");
}

void UnitTable::bind_data(std::vector<Diagnostic>& problems) {
  for (std::size_t d = 0; d < ruleset_.data.size(); ++d) {
    const Datum& datum = ruleset_.data[d];
    std::vector<std::string> names{key(datum.name)};
    for (const std::string& other : datum.columns) names.push_back(key(other));
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      const bool whole = std::find(names.begin(), names.end(), headings_[i]) != names.end();
      const bool with_unit =
          std::find(names.begin(), names.end(), split_heading(headings_[i]).name) != names.end();
      if (whole || with_unit) found.push_back(i);
    }
    if (found.size() == 1) {
      bind_column(d, found[0], problems);
    } else if (found.size() > 1) {
      problems.push_back({Code::E732,
                          place(1, found[1]),
                          {datum.name, column_letters(static_cast<std::uint32_t>(found[0] + 1)),
                           column_letters(static_cast<std::uint32_t>(found[1] + 1))},
                          {}});
    } else if (!datum.optional) {
      Place where;
      where.file = file_;
      where.line = 1;
      Diagnostic missing{Code::E731, std::move(where), {datum.name}, {}};
      const auto near = nearest(key(datum.name), headings_);
      if (near) missing.fixes.push_back({Text("“" + *near + "”？"), ""});
      problems.push_back(std::move(missing));
    }
  }
}

/// A heading may carry a unit of its own: 全年预算（元） in a file whose rules count in 万元.
void UnitTable::bind_column(std::size_t d, std::size_t column, std::vector<Diagnostic>& problems) {
  Source source{column, ruleset_.data[d]};
  const Heading heading = split_heading(headings_[column]);
  if (headings_[column] != key(source.datum.name) && !heading.unit.empty() &&
      source.datum.kind == Kind::quantity) {
    const Unit unit = find_unit(heading.unit);
    if (!agree(unit, source.datum.unit)) {
      problems.push_back(
          {Code::E733, place(1, column), {heading.unit, source.datum.name, source.datum.unit.word}, {}});
      return;
    }
    source.datum.unit = unit;
  }
  sources_[d] = std::move(source);
}

bool UnitTable::next(UnitRow& unit, std::vector<Diagnostic>& problems) {
  if (!reader_.next(row_, problems)) return false;
  unit.row = row_.number;
  unit.faults.clear();
  unit.data.key.clear();
  unit.kept.clear();
  unit.data.cells.resize(ruleset_.data.size());
  for (const std::size_t column : identity_columns_) unit.data.key.emplace_back(row_.cells[column]);
  for (const std::size_t column : kept_columns_) unit.kept.emplace_back(row_.cells[column]);
  if (row_.fault) unit.faults.push_back(*row_.fault);
  for (std::size_t d = 0; d < sources_.size(); ++d) {
    Cell& cell = unit.data.cells[d];
    const std::optional<Source>& source = sources_[d];
    cell = read_cell(source ? row_.cells[source->column] : std::string_view(),
                     source ? source->datum : ruleset_.data[d]);
    if (row_.fault) cell.state = Cell::State::faulty;  // which cell is whose is not known
    if (!source) continue;
    cell.spot = column_letters(static_cast<std::uint32_t>(source->column + 1)) + std::to_string(row_.number);
    if (!cell.fault || row_.fault) continue;
    cell.fault->place = place(row_.number, source->column);
    unit.faults.push_back(*cell.fault);
  }
  return true;
}

std::optional<int> UnitTable::year(const UnitRow& unit) const {
  (void)unit;
  if (!year_) return std::nullopt;
  const std::string text = key(row_.cells[*year_]);
  const std::string digits = text.substr(0, 4);
  const bool good = digits.size() == 4 && digits.find_first_not_of("0123456789") == std::string::npos &&
                    (text.size() == 4 || text.substr(4) == "年" || text.substr(4) == "年度");
  return good ? std::optional(std::stoi(digits)) : std::nullopt;
}

}  // namespace rubric::formats
