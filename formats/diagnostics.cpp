#include "formats/diagnostics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <tuple>

#include "engine/text.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

std::string severity_word(Severity severity, Language language) {
  const bool zh = language == Language::zh;
  switch (severity) {
    case Severity::error:
      return zh ? "错误" : "error";
    case Severity::warning:
      return zh ? "提醒" : "warning";
    default:
      return zh ? "说明" : "note";
  }
}

std::string place_text(const Place& place, Language language) {
  std::string text = visible(place.file);
  if (place.line == 0) return text;
  text += fmt::format(":{}", place.line);
  if (place.column > 0) text += fmt::format(":{}", place.column);
  if (place.subject.empty() || !place.line_text.empty()) return text;
  const std::string cell = place.column == 0 ? "" : column_letters(place.column) + std::to_string(place.line);
  const std::string subject = visible(place.subject);
  return text + (language == Language::zh ? fmt::format("（{}“{}”）", cell, subject)
                                          : fmt::format(" ({} “{}”)", cell, subject));
}

/// The line with a caret under the characters meant. A very long line is cut around them.
std::string excerpt(const Place& place) {
  constexpr std::uint32_t most = 160, before = 60;
  std::vector<Character> characters;
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < place.line_text.size(); i += characters.back().bytes) {
    characters.push_back(decode(place.line_text, i));
    offsets.push_back(i);
  }
  const auto count = static_cast<std::uint32_t>(characters.size());
  const std::uint32_t column = place.column > 0 ? std::min(place.column - 1, count) : 0;
  const std::uint32_t first = count > most && column > before ? column - before : 0;
  const std::uint32_t last = std::min(count, first + most);
  std::string line = first > 0 ? "…" : "";
  std::string caret = first > 0 ? " " : "";
  for (std::uint32_t i = first; i < last; ++i) {
    const std::string shown = visible(place.line_text.substr(offsets[i], characters[i].bytes));
    line += shown == "<U+0009>" ? " " : shown;
    const auto width = static_cast<std::size_t>(shown == "<U+0009>" ? 1 : display_width(shown));
    const bool meant = i >= column && i < column + std::max<std::uint32_t>(place.width, 1);
    if (i < column || meant) caret += std::string(width, meant ? '^' : ' ');
  }
  if (column >= count) caret += "^";
  if (last < count) line += "…";
  const std::string number = std::to_string(place.line);
  const std::string blank(number.size(), ' ');
  return fmt::format("   {} │ {}\n   {} │ {}\n", number, line, blank, caret);
}

}  // namespace

std::string to_text(const Diagnostic& d, Languages languages) {
  const Language first = languages.first;
  const Language second = first == Language::zh ? Language::en : Language::zh;
  std::string text =
      fmt::format("{}: {}[{}] {}\n", place_text(d.place, first), severity_word(d.severity(), first),
                  kind(d.code).name, visible(d.message(first)));
  if (!d.place.line_text.empty()) text += excerpt(d.place);
  if (!d.fixes.empty()) {
    std::string fixes;
    for (const Fix& fix : d.fixes) fixes += (fixes.empty() ? "" : " / ") + fix.advice.in(first);
    text += (first == Language::zh ? "   可改为：" : "   try: ") + visible(fixes) + "\n";
  }
  if (languages.both) {
    text += fmt::format("   {}: {}\n", severity_word(d.severity(), second), visible(d.message(second)));
  }
  return text;
}

std::string to_json(const std::vector<Diagnostic>& diagnostics) {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  for (const Diagnostic& d : diagnostics) {
    nlohmann::ordered_json fixes = nlohmann::ordered_json::array();
    for (const Fix& fix : d.fixes) {
      fixes.push_back({{"zh", fix.advice.zh}, {"en", fix.advice.en}, {"replacement", fix.replacement}});
    }
    all.push_back({{"code", kind(d.code).name},
                   {"severity", severity_word(d.severity(), Language::en)},
                   {"file", d.place.file},
                   {"line", d.place.line},
                   {"column", d.place.column},
                   {"width", d.place.width},
                   {"subject", d.place.subject},
                   {"zh", d.message(Language::zh)},
                   {"en", d.message(Language::en)},
                   {"fixes", fixes}});
  }
  return all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void sort_by_place(std::vector<Diagnostic>& diagnostics) {
  std::stable_sort(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
}

}  // namespace rubric::formats
