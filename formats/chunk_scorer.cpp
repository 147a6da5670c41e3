#include "formats/chunk_scorer.hpp"

#include <algorithm>
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
/// Figures up to this many hundredths have their text ready.
constexpr std::int64_t ready_figures = 10'001;
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
  for (const auto& grade : ruleset.grades) grades.push_back(csv_cell(grade.name));
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
  if (!job.by_columns) return;
  for (std::int64_t number = 0; number < ready_figures; ++number) {
    char text[24];
    char* end = put_decimal(text, number, 2, 2, false);
    *end++ = ',';
    const auto size = static_cast<std::size_t>(end - text);
    std::uint64_t packed = 0;
    std::memcpy(&packed, text, size);
    hundredths_.push_back(packed | static_cast<std::uint64_t>(size) << 56);
  }
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
  places_.columns = job_.head->columns.size();
  places_.ends.clear();
  places_.begins.clear();
  const std::size_t columns = places_.columns, count = find_marks(text, marks_);
  const char separator = job_.head->separator;
  std::size_t mark = 0;
  std::uint32_t begin = 0;
  while (begin < text.size()) {
    const auto regular = [&] {
      if (mark + columns > count) return false;
      for (std::size_t k = 0; k + 1 < columns; ++k) {
        if (text[marks_[mark + k]] != separator) return false;
      }
      const std::uint32_t end = marks_[mark + columns - 1];
      if (end - begin > max_cell_bytes || end == begin) return false;
      return text[end] == '\n' || (text[end] == '\r' && mark + columns < count &&
                                   marks_[mark + columns] == end + 1 && text[end + 1] == '\n');
    };
    if (regular()) {
      rows_.push_back({begin, rows++, static_cast<std::uint32_t>(places_.begins.size())});
      places_.begins.push_back(begin);
      places_.ends.insert(places_.ends.end(), marks_.begin() + static_cast<std::ptrdiff_t>(mark),
                          marks_.begin() + static_cast<std::ptrdiff_t>(mark + columns));
      mark += columns;
      begin = places_.ends.back() + 1;
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
  places_.columns = job_.head->columns.size();
  places_.ends.clear();
  places_.begins.clear();
  cells_.assign(Chunk::margin, ' ');
  objects_.seek(text, 0, 0);
  while (next_object()) {
    RowMark mark{static_cast<std::uint32_t>(objects_.begin()), row_.number - 1, not_regular};
    const bool fits = places_.ends.size() < most_cells && !row_.fault &&
                      std::all_of(job_.copied.begin(), job_.copied.end(),
                                  [&](std::size_t column) { return stands_plain(row_.cells[column]); });
    if (fits) {
      mark.regular = static_cast<std::uint32_t>(places_.begins.size());
      places_.begins.push_back(static_cast<std::uint32_t>(cells_.size()));
      for (const std::string_view cell : row_.cells) {
        cells_ += cell;
        places_.ends.push_back(static_cast<std::uint32_t>(cells_.size()));
        cells_ += ',';
      }
    }
    rows_.push_back(mark);
  }
  rows = objects_.rows();
  cells_.append(Chunk::margin, ' ');
  places_.text = cells_.data();
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
  bool some_always_known = false;
  for (std::size_t d = 0; d < fillers_.size(); ++d) {
    Column& column = batch_.columns[d];
    if (fillers_[d]) {
      fillers_[d]->fill(places_, column, odd_);
      some_always_known = some_always_known || column.states.empty();
      continue;
    }
    column.numbers.assign(rows, 0);
    column.states.assign(rows, Cell::State::missing);
    if (job_.ruleset.data[d].many) column.starts.assign(rows + 1, 0);
  }
  // A row of blanks is no unit: only a row that says something is surely one.
  for (std::size_t row = 0; row < rows && !some_always_known; ++row) {
    bool known = false;
    for (std::size_t d = 0; d < fillers_.size() && !known; ++d)
      known = fillers_[d] &&
              (batch_.columns[d].states.empty() || batch_.columns[d].states[row] == Cell::State::known);
    if (!known) odd_[row] = 1;
  }
  batch_.years.clear();
  const bool period = job_.ruleset.first_year || job_.ruleset.last_year;
  if (job_.table.year_column() && (period || job_.columnar.reads_years())) {
    batch_.years.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      const std::string_view cell = places_.cell(row, *job_.table.year_column());
      const auto digit = [&](std::size_t i) { return static_cast<unsigned>(cell[i]) - '0'; };
      if (cell.size() == 4 && digit(0) < 10 && digit(1) < 10 && digit(2) < 10 && digit(3) < 10) {
        batch_.years[row] =
            static_cast<std::int32_t>(((digit(0) * 10 + digit(1)) * 10 + digit(2)) * 10 + digit(3));
      } else {
        batch_.years[row] = year_of(cell).value_or(without_year);
      }
    }
  }
  job_.columnar.run(batch_, workspace_, result_);
}

void ChunkScorer::write(std::string_view text, ScoredChunk& out) {
  for (const RowMark& mark : rows_) {
    if (mark.regular != not_regular && !odd_[mark.regular] && !result_.unsettled[mark.regular]) {
      write_regular(mark.regular, out);
    } else {
      write_ordinary(text, mark, out);
    }
  }
}

char* ChunkScorer::put_figure(char* to, const Figure& figure, std::size_t row, int at_least) const {
  const std::int64_t number = figure.numbers[row];
  if (figure.decimals == 2 && at_least == 2 && number >= 0 && number < ready_figures) {
    const std::uint64_t packed = hundredths_[static_cast<std::size_t>(number)];
    std::memcpy(to, &packed, 8);
    return to + (packed >> 56);
  }
  const bool inexact = !figure.inexact.empty() && figure.inexact[row] != 0;
  to = put_decimal(to, number, figure.decimals, at_least, inexact);
  *to++ = ',';
  return to;
}

void ChunkScorer::write_regular(std::size_t row, ScoredChunk& out) {
  const Ruleset& ruleset = job_.ruleset;
  std::size_t most = 64 + (ruleset.items.size() + 1) * 48;
  for (const std::size_t column : job_.copied) most += places_.cell(row, column).size() + 1;
  if (line_.size() < most) line_.resize(most);
  char* to = line_.data();
  const auto put = [&to](std::string_view text) {
    std::memcpy(to, text.data(), text.size());
    to += text.size();
    *to++ = ',';
  };
  for (const std::size_t column : job_.copied) put(places_.cell(row, column));
  for (std::size_t i = 0; i < ruleset.items.size(); ++i) {
    const Figure& figure = result_.items[i];
    if (job_.digits[i] < 0) {
      *to++ = ',';
    } else if (!figure.dropped.empty() && figure.dropped[row] != 0) {
      put(job_.dropped);
    } else {
      to = put_figure(to, figure, row, job_.digits[i]);
    }
  }
  if (!ruleset.unscored) to = put_figure(to, result_.total, row, job_.of_total);
  out.text.append(line_.data(), static_cast<std::size_t>(to - line_.data()));
  if (!ruleset.grades.empty()) out.text.append(job_.grades[result_.grades[row]]).push_back(',');
  out.text += '\n';
  ++out.tally.units;
  if (batch_.years.empty() || batch_.years[row] == without_year) return;
  if (out_of_force(ruleset, batch_.years[row])) ++out.tally.out_of_force;
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
