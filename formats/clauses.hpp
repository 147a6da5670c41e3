// How a changed clause is called in results of rescoring: "指标 群众满意度", "总分取整", "产出指标等4项指标".
#pragma once

#include "engine/pairing.hpp"

namespace rubric::formats {

engine::Text clause_label(const engine::Clause& clause);
/// "修改", "新增", "取消".
engine::Text change_label(const engine::Clause& clause);
/// A fraction with its sign as a share is printed: "+1/2", "-0.5"; the shortest form that is exact.
std::string exact_text(const engine::Rational& value, bool sign);

}  // namespace rubric::formats
