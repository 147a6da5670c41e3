#include "formats/plain_cells.hpp"

#include <algorithm>

#include "formats/decimal_text.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#define RUBRIC_AVX2 __attribute__((target("avx2")))
#endif

namespace rubric::formats {

void read_plain_cells_singly(const CellPlaces& places, std::size_t first, std::size_t last,
                             std::size_t column, int decimals, std::int64_t* numbers, Range& range,
                             std::vector<std::uint32_t>& others) {
  for (std::size_t row = first; row < last; ++row, ++numbers) {
    const std::string_view cell = places.cell(row, column);
    if (read_plain(cell.data(), cell.data() + cell.size(), decimals, *numbers)) {
      range.add(*numbers);
    } else {
      others.push_back(static_cast<std::uint32_t>(row));
    }
  }
}

namespace {

#if defined(__x86_64__)

/// The eight bytes before each of four ends.
RUBRIC_AVX2 inline __m256i words_before(const char* text, const std::uint64_t (&ends)[4]) {
  const auto word = [&](int i) { return static_cast<long long>(eight_before(text + ends[i])); };
  return _mm256_set_epi64x(word(3), word(2), word(1), word(0));
}

/// Ones in the bytes of each word that belong to its cell: those less than `bytes` from the end that `words`
/// are before. `sizes` are those of the cells.
RUBRIC_AVX2 inline __m256i own_bytes(__m256i sizes, short bytes) {
  const __m256i not_own =
      _mm256_subs_epu16(_mm256_set1_epi16(static_cast<short>(8 * bytes)), _mm256_slli_epi64(sizes, 3));
  return _mm256_sllv_epi64(_mm256_set1_epi64x(-1), _mm256_and_si256(not_own, _mm256_set1_epi64x(0xFFFF)));
}

/// The numbers that eight digits each, the last one highest, stand for.
RUBRIC_AVX2 inline __m256i eight_digits(__m256i digits) {
  const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010A));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
  return _mm256_add_epi64(_mm256_mul_epu32(fours, _mm256_set1_epi64x(10'000)), _mm256_srli_epi64(fours, 32));
}

RUBRIC_AVX2 inline __m256i above_nine(__m256i bytes) {
  return _mm256_subs_epu8(bytes, _mm256_set1_epi8(9));
}

/// What does not change from cell to cell of a column.
struct Decimals {
  alignas(32) std::int32_t factors[8];  // by decimals that a cell has
  std::int64_t point_places;            // bytes of a cell's last eight in which a point may be
  std::int64_t most_bytes;              // longer texts might not fit

  explicit Decimals(int decimals) : factors{}, point_places(0) {
    for (int i = 0; i <= decimals; ++i) {
      factors[i] = static_cast<std::int32_t>(powers_of_ten[decimals - i]);
      if (i > 0) point_places |= std::int64_t{0xFF} << 8 * (7 - i);
    }
    most_bytes = std::min(16, 18 - decimals);
  }
};

/// Four cells: their numbers, and words that are 0 where the cell is plain.
struct Four {
  __m256i numbers, flaws;
};

RUBRIC_AVX2 inline Four read_four(const char* text, const std::uint64_t (&ends)[4], __m256i sizes,
                                  const Decimals& decimals) {
  const __m256i none = _mm256_setzero_si256(), zeros = _mm256_set1_epi8('0');
  const __m256i own = own_bytes(sizes, 8);
  const __m256i bytes = _mm256_and_si256(_mm256_xor_si256(words_before(text, ends), zeros), own);
  const __m256i point = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.' ^ '0'));
  const __m256i digits = _mm256_andnot_si256(point, bytes);
  // One point at most, in a place where it may be and not before all digits.
  const __m256i mark = _mm256_and_si256(point, _mm256_set1_epi8(1));
  const __m256i below = _mm256_sub_epi64(mark, _mm256_set1_epi64x(1));
  const __m256i may_be =
      _mm256_and_si256(_mm256_slli_epi64(own, 8), _mm256_set1_epi64x(decimals.point_places));
  __m256i flaws = _mm256_or_si256(above_nine(digits), _mm256_andnot_si256(may_be, mark));
  flaws = _mm256_or_si256(flaws, _mm256_and_si256(mark, below));
  flaws = _mm256_or_si256(flaws, _mm256_cmpeq_epi64(sizes, none));
  flaws = _mm256_or_si256(flaws, _mm256_cmpgt_epi64(sizes, _mm256_set1_epi64x(decimals.most_bytes)));
  // The digits before the point move into its place.
  const __m256i whole = _mm256_cmpeq_epi64(mark, none);
  const __m256i move = _mm256_andnot_si256(whole, _mm256_set1_epi64x(8));
  const __m256i joined = _mm256_or_si256(_mm256_andnot_si256(below, digits),
                                         _mm256_sllv_epi64(_mm256_and_si256(below, digits), move));
  const __m256i fraction =
      _mm256_sad_epu8(_mm256_and_si256(point, _mm256_set1_epi64x(0x0001020304050607)), none);
  const __m256i factor = _mm256_permutevar8x32_epi32(
      _mm256_load_si256(reinterpret_cast<const __m256i*>(decimals.factors)), fraction);
  __m256i numbers = _mm256_mul_epu32(eight_digits(joined), factor);
  const __m256i is_long = _mm256_cmpgt_epi64(sizes, _mm256_set1_epi64x(8));
  if (!_mm256_testz_si256(is_long, is_long)) {
    const std::uint64_t front[4] = {ends[0] - 8, ends[1] - 8, ends[2] - 8, ends[3] - 8};
    const __m256i more =
        _mm256_and_si256(_mm256_xor_si256(words_before(text, front), zeros), own_bytes(sizes, 16));
    flaws = _mm256_or_si256(flaws, above_nine(more));
    const __m256i worth =
        _mm256_blendv_epi8(_mm256_set1_epi64x(10'000'000), _mm256_set1_epi64x(100'000'000), whole);
    const __m256i high = _mm256_mul_epu32(eight_digits(more), worth);  // below 10^16
    numbers = _mm256_add_epi64(numbers, _mm256_mul_epu32(high, factor));
    numbers = _mm256_add_epi64(numbers,
                               _mm256_slli_epi64(_mm256_mul_epu32(_mm256_srli_epi64(high, 32), factor), 32));
  }
  return {numbers, flaws};
}

/// read_plain_cells for as many rows as make fours; gives the first row that is left.
RUBRIC_AVX2 std::size_t read_fours(const CellPlaces& places, std::size_t first, std::size_t last,
                                   std::size_t column, int decimals_of_column, std::int64_t* numbers,
                                   Range& range, std::vector<std::uint32_t>& others) {
  const Decimals decimals(decimals_of_column);
  const std::uint32_t* const marks = places.marks + column - 1;  // the one before the cell
  __m256i low = _mm256_set1_epi64x(range.low), high = _mm256_set1_epi64x(range.high);
  std::size_t row = first;
  for (; row + 4 <= last; row += 4, numbers += 4) {
    std::uint64_t ends[4], both[4];
    for (std::size_t i = 0; i < 4; ++i) {  // the marks before the cell and behind it
      std::memcpy(&both[i], marks + places.firsts[row + i], 8);
      ends[i] = both[i] >> 32;
    }
    const __m256i pairs = _mm256_set_epi64x(static_cast<long long>(both[3]), static_cast<long long>(both[2]),
                                            static_cast<long long>(both[1]), static_cast<long long>(both[0]));
    const __m256i begins = _mm256_and_si256(pairs, _mm256_set1_epi64x(0xFFFFFFFF));
    const __m256i sizes =
        _mm256_sub_epi64(_mm256_sub_epi64(_mm256_srli_epi64(pairs, 32), begins), _mm256_set1_epi64x(1));
    const Four four = read_four(places.text, ends, sizes, decimals);
    const __m256i flawless = _mm256_cmpeq_epi64(four.flaws, _mm256_setzero_si256());
    if (__builtin_expect(_mm256_movemask_epi8(flawless) != -1, 0)) {
      read_plain_cells_singly(places, row, row + 4, column, decimals_of_column, numbers, range, others);
      continue;
    }
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(numbers), four.numbers);
    low = _mm256_blendv_epi8(low, four.numbers, _mm256_cmpgt_epi64(low, four.numbers));
    high = _mm256_blendv_epi8(high, four.numbers, _mm256_cmpgt_epi64(four.numbers, high));
  }
  std::int64_t lows[4], highs[4];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(lows), low);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(highs), high);
  range.add({*std::min_element(lows, lows + 4), *std::max_element(highs, highs + 4)});
  return row;
}

#endif

}  // namespace

void read_plain_cells(const CellPlaces& places, std::size_t first, std::size_t last, std::size_t column,
                      int decimals, std::int64_t* numbers, Range& range, std::vector<std::uint32_t>& others) {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2");
  if (fast && column > 0 && last - first >= 4) {
    const std::size_t done = read_fours(places, first, last, column, decimals, numbers, range, others);
    numbers += done - first;
    first = done;
  }
#endif
  read_plain_cells_singly(places, first, last, column, decimals, numbers, range, others);
}

}  // namespace rubric::formats
