#include "engine/claims.hpp"

#include "engine/text.hpp"

namespace rubric::engine {

Claim read_claim(std::string_view text, Place place) {
  Claim claim{std::string(trim(text)), std::nullopt, 0, std::move(place)};
  std::string folded = fold(claim.text);
  for (const std::string_view suffix : {"分", "points"}) {
    if (folded.size() > suffix.size() && folded.substr(folded.size() - suffix.size()) == suffix) {
      folded.resize(folded.size() - suffix.size());
    }
  }
  const std::string_view digits = trim(folded);
  claim.value = parse_decimal(digits);
  const std::size_t point = digits.find('.');
  if (claim.value && point != std::string_view::npos)
    claim.places = static_cast<int>(digits.size() - point - 1);
  return claim;
}

}  // namespace rubric::engine
