#include "formats/chunk_scorer.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "engine/text.hpp"
#include "formats/decimal_text.hpp"
#include "formats/encoding.hpp"
#include "formats/figures.hpp"
#include "formats/marks.hpp"
#include "formats/utf8.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

static_assert(Chunk::margin >= plain_margin && Chunk::margin >= marks_margin);

namespace {

constexpr std::uint32_t not_regular = none;

/// A short text with a comma behind it.
struct ReadyText {
  char text[7];
  unsigned char size;
};
static_assert(sizeof(ReadyText) == 8);

/// The numbers 0.00 to 100.00 by their hundredths, as most scores are.
constexpr std::array<ReadyText, 10'001> ready_texts = [] {
  std::array<ReadyText, 10'001> all{};
  for (unsigned number = 0; number < all.size(); ++number) {
    const unsigned digits[] = {number / 10'000, number / 1000 % 10, number / 100 % 10, number / 10 % 10,
                               number % 10};
    const unsigned leading = number >= 10'000 ? 0 : number >= 1000 ? 1 : 2;
    unsigned size = 0;
    for (unsigned i = leading; i < 5; ++i) {
      all[number].text[size++] = static_cast<char>('0' + digits[i]);
      if (i == 2) all[number].text[size++] = '.';
    }
    all[number].text[size++] = ',';
    all[number].size = static_cast<unsigned char>(size);
  }
  return all;
}();

/// The year in four digits, which nearly all are; else none.
inline std::int32_t plain_year(const char* text, std::size_t size) {
  const auto digit = [&](std::size_t i) { return static_cast<unsigned>(text[i]) - '0'; };
  if (size != 4 || digit(0) > 9 || digit(1) > 9 || digit(2) > 9 || digit(3) > 9) return without_year;
  return static_cast<std::int32_t>(digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3));
}

/// Puts the number's text and a comma; gives where they end.
inline char* put_ready(char* to, std::uint64_t number) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, &ready_texts[static_cast<std::size_t>(number)], sizeof bytes);
  std::memcpy(to, &bytes, sizeof bytes);
  constexpr bool last_is_low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  return to + static_cast<std::size_t>(last_is_low ? bytes & 0xFF : bytes >> 56);
}

/// Bytes of a text that put_short reads, and writes, at least.
constexpr std::size_t short_bytes = 32;
static_assert(Chunk::margin >= short_bytes);

/// Copies a text that mostly is short; `short_bytes` can be read of it, whatever is behind it.
inline char* put_short(char* to, std::string_view text) {
  std::memcpy(to, text.data(), short_bytes);
  if (text.size() > short_bytes) std::memcpy(to, text.data(), text.size());
  return to + text.size();
}

/// Rows that are read at a time: their text and its marks stay in the first cache for all columns.
constexpr std::size_t block_rows = 64;
/// Bytes of text that are gathered before they go to the chunk's.
constexpr std::size_t gathered_bytes = 4 * 1024;
/// Of a figure with its comma: put_decimal writes 24, and the at least 9 decimals that rules can ask for.
constexpr std::size_t most_of_figure = 48;
/// Cells of objects that are put into columns at a time: an object of few bytes has as many as there are
/// keys.
constexpr std::size_t most_cells = 1u << 19;

/// Whether every item has a column of its own, in their order.
bool own_columns(const Ruleset& ruleset) {
  std::set<std::string_view> titles;
  for (const Item& item : ruleset.items) titles.insert(item.title);
  return titles.size() == ruleset.items.size();
}

bool has_columns(const UnitTable& table) {
  return std::any_of(table.sources().begin(), table.sources().end(),
                     [](const auto& source) { return source.has_value(); });
}

}  // namespace

