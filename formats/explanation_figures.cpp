// Values in an explanation: with units and as exact fractions, and expressions with their numbers in place of
// names. A value that does not end is shown to six decimals, or as a report prints it, and the step has its
// fraction beside it.

#include <fmt/format.h>

#include "formats/explanation_writer.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

std::string ExplanationWriter::say(std::string_view zh, std::string_view en) const {
  return std::string(language_ == Language::zh ? zh : en);
}

std::string ExplanationWriter::word(Op op) const {
  return std::string(language_ == Language::zh ? operation(op).zh : operation(op).en);
}

/// " × ", " / ": the sign of an operation between two figures.
std::string ExplanationWriter::sign(Op op) const {
  return fmt::format(" {} ", say(operation(op).zh, operation(op).en));
}

/// A value with its unit. One that does not end is shown rounded, as asked for; its fraction stands in the
/// step's `exact`.
std::string ExplanationWriter::show(const Possible& value, const Unit& unit) const {
  if (!value.possible) return say("无法计算", "fault");
  if (value.range.is_point()) return number(value.range.low.value, unit);
  const std::string low = value.range.low.infinite ? "-∞" : number(value.range.low.value, unit);
  const std::string high = value.range.high.infinite ? "∞" : number(value.range.high.value, unit);
  return low + say(" 至 ", " to ") + high;
}

/// With more decimals where it would come out whole, as most thresholds are: 89.9999999%, not 90.00%.
std::string ExplanationWriter::number(const Rational& value, const Unit& unit) const {
  if (ends(value, unit)) return to_text(value, unit, language_);
  const Rational in_unit = value / unit.scale;
  const bool six_places = unending_ == Unending::six_places;
  int digits = six_places ? display_decimals : 2;
  Rational shown;
  do {
    shown = round(in_unit, {RoundingMode::half_up, digits});
  } while (denominator(shown) == 1 && digits++ < max_number_digits);
  const std::string text = to_text(Rational(shown * unit.scale), unit, language_, digits);
  return (six_places ? "≈" : say("约", "about ")) + text;
}

bool ExplanationWriter::ends(const Rational& value, const Unit& unit) {
  return decimals(Rational(value / unit.scale), display_decimals).has_value();
}

std::string ExplanationWriter::exact(const Possible& value) const {
  if (!value.possible || !value.range.is_point()) return "";
  return to_fraction(value.range.low.value);
}

/// A datum's value, as its cell has it.
std::string ExplanationWriter::figure(DatumId datum) const {
  return to_text(data_.cells[datum], ruleset_.data[datum], language_);
}

std::string ExplanationWriter::numbers(ExprId id, int tighter_than) const {
  const Expr& e = ruleset_.exprs[id];
  switch (e.op) {
    case Op::constant:
      return e.kind == Kind::quantity ? to_text(e.value, e.unit, language_) : names(id);
    case Op::input:
      return figure(e.datum);
    case Op::blank:
    case Op::not_applicable:
      return names(id);
    case Op::round:
      return numbers(e.operands[0], tighter_than);
    case Op::choose:
    case Op::date_of_year:
    case Op::fold:
      return value_of(id);
    default:
      break;
  }
  const Operation& row = operation(e.op);
  const std::string word(language_ == Language::zh ? row.zh : row.en);
  std::string text;
  if (row.precedence == 0) {
    text = word + "(";
    for (std::size_t i = 0; i < e.operands.size(); ++i)
      text += (i ? say("，", ", ") : "") + numbers(e.operands[i]);
    return text + ")";
  }
  if (row.arity == 1) {
    text = word + numbers(e.operands[0], row.precedence);
  } else {
    text = fmt::format("{} {} {}", numbers(e.operands[0], row.precedence - 1), word,
                       numbers(e.operands[1], row.precedence));
  }
  return row.precedence <= tighter_than ? "(" + text + ")" : text;
}

std::string ExplanationWriter::value_of(ExprId id) const {
  const Slot slot = plan_.of_expr[id];
  return slot == none ? names(id) : show(at(slot), ruleset_.exprs[id].unit);
}

/// "全年执行 ÷ 全年预算 ＝ 13006.70万元 ÷ 18580.25万元 ＝ ≈70.0028%"; a rounding shows both values.
ExplainedStep ExplanationWriter::derivation(std::string label, ExprId id, Slot slot) const {
  const Expr& e = ruleset_.exprs[id];
  if (e.kind != Kind::quantity) return {std::move(label), names(id) + equals() + numbers(id), ""};
  ExplainedStep step{std::move(label), names(id), exact(at(slot))};
  const bool single = e.op == Op::input && e.name.empty();
  if (e.op == Op::round) {
    const ExprId inner = e.operands[0];
    step.text += equals() + numbers(inner) + equals() + value_of(inner) + " → " + show(at(slot), e.unit);
    return step;
  }
  if (e.op != Op::constant) step.text += equals() + numbers(id);
  if (!single && e.op != Op::constant) step.text += equals() + show(at(slot), e.unit);
  return step;
}

std::vector<ExplainedFigure> ExplanationWriter::figures(const Item& item) const {
  std::set<DatumId> seen;
  std::vector<ExplainedFigure> out;
  collect(item.actual, seen, out);
  if (item.target) collect(item.target->value, seen, out);
  collect(item.share, seen, out);
  collect(item.formula, seen, out);
  for (const TierRow& row : item.tiers) {
    collect(row.condition, seen, out);
    collect(row.discretion, seen, out);
  }
  for (const CheckRow& row : item.checks) {
    collect(row.condition, seen, out);
    if (row.counted) collect_pool(*row.counted, seen, out);
  }
  if (item.steps) collect_pool(*item.steps, seen, out);
  for (const Pool& pool : item.deductions) collect_pool(pool, seen, out);
  for (const ExprId gate : item.zero_if) collect(gate, seen, out);
  for (const NotApplicable& clause : item.not_applicable) collect(clause.condition, seen, out);
  return out;
}

void ExplanationWriter::collect(ExprId id, std::set<DatumId>& seen, std::vector<ExplainedFigure>& out) const {
  if (id == none) return;
  const Expr& e = ruleset_.exprs[id];
  if (e.datum != none && e.op != Op::constant && seen.insert(e.datum).second) {
    out.push_back({ruleset_.data[e.datum].name, figure(e.datum), data_.cells[e.datum].spot});
  }
  for (const ExprId operand : e.operands) collect(operand, seen, out);
}

void ExplanationWriter::collect_pool(const Pool& pool, std::set<DatumId>& seen,
                                     std::vector<ExplainedFigure>& out) const {
  collect(pool.condition, seen, out);
  for (const StepRule& rule : pool.steps) collect(rule.quantity, seen, out);
}

bool ExplanationWriter::possibly(Slot condition) const {
  return at(condition).possible && at(condition).range.contains(1);
}

std::string ExplanationWriter::holds(Slot slot, ExprId condition) const {
  if (condition == none) return say("（条件未明确）", " (the condition is unstated)");
  const bool surely = at(slot).range.is_point();
  return fmt::format("{}{}{}{}", say("（", " ("), numbers(condition),
                     surely ? say("，符合", ", holds") : say("，可能符合", ", may hold"), say("）", ")"));
}

bool ExplanationWriter::same(Slot a, Slot b) const {
  return a == b || (at(a).possible == at(b).possible && at(a).range == at(b).range);
}

std::string ExplanationWriter::bracketed(std::string text, const Possible& value) const {
  return value.possible && value.range.is_point() ? text : say("（", "(") + text + say("）", ")");
}

}  // namespace rubric::formats
