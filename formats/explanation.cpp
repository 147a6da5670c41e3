#include "formats/explanation.hpp"

#include <fmt/format.h>

#include "formats/explanation_writer.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

Explanation ExplanationWriter::write() {
  Explanation out;
  out.language = language_;
  out.unit = data_.key;
  out.ruleset = ruleset_.name;
  out.version = ruleset_.version;
  out.basis = ruleset_.basis;
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) out.items.push_back(indicator(i));
  adjustments(out, ruleset_.bonuses, plan_.bonuses);
  adjustments(out, ruleset_.penalties, plan_.penalties);
  if (ruleset_.unscored) return out;
  total(out);
  out.full_marks = to_display(ruleset_.full_marks, total_digits(ruleset_));
  out.score = score(outcome_.total, total_digits(ruleset_));
  if (!ruleset_.grades.empty()) out.grade = grade_text(ruleset_, outcome_);
  return out;
}

ExplainedItem ExplanationWriter::indicator(std::size_t i) const {
  const Item& item = ruleset_.items[i];
  ExplainedItem out = explained(item, plan_.items[i], item_digits(ruleset_, item));
  const ItemOutcome& outcome = outcome_.items[i];
  if (item.form == Form::unscored) {
    out.score = out.lost = "";
    return out;
  }
  explanations(item, i, out);
  out.score = outcome.dropped == Truth::yes ? say("不适用", "not applicable")
                                            : score(outcome.score, item_digits(ruleset_, item));
  if (outcome.dropped == Truth::yes) out.lost = "";
  const std::optional<Rounding>& rounding = item.rounding ? item.rounding : ruleset_.item_rounding;
  const ItemSlots& slots = plan_.items[i];
  if (!item.no_rounding && rounding && at(slots.raw).possible && !same(slots.raw, slots.score)) {
    const Possible& raw = at(slots.raw);
    // What is shown rounded is not rounded again before the reader's eyes.
    const bool rounded = unending_ == Unending::two_places && raw.range.is_point() &&
                         !ends(raw.range.low.value, points_unit());
    const std::string from =
        rounded ? say("，得 ", ": ") : say("：", ": ") + show(raw, points_unit()) + " → ";
    out.steps.push_back(
        {say("取整", "rounding"),
         rounding_text(*rounding, false, language_) + from + show_score(at(slots.score), item),
         exact(at(slots.score))});
  }
  return out;
}

void ExplanationWriter::adjustments(Explanation& out, const std::vector<Item>& items,
                                    const std::vector<ItemSlots>& slots) const {
  for (std::size_t i = 0; i < items.size(); ++i) {
    ExplainedItem item = explained(items[i], slots[i], total_digits(ruleset_));
    item.score = score(at(slots[i].score), total_digits(ruleset_));
    item.lost = "";
    item.penalty = &items == &ruleset_.penalties;
    out.adjustments.push_back(std::move(item));
  }
}

ExplainedItem ExplanationWriter::explained(const Item& item, const ItemSlots& slots, int digits) const {
  ExplainedItem out;
  out.title = item.title;
  out.points = item.points ? to_display(*item.points, 0) : std::string();
  out.clause = item.clause;
  out.scoring = item.scoring_text;
  out.figures = figures(item);
  if (item.actual != none) out.steps.push_back(derivation(say("实际", "actual"), item.actual, slots.actual));
  gates(item, slots, out);
  if (item.form != Form::unscored) out.steps.push_back(scoring(item, slots));
  for (std::size_t i = 0; i < item.deductions.size(); ++i)
    deduction(item.deductions[i], slots.losses[i], out);
  for (std::size_t i = 0; i < item.parts.size(); ++i) {
    out.parts.push_back(explained(item.parts[i], slots.parts[i], digits));
  }
  out.score = score(at(slots.raw), digits);
  lost(item, slots, digits, out);
  return out;
}

void ExplanationWriter::lost(const Item& item, const ItemSlots& slots, int digits, ExplainedItem& out) const {
  const Possible& given = at(slots.score == none ? slots.raw : slots.score);
  if (!item.points || !given.possible) return;
  Possible difference = given;
  difference.range = subtract(Interval::point(*item.points), given.range);
  out.lost = score(difference, digits);
}

/// The clauses that set a score aside: said only where they hold, or may hold.
void ExplanationWriter::gates(const Item& item, const ItemSlots& slots, ExplainedItem& out) const {
  for (std::size_t i = 0; i < item.not_applicable.size(); ++i) {
    if (!possibly(slots.not_applicable[i])) continue;
    const NotApplicable& clause = item.not_applicable[i];
    out.steps.push_back({say("不适用", "not applicable"),
                         clause.text + holds(slots.not_applicable[i], clause.condition), ""});
  }
  for (std::size_t i = 0; i < item.zero_if.size(); ++i) {
    const Slot slot = plan_.of_expr[item.zero_if[i]];
    if (!possibly(slot)) continue;
    out.steps.push_back(
        {say("不得分", "zero if"), names(item.zero_if[i]) + holds(slot, item.zero_if[i]), ""});
  }
  if (slots.missing != none && possibly(slots.missing)) {
    out.steps.push_back({say("缺数", "missing"),
                         say("数据缺失，按规则的“缺数”条款处理",
                             "data are missing: the rules' clause on missing data applies"),
                         ""});
  }
  if (slots.zero_denominator != none && possibly(slots.zero_denominator)) {
    out.steps.push_back(
        {say("分母为零", "zero denominator"),
         say("除数为零，按规则的“分母为零”条款处理", "the divisor is zero: the rules' clause on it applies"),
         ""});
  }
}

void ExplanationWriter::explanations(const Item& item, std::size_t i, ExplainedItem& out) const {
  for (std::size_t k = 0; k < item.explain_if.size(); ++k) {
    if (outcome_.items[i].explain[k] == Truth::no) continue;
    const Cell& reason = data_.cells[item.explain_if[k].reason];
    const std::string given =
        reason.text.empty() ? say("（未填，须补）", "(not given: it is required)") : reason.text;
    out.steps.push_back({say("须说明", "explain if"),
                         item.explain_if[k].text + say("：", ": ") +
                             ruleset_.data[item.explain_if[k].reason].name + " " + given,
                         ""});
  }
}

std::string ExplanationWriter::show_score(const Possible& value, const Item& item) const {
  return score(value, item_digits(ruleset_, item)) + say("分", " points");
}

Explanation explain(const Ruleset& ruleset, const Plan& plan, const UnitData& data, const Outcome& outcome,
                    Language language, Unending unending) {
  return ExplanationWriter(ruleset, plan, data, outcome, language, unending).write();
}

}  // namespace rubric::formats