ScoreJob::ScoreJob(const Ruleset& rules, const Plan& compiled, const UnitTable& units,
                   std::shared_ptr<const TableHead> of_file, const ScoreWriter& to, bool is_strict)
    : ruleset(rules),
      plan(compiled),
      table(units),
      head(std::move(of_file)),
      writer(to),
      strict(is_strict),
      columnar(rules, compiled),
      by_columns(to.format() == ScoreFormat::csv && rules.cohort.empty() && !compiled.has_unknown &&
                 own_columns(rules) && has_columns(units) && (rules.unscored || compiled.total != none) &&
                 (rules.grades.empty() || compiled.grade != none)),
      copied(units.identity_columns()) {
  if (writer.keeps()) copied.insert(copied.end(), units.kept_columns().begin(), units.kept_columns().end());
  for (const Item& item : ruleset.items)
    digits.push_back(item.form == Form::unscored ? -1 : item_digits(ruleset, item));
  most_of_scores = (ruleset.items.size() + 1) * most_of_figure + 2 * short_bytes;
  for (const auto& grade : ruleset.grades) {
    endings.push_back({csv_cell(grade.name) + ",\n", 0});
    Ending& ending = endings.back();
    ending.size = ending.padded.size();
    ending.padded.append(short_bytes, '\0');
    most_of_scores += ending.padded.size();
  }
  of_total = total_digits(ruleset);
  dropped = ruleset.language == Language::zh ? "不适用" : "not applicable";
}

ChunkScorer::ChunkScorer(const ScoreJob& job)
    : job_(job), json_(job.head->format == TableFormat::json_lines), reader_(job.head), objects_(job.head) {
  for (const auto& source : job.table.sources()) {
    fillers_.emplace_back();
    if (source) fillers_.back().emplace(*source);
  }
  batch_.columns.resize(job.ruleset.data.size());
}

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
  if (json_) {
    find_objects(text, out.rows);
  } else {
    find_rows(text, out.rows);
  }
  fill_columns();
  write(text, out);
}

void ChunkScorer::find_rows(std::string_view text, std::uint32_t& rows) {
  rows_.clear();
  places_.text = text.data();
  places_.begins.clear();
  places_.firsts.clear();
  const Marks all = find_marks(text, job_.head->separator, marks_);
  places_.marks = marks_.data();
  if (!all_regular(text, all, rows)) find_rows_singly(text, all.count, rows);
}

/// Finds the rows of a text that has regular ones only and no other marks than those between their cells, as
/// most have: there is a line end where each row must have one, and no others. False if it is another text.
bool ChunkScorer::all_regular(std::string_view text, const Marks& all, std::uint32_t& rows) {
  const std::size_t columns = job_.head->columns.size();
  if (all.lines == 0 || all.lines * columns != all.count || all.separators + all.lines != all.count)
    return false;
  rows_.reserve(all.lines);
  places_.begins.reserve(all.lines);
  places_.firsts.reserve(all.lines);
  std::uint32_t begin = 0;
  for (std::size_t mark = 0; mark < all.count; mark += columns) {
    const std::uint32_t end = marks_[mark + columns - 1];
    if (text[end] != '\n' || end == begin || end - begin > max_cell_bytes) break;
    add_regular(begin, mark, rows);
    begin = end + 1;
  }
  if (begin == text.size()) return true;
  rows_.clear();
  places_.begins.clear();
  places_.firsts.clear();
  rows = 0;
  return false;
}

void ChunkScorer::add_regular(std::uint32_t begin, std::size_t mark, std::uint32_t& rows) {
  rows_.push_back({begin, rows++, static_cast<std::uint32_t>(places_.rows())});
  places_.begins.push_back(begin);
  places_.firsts.push_back(static_cast<std::uint32_t>(mark));
}

void ChunkScorer::find_rows_singly(std::string_view text, std::size_t count, std::uint32_t& rows) {
  const std::size_t columns = job_.head->columns.size();
  const char separator = job_.head->separator;
  std::size_t mark = 0;
  std::uint32_t begin = 0;
  while (begin < text.size()) {
    const auto regular = [&] {
      if (mark + columns > count) return false;
      int other = 0;
      for (std::size_t k = 0; k + 1 < columns; ++k) other |= text[marks_[mark + k]] ^ separator;
      const std::uint32_t end = marks_[mark + columns - 1];
      if (other != 0 || end - begin > max_cell_bytes || end == begin) return false;
      return text[end] == '\n' || (text[end] == '\r' && mark + columns < count &&
                                   marks_[mark + columns] == end + 1 && text[end + 1] == '\n');
    };
    if (regular()) {
      add_regular(begin, mark, rows);
      mark += columns;
      begin = marks_[mark - 1] + 1;
      if (text[begin - 1] == '\r') {
        ++begin;
        ++mark;
      }
      continue;
    }
    reader_.seek(text, begin, rows);
    const bool found = reader_.next(row_);
    if (found) rows_.push_back({begin, rows, not_regular});
    rows = reader_.rows();
    begin = static_cast<std::uint32_t>(found ? reader_.at() : text.size());
    while (mark < count && marks_[mark] < begin) ++mark;
  }
}

