// The rules of the speed workload (README.md) by hand, over columns in memory: the yardstick for evaluation.
//
// All numbers are integers in hundredths: 92.5 % is 9250, a score of 9.85 is 985. Columns are as narrow as
// the workload allows, results go to a block that stays in the cache, one array per score.
//
//   Results block;
//   evaluate(columns, 0, columns.rows < Results::most ? columns.rows : Results::most, block);
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace rubric::bench {

/// The rates of a unit as the workload's columns have them, without 森林火灾次数.
enum Rate {
  restored,
  cleaned,
  intact,
  revenue,
  disclosed,
  subsidy,
  maintained,
  covered,
  aware,
  satisfied,
  rates
};
inline constexpr int indicators = 12;

struct Columns {
  std::size_t rows = 0;
  std::vector<std::int64_t> budget, spent;  // below 10^14, budget above 0
  std::vector<std::int32_t> rate[rates];    // below 100,000
  std::vector<std::int32_t> fires;          // not in hundredths: 0 to 99
};

struct Results {
  static constexpr std::size_t most = 1024;
  alignas(64) std::int32_t score[indicators][most];
  alignas(64) std::int32_t total[most];
  alignas(64) std::int32_t grade[most];  // 0 for 优 to 3 for 差
};

/// Units `first` to `first` + `count` - 1 into places 0 to `count` - 1 of `out`; `count` is at most
/// Results::most.
void evaluate(const Columns& columns, std::size_t first, std::size_t count, Results& out);

/// Execution: 10 points × min(spent ÷ budget, 1), half up to hundredths. `budget` above 0.
inline std::int64_t execution(std::int64_t budget, std::int64_t spent) {
  const std::int64_t e = spent < budget ? spent : budget;
  const std::int64_t n = 2000 * e + budget, d = 2 * budget;  // below 2 * 10^17 + 10^14
  // exact: the estimate is off by one at most, and the remainder says which way
  std::int64_t q = static_cast<std::int64_t>(static_cast<double>(n) / static_cast<double>(d));
  const std::int64_t rest = n - q * d;
  q += static_cast<std::int64_t>(rest >= d) - static_cast<std::int64_t>(rest < 0);
  return q;
}

}  // namespace rubric::bench
