// A value as somebody would enter it: the cell that says it, and how finely a datum is reported.
//
//   满意度 %         0.9   -> "90%",  in steps of 0.01%
//   上访批次 批 整数    2   -> "2批",  in steps of 1
//   全年执行 万元, now 855.125万元  -> in steps of 0.001万元
#pragma once

#include <optional>

#include "engine/cell.hpp"

namespace rubric::engine {

/// A cell that says `value` in words that the rules can be written with; nothing if the datum cannot have it,
/// or not in so many decimals.
std::optional<Cell> entry(const Rational& value, const Datum& datum, Language language);

/// The smallest difference between two entries of the datum: 1 of its unit for whole numbers, otherwise two
/// decimals of it, or as many as the cell has now. Levels, yes/no and dates go by one.
Rational entry_step(const Datum& datum, const Cell& now);

/// Values as rules write them: "80%(含)至90%(不含)", "＜60%", "89.5分"; of a datum also "好、较好", "是".
std::string range_text(const Interval& range, const Unit& unit, Language language);
std::string range_text(const Interval& range, const Datum& datum, Language language);

}  // namespace rubric::engine
