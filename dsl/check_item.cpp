// The checker's items: groups, indicators, parts, bonuses and penalties with their clauses.

#include <algorithm>

#include "dsl/checker.hpp"
#include "engine/text.hpp"
#include "engine/zero_divisor.hpp"

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

void Checker::scoring(const Clauses& found, Item& item) {
  if (item.form == Form::unscored) return;
  if (!found.parts.empty()) {
    if (found.base)
      report(Code::E512, first_line(found.base), {tree_.shown_line(tree_.line(found.parts[0]))});
    item.form = Form::parts;
    parts(found, item);
    return;
  }
  if (!found.base) {
    item.form = Form::deductions;
    if (found.choose) {
      report(Code::E622, found.choose);
    } else if (found.minus.empty() && !found.broken) {
      report(Code::E511, first_line(found.owner), {item.title});
    }
    return;
  }
  if (found.choose) report(Code::E622, found.choose);
  item.scoring_text = tree_.typed(first_line(found.base));
  const Language language = tree_.language();
  const std::string_view keyword = spelling(Word::score, language);
  if (tree_.kind(found.base) == NodeKind::score) {
    item.scoring_text = std::string(trim(std::string_view(item.scoring_text).substr(keyword.size())));
  }
  if (found.same) {
    const std::string outer =
        std::string(trim(std::string_view(tree_.typed(first_line(found.same))).substr(keyword.size())));
    item.scoring_text = outer.substr(0, outer.find_first_of("\n|")) +
                        (language == Language::zh ? "：" : ": ") + item.scoring_text;
  }
  switch (tree_.kind(found.base)) {
    case NodeKind::tiers:
      item.form = Form::tiers;
      tiers(found.base, item);
      break;
    case NodeKind::levels:
      item.form = Form::levels;
      levels(found.base, item);
      break;
    case NodeKind::each:
    case NodeKind::highest:
      item.form = tree_.kind(found.base) == NodeKind::each ? Form::checklist : Form::highest;
      checklist(found.base, item);
      break;
    case NodeKind::interpolate:
      item.form = Form::interpolation;
      interpolation(found.base, item);
      break;
    default:
      score_sentence(found.base, found, item);
  }
}

void Checker::score_sentence(NodeId clause, const Clauses& found, Item& item) {
  const NodeId sentence = tree_.first(clause);
  if (!sentence) return;
  switch (tree_.kind(sentence)) {
    case NodeKind::hole:
      item.form = Form::unstated;
      report(Code::W507, sentence, {item.title});
      break;
    case NodeKind::proportional:
      item.form = Form::proportional;
      item.ceiling = ceiling(sentence, item);
      if (!found.broken) proportional(sentence, item);
      break;
    case NodeKind::inverse:
      item.form = Form::inverse;
      item.ceiling = ceiling(sentence, item);
      if (!found.broken) inverse(sentence, item);
      break;
    case NodeKind::full_or_zero:
      item.form = Form::met;
      if (!found.broken) full_or_zero(sentence, item);
      break;
    case NodeKind::by_formula:
      item.form = Form::formula;
      item.ceiling = ceiling(sentence, item);
      by_formula(sentence, item);
      break;
    case NodeKind::discretion:
      item.form = Form::discretion;
      discretion(sentence, item);
      break;
    case NodeKind::by_steps:
      item.form = Form::steps;
      if (!found.broken) steps(sentence, item);
      break;
    default:
      break;
  }
}

/// 按比例，最高12分; nothing where the item's points are the limit anyway.
std::optional<Rational> Checker::ceiling(NodeId sentence, const Item& item) {
  const NodeId limit = tree_.child(sentence, NodeKind::limit);
  const NodeId node = limit ? tree_.child(limit, NodeKind::points) : 0;
  const auto value = node ? points(node) : std::nullopt;
  return value && item.points && *value == *item.points ? std::nullopt : value;
}

