#include "formats/chunks.hpp"

#include <algorithm>
#include <cstring>

#include "formats/csv_records.hpp"
#include "formats/encoding.hpp"
#include "formats/file.hpp"
#include "formats/jsonl.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

static_assert(head_bytes < ChunkedTable::longest_row);
static_assert(Chunk::margin >= PlainObjects::margin);

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
  kind_ = formats::format_of(path, format);
  read_head(problems);
  if (!head_) return false;
  chunk_bytes_ = std::max(chunk_bytes_, bytes_of_rows(rows_of_chunk, head_->columns().size()));
  return true;
}

/// Reads the bytes that decide, or all there are. CSV from a pipe whose writer pauses begins with what has
/// come, if that is a row; the keys of JSON Lines are worth waiting for.
void ChunkedTable::read_beginning() {
  std::size_t got = pending_.size(), most = head_bytes;
  const auto goes_on = [&] {
    if (at_end_ || got == most) return false;
    return is_json() || in_.ready() || std::count(pending_.begin(), pending_.end(), '\n') < 2;
  };
  // A little at first, since most files are small: of a small file, one byte more, in which its end shows.
  const std::size_t first = in_.size() == 0 || in_.size() >= usual_chunk_bytes
                                ? usual_chunk_bytes
                                : static_cast<std::size_t>(in_.size()) + 1;
  const auto read = [&] {
    do {
      if (got == pending_.size()) pending_.resize(std::min(most, std::max(first, 2 * got)));
      const std::size_t more = in_.read(pending_.data() + got, pending_.size() - got);
      at_end_ = more == 0;
      got += more;
    } while (goes_on());
    pending_.resize(got);
  };
  read();
  // Only where the first line is too long for a row, too, is more of it in vain.
  const bool no_line = !at_end_ && pending_.find_first_of(line_ends()) == std::string::npos;
  if (!no_line || (is_json() && in_.plain())) return;
  most = longest_row;
  read();
}

void ChunkedTable::read_head(std::vector<Diagnostic>& problems) {
  read_beginning();
  if (in_.problem()) return;
  if (is_json()) pending_.reserve(pending_.size() + PlainObjects::margin);
  const std::string_view sure = at_end_ ? std::string_view(pending_) : whole_characters(pending_);
  if (!is_utf8(sure)) return;
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  const std::size_t begin = sure.substr(0, mark.size()) == mark ? mark.size() : 0;
  std::string_view lines = sure.substr(begin);
  // Only the lines that are whole are looked at.
  if (!at_end_) lines = lines.substr(0, lines.find_last_of(line_ends()) + 1);
  if (lines.empty() && pending_.size() == longest_row) {
    Place place;
    place.file = path_;
    place.line = 1;
    problems.push_back({Code::E715, std::move(place), {std::to_string(max_row_bytes)}, {}});
  } else if (is_json()) {
    read_json_head(lines, begin, problems);
  } else {
    read_csv_head(lines, begin);
  }
}

void ChunkedTable::read_csv_head(std::string_view lines, std::size_t begin) {
  std::vector<Diagnostic> said_by_whole;
  auto head = std::make_unique<CsvReader>(path_, std::string(lines), begin > 0 ? "UTF-8 BOM" : "UTF-8",
                                          said_by_whole);
  // The header has to end here.
  if (head->columns().empty() || (!at_end_ && head->at() >= lines.size())) return;
  offset_ = begin + head->at();
  pending_.erase(0, begin + head->at());
  head_ = std::move(head);
}

void ChunkedTable::read_json_head(std::string_view lines, std::size_t begin,
                                  std::vector<Diagnostic>& problems) {
  const auto head = std::make_shared<TableHead>();
  head->file = path_;
  head->encoding = begin > 0 ? "UTF-8 BOM" : "UTF-8";
  head->format = TableFormat::json_lines;
  std::optional<Diagnostic> first_fault;
  if (at_end_ || !in_.plain()) {
    std::uint32_t line = 0;
    PlainObjects plain;
    first_fault = add_columns(lines, line, *head, plain);
    head->unfinished = !at_end_;
    pending_.erase(0, begin);
  } else {
    bool utf8 = true;
    first_fault = pass_over(*head, begin, utf8);
    if (!utf8 || in_.problem()) return;
  }
  offset_ = begin;
  if (head->columns.empty()) {
    problems.push_back({Code::E725, head->place(0), {}, {}});
    if (first_fault) problems.push_back(std::move(*first_fault));
    return;
  }
  head_ = std::make_unique<JsonLinesReader>(head);
}

