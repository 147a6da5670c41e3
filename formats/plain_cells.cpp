#include "formats/plain_cells.hpp"

#include <algorithm>
#include <cstring>

#include "formats/decimal_text.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#define RUBRIC_AVX2 __attribute__((target("avx2")))
#define RUBRIC_AVX2_INLINE __attribute__((target("avx2"), always_inline))
#define RUBRIC_VBMI __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi")))
#define RUBRIC_VBMI_INLINE __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi"), always_inline))
#endif

namespace rubric::formats {

static_assert(cells_margin >= plain_margin);

void PlainColumn::put(std::size_t row, std::int64_t number) {
  if (small.empty()) {
    numbers[row] = number;
    return;
  }
  small[row] = static_cast<std::int32_t>(number);
  if (small[row] == number) return;
  widen();
  numbers[row] = number;
}

void PlainColumn::widen() {
  if (small.empty()) return;
  numbers.assign(small.begin(), small.end());
  small.clear();
}

void read_plain_cells_singly(const CellPlaces& places, std::size_t first, std::size_t last, PlainColumn& to) {
  for (std::size_t row = first; row < last; ++row) {
    const std::string_view cell = places.cell(row, to.column);
    std::int64_t number = 0;
    if (read_plain(cell.data(), cell.data() + cell.size(), to.decimals, number)) {
      to.put(row, number);
      to.range.add(number);
    } else {
      to.others.push_back(static_cast<std::uint32_t>(row));
    }
  }
}

namespace {

/// How a word of eight characters becomes a number, after the text in it has moved to where the point, if it
/// has one, stands at byte 7 - decimals, and the last whole digit below it. The highest byte is the last one.
///
///   "98.5" with 2 decimals     9 8 . 5 in the bytes 3 to 6 (byte 7 is a zero): 9850
struct Layout {
  std::uint64_t points = 0;  // by byte, before it moves: how many bytes a point there and what follows take,
                             // or more than any room, but below 32, where none may be
  std::uint64_t limits = 0;  // by byte: the largest that may be there, when '0' is 0
  std::uint64_t pairs = 0, words = 0, times = 0;  // what bytes, pairs of them and fours of them are worth

