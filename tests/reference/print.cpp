#include "tests/reference/print.hpp"

#include "tests/reference/printer.hpp"

namespace rubric::reference {

std::string Printer::run() {
  header();
  std::vector<std::string> blocks{data()};
  if (const std::string block = parameters(); !block.empty()) blocks.push_back(block);
  for (const Named& named : ruleset_.named) {
    if (!named.parameter) blocks.push_back(formula(named));
  }
  for (const Method& m : ruleset_.methods) {
    blocks.push_back(say("评分方法 ", "method ") + m.title + "\n" +
                     join(scoring(m.scoring, nullptr, m.unit)));
  }
  add(blocks);
  for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
    heading(i);
    text_ += item(ruleset_.items[i], say("指标 ", "indicator "));
  }
  blocks.clear();
  for (const Item& bonus : ruleset_.bonuses) blocks.push_back(adjustment(bonus, say("加分 ", "bonus ")));
  for (const Item& penalty : ruleset_.penalties)
    blocks.push_back(adjustment(penalty, say("减分 ", "penalty ")));
  for (const Veto& veto : ruleset_.vetoes) blocks.push_back(this->veto(veto));
  blocks.push_back(grades());
  add(blocks);
  return text_;
}

void Printer::add(std::vector<std::string>& blocks) {
  if (shuffled_) random_.shuffle(blocks);
  for (const std::string& block : blocks) text_ += block;
}

std::string Printer::join(std::vector<std::string> lines) {
  if (shuffled_) random_.shuffle(lines);
  std::string text;
  for (const std::string& line : lines) text += "  " + line + "\n";
  return text;
}

void Printer::header() {
  text_ = say("规则集 ", "ruleset ") + ruleset_.name + "\n";
  text_ += "  " + say("满分  ", "full marks  ") + points(ruleset_.full_marks) + "\n";
  text_ += "  " + say("单项  ", "each item  ") + rounding(ruleset_.item_rounding) + "\n";
  text_ += "  " + say("总分  ", "total  ");
  if (ruleset_.total_most) text_ += say("最高", "at most ") + points(*ruleset_.total_most) + comma();
  text_ += rounding(ruleset_.total_rounding) + "\n";
}

std::string Printer::data() {
  std::vector<std::string> lines;
  for (const Datum& d : ruleset_.data) {
    std::string line = name(d.name) + "  ";
    switch (d.kind) {
      case Datum::Kind::yes_no:
        line += say("是否", "yes/no");
        break;
      case Datum::Kind::text:
        line += say("文字", "text");
        break;
      case Datum::Kind::level:
        line += list(d.levels);
        break;
      default:
        line += zh_ ? d.unit->zh : d.unit->en;
        if (d.range.low || d.range.high) line += "  " + range(d.range, d.unit);
    }
    if (d.whole) line += "  " + say("整数", "whole");
    if (d.optional) line += "  " + say("可不填", "optional");
    if (d.may_not_apply) line += "  " + say("可不适用", "may not apply");
    lines.push_back(line);
  }
  return say("数据\n", "data\n") + join(lines);
}

std::string Printer::parameters() {
  std::vector<std::string> lines;
  for (const Named& named : ruleset_.named) {
    if (!named.parameter) continue;
    const ExprPtr& value = named.rows.front().value;
    lines.push_back(name(named.name) + "  " + amount(value->value, value->unit));
  }
  return lines.empty() ? "" : say("参数\n", "parameters\n") + join(lines);
}

std::string Printer::formula(const Named& named) {
  std::string text = say("公式 ", "formula ") + name(named.name);
  const bool table = named.rows.size() > 1 || named.rows.front().condition;
  if (!table) {
    text += say(" ＝ ", " = ") + expr(named.rows.front().value);
    if (named.rounding) text += comma() + rounding(named.rounding);
  }
  text += "\n";
  if (table) {
    for (const Named::Row& row : named.rows) {
      text += "  " + (row.condition ? expr(row.condition) : say("其余", "otherwise")) + "  " +
              expr(row.value) + "\n";
    }
  }
  if (named.zero.then != ZeroClause::Then::unwritten) {
    text += "  " + zero(named.zero, named.rows.front().value->unit) + "\n";
  }
  return text;
}

std::string Printer::zero(const ZeroClause& clause, const Unit* unit) const {
  const std::string head = say("分母为零  ", "zero denominator  ");
  switch (clause.then) {
    case ZeroClause::Then::full:
      return head + say("得满分", "full");
    case ZeroClause::Then::zero:
      return head + say("不得分", "zero");
    case ZeroClause::Then::use:
      return head + say("按 ", "use ") + amount(clause.value, unit);
    default:
      return head + say("无法计算", "fault");
  }
}

void Printer::heading(std::size_t i) {
  const std::optional<std::size_t> now = ruleset_.items[i].group;
  const std::optional<std::size_t> before = i == 0 ? std::nullopt : ruleset_.items[i - 1].group;
  if (now == before) return;
  if (!now) {
    text_ += say("一级指标  无\n", "section  none\n");
    return;
  }
  // Headings without indicators of their own stand in front of their first 二级指标.
  for (std::size_t g = before ? *before + 1 : 0; g <= *now; ++g) {
    const Group& group = ruleset_.groups[g];
    text_ += (group.inner ? say("二级指标 ", "subsection ") : say("一级指标 ", "section ")) + group.title;
    if (group.points) text_ += "  " + points(*group.points);
    text_ += "\n";
  }
}

