#include "formats/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/text.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rubric::formats {

bool is_utf8_plain(std::string_view text) {
  return !engine::find_invalid_utf8(text);
}

#if defined(__x86_64__)
namespace {

#define RUBRIC_AVX2 __attribute__((target("avx2")))

/// Two bytes that follow each other are wrong by one of eight rules if the first one's high half, its low
/// half and the second one's high half are all among those that the rule names (bit h: the half h).
struct Rule {
  unsigned high, low, next;
};
constexpr unsigned any = 0xFFFF, continuation = 0x0F00;
constexpr std::array<Rule, 8> rules{{
    {0xF000, any, any & ~continuation},  // a lead, and nothing that it leads
    {0x00FF, any, continuation},         // a continuation of ASCII
    {0x1000, 0x0003, continuation},      // C0, C1: in one byte
    {0x4000, 0x0001, 0x0300},            // E0 80 to 9F: in two bytes
    {0x4000, 0x2000, 0x0C00},            // ED A0 to BF: surrogates
    {0x8000, 0xFFF0, 0x0E00},            // F4 90 to BF, and all from F5 on: beyond Unicode
    {0x8000, 0xFFE1, 0x0100},            // F0 80 to 8F: in three bytes; from F5 on
    {continuation, any, continuation},   // right where a lead of three or four bytes stands before them alone
}};
constexpr unsigned two_continuations = 0x80;  // the last rule's bit

/// By half: the bits of the rules that name it.
struct Table {
  alignas(16) std::uint8_t of[16] = {};
  constexpr explicit Table(unsigned Rule::*part) {
    for (unsigned half = 0; half < 16; ++half) {
      for (unsigned i = 0; i < rules.size(); ++i)
        of[half] = static_cast<std::uint8_t>(of[half] | (((rules[i].*part >> half) & 1) << i));
    }
  }
};
constexpr Table high_table(&Rule::high), low_table(&Rule::low), next_table(&Rule::next);

RUBRIC_AVX2 inline __m256i load_table(const Table& table) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table.of)));
}

RUBRIC_AVX2 inline __m256i high_halves(__m256i bytes) {
  return _mm256_and_si256(_mm256_srli_epi16(bytes, 4), _mm256_set1_epi8(15));
}

RUBRIC_AVX2 inline __m256i load(const char* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

/// Bytes that a byte may depend on, before it.
constexpr std::size_t margin = 3;
/// Bytes that are looked at together.
constexpr std::size_t block = 32;

/// What is wrong with a block, before which `margin` bytes can be read: nothing if all is 0.
RUBRIC_AVX2 inline __m256i wrong(const char* at) {
  const __m256i bytes = load(at), one_back = load(at - 1), two_back = load(at - 2), three_back = load(at - 3);
  const __m256i high = _mm256_shuffle_epi8(load_table(high_table), high_halves(one_back));
  const __m256i low =
      _mm256_shuffle_epi8(load_table(low_table), _mm256_and_si256(one_back, _mm256_set1_epi8(15)));
  const __m256i next = _mm256_shuffle_epi8(load_table(next_table), high_halves(bytes));
  const __m256i pairs = _mm256_and_si256(_mm256_and_si256(high, low), next);
  // Its highest bit is set behind a lead of three bytes or more, two back, and of four, three back.
  const __m256i led = _mm256_or_si256(_mm256_subs_epu8(two_back, _mm256_set1_epi8(0xE0 - 0x80)),
                                      _mm256_subs_epu8(three_back, _mm256_set1_epi8(0xF0 - 0x80)));
  const __m256i bit = _mm256_set1_epi8(static_cast<char>(two_continuations));
  return _mm256_xor_si256(_mm256_and_si256(led, bit), pairs);
}

/// Of two blocks and the margin before them.
RUBRIC_AVX2 inline bool is_ascii(const char* at) {
  const __m256i all = _mm256_or_si256(_mm256_or_si256(load(at), load(at + block)), load(at - margin));
  return _mm256_movemask_epi8(all) == 0;
}

RUBRIC_AVX2 bool is_utf8_avx2(std::string_view text) {
  // The first block stands behind zeros, the last one before at least one zero, which nothing leads.
  char first[margin + block] = {}, last[margin + block] = {};
  const std::size_t begin = std::min(block, text.size());
  std::copy_n(text.data(), begin, first + margin);
  __m256i found = wrong(first + margin);
  if (begin < block) return _mm256_testz_si256(found, found) == 1;
  std::size_t at = block;
  for (; at + 2 * block <= text.size(); at += 2 * block) {
    const char* const here = text.data() + at;
    if (!is_ascii(here)) found = _mm256_or_si256(found, _mm256_or_si256(wrong(here), wrong(here + block)));
  }
  for (; at + block <= text.size(); at += block) found = _mm256_or_si256(found, wrong(text.data() + at));
  std::copy(text.data() + at - margin, text.data() + text.size(), last);
  found = _mm256_or_si256(found, wrong(last + margin));
  return _mm256_testz_si256(found, found) == 1;
}

}  // namespace
#endif

bool is_utf8(std::string_view text) {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2");
  if (fast) return is_utf8_avx2(text);
#endif
  return is_utf8_plain(text);
}

}  // namespace rubric::formats
