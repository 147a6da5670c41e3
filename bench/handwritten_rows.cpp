#include "handwritten_rows.hpp"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "handwritten_eval.hpp"

#define RUBRIC_AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define RUBRIC_AVX512 __attribute__((target("avx512f,avx512bw,popcnt")))

namespace rubric::bench {
namespace {

// Scores as text: at most seven bytes, their number in the eighth --------------------------------------

constexpr std::uint64_t packed(std::uint64_t text, unsigned size) {
  return text | static_cast<std::uint64_t>(size) << 56;
}

/// "9.85," for 985.
constexpr std::array<std::uint64_t, 1001> score_texts = [] {
  std::array<std::uint64_t, 1001> all{};
  for (unsigned v = 0; v <= 1000; ++v) {
    const char digits[] = {static_cast<char>('0' + v / 100 % 10), '.', static_cast<char>('0' + v / 10 % 10),
                           static_cast<char>('0' + v % 10), ','};
    std::uint64_t text = 0;
    for (unsigned i = 0; i < 5; ++i) text |= static_cast<std::uint64_t>(digits[i]) << 8 * i;
    all[v] = v < 1000 ? packed(text, 5) : packed(text << 8 | '1', 6);
  }
  return all;
}();

/// "90." for the whole points of a total.
constexpr std::array<std::uint64_t, 401> point_texts = [] {
  std::array<std::uint64_t, 401> all{};
  for (unsigned v = 0; v <= 400; ++v) {
    std::uint64_t text = '.';
    unsigned size = 1, rest = v;
    do {
      text = text << 8 | ('0' + rest % 10);
      rest /= 10;
      ++size;
    } while (rest > 0);
    all[v] = packed(text, size);
  }
  return all;
}();

/// "85,优,\n" for the hundredths of a total and its grade: all eight bytes.
constexpr std::array<std::array<std::uint64_t, 100>, 4> ending_texts = [] {
  constexpr unsigned char grades[4][3] = {
      {0xE4, 0xBC, 0x98}, {0xE8, 0x89, 0xAF}, {0xE4, 0xB8, 0xAD}, {0xE5, 0xB7, 0xAE}};  // 优良中差
  std::array<std::array<std::uint64_t, 100>, 4> all{};
  for (unsigned g = 0; g < 4; ++g) {
    for (unsigned v = 0; v < 100; ++v) {
      const unsigned char bytes[] = {static_cast<unsigned char>('0' + v / 10),
                                     static_cast<unsigned char>('0' + v % 10),
                                     ',',
                                     grades[g][0],
                                     grades[g][1],
                                     grades[g][2],
                                     ',',
                                     '\n'};
      for (unsigned i = 0; i < 8; ++i) all[g][v] |= static_cast<std::uint64_t>(bytes[i]) << 8 * i;
    }
  }
  return all;
}();

inline char* put(char* out, std::uint64_t text) {
  std::memcpy(out, &text, 8);
  return out + (text >> 56);
}

template <unsigned copies>
inline char* put_total(char* out, unsigned total) {
  const unsigned grade = (total < 9000 * copies) + (total < 8000 * copies) + (total < 6000 * copies);
  out = put(out, point_texts[total / 100]);
  std::memcpy(out, &ending_texts[grade][total % 100], 8);
  return out + 8;
}

// Without vector instructions ------------------------------------------------------------------------

std::size_t separators_plain(const char* text, std::uint32_t begin, std::uint32_t end, std::uint32_t* found) {
  std::size_t n = 0;
  for (std::uint32_t i = begin; i < end; ++i) {
    found[n] = i;
    n += text[i] == ',' || text[i] == '\n';
  }
  return n;
}

template <unsigned copies>
char* rows_plain(const char* text, const std::uint32_t* ends, std::size_t rows, char* out) {
  constexpr unsigned fields = identity + measurements * copies;
  for (; rows > 0; --rows, ends += fields) {
    const auto begin = [&](unsigned field) {
      return text + static_cast<std::uint32_t>(*(ends + field - 1) + 1);
    };
    const auto value = [&](unsigned field) { return hundredths(begin(field), text + ends[field]); };
    const std::size_t key = static_cast<std::size_t>(text + ends[1] + 1 - begin(0));
    std::memcpy(out, begin(0), key);
    out += key;
    unsigned total = 0;
    for (unsigned copy = 0; copy < copies; ++copy) {
      const unsigned at = identity + measurements * copy;
      const auto give = [&](std::int64_t score) {
        total += static_cast<unsigned>(score);
        out = put(out, score_texts[static_cast<std::size_t>(score)]);
      };
      const auto tier = [](std::int64_t rate, std::initializer_list<std::pair<int, int>> tiers) {
        for (const auto& [limit, score] : tiers) {
          if (rate >= limit) return score;
        }
        return 0;
      };
      give(execution(value(at + 1), value(at + 2)));
      give((std::min<std::int64_t>(value(at + 3), 9000) + 4) / 9);
      for (const unsigned field : {4u, 5u}) give((std::min<std::int64_t>(value(at + field), 10000) + 5) / 10);
      for (const unsigned field : {6u, 7u, 8u})
        give((std::min<std::int64_t>(value(at + field), 10000) + 10) / 20);
      for (const unsigned field : {9u, 10u})
        give((std::min<std::int64_t>(value(at + field), 10000) + 5) / 10);
      give(std::max<std::int64_t>(0, 1000 - 2 * value(at + 11)));
      give(tier(value(at + 12), {{9500, 500}, {8500, 400}, {7000, 300}, {6000, 200}}));
      give(tier(value(at + 13), {{9000, 1000}, {8000, 800}, {6000, 600}}));
    }
    out = put_total<copies>(out, total);
  }
  return out;
}

// With AVX2, separators with AVX-512 where there is ----------------------------------------------------

inline __m128i load16(const void* from) {
  return _mm_loadu_si128(static_cast<const __m128i*>(from));
}

inline long long load8(const char* from) {
  long long v;
  std::memcpy(&v, from, 8);
  return v;
}

RUBRIC_AVX2 std::size_t separators_avx2(const char* text, std::uint32_t begin, std::uint32_t end,
                                        std::uint32_t* found) {
  // A byte is a separator if it is what stands at the place of its low half.
  const __m256i of_low = _mm256_setr_epi8(-128, -128, -128, -128, -128, -128, -128, -128, -128, -128, '\n',
                                          -128, ',', -128, -128, -128, -128, -128, -128, -128, -128, -128,
                                          -128, -128, -128, -128, '\n', -128, ',', -128, -128, -128);
  std::uint32_t* to = found;
  for (std::uint32_t at = begin; at < end; at += 64) {
    const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at));
    const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text + at + 32));
    const auto low = static_cast<std::uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(of_low, a), a)));
    const auto high = static_cast<std::uint32_t>(
        _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(of_low, b), b)));
    std::uint64_t mask = low | static_cast<std::uint64_t>(high) << 32;
    const int n = __builtin_popcountll(mask);
    // Twelve at once, wanted or not: a row has one in six bytes.
    for (int i = 0; i < 12; ++i) {
      to[i] = at + static_cast<std::uint32_t>(_tzcnt_u64(mask));
      mask &= mask - 1;
    }
    for (int i = 12; i < n; ++i) {
      to[i] = at + static_cast<std::uint32_t>(_tzcnt_u64(mask));
      mask &= mask - 1;
    }
    to += n;
  }
  return static_cast<std::size_t>(to - found);
}

