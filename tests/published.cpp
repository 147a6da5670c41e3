#include "tests/published.hpp"

#include "engine/number.hpp"
#include "tests/files.hpp"

namespace rubric::testing {

std::vector<std::string> ends(const std::string& figure) {
  std::vector<std::string> parts = split(figure, "..");
  for (std::string& part : parts) {
    const auto number = engine::parse_decimal(part);
    if (number) part = engine::to_fraction(*number);
  }
  return parts;
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

}  // namespace rubric::testing