  explicit Layout(int decimals) {
    const int point = 7 - decimals;
    int worth[4] = {};  // of pairs, as powers of ten
    for (int i = 0; i < 8; ++i) {
      const int fraction = 7 - i;
      const bool may_be = fraction >= 1 && fraction <= decimals;
      points |= std::uint64_t{may_be ? static_cast<std::uint64_t>(fraction) + 1 : 31} << 8 * i;
      limits |= std::uint64_t{i == point ? 0xFFu : 9u} << 8 * i;
      if (i == point) continue;
      const bool tens = i % 2 == 0 && i + 1 != point;
      pairs |= std::uint64_t{tens ? 10u : 1u} << 8 * i;
      if (!tens) worth[i / 2] = i < point ? decimals + point - 1 - i : 7 - i;
    }
    for (int pair = 0; pair < 4; ++pair) {
      const int above = pair % 2 == 0 ? worth[pair] - worth[pair + 1] : 0;
      words |= static_cast<std::uint64_t>(powers_of_ten[above]) << 16 * pair;
    }
    times = static_cast<std::uint64_t>(powers_of_ten[worth[1] - worth[3]]);
  }
};

#if defined(__x86_64__)

RUBRIC_AVX2 inline __m128i load16(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

RUBRIC_AVX2 inline __m256i load32(const std::uint64_t* from) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
}

RUBRIC_AVX2 inline __m256i halves(std::uint64_t low, std::uint64_t high) {
  return _mm256_set_epi64x(static_cast<long long>(high), static_cast<long long>(low),
                           static_cast<long long>(high), static_cast<long long>(low));
}

RUBRIC_AVX2 inline __m256i digits_of(__m256i bytes, __m256i pairs, __m256i words, __m256i times) {
  const __m256i fours = _mm256_madd_epi16(_mm256_maddubs_epi16(bytes, pairs), words);
  return _mm256_add_epi64(_mm256_mul_epu32(fours, times), _mm256_srli_epi64(fours, 32));
}

/// Words of a highest bit where a text does not fit: it has to have from `least` to `most` whole digits, and
/// `left` is not to be below 0, which is how far it has to move to where the point stands.
RUBRIC_AVX2 inline __m256i misfit(__m256i whole, __m256i least, __m256i most, __m256i left) {
  const __m256i too_few = _mm256_sub_epi64(whole, least), too_many = _mm256_sub_epi64(most, whole);
  return _mm256_or_si256(_mm256_or_si256(too_few, too_many), left);
}

RUBRIC_AVX2 inline unsigned highest_bits(__m256i words) {
  return static_cast<unsigned>(_mm256_movemask_pd(_mm256_castsi256_pd(words)));
}

/// 16 zeros, then 16 ones: from place n on, a mask of the last n of 16 bytes.
alignas(64) constexpr std::array<std::uint8_t, 33> last_bytes = [] {
  std::array<std::uint8_t, 33> all{};
  for (std::size_t i = 16; i < all.size(); ++i) all[i] = 0xFF;
  return all;
}();

RUBRIC_AVX2 inline __m128i own_of_sixteen(std::size_t size) {
  return load16(&last_bytes[std::min<std::size_t>(size, 16)]);
}

/// The last sixteen characters of two cells, '0' as 0 and what is before the cell, too.
RUBRIC_AVX2 inline __m256i last_sixteen(const char* text, std::size_t end_a, std::size_t size_a,
                                        std::size_t end_b, std::size_t size_b) {
  const __m256i bytes = _mm256_set_m128i(load16(text + end_b - 16), load16(text + end_a - 16));
  return _mm256_and_si256(_mm256_xor_si256(bytes, _mm256_set1_epi8('0')),
                          _mm256_set_m128i(own_of_sixteen(size_b), own_of_sixteen(size_a)));
}

/// read_plain_cells for as many rows as make fours; gives the first row that is left. Two cells of sixteen
/// bytes at a time: the higher eight as Layout says, the lower ones eight whole digits more.
RUBRIC_AVX2 std::size_t read_fours_long(const CellPlaces& places, std::size_t first, std::size_t last,
                                        PlainColumn& to) {
  const Layout layout(to.decimals);
  const __m256i limits = halves(every_byte(9), layout.limits), points = halves(0, layout.points);
  const __m256i pairs = halves(0x010A010A010A010A, layout.pairs);
  const __m256i words = halves(0x0001006400010064, layout.words), times = halves(10'000, layout.times);
  const int moved = to.decimals + 1;
  const __m256i base = _mm256_set1_epi64x(moved), room = _mm256_set1_epi64x(15 - to.decimals);
  // What is moved in from above 15 is above 127 here, and so becomes 0.
  const __m256i places_from = _mm256_add_epi8(halves(0x7776757473727170, 0x7F7E7D7C7B7A7978),
                                              _mm256_set1_epi8(static_cast<char>(moved)));
  const __m256i none = _mm256_setzero_si256();
  __m256i low = _mm256_set1_epi64x(to.range.low), high = _mm256_set1_epi64x(to.range.high);
  const std::uint32_t* const marks = places.marks + to.column;
  std::size_t row = first;
  for (; row + 4 <= last; row += 4) {
    std::size_t ends[4], sizes[4];
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint32_t* const mark = marks + places.firsts[row + i];
      ends[i] = *mark;
      sizes[i] = static_cast<std::uint32_t>(*mark - mark[-1] - 1);
    }
    const __m256i a = last_sixteen(places.text, ends[0], sizes[0], ends[2], sizes[2]);
    const __m256i b = last_sixteen(places.text, ends[1], sizes[1], ends[3], sizes[3]);
    __m256i above = none;
    const auto point_of = [&](__m256i bytes) RUBRIC_AVX2_INLINE {
      const __m256i point = _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.' ^ '0'));
      return _mm256_sad_epu8(_mm256_and_si256(point, points), none);
    };
    const auto number = [&](__m256i bytes, __m256i point) RUBRIC_AVX2_INLINE {
      const __m256i from = _mm256_sub_epi8(places_from, _mm256_shuffle_epi8(point, _mm256_set1_epi8(8)));
      const __m256i aligned = _mm256_shuffle_epi8(bytes, from);
      above = _mm256_or_si256(above, _mm256_subs_epu8(aligned, limits));
      return digits_of(aligned, pairs, words, times);
    };
    const __m256i point_a = point_of(a), point_b = point_of(b);
    const __m256i number_a = number(a, point_a), number_b = number(b, point_b);
    const __m256i all_sizes =
        _mm256_set_epi64x(static_cast<long long>(sizes[3]), static_cast<long long>(sizes[2]),
                          static_cast<long long>(sizes[1]), static_cast<long long>(sizes[0]));
    const __m256i behind = _mm256_unpackhi_epi64(point_a, point_b);
    const __m256i flaws = misfit(_mm256_sub_epi64(all_sizes, behind), _mm256_set1_epi64x(1), room,
                                 _mm256_sub_epi64(base, behind));
    if (__builtin_expect(highest_bits(flaws) != 0 || !_mm256_testz_si256(above, above), 0)) {
      read_plain_cells_singly(places, row, row + 4, to);
      continue;
    }
    const __m256i numbers = _mm256_add_epi64(
        _mm256_mul_epu32(_mm256_unpacklo_epi64(number_a, number_b), _mm256_set1_epi64x(10'000'000)),
        _mm256_unpackhi_epi64(number_a, number_b));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(&to.numbers[row]), numbers);
    low = _mm256_blendv_epi8(low, numbers, _mm256_cmpgt_epi64(low, numbers));
    high = _mm256_blendv_epi8(high, numbers, _mm256_cmpgt_epi64(numbers, high));
  }
  std::int64_t lows[4], highs[4];
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(lows), low);
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(highs), high);
  to.range.add({*std::min_element(lows, lows + 4), *std::max_element(highs, highs + 4)});
  return row;
}

