// UTF-8 text as Chinese input methods type it.
//
// Rules and data cells are read after folding: full-width ASCII, the ideographic space and a few look-alikes
// become their plain twins, one character for one character, so that every column number stays true.
//
//   fold("执行率≧９０％，")  -> "执行率≥90%,"
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rubric::engine {

/// The offset of the first byte that is not well-formed UTF-8 (overlong forms and surrogates are not), or
/// nothing.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

/// The character that starts at `offset` of well-formed UTF-8, and its length in bytes.
struct Character {
  char32_t code;
  std::uint32_t bytes;
};
Character decode(std::string_view text, std::size_t offset);
void append_utf8(std::string& out, char32_t code);

/// The plain twin of one character, or the character itself.
char32_t fold(char32_t code);
std::string fold(std::string_view text);

/// Letters of any script, and what may follow them in a name (letters, decimal digits, '_').
bool is_letter(char32_t code);
bool is_name_character(char32_t code);

/// Columns that a character takes on a terminal: 2 for East Asian wide ones, 0 for combining marks, else 1.
int display_width(char32_t code);
int display_width(std::string_view text);

/// Blanks (ASCII and ideographic) cut from both ends.
std::string_view trim(std::string_view text);

/// Folded and trimmed: how names, headings and keys are compared.
std::string plain_text(std::string_view text);

/// How many single-character edits (insert, remove, replace, swap of neighbours) lie between two words; used
/// to suggest names. Counts characters, not bytes.
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to `word`, if near enough to be what the writer meant: one character differs, or at
/// most a third of them, and never all. Compared folded; of equally near ones that with the longer common
/// beginning. Words of more than 64 characters have none.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace rubric::engine
