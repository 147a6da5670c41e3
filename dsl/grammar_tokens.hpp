// The grammar's smallest rules: words, names, numbers, dates, line ends, and what nodes they leave.
//
// A rule skips blanks before it looks (the `glued` ones do not) and tells the Reader what it missed.
//
//   seq<word<Word::at_most>, points>     最高3分 leaves word(at_most) points[ number ]
#pragma once

#include "dsl/grammar_rules.hpp"

namespace rubric::dsl::grammar {

// --- words ---

enum class Leaves : unsigned char {
  leaf,         // a `word` node
  hidden_leaf,  // the same, but not named among the words that could stand here
  mute,         // no node
  hidden,       // no node and not named
};

/// The longest of these words at this place.
template <Ending End, Leaves How, Word... Words>
struct any_word : token<any_word<End, How, Words...>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = 0;
    Word found = Word::no_word;
    for (const Word word : {Words...}) {
      const std::size_t after = after_word(reader.text, at, word, reader.language(), End);
      if (after == npos || after <= end) continue;
      end = after;
      found = word;
    }
    if (found == Word::no_word) {
      if (How == Leaves::hidden || How == Leaves::hidden_leaf) return false;
      for (const Word word : {Words...}) {
        if (!spellings(word, reader.language()).empty()) reader.missed(at, {Wanted::word, word});
      }
      return false;
    }
    if (How == Leaves::leaf || How == Leaves::hidden_leaf) reader.leaf(NodeKind::word, at, end, found);
    move_to(in, reader, end);
    return true;
  }
};
template <Word... Words>
using word = any_word<Ending::touching, Leaves::leaf, Words...>;
template <Word... Words>
using mute = any_word<Ending::touching, Leaves::mute, Words...>;
template <Word... Words>
using hidden = any_word<Ending::touching, Leaves::hidden, Words...>;
template <Word... Words>
using operator_word = any_word<Ending::touching, Leaves::hidden_leaf, Words...>;
template <Word... Words>
using whole = any_word<Ending::whole, Leaves::leaf, Words...>;
template <Word... Words>
using whole_mute = any_word<Ending::whole, Leaves::mute, Words...>;

/// A sign that leaves no node.
template <char Sign, Wanted Name>
struct sign : token<sign<Sign, Name>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    if (character(reader.text, at) != static_cast<char32_t>(Sign)) {
      reader.missed(at, {Name});
      return false;
    }
    move_to(in, reader, at + 1);
    return true;
  }
};
using comma = sign<',', Wanted::comma>;
using equals = sign<'=', Wanted::equals>;

/// One of these characters, not named in messages.
template <char32_t... Signs>
struct one_sign : token<one_sign<Signs...>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    const char32_t found = character(reader.text, at);
    if (at >= reader.text.size() || !((found == Signs) || ...)) return false;
    move_to(in, reader, at + engine::decode(reader.text, at).bytes);
    return true;
  }
};
using between = one_sign<U'、', U';'>;  // 、 between the members of a list
using gap = one_sign<U',', U':'>;

/// `(` rules `)`, one level deeper; Glued: no blank before it.
template <bool Glued, class... Rules>
struct in_brackets {
  using rule_t = consuming;
  using subs_t = pegtl::type_list<seq<Rules...>>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    auto start = in.template mark<pegtl::rewind_mode::required>();
    const std::size_t here = offset(in, reader);
    const std::size_t at = Glued ? here : skip_blanks(reader.text, here);
    if (character(reader.text, at) != U'(') {
      if (!Glued) reader.missed(at, {Wanted::bracket});
      return false;
    }
    move_to(in, reader, at + 1);
    if (!Control<nested<Rules...>>::template match<A, pegtl::rewind_mode::dontcare, Action, Control>(
            in, reader)) {
      return false;
    }
    const std::size_t close = skip_blanks(reader.text, offset(in, reader));
    if (character(reader.text, close) != U')') {
      reader.missed(close, {Wanted::closing_bracket});
      reader.blame(engine::Code::E108, at, at + 1, {});
      return false;
    }
    move_to(in, reader, close + 1);
    return start(true);
  }
};

// --- lines ---

/// The line's keyword; the node around the line holds it.
template <Word Keyword>
struct key : token<key<Keyword>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = at;
    if (reader.keyword_at(at, &end) != Keyword) return false;
    const LineGroup group = line_group(Keyword);
    if (group == LineGroup::declaration || group == LineGroup::edit) reader.orphaned = false;
    reader.tree.nodes[reader.innermost].word = Keyword;
    const std::size_t colon = skip_blanks(reader.text, end);
    move_to(in, reader, character(reader.text, colon) == U':' ? colon + 1 : end);
    return true;
  }
};

