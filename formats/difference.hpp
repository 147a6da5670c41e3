// Where two rulesets score differently, for people and programs (engine/difference).
//
//   指标 预算执行率（10分）
//     执行率 80%(含)至100%(不含)：少 1.00 至 3.00 分
//       例如 全年预算 1000万元 ｜ 全年执行 855万元：8.55分 → 7.10分
//     其余都相同：已证明
#pragma once

#include <string>

#include "engine/difference.hpp"

namespace rubric::formats {

std::string to_text(const engine::Difference& difference, engine::Language language);
/// One JSON object. A region's `unit` is a row of data that `rubric explain` takes, with either ruleset.
/// `year` is the one that dates which count from 年度 are taken for; `every_year`: another one changes
/// nothing.
std::string to_json(const engine::Difference& difference, engine::Language language);

}  // namespace rubric::formats
