// The checker's scoring: 目标 and the sentence of 计分 in each of its forms, then 扣分. A form that cannot be
// computed with what is known of 实际 and 目标 (a target of zero, of the wrong sign, of no number) is an
// error here, never a fault of a unit later. Forms that are tables are read by check_table.cpp.

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

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

}  // namespace rubric::dsl