#endif

}  // namespace

void read_plain_cells(const CellPlaces& places, std::size_t first, std::size_t last, PlainColumn& to) {
  to.widen();
#if defined(__x86_64__)
  if (PlainGroup::best() != GroupReading::singly) first = read_fours_long(places, first, last, to);
#endif
  read_plain_cells_singly(places, first, last, to);
}

GroupReading PlainGroup::best() {
#if defined(__x86_64__)
  static const GroupReading best = [] {
    if (!__builtin_cpu_supports("avx2")) return GroupReading::singly;
    const bool vbmi = __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512vbmi");
    return vbmi ? GroupReading::by_window : GroupReading::by_words;
  }();
  return best;
#else
  return GroupReading::singly;
#endif
}

bool PlainGroup::add(PlainColumn& column) {
  if (used_ == 0) {
    begin_ = std::min(column.column, all_ - most);
    lead_ = column.column - begin_;
  }
  if (column.column < begin_ + used_ || column.column >= begin_ + most) return false;
  const std::size_t lane = column.column - begin_;
  used_ = lane + 1;
  columns_[lane] = &column;
  const Layout layout(column.decimals);
  const auto decimals = static_cast<std::uint64_t>(column.decimals);
  lanes_.active[lane] = ~std::uint64_t{0};
  lanes_.base[lane] = 8 * (decimals + 1);
  lanes_.most_whole[lane] = 8 * (7 - decimals) + 8;
  lanes_.points[lane] = layout.points << 3;
  lanes_.limits[lane] = layout.limits;
  lanes_.pairs[lane] = layout.pairs;
  lanes_.words[lane] = layout.words;
  lanes_.times[lane] = layout.times;
  return true;
}

