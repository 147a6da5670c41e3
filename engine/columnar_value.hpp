// What a slot of a plan is while a program is made of it: as much as is known without a row.
//
// A number is a sum of columns with constant factors (ColumnSum), two such sums over each other, or a
// function of one column that is constant between thresholds (ColumnPiece). So most operations cost nothing
// when rows are run: adding, scaling, comparing with a constant and choosing between constants only change
// the description.
//
//   10 × 保洁覆盖率, read in 0.01 %        ColumnSum 1/1000 × column 3
//   全年执行 ÷ 全年预算                     ColumnSum 100 × column 1 over ColumnSum 100 × column 0
//   ≥90%: 10, ≥80%: 8, else 0              pieces of column 11: 0 below 8000, 8 from 8000, 10 from 9000
#pragma once

#include <functional>
#include <vector>

#include "engine/columnar_code.hpp"
#include "engine/interval.hpp"
#include "engine/operation.hpp"

namespace rubric::engine {

struct Term {
  ColumnId column;
  Rational factor;  // not 0
};

/// The sum of columns, each times its factor, and a constant. A column stands in it once,
/// in the order of their numbers.
struct ColumnSum {
  std::vector<Term> terms;
  Rational constant;
  bool is_constant() const { return terms.empty(); }
};

ColumnSum operator*(const ColumnSum& a, const Rational& factor);
/// a + b; takes over a's memory.
ColumnSum plus(ColumnSum a, const ColumnSum& b, const Rational& factor_of_b = 1);
bool same(const ColumnSum& a, const ColumnSum& b);

/// The largest number that all of `numbers` but zeros are whole multiples of; 1 if there are none but zeros.
Rational common_scale(const std::vector<Rational>& numbers);
Rational common_scale(const ColumnSum& form, Rational with = 0);

/// A function of a column from `from` on (the first one: from the least number) up to the next one.
struct ColumnPiece {
  Integer from;
  bool valid = true;
  Rational value;
};
using ColumnPieces = std::vector<ColumnPiece>;

/// Applies `f` to the pieces of up to three functions of one column; neighbours that are equal become one.
using PieceFunction = std::function<ColumnPiece(const ColumnPiece&, const ColumnPiece&, const ColumnPiece&)>;
ColumnPieces merge(const ColumnPieces& a, const ColumnPieces& b, const ColumnPieces& c,
                   const PieceFunction& f);
ColumnPieces constant_pieces(const Rational& value);
ColumnPieces invalid_pieces();
/// Only what numbers from `low` to `high` reach.
ColumnPieces clip(ColumnPieces pieces, const Integer& low, const Integer& high);

struct Value {
  enum class Kind : unsigned char { never, form, ratio, pieces };
  Kind kind = Kind::never;  // never: no row has a value, or none that fits
  ColumnId valid = none;    // bytes: the rows with a value; none: all
  ColumnSum form;           // form, ratio
  ColumnSum below;          // ratio: above 0 in every row
  ColumnId column = none;   // pieces
  ColumnPieces pieces;      // pieces
  Interval range;           // where the value lies; closed and finite

  bool is_constant() const { return kind == Kind::form && form.is_constant(); }
};

Value constant_value(const Rational& number);

}  // namespace rubric::engine
