// Sentences in one language: wordings given in both, lists, quantities with their units.
//
//   speech.say("得{}", "{}", speech.points(7))  is  得7分, or  7 points
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/ruleset.hpp"

namespace rubric::formats {

/// 分.
const engine::Unit& points_unit();

/// Sentences in one language.
class Speech {
 public:
  explicit Speech(engine::Language spoken) : language(spoken) {}

  template <class... Args>
  std::string say(fmt::format_string<Args...> zh, fmt::format_string<Args...> en, Args&&... args) const {
    return fmt::format(language == engine::Language::zh ? zh : en, std::forward<Args>(args)...);
  }

  std::string join(const std::vector<std::string>& parts, std::string_view zh, std::string_view en) const;
  std::string clauses(const std::vector<std::string>& parts) const { return join(parts, "；", "; "); }
  std::string phrases(const std::vector<std::string>& parts) const { return join(parts, "，", ", "); }

  /// A quantity with its unit; in English one of a thing has no plural.
  std::string amount(const engine::Rational& value, const engine::Unit& unit) const;
  std::string points(const engine::Rational& value) const { return amount(value, points_unit()); }

  const engine::Language language;
};

}  // namespace rubric::formats
