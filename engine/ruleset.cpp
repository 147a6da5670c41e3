#include "engine/ruleset.hpp"

#include <fmt/format.h>

namespace rubric::engine {
namespace {

constexpr std::string_view form_names[] = {"unstated", "proportional",  "inverse", "met",        "formula",
                                           "steps",    "discretion",    "tiers",   "checklist",  "highest",
                                           "levels",   "interpolation", "parts",   "deductions", "unscored"};

class RulesetPrinter {
 public:
  explicit RulesetPrinter(const Ruleset& ruleset) : r_(ruleset) {}

  std::string print() {
    line(0, "ruleset {} / {} / {}", r_.name, r_.version, r_.basis);
    line(0, "full marks {}, item rounding {}, total rounding {}, at most {}", to_fraction(r_.full_marks),
         rounding(r_.item_rounding), rounding(r_.total_rounding), number(r_.total_most));
    for (const Datum& d : r_.data) {
      line(0, "datum {} kind {} unit {} domain {}{}{}{}{}", d.name, static_cast<int>(d.kind), d.unit.word.en,
           to_string(d.domain), d.whole ? " whole" : "", d.optional ? " optional" : "",
           d.may_not_apply ? " may-not-apply" : "", d.fixed ? " fixed" : "");
      for (const std::string& level : d.levels) line(1, "level {}", level);
    }
    for (const Item& i : r_.items) item("indicator", i, 0);
    for (const Item& i : r_.bonuses) item("bonus", i, 0);
    for (const Item& i : r_.penalties) item("penalty", i, 0);
    for (const Veto& v : r_.vetoes) {
      line(0, "veto {} when {} outcome {} points {} grade {}", v.title, expr(v.condition),
           static_cast<int>(v.outcome), to_fraction(v.points), v.grade);
    }
    for (const Grade& g : r_.grades) line(0, "grade {} {}", g.name, to_string(g.range));
    for (const Sample& s : r_.samples)
      line(0, "sample {} with {} expectations", s.name, s.expectations.size());
    return std::move(out_);
  }

 private:
  template <class... Args>
  void line(int indent, fmt::format_string<Args...> format, Args&&... args) {
    out_ += std::string(static_cast<std::size_t>(indent) * 2, ' ') +
            fmt::format(format, std::forward<Args>(args)...) + "\n";
  }

  static std::string number(const std::optional<Rational>& value) {
    return value ? to_fraction(*value) : "-";
  }
  static std::string rounding(const std::optional<Rounding>& r) {
    return r ? fmt::format("{}:{}", static_cast<int>(r->mode), r->digits) : "none";
  }

  std::string expr(ExprId id) const {
    if (id == none) return "-";
    const Expr& e = r_.exprs[id];
    switch (e.op) {
      case Op::constant:
        return to_fraction(e.value);
      case Op::input:
        return r_.data[e.datum].name;
      default:
        break;
    }
    std::string text = "(" + std::string(operation(e.op).name);
    if (e.datum != none) text += " " + r_.data[e.datum].name;
    for (const ExprId operand : e.operands) text += " " + expr(operand);
    if (e.rounding) text += " " + rounding(e.rounding);
    return text + ")";
  }

  void pool(const Pool& p, int indent) {
    line(indent, "pool{}{} most {} fixed {} if {}", p.gain ? " gain" : "", p.to_zero ? " to-zero" : "",
         number(p.most), to_fraction(p.fixed), expr(p.condition));
    for (const StepRule& s : p.steps) {
      line(indent + 1, "{} per {} of {} way {} from {} part {}", to_fraction(s.amount), to_fraction(s.step),
           expr(s.quantity), static_cast<int>(s.way), expr(s.bound), static_cast<int>(s.part));
    }
  }

  void item(std::string_view what, const Item& i, int indent) {
    line(indent, "{} {} points {} form {}", what, i.title, number(i.points),
         form_names[static_cast<std::size_t>(i.form)]);
    ++indent;
    line(indent, "actual {} formula {} share {} ceiling {}", expr(i.actual), expr(i.formula), expr(i.share),
         number(i.ceiling));
    if (i.target) line(indent, "target {} {}", operation(i.target->comparison).name, expr(i.target->value));
    for (const ExprId gate : i.zero_if) line(indent, "zero if {}", expr(gate));
    for (const NotApplicable& n : i.not_applicable) {
      line(indent, "not applicable if {} then {} {}", expr(n.condition), static_cast<int>(n.then.what),
           to_fraction(n.then.amount));
    }
    for (const TierRow& t : i.tiers) {
      line(indent, "tier {} -> {}..{} {}", expr(t.condition), to_fraction(t.low), to_fraction(t.high),
           expr(t.discretion));
    }
    for (const LevelRow& l : i.levels) {
      std::string places;
      for (const std::uint32_t place : l.levels) places += fmt::format(" {}", place);
      line(indent, "level{} -> {} band {} default {}", places, number(l.points), to_string(l.band),
           number(l.default_share));
    }
    for (const CheckRow& c : i.checks) {
      line(indent, "check {} -> {}", expr(c.condition), to_fraction(c.points));
      if (c.counted) pool(*c.counted, indent + 1);
    }
    for (const Knot& k : i.knots) line(indent, "knot {} -> {}", to_fraction(k.at), to_fraction(k.points));
    if (i.steps) pool(*i.steps, indent);
    for (const Pool& p : i.deductions) pool(p, indent);
    line(indent, "zero denominator {} {}, missing {} {}, rounding {}{}",
         static_cast<int>(i.zero_denominator.what), to_fraction(i.zero_denominator.amount),
         static_cast<int>(i.missing.what), to_fraction(i.missing.amount), rounding(i.rounding),
         i.no_rounding ? " none" : "");
    for (const Item& part : i.parts) item("part", part, indent);
  }

  const Ruleset& r_;
  std::string out_;
};

}  // namespace

std::string level_names(const Ruleset& ruleset, const Item& item, const LevelRow& row) {
  const Expr& actual = ruleset.exprs[item.actual];
  std::string names;
  for (const std::uint32_t level : row.levels) {
    const bool named = actual.op == Op::input && level < ruleset.data[actual.datum].levels.size();
    if (named) names += (names.empty() ? "" : "、") + ruleset.data[actual.datum].levels[level];
  }
  return names;
}

std::optional<Rounding> rounding_of(const Ruleset& ruleset, const Item& indicator) {
  if (indicator.no_rounding) return std::nullopt;
  return indicator.rounding ? indicator.rounding : ruleset.item_rounding;
}

std::vector<ExprId> expressions_of(const Item& item) {
  std::vector<ExprId> found{item.actual, item.formula, item.share};
  if (item.target) found.push_back(item.target->value);
  const auto pool = [&](const Pool& one) {
    found.push_back(one.condition);
    for (const StepRule& step : one.steps) found.insert(found.end(), {step.quantity, step.bound});
  };
  for (const TierRow& row : item.tiers) found.insert(found.end(), {row.condition, row.discretion});
  for (const CheckRow& row : item.checks) {
    found.push_back(row.condition);
    if (row.counted) pool(*row.counted);
  }
  if (item.steps) pool(*item.steps);
  for (const Pool& one : item.deductions) pool(one);
  std::erase(found, none);
  return found;
}

std::string to_text(const Ruleset& ruleset) {
  return RulesetPrinter(ruleset).print();
}

}  // namespace rubric::engine
