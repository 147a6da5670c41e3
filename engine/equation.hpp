// An equation or inequality between printed figures, as the heading of a column writes it.
//
//   支出合计＝基本支出＋项目支出      预算执行率＝用款额度÷预算数      事业实有≤事业编制
//
// The cell below such a heading is the figure on the left; the names on the right are other columns or data.
// Figures are printed to some digit, so each also stands for all values that are printed so: within half a
// step of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"
#include "engine/interval.hpp"
#include "engine/quantity.hpp"

namespace rubric::engine {

/// A figure in its cell; those of one name are one cell. One of the unit's data is read when the data are
/// there.
struct PrintedFigure {
  std::string name;
  Printed printed;
  Place place;
  std::optional<std::uint32_t> datum;
};

struct Equation {
  enum class Relation : unsigned char { equal, at_most, at_least, below, above };
  struct Node {
    enum class Kind : unsigned char { operand, constant, add, subtract, multiply, divide };
    Kind kind = Kind::constant;
    std::size_t a = 0, b = 0;  // nodes; of an operand, `a` is its number
    Rational value;
    bool bare = false;  // a constant without a % of its own
  };

  std::string text;  // the right side as the heading has it
  std::string left;  // the name on the left, without its unit
  Relation relation = Relation::equal;
  std::vector<std::size_t> operands;  // which of the known names each stands for, in the order of the text
  std::vector<Node> nodes;            // operands before what takes them; the last is the whole
  bool sum = true;                    // neither × nor ÷: all figures are of one unit
};

/// The heading as an equation between `names` (folded); `wrong` is what it stumbles on, or empty if the
/// heading is no equation at all.
std::optional<Equation> read_equation(std::string_view heading, const std::vector<std::string>& names,
                                      std::string& wrong);

/// Constants are typed in the unit of the heading: 10 in 支出（万元）＝基本＋10 is 10万元, and the factor 100
/// of 执行率（%）＝支出÷预算×100 is 100%. A factor of a figure of the heading's kind is a bare number
/// (2×基本), and so is the 1 of 结余率（%）＝1－支出÷预算. `operands` are the units of the figures.
void apply_unit(Equation& equation, const Unit& unit, const std::vector<Unit>& operands);

/// The right side with these figures; nothing if a divisor is zero.
std::optional<Rational> evaluate(const Equation& equation, const std::vector<Rational>& operands);

/// The values of the right side where each operand may be off by its half step.
std::optional<Interval> evaluate(const Equation& equation, const std::vector<Interval>& operands);

/// What operand `which` must be for the right side to be `result`; nothing if that cannot be said.
std::optional<Rational> solve(const Equation& equation, const std::vector<Rational>& operands,
                              std::size_t which, const Rational& result);

/// Whether `left` relates to `right` as the equation says.
bool holds(Equation::Relation relation, const Rational& left, const Rational& right);

}  // namespace rubric::engine
