// The numbers that an indicator compares its figures with, and the values right beside each of them.
//
//   满意度 % ≥90%       below 89.99%, above 90.01%
//   投诉 件 整数 ＞2.5件  below 2件, above 3件; 2.5件 itself cannot be
#pragma once

#include <vector>

#include "engine/ruleset.hpp"

namespace rubric::engine {

struct Threshold {
  ExprId value = none;  // what is compared
  Rational at;
  Rational below, above;   // the nearest values of its resolution
  bool attainable = true;  // whether `at` itself is one
};

/// The thresholds of an indicator's own rows, clauses and sentences (not of its parts), each once.
std::vector<Threshold> thresholds(const Ruleset& ruleset, const Item& item);

/// The smallest difference between two values of a figure: 1 of its unit for whole numbers, the last digit
/// for rounded ones, 0.01 of its unit (a percentage point for a bare ratio) for others, or less where `at`
/// has more digits.
Rational resolution(const Ruleset& ruleset, ExprId value, const Rational& at);

/// The conditions that 且, 或 and 非 join, in order; the condition itself if there are none.
std::vector<ExprId> operands_of(const Ruleset& ruleset, ExprId condition);

}  // namespace rubric::engine
