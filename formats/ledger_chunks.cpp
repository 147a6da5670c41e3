#include "formats/ledger_chunks.hpp"

#include <algorithm>

#include "formats/csv.hpp"

namespace rubric::formats {

namespace {

void append(std::vector<char>& memory, std::string_view text) {
  memory.insert(memory.end(), text.begin(), text.end());
}

}  // namespace

LedgerChunks::LedgerChunks(LedgerTable& rows)
    : rows_(rows),
      chunk_bytes_(std::max(usual_chunk_bytes, bytes_of_rows(rows_of_chunk, rows.columns().size()))) {}

bool LedgerChunks::next(Chunk& chunk) {
  std::vector<char>& memory = chunk.memory;
  memory.assign(Chunk::margin, '\0');
  chunk.places.clear();
  names_.clear();
  while (memory.size() < Chunk::margin + chunk_bytes_ && rows_.next(row_)) {
    chunk.places.push_back(row_.number);
    names_.push_back(rows_.unit());
    for (std::size_t i = 0; i < row_.cells.size(); ++i) {
      if (i > 0) memory.push_back(',');
      if (stands_plain(row_.cells[i])) {
        append(memory, row_.cells[i]);
      } else {
        append(memory, csv_cell(row_.cells[i]));
      }
    }
    memory.push_back('\n');
  }
  chunk.size = memory.size() - Chunk::margin;
  chunk.offset = offset_;
  offset_ += chunk.size;
  memory.resize(memory.size() + Chunk::margin);
  return chunk.size > 0;
}

}  // namespace rubric::formats
