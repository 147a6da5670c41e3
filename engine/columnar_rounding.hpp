// Roundings in a routine: the one place where integers are divided.
//
// Most roundings are floor(a n + b) with constant a and b, where a multiplication and a shift give the same
// number as the division for all n of the column's range (`scale`, `divide`). Two columns are divided with an
// estimate that is put right by its remainder (`ratio`). What else there is (四舍六入, both signs, 128 bits)
// goes to `round`, which divides as round() in number.cpp does.
#pragma once

#include "engine/columnar_builder.hpp"

namespace rubric::engine {

/// `value`, a form or a ratio, rounded; its mask goes into `valid`.
Linear rounded(ColumnarBuilder& build, const Value& value, const Rounding& rounding, ColumnId& valid);

/// The same, and 1 in the rows where that changed the value.
struct Shown {
  Linear form;
  ColumnId inexact = none;  // none: nowhere
};
Shown shown(ColumnarBuilder& build, const Value& value, int digits, ColumnId& valid);

}  // namespace rubric::engine
