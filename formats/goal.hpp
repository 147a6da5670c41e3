// What it takes to reach a grade, for people and programs.
//
//   甲镇 2024：总分 88.20，等级 良；要达到：等级 优
//   只改一项
//     满意度（现为 88%）：90%(含)至100%(含)
//       88% → 90%：总分 90.20，优（改动量 2%）；群众满意度 8.00分 → 10.00分
//     全年执行（现为 700万元）：在数据范围内怎样改都达不到
#pragma once

#include <string>

#include "engine/goal.hpp"

namespace rubric::formats {

/// What is asked for, about which unit.
struct GoalQuestion {
  const engine::Ruleset& ruleset;
  const engine::Plan& plan;
  const engine::UnitData& unit;
  const engine::Aim& aim;
};

std::string to_text(const GoalQuestion& question, const engine::GoalAnswer& answer,
                    engine::Language language);
/// One JSON object.
std::string to_json(const GoalQuestion& question, const engine::GoalAnswer& answer,
                    engine::Language language);

}  // namespace rubric::formats
