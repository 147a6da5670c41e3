// How results are written: scores, intervals of scores, grades.
//
//   9.86   14.985   0.00..5.00   无法计算   中..优
#pragma once

#include <string>

#include "engine/outcome.hpp"

namespace rubric::formats {

/// The decimals that a ruleset's scores are padded to: those of its total's rounding, or 0.
int total_digits(const engine::Ruleset& ruleset);
int item_digits(const engine::Ruleset& ruleset, const engine::Item& item);

/// "7.00", "0.00..5.00", "无法计算" (or "fault").
std::string score_text(const engine::Possible& score, int digits, engine::Language language);
/// The score column of one item: also "不适用" where the item is 剔除.
std::string item_text(const engine::Ruleset& ruleset, const engine::Item& item,
                      const engine::ItemOutcome& outcome);
std::string total_text(const engine::Ruleset& ruleset, const engine::Outcome& outcome);
/// "优", "中..优", "无法计算".
std::string grade_text(const engine::Ruleset& ruleset, const engine::Outcome& outcome);

/// The column names of total, grade and remarks in the ruleset's language.
std::string total_heading(const engine::Ruleset& ruleset);
std::string grade_heading(const engine::Ruleset& ruleset);
std::string issue_heading(const engine::Ruleset& ruleset);

/// Why a figure could not be computed, without a place: the unit's row knows it.
engine::Diagnostic fault_message(const engine::Ruleset& ruleset, const engine::Plan& plan,
                                 const engine::Fault& fault);

/// An expression as the rules print it: names, and constants with their units.
std::string formula_text(const engine::Ruleset& ruleset, engine::ExprId id, engine::Language language);

/// "四舍五入保留2位小数", "half up to 2 places".
std::string rounding_text(const engine::Rounding& rounding, bool percent, engine::Language language);

}  // namespace rubric::formats
