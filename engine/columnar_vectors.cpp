#include "engine/columnar_vectors.hpp"

#include <algorithm>
#include <limits>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#define RUBRIC_AVX2 __attribute__((target("avx2")))
#endif

namespace rubric::engine::vectors {
namespace {

/// The product of numbers of 32 bits: one instruction in every vector unit.
inline Number product32(Number a, Number b) {
  return static_cast<Number>(static_cast<std::int32_t>(a)) * static_cast<std::int32_t>(b);
}

/// floor(n / d) for n >= 0, d > 0 with a quotient below 2^50 and n below 2^62: the doubles and their quotient
/// are each off by 2^-53 of their size at most, so the estimate is off by less than 1 and, cut to a whole
/// number, by at most one. The remainder says which way.
inline Number quotient(Number n, Number d) {
  Number q = static_cast<Number>(static_cast<double>(n) / static_cast<double>(d));  // exact: put right below
  const Number rest = n - q * d;
  q += static_cast<Number>(rest >= d) - static_cast<Number>(rest < 0);
  return q;
}

inline Number within(Number a, Number low, Number high) {
  const Number raised = a < low ? low : a;
  return raised > high ? high : raised;
}

#ifdef RUBRIC_AVX2
// Multiplications and quotients, four rows at a time: compilers take three multiplications where factors of
// 32 bits need one, and without AVX-512 none turns 64 bits into doubles at once.

bool is_limit(Number low, Number high) {
  return low > std::numeric_limits<Number>::min() || high < std::numeric_limits<Number>::max();
}

bool has_avx2() {
  return __builtin_cpu_supports("avx2");
}

RUBRIC_AVX2 inline __m256i load(const Number* from) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
}
RUBRIC_AVX2 inline void store(Number* to, __m256i v) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to), v);
}
RUBRIC_AVX2 inline __m256i all(Number value) {
  return _mm256_set1_epi64x(value);
}

RUBRIC_AVX2 inline __m256i within(__m256i a, __m256i low, __m256i high) {
  const __m256i raised = _mm256_blendv_epi8(a, low, _mm256_cmpgt_epi64(low, a));
  return _mm256_blendv_epi8(raised, high, _mm256_cmpgt_epi64(raised, high));
}

/// Products modulo 2^64; `factor` has 32 bits.
RUBRIC_AVX2 inline __m256i times_small(__m256i a, __m256i factor) {
  const __m256i high = _mm256_mul_epu32(_mm256_srli_epi64(a, 32), factor);
  return _mm256_add_epi64(_mm256_mul_epu32(a, factor), _mm256_slli_epi64(high, 32));
}
RUBRIC_AVX2 inline __m256i times_any(__m256i a, __m256i b) {
  const __m256i high = _mm256_add_epi64(_mm256_mul_epu32(_mm256_srli_epi64(a, 32), b),
                                        _mm256_mul_epu32(a, _mm256_srli_epi64(b, 32)));
  return _mm256_add_epi64(_mm256_mul_epu32(a, b), _mm256_slli_epi64(high, 32));
}

/// The nearest doubles of numbers that are not negative. exact: both halves and their offsets are, so the sum
/// alone rounds.
RUBRIC_AVX2 inline __m256d nearest(__m256i v) {
  const __m256i low = _mm256_blend_epi32(v, all(0x4330000000000000), 0xAA);                  // 2^52 + low
  const __m256i high = _mm256_xor_si256(_mm256_srli_epi64(v, 32), all(0x4530000000000000));  // 2^84 + high
  const __m256d top = _mm256_sub_pd(_mm256_castsi256_pd(high), _mm256_set1_pd(0x1.00000001p84));
  return _mm256_add_pd(top, _mm256_castsi256_pd(low));
}

