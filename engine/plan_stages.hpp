// Stages of a plan: stage 0 is what several items share, then one stage for each item, bonus and penalty, the
// last for the total. A stage needs only itself and stage 0 (the total also the items' scores).
#pragma once

#include "engine/plan.hpp"

namespace rubric::engine {

/// Sorts every slot of a finished plan into its stage.
void set_stages(Plan& plan);

}  // namespace rubric::engine
