// The data of one year that one import of a ledger holds, as a table: rows that a later import corrects are
// left out, and a file without 年度 gets that column. Places lie in the file as it was imported.
#pragma once

#include "formats/ledger.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

/// Units that a later import corrects, sorted.
using Corrected = std::vector<UnitKey>;

class LedgerTable : public TableReader {
 public:
  LedgerTable(const Ledger& ledger, std::int64_t entry, int year, Corrected corrected);

  bool next(Row& row) override;
  /// The keys of the rows given so far.
  const std::vector<UnitKey>& keys() const { return keys_; }

 private:
  LedgerTable(const Ledger& ledger, std::int64_t entry, int year, Corrected corrected, ImportFacts facts);

  StoredRows rows_;
  Corrected corrected_;
  BlockRow row_;
  std::string year_;  // of a file without 年度
  std::vector<UnitKey> keys_;
};

/// The tables that together hold a year's units as known, each unit once.
std::vector<std::unique_ptr<LedgerTable>> year_tables(const Ledger& ledger, int year, std::int64_t known);

/// The column that has a row's year; nothing if there is none.
std::optional<std::size_t> year_column(const std::vector<std::string>& columns);

}  // namespace rubric::formats
