#include "engine/fold_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rubric::engine {
namespace {

bool reads(Op op) {
  return op == Op::input || op == Op::blank || op == Op::not_applicable;
}

/// In an order that does not depend on where the data stood.
std::vector<DatumId> mapped(std::vector<DatumId> data, const DatumOf& datum) {
  for (DatumId& id : data) id = datum(id);
  std::sort(data.begin(), data.end());
  return data;
}

/// What a step's index stands for.
std::string index_text(const Plan& plan, const Step& step, const DatumOf& datum) {
  if (reads(step.op)) return fmt::format("i{}", datum(step.index));
  switch (step.op) {
    case Op::constant:
      return to_fraction(plan.constants[step.index]);
    case Op::round:
      return fmt::format("r{},{}", static_cast<int>(plan.roundings[step.index].mode),
                         plan.roundings[step.index].digits);
    case Op::within:
    case Op::unknown:
      return to_string(plan.sets[step.index]);
    case Op::date_of_year: {
      const YearlyDate& date = plan.dates[step.index];
      return fmt::format("d{},{},{}", date.years_later, date.month, date.day);
    }
    case Op::fold:
      return fold_text(*plan.folds[step.index], datum);
    default:
      return "";
  }
}

std::string plan_text(const Plan& plan, const DatumOf& datum) {
  std::string out;
  for (const Step& step : plan.steps) {
    out += fmt::format("{}:{},{},{}:{}{};", static_cast<int>(step.op), step.operands[0], step.operands[1],
                       step.operands[2], static_cast<int>(step.why), index_text(plan, step, datum));
  }
  return out;
}

}  // namespace

std::string fold_text(const Fold& fold, const DatumOf& datum) {
  std::string out = fmt::format("f{}(", static_cast<int>(fold.kind));
  for (std::size_t i = 0; i < fold.bodies.size(); ++i) {
    for (const DatumId id : mapped(fold.many[i], datum)) out += fmt::format("m{}", id);
    out += fmt::format("s{}:", fold.results[i]) + plan_text(fold.bodies[i], datum);
  }
  return out + ")";
}

std::shared_ptr<const Fold> fold_over(const Fold& fold, const DatumOf& datum) {
  auto own = std::make_shared<Fold>(fold);
  for (std::vector<DatumId>& many : own->many) many = mapped(many, datum);
  for (Plan& body : own->bodies) {
    for (Step& step : body.steps) {
      if (reads(step.op)) step.index = datum(step.index);
    }
    for (std::shared_ptr<const Fold>& inner : body.folds) inner = fold_over(*inner, datum);
  }
  return own;
}

}  // namespace rubric::engine
