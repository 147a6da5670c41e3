// The operations of the core on values of a routine being made: their columnar meaning.
//
// Each gives what evaluate_exact gives, in every row in which it gives a number. A value's range holds for
// whatever its columns hold, also in rows without a value.
//
//   Algebra algebra(build);
//   const Value rate = algebra.divide(spent, budget);      // a pair: nothing is divided yet
//   const Value score = algebra.rounded(algebra.multiply(ten, rate), {RoundingMode::half_up, 2});
#pragma once

#include "engine/columnar_builder.hpp"

namespace rubric::engine {

class Algebra {
 public:
  explicit Algebra(ColumnarBuilder& build) : build_(build) {}

  Value add(Value a, const Value& b, int sign = 1);
  Value multiply(const Value& a, const Value& b);
  Value divide(const Value& a, const Value& b);
  Value extreme(bool smaller, const Value& a, const Value& b);
  Value absolute(const Value& a);
  Value rounded(const Value& a, const Rounding& rounding);
  Value within(const Value& a, const Interval& set);
  Value compare(Op op, const Value& a, const Value& b);
  /// both (decisive: 0) and either (1): one operand equal to `decisive` settles the result.
  Value logic(const Value& a, const Value& b, bool decisive);
  Value choose(const Value& condition, const Value& yes, const Value& no);

  /// Where the value is 1, among the rows that have one; and which these are.
  Mask mask(const Value& value);
  Mask valid(const Value& value);
  /// Where a comparison holds. Rows in which it cannot be computed are taken out of `valid`: two numbers may
  /// fit though what compares them does not.
  Mask holds(Op op, const Value& a, const Value& b, ColumnId& valid);
  /// The value, only where the mask holds.
  Value only(Value value, const Mask& mask);

  /// The value as one form over another; what is not of this kind is given columns of its own.
  struct Parts {
    ColumnSum top, below;
  };
  Parts parts(const Value& value, ColumnId& valid);

  /// A function of one column, by pieces; if it is the same everywhere it needs none.
  static Value piecewise(ColumnId column, ColumnPieces pieces, ColumnId valid);
  static Value truth(const Mask& mask, ColumnId valid = none);
  Interval range(const ColumnSum& form) const;
  /// Of a divisor, which is above 0 in every row that has a value, though sums of dependent columns may not
  /// show it: c (10 - d) is added up as 10 c - c d.
  Interval divisors(const ColumnSum& below) const;

 private:
  using Function = std::function<std::optional<Rational>(const Rational&, const Rational&)>;
  /// The operation piece by piece, if both operands are functions of one column.
  std::optional<Value> by_pieces(const Value& a, const Value& b, const Function& f);
  Value quotient(ColumnSum top, ColumnSum below, const Interval& range, ColumnId valid) const;
  /// a.top × b.below - b.top × a.below: its sign is that of a - b.
  ColumnSum difference(const Value& a, const Value& b, ColumnId& valid);

  ColumnarBuilder& build_;
};

}  // namespace rubric::engine
