#include "formats/row_writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "formats/chunks.hpp"
#include "formats/csv.hpp"
#include "formats/decimal_text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// A short text with a comma behind it.
struct ReadyText {
  char text[7];
  unsigned char size;
};
static_assert(sizeof(ReadyText) == 8);

/// The numbers 0.00 to 100.00 by their hundredths, as most scores are.
constexpr int ready_decimals = 2;
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

/// The number's text and a comma, as they stand in memory.
inline std::uint64_t ready_text(std::size_t number) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, &ready_texts[number], sizeof bytes);
  return bytes;
}

/// Puts such a text; gives where it ends.
inline char* put_ready(char* to, std::uint64_t bytes) {
  std::memcpy(to, &bytes, sizeof bytes);
  constexpr bool last_is_low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
  return to + static_cast<std::size_t>(last_is_low ? bytes & 0xFF : bytes >> 56);
}

/// Bytes of a text that put_short reads, and writes, at least.
constexpr std::size_t short_bytes = 32;
static_assert(Chunk::margin >= short_bytes);

/// Copies a text that mostly is short; `short_bytes` can be read of it, whatever is behind it.
inline char* put_short(char* to, const char* text, std::size_t size) {
  std::memcpy(to, text, short_bytes);
  if (__builtin_expect(size > short_bytes, 0)) std::memcpy(to, text, size);
  return to + size;
}

/// Of a figure with its comma: put_decimal writes 24, and the at least 9 decimals that rules can ask for.
constexpr std::size_t most_of_figure = 48;
/// Rows that room is made for at a time.
constexpr std::size_t block_rows = 16;

}  // namespace

RowWriter::RowWriter(const ScoreJob& job)
    : job_(job),
      times_copied_(0),
      most_of_scores_((job.digits.size() + 1) * most_of_figure + 2 * short_bytes),
      dropped_(job.ruleset.language == Language::zh ? "不适用" : "not applicable") {
  // Where commas are between cells anyway, neighbours are copied together.
  const bool commas = job.head->format == TableFormat::json_lines || job.head->separator == ',';
  for (const std::size_t column : job.copied) {
    if (commas && !copied_.empty() && copied_.back().last + 1 == column) {
      copied_.back().last = column;
    } else {
      copied_.push_back({column, column});
    }
    const auto same = std::count(job.copied.begin(), job.copied.end(), column);
    times_copied_ = std::max(times_copied_, static_cast<std::size_t>(same));
  }
  for (const auto& grade : job.ruleset.grades) {
    endings_.push_back({csv_cell(grade.name) + ",\n", 0});
    Ending& ending = endings_.back();
    ending.size = ending.padded.size();
    ending.padded.append(short_bytes, '\0');
    most_of_scores_ += ending.padded.size();
  }
}

void RowWriter::begin(const CellPlaces& places, const ColumnarResult& result) {
  places_ = &places;
  result_ = &result;
  nothing_.resize(places.rows());
  ready_.assign(job_.digits.size(), Ready{nothing_.data()});
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    const Figure& figure = this->figure(i);
    const int more = ready_decimals - figure.decimals;
    const bool is_ready = job_.digits[i] == ready_decimals && more >= 0 && figure.dropped.empty() &&
                          !figure.small.empty() && (more == 0 || figure.inexact.empty());
    if (!is_ready) continue;
    const auto times = static_cast<std::uint32_t>(powers_of_ten[more]);
    ready_[i] = {figure.small.data(), times, static_cast<std::uint32_t>(ready_texts.size() - 1) / times + 1};
  }
}

char* RowWriter::put_figure(char* to, std::size_t place, std::size_t row) const {
  const Figure& figure = this->figure(place);
  const bool dropped = !figure.dropped.empty() && figure.dropped[row] != 0;
  const int at_least = job_.digits[place];
  if (at_least >= 0 && !dropped) {
    const bool inexact = !figure.inexact.empty() && figure.inexact[row] != 0;
    to = put_decimal(to, figure.number(row), figure.decimals, at_least, inexact);
  } else if (dropped && at_least >= 0) {
    std::memcpy(to, dropped_.data(), dropped_.size());
    to += dropped_.size();
  }
  *to++ = ',';
  return to;
}

/// Everything that the rows are made of is held here: a compiler must think that text may be written over
/// what is looked up in members.
char* RowWriter::put_rows(char* to, std::size_t first, std::size_t last) const {
  const CellPlaces& places = *places_;
  const Ready* const ready = ready_.data();
  const std::size_t figures = ready_.size();
  const Stretch* const copied = copied_.data();
  const std::size_t stretches = copied_.size();
  const std::uint8_t* const grades = endings_.empty() ? nullptr : result_->grades.data();
  const Ending* const endings = endings_.data();
  for (std::size_t row = first; row < last; ++row) {
    for (std::size_t i = 0; i < stretches; ++i) {
      const std::size_t begin = places.begin(row, copied[i].first);
      to = put_short(to, places.text + begin, places.end(row, copied[i].last) - begin);
      *to++ = ',';
    }
    // Four texts are looked up before the first of them is put, for where the next one begins is known late.
    for (std::size_t i = 0; i < figures;) {
      const Ready* const four = ready + i;
      if (i + 4 <= figures && four[0].has(row) && four[1].has(row) && four[2].has(row) && four[3].has(row)) {
        const std::uint64_t a = ready_text(four[0].text(row)), b = ready_text(four[1].text(row));
        const std::uint64_t c = ready_text(four[2].text(row)), d = ready_text(four[3].text(row));
        to = put_ready(put_ready(put_ready(put_ready(to, a), b), c), d);
        i += 4;
        continue;
      }
      to = four->has(row) ? put_ready(to, ready_text(four->text(row))) : put_figure(to, i, row);
      ++i;
    }
    if (grades) {
      const Ending& ending = endings[grades[row]];
      to = put_short(to, ending.padded.data(), ending.size);
    } else {
      *to++ = '\n';
    }
  }
  return to;
}

void RowWriter::write(std::size_t first, std::size_t last, TextBuffer& text) {
  const std::size_t last_column = job_.head->columns.size() - 1;
  char* to = text.room(0);
  for (std::size_t block = first; block < last; block += block_rows) {
    const std::size_t end = std::min(block + block_rows, last);
    const std::size_t size = places_->end(end - 1, last_column) - places_->begin(block, 0);
    const std::size_t most = times_copied_ * size + (end - block) * (job_.copied.size() + most_of_scores_);
    if (static_cast<std::size_t>(text.limit() - to) < most) {
      text.end_at(to);
      to = text.room(most);
    }
    to = put_rows(to, block, end);
  }
  text.end_at(to);
}

}  // namespace rubric::formats
