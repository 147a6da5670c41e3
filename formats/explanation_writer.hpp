// One explanation being made (see explanation.hpp): every sentence is made from the rules' own words and the
// outcome's own numbers. Private to explanation*.cpp; the parts are files by what they explain.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/outcome.hpp"
#include "formats/explanation.hpp"
#include "formats/figures.hpp"
#include "formats/speech.hpp"

namespace rubric::formats {

/// Builds one explanation; every sentence is made from the rules' own words and the outcome's own numbers.
class ExplanationWriter {
 public:
  ExplanationWriter(const engine::Ruleset& ruleset, const engine::Plan& plan, const engine::UnitData& data,
                    const engine::Outcome& outcome, engine::Language language, Unending unending)
      : ruleset_(ruleset),
        plan_(plan),
        data_(data),
        outcome_(outcome),
        language_(language),
        unending_(unending) {}

  Explanation write();

 private:
  // --- explanation.cpp: the items ---
  ExplainedItem indicator(std::size_t i) const;
  void adjustments(Explanation& out, const std::vector<engine::Item>& items,
                   const std::vector<engine::ItemSlots>& slots) const;
  ExplainedItem explained(const engine::Item& item, const engine::ItemSlots& slots, int digits) const;
  void lost(const engine::Item& item, const engine::ItemSlots& slots, int digits, ExplainedItem& out) const;
  void gates(const engine::Item& item, const engine::ItemSlots& slots, ExplainedItem& out) const;
  void explanations(const engine::Item& item, std::size_t i, ExplainedItem& out) const;
  std::string show_score(const engine::Possible& value, const engine::Item& item) const;

  // --- explanation_figures.cpp: values, and expressions with their numbers ---
  const engine::Possible& at(engine::Slot slot) const { return outcome_.trace[slot]; }
  std::string score(const engine::Possible& value, int digits) const {
    return score_text(value, digits, language_);
  }
  std::string names(engine::ExprId id) const { return formula_text(ruleset_, id, language_); }
  std::string points(const engine::Rational& value) const { return to_text(value, points_unit(), language_); }
  std::string equals() const { return say(" ＝ ", " = "); }
  std::string say(std::string_view zh, std::string_view en) const;
  std::string word(engine::Op op) const;
  std::string sign(engine::Op op) const;
  std::string show(const engine::Possible& value, const engine::Unit& unit) const;
  std::string number(const engine::Rational& value, const engine::Unit& unit) const;
  static bool ends(const engine::Rational& value, const engine::Unit& unit);
  std::string exact(const engine::Possible& value) const;
  std::string figure(engine::DatumId datum) const;
  std::string numbers(engine::ExprId id, int tighter_than = 0) const;
  std::string value_of(engine::ExprId id) const;
  ExplainedStep derivation(std::string label, engine::ExprId id, engine::Slot slot) const;
  std::vector<ExplainedFigure> figures(const engine::Item& item) const;
  void collect(engine::ExprId id, std::set<engine::DatumId>& seen, std::vector<ExplainedFigure>& out) const;
  void collect_pool(const engine::Pool& pool, std::set<engine::DatumId>& seen,
                    std::vector<ExplainedFigure>& out) const;
  bool possibly(engine::Slot condition) const;
  std::string holds(engine::Slot slot, engine::ExprId condition) const;
  bool same(engine::Slot a, engine::Slot b) const;
  std::string bracketed(std::string text, const engine::Possible& value) const;

  // --- explanation_scoring.cpp: 计分 and 扣分 ---
  ExplainedStep scoring(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string wording(const std::string& text) const;
  std::string full(const engine::Item& item) const;
  std::string target_text(const engine::Item& item) const;
  std::string formula(const engine::Item& item, const engine::ItemSlots& slots) const;
  bool is_met(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string verdict(const engine::Item& item, const engine::ItemSlots& slots) const;
  bool surely(engine::Op comparison, engine::Slot a, engine::Slot b) const;
  std::string proportional(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string inverse(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string pool(const engine::Pool& rules) const;
  std::string step_sentence(const engine::StepRule& rule) const;
  std::string matched(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string level(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string checks(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string check_name(const engine::CheckRow& row) const;
  std::string interpolation(const engine::Item& item, const engine::ItemSlots& slots) const;
  std::string choice_text(const engine::Choice& choice) const;
  void deduction(const engine::Pool& rules, engine::Slot loss, ExplainedItem& out) const;

  // --- explanation_total.cpp: the total and the grade ---
  void total(Explanation& out) const;
  void step(Explanation& out, std::string label, std::string text, engine::Slot slot) const;
  std::string sum_text(const Explanation& out) const;
  bool rescales() const;
  std::string rescaling() const;
  void vetoes(Explanation& out) const;
  bool limits() const;
  std::string limit() const;
  bool rounds() const;
  std::string rounding() const;
  void grade(Explanation& out) const;

  // --- explanation_changes.cpp: the same as rows of a form and as clauses of its conclusion ---
  void changes(Explanation& out) const;
  void choice(Explanation& out) const;
  void adjustment_changes(Explanation& out) const;
  void veto_changes(Explanation& out) const;
  void change(Explanation& out, std::string title, engine::Slot from, engine::Slot to,
              std::string text) const;
  std::string moved(engine::Slot from, engine::Slot to) const;
  std::string change_text(const engine::Rational& difference) const;
  std::string sum_so_far(engine::Slot slot) const;
  std::string effect(const engine::Veto& veto) const;

  const engine::Ruleset& ruleset_;
  const engine::Plan& plan_;
  const engine::UnitData& data_;
  const engine::Outcome& outcome_;
  engine::Language language_;
  Unending unending_;
};

}  // namespace rubric::formats
