// The checker's tables and what their rows give: 分档, 定性, 逐项, 就高, 插值, and the 每…扣… sentences.

#include <algorithm>

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

// --- values ---

/// 满分, 满分的40%, 5分: in points.
std::optional<Rational> Checker::worth(NodeId id, const Item& item) {
  if (!id) return std::nullopt;
  if (const NodeId share = tree_.child(id, NodeKind::percent)) {
    const auto value = quantity(share);
    if (!value || !item.points) return std::nullopt;
    return Rational(value->value * *item.points);
  }
  if (const NodeId node = tree_.child(id, NodeKind::points)) return points(node);
  return item.points;  // 满分
}

/// What a row gives: a worth, 不得分, 不扣分, or the item's points less 扣….
std::optional<Rational> Checker::row_value(NodeId id, const Item& item) {
  if (tree_.child(id, Word::no_points)) return Rational(0);
  if (tree_.child(id, Word::no_deduction)) return item.points;
  const auto value = worth(tree_.child(id, NodeKind::worth), item);
  if (!value) return std::nullopt;
  if (tree_.child(id, Word::deduct))
    return item.points ? std::optional(Rational(*item.points - *value)) : std::nullopt;
  if (item.points && (*value > *item.points)) {
    report(Code::E609, id, {tree_.typed(id), to_display(*item.points, 0)});
    return std::nullopt;
  }
  return value;
}

// --- 分档 ---

void Checker::tiers(NodeId table, Item& item) {
  const std::size_t before = problems_.size();
  for (const NodeId row : tree_.children(table, NodeKind::tier_row)) tier_row(row, item);
  const bool told = problems_.size() > before || tree_.child(table, NodeKind::broken);  // why there is none
  if (item.tiers.empty() && !told) report(Code::E520, first_line(table));
}

void Checker::tier_row(NodeId row, Item& item) {
  TierRow result;
  result.line = tree_.line(row);
  const NodeId condition = tree_.child(row, NodeKind::condition);
  const NodeId value = tree_.child(row, NodeKind::value);
  if (!condition || !value) return;
  result.condition_text = tree_.typed(condition);
  if (const NodeId label = tree_.child(row, NodeKind::label)) result.label = tree_.name(label);
  const bool otherwise = tree_.child(condition, Word::otherwise) != 0;
  if (!otherwise) {
    result.condition = row_condition(condition, item.actual);
    if (result.condition == none) return;
  }
  const std::vector<NodeId> worths = tree_.children(value, NodeKind::worth);
  if (worths.size() < 2) {
    const auto points = row_value(value, item);
    if (!points) return;
    result.low = result.high = *points;
  } else {
    const auto from = worth(worths[0], item);
    const auto to = worth(worths[1], item);
    if (!from || !to) return;
    result.low = *from;
    result.high = *to;
    if (tree_.child(value, Word::discretion)) {
      result.discretion = name_use(tree_.child(value, NodeKind::name));
      if (result.discretion == none) return;
    } else {
      const NodeId range = tree_.child(condition, NodeKind::range);
      const auto span = range && item.actual != none
                            ? interval(range, ruleset_.exprs[item.actual].unit, true, true)
                            : std::nullopt;
      if (!span) {
        report(Code::E521, value, {tree_.typed(value)});
        return;
      }
      result.span_domain = *span;
    }
  }
  item.tiers.push_back(std::move(result));
}

/// A row's condition about `subject` (none: a table without 实际, whose rows are conditions of their own).
ExprId Checker::row_condition(NodeId condition, ExprId subject) {
  const std::vector<NodeId> parts = tree_.children(condition);
  if (parts.empty()) return none;
  const NodeId first = parts[0];
  const bool about_subject = tree_.kind(first) == NodeKind::range ||
                             tree_.kind(first) == NodeKind::comparison || tree_.kind(first) == NodeKind::side;
  if (!about_subject) return this->condition(first);
  if (subject == none) {
    if (current_ && current_->actual == none && !broken_actual_) report(Code::E522, condition);
    broken_actual_ = true;  // once for the table
    return none;
  }
  const Unit unit = ruleset_.exprs[subject].unit;
  if (ruleset_.exprs[subject].kind != Kind::quantity) {
    report(Code::E408, condition, {formula_name(subject)});
    return none;
  }
  if (tree_.kind(first) == NodeKind::range) {
    const Ends ends = range_ends(first);
    if (tree_.kind(ends.low) == NodeKind::name || tree_.kind(ends.high) == NodeKind::name) {
      return range_of_names(first, ends, subject);
    }
    const auto set = interval(first, unit, true, is_whole(subject));
    if (!set) return none;
    const bool closed = ends.unmarked;
    const ExprId low = typing_.compare(ends.low_open && !closed ? Op::greater : Op::greater_equal, subject,
                                       typing_.constant(set->low.value, unit));
    const ExprId high = typing_.compare(ends.high_open && !closed ? Op::less : Op::less_equal, subject,
                                        typing_.constant(set->high.value, unit));
    return typing_.apply(Op::both, {low, high}, tree_.span(condition));
  }
  if (tree_.kind(first) == NodeKind::side) {
    const std::optional<Side> found = side(first);
    if (!found) return none;
    const auto value = amount_in(found->amount, unit, true);
    return value ? typing_.compare(found->op, subject, typing_.constant(*value, unit)) : none;
  }
  // A comparison: its other side is a number (which takes 实际's unit if it has none) or an expression.
  const NodeId operand = parts.at(1);
  const Op op = *comparison_op(tree_.word(first));
  if (tree_.kind(operand) == NodeKind::quantity || tree_.kind(operand) == NodeKind::points) {
    const auto value = amount_in(operand, unit, true);
    return value ? typing_.compare(op, subject, typing_.constant(*value, unit)) : none;
  }
  const ExprId other = expression(operand);
  return typing_.apply(op, {subject, other}, tree_.span(operand));
}

