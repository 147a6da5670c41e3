#include "engine/plan.hpp"

#include <fmt/format.h>

namespace rubric::engine {
namespace {

constexpr std::string_view mode_names[] = {"half_up", "half_even", "down", "up", "floor", "ceiling"};

std::string index_text(const Plan& plan, const Ruleset& ruleset, const Step& step) {
  switch (step.op) {
    case Op::constant:
      return to_fraction(plan.constants[step.index]);
    case Op::input:
    case Op::blank:
    case Op::not_applicable:
      return ruleset.data[step.index].name;
    case Op::round:
      return fmt::format("{} {}", mode_names[static_cast<std::size_t>(plan.roundings[step.index].mode)],
                         plan.roundings[step.index].digits);
    case Op::date_of_year: {
      const YearlyDate& date = plan.dates[step.index];
      return fmt::format("+{} years, {}-{}", date.years_later, date.month, date.day);
    }
    case Op::fold:
      return fmt::format("kind {} over {} bodies", static_cast<int>(plan.folds[step.index]->kind),
                         plan.folds[step.index]->bodies.size());
    case Op::within:
    case Op::unknown:
      return to_string(plan.sets[step.index]);
    default:
      return "";
  }
}

}  // namespace

std::string to_text(const Plan& plan, const Ruleset& ruleset) {
  std::vector<std::string> outputs(plan.steps.size());
  const auto name = [&](Slot slot, const std::string& what) {
    if (slot != none) outputs[slot] += (outputs[slot].empty() ? "" : ", ") + what;
  };
  for (std::size_t i = 0; i < plan.items.size(); ++i) name(plan.items[i].score, ruleset.items[i].title);
  for (std::size_t i = 0; i < plan.bonuses.size(); ++i) name(plan.bonuses[i].score, ruleset.bonuses[i].title);
  for (std::size_t i = 0; i < plan.penalties.size(); ++i)
    name(plan.penalties[i].score, ruleset.penalties[i].title);
  name(plan.sum, "sum");
  name(plan.total, "total");
  name(plan.grade, "grade");
  std::string text;
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    const Step& step = plan.steps[slot];
    std::string line = fmt::format("%{} {}", slot, operation(step.op).name);
    for (const Slot operand : step.operands) {
      if (operand != none) line += fmt::format(" %{}", operand);
    }
    const std::string index = index_text(plan, ruleset, step);
    if (!index.empty()) line += " " + index;
    if (!outputs[slot].empty()) line += "    # " + outputs[slot];
    text += line + "\n";
  }
  return text;
}

}  // namespace rubric::engine
