// What could have stood where a line could not be read further, and how a message says it.
//
//   list({{Wanted::points}, {Wanted::word, Word::unscored}}, Language::zh)  -> "分值（如 5分）或“不计分”"
#pragma once

#include <string>
#include <vector>

#include "dsl/words.hpp"

namespace rubric::dsl {

/// What could stand at a place: a word, or one of these.
enum class Wanted : std::uint8_t {
  word,
  name,
  title,
  text,
  number,
  unit,
  points,
  percent,
  date,
  expression,
  comparison,
  condition,
  value,
  type,
  line_end,
  comma,
  equals,
  bracket,
  closing_bracket,
  declaration,
};

struct Expectation {
  Wanted wanted;
  Word word = Word::no_word;
  friend bool operator==(const Expectation&, const Expectation&) = default;
};

/// The first few of them, the end of the line last.
std::string list(const std::vector<Expectation>& expected, engine::Language language);

}  // namespace rubric::dsl
