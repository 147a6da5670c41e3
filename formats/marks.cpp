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
/// A byte is a mark if it is what stands at the place of its low half: no two marks share one.
__attribute__((target("avx2,bmi,popcnt"))) std::size_t find_marks_avx2(std::string_view text,
                                                                       std::uint32_t* found) {
  const __m256i of_low = _mm256_setr_epi8('\0', -128, '"', -128, -128, -128, -128, -128, -128, '\t', '\n',
                                          ';', ',', '\r', -128, -128, '\0', -128, '"', -128, -128, -128, -128,
                                          -128, -128, '\t', '\n', ';', ',', '\r', -128, -128);
  std::uint32_t* to = found;
  for (std::size_t at = 0; at < text.size(); at += 64) {
    const auto marked = [&](std::size_t from) __attribute__((target("avx2,bmi,popcnt"))) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text.data() + from));
      return static_cast<std::uint32_t>(
          _mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_shuffle_epi8(of_low, bytes), bytes)));
    };
    std::uint64_t mask = marked(at) | std::uint64_t{marked(at + 32)} << 32;
    if (text.size() - at < 64) mask &= (std::uint64_t{1} << (text.size() - at)) - 1;
    const int n = __builtin_popcountll(mask);
    // Twelve at once, wanted or not: a row has about one in six bytes.
    const auto place = [&](int i) __attribute__((target("avx2,bmi,popcnt"))) {
      to[i] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(_tzcnt_u64(mask));
      mask &= mask - 1;
    };
    for (int i = 0; i < 12; ++i) place(i);
    for (int i = 12; i < n; ++i) place(i);
    to += n;
  }
  return static_cast<std::size_t>(to - found);
}
#endif

}  // namespace

std::size_t find_marks_plain(std::string_view text, std::vector<std::uint32_t>& marks) {
  if (marks.size() < text.size() + 1) marks.resize(text.size() + 1);
  std::size_t n = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    marks[n] = static_cast<std::uint32_t>(i);
    n += is_mark[static_cast<unsigned char>(text[i])] ? 1 : 0;
  }
  return n;
}

std::size_t find_marks(std::string_view text, std::vector<std::uint32_t>& marks) {
#if defined(__x86_64__)
  static const bool fast = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
  if (fast) {
    if (marks.size() < text.size() + marks_margin) marks.resize(text.size() + marks_margin);
    return find_marks_avx2(text, marks.data());
  }
#endif
  return find_marks_plain(text, marks);
}

}  // namespace rubric::formats
