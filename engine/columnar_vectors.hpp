// The kernels over 64 bits and bytes, as plain loops that compilers vectorise.
//
// Each function is one loop or a few; columns do not overlap. The names follow Kernel.
#pragma once

#include <cstddef>
#include <cstdint>

// One function for several processors, chosen when the program starts. Only g++ for x86-64 has it; programs
// under a sanitizer start before their runtime could follow the choice.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && defined(__OPTIMIZE__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define RUBRIC_FOR_EACH_PROCESSOR \
  __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define RUBRIC_FOR_EACH_PROCESSOR
#endif

namespace rubric::engine::vectors {

using Number = std::int64_t;
using Byte = std::uint8_t;

void fill(Number* out, Number value, std::size_t rows);
/// out = start + factor a, or out += factor a. `small`: a and factor have 32 bits.
void scaled(Number* out, const Number* a, Number factor, Number start, bool small, std::size_t rows);
void add_scaled(Number* out, const Number* a, Number factor, bool small, std::size_t rows);
void scaled(Number* out, const Byte* a, Number factor, Number start, std::size_t rows);
void add_scaled(Number* out, const Byte* a, Number factor, std::size_t rows);
/// out += a + b + c + d
void add_four(Number* out, const Number* a, const Number* b, const Number* c, const Number* d,
              std::size_t rows);
void product(Number* out, const Number* a, const Number* b, std::size_t rows);
void clamp(Number* out, const Number* a, Number low, Number high, std::size_t rows);
void smaller(Number* out, const Number* a, const Number* b, std::size_t rows);
void larger(Number* out, const Number* a, const Number* b, std::size_t rows);
void select(Number* out, const Byte* mask, const Number* yes, const Number* no, std::size_t rows);
void select(Number* out, const Byte* mask, const Number* yes, Number no, std::size_t rows);
void select(Number* out, const Byte* mask, Number yes, const Number* no, std::size_t rows);
void select(Number* out, const Byte* mask, Number yes, Number no, std::size_t rows);

/// Multiplication and shift: ((x - base) times + plus) >> shift, or with base - x; x is a, not below `low`
/// and not above `high`.
void scale(Number* out, const Number* a, Number low, Number high, Number base, bool flipped, Number times,
           Number plus, int shift, std::size_t rows);
/// ((x - base) times + plus) / by, x as above; `estimate`: the quotient is below 2^50.
void divide(Number* out, const Number* a, Number low, Number high, Number base, bool flipped, Number times,
            Number plus, Number by, bool estimate, std::size_t rows);
/// (times a + plus b + extra) / (step b)
void ratio(Number* out, const Number* a, const Number* b, Number times, Number plus, Number extra,
           Number step, std::size_t rows);

/// out = values[how many of the ascending limits are not above a]; values come as the first one and the
/// differences that follow.
void steps(Number* out, const Number* a, const Number* limits, const Number* differences, std::size_t count,
           Number first, std::size_t rows);
void steps(Byte* out, const Number* a, const Number* limits, const Number* differences, std::size_t count,
           Number first, std::size_t rows);

void logic(Byte* out, const Byte* a, const Byte* b, Byte flip_a, Byte flip_b, Byte flip, std::size_t rows);
void known(Number* out, const Number* a, const Byte* states, Byte state, Number otherwise, std::size_t rows);
void state(Byte* out, const Byte* states, Byte state, std::size_t rows);
/// Numbers of 0 to 255 as bytes; whether all were such.
bool to_bytes(Byte* out, const Number* a, std::size_t rows);
/// out is 1 where it was or where `a` is 1.
void join(Byte* out, const Number* a, std::size_t rows);
/// Whether any of them is another one.
bool any_other(const Byte* states, Byte state, std::size_t rows);

}  // namespace rubric::engine::vectors