RUBRIC_AVX512 std::size_t separators_avx512(const char* text, std::uint32_t begin, std::uint32_t end,
                                            std::uint32_t* found) {
  const __m512i comma = _mm512_set1_epi8(','), line = _mm512_set1_epi8('\n');
  const __m512i places = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  std::uint32_t* to = found;
  for (std::uint32_t at = begin; at < end; at += 64) {
    const __m512i bytes = _mm512_loadu_si512(text + at);
    std::uint64_t mask = _mm512_cmpeq_epi8_mask(bytes, comma) | _mm512_cmpeq_epi8_mask(bytes, line);
    for (std::uint32_t quarter = 0; quarter < 64; quarter += 16, mask >>= 16) {
      const auto part = static_cast<__mmask16>(mask);
      const __m512i all = _mm512_add_epi32(places, _mm512_set1_epi32(static_cast<int>(at + quarter)));
      _mm512_storeu_si512(to, _mm512_maskz_compress_epi32(part, all));
      to += __builtin_popcount(part);
    }
  }
  return static_cast<std::size_t>(to - found);
}

/// Hundredths of the four fields that end at ends[0] to ends[3], of at most two decimals and six bytes, in
/// the low halves; the high halves are anything.
RUBRIC_AVX2 inline __m256i rates4(const char* text, const std::uint32_t* ends) {
  const auto begin = [&](int i) { return load8(text + 1 + *(ends + i - 1)); };
  const __m256i words = _mm256_set_epi64x(begin(3), begin(2), begin(1), begin(0));
  // The last byte of a field to the top of its word, nothing but its own bytes below.
  const __m256i sizes = _mm256_cvtepu32_epi64(_mm_sub_epi32(load16(ends), load16(ends - 1)));  // + 1
  const __m256i right =
      _mm256_sllv_epi64(words, _mm256_sub_epi64(_mm256_set1_epi64x(72), _mm256_slli_epi64(sizes, 3)));
  // The point is in byte 5 (two decimals), byte 6 (one) or nowhere: shift it to byte 5, or where it would be.
  const __m256i point = _mm256_cmpeq_epi8(right, _mm256_set1_epi8('.'));
  const __m256i back = _mm256_sad_epu8(_mm256_and_si256(point, _mm256_set1_epi64x(0x0010180000000000)),
                                       _mm256_setzero_si256());
  const __m256i aligned = _mm256_srlv_epi64(right, _mm256_sub_epi64(_mm256_set1_epi64x(24), back));
  const __m256i digits = _mm256_and_si256(aligned, _mm256_set1_epi8(0x0F));
  const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi64x(0x010A00640A640000));
  const __m256i halves = _mm256_madd_epi16(pairs, _mm256_set1_epi64x(0x0001000100640000));
  return _mm256_add_epi32(halves, _mm256_srli_epi64(halves, 32));
}

