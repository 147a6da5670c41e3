#include "formats/ledger_table.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::formats {

std::optional<std::size_t> year_column(const std::vector<std::string>& columns) {
  for (const std::string_view name : {"年度", "year"}) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (engine::trim(engine::fold(columns[i])) == name) return i;
    }
  }
  return std::nullopt;
}

LedgerTable::LedgerTable(const Ledger& ledger, std::int64_t entry, int year, Corrected corrected)
    : LedgerTable(ledger, entry, year, std::move(corrected), ledger.import(entry)) {}

LedgerTable::LedgerTable(const Ledger& ledger, std::int64_t entry, int year, Corrected corrected,
                         ImportFacts facts)
    : TableReader(facts.file, facts.encoding),
      rows_(ledger, entry, year, facts.columns.size()),
      corrected_(std::move(corrected)) {
  columns_ = std::move(facts.columns);
  header_row_ = facts.header_row;
  if (year_column(columns_)) return;
  const bool english = std::find(columns_.begin(), columns_.end(), "unit") != columns_.end();
  columns_.push_back(english ? "year" : "年度");
  year_ = std::to_string(year);
}

bool LedgerTable::next(Row& row) {
  do {
    if (!rows_.next(row_)) return false;
  } while (std::binary_search(corrected_.begin(), corrected_.end(), row_.key));
  keys_.push_back(row_.key);
  row.number = row_.number;
  row.fault.reset();
  row.cells.assign(row_.cells.begin(), row_.cells.end());
  if (!year_.empty()) row.cells.push_back(year_);
  return true;
}

std::vector<std::unique_ptr<LedgerTable>> year_tables(const Ledger& ledger, int year, std::int64_t known) {
  const std::vector<std::int64_t> imports = ledger.imports_of(year, known);
  std::vector<std::unique_ptr<LedgerTable>> tables;
  Corrected corrected;
  for (auto import = imports.rbegin(); import != imports.rend(); ++import) {
    tables.push_back(std::make_unique<LedgerTable>(ledger, *import, year, corrected));
    if (import + 1 == imports.rend()) break;
    ledger.add_keys(*import, year, corrected);
    std::sort(corrected.begin(), corrected.end());
  }
  std::reverse(tables.begin(), tables.end());
  return tables;
}

}  // namespace rubric::formats
