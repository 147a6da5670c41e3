// A rules text in canonical form, in its own language or in the other one.
#pragma once

#include <string>

#include "dsl/format.hpp"
#include "tests/dsl/reading.hpp"

namespace rubric::dsl {

inline std::string formatted(const std::string& text) {
  const Reading reading(text);
  CHECK(reading.places() == "");
  return format(reading.source, reading.tree, reading.tree.language);
}

inline std::string translated(const std::string& text, engine::Language to) {
  const Reading reading(text);
  CHECK(reading.places() == "");
  return format(reading.source, reading.tree, to);
}

}  // namespace rubric::dsl
