// Dates that count from a unit's 年度: 当年6月30日, 次年3月底.
#pragma once

#include "engine/calendar.hpp"
#include "engine/outcome.hpp"

namespace rubric::engine {

/// The day number of `date` for this unit; a fault at `step` if the unit has no 年度.
inline Possible date_of_year(const YearlyDate& date, const UnitData& data, Slot step) {
  if (!data.year) return {false, Interval::point(0), {FaultKind::no_year, step}};
  const int year = *data.year + date.years_later;
  const int day = date.day == 0 ? month_length(year, date.month) : date.day;
  const std::optional<int> number = day_number(year, date.month, day);
  if (!number) return {false, Interval::point(0), {FaultKind::no_year, step}};
  return {true, Interval::point(*number), {}};
}

}  // namespace rubric::engine
