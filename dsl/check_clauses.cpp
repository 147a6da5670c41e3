// The checker's clauses of an item: which there are (each at most once, unless several make sense), those
// that 计分 同 X takes from elsewhere, and what they say apart from scoring: 取整, 缺数, 分母为零, 须说明,
// 不得分, 不适用.

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

Checker::Clauses Checker::clauses(NodeId id) {
  Clauses found;
  found.owner = id;
  for (const NodeId clause : tree_.children(id)) {
    switch (tree_.kind(clause)) {
      case NodeKind::actual:
        once(found.actual, clause);
        break;
      case NodeKind::target:
        once(found.target, clause);
        break;
      case NodeKind::score:
      case NodeKind::tiers:
      case NodeKind::levels:
      case NodeKind::each:
      case NodeKind::highest:
      case NodeKind::interpolate:
        if (found.base) {
          found.extra_bases.push_back(clause);
        } else {
          found.base = clause;
        }
        break;
      case NodeKind::minus:
        found.minus.push_back(clause);
        break;
      case NodeKind::zero_if:
        found.zero_if.push_back(clause);
        break;
      case NodeKind::not_applicable_if:
        found.not_applicable.push_back(clause);
        break;
      case NodeKind::explain_if:
        found.explain_if.push_back(clause);
        break;
      case NodeKind::zero_denominator:
        once(found.zero_denominator, clause);
        break;
      case NodeKind::missing:
        once(found.missing, clause);
        break;
      case NodeKind::item_rounding:
        once(found.rounding, clause);
        break;
      case NodeKind::part:
        found.parts.push_back(clause);
        break;
      case NodeKind::choose:
        once(found.choose, clause);
        break;
      case NodeKind::broken:
        found.broken = true;
        break;
      default:
        break;
    }
  }
  for (const NodeId extra : found.extra_bases) {
    report(Code::E512, first_line(extra), {tree_.shown_line(tree_.line(found.base))});
  }
  follow_same(found);
  return found;
}

void Checker::once(NodeId& slot, NodeId clause) {
  if (slot) {
    const Word word = tree_.word(clause);
    report(Code::E607, first_line(clause),
           {Text(std::string(spelling(word, Language::zh)), std::string(spelling(word, Language::en))),
            tree_.shown_line(tree_.line(slot))});
    return;
  }
  slot = clause;
}

/// 计分 同 X: the target, scoring and deductions are those of X; 实际 is the item's own.
void Checker::follow_same(Clauses& found) {
  std::set<NodeId> passed;
  while (found.base && tree_.kind(found.base) == NodeKind::score) {
    const NodeId same = tree_.child(found.base, NodeKind::same_as);
    if (!same) return;
    const NodeId title = tree_.child(same, NodeKind::title);
    const NodeId method = title ? find_method(title) : 0;
    if (!method || !passed.insert(method).second || method == found.owner) {
      if (method) report(Code::E303, title, {tree_.title(title)});
      found.base = 0;
      found.broken = true;
      return;
    }
    if (!found.same) found.same = found.base;
    found.base = 0;
    for (const NodeId clause : tree_.children(method)) {
      switch (tree_.kind(clause)) {
        case NodeKind::target:
          if (!found.target) found.target = clause;
          break;
        case NodeKind::score:
        case NodeKind::tiers:
        case NodeKind::levels:
        case NodeKind::each:
        case NodeKind::highest:
        case NodeKind::interpolate:
          if (!found.base) found.base = clause;
          break;
        case NodeKind::minus:
          found.minus.push_back(clause);
          break;
        case NodeKind::broken:
          found.broken = true;
          break;
        default:
          break;
      }
    }
  }
}

NodeId Checker::find_method(NodeId title) {
  const std::string text = tree_.title(title);
  const auto found = methods_.find(fold(text));
  if (found != methods_.end()) return found->second;
  std::vector<std::string> known;
  for (const auto& [name, node] : methods_) known.push_back(name);
  suggest(report(Code::E307, title, {text}), fold(text), known);
  return 0;
}

