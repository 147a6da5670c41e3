// A whole file: its head and header lines, then declarations, each with the lines that belong to it.
//
// Every declaration begins with `declares<W>`, which looks past 替换, so that its head line is committed and
// its lines are attached to it even if the head cannot be read.
#pragma once

#include "dsl/grammar_clauses.hpp"

namespace rubric::dsl::grammar {

// --- header ---
struct in_force : clause<Word::in_force, NodeKind::in_force, called<Wanted::date, date>,
                         sor<seq<mute<Word::to>, called<Wanted::date, date>>, word<Word::onwards>>> {};
struct changeable : node<NodeKind::changeable,
                         whole<Word::data, Word::parameters, Word::formula, Word::method, Word::section,
                               Word::subsection, Word::indicator, Word::bonus, Word::penalty, Word::veto,
                               Word::grades, Word::full_marks, Word::each_item, Word::total>,
                         opt<name>> {};
struct header_clause
    : sor<clause<Word::version, NodeKind::version, text>, in_force, basis,
          clause<Word::identity, NodeKind::identity, names>,
          clause<Word::full_marks, NodeKind::full_marks, sor<points, whole<Word::unscored>, hole>>,
          clause<Word::each_item, NodeKind::each_item, rounding>,
          clause<Word::total, NodeKind::total, opt<mute<Word::at_most>, points, comma>, rounding>,
          clause<Word::may_change, NodeKind::may_change, changeable, star<between, changeable>>,
          clause<Word::builds_on, NodeKind::builds_on, text>,
          clause<Word::imports, NodeKind::imports, text>> {};

struct headless : token<headless> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    move_to(in, reader, reader.report_headless(offset(in, reader)));
    return true;
  }
};
struct head : sor<seq<begins<Word::ruleset, Word::library>,
                      line<sor<clause<Word::ruleset, NodeKind::ruleset, bare_title>,
                               clause<Word::library, NodeKind::library, bare_title>>>>,
                  headless> {};
struct header
    : star<inner_line, sor<orphans, seq<header_line, line<header_clause>>, stranger<LineGroup::header>>> {};

// --- declarations ---

/// 替换 or not, this declaration follows.
template <Word Keyword>
struct declares : look_only<declares<Keyword>> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    std::size_t at = skip_blanks(reader.text, offset(in, reader)), end = at;
    const Word first = reader.keyword_at(at, &end);
    if (first == Keyword) return true;
    if (first != Word::replace) return false;
    return line_keyword(reader.text, skip_blanks(reader.text, end), reader.language()) == Keyword;
  }
};

/// 替换, as a leaf.
struct edit : token<edit> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = at;
    if (reader.keyword_at(at, &end) != Word::replace) return false;
    reader.leaf(NodeKind::word, at, end, Word::replace);
    move_to(in, reader, end);
    return true;
  }
};

/// A declaration: its head line, then what belongs to it.
template <Word Keyword, NodeKind Kind, class Head, class Lines>
using declaration = seq<declares<Keyword>, node<Kind, line<opt<edit>, key<Keyword>, Head, line_end>, Lines>>;
template <class... Alternatives>
using lines = star<inner_line, sor<orphans, Alternatives...>>;
template <Word Keyword, class Rule>
using led_by = seq<begins<Keyword>, line<Rule>>;

struct type : node<NodeKind::type, called<Wanted::type, sor<whole<Word::yes_no, Word::date, Word::text>,
                                                            seq<name, plus<between, name>>, plain_unit>>> {};
struct bound : node<NodeKind::bound, comparison_sign, an_amount> {};
struct flag : node<NodeKind::flag,
                   sor<whole<Word::whole, Word::many, Word::optional, Word::may_not_apply, Word::fixed>,
                       seq<whole<Word::column>, names>>> {};
struct data_line : row<NodeKind::data_line, name, type, opt<sor<bound, range>>, star<flag>> {};
struct data : declaration<Word::data, NodeKind::data, pegtl::success, lines<data_line>> {};

struct adjustable : node<NodeKind::adjustable, mute<Word::adjustable>, range> {};
struct parameter : row<NodeKind::parameter, name, opt<equals>, an_amount, star<adjustable>> {};
struct parameters : declaration<Word::parameters, NodeKind::parameters, pegtl::success, lines<parameter>> {};

