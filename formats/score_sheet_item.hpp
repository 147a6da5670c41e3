// How one item scores, in sentences: a cell of the score sheet, made from the checked item (see
// score_sheet.hpp). What needs more than a sentence, such as what 实际 is, gets a line of its own before it.
// Private to score_sheet*.cpp.
//
//   群众满意度分档  ->  按群众满意度分档：≥90%得10分；80%(含)至90%(不含)得8分；…
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formats/figures.hpp"
#include "formats/speech.hpp"

namespace rubric::formats {

/// How one item scores, in sentences.
class ItemWriter : Speech {
 public:
  ItemWriter(const engine::Ruleset& ruleset, engine::Language spoken, const engine::Item& item,
             bool adjustment)
      : Speech(spoken), ruleset_(ruleset), item_(item), adjustment_(adjustment) {}

  std::vector<std::string> write();
  static std::string choice_text(const engine::Ruleset& ruleset, engine::Language spoken,
                                 const engine::Choice& choice);

 private:
  void line(std::string text) { lines_.push_back(std::move(text)); }
  const engine::Expr& expr(engine::ExprId id) const { return ruleset_.exprs[id]; }
  std::string formula(engine::ExprId id) const { return formula_text(ruleset_, id, language); }

  // --- score_sheet_item.cpp: names, conditions, and the clauses beside the score ---
  std::string full() const;
  bool plain(engine::ExprId id) const;
  std::string actual();
  std::string actual_factor();
  std::string target() const;
  std::string sign(engine::Op op) const;
  std::string levels(const engine::Datum& datum, const std::vector<std::uint32_t>& places) const;
  void goal();
  std::string target_text();
  std::string condition(engine::ExprId id) const;
  std::string consequence(const engine::Consequence& then) const;
  void gates();
  void particulars();
  void unscored();
  void parts();

  // --- score_sheet_forms.cpp: the forms of 计分, and 扣分 ---
  void base();
  bool target_is_in_sentence() const;
  std::string at_most() const;
  engine::Interval range(engine::ExprId id) const;
  bool can_be_negative(engine::ExprId id) const;
  void proportional();
  void inverse();
  void met();
  void by_formula();
  void discretion();
  std::string step(const engine::StepRule& rule, const std::string& quantity, bool gain) const;
  std::string step(const engine::StepRule& rule, bool gain) const;
  std::string limit(const engine::Pool& pool) const;
  void steps();
  void deduction(const engine::Pool& pool);
  bool stops_above_zero() const;
  void tiers();
  std::string tier_text(const engine::TierRow& tier) const;
  std::string gives(const engine::Rational& value) const;
  void checks();
  std::string check_text(const engine::CheckRow& check) const;
  void level_rows();
  std::string level_value(const engine::LevelRow& level) const;
  void interpolation();
  std::optional<engine::Interval> interval(engine::ExprId id) const;
  std::string row(engine::ExprId id) const;
  std::string range_text(const engine::Interval& range, const engine::Unit& unit) const;
  bool rows_overlap() const;

  const engine::Ruleset& ruleset_;
  const engine::Item& item_;
  bool adjustment_;
  bool actual_said_ = false;
  std::vector<std::string> lines_;
};

}  // namespace rubric::formats
