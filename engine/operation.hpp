// The operations of the core, one row each: how they are written, what they mean on exact numbers and on sets
// of possible numbers. Checker, interpreters, plan printer and documentation read these rows; adding an
// operation is adding a row.
//
// Yes and no are the numbers 1 and 0; a level is the number of its place in its list. So every slot of a plan
// holds a number, and the interpreters need no other kind of value.
#pragma once

#include "engine/interval.hpp"
#include "engine/number.hpp"

namespace rubric::engine {

enum class Op : unsigned char {
  // leaves: what they hold stands in the step's `index`
  constant,        // a number of the rules
  input,           // the value of a datum
  blank,           // 1 if the datum's cell is empty
  not_applicable,  // 1 if the datum's cell says 不适用
  unknown,         // anything between two numbers: what the standard leaves open (未明确)
  fault,           // no value: why stands in the step
  date_of_year,    // a date that counts from the unit's 年度
  fold,            // 合计, 平均, 个数, 最大, 最小 over the values of cells that hold several
  // arithmetic
  add,
  subtract,
  multiply,
  divide,
  negate,
  minimum,
  maximum,
  absolute,
  floor,
  ceiling,
  round,   // index: which rounding
  within,  // the operand, which must lie in the set `index`; else a fault
  // comparisons and logic
  less,
  less_equal,
  greater,
  greater_equal,
  equal,
  not_equal,
  both,
  either,
  negation,
  choose,  // the second operand where the first is 1, else the third; the other one may be a fault
};

struct Operation {
  Op op;
  std::string_view name;  // in a printed plan
  int arity;
  bool whole;               // results are whole numbers
  std::string_view zh, en;  // between (or before) its operands in a printed formula
  int precedence;           // binds tighter when larger; 0 for what needs no brackets
  Rational (*exact)(const Rational&, const Rational&);     // null: the interpreters know it themselves
  Interval (*interval)(const Interval&, const Interval&);  // sound and tight for independent operands
  std::string_view meaning;
};

const Operation& operation(Op op);

}  // namespace rubric::engine
