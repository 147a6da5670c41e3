// What the samples exercise, for people and programs: a row per indicator, what is missing in words, totals.
//
//   指标        各档  条件  封顶  界点  合计
//   群众满意度   1/2   0/0   0/0   1/3   2/5
//     没有样例落在“＜90%”这一档
//     没有样例的群众满意度比90%低一点
#pragma once

#include <string>
#include <vector>

#include "engine/coverage.hpp"
#include "formats/diagnostics.hpp"

namespace rubric::formats {

std::string to_text(const engine::Ruleset& ruleset, const std::vector<engine::ItemCoverage>& coverage,
                    Languages languages);
/// One JSON object for the file.
std::string to_json(const engine::Ruleset& ruleset, const std::vector<engine::ItemCoverage>& coverage);

}  // namespace rubric::formats