/// 16 zeros, then 16 that keep a digit's value: from place n on, a mask of the last n of 16 bytes.
alignas(64) constexpr std::array<std::uint8_t, 33> last_bytes = [] {
  std::array<std::uint8_t, 33> all{};
  for (std::size_t i = 16; i < all.size(); ++i) all[i] = 0x0F;
  return all;
}();

/// Hundredths of the two fields that end at ends[0] and ends[1], of two decimals and at most 16 bytes.
RUBRIC_AVX2 inline __m256i money2(const char* text, const std::uint32_t* ends) {
  const std::uint32_t end0 = ends[0], end1 = ends[1];
  const __m256i bytes = _mm256_set_m128i(load16(text + end1 - 16), load16(text + end0 - 16));
  const __m256i own =
      _mm256_set_m128i(load16(&last_bytes[end1 - end0 - 1]), load16(&last_bytes[end0 - *(ends - 1) - 1]));
  const __m256i without_point = _mm256_setr_epi8(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15,  //
                                                 -1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15);
  const __m256i digits = _mm256_shuffle_epi8(_mm256_and_si256(bytes, own), without_point);
  const __m256i pairs = _mm256_maddubs_epi16(digits, _mm256_set1_epi16(0x010A));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
  const __m256i words = _mm256_packus_epi32(fours, fours);
  const __m256i eights = _mm256_madd_epi16(words, _mm256_set1_epi32(0x00012710));
  return _mm256_add_epi64(_mm256_mul_epu32(eights, _mm256_set1_epi64x(100000000)),
                          _mm256_srli_epi64(eights, 32));
}

