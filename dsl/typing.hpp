// Typed expressions: every operation checked for units and kinds as it is built.
//
// 元 + % is refused, 万元 and 元 agree, a rate minus a rate is in 百分点, counts of different things do not
// add up; a count is a bare number in products (村数 × 1分 is points). A bare number stands for a rate, an
// amount or points nowhere but in products and quotients: it must carry its unit, except 0.
#pragma once

#include <vector>

#include "dsl/source.hpp"
#include "engine/ruleset.hpp"

namespace rubric::dsl {

class Typing {
 public:
  Typing(const Source& source, engine::Ruleset& ruleset, std::vector<engine::Diagnostic>& problems)
      : source_(source), ruleset_(ruleset), problems_(problems) {}

  engine::ExprId constant(const engine::Rational& value, const engine::Unit& unit);
  /// A level of `datum` by its place in the list.
  engine::ExprId level(engine::DatumId datum, std::uint32_t place);
  /// The value of a datum, or a question about its cell (Op::blank, Op::not_applicable).
  engine::ExprId datum(engine::DatumId datum, engine::Op op = engine::Op::input);
  engine::ExprId rounded(engine::ExprId operand, const engine::Rounding& rounding);

  /// The operation on operands that may have failed (none); reports at `where` and gives none if they do not
  /// fit.
  engine::ExprId apply(engine::Op op, std::vector<engine::ExprId> operands, Span where);

  /// `then` where `condition` holds, else `otherwise`; and an expression that has no value.
  engine::ExprId choose(engine::ExprId condition, engine::ExprId then, engine::ExprId otherwise);
  engine::ExprId no_value();
  engine::ExprId yearly(const engine::YearlyDate& date);
  /// One number from all values of the cells that the operands read.
  engine::ExprId fold(engine::FoldKind kind, std::vector<engine::ExprId> operands);
  /// Whether an expression reads a 可填多个 datum outside a fold.
  bool has_many(engine::ExprId id) const;

  /// `a cmp b` built without a report; for rows and targets whose operands were checked before.
  engine::ExprId compare(engine::Op op, engine::ExprId a, engine::ExprId b);

  /// Refuses `value` where `like` has another unit, or where its number is bare; says so at `where`.
  bool comparable(engine::ExprId like, engine::ExprId value, Span where);

  /// Every value that an expression can have over the declared ranges of its data.
  engine::Interval range(engine::ExprId id) const;
  /// Whether two expressions are written alike.
  bool same(engine::ExprId a, engine::ExprId b) const;
  bool is_condition(engine::ExprId id) const;

 private:
  engine::ExprId add(engine::Expr expr);
  engine::ExprId fail(engine::Code code, Span where, std::vector<engine::Text> arguments);
  bool numbers(const std::vector<engine::ExprId>& operands, Span where);
  engine::ExprId arithmetic(engine::Op op, const std::vector<engine::ExprId>& operands, Span where);
  engine::ExprId condition(engine::Op op, const std::vector<engine::ExprId>& operands, Span where);
  engine::ExprId comparison(engine::Op op, const std::vector<engine::ExprId>& operands, Span where);
  engine::Interval fold_range(const engine::Expr& e) const;
  const engine::Expr& at(engine::ExprId id) const { return ruleset_.exprs[id]; }

  const Source& source_;
  engine::Ruleset& ruleset_;
  std::vector<engine::Diagnostic>& problems_;
};

}  // namespace rubric::dsl
