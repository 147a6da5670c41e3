// The speed workload (README.md) by hand, from text to text: rows of the data file to rows of scores.
//
// Written for these rules and this order of columns alone; it trusts its input. The bytes are those of
// `rubric score` with rulesets/bishan/subdistrict-2023.rules (bench/bishan-48.rules for four copies).
//
//   RowScorer scorer(copies, false);
//   end = scorer.score(text, size, out);     // whole rows
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace rubric::bench {

/// Bytes that may be read before the rows and after them, whatever they are.
inline constexpr std::size_t margin = 64;
/// A row is not longer than this, and the scores of rows are not longer than `growth` times the rows.
inline constexpr std::size_t longest_row = 4096, growth = 3;

/// Columns of a copy of the measurements, and those before them (单位, 年度).
inline constexpr unsigned measurements = 14, identity = 2;

/// The heading of the scores.
std::string heading(unsigned copies);

class RowScorer {
 public:
  /// `plain` leaves out all vector instructions. Each thread has its own.
  RowScorer(unsigned copies, bool plain);

  /// Scores the rows in text[0, size), which end in '\n', and returns the end of what was written. Nothing if
  /// they are not rows of the workload.
  char* score(const char* text, std::size_t size, char* out);

 private:
  using Separators = std::size_t (*)(const char* text, std::uint32_t begin, std::uint32_t end,
                                     std::uint32_t* found);
  using Rows = char* (*)(const char* text, const std::uint32_t* ends, std::size_t rows, char* out);
  static constexpr std::uint32_t block =
      8192;  // bytes looked through at a time: what is found stays in the cache

  unsigned fields_;
  Separators separators_;
  Rows rows_;
  std::vector<std::uint32_t> ends_;
};

/// Hundredths of a number with at most two decimals that ends before `end`.
std::int64_t hundredths(const char* begin, const char* end);

}  // namespace rubric::bench
