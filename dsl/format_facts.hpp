// What a file's own declarations tell the formatter: units, 整数, levels. No checking; what the file does not
// say (an unknown name, another file's datum) is unknown.
//
//   数据 / 参保率 % 0%至100%      unit(参保率)  -> %
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "dsl/tree.hpp"
#include "engine/unit.hpp"

namespace rubric::dsl {

class Facts {
 public:
  explicit Facts(const Tree& tree);

  /// The unit that an expression's value has.
  std::optional<engine::Unit> unit(NodeId expression) const { return unit(expression, 0); }
  /// Whether an expression has whole values only.
  bool whole(NodeId expression) const { return whole(expression, 0); }
  /// Whether a name is that of a yes/no datum, of a datum with levels, of one that may be 不适用.
  bool yes_no(NodeId name) const;
  bool has_levels(NodeId name) const;
  bool may_not_apply(NodeId name) const;
  /// Whether a name is a level of some datum and nothing that has a value.
  bool only_a_level(NodeId name) const;

 private:
  // Formulas may refer to each other in a circle, which only the checker reports.
  static constexpr int deepest = 30;

  NodeId declaration(NodeId name) const;
  NodeId datum_type(NodeId name) const;
  bool flagged(NodeId name, Word flag) const;
  NodeId formula_body(NodeId formula) const;
  std::optional<engine::Unit> unit(NodeId id, int depth) const;
  std::optional<engine::Unit> declared_unit(NodeId name, int depth) const;
  std::optional<engine::Unit> product_unit(NodeId id, int depth) const;
  bool whole(NodeId id, int depth) const;

  const Tree& tree_;
  std::map<std::string, NodeId> declared_;  // data_line, parameter or formula, by folded name
  std::set<std::string> levels_;
};

}  // namespace rubric::dsl
