// The units of a year of a ledger, scored as a run records them: by columns as far as they go, the others one
// by one, with the same texts.
//
//   LedgerScorer scorer(ruleset, plan, rows, table);      rows: a LedgerTable that `table` is bound to
//   for (ScoredUnit unit; scorer.next(unit);) …           unit.row.total, unit.faults
#pragma once

#include <optional>

#include "engine/columnar.hpp"
#include "formats/batch_filler.hpp"
#include "formats/ledger_chunks.hpp"
#include "formats/row_pieces.hpp"

namespace rubric::formats {

struct ScoredUnit {
  ScoreRow row;
  std::vector<engine::Diagnostic> faults;  // of its cells, and of what could not be computed
  bool possible = true;                    // it has a total, perhaps as an interval, or needs none
};

/// One unit by evaluate(); what cannot be computed is added to the unit's faults.
ScoredUnit score_one(const engine::Ruleset& ruleset, const engine::Plan& plan, const std::string& name,
                     UnitRow& unit);

/// For rules without figures over all units. All that it is given outlives it.
class LedgerScorer {
 public:
  LedgerScorer(const engine::Ruleset& ruleset, const engine::Plan& plan, LedgerTable& rows,
               const UnitTable& table);
  /// The next unit, in the order of the rows.
  bool next(ScoredUnit& unit);
  /// Units that did not go by columns.
  std::uint64_t one_by_one() const { return one_by_one_; }

  void set_chunk_bytes(std::size_t bytes) { chunks_.set_chunk_bytes(bytes); }

 private:
  void score_chunk();
  void run_columns();
  void add_regular(std::size_t row, std::size_t place);
  void add_ordinary();
  std::string text(const engine::Figure& figure, std::size_t row, int at_least) const;

  const engine::Ruleset& ruleset_;
  const engine::Plan& plan_;
  const UnitTable& table_;
  LedgerChunks chunks_;
  engine::ColumnarPlan columnar_;
  bool by_columns_;
  std::vector<int> digits_;  // by item, the total last; as score_digits()
  RowPieces pieces_;
  BatchFiller filler_;
  Chunk chunk_;
  engine::Batch batch_;
  engine::Workspace workspace_;
  engine::ColumnarResult result_;
  std::vector<std::uint8_t> odd_;
  std::vector<ScoredUnit> units_;  // of the chunk
  std::size_t given_ = 0, regular_ = 0;
  UnitRow unit_;
  std::uint64_t one_by_one_ = 0;
};

}  // namespace rubric::formats