struct line_end : token<line_end> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = offset(in, reader);
    Remark remark;
    const std::size_t after = after_line_end(reader.text, at, reader.language(), &remark);
    if (after == npos) {
      reader.missed(skip_blanks(reader.text, at), {Wanted::line_end});
      return false;
    }
    if (remark.end != npos) {
      const std::uint32_t guess = reader.open(NodeKind::guess, remark.begin);
      std::size_t end = remark.end - 1;
      while (remark.reason != npos && end > remark.reason && reader.text[end - 1] == ' ') --end;
      if (remark.reason != npos && end > remark.reason) reader.leaf(NodeKind::text, remark.reason, end);
      reader.close(guess, remark.end);
    }
    reader.line_ended(remark.end == npos ? at : remark.end, after);
    move_to(in, reader, after);
    return true;
  }
};

/// A line end follows.
struct at_line_end : look_only<at_line_end> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = offset(in, reader);
    if (after_line_end(reader.text, at, reader.language()) != npos) return true;
    reader.missed(skip_blanks(reader.text, at), {Wanted::line_end});
    return false;
  }
};

// --- names, numbers, units ---

struct name : token<name> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    const std::size_t quoted = after_quoted(reader.text, at);
    const std::size_t end = quoted != npos ? quoted : after_bare_name(reader.text, at);
    if (end == npos || (quoted == npos && reserved(reader, at, end))) {
      reader.missed(at, {Wanted::name});
      return false;
    }
    reader.leaf(NodeKind::name, at, end);
    move_to(in, reader, end);
    return true;
  }

  static bool reserved(const Reader& reader, std::size_t at, std::size_t end) {
    for (const Word word : {Word::both, Word::either, Word::is, Word::is_not, Word::blank, Word::otherwise}) {
      if (after_word(reader.text, at, word, reader.language(), Ending::whole) == end) return true;
    }
    return false;
  }
};
using names = seq<name, star<between, name>>;

struct number : token<number> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    const std::size_t end = after_number(reader.text, at);
    if (end == npos) {
      reader.missed(at, {Wanted::number});
      return false;
    }
    const std::size_t exponent = after_exponent(reader.text, end);
    reader.check_number(at, end, exponent);
    reader.leaf(NodeKind::number, at, end);
    move_to(in, reader, exponent == npos ? end : exponent);
    return true;
  }
};

struct chinese_digit : token<chinese_digit> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    const std::size_t end = after_numeral(reader.text, at);
    if (end == npos) return false;
    reader.leaf(NodeKind::number, at, end);
    move_to(in, reader, end);
    return true;
  }
};
using numeral = sor<number, chinese_digit>;

template <std::size_t (*After)(std::string_view, std::size_t), NodeKind Kind, bool Glued, Wanted What>
struct piece : token<piece<After, Kind, Glued, What>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t here = offset(in, reader);
    const std::size_t at = Glued ? here : skip_blanks(reader.text, here);
    const std::size_t end = After(reader.text, at);
    if (end == npos) {
      reader.missed(at, {What});
      return false;
    }
    reader.leaf(Kind, at, end);
    move_to(in, reader, end);
    return true;
  }
};
using glued_unit = piece<after_glued_unit, NodeKind::unit, true, Wanted::unit>;
using plain_unit = piece<after_plain_unit, NodeKind::unit, false, Wanted::type>;
using label = piece<after_label, NodeKind::label, false, Wanted::value>;

/// A unit after a blank: % in both languages, words in English only.
struct spaced_unit : token<spaced_unit> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    const char32_t rate = character(reader.text, at);
    if (rate == U'%' || rate == U'‰') {
      const std::size_t end = at + engine::decode(reader.text, at).bytes;
      reader.leaf(NodeKind::unit, at, end);
      move_to(in, reader, end);
      return true;
    }
    if (reader.language() != engine::Language::en) return false;
    for (const Word word : {Word::points, Word::unit_pp, Word::unit_yuan, Word::unit_wanyuan,
                            Word::unit_yiyuan, Word::unit_times, Word::unit_people, Word::unit_items,
                            Word::unit_workdays, Word::unit_days, Word::unit_months, Word::unit_years}) {
      const std::size_t end = after_word(reader.text, at, word, reader.language(), Ending::touching);
      if (end == npos) continue;
      reader.leaf(NodeKind::unit, at, end);
      move_to(in, reader, end);
      return true;
    }
    return false;
  }
};
using unit = sor<glued_unit, spaced_unit>;

