// What all chunks of a file that is scored as a stream have in common.
//
//   const ScoreJob job(ruleset, plan, table, head, writer, strict);
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/columnar.hpp"
#include "formats/scores.hpp"
#include "formats/table.hpp"
#include "formats/text_buffer.hpp"

namespace rubric::formats {

/// The rows that a thread scores one by one before it makes a routine, since that takes as long: a file of
/// one unit needs none.
inline constexpr std::size_t usual_few_rows = 16;

/// Whether units of the table can be scored by the columnar interpreter at all.
bool goes_by_columns(const engine::Ruleset& ruleset, const engine::Plan& plan, const UnitTable& table);
/// The least decimals of each item's score, the total's last where there is one; -1: the item has none.
std::vector<int> score_digits(const engine::Ruleset& ruleset);

/// It outlives the scorers of its chunks, and is read by several threads.
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
  std::vector<int> digits;          // by what is written: score_digits()
  /// Bytes of a chunk that go through the columns at a time, so that all that is made of them stays in the
  /// second cache; but of a wide table some rows.
  std::size_t piece_bytes;
  std::size_t few_rows = usual_few_rows;
};

struct ScoredChunk {
  TextBuffer text;
  std::vector<std::vector<engine::Diagnostic>> faults;  // of each unit that has some; lines from the chunk's
  std::uint32_t rows = 0;                               // with blank ones
  Tally tally;
  std::optional<engine::Diagnostic> problem;  // the chunk is not UTF-8; nothing else is set
};

}  // namespace rubric::formats
