// The data of one year that one import of a ledger holds, as chunks of CSV: rows of a ledger go the same way
// as those of a file.
//
//   LedgerTable rows(ledger, entry, year, known);
//   UnitTable table(ruleset, rows, problems);
//   LedgerChunks chunks(rows);              rescoring.chunks(chunks, table, progress)
#pragma once

#include "formats/chunks.hpp"
#include "formats/ledger_table.hpp"

namespace rubric::formats {

class LedgerChunks : public ChunkSource {
 public:
  /// What `rows`, which outlives it, has left.
  explicit LedgerChunks(LedgerTable& rows);

  std::shared_ptr<const TableHead> shared_head() const override { return rows_.shared_head(); }
  bool next(Chunk& chunk) override;
  /// The units of the last chunk's rows, as the ledger calls them.
  const std::vector<std::string>& names() const { return names_; }
  /// A ledger that cannot be read throws (LedgerProblem).
  std::optional<engine::Diagnostic> problem() const override { return std::nullopt; }

  void set_chunk_bytes(std::size_t bytes) { chunk_bytes_ = bytes; }

 private:
  LedgerTable& rows_;
  Row row_;
  std::vector<std::string> names_;
  std::size_t chunk_bytes_;
  std::uint64_t offset_ = 0;
};

}  // namespace rubric::formats
