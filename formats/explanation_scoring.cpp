// The scoring sentence of an item with this unit's numbers in it, one function for each form of 计分, and
// 扣分.

#include <fmt/format.h>

#include <algorithm>

#include "engine/full_marks.hpp"
#include "formats/explanation_writer.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

ExplainedStep ExplanationWriter::scoring(const Item& item, const ItemSlots& slots) const {
  ExplainedStep step{say("计分", "score"), "", exact(at(slots.base))};
  std::string said = wording(item.scoring_text);
  if (item.target) said = say("目标 ", "target ") + target_text(item) + say("，", ", ") + said;
  const std::string working = formula(item, slots);
  if (!said.empty() && !working.empty()) said += say("：", ": ");
  step.text = said + working + equals() + show(at(slots.base), points_unit());
  return step;
}

/// The rules' words as a report has them: no 推定, and no name of a 公式 or 计分 that they were written
/// under.
std::string ExplanationWriter::wording(const std::string& text) const {
  if (unending_ == Unending::six_places) return text;
  std::string said = without_assumption(text);
  const std::string colon = say("：", ": "), same_as = say("同 ", "same as ");
  const std::size_t after = said.find(colon);
  if (said.rfind(same_as, 0) == 0 && after != std::string::npos) said.erase(0, after + colon.size());
  return said;
}

std::string ExplanationWriter::full(const Item& item) const {
  return item.points ? points(*item.points) : say("分值（未明确）", "points (unstated)");
}

std::string ExplanationWriter::target_text(const Item& item) const {
  if (!item.target) return "";
  std::string text = item.target->text;
  const std::string is = say("为 ", "is ");
  if (unending_ == Unending::two_places && text.rfind(is, 0) == 0) text.erase(0, is.size());
  if (item.target->value != none && ruleset_.exprs[item.target->value].op != Op::constant) {
    text += equals() + value_of(item.target->value);
  }
  return text;
}

/// The scoring sentence with this unit's numbers in it; empty where the sentence says it all.
std::string ExplanationWriter::formula(const Item& item, const ItemSlots& slots) const {
  switch (item.form) {
    case Form::proportional:
      return proportional(item, slots);
    case Form::inverse:
      return inverse(item, slots);
    case Form::met:
      if (at(slots.base).known() && !is_met(item, slots) && item.target && item.target->value != none)
        return say("实际 ", "actual ") + show(at(slots.actual), ruleset_.exprs[item.actual].unit) +
               verdict(item, slots);
      return item.target && item.target->value != none
                 ? fmt::format("{} {} {}", show(at(slots.actual), ruleset_.exprs[item.actual].unit),
                               word(item.target->comparison), value_of(item.target->value)) +
                       verdict(item, slots)
                 : numbers(item.actual) + verdict(item, slots);
    case Form::steps:
      return item.steps->gain ? pool(*item.steps) : full(item) + sign(Op::subtract) + pool(*item.steps);
    case Form::formula:
      return numbers(item.formula);
    case Form::discretion:
      return numbers(item.formula) + say("（由评价人给定）", " (given by the evaluator)");
    case Form::tiers:
      return matched(item, slots);
    case Form::levels:
      return level(item, slots);
    case Form::checklist:
    case Form::highest:
      return checks(item, slots);
    case Form::interpolation:
      return interpolation(item, slots);
    case Form::parts:
      return item.choice ? choice_text(*item.choice) : say("各款得分之和", "sum of the parts");
    case Form::deductions:
      return say("从满分起扣", "starts from full points");
    default:
      return "";
  }
}

bool ExplanationWriter::is_met(const Item& item, const ItemSlots& slots) const {
  return item.points && at(slots.base).range.low.value == *item.points;
}

std::string ExplanationWriter::verdict(const Item& item, const ItemSlots& slots) const {
  if (!at(slots.base).known()) return "";
  return is_met(item, slots) ? say("，达标", ", met") : say("，未达标", ", not met");
}

/// Whether a figure surely lies on one side of another.
bool ExplanationWriter::surely(Op comparison, Slot a, Slot b) const {
  if (!at(a).possible || !at(b).possible) return false;
  return operation(comparison).interval(at(a).range, at(b).range) == Interval::point(1);
}

