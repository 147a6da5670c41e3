#include "engine/columnar_small.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace rubric::engine::vectors {
namespace {

using Bits = std::uint32_t;  // overflows as it is meant to

inline Small within(Small a, Small low, Small high) {
  const Small raised = a < low ? low : a;
  return raised > high ? high : raised;
}

inline Small plus(Small a, Small b) {
  return static_cast<Small>(static_cast<Bits>(a) + static_cast<Bits>(b));
}
inline Small times(Small a, Small b) {
  return static_cast<Small>(static_cast<Bits>(a) * static_cast<Bits>(b));
}
inline Bits distance(Small a, Small base, bool flipped) {
  const Bits x = static_cast<Bits>(a), y = static_cast<Bits>(base);
  return flipped ? y - x : x - y;
}

}  // namespace

RUBRIC_FOR_EACH_PROCESSOR
void resize(Small* __restrict out, const Number* __restrict a, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Small>(a[i]);
}

RUBRIC_FOR_EACH_PROCESSOR
void resize(Number* __restrict out, const Small* __restrict a, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = a[i];
}

RUBRIC_FOR_EACH_PROCESSOR
void sum(Small* __restrict out, Small start, const Weighted* terms, std::size_t plain, std::size_t count,
         std::size_t rows) {
  // Some rows at a time stay in registers while the terms are gone through.
  typedef Bits Lanes __attribute__((vector_size(32)));
  constexpr std::size_t lanes = sizeof(Lanes) / sizeof(Bits);
  const Bits begin = static_cast<Bits>(start);
  std::size_t i = 0;
  for (; i + 2 * lanes <= rows; i += 2 * lanes) {
    Lanes a = {begin, begin, begin, begin, begin, begin, begin, begin}, b = a;
    for (std::size_t k = 0; k < count; ++k) {
      Lanes x, y;
      std::memcpy(&x, terms[k].numbers + i, sizeof x);
      std::memcpy(&y, terms[k].numbers + i + lanes, sizeof y);
      if (k >= plain) {
        x *= static_cast<Bits>(terms[k].factor);
        y *= static_cast<Bits>(terms[k].factor);
      }
      a += x;
      b += y;
    }
    std::memcpy(out + i, &a, sizeof a);
    std::memcpy(out + i + lanes, &b, sizeof b);
  }
  for (; i < rows; ++i) {
    out[i] = start;
    for (std::size_t k = 0; k < count; ++k)
      out[i] = plus(out[i], times(terms[k].numbers[i], terms[k].factor));
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void add_scaled(Small* __restrict out, const Byte* __restrict a, Small factor, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = plus(out[i], -static_cast<Small>(a[i]) & factor);
}

RUBRIC_FOR_EACH_PROCESSOR
void clamp(Small* __restrict out, const Small* __restrict a, Small low, Small high, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = within(a[i], low, high);
}

RUBRIC_FOR_EACH_PROCESSOR
void smaller(Small* __restrict out, const Small* __restrict a, const Small* __restrict b, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = a[i] < b[i] ? a[i] : b[i];
}

RUBRIC_FOR_EACH_PROCESSOR
void larger(Small* __restrict out, const Small* __restrict a, const Small* __restrict b, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = a[i] < b[i] ? b[i] : a[i];
}

RUBRIC_FOR_EACH_PROCESSOR
void select(Small* __restrict out, const Byte* __restrict mask, const Small* yes, Small yes_constant,
            const Small* no, Small no_constant, std::size_t rows) {
  const auto pick = [](Byte m, Small a, Small b) {
    const Small all = -static_cast<Small>(m);
    return (a & all) | (b & ~all);
  };
  if (yes && no) {
    for (std::size_t i = 0; i < rows; ++i) out[i] = pick(mask[i], yes[i], no[i]);
  } else if (yes) {
    for (std::size_t i = 0; i < rows; ++i) out[i] = pick(mask[i], yes[i], no_constant);
  } else if (no) {
    for (std::size_t i = 0; i < rows; ++i) out[i] = pick(mask[i], yes_constant, no[i]);
  } else {
    for (std::size_t i = 0; i < rows; ++i) out[i] = pick(mask[i], yes_constant, no_constant);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void scale(Small* __restrict out, const Small* __restrict a, Small low, Small high, Small base, bool flipped,
           std::uint32_t times, std::uint64_t plus, int shift, bool short_product, std::size_t rows) {
  if (short_product) {
    const Bits added = static_cast<Bits>(plus);
    for (std::size_t i = 0; i < rows; ++i)
      out[i] =
          static_cast<Small>((distance(within(a[i], low, high), base, flipped) * times + added) >> shift);
  } else {
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint64_t n = distance(within(a[i], low, high), base, flipped);
      out[i] = static_cast<Small>((n * times + plus) >> shift);
    }
  }
}

void ratio(Small* __restrict out, const Number* __restrict a, const Number* __restrict b, Number times,
           Number plus, Number extra, Number step, std::size_t rows) {
  std::array<Number, 256> quotients;
  for (std::size_t i = 0; i < rows; i += quotients.size()) {
    const std::size_t some = std::min(quotients.size(), rows - i);
    ratio(quotients.data(), a + i, b + i, times, plus, extra, step, some);
    resize(out + i, quotients.data(), some);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void steps(Small* __restrict out, const Small* __restrict a, const Small* limits, const Small* differences,
           std::size_t count, Small first, std::size_t rows) {
  // Four limits a pass; those that are wanting make no difference.
  for (std::size_t k = 0; k == 0 || k < count; k += 4) {
    std::array<Small, 4> limit{}, more{};
    for (std::size_t j = 0; j < 4 && k + j < count; ++j) {
      limit[j] = limits[k + j];
      more[j] = differences[k + j];
    }
    const Small l0 = limit[0], l1 = limit[1], l2 = limit[2], l3 = limit[3];
    const Small m0 = more[0], m1 = more[1], m2 = more[2], m3 = more[3];
    const auto gain = [=](Small x) {
      return plus(plus(x >= l0 ? m0 : 0, x >= l1 ? m1 : 0), plus(x >= l2 ? m2 : 0, x >= l3 ? m3 : 0));
    };
    if (k == 0) {
      for (std::size_t i = 0; i < rows; ++i) out[i] = plus(first, gain(a[i]));
    } else {
      for (std::size_t i = 0; i < rows; ++i) out[i] = plus(out[i], gain(a[i]));
    }
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void steps(Byte* __restrict out, const Small* __restrict a, const Small* limits, const Small* differences,
           std::size_t count, Small first, std::size_t rows) {
  if (count == 1 && first == 0) {
    const Small limit = limits[0];
    for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Byte>(a[i] >= limit);
    return;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    Small sum = first;
    for (std::size_t k = 0; k < count; ++k) sum += a[i] >= limits[k] ? differences[k] : 0;
    out[i] = static_cast<Byte>(sum);
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void known(Small* __restrict out, const Small* __restrict a, const Byte* __restrict states, Byte state,
           Small otherwise, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = states[i] == state ? a[i] : otherwise;
}

RUBRIC_FOR_EACH_PROCESSOR
void known(Small* __restrict out, const Number* __restrict a, const Byte* __restrict states, Byte state,
           Small otherwise, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = states[i] == state ? static_cast<Small>(a[i]) : otherwise;
}

RUBRIC_FOR_EACH_PROCESSOR
void known(Number* __restrict out, const Small* __restrict a, const Byte* __restrict states, Byte state,
           Number otherwise, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = states[i] == state ? a[i] : otherwise;
}

RUBRIC_FOR_EACH_PROCESSOR
bool to_bytes(Byte* __restrict out, const Small* __restrict a, std::size_t rows) {
  Small all = 0;
  for (std::size_t i = 0; i < rows; ++i) {
    out[i] = static_cast<Byte>(a[i]);
    all |= a[i];
  }
  return (all & ~Small{255}) == 0;
}

RUBRIC_FOR_EACH_PROCESSOR
void join(Byte* __restrict out, const Small* __restrict a, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = static_cast<Byte>(out[i] | (a[i] & 1));
}

}  // namespace rubric::engine::vectors