/// 下线(含)至上线(不含): an end that is a formula or a datum.
ExprId Checker::range_of_names(NodeId range, const Ends& ends, ExprId subject) {
  if (ends.unmarked && !is_whole(subject)) {
    report(Code::E503, range, {tree_.typed(range), tree_.typed(ends.low), tree_.typed(ends.high)});
    return none;
  }
  const bool closed = ends.unmarked;
  const auto end = [&](NodeId node, Op op) {
    const ExprId value = expression(node);
    return typing_.apply(op, {subject, value}, tree_.span(node));
  };
  const ExprId low = end(ends.low, ends.low_open && !closed ? Op::greater : Op::greater_equal);
  const ExprId high = end(ends.high, ends.high_open && !closed ? Op::less : Op::less_equal);
  return typing_.apply(Op::both, {low, high}, tree_.span(range));
}

// --- 定性 ---

void Checker::levels(NodeId table, Item& item) {
  if (const NodeId name = tree_.child(table, NodeKind::name)) {
    item.share = name_use(name);
    if (item.share != none && ruleset_.exprs[item.share].unit.dimension != Dimension::rate) {
      report(Code::E418, name, {tree_.name(name)});
      return;
    }
    if (item.share == none) return;
  }
  if (item.actual == none) {
    if (!tree_.child(table, NodeKind::broken) && !broken_actual_) report(Code::E522, first_line(table));
    return;
  }
  const Expr& actual = ruleset_.exprs[item.actual];
  if (actual.op != Op::input || actual.kind != Kind::level) {
    report(Code::E409, first_line(table), {formula_name(item.actual)});
    return;
  }
  const DatumId datum = actual.datum;
  std::set<std::uint32_t> seen;
  bool failed = tree_.child(table, NodeKind::broken) != 0;
  for (const NodeId row : tree_.children(table, NodeKind::level_row)) {
    const std::size_t before = problems_.size();
    level_row(row, datum, item, seen);
    failed = failed || problems_.size() != before;
  }
  for (std::uint32_t i = 0; i < ruleset_.data[datum].levels.size() && !failed; ++i) {
    if (!seen.count(i)) report(Code::E523, first_line(table), {ruleset_.data[datum].levels[i]});
  }
}

void Checker::level_row(NodeId row, DatumId datum, Item& item, std::set<std::uint32_t>& seen) {
  LevelRow result;
  result.line = tree_.line(row);
  for (const NodeId name : tree_.children(row, NodeKind::name)) {
    const auto place = level_place(datum, name);
    if (!place) return;
    if (!seen.insert(*place).second)
      report(Code::E302, name, {tree_.name(name), tree_.shown_line(result.line)});
    result.levels.push_back(*place);
  }
  if (const NodeId range = tree_.child(row, NodeKind::range)) {
    if (item.share == none) {
      report(Code::E524, range, {tree_.typed(range)});
      return;
    }
    const auto band = interval(range, ruleset_.exprs[item.share].unit, true, false);
    if (!band) return;
    result.band = *band;
    result.band_text = tree_.typed(range);
  } else if (const NodeId percent = tree_.child(row, NodeKind::percent)) {
    const auto value = quantity(percent);
    if (!value || !item.points) return;
    result.points = value->value * *item.points;
  } else if (const NodeId value = tree_.child(row, NodeKind::value)) {
    result.points = row_value(value, item);
    if (!result.points) return;
  }
  if (const NodeId share = tree_.child(row, NodeKind::default_share)) {
    const auto value = quantity(tree_.child(share, NodeKind::percent));
    if (value) result.default_share = value->value;
    if (value && !result.points && !result.band.contains(value->value)) {
      report(Code::E525, share, {tree_.typed(share), result.band_text});
    }
  }
  item.levels.push_back(std::move(result));
}

