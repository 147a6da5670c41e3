#include "formats/row_writer.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "formats/chunks.hpp"
#include "formats/csv.hpp"
#include "formats/decimal_text.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#define RUBRIC_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))
#endif

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// A text of at most `most_of_word` bytes as it stands in memory, and in the last of eight how many they are.
constexpr std::size_t most_of_word = 7;
constexpr bool last_is_low = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
constexpr std::uint64_t word_of(std::string_view text) {
  std::uint64_t bytes = text.size();
  if (!last_is_low) bytes <<= 56;
  for (unsigned i = 0; i < text.size(); ++i)
    bytes |= std::uint64_t{static_cast<unsigned char>(text[i])} << 8 * (last_is_low ? 7 - i : i);
  return bytes;
}

/// The texts of numbers as most scores are, by the number: 0.00 to 127.00, to 102.30 by tenths and to 10.23
/// by hundredths, since more of them would not stay in the first cache. Other hundredths are put together of
/// points and what is behind them.
enum class Part { all, points, behind };
template <std::size_t count>
constexpr std::array<std::uint64_t, count> texts_of(unsigned step, Part part) {
  std::array<std::uint64_t, count> all{};
  for (unsigned i = 0; i < count; ++i) {
    const unsigned number = i * step;
    char text[] = "0000.00,";
    for (unsigned at = 7, rest = number; at-- > 0; rest /= at == 4 ? 1 : 10)
      if (at != 4) text[at] = static_cast<char>('0' + rest % 10);
    const unsigned first = part == Part::behind ? 5
                           : number >= 100'000  ? 0
                           : number >= 10'000   ? 1
                           : number >= 1000     ? 2
                                                : 3;
    all[i] = word_of(std::string_view(text).substr(first, part == Part::points ? 5 - first : 8 - first));
  }
  return all;
}
constexpr int ready_decimals = 2;
constexpr std::uint32_t most_in_two = 1u << 17;
constexpr auto whole_texts = texts_of<1u << 7>(100, Part::all);
constexpr auto tenth_texts = texts_of<1u << 10>(10, Part::all);
constexpr auto hundredth_texts = texts_of<1u << 10>(1, Part::all);
constexpr auto point_texts = texts_of<most_in_two / 100 + 1>(100, Part::points);
constexpr auto behind_texts = texts_of<100>(1, Part::behind);

inline char* put_words_plain(char* to, const std::uint64_t* words, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    std::memcpy(to, words + i, sizeof *words);
    to += static_cast<std::size_t>(last_is_low ? words[i] & 0xFF : words[i] >> 56);
  }
  return to;
}

#if defined(__x86_64__)
/// Eight words at a time lose what is no text; no text has a NUL.
RUBRIC_AVX512 char* put_words_avx512(char* to, const std::uint64_t* words, std::size_t count) {
  for (std::size_t i = 0; i < count; i += 8) {
    const unsigned lanes = count - i < 8 ? (1u << (count - i)) - 1 : 0xFF;
    const __m512i eight = _mm512_maskz_loadu_epi64(static_cast<__mmask8>(lanes), words + i);
    const __mmask64 text = _mm512_test_epi8_mask(eight, _mm512_set1_epi64(0x00FF'FFFF'FFFF'FFFF));
    _mm512_storeu_si512(to, _mm512_maskz_compress_epi8(text, eight));
    to += __builtin_popcountll(text);
  }
  return to;
}
#endif

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
/// Rows that are put at a time, and words that they have at most, if it is not one row: they stay in the
/// first cache.
constexpr std::size_t most_rows = 16, most_words = 1024;

/// The bits that are set in any of the numbers: all of them are below a power of 2 if these are.
inline std::uint32_t bits_of(const std::int32_t* numbers, std::size_t rows) {
  std::uint32_t bits = 0;
  if (rows == most_rows) {  // a number of rows that the compiler knows becomes vector instructions
    for (std::size_t r = 0; r < most_rows; ++r) bits |= static_cast<std::uint32_t>(numbers[r]);
  } else {
    for (std::size_t r = 0; r < rows; ++r) bits |= static_cast<std::uint32_t>(numbers[r]);
  }
  return bits;
}

}  // namespace

RowWriter::RowWriter(const ScoreJob& job)
    : job_(job),
      times_copied_(0),
      most_of_scores_((job.digits.size() + 1) * most_of_figure + 64),
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
    if (ending.size <= most_of_word) short_endings_.push_back(word_of(ending.padded));
    ending.padded.append(short_bytes, '\0');
    most_of_scores_ += ending.padded.size();
  }
  if (short_endings_.size() < endings_.size()) short_endings_.clear();
  width_ = 2 * job.digits.size() + 1;
  block_rows_ = std::clamp<std::size_t>(most_words / width_, 1, most_rows);
  words_.resize(block_rows_ * width_);
}

