#include "formats/marks.hpp"

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

#if defined(__x86_64__)
#define RUBRIC_AVX2 __attribute__((target("avx2,bmi,popcnt")))

/// Bits of the 64 bytes of `a` and `b` that are those of `like_a` and `like_b`.
RUBRIC_AVX2 inline std::uint64_t where_equal(__m256i a, __m256i like_a, __m256i b, __m256i like_b) {
  const auto low = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(a, like_a)));
  const auto high = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(b, like_b)));
  return low | std::uint64_t{high} << 32;
}

RUBRIC_AVX2 inline std::size_t count(std::uint64_t bits) {
  return static_cast<std::size_t>(__builtin_popcountll(bits));
}

/// A byte is a mark if it is what stands at the place of its low half: no two marks share one.
RUBRIC_AVX2 Marks find_marks_avx2(std::string_view text, char separator, std::uint32_t* found) {
  const __m256i of_low = _mm256_setr_epi8('\0', -128, '"', -128, -128, -128, -128, -128, -128, '\t', '\n',
                                          ';', ',', '\r', -128, -128, '\0', -128, '"', -128, -128, -128, -128,
                                          -128, -128, '\t', '\n', ';', ',', '\r', -128, -128);
  const __m256i separators = _mm256_set1_epi8(separator), line_ends = _mm256_set1_epi8('\n');
  std::uint32_t* to = found;
  Marks all;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    const auto* from = reinterpret_cast<const __m256i*>(text.data() + at);
    const __m256i a = _mm256_loadu_si256(from), b = _mm256_loadu_si256(from + 1);
    std::uint64_t mask = where_equal(a, _mm256_shuffle_epi8(of_low, a), b, _mm256_shuffle_epi8(of_low, b));
    const std::size_t left = text.size() - at;
    const std::uint64_t own = left < 64 ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0};
    mask &= own;
    all.separators += count(where_equal(a, separators, b, separators) & own);
    all.lines += count(where_equal(a, line_ends, b, line_ends) & own);
    const int n = static_cast<int>(count(mask));
    // Twelve at once, wanted or not: a row has about one in six bytes.
    const auto place = [&](int i) RUBRIC_AVX2 {
      to[i] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(_tzcnt_u64(mask));
      mask &= mask - 1;
    };
    for (int i = 0; i < 12; ++i) place(i);
    for (int i = 12; i < n; ++i) place(i);
    to += n;
  }
  all.count = static_cast<std::size_t>(to - found);
  return all;
}
#endif

}  // namespace

Marks find_marks_plain(std::string_view text, char separator, std::vector<std::uint32_t>& places) {
  if (places.size() < text.size() + 1) places.resize(text.size() + 1);
  Marks all;
  for (std::size_t i = 0; i < text.size(); ++i) {
    places[all.count] = static_cast<std::uint32_t>(i);
    all.count += is_mark[static_cast<unsigned char>(text[i])] ? 1 : 0;
    all.separators += text[i] == separator ? 1 : 0;
    all.lines += text[i] == '\n' ? 1 : 0;
  }
  return all;
}

Marks find_marks(std::string_view text, char separator, std::vector<std::uint32_t>& places) {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
  if (fast) {
    if (places.size() < text.size() + marks_margin) places.resize(text.size() + marks_margin);
    return find_marks_avx2(text, separator, places.data());
  }
#endif
  return find_marks_plain(text, separator, places);
}

}  // namespace rubric::formats