// --- 逐项, 就高 ---

void Checker::checklist(NodeId table, Item& item) {
  const bool highest = tree_.kind(table) == NodeKind::highest;
  Rational sum = 0;
  bool counted = false, whole = tree_.child(table, NodeKind::broken) == 0;
  for (const NodeId row : tree_.children(table, NodeKind::item_row)) {
    CheckRow result;
    result.text = tree_.typed(row);
    result.line = tree_.line(row);
    const NodeId operand = tree_.first(row);
    if (const NodeId step_node = tree_.child(row, NodeKind::step)) {
      const ExprId quantity = expression(operand);
      const auto rule = quantity == none ? std::nullopt : step(step_node, quantity, 0, item, false);
      Pool pool;
      pool.gain = true;
      pool.text = result.text;
      limits(tree_.children(row, NodeKind::limit), pool, row, false);
      counted = true;
      whole = whole && rule;
      if (!rule) continue;
      pool.steps.push_back(*rule);
      result.counted = std::move(pool);
    } else {
      result.condition = condition(operand);
      const auto value = row_value(tree_.child(row, NodeKind::value), item);
      if (result.condition == none || !value) {
        whole = false;
        continue;
      }
      result.points = *value;
      sum += *value;
    }
    item.checks.push_back(std::move(result));
  }
  const bool must_add_up =
      whole && !counted && !highest && !adjusting_ && item.points && item.form == Form::checklist;
  if (must_add_up && sum != *item.points) {
    report(Code::E613, first_line(table), {to_display(sum, 0), to_display(*item.points, 0)});
  }
}

// --- 插值 ---

void Checker::interpolation(NodeId table, Item& item) {
  if (item.actual == none) {
    if (!broken_actual_) report(Code::E522, first_line(table));
    return;
  }
  const Unit unit = ruleset_.exprs[item.actual].unit;
  bool failed = tree_.child(table, NodeKind::broken) != 0;
  for (const NodeId row : tree_.children(table, NodeKind::point_row)) {
    const auto at = amount_in(tree_.first(row), unit, true);
    const NodeId value_node = tree_.child(row, NodeKind::value);
    const auto value = value_node ? row_value(value_node, item) : std::nullopt;
    if (at && value) {
      item.knots.push_back({*at, *value});
    } else {
      failed = true;
    }
  }
  if (failed) return;
  const auto rising = [](const Knot& a, const Knot& b) { return a.at < b.at; };
  const auto falling = [](const Knot& a, const Knot& b) { return a.at > b.at; };
  const bool strict =
      std::adjacent_find(item.knots.begin(), item.knots.end(),
                         [](const Knot& a, const Knot& b) { return a.at == b.at; }) == item.knots.end();
  const bool sorted = std::is_sorted(item.knots.begin(), item.knots.end(), rising) ||
                      std::is_sorted(item.knots.begin(), item.knots.end(), falling);
  if (item.knots.size() < 2 || !sorted || !strict) report(Code::E526, first_line(table));
}

// --- 每…扣… ---

std::optional<StepRule> Checker::step(NodeId node, ExprId quantity, NodeId part_steps, Item& item,
                                      bool with_target) {
  StepRule rule;
  rule.quantity = quantity;
  rule.name = formula_name(quantity);
  const Unit unit = ruleset_.exprs[quantity].unit;
  const NodeId per = tree_.child(node, NodeKind::per);
  if (!per) return std::nullopt;
  if (ruleset_.exprs[quantity].kind != Kind::quantity) {
    report(Code::E403, node, {rule.name});
    return std::nullopt;
  }
  bool full_step = false;
  for (const NodeId child : tree_.children(per)) {
    if (tree_.kind(child) != NodeKind::word) continue;
    switch (tree_.word(child)) {
      case Word::below:
      case Word::fewer:
        rule.way = Way::below;
        break;
      case Word::above:
      case Word::more:
        rule.way = Way::above;
        break;
      case Word::apart:
        rule.way = Way::apart;
        break;
      case Word::full_step:
        full_step = true;
        break;
      default:
        break;
    }
  }
  if (!step_size(tree_.child(per, NodeKind::count), unit, rule)) return std::nullopt;
  const auto amount = worth(tree_.child(node, NodeKind::worth), item);
  if (!amount) return std::nullopt;
  rule.amount = *amount;
  if (!step_bound(node, item, with_target, rule)) return std::nullopt;
  if (!step_parts(node, part_steps, full_step, rule)) return std::nullopt;
  return rule;
}

