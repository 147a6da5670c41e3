// 绩效自评表: what a unit hands in. One unit's figures and scores in the layout that forms have, and the
// section of the report that goes with it, 三、绩效评价情况及结论.
//
// The table is a ScoreSheet (score_sheet.hpp), so that it is laid out, and its text escaped, as every printed
// table is. What rules know nothing of, 年度总体目标 and funds by source, comes from columns of the data file
// (form_cells.hpp) or is left blank. 偏差原因 says where the points went, as explain derives it; why it came
// to that only the unit knows.
//
// A computed result that does not end within six decimals is printed with two, as forms have it, or with as
// many more as it takes to stay on its side of the bounds that it is scored by.
//
//   预算执行率 | ≥100% | 98.6% | 10 | 9.86 | 扣 0.14分：目标 ≥100%，按比例：10分 × 98.6% ÷ 100% ＝ 9.86分
#pragma once

#include <string>

#include "formats/explanation.hpp"
#include "formats/form_cells.hpp"
#include "formats/score_sheet.hpp"
#include "formats/xlsx.hpp"

namespace rubric::formats {

/// The table of one unit; `outcome` has its trace.
ScoreSheet self_evaluation(const engine::Ruleset& ruleset, const engine::Plan& plan,
                           const engine::UnitData& data, const engine::Outcome& outcome,
                           const FormCells& cells, engine::Language language);

/// 三、绩效评价情况及结论: every indicator in a line or two, then total and grade. Plain text, safe for a
/// terminal.
std::string evaluation_section(const engine::Ruleset& ruleset, const engine::Plan& plan,
                               const engine::UnitData& data, const engine::Outcome& outcome,
                               engine::Language language);

/// A sheet of the workbook with the table as it is printed: scores and funds are numbers, all else is text.
void write_sheet(const ScoreSheet& table, Workbook& book);

}  // namespace rubric::formats
