// A fold (合计, 个数 …) over other data: as a text that is equal for folds that compute the same, and
// rewritten.
//
// Plans that are put together ask whether two folds are the same. The numbers of their steps, constants and
// inner folds say nothing, so the text has what they stand for, inner folds and all.
//
//   合计(得分 × 个数(甲 ≥ 60分)) and the same with 70分 differ in their inner fold alone, and so do their
//   texts
#pragma once

#include <functional>
#include <string>

#include "engine/plan.hpp"

namespace rubric::engine {

/// The datum that stands for one of the fold's.
using DatumOf = std::function<DatumId(DatumId)>;

std::string fold_text(const Fold& fold, const DatumOf& datum);
std::shared_ptr<const Fold> fold_over(const Fold& fold, const DatumOf& datum);

}  // namespace rubric::engine
