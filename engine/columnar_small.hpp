// The kernels over 32 bits, as plain loops that compilers vectorise: twice as many rows at a time as in 64.
//
// They are those of columnar_vectors.hpp; sums and distances may overflow on the way, and end in 32 bits.
#pragma once

#include "engine/columnar_vectors.hpp"

namespace rubric::engine::vectors {

using Small = std::int32_t;

/// Each number in the other width.
void resize(Small* out, const Number* a, std::size_t rows);
void resize(Number* out, const Small* a, std::size_t rows);

struct Weighted {
  const Small* numbers;
  Small factor;
};
/// out = start + the sum of the terms, in one pass; those with factor 1 come first, `plain` in number.
void sum(Small* out, Small start, const Weighted* terms, std::size_t plain, std::size_t count,
         std::size_t rows);
void add_scaled(Small* out, const Byte* a, Small factor, std::size_t rows);

void clamp(Small* out, const Small* a, Small low, Small high, std::size_t rows);
void smaller(Small* out, const Small* a, const Small* b, std::size_t rows);
void larger(Small* out, const Small* a, const Small* b, std::size_t rows);
/// Where the mask is 1, `yes`, else `no`; in place of a column that is null, the constant beside it.
void select(Small* out, const Byte* mask, const Small* yes, Small yes_constant, const Small* no,
            Small no_constant, std::size_t rows);

/// As scale() in 64 bits; `short_product`: the product and what is added to it are below 2^32, the shift
/// below 32.
void scale(Small* out, const Small* a, Small low, Small high, Small base, bool flipped, std::uint32_t times,
           std::uint64_t plus, int shift, bool short_product, std::size_t rows);

/// That of 64 bits, its quotients in 32.
void ratio(Small* out, const Number* a, const Number* b, Number times, Number plus, Number extra, Number step,
           std::size_t rows);

void steps(Small* out, const Small* a, const Small* limits, const Small* differences, std::size_t count,
           Small first, std::size_t rows);
void steps(Byte* out, const Small* a, const Small* limits, const Small* differences, std::size_t count,
           Small first, std::size_t rows);

void known(Small* out, const Small* a, const Byte* states, Byte state, Small otherwise, std::size_t rows);
void known(Small* out, const Number* a, const Byte* states, Byte state, Small otherwise, std::size_t rows);
void known(Number* out, const Small* a, const Byte* states, Byte state, Number otherwise, std::size_t rows);

bool to_bytes(Byte* out, const Small* a, std::size_t rows);
void join(Byte* out, const Small* a, std::size_t rows);

}  // namespace rubric::engine::vectors