void Checker::other_clauses(const Clauses& found, Item& item) {
  if (found.rounding) {
    const NodeId node = tree_.child(found.rounding, NodeKind::rounding);
    item.no_rounding = node && tree_.child(node, Word::no_rounding) != 0;
    if (node && !item.no_rounding) item.rounding = rounding(node, nullptr);
  }
  if (found.missing) {
    const std::vector<NodeId> parts = tree_.children(found.missing);
    if (tree_.child(found.missing, Word::zero)) item.missing.what = Consequence::What::zero;
    if (tree_.child(found.missing, Word::use) && parts.size() > 1 && item.actual != none) {
      item.missing.what = Consequence::What::value;
      if (const auto value = amount_in(parts[1], ruleset_.exprs[item.actual].unit, false))
        item.missing.amount = *value;
    }
  }
  if (found.zero_denominator) {
    item.zero_denominator_stated = true;
    const NodeId clause = found.zero_denominator;
    const std::vector<NodeId> parts = tree_.children(clause);
    using What = Consequence::What;
    if (tree_.child(clause, Word::full_points)) item.zero_denominator.what = What::full;
    if (tree_.child(clause, Word::zero)) item.zero_denominator.what = What::zero;
    if (tree_.child(clause, Word::use) && parts.size() > 1 && item.actual != none) {
      item.zero_denominator.what = What::value;
      const auto value = amount_in(parts[1], ruleset_.exprs[item.actual].unit, false);
      if (value) item.zero_denominator.amount = *value;
    }
  }
  if (!found.zero_denominator) inherit_zero_clause(item);
  for (const NodeId clause : found.explain_if) explain_if(clause, item);
}

void Checker::explain_if(NodeId clause, Item& item) {
  const std::vector<NodeId> parts = tree_.children(clause);
  ExplainIf result;
  result.condition = condition(parts[0]);
  const NodeId name = tree_.child(clause, NodeKind::name) == parts[0] && parts.size() > 1
                          ? parts[1]
                          : tree_.child(clause, NodeKind::name);
  const ExprId reason = name_use(name);
  if (result.condition == none || reason == none) return;
  if (ruleset_.exprs[reason].kind != Kind::text) {
    report(Code::E417, name, {tree_.typed(name)});
    return;
  }
  result.reason = ruleset_.exprs[reason].datum;
  result.text = tree_.typed(parts[0]);
  item.explain_if.push_back(std::move(result));
}

void Checker::gates(const Clauses& found, Item& item) {
  for (const NodeId clause : found.zero_if) {
    const ExprId holds = condition(tree_.first(clause));
    if (holds == none) continue;
    item.zero_if.push_back(holds);
    item.zero_text.push_back(tree_.typed(tree_.first(clause)));
  }
  for (const NodeId clause : found.not_applicable) not_applicable(clause, item);
}

void Checker::not_applicable(NodeId clause, Item& item) {
  NotApplicable result;
  const std::vector<NodeId> parts = tree_.children(clause);
  const NodeId first = tree_.first(clause);
  if (tree_.kind(first) == NodeKind::word) {
    // Without a condition: where the datum's own cell says 不适用.
    const bool fits = item.actual != none && ruleset_.exprs[item.actual].op == Op::input &&
                      ruleset_.data[ruleset_.exprs[item.actual].datum].may_not_apply;
    if (!fits) {
      report(Code::E411, clause, {item.title});
      return;
    }
    result.condition = typing_.datum(ruleset_.exprs[item.actual].datum, Op::not_applicable);
  } else {
    result.condition = condition(first);
  }
  using What = Consequence::What;
  if (tree_.child(clause, Word::full_points)) {
    result.then.what = What::full;
  } else if (tree_.child(clause, Word::give)) {
    result.then.what = What::points;
    const auto value = worth(tree_.child(clause, NodeKind::worth), item);
    if (value) result.then.amount = *value;
  } else {
    result.then.what = tree_.child(clause, Word::rescale_section) ? What::drop_group : What::drop_all;
  }
  std::string text = tree_.typed(clause);
  text = std::string(
      trim(std::string_view(text).substr(spelling(Word::not_applicable_if, tree_.language()).size())));
  result.text = std::move(text);
  if (result.condition != none) item.not_applicable.push_back(std::move(result));
}

}  // namespace rubric::dsl
