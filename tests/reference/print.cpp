#include "tests/reference/print.hpp"

#include "tests/reference/random.hpp"

namespace rubric::reference {
namespace {

using Do = Expr::Do;

/// How tightly an expression binds; a looser operand stands in brackets.
int precedence(Do what) {
  switch (what) {
    case Do::either:
      return 1;
    case Do::both:
      return 2;
    case Do::less:
    case Do::less_equal:
    case Do::greater:
    case Do::greater_equal:
    case Do::equal:
    case Do::not_equal:
    case Do::is:
    case Do::is_not:
    case Do::blank:
    case Do::not_applicable:
      return 3;
    case Do::add:
    case Do::subtract:
      return 4;
    case Do::multiply:
    case Do::divide:
      return 5;
    default:
      return 6;
  }
}

class Printer {
 public:
  Printer(const Ruleset& ruleset, Tongue tongue, std::uint64_t shuffle)
      : ruleset_(ruleset), zh_(tongue == Tongue::zh), random_(shuffle), shuffled_(shuffle != 0) {}

  std::string run() {
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

 private:
  std::string say(const char* zh, const char* en) const { return zh_ ? zh : en; }

  void add(std::vector<std::string>& blocks) {
    if (shuffled_) random_.shuffle(blocks);
    for (const std::string& block : blocks) text_ += block;
  }

  std::string join(std::vector<std::string> lines) {
    if (shuffled_) random_.shuffle(lines);
    std::string text;
    for (const std::string& line : lines) text += "  " + line + "\n";
    return text;
  }

  std::string comma() const { return say("，", ", "); }

  // --- numbers and names ---

  std::string amount(const Fraction& value, const Unit* unit, bool step = false) const {
    const std::string digits = to_text(unit ? value / unit->scale : value);
    if (!unit || unit->zh.empty()) return digits;
    if (step && unit->measure == Unit::Measure::rate) return digits + say("个百分点", " pp");
    return digits + (zh_ ? unit->zh : (unit->blank ? " " : "") + unit->en);
  }

  std::string points(const Fraction& value) const { return to_text(value) + say("分", " points"); }

  std::string name(const std::string& text) const {
    const bool quote = text.find('(') != std::string::npos || (text[0] >= '0' && text[0] <= '9');
    return quote ? say("“", "\"") + text + say("”", "\"") : text;
  }

  std::string list(const std::vector<std::string>& names) const {
    std::string text;
    for (const std::string& one : names) text += (text.empty() ? "" : say("、", "; ")) + name(one);
    return text;
  }

  std::string level_list(std::size_t datum, const std::vector<std::size_t>& levels) const {
    const Datum& d = ruleset_.data[datum];
    if (d.kind == Datum::Kind::yes_no) return levels[0] == 1 ? say("是", "yes") : say("否", "no");
    std::vector<std::string> names;
    for (const std::size_t level : levels) names.push_back(d.levels[level]);
    return list(names);
  }

  std::string worth(const Worth& w) const {
    switch (w.what) {
      case Worth::What::points:
        return points(w.amount);
      case Worth::What::share: {
        const std::string share = to_text(w.amount * 100) + "%";
        return zh_ ? "满分的" + share : share + " of full";
      }
      default:
        return say("满分", "full");
    }
  }

  std::string rounding(const std::optional<Rounding>& r) const {
    static constexpr const char* modes[][2] = {{"四舍五入", "half up"}, {"四舍六入五成双", "half even"},
                                               {"只舍不入", "down"},    {"只入不舍", "up"},
                                               {"向下", "floor"},       {"向上", "ceiling"}};
    if (!r) return say("不取整", "no rounding");
    const auto& mode = modes[static_cast<std::size_t>(r->how.mode)];
    const int digits = r->how.digits - (r->of_percent ? 2 : 0);
    if (digits == 0 && !r->of_percent) return say(mode[0], mode[1]) + say("取整数", " to a whole number");
    const std::string many = std::to_string(digits);
    std::string text = say(mode[0], mode[1]);
    text += zh_ ? "保留" + many + "位小数" : " to " + many + (digits == 1 ? " place" : " places");
    return text + (r->of_percent ? say("的百分数", " of a percent") : "");
  }

  std::string comparison(Do what) const {
    switch (what) {
      case Do::less:
        return say("＜", "<");
      case Do::less_equal:
        return say("≤", "<=");
      case Do::greater:
        return say("＞", ">");
      case Do::greater_equal:
        return say("≥", ">=");
      case Do::equal:
        return say("＝", "=");
      default:
        return say("≠", "!=");
    }
  }

  std::string range(const Range& r, const Unit* unit) const {
    if (r.low && r.high) {
      const auto end = [&](const Edge& edge) {
        const std::string mark = edge.open ? say("(不含)", " (excl)") : say("(含)", " (incl)");
        return amount(edge.value, unit) + mark;
      };
      return end(*r.low) + say("至", " to ") + end(*r.high);
    }
    const Edge& edge = r.low ? *r.low : *r.high;
    const Do what =
        r.low ? (edge.open ? Do::greater : Do::greater_equal) : (edge.open ? Do::less : Do::less_equal);
    return comparison(what) + say("", " ") + amount(edge.value, unit);
  }

  // --- expressions ---

  std::string expr(const ExprPtr& e) const {
    switch (e->what) {
      case Do::literal: {
        const std::string text = amount(e->value, e->unit);
        return e->value < 0 ? "(" + text + ")" : text;
      }
      case Do::datum:
        return name(ruleset_.data[e->index].name);
      case Do::named:
        return name(ruleset_.named[e->index].name);
      case Do::full:
        return say("满分", "full");
      case Do::actual:
        return say("实际", "actual");
      case Do::target:
        return say("目标", "target");
      case Do::is:
      case Do::is_not:
        return name(ruleset_.data[e->index].name) +
               (e->what == Do::is ? say(" 为 ", " is ") : say(" 不为 ", " is not ")) +
               level_list(e->index, e->levels);
      case Do::blank:
        return name(ruleset_.data[e->index].name) + say(" 未填", " is blank");
      case Do::not_applicable:
        return name(ruleset_.data[e->index].name) + say(" 不适用", " not applicable");
      case Do::negate:
        return say("－", "-") + operand(e->operands[0], 6);
      default:
        return compound(e);
    }
  }

  std::string operand(const ExprPtr& e, int binds) const {
    return precedence(e->what) < binds ? "(" + expr(e) + ")" : expr(e);
  }

  std::string compound(const ExprPtr& e) const {
    if (const std::string function = this->function(e->what); !function.empty()) {
      std::string text;
      for (const ExprPtr& one : e->operands) text += (text.empty() ? "" : comma()) + expr(one);
      return function + "(" + text + ")";
    }
    const int own = precedence(e->what);
    std::string text = operand(e->operands[0], own == 3 ? 4 : own);
    for (std::size_t i = 1; i < e->operands.size(); ++i) {
      text += " " + sign(e->what) + " " + operand(e->operands[i], own + 1);
    }
    return text;
  }

  std::string function(Do what) const {
    switch (what) {
      case Do::minimum:
        return say("最小", "min");
      case Do::maximum:
        return say("最大", "max");
      case Do::absolute:
        return say("绝对值", "abs");
      case Do::sum:
        return say("合计", "sum");
      case Do::mean:
        return say("平均", "mean");
      case Do::count:
        return say("个数", "count");
      default:
        return {};
    }
  }

  std::string sign(Do what) const {
    switch (what) {
      case Do::add:
        return say("＋", "+");
      case Do::subtract:
        return say("－", "-");
      case Do::multiply:
        return say("×", "*");
      case Do::divide:
        return say("÷", "/");
      case Do::both:
        return say("且", "and");
      case Do::either:
        return say("或", "or");
      default:
        return comparison(what);
    }
  }

  // --- blocks ---

  void header() {
    text_ = say("规则集 ", "ruleset ") + ruleset_.name + "\n";
    text_ += "  " + say("满分  ", "full marks  ") + points(ruleset_.full_marks) + "\n";
    text_ += "  " + say("单项  ", "each item  ") + rounding(ruleset_.item_rounding) + "\n";
    text_ += "  " + say("总分  ", "total  ");
    if (ruleset_.total_most) text_ += say("最高", "at most ") + points(*ruleset_.total_most) + comma();
    text_ += rounding(ruleset_.total_rounding) + "\n";
  }

  std::string data() {
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

  std::string parameters() {
    std::vector<std::string> lines;
    for (const Named& named : ruleset_.named) {
      if (!named.parameter) continue;
      const ExprPtr& value = named.rows.front().value;
      lines.push_back(name(named.name) + "  " + amount(value->value, value->unit));
    }
    return lines.empty() ? "" : say("参数\n", "parameters\n") + join(lines);
  }

  std::string formula(const Named& named) {
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

  std::string zero(const ZeroClause& clause, const Unit* unit) const {
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

  void heading(std::size_t i) {
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

  std::string adjustment(const Item& item, const std::string& keyword) {
    const std::string cap =
        item.points ? say("最高", "at most ") + points(*item.points) : say("不封顶", "no limit");
    return keyword + item.title + "  " + cap + "\n" + join(clauses(item));
  }

  std::string item(const Item& item, const std::string& keyword) {
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

  std::vector<std::string> clauses(const Item& item) {
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

  std::string not_applicable(const NotApplicable& clause) const {
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

  /// 目标, 计分 or a table, and 扣分. `item` is the indicator; nothing in a 评分方法.
  std::vector<std::string> scoring(const Scoring& s, const Item* item, const Unit* unit) {
    std::vector<std::string> lines;
    unit_ = unit;
    if (s.target) lines.push_back(target(*s.target, item));
    if (item && item->method) {
      lines.push_back(say("计分  同 ", "score  same as ") + ruleset_.methods[*item->method].title);
    } else if (const std::string base = this->base(s, item); !base.empty()) {
      lines.push_back(base);
    }
    for (const Pool& pool : s.deductions) lines.push_back(deduction(pool));
    return lines;
  }

  std::string target(const Target& t, const Item* item) const {
    if (!t.value) return say("目标  为 ", "target  is ") + level_list(item->actual->index, t.levels);
    const bool literal = t.value->what == Do::literal;
    const std::string value = literal ? amount(t.value->value, t.value->unit) : expr(t.value);
    return say("目标  ", "target  ") + comparison(t.comparison) + (zh_ && literal ? "" : " ") + value;
  }

  std::string base(const Scoring& s, const Item* item) {
    std::string ceiling = s.ceiling ? comma() + say("最高", "at most ") + points(*s.ceiling) : "";
    const std::string score = say("计分  ", "score  ");
    switch (s.base) {
      case Base::proportional:
        return score + say("按比例", "proportional") + ceiling;
      case Base::inverse:
        return score + say("反向比例", "inverse") + ceiling;
      case Base::met:
        return score + say("达标得满分，否则不得分", "full if met, else 0");
      case Base::formula:
        return score + say("得分＝", "= ") + expr(s.formula) + ceiling;
      case Base::steps:
        return score + step(s.steps->steps.front(), s.steps->gain) + limits(*s.steps);
      case Base::tiers:
        return tiers(s);
      case Base::each:
      case Base::highest:
        return checks(s);
      case Base::levels:
        return levels(s, item);
      case Base::interpolate: {
        std::string text = say("插值", "interpolate");
        for (const Knot& knot : s.knots) text += "\n    " + amount(knot.at, unit_) + "  " + worth(knot.worth);
        return text;
      }
      default:
        return {};
    }
  }

  // --- steps ---

  std::string step(const Step& s, bool gain) const {
    const bool rate = s.unit && s.unit->measure == Unit::Measure::rate;
    const std::string size = amount(s.size, s.unit, true);
    std::string text;
    if (s.beyond) {
      const bool above = s.way == Step::Way::above;
      text = zh_ ? (above ? "超过" : "低于") + amount(*s.beyond, s.unit) + "的部分，"
                 : (above ? "over " : "under ") + amount(*s.beyond, s.unit) + ", ";
    }
    static constexpr const char* counts[] = {"", "多", "少", "相差"};
    static constexpr const char* rates[] = {"", "超过", "低于", "相差"};
    static constexpr const char* words[] = {"", " above", " below", " apart"};
    const auto way = static_cast<std::size_t>(s.beyond ? Step::Way::count : s.way);
    if (zh_) {
      text +=
          "每" + std::string(rate ? rates[way] : counts[way]) + size + (gain ? "得" : "扣") + worth(s.worth);
    } else {
      text += (gain ? "give " : "deduct ") + worth(s.worth) + " per " + size + words[way];
    }
    switch (s.part) {
      case Step::Part::ignored:
        return text + (zh_ ? "，不足" + size + "的" + (gain ? "不计" : "不扣") : ", part steps ignored");
      case Step::Part::pro_rata:
        return text + (zh_ ? "，不足" + size + "的按比例" + (gain ? "计" : "扣") : ", part steps pro rata");
      case Step::Part::whole:
        return text + (zh_ ? "，不足" + size + "的按" + size + "计" : ", part steps count whole");
      default:
        return text;
    }
  }

  std::string limits(const Pool& pool) const {
    std::string text;
    if (pool.to_zero) text += comma() + say("扣完为止", "down to 0");
    if (pool.most)
      text +=
          comma() + (pool.gain ? say("最高", "at most ") : say("最多扣", "at most ")) + points(*pool.most);
    if (pool.unlimited) text += comma() + say("不封顶", "no limit");
    return text;
  }

  std::string deduction(const Pool& pool) const {
    const std::string head = say("扣分  ", "minus  ");
    if (pool.condition)
      return head + expr(pool.condition) + comma() + say("扣", "deduct ") + worth(pool.fixed);
    std::string text;
    for (const Step& s : pool.steps) {
      const std::string gap = zh_ ? " " : s.beyond ? ", " : ", ";
      text += (text.empty() ? "" : comma()) + expr(s.quantity) + gap + step(s, false);
    }
    return head + text + limits(pool);
  }

  // --- tables ---

  std::string tiers(const Scoring& s) const {
    std::string text = say("分档", "tiers");
    for (const TierRow& row : s.tiers) {
      text += "\n    ";
      if (row.condition) {
        text += expr(row.condition);
      } else if (row.range) {
        text += range(*row.range, unit_);
      } else if (row.comparison) {
        const bool literal = row.bound->what == Do::literal;
        text += comparison(*row.comparison) + (zh_ && literal ? "" : " ");
        text += literal ? amount(row.bound->value, row.bound->unit) : expr(row.bound);
      } else {
        text += say("其余", "otherwise");
      }
      if (!row.label.empty()) text += "  " + row.label;
      text += "  " + worth(row.worth);
    }
    return text;
  }

  std::string checks(const Scoring& s) const {
    std::string text = s.base == Base::highest ? say("就高", "highest") : say("逐项", "each");
    for (const CheckRow& row : s.checks) {
      text += "\n    ";
      if (!row.counted) {
        text += expr(row.condition) + "  " + worth(row.worth);
        continue;
      }
      const Step& s0 = row.counted->steps.front();
      text += expr(s0.quantity) + "  " + step(s0, true) + limits(*row.counted);
    }
    return text;
  }

  std::string levels(const Scoring& s, const Item* item) const {
    std::string text = say("定性", "levels");
    if (s.share) text += "  " + name(ruleset_.data[*s.share].name);
    for (const LevelRow& row : s.levels) {
      text += "\n    " + level_list(item->actual->index, row.levels) + "  ";
      if (row.fixed) {
        text += row.fixed->what == Worth::What::share ? to_text(row.fixed->amount * 100) + "%"
                                                      : worth(*row.fixed);
        continue;
      }
      text += range(row.band, ruleset_.data[*s.share].unit);
      if (row.default_share)
        text += comma() + say("未给比例按", "default ") + to_text(*row.default_share * 100) + "%";
    }
    return text;
  }

  std::string veto(const Veto& v) {
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

  std::string grades() const {
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

  const Ruleset& ruleset_;
  bool zh_;
  Random random_;
  bool shuffled_;
  const Unit* unit_ = nullptr;  // of the 实际 whose rows are printed
  std::string text_;
};

}  // namespace

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
