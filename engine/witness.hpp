// Units made up to show something: data for which a slot of the plan has a given value.
#pragma once

#include <optional>

#include "engine/plan.hpp"

namespace rubric::engine {

/// A unit that the rules score well: the first sample's data, or, where there is none, plain values in range.
UnitData plain_unit(const Ruleset& ruleset);

/// A cell with this value (a level's place, a day's number), as it would be typed; nothing if the datum
/// cannot have it or it is too long to write.
std::optional<Cell> cell_with(const Datum& datum, const Rational& value);

/// `unit` with some data changed so that `slot` is `value`, checked by computing it; nothing if none was
/// found.
std::optional<UnitData> with_value(const Ruleset& ruleset, const Plan& plan, const UnitData& unit, Slot slot,
                                   const Rational& value);

/// A number in the piece that is short to write, in steps of the unit: 85%, not 5063/6000.
Rational short_number(const Interval& piece, const Unit& unit);

/// Some of a unit's data as a sample gives them: "全年预算 1000万元 ｜ 全年执行 855万元".
std::string data_text(const Ruleset& ruleset, const UnitData& unit, const std::vector<DatumId>& data,
                      Language language);

}  // namespace rubric::engine
