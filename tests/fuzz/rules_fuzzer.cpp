// Any bytes as a rules file: reading never crashes or hangs, and rules without errors compile and score their
// samples.

#include <cstdint>
#include <cstdlib>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "engine/samples.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace rubric;
  std::vector<engine::Diagnostic> problems;
  const dsl::Source source("fuzz.rules", std::string(reinterpret_cast<const char*>(bytes), size), problems);
  const engine::Ruleset ruleset = dsl::read_rules(source, problems);
  for (const engine::Diagnostic& problem : problems) {
    if (problem.message(engine::Language::zh).empty() || problem.message(engine::Language::en).empty())
      std::abort();
  }
  if (!engine::has_errors(problems)) engine::run_samples(ruleset, engine::compile(ruleset));
  return 0;
}