/// 每10个百分点: the step, in the unit of what is counted. 每处 is one.
bool Checker::step_size(NodeId count, const Unit& unit, StepRule& rule) {
  rule.step = unit.scale;
  // A distance between dates is a number of days.
  rule.step_unit = unit.dimension == Dimension::date ? find_unit("天") : unit;
  if (!count) return true;
  const NodeId number_node = tree_.child(count, NodeKind::number);
  const auto size = number_node ? number(number_node) : std::optional(Rational(1));
  if (!size) return false;
  const NodeId unit_node = tree_.child(count, NodeKind::unit);
  const Unit step_unit = unit_node ? find_unit(tree_.folded(unit_node)) : rule.step_unit;
  // 个数(…) 每1个: what is counted may be called by any unit of counting.
  const bool counted = rule.step_unit.dimension == Dimension::number && unit.word.zh.empty() &&
                       step_unit.dimension == Dimension::count;
  if (!counted && !agree(step_unit, rule.step_unit)) {
    const Text bare("数（没有单位）", "a bare number");
    report(Code::E401, count, {unit.word.zh.empty() ? bare : unit.word, step_unit.word});
    return false;
  }
  // 每低于5% of a rate means 5个百分点, and is printed so.
  rule.step_unit = step_unit.dimension == Dimension::rate ? find_unit("个百分点") : step_unit;
  rule.step = *size * step_unit.scale;
  if (rule.step > 0) return true;
  report(Code::E527, count);
  return false;
}

/// From where the distance is counted: 超过130%的部分, or the item's target.
bool Checker::step_bound(NodeId node, const Item& item, bool with_target, StepRule& rule) {
  if (const NodeId beyond = tree_.child(node, NodeKind::beyond)) {
    const std::vector<NodeId> parts = tree_.children(beyond);
    const Unit& unit = ruleset_.exprs[rule.quantity].unit;
    const auto value = amount_in(parts.back(), unit, true);
    if (!value) return false;
    rule.way = tree_.child(beyond, Word::beyond) ? Way::above : Way::below;
    rule.bound = typing_.constant(*value, unit);
    return true;
  }
  if (rule.way == Way::count) {
    const bool zero_target =
        !item.target || item.target->value == none || typing_.range(item.target->value) == Interval::point(0);
    if (with_target && !zero_target) {
      report(Code::E528, node, {item.target->text});
      return false;
    }
    return true;
  }
  if (!with_target || !item.target || item.target->value == none) {
    report(Code::E529, node);
    return false;
  }
  rule.bound = item.target->value;
  const Op side = item.target->comparison;
  const bool fits = rule.way == Way::above ? side == Op::less_equal || side == Op::less || side == Op::equal
                    : rule.way == Way::below
                        ? side == Op::greater_equal || side == Op::greater || side == Op::equal
                        : side == Op::equal;
  if (!fits) report(Code::E530, node, {item.target->text});
  return fits;
}

/// How a step that is not full counts: as written, or not asked where steps cannot be split.
bool Checker::step_parts(NodeId node, NodeId part_steps, bool full_step, StepRule& rule) {
  const bool bound_whole = rule.bound == none || is_whole(rule.bound);
  rule.whole_quantity = is_whole(rule.quantity) && bound_whole && rule.step == 1;
  if (part_steps) {
    if (tree_.child(part_steps, Word::shared)) rule.part = PartStep::pro_rata;
    if (tree_.child(part_steps, Word::count_whole)) rule.part = PartStep::whole;
    return true;
  }
  if (full_step || rule.whole_quantity) return true;
  const NodeId count = tree_.child(tree_.child(node, NodeKind::per), NodeKind::count);
  const Text step(to_text(rule.step, rule.step_unit, Language::zh),
                  to_text(rule.step, rule.step_unit, Language::en));
  report(Code::E504, count ? count : node, {step});
  return false;
}

/// 扣完为止, 最多扣4分, 不封顶: where the deductions stop.
void Checker::limits(const std::vector<NodeId>& found, Pool& pool, NodeId where, bool required) {
  for (const NodeId limit : found) {
    if (tree_.child(limit, Word::down_to_zero)) pool.to_zero = true;
    if (const NodeId node = tree_.child(limit, NodeKind::points)) {
      const auto value = points(node);
      if (value) pool.most = pool.most ? std::min(*pool.most, *value) : *value;
    }
  }
  if (required && found.empty()) report(Code::E505, where);
}

}  // namespace rubric::dsl
