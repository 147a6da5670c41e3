// What the program says about rules and data: one registry of kinds, one value per finding.
//
// A Diagnostic names its kind by code; the words, in Chinese and in English, stand in diagnostics.def and
// nowhere else. It says where (file, line or row, column), what was found, what was expected and how to mend
// it.
//
//   Diagnostic d{Code::E301, place, {"执行绿"}};
//   d.message(Language::zh)  -> "没有叫“执行绿”的数据、参数或公式"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rubric::engine {

enum class Language : std::uint8_t { zh, en };
enum class Severity : std::uint8_t { error, warning, note };

/// A piece of text in both languages; from one string, the same in both (names, numbers).
struct Text {
  std::string zh, en;
  Text() = default;
  Text(std::string same)
      : zh(same), en(std::move(same)) {}               // NOLINT: implicit on purpose, names are arguments
  Text(const char* same) : Text(std::string(same)) {}  // NOLINT
  Text(std::string chinese, std::string english) : zh(std::move(chinese)), en(std::move(english)) {}
  const std::string& in(Language language) const { return language == Language::zh ? zh : en; }
  friend bool operator==(const Text&, const Text&) = default;
};

enum class Code : std::uint16_t {
#define RUBRIC_DIAGNOSTIC(code, severity, zh, en) code,
#include "engine/diagnostics.def"
#undef RUBRIC_DIAGNOSTIC
};

/// One row of the registry. `zh` and `en` are fmt format strings over the diagnostic's arguments ({0}, {1},
/// …).
struct DiagnosticKind {
  std::string_view name;  // "E301"
  Severity severity;
  std::string_view zh, en;
};
const DiagnosticKind& kind(Code code);
const std::vector<DiagnosticKind>& all_kinds();

/// Where a finding lies. In rules, line and column count characters from 1 and `line_text` is the line as
/// written. In data, `line` is the row as a spreadsheet numbers it (the header is row 1), `column` the
/// column's number, `subject` the column's heading, and `line_text` is empty. Zero means "the file as a
/// whole".
struct Place {
  std::string file;
  std::uint32_t line = 0, column = 0;
  std::uint32_t width = 1;  // characters that the caret underlines
  std::string line_text;
  std::string subject;
};

/// A change that would mend the finding: replace the underlined characters by this text.
struct Fix {
  Text advice;              // shown
  std::string replacement;  // applied; empty if the advice is only advice
};

struct Diagnostic {
  Code code;
  Place place;
  std::vector<Text> arguments;
  std::vector<Fix> fixes;

  Severity severity() const { return kind(code).severity; }
  std::string message(Language language) const;
};

/// "C" for 3, "AA" for 27: the letters a spreadsheet gives a column.
std::string column_letters(std::uint32_t column);

bool has_errors(const std::vector<Diagnostic>& diagnostics);

}  // namespace rubric::engine
