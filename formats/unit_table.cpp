#include "formats/unit_table.hpp"

#include <algorithm>

#include "engine/cohort.hpp"
#include "engine/compile.hpp"
#include "engine/text.hpp"
#include "formats/text_table.hpp"

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

Diagnostic misread_header(const TableReader& reader, std::size_t wanted, std::size_t found) {
  const std::vector<std::string>& columns = reader.columns();
  const auto filled = std::count_if(columns.begin(), columns.end(),
                                    [](const std::string& heading) { return !trim(heading).empty(); });
  const std::string& first = columns.front();
  const auto has = [&](std::string_view sign) { return first.find(sign) != std::string::npos; };
  Text cause("请核对这份数据是不是按这份规则填的", "are these data for these rules?");
  if (reader.header_row() > 0 && (first[0] == '[' || first[0] == '{')) {
    cause = {"这像是 JSON：请另存为 CSV，或每行写一个单位，文件名用 .jsonl",
             "this looks like JSON: save it as CSV, or write one unit a line into a file named .jsonl"};
  } else if (filled == 1 && (has("，") || has("|") || has("｜") || has("、") || has("；"))) {
    cause = {"各列多半不是用半角逗号隔开的：列之间要用半角逗号、分号或制表符",
             "the columns are probably not separated by commas: use a comma, a semicolon or a tab"};
  } else if (filled == 1 && reader.header_row() > 0) {
    cause = {"第一行只有“" + visible(first) + "”，像是表的标题：请删去它，第一行写各列的名称",
             "the first row is “" + visible(first) +
                 "” alone, probably a title: delete it, so that the first "
                 "row names the columns"};
  }
  return {Code::E763,
          reader.place(reader.header_row()),
          {std::to_string(wanted), std::to_string(found), cause},
          {}};
}

UnitTable::UnitTable(const Ruleset& ruleset, TableReader& reader, std::vector<Diagnostic>& problems)
    : ruleset_(ruleset),
      reader_(reader),
      sources_(ruleset.data.size()),
      rates_(std::make_unique<SmallRates>(ruleset)) {
  for (const std::string& column : reader.columns()) headings_.push_back(plain_text(column));
  for (std::size_t i = 0; i < headings_.size(); ++i) {
    named_.emplace(headings_[i], i);
    named_.emplace(split_heading(headings_[i]).name, i);
  }
  bind_identity();
  if (const std::optional<Diagnostic> misread = misread_header()) {
    problems.push_back(*misread);
    for (std::size_t d = 0; d < ruleset.data.size(); ++d) {
      const std::vector<std::size_t> found = columns_of(ruleset.data[d]);
      if (found.size() == 1) bind_column(d, found[0], problems);
    }
  } else {
    const std::vector<std::string> unused = unused_headings();
    report_identity(unused, problems);
    bind_data(unused, problems);
  }
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
  for (const std::size_t column : identity_columns_) {
    if (column != year_) name_columns_.push_back(column);
  }
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

/// Headings that name nothing which the rules know: what is missing may be among them under another name.
std::vector<std::string> UnitTable::unused_headings() const {
  std::vector<std::string> unused = headings_;
  for (const Datum& datum : ruleset_.data) {
    for (const std::size_t column : columns_of(datum)) unused[column].clear();
  }
  for (const std::size_t column : identity_columns_) unused[column].clear();
  if (year_) unused[*year_].clear();
  return unused;
}

/// Points a finding on a missing column at the column whose heading is near, if there is one.
void UnitTable::suggest(Diagnostic& missing, const std::string& wanted,
                        const std::vector<std::string>& unused) const {
  const std::string name_wanted = plain_text(wanted);
  auto near = nearest(name_wanted, unused);
  if (!near) {  // 单位名称 for 单位, where no other heading has it
    const auto has = [&](const std::string& heading) { return heading.find(name_wanted) == 0; };
    const auto first = std::find_if(unused.begin(), unused.end(), has);
    if (first != unused.end() && std::none_of(first + 1, unused.end(), has)) near = *first;
  }
  if (!near) return;
  const auto found = std::find(unused.begin(), unused.end(), *near);
  const auto column = static_cast<std::size_t>(found - unused.begin());
  const std::string& heading = reader_.columns()[column];
  const Text name = column_name(column);
  if (reader_.header_row() > 0) {
    missing.fixes.push_back(
        {Text(name.zh + " 列的表头“" + heading + "”写成“" + wanted + "”",
              "“" + wanted + "” for “" + heading + "” as the heading of column " + name.en),
         wanted});
  } else {
    missing.fixes.push_back(
        {Text("“" + heading + "”写成“" + wanted + "”", "“" + wanted + "” for “" + heading + "”"), wanted});
  }
}

/// Without its 年度 a file is of one year, which the reader may know; without the unit rows are nobody's.
void UnitTable::report_identity(const std::vector<std::string>& unused,
                                std::vector<Diagnostic>& problems) const {
  for (const std::string& name : ruleset_.identity) {
    if (find_column(name) || plain_text(name) == "年度" || plain_text(name) == "year") continue;
    Diagnostic missing{Code::E762, reader_.place(reader_.header_row()), {name}, {}};
    suggest(missing, name, unused);
    problems.push_back(std::move(missing));
  }
}

/// Where next to nothing of what the rules ask for is there, the first row is hardly the header: said once.
std::optional<Diagnostic> UnitTable::misread_header() const {
  if (!identity_columns_.empty() || year_) return std::nullopt;
  std::size_t wanted = 0, found = 0;
  for (const Datum& datum : ruleset_.data) {
    if (datum.cohort || datum.optional) continue;
    ++wanted;
    if (!columns_of(datum).empty()) ++found;
  }
  if (wanted < 2 || found * 8 > wanted) return std::nullopt;
  if (reader_.columns().empty()) return std::nullopt;
  return formats::misread_header(reader_, wanted, found);
}

void UnitTable::bind_data(const std::vector<std::string>& unused, std::vector<Diagnostic>& problems) {
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
      suggest(missing, datum.name, unused);
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
  if (year_ && !row.fault && !is_year(row.cells[*year_]))
    unit.faults.push_back(no_year(row.cells[*year_], reader_.place(row.number, *year_)));
  if (!row.fault && !is_named([&](std::size_t column) { return row.cells[column]; }))
    unit.faults.push_back(no_name(row.number));
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
    rates_->see(static_cast<DatumId>(d), cell);
    const Place place = reader_.place(row.number, source->column);
    if (place.column > 0) cell.spot = column_letters(place.column) + std::to_string(place.line);
    if (!cell.fault || row.fault) continue;
    cell.fault->place = place;
    unit.faults.push_back(*cell.fault);
  }
}

