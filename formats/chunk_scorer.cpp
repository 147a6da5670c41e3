#include "formats/chunk_scorer.hpp"

#include <algorithm>
#include <cstring>

#include "engine/text.hpp"
#include "formats/encoding.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

static_assert(Chunk::margin >= cells_margin);

namespace {

/// Cells of objects that are put into columns at a time, but some rows: an object of few bytes has as many as
/// there are keys.
constexpr std::size_t cells_at_a_time = 1u << 14, objects_at_a_time = 32;

}  // namespace

ChunkScorer::ChunkScorer(const ScoreJob& job)
    : job_(job),
      json_(job.head->format == TableFormat::json_lines),
      columns_(job.head->columns.size()),
      reader_(job.head),
      objects_(job.head),
      filler_(job.ruleset, job.table, columns_),
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
  if (!job_.by_columns) return score_rows(text, out);
  for (std::size_t at = 0; at < text.size();) {
    const std::uint32_t before = out.rows;
    at = json_ ? find_objects(text, at, out.rows) : find_piece(text, at, out.rows);
    if (places_.rows() > 0) {
      filler_.fill(places_, batch_, odd_);
      job_.columnar.run(batch_, workspace_, result_);
      writer_.begin(places_, result_);
    }
    write(text, before, out);
  }
}

/// Finds the rows of a piece that begins at `begin`, at least one; gives where the next piece begins.
std::size_t ChunkScorer::find_piece(std::string_view text, std::size_t begin, std::uint32_t& rows) {
  for (std::size_t bytes = job_.piece_bytes;; bytes *= 2) {
    const std::size_t end = bytes < text.size() - begin ? begin + bytes : text.size();
    const std::size_t next = find_rows(text, end, begin, rows);
    if (next > begin) return next;
  }
}

/// As far as text[begin, end) says where rows end; gives where the first row begins of which it does not.
std::size_t ChunkScorer::find_rows(std::string_view text, std::size_t end, std::size_t begin,
                                   std::uint32_t& rows) {
  others_.clear();
  places_.firsts.clear();
  places_.text = text.data();
  const Marks all = find_marks(text.substr(0, end), begin, job_.head->separator, marks_);
  places_.marks = marks_.data() + 1;
  const std::size_t found = all_regular(text, all, rows);
  if (found > begin) return found;
  std::size_t mark = 0;
  while (begin < end) {
    const bool undecided = mark + columns_ >= all.count && end < text.size();
    if (undecided) break;
    if (is_regular(text, mark, all.count)) {
      places_.firsts.push_back(static_cast<std::uint32_t>(mark));
      ++rows;
      mark += columns_;
      begin = places_.marks[mark - 1] + 1;
      if (text[begin - 1] == '\r') {
        ++begin;
        ++mark;
      }
      continue;
    }
    OtherRow other{{static_cast<std::uint32_t>(begin), rows}, 0, places_.rows()};
    reader_.seek(text, begin, rows);
    const bool is_row = reader_.next(row_);
    rows = other.rows = reader_.rows();
    if (is_row) others_.push_back(other);
    begin = is_row ? reader_.at() : text.size();
    while (mark < all.count && places_.marks[mark] < begin) ++mark;
  }
  return begin;
}

/// Finds the rows of a text that has regular ones only and no other marks than those between their cells, as
/// most have: there is a line end where each row must have one, and no others. Gives where they end, or 0 if
/// it is another text.
std::size_t ChunkScorer::all_regular(std::string_view text, const Marks& all, std::uint32_t& rows) {
  if (all.others || all.lines == 0 || all.count / columns_ != all.lines) return 0;
  places_.firsts.resize(all.lines);
  const std::uint32_t* end = places_.marks - 1;  // of the row before
  bool regular = true;
  for (std::size_t row = 0; row < all.lines; ++row) {
    const std::uint32_t before = *end;
    end += columns_;
    places_.firsts[row] = static_cast<std::uint32_t>(row * columns_);
    const std::uint32_t size = *end - before - 1;
    // A blank row has no bytes: the 0 becomes the largest number.
    regular = regular && text[*end] == '\n' && (size - 1 < max_cell_bytes || cells_fit(row * columns_));
  }
  if (regular) {
    rows += static_cast<std::uint32_t>(all.lines);
    return *end + 1;
  }
  places_.firsts.clear();
  return 0;
}

/// Whether a row whose first cell ends at that mark has as many cells as there are columns, none in quotes.
bool ChunkScorer::is_regular(std::string_view text, std::size_t mark, std::size_t count) const {
  if (mark + columns_ > count) return false;
  const std::uint32_t* const ends = places_.marks + mark;
  int other = 0;
  for (std::size_t k = 0; k + 1 < columns_; ++k) other |= text[ends[k]] ^ job_.head->separator;
  const std::uint32_t end = ends[columns_ - 1], size = end - ends[-1] - 1;
  if (other != 0 || size == 0 || (size > max_cell_bytes && !cells_fit(mark))) return false;
  return text[end] == '\n' ||
         (text[end] == '\r' && mark + columns_ < count && ends[columns_] == end + 1 && text[end + 1] == '\n');
}