void Checker::target(NodeId clause, Item& item) {
  Target target;
  const std::vector<NodeId> parts = tree_.children(clause);
  if (parts.empty()) return;
  target.text = tree_.typed(Span{tree_.span(parts.front()).begin, tree_.span(parts.back()).end});
  if (tree_.kind(parts[0]) == NodeKind::comparison && parts.size() > 1) {
    target.comparison = *comparison_op(tree_.word(parts[0]));
    target.value = expression(parts[1]);
    if (target.value == none) return;
    if (item.actual != none && !typing_.comparable(item.actual, target.value, tree_.span(parts[1]))) return;
  } else if (tree_.is(parts[0], Word::is)) {
    if (item.actual == none) return;
    const Expr& actual = ruleset_.exprs[item.actual];
    if (actual.op != Op::input || actual.kind != Kind::level) {
      report(Code::E409, parts[0], {target.text});
      return;
    }
    for (std::size_t i = 1; i < parts.size(); ++i) {
      if (tree_.kind(parts[i]) != NodeKind::name) continue;
      if (const auto place = level_place(actual.datum, parts[i])) target.levels.push_back(*place);
    }
  } else if (tree_.kind(parts[0]) == NodeKind::hole) {
    target.unstated = true;
  }
  item.target = std::move(target);
}

/// The sentences that compute with 实际 and 目标 need both; says which is missing, at `where`.
bool Checker::needs_number(Item& item, NodeId where) {
  if (item.actual == none) {
    report(Code::E508, where, {item.title});
    return false;
  }
  if (ruleset_.exprs[item.actual].kind != Kind::quantity) {
    report(Code::E404, where);
    return false;
  }
  if (ruleset_.exprs[item.actual].unit.dimension == Dimension::date) {
    report(Code::E421, where);
    return false;
  }
  if (item.target && item.target->unstated) {
    // Nothing is guessed: whatever the sentence, the score can be anything from 0 to full points.
    report(Code::W535, where, {item.title});
    item.form = Form::unstated;
    return false;
  }
  if (!item.target || item.target->value == none) {
    report(Code::E506, where, {item.title});
    return false;
  }
  return true;
}

void Checker::proportional(NodeId sentence, Item& item) {
  if (!needs_number(item, sentence)) return;
  const Interval goal = typing_.range(item.target->value);
  const Interval actual = typing_.range(item.actual);
  const bool constant = goal.is_point();
  const bool below_zero = !goal.high.infinite && goal.high.value < 0;
  const bool not_negative = !goal.low.infinite && goal.low.value >= 0;
  switch (item.target->comparison) {
    case Op::greater_equal:
    case Op::greater:
      if (constant && goal.low.value == 0) {
        report(Code::E509, sentence, {item.target->text});
      } else if (!not_negative) {
        report(Code::E513, sentence, {item.target->text});
      }
      return;
    case Op::less_equal:
    case Op::less:
      if (!below_zero) report(Code::E514, sentence, {item.target->text});
      return;
    default: {
      const bool positive = constant && goal.low.value > 0;
      if (!positive) {
        report(Code::E509, sentence, {item.target->text});
      } else if (actual.high.infinite || actual.high.value > goal.low.value) {
        report(Code::E516, sentence, {item.target->text});
      }
    }
  }
}

void Checker::inverse(NodeId sentence, Item& item) {
  if (!needs_number(item, sentence)) return;
  const Interval goal = typing_.range(item.target->value);
  const Interval actual = typing_.range(item.actual);
  const bool upper = item.target->comparison == Op::less_equal || item.target->comparison == Op::less;
  const bool fits =
      !goal.low.infinite && goal.low.value >= 0 && !actual.low.infinite && actual.low.value >= 0;
  if (!upper) {
    report(Code::E517, sentence, {item.target->text});
  } else if (!fits) {
    report(Code::E518, sentence, {item.target->text});
  }
}

void Checker::full_or_zero(NodeId sentence, Item& item) {
  if (item.actual == none) {
    report(Code::E508, sentence, {item.title});
    return;
  }
  if (item.target && item.target->unstated) {
    report(Code::W535, sentence, {item.title});
    item.form = Form::unstated;
    return;
  }
  const bool yes_no = typing_.is_condition(item.actual);
  const bool compared = item.target && (item.target->value != none || !item.target->levels.empty());
  if (!yes_no && !compared) report(Code::E519, sentence, {item.title});
}

