// Made-up units: every datum gets a value that somebody could type.
#pragma once

#include <random>
#include <string>

#include "engine/plan.hpp"

namespace rubric::testing {

/// A cell in the datum's range, most of them plain numbers: 0 to 120 of its unit with at most two decimals;
/// amounts of money up to 1200. Missing if none was found.
inline engine::Cell random_cell(const engine::Datum& datum, std::mt19937& random) {
  const auto number = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  if (datum.kind == engine::Kind::yes_no) return engine::read_cell(number(2) ? "是" : "否", datum);
  if (datum.kind == engine::Kind::level)
    return engine::read_cell(datum.levels[random() % datum.levels.size()], datum);
  if (datum.kind == engine::Kind::text) return engine::read_cell("有", datum);
  if (datum.kind == engine::Kind::date)
    return engine::read_cell("2024-0" + std::to_string(1 + number(9)) + "-15", datum);
  for (int tries = 0; tries < 60; ++tries) {
    const int most = datum.unit.dimension == engine::Dimension::money && number(4) ? 1200
                     : number(2)                                                   ? 121
                                                                                   : 13;
    std::string text = std::to_string(number(most));
    if (!datum.whole && number(3) == 0) text += "." + std::to_string(10 + number(90));
    engine::Cell cell = engine::read_cell(text, datum);
    if (cell.state == engine::Cell::State::known) return cell;
  }
  return engine::read_cell("", datum);
}

inline engine::UnitData random_unit(const engine::Ruleset& ruleset, std::mt19937& random) {
  engine::UnitData unit;
  unit.year = ruleset.first_year.value_or(2024);
  for (const engine::Datum& datum : ruleset.data) unit.cells.push_back(random_cell(datum, random));
  return unit;
}

}  // namespace rubric::testing
