#include "dsl/words.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "engine/text.hpp"

namespace rubric::dsl {

using engine::Language;

TEST_CASE("a word has a printed spelling and accepted ones") {
  CHECK(spelling(Word::down_to_zero, Language::zh) == "扣完为止");
  CHECK(spellings(Word::down_to_zero, Language::zh).size() == 2);
  CHECK(folded_spellings(Word::gt, Language::zh)[0] == ">");
  CHECK(spelling(Word::verb, Language::en).empty());
  CHECK(name(Word::down_to_zero) == "down_to_zero");
  CHECK(spelling(Word::no_word, Language::zh).empty());
}

TEST_CASE("line keywords are different from each other, exist in both languages and have examples") {
  for (const Language language : {Language::zh, Language::en}) {
    std::map<std::string, Word> seen;
    for (const Word word : line_keywords()) {
      CAPTURE(name(word));
      REQUIRE(!spelling(word, language).empty());
      CHECK(line_group(word) != LineGroup::none);
      CHECK(example(word, language).substr(0, spelling(word, language).size()) == spelling(word, language));
      for (const std::string& spelled : spellings(word, language)) CHECK(seen.emplace(spelled, word).second);
      for (const std::string& folded : folded_spellings(word, language)) {
        const std::vector<Word>& same = line_keywords_from(engine::decode(folded, 0).code, language);
        CHECK(std::count(same.begin(), same.end(), word) == 1);
      }
    }
  }
  CHECK(line_keywords_from(U'鑫', Language::zh).empty());
  CHECK(line_group(Word::sample) == LineGroup::declaration);
  CHECK(line_group(Word::replace) == LineGroup::edit);
  CHECK(line_group(Word::imports) == LineGroup::header);
  CHECK(line_group(Word::choose) == LineGroup::clause);
  CHECK(line_group(Word::tiers) == LineGroup::table);
  CHECK(line_group(Word::then) == LineGroup::veto);
  CHECK(line_group(Word::expect) == LineGroup::sample);
  CHECK(line_group(Word::ge) == LineGroup::none);
}

}  // namespace rubric::dsl
