#include "formats/chunk_columns.hpp"

#include <algorithm>

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Cells of objects that are put into columns at a time: an object of few bytes has as many as there are
/// keys.
constexpr std::size_t most_cells = 1u << 19;

}  // namespace

ChunkColumns::ChunkColumns(const Ruleset& ruleset, const UnitTable& table,
                           std::shared_ptr<const TableHead> head, bool keeps)
    : table_(table),
      head_(std::move(head)),
      json_(head_->format == TableFormat::json_lines),
      keeps_(keeps),
      reader_(head_),
      objects_(head_),
      filler_(ruleset, table, head_->columns.size()) {}

void ChunkColumns::read(std::string_view text) {
  text_ = text;
  count_ = 0;
  if (json_) {
    find_objects();
  } else {
    find_rows();
  }
  filler_.fill(places_, batch_, odd_);
}

bool ChunkColumns::next(const RowMark& mark, Row& row) {
  if (json_) {
    objects_.seek(text_, mark.begin, mark.before);
    return next_object(row);
  }
  reader_.seek(text_, mark.begin, mark.before);
  if (!reader_.next(row)) return false;
  return mark.regular == none || row.number == mark.before + 1;  // else it is blank; the next one follows
}

void ChunkColumns::find_rows() {
  rows_.clear();
  places_.text = text_.data();
  places_.firsts.clear();
  const Marks all = find_marks(text_, 0, head_->separator, marks_);
  places_.marks = marks_.data() + 1;
  if (!all_regular(all)) find_rows_singly(all.count);
}

/// Finds the rows of a text that has regular ones only and no other marks than those between their cells, as
/// most have: there is a line end where each row must have one, and no others. False if it is another text.
bool ChunkColumns::all_regular(const Marks& all) {
  const std::size_t columns = head_->columns.size();
  if (all.others || all.lines == 0 || all.lines * columns != all.count) return false;
  rows_.reserve(all.lines);
  places_.firsts.reserve(all.lines);
  std::uint32_t begin = 0;
  for (std::size_t mark = 0; mark < all.count; mark += columns) {
    const std::uint32_t end = places_.marks[mark + columns - 1];
    if (text_[end] != '\n' || end == begin || end - begin > max_cell_bytes) break;
    add_regular(begin, mark);
    begin = end + 1;
  }
  if (begin == text_.size()) return true;
  rows_.clear();
  places_.firsts.clear();
  count_ = 0;
  return false;
}

void ChunkColumns::add_regular(std::uint32_t begin, std::size_t mark) {
  rows_.push_back({begin, count_++, static_cast<std::uint32_t>(places_.rows())});
  places_.firsts.push_back(static_cast<std::uint32_t>(mark));
}

void ChunkColumns::find_rows_singly(std::size_t count) {
  const std::size_t columns = head_->columns.size();
  const char separator = head_->separator;
  std::size_t mark = 0;
  std::uint32_t begin = 0;
  while (begin < text_.size()) {
    const auto regular = [&] {
      if (mark + columns > count) return false;
      int other = 0;
      for (std::size_t k = 0; k + 1 < columns; ++k) other |= text_[places_.marks[mark + k]] ^ separator;
      const std::uint32_t end = places_.marks[mark + columns - 1];
      if (other != 0 || end - begin > max_cell_bytes || end == begin) return false;
      return text_[end] == '\n' || (text_[end] == '\r' && mark + columns < count &&
                                    places_.marks[mark + columns] == end + 1 && text_[end + 1] == '\n');
    };
    if (regular()) {
      add_regular(begin, mark);
      mark += columns;
      begin = places_.marks[mark - 1] + 1;
      if (text_[begin - 1] == '\r') {
        ++begin;
        ++mark;
      }
      continue;
    }
    reader_.seek(text_, begin, count_);
    const bool found = reader_.next(row_);
    if (found) rows_.push_back({begin, count_, none});
    count_ = reader_.rows();
    begin = static_cast<std::uint32_t>(found ? reader_.at() : text_.size());
    while (mark < count && places_.marks[mark] < begin) ++mark;
  }
}

/// The cells of objects are put one behind the other, as those of CSV rows are.
void ChunkColumns::find_objects() {
  rows_.clear();
  places_.firsts.clear();
  cells_.assign(Chunk::margin, ' ');
  marks_.assign(1, static_cast<std::uint32_t>(cells_.size()) - 1);
  objects_.seek(text_, 0, 0);
  while (next_object(row_)) {
    RowMark mark{static_cast<std::uint32_t>(objects_.begin()), row_.number - 1, none};
    if (marks_.size() < most_cells && !row_.fault) {
      mark.regular = static_cast<std::uint32_t>(places_.rows());
      places_.firsts.push_back(static_cast<std::uint32_t>(marks_.size() - 1));
      for (const std::string_view cell : row_.cells) {
        cells_ += cell;
        marks_.push_back(static_cast<std::uint32_t>(cells_.size()));
        cells_ += ',';
      }
    }
    rows_.push_back(mark);
  }
  count_ = objects_.rows();
  cells_.append(Chunk::margin, ' ');
  places_.text = cells_.data();
  places_.marks = marks_.data() + 1;
}

/// The next row of JSON Lines. A key that it alone has is its fault, if the key matters.
bool ChunkColumns::next_object(Row& row) {
  if (!objects_.next(row)) return false;
  for (const std::string& key : row.others) {
    if (row.fault || !(keeps_ || table_.asks_for(key))) continue;
    row.fault = Diagnostic{Code::E745, head_->place(row.number), {key}, {}};
  }
  return true;
}

}  // namespace rubric::formats
