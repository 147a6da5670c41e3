// Where the smallest pieces of a line end: blanks, words, names, numbers, units, line ends. The grammar
// (dsl/grammar_*.hpp) is put together from them.
//
// All functions look at folded text from a byte offset and return the offset after the piece, or npos if it
// does not stand there. They look no further than the piece itself and keep nothing.
//
//   after_number("扣0.5分", 3)  -> 6
//   after_name("上年结转  2分", 0) -> 12
#pragma once

#include <cstddef>
#include <string_view>

#include "dsl/words.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

inline constexpr std::size_t npos = std::string_view::npos;

/// The character at `at`, or 0 at the text's end.
char32_t character(std::string_view text, std::size_t at);

/// Whether a comment begins here: at a line's start or after a blank. Quotes are not looked at.
bool comment_at(std::string_view text, std::size_t at);

/// After the line end, blanks and …… (or ...) of a continued line: `at` is a line feed.
std::size_t after_continuation(std::string_view text, std::size_t at);
/// After blanks, continued lines and comments before a continued line; never npos.
std::size_t skip_blanks(std::string_view text, std::size_t at);
/// A remark (推定) or (推定：按上一行) at a line's end; `reason` is where its own words begin, if it has any.
struct Remark {
  std::size_t begin = npos, reason = npos, end = npos;
};
/// After the end of a line or row: 。；, a remark, a comment, then a bar, a line feed or the text's end, and
/// all empty lines after it.
std::size_t after_line_end(std::string_view text, std::size_t at, engine::Language language,
                           Remark* remark = nullptr);
/// After 。；and blanks in any order; never npos.
std::size_t skip_stops(std::string_view text, std::size_t at);
/// The line feed, bar, or text's end that ends the line around `at`, comments and quotes left out of account.
std::size_t line_stop(std::string_view text, std::size_t at);
/// After empty lines, empty bars and comments; never npos.
std::size_t skip_empty_lines(std::string_view text, std::size_t at);

/// How a word has to end.
enum class Ending : unsigned char {
  touching,  // Chinese words may touch what follows; English ones end where their letters end
  whole,     // no letter, digit or _ follows
  line,      // as a line keyword: a blank, ：, ，, ｜ or the line's end follows
};
/// After the longest spelling of `word` at `at`. English words may hold several blanks.
std::size_t after_word(std::string_view text, std::size_t at, Word word, engine::Language language,
                       Ending ending);
/// The longest line keyword at `at`, or no_word. `end`: after it.
Word line_keyword(std::string_view text, std::size_t at, engine::Language language,
                  std::size_t* end = nullptr);
/// The comparison at `at` (≥, <=, 不低于), or no_word. `end`: after it.
Word comparison(std::string_view text, std::size_t at, engine::Language language, std::size_t* end);

std::size_t after_digits(std::string_view text, std::size_t at);
std::size_t after_number(std::string_view text, std::size_t at);
/// After e5, E-3: what makes a number a scientific one.
std::size_t after_exponent(std::string_view text, std::size_t at);
/// After one of 一二两三四五六七八九十.
std::size_t after_numeral(std::string_view text, std::size_t at);
/// After %, ‰, 个百分点, 个工作日, 个月, or any word (元/人) up to a character that begins another word.
std::size_t after_glued_unit(std::string_view text, std::size_t at);
/// After a unit that stands alone, as in a line of 数据: letters, or letters/letters.
std::size_t after_plain_unit(std::string_view text, std::size_t at);
/// Bytes that a quoted name may have.
inline constexpr std::size_t max_quoted = 1000;
std::size_t after_quoted(std::string_view text, std::size_t at);
/// After a bare name (reserved words included).
std::size_t after_bare_name(std::string_view text, std::size_t at);
std::size_t after_label(std::string_view text, std::size_t at);

/// The run of characters at `at` that a reader sees as one piece: a name, a number with its unit, or one
/// sign.
std::size_t after_piece(std::string_view text, std::size_t at);

}  // namespace rubric::dsl
