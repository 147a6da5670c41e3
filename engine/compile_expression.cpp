// Expressions to steps, each once; conditions of 当 and 须说明; what an expression reads and divides by.

#include <memory>
#include <utility>

#include "engine/compiler.hpp"

namespace rubric::engine {

Slot Compiler::expr(ExprId id) {
  Slot& slot = plan_.of_expr[id];
  if (slot == none) slot = lower(id);
  return slot;
}

Slot Compiler::lower(ExprId id) {
  const Expr& e = ruleset_.exprs[id];
  switch (e.op) {
    case Op::constant:
      return build_.constant(e.value);
    case Op::input: {
      const Datum& datum = ruleset_.data[e.datum];
      const bool whole = datum.whole && datum.unit.scale == 1;
      return build_.leaf(Op::input, e.datum, whole || datum.kind != Kind::quantity);
    }
    case Op::blank:
    case Op::not_applicable:
      return build_.leaf(e.op, e.datum, true);
    case Op::fault:
      return build_.fault(FaultKind::no_row);
    case Op::date_of_year:
      plan_.dates.push_back(e.date);
      return build_.leaf(Op::date_of_year, static_cast<std::uint32_t>(plan_.dates.size() - 1), true);
    case Op::fold:
      return fold(e);
    case Op::round:
      return build_.round(expr(e.operands[0]), e.rounding, id);
    case Op::choose:
      return choose(e);
    default: {
      const Slot first = expr(e.operands[0]);
      return build_.apply(e.op, first, e.operands.size() > 1 ? expr(e.operands[1]) : none, id);
    }
  }
}

Slot Compiler::choose(const Expr& e) {
  const Slot condition = expr(e.operands[0]), then = expr(e.operands[1]);
  return build_.choose(condition, then, expr(e.operands[2]));
}

/// 合计 and its like: each operand becomes a plan of its own.
Slot Compiler::fold(const Expr& e) {
  auto fold = std::make_shared<Fold>();
  fold->kind = e.fold;
  for (const ExprId operand : e.operands) {
    Plan body;
    fold->results.push_back(Compiler(ruleset_, body).body(operand));
    std::set<DatumId> data;
    collect_data(operand, data);
    fold->many.emplace_back();
    for (const DatumId datum : data) {
      if (ruleset_.data[datum].many) fold->many.back().push_back(datum);
    }
    fold->bodies.push_back(std::move(body));
  }
  plan_.folds.push_back(std::move(fold));
  return build_.leaf(Op::fold, static_cast<std::uint32_t>(plan_.folds.size() - 1), e.fold == FoldKind::count);
}

/// A condition of 当 or 须说明: a comparison with a cell 不适用 does not hold.
Slot Compiler::condition(ExprId id) {
  const Expr& e = ruleset_.exprs[id];
  Slot& slot = plan_.of_expr[id];
  if (e.op == Op::both || e.op == Op::either || e.op == Op::negation) {
    const Slot first = condition(e.operands[0]);
    return slot = build_.apply(e.op, first, e.operands.size() > 1 ? condition(e.operands[1]) : none, id);
  }
  std::set<DatumId> data;
  collect_data(id, data);
  std::vector<Slot> absent;
  for (const DatumId datum : data) {
    if (ruleset_.data[datum].may_not_apply) absent.push_back(build_.leaf(Op::not_applicable, datum, true));
  }
  const Slot holds = expr(id);
  if (absent.empty()) return holds;
  return slot = build_.choose(build_.any(absent), build_.constant(0), holds);
}

Slot Compiler::any_blank(const std::set<DatumId>& data) {
  std::vector<Slot> blanks;
  for (const DatumId datum : data) blanks.push_back(build_.leaf(Op::blank, datum, true));
  return blanks.empty() ? build_.constant(0) : build_.any(blanks);
}

/// The data that an expression reads, for 缺数 clauses.
void Compiler::collect_data(ExprId id, std::set<DatumId>& found) const {
  if (id == none) return;
  const Expr& e = ruleset_.exprs[id];
  if (e.op == Op::input) found.insert(e.datum);
  for (const ExprId operand : e.operands) collect_data(operand, found);
}

/// The divisors written in an expression that the item's own 分母为零 clause is about.
void Compiler::collect_divisors(ExprId id, std::set<ExprId>& found) const {
  if (id == none) return;
  const Expr& e = ruleset_.exprs[id];
  if (e.op == Op::divide && !e.zero_settled) found.insert(e.operands[1]);
  for (const ExprId operand : e.operands) collect_divisors(operand, found);
}

Slot Compiler::one_of(Slot value, const std::vector<std::uint32_t>& places) {
  std::vector<Slot> tests;
  for (const std::uint32_t place : places) {
    tests.push_back(build_.apply(Op::equal, value, build_.constant(place)));
  }
  return build_.any(tests);
}

Slot Compiler::inside(Slot value, const Interval& range) {
  Slot result = build_.constant(1);
  if (!range.low.infinite) {
    result = build_.apply(range.low.open ? Op::greater : Op::greater_equal, value,
                          build_.constant(range.low.value));
  }
  if (range.high.infinite) return result;
  const Slot below =
      build_.apply(range.high.open ? Op::less : Op::less_equal, value, build_.constant(range.high.value));
  return range.low.infinite ? below : build_.apply(Op::both, result, below);
}

}  // namespace rubric::engine
