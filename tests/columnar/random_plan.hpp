// Random plans and batches for them, from a seed alone: every operation of the core, on every kind of column.
//
// Plans are not what rules can say but what the core can mean: any operation on any operands. Numbers lean
// towards where interpreters could part: ties of roundings, thresholds and their neighbours, zero, the ends
// of 32, 53 and 62 bits.
//
//   Random random(7);
//   const RandomPlan made = random_plan(random);
//   const engine::Batch batch = random_batch(made, random, 64);
#pragma once

#include "engine/columnar_program.hpp"
#include "tests/reference/random.hpp"

namespace rubric::columnar {

using reference::Random;

struct RandomPlan {
  engine::Ruleset ruleset;  // nothing but its data
  engine::Plan plan;
  std::vector<engine::Wanted> wanted;
};

RandomPlan random_plan(Random& random);

/// Cells are known, but for some that are missing, not applicable, bounded or faulty.
engine::Batch random_batch(const RandomPlan& made, Random& random, std::size_t rows);

/// What the batch says of one row, for the other interpreters.
engine::UnitData unit_data(const engine::Batch& batch, std::size_t row);

}  // namespace rubric::columnar
