#include "formats/file_name.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "engine/text.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {
namespace {

/// What two names have in common that a system, or a reader, takes for one.
std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

/// Device names of Windows; they are reserved with any ending too.
bool is_reserved(const std::string& name) {
  std::string stem = lower(name.substr(0, name.find('.')));
  while (!stem.empty() && stem.back() == ' ') stem.pop_back();
  static constexpr std::array<std::string_view, 6> devices{"con", "prn", "aux", "nul", "conin$", "conout$"};
  if (std::find(devices.begin(), devices.end(), stem) != devices.end()) return true;
  const std::string kind = stem.substr(0, 3), number = stem.size() > 3 ? stem.substr(3) : "";
  if (kind != "com" && kind != "lpt") return false;
  static constexpr std::array<std::string_view, 3> superscripts{"¹", "²", "³"};
  return (number.size() == 1 && number[0] >= '0' && number[0] <= '9') ||
         std::find(superscripts.begin(), superscripts.end(), number) != superscripts.end();
}

/// The first `most` bytes, no character cut in two.
std::string cut(const std::string& text, std::size_t most) {
  std::size_t end = 0;
  while (end < text.size()) {
    const std::size_t next = end + engine::decode(text, end).bytes;
    if (next > most) break;
    end = next;
  }
  return text.substr(0, end);
}

}  // namespace

std::string safe_file_name(std::string_view text) {
  // No more is looked at than can be kept.
  std::string name = cut(visible(text.substr(0, 4 * max_file_name)), max_file_name);
  for (char& c : name) {
    const bool refused = static_cast<unsigned char>(c) < 0x20 || c == 0x7F ||
                         std::string_view("/\\:*?\"<>|").find(c) != std::string_view::npos;
    if (refused) c = '_';
  }
  for (std::size_t i = 0; i < name.size() && (name[i] == '.' || name[i] == ' '); ++i) name[i] = '_';
  for (std::size_t i = name.size(); i > 0 && (name[i - 1] == '.' || name[i - 1] == ' '); --i)
    name[i - 1] = '_';
  if (name.empty()) return "_";
  if (name[0] == '-' || is_reserved(name)) name.insert(name.begin(), '_');
  return name;
}

std::string FileNames::next(std::string_view text) {
  const std::string name = safe_file_name(text);
  int& count = taken_[lower(engine::fold(name))];
  if (++count == 1) return name;
  // "甲 (2)" may itself be a unit's name.
  for (;; ++count) {
    const std::string numbered = fmt::format("{} ({})", name, count);
    if (taken_.emplace(lower(engine::fold(numbered)), 1).second) return numbered;
  }
}

}  // namespace rubric::formats
