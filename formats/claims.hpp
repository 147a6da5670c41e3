// Claimed scores as a table: identity columns, one column per indicator, total and grade, as score writes
// them; and what a report prints beside them.
//
//   预算执行率           the score of an indicator, of 加分 or 减分, of a group (过程)
//   预算执行率：指标值   what is printed beside it: 分值 指标值 完成值 偏差原因 复核;
//                        of a group 分值; of 总分 分值 复核 偏差原因
//   支出合计（万元）＝基本支出＋项目支出
//                        a printed figure, and how it follows from other columns or data
#pragma once

#include <string>
#include <vector>

#include "engine/audit.hpp"
#include "formats/table.hpp"

namespace rubric::formats {

/// Every row of `reader` as claims for `ruleset`, their keys made of the columns named in `identity`; columns
/// that are not there, or not understood, are said once, as warnings.
std::vector<engine::Claims> read_claims(const engine::Ruleset& ruleset,
                                        const std::vector<std::string>& identity, TableReader& reader,
                                        std::vector<engine::Diagnostic>& problems);

}  // namespace rubric::formats
