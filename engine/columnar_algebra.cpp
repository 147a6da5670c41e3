#include "engine/columnar_algebra.hpp"

#include <algorithm>

#include "engine/columnar_rounding.hpp"

namespace rubric::engine {
namespace {

/// More pieces than these are looked up once and then are a column like any other.
constexpr std::size_t most_pieces = 256;

ColumnSum constant_form(const Rational& number) {
  return {{}, number};
}

ColumnSum negative(const ColumnSum& form) {
  return form * Rational(-1);
}

bool never(const Value& value) {
  return value.kind == Value::Kind::never;
}

/// The value as a function of `column`, if it is one; `column` is none until one is found.
std::optional<ColumnPieces> pieces_of(const Value& value, ColumnId& column) {
  if (value.is_constant()) return constant_pieces(value.form.constant);
  if (value.kind != Value::Kind::pieces || (column != none && column != value.column)) return std::nullopt;
  column = value.column;
  return value.pieces;
}

Interval narrowest(const Interval& a, const Interval& b) {
  const std::optional<Interval> common = intersect(a, b);
  return common ? *common : a;  // no row has a value: anything holds
}

}  // namespace

// --- descriptions ---

Interval Algebra::range(const ColumnSum& form) const {
  Rational low = form.constant, high = form.constant;
  for (const Term& term : form.terms) {
    const Rational a = term.factor * Rational(build_.low(term.column));
    const Rational b = term.factor * Rational(build_.high(term.column));
    low += std::min(a, b);
    high += std::max(a, b);
  }
  return Interval::closed(low, high);
}

Interval Algebra::divisors(const ColumnSum& below) const {
  const Rational least = common_scale(below);
  const Interval found = range(below);
  return Interval::closed(std::max(least, found.low.value), std::max(least, found.high.value));
}

Value Algebra::piecewise(ColumnId column, ColumnPieces pieces, ColumnId valid) {
  Value value;
  if (pieces.size() == 1) {
    if (!pieces[0].valid) return value;
    value = constant_value(pieces[0].value);
    value.valid = valid;
    return value;
  }
  value.kind = Value::Kind::pieces;
  value.column = column;
  value.valid = valid;
  bool any = false;
  for (const ColumnPiece& piece : pieces) {
    if (!piece.valid) continue;
    value.range = any ? hull(value.range, Interval::point(piece.value)) : Interval::point(piece.value);
    any = true;
  }
  value.pieces = std::move(pieces);
  return any ? value : Value{};
}

Value Algebra::truth(const Mask& mask, ColumnId valid) {
  if (mask.constant) {
    Value value = constant_value(*mask.constant ? 1 : 0);
    value.valid = valid;
    return value;
  }
  const int first = mask.inverted ? 1 : 0;
  return piecewise(mask.column, {{0, true, first}, {1, true, 1 - first}}, valid);
}

Mask Algebra::mask(const Value& value) {
  if (never(value)) return {false, none, false};
  if (value.is_constant()) return {value.form.constant == 1, none, false};
  if (value.kind == Value::Kind::pieces)
    return build_.truth(value.column, value.pieces,
                        [](const ColumnPiece& p) { return p.valid && p.value == 1; });
  return mask(compare(Op::equal, value, constant_value(1)));
}

Mask Algebra::holds(Op op, const Value& a, const Value& b, ColumnId& valid) {
  const Value found = compare(op, a, b);
  valid = build_.narrowed(valid, this->valid(found));
  return mask(found);
}

Mask Algebra::valid(const Value& value) {
  if (never(value)) return {false, none, false};
  const Mask own = build_.of_valid(value.valid);
  if (value.kind != Value::Kind::pieces) return own;
  return build_.both(own,
                     build_.truth(value.column, value.pieces, [](const ColumnPiece& p) { return p.valid; }));
}

Value Algebra::only(Value value, const Mask& mask) {
  if (never(value) || (mask.constant && !*mask.constant)) return {};
  value.valid = build_.narrowed(value.valid, mask);
  return value;
}

Algebra::Parts Algebra::parts(const Value& value, ColumnId& valid) {
  switch (value.kind) {
    case Value::Kind::never:
      return {constant_form(0), constant_form(1)};
    case Value::Kind::form:
      return {value.form, constant_form(1)};
    case Value::Kind::ratio:
      return {value.form, value.below};
    case Value::Kind::pieces:
      valid = build_.narrowed(
          valid, build_.truth(value.column, value.pieces, [](const ColumnPiece& p) { return p.valid; }));
      return {build_.steps(value.column, value.pieces), constant_form(1)};
  }
  return {};
}

Value Algebra::quotient(ColumnSum top, ColumnSum below, const Interval& bounds, ColumnId valid) const {
  // A long sum is not gone through for each term that is added to it.
  if (below.is_constant() && below.constant != 1) {
    top = top * (1 / below.constant);
    below = constant_form(1);
  }
  Value value;
  value.valid = valid;
  value.form = std::move(top);
  value.kind = Value::Kind::form;
  value.range = bounds;
  if (value.form.is_constant() && (below.is_constant() || value.form.constant == 0)) {
    value.range = Interval::point(value.form.constant);
    return value;
  }
  // What the columns say is often narrower than what the operation says of independent operands; it is not
  // worked out for long sums, where they are the same.
  constexpr std::size_t few = 8;
  if (!below.is_constant()) {
    value.kind = Value::Kind::ratio;
    value.range = narrowest(bounds, engine::divide(range(value.form), divisors(below)));
    value.below = std::move(below);
  } else if (value.form.terms.size() <= few) {
    value.range = narrowest(bounds, range(value.form));
  }
  return value;
}

std::optional<Value> Algebra::by_pieces(const Value& a, const Value& b, const Function& f) {
  ColumnId column = none;
  const std::optional<ColumnPieces> x = pieces_of(a, column);
  if (!x) return std::nullopt;
  const std::optional<ColumnPieces> y = pieces_of(b, column);
  if (!y || x->size() + y->size() > most_pieces) return std::nullopt;
  const ColumnPieces result =
      merge(*x, *y, *y, [&](const ColumnPiece& p, const ColumnPiece& q, const ColumnPiece&) {
        if (!p.valid || !q.valid) return ColumnPiece{0, false, 0};
        const std::optional<Rational> number = f(p.value, q.value);
        return number ? ColumnPiece{0, true, *number} : ColumnPiece{0, false, 0};
      });
  return piecewise(column, result, build_.narrowed(a.valid, b.valid));
}

// --- arithmetic ---

Value Algebra::add(Value a, const Value& b, int sign) {
  if (never(a) || never(b)) return {};
  if (a.kind != Value::Kind::form || b.kind != Value::Kind::form) {
    const auto sum = [&](const Rational& x, const Rational& y) { return Rational(x + sign * y); };
    if (std::optional<Value> found = by_pieces(a, b, sum)) return *found;
  }
  ColumnId valid = build_.narrowed(a.valid, b.valid);
  const Interval bounds = sign > 0 ? engine::add(a.range, b.range) : engine::subtract(a.range, b.range);
  if (a.kind == Value::Kind::form && b.kind != Value::Kind::ratio) {
    const ColumnSum more = parts(b, valid).top;
    return quotient(plus(std::move(a.form), more, sign), constant_form(1), bounds, valid);
  }
  const Parts x = parts(a, valid), y = parts(b, valid);
  if (same(x.below, y.below)) return quotient(plus(x.top, y.top, sign), x.below, bounds, valid);
  ColumnSum top = plus(build_.product(x.top, y.below, valid), build_.product(y.top, x.below, valid), sign);
  ColumnSum below = build_.product(x.below, y.below, valid);
  return quotient(std::move(top), std::move(below), bounds, valid);
}

Value Algebra::multiply(const Value& a, const Value& b) {
  if (never(a) || never(b)) return {};
  const auto product = [](const Rational& x, const Rational& y) { return Rational(x * y); };
  if (std::optional<Value> found = by_pieces(a, b, product)) return *found;
  ColumnId valid = build_.narrowed(a.valid, b.valid);
  const Parts x = parts(a, valid), y = parts(b, valid);
  ColumnSum top = build_.product(x.top, y.top, valid);
  ColumnSum below = build_.product(x.below, y.below, valid);
  return quotient(std::move(top), std::move(below), engine::multiply(a.range, b.range), valid);
}

Value Algebra::divide(const Value& a, const Value& b) {
  if (never(a) || never(b)) return {};
  const auto over = [](const Rational& x, const Rational& y) {
    return y == 0 ? std::nullopt : std::optional<Rational>(x / y);
  };
  if (std::optional<Value> found = by_pieces(a, b, over)) return *found;
  ColumnId valid = build_.narrowed(a.valid, b.valid);
  const Parts x = parts(a, valid), y = parts(b, valid);
  ColumnSum top = build_.product(x.top, y.below, valid);
  ColumnSum by = y.top;
  if (by.is_constant()) {
    if (by.constant == 0) return {};
    top = top * (1 / by.constant);
    by = constant_form(1);
  } else {
    // The divisor is made positive in every row; where it is zero there is no value.
    by = build_.single(by, valid);
    Interval bounds = range(by);
    if (bounds.high.value <= 0) {
      by = negative(by);
      top = negative(top);
      bounds = negate(bounds);
    }
    if (bounds.low.value <= 0) {
      const Rational least = common_scale(by);
      Value divisor;
      divisor.kind = Value::Kind::form;
      divisor.form = by;
      divisor.range = bounds;
      const Mask some = holds(Op::not_equal, divisor, constant_value(0), valid);
      valid = build_.narrowed(valid, some);
      if (bounds.low.value < 0) {
        const Mask below_zero = holds(Op::less, divisor, constant_value(0), valid);
        top = build_.select(below_zero, negative(top), top, valid);
        by = build_.extreme(false, by, negative(by), valid);
      }
      by = build_.extreme(false, by, constant_form(least), valid);
    }
  }
  ColumnSum below = build_.product(x.below, by, valid);
  const bool positive = b.range.low.value > 0 || b.range.high.value < 0;
  const Interval bounds = positive ? engine::divide(a.range, b.range)
                                   : (below.is_constant() ? range(top * (1 / below.constant))
                                                          : engine::divide(range(top), divisors(below)));
  return quotient(std::move(top), std::move(below), bounds, valid);
}

Value Algebra::extreme(bool smaller, const Value& a, const Value& b) {
  if (never(a) || never(b)) return {};
  const auto pick = [&](const Rational& x, const Rational& y) { return (smaller ? y < x : x < y) ? y : x; };
  if (std::optional<Value> found = by_pieces(a, b, pick)) return *found;
  for (const auto& [one, other] : {std::pair(&a, &b), std::pair(&b, &a)}) {
    const Truth first = smaller ? less_equal(one->range, other->range) : less_equal(other->range, one->range);
    if (first == Truth::yes) return only(*one, valid(*other));
  }
  ColumnId valid = build_.narrowed(a.valid, b.valid);
  const Interval bounds = smaller ? minimum(a.range, b.range) : maximum(a.range, b.range);
  const Parts x = parts(a, valid), y = parts(b, valid);
  if (same(x.below, y.below)) {
    ColumnSum top = build_.extreme(smaller, x.top, y.top, valid);  // before `valid` is passed on
    return quotient(std::move(top), x.below, bounds, valid);
  }
  if (x.below.is_constant() || y.below.is_constant()) {
    const ColumnSum below = x.below.is_constant() ? y.below : x.below;
    const ColumnSum p = x.below.is_constant() ? build_.product(x.top, below, valid) : x.top;
    const ColumnSum q = x.below.is_constant() ? y.top : build_.product(y.top, below, valid);
    ColumnSum top = build_.extreme(smaller, p, q, valid);
    return quotient(std::move(top), below, bounds, valid);
  }
  const Mask first = holds(smaller ? Op::less : Op::greater, a, b, valid);
  ColumnSum top = build_.select(first, x.top, y.top, valid);
  ColumnSum below = build_.select(first, x.below, y.below, valid);
  return quotient(std::move(top), std::move(below), bounds, valid);
}

Value Algebra::absolute(const Value& a) {
  if (never(a) || a.range.low.value >= 0) return a;
  return extreme(false, a, add(constant_value(0), a, -1));
}

Value Algebra::rounded(const Value& a, const Rounding& rounding) {
  if (never(a)) return {};
  const auto by_itself = [&](const Rational& x, const Rational&) { return round(x, rounding); };
  if (std::optional<Value> found = by_pieces(a, constant_value(0), by_itself)) return *found;
  ColumnId valid = a.valid;
  Value source = a;
  if (a.kind == Value::Kind::pieces) {
    source.kind = Value::Kind::form;
    source.form = parts(a, valid).top;
  }
  ColumnSum form = engine::rounded(build_, source, rounding, valid);
  return quotient(std::move(form), constant_form(1), round(a.range, rounding), valid);
}

Value Algebra::within(const Value& a, const Interval& set) {
  if (never(a) || set.contains(a.range)) return a;
  const auto inside = [&](const Rational& x, const Rational&) {
    return set.contains(x) ? std::optional<Rational>(x) : std::nullopt;
  };
  if (std::optional<Value> found = by_pieces(a, constant_value(0), inside)) return *found;
  Value result = a;
  if (!set.low.infinite) {
    const Op op = set.low.open ? Op::greater : Op::greater_equal;
    const Mask inside_low = holds(op, a, constant_value(set.low.value), result.valid);
    result = only(result, inside_low);
  }
  if (!set.high.infinite) {
    const Op op = set.high.open ? Op::less : Op::less_equal;
    const Mask inside_high = holds(op, a, constant_value(set.high.value), result.valid);
    result = only(result, inside_high);
  }
  return result;
}

// --- comparisons and logic ---

ColumnSum Algebra::difference(const Value& a, const Value& b, ColumnId& valid) {
  const Parts x = parts(a, valid), y = parts(b, valid);
  if (same(x.below, y.below)) return plus(x.top, y.top, -1);
  return plus(build_.product(x.top, y.below, valid), build_.product(y.top, x.below, valid), -1);
}

Value Algebra::compare(Op op, const Value& a, const Value& b) {
  if (never(a) || never(b)) return {};
  const Operation& row = operation(op);
  const auto exact = [&](const Rational& x, const Rational& y) { return row.exact(x, y); };
  if (std::optional<Value> found = by_pieces(a, b, exact)) return *found;
  ColumnId valid = build_.narrowed(a.valid, b.valid);
  if (const Interval settled = row.interval(a.range, b.range); settled.is_point()) {
    // As for every operation, both must have a value.
    Value value = constant_value(settled.low.value);
    value.valid = valid;
    return only(only(value, this->valid(a)), this->valid(b));
  }
  ColumnSum form = difference(a, b, valid);
  if (form.terms.size() > 1) form = build_.single(form, valid);
  if (form.is_constant()) {
    Value value = constant_value(row.exact(form.constant, 0));
    value.valid = valid;
    return value;
  }
  const auto& [column, factor] = form.terms[0];
  const Rational at = -form.constant / factor;
  const int sign = factor > 0 ? 1 : -1;
  ColumnPieces pieces{{0, true, row.exact(-sign, 0)}};
  const Integer from = ceiling(at);
  const bool met = Rational(from) == at;
  if (met) pieces.push_back({from, true, row.exact(0, 0)});
  pieces.push_back({met ? Integer(from + 1) : from, true, row.exact(sign, 0)});
  pieces = clip(std::move(pieces), build_.low(column), build_.high(column));
  pieces = merge(pieces, pieces, pieces,
                 [](const ColumnPiece& p, const ColumnPiece&, const ColumnPiece&) { return p; });
  return piecewise(column, std::move(pieces), valid);
}

Value Algebra::logic(const Value& a, const Value& b, bool decisive) {
  if (never(a) && never(b)) return {};
  if (a.valid == none && b.valid == none && !never(a) && !never(b)) {
    ColumnId column = none;
    const std::optional<ColumnPieces> x = pieces_of(a, column);
    const std::optional<ColumnPieces> y = x ? pieces_of(b, column) : std::nullopt;
    if (x && y && x->size() + y->size() <= most_pieces) {
      const int one = decisive ? 1 : 0;
      const ColumnPieces merged =
          merge(*x, *y, *y, [&](const ColumnPiece& p, const ColumnPiece& q, const ColumnPiece&) {
            if ((p.valid && p.value == one) || (q.valid && q.value == one)) return ColumnPiece{0, true, one};
            return ColumnPiece{0, p.valid && q.valid, 1 - one};
          });
      return piecewise(column, merged, none);
    }
  }
  const Mask va = valid(a), vb = valid(b);
  Mask x = mask(a), y = mask(b);
  if (!decisive) {
    x = ColumnarBuilder::opposite(x);
    y = ColumnarBuilder::opposite(y);
  }
  const Mask settled = build_.either(build_.both(va, x), build_.both(vb, y));
  const Mask has_value = build_.either(build_.both(va, vb), settled);
  return only(truth(decisive ? settled : ColumnarBuilder::opposite(settled)), has_value);
}

Value Algebra::choose(const Value& condition, const Value& yes, const Value& no) {
  if (never(condition)) return {};
  if (condition.is_constant())
    return only(condition.form.constant == 1 ? yes : no, build_.of_valid(condition.valid));
  ColumnId column = none;
  const std::optional<ColumnPieces> c = pieces_of(condition, column);
  const auto side = [&](const Value& value) {
    return never(value) ? std::optional<ColumnPieces>(invalid_pieces()) : pieces_of(value, column);
  };
  if (c && (never(yes) || never(no) || yes.valid == no.valid)) {
    const std::optional<ColumnPieces> y = side(yes), n = y ? side(no) : std::nullopt;
    if (y && n && c->size() + y->size() + n->size() <= most_pieces) {
      const ColumnPieces merged =
          merge(*c, *y, *n, [](const ColumnPiece& p, const ColumnPiece& q, const ColumnPiece& r) {
            if (!p.valid) return ColumnPiece{0, false, 0};
            return p.value == 1 ? q : r;
          });
      return piecewise(column, merged, build_.narrowed(condition.valid, never(yes) ? no.valid : yes.valid));
    }
  }
  const Mask taken = mask(condition), other = ColumnarBuilder::opposite(taken);
  const Mask has_value = build_.both(
      valid(condition), build_.either(build_.both(taken, valid(yes)), build_.both(other, valid(no))));
  Value result = yes;
  if (never(yes)) {
    result = no;
  } else if (!never(no)) {
    ColumnId fits = none, ignored = none;
    Value y = yes, n = no;  // their own masks are in has_value
    const Parts p = parts(y, ignored), q = parts(n, ignored);
    ColumnSum top = build_.select(taken, p.top, q.top, fits);
    ColumnSum below = build_.select(taken, p.below, q.below, fits);
    result = quotient(std::move(top), std::move(below), hull(yes.range, no.range), fits);
    return only(result, has_value);
  }
  if (never(result)) return {};
  // The pieces' own masks are in has_value too.
  result.valid = none;
  return only(result, has_value);
}

}  // namespace rubric::engine
