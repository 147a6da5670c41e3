// How reports and tables write a quantity: a number, perhaps with a word of comparison and a unit.
//
// read_cell reads what rules declare; read_printed takes a figure as it is printed, of whatever unit, and
// keeps how exactly it was printed, so that a difference of rounding can be told from one of substance.
//
//   read_printed("13,245.05万元", {})  -> 132450500 元, printed to a step of 100 元
//   read_printed("超93%", {})          -> a bound: above 93%
//   read_printed("持续稳定", {})        -> words
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/unit.hpp"

namespace rubric::engine {

/// A comparison word in front of a number, or behind it.
struct BoundWord {
  std::string_view word;
  bool lower = true;  // the number is the lower end
  bool open = false;  // and does not belong to the set
};

/// Cuts a comparison word from either end of `rest` (folded).
std::optional<BoundWord> take_bound(std::string_view& rest);
/// The digits at the start of `rest`, thousands separators dropped where they stand in their places.
std::string take_digits(std::string_view& rest);
/// Whether a word says that the number is none exactly (约, 左右, 多); whether the text starts with one.
bool is_vague(std::string_view word);
bool starts_vague(std::string_view text);

struct Printed {
  enum class State : unsigned char { blank, number, bound, words };
  State state = State::blank;
  std::string text;       // blanks trimmed
  Rational value;         // in base units
  Unit unit;              // as printed, or the usual one
  std::string unit_word;  // as printed; empty for a bare number
  int places = 0;         // decimals, in the unit
  BoundWord bound;        // of a bound

  bool is_number() const { return state == State::number; }
  /// What its last digit counts, in base units.
  Rational step() const;
};

/// `text` as a printed figure; a bare number is in `usual`.
Printed read_printed(std::string_view text, const Unit& usual);

}  // namespace rubric::engine
