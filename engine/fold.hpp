// Folding the values of cells that hold several (可填多个) into one number.
#pragma once

#include "engine/outcome.hpp"

namespace rubric::engine {

/// The fold over `data`. `exact`: every cell it reads is known. A missing cell can hold any number of values,
/// at least one; a bounded one (90%以上) holds one.
Possible evaluate_fold(const Fold& fold, const UnitData& data, bool exact, Slot step);

}  // namespace rubric::engine