void PlainGroup::read(const CellPlaces& places, std::size_t first, std::size_t last,
                      [[maybe_unused]] GroupReading by) {
#if defined(__x86_64__)
  if (by == GroupReading::by_window && near_) {
    first = read_by_window(places, first, last);
  } else if (by != GroupReading::singly) {
    first = read_by_words(places, first, last);
  }
#endif
  for (PlainColumn* column : columns_) {
    if (column) read_plain_cells_singly(places, first, last, *column);
  }
}

#if defined(__x86_64__)

namespace {

/// Four rows of up to four columns: two rows' numbers of 32 bits by lane, and the next two rows'.
RUBRIC_AVX2_INLINE inline void put_fours(const std::array<std::int32_t*, PlainGroup::most>& small,
                                         const std::array<PlainColumn*, PlainGroup::most>& columns,
                                         std::size_t row, __m256i two, __m256i more) {
  const __m256i even = _mm256_unpacklo_epi64(two, more), odd = _mm256_unpackhi_epi64(two, more);
  const auto put = [&](std::size_t lane, __m128i numbers) RUBRIC_AVX2_INLINE {
    if (small[lane]) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(small[lane] + row), numbers);
    } else if (columns[lane]) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(&columns[lane]->numbers[row]),
                          _mm256_cvtepi32_epi64(numbers));
    }
  };
  put(0, _mm256_castsi256_si128(even));
  put(1, _mm256_castsi256_si128(odd));
  put(2, _mm256_extracti128_si256(even, 1));
  put(3, _mm256_extracti128_si256(odd, 1));
}

/// The ranges of what was read, of two rows by lane.
RUBRIC_AVX2 void add_ranges(const std::array<PlainColumn*, PlainGroup::most>& columns, __m256i low,
                            __m256i high) {
  alignas(32) std::uint32_t lows[2 * PlainGroup::most], highs[2 * PlainGroup::most];
  _mm256_store_si256(reinterpret_cast<__m256i*>(lows), low);
  _mm256_store_si256(reinterpret_cast<__m256i*>(highs), high);
  for (std::size_t lane = 0; lane < PlainGroup::most; ++lane) {
    const std::uint32_t *const least = lows + 2 * lane, *const largest = highs + 2 * lane;
    if (columns[lane] && least[0] <= largest[0])
      columns[lane]->range.add({std::min(least[0], least[1]), std::max(largest[0], largest[1])});
  }
}

RUBRIC_AVX2_INLINE inline __m256i two_rows(__m256i first, __m256i second) {
  return _mm256_blend_epi32(first, _mm256_slli_epi64(second, 32), 0xAA);
}

}  // namespace

/// By lane, where the numbers of a column go that are still small.
PlainGroup::Numbers PlainGroup::find_small() const {
  Numbers small{};
  for (std::size_t lane = 0; lane < most; ++lane)
    small[lane] = columns_[lane] && !columns_[lane]->small.empty() ? columns_[lane]->small.data() : nullptr;
  return small;
}

