#include "engine/link.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rubric::engine {
namespace {

/// The place of `value` in `list`, put at its end if it is not there.
template <class Value, class Same>
std::uint32_t place(std::vector<Value>& list, const Value& value, const Same& same) {
  const auto found =
      std::find_if(list.begin(), list.end(), [&](const Value& other) { return same(other, value); });
  const auto index = static_cast<std::uint32_t>(found - list.begin());
  if (found == list.end()) list.push_back(value);
  return index;
}

}  // namespace

std::uint32_t Linker::index_of(const Plan& plan, const Step& step) {
  const auto equal = [](const auto& a, const auto& b) { return a == b; };
  switch (step.op) {
    case Op::constant: {
      const Rational& value = plan.constants[step.index];
      const auto [known, fresh] =
          constants_.try_emplace(value, static_cast<std::uint32_t>(joined_.constants.size()));
      if (fresh) joined_.constants.push_back(value);
      return known->second;
    }
    case Op::input:
    case Op::blank:
    case Op::not_applicable:
      return datum(step.index);
    case Op::round:
      return place(joined_.roundings, plan.roundings[step.index], equal);
    case Op::within:
    case Op::unknown:
      return place(joined_.sets, plan.sets[step.index], equal);
    case Op::date_of_year:
      return place(joined_.dates, plan.dates[step.index], equal);
    case Op::fold:
      return fold(*plan.folds[step.index]);
    default:
      return step.index;
  }
}

std::uint32_t Linker::fold(const Fold& fold) {
  const auto [known, fresh] =
      folds_.try_emplace(text(fold), static_cast<std::uint32_t>(joined_.folds.size()));
  if (fresh) {
    auto own = std::make_shared<Fold>(fold);
    for (std::vector<DatumId>& data : own->many) {
      for (DatumId& id : data) id = datum(id);
    }
    for (Plan& body : own->bodies) {
      for (Step& step : body.steps) {
        if (step.op == Op::input || step.op == Op::blank || step.op == Op::not_applicable)
          step.index = datum(step.index);
      }
    }
    joined_.folds.push_back(std::move(own));
  }
  return known->second;
}

/// What a plan computes, for comparing the bodies of folds.
std::string Linker::text(const Plan& plan) const {
  std::string out;
  for (const Step& step : plan.steps) {
    out += fmt::format("{}:{},{},{}:{}", static_cast<int>(step.op), step.operands[0], step.operands[1],
                       step.operands[2], static_cast<int>(step.why));
    switch (step.op) {
      case Op::constant:
        out += to_fraction(plan.constants[step.index]);
        break;
      case Op::round:
        out += fmt::format("r{},{}", static_cast<int>(plan.roundings[step.index].mode),
                           plan.roundings[step.index].digits);
        break;
      case Op::within:
      case Op::unknown:
        out += to_string(plan.sets[step.index]);
        break;
      case Op::date_of_year: {
        const YearlyDate& date = plan.dates[step.index];
        out += fmt::format("d{},{},{}", date.years_later, date.month, date.day);
        break;
      }
      case Op::fold:
        out += text(*plan.folds[step.index]);
        break;
      default:
        out += fmt::format("i{}", step.index == none ? none : datum(step.index));
    }
    out += ';';
  }
  return out;
}

std::string Linker::text(const Fold& fold) const {
  std::string out = fmt::format("f{}(", static_cast<int>(fold.kind));
  for (std::size_t i = 0; i < fold.bodies.size(); ++i) {
    for (const DatumId id : fold.many[i]) out += fmt::format("m{}", datum(id));
    out += fmt::format("s{}:", fold.results[i]) + text(fold.bodies[i]);
  }
  return out + ")";
}

std::vector<Slot> Linker::add(const Plan& plan) {
  std::vector<Slot> now(plan.steps.size(), none);
  // What a standard leaves open is the same question in both, the n-th of its kind with the n-th; within one
  // plan two of them stay independent.
  std::map<std::uint32_t, std::uint32_t> open;
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    Step step = plan.steps[slot];
    for (Slot& operand : step.operands) {
      if (operand != none) operand = now[operand];
    }
    step.index = index_of(plan, step);
    step.expr = none;
    step.stage = 0;
    const std::uint32_t nth = step.op == Op::unknown ? ++open[step.index] : 0;
    joined_.has_unknown = joined_.has_unknown || step.op == Op::unknown;
    const Key key(step.op, step.operands, step.index, step.why, nth);
    const auto [known, fresh] = seen_.try_emplace(key, static_cast<Slot>(joined_.steps.size()));
    if (fresh) joined_.steps.push_back(step);
    now[slot] = known->second;
  }
  return now;
}

}  // namespace rubric::engine
