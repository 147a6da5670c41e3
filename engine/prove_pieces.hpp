// One item's score as pieces over 实际, and the questions that they answer (see proof.hpp). On a piece each
// row and each score is a line or a constant. Private to prove_*.cpp; the parts are files by what they ask.
#pragma once

#include <optional>
#include <vector>

#include "engine/piecewise.hpp"
#include "engine/proof.hpp"

namespace rubric::engine {

class ItemPieces {
 public:
  explicit ItemPieces(ItemProof& one)
      : one_(one),
        ruleset_(one.proof.ruleset),
        plan_(one.plan()),
        item_(one.item),
        slots_(one.slots),
        table_(item_.form == Form::tiers || item_.form == Form::levels) {}

  void run();

 private:
  // --- prove_pieces.cpp: the pieces, and units in them ---
  void undecided(Question claim, const Text& reason);
  Finding& add(Question claim, Verdict verdict);
  void over_several_data();
  std::optional<Op> direction() const;
  Slot variable() const;
  std::optional<UnitData> unit_with(const Rational& value) const;
  std::optional<UnitData> unit_in(const Interval& piece) const;
  std::vector<UnitData> units_in(const Interval& piece, bool upper) const;
  void keep_extremes();

  // --- prove_rows.cpp: the rows of a table ---
  void covered();
  Truth holds(const Piece& piece, std::size_t row) const;
  void rows();
  void distinct();
  void in_order();
  bool meet(std::size_t i, std::size_t j, bool& unseen);
  void rounded_row(const Step& step);

  // --- prove_direction.cpp: steps and directions of the score ---
  void largest_step();
  void monotone_in_each_case(bool more_is_better);
  std::vector<Slot> clause_conditions() const;
  bool reads_beside(const std::vector<Slot>& apart) const;
  bool falls_by_one_datum(bool more_is_better);
  bool monotone(bool more_is_better);
  bool falls_within(const Piece& piece, bool more_is_better);
  bool falls_between(const Interval& low, const Interval& high, bool more_is_better);
  bool falls(const std::vector<UnitData>& some, const std::vector<UnitData>& others, bool more_is_better);

  static constexpr std::size_t most_cases = 6;   // conditions that are taken both ways
  static constexpr std::size_t most_turns = 40;  // pieces of one datum that units are made up for

  ItemProof& one_;
  const Ruleset& ruleset_;
  const Plan& plan_;
  const Item& item_;
  const ItemSlots& slots_;
  const bool table_;
  Slot x_ = none, score_ = none;  // score_: what the direction is asked of
  Unit unit_;
  Interval domain_;
  Rational grid_ = 0;   // 实际 is a multiple of it; 0: any number
  bool level_ = false;  // 实际 is a level or yes/no
  std::vector<Piece> pieces_;
};

}  // namespace rubric::engine
