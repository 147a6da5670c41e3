#include "dsl/typing.hpp"

#include <algorithm>

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

namespace {

const Unit& percent() {
  static const Unit unit = find_unit("%");
  return unit;
}

bool is_plain(const Unit& unit) {
  return unit.dimension == Dimension::number || unit.dimension == Dimension::rate;
}

/// Counts, and what is counted in days or months, are bare numbers in products.
bool counts(const Unit& unit) {
  return unit.dimension != Dimension::money && unit.dimension != Dimension::points &&
         unit.dimension != Dimension::date;
}

/// A unit as a message names it.
Text unit_name(const Unit& unit) {
  if (unit.word.zh.empty()) return {"数（没有单位）", "a bare number"};
  return unit.word;
}

}  // namespace

ExprId Typing::add(Expr expr) {
  ruleset_.exprs.push_back(std::move(expr));
  return static_cast<ExprId>(ruleset_.exprs.size() - 1);
}

ExprId Typing::fail(Code code, Span where, std::vector<Text> arguments) {
  problems_.push_back({code, source_.place(where), std::move(arguments), {}});
  return none;
}

ExprId Typing::constant(const Rational& value, const Unit& unit) {
  Expr e;
  e.value = value;
  e.unit = unit;
  return add(std::move(e));
}

ExprId Typing::level(DatumId datum, std::uint32_t place) {
  Expr e;
  e.value = place;
  e.kind = ruleset_.data[datum].kind;
  e.datum = datum;
  return add(std::move(e));
}

ExprId Typing::datum(DatumId datum, Op op) {
  Expr e;
  e.op = op;
  e.datum = datum;
  e.kind = op == Op::input ? ruleset_.data[datum].kind : Kind::yes_no;
  if (e.kind == Kind::date) e.kind = Kind::quantity;  // a number of days, told apart by its dimension
  e.unit = ruleset_.data[datum].unit;
  return add(std::move(e));
}

ExprId Typing::rounded(ExprId operand, const Rounding& rounding) {
  if (operand == none) return none;
  Expr e;
  e.op = Op::round;
  e.operands = {operand};
  e.unit = at(operand).unit;
  e.rounding = rounding;
  return add(std::move(e));
}

bool Typing::is_condition(ExprId id) const {
  return at(id).kind == Kind::yes_no;
}

ExprId Typing::apply(Op op, std::vector<ExprId> operands, Span where) {
  if (std::find(operands.begin(), operands.end(), none) != operands.end()) return none;
  switch (op) {
    case Op::both:
    case Op::either:
    case Op::negation:
      return condition(op, operands, where);
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::equal:
    case Op::not_equal:
      return comparison(op, operands, where);
    default:
      return arithmetic(op, operands, where);
  }
}

bool Typing::numbers(const std::vector<ExprId>& operands, Span where) {
  for (const ExprId id : operands) {
    const Expr& e = at(id);
    if (e.kind == Kind::quantity) continue;
    const std::string name = e.datum == none ? std::string() : ruleset_.data[e.datum].name;
    fail(name.empty() ? Code::E404 : Code::E403, where, {name});
    return false;
  }
  return true;
}

ExprId Typing::arithmetic(Op op, const std::vector<ExprId>& operands, Span where) {
  if (!numbers(operands, where)) return none;
  Expr e;
  e.op = op;
  e.operands = operands;
  const Unit& a = at(operands[0]).unit;
  e.unit = a;
  if (operands.size() > 1) {
    const Unit& b = at(operands[1]).unit;
    switch (op) {
      case Op::multiply:
        if (!counts(a) && !counts(b)) return fail(Code::E405, where, {unit_name(a), unit_name(b)});
        e.unit = is_plain(a) || (counts(a) && !is_plain(b)) ? b : a;
        break;
      case Op::divide:
        if ((a.dimension == b.dimension && a.dimension != Dimension::date) ||
            (counts(a) && counts(b) && !is_plain(a) && !is_plain(b))) {
          e.unit = percent();
        } else if (!counts(b)) {
          return fail(Code::E406, where, {unit_name(a), unit_name(b)});
        }
        break;
      case Op::subtract:
        if (a.dimension == Dimension::date && b.dimension == Dimension::date) {
          e.unit = find_unit("天");
          break;
        }
        [[fallthrough]];
      default:
        if (a.dimension == Dimension::date && b.dimension == Dimension::days) break;
        if (!agree(a, b) && !(is_plain(a) && is_plain(b))) {
          return fail(Code::E401, where, {unit_name(a), unit_name(b)});
        }
        if (b.dimension == Dimension::rate && a.dimension == Dimension::number) e.unit = b;
    }
  }
  return add(std::move(e));
}

ExprId Typing::condition(Op op, const std::vector<ExprId>& operands, Span where) {
  for (const ExprId id : operands) {
    if (!is_condition(id)) return fail(Code::E407, where, {});
  }
  Expr e;
  e.op = op;
  e.operands = operands;
  e.kind = Kind::yes_no;
  return add(std::move(e));
}

