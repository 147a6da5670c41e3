#include "engine/columnar_vectors.hpp"

#include <algorithm>

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
  for (std::size_t i = 0; i < rows; ++i) {
    const Number raised = a[i] < low ? low : a[i];
    out[i] = raised > high ? high : raised;
  }
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

RUBRIC_FOR_EACH_PROCESSOR
void scale(Number* __restrict out, const Number* __restrict a, Number base, bool flipped, Number times,
           Number plus, int shift, std::size_t rows) {
  const auto factor = static_cast<std::uint64_t>(static_cast<std::uint32_t>(times));
  if (flipped) {
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint64_t n = static_cast<std::uint32_t>(base - a[i]);
      out[i] = static_cast<Number>((n * factor + static_cast<std::uint64_t>(plus)) >> shift);
    }
  } else {
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint64_t n = static_cast<std::uint32_t>(a[i] - base);
      out[i] = static_cast<Number>((n * factor + static_cast<std::uint64_t>(plus)) >> shift);
    }
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void divide(Number* __restrict out, const Number* __restrict a, Number base, bool flipped, Number times,
            Number plus, Number by, bool estimate, std::size_t rows) {
  if (estimate) {
    for (std::size_t i = 0; i < rows; ++i)
      out[i] = quotient((flipped ? base - a[i] : a[i] - base) * times + plus, by);
  } else {
    for (std::size_t i = 0; i < rows; ++i)
      out[i] = ((flipped ? base - a[i] : a[i] - base) * times + plus) / by;
  }
}

RUBRIC_FOR_EACH_PROCESSOR
void ratio(Number* __restrict out, const Number* __restrict a, const Number* __restrict b, Number times,
           Number plus, Number extra, Number step, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) out[i] = quotient(times * a[i] + plus * b[i] + extra, step * b[i]);
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
