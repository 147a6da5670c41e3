// The data of many units as columns: what the columnar interpreter reads in place of cells.
//
// A column holds one datum over the rows of a batch, as integers of one scale: the value in row r is
// numbers[r] * scale / 10^decimals in base units (as Cell::value has it). Whoever fills it has checked the
// values against the datum's domain, as read_cell does.
//
//   全年预算 万元, cells 18580.25 and 900    numbers {1858025, 90000}, decimals 2, scale 10000
//   群众满意度 %, cells 89.5 and 缺           numbers {895, 0}, decimals 1, scale 1/100, states {known,
//   missing}
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/cell.hpp"
#include "engine/ruleset.hpp"

namespace rubric::engine {

struct Column {
  /// By row; any number where the row is not known. Yes/no are 1 and 0, levels their place in the list, dates
  /// the day number, texts 0.
  std::vector<std::int64_t> numbers;
  /// Where it is not empty: the numbers, in place of `numbers`, which all have 32 bits. Not of 可填多个.
  std::vector<std::int32_t> small;
  std::vector<Cell::State> states;  // by row; empty: every row is known
  Rational scale = 1;               // base units in one of the unit of the numbers: 10000 for 万元; above 0
  int decimals = 0;                 // 0 to 18
  std::int64_t low = 0, high = 0;   // no known number is below or above; any pair if none is known
  /// 可填多个: the values of row r are numbers[starts[r]] to numbers[starts[r + 1] - 1], at least one where
  /// the row is known; rows + 1 entries. Empty for other data.
  std::vector<std::uint32_t> starts;
  /// By row, above 0: the value is numbers[r] / over[r] * scale / 10^decimals, for 全体平均. Empty: 1.
  std::vector<std::int64_t> over;

  std::int64_t number(std::size_t i) const { return small.empty() ? numbers[i] : small[i]; }
  std::size_t size() const { return small.empty() ? numbers.size() : small.size(); }
};

/// A row that has no 年度.
inline constexpr std::int32_t without_year = std::numeric_limits<std::int32_t>::min();

struct Batch {
  std::size_t rows = 0;
  std::vector<Column> columns;      // by DatumId; those that are not read may stay empty
  std::vector<std::int32_t> years;  // by row; empty: no row has one
};

}  // namespace rubric::engine
