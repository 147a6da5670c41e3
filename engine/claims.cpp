#include "engine/claims.hpp"

#include <algorithm>
#include <array>

#include "engine/text.hpp"

namespace rubric::engine {
namespace {

/// Small letters without blanks, dashes and other signs.
std::string plain_words(std::string_view text) {
  std::string words;
  for (const char c : fold(text)) {
    const bool upper = c >= 'A' && c <= 'Z',
               sign = std::string_view(" -/\\.~_*").find(c) != std::string::npos;
    if (!sign) words += upper ? static_cast<char>(c - 'A' + 'a') : c;
  }
  for (const std::string_view sign : {"—", "–", "−", "―", "。", "、", "…", "·"}) {
    for (std::size_t at = words.find(sign); at != std::string::npos; at = words.find(sign))
      words.erase(at, sign.size());
  }
  return words;
}

/// A number, or none at all for words that say so.
Claim read_or_none(std::string_view text, Place place) {
  Claim claim = read_claim(text, std::move(place));
  if (!claim.value && !claim.text.empty() && !says_why(claim)) claim.value = 0;
  return claim;
}

}  // namespace

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

Claim read_bonus(std::string_view text, Place place) {
  return read_or_none(text, std::move(place));
}

Claim read_penalty(std::string_view text, Place place) {
  Claim claim = read_or_none(text, std::move(place));
  constexpr std::string_view minus = "−";
  if (!claim.value && claim.text.compare(0, minus.size(), minus) == 0) {
    const Claim rest = read_claim(claim.text.substr(minus.size()), {});
    claim.value = rest.value;
    claim.places = rest.places;
  }
  if (claim.value && *claim.value > 0) claim.value = -*claim.value;
  return claim;
}

Place claims_place(const Claims& claims) {
  Place place = claims.total.place;
  place.column = 0;
  place.subject.clear();
  return place;
}

bool says_why(const Claim& reason) {
  constexpr std::array<std::string_view, 11> nothing{
      "", "无", "没有", "暂无", "无偏差", "没有偏差", "无原因", "none", "na", "nil", "nodeviation"};
  return std::find(nothing.begin(), nothing.end(), plain_words(reason.text)) == nothing.end();
}

bool says_not_applicable(const Claim& score) {
  const std::string words = plain_words(score.text);
  return words == "不适用" || words == "notapplicable" || words == "na";
}

bool says_none(std::string_view result, std::string_view what) {
  std::string words = plain_words(result);
  const std::string named = plain_words(what);
  const bool follows = words.size() > named.size() && !named.empty() &&
                       words.compare(words.size() - named.size(), named.size(), named) == 0;
  if (follows) words.resize(words.size() - named.size());
  constexpr std::array<std::string_view, 10> none{"无",     "没有", "暂无", "未发生", "没有发生",
                                                  "未出现", "零",   "none", "nil",    "no"};
  return std::find(none.begin(), none.end(), words) != none.end();
}

}  // namespace rubric::engine
