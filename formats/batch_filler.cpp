#include "formats/batch_filler.hpp"

#include <algorithm>
#include <cstring>

#include "formats/decimal_text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Rows that are read at a time: their text and its marks stay in the first cache for all columns.
constexpr std::size_t block_rows = 64;

/// The year in four digits, which nearly all are; else none.
inline std::int32_t plain_year(std::string_view cell) {
  if (cell.size() != 4) return without_year;
  const std::uint64_t word = eight_before(cell.data() + 4) >> 32 << 32 | every_byte('0') >> 32;
  return all_digits(word) ? static_cast<std::int32_t>(eight_digits(word)) : without_year;
}

}  // namespace

BatchFiller::BatchFiller(const Ruleset& ruleset, const UnitTable& table, std::size_t columns)
    : ruleset_(ruleset),
      table_(table),
      columns_(columns),
      of_use_(PlainGroup::best() != GroupReading::singly && columns >= PlainGroup::most) {
  for (const auto& source : table.sources()) {
    fillers_.emplace_back();
    if (source) fillers_.back().emplace(*source, of_use_);
  }
}

void BatchFiller::fill(const CellPlaces& places, Batch& batch, std::vector<std::uint8_t>& odd) {
  const std::size_t rows = places.rows();
  odd.assign(rows, 0);
  begin(rows, batch);
  for (std::size_t first = 0; first < rows; first += block_rows) {
    const std::size_t last = std::min(first + block_rows, rows);
    for (PlainGroup& group : groups_) group.read(places, first, last);
    for (PlainColumn* column : single_) read_plain_cells(places, first, last, *column);
    for (std::size_t d = 0; d < fillers_.size(); ++d) {
      if (fillers_[d]) fillers_[d]->settle(places, first, last, batch.columns[d], odd);
    }
    if (table_.year_column()) fill_years(places, first, last, batch, odd);
    find_nameless(places, first, last, odd);
  }
  bool some_always_known = false;
  for (std::size_t d = 0; d < fillers_.size(); ++d) {
    if (!fillers_[d]) continue;
    fillers_[d]->end(batch.columns[d]);
    table_.rates().see(static_cast<DatumId>(d), batch.columns[d], fillers_[d]->has_sign());
    some_always_known = some_always_known || batch.columns[d].states.empty();
  }
  // A row of blanks is no unit: only a row that says something is surely one.
  for (std::size_t row = 0; row < rows && !some_always_known; ++row) {
    bool known = false;
    for (std::size_t d = 0; d < fillers_.size() && !known; ++d)
      known = fillers_[d] &&
              (batch.columns[d].states.empty() || batch.columns[d].states[row] == Cell::State::known);
    if (!known) odd[row] = 1;
  }
}

void BatchFiller::begin(std::size_t rows, Batch& batch) {
  batch.rows = rows;
  batch.years.resize(table_.year_column() ? rows : 0);
  batch.columns.resize(fillers_.size());
  for (std::size_t d = 0; d < fillers_.size(); ++d) {
    Column& column = batch.columns[d];
    if (fillers_[d]) {
      if (fillers_[d]->begin(rows, column)) grouped_ = false;
      continue;
    }
    column.numbers.assign(rows, 0);
    column.states.assign(rows, Cell::State::missing);
    if (ruleset_.data[d].many) column.starts.assign(rows + 1, 0);
  }
  if (!grouped_) make_groups();
}

/// Columns that stand near each other are read together, as long as their cells are short.
void BatchFiller::make_groups() {
  groups_.clear();
  single_.clear();
  std::vector<PlainColumn*> together;
  for (std::optional<ColumnFiller>& filler : fillers_) {
    if (!filler || !filler->plain()) continue;
    (filler->is_short() ? together : single_).push_back(filler->plain());
  }
  std::sort(together.begin(), together.end(),
            [](const PlainColumn* a, const PlainColumn* b) { return a->column < b->column; });
  for (PlainColumn* column : together) {
    if (!groups_.empty() && groups_.back().add(*column)) continue;
    groups_.emplace_back(columns_);
    groups_.back().add(*column);
  }
  grouped_ = true;
}

/// A row that names no unit is told of.
void BatchFiller::find_nameless(const CellPlaces& places, std::size_t first, std::size_t last,
                                std::vector<std::uint8_t>& odd) const {
  for (std::size_t row = first; row < last; ++row) {
    if (!table_.is_named([&](std::size_t column) { return places.cell(row, column); })) odd[row] = 1;
  }
}

/// A cell that is no year is a fault of its row.
void BatchFiller::fill_years(const CellPlaces& places, std::size_t first, std::size_t last, Batch& batch,
                             std::vector<std::uint8_t>& odd) const {
  const std::size_t column = *table_.year_column();
  for (std::size_t row = first; row < last; ++row) {
    const std::string_view cell = places.cell(row, column);
    batch.years[row] = plain_year(cell);
    if (batch.years[row] != without_year) continue;
    batch.years[row] = year_of(cell).value_or(without_year);
    if (batch.years[row] == without_year && !table_.is_year(cell)) odd[row] = 1;
  }
}

}  // namespace rubric::formats
