// A reference ruleset as .rules text, in Chinese and in English: the canonical words of docs/language.md,
// written out clause by clause so that a person can replay a difference with the command line.
//
// Both texts say the same; names, titles and levels are not translated. `shuffle` reorders what may stand in
// any order (data, formulas, clauses of an indicator, vetoes); with 0 everything stays where the model has
// it.
//
//   指标 第1项  10分 ｜ 实际 支出2 ÷ 预算1 ｜ 目标 ≥100% ｜ 计分 按比例
//   indicator 第1项  10 points | actual 支出2 / 预算1 | target >= 100% | score proportional
#pragma once

#include <cstdint>
#include <string>

#include "tests/reference/model.hpp"

namespace rubric::reference {

enum class Tongue : unsigned char { zh, en };

std::string print(const Ruleset& ruleset, Tongue tongue, std::uint64_t shuffle = 0);

/// The unit's data, one a line: "支出2  12.5万元".
std::string print(const Ruleset& ruleset, const Cells& cells);

}  // namespace rubric::reference
