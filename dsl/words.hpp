// The words of the language, in Chinese and in English: one registry (words.def) for reading, printing,
// translating and suggesting.
//
// A Word is a meaning; how it is spelled depends on the file's language. The first spelling is the printed
// one.
//
//   spelling(Word::down_to_zero, Language::zh)   -> "扣完为止"
//   spellings(Word::down_to_zero, Language::zh)  -> {"扣完为止", "扣完止"}
//   example(Word::target, Language::en)          -> "target  >= 100%"
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::dsl {

enum class Word : std::uint16_t {
  no_word,  // where a node has none
#define RUBRIC_LINE(id, zh, en, zh_example, en_example) id,
#define RUBRIC_WORD(id, zh, en) id,
#include "dsl/words.def"
#undef RUBRIC_LINE
#undef RUBRIC_WORD
};

/// The identifier of the row: "down_to_zero".
std::string_view name(Word word);

/// How the word is printed; empty if the language has no such word.
std::string_view spelling(Word word, engine::Language language);

/// Every accepted spelling as it is written in the registry, the printed one first; empty if there is none.
const std::vector<std::string>& spellings(Word word, engine::Language language);

/// The same, folded as rules text is before it is compared.
const std::vector<std::string>& folded_spellings(Word word, engine::Language language);

/// A usual line that starts with a line keyword; empty for other words.
std::string_view example(Word word, engine::Language language);

/// The words that begin a line, in the order of the registry.
const std::vector<Word>& line_keywords();
/// Those of them that have a spelling, folded, with this first character.
const std::vector<Word>& line_keywords_from(char32_t first, engine::Language language);

/// Where a line keyword may stand.
enum class LineGroup : std::uint8_t { none, head, declaration, edit, header, clause, table, veto, sample };
LineGroup line_group(Word word);

}  // namespace rubric::dsl