Diagnostic UnitTable::no_name(std::uint32_t row) const {
  Text names;
  for (const std::size_t column : name_columns_) {
    const std::string& heading = reader_.columns()[column];
    names.zh += (names.zh.empty() ? "" : "”“") + heading;
    names.en += (names.en.empty() ? "" : "”, “") + heading;
  }
  return {Code::W773, reader_.place(row, name_columns_[0]), {names}, {}};
}

std::vector<Diagnostic> UnitTable::remarks() const {
  std::vector<Diagnostic> all;
  for (std::size_t d = 0; d < sources_.size(); ++d) {
    if (!sources_[d] || !rates_->suspicious(static_cast<DatumId>(d))) continue;
    const Place place = reader_.place(reader_.header_row(), sources_[d]->column);
    all.push_back({Code::N772, place, {ruleset_.data[d].name}, {}});
  }
  return all;
}

bool UnitTable::is_year(std::string_view cell) const {
  return year_of(cell) || (!ruleset_.first_year && trim(cell).empty());
}

Diagnostic no_year(std::string_view cell, const Place& place) {
  const std::string text = visible(trim(cell));
  const Text found = text.empty() ? Text("没有写年度", "no year is given")
                                  : Text("“" + text + "”不是年度", "“" + text + "” is no year");
  return {Code::E761, place, {found}, {}};
}

std::string identity_text(std::string_view heading, std::string_view cell) {
  const std::string name = plain_text(heading);
  const std::optional<int> year = name == "年度" || name == "year" ? year_of(cell) : std::nullopt;
  return year ? std::to_string(*year) : plain_text(cell);
}

std::optional<int> year_of(std::string_view cell) {
  const std::string text = plain_text(cell);
  const std::string digits = text.substr(0, 4);
  const bool good = digits.size() == 4 && digits.find_first_not_of("0123456789") == std::string::npos &&
                    (text.size() == 4 || text.substr(4) == "年" || text.substr(4) == "年度");
  return good ? std::optional(std::stoi(digits)) : std::nullopt;
}

}  // namespace rubric::formats
