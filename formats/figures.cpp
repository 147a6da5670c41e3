#include "formats/figures.hpp"

#include <fmt/format.h>

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string pick(Language language, std::string_view zh, std::string_view en) {
  return std::string(language == Language::zh ? zh : en);
}

std::string end_text(const Bound& end, int digits) {
  return end.infinite ? "∞" : to_display(end.value, digits);
}

/// Writes expressions; brackets where an operand binds less tightly than its operator.
class FormulaWriter {
 public:
  FormulaWriter(const Ruleset& ruleset, Language language) : ruleset_(ruleset), language_(language) {}

  std::string write(ExprId id, int tighter_than = 0) const {
    const Expr& e = ruleset_.exprs[id];
    if (!e.name.empty()) return e.name;
    switch (e.op) {
      case Op::constant:
        return constant(e);
      case Op::input:
        return ruleset_.data[e.datum].name;
      case Op::date_of_year:
        return yearly(e.date);
      case Op::fold:
        return fold(e);
      case Op::blank:
      case Op::not_applicable:
        return ruleset_.data[e.datum].name + " " + word(e.op);
      case Op::round:
        return fmt::format("{}{}{}", write(e.operands[0]), pick(language_, "，", ", "),
                           rounding_text(*e.rounding, e.unit.dimension == Dimension::rate, language_));
      default:
        break;
    }
    const Operation& row = operation(e.op);
    std::string text;
    if (row.arity == 1 && row.precedence > 0) {
      text = word(e.op) + write(e.operands[0], row.precedence);
    } else if (row.precedence == 0) {
      text = call(e);
    } else {
      text = fmt::format("{} {} {}", write(e.operands[0], row.precedence - 1), word(e.op),
                         write(e.operands[1], row.precedence));
    }
    return row.precedence > 0 && row.precedence <= tighter_than ? "(" + text + ")" : text;
  }

 private:
  std::string word(Op op) const {
    return std::string(language_ == Language::zh ? operation(op).zh : operation(op).en);
  }

  std::string constant(const Expr& e) const {
    if (e.kind == Kind::level && e.datum != none) {
      return ruleset_.data[e.datum].levels[static_cast<std::size_t>(static_cast<int>(numerator(e.value)))];
    }
    if (e.kind == Kind::yes_no)
      return e.value == 1 ? pick(language_, "是", "yes") : pick(language_, "否", "no");
    return to_text(e.value, e.unit, language_);
  }

  std::string yearly(const YearlyDate& date) const {
    const std::string year =
        date.years_later == 0 ? pick(language_, "当年", "this year ") : pick(language_, "次年", "next year ");
    if (language_ == Language::en) return fmt::format("{}{}-{}", year, date.month, date.day);
    return date.day == 0 ? fmt::format("{}{}月底", year, date.month)
                         : fmt::format("{}{}月{}日", year, date.month, date.day);
  }

  std::string fold(const Expr& e) const {
    struct Words {
      std::string_view zh, en;
    };
    static constexpr Words names[] = {
        {"合计", "sum"}, {"平均", "mean"}, {"个数", "count"}, {"最小", "min"}, {"最大", "max"}};
    const Words& name = names[static_cast<std::size_t>(e.fold)];
    std::string text = pick(language_, name.zh, name.en) + "(";
    for (std::size_t i = 0; i < e.operands.size(); ++i) {
      ExprId operand = e.operands[i];
      // What is counted is a condition; its 1 and 0 are the program's own.
      if (e.fold == FoldKind::count) operand = ruleset_.exprs[operand].operands[0];
      text += (i ? pick(language_, "，", ", ") : "") + write(operand);
    }
    return text + ")";
  }

  std::string call(const Expr& e) const {
    std::string text = word(e.op) + "(";
    for (std::size_t i = 0; i < e.operands.size(); ++i)
      text += (i ? pick(language_, "，", ", ") : "") + write(e.operands[i]);
    return text + ")";
  }

  const Ruleset& ruleset_;
  Language language_;
};

}  // namespace

int total_digits(const Ruleset& ruleset) {
  return ruleset.total_rounding ? std::max(0, ruleset.total_rounding->digits) : 0;
}

int item_digits(const Ruleset& ruleset, const Item& item) {
  const std::optional<Rounding> rounding = rounding_of(ruleset, item);
  return rounding ? std::max(0, rounding->digits) : total_digits(ruleset);
}