/// A lane is a column. What a row's cells are is computed for all lanes; what becomes of those that are no
/// column is not looked at. Sizes are in bits, those of cells with the mark behind them.
RUBRIC_AVX2 std::size_t PlainGroup::read_by_words(const CellPlaces& places, std::size_t first,
                                                  std::size_t last) {
  const __m256i active = load32(lanes_.active), base = load32(lanes_.base);
  const __m256i most_whole = load32(lanes_.most_whole), points = load32(lanes_.points);
  const __m256i limits = load32(lanes_.limits), pairs = load32(lanes_.pairs);
  const __m256i words = load32(lanes_.words), times = load32(lanes_.times);
  const __m256i none = _mm256_setzero_si256();
  const unsigned columns = highest_bits(active);
  const char* const text = places.text + 1;
  __m256i low = _mm256_set1_epi32(-1), high = none;  // numbers are below 10^7
  __m256i above = none, flaws = none;
  const auto row_of = [&](std::size_t row) RUBRIC_AVX2_INLINE {
    const std::uint32_t* const ends = places.marks + places.firsts[row] + begin_;
    const auto word = [&](int i) {  // -1 is the mark before the first cell
      std::uint64_t bytes = 0;
      std::memcpy(&bytes, text + static_cast<std::int32_t>(*(ends + i - 1)), 8);
      return static_cast<long long>(bytes);
    };
    const __m256i bytes =
        _mm256_xor_si256(_mm256_set_epi64x(word(3), word(2), word(1), word(0)), _mm256_set1_epi8('0'));
    const __m256i sizes =
        _mm256_slli_epi64(_mm256_cvtepu32_epi64(_mm_sub_epi32(load16(ends), load16(ends - 1))), 3);
    // Its last byte highest, zeros below its first.
    const __m256i own = _mm256_sllv_epi64(bytes, _mm256_sub_epi64(_mm256_set1_epi64x(72), sizes));
    const __m256i point =
        _mm256_sad_epu8(_mm256_and_si256(_mm256_cmpeq_epi8(own, _mm256_set1_epi8('.' ^ '0')), points), none);
    const __m256i left = _mm256_sub_epi64(base, point);
    const __m256i aligned = _mm256_srlv_epi64(own, left);
    above = _mm256_or_si256(above, _mm256_subs_epu8(aligned, limits));
    const __m256i whole = _mm256_sub_epi64(sizes, point);
    flaws = _mm256_or_si256(flaws, misfit(whole, _mm256_set1_epi64x(16), most_whole, left));
    return digits_of(aligned, pairs, words, times);
  };
  Numbers small = find_small();
  std::size_t row = first;
  for (; row + 4 <= last; row += 4) {
    const __m256i r0 = row_of(row), r1 = row_of(row + 1), r2 = row_of(row + 2), r3 = row_of(row + 3);
    const __m256i two = two_rows(r0, r1), more = two_rows(r2, r3);
    put_fours(small, columns_, row, two, more);
    if (__builtin_expect((highest_bits(flaws) & columns) != 0 || !_mm256_testz_si256(above, active), 0)) {
      const __m256i good = _mm256_andnot_si256(flaws, _mm256_cmpeq_epi64(above, none));
      reread(places, row, columns & ~highest_bits(good));
      small = find_small();
      above = flaws = none;
      continue;
    }
    low = _mm256_min_epu32(low, _mm256_min_epu32(two, more));
    high = _mm256_max_epu32(high, _mm256_max_epu32(two, more));
  }
  add_ranges(columns_, low, high);
  return row;
}

