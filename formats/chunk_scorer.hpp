// Scores a chunk of rows, CSV or JSON Lines: text to text.
//
// Regular rows become columns, go through the columnar interpreter and are written from its figures. Every
// other row (quotes, bounds, faults, anything open) is read, scored and written as the ordinary path does it,
// by the same functions, and takes its place among the others. That is done piece by piece.
//
//   ChunkScorer scorer(job);
//   scorer.score(chunk, scored);      scored.text: one line per unit
#pragma once

#include "formats/batch_filler.hpp"
#include "formats/chunks.hpp"
#include "formats/row_pieces.hpp"
#include "formats/row_writer.hpp"

namespace rubric::formats {

/// For one thread.
class ChunkScorer {
 public:
  explicit ChunkScorer(const ScoreJob& job);
  void score(const Chunk& chunk, ScoredChunk& out);

 private:
  void score_piece(ScoredChunk& out);
  void run_columns();
  void write_regular(const RowPieces::Run& run, ScoredChunk& out);
  void score_row(ScoredChunk& out);

  const ScoreJob& job_;
  RowPieces pieces_;
  UnitRow unit_;
  std::string line_;         // of an ordinary row
  std::size_t regular_ = 0;  // rows so far

  // Of the piece:
  std::vector<std::uint8_t> odd_;
  BatchFiller filler_;
  engine::Batch batch_;
  engine::Workspace workspace_;
  engine::ColumnarResult result_;
  RowWriter writer_;
};

}  // namespace rubric::formats
