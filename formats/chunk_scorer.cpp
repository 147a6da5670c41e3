#include "formats/chunk_scorer.hpp"

#include <algorithm>
#include <cstring>

#include "engine/text.hpp"
#include "formats/encoding.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

ChunkScorer::ChunkScorer(const ScoreJob& job)
    : job_(job),
      pieces_(job.table, job.head, {job.writer.keeps(), job.copied, job.piece_bytes, /*long_rows*/ true}),
      filler_(job.ruleset, job.table, job.head->columns.size()),
      writer_(job) {}

void ChunkScorer::score(const Chunk& chunk, ScoredChunk& out) {
  out.text.clear();
  out.faults.clear();
  out.rows = 0;
  out.tally = {};
  out.problem.reset();
  const std::string_view text = chunk.rows();
  if (!is_utf8(text)) {
    out.problem = unreadable(job_.head->file, text, find_invalid_utf8(text).value_or(0), chunk.offset);
    return;
  }
  pieces_.begin(text);
  if (!job_.by_columns) {
    while (pieces_.read_next()) score_row(out);
  }
  while (job_.by_columns && pieces_.next()) score_piece(out);
  out.rows = pieces_.count();
}

void ChunkScorer::score_piece(ScoredChunk& out) {
  const std::size_t rows = pieces_.places().rows();
  regular_ += rows;
  if (regular_ <= job_.few_rows) {
    odd_.assign(rows, 1);
  } else if (rows > 0) {
    run_columns();
  }
  pieces_.each([&](const RowPieces::Run& run) { write_regular(run, out); },
               [&](const RowPieces::Mark& mark) {
                 if (pieces_.read(mark)) score_row(out);
               });
}

void ChunkScorer::run_columns() {
  filler_.fill(pieces_.places(), batch_, odd_);
  job_.columnar.run(batch_, workspace_, result_);
  for (std::size_t row = 0; row < batch_.rows; ++row) odd_[row] |= result_.unsettled[row];
  writer_.begin(pieces_.places(), result_);
}

void ChunkScorer::write_regular(const RowPieces::Run& run, ScoredChunk& out) {
  for (std::size_t row = run.first; row < run.last;) {
    const void* const odd = std::memchr(&odd_[row], 1, run.last - row);
    const std::size_t end =
        odd ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(odd) - odd_.data()) : run.last;
    writer_.write(row, end, out.text);
    out.tally.units += end - row;
    for (; row < end && !batch_.years.empty(); ++row) {
      if (batch_.years[row] != without_year && out_of_force(job_.ruleset, batch_.years[row]))
        ++out.tally.out_of_force;
    }
    row = end;
    if (row == run.last) return;
    if (pieces_.read(run, row)) score_row(out);
    ++row;
  }
}

void ChunkScorer::score_row(ScoredChunk& out) {
  job_.table.fill(pieces_.row(), unit_);
  const Outcome outcome = score_unit(job_.ruleset, job_.plan, unit_, job_.strict, out.tally);
  line_.clear();
  job_.writer.append(line_, unit_, outcome);
  out.text.append(line_);
  if (!unit_.faults.empty()) out.faults.push_back(unit_.faults);
}

}  // namespace rubric::formats
