// Tree to text: the one canonical form of a rules file, in Chinese or in English (docs/language.md shows it).
//
// One clause a line, a simple indicator in one row, columns aligned by display width, every word and sign in
// the first spelling of words.def, ranges with both ends marked. Titles, printed texts, names, remarks (推定)
// and comments stay as they were typed. Formatting the result again changes nothing, and it means what the
// file means. Translating keeps names and titles; words, signs and the units that both languages have change.
//
//   目标：达到 ９０％。     ->    目标  ≥90%          to English    target  >= 90%
#pragma once

#include <string>

#include "dsl/syntax.hpp"

namespace rubric::dsl {

/// The file in its canonical form, in the language `to`. A file with a line that cannot be read comes back as
/// it was typed: nothing of it is rewritten.
std::string format(const Source& source, const Syntax& syntax, engine::Language to);

}  // namespace rubric::dsl
