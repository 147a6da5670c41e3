// Any bytes as a rules file: rules without errors mean the same after formatting, and formatting them again
// changes nothing. Whatever can be parsed can be formatted, in both languages.

#include <cstdint>
#include <cstdlib>

#include "dsl/check.hpp"
#include "dsl/format.hpp"
#include "dsl/parse.hpp"

namespace {

using namespace rubric;

/// A text read as rules, and printed.
struct Printed {
  std::vector<engine::Diagnostic> problems;
  std::string meaning, text;

  explicit Printed(const std::string& typed) {
    const dsl::Source source("fuzz.rules", typed, problems);
    const engine::Ruleset ruleset = dsl::read_rules(source, problems);
    if (!engine::has_errors(problems)) meaning = engine::to_text(ruleset);
    std::vector<engine::Diagnostic> syntax_problems;
    const dsl::Syntax syntax = dsl::parse(source, syntax_problems);
    for (const auto language : {engine::Language::zh, engine::Language::en}) {
      const std::string printed = dsl::format(source, syntax, language);
      if (language == syntax.language) text = printed;
    }
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const Printed once(std::string(reinterpret_cast<const char*>(bytes), size));
  if (engine::has_errors(once.problems)) return 0;
  const Printed twice(once.text);
  if (engine::has_errors(twice.problems) || twice.meaning != once.meaning || twice.text != once.text)
    std::abort();
  return 0;
}