void Checker::by_formula(NodeId sentence, Item& item) {
  const NodeId node = tree_.first(sentence);
  if (!node) return;
  item.formula = expression(node);
  if (item.formula == none) return;
  const Unit& unit = ruleset_.exprs[item.formula].unit;
  if (unit.dimension != Dimension::points) report(Code::E416, node, {tree_.typed(node)});
}

void Checker::discretion(NodeId sentence, Item& item) {
  const std::vector<NodeId> parts = tree_.children(sentence);
  if (parts.size() < 4) return;
  item.formula = name_use(parts[0]);
  if (const auto low = points(parts[1])) item.discretion_low = *low;
  if (const auto high = points(parts[2])) item.discretion_high = *high;
  const ExprId reason = name_use(parts[3]);
  if (reason != none && ruleset_.exprs[reason].kind != Kind::text)
    report(Code::E417, parts[3], {tree_.typed(parts[3])});
  if (reason != none) item.reason = ruleset_.exprs[reason].datum;
  if (item.formula != none && ruleset_.exprs[item.formula].unit.dimension != Dimension::points) {
    report(Code::E416, parts[0], {tree_.typed(parts[0])});
  }
  if (item.points && item.discretion_high > *item.points)
    report(Code::E609, parts[2], {tree_.typed(parts[2]), to_display(*item.points, 0)});
}

/// 每…扣…: what is counted is 实际, from 目标 on where the sentence has a direction.
void Checker::steps(NodeId sentence, Item& item) {
  if (item.actual == none) {
    report(Code::E508, sentence, {item.title});
    return;
  }
  const NodeId step_node = tree_.child(sentence, NodeKind::step);
  if (!step_node) return;
  const auto rule = step(step_node, item.actual, tree_.child(sentence, NodeKind::part_steps), item, true);
  Pool pool;
  pool.text = item.scoring_text;
  pool.line = tree_.line(sentence);
  const bool deducts = tree_.child(step_node, Word::deduct) || tree_.child(step_node, Word::subtract);
  pool.gain = !deducts || adjusting_;
  limits(tree_.children(sentence, NodeKind::limit), pool, sentence, deducts && !adjusting_);
  if (rule) {
    pool.steps.push_back(*rule);
    item.steps = std::move(pool);
  }
}

