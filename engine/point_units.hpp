// Points as whole numbers: totals in micros, shares in grains.
#pragma once

#include <cstdint>

namespace rubric::engine {

/// A micro is the 10^-6 of a point: a total of up to 6 decimals is a whole number of them.
inline constexpr int micro_digits = 6;
inline constexpr std::int64_t micros_in_a_point = 1'000'000;
/// A grain is the 10!-th part of a micro: so is every share of up to 10 clauses (max_clauses) in such a
/// total, since a Shapley value of n clauses is a sum of n!-th parts.
inline constexpr std::int64_t grains_in_a_micro = 3'628'800;

}  // namespace rubric::engine
