// Text to tree. Every error of the file is found in one run: a line that does not fit its form is reported at
// the furthest point that could be read and reading goes on at the next line or bar.
//
//   std::vector<engine::Diagnostic> problems;
//   Source source("town.rules", bytes, problems);
//   Syntax tree = parse(source, problems);
#pragma once

#include <cstddef>

#include "dsl/syntax.hpp"

namespace rubric::dsl {

/// The tree of `source`; what does not fit the grammar is added to `problems` and stands in the tree as a
/// node of kind `broken`. Never throws, whatever the text; nesting is bounded (max_nesting), and so is the
/// number of problems.
Syntax parse(const Source& source, std::vector<engine::Diagnostic>& problems);

/// How deep brackets may nest in one expression.
inline constexpr int max_nesting = 100;

/// Rules of the grammar that could loop without reading anything; for the tests.
std::size_t grammar_problems();

}  // namespace rubric::dsl
