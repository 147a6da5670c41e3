// Findings as people and programs read them.
//
//   rulesets/x.rules:31:5: 错误[E502] “60%以上”含不含本数没有写…
//      31 │     60%以上  6分
//         │     ^^^^^^^
//      可改为：60%(含)以上 / 60%(不含)以上
//      error: “60%以上” does not say whether …
//   units.csv:3:5（E3“全年预算”）: 错误[E801] …
#pragma once

#include <string>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

/// In which languages findings are printed; with both, `first` comes first.
struct Languages {
  engine::Language first = engine::Language::zh;
  bool both = true;
};

std::string to_text(const engine::Diagnostic& diagnostic, Languages languages);

/// All of them as one JSON array.
std::string to_json(const std::vector<engine::Diagnostic>& diagnostics);

/// Sorted by place, as they are printed: file, line, column, then the order found.
void sort_by_place(std::vector<engine::Diagnostic>& diagnostics);

}  // namespace rubric::formats
