// How a changed clause is called in results of rescoring: "指标 群众满意度", "总分取整", "产出指标 4项指标".
#pragma once

#include "engine/pairing.hpp"

namespace rubric::formats {

engine::Text clause_label(const engine::Clause& clause);
/// "修改", "新增", "取消".
engine::Text change_label(const engine::Clause& clause);
/// How many clauses differ, those counted one by one that are put together.
std::size_t count_changes(const engine::Pairing& pairing);
/// What each clause adds, those that add nothing left out: "指标 群众满意度 +1/2；总分取整 -0.01".
std::string shares_text(const engine::Pairing& pairing, const std::vector<engine::Rational>& shares,
                        engine::Language language);
/// A fraction with its sign as a share is printed: "+1/2", "-0.5"; the shortest form that is exact.
std::string exact_text(const engine::Rational& value, bool sign);

}  // namespace rubric::formats
