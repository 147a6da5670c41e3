#include "formats/marks.hpp"

#include <algorithm>
#include <array>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rubric::formats {
namespace {

constexpr std::array<bool, 256> is_mark = [] {
  std::array<bool, 256> all{};
  for (const char c : {',', ';', '\t', '"', '\n', '\r', '\0'}) all[static_cast<unsigned char>(c)] = true;
  return all;
}();

/// Places that are written at once at most, wanted or not: a row has about one in six of 64 bytes.
constexpr int most_at_once = 16;

void make_room(std::vector<std::uint32_t>& places, std::size_t bytes, std::size_t begin) {
  if (places.size() < 1 + bytes + most_at_once) places.resize(1 + bytes + most_at_once);
  places[0] = static_cast<std::uint32_t>(begin) - 1;
}

/// The marks in text[at, end), their places put behind those that `all` counts.
void add_marks(std::string_view text, std::size_t at, char separator, std::uint32_t* places, Marks& all) {
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (!is_mark[static_cast<unsigned char>(c)]) continue;
    places[++all.count] = static_cast<std::uint32_t>(at);
    all.lines += c == '\n' ? 1 : 0;
    all.others = all.others || (c != '\n' && c != separator);
  }
}

#if defined(__x86_64__)
#define RUBRIC_AVX2 __attribute__((target("avx2,bmi,popcnt")))

/// A byte is found if it is what stands at the place of its low half: no two marks share one, and bytes above
/// 127 are taken for what stands at 0.
struct Table {
  alignas(16) char of_low[16];
  explicit Table(std::string_view found) : of_low{} {
    for (char& c : of_low) c = -128;
    for (const char c : found) of_low[c & 15] = c;
  }
};

RUBRIC_AVX2 inline __m256i load_table(const Table& table) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table.of_low)));
}

RUBRIC_AVX2 inline __m256i found_in(__m256i table, __m256i bytes) {
  return _mm256_cmpeq_epi8(_mm256_shuffle_epi8(table, bytes), bytes);
}

RUBRIC_AVX2 inline std::uint64_t bits(__m256i low, __m256i high) {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(low)) |
         std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(high))} << 32;
}

/// The sum of 32 bytes.
RUBRIC_AVX2 inline std::size_t sum(__m256i bytes) {
  alignas(32) std::uint64_t parts[4];
  _mm256_store_si256(reinterpret_cast<__m256i*>(parts), _mm256_sad_epu8(bytes, _mm256_setzero_si256()));
  return static_cast<std::size_t>(parts[0] + parts[1] + parts[2] + parts[3]);
}

RUBRIC_AVX2 Marks find_marks_avx2(std::string_view text, std::size_t begin, char separator,
                                  std::uint32_t* places) {
  const char usual[] = {separator, '\n'};
  const Table all_marks(std::string_view(",;\t\"\n\r\0", 7)), usual_marks(std::string_view(usual, 2));
  const __m256i any = load_table(all_marks), expected = load_table(usual_marks);
  const __m256i line_feed = _mm256_set1_epi8('\n');
  __m256i others = _mm256_setzero_si256();
  std::uint32_t* to = places + 1;
  Marks all;
  std::size_t at = begin;
  while (at + 64 <= text.size()) {
    // A byte counts the line feeds of 127 times two places.
    const std::size_t end = at + std::min<std::size_t>(127, (text.size() - at) / 64) * 64;
    __m256i lines = _mm256_setzero_si256();
    for (; at < end; at += 64) {
      const auto* from = reinterpret_cast<const __m256i*>(text.data() + at);
      const __m256i a = _mm256_loadu_si256(from), b = _mm256_loadu_si256(from + 1);
      const __m256i in_a = found_in(any, a), in_b = found_in(any, b);
      others = _mm256_or_si256(others, _mm256_or_si256(_mm256_xor_si256(in_a, found_in(expected, a)),
                                                       _mm256_xor_si256(in_b, found_in(expected, b))));
      lines = _mm256_sub_epi8(_mm256_sub_epi8(lines, _mm256_cmpeq_epi8(a, line_feed)),
                              _mm256_cmpeq_epi8(b, line_feed));
      std::uint64_t mask = bits(in_a, in_b);
      const int n = __builtin_popcountll(mask);
      const auto place = [&](int i) RUBRIC_AVX2 {
        to[i] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(_tzcnt_u64(mask));
        mask &= mask - 1;
      };
      constexpr int at_once = 12;
#pragma GCC unroll 12
      for (int i = 0; i < at_once; ++i) place(i);
      for (int i = at_once; i < n; ++i) place(i);
      to += n;
    }
    all.lines += sum(lines);
  }
  all.count = static_cast<std::size_t>(to - places) - 1;
  all.others = _mm256_testz_si256(others, others) == 0;
  add_marks(text, at, separator, places, all);
  return all;
}