std::string score_text(const Possible& score, int digits, Language language) {
  if (!score.possible) return pick(language, "无法计算", "fault");
  if (score.range.is_point()) return to_display(score.range.low.value, digits);
  return end_text(score.range.low, digits) + ".." + end_text(score.range.high, digits);
}

std::string item_text(const Ruleset& ruleset, const Item& item, const ItemOutcome& outcome) {
  if (item.form == Form::unscored) return "";
  if (outcome.dropped == Truth::yes) return pick(ruleset.language, "不适用", "not applicable");
  return score_text(outcome.score, item_digits(ruleset, item), ruleset.language);
}

std::string total_text(const Ruleset& ruleset, const Outcome& outcome) {
  return score_text(outcome.total, total_digits(ruleset), ruleset.language);
}

std::string grade_text(const Ruleset& ruleset, const Outcome& outcome) {
  if (!outcome.grade.possible) return pick(ruleset.language, "无法计算", "fault");
  const auto name = [&](const Bound& place) {
    return ruleset.grades[static_cast<std::size_t>(static_cast<int>(numerator(place.value)))].name;
  };
  const Interval& range = outcome.grade.range;
  return range.is_point() ? name(range.low) : name(range.high) + ".." + name(range.low);
}

std::string total_heading(const Ruleset& ruleset) {
  return pick(ruleset.language, "总分", "total");
}
std::string grade_heading(const Ruleset& ruleset) {
  return pick(ruleset.language, "等级", "grade");
}
std::string issue_heading(const Ruleset& ruleset) {
  return pick(ruleset.language, "问题", "issue");
}

Diagnostic fault_message(const Ruleset& ruleset, const Plan& plan, const Fault& fault) {
  const Step& step = plan.steps[fault.step];
  const auto text = [&](ExprId id) {
    if (id == none) return Text("");
    return Text(formula_text(ruleset, id, Language::zh), formula_text(ruleset, id, Language::en));
  };
  switch (fault.kind) {
    case FaultKind::zero_denominator: {
      const Expr* e = step.expr == none ? nullptr : &ruleset.exprs[step.expr];
      const bool written = e && e->op == Op::divide;
      return {Code::E821, {}, {written ? text(e->operands[1]) : text(step.expr)}, {}};
    }
    case FaultKind::outside_band:
      return {Code::E822, {}, {text(step.expr)}, {}};
    case FaultKind::no_row:
      return {Code::E823, {}, {}, {}};
    case FaultKind::no_grade:
      return {Code::E824, {}, {}, {}};
    case FaultKind::not_applicable:
      return {Code::E825, {}, {ruleset.data[step.index].name}, {}};
    case FaultKind::nothing_left:
      return {Code::E826, {}, {}, {}};
    case FaultKind::no_year:
      return {Code::E828, {}, {}, {}};
    case FaultKind::uneven_values:
      return {Code::E829, {}, {}, {}};
    default:
      return {Code::E827, {}, {step.op == Op::input ? ruleset.data[step.index].name : std::string()}, {}};
  }
}

std::string formula_text(const Ruleset& ruleset, ExprId id, Language language) {
  return FormulaWriter(ruleset, language).write(id);
}

std::string rounding_text(const Rounding& rounding, bool percent, Language language) {
  struct Words {
    std::string_view zh, en;
  };
  static constexpr Words modes[] = {{"四舍五入", "half up"}, {"四舍六入五成双", "half even"},
                                    {"只舍不入", "down"},    {"只入不舍", "up"},
                                    {"向下", "floor"},       {"向上", "ceiling"}};
  const Words& mode = modes[static_cast<std::size_t>(rounding.mode)];
  const int digits = percent ? rounding.digits - 2 : rounding.digits;
  if (digits == 0 && !percent) {
    return language == Language::zh ? fmt::format("{}取整数", mode.zh)
                                    : fmt::format("{} to a whole number", mode.en);
  }
  return language == Language::zh
             ? fmt::format("{}保留{}位小数{}", mode.zh, digits, percent ? "的百分数" : "")
             : fmt::format("{} to {} places{}", mode.en, digits, percent ? " of a percent" : "");
}

}  // namespace rubric::formats
