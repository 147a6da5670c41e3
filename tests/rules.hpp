// Rules as a test has them: read, checked and, where they are right, compiled.
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "engine/samples.hpp"
#include "formats/diagnostics.hpp"
#include "tests/files.hpp"

namespace rubric::testing {

/// All findings as they are printed, for messages of tests.
inline std::string shown(const std::vector<engine::Diagnostic>& diagnostics) {
  std::string text;
  for (const auto& d : diagnostics) text += formats::to_text(d, {engine::Language::zh, true});
  return text;
}

struct Rules {
  std::vector<engine::Diagnostic> problems;
  engine::Ruleset ruleset;
  std::optional<engine::Plan> plan;  // if there are no errors

  Rules(const std::string& file, std::string text) {
    const dsl::Source source(file, std::move(text), problems);
    ruleset = dsl::read_rules(source, problems, [](const std::string& path, engine::Text& why) {
      std::optional<std::string> bytes;
      if (std::filesystem::is_regular_file(project(path))) {
        bytes = read(project(path));
      } else {
        why = {"没有这个文件", "no such file"};
      }
      return bytes;
    });
    if (!engine::has_errors(problems)) plan = engine::compile(ruleset);
  }

  /// Rules that must be right.
  explicit Rules(std::string text) : Rules("a.rules", std::move(text)) {
    REQUIRE_MESSAGE(plan.has_value(), shown(problems));
  }

  /// Where samples give something else than they expect.
  std::vector<engine::Diagnostic> differences() const {
    std::vector<engine::Diagnostic> all;
    if (!plan) return all;
    for (const auto& result : engine::run_samples(ruleset, *plan)) {
      all.insert(all.end(), result.differences.begin(), result.differences.end());
    }
    return all;
  }
};

}  // namespace rubric::testing
