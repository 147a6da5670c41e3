// From the scores to the total and the grade: the sum, 折算, 加分 and 减分, 一票否决, 封顶, 取整, 等级.

#include <fmt/format.h>

#include <set>

#include "formats/explanation_writer.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

void ExplanationWriter::total(Explanation& out) const {
  const std::string sum = sum_text(out);
  step(out, say("合计", "sum"), sum + equals() + show(at(plan_.sum), points_unit()), plan_.sum);
  if (rescales()) {
    step(out, say("折算", "rescaled"), rescaling() + equals() + show(at(plan_.rescaled), points_unit()),
         plan_.rescaled);
  }
  for (std::size_t i = 0; i < out.adjustments.size(); ++i) {
    const bool bonus = i < ruleset_.bonuses.size();
    out.total.push_back({bonus ? say("加分", "bonus") : say("减分", "penalty"),
                         out.adjustments[i].title + say("：", ": ") + out.adjustments[i].score, ""});
  }
  vetoes(out);
  if (limits()) step(out, say("封顶", "limit"), limit(), plan_.limited);
  if (rounds()) step(out, say("取整", "rounding"), rounding(), plan_.total);
  if (plan_.grade != none) grade(out);
  changes(out);
}

bool ExplanationWriter::rescales() const {
  return plan_.rescaled != plan_.sum && !same(plan_.rescaled, plan_.sum);
}

bool ExplanationWriter::limits() const {
  return !same(plan_.limited, plan_.vetoed);
}

/// Which of the total's limits it was brought to; both can be, of one that is not known.
std::string ExplanationWriter::limit() const {
  const Possible& before = at(plan_.vetoed);
  std::vector<std::string> said;
  const bool below = before.range.low.infinite || before.range.low.value < 0;
  if (below) said.push_back(say("总分不低于 ", "the total is at least ") + points(0));
  if (ruleset_.total_most && (before.range.high.infinite || before.range.high.value > *ruleset_.total_most))
    said.push_back(say("总分最高 ", "the total is at most ") + points(*ruleset_.total_most));
  std::string text;
  for (const std::string& one : said) text += (text.empty() ? "" : say("，", ", ")) + one;
  return text;
}

bool ExplanationWriter::rounds() const {
  return ruleset_.total_rounding && at(plan_.limited).possible;
}

std::string ExplanationWriter::rounding() const {
  return fmt::format("{}{}{} → {}", rounding_text(*ruleset_.total_rounding, false, language_),
                     say("：", ": "), show(at(plan_.limited), points_unit()),
                     score(outcome_.total, total_digits(ruleset_)));
}

void ExplanationWriter::step(Explanation& out, std::string label, std::string text, Slot slot) const {
  out.total.push_back({std::move(label), std::move(text), exact(at(slot))});
}

/// The items' scores as they are added; the items of a group with 择一 stand together as one term.
std::string ExplanationWriter::sum_text(const Explanation& out) const {
  std::string sum;
  std::set<std::uint32_t> told;
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
    const Item& item = ruleset_.items[i];
    if (item.form == Form::unscored || outcome_.items[i].dropped == Truth::yes) continue;
    std::string term = bracketed(out.items[i].score, at(plan_.items[i].score));
    const bool alternative = item.group != none && ruleset_.groups[item.group].choice &&
                             ruleset_.groups[item.group].choice->what != Choice::What::by;
    if (alternative) {
      if (!told.insert(item.group).second) continue;
      term = ruleset_.groups[item.group].title + say("（择一）", " (one of)");
    }
    sum += (sum.empty() ? "" : sign(Op::add)) + term;
  }
  return sum;
}

/// What applies, as it is added, scaled to the points of the whole; where only a section is scaled, that
/// alone is said.
std::string ExplanationWriter::rescaling() const {
  Rational left = 0;
  std::set<std::uint32_t> counted;
  bool within_section = false;
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
    const Item& item = ruleset_.items[i];
    for (const NotApplicable& clause : item.not_applicable)
      within_section = within_section || clause.then.what == Consequence::What::drop_group;
    if (outcome_.items[i].dropped == Truth::yes) continue;
    const bool alternative = item.group != none && ruleset_.groups[item.group].choice;
    if (alternative && !counted.insert(item.group).second) continue;
    const Rational own = item.points.value_or(Rational(0));
    left += alternative ? ruleset_.groups[item.group].points.value_or(own) : own;
  }
  if (within_section) {
    return show(at(plan_.sum), points_unit()) +
           say("，不适用的指标不计，同组其余的按该组分值折算",
               ", indicators that do not apply are left out, the rest of their section scaled to its points");
  }
  return fmt::format(
      "{}{}{}{}{}{}", show(at(plan_.sum), points_unit()), sign(Op::multiply), points(ruleset_.full_marks),
      sign(Op::divide), points(left),
      say("（不适用的指标不计，其余按满分折算）", " (indicators that do not apply are left out)"));
}

void ExplanationWriter::vetoes(Explanation& out) const {
  for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
    if (!possibly(plan_.veto_conditions[i])) continue;
    const Veto& veto = ruleset_.vetoes[i];
    out.total.push_back({say("一票否决", "veto"),
                         veto.title + holds(plan_.veto_conditions[i], veto.condition) +
                             (veto.note.empty() ? "" : say("：", ": ") + veto.note),
                         ""});
  }
}

void ExplanationWriter::grade(Explanation& out) const {
  const Possible& value = outcome_.grade;
  std::string text = ruleset_.grade_by_rounded ? say("按取整后总分", "by the rounded total")
                                               : say("按取整前总分", "by the exact total");
  text += say("：", ": ") + grade_text(ruleset_, outcome_);
  if (value.known()) {
    const Grade& row =
        ruleset_.grades[static_cast<std::size_t>(static_cast<int>(numerator(value.range.low.value)))];
    text += say("（", " (") + row.range_text + say("）", ")");
    if (!same(plan_.grade, plan_.grade_before_veto)) text += say("，一票否决所限", ", limited by a veto");
  }
  out.total.push_back({say("等级", "grade"), std::move(text), ""});
}

}  // namespace rubric::formats
