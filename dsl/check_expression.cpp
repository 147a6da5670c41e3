// The checker's expressions: 实际, conditions, formulas, and the names, levels and operations that they are
// made of. An expression with an error is `none` once that is reported; a formula is read once, however often
// it is used.

#include <utility>

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

ExprId Checker::expression(NodeId id) {
  const ExprId expr = expression_of(id);
  if (expr != none) spans_.try_emplace(expr, tree_.span(id));
  return expr;
}

ExprId Checker::expression_of(NodeId id) {
  switch (tree_.kind(id)) {
    case NodeKind::either:
      return logic(id, Op::either);
    case NodeKind::both:
      return logic(id, Op::both);
    case NodeKind::test:
      return test(id);
    case NodeKind::sum:
    case NodeKind::product:
      return chain(id);
    case NodeKind::negation: {
      const ExprId operand = expression(tree_.first(id));
      const bool literal = operand != none && ruleset_.exprs[operand].op == Op::constant &&
                           ruleset_.exprs[operand].name.empty();
      if (literal) return typing_.constant(-ruleset_.exprs[operand].value, ruleset_.exprs[operand].unit);
      return typing_.apply(Op::negate, {operand}, tree_.span(id));
    }
    case NodeKind::call:
      return call(id);
    case NodeKind::name:
      return name_use(id);
    case NodeKind::quantity:
    case NodeKind::points:
    case NodeKind::percent: {
      const std::optional<Amount> value = quantity(id);
      return value ? typing_.constant(value->value, value->unit) : none;
    }
    case NodeKind::date:
      return date(id);
    default:
      return none;
  }
}

ExprId Checker::condition(NodeId id) {
  const ExprId expr = expression(id);
  if (expr == none || typing_.is_condition(expr)) return expr;
  report(Code::E407, id);
  return none;
}

ExprId Checker::name_use(NodeId id) {
  const std::string key = fold(tree_.name(id));
  const std::string text = tree_.folded(id);
  if (current_) {
    // 满分, 实际 and 目标 without quotes are the item's own.
    const bool zh = tree_.language() == Language::zh;
    if (text == (zh ? "满分" : "full")) {
      return current_->points ? typing_.constant(*current_->points, find_unit("分")) : none;
    }
    if (text == (zh ? "实际" : "actual")) return current_->actual;
    if (text == (zh ? "目标" : "target")) return current_->target ? current_->target->value : none;
  }
  const auto found = names_.find(key);
  if (found == names_.end()) {
    std::vector<std::string> known;
    for (const auto& [name, what] : names_) known.push_back(name);
    suggest(report(Code::E301, id, {tree_.name(id)}), key, known);
    return none;
  }
  Name& name = found->second;
  name.used = true;
  switch (name.what) {
    case Name::What::datum:
      if (ruleset_.data[name.index].many && !in_fold_) {
        report(Code::E419, id, {ruleset_.data[name.index].name});
        return none;
      }
      return typing_.datum(name.index);
    case Name::What::parameter:
      return name.index;
    case Name::What::formula:
      return formula_use(key, id);
    default:
      return none;
  }
}

ExprId Checker::formula_use(const std::string& key, NodeId where) {
  Name& name = names_[key];
  if (name.expr) return *name.expr;
  if (name.open) {
    report(Code::E303, where, {key});
    return none;
  }
  name.open = true;
  Item* const outer = std::exchange(current_, nullptr);  // a formula belongs to no item
  const std::string outer_formula =
      std::exchange(formula_being_read_, tree_.name(tree_.child(name.index, NodeKind::name)));
  const bool outer_fold = std::exchange(in_fold_, false);
  const ExprId body = formula_body(name.index);
  in_fold_ = outer_fold;
  formula_being_read_ = outer_formula;
  current_ = outer;
  name.open = false;
  name.expr = body;
  if (body != none) ruleset_.exprs[body].name = tree_.name(tree_.child(name.index, NodeKind::name));
  return body;
}

ExprId Checker::formula_body(NodeId id) {
  ExprId body = none;
  NodeId zero = 0;
  bool named = false;
  for (const NodeId child : tree_.children(id)) {
    switch (tree_.kind(child)) {
      case NodeKind::basis:
      case NodeKind::word:
      case NodeKind::guess:
      case NodeKind::broken:
        break;
      case NodeKind::zero_denominator:
        zero = child;
        break;
      case NodeKind::rounding:
        if (body == none) break;
        if (const auto how = rounding(child, &ruleset_.exprs[body].unit)) body = typing_.rounded(body, *how);
        break;
      case NodeKind::case_row:
        if (body == none) body = case_table(id);
        break;
      default:
        if (named) body = expression(child);
        named = true;  // the first child is the formula's own name
    }
  }
  if (zero && body != none) body = zero_clause(zero, body);
  // A formula that is just another name needs an expression of its own to carry its name.
  if (body != none && !ruleset_.exprs[body].name.empty()) {
    ruleset_.exprs.push_back(ruleset_.exprs[body]);
    body = static_cast<ExprId>(ruleset_.exprs.size() - 1);
  }
  return body;
}

/// Rows of `条件  值`: the first that holds, or no value.
ExprId Checker::case_table(NodeId id) {
  const std::vector<NodeId> rows = tree_.children(id, NodeKind::case_row);
  ExprId result = typing_.no_value();
  for (std::size_t i = rows.size(); i-- > 0;) {
    const std::vector<NodeId> parts = tree_.children(rows[i]);
    if (parts.size() < 2) continue;
    const ExprId value = expression(parts[1]);
    const NodeId first = tree_.first(parts[0]);
    if (first && tree_.is(first, Word::otherwise)) {
      result = value;
      continue;
    }
    const ExprId holds = row_condition(parts[0], none);
    if (value == none || holds == none) return none;
    if (result != none && ruleset_.exprs[result].op != Op::fault &&
        !typing_.comparable(value, result, tree_.span(rows[i]))) {
      return none;
    }
    result = typing_.choose(holds, value, result);
  }
  return result;
}