struct case_row : row<NodeKind::case_row, condition, opt<gap>, sum> {};
struct formula
    : declaration<
          Word::formula, NodeKind::formula, seq<name, opt<equals, expression, opt<comma, rounding>>>,
          lines<led_by<Word::basis, basis>, led_by<Word::zero_denominator, zero_denominator>, case_row>> {};

struct method : declaration<Word::method, NodeKind::method, title, clauses> {};
struct indicator
    : declaration<Word::indicator, NodeKind::indicator, seq<title, opt<stated_points>>, clauses> {};
struct bonus : declaration<Word::bonus, NodeKind::bonus, seq<title, cap>, clauses> {};
struct penalty : declaration<Word::penalty, NodeKind::penalty, seq<title, cap>, clauses> {};

struct group_head
    : sor<seq<whole<Word::none>, at_line_end>, seq<title, opt<stated_points>, opt<split_evenly>>> {};
struct group_lines
    : lines<led_by<Word::basis, basis>, led_by<Word::choose, choose>, stranger<LineGroup::none>> {};
struct section : declaration<Word::section, NodeKind::section, group_head, group_lines> {};
struct subsection : declaration<Word::subsection, NodeKind::subsection, group_head, group_lines> {};

struct outcome : sor<seq<word<Word::total_becomes, Word::total_minus>, points>,
                     seq<word<Word::grade_at_most, Word::grade_becomes, Word::note>, name>, hole> {};
struct when : clause<Word::when, NodeKind::when, sor<seq<hole, at_line_end>, expression>> {};
struct then : clause<Word::then, NodeKind::then, outcome> {};
struct veto : declaration<Word::veto, NodeKind::veto, bare_title,
                          lines<led_by<Word::basis, basis>, led_by<Word::when, when>,
                                led_by<Word::then, then>, stranger<LineGroup::veto>>> {};

struct grade_row : sor<seq<declaration_slip, stranger<LineGroup::none>>,
                       row<NodeKind::grade_row, condition, opt<gap>, name>> {};
struct grades : declaration<Word::grades, NodeKind::grades,
                            word<Word::by_rounded_total, Word::by_exact_total>, lines<grade_row>> {};

struct several_amounts : seq<an_amount, opt<word<Word::to>, an_amount>, star<between, an_amount>> {};
struct cell
    : node<NodeKind::cell, sor<seq<word<Word::missing_cell, Word::not_applicable, Word::none>, at_line_end>,
                               seq<comparison_sign, an_amount>, side, several_amounts>> {};
struct sample_value : row<NodeKind::sample_value, name, called<Wanted::value, cell>> {};
struct expect : clause<Word::expect, NodeKind::expect, expected_title, result, opt<claim>> {};
struct claimed : clause<Word::claimed, NodeKind::claimed, claimed_title, claim_value> {};
struct sample
    : declaration<Word::sample, NodeKind::sample, bare_title,
                  lines<led_by<Word::expect, expect>, led_by<Word::claimed, claimed>, sample_value>> {};

// --- 取消 ---

/// The keyword of a declaration, as a leaf.
struct declaration_word : token<declaration_word> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    const std::size_t at = skip_blanks(reader.text, offset(in, reader));
    std::size_t end = at;
    const Word found = line_keyword(reader.text, at, reader.language(), &end);
    if (line_group(found) != LineGroup::declaration) {
      reader.missed(at, {Wanted::declaration});
      return false;
    }
    reader.leaf(NodeKind::word, at, end, found);
    move_to(in, reader, end);
    return true;
  }
};
struct no_lines : lines<stranger<LineGroup::none>> {};
struct removal
    : seq<begins<Word::remove>,
          line<clause<Word::remove, NodeKind::removal, declaration_word, title, opt<stated_points>>>,
          no_lines> {};

/// 替换 with nothing after it that can be replaced; the clauses below it belong to nothing.
struct orphaning : look_only<orphaning> {
  template <class In>
  static bool read(In&, Reader& reader) {
    reader.orphaned = true;
    return true;
  }
};
struct idle_edit : seq<begins<Word::replace>, line<edit, declaration_word>, orphaning, no_lines> {};

struct block : sor<data, parameters, formula, method, section, subsection, indicator, bonus, penalty, veto,
                   grades, sample, removal, idle_edit> {};

struct first_line : token<first_line> {
  template <class In>
  static bool read(In& in, Reader& reader) {
    move_to(in, reader, skip_empty_lines(reader.text, offset(in, reader)));
    return true;
  }
};
struct file : node<NodeKind::file, first_line, head, header, star<block>> {};

}  // namespace rubric::dsl::grammar
