// The checker's 择一: one of a group's indicators, or of an item's parts, counts; the others are alternatives
// with the same points. 择一 按 a datum binds each of its levels to the title of one of them.

#include <algorithm>

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

std::optional<Choice> Checker::choice(NodeId clause) {
  if (!clause) return std::nullopt;
  Choice result;
  if (tree_.child(clause, Word::lowest)) result.what = Choice::What::lowest;
  if (tree_.child(clause, NodeKind::hole)) {
    result.what = Choice::What::unstated;
    report(Code::W619, clause);
  }
  if (const NodeId name = tree_.child(clause, NodeKind::name)) {
    result.what = Choice::What::by;
    const ExprId datum = name_use(name);
    if (datum == none) return std::nullopt;
    const Expr& e = ruleset_.exprs[datum];
    if (e.op != Op::input || e.kind != Kind::level) {
      report(Code::E409, name, {tree_.name(name)});
      return std::nullopt;
    }
    result.datum = e.datum;
  }
  return result;
}

/// 择一 按 a datum: its levels are the members' titles, all of them.
void Checker::bind_choice(Choice& choice, const std::vector<std::string>& titles, NodeId where) {
  if (choice.what != Choice::What::by) return;
  const Datum& datum = ruleset_.data[choice.datum];
  for (const std::string& level : datum.levels) {
    const auto found = std::find_if(titles.begin(), titles.end(),
                                    [&](const std::string& title) { return fold(title) == fold(level); });
    if (found == titles.end()) {
      report(Code::E620, where, {datum.name, level});
      return;
    }
    choice.members.push_back(static_cast<std::uint32_t>(found - titles.begin()));
  }
  if (datum.levels.size() != titles.size()) report(Code::E620, where, {datum.name, titles.back()});
}

void Checker::group_choices() {
  for (std::uint32_t g = 0; g < ruleset_.groups.size(); ++g) {
    Group& group = ruleset_.groups[g];
    if (!group.choice) continue;
    const NodeId where = tree_.child(group_nodes_.at(g), NodeKind::choose);
    std::vector<std::string> titles;
    for (const Item& item : ruleset_.items) {
      if (item.group != g) continue;
      titles.push_back(item.title);
      const bool differs = group.points && item.points && *item.points != *group.points;
      if (differs) report(Code::E621, heads_.at(item.line), {item.title, to_display(*group.points, 0)});
    }
    if (titles.empty()) {
      report(Code::E622, where);
      group.choice.reset();
    } else {
      bind_choice(*group.choice, titles, where);
    }
  }
}

/// The points of the open group, if its items are alternatives and need none of their own.
std::optional<Rational> Checker::group_choice_points() const {
  const std::uint32_t group = subsection_ != none ? subsection_ : section_;
  if (group == none || !ruleset_.groups[group].choice) return std::nullopt;
  return ruleset_.groups[group].points;
}

}  // namespace rubric::dsl
