#include "handwritten_eval.hpp"

#include <immintrin.h>

#include <algorithm>

#define RUBRIC_AVX2 __attribute__((target("avx2,bmi,bmi2,fma,popcnt")))

namespace rubric::bench {
namespace {

/// full points × min(rate, most) ÷ most, half up: (min(rate, most) + half) / by, all integers.
struct Share {
  Rate rate;
  int item;
  std::int32_t most, half, by;
};
constexpr Share shares[] = {
    {restored, 1, 9000, 4, 9},     {cleaned, 2, 10000, 5, 10},    {intact, 3, 10000, 5, 10},
    {revenue, 4, 10000, 10, 20},   {disclosed, 5, 10000, 10, 20}, {subsidy, 6, 10000, 10, 20},
    {maintained, 7, 10000, 5, 10}, {covered, 8, 10000, 5, 10},
};

/// A tier adds `more` hundredths of points from `limit` on.
struct Tier {
  std::int32_t limit, more;
};
constexpr Tier aware_tiers[] = {{6000, 200}, {7000, 100}, {8500, 100}, {9500, 100}};
constexpr Tier satisfied_tiers[] = {{6000, 600}, {8000, 200}, {9000, 200}};
constexpr std::int32_t grade_limits[] = {9000, 8000, 6000};

template <std::size_t N>
std::int32_t tier(std::int32_t rate, const Tier (&tiers)[N]) {
  std::int32_t score = 0;
  for (const Tier& t : tiers) score += rate >= t.limit ? t.more : 0;
  return score;
}

void evaluate_plain(const Columns& c, std::size_t first, std::size_t begin, std::size_t end, Results& out) {
  for (std::size_t i = begin; i < end; ++i) {
    const std::size_t r = first + i;
    std::int32_t score[indicators];
    score[0] = static_cast<std::int32_t>(execution(c.budget[r], c.spent[r]));
    for (const Share& s : shares) score[s.item] = (std::min(c.rate[s.rate][r], s.most) + s.half) / s.by;
    score[9] = std::max(0, 1000 - 200 * c.fires[r]);
    score[10] = tier(c.rate[aware][r], aware_tiers);
    score[11] = tier(c.rate[satisfied][r], satisfied_tiers);
    std::int32_t total = 0, grade = 0;
    for (int k = 0; k < indicators; ++k) {
      out.score[k][i] = score[k];
      total += score[k];
    }
    for (const std::int32_t limit : grade_limits) grade += total < limit;
    out.total[i] = total;
    out.grade[i] = grade;
  }
}

// Eight units at a time --------------------------------------------------------------------------------

RUBRIC_AVX2 inline __m256i load(const std::int32_t* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
RUBRIC_AVX2 inline void store(std::int32_t* to, __m256i v) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(to), v);
}

/// Whole numbers below 2^51 as doubles.
RUBRIC_AVX2 inline __m256d doubles(const std::int64_t* from) {
  const __m256i magic = _mm256_castpd_si256(_mm256_set1_pd(0x1p52));  // exact: adds to the low bits
  const __m256i v = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm256_sub_pd(_mm256_castsi256_pd(_mm256_or_si256(v, magic)), _mm256_castsi256_pd(magic));
}

/// execution() of four units. exact: every double here but the estimate is an integer that a double holds.
/// With 1000 e = high + low (a product and its rounding error) the remainder 1000 e - q b is below 2^48 and
/// made by one fused operation; twice that plus b tells whether q is one too many or too few.
RUBRIC_AVX2 inline __m128i execution4(const std::int64_t* budget, const std::int64_t* spent) {
  const __m256d b = doubles(budget), e = _mm256_min_pd(doubles(spent), b);
  const __m256d thousand = _mm256_set1_pd(1000), zero = _mm256_setzero_pd(), one = _mm256_set1_pd(1);
  const __m256d high = _mm256_mul_pd(thousand, e), low = _mm256_fmsub_pd(thousand, e, high);
  __m256d q = _mm256_round_pd(_mm256_div_pd(high, b), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  const __m256d rest = _mm256_add_pd(_mm256_fnmadd_pd(q, b, high), low);
  const __m256d twice = _mm256_add_pd(_mm256_add_pd(rest, rest), b), d = _mm256_add_pd(b, b);
  q = _mm256_add_pd(q, _mm256_and_pd(_mm256_cmp_pd(twice, d, _CMP_GE_OQ), one));
  q = _mm256_sub_pd(q, _mm256_and_pd(_mm256_cmp_pd(twice, zero, _CMP_LT_OQ), one));
  return _mm256_cvtpd_epi32(q);
}

template <std::size_t N>
RUBRIC_AVX2 inline __m256i tier8(__m256i rate, const Tier (&tiers)[N]) {
  __m256i score = _mm256_setzero_si256();
  for (const Tier& t : tiers) {
    const __m256i reached = _mm256_cmpgt_epi32(rate, _mm256_set1_epi32(t.limit - 1));
    score = _mm256_add_epi32(score, _mm256_and_si256(reached, _mm256_set1_epi32(t.more)));
  }
  return score;
}

RUBRIC_AVX2 std::size_t evaluate_avx2(const Columns& c, std::size_t first, std::size_t count, Results& out) {
  std::size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const std::size_t r = first + i;
    __m256i total = _mm256_setzero_si256();
    const auto give = [&](int item, __m256i score) RUBRIC_AVX2 {
      store(out.score[item] + i, score);
      total = _mm256_add_epi32(total, score);
    };
    give(0, _mm256_set_m128i(execution4(&c.budget[r + 4], &c.spent[r + 4]),
                             execution4(&c.budget[r], &c.spent[r])));
    for (const Share& s : shares) {
      const __m256i rate = _mm256_min_epi32(load(&c.rate[s.rate][r]), _mm256_set1_epi32(s.most));
      // x / by = x * inverse >> 16 for all x below 2^14: inverse * by - 2^16 is at most 4
      const __m256i inverse = _mm256_set1_epi32((65536 + s.by - 1) / s.by);
      give(s.item, _mm256_mulhi_epu16(_mm256_add_epi32(rate, _mm256_set1_epi32(s.half)), inverse));
    }
    const __m256i lost = _mm256_mullo_epi16(load(&c.fires[r]), _mm256_set1_epi32(200));
    give(9, _mm256_subs_epu16(_mm256_set1_epi32(1000), lost));
    give(10, tier8(load(&c.rate[aware][r]), aware_tiers));
    give(11, tier8(load(&c.rate[satisfied][r]), satisfied_tiers));
    store(out.total + i, total);
    __m256i grade = _mm256_setzero_si256();
    for (const std::int32_t limit : grade_limits)
      grade = _mm256_sub_epi32(grade, _mm256_cmpgt_epi32(_mm256_set1_epi32(limit), total));
    store(out.grade + i, grade);
  }
  return i;
}

}  // namespace

void evaluate(const Columns& columns, std::size_t first, std::size_t count, Results& out) {
  const bool wide = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const std::size_t done = wide ? evaluate_avx2(columns, first, count, out) : 0;
  evaluate_plain(columns, first, done, count, out);
}

}  // namespace rubric::bench