/// Where the scores of a row's copy stand among the sixteen places of a vector, in the order of the table.
constexpr int places[] = {0, 2, 8, 10, 1, 3, 9, 11, 4, 6, 12};

/// The scores but execution of the copy whose first field ends at ends[0], by `places`, 0 elsewhere.
RUBRIC_AVX2 inline __m256i scores(const char* text, const std::uint32_t* ends) {
  const __m256i zero = _mm256_setzero_si256();
  const __m256i first = rates4(text, ends + 3);   // 生态修复 保洁 | 设施 收入
  const __m256i second = rates4(text, ends + 7);  // 公开 补贴 | 维护 补助
  const __m256i third = rates4(text, ends + 10);  // 补助 火灾 | 知晓 满意
  const __m256i both = _mm256_blend_epi32(first, _mm256_slli_epi64(second, 32), 0xAA);
  const __m256i last =
      _mm256_permute4x64_epi64(_mm256_blend_epi32(zero, third, 0x54), 0x39);  // 火灾 知晓 | 满意 0
  // 生态 公开 保洁 补贴 火灾 0 知晓 0 | 设施 维护 收入 补助 满意 0 0 0
  const __m256i all = _mm256_min_epu16(_mm256_packus_epi32(both, last),
                                       _mm256_setr_epi16(9000, 10000, 10000, 10000, 10000, 0, 10000, 0, 10000,
                                                         10000, 10000, 10000, 10000, 0, 0, 0));
  // x / 9, / 10 and / 20 as x * (2^16 / 9 and so on, rounded up) >> 16: right for all x below 2^14
  const __m256i shares = _mm256_mulhi_epu16(
      _mm256_add_epi16(all, _mm256_setr_epi16(4, 10, 5, 10, 0, 0, 0, 0, 5, 5, 10, 5, 0, 0, 0, 0)),
      _mm256_setr_epi16(7282, 3277, 6554, 3277, 0, 0, 0, 0, 6554, 6554, 3277, 6554, 0, 0, 0, 0));
  const __m256i fires = _mm256_subs_epu16(
      _mm256_setr_epi16(0, 0, 0, 0, 1000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), _mm256_add_epi16(all, all));
  constexpr short never = 32767;
  const auto tier = [&](short limit6, short more6, short limit12, short more12) RUBRIC_AVX2 {
    const __m256i limits = _mm256_setr_epi16(never, never, never, never, never, never, limit6, never, never,
                                             never, never, never, limit12, never, never, never);
    const __m256i more = _mm256_setr_epi16(0, 0, 0, 0, 0, 0, more6, 0, 0, 0, 0, 0, more12, 0, 0, 0);
    return _mm256_and_si256(_mm256_cmpgt_epi16(all, limits), more);
  };
  const __m256i tiers =
      _mm256_add_epi16(_mm256_add_epi16(tier(5999, 200, 5999, 600), tier(6999, 100, 7999, 200)),
                       _mm256_add_epi16(tier(8499, 100, 8999, 200), tier(9499, 100, never, 0)));
  return _mm256_or_si256(_mm256_or_si256(shares, fires), tiers);
}

RUBRIC_AVX2 inline unsigned sum(__m256i words) {
  const __m256i pairs = _mm256_madd_epi16(words, _mm256_set1_epi16(1));
  const __m128i fours = _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
  const __m128i twos = _mm_add_epi32(fours, _mm_shuffle_epi32(fours, 0x4E));
  return static_cast<unsigned>(_mm_cvtsi128_si32(_mm_add_epi32(twos, _mm_shuffle_epi32(twos, 0xB1))));
}