void RowWriter::begin(const CellPlaces& places, const ColumnarResult& result) {
  places_ = &places;
  result_ = &result;
  ready_.clear();
  for (std::size_t i = 0; i < job_.digits.size(); ++i) {
    const Figure& figure = this->figure(i);
    const bool is_ready = job_.digits[i] == ready_decimals && figure.decimals <= ready_decimals &&
                          figure.dropped.empty() && !figure.small.empty() &&
                          (figure.decimals == ready_decimals || figure.inexact.empty());
    const std::int32_t* const numbers = figure.small.data();
    if (!is_ready) {
      ready_.push_back({nullptr, nullptr, 0, false});
    } else if (figure.decimals == 0) {
      ready_.push_back({numbers, whole_texts.data(), whole_texts.size(), false});
    } else if (figure.decimals == 1) {
      ready_.push_back({numbers, tenth_texts.data(), tenth_texts.size(), false});
    } else {
      ready_.push_back({numbers, hundredth_texts.data(), hundredth_texts.size(), true});
    }
  }
}

/// Finds the words of some rows' figures, and of their endings if these are words; false if some figure is
/// longer than two.
bool RowWriter::find_words(std::size_t first, std::size_t last) {
  const std::size_t rows = last - first, width = width_;
  std::uint64_t* to = words_.data();
  for (std::size_t i = 0; i < ready_.size(); ++i) {
    const Ready& ready = ready_[i];
    const std::int32_t* const numbers = ready.numbers + (ready.numbers ? first : 0);
    const std::uint64_t* const texts = ready.texts;
    const std::uint32_t bits = numbers ? bits_of(numbers, rows) : 0;
    if (bits < ready.count) {
#pragma GCC unroll 8
      for (std::size_t r = 0; r < rows; ++r) to[r * width] = texts[static_cast<std::uint32_t>(numbers[r])];
      ++to;
      continue;
    }
    if (ready.hundredths && bits < most_in_two) {
      for (std::size_t r = 0; r < rows; ++r) {
        const auto number = static_cast<std::uint32_t>(numbers[r]);
        to[r * width] = point_texts[number / 100];
        to[r * width + 1] = behind_texts[number % 100];
      }
    } else {
      for (std::size_t r = 0; r < rows; ++r) {
        char figure[most_of_figure];
        const std::string_view text(figure,
                                    static_cast<std::size_t>(put_figure(figure, i, first + r) - figure));
        if (text.size() > 2 * most_of_word) return false;
        to[r * width] = word_of(text.substr(0, most_of_word));
        to[r * width + 1] = word_of(text.substr(std::min(text.size(), most_of_word)));
      }
    }
    to += 2;
  }
  if (!short_endings_.empty()) {
    for (std::size_t r = 0; r < rows; ++r) to[r * width] = short_endings_[result_->grades[first + r]];
    ++to;
  }
  used_ = static_cast<std::size_t>(to - words_.data());
  return true;
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
/// what is looked up in members. Of words, 64 bytes behind their texts may be written over.
template <char* (*put_words)(char*, const std::uint64_t*, std::size_t)>
[[gnu::always_inline]] inline char* RowWriter::put_rows(char* to, std::size_t first, std::size_t last) {
  const char* const cells = places_->text;
  const std::uint32_t *const marks = places_->marks, *const firsts = places_->firsts.data();
  const Stretch* const copied = copied_.data();
  const std::size_t stretches = copied_.size();
  const bool words = find_words(first, last);
  const std::uint64_t* word = words_.data();
  const std::size_t used = used_, width = width_;
  const bool ended = words && !short_endings_.empty();
  const std::uint8_t* const grades = endings_.empty() ? nullptr : result_->grades.data();
  const Ending* const endings = endings_.data();
  for (std::size_t row = first; row < last; ++row, word += width) {
    const std::uint32_t* const ends = marks + firsts[row];
    for (std::size_t i = 0; i < stretches; ++i) {
      const std::uint32_t begin = (ends + copied[i].first)[-1] + 1;
      to = put_short(to, cells + begin, ends[copied[i].last] - begin);
      *to++ = ',';
    }
    if (words) {
      to = put_words(to, word, used);
    } else {
      for (std::size_t i = 0; i < job_.digits.size(); ++i) to = put_figure(to, i, row);
    }
    if (ended) continue;
    if (grades) {
      const Ending& ending = endings[grades[row]];
      to = put_short(to, ending.padded.data(), ending.size);
    } else {
      *to++ = '\n';
    }
  }
  return to;
}

char* RowWriter::put_rows_plain(char* to, std::size_t first, std::size_t last) {
  return put_rows<put_words_plain>(to, first, last);
}

#if defined(__x86_64__)
RUBRIC_AVX512 char* RowWriter::put_rows_avx512(char* to, std::size_t first, std::size_t last) {
  return put_rows<put_words_avx512>(to, first, last);
}
#endif

void RowWriter::write(std::size_t first, std::size_t last, TextBuffer& text) {
  const std::size_t last_column = job_.head->columns.size() - 1;
  char* to = text.room(0);
  auto put = &RowWriter::put_rows_plain;
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
  if (fast) put = &RowWriter::put_rows_avx512;
#endif
  for (std::size_t block = first; block < last; block += block_rows_) {
    const std::size_t end = std::min(block + block_rows_, last);
    const std::size_t size = places_->end(end - 1, last_column) - places_->begin(block, 0);
    const std::size_t most = times_copied_ * size + (end - block) * (job_.copied.size() + most_of_scores_);
    if (static_cast<std::size_t>(text.limit() - to) < most) {
      text.end_at(to);
      to = text.room(most);
    }
    to = (this->*put)(to, block, end);
  }
  text.end_at(to);
}

}  // namespace rubric::formats
