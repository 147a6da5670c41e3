// The data of one year that one import of a ledger holds, as a table: rows that a later import corrects are
// left out, and a file without 年度 gets that column. Places lie in the file as it was imported.
#pragma once

#include <memory>

#include "formats/ledger.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

class LedgerTable : public TableReader {
 public:
  /// The rows that no import up to `known` corrects. `data`, if given, takes the fingerprint of what is read.
  LedgerTable(const Ledger& ledger, std::int64_t entry, int year, std::int64_t known, Sha256* data = nullptr);

  bool next(Row& row) override;
  /// The unit of the row just read, as the ledger calls it.
  const std::string& unit() const { return unit_; }

 private:
  LedgerTable(const Ledger& ledger, std::int64_t entry, int year, std::int64_t known, Sha256* data,
              const ImportFacts& facts);

  const Database& database_;
  Statement rows_;
  Sha256* data_;
  std::string added_year_;  // of a file without 年度
  std::string unit_;
  bool at_end_ = false;
  std::vector<std::string> read_;  // cells that have escapes in the ledger
};

}  // namespace rubric::formats