std::string Printer::adjustment(const Item& item, const std::string& keyword) {
  const std::string cap =
      item.points ? say("最高", "at most ") + points(*item.points) : say("不封顶", "no limit");
  return keyword + item.title + "  " + cap + "\n" + join(clauses(item));
}

std::string Printer::item(const Item& item, const std::string& keyword) {
  std::string text = keyword + item.title + "  ";
  text += item.scoring.base == Base::unscored ? say("不计分", "unscored") : points(*item.points);
  std::vector<std::string> lines = clauses(item);
  bool one_row = lines.size() <= 3 && item.parts.empty();
  for (const std::string& line : lines) one_row = one_row && line.find('\n') == std::string::npos;
  if (one_row) {
    if (shuffled_) random_.shuffle(lines);
    for (const std::string& line : lines) text += say(" ｜ ", " | ") + line;
    return text + "\n";
  }
  text += "\n" + join(lines);
  for (const Item& part : item.parts) text += "  " + this->item(part, say("其中 ", "part "));
  return text;
}

std::vector<std::string> Printer::clauses(const Item& item) {
  std::vector<std::string> lines;
  for (const NotApplicable& clause : item.not_applicable) lines.push_back(not_applicable(clause));
  for (const ExprPtr& gate : item.zero_if) lines.push_back(say("不得分  ", "zero if  ") + expr(gate));
  if (item.actual) {
    std::string line = say("实际  ", "actual  ") + expr(item.actual);
    if (item.actual_rounding) line += comma() + rounding(item.actual_rounding);
    lines.push_back(line);
  }
  for (std::string& line : scoring(item.scoring, &item, item.actual ? item.actual->unit : nullptr))
    lines.push_back(std::move(line));
  if (item.zero.then != ZeroClause::Then::unwritten)
    lines.push_back(zero(item.zero, item.actual ? item.actual->unit : nullptr));
  if (item.missing.then == Missing::Then::zero) lines.push_back(say("缺数  不得分", "missing  zero"));
  if (item.missing.then == Missing::Then::use) {
    lines.push_back(say("缺数  按 ", "missing  use ") + amount(item.missing.value, item.actual->unit));
  }
  if (item.own_rounding) lines.push_back(say("取整  ", "rounding  ") + rounding(item.rounding));
  return lines;
}

std::string Printer::not_applicable(const NotApplicable& clause) const {
  std::string text = say("不适用  ", "not applicable if  ");
  if (clause.condition) text += expr(clause.condition) + comma();
  switch (clause.then) {
    case NotApplicable::Then::full:
      return text + say("得满分", "full");
    case NotApplicable::Then::points:
      return text + say("得", "give ") + points(clause.points);
    case NotApplicable::Then::drop_all:
      return text + say("剔除，全表折算", "drop, rescale all");
    default:
      return text + say("剔除，组内折算", "drop, rescale section");
  }
}

std::string Printer::veto(const Veto& v) {
  const std::string head = say("结果  ", "then  ");
  const std::string grade = ruleset_.grades.empty() ? "" : name(ruleset_.grades[v.grade].name);
  std::string then;
  switch (v.then) {
    case Veto::Then::becomes:
      then = say("总分为 ", "total becomes ") + points(v.points);
      break;
    case Veto::Then::minus:
      then = say("总分减 ", "total minus ") + points(v.points);
      break;
    case Veto::Then::at_most:
      then = say("等级不高于 ", "grade at most ") + grade;
      break;
    case Veto::Then::grade_becomes:
      then = say("等级为 ", "grade becomes ") + grade;
      break;
    default:
      then = say("注明 “取消评优资格”", "note \"no award\"");
  }
  return say("一票否决 ", "veto ") + v.title + "\n" +
         join({say("当  ", "when  ") + expr(v.condition), head + then});
}

std::string Printer::grades() const {
  if (ruleset_.grades.empty()) return {};
  static const Unit in_points{Unit::Measure::points, 1, "分", "points", true};
  std::string text = say("等级  ", "grades  ");
  text += ruleset_.grade_by_rounded ? say("按取整后总分\n", "by rounded total\n")
                                    : say("按取整前总分\n", "by exact total\n");
  for (const Grade& grade : ruleset_.grades) {
    text += "  " + range(grade.range, &in_points) + "  " + name(grade.name) + "\n";
  }
  return text;
}

std::string print(const Ruleset& ruleset, Tongue tongue, std::uint64_t shuffle) {
  return Printer(ruleset, tongue, shuffle).run();
}

std::string print(const Ruleset& ruleset, const Cells& cells) {
  std::string text;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += ruleset.data[i].name + "  " + (cells[i].text.empty() ? "缺" : cells[i].text) + "\n";
  }
  return text;
}

}  // namespace rubric::reference
