#include "dsl/expectation.hpp"

namespace rubric::dsl {

namespace {

using engine::Language;
using engine::Text;

constexpr std::size_t max_listed = 6;  // words in "… should stand here"

Text describe(Wanted wanted) {
  switch (wanted) {
    case Wanted::word:
      break;
    case Wanted::name:
      return {"名称", "a name"};
    case Wanted::title:
      return {"名称", "a title"};
    case Wanted::text:
      return {"文字", "text"};
    case Wanted::number:
      return {"数字", "a number"};
    case Wanted::unit:
      return {"单位", "a unit"};
    case Wanted::points:
      return {"分值（如 5分）", "points (such as 5 points)"};
    case Wanted::percent:
      return {"百分数（如 80%）", "a percentage (such as 80%)"};
    case Wanted::date:
      return {"日期（如 2024-12-31）", "a date (such as 2024-12-31)"};
    case Wanted::expression:
      return {"名称、数或算式", "a name, a number or a formula"};
    case Wanted::comparison:
      return {"比较（如 ≥、≤、＝）", "a comparison (such as >=, <= or =)"};
    case Wanted::condition:
      return {"条件或范围（如 80%(含)至90%(不含)）",
              "a condition or range (such as 80% (incl) to 90% (excl))"};
    case Wanted::value:
      return {"得分（如 5分、满分）", "a score (such as 5 points, full)"};
    case Wanted::type:
      return {"单位、是否、日期、文字或几个档次（如 高、低）",
              "a unit, yes/no, date, text or levels (such as high; low)"};
    case Wanted::line_end:
      return {"行末", "the end of the line"};
    case Wanted::comma:
      return {"“，”", "“,”"};
    case Wanted::equals:
      return {"“＝”", "“=”"};
    case Wanted::bracket:
      return {"“(”", "“(”"};
    case Wanted::closing_bracket:
      return {"“)”", "“)”"};
    case Wanted::declaration:
      return {"指标、公式、数据等", "indicator, formula, data or the like"};
  }
  return {};
}

std::string quote(std::string_view word) {
  return "“" + std::string(word) + "”";
}

std::string in_words(const Expectation& expected, Language language) {
  if (expected.wanted != Wanted::word) return describe(expected.wanted).in(language);
  return quote(spelling(expected.word, language));
}

}  // namespace

// "甲、乙或丙", "a, b or c"; the end of the line comes last.
std::string list(const std::vector<Expectation>& expected, Language language) {
  std::vector<std::string> words;
  bool line_end = false;
  for (const Expectation& item : expected) {
    if (item.wanted == Wanted::line_end) {
      line_end = true;
    } else if (item.wanted != Wanted::word || !spelling(item.word, language).empty()) {
      words.push_back(in_words(item, language));
    }
  }
  const bool more = words.size() > max_listed;
  if (more) words.resize(max_listed);
  if (line_end && !more) words.push_back(describe(Wanted::line_end).in(language));
  const bool zh = language == Language::zh;
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() && !more ? (zh ? "或" : " or ") : (zh ? "、" : ", ");
    out += words[i];
  }
  if (more) out += zh ? "等" : " or the like";
  return out;
}

}  // namespace rubric::dsl
