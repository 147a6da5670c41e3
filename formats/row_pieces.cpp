#include "formats/row_pieces.hpp"

#include <algorithm>
#include <cassert>

#include "formats/chunks.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

static_assert(Chunk::margin >= cells_margin);

namespace {

/// Cells of objects in a piece, but some rows: an object of few bytes has as many as there are keys.
constexpr std::size_t cells_at_a_time = 1u << 14, objects_at_a_time = 32;
/// The same where the chunk is one piece.
constexpr std::size_t most_cells = 1u << 19;

}  // namespace

RowPieces::RowPieces(const UnitTable& table, std::shared_ptr<const TableHead> head, Options options)
    : table_(table),
      head_(std::move(head)),
      options_(std::move(options)),
      json_(head_->format == TableFormat::json_lines),
      columns_(head_->columns.size()),
      reader_(head_),
      objects_(head_) {}

void RowPieces::begin(std::string_view text) {
  text_ = text;
  at_ = 0;
  count_ = 0;
  reader_.seek(text_, 0, 0);
  objects_.seek(text_, 0, 0);
}

void RowPieces::clear() {
  others_.clear();
  objects_at_.clear();
  places_.firsts.clear();
  before_ = count_;
}

bool RowPieces::next() {
  clear();
  if (at_ == text_.size()) return false;
  if (json_) {
    at_ = find_objects(std::max(cells_at_a_time, objects_at_a_time * columns_), false);
    return true;
  }
  const std::size_t begin = at_, left = text_.size() - begin;
  for (std::size_t bytes = options_.piece_bytes; at_ == begin; bytes *= 2)
    at_ = find_rows(bytes < left ? begin + bytes : text_.size());
  return true;
}

void RowPieces::all() {
  clear();
  if (at_ == text_.size()) return;
  at_ = json_ ? find_objects(most_cells, true) : find_rows(text_.size());
  assert(at_ == text_.size());
}

bool RowPieces::read(const Mark& mark) {
  if (json_) {
    objects_.seek(text_, mark.begin, mark.before);
    return next_object();
  }
  reader_.seek(text_, mark.begin, mark.before);
  return reader_.next(row_);
}

bool RowPieces::read(const Run& run, std::size_t row) {
  if (json_) return read(objects_at_[row]);
  const Mark mark{static_cast<std::uint32_t>(places_.begin(row, 0)),
                  run.before + static_cast<std::uint32_t>(row - run.first)};
  return read(mark) && row_.number == mark.before + 1;  // else it is blank, and the next one followed
}

bool RowPieces::read_next() {
  const bool found = json_ ? next_object() : reader_.next(row_);
  count_ = json_ ? objects_.rows() : reader_.rows();
  return found;
}

/// Finds rows as far as the text up to `end` says where they end; gives where the first row begins of which
/// it does not.
std::size_t RowPieces::find_rows(std::size_t end) {
  std::size_t begin = at_;
  others_.clear();
  places_.firsts.clear();
  places_.text = text_.data();
  const Marks all = find_marks(text_.substr(0, end), begin, head_->separator, marks_);
  places_.marks = marks_.data() + 1;
  const std::size_t found = all_regular(all, end);
  if (found > begin) return found;
  std::size_t mark = 0;
  while (begin < end) {
    const bool undecided = mark + columns_ >= all.count && end < text_.size();
    if (undecided) break;
    if (is_regular(mark, all.count)) {
      places_.firsts.push_back(static_cast<std::uint32_t>(mark));
      ++count_;
      mark += columns_;
      begin = places_.marks[mark - 1] + 1;
      if (text_[begin - 1] == '\r') {
        ++begin;
        ++mark;
      }
      continue;
    }
    OtherRow other{{static_cast<std::uint32_t>(begin), count_}, 0, places_.rows()};
    reader_.seek(text_, begin, count_);
    const bool is_row = reader_.next(row_);
    count_ = other.rows = reader_.rows();
    if (is_row) others_.push_back(other);
    begin = is_row ? reader_.at() : text_.size();
    while (mark < all.count && places_.marks[mark] < begin) ++mark;
  }
  return begin;
}

