// Scores a chunk of rows, CSV or JSON Lines: text to text.
//
// Regular rows become columns, go through the columnar interpreter and are written from its figures. Every
// other row (quotes, bounds, faults, anything open) is read, scored and written as the ordinary path does it,
// by the same functions, and takes its place among the others.
//
//   ChunkScorer scorer(job);
//   scorer.score(chunk, scored);      scored.text: one line per unit
#pragma once

#include <memory>

#include "engine/columnar.hpp"
#include "formats/chunks.hpp"
#include "formats/column_filler.hpp"
#include "formats/jsonl.hpp"
#include "formats/marks.hpp"
#include "formats/scores.hpp"

namespace rubric::formats {

/// What all chunks have in common. It outlives their scorers, and is read by several threads.
struct ScoreJob {
  ScoreJob(const engine::Ruleset& rules, const engine::Plan& compiled, const UnitTable& units,
           std::shared_ptr<const TableHead> of_file, const ScoreWriter& to, bool is_strict);

  const engine::Ruleset& ruleset;
  const engine::Plan& plan;
  const UnitTable& table;
  std::shared_ptr<const TableHead> head;
  const ScoreWriter& writer;
  bool strict;
  engine::ColumnarPlan columnar;
  bool by_columns;                  // whether any row may take the short way
  std::vector<std::size_t> copied;  // columns that are written as they are
  std::vector<int> digits;          // per item, decimals that are written at least
  int of_total = 0;
  struct Ending {
    std::string padded;  // a grade's cell and the end of the line, and behind `size` anything
    std::size_t size;
  };
  std::vector<Ending> endings;     // by grade
  std::size_t most_of_scores = 0;  // bytes of a row behind what is copied, at most
  std::string dropped;
};

struct ScoredChunk {
  std::string text;
  std::vector<std::vector<engine::Diagnostic>> faults;  // of each unit that has some; lines from the chunk's
  std::uint32_t rows = 0;                               // with blank ones
  Tally tally;
  std::optional<engine::Diagnostic> problem;  // the chunk is not UTF-8; nothing else is set
};

/// For one thread.
class ChunkScorer {
 public:
  explicit ChunkScorer(const ScoreJob& job);
  void score(const Chunk& chunk, ScoredChunk& out);

 private:
  struct RowMark {
    std::uint32_t begin, before;  // where it, or blank rows before it, begin; and how many rows are before
    std::uint32_t regular;        // its place among the regular rows, or none
  };
  void find_rows(std::string_view text, std::uint32_t& rows);
  bool all_regular(std::string_view text, const Marks& all, std::uint32_t& rows);
  void find_rows_singly(std::string_view text, std::size_t count, std::uint32_t& rows);
  void add_regular(std::uint32_t begin, std::size_t mark, std::uint32_t& rows);
  void find_objects(std::string_view text, std::uint32_t& rows);
  bool next_object();
  bool next_row(std::string_view text, const RowMark& mark);
  void score_rows(std::string_view text, ScoredChunk& out);
  void score_row(ScoredChunk& out);
  void fill_columns();
  void fill_years();
  void write(std::string_view text, ScoredChunk& out);
  void write_regular(std::size_t row, ScoredChunk& out);
  /// What is written of a row: its items' scores and, if there is one, the total.
  const engine::Figure& figure(std::size_t place) const {
    return place < job_.digits.size() ? result_.items[place] : result_.total;
  }
  int digits(std::size_t place) const {
    return place < job_.digits.size() ? job_.digits[place] : job_.of_total;
  }
  char* put_figure(char* to, std::size_t place, std::size_t row) const;
  void make_room(std::size_t bytes, ScoredChunk& out);
  void flush(ScoredChunk& out);
  void write_ordinary(std::string_view text, const RowMark& mark, ScoredChunk& out);

  const ScoreJob& job_;
  bool json_;
  CsvReader reader_;
  JsonLinesReader objects_;
  Row row_;
  UnitRow unit_;
  std::vector<std::uint32_t> marks_;
  std::vector<RowMark> rows_;
  CellPlaces places_;
  std::string cells_;  // of JSON Lines: what places_ are in
  std::vector<std::uint8_t> odd_;
  std::vector<std::optional<ColumnFiller>> fillers_;  // by datum
  engine::Batch batch_;
  engine::Workspace workspace_;
  engine::ColumnarResult result_;
  std::vector<const std::int64_t*> ready_;  // by figure: its numbers, if the texts of most are ready
  std::vector<char> line_;                  // text of regular rows that is to follow the chunk's,
  std::size_t gathered_ = 0;                // so many bytes
};

}  // namespace rubric::formats
