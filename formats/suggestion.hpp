// Suggested samples as blocks of the rules language, ready to be appended to the file.
//
//   # 以下样例由程序建议，应得分是规则现在算出的：请对照印发的标准逐条确认。
//   样例 群众满意度，比90%低一点：89.99%
//     …
//     应得 群众满意度  8.00分
#pragma once

#include <string>
#include <vector>

#include "engine/suggestion.hpp"

namespace rubric::formats {

std::string to_rules(const engine::Ruleset& ruleset, const std::vector<engine::Suggestion>& suggestions);

}  // namespace rubric::formats
