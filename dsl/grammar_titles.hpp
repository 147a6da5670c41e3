// Titles and texts: what is copied from the printed table without quotes, up to the points or the line's end.
//
// A title goes on until its tail (its points, a cap, an expected result) and then the line's end follow.
// Where the tail could begin is looked at once for each blank, bracket or number, so that long titles cost
// linear time.
#pragma once

#include "dsl/grammar_expressions.hpp"

namespace rubric::dsl::grammar {

/// The characters of a title, one by one; looks for its end only where one can be.
class TitleCursor {
 public:
  TitleCursor(std::string_view text, std::size_t at) : text_(text), begin_(at), at_(at) {}

  std::size_t at() const { return at_; }
  bool at_end() const { return at_ >= text_.size(); }

  /// Whether a line could end here; false inside a run of 。； and blanks that was looked at before.
  bool may_end_line(engine::Language language) {
    if (at_end()) return true;
    const char32_t here = character(text_, at_);
    if (std::u32string_view(U" ;。(|#\n").find(here) == std::u32string_view::npos) return false;
    if (at_ < stops_end_) return false;
    if (after_line_end(text_, at_, language) != npos) return true;
    stops_end_ = skip_stops(text_, at_);
    return false;
  }

  bool at_blank() const { return skip_blanks(text_, at_) != at_; }

  /// Where points may begin without a blank before them: a bracket, a number's first digit, ?分, or one of
  /// the signs and words that make it doubtful.
  bool at_glued_tail() const {
    const char32_t here = character(text_, at_);
    const char32_t before = at_ > begin_ ? static_cast<unsigned char>(text_[at_ - 1]) : U'\0';
    const auto digit = [](char32_t c) { return c >= U'0' && c <= U'9'; };
    if (at_ == begin_) return false;
    if (here == U'(') return true;
    if (digit(here)) return !digit(before) && before != U'.';
    if (here == U'?') return before != U'?';
    return doubtful_sign(here) && digit(character(text_, at_ + engine::decode(text_, at_).bytes));
  }

  static bool doubtful_sign(char32_t c) {
    return std::u32string_view(U"<>≥≤=~至得扣加减满过-").find(c) != std::u32string_view::npos;
  }

  void advance() {
    const std::size_t blanks = skip_blanks(text_, at_);
    at_ = blanks != at_ ? blanks : at_ + engine::decode(text_, at_).bytes;
  }

 private:
  std::string_view text_;
  std::size_t begin_, at_;
  std::size_t stops_end_ = 0;
};

/// Text up to the line's end.
template <NodeKind Kind, Wanted What>
struct rest_of_line : token<rest_of_line<Kind, What>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t begin = skip_blanks(reader.text, offset(in, reader));
    TitleCursor cursor(reader.text, begin);
    while (!cursor.may_end_line(reader.language())) cursor.advance();
    if (cursor.at() == begin) {
      reader.missed(begin, {What});
      return false;
    }
    reader.leaf(Kind, begin, cursor.at());
    move_to(in, reader, cursor.at());
    return true;
  }
};
using text = rest_of_line<NodeKind::text, Wanted::text>;
using bare_title = rest_of_line<NodeKind::title, Wanted::title>;

/// A title up to its tail. Blank is looked for at a blank, Glued (if any) where points may follow without
/// one; Doubtful is a tail that is refused, once the line's end shows that it is one.
template <class Blank, class Glued, class Doubtful>
struct title_before {
  using rule_t = consuming;
  using subs_t = pegtl::type_list<Blank, Glued, Doubtful>;

  template <pegtl::apply_mode, pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const std::size_t begin = skip_blanks(reader.text, offset(in, reader));
    TitleCursor cursor(reader.text, begin);
    const auto follows = [&](auto tail) {
      using Tail = typename decltype(tail)::type;
      auto here = in.template mark<pegtl::rewind_mode::required>();
      const std::size_t nodes = reader.mark();
      move_to(in, reader, cursor.at());
      ++reader.quiet;
      const bool found =
          Control<Tail>::template match<pegtl::apply_mode::nothing, pegtl::rewind_mode::dontcare, Action,
                                        Control>(in, reader);
      --reader.quiet;
      reader.cut(nodes);
      return found;
    };
    while (!cursor.may_end_line(reader.language())) {
      const bool blank = cursor.at_blank();
      if (cursor.at() > begin && blank && follows(of<Blank>())) break;
      const bool glued = !blank && cursor.at_glued_tail();
      if (glued && follows(of<Glued>())) break;
      if (cursor.at() > begin && (blank || glued) && follows(of<Doubtful>())) {
        reader.doubtful = skip_blanks(reader.text, cursor.at());
        break;
      }
      cursor.advance();
    }
    if (cursor.at() == begin) {
      reader.missed(begin, {Wanted::title});
      return false;
    }
    reader.leaf(NodeKind::title, begin, cursor.at());
    move_to(in, reader, cursor.at());
    return true;
  }

 private:
  template <class Rule>
  struct of {
    using type = Rule;
  };
};

// --- the points of 指标, 其中, groups; the caps of 加分, 减分 ---
struct split_evenly : whole<Word::split_evenly> {};
struct blank_tail : seq<sor<seq<stated_points, opt<split_evenly>>, cap, split_evenly>, at_line_end> {};
struct glued_tail
    : seq<sor<in_brackets<true, prefixed_points>, points, unstated_points>, opt<split_evenly>, at_line_end> {
};

/// 满90分, 至5分; 0.5 and (0.5) without 分
struct doubtful_points : look_only<doubtful_points> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::string_view line = reader.text;
    const std::size_t here = offset(in, reader);
    const std::size_t at = skip_blanks(line, here);
    std::size_t end = at < line.size() && TitleCursor::doubtful_sign(character(line, at))
                          ? after_plain_number(line, at + engine::decode(line, at).bytes)
                          : npos;
    if (end != npos) end = after_word(line, end, Word::points, reader.language(), Ending::touching);
    if (end == npos) end = after_bare(line, at, at != here);
    return end != npos && after_line_end(line, end, reader.language()) != npos;
  }

  static std::size_t after_plain_number(std::string_view line, std::size_t at) {
    return after_digits(line, at) == npos ? npos : after_number(line, at);
  }

  static std::size_t after_bare(std::string_view line, std::size_t at, bool blank_before) {
    if (character(line, at) != U'(') return blank_before ? after_plain_number(line, at) : npos;
    std::size_t end = at + 1;
    while (character(line, end) == U'?') ++end;
    if (end == at + 1) end = after_plain_number(line, end);
    return end != npos && character(line, end) == U')' ? end + 1 : npos;
  }
};
using title = title_before<blank_tail, glued_tail, doubtful_points>;

// --- 应得 and 自报 ---
struct claim_value : sor<points, name> {};
struct claim : seq<comma, node<NodeKind::claim, mute<Word::claimed>, claim_value>> {};
struct result : node<NodeKind::result,
                     sor<word<Word::fault, Word::not_applicable>, seq<points, opt<mute<Word::to>, points>>,
                         seq<name, opt<mute<Word::to>, name>>>> {};
struct expected_tail : seq<result, opt<claim>, at_line_end> {};
struct claimed_tail : seq<claim_value, at_line_end> {};
using expected_title = title_before<expected_tail, pegtl::failure, doubtful_points>;
using claimed_title = title_before<claimed_tail, pegtl::failure, doubtful_points>;

}  // namespace rubric::dsl::grammar
