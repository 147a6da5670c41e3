// Any bytes as a rules file: reading never crashes or hangs, every message can be printed, and rules without
// errors compile, score their samples and score a unit of which nothing is known.

#include <cstdint>
#include <cstdlib>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "engine/evaluate.hpp"
#include "engine/samples.hpp"
#include "formats/diagnostics.hpp"
#include "formats/explanation.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace rubric;
  std::vector<engine::Diagnostic> problems;
  const dsl::Source source("fuzz.rules", std::string(reinterpret_cast<const char*>(bytes), size), problems);
  const engine::Ruleset ruleset = dsl::read_rules(source, problems);
  for (const engine::Diagnostic& problem : problems) {
    if (problem.message(engine::Language::zh).empty() || problem.message(engine::Language::en).empty() ||
        formats::to_text(problem, {}).empty())
      std::abort();
  }
  if (engine::has_errors(problems)) return 0;
  const engine::Plan plan = engine::compile(ruleset);
  engine::run_samples(ruleset, plan);
  engine::UnitData unknown;
  for (const engine::Datum& datum : ruleset.data) unknown.cells.push_back(engine::read_cell("", datum));
  const engine::Outcome outcome = engine::evaluate(plan, unknown, engine::Trace::yes);
  if (formats::to_text(formats::explain(ruleset, plan, unknown, outcome, ruleset.language)).empty())
    std::abort();
  return 0;
}
