// Random reference rulesets and random units for them, from a seed alone.
//
// Every ruleset that comes out is one that the checker must accept: units agree, divisors are positive or
// have a clause, tiers cover the range, points add up. Units lean towards the values where scores break:
// exactly on a threshold, one step beside it, ties of a rounding, zero, the ends of a range.
//
//   Random random(2024);
//   const Ruleset ruleset = random_ruleset(random, Sharing::some);
//   const Cells cells = random_unit(ruleset, random);
#pragma once

#include <vector>

#include "tests/reference/model.hpp"
#include "tests/reference/random.hpp"

namespace rubric::reference {

/// Whether several expressions may read the same datum. `never`: every datum enters the ruleset once.
enum class Sharing : unsigned char { never, some };

Ruleset random_ruleset(Random& random, Sharing sharing);

/// One unit with known, inapplicable and (rarely) faulty cells.
Cells random_unit(const Ruleset& ruleset, Random& random);

/// Makes cell `datum` missing or bounded, with its text.
void open_cell(const Ruleset& ruleset, Cells& cells, std::size_t datum, Random& random);

/// Values that an open cell may turn out to have: the ends of its range, thresholds and what lies just beside
/// them.
std::vector<Fraction> completions(const Ruleset& ruleset, const Cells& cells, std::size_t datum);

/// Whether the value lies in the cell's range and is whole where the datum must be.
bool allowed(const Datum& datum, const Cell& cell, const Fraction& value);

}  // namespace rubric::reference