ExprId Checker::test(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  if (tree_.kind(parts[1]) == NodeKind::comparison) {
    const ExprId a = expression(parts[0]);
    const Word sign = tree_.word(parts[1]);
    const bool level =
        a != none && ruleset_.exprs[a].kind == Kind::level && tree_.kind(parts[2]) == NodeKind::name;
    // “设备 ＝高” is read as 为.
    if (level && (sign == Word::eq || sign == Word::ne)) return is_level(a, id, sign == Word::ne);
    if (level) {
      report(Code::E408, parts[2], {tree_.typed(parts[0])});
      return none;
    }
    const ExprId b = expression(parts[2]);
    if (a == none || b == none) return none;
    return typing_.apply(*comparison_op(tree_.word(parts[1])), {a, b}, tree_.span(parts[2]));
  }
  switch (tree_.word(parts[1])) {
    case Word::is:
      return is_level(expression(parts[0]), id, false);
    case Word::is_not:
      return is_level(expression(parts[0]), id, true);
    case Word::blank:
      return asks_about(parts[0], Op::blank, id);
    default:
      return asks_about(parts[0], Op::not_applicable, id);
  }
}

ExprId Checker::is_level(ExprId value, NodeId id, bool negated) {
  if (value == none) return none;
  const Expr subject = ruleset_.exprs[value];
  const std::vector<NodeId> parts = tree_.children(id);
  if (subject.op != Op::input || (subject.kind != Kind::level && subject.kind != Kind::yes_no)) {
    report(Code::E409, parts[0], {tree_.typed(parts[0])});
    return none;
  }
  ExprId result = none;
  for (std::size_t i = 2; i < parts.size(); ++i) {
    const std::optional<std::uint32_t> place = level_place(subject.datum, parts[i]);
    if (!place) return none;
    const ExprId one = typing_.compare(Op::equal, value, typing_.level(subject.datum, *place));
    result = result == none ? one : typing_.apply(Op::either, {result, one}, tree_.span(id));
  }
  return negated ? typing_.apply(Op::negation, {result}, tree_.span(id)) : result;
}

std::optional<std::uint32_t> Checker::level_place(DatumId datum, NodeId name) {
  const Datum& d = ruleset_.data[datum];
  const std::string text = tree_.name(name);
  std::vector<std::string> levels = d.levels;
  if (d.kind == Kind::yes_no) levels = {"否", "是"};
  for (std::uint32_t i = 0; i < levels.size(); ++i) {
    if (fold(levels[i]) == fold(text)) return i;
  }
  if (d.kind == Kind::yes_no && (text == "yes" || text == "no")) return text == "yes" ? 1 : 0;
  std::string all;
  for (const std::string& level : levels) all += (all.empty() ? "" : "、") + level;
  suggest(report(Code::E304, name, {text, d.name, all}), text, levels);
  return std::nullopt;
}

ExprId Checker::asks_about(NodeId operand, Op op, NodeId where) {
  const ExprId value = expression(operand);
  if (value == none) return none;
  const Expr& e = ruleset_.exprs[value];
  const bool fits = e.op == Op::input && (op == Op::blank ? ruleset_.data[e.datum].optional
                                                          : ruleset_.data[e.datum].may_not_apply);
  if (!fits) {
    report(op == Op::blank ? Code::E410 : Code::E411, where, {tree_.typed(operand)});
    return none;
  }
  return typing_.datum(e.datum, op);
}

/// Operands with signs between them, from left to right.
ExprId Checker::chain(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  ExprId result = expression(parts[0]);
  for (std::size_t i = 1; i + 1 < parts.size(); i += 2) {
    const Op op = tree_.word(parts[i]) == Word::plus    ? Op::add
                  : tree_.word(parts[i]) == Word::less  ? Op::subtract
                  : tree_.word(parts[i]) == Word::times ? Op::multiply
                                                        : Op::divide;
    const ExprId right = expression(parts[i + 1]);
    result = typing_.apply(op, {result, right}, {tree_.span(parts[0]).begin, tree_.span(parts[i + 1]).end});
  }
  return result;
}

ExprId Checker::logic(NodeId id, Op op) {
  ExprId result = none;
  bool first = true;
  for (const NodeId part : tree_.children(id)) {
    const ExprId one = condition(part);
    result = first ? one : typing_.apply(op, {result, one}, tree_.span(id));
    first = false;
  }
  return result;
}

/// What 个数 adds up: 1 where the condition holds, else 0.
ExprId Checker::one_if(ExprId condition) {
  const ExprId one = typing_.constant(1, Unit{});
  return typing_.choose(condition, one, typing_.constant(0, Unit{}));
}

bool Checker::is_whole(ExprId id) const {
  const Expr& e = ruleset_.exprs[id];
  switch (e.op) {
    case Op::input:
      return ruleset_.data[e.datum].whole;
    case Op::date_of_year:
      return true;
    case Op::fold:
      return e.fold == FoldKind::count;
    case Op::constant:
      return denominator(e.value) == 1;
    case Op::add:
    case Op::subtract:
    case Op::multiply:
    case Op::minimum:
    case Op::maximum:
      return is_whole(e.operands[0]) && is_whole(e.operands[1]);
    case Op::absolute:
    case Op::negate:
      return is_whole(e.operands[0]);
    default:
      return false;
  }
}

}  // namespace rubric::dsl
