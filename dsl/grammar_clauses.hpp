// The lines below a declaration: clauses, tables with their rows, and what happens to lines that cannot be
// read.
//
// Once its keyword is there a line is committed: if it cannot be read, line<> reports it and goes on after
// it. So one slip costs one message, and the tree has a `broken` node in that place.
#pragma once

#include "dsl/grammar_scoring.hpp"

namespace rubric::dsl::grammar {

// --- looking at how a line begins ---

/// A line that begins no declaration follows.
struct inner_line : look_only<inner_line> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    if (at >= reader.text.size()) return false;
    const LineGroup group = line_group(reader.keyword_at(at));
    return group != LineGroup::declaration && group != LineGroup::edit;
  }
};

template <LineGroup... Groups>
struct begins_with : look_only<begins_with<Groups...>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const Word word = reader.keyword_at(skip_blanks(reader.text, offset(in, reader)));
    // 依据 is a line of the header, and of everything else too.
    const bool everywhere = word == Word::basis;
    return ((line_group(word) == Groups || (everywhere && Groups == LineGroup::clause)) || ...);
  }
};
using clause_line = begins_with<LineGroup::clause, LineGroup::table>;
using header_line = begins_with<LineGroup::header>;

template <Word... Keywords>
struct begins : look_only<begins<Keywords...>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const Word word = reader.keyword_at(skip_blanks(reader.text, offset(in, reader)));
    return ((word == Keywords) || ...);
  }
};

// --- lines that cannot be read ---

/// A line, or a row of this kind (`file`: a line that begins with its keyword); always consumes one.
template <NodeKind Row, class... Rules>
struct committed {
  using rule_t = consuming;
  using subs_t = pegtl::type_list<seq<Rules...>>;

  template <pegtl::apply_mode A, pegtl::rewind_mode, template <class...> class Action,
            template <class...> class Control, class In>
  static bool match(In& in, Reader& reader) {
    const std::size_t at = offset(in, reader);
    if (at >= reader.text.size()) return false;
    reader.begin_line(skip_blanks(reader.text, at));
    if (Control<seq<Rules...>>::template match<A, pegtl::rewind_mode::required, Action, Control>(in,
                                                                                                 reader)) {
      return true;
    }
    move_to(in, reader, reader.report(at, Row));
    return true;
  }
};
template <class... Rules>
using line = committed<NodeKind::file, Rules...>;
template <NodeKind Row, class... Rules>
using row = committed<Row, node<Row, Rules..., line_end>>;

/// A line with a first word that is not known here; lines after it that have no keyword go with it.
template <LineGroup Group>
struct stranger : token<stranger<Group>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = offset(in, reader);
    if (at >= reader.text.size()) return false;
    reader.begin_line(skip_blanks(reader.text, at));
    move_to(in, reader, reader.report_stranger(at, Group));
    while (!reader.orphaned && without_keyword(in, reader)) {
      const std::size_t stop = line_stop(reader.text, offset(in, reader));
      move_to(in, reader, skip_empty_lines(reader.text, std::min(stop + 1, reader.text.size())));
    }
    return true;
  }

  template <class In>
  static bool without_keyword(const In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    return at < reader.text.size() && reader.keyword_at(at) == Word::no_word && !reader.glued_keyword_at(at);
  }
};

/// Clauses after a line that looked like a declaration.
struct orphaned : look_only<orphaned> {
  template <class In>
  static bool read(In&, Reader& reader) {
    const bool set = reader.orphaned;
    reader.orphaned = false;
    return set;
  }
};
struct skipped_line : token<skipped_line> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t stop = line_stop(reader.text, offset(in, reader));
    move_to(in, reader, skip_empty_lines(reader.text, std::min(stop + 1, reader.text.size())));
    return true;
  }
};

// --- clauses ---

template <Word Keyword, NodeKind Kind, class... Rules>
using clause = node<Kind, key<Keyword>, Rules..., line_end>;

struct basis : clause<Word::basis, NodeKind::basis, text> {};
struct actual : clause<Word::actual, NodeKind::actual, expression, opt<comma, rounding>> {};

/// A text is no target if it begins like a number or a comparison: a sign is missing, or what it compares
/// with.
struct text_target
    : seq<unless<sor<one_sign<U'-', U'+', U'<', U'>', U'=', U'≥', U'≤', U'≠'>, number>>, text> {};