std::string ExplanationWriter::proportional(const Item& item, const ItemSlots& slots) const {
  const Unit& unit = ruleset_.exprs[item.actual].unit;
  const bool reached = surely(item.target->comparison == Op::less_equal ? Op::less_equal : Op::greater_equal,
                              slots.actual, slots.target);
  if (reached && !item.ceiling) return say("达到目标，得满分", "the target is reached: full points");
  const std::string text = full(item) + sign(Op::multiply) +
                           bracketed(show(at(slots.actual), unit), at(slots.actual)) + sign(Op::divide) +
                           show(at(slots.target), ruleset_.exprs[item.target->value].unit);
  return reached ? text + say("，不超过最高分", ", up to the limit") : text;
}

std::string ExplanationWriter::inverse(const Item& item, const ItemSlots& slots) const {
  if (surely(Op::less_equal, slots.actual, slots.target))
    return say("未超过目标，得满分", "the target is not exceeded: full points");
  return full(item) + sign(Op::multiply) + show(at(slots.target), ruleset_.exprs[item.target->value].unit) +
         sign(Op::divide) +
         bracketed(show(at(slots.actual), ruleset_.exprs[item.actual].unit), at(slots.actual));
}

std::string ExplanationWriter::pool(const Pool& rules) const {
  std::string text;
  if (rules.condition != none) {
    text = points(rules.fixed) + sign(Op::multiply) + numbers(rules.condition);
  }
  for (const StepRule& rule : rules.steps) {
    if (!text.empty()) text += sign(Op::add);
    text += step_sentence(rule);
  }
  return text;
}

/// "0.5分 × 2个（超过 2.3个百分点 ÷ 1个百分点，不足一步的不计）"
std::string ExplanationWriter::step_sentence(const StepRule& rule) const {
  const Expr& quantity = ruleset_.exprs[rule.quantity];
  const Possible& value = at(plan_.of_expr[rule.quantity]);
  Possible distance = value;
  std::string of = show(value, quantity.unit);
  if (rule.way != Way::count && value.possible) {
    const Interval& bound = at(plan_.of_expr[rule.bound]).range;
    Interval away = rule.way == Way::below ? subtract(bound, value.range) : subtract(value.range, bound);
    away = rule.way == Way::apart ? absolute(away) : maximum(away, Interval::point(0));
    distance.range = away;
    const std::string word = rule.way == Way::below   ? say("低于 ", "below ")
                             : rule.way == Way::above ? say("超过 ", "above ")
                                                      : say("相差 ", "apart from ");
    of = fmt::format("{} {}{}{}{}", of, word, value_of(rule.bound), say("：", ": "),
                     show(distance, rule.step_unit));
  }
  std::string reading;
  if (!rule.whole_quantity) {
    reading = rule.part == PartStep::ignored    ? say("，不足一步的不计", ", part steps ignored")
              : rule.part == PartStep::pro_rata ? say("，不足一步的按比例", ", part steps pro rata")
                                                : say("，不足一步的按一步计", ", part steps counted whole");
  }
  Possible count = distance;
  if (count.possible) {
    count.range = divide(distance.range, Interval::point(rule.step));
    if (rule.part == PartStep::ignored) count.range = floor(count.range);
    if (rule.part == PartStep::whole) count.range = ceiling(count.range);
  }
  return points(rule.amount) + sign(Op::multiply) + bracketed(show(count, Unit{}), count) + say("（", " (") +
         of + reading + say("）", ")");
}

std::string ExplanationWriter::matched(const Item& item, const ItemSlots& slots) const {
  std::string text =
      item.actual == none ? std::string() : show(at(slots.actual), ruleset_.exprs[item.actual].unit);
  bool certain = true, first = true;  // no row above may apply
  for (std::size_t i = 0; i < item.tiers.size(); ++i) {
    const Possible& condition = at(slots.conditions[i]);
    if (!condition.possible || !condition.range.contains(1)) continue;
    const TierRow& row = item.tiers[i];
    certain = certain && condition.range.is_point();
    const std::string sign = certain ? say("，属于“", ", in the row “")
                             : first ? say("，可能属于“", ", maybe in the row “")
                                     : say("或“", " or “");
    first = false;
    if (text.empty()) text = say("按条件", "by conditions");
    text += sign + row.condition_text + (row.label.empty() ? "" : " " + row.label) + "”";
    if (condition.range.is_point()) break;
  }
  return text;
}

