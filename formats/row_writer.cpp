#include "formats/row_writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "formats/chunks.hpp"
#include "formats/csv.hpp"
#include "formats/decimal_text.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

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
constexpr std::uint16_t not_ready = 0xFFFF;
static_assert(ready_texts.size() <= not_ready);

/// Puts the number's text and a comma; gives where they end.
inline char* put_ready(char* to, std::size_t number) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, &ready_texts[number], sizeof bytes);
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
/// Memory for the texts that are chosen at a time, which is to stay in the first cache.
constexpr std::size_t chosen_bytes = 8 * 1024;

}  // namespace

RowWriter::RowWriter(const ScoreJob& job)
    : job_(job),
      times_copied_(0),
      most_of_scores_((job.digits.size() + 1) * most_of_figure + 2 * short_bytes),
      block_rows_(std::max<std::size_t>(8, chosen_bytes / 2 / std::max<std::size_t>(1, job.digits.size()))),
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
  ready_.assign(job_.digits.size(), {});
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    const Figure& figure = this->figure(i);
    const int more = ready_decimals - figure.decimals;
    const bool is_ready = job_.digits[i] == ready_decimals && more >= 0 && figure.dropped.empty() &&
                          !figure.small.empty() && (more == 0 || figure.inexact.empty());
    if (is_ready) ready_[i] = {figure.small.data(), static_cast<std::int32_t>(powers_of_ten[more])};
  }
}

/// By row and not by figure: what a row's texts are stands together.
void RowWriter::choose(std::size_t first, std::size_t last) {
  const std::size_t figures = ready_.size();
  chosen_.resize(block_rows_ * figures);
  std::size_t place = 0;
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2");
  for (; fast && place + 4 <= figures; place += 4) {
    std::uint16_t* const to = chosen_.data() + place;
    const std::size_t done = choose_eights(place, first, last, to);
    for (std::size_t i = 0; i < 4; ++i)
      choose_singly(place + i, done, last, to + (done - first) * figures + i);
  }
#endif
  for (; place < figures; ++place) choose_singly(place, first, last, chosen_.data() + place);
}

void RowWriter::choose_singly(std::size_t place, std::size_t first, std::size_t last,
                              std::uint16_t* to) const {
  const Ready& ready = ready_[place];
  const auto times = static_cast<std::uint32_t>(ready.times);
  const std::uint32_t limit = (ready_texts.size() - 1) / times;
  for (std::size_t row = first; row < last; ++row, to += ready_.size()) {
    const std::uint32_t number = ready.numbers ? static_cast<std::uint32_t>(ready.numbers[row]) : limit + 1;
    *to = number <= limit ? static_cast<std::uint16_t>(number * times) : not_ready;
  }
}

#if defined(__x86_64__)

/// Four figures in as many rows as make eights and have ready texts of all; gives the first row that is left.
__attribute__((target("avx2"))) std::size_t RowWriter::choose_eights(std::size_t place, std::size_t first,
                                                                     std::size_t last,
                                                                     std::uint16_t* to) const {
  const Ready* const four = &ready_[place];
  __m256i times[4], limits[4];
  for (std::size_t i = 0; i < 4; ++i) {
    if (!four[i].numbers) return first;
    times[i] = _mm256_set1_epi32(four[i].times);
    limits[i] = _mm256_set1_epi32(static_cast<std::int32_t>(ready_texts.size() - 1) / four[i].times);
  }
  const std::size_t figures = ready_.size();
  std::size_t row = first;
  for (; row + 8 <= last; row += 8) {
    __m256i texts[4], other = _mm256_setzero_si256();
    for (std::size_t i = 0; i < 4; ++i) {
      const __m256i numbers = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(four[i].numbers + row));
      other = _mm256_or_si256(other, _mm256_or_si256(numbers, _mm256_cmpgt_epi32(numbers, limits[i])));
      texts[i] = _mm256_mullo_epi32(numbers, times[i]);
    }
    // One is negative or too large.
    if (__builtin_expect(_mm256_movemask_ps(_mm256_castsi256_ps(other)) != 0, 0)) break;
    // 16 bits of each row's four, row by row: rows 0, 1, 4, 5 and rows 2, 3, 6, 7.
    const __m256i halves_a = _mm256_or_si256(texts[0], _mm256_slli_epi32(texts[1], 16));
    const __m256i halves_b = _mm256_or_si256(texts[2], _mm256_slli_epi32(texts[3], 16));
    alignas(32) std::uint64_t rows[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(rows), _mm256_unpacklo_epi32(halves_a, halves_b));
    _mm256_store_si256(reinterpret_cast<__m256i*>(rows + 4), _mm256_unpackhi_epi32(halves_a, halves_b));
    for (const unsigned i : {0u, 1u, 4u, 5u, 2u, 3u, 6u, 7u}) {
      std::memcpy(to, &rows[i], sizeof rows[i]);
      to += figures;
    }
  }
  return row;
}

#endif

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

char* RowWriter::put_row(char* to, std::size_t row, const std::uint16_t* chosen) const {
  for (const Stretch& stretch : copied_) {
    const std::size_t begin = places_->begin(row, stretch.first);
    to = put_short(to, places_->text + begin, places_->end(row, stretch.last) - begin);
    *to++ = ',';
  }
  for (std::size_t i = 0, figures = ready_.size(); i < figures; ++i) {
    const std::uint16_t number = chosen[i];
    to = __builtin_expect(number != not_ready, 1) ? put_ready(to, number) : put_figure(to, i, row);
  }
  if (endings_.empty()) {
    *to++ = '\n';
    return to;
  }
  const Ending& ending = endings_[result_->grades[row]];
  return put_short(to, ending.padded.data(), ending.size);
}

void RowWriter::write(std::size_t first, std::size_t last, TextBuffer& text) {
  const std::size_t last_column = job_.head->columns.size() - 1;
  char* to = text.room(0);
  for (std::size_t block = first; block < last; block += block_rows_) {
    const std::size_t end = std::min(block + block_rows_, last);
    choose(block, end);
    const std::uint16_t* chosen = chosen_.data();
    for (std::size_t row = block; row < end; ++row, chosen += ready_.size()) {
      const std::size_t size = places_->end(row, last_column) - places_->begin(row, 0);
      const std::size_t most = times_copied_ * size + job_.copied.size() + most_of_scores_;
      if (static_cast<std::size_t>(text.limit() - to) < most) {
        text.end_at(to);
        to = text.room(most);
      }
      to = put_row(to, row, chosen);
    }
  }
  text.end_at(to);
}

}  // namespace rubric::formats