/// Whether a long row and each of its cells is one that the ordinary reader takes.
bool ChunkScorer::cells_fit(std::size_t mark) const {
  const std::uint32_t* const ends = places_.marks + mark;
  std::uint32_t longest = 0;
  for (std::size_t k = 0; k < columns_; ++k) longest = std::max(longest, ends[k] - ends[k - 1] - 1);
  const std::uint32_t size = ends[columns_ - 1] - ends[-1] - 1;
  return job_.long_rows && size > 0 && size <= max_row_bytes && longest <= max_cell_bytes;
}

/// The cells of objects are put one behind the other, as those of CSV rows are. Gives where the next piece
/// begins.
std::size_t ChunkScorer::find_objects(std::string_view text, std::size_t begin, std::uint32_t& rows) {
  others_.clear();
  objects_at_.clear();
  places_.firsts.clear();
  cells_.assign(Chunk::margin, ' ');
  marks_.assign(1, static_cast<std::uint32_t>(cells_.size()) - 1);
  objects_.seek(text, begin, rows);
  const std::size_t most = std::max(cells_at_a_time, objects_at_a_time * columns_);
  bool found = true;
  while (marks_.size() <= most && (found = next_object())) {
    const RowMark mark{static_cast<std::uint32_t>(objects_.begin()), row_.number - 1};
    const bool fits =
        !row_.fault && std::all_of(job_.copied.begin(), job_.copied.end(),
                                   [&](std::size_t column) { return stands_plain(row_.cells[column]); });
    if (!fits) {
      others_.push_back({mark, row_.number, places_.rows()});
      continue;
    }
    places_.firsts.push_back(static_cast<std::uint32_t>(marks_.size() - 1));
    objects_at_.push_back(mark);
    for (const std::string_view cell : row_.cells) {
      cells_ += cell;
      marks_.push_back(static_cast<std::uint32_t>(cells_.size()));
      cells_ += ',';
    }
  }
  rows = objects_.rows();
  cells_.append(Chunk::margin, ' ');
  places_.text = cells_.data();
  places_.marks = marks_.data() + 1;
  return found ? objects_.at() : text.size();
}

/// The next row of JSON Lines. A key that it alone has is its fault, if the key matters.
bool ChunkScorer::next_object() {
  if (!objects_.next(row_)) return false;
  for (const std::string& key : row_.others) {
    if (row_.fault || !(job_.writer.keeps() || job_.table.asks_for(key))) continue;
    row_.fault = Diagnostic{Code::E745, job_.head->place(row_.number), {key}, {}};
  }
  return true;
}

/// Writes the rows of the piece, which has `before` rows of the chunk before it.
void ChunkScorer::write(std::string_view text, std::uint32_t before, ScoredChunk& out) {
  for (std::size_t row = 0; row < places_.rows(); ++row) odd_[row] |= result_.unsettled[row];
  std::size_t row = 0;
  for (const OtherRow& other : others_) {
    write_regular(text, row, other.regular, before, out);
    write_ordinary(text, other.mark, false, out);
    row = other.regular;
    before = other.rows;
  }
  write_regular(text, row, places_.rows(), before, out);
}

/// Regular rows that follow each other, with `before` rows of the chunk before them.
void ChunkScorer::write_regular(std::string_view text, std::size_t first, std::size_t last,
                                std::uint32_t before, ScoredChunk& out) {
  for (std::size_t row = first; row < last;) {
    const void* const odd = std::memchr(&odd_[row], 1, last - row);
    const std::size_t end =
        odd ? static_cast<std::size_t>(static_cast<const std::uint8_t*>(odd) - odd_.data()) : last;
    writer_.write(row, end, out.text);
    out.tally.units += end - row;
    for (; row < end && !batch_.years.empty(); ++row) {
      if (batch_.years[row] != without_year && out_of_force(job_.ruleset, batch_.years[row]))
        ++out.tally.out_of_force;
    }
    row = end;
    if (row == last) return;
    const auto at = static_cast<std::uint32_t>(places_.begin(row, 0));
    const auto passed = static_cast<std::uint32_t>(row - first);
    write_ordinary(text, json_ ? objects_at_[row] : RowMark{at, before + passed}, true, out);
    ++row;
  }
}

bool ChunkScorer::next_row(std::string_view text, const RowMark& mark) {
  if (json_) {
    objects_.seek(text, mark.begin, mark.before);
    return next_object();
  }
  reader_.seek(text, mark.begin, mark.before);
  return reader_.next(row_);
}

void ChunkScorer::write_ordinary(std::string_view text, const RowMark& mark, bool is_regular,
                                 ScoredChunk& out) {
  if (!next_row(text, mark)) return;
  if (is_regular && row_.number != mark.before + 1) return;  // blank; the next one follows
  score_row(out);
}

/// Every row by itself, where none may go by columns.
void ChunkScorer::score_rows(std::string_view text, ScoredChunk& out) {
  objects_.seek(text, 0, 0);
  reader_.seek(text, 0, 0);
  while (json_ ? next_object() : reader_.next(row_)) score_row(out);
  out.rows = json_ ? objects_.rows() : reader_.rows();
}

void ChunkScorer::score_row(ScoredChunk& out) {
  job_.table.fill(row_, unit_);
  const Outcome outcome = score_unit(job_.ruleset, job_.plan, unit_, job_.strict, out.tally);
  line_.clear();
  job_.writer.append(line_, unit_, outcome);
  out.text.append(line_);
  if (!unit_.faults.empty()) out.faults.push_back(unit_.faults);
}

}  // namespace rubric::formats
