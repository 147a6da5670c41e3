// 承接 and 引用: one ruleset from several files, put together before anything is checked.
//
// The composed text holds the declarations that count, each as it stands in its own file, so that everything
// after it (checker, printing, explaining) sees one file, and messages still name the file and line that was
// typed (Source's pieces).
//
//   承接 province.rules    takes over all but 版本, 适用 and 样例; this file's own header lines come first
//   替换 指标 X            stands in X's place; X must be there
//   取消 指标 X            X must be there
//   指标 Y                 must be new; goes to the end of the group whose heading stands above it
//   引用 common.rules      brings in what is used of a 公式库's 数据, 参数, 公式 and 评分方法
//   下级可改 参数、指标 X    in the file built on: nothing else of it may be replaced, removed or added to
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dsl/syntax.hpp"
#include "engine/ruleset.hpp"

namespace rubric::dsl {

/// The bytes of the rules file at a path; nothing, and why in the text, if it cannot be read.
using OpenRules = std::function<std::optional<std::string>(const std::string& path, engine::Text& why)>;

struct Composed {
  std::shared_ptr<const Source> source;
  Syntax syntax;
  std::vector<engine::Takeover> taken_over;
};

/// `main` and its tree with all that it builds on. A file that takes over nothing comes back as it is. What
/// is wrong is added to `problems`; with an error among them the result must not be checked.
Composed compose(std::shared_ptr<const Source> main, Syntax syntax, const OpenRules& open,
                 std::vector<engine::Diagnostic>& problems);

/// How many files may build on each other or be imported, one by the other.
inline constexpr std::size_t max_chain = 16;

}  // namespace rubric::dsl