#define RUBRIC_AVX512 __attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt")))

RUBRIC_AVX512 inline __m512i load_wide_table(const Table& table) {
  const __m128i of_low = _mm_load_si128(reinterpret_cast<const __m128i*>(table.of_low));
  return _mm512_maskz_broadcast_i32x4(0xFFFF, of_low);  // without a mask g++ 12 warns of its own header
}

/// The same, 64 bytes in one vector, whose places are written sixteen at a time.
RUBRIC_AVX512 Marks find_marks_avx512(std::string_view text, std::size_t begin, char separator,
                                      std::uint32_t* places) {
  const char usual[] = {separator, '\n'};
  const Table all_marks(std::string_view(",;\t\"\n\r\0", 7)), usual_marks(std::string_view(usual, 2));
  const __m512i any = load_wide_table(all_marks), expected = load_wide_table(usual_marks),
                line_feed = _mm512_set1_epi8('\n');
  alignas(64) std::uint8_t counted[64];
  for (std::uint8_t i = 0; i < 64; ++i) counted[i] = i;
  const __m512i all_places = _mm512_load_si512(counted);
  std::uint64_t others = 0;
  std::uint32_t* to = places + 1;
  Marks all;
  std::size_t at = begin;
  for (; at + 64 <= text.size(); at += 64) {
    const __m512i bytes = _mm512_loadu_si512(text.data() + at);
    const std::uint64_t found = _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(any, bytes), bytes);
    others |= found ^ _mm512_cmpeq_epi8_mask(_mm512_shuffle_epi8(expected, bytes), bytes);
    all.lines += static_cast<std::size_t>(__builtin_popcountll(_mm512_cmpeq_epi8_mask(bytes, line_feed)));
    const __m512i first = _mm512_set1_epi32(static_cast<int>(at));
    __m512i found_places = _mm512_maskz_compress_epi8(found, all_places);
    const int n = __builtin_popcountll(found);
    for (int i = 0; i < n; i += 16) {
      const __m512i sixteen = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found_places));
      _mm512_storeu_si512(to + i, _mm512_add_epi32(sixteen, first));
      found_places = _mm512_shuffle_i64x2(found_places, found_places, 0x39);
    }
    to += n;
  }
  all.count = static_cast<std::size_t>(to - places) - 1;
  all.others = others != 0;
  add_marks(text, at, separator, places, all);
  return all;
}
#endif

}  // namespace

Marks find_marks_plain(std::string_view text, std::size_t begin, char separator,
                       std::vector<std::uint32_t>& places) {
  make_room(places, text.size() - begin, begin);
  Marks all;
  add_marks(text, begin, separator, places.data(), all);
  return all;
}

Marks find_marks(std::string_view text, std::size_t begin, char separator,
                 std::vector<std::uint32_t>& places) {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
  static const bool faster = __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vbmi2");
  if (fast || faster) {
    make_room(places, text.size() - begin, begin);
    const auto find = faster ? find_marks_avx512 : find_marks_avx2;
    return find(text, begin, separator, places.data());
  }
#endif
  return find_marks_plain(text, begin, separator, places);
}

}  // namespace rubric::formats
