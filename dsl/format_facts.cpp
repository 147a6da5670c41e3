#include "dsl/format_facts.hpp"

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::dsl {

using engine::Dimension;
using engine::Unit;

Facts::Facts(const Tree& tree) : tree_(tree) {
  const auto declare = [&](NodeId name, NodeId where) {
    if (name) declared_.try_emplace(engine::fold(tree_.name(name)), where);
  };
  for (const NodeId block : tree_.children(0)) {
    if (tree_.kind(block) == NodeKind::formula) declare(tree_.child(block, NodeKind::name), block);
    for (const NodeId line : tree_.children(block)) {
      const NodeKind kind = tree_.kind(line);
      if (kind != NodeKind::data_line && kind != NodeKind::parameter) continue;
      declare(tree_.child(line, NodeKind::name), line);
      const NodeId type = tree_.child(line, NodeKind::type);
      if (!type) continue;
      for (const NodeId level : tree_.children(type, NodeKind::name)) {
        levels_.insert(engine::fold(tree_.name(level)));
      }
    }
  }
}

NodeId Facts::declaration(NodeId name) const {
  if (!name || tree_.kind(name) != NodeKind::name) return 0;
  const auto found = declared_.find(engine::fold(tree_.name(name)));
  return found == declared_.end() ? 0 : found->second;
}

NodeId Facts::datum_type(NodeId name) const {
  const NodeId line = declaration(name);
  return line && tree_.kind(line) == NodeKind::data_line ? tree_.child(line, NodeKind::type) : 0;
}

bool Facts::flagged(NodeId name, Word flag) const {
  const NodeId line = declaration(name);
  if (!line) return false;
  const std::vector<NodeId> flags = tree_.children(line, NodeKind::flag);
  return std::any_of(flags.begin(), flags.end(), [&](NodeId id) { return tree_.child(id, flag) != 0; });
}

bool Facts::yes_no(NodeId name) const {
  const NodeId type = datum_type(name);
  return type && tree_.child(type, Word::yes_no) != 0;
}

bool Facts::has_levels(NodeId name) const {
  const NodeId type = datum_type(name);
  return type && tree_.children(type, NodeKind::name).size() > 1;
}

bool Facts::may_not_apply(NodeId name) const {
  return flagged(name, Word::may_not_apply);
}

bool Facts::only_a_level(NodeId name) const {
  return tree_.kind(name) == NodeKind::name && !declaration(name) &&
         levels_.count(engine::fold(tree_.name(name))) != 0;
}

NodeId Facts::formula_body(NodeId formula) const {
  const std::vector<NodeId> parts = tree_.children(formula);
  const NodeId name = tree_.child(formula, NodeKind::name);
  const auto after = std::find(parts.begin(), parts.end(), name);
  if (after == parts.end() || after + 1 == parts.end()) return 0;
  switch (tree_.kind(after[1])) {
    case NodeKind::guess:
    case NodeKind::basis:
    case NodeKind::zero_denominator:
      return 0;
    case NodeKind::case_row:
      return tree_.children(after[1]).back();
    default:
      return after[1];
  }
}

std::optional<Unit> Facts::declared_unit(NodeId name, int depth) const {
  const NodeId line = declaration(name);
  if (!line) return std::nullopt;
  if (tree_.kind(line) == NodeKind::formula) {
    const NodeId body = formula_body(line);
    return body ? unit(body, depth) : std::nullopt;
  }
  if (tree_.kind(line) == NodeKind::parameter) return unit(tree_.children(line)[1], depth);
  const NodeId word = tree_.child(datum_type(name), NodeKind::unit);
  return word ? std::optional(engine::find_unit(tree_.folded(word))) : std::nullopt;
}

std::optional<Unit> Facts::unit(NodeId id, int depth) const {
  if (depth > deepest) return std::nullopt;
  switch (tree_.kind(id)) {
    case NodeKind::quantity: {
      const NodeId word = tree_.child(id, NodeKind::unit);
      return word ? engine::find_unit(tree_.folded(word)) : Unit{};
    }
    case NodeKind::name:
      return declared_unit(id, depth + 1);
    case NodeKind::negation:
    case NodeKind::sum:
      return unit(tree_.first(id), depth + 1);
    case NodeKind::product:
      return product_unit(id, depth + 1);
    case NodeKind::call: {
      const std::vector<NodeId> parts = tree_.children(id);
      const std::string function = tree_.folded(parts[0]);
      if (function == "个数" || function == "count") return Unit{};
      if (function == "排名" || function == "rank") return std::nullopt;
      return unit(parts[1], depth + 1);
    }
    default:
      return std::nullopt;
  }
}

/// As the checker has it: a count is a bare number in products, a quotient of like things is a rate.
std::optional<Unit> Facts::product_unit(NodeId id, int depth) const {
  const auto plain = [](const Unit& u) {
    return u.dimension == Dimension::number || u.dimension == Dimension::rate;
  };
  const auto counts = [](const Unit& u) {
    return u.dimension != Dimension::money && u.dimension != Dimension::points;
  };
  const std::vector<NodeId> parts = tree_.children(id);
  std::optional<Unit> a = unit(parts[0], depth);
  for (std::size_t i = 1; a && i + 1 < parts.size(); i += 2) {
    const std::optional<Unit> b = unit(parts[i + 1], depth);
    if (!b) return std::nullopt;
    if (tree_.word(parts[i]) == Word::times) {
      if (plain(*a) || (counts(*a) && !plain(*b))) a = b;
    } else if (a->dimension == b->dimension || (counts(*a) && counts(*b) && !plain(*a) && !plain(*b))) {
      a = engine::find_unit("%");
    }
  }
  return a;
}

bool Facts::whole(NodeId id, int depth) const {
  if (!id || depth > deepest) return false;
  const auto all = [&](std::size_t from) {
    const std::vector<NodeId> parts = tree_.children(id);
    return std::all_of(parts.begin() + static_cast<std::ptrdiff_t>(from), parts.end(), [&](NodeId part) {
      return tree_.kind(part) == NodeKind::word ? tree_.word(part) != Word::over : whole(part, depth + 1);
    });
  };
  switch (tree_.kind(id)) {
    case NodeKind::quantity:
      return tree_.folded(tree_.child(id, NodeKind::number)).find('.') == std::string::npos;
    case NodeKind::name: {
      const NodeId line = declaration(id);
      if (!line || tree_.kind(line) == NodeKind::parameter) return false;
      if (tree_.kind(line) == NodeKind::data_line) return flagged(id, Word::whole);
      return !tree_.child(line, NodeKind::rounding) && whole(formula_body(line), depth + 1);
    }
    case NodeKind::sum:
    case NodeKind::product:
    case NodeKind::negation:
      return all(0);
    case NodeKind::call: {
      const std::string function = tree_.folded(tree_.first(id));
      const bool keeps = function == "最小" || function == "最大" || function == "绝对值" ||
                         function == "min" || function == "max" || function == "abs";
      return keeps && all(1);
    }
    default:
      return false;
  }
}

}  // namespace rubric::dsl