/// The cells of objects are put one behind the other, as those of CSV rows are.
void ChunkScorer::find_objects(std::string_view text, std::uint32_t& rows) {
  rows_.clear();
  places_.begins.clear();
  places_.firsts.clear();
  marks_.clear();
  cells_.assign(Chunk::margin, ' ');
  objects_.seek(text, 0, 0);
  while (next_object()) {
    RowMark mark{static_cast<std::uint32_t>(objects_.begin()), row_.number - 1, not_regular};
    const bool fits = marks_.size() < most_cells && !row_.fault &&
                      std::all_of(job_.copied.begin(), job_.copied.end(),
                                  [&](std::size_t column) { return stands_plain(row_.cells[column]); });
    if (fits) {
      mark.regular = static_cast<std::uint32_t>(places_.rows());
      places_.begins.push_back(static_cast<std::uint32_t>(cells_.size()));
      places_.firsts.push_back(static_cast<std::uint32_t>(marks_.size()));
      for (const std::string_view cell : row_.cells) {
        cells_ += cell;
        marks_.push_back(static_cast<std::uint32_t>(cells_.size()));
        cells_ += ',';
      }
    }
    rows_.push_back(mark);
  }
  rows = objects_.rows();
  cells_.append(Chunk::margin, ' ');
  places_.text = cells_.data();
  places_.marks = marks_.data();
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

void ChunkScorer::fill_columns() {
  const std::size_t rows = places_.rows();
  if (rows == 0) return;
  odd_.assign(rows, 0);
  batch_.rows = rows;
  for (std::size_t d = 0; d < fillers_.size(); ++d) {
    Column& column = batch_.columns[d];
    if (fillers_[d]) {
      fillers_[d]->begin(rows, column);
      continue;
    }
    column.numbers.assign(rows, 0);
    column.states.assign(rows, Cell::State::missing);
    if (job_.ruleset.data[d].many) column.starts.assign(rows + 1, 0);
  }
  for (std::size_t first = 0; first < rows; first += block_rows) {
    const std::size_t last = std::min(first + block_rows, rows);
    for (std::size_t d = 0; d < fillers_.size(); ++d) {
      if (fillers_[d]) fillers_[d]->fill(places_, first, last, batch_.columns[d], odd_);
    }
  }
  bool some_always_known = false;
  for (std::size_t d = 0; d < fillers_.size(); ++d) {
    if (!fillers_[d]) continue;
    fillers_[d]->end(batch_.columns[d]);
    some_always_known = some_always_known || batch_.columns[d].states.empty();
  }
  // A row of blanks is no unit: only a row that says something is surely one.
  for (std::size_t row = 0; row < rows && !some_always_known; ++row) {
    bool known = false;
    for (std::size_t d = 0; d < fillers_.size() && !known; ++d)
      known = fillers_[d] &&
              (batch_.columns[d].states.empty() || batch_.columns[d].states[row] == Cell::State::known);
    if (!known) odd_[row] = 1;
  }
  fill_years();
  job_.columnar.run(batch_, workspace_, result_);
}

void ChunkScorer::fill_years() {
  batch_.years.clear();
  const bool period = job_.ruleset.first_year || job_.ruleset.last_year;
  if (!job_.table.year_column() || !(period || job_.columnar.reads_years())) return;
  const std::size_t rows = places_.rows();
  batch_.years.resize(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view cell = places_.cell(row, *job_.table.year_column());
    batch_.years[row] = plain_year(cell.data(), cell.size());
    if (batch_.years[row] == without_year) batch_.years[row] = year_of(cell).value_or(without_year);
  }
}

void ChunkScorer::write(std::string_view text, ScoredChunk& out) {
  const bool total = !job_.ruleset.unscored;
  ready_.assign(job_.digits.size() + (total ? 1 : 0), nullptr);
  for (std::size_t i = 0; i < ready_.size() && places_.rows() > 0; ++i) {
    const Figure& figure = this->figure(i);
    if (digits(i) == 2 && figure.decimals == 2 && figure.dropped.empty()) ready_[i] = figure.numbers.data();
  }
  for (const RowMark& mark : rows_) {
    if (mark.regular != not_regular && !odd_[mark.regular] && !result_.unsettled[mark.regular]) {
      write_regular(mark.regular, out);
    } else {
      flush(out);
      write_ordinary(text, mark, out);
    }
  }
  flush(out);
}

char* ChunkScorer::put_figure(char* to, std::size_t place, std::size_t row) const {
  const Figure& figure = this->figure(place);
  const bool dropped = !figure.dropped.empty() && figure.dropped[row] != 0;
  const int at_least = digits(place);
  if (at_least >= 0 && !dropped) {
    const bool inexact = !figure.inexact.empty() && figure.inexact[row] != 0;
    to = put_decimal(to, figure.numbers[row], figure.decimals, at_least, inexact);
  } else if (dropped && at_least >= 0) {
    std::memcpy(to, job_.dropped.data(), job_.dropped.size());
    to += job_.dropped.size();
  }
  *to++ = ',';
  return to;
}

void ChunkScorer::write_regular(std::size_t row, ScoredChunk& out) {
  const Ruleset& ruleset = job_.ruleset;
  make_room(job_.most_of_scores, out);
  for (const std::size_t column : job_.copied) {
    const std::string_view cell = places_.cell(row, column);
    make_room(cell.size() + 1 + job_.most_of_scores, out);
    char* const end = put_short(&line_[gathered_], cell);
    *end = ',';
    gathered_ += cell.size() + 1;
  }
  char* to = &line_[gathered_];
  const std::int64_t* const* const ready = ready_.data();
  for (std::size_t i = 0, items = ready_.size(); i < items; ++i) {
    const std::uint64_t number = ready[i] ? static_cast<std::uint64_t>(ready[i][row]) : ready_texts.size();
    to = number < ready_texts.size() ? put_ready(to, number) : put_figure(to, i, row);
  }
  if (ruleset.grades.empty()) {
    *to++ = '\n';
  } else {
    const ScoreJob::Ending& ending = job_.endings[result_.grades[row]];
    to = put_short(to, std::string_view(ending.padded).substr(0, ending.size));
  }
  gathered_ = static_cast<std::size_t>(to - line_.data());
  ++out.tally.units;
  if (batch_.years.empty() || batch_.years[row] == without_year) return;
  if (out_of_force(ruleset, batch_.years[row])) ++out.tally.out_of_force;
}

/// Lets `bytes` bytes follow what is gathered.
void ChunkScorer::make_room(std::size_t bytes, ScoredChunk& out) {
  if (line_.size() - gathered_ >= bytes) return;
  flush(out);
  if (line_.size() < bytes) line_.resize(std::max(bytes, gathered_bytes));
}

void ChunkScorer::flush(ScoredChunk& out) {
  out.text.append(line_.data(), gathered_);
  gathered_ = 0;
}

bool ChunkScorer::next_row(std::string_view text, const RowMark& mark) {
  if (json_) {
    objects_.seek(text, mark.begin, mark.before);
    return next_object();
  }
  reader_.seek(text, mark.begin, mark.before);
  return reader_.next(row_);
}

void ChunkScorer::write_ordinary(std::string_view text, const RowMark& mark, ScoredChunk& out) {
  if (!next_row(text, mark)) return;
  if (mark.regular != not_regular && row_.number != mark.before + 1) return;  // blank; the next one follows
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
  job_.writer.append(out.text, unit_, outcome);
  if (!unit_.faults.empty()) out.faults.push_back(unit_.faults);
}

}  // namespace rubric::formats
