#include "formats/chunks.hpp"

#include <algorithm>
#include <cstring>

#include "formats/csv_records.hpp"
#include "formats/encoding.hpp"
#include "formats/file.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

static_assert(head_bytes < ChunkedTable::longest_row);

namespace {

/// Without the beginning of a character at its end.
std::string_view whole_characters(std::string_view text) {
  for (std::size_t back = 1; back <= std::min<std::size_t>(3, text.size()); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if (byte >= 0xC0) return text.substr(0, text.size() - back);
    if (byte < 0x80) break;
  }
  return text;
}

}  // namespace

bool ChunkedTable::open(const std::string& path, const std::string& format,
                        std::vector<Diagnostic>& problems) {
  path_ = path;
  format_ = format;
  if (auto problem = in_.open(path)) {
    problems.push_back(std::move(*problem));
    return false;
  }
  if (formats::format_of(path, format) == TableFormat::csv) read_head();
  return head_ != nullptr;
}

void ChunkedTable::read_head() {
  std::size_t got = 0;
  do {  // a little at first, since most files are small
    if (got == pending_.size()) pending_.resize(std::min(head_bytes, std::max(usual_chunk_bytes, 2 * got)));
    const std::size_t more = in_.read(pending_.data() + got, pending_.size() - got);
    at_end_ = more == 0;
    got += more;
  } while (!at_end_ && got < head_bytes &&
           (in_.ready() || std::count(pending_.begin(), pending_.end(), '\n') < 2));
  pending_.resize(got);
  if (in_.problem()) return;
  const std::string_view sure = at_end_ ? std::string_view(pending_) : whole_characters(pending_);
  if (!is_utf8(sure)) return;
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const bool marked = sure.substr(0, mark.size()) == mark;
  const std::size_t begin = marked ? mark.size() : 0;
  // The header has to end here: only the lines that are whole are looked at.
  std::string_view lines = sure.substr(begin);
  if (!at_end_) lines = lines.substr(0, lines.find_last_of("\r\n") + 1);
  std::vector<Diagnostic> said_by_whole;
  auto head =
      std::make_unique<CsvReader>(path_, std::string(lines), marked ? "UTF-8 BOM" : "UTF-8", said_by_whole);
  if (head->columns().empty() || (!at_end_ && head->at() >= lines.size())) return;
  offset_ = begin + head->at();
  pending_.erase(0, begin + head->at());
  head_ = std::move(head);
}

std::unique_ptr<TableReader> ChunkedTable::whole(std::vector<Diagnostic>& problems) {
  return open_table(in_, path_, format_, std::move(pending_), problems);
}

/// Reads until `to` has `most` bytes from `at` on, or the file ends, or a pipe has nothing more to say.
std::size_t ChunkedTable::read_more(std::vector<char>& to, std::size_t at, std::size_t most) {
  std::size_t got = std::min(most, pending_.size() - pending_at_);
  std::memcpy(to.data() + at, pending_.data() + pending_at_, got);
  pending_at_ += got;
  while (!at_end_ && got < most) {
    const std::size_t more = in_.read(to.data() + at + got, most - got);
    at_end_ = more == 0;
    got += more;
    if (got < most && !in_.ready()) break;
  }
  return got;
}

bool ChunkedTable::next(Chunk& chunk) {
  std::size_t most = chunk_bytes_, size = 0, rows = 0;
  std::string_view text;
  bool too_long = false;
  while (rows == 0) {
    chunk.memory.resize(Chunk::margin + most + Chunk::margin);
    size += read_more(chunk.memory, Chunk::margin + size, most - size);
    if (in_.problem()) return false;
    text = std::string_view(chunk.memory.data() + Chunk::margin, size);
    const bool all = at_end_ && pending_at_ == pending_.size();
    if (all && size == 0) return false;
    rows = all ? size : whole_records(text, head_->head().separator);
    if (rows > 0 || size < most) continue;
    too_long = most >= longest_row;
    if (too_long) rows = whole_characters(text).size();
    most = std::min(2 * most, std::max(longest_row, most));
  }
  chunk.size = rows;
  chunk.offset = offset_;
  offset_ += rows;
  if (too_long) {
    offset_ += size - rows;
    skip_line();
  } else if (pending_at_ < pending_.size()) {
    pending_at_ -= size - rows;  // all of the chunk came from there
  } else {
    pending_.assign(text.substr(rows));
    pending_at_ = 0;
  }
  return true;
}

/// Passes over the rest of a row that is too long, so that no memory is needed for it.
void ChunkedTable::skip_line() {
  std::vector<char> rest(chunk_bytes_);
  for (;;) {
    const std::size_t got = in_.read(rest.data(), rest.size());
    if (got == 0) {
      at_end_ = true;
      return;
    }
    const std::string_view text(rest.data(), got);
    const std::size_t end = std::min(text.find('\n'), got);
    offset_ += std::min(end + 1, got);
    if (end == got) continue;
    pending_.assign(text.substr(end + 1));
    pending_at_ = 0;
    return;
  }
}

}  // namespace rubric::formats
