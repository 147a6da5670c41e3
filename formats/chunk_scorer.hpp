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
#include "formats/jsonl.hpp"
#include "formats/marks.hpp"
#include "formats/row_writer.hpp"

namespace rubric::formats {

/// For one thread.
class ChunkScorer {
 public:
  explicit ChunkScorer(const ScoreJob& job);
  void score(const Chunk& chunk, ScoredChunk& out);

 private:
  /// Where a row, or blank rows before it, begin, and how many rows of the chunk are before.
  struct RowMark {
    std::uint32_t begin, before;
  };
  /// A row that is not regular.
  struct OtherRow {
    RowMark mark;
    std::uint32_t rows;   // of the chunk, with this one
    std::size_t regular;  // of the piece, before it
  };
  std::size_t find_piece(std::string_view text, std::size_t begin, std::uint32_t& rows);
  std::size_t find_rows(std::string_view text, std::size_t end, std::size_t begin, std::uint32_t& rows);
  std::size_t all_regular(std::string_view text, const Marks& all, std::uint32_t& rows);
  bool is_regular(std::string_view text, std::size_t mark, std::size_t count) const;
  bool cells_fit(std::size_t mark) const;
  std::size_t find_objects(std::string_view text, std::size_t begin, std::uint32_t& rows);
  bool next_object();
  bool next_row(std::string_view text, const RowMark& mark);
  void score_rows(std::string_view text, ScoredChunk& out);
  void score_row(ScoredChunk& out);
  void write(std::string_view text, std::uint32_t before, ScoredChunk& out);
  void write_regular(std::string_view text, std::size_t first, std::size_t last, std::uint32_t before,
                     ScoredChunk& out);
  void write_ordinary(std::string_view text, const RowMark& mark, bool is_regular, ScoredChunk& out);

  const ScoreJob& job_;
  bool json_;
  std::size_t columns_;
  CsvReader reader_;
  JsonLinesReader objects_;
  Row row_;
  UnitRow unit_;
  std::string line_;  // of an ordinary row

  // Of the piece:
  std::vector<std::uint32_t> marks_;  // the first one is the place before it
  CellPlaces places_;                 // of regular rows
  std::vector<OtherRow> others_;
  std::string cells_;                // of JSON Lines: what places_ are in,
  std::vector<RowMark> objects_at_;  // and where the rows are in the chunk
  std::vector<std::uint8_t> odd_;
  BatchFiller filler_;
  engine::Batch batch_;
  engine::Workspace workspace_;
  engine::ColumnarResult result_;
  RowWriter writer_;
};

}  // namespace rubric::formats
