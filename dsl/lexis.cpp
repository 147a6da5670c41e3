#include "dsl/lexis.hpp"

#include <algorithm>
#include <iterator>

namespace rubric::dsl {

namespace {

using engine::Language;

bool starts(std::string_view text, std::size_t at, std::string_view piece) {
  return text.substr(std::min(at, text.size()), piece.size()) == piece;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

char byte(std::string_view text, std::size_t at) {
  return at < text.size() ? text[at] : '\0';
}

bool letter_at(std::string_view text, std::size_t at) {
  return at < text.size() && engine::is_letter(engine::decode(text, at).code);
}

bool name_character_at(std::string_view text, std::size_t at) {
  return at < text.size() && engine::is_name_character(engine::decode(text, at).code);
}

bool one_of(std::string_view text, std::size_t at, std::u32string_view characters) {
  return at < text.size() && characters.find(engine::decode(text, at).code) != std::u32string_view::npos;
}

std::size_t skip_spaces(std::string_view text, std::size_t at) {
  while (byte(text, at) == ' ') ++at;
  return at;
}

std::size_t line_feed(std::string_view text, std::size_t at) {
  return std::min(text.find('\n', at), text.size());
}

bool ends_as(std::string_view text, std::size_t at, Ending ending, bool letters) {
  switch (ending) {
    case Ending::touching:
      return !letters || !name_character_at(text, at);
    case Ending::whole:
      return !name_character_at(text, at);
    case Ending::line:
      return at >= text.size() || one_of(text, at, U" :|\n,;。");
  }
  return false;
}

// The end of one spelling at `at`; a blank in it stands for several.
std::size_t after_spelling(std::string_view text, std::size_t at, std::string_view spelling) {
  if (byte(text, at) != spelling.front()) return npos;  // as nearly always
  if (spelling.find(' ') == npos) return starts(text, at, spelling) ? at + spelling.size() : npos;
  for (const char c : spelling) {
    if (byte(text, at) != c) return npos;
    at = c == ' ' ? skip_spaces(text, at) : at + 1;
  }
  return at;
}

bool is_ascii_word(std::string_view spelling) {
  const char last = spelling.empty() ? '\0' : spelling.back();
  return (last >= 'a' && last <= 'z') || is_digit(last);
}

// No unit of measure begins with one of these: another word does.
bool unit_character_at(std::string_view text, std::size_t at) {
  return letter_at(text, at) && !one_of(text, at, U"扣得加减计至的以及不为按且或最未第");
}

template <class Holds>
std::size_t after_run(std::string_view text, std::size_t at, Holds holds) {
  const std::size_t begin = at;
  while (at < text.size() && holds(at)) at += engine::decode(text, at).bytes;
  return at == begin ? npos : at;
}

// word or word/word
template <class Holds>
std::size_t after_ratio(std::string_view text, std::size_t at, Holds holds) {
  const std::size_t first = after_run(text, at, holds);
  if (first == npos || byte(text, first) != '/') return first;
  const std::size_t second = after_run(text, first + 1, holds);
  return second == npos ? first : second;
}

Remark remark_at(std::string_view text, std::size_t at, Language language) {
  Remark remark;
  if (byte(text, at) != '(') return remark;
  std::size_t end = after_word(text, skip_spaces(text, at + 1), Word::assumed, language, Ending::whole);
  if (end == npos) return remark;
  end = skip_spaces(text, end);
  if (byte(text, end) == ':') {
    remark.reason = skip_spaces(text, end + 1);
    // A remark has no brackets of its own: so one that is never closed is not looked through to the file's
    // end.
    end = text.find_first_of("()\n", remark.reason);
  }
  if (end == npos || byte(text, end) != ')') return {};
  remark.begin = at;
  remark.end = end + 1;
  return remark;
}

}  // namespace

char32_t character(std::string_view text, std::size_t at) {
  return at < text.size() ? engine::decode(text, at).code : U'\0';
}

bool comment_at(std::string_view text, std::size_t at) {
  return byte(text, at) == '#' &&
         (at == 0 || text[at - 1] == ' ' || text[at - 1] == '\n' || text[at - 1] == '|');
}

std::size_t after_continuation(std::string_view text, std::size_t at) {
  if (byte(text, at) != '\n') return npos;
  const std::size_t mark = skip_spaces(text, at + 1);
  for (const std::string_view dots : {std::string_view("……"), std::string_view("...")}) {
    if (starts(text, mark, dots)) return mark + dots.size();
  }
  return npos;
}

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  for (;;) {
    at = skip_spaces(text, at);
    if (byte(text, at) != '\n' && byte(text, at) != '#') return at;
    const std::size_t stop = comment_at(text, at) ? line_feed(text, at) : at;
    const std::size_t next = after_continuation(text, stop);
    if (next == npos) return at;
    at = next;
  }
}

std::size_t skip_stops(std::string_view text, std::size_t at) {
  constexpr std::string_view full_stop = "。";
  for (;;) {
    if (byte(text, at) == ' ' || byte(text, at) == ';') {
      ++at;
    } else if (starts(text, at, full_stop)) {
      at += full_stop.size();
    } else {
      return at;
    }
  }
}

std::size_t after_line_end(std::string_view text, std::size_t at, Language language, Remark* remark) {
  at = skip_stops(text, skip_blanks(text, at));
  const Remark found = remark_at(text, at, language);
  if (remark != nullptr) *remark = found;
  if (found.end != npos) at = skip_stops(text, found.end);
  if (comment_at(text, at)) at = line_feed(text, at);
  if (at >= text.size()) return text.size();
  if (byte(text, at) == '|' || (byte(text, at) == '\n' && after_continuation(text, at) == npos)) {
    return skip_empty_lines(text, at + 1);
  }
  return npos;
}

std::size_t line_stop(std::string_view text, std::size_t at) {
  for (; at < text.size(); ++at) {
    if (comment_at(text, at)) at = line_feed(text, at);
    if (byte(text, at) == '|') return at;
    if (byte(text, at) == '\n' && after_continuation(text, at) == npos) return at;
  }
  return text.size();
}

std::size_t skip_empty_lines(std::string_view text, std::size_t at) {
  for (;;) {
    std::size_t next = skip_blanks(text, at);
    if (comment_at(text, next)) next = line_feed(text, next);
    if (next >= text.size()) return text.size();
    const bool feed = text[next] == '\n' && after_continuation(text, next) == npos;
    if (!feed && text[next] != '|') return at;
    at = next + 1;
  }
}

std::size_t after_word(std::string_view text, std::size_t at, Word word, Language language, Ending ending) {
  std::size_t longest = npos;
  for (const std::string& spelling : folded_spellings(word, language)) {
    const std::size_t end = after_spelling(text, at, spelling);
    if (end == npos || !ends_as(text, end, ending, is_ascii_word(spelling))) continue;
    if (longest == npos || end > longest) longest = end;
  }
  return longest;
}

Word line_keyword(std::string_view text, std::size_t at, Language language, std::size_t* end) {
  Word found = Word::no_word;
  std::size_t longest = 0;
  for (const Word word : line_keywords_from(character(text, at), language)) {
    const std::size_t after = after_word(text, at, word, language, Ending::line);
    if (after == npos || after <= longest) continue;
    longest = after;
    found = word;
  }
  if (end != nullptr) *end = longest;
  return found;
}

Word comparison(std::string_view text, std::size_t at, Language language, std::size_t* end) {
  Word found = Word::no_word;
  std::size_t longest = 0;
  for (const Word word : {Word::ge, Word::le, Word::gt, Word::lt, Word::eq, Word::ne}) {
    for (const std::string& spelling : folded_spellings(word, language)) {
      const std::size_t after = at + spelling.size();
      if (after <= longest || !starts(text, at, spelling)) continue;
      // 不低于90% compares, 不低于上年水平 is text.
      if (letter_at(spelling, 0) && letter_at(text, after)) continue;
      longest = after;
      found = word;
    }
  }
  *end = longest;
  return found;
}

std::size_t after_digits(std::string_view text, std::size_t at) {
  const std::size_t begin = at;
  while (is_digit(byte(text, at))) ++at;
  return at == begin ? npos : at;
}

std::size_t after_number(std::string_view text, std::size_t at) {
  if (byte(text, at) == '-' || byte(text, at) == '+') ++at;
  at = after_digits(text, at);
  if (at == npos || byte(text, at) != '.') return at;
  const std::size_t decimals = after_digits(text, at + 1);
  return decimals == npos ? at : decimals;
}

std::size_t after_exponent(std::string_view text, std::size_t at) {
  if (byte(text, at) != 'e' && byte(text, at) != 'E') return npos;
  ++at;
  if (byte(text, at) == '-' || byte(text, at) == '+') ++at;
  return after_digits(text, at);
}

std::size_t after_numeral(std::string_view text, std::size_t at) {
  return one_of(text, at, U"一二两三四五六七八九十") ? at + engine::decode(text, at).bytes : npos;
}

std::size_t after_glued_unit(std::string_view text, std::size_t at) {
  if (byte(text, at) == '%') return at + 1;
  if (starts(text, at, "‰")) return at + std::string_view("‰").size();
  const std::size_t noun = starts(text, at, "个") ? at + std::string_view("个").size() : at;
  for (const std::string_view unit :
       {std::string_view("百分点"), std::string_view("工作日"), std::string_view("月")}) {
    if (starts(text, noun, unit)) return noun + unit.size();
  }
  return after_ratio(text, at, [&](std::size_t i) { return unit_character_at(text, i); });
}

std::size_t after_plain_unit(std::string_view text, std::size_t at) {
  if (byte(text, at) == '%') return at + 1;
  if (starts(text, at, "‰")) return at + std::string_view("‰").size();
  return after_ratio(text, at, [&](std::size_t i) { return letter_at(text, i); });
}

std::size_t after_quoted(std::string_view text, std::size_t at) {
  const bool corner = starts(text, at, "「");
  if (!corner && byte(text, at) != '"') return npos;
  const std::string_view close = corner ? "」" : "\"";
  const std::size_t begin = at + close.size();
  const std::string_view content = text.substr(begin, max_quoted);
  const std::size_t length = content.find(close);
  return length == 0 || length == npos || content.find('\n') < length ? npos : begin + length + close.size();
}

std::size_t after_bare_name(std::string_view text, std::size_t at) {
  if (!letter_at(text, at)) return npos;
  return after_run(text, at, [&](std::size_t i) { return name_character_at(text, i); });
}

namespace {

// [得计扣]?\d[\d.]*分
bool glued_points_at(std::string_view text, std::size_t at) {
  if (one_of(text, at, U"得计扣")) at += engine::decode(text, at).bytes;
  if (!is_digit(byte(text, at))) return false;
  while (is_digit(byte(text, at)) || byte(text, at) == '.') ++at;
  return starts(text, at, "分");
}

}  // namespace

std::size_t after_label(std::string_view text, std::size_t at) {
  if (byte(text, at) == '"') return after_quoted(text, at);
  if (!letter_at(text, at) || glued_points_at(text, at)) return npos;
  // What begins a value or ends a range is no label: 扣1分, 以上.
  for (const std::string_view other :
       {std::string_view("得"), std::string_view("计"), std::string_view("为"), std::string_view("满分"),
        std::string_view("扣满分"), std::string_view("不得分"), std::string_view("以上"),
        std::string_view("以下"), std::string_view("以内"), std::string_view("以外"),
        std::string_view("及以")}) {
    if (starts(text, at, other)) return npos;
  }
  at += engine::decode(text, at).bytes;
  while (name_character_at(text, at)) {
    // Points are looked for only where digits begin, so that a long number is looked at once.
    if (!(is_digit(text[at]) && is_digit(text[at - 1])) && glued_points_at(text, at)) break;
    at += engine::decode(text, at).bytes;
  }
  return at;
}

std::size_t after_piece(std::string_view text, std::size_t at) {
  if (at >= text.size()) return at;
  constexpr std::size_t longest = 60;  // bytes: enough to recognise it by
  const std::size_t quoted = after_quoted(text, at);
  if (quoted != npos) return quoted;
  std::size_t end = at;
  while (name_character_at(text, end) || (end > at && one_of(text, end, U".%"))) {
    end += engine::decode(text, end).bytes;
    if (end - at > longest) break;
  }
  return end == at ? at + engine::decode(text, at).bytes : end;
}

}  // namespace rubric::dsl
