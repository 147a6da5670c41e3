// Expressions, ranges, roundings: everything that a 目标, a row or a 计分 is made of.
//
// Precedence from loose to tight: 或, 且, comparisons, ＋ －, × ÷, brackets. Only an operator that is there
// makes a node. Nothing is read twice by two alternatives but a line's head, so nesting costs linear time.
#pragma once

#include "dsl/grammar_tokens.hpp"

namespace rubric::dsl::grammar {

struct expression;

struct quantity : node<NodeKind::quantity, number, opt<unit>> {};
struct amount : sor<date, quantity, name> {};
using an_amount = called<Wanted::expression, amount>;

struct group_by : node<NodeKind::group_by, mute<Word::same>, name> {};
struct argument
    : sor<word<Word::high_to_low, Word::low_to_high, Word::ties_take_places, Word::ties_share_place>,
          group_by, expression> {};
struct call : node<NodeKind::call, name, in_brackets<true, argument, star<comma, argument>>> {};
struct negation;
struct atom : called<Wanted::expression, sor<call, in_brackets<false, expression>, negation, amount>> {};
struct negation : node<NodeKind::negation, one_sign<U'-'>, nested<atom>> {};

struct product : chain<NodeKind::product, atom, star<operator_word<Word::times, Word::over>, atom>> {};
struct sum_terms : chain<NodeKind::sum, product, star<operator_word<Word::plus, Word::less>, product>> {};
struct sum : called<Wanted::expression, sum_terms> {};
struct test : chain<NodeKind::test, sum,
                    opt<sor<seq<comparison_sign, sum>, whole<Word::blank, Word::not_applicable>,
                            seq<whole<Word::is, Word::is_not>, names>>>> {};
struct both : chain<NodeKind::both, test, star<whole_mute<Word::both>, test>> {};
struct expression
    : called<Wanted::expression, chain<NodeKind::either, both, star<whole_mute<Word::either>, both>>> {};

// --- ranges ---
struct mark : word<Word::incl, Word::excl> {};

/// [80%，90%): the brackets say what (含) and (不含) say elsewhere.
template <char32_t Round, char32_t Square>
struct bracket_mark : token<bracket_mark<Round, Square>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    const char32_t found = character(reader.text, at);
    if (found != Round && found != Square) return false;
    reader.leaf(NodeKind::word, at, at + 1, found == Square ? Word::incl : Word::excl);
    move_to(in, reader, at + 1);
    return true;
  }
};
struct worded_range : seq<an_amount, opt<mark>, mute<Word::to>, an_amount, opt<mark>> {};
struct dashed_range : seq<unless<date>, quantity, opt<mark>, one_sign<U'-', U'~'>, quantity, opt<mark>> {};
struct bracketed_range
    : seq<bracket_mark<U'(', U'['>, an_amount, comma, an_amount, bracket_mark<U')', U']'>> {};
struct range : node<NodeKind::range, sor<worded_range, dashed_range, bracketed_range>> {};

struct side : node<NodeKind::side, an_amount, opt<mark>,
                   word<Word::and_above, Word::and_below, Word::and_later, Word::above_side, Word::below_side,
                        Word::within, Word::outside>> {};
struct condition
    : called<Wanted::condition, node<NodeKind::condition, sor<whole<Word::otherwise>, range,
                                                              seq<comparison_sign, sum>, side, expression>>> {
};

// --- rounding ---
struct rounding_mode
    : word<Word::half_up, Word::half_even, Word::down, Word::up, Word::floor, Word::ceiling> {};
struct rounding
    : node<NodeKind::rounding,
           sor<word<Word::no_rounding>,
               seq<rounding_mode, sor<word<Word::to_whole>, seq<mute<Word::keep>, numeral, mute<Word::places>,
                                                                opt<word<Word::of_percent>>>>>>> {};

// --- points of a title, a heading, a cap ---
struct points_prefix : hidden<Word::worth> {};

/// ?分 and 分值未明确
struct unstated_points : token<unstated_points> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = at;
    while (character(reader.text, end) == U'?') ++end;
    end = end > at ? after_word(reader.text, end, Word::points, reader.language(), Ending::touching)
                   : after_word(reader.text, at, Word::points_unstated, reader.language(), Ending::whole);
    if (end == npos) return false;
    reader.leaf(NodeKind::hole, at, end);
    move_to(in, reader, end);
    return true;
  }
};
struct prefixed_points : sor<points, seq<points_prefix, points>> {};
struct points_in_brackets : in_brackets<false, prefixed_points> {};
struct stated_points : sor<prefixed_points, points_in_brackets, whole<Word::unscored>, unstated_points> {};
struct most : seq<word<Word::at_most>, points> {};
struct cap : node<NodeKind::limit, sor<most, word<Word::unlimited>>> {};

}  // namespace rubric::dsl::grammar
