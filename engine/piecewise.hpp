// A plan's slots as functions of one of them: exact between breakpoints, nothing sampled.
//
// The range of the chosen slot is cut wherever a comparison, a limit or an absolute value turns, so that on
// each piece every such step goes one way; what remains is a straight line, or steps of it (每满…), of which
// the values and the direction are known. Data other than the chosen slot can be anything within their
// ranges.
//
//   满意度 in [0%, 100%], 分档 ≥90% 10分, 80%(含)至90%(不含) 8分:
//     raw:  [0%, 80%) no row   [80%] 8   (80%, 90%) 8   [90%] 10   (90%, 100%] 10
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

/// How a value goes as the chosen slot rises, the other data staying as they are: `up` never falls.
enum class Trend : unsigned char { level, up, down, unknown };

/// A slot on one piece.
struct Shape {
  bool linear = false;  // slope * x + constant, exactly
  Rational slope, constant;
  Interval range;  // holds every value that it takes
  Trend trend = Trend::unknown;
  Truth faulty = Truth::no;
  FaultKind why = FaultKind::no_fault;  // of a fault that is certain or possible
};

struct Piece {
  Interval x;
  std::vector<Shape> shapes;  // of the watched slots, in their order
};

/// Conditions that are taken as settled.
using Assumed = std::map<Slot, bool>;

/// Pieces that one function may have; with more, the answer is that it is not known.
inline constexpr std::size_t max_pieces = 2000;

/// The watched slots as functions of `x` over `domain`, in order of x; nothing if there are too many pieces.
/// Where x holds multiples of `grid` alone, pieces without any are left out; 0: any number.
std::optional<std::vector<Piece>> pieces(const Ruleset& ruleset, const Plan& plan, Slot x,
                                         const Interval& domain, const Rational& grid,
                                         const std::vector<Slot>& watched, const Assumed& assumed = {});

/// Conditions on the way to `slot` that x has no part in, at most `most`: what they are can be assumed.
std::vector<Slot> independent_conditions(const Plan& plan, Slot x, Slot slot, std::size_t most);

/// Every value that a slot takes, the data being anything within their ranges.
Interval range_of(const Ruleset& ruleset, const Plan& plan, Slot slot);

}  // namespace rubric::engine
