// How an indicator is scored: the sentences after 计分 and 扣分, and the values in the rows of a table.
//
// The two languages say a step in different order (每1处扣3分, deduct 3 points per 1 time), so a step has one
// rule for each; both leave the same kinds of node.
#pragma once

#include "dsl/grammar_titles.hpp"

namespace rubric::dsl::grammar {

template <engine::Language Language>
struct speaks : look_only<speaks<Language>> {
  template <class In>
  static bool read(In&, Reader& reader) {
    return reader.language() == Language;
  }
};
using chinese = speaks<engine::Language::zh>;
using english = speaks<engine::Language::en>;

// --- values ---
struct worth : node<NodeKind::worth, sor<seq<mute<Word::full>, hidden<Word::of>, percent>,
                                         seq<percent, mute<Word::of_full>>, whole<Word::full>, points>> {};
struct between_two
    : seq<mute<Word::to>, worth, comma, sor<word<Word::pro_rata>, seq<word<Word::discretion>, name>>> {};
struct value
    : called<Wanted::value,
             node<NodeKind::value,
                  sor<word<Word::no_points, Word::no_deduction>, seq<chinese, word<Word::deduct>, worth>,
                      seq<opt<hidden<Word::gets>>, worth, opt<between_two>>>>> {};

// --- steps ---
struct count : node<NodeKind::count, numeral, opt<unit>> {};
struct unit_alone : node<NodeKind::count, glued_unit> {};
struct counted_thing : node<NodeKind::count, numeral, glued_unit> {};
struct direction : word<Word::below, Word::fewer, Word::above, Word::more, Word::apart, Word::full_step> {};
struct per : node<NodeKind::per,
                  sor<seq<mute<Word::per>, opt<sor<direction, hidden<Word::verb>>>, sor<count, unit_alone>>,
                      seq<opt<hidden<Word::verb>>, counted_thing>>> {};
struct english_per
    : seq<mute<Word::per>, node<NodeKind::per, count, opt<word<Word::below, Word::above, Word::apart>>>> {};

struct beyond
    : sor<seq<chinese,
              node<NodeKind::beyond, word<Word::beyond, Word::short_of>, an_amount, mute<Word::the_part>>,
              opt<comma>>,
          seq<english, node<NodeKind::beyond, word<Word::beyond, Word::short_of>, an_amount>, comma>> {};
struct chinese_step
    : seq<chinese, opt<beyond>, per, word<Word::deduct, Word::give, Word::add, Word::subtract>, worth> {};
struct english_step : seq<english, opt<beyond>, word<Word::deduct, Word::give>, worth, english_per> {};
struct step : node<NodeKind::step, sor<chinese_step, english_step>> {};

struct chinese_part_steps
    : seq<chinese, mute<Word::part_steps>, count, opt<hidden<Word::of>>,
          sor<word<Word::ignored, Word::shared>, seq<word<Word::count_whole>, count, mute<Word::counted>>>> {
};
struct english_part_steps
    : seq<english, mute<Word::part_steps>, word<Word::ignored, Word::shared, Word::count_whole>> {};
struct part_steps : node<NodeKind::part_steps, sor<chinese_part_steps, english_part_steps>> {};

struct limit : node<NodeKind::limit, sor<word<Word::down_to_zero, Word::enough, Word::unlimited>,
                                         seq<word<Word::deduct_up_to>, points, mute<Word::until>>, most>> {};
struct limits : star<comma, limit> {};
struct ceiling : seq<comma, node<NodeKind::limit, sor<most, word<Word::enough>>>> {};

// --- 计分 ---
struct scored_by_share : sor<node<NodeKind::proportional, mute<Word::proportional>, opt<ceiling>>,
                             node<NodeKind::inverse, mute<Word::inverse>, opt<ceiling>>> {};
struct full_or_zero : node<NodeKind::full_or_zero, mute<Word::full_if_met>, comma, mute<Word::else_zero>> {};
struct same_as : node<NodeKind::same_as, mute<Word::same_as>, title> {};
struct discretion : node<NodeKind::discretion, mute<Word::discretion>, name, comma, points, mute<Word::to>,
                         points, comma, mute<Word::reason>, name> {};
struct by_formula : node<NodeKind::by_formula, sor<seq<mute<Word::score_is>, equals>, seq<english, equals>>,
                         expression, opt<ceiling>> {};
struct by_steps : node<NodeKind::by_steps, step, opt<comma, part_steps>, limits> {};
struct scoring
    : sor<seq<hole, at_line_end>, scored_by_share, full_or_zero, same_as, discretion, by_formula, by_steps> {
};

// --- 扣分 ---
struct kind : node<NodeKind::kind, sum, opt<comma>, step, opt<comma, part_steps>> {};
struct deducted_kinds : seq<kind, star<comma, unless<limit>, kind>, limits, at_line_end> {};
struct deducted_once : seq<expression, comma, word<Word::deduct>, worth> {};

// --- rows of 逐项 and 就高 ---
struct gain : node<NodeKind::step, sor<seq<chinese, per, word<Word::give, Word::add>, worth>,
                                       seq<english, word<Word::give>, worth, english_per>>> {};

}  // namespace rubric::dsl::grammar