/// Finds the rows of a text that has regular ones only and no other marks than those between their cells, as
/// most have: there is a line end where each row must have one, and no others. Gives where they end, or 0 if
/// it is another text; the text up to `end` has no line end behind its last row only where more follows.
std::size_t RowPieces::all_regular(const Marks& all, std::size_t end) {
  if (all.others || all.lines == 0 || all.count / columns_ != all.lines) return 0;
  places_.firsts.resize(all.lines);
  const std::uint32_t* last = places_.marks - 1;  // of the row before
  bool regular = true;
  for (std::size_t row = 0; row < all.lines; ++row) {
    const std::uint32_t before = *last;
    last += columns_;
    places_.firsts[row] = static_cast<std::uint32_t>(row * columns_);
    const std::uint32_t size = *last - before - 1;
    // A blank row has no bytes: the 0 becomes the largest number.
    regular = regular && text_[*last] == '\n' && (size - 1 < max_cell_bytes || cells_fit(row * columns_));
  }
  if (regular && (end < text_.size() || *last + 1 == end)) {
    count_ += static_cast<std::uint32_t>(all.lines);
    return *last + 1;
  }
  places_.firsts.clear();
  return 0;
}

/// Whether a row whose first cell ends at that mark has as many cells as there are columns, none in quotes.
bool RowPieces::is_regular(std::size_t mark, std::size_t count) const {
  if (mark + columns_ > count) return false;
  const std::uint32_t* const ends = places_.marks + mark;
  int other = 0;
  for (std::size_t k = 0; k + 1 < columns_; ++k) other |= text_[ends[k]] ^ head_->separator;
  const std::uint32_t end = ends[columns_ - 1], size = end - ends[-1] - 1;
  if (other != 0 || size == 0 || (size > max_cell_bytes && !cells_fit(mark))) return false;
  return text_[end] == '\n' || (text_[end] == '\r' && mark + columns_ < count && ends[columns_] == end + 1 &&
                                text_[end + 1] == '\n');
}

/// Whether a long row and each of its cells is one that the ordinary reader takes.
bool RowPieces::cells_fit(std::size_t mark) const {
  const std::uint32_t* const ends = places_.marks + mark;
  std::uint32_t longest = 0, before = ends[-1];
  for (std::size_t k = 0; k < columns_; ++k) {
    longest = std::max(longest, ends[k] - before - 1);
    before = ends[k];
  }
  const std::uint32_t size = ends[columns_ - 1] - ends[-1] - 1;
  return options_.long_rows && size > 0 && size <= max_row_bytes && longest <= max_cell_bytes;
}

/// The cells of objects are put one behind the other, as those of CSV rows are, until there are `most`; if
/// the chunk is to be one piece, objects behind these are not regular. Gives where the next piece begins.
std::size_t RowPieces::find_objects(std::size_t most, bool whole) {
  cells_.assign(Chunk::margin, ' ');
  marks_.assign(1, static_cast<std::uint32_t>(cells_.size()) - 1);
  objects_.seek(text_, at_, count_);
  bool found = true;
  while ((whole || marks_.size() <= most) && (found = next_object())) {
    const Mark mark{static_cast<std::uint32_t>(objects_.begin()), row_.number - 1};
    const bool fits = !row_.fault && marks_.size() <= most &&
                      std::all_of(options_.copied.begin(), options_.copied.end(),
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
  count_ = objects_.rows();
  cells_.append(Chunk::margin, ' ');
  places_.text = cells_.data();
  places_.marks = marks_.data() + 1;
  return found ? objects_.at() : text_.size();
}

/// The next row of JSON Lines. A key that it alone has is its fault, if the key matters.
bool RowPieces::next_object() {
  if (!objects_.next(row_)) return false;
  for (const std::string& key : row_.others) {
    if (row_.fault || !(options_.keeps || table_.asks_for(key))) continue;
    row_.fault = Diagnostic{Code::E745, head_->place(row_.number), {key}, {}};
  }
  return true;
}

}  // namespace rubric::formats
