// What moves the total, as rows of a form and as clauses of its conclusion: the same steps as in
// explanation_total.cpp, each with what it adds or takes.

#include <fmt/format.h>

#include <set>

#include "formats/explanation_writer.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

void ExplanationWriter::changes(Explanation& out) const {
  if (!outcome_.total.possible) {
    adjustment_changes(out);
    return;
  }
  choice(out);
  if (rescales()) {
    change(out, say("折算", "rescaled"), plan_.sum, plan_.rescaled,
           rescaling() + equals() + show(at(plan_.rescaled), points_unit()));
  }
  adjustment_changes(out);
  veto_changes(out);
  if (limits()) {
    change(out, say("封顶", "limit"), plan_.vetoed, plan_.limited,
           sum_so_far(plan_.vetoed) + say("，按", ", ") + limit() + say("计", ""));
  }
  if (rounds() && !same(plan_.limited, plan_.total))
    change(out, say("取整", "rounding"), plan_.limited, plan_.total, rounding());
  if (!out.account.empty())
    out.account.insert(out.account.begin(), say("各项得分", "Of the indicators: ") + sum_so_far(plan_.sum));
}

/// A row, and its clause; of adjustments the clause is their own.
void ExplanationWriter::change(Explanation& out, std::string title, Slot from, Slot to,
                               std::string text) const {
  out.account.push_back(text);
  out.changes.push_back({std::move(title), moved(from, to), std::move(text)});
}

/// Of a group with 择一 every member stands in the form, and one counts.
void ExplanationWriter::choice(Explanation& out) const {
  std::set<std::uint32_t> told;
  std::string titles;
  Rational all = 0;
  bool known = at(plan_.sum).known();
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
    const Item& item = ruleset_.items[i];
    if (item.form == Form::unscored || outcome_.items[i].dropped == Truth::yes) continue;
    const Possible& own = at(plan_.items[i].score);
    known = known && own.known();
    if (own.known()) all += own.range.low.value;
    const bool alternative = item.group != none && ruleset_.groups[item.group].choice &&
                             ruleset_.groups[item.group].choice->what != Choice::What::by;
    if (!alternative || !told.insert(item.group).second) continue;
    titles += (titles.empty() ? "“" : say("、“", ", “")) + ruleset_.groups[item.group].title + "”" +
              say("：", ": ") + choice_text(*ruleset_.groups[item.group].choice);
  }
  if (told.empty()) return;
  const Rational difference = known ? Rational(at(plan_.sum).range.low.value - all) : Rational(0);
  out.changes.push_back(
      {say("择一", "one of several"), known ? change_text(difference) : std::string(), titles});
  out.account.push_back(titles);
}

void ExplanationWriter::adjustment_changes(Explanation& out) const {
  for (std::size_t i = 0; i < out.adjustments.size(); ++i) {
    const ExplainedItem& one = out.adjustments[i];
    const bool bonus = i < ruleset_.bonuses.size();
    const ItemSlots& slots = bonus ? plan_.bonuses[i] : plan_.penalties[i - ruleset_.bonuses.size()];
    const bool nothing = at(slots.score).known() && at(slots.score).range.low.value == 0;
    const std::string word = bonus ? say("加分", "bonus") : say("减分", "penalty");
    std::string text;
    for (const ExplainedStep& step : one.steps) {
      if (nothing || step.label == say("实际", "actual")) continue;
      text += (text.empty() ? "" : say("；", "; ")) + step.text;
    }
    const bool figure = at(slots.score).possible && !nothing;
    const std::string sign = !figure ? "" : bonus ? "＋" : "−";
    out.changes.push_back({word + say("：", ": ") + one.title, sign + one.score, std::move(text)});
    if (!nothing && outcome_.total.possible) {
      out.account.push_back(word + say("“", " “") + one.title + "”" + say(" ", " ") + one.score +
                            say("分", " points"));
    }
  }
}

/// A veto's row says what it does; the last that touches the total has what they take from it together.
void ExplanationWriter::veto_changes(Explanation& out) const {
  using Result = Veto::Outcome;
  std::size_t last = none;
  for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
    const Result what = ruleset_.vetoes[i].outcome;
    const bool on_total =
        what == Result::total_becomes || what == Result::total_minus || what == Result::unstated;
    if (on_total && possibly(plan_.veto_conditions[i])) last = i;
  }
  bool told = false;  // the sum that it all starts from
  for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
    const Slot condition = plan_.veto_conditions[i];
    if (!possibly(condition)) continue;
    const Veto& veto = ruleset_.vetoes[i];
    const std::string from =
        last != none && !told ? sum_so_far(plan_.adjusted) + say("；", "; ") : std::string();
    told = true;
    const bool surely = at(condition).range.is_point();
    const std::string text = (surely ? say("因“", "for “") : say("可能因“", "possibly for “")) + veto.title +
                             "”" + say("，", ": ") + effect(veto);
    // The account begins with the sum of the items, which is said once.
    out.account.push_back(out.account.empty() ? text : from + text);
    out.changes.push_back({say("一票否决：", "veto: ") + veto.title,
                           i == last ? moved(plan_.adjusted, plan_.vetoed) : std::string(), from + text});
  }
}

/// What a veto does, and from which grade to which.
std::string ExplanationWriter::effect(const Veto& veto) const {
  std::string text = veto.note.empty() ? say("后果未明确", "what follows is unstated") : veto.note;
  const bool on_grade =
      veto.outcome == Veto::Outcome::grade_at_most || veto.outcome == Veto::Outcome::grade_becomes;
  if (!on_grade || !at(plan_.grade_before_veto).known() || !at(plan_.grade).known() ||
      same(plan_.grade_before_veto, plan_.grade))
    return text;
  const auto name = [&](Slot slot) {
    const Rational& place = at(slot).range.low.value;
    return "“" + ruleset_.grades[static_cast<std::size_t>(static_cast<int>(numerator(place)))].name + "”";
  };
  return text + say("，由", ", from ") + name(plan_.grade_before_veto) + say("降为", " to ") +
         name(plan_.grade);
}

/// "＋4.00": what is added from one slot to another; blank where that is not known, or no decimal has it.
std::string ExplanationWriter::moved(Slot from, Slot to) const {
  if (!at(from).known() || !at(to).known()) return "";
  return change_text(Rational(at(to).range.low.value - at(from).range.low.value));
}

std::string ExplanationWriter::change_text(const Rational& difference) const {
  if (!decimals(difference, display_decimals)) return "";
  if (difference == 0) return to_display(difference, total_digits(ruleset_));
  const bool less = difference < 0;
  return (less ? "−" : "＋") + to_display(less ? Rational(-difference) : difference, total_digits(ruleset_));
}

/// "合计 102.00分", "合计 53.00分至93.00分".
std::string ExplanationWriter::sum_so_far(Slot slot) const {
  std::string text = score(at(slot), total_digits(ruleset_));
  const std::string unit = say("分", " points");
  const std::size_t dots = text.find("..");
  if (dots != std::string::npos) text.replace(dots, 2, unit + say("至", " to "));
  return say("合计 ", "sum ") + text + unit;
}

}  // namespace rubric::formats
