// Dates as day numbers, so that deadlines are plain arithmetic: the difference of two dates is a number of
// days.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/number.hpp"

namespace rubric::engine {

/// Days from 1970-01-01 to a date of the Gregorian calendar; nothing for a date that is none (2024-02-30), or
/// outside the years 1900 to 9999.
std::optional<int> day_number(int year, int month, int day);

/// The last day of a month.
int month_length(int year, int month);

/// "2024-06-30"
std::string date_text(const Rational& days);

/// The day number of 2024-06-30, 2024/6/30, 2024.6.30 or 2024年6月30日 (folded text).
std::optional<int> read_date(std::string_view text);

}  // namespace rubric::engine
