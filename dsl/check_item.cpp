// The checker's groups and items: indicators, parts, bonuses and penalties, each put together from what the
// other files read: its points, its clauses, its scoring. An item with an error is read to its end, so that
// every error in it is told at once.

#include <utility>

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

void Checker::items() {
  for (const NodeKind kind : {NodeKind::method, NodeKind::indicator}) {
    for (const NodeId node : tree_.children(0, kind)) {
      const NodeId title = tree_.child(node, NodeKind::title);
      if (title) methods_.try_emplace(fold(tree_.title(title)), node);
    }
  }
  split_points();
  ruleset_.items.reserve(tree_.children(0, NodeKind::indicator).size());
  for (const NodeId node : tree_.children(0)) {
    switch (tree_.kind(node)) {
      case NodeKind::section:
      case NodeKind::subsection:
        group(node, tree_.kind(node) == NodeKind::section);
        break;
      case NodeKind::indicator:
        ruleset_.items.push_back(indicator(node));
        break;
      case NodeKind::bonus:
        ruleset_.bonuses.push_back(adjustment(node));
        break;
      case NodeKind::penalty:
        ruleset_.penalties.push_back(adjustment(node));
        break;
      default:
        break;
    }
  }
  group_choices();
  open_points();
}

void Checker::group(NodeId id, bool section) {
  (section ? section_ : subsection_) = none;
  if (section) subsection_ = none;
  const NodeId title = tree_.child(id, NodeKind::title);
  if (!title) return;  // 一级指标 无
  Group group;
  group.title = tree_.title(title);
  group.line = tree_.line(id);
  heads_[group.line] = first_line(id);
  if (const NodeId node = tree_.child(id, NodeKind::points)) group.points = points(node);
  if (!section) group.parent = section_;
  group.choice = choice(tree_.child(id, NodeKind::choose));
  const auto index = static_cast<std::uint32_t>(ruleset_.groups.size());
  group_nodes_[index] = id;
  ruleset_.groups.push_back(std::move(group));
  (section ? section_ : subsection_) = index;
}

Item Checker::indicator(NodeId id) {
  const NodeId title_node = tree_.child(id, NodeKind::title);
  const std::string title = title_node ? tree_.title(title_node) : std::string();
  if (title_node) {
    const auto [place, fresh] = titles_.try_emplace(fold(title), ruleset_.items.size());
    if (!fresh) report(Code::E302, title_node, {title, tree_.shown_line(ruleset_.items[place->second].line)});
  }
  Item result = item(id, title, std::nullopt);
  result.group = subsection_ != none ? subsection_ : section_;
  return result;
}

Item Checker::adjustment(NodeId id) {
  const NodeId title = tree_.child(id, NodeKind::title);
  const NodeId limit = tree_.child(id, NodeKind::limit);
  std::optional<Rational> cap;
  if (const NodeId node = limit ? tree_.child(limit, NodeKind::points) : 0) cap = points(node);
  return item(id, title ? tree_.title(title) : std::string(), cap);
}

Item Checker::item(NodeId id, const std::string& title, std::optional<Rational> cap) {
  Item item;
  item.title = title;
  item.points = std::move(cap);
  item.line = tree_.line(id);
  heads_[item.line] = first_line(id);
  item.assumed = tree_.child(id, NodeKind::guess) != 0;
  item_points(id, item);
  adjusting_ = tree_.kind(id) == NodeKind::bonus || tree_.kind(id) == NodeKind::penalty;
  if (item.form != Form::unscored && !item.points && !adjusting_)
    item.points = ruleset_.full_marks;  // go on reading: its clauses have errors of their own
  Item* const outer = std::exchange(current_, &item);
  Clauses found = clauses(id);
  if (const NodeId basis = tree_.child(id, NodeKind::basis)) {
    const NodeId text = tree_.child(basis, NodeKind::text);
    if (text) item.clause = tree_.typed(text);
  }
  if (found.actual) {
    const std::vector<NodeId> parts = tree_.children(found.actual);
    if (!parts.empty()) item.actual = expression(parts[0]);
    const NodeId how = tree_.child(found.actual, NodeKind::rounding);
    if (how && item.actual != none) {
      if (const auto r = rounding(how, &ruleset_.exprs[item.actual].unit))
        item.actual = typing_.rounded(item.actual, *r);
    }
    if (item.actual == none) found.broken = true;
  }
  broken_actual_ = found.broken;
  if (found.target) target(found.target, item);
  const bool divisors_known = !found.broken;
  if (found.target && !item.target)
    found.broken = true;  // reported: its scoring sentence is not asked for it
  other_clauses(found, item);
  scoring(found, item);
  gates(found, item);
  for (const NodeId clause : found.minus) minus(clause, item);
  if (divisors_known) check_divisors(found, item);
  current_ = outer;
  return item;
}

void Checker::parts(const Clauses& found, Item& item) {
  item.choice = choice(found.choose);
  const std::optional<Rational> outer =
      std::exchange(shared_points_, item.choice ? item.points : std::nullopt);
  std::vector<std::string> titles;
  for (const NodeId node : found.parts) {
    const NodeId title = tree_.child(node, NodeKind::title);
    titles.push_back(title ? tree_.title(title) : std::string());
    item.parts.push_back(this->item(node, titles.back(), std::nullopt));
    const Item& part = item.parts.back();
    const bool differs = item.choice && item.points && part.points && *part.points != *item.points;
    if (differs) report(Code::E621, first_line(node), {part.title, to_display(*item.points, 0)});
  }
  shared_points_ = outer;
  if (item.choice) bind_choice(*item.choice, titles, found.choose);
}

}  // namespace rubric::dsl