/// As quotient(); that the estimate is cut to the nearest whole number leaves it within one.
RUBRIC_AVX2 inline __m256i quotient(__m256i n, __m256i d) {
  const __m256d magic = _mm256_set1_pd(0x1p52);  // puts a whole number below 2^52 into the low bits
  const __m256d estimate = _mm256_add_pd(_mm256_div_pd(nearest(n), nearest(d)), magic);
  const __m256i q = _mm256_xor_si256(_mm256_castpd_si256(estimate), _mm256_castpd_si256(magic));
  const __m256i rest = _mm256_sub_epi64(n, times_any(q, d));
  const __m256i too_many = _mm256_cmpgt_epi64(_mm256_setzero_si256(), rest);  // -1 where so
  const __m256i enough = _mm256_cmpgt_epi64(d, rest);
  return _mm256_add_epi64(_mm256_add_epi64(q, too_many), _mm256_add_epi64(enough, all(1)));
}

struct Line {
  Number low, high, base;
  bool flipped;
};

template <bool limited>
RUBRIC_AVX2 inline __m256i distance(__m256i a, const Line& line) {
  if (limited) a = within(a, all(line.low), all(line.high));
  return line.flipped ? _mm256_sub_epi64(all(line.base), a) : _mm256_sub_epi64(a, all(line.base));
}

/// These compute the first rows, as many as come in fours, and give their number.
template <bool limited>
RUBRIC_AVX2 std::size_t scale_fours(Number* __restrict out, const Number* __restrict a, const Line& line,
                                    Number times, Number plus, int shift, std::size_t rows) {
  const __m256i factor = all(times), added = all(plus);
  const __m128i by = _mm_cvtsi32_si128(shift);
  std::size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const __m256i product = _mm256_mul_epu32(distance<limited>(load(a + i), line), factor);
    store(out + i, _mm256_srl_epi64(_mm256_add_epi64(product, added), by));
  }
  return i;
}

template <bool limited>
RUBRIC_AVX2 std::size_t divide_fours(Number* __restrict out, const Number* __restrict a, const Line& line,
                                     Number times, Number plus, Number by, std::size_t rows) {
  const __m256i factor = all(times), added = all(plus), d = all(by);
  std::size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const __m256i n = times_small(distance<limited>(load(a + i), line), factor);
    store(out + i, quotient(_mm256_add_epi64(n, added), d));
  }
  return i;
}

RUBRIC_AVX2 std::size_t ratio_fours(Number* __restrict out, const Number* __restrict a,
                                    const Number* __restrict b, Number times, Number plus, Number extra,
                                    Number step, std::size_t rows) {
  const __m256i t = all(times), p = all(plus), e = all(extra), s = all(step);
  std::size_t i = 0;
  for (; i + 4 <= rows; i += 4) {
    const __m256i x = load(a + i), y = load(b + i);
    const __m256i n = _mm256_add_epi64(times_small(x, t), times_small(y, p));
    store(out + i, quotient(_mm256_add_epi64(n, e), times_small(y, s)));
  }
  return i;
}

bool is_small_factor(Number factor) {
  return factor >= 0 && factor < Number{1} << 32;
}
#endif

}  // namespace

RUBRIC_FOR_EACH_PROCESSOR
void fill(Number* out, Number value, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = value;
}