/// 分 right after its number (but not 5分钟), or alone after a blank; "points" after a blank.
struct points_word : token<points_word> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const bool zh = reader.language() == engine::Language::zh;
    const std::size_t here = offset(in, reader);
    const std::size_t at = skip_blanks(reader.text, here);
    const Ending ending = zh && at != here ? Ending::whole : Ending::touching;
    const std::size_t end = after_word(reader.text, at, Word::points, reader.language(), ending);
    if (end == npos || (zh && character(reader.text, end) == U'钟')) {
      reader.missed(at, {Wanted::word, Word::points});
      return false;
    }
    move_to(in, reader, end);
    return true;
  }
};
using points = called<Wanted::points, node<NodeKind::points, number, points_word>>;

struct percent_sign : token<percent_sign> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    if (character(reader.text, at) != U'%') return false;
    move_to(in, reader, at + 1);
    return true;
  }
};
using percent = called<Wanted::percent, node<NodeKind::percent, number, percent_sign>>;

struct comparison_sign : token<comparison_sign> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = at;
    const Word found = comparison(reader.text, at, reader.language(), &end);
    if (found == Word::no_word) {
      reader.missed(at, {Wanted::comparison});
      return false;
    }
    reader.leaf(NodeKind::comparison, at, end, found);
    move_to(in, reader, end);
    return true;
  }
};

/// 未明确, …, ?
struct hole : token<hole> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = after_word(reader.text, at, Word::unstated, reader.language(), Ending::whole);
    if (end == npos) end = after_marks(reader.text, at);
    if (end == at) {
      reader.missed(at, {Wanted::word, Word::unstated});
      return false;
    }
    reader.leaf(NodeKind::hole, at, end);
    move_to(in, reader, end);
    return true;
  }

  static std::size_t after_marks(std::string_view text, std::size_t at) {
    if (text.substr(at, 3) == "...") return at + 3;
    const char32_t mark = character(text, at);
    std::size_t end = at;
    if (mark != U'?' && mark != U'…') return at;
    while (character(text, end) == mark) end += engine::decode(text, end).bytes;
    return end;
  }
};

// --- dates ---

/// Digits of a date, as they stand between its signs.
inline bool date_digits(const Reader& reader, std::size_t& at, std::size_t fewest, std::size_t most,
                        Span& digits) {
  const std::size_t end = after_digits(reader.text, at);
  if (end == npos || end - at < fewest || end - at > most) return false;
  digits = {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)};
  at = end;
  return true;
}

inline bool date_sign(const Reader& reader, std::size_t& at, std::string_view sign) {
  if (reader.text.substr(at, sign.size()) != sign) return false;
  at += sign.size();
  return true;
}

/// 2024-06-30 or 2024年6月30日: three numbers.
struct calendar_day : token<calendar_day> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t begin = skip_blanks(reader.text, offset(in, reader));
    Span year, month, day;
    const auto written = [&](std::string_view a, std::string_view b, std::string_view c, std::size_t fewest) {
      std::size_t at = begin;
      const bool found = date_digits(reader, at, 4, 4, year) && date_sign(reader, at, a) &&
                         date_digits(reader, at, fewest, 2, month) && date_sign(reader, at, b) &&
                         date_digits(reader, at, fewest, 2, day) && date_sign(reader, at, c);
      return found ? at : npos;
    };
    std::size_t end = written("-", "-", "", 2);
    if (end == npos) end = written("年", "月", "日", 1);
    if (end == npos) {
      reader.missed(begin, {Wanted::date});
      return false;
    }
    for (const Span& part : {year, month, day}) reader.leaf(NodeKind::number, part.begin, part.end);
    move_to(in, reader, end);
    return true;
  }
};

/// 6月30日, 6月底 or 6-30, after 当年 or 次年.
struct day_of_year : token<day_of_year> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    std::size_t at = skip_blanks(reader.text, offset(in, reader));
    Span month, day;
    if (!date_digits(reader, at, 1, 2, month)) {
      reader.missed(at, {Wanted::date});
      return false;
    }
    std::size_t end_mark = npos;
    if (date_sign(reader, at, "月")) {
      end_mark = after_word(reader.text, at, Word::month_end, reader.language(), Ending::touching);
      if (end_mark == npos && !(date_digits(reader, at, 1, 2, day) && date_sign(reader, at, "日")))
        return false;
    } else if (!(date_sign(reader, at, "-") && date_digits(reader, at, 2, 2, day))) {
      return false;
    }
    reader.leaf(NodeKind::number, month.begin, month.end);
    if (end_mark != npos) {
      reader.leaf(NodeKind::word, at, end_mark, Word::month_end);
      at = end_mark;
    } else {
      reader.leaf(NodeKind::number, day.begin, day.end);
    }
    move_to(in, reader, at);
    return true;
  }
};
using date =
    node<NodeKind::date, sor<calendar_day, seq<word<Word::this_year, Word::next_year>, day_of_year>>>;

}  // namespace rubric::dsl::grammar
