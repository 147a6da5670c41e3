// The sentences of an item that stand around its score: names and conditions, 目标, the clauses that set the
// score aside (不适用, 不得分), 分母为零, 缺数, 取整, and 其中 with its parts.

#include "formats/score_sheet_item.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

std::vector<std::string> ItemWriter::write() {
  gates();
  if (item_.form == Form::unscored) {
    unscored();
  } else {
    if (item_.target && !item_.target->text.empty() && !target_is_in_sentence()) goal();
    base();
    for (const Pool& pool : item_.deductions) deduction(pool);
    if (stops_above_zero()) line(say("扣分后得分不低于0分", "the score does not fall below 0"));
  }
  particulars();
  return std::move(lines_);
}

/// The item's points in a sentence.
std::string ItemWriter::full() const {
  const bool known = item_.points && !item_.open_points;
  return known ? points(*item_.points) : say("分值", "the points");
}

bool ItemWriter::plain(ExprId id) const {
  return !expr(id).name.empty() || expr(id).op == Op::input;
}

/// 实际 in a sentence: its name, or "实际值" once a line of its own has said what that is.
std::string ItemWriter::actual() {
  if (item_.actual == none) return "";
  if (plain(item_.actual)) return formula(item_.actual);
  const std::string name = say("实际值", "the actual value");
  if (!actual_said_) line(name + say("＝", " = ") + formula(item_.actual));
  actual_said_ = true;
  return name;
}

/// 实际 as a factor: in brackets where that reads well.
std::string ItemWriter::actual_factor() {
  const bool sum_or_ratio = !plain(item_.actual) && expr(item_.actual).op != Op::round;
  return sum_or_ratio ? "(" + formula(item_.actual) + ")" : actual();
}

std::string ItemWriter::target() const {
  const Expr& e = expr(item_.target->value);
  const std::string text = formula(item_.target->value);
  const bool simple = plain(item_.target->value) || (e.op == Op::constant && e.value >= 0);
  return simple ? text : "(" + text + ")";
}

std::string ItemWriter::sign(Op op) const {
  return std::string(language == Language::zh ? operation(op).zh : operation(op).en);
}

std::string ItemWriter::levels(const Datum& datum, const std::vector<std::uint32_t>& places) const {
  std::vector<std::string> names;
  for (const std::uint32_t place : places) names.push_back(datum.levels[place]);
  return join(names, "、", "; ");
}

void ItemWriter::goal() {
  line(say("目标：{}", "target: {}", target_text()));
}

std::string ItemWriter::target_text() {
  const Target& t = *item_.target;
  if (t.value != none) return sign(t.comparison) + " " + formula(t.value);
  if (t.levels.empty()) return t.text;
  return say("{} 为 {}", "{} is {}", actual(), levels(ruleset_.data[expr(item_.actual).datum], t.levels));
}

/// "项目数 ＝ 0个"; a yes/no datum alone is "未公示 为 是".
std::string ItemWriter::condition(ExprId id) const {
  const Expr& e = expr(id);
  const bool yes_no = e.kind == Kind::yes_no && e.op == Op::input;
  return yes_no ? say("{}为是", "{} is yes", formula(id)) : formula(id);
}

void ItemWriter::gates() {
  for (const NotApplicable& clause : item_.not_applicable) {
    line(say("{}的，本项不适用：{}", "if {}, the indicator does not apply: {}", condition(clause.condition),
             consequence(clause.then)));
  }
  for (const ExprId gate : item_.zero_if) {
    line(say("{}的，本项不得分", "if {}, no points", condition(gate)));
  }
}

std::string ItemWriter::consequence(const Consequence& then) const {
  switch (then.what) {
    case Consequence::What::full:
      return say("得满分", "full points");
    case Consequence::What::zero:
      return say("不得分", "no points");
    case Consequence::What::points:
      return say("得{}", "{}", points(then.amount));
    case Consequence::What::value: {
      const Unit unit = item_.actual == none ? Unit{} : expr(item_.actual).unit;
      return say("实际值按{}计算", "the actual value is taken as {}", to_text(then.amount, unit, language));
    }
    case Consequence::What::drop_all:
      return say("剔除本项，其余指标得分按满分折算",
                 "it is left out and the other indicators are rescaled to full marks");
    case Consequence::What::drop_group:
      return say("剔除本项，本组其余指标得分按本组分值折算",
                 "it is left out and the others of its group are rescaled to the group's points");
    case Consequence::What::interval:
      return say("给出得分区间", "the score is an interval");
    default:
      return say("无法计算", "the score cannot be computed");
  }
}

void ItemWriter::particulars() {
  if (item_.zero_denominator_stated) {
    line(say("分母为零的，{}", "if a divisor is zero, {}", consequence(item_.zero_denominator)));
  }
  if (item_.missing.what != Consequence::What::interval) {
    line(say("数据缺失的，{}", "if data are missing, {}", consequence(item_.missing)));
  }
  for (const ExplainIf& clause : item_.explain_if) {
    line(say("{}的，须说明理由（{}），不影响得分",
             "if {}, the reason must be given ({}); the score does not change", condition(clause.condition),
             ruleset_.data[clause.reason].name));
  }
  if (item_.no_rounding && ruleset_.item_rounding) line(say("本项得分不取整", "this score is not rounded"));
  if (item_.rounding && !item_.no_rounding) {
    line(say("本项得分{}", "this score is rounded {}", rounding_text(*item_.rounding, false, language)));
  }
}

void ItemWriter::unscored() {
  if (item_.actual != none) line(say("列示{}", "shown: {}", formula(item_.actual)));
  if (item_.target && !item_.target->text.empty()) goal();
  line(say("不计分", "not scored"));
}

void ItemWriter::parts() {
  line(item_.choice ? choice_text(ruleset_, language, *item_.choice)
                    : say("以下各款得分相加：", "the sum of its parts:"));
  int number = 0;
  for (const Item& part : item_.parts) {
    const std::string head = item_.choice || !part.points
                                 ? part.title
                                 : say("{}（{}）", "{} ({})", part.title, points(*part.points));
    const std::vector<std::string> sentences = ItemWriter(ruleset_, language, part, false).write();
    line(say("（{}）{}：{}", "({}) {}: {}", ++number, head, clauses(sentences)));
  }
}

std::string ItemWriter::choice_text(const Ruleset& ruleset, Language spoken, const Choice& choice) {
  const Speech speech(spoken);
  switch (choice.what) {
    case Choice::What::highest:
      return speech.say("以下各项择一，取得分最高的一项",
                        "one of these counts: the one with the highest score");
    case Choice::What::lowest:
      return speech.say("以下各项择一，取得分最低的一项",
                        "one of these counts: the one with the lowest score");
    case Choice::What::by:
      return speech.say("以下各项择一，按“{}”选定", "one of these counts: the one that “{}” names",
                        ruleset.data[choice.datum].name);
    default:
      return speech.say("以下各项择一，原标准未明确由谁选定：得分按最低一项至最高一项的区间给出",
                        "one of these counts, the standard does not say which: the score is an interval");
  }
}

}  // namespace rubric::formats
