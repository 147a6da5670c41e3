// Random rulesets before and after a reform, for tests that compare the two.
//
//   reference::Ruleset model;
//   const engine::Ruleset from = random_rules(seed, model), to = reformed(from, random);
#pragma once

#include "tests/reference/generate.hpp"
#include "tests/reference/print.hpp"
#include "tests/rules.hpp"

namespace rubric::testing {

/// Another ruleset that a reform could make of this one.
inline engine::Ruleset reformed(engine::Ruleset rules, reference::Random& random) {
  using namespace engine;
  const std::vector<std::optional<Rounding>> roundings = {std::nullopt, Rounding{RoundingMode::half_up, 0},
                                                          Rounding{RoundingMode::half_up, 1},
                                                          Rounding{RoundingMode::down, 2}};
  const int changes = random.between(1, 6);
  for (int i = 0; i < changes; ++i) {
    Item& item = rules.items[random.below(rules.items.size())];
    switch (random.below(14)) {
      case 0:
        rules.item_rounding = random.pick(roundings);
        break;
      case 1:
        rules.total_rounding = random.pick(roundings);
        break;
      case 2:
        rules.total_most = rules.full_marks * Rational(random.between(5, 9), 10);
        break;
      case 3:
        if (!rules.vetoes.empty()) rules.vetoes.erase(rules.vetoes.begin());
        break;
      case 4:
        if (!rules.bonuses.empty()) rules.bonuses.pop_back();
        break;
      case 5:
        if (!rules.penalties.empty()) rules.penalties.pop_back();
        break;
      case 6:
        for (Grade& grade : rules.grades) {
          for (Bound* end : {&grade.range.low, &grade.range.high}) {
            if (!end->infinite) end->value += 1;
          }
        }
        break;
      case 7:
        for (TierRow& row : item.tiers) {
          row.low *= Rational(9, 10);
          row.high *= Rational(9, 10);
        }
        break;
      case 8:
        if (item.form != Form::unscored) item.rounding = Rounding{RoundingMode::half_up, 1};
        break;
      case 9:
        for (Pool& pool : item.deductions) pool.fixed += 1;
        for (CheckRow& row : item.checks) row.points /= 2;
        break;
      case 10:
        // Another group, as long as no choice counts its members.
        if (!rules.groups.empty()) {
          const auto free = [&](std::uint32_t group) { return group == none || !rules.groups[group].choice; };
          const auto to = static_cast<std::uint32_t>(random.below(rules.groups.size()));
          if (free(item.group) && free(to)) item.group = to;
        }
        break;
      case 11:
        // What named a grade now takes the total, and the grades have other names.
        for (Veto& veto : rules.vetoes) {
          const bool on_grade =
              veto.outcome == Veto::Outcome::grade_at_most || veto.outcome == Veto::Outcome::grade_becomes;
          veto.outcome =
              on_grade || rules.grades.empty() ? Veto::Outcome::total_becomes : Veto::Outcome::grade_at_most;
          veto.grade =
              on_grade || rules.grades.empty() ? none : static_cast<std::uint32_t>(rules.grades.size() - 1);
        }
        for (Grade& grade : rules.grades) grade.name += "等";
        break;
      case 12:
        rules.data[random.below(rules.data.size())].columns.push_back("另一列");
        break;
      default:
        if (rules.items.size() > 2) rules.items.erase(rules.items.begin() + 1);
    }
  }
  return rules;
}

/// A random ruleset, and what the reference has of it.
inline engine::Ruleset random_rules(std::uint64_t seed, reference::Ruleset& model) {
  reference::Random random(seed);
  model = random_ruleset(random, reference::Sharing::some);
  return Rules(print(model, reference::Tongue::zh)).ruleset;
}

}  // namespace rubric::testing
