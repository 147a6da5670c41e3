#include "engine/printed_result.hpp"

#include <algorithm>
#include <array>

#include "engine/rate.hpp"

namespace rubric::engine {
namespace {

const Expr& expr(const Auditor& audit, ExprId id) {
  return audit.ruleset.exprs[id];
}

/// 实际 before any rounding.
ExprId unrounded(const Auditor& audit, const Item& item) {
  ExprId id = item.actual;
  while (expr(audit, id).op == Op::round) id = expr(audit, id).operands[0];
  return id;
}

bool is_quantity(const Auditor& audit, const Item& item) {
  return item.actual != none && expr(audit, item.actual).kind == Kind::quantity;
}

Text shown(const Rational& value, const Unit& unit) {
  return {to_text(value, unit, Language::zh), to_text(value, unit, Language::en)};
}

Text quoted(const std::string& name) {
  return {"公布的数据“" + name + "”", "the published “" + name + "”"};
}

/// 未公开 for the datum 公开: whether the word denies what the datum, the indicator or its target names.
bool denies(const std::string& result, const std::string& datum, const std::string& title,
            const std::string& target) {
  constexpr std::array<std::string_view, 4> negations{"未", "没有", "不", "没"};
  for (const std::string_view word : {"未", "没", "不", "无", "非"}) {
    if (datum.find(word) != std::string::npos) return false;  // which way a word goes then is a guess
  }
  for (const std::string_view negation : negations) {
    if (result.compare(0, negation.size(), negation) != 0) continue;
    const std::string rest = result.substr(negation.size());
    if (rest.empty()) return false;
    for (const std::string* const name : {&datum, &title, &target}) {
      if (name->find(rest) != std::string::npos) return true;
    }
  }
  return false;
}

/// A printed word of a 是否 datum, or one of its levels, against the data's own.
void check_word(Auditor& audit, const Item& item, const ItemFacts& facts, const Printed& actual) {
  if (actual.state != Printed::State::words || item.actual == none) return;
  const Expr& read = expr(audit, item.actual);
  if (read.op != Op::input || (read.kind != Kind::yes_no && read.kind != Kind::level)) return;
  const Datum& datum = audit.ruleset.data[read.datum];
  const Cell& cell = audit.data.cells[read.datum];
  if (datum.many || datum.cohort || cell.state != Cell::State::known) return;
  const Cell printed = read_cell(actual.text, datum);
  std::optional<Rational> says;
  if (printed.state == Cell::State::known) says = printed.value.low.value;
  const std::string target = facts.target ? facts.target->text : "";
  if (!says && read.kind == Kind::yes_no && denies(actual.text, datum.name, item.title, target)) says = 0;
  const Rational& known = cell.value.low.value;
  if (!says || *says == known) return;
  const Text word =
      read.kind == Kind::yes_no ? (known == 0 ? Text("否", "no") : Text("是", "yes")) : Text(cell.text);
  audit.report(Code::E926, facts.actual->place,
               {item.title, actual.text, quoted(datum.name), word, Text("")});
}

/// One of the two amounts of a rate against the data; whether it could be compared.
bool check_amount(Auditor& audit, const Item& item, const Claim& claim, const Printed& printed, ExprId part) {
  const Expr& amount = expr(audit, part);
  if (!printed.is_number() || printed.unit_word.empty() || !agree(printed.unit, amount.unit)) return false;
  const std::optional<Rational> exact = audit.known(audit.plan.of_expr[part]);
  if (!exact) return true;  // missing data are no slip of the report
  const Text name = amount.op == Op::input ? quoted(audit.ruleset.data[amount.datum].name)
                                           : Text("公布的数据", "the published figure");
  const auto agrees = [&](const Printed& figure) {
    return agreement(figure, *exact, Interval::point(*exact)) != Agreement::apart;
  };
  const std::optional<Printed> other = in_other_unit(printed);
  if (agrees(printed) || !other || !agrees(*other)) {
    check_rate(audit, claim.place, item.title, printed, name, *exact);
  } else {
    const Text formula(name.zh + "＝" + shown(*exact, amount.unit).zh,
                       name.en + " = " + shown(*exact, amount.unit).en);
    audit.report(Code::E930, claim.place,
                 {item.title, figure_text(printed), figure_text(*other), formula, Text()});
  }
  return true;
}

}  // namespace

Published published(const Auditor& audit, std::size_t i) {
  const Item& item = audit.ruleset.items[i];
  Published all{std::nullopt, {"公布的数据", "the published figure"}};
  if (!is_quantity(audit, item)) return all;
  const ExprId id = unrounded(audit, item);
  all.value = audit.known(audit.plan.of_expr[id]);
  if (expr(audit, id).op != Op::divide) return all;
  std::array<Text, 2> parts;
  for (std::size_t k = 0; k < parts.size(); ++k) {
    const ExprId part = expr(audit, id).operands[k];
    const std::optional<Rational> value = audit.known(audit.plan.of_expr[part]);
    if (!value) return all;
    parts[k] = shown(*value, expr(audit, part).unit);
  }
  all.text = {all.text.zh + " " + parts[0].zh + "÷" + parts[1].zh,
              all.text.en + " " + parts[0].en + " ÷ " + parts[1].en};
  return all;
}

void read_as_fraction(Auditor& audit, const Claim& claim, std::size_t i, Printed& printed,
                      const std::optional<Rational>& meant) {
  const bool bare = printed.state != Printed::State::words && printed.unit_word.empty();
  if (!bare || !meant || printed.unit.dimension != Dimension::rate || printed.unit.scale != power_of_tenth(2))
    return;
  Printed whole = printed;
  whole.value *= 100;
  whole.places = std::max(0, printed.places - 2);
  const auto agrees = [&](const Printed& figure) {
    return agreement(figure, *meant, Interval::point(*meant)) != Agreement::apart;
  };
  if (printed.value == 0 || agrees(printed) || !agrees(whole)) return;
  printed = whole;
  audit.report(Code::W916, claim.place,
               {audit.ruleset.items[i].title, claim.text, figure_text(printed.value, printed)});
}

void check_result(Auditor& audit, std::size_t i, const ItemFacts& facts, const Printed& target,
                  const Printed& actual) {
  const Item& item = audit.ruleset.items[i];
  if (!facts.actual) return;
  check_word(audit, item, facts, actual);
  if (!is_quantity(audit, item) || !actual.is_number()) return;
  const Published data = published(audit, i);
  const Unit& unit = expr(audit, item.actual).unit;
  if (agree(actual.unit, unit)) {
    if (data.value) check_rate(audit, facts.actual->place, item.title, actual, data.text, *data.value);
    return;
  }
  const Expr& rate = expr(audit, unrounded(audit, item));
  const bool divided = rate.op == Op::divide && unit.dimension == Dimension::rate;
  if (divided && check_amount(audit, item, *facts.actual, actual, rate.operands[0])) {
    if (facts.target) check_amount(audit, item, *facts.target, target, rate.operands[1]);
    return;
  }
  // Said of the target and the result where only these differ.
  const bool said =
      (target.is_number() || target.state == Printed::State::bound) && !agree(target.unit, actual.unit);
  if (data.value && !said)
    audit.report(Code::W947, facts.actual->place, {item.title, actual.text, shown(*data.value, unit)});
}

}  // namespace rubric::engine
