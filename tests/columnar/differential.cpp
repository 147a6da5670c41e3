// The exact interpreter against the columnar one, figure by figure: random plans of every operation on random
// and adversarial columns. A difference is printed with its seed and ends the run with status 1.
//
//   rubric_differential 10000000          cells
//   rubric_differential 1 4711            the one plan of seed 4711, with its routine

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "engine/evaluate.hpp"
#include "tests/columnar/random_plan.hpp"

namespace rubric::columnar {
namespace {

using namespace engine;

struct Counts {
  std::uint64_t cells = 0, settled_rows = 0, rows = 0, needless = 0, plans = 0, differences = 0;
};

/// The number that a figure shows for a value, and whether it is the value.
bool same(const Figure& figure, std::size_t row, const Possible& value) {
  if (!value.known()) return false;
  const Rational& exact = value.range.low.value;
  static constexpr std::array<std::int64_t, 7> powers{1, 10, 100, 1000, 10000, 100000, 1000000};
  const Integer power = powers.at(static_cast<std::size_t>(figure.decimals));
  const bool inexact = !figure.inexact.empty() && figure.inexact[row] == 1;
  if (numerator(exact) * power == denominator(exact) * Integer(figure.numbers[row])) return !inexact;
  return inexact &&
         Rational(figure.numbers[row], power) == round(exact, {RoundingMode::half_up, figure.decimals});
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
        for (const Wanted& one : made.wanted) all = all && exact[one.slot].known();
        if (all) counts.needless += 8;
        continue;
      }
      ++counts.settled_rows;
      for (std::size_t i = 0; i < made.wanted.size(); ++i) {
        ++counts.cells;
        const Possible& value = exact[made.wanted[i].slot];
        if (same(out.figures[i], row, value)) continue;
        if (++counts.differences > 10) continue;
        const bool inexact = !out.figures[i].inexact.empty() && out.figures[i].inexact[row] == 1;
        fmt::print("seed {} batch {} row {} slot {} ({}): columnar {} of {} decimals{}, exact {}\n", seed,
                   round, row, made.wanted[i].slot, operation(made.plan.steps[made.wanted[i].slot].op).name,
                   out.figures[i].numbers[row], out.figures[i].decimals, inexact ? " (inexact)" : "",
                   value.possible ? to_string(value.range) : "no value");
      }
    }
  }
}

int run(std::uint64_t cells, std::uint64_t seed, bool tell) {
  Counts counts;
  Workspace workspace;
  do {
    compare(seed++, counts, workspace, tell);
  } while (!tell && counts.cells < cells && counts.differences < 10);
  fmt::print(
      "{} cells of {} plans, {} rows, {:.1f} % settled, {:.1f} % unsettled though they have a value: {} "
      "differences\n",
      counts.cells, counts.plans, counts.rows,
      100.0 * static_cast<double>(counts.settled_rows) / static_cast<double>(counts.rows),
      100.0 * static_cast<double>(counts.needless) / static_cast<double>(counts.rows), counts.differences);
  return counts.differences == 0 ? 0 : 1;
}

}  // namespace
}  // namespace rubric::columnar

int main(int count, char** arguments) {
  const auto number = [&](int i, std::uint64_t otherwise) {
    return count > i ? std::strtoull(arguments[i], nullptr, 10) : otherwise;
  };
  return rubric::columnar::run(number(1, 1'000'000), number(2, 1), count > 2);
}
