// The exact interpreter against the columnar one, figure by figure: random plans of every operation on random
// and adversarial columns. A difference is printed with its seed and ends the run with status 1.
//
//   rubric_differential 10000000          cells
//   rubric_differential 10000000 500000   from seed 500000 on
//   rubric_differential show 4711         the one plan of seed 4711, with its routine

#include <fmt/format.h>

#include <atomic>
#include <cstdlib>
#include <mutex>
#include <thread>

#include "engine/evaluate.hpp"
#include "tests/columnar/random_plan.hpp"

namespace rubric::columnar {
namespace {

using namespace engine;

struct Counts {
  std::uint64_t cells = 0, settled_rows = 0, rows = 0, needless = 0, plans = 0, differences = 0;
};

/// The number that a figure shows for a value, and whether it is the value; with the decimals that were
/// wanted.
bool same(const Figure& figure, std::size_t row, const Possible& value, const Wanted& wanted) {
  const int decimals = wanted.digits < 0 ? 6 : wanted.digits;  // as many as are shown
  if (!value.possible || figure.decimals != decimals) return false;
  const Rational& exact = value.range.low.value;
  const Integer power = denominator(power_of_tenth(figure.decimals));
  const bool inexact = !figure.inexact.empty() && figure.inexact[row] == 1;
  if (numerator(exact) * power == denominator(exact) * Integer(figure.number(row))) return !inexact;
  return inexact &&
         Rational(figure.number(row), power) == round(exact, {RoundingMode::half_up, figure.decimals});
}

void compare(std::uint64_t seed, Counts& counts, Workspace& workspace, bool tell) {
  Random random(seed);
  const RandomPlan made = random_plan(random);
  const Program program(made.ruleset, made.plan, made.wanted);
  ++counts.plans;
  for (int round = 0; round < 2; ++round) {
    const Batch batch = random_batch(made, random, static_cast<std::size_t>(random.between(1, 100)));
    Figures out;
    program.run(batch, workspace, out);
    if (tell) fmt::print("{}\n{}", to_text(made.plan, made.ruleset), program.to_text(batch));
    for (std::size_t row = 0; row < batch.rows; ++row) {
      ++counts.rows;
      if (out.unsettled[row] == 1 && row % 8 != 0) continue;  // only a sample of these is looked into
      const std::vector<Possible> exact = evaluate_exact(made.plan, unit_data(batch, row));
      if (out.unsettled[row] == 1) {
        bool all = true;
        for (const Wanted& one : made.wanted) all = all && exact[one.slot].possible;
        if (all) counts.needless += 8;
        continue;
      }
      ++counts.settled_rows;
      for (std::size_t i = 0; i < made.wanted.size(); ++i) {
        ++counts.cells;
        const Possible& value = exact[made.wanted[i].slot];
        if (same(out.figures[i], row, value, made.wanted[i])) continue;
        if (++counts.differences > 10) continue;
        const bool inexact = !out.figures[i].inexact.empty() && out.figures[i].inexact[row] == 1;
        fmt::print("seed {} batch {} row {} slot {} ({}): columnar {} of {} decimals{}, exact {}\n", seed,
                   round, row, made.wanted[i].slot, operation(made.plan.steps[made.wanted[i].slot].op).name,
                   out.figures[i].number(row), out.figures[i].decimals, inexact ? " (inexact)" : "",
                   value.possible ? to_string(value.range) : "no value");
      }
    }
  }
}

/// Takes seeds until there are enough cells.
class Job {
 public:
  Job(std::uint64_t cells, std::uint64_t first) : cells_(cells), next_(first) {}

  Counts run(unsigned threads) {
    std::vector<std::thread> others;
    for (unsigned i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& other : others) other.join();
    return sum_;
  }

 private:
  void work() {
    Workspace workspace;
    Counts own;
    while (done_ < cells_ && own.differences < 10) {
      const std::uint64_t before = own.cells;
      compare(next_++, own, workspace, false);
      done_ += own.cells - before;
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    sum_.cells += own.cells;
    sum_.settled_rows += own.settled_rows;
    sum_.rows += own.rows;
    sum_.needless += own.needless;
    sum_.plans += own.plans;
    sum_.differences += own.differences;
  }

  const std::uint64_t cells_;
  std::atomic<std::uint64_t> next_, done_{0};
  std::mutex mutex_;
  Counts sum_;
};

int run(std::uint64_t cells, std::uint64_t seed, bool tell) {
  Counts counts;
  if (tell) {
    Workspace workspace;
    compare(seed, counts, workspace, true);
  } else {
    counts = Job(cells, seed).run(std::max(1u, std::thread::hardware_concurrency()));
  }
  const auto percent = [&](std::uint64_t rows) { return counts.rows == 0 ? 0 : 100 * rows / counts.rows; };
  fmt::print(
      "{} cells of {} plans; of {} rows {} % settled, {} % not though they have a value: {} differences\n",
      counts.cells, counts.plans, counts.rows, percent(counts.settled_rows), percent(counts.needless),
      counts.differences);
  // A comparison of nothing would find nothing. What share is settled says something only of many plans:
  // which of a few come before there are enough cells hangs on the threads' turns.
  const bool compared = counts.cells >= 100'000 ? percent(counts.settled_rows) >= 40 : counts.cells > 0;
  return counts.differences == 0 && compared ? 0 : 1;
}

}  // namespace
}  // namespace rubric::columnar

int main(int count, char** arguments) {
  const auto number = [&](int i, std::uint64_t otherwise) {
    return count > i ? std::strtoull(arguments[i], nullptr, 10) : otherwise;
  };
  const bool tell = count > 2 && std::string_view(arguments[1]) == "show";
  return rubric::columnar::run(number(1, 1'000'000), number(2, 1), tell);
}
