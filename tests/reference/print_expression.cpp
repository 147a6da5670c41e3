// Numbers with their units, names and expressions as rules text; brackets only where they are needed.

#include "tests/reference/printer.hpp"

namespace rubric::reference {
namespace {

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

}  // namespace

std::string Printer::amount(const Fraction& value, const Unit* unit, bool step) const {
  const std::string digits = to_text(unit ? value / unit->scale : value);
  if (!unit || unit->zh.empty()) return digits;
  if (step && unit->measure == Unit::Measure::rate) return digits + say("个百分点", " pp");
  return digits + (zh_ ? unit->zh : (unit->blank ? " " : "") + unit->en);
}

std::string Printer::name(const std::string& text) const {
  const bool quote = text.find('(') != std::string::npos || (text[0] >= '0' && text[0] <= '9');
  return quote ? say("“", "\"") + text + say("”", "\"") : text;
}

std::string Printer::list(const std::vector<std::string>& names) const {
  std::string text;
  for (const std::string& one : names) text += (text.empty() ? "" : say("、", "; ")) + name(one);
  return text;
}

std::string Printer::level_list(std::size_t datum, const std::vector<std::size_t>& levels) const {
  const Datum& d = ruleset_.data[datum];
  if (d.kind == Datum::Kind::yes_no) return levels[0] == 1 ? say("是", "yes") : say("否", "no");
  std::vector<std::string> names;
  for (const std::size_t level : levels) names.push_back(d.levels[level]);
  return list(names);
}

std::string Printer::worth(const Worth& w) const {
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

std::string Printer::rounding(const std::optional<Rounding>& r) const {
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

std::string Printer::comparison(Do what) const {
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

std::string Printer::range(const Range& r, const Unit* unit) const {
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

std::string Printer::expr(const ExprPtr& e) const {
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

std::string Printer::operand(const ExprPtr& e, int binds) const {
  return precedence(e->what) < binds ? "(" + expr(e) + ")" : expr(e);
}

std::string Printer::compound(const ExprPtr& e) const {
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

std::string Printer::function(Do what) const {
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

std::string Printer::sign(Do what) const {
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

}  // namespace rubric::reference