struct target
    : clause<
          Word::target, NodeKind::target,
          sor<seq<comparison_sign, sum>, seq<whole<Word::is>, names>, seq<hole, at_line_end>, text_target>> {
};
struct score : clause<Word::score, NodeKind::score, scoring> {};
struct minus : clause<Word::minus, NodeKind::minus, sor<deducted_kinds, deducted_once>> {};
struct zero_if : clause<Word::zero_if, NodeKind::zero_if, expression> {};

struct consequence : sor<word<Word::full_points>, seq<word<Word::give>, worth>,
                         seq<word<Word::drop>, comma, word<Word::rescale_all, Word::rescale_section>>> {};
struct not_applicable_if : clause<Word::not_applicable_if, NodeKind::not_applicable_if,
                                  sor<seq<consequence, at_line_end>, seq<expression, comma, consequence>>> {};
struct zero_denominator
    : clause<Word::zero_denominator, NodeKind::zero_denominator,
             sor<word<Word::fault, Word::full_points, Word::zero>, seq<word<Word::use>, an_amount>>> {};
struct missing : clause<Word::missing, NodeKind::missing,
                        sor<word<Word::interval, Word::zero>, seq<word<Word::use>, an_amount>>> {};
struct item_rounding : clause<Word::item_rounding, NodeKind::item_rounding, rounding> {};
struct explain_if
    : clause<Word::explain_if, NodeKind::explain_if, expression, comma, mute<Word::reason>, name> {};
struct choose : clause<Word::choose, NodeKind::choose, opt<comma>,
                       sor<word<Word::highest, Word::lowest>, seq<word<Word::by>, name>, hole>> {};
struct simple_clause : sor<basis, actual, target, score, minus, zero_if, not_applicable_if, zero_denominator,
                           missing, item_rounding, explain_if, choose> {};

// --- tables ---

/// A row may follow: no keyword, and no line that a report has taken for a declaration.
struct row_follows : look_only<row_follows> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    return !reader.orphaned && inner_line::read(in, reader) && !clause_line::read(in, reader);
  }
};
/// A row that can be read but looks like a declaration with a slip in its keyword.
struct declaration_slip : look_only<declaration_slip> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    return reader.looks_like_declaration(offset(in, reader));
  }
};
template <class Row>
struct rows : star<row_follows, Row> {};

struct tier_row
    : sor<seq<declaration_slip, stranger<LineGroup::clause>>,
          row<NodeKind::tier_row, condition, opt<label, ahead<opt<gap>, value>>, opt<gap>, value>> {};
struct share : node<NodeKind::default_share, mute<Word::default_share>, percent> {};
struct level_row : row<NodeKind::level_row, names,
                       sor<range, seq<percent, unless<hidden<Word::of_full>>>, value>, opt<comma, share>> {};
struct item_row
    : row<NodeKind::item_row, expression, sor<seq<opt<comma>, gain, limits>, seq<opt<gap>, value>>> {};
struct point_row : row<NodeKind::point_row, an_amount, opt<gap>, value> {};

template <Word Keyword, NodeKind Kind, class Head, class Row>
using table = seq<begins<Keyword>, node<Kind, line<key<Keyword>, Head, line_end>, rows<Row>>>;
struct any_table : sor<table<Word::tiers, NodeKind::tiers, pegtl::success, tier_row>,
                       table<Word::levels, NodeKind::levels, opt<name>, level_row>,
                       table<Word::each, NodeKind::each, pegtl::success, item_row>,
                       table<Word::highest, NodeKind::highest, pegtl::success, item_row>,
                       table<Word::interpolate, NodeKind::interpolate, pegtl::success, point_row>> {};

// --- the clauses of one declaration ---

struct one_clause : sor<any_table, seq<clause_line, line<simple_clause>>> {};
struct lone_slip : look_only<lone_slip> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    return reader.lone_declaration_slip(offset(in, reader));
  }
};
struct orphans
    : seq<orphaned,
          node<NodeKind::broken,
               plus<inner_line, sor<one_clause, seq<lone_slip, stranger<LineGroup::none>>, skipped_line>>>> {
};

/// The clauses of 其中: up to the next one.
struct part_clauses
    : star<inner_line, unless<begins<Word::part>>, sor<orphans, one_clause, stranger<LineGroup::clause>>> {};
struct part
    : seq<begins<Word::part>,
          node<NodeKind::part, line<key<Word::part>, title, opt<stated_points>, line_end>, part_clauses>> {};
struct clauses : star<inner_line, sor<orphans, part, one_clause, stranger<LineGroup::clause>>> {};

}  // namespace rubric::dsl::grammar
