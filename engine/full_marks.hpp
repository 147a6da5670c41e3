// What the rules ask for full marks, in the few words that a form has room for (年度指标值).
//
// A standard with 目标 prints it. Of one without, the row of a table that gives all points, or where its
// steps take nothing off, says the same; it is derived exactly, or not at all.
//
//   分档 ≥90% 20分, 80%(含)至90%(不含) 16分, of 20分      -> ≥90%
//   每1次扣2分，扣完为止                                   -> 0次
//   每满3天扣1分, 不足3天的不扣                            -> ＜3天
//   每1件得2分，最高10分, of 10分                          -> ≥5件
#pragma once

#include <optional>

#include "engine/ruleset.hpp"

namespace rubric::engine {

/// Whether two expressions are one figure: the same one, or the same datum.
bool same_figure(const Ruleset& ruleset, ExprId a, ExprId b);

/// The words of the rules without what says of them that something is assumed: ≥5亿元（推定：没有写方向） is
/// ≥5亿元.
std::string without_assumption(std::string text);

/// Nothing where the rules do not say it by one figure or one word of the result, as in formulas.
std::optional<Text> full_marks_target(const Ruleset& ruleset, const Item& item);

}  // namespace rubric::engine