bool Typing::comparable(ExprId like, ExprId value, Span where) {
  const Expr& a = at(like);
  const Expr& b = at(value);
  if (a.kind != Kind::quantity && a.kind != Kind::date) {
    const std::string name = a.datum == none ? std::string() : ruleset_.data[a.datum].name;
    fail(a.kind == Kind::level ? Code::E408 : Code::E404, where, {name});
    return false;
  }
  if (!numbers({value}, where)) return false;
  if (agree(a.unit, b.unit)) return true;
  const bool zero = b.op == Op::constant && b.value == 0;
  const bool bare = b.unit.dimension == Dimension::number;
  if (bare && (zero || b.op != Op::constant || (counts(a.unit) && a.unit.dimension != Dimension::rate)))
    return true;
  if (bare) {
    fail(Code::E402, where, {to_display(b.value, 0), unit_name(a.unit)});
    problems_.back().fixes.push_back({Text("写成 " + to_display(b.value, 0) + a.unit.word.zh,
                                           "write " + to_display(b.value, 0) + a.unit.word.en),
                                      to_display(b.value, 0) + a.unit.word.in(ruleset_.language)});
    return false;
  }
  // A computed ratio without a unit of its own may be compared with a rate.
  if (is_plain(a.unit) && is_plain(b.unit)) return true;
  fail(Code::E401, where, {unit_name(a.unit), unit_name(b.unit)});
  return false;
}

ExprId Typing::comparison(Op op, const std::vector<ExprId>& operands, Span where) {
  const bool mirrored = at(operands[0]).op == Op::constant && at(operands[1]).op != Op::constant;
  if (!comparable(operands[mirrored ? 1 : 0], operands[mirrored ? 0 : 1], where)) return none;
  return compare(op, operands[0], operands[1]);
}

ExprId Typing::compare(Op op, ExprId a, ExprId b) {
  Expr e;
  e.op = op;
  e.operands = {a, b};
  e.kind = Kind::yes_no;
  return add(std::move(e));
}

Interval Typing::range(ExprId id) const {
  const Expr& e = at(id);
  switch (e.op) {
    case Op::constant:
      return Interval::point(e.value);
    case Op::input:
      return ruleset_.data[e.datum].domain;
    case Op::round:
      return round(range(e.operands[0]), *e.rounding);
    case Op::choose:
      return hull(range(e.operands[1]), range(e.operands[2]));
    case Op::fold:
      return fold_range(e);
    default:
      break;
  }
  const Operation& row = operation(e.op);
  if (!row.interval || e.operands.empty()) {
    return e.kind == Kind::yes_no ? Interval::closed(0, 1) : Interval{};
  }
  const Interval a = range(e.operands[0]);
  Interval b = e.operands.size() > 1 ? range(e.operands[1]) : a;
  if (e.op == Op::divide) {
    // Where the divisor is zero there is no quotient, and 分母为零 says what then.
    if (b == Interval::point(0)) return {};
    if (!b.low.infinite && b.low.value == 0) b.low.open = true;
    if (!b.high.infinite && b.high.value == 0) b.high.open = true;
  }
  return row.interval(a, b);
}

ExprId Typing::choose(ExprId condition, ExprId then, ExprId otherwise) {
  if (condition == none || then == none || otherwise == none) return none;
  Expr e;
  e.op = Op::choose;
  e.operands = {condition, then, otherwise};
  e.kind = at(then).kind;
  e.unit = at(then).unit;
  return add(std::move(e));
}

ExprId Typing::yearly(const YearlyDate& date) {
  Expr e;
  e.op = Op::date_of_year;
  e.date = date;
  e.unit.dimension = Dimension::date;
  return add(std::move(e));
}

ExprId Typing::fold(FoldKind kind, std::vector<ExprId> operands) {
  Expr e;
  e.op = Op::fold;
  e.fold = kind;
  e.unit = at(operands[0]).unit;
  e.operands = std::move(operands);
  return add(std::move(e));
}

bool Typing::has_many(ExprId id) const {
  const Expr& e = at(id);
  if (e.op == Op::fold) return false;
  if (e.op == Op::input && ruleset_.data[e.datum].many) return true;
  return std::any_of(e.operands.begin(), e.operands.end(), [&](ExprId operand) { return has_many(operand); });
}

Interval Typing::fold_range(const Expr& e) const {
  Interval each = range(e.operands[0]);
  for (const ExprId operand : e.operands) each = hull(each, range(operand));
  if (e.fold != FoldKind::sum && e.fold != FoldKind::count) return each;
  // At least one value, and any number of them.
  Interval all = each;
  if (all.low.infinite || all.low.value < 0) all.low = Bound::infinity();
  if (all.high.infinite || all.high.value > 0) all.high = Bound::infinity();
  return all;
}

ExprId Typing::no_value() {
  Expr e;
  e.op = Op::fault;
  return add(std::move(e));
}

bool Typing::same(ExprId a, ExprId b) const {
  if (a == b) return true;
  if (a == none || b == none) return false;
  const Expr& x = at(a);
  const Expr& y = at(b);
  if (x.op != y.op || x.datum != y.datum || x.value != y.value || x.rounding != y.rounding ||
      x.operands.size() != y.operands.size()) {
    return false;
  }
  for (std::size_t i = 0; i < x.operands.size(); ++i) {
    if (!same(x.operands[i], y.operands[i])) return false;
  }
  return true;
}

}  // namespace rubric::dsl
