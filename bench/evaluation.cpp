// Evaluation alone, columns in memory (README.md): the columnar interpreter, the hand-written loop and the
// exact interpreter, over the same units.
//
//   evaluation RULES DATA [Google Benchmark's options]     RULES are those of 12 indicators
//
// First all units are computed by the two that are compared, which must agree; then they are timed. The
// counter `unsettled` is the share of rows that the columnar interpreter leaves to the exact one.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "bench/handwritten_eval.hpp"
#include "dsl/check.hpp"
#include "engine/columnar.hpp"
#include "engine/compile.hpp"
#include "engine/evaluate.hpp"

namespace rubric::bench {
namespace {

struct Rules {
  engine::Ruleset ruleset;
  engine::Plan plan;
};

std::optional<Rules> read_rules(const std::string& path) {
  std::ostringstream bytes;
  bytes << std::ifstream(path, std::ios::binary).rdbuf();
  std::vector<engine::Diagnostic> problems;
  Rules rules;
  rules.ruleset = dsl::read_rules(dsl::Source(path, bytes.str(), problems), problems);
  if (engine::has_errors(problems)) return std::nullopt;
  rules.plan = engine::compile(rules.ruleset);
  return rules;
}

using Table = std::map<std::string, std::vector<std::int64_t>>;  // by the names of the columns, in hundredths

Table read_table(const std::string& path) {
  Table table;
  std::vector<std::vector<std::int64_t>*> columns;
  std::ifstream file(path);
  std::string line, cell;
  if (std::getline(file, line)) {
    for (std::istringstream cells(line); std::getline(cells, cell, ',');) columns.push_back(&table[cell]);
  }
  while (std::getline(file, line)) {
    std::istringstream cells(line);
    for (std::vector<std::int64_t>* column : columns) {
      std::getline(cells, cell, ',');
      const std::size_t point = std::min(cell.find('.'), cell.size());
      const std::string decimals = (cell.substr(std::min(point + 1, cell.size())) + "00").substr(0, 2);
      const std::string digits = cell.substr(0, point) + decimals;
      column->push_back(digits[0] >= '0' && digits[0] <= '9' ? std::stoll(digits) : 0);  // else the 单位
    }
  }
  return table;
}

Columns by_hand(const Table& table) {
  Columns columns;
  columns.budget = table.at("全年预算");
  columns.spent = table.at("全年执行");
  columns.rows = columns.budget.size();
  const char* const names[rates] = {"生态修复比例", "保洁覆盖率",     "设施完好率",     "收入完成率",
                                    "信息公开率",   "补贴发放及时率", "设施维护及时率", "补助覆盖率",
                                    "政策知晓率",   "群众满意度"};
  for (int k = 0; k < rates; ++k) {
    for (const std::int64_t x : table.at(names[k])) columns.rate[k].push_back(static_cast<std::int32_t>(x));
  }
  for (const std::int64_t x : table.at("森林火灾次数"))
    columns.fires.push_back(static_cast<std::int32_t>(x / 100));
  return columns;
}

/// Rows of a batch: its columns and its results stay in the second-level cache.
constexpr std::size_t batch_rows = 2048;

std::vector<engine::Batch> batches(const engine::Ruleset& ruleset, const Table& table) {
  const std::size_t rows = table.at("全年预算").size();
  std::vector<engine::Batch> all;
  for (std::size_t first = 0; first < rows; first += batch_rows) {
    engine::Batch batch;
    batch.rows = std::min(batch_rows, rows - first);
    for (const engine::Datum& datum : ruleset.data) {
      engine::Column column;
      const auto begin = table.at(datum.name).begin() + static_cast<std::ptrdiff_t>(first);
      column.numbers.assign(begin, begin + static_cast<std::ptrdiff_t>(batch.rows));
      column.decimals = 2;
      if (datum.whole) {
        for (std::int64_t& number : column.numbers) number /= 100;
        column.decimals = 0;
      }
      column.scale = datum.unit.scale;
      const auto [low, high] = std::minmax_element(column.numbers.begin(), column.numbers.end());
      column.low = *low;
      column.high = *high;
      if (column.high <= std::numeric_limits<std::int32_t>::max()) {  // as narrow as the other loop's
        for (const std::int64_t number : column.numbers)
          column.small.push_back(static_cast<std::int32_t>(number));
        column.numbers = {};
      }
      batch.columns.push_back(std::move(column));
    }
    all.push_back(std::move(batch));
  }
  return all;
}

/// The cells of a batch's row.
engine::UnitData unit(const engine::Batch& batch, std::size_t row) {
  engine::UnitData unit;
  for (const engine::Column& column : batch.columns) {
    engine::Rational value = engine::Rational(column.number(row)) * column.scale;
    for (int k = 0; k < column.decimals; ++k) value /= 10;
    engine::Cell cell;
    cell.state = engine::Cell::State::known;
    cell.value = engine::Interval::point(value);
    unit.cells.push_back(std::move(cell));
  }
  return unit;
}

struct Work {
  Rules rules;
  Columns columns;
  std::vector<engine::Batch> batches;
  double unsettled = 0;  // a share
};

/// Rows whose scores, total or grade differ; sets the share of unsettled ones.
std::size_t differences(Work& work) {
  const engine::ColumnarPlan columnar(work.rules.ruleset, work.rules.plan);
  engine::Workspace workspace;
  engine::ColumnarResult found;
  Results block;
  std::size_t different = 0, unsettled = 0;
  for (std::size_t b = 0; b < work.batches.size(); ++b) {
    columnar.run(work.batches[b], workspace, found);
    for (std::size_t r = 0; r < work.batches[b].rows; ++r) {
      const std::size_t in_block = r % Results::most;
      const std::size_t left = work.batches[b].rows - r;
      if (in_block == 0) evaluate(work.columns, b * batch_rows + r, std::min(Results::most, left), block);
      if (found.unsettled[r] != 0) {
        ++unsettled;
        continue;
      }
      const auto same = [&](const engine::Figure& figure, std::int32_t hundredths) {
        return figure.decimals == 2 && figure.number(r) == hundredths;
      };
      bool all = same(found.total, block.total[in_block]) && found.grades[r] == block.grade[in_block];
      for (std::size_t k = 0; k < indicators; ++k)
        all = all && same(found.items[k], block.score[k][in_block]);
      different += all ? 0 : 1;
    }
  }
  work.unsettled =
      static_cast<double>(unsettled) / static_cast<double>(std::max<std::size_t>(work.columns.rows, 1));
  return different;
}

void hand(benchmark::State& state, const Work& work, std::size_t count) {
  Results block;
  for (auto _ : state) {
    for (std::size_t b = 0; b < count; ++b) {
      for (std::size_t first = b * batch_rows, end = first + work.batches[b].rows; first < end;
           first += Results::most) {
        evaluate(work.columns, first, std::min(Results::most, end - first), block);
        benchmark::DoNotOptimize(block);
      }
    }
  }
}

void columns(benchmark::State& state, const Work& work, std::size_t count) {
  const engine::ColumnarPlan columnar(work.rules.ruleset, work.rules.plan);
  engine::Workspace workspace;
  engine::ColumnarResult result;
  for (auto _ : state) {
    for (std::size_t b = 0; b < count; ++b) {
      columnar.run(work.batches[b], workspace, result);
      benchmark::DoNotOptimize(result.total.small.data());
      benchmark::ClobberMemory();
    }
  }
  state.counters["unsettled"] = work.unsettled;
}

void exact(benchmark::State& state, const Work& work) {
  std::vector<engine::UnitData> units;
  for (std::size_t r = 0; r < std::min<std::size_t>(work.batches[0].rows, 256); ++r)
    units.push_back(unit(work.batches[0], r));
  std::size_t r = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(engine::evaluate(work.rules.plan, units[r]));
    r = r + 1 == units.size() ? 0 : r + 1;
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace
}  // namespace rubric::bench

int main(int argc, char** argv) {
  using namespace rubric::bench;
  benchmark::Initialize(&argc, argv);
  std::optional<Rules> rules;
  if (argc == 3) rules = read_rules(argv[1]);
  if (!rules) return std::fprintf(stderr, "usage: evaluation RULES DATA [--benchmark_...]\n"), 2;
  Work work{std::move(*rules), {}, {}, 0};
  {
    const Table table = read_table(argv[2]);
    work.columns = by_hand(table);
    work.batches = batches(work.rules.ruleset, table);
  }
  if (work.columns.rows == 0) return std::fprintf(stderr, "%s has no units\n", argv[2]), 2;
  const std::size_t different = differences(work);
  if (different > 0) return std::fprintf(stderr, "%zu units differ\n", different), 1;

  // As many as the cache holds, and all.
  for (const auto& [where, most] :
       {std::pair<const char*, std::size_t>{"cache", 4}, {"memory", ~std::size_t{0}}}) {
    const std::size_t count = std::min(most, work.batches.size());
    std::size_t units = 0;
    for (std::size_t b = 0; b < count; ++b) units += work.batches[b].rows;
    for (const auto& [name, run] : {std::pair{"hand", &hand}, std::pair{"columnar", &columns}}) {
      benchmark::RegisterBenchmark(
          (std::string(name) + "/" + where).c_str(),
          [&work, count, units, run = run](benchmark::State& state) {
            run(state, work, count);
            state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(units));
          });
    }
  }
  benchmark::RegisterBenchmark("exact", [&work](benchmark::State& state) { exact(state, work); });
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