RUBRIC_FOR_EACH_PROCESSOR
void scaled(Number* __restrict out, const Number* __restrict a, Number factor, Number start, bool small,
            std::size_t rows) {
  if (factor == 1) {
    for (std::size_t i = 0; i < rows; ++i) out[i] = start + a[i];
  } else if (small) {
    for (std::size_t i = 0; i < rows; ++i) out[i] = start + product32(a[i], factor);
  } else {
    for (std::size_t i = 0; i < rows; ++i) out[i] = start + factor * a[i];
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void add_scaled(Number* __restrict out, const Number* __restrict a, Number factor, bool small,
                std::size_t rows) {
  if (factor == 1) {
    for (std::size_t i = 0; i < rows; ++i) out[i] += a[i];
  } else if (small) {
    for (std::size_t i = 0; i < rows; ++i) out[i] += product32(a[i], factor);
  } else {
    for (std::size_t i = 0; i < rows; ++i) out[i] += factor * a[i];
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void scaled(Number* __restrict out, const Byte* __restrict a, Number factor, Number start, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = start + (-static_cast<Number>(a[i]) & factor);
}

RUBRIC_FOR_EACH_PROCESSOR
void add_scaled(Number* __restrict out, const Byte* __restrict a, Number factor, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] += -static_cast<Number>(a[i]) & factor;
}

RUBRIC_FOR_EACH_PROCESSOR
void add_four(Number* __restrict out, const Number* __restrict a, const Number* __restrict b,
              const Number* __restrict c, const Number* __restrict d, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] += (a[i] + b[i]) + (c[i] + d[i]);
}

RUBRIC_FOR_EACH_PROCESSOR
void product(Number* __restrict out, const Number* __restrict a, const Number* b, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = a[i] * b[i];
}

RUBRIC_FOR_EACH_PROCESSOR
void clamp(Number* __restrict out, const Number* __restrict a, Number low, Number high, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = within(a[i], low, high);
}

RUBRIC_FOR_EACH_PROCESSOR
void smaller(Number* __restrict out, const Number* __restrict a, const Number* __restrict b,
             std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = a[i] < b[i] ? a[i] : b[i];
}

RUBRIC_FOR_EACH_PROCESSOR
void larger(Number* __restrict out, const Number* __restrict a, const Number* __restrict b,
            std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = a[i] < b[i] ? b[i] : a[i];
}

RUBRIC_FOR_EACH_PROCESSOR
void select(Number* __restrict out, const Byte* __restrict mask, const Number* __restrict yes,
            const Number* __restrict no, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    const Number m = -static_cast<Number>(mask[i]);
    out[i] = (yes[i] & m) | (no[i] & ~m);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void select(Number* __restrict out, const Byte* __restrict mask, const Number* __restrict yes, Number no,
            std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    const Number m = -static_cast<Number>(mask[i]);
    out[i] = (yes[i] & m) | (no & ~m);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void select(Number* __restrict out, const Byte* __restrict mask, Number yes, const Number* __restrict no,
            std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    const Number m = -static_cast<Number>(mask[i]);
    out[i] = (yes & m) | (no[i] & ~m);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void select(Number* __restrict out, const Byte* __restrict mask, Number yes, Number no, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    const Number m = -static_cast<Number>(mask[i]);
    out[i] = (yes & m) | (no & ~m);
  }
}

void scale(Number* __restrict out, const Number* __restrict a, Number low, Number high, Number base,
           bool flipped, Number times, Number plus, int shift, std::size_t rows) {
  std::size_t i = 0;
#ifdef RUBRIC_AVX2
  if (has_avx2()) {
    const Line line{low, high, base, flipped};
    i = is_limit(low, high) ? scale_fours<true>(out, a, line, times, plus, shift, rows)
                            : scale_fours<false>(out, a, line, times, plus, shift, rows);
  }
#endif
  const auto factor = static_cast<std::uint64_t>(static_cast<std::uint32_t>(times));
  for (; i < rows; ++i) {
    const Number x = within(a[i], low, high);
    const std::uint64_t n = static_cast<std::uint32_t>(flipped ? base - x : x - base);
    out[i] = static_cast<Number>((n * factor + static_cast<std::uint64_t>(plus)) >> shift);
  }
}

void divide(Number* __restrict out, const Number* __restrict a, Number low, Number high, Number base,
            bool flipped, Number times, Number plus, Number by, bool estimate, std::size_t rows) {
  std::size_t i = 0;
#ifdef RUBRIC_AVX2
  if (estimate && is_small_factor(times) && has_avx2()) {
    const Line line{low, high, base, flipped};
    i = is_limit(low, high) ? divide_fours<true>(out, a, line, times, plus, by, rows)
                            : divide_fours<false>(out, a, line, times, plus, by, rows);
  }
#endif
  for (; i < rows; ++i) {
    const Number x = within(a[i], low, high);
    const Number n = (flipped ? base - x : x - base) * times + plus;
    out[i] = estimate ? quotient(n, by) : n / by;
  }
}

void ratio(Number* __restrict out, const Number* __restrict a, const Number* __restrict b, Number times,
           Number plus, Number extra, Number step, std::size_t rows) {
  std::size_t i = 0;
#ifdef RUBRIC_AVX2
  if (is_small_factor(times) && is_small_factor(plus) && is_small_factor(step) && has_avx2())
    i = ratio_fours(out, a, b, times, plus, extra, step, rows);
#endif
  for (; i < rows; ++i) out[i] = quotient(times * a[i] + plus * b[i] + extra, step * b[i]);
}

RUBRIC_FOR_EACH_PROCESSOR
void steps(Number* __restrict out, const Number* __restrict a, const Number* limits,
           const Number* differences, std::size_t count, Number first, std::size_t rows) {
  // Four limits a pass; those that are wanting make no difference.
  for (std::size_t k = 0; k == 0 || k < count; k += 4) {
    Number limit[4] = {0, 0, 0, 0}, more[4] = {0, 0, 0, 0};
    for (std::size_t j = 0; j < 4 && k + j < count; ++j) {
      limit[j] = limits[k + j];
      more[j] = differences[k + j];
    }
    const Number l0 = limit[0], l1 = limit[1], l2 = limit[2], l3 = limit[3];
    const Number m0 = more[0], m1 = more[1], m2 = more[2], m3 = more[3];
    if (k == 0) {
      for (std::size_t i = 0; i < rows; ++i) {
        const Number x = a[i];
        out[i] = first + (x >= l0 ? m0 : 0) + (x >= l1 ? m1 : 0) + (x >= l2 ? m2 : 0) + (x >= l3 ? m3 : 0);
      }
    } else {
      for (std::size_t i = 0; i < rows; ++i) {
        const Number x = a[i];
        out[i] += (x >= l0 ? m0 : 0) + (x >= l1 ? m1 : 0) + (x >= l2 ? m2 : 0) + (x >= l3 ? m3 : 0);
      }
    }
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void steps(Byte* __restrict out, const Number* __restrict a, const Number* limits, const Number* differences,
           std::size_t count, Number first, std::size_t rows) {
  if (count == 1 && first == 0) {
    const Number limit = limits[0];
    for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Byte>(a[i] >= limit);
    return;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    Number sum = first;
    for (std::size_t k = 0; k < count; ++k) sum += a[i] >= limits[k] ? differences[k] : 0;
    out[i] = static_cast<Byte>(sum);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void logic(Byte* __restrict out, const Byte* a, const Byte* b, Byte flip_a, Byte flip_b, Byte flip,
           std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i)
    out[i] = static_cast<Byte>(((a[i] ^ flip_a) & (b[i] ^ flip_b)) ^ flip);
}

RUBRIC_FOR_EACH_PROCESSOR
void known(Number* __restrict out, const Number* __restrict a, const Byte* __restrict states, Byte state,
           Number otherwise, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = states[i] == state ? a[i] : otherwise;
}

RUBRIC_FOR_EACH_PROCESSOR
void state(Byte* __restrict out, const Byte* __restrict states, Byte state, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Byte>(states[i] == state);
}

RUBRIC_FOR_EACH_PROCESSOR
bool to_bytes(Byte* __restrict out, const Number* __restrict a, std::size_t rows) {
  Number all = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    out[i] = static_cast<Byte>(a[i]);
    all |= a[i];
  }
  return (all & ~Number{255}) == 0;
}

RUBRIC_FOR_EACH_PROCESSOR
void join(Byte* __restrict out, const Number* __restrict a, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Byte>(out[i] | (a[i] & 1));
}

RUBRIC_FOR_EACH_PROCESSOR
bool any_other(const Byte* states, Byte state, std::size_t rows) {
  Byte other = 0;
  for (std::size_t i = 0; i < rows; ++i) other = static_cast<Byte>(other | (states[i] ^ state));
  return other != 0;
}

}  // namespace rubric::engine::vectors