template <unsigned copies>
RUBRIC_AVX2 char* rows_avx2(const char* text, const std::uint32_t* ends, std::size_t rows, char* out) {
  constexpr unsigned fields = identity + measurements * copies;
  for (; rows > 0; --rows, ends += fields) {
    const std::uint32_t begin = *(ends - 1) + 1;
    const std::size_t key = ends[1] + 1 - begin;
    std::memcpy(out, text + begin, 32);
    if (__builtin_expect(key > 32, 0)) std::memcpy(out, text + begin, key);
    out += key;
    unsigned total = 0;
    for (unsigned copy = 0; copy < copies; ++copy) {
      const std::uint32_t* at = ends + identity + measurements * copy;
      const __m256i money = money2(text, at + 1);
      const auto executed =
          static_cast<unsigned>(execution(_mm256_extract_epi64(money, 0), _mm256_extract_epi64(money, 2)));
      const __m256i others = scores(text, at);
      alignas(32) std::uint16_t score[16];
      _mm256_store_si256(reinterpret_cast<__m256i*>(score), others);
      total += executed + sum(others);
      out = put(out, score_texts[executed]);
#pragma GCC unroll 11
      for (int i = 0; i < 11; ++i) out = put(out, score_texts[score[places[i]]]);
    }
    out = put_total<copies>(out, total);
  }
  return out;
}

}  // namespace

std::int64_t hundredths(const char* begin, const char* end) {
  std::int64_t value = 0;
  int decimals = -1;
  for (; begin < end; ++begin) {
    if (*begin == '.') {
      decimals = 0;
    } else {
      value = value * 10 + (*begin - '0');
      if (decimals >= 0) ++decimals;
    }
  }
  return decimals == 2 ? value : decimals == 1 ? value * 10 : value * 100;
}

std::string heading(unsigned copies) {
  const char* const names[] = {"预算执行率",
                               "生态修复有效性",
                               "辖区保洁覆盖率",
                               "市政设施完好率",
                               "一般公共预算收入完成率",
                               "政务信息公开率",
                               "补贴资金发放及时率",
                               "市政设施维护及时率",
                               "扶贫有效性和补助对象覆盖率",
                               "森林火灾发生次数",
                               "政策知晓率",
                               "群众满意度"};
  std::string text = "单位,年度";
  for (unsigned copy = 1; copy <= copies; ++copy) {
    for (const char* name : names) {
      text += std::string(",") + name;
      if (copy > 1) text += "_" + std::to_string(copy);
    }
  }
  return text + ",总分,等级,问题\n";
}

RowScorer::RowScorer(unsigned copies, bool plain)
    : fields_(identity + measurements * copies), ends_(1 + fields_ + block + 2 * margin) {
  const bool avx2 = !plain && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512bw");
  separators_ = avx512 ? separators_avx512 : avx2 ? separators_avx2 : separators_plain;
  if (copies == 1) {
    rows_ = avx2 ? rows_avx2<1> : rows_plain<1>;
  } else {
    rows_ = avx2 ? rows_avx2<4> : rows_plain<4>;
  }
}

char* RowScorer::score(const char* text, std::size_t size, char* out) {
  // ends_[0] is the end of the row before the ones that `ends_ + 1` tells the fields of.
  std::uint32_t* ends = ends_.data() + 1;
  *(ends - 1) = static_cast<std::uint32_t>(-1);
  std::size_t n = 0;
  const auto all = static_cast<std::uint32_t>(size);
  for (std::uint32_t at = 0; at < all; at += block) {
    const std::uint32_t to = std::min(all, at + block);
    n += separators_(text, at, to, ends + n);
    while (n > 0 && ends[n - 1] >= to) --n;
    const std::size_t rows = n / fields_, used = rows * fields_;
    if (rows == 0) continue;
    if (text[ends[used - 1]] != '\n') return nullptr;
    out = rows_(text, ends, rows, out);
    std::copy(ends + used - 1, ends + n, ends - 1);
    n -= used;
  }
  return n == 0 ? out : nullptr;
}

}  // namespace rubric::bench