/// 扣分: kinds in one pool, or one fixed deduction where a condition holds.
void Checker::minus(NodeId clause, Item& item) {
  Pool pool;
  pool.text = tree_.typed(clause);
  pool.text =
      std::string(trim(std::string_view(pool.text).substr(spelling(Word::minus, tree_.language()).size())));
  pool.line = tree_.line(clause);
  const std::vector<NodeId> kinds = tree_.children(clause, NodeKind::kind);
  if (kinds.empty()) {
    const std::vector<NodeId> parts = tree_.children(clause);
    pool.condition = condition(parts[0]);
    const auto value = worth(tree_.child(clause, NodeKind::worth), item);
    if (pool.condition == none || !value) return;
    pool.fixed = *value;
    pool.to_zero = true;
    item.deductions.push_back(std::move(pool));
    return;
  }
  bool whole = true;
  for (const NodeId kind : kinds) {
    const NodeId operand = tree_.first(kind);
    const ExprId quantity = expression(operand);
    const NodeId step_node = tree_.child(kind, NodeKind::step);
    if (quantity == none || !step_node) {
      whole = false;
      continue;
    }
    const auto rule = step(step_node, quantity, tree_.child(kind, NodeKind::part_steps), item, false);
    if (rule) pool.steps.push_back(*rule);
    whole = whole && rule;
  }
  limits(tree_.children(clause, NodeKind::limit), pool, clause, true);
  if (whole) item.deductions.push_back(std::move(pool));
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

/// The points of the open group, if its items are alternatives and need none of their own.
std::optional<Rational> Checker::group_choice_points() const {
  const std::uint32_t group = subsection_ != none ? subsection_ : section_;
  if (group == none || !ruleset_.groups[group].choice) return std::nullopt;
  return ruleset_.groups[group].points;
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

/// 分母为零 得满分 or 不得分 of the formulas that the item uses, where they agree.
void Checker::inherit_zero_clause(Item& item) {
  std::vector<ExprId> divides;
  divisors(item.actual, divides);
  divisors(item.formula, divides);
  std::set<Consequence::What> clauses;
  for (const ExprId divide : divides) {
    const auto clause = inherited_zero_.find(divide);
    if (clause != inherited_zero_.end()) clauses.insert(clause->second);
  }
  if (clauses.size() != 1) return;
  item.zero_denominator_stated = true;
  item.zero_denominator.what = *clauses.begin();
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

// --- zero denominators ---

/// Whether `condition` holds wherever `divisor` is zero.
bool Checker::excluded(ExprId divisor, ExprId condition) const {
  const Expr& c = ruleset_.exprs[condition];
  if (c.op == Op::either) return excluded(divisor, c.operands[0]) || excluded(divisor, c.operands[1]);
  if (c.operands.size() < 2 || !typing_.same(c.operands[0], divisor)) return false;
  const Expr& limit = ruleset_.exprs[c.operands[1]];
  if (limit.op != Op::constant) return false;
  switch (c.op) {
    case Op::equal:
      return limit.value == 0;
    case Op::less_equal:
      return limit.value >= 0;
    case Op::less:
      return limit.value > 0;
    default:
      return false;
  }
}

void Checker::check_divisors(const Clauses& found, const Item& item) {
  std::vector<ExprId> divides;
  if (!found.zero_denominator) {
    for (const ExprId id : expressions_of(item)) divisors(id, divides);
    for (const ExprId gate : item.zero_if) divisors(gate, divides);
    for (const NotApplicable& clause : item.not_applicable) divisors(clause.condition, divides);
    for (const ExplainIf& clause : item.explain_if) divisors(clause.condition, divides);
  }
  const auto safe = [&](ExprId divisor) {
    if (!typing_.range(divisor).contains(Rational(0))) return true;
    const auto excludes = [&](ExprId condition) { return excluded(divisor, condition); };
    return std::any_of(item.zero_if.begin(), item.zero_if.end(), excludes) ||
           std::any_of(item.not_applicable.begin(), item.not_applicable.end(),
                       [&](const NotApplicable& c) { return excludes(c.condition); });
  };
  constexpr std::ptrdiff_t most_shown = 20;
  auto zero_divisors = std::count_if(problems_.begin(), problems_.end(),
                                     [](const Diagnostic& d) { return d.code == Code::E510; });
  std::set<std::uint32_t> told;
  const auto complain = [&](ExprId divisor, NodeId fallback) {
    const auto span = spans_.find(divisor);
    const Span where = span != spans_.end() ? span->second : first_line(fallback);
    if (!told.insert(where.begin).second) return;
    // A unit for each of the first few: in a file full of them it would only take time.
    const std::optional<Text> unit =
        ++zero_divisors <= most_shown ? zero_divisor(ruleset_, divisor) : std::nullopt;
    const Text example =
        unit ? Text{"（例如 " + unit->zh + "）", " (for instance " + unit->en + ")"} : Text();
    report(Code::E510, where, {tree_.typed(where), example});
  };
  for (const ExprId divide : divides) {
    const ExprId divisor = ruleset_.exprs[divide].operands[1];
    const bool inherited = item.zero_denominator_stated && inherited_zero_.count(divide);
    if (!inherited && !safe(divisor)) complain(divisor, found.owner);
  }
  const bool date = item.actual != none && ruleset_.exprs[item.actual].unit.dimension == Dimension::date;
  const bool by_target = !date && item.form == Form::proportional && item.target &&
                         item.target->value != none && ruleset_.exprs[item.target->value].op != Op::constant;
  // A value in place of 实际 does not help where the target itself is zero.
  const bool settled = item.zero_denominator_stated && item.zero_denominator.what != Consequence::What::value;
  if (by_target && !settled && !safe(item.target->value)) complain(item.target->value, found.owner);
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

// --- sums of points ---

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
