#include "engine/diagnostic.hpp"

#include <fmt/args.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace rubric::engine {

namespace {

constexpr DiagnosticKind table[] = {
#define RUBRIC_DIAGNOSTIC(code, severity, zh, en) {#code, Severity::severity, zh, en},
#include "engine/diagnostics.def"
#undef RUBRIC_DIAGNOSTIC
};

}  // namespace

const std::vector<DiagnosticKind>& all_kinds() {
  static const std::vector<DiagnosticKind> kinds(std::begin(table), std::end(table));
  return kinds;
}

const DiagnosticKind& kind(Code code) {
  return table[static_cast<std::size_t>(code)];
}

std::string Diagnostic::message(Language language) const {
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  for (const Text& argument : arguments) store.push_back(argument.in(language));
  const DiagnosticKind& row = kind(code);
  return fmt::vformat(language == Language::zh ? row.zh : row.en, store);
}

std::string column_letters(std::uint32_t column) {
  std::string letters;
  for (; column > 0; column = (column - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
  }
  return letters;
}

bool has_errors(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity() == Severity::error; });
}

}  // namespace rubric::engine
