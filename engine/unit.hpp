// Units of measure: what a number counts, and how it is written.
//
// Values are kept in the base unit of their dimension (元 for money, 1 for rates), so 18580.25万元 and
// 185802500元 are the same Rational. Any word that is not in the table is a count with a unit of its own (批,
// 户, 元/人): it must agree in sums and comparisons, and is a bare number in products.
//
//   find_unit("万元")  -> money, scale 10000
//   find_unit("批")    -> count, scale 1, word "批"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"
#include "engine/number.hpp"

namespace rubric::engine {

enum class Dimension : unsigned char {
  number,
  rate,
  money,
  points,
  days,
  workdays,
  months,
  years,
  date,
  count
};

struct Unit {
  Dimension dimension = Dimension::number;
  Rational scale = 1;  // base units in one of this unit
  Text word;           // as printed in a Chinese and in an English file; empty for a bare number
};

/// The unit that `word` (folded, in either language) names; an unknown word is a count of its own.
Unit find_unit(std::string_view word);

/// Whether values of the two units can be added or compared.
bool agree(const Unit& a, const Unit& b);

/// Every spelling in the table, for suggestions.
const std::vector<std::string>& unit_words();

/// `value` (in base units) written in `unit` with at least `at_least` decimals: "18580.25万元", "90%", "0.5
/// points". A value that does not end within 6 decimals is shown to 6, half up.
std::string to_text(const Rational& value, const Unit& unit, Language language, int at_least = 0);

}  // namespace rubric::engine