std::string ExplanationWriter::level(const Item& item, const ItemSlots& slots) const {
  std::string text = numbers(item.actual);
  for (std::size_t i = 0; i < item.levels.size(); ++i) {
    const Possible& condition = at(slots.conditions[i]);
    if (!condition.possible || condition.range != Interval::point(1)) continue;
    const LevelRow& row = item.levels[i];
    if (row.points) return text;
    text += fmt::format(
        "{}{}{}{}", say("，", ", "), full(item), sign(Op::multiply),
        row.default_share && data_.cells[ruleset_.exprs[item.share].datum].state == Cell::State::missing
            ? to_text(*row.default_share, find_unit("%"), language_) +
                  say("（未给比例）", " (no share given)")
            : numbers(item.share));
  }
  return text;
}

std::string ExplanationWriter::checks(const Item& item, const ItemSlots& slots) const {
  std::string text;
  for (std::size_t i = 0; i < item.checks.size(); ++i) {
    text += (i ? (item.form == Form::highest ? say("；", "; ") : sign(Op::add)) : "") +
            fmt::format("{}{}{}", show(at(slots.values[i]), points_unit()), say("（", " ("),
                        check_name(item.checks[i]));
    text += say("）", ")");
  }
  return text;
}

std::string ExplanationWriter::check_name(const CheckRow& row) const {
  if (row.counted) return pool(*row.counted);
  return names(row.condition) + say("：", ": ") + numbers(row.condition);
}

std::string ExplanationWriter::interpolation(const Item& item, const ItemSlots& slots) const {
  const Possible& value = at(slots.actual);
  const Unit& unit = ruleset_.exprs[item.actual].unit;
  if (!value.known()) return show(value, unit);
  const Rational& x = value.range.low.value;
  for (std::size_t i = 0; i + 1 < item.knots.size(); ++i) {
    const Knot& a = item.knots[i];
    const Knot& b = item.knots[i + 1];
    if (x < std::min(a.at, b.at) || x > std::max(a.at, b.at)) continue;
    const auto difference = [&](const std::string& from, const std::string& to) {
      return "(" + to + sign(Op::subtract) + from + ")";
    };
    return points(a.points) + sign(Op::add) + difference(points(a.points), points(b.points)) +
           sign(Op::multiply) + difference(number(a.at, unit), number(x, unit)) + sign(Op::divide) +
           difference(number(a.at, unit), number(b.at, unit));
  }
  return show(value, unit) + say("，在两端之外，取端点的分", ", beyond the ends: the end's points");
}

std::string ExplanationWriter::choice_text(const Choice& choice) const {
  switch (choice.what) {
    case Choice::What::highest:
      return say("择一，就高", "the highest of the parts");
    case Choice::What::lowest:
      return say("择一，就低", "the lowest of the parts");
    case Choice::What::by:
      return say("择一，按 ", "chosen by ") + ruleset_.data[choice.datum].name + say("：", ": ") +
             figure(choice.datum);
    default:
      return say("择一未明确，最低至最高", "the choice is unstated: from the lowest to the highest");
  }
}

void ExplanationWriter::deduction(const Pool& rules, Slot loss, ExplainedItem& out) const {
  if (at(loss).possible && at(loss).range == Interval::point(0)) {
    out.steps.push_back({say("扣分", "minus"), wording(rules.text) + say("：不扣", ": nothing"), "0"});
    return;
  }
  out.steps.push_back(
      {say("扣分", "minus"),
       wording(rules.text) + say("：", ": ") + pool(rules) + equals() + show(at(loss), points_unit()),
       exact(at(loss))});
}

}  // namespace rubric::formats