/// The same where the columns' cells have 32 bytes at most in a row: these are loaded at once, and each lane
/// gets its bytes from there. Other rows are left to
/// read_by_words.
RUBRIC_VBMI std::size_t PlainGroup::read_by_window(const CellPlaces& places, std::size_t first,
                                                   std::size_t last) {
  constexpr std::uint32_t window = 32;
  const __m256i active = load32(lanes_.active), base = load32(lanes_.base);
  const __m256i most_whole = load32(lanes_.most_whole), points = load32(lanes_.points);
  const __m256i limits = load32(lanes_.limits), pairs = load32(lanes_.pairs);
  const __m256i words = load32(lanes_.words), times = load32(lanes_.times);
  const __m256i none = _mm256_setzero_si256();
  // By byte of a lane: where its lowest byte is among four numbers of 32 bits; how far the lane's end is.
  const __m256i lowest = _mm256_set_epi64x(0x0C0C0C0C0C0C0C0C, 0x0808080808080808, 0x0404040404040404, 0);
  const __m256i to_end = _mm256_set1_epi64x(0x0102030405060708);
  __m256i low = _mm256_set1_epi32(-1), high = none;  // numbers are below 10^7
  __m256i above = none, flaws = none;
  std::uint32_t room = 0;  // its highest bit: some row has not enough
  std::size_t far = 0;     // fours of rows of which one has not enough
  const auto row_of = [&](std::size_t row) RUBRIC_VBMI_INLINE {
    const std::uint32_t* const ends = places.marks + places.firsts[row] + begin_;
    const std::uint32_t end = ends[used_ - 1];
    room |= window - (end - (ends + lead_)[-1] - 1);
    const __m256i bytes =
        _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(places.text + end - window)),
                         _mm256_set1_epi8('0'));
    const __m128i marks = load16(ends), cells = _mm_sub_epi32(marks, load16(ends - 1));
    const __m128i behind = _mm_sub_epi32(marks, _mm_set1_epi32(static_cast<int>(end)));
    const auto in_bytes = [&](__m128i of) RUBRIC_VBMI_INLINE {
      return _mm256_permutexvar_epi8(lowest, _mm256_castsi128_si256(of));
    };
    // Its last byte highest, zeros below its first. Places count from the window's end, modulo its size.
    const __mmask32 is_own = _mm256_cmpgt_epu8_mask(in_bytes(cells), to_end);
    const __m256i own =
        _mm256_maskz_permutexvar_epi8(is_own, _mm256_sub_epi8(in_bytes(behind), to_end), bytes);
    const __mmask32 is_point = _mm256_cmpeq_epi8_mask(own, _mm256_set1_epi8('.' ^ '0'));
    const __m256i point = _mm256_sad_epu8(_mm256_maskz_mov_epi8(is_point, points), none);
    const __m256i left = _mm256_sub_epi64(base, point);
    const __m256i aligned = _mm256_srlv_epi64(own, left);
    above = _mm256_or_si256(above, _mm256_subs_epu8(aligned, limits));
    const __m256i whole = _mm256_sub_epi64(_mm256_slli_epi64(_mm256_cvtepu32_epi64(cells), 3), point);
    flaws = _mm256_or_si256(flaws, misfit(whole, _mm256_set1_epi64x(16), most_whole, left));
    return digits_of(aligned, pairs, words, times);
  };
  const unsigned columns = highest_bits(active);
  Numbers small = find_small();
  std::size_t row = first;
  for (; row + 4 <= last; row += 4) {
    const __m256i r0 = row_of(row), r1 = row_of(row + 1), r2 = row_of(row + 2), r3 = row_of(row + 3);
    const __m256i two = two_rows(r0, r1), more = two_rows(r2, r3);
    put_fours(small, columns_, row, two, more);
    const bool has_room = room >> 31 == 0;
    if (__builtin_expect(
            !has_room || (highest_bits(flaws) & columns) != 0 || !_mm256_testz_si256(above, active), 0)) {
      if (has_room) {
        const __m256i good = _mm256_andnot_si256(flaws, _mm256_cmpeq_epi64(above, none));
        reread(places, row, columns & ~highest_bits(good));
      } else {
        read_by_words(places, row, row + 4);
        ++far;
      }
      small = find_small();
      above = flaws = none;
      room = 0;
      continue;
    }
    low = _mm256_min_epu32(low, _mm256_min_epu32(two, more));
    high = _mm256_max_epu32(high, _mm256_max_epu32(two, more));
  }
  add_ranges(columns_, low, high);
  if (8 * far > row - first) near_ = false;  // half of them
  return row;
}

/// Four rows of which some are not plain and short in the `lanes`; in the others they are as they should be.
void PlainGroup::reread(const CellPlaces& places, std::size_t row, unsigned lanes) {
  for (std::size_t lane = 0; lane < most; ++lane) {
    PlainColumn* const column = columns_[lane];
    if (!column) continue;
    if ((lanes >> lane & 1) == 0) {
      for (std::size_t i = 0; i < 4; ++i) column->range.add(column->number(row + i));
      continue;
    }
    const std::size_t others = column->others.size();
    read_plain_cells_singly(places, row, row + 4, *column);
    column->not_short += others == column->others.size() ? 4 : 0;
  }
}

#endif

}  // namespace rubric::formats
