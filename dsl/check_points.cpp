// The checker's points: what each item can give, and whether the points add up. They are stated at the item
// or follow from its heading (均分, 择一); 分值未明确 leaves them open up to what the heading has left.

#include "dsl/checker.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

/// Reads what the head says of an indicator's points; an adjustment has its cap already.
void Checker::item_points(NodeId id, Item& item) {
  if (tree_.kind(id) == NodeKind::bonus || tree_.kind(id) == NodeKind::penalty) return;
  if (const NodeId node = tree_.child(id, NodeKind::points)) {
    item.points = points(node);
    return;
  }
  if (tree_.child(id, Word::unscored) || ruleset_.unscored) {
    item.form = Form::unscored;
  } else if (tree_.child(id, NodeKind::hole)) {
    item.open_points = true;
    item.points = ruleset_.full_marks;
  } else if (const auto even = even_points_.find(id); even != even_points_.end()) {
    item.points = even->second;
  } else if (tree_.kind(id) == NodeKind::part && shared_points_) {
    item.points = shared_points_;
  } else if (tree_.kind(id) == NodeKind::indicator && group_choice_points()) {
    item.points = group_choice_points();
  } else if (!tree_.child(id, NodeKind::broken)) {
    const NodeId title = tree_.child(id, NodeKind::title);
    report(Code::E606, title ? tree_.span(title) : first_line(id), {item.title});
    broken_ = true;
  }
}

/// 均分: a heading's points in equal parts, exactly, to the indicators under it that have none of their own.
void Checker::split_points() {
  NodeId section = 0, subsection = 0;
  std::vector<NodeId> of_section, of_subsection;
  const auto splits = [&](NodeId node) { return node && tree_.child(node, Word::split_evenly) != 0; };
  const auto close = [&](NodeId& heading, std::vector<NodeId>& members) {
    if (splits(heading)) share_group(heading, members);
    heading = 0;
    members.clear();
  };
  for (const NodeId node : tree_.children(0)) {
    const NodeKind kind = tree_.kind(node);
    if (kind == NodeKind::section || kind == NodeKind::subsection) {
      close(subsection, of_subsection);
      if (kind == NodeKind::section) close(section, of_section);
      (kind == NodeKind::section ? section : subsection) = node;
    }
    const bool open = kind == NodeKind::indicator && !tree_.child(node, NodeKind::points) &&
                      !tree_.child(node, Word::unscored) && !tree_.child(node, NodeKind::hole);
    if (!open) continue;
    if (splits(subsection)) {
      of_subsection.push_back(node);
    } else if (splits(section)) {
      of_section.push_back(node);
    }
  }
  close(subsection, of_subsection);
  close(section, of_section);
}

void Checker::share_group(NodeId group, std::vector<NodeId>& members) {
  const NodeId node = tree_.child(group, NodeKind::points);
  const auto all = node ? number(tree_.child(node, NodeKind::number)) : std::nullopt;
  if (!all) {
    report(Code::E617, first_line(group));
    for (const NodeId member : members) even_points_[member] = 0;
    broken_ = true;
    return;
  }
  for (const NodeId member : members) even_points_[member] = *all / Rational(members.size());
}

/// 分值未明确: what the heading, or 满分, leaves for it is the most that it can be.
void Checker::open_points() {
  for (Item& item : ruleset_.items) {
    if (!item.open_points) continue;
    std::uint32_t group = item.group;
    while (group != none && !ruleset_.groups[group].points) group = ruleset_.groups[group].parent;
    Rational rest = group == none ? ruleset_.full_marks : *ruleset_.groups[group].points;
    int open = 0;
    std::set<std::uint32_t> alternatives;
    for (const Item& other : ruleset_.items) {
      std::uint32_t of = other.group;
      while (of != group && of != none) of = ruleset_.groups[of].parent;
      if (of != group) continue;
      const bool alternative = other.group != none && ruleset_.groups[other.group].choice;
      if (alternative && !alternatives.insert(other.group).second) continue;
      if (other.open_points) {
        ++open;
      } else if (other.form != Form::unscored) {
        rest -= other.points.value_or(Rational(0));
      }
    }
    item.points = rest < 0 ? Rational(0) : rest;
    const std::string most = to_display(*item.points, 0);
    Diagnostic& d = report(Code::W618, heads_.at(item.line), {item.title, most});
    if (open == 1) d.fixes.push_back({Text("分值 " + most + "分（推定）", most + " points (assumed)"), ""});
  }
}

void Checker::check_sums() {
  if (ruleset_.unscored) return;
  const auto add_up = [&](Code code, std::uint32_t line, const Rational& sum, const Rational& printed,
                          std::string title) {
    if (sum == printed) return;
    report(code, heads_.at(line), {std::move(title), to_display(sum, 0), to_display(printed, 0)});
  };
  Rational all = 0;
  std::vector<Rational> by_group(ruleset_.groups.size(), Rational(0));
  std::set<std::uint32_t> chosen;
  for (const Item& item : ruleset_.items) {
    if (item.form == Form::unscored || !item.points) continue;
    if (item.open_points && open_full_marks_)
      report(Code::E623, heads_.at(item.line), {item.title});  // nothing says how much is left for it
    if (item.open_points) return;                              // what is open cannot be added up
    const bool alternative = item.group != none && ruleset_.groups[item.group].choice;
    if (!alternative || chosen.insert(item.group).second) {
      all += *item.points;
      for (std::uint32_t g = item.group; g != none; g = ruleset_.groups[g].parent)
        by_group[g] += *item.points;
    }
    if (item.parts.empty() || item.choice) continue;
    Rational sum = 0;
    for (const Item& part : item.parts) sum += part.points.value_or(Rational(0));
    add_up(Code::E612, item.line, sum, *item.points, item.title);
  }
  for (std::size_t g = 0; g < ruleset_.groups.size(); ++g) {
    const Group& group = ruleset_.groups[g];
    if (group.points) add_up(Code::E611, group.line, by_group[g], *group.points, group.title);
  }
  const NodeId marks = tree_.child(0, NodeKind::full_marks);
  if (open_full_marks_) {
    ruleset_.full_marks = all;
    return;
  }
  if (marks) heads_[tree_.line(marks)] = first_line(marks);
  if (marks) add_up(Code::E610, tree_.line(marks), all, ruleset_.full_marks, "");
}

}  // namespace rubric::dsl
