#include "engine/columnar_value.hpp"

#include <algorithm>

namespace rubric::engine {

ColumnSum operator*(const ColumnSum& a, const Rational& factor) {
  if (factor == 0) return {};
  ColumnSum result = a;
  for (Term& term : result.terms) term.factor *= factor;
  result.constant *= factor;
  return result;
}

ColumnSum plus(ColumnSum a, const ColumnSum& b, const Rational& factor_of_b) {
  for (const Term& term : b.terms) {
    const Rational added = term.factor * factor_of_b;
    // Nearly always behind all others: the columns of later slots have higher numbers.
    const auto found = std::lower_bound(a.terms.begin(), a.terms.end(), term.column,
                                        [](const Term& own, ColumnId column) { return own.column < column; });
    if (found == a.terms.end() || found->column != term.column) {
      a.terms.insert(found, {term.column, added});
    } else {
      found->factor += added;
      if (found->factor == 0) a.terms.erase(found);
    }
  }
  a.constant += b.constant * factor_of_b;
  return a;
}

bool same(const ColumnSum& a, const ColumnSum& b) {
  return a.constant == b.constant && std::equal(a.terms.begin(), a.terms.end(), b.terms.begin(),
                                                b.terms.end(), [](const Term& x, const Term& y) {
                                                  return x.column == y.column && x.factor == y.factor;
                                                });
}

Rational common_scale(const std::vector<Rational>& numbers) {
  Integer above = 0, below = 1;
  for (const Rational& number : numbers) {
    if (number == 0) continue;
    const Integer top = abs(Integer(numerator(number))), bottom = denominator(number);
    above = above == 0 ? Integer(top * below) : gcd(Integer(above * bottom), Integer(top * below));
    below *= bottom;
    if (above == 0) continue;
    const Integer shared = gcd(above, below);
    above /= shared;
    below /= shared;
  }
  return above == 0 ? Rational(1) : Rational(above, below);
}

Rational common_scale(const ColumnSum& form, Rational with) {
  std::vector<Rational> numbers{form.constant, std::move(with)};
  for (const Term& term : form.terms) numbers.push_back(term.factor);
  return common_scale(numbers);
}

ColumnPieces constant_pieces(const Rational& value) {
  return {{0, true, value}};
}

ColumnPieces invalid_pieces() {
  return {{0, false, 0}};
}

ColumnPieces merge(const ColumnPieces& a, const ColumnPieces& b, const ColumnPieces& c,
                   const PieceFunction& f) {
  const std::array<const ColumnPieces*, 3> all{&a, &b, &c};
  std::array<std::size_t, 3> at{0, 0, 0};
  ColumnPieces result;
  Integer from = 0;
  while (true) {
    ColumnPiece piece = f(a[at[0]], b[at[1]], c[at[2]]);
    piece.from = from;
    const bool like_last = !result.empty() && result.back().valid == piece.valid &&
                           (!piece.valid || result.back().value == piece.value);
    if (!like_last) result.push_back(std::move(piece));
    const Integer* next = nullptr;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (at[i] + 1 == all[i]->size()) continue;
      const Integer& own = (*all[i])[at[i] + 1].from;
      if (!next || own < *next) next = &own;
    }
    if (!next) return result;
    from = *next;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (at[i] + 1 < all[i]->size() && (*all[i])[at[i] + 1].from == from) ++at[i];
    }
  }
}

ColumnPieces clip(ColumnPieces pieces, const Integer& low, const Integer& high) {
  while (pieces.size() > 1 && pieces[1].from <= low) pieces.erase(pieces.begin());
  while (pieces.size() > 1 && pieces.back().from > high) pieces.pop_back();
  return pieces;
}

Value constant_value(const Rational& number) {
  Value value;
  value.kind = Value::Kind::form;
  value.form.constant = number;
  value.range = Interval::point(number);
  return value;
}

}  // namespace rubric::engine