/// Reads a plain file to its end for its columns, and goes back to `begin`; or to its first byte, if it is
/// not UTF-8. Gives what is wrong with the first line that is no object.
std::optional<Diagnostic> ChunkedTable::pass_over(TableHead& head, std::size_t begin, bool& utf8) {
  std::optional<Diagnostic> first_fault;
  pending_at_ = begin;
  std::uint32_t line = 0;
  PlainObjects plain;
  for (Chunk chunk; utf8 && next(chunk);) {
    utf8 = is_utf8(chunk.rows());
    if (!utf8) break;
    std::optional<Diagnostic> fault = add_columns(chunk.rows(), line, head, plain);
    if (!first_fault) first_fault = std::move(fault);
  }
  pending_.clear();
  pending_at_ = 0;
  at_end_ = !in_.again();
  if (!utf8) return first_fault;
  pending_.resize(begin);
  in_.read(pending_.data(), begin);
  pending_.clear();
  return first_fault;
}

std::unique_ptr<TableReader> ChunkedTable::whole(std::vector<Diagnostic>& problems) {
  return open_table(in_, path_, format_, std::move(pending_), problems);
}

/// Reads until `to` has `most` bytes from `at` on, or the file ends, or some have come and a pipe has nothing
/// more to say.
std::size_t ChunkedTable::read_more(std::vector<char>& to, std::size_t at, std::size_t most) {
  std::size_t got = std::min(most, pending_.size() - pending_at_);
  std::memcpy(to.data() + at, pending_.data() + pending_at_, got);
  pending_at_ += got;
  while (!at_end_ && got < most && (got == 0 || in_.ready())) {
    const std::size_t more = in_.read(to.data() + at + got, most - got);
    at_end_ = more == 0;
    got += more;
  }
  return got;
}

bool ChunkedTable::next(Chunk& chunk) {
  std::size_t most = last_follows() ? pending_.size() - pending_at_ : chunk_bytes_, size = 0, rows = 0;
  std::string_view text;
  bool too_long = false;
  while (rows == 0) {
    chunk.memory.resize(Chunk::margin + most + Chunk::margin);
    size += read_more(chunk.memory, Chunk::margin + size, most - size);
    if (in_.problem()) return false;
    text = std::string_view(chunk.memory.data() + Chunk::margin, size);
    const bool all = at_end_ && pending_at_ == pending_.size();
    if (all && size == 0) return false;
    rows = all ? size : whole_rows(text);
    if (rows > 0 || size < most) continue;
    too_long = most >= longest_row;
    if (too_long) rows = whole_characters(text).size();
    most = std::min(2 * most, std::max(longest_row, most));
  }
  chunk.size = rows;
  chunk.places.clear();
  chunk.offset = offset_;
  offset_ += rows;
  if (too_long) {
    offset_ += size - rows;
    skip_line(text.back());
  } else if (pending_at_ < pending_.size()) {
    pending_at_ -= size - rows;  // all of the chunk came from there
  } else {
    pending_.assign(text.substr(rows));
    pending_at_ = 0;
  }
  return true;
}

std::size_t ChunkedTable::whole_rows(std::string_view text) const {
  return is_json() ? text.rfind('\n') + 1 : whole_records(text, head_->head().separator);
}

/// Passes over the rest of a row that is too long, so that no memory is needed for it. `last` is the byte
/// before.
void ChunkedTable::skip_line(char last) {
  std::vector<char> rest(chunk_bytes_);
  bool turned = last == '\r' && !is_json();  // a line feed that follows belongs to the same line end
  bool inside = !turned;
  while (inside || turned) {
    const std::size_t got = in_.read(rest.data(), rest.size());
    at_end_ = got == 0;
    if (at_end_) return;
    const std::string_view text(rest.data(), got);
    std::size_t at = 0;
    if (inside) {
      at = std::min(text.find_first_of(line_ends()), got);
      inside = at == got;
      if (!inside) turned = text[at++] == '\r';
    }
    if (turned && at < got) {
      turned = false;
      if (text[at] == '\n') ++at;
    }
    offset_ += at;
    pending_.assign(text.substr(at));
    pending_at_ = 0;
  }
}

}  // namespace rubric::formats
