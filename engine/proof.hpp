// What the parts of a proof share: the ruleset, a unit that is plainly in order, the findings so far, and for
// each indicator units that get much and little, from which totals of every height are put together.
//
//   Proof proof{ruleset, plan, report};
//   prove_item(proof, item, slots);   each indicator
//   prove_total(proof);               grades, vetoes, rounding of the total
#pragma once

#include "engine/outcome.hpp"
#include "engine/prove.hpp"

namespace rubric::engine {

/// What an indicator reads of the units in which it gets its most and its least, as far as they were met
/// with. Whole units would be a table of indicators by all data.
struct Extremes {
  std::vector<DatumId> data;
  std::vector<Cell> most, least;  // by `data`
  std::optional<Rational> high, low;
  void keep(const UnitData& unit, const Rational& score);
};

struct Proof {
  Proof(const Ruleset& rules, const Plan& whole, Report wanted)
      : ruleset(rules), plan(whole), report(wanted), plain(plain_of(rules)) {}

  const Ruleset& ruleset;
  const Plan& plan;
  const Report report;
  const UnitData plain;
  std::vector<Finding> findings;
  std::vector<Extremes> extremes;

 private:
  static UnitData plain_of(const Ruleset& ruleset);
};

/// Adds a range to those before it, to the last one if nothing lies between them.
void join(std::vector<Interval>& ranges, const Interval& next, const Rational& grid);

/// The data that the slots read; what only slots of `apart` read is left out.
std::vector<DatumId> data_of(const Plan& plan, const std::vector<Slot>& slots,
                             const std::vector<Slot>& apart = {});

/// What an indicator's or part's answers are asked of, put into one slice.
struct ItemProof {
  Proof& proof;
  const Item& item;
  std::shared_ptr<Slice> slice;
  ItemSlots slots;  // of the slice
  bool adjustment;  // 加分 or 减分: its points are the limit in its head
  std::vector<DatumId> data;
  Extremes extremes;

  ItemProof(Proof& whole, const Item& item, const ItemSlots& slots, bool adjustment);
  const Plan& plan() const { return slice->plan(); }
  Finding& add(Question claim, Verdict verdict);
  Answer ask(const Sought& aim, Cells cells = Cells::given);
  /// Whether the unit whose slots these are is 剔除, so that it has no score.
  bool drops(const std::vector<Possible>& values) const;
  /// The score before rounding, which is kept among the extremes; nothing if there is none.
  std::optional<Rational> score(const UnitData& unit);
};

/// What can be read off the pieces of 实际: gaps, overlaps, rows, direction, steps.
void prove_pieces(ItemProof& item);
/// What is asked of all data at once: rows over several data, clauses, bounds, limits, divisors.
void prove_bounds(ItemProof& item);
void prove_total(Proof& proof);

/// Rows of a table over several data: whether each unit finds one, which decide, which meet.
void prove_covered(ItemProof& item);
void prove_row(ItemProof& item, std::size_t row);
void prove_distinct(ItemProof& item);

/// How a row is called.
Text row_text(const Ruleset& ruleset, const Item& item, std::size_t row);
std::uint32_t row_line(const Item& item, std::size_t row);

}  // namespace rubric::engine
