// What the parts of the checker share: the tree being read, the ruleset being built, names, and how to
// report. Private to dsl/check*.cpp; the parts are files by what they read: expressions, amounts and ranges,
// items, samples.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "dsl/tree.hpp"
#include "dsl/typing.hpp"

namespace rubric::dsl {

class Checker {
 public:
  Checker(const Source& source, const Syntax& syntax, engine::Ruleset& ruleset,
          std::vector<engine::Diagnostic>& problems)
      : tree_(source, syntax), ruleset_(ruleset), problems_(problems), typing_(source, ruleset, problems) {}

  void run();

 private:
  // --- check.cpp: the file, its header, data, parameters, formulas ---
  void header();
  void head_line(NodeId line);
  void in_force(NodeId line);
  void require_header();
  void declare_data();
  void data_line(NodeId line);
  void data_type(NodeId type, engine::Datum& datum);
  void data_flags(NodeId line, engine::Datum& datum);
  void declare_parameters();
  void declare_formulas();
  bool has_broken(NodeId id) const;

  // --- check_expression.cpp ---
  engine::ExprId expression(NodeId id);
  engine::ExprId expression_of(NodeId id);
  engine::ExprId condition(NodeId id);  // an expression that must be a condition
  engine::ExprId name_use(NodeId id);
  engine::ExprId formula_use(const std::string& key, NodeId id);
  engine::ExprId formula_body(NodeId id);
  engine::ExprId case_table(NodeId id);
  engine::ExprId test(NodeId id);
  engine::ExprId is_level(engine::ExprId value, NodeId test, bool negated);
  std::optional<std::uint32_t> level_place(engine::DatumId datum, NodeId name);
  engine::ExprId asks_about(NodeId operand, engine::Op op, NodeId where);
  engine::ExprId chain(NodeId id);
  engine::ExprId logic(NodeId id, engine::Op op);
  engine::ExprId one_if(engine::ExprId condition);
  bool is_whole(engine::ExprId id) const;

  // --- check_function.cpp ---
  engine::ExprId call(NodeId id);
  engine::ExprId total_of(const std::vector<engine::ExprId>& terms, NodeId where);
  engine::ExprId date(NodeId id);
  engine::ExprId cohort(NodeId id, const std::string& function);

  // --- check_amount.cpp: numbers, units, ranges, points, roundings ---
  struct Amount {
    engine::Rational value;
    engine::Unit unit;
    bool bare = false;
  };
  std::optional<engine::Rational> number(NodeId id);
  std::optional<Amount> quantity(NodeId id);
  /// A number that must be literal: a quantity, or a parameter's name.
  std::optional<Amount> amount(NodeId id);
  /// The same, in the dimension of `unit`; a bare number takes that unit if `adopt`, or is 0 or a count.
  std::optional<engine::Rational> amount_in(NodeId id, const engine::Unit& unit, bool adopt);
  std::optional<engine::Rational> points(NodeId id);
  std::optional<engine::Rounding> rounding(NodeId id, const engine::Unit* of);
  struct Ends {
    NodeId low = 0, high = 0;
    bool low_open = false, high_open = true;
    bool unmarked = false;
  };
  Ends range_ends(NodeId id);
  std::optional<engine::Interval> interval(NodeId id, const engine::Unit& unit, bool adopt,
                                           bool unmarked_closed);
  struct Side {
    engine::Op op = engine::Op::greater_equal;
    NodeId amount = 0;
  };
  std::optional<Side> side(NodeId id);
  static std::optional<engine::Op> comparison_op(Word word);
  std::optional<engine::Interval> bound(Word comparison, const engine::Rational& value) const;

  // --- check_item.cpp: groups, indicators, parts, bonuses ---
  /// The clauses that make up one item's scoring; those of a 评分方法 stand in for missing ones.
  struct Clauses {
    NodeId owner = 0;
    NodeId actual = 0, target = 0, base = 0, zero_denominator = 0, missing = 0, rounding = 0;
    std::vector<NodeId> minus, zero_if, not_applicable, explain_if, parts, extra_bases;
    NodeId choose = 0;
    NodeId same = 0;  // the 同 clause that brought in the base
    bool broken = false;
  };
  void items();
  void group(NodeId id, bool section);
  engine::Item indicator(NodeId id);
  engine::Item adjustment(NodeId id);
  engine::Item item(NodeId id, const std::string& title, std::optional<engine::Rational> points);
  void parts(const Clauses& found, engine::Item& item);

  // --- check_points.cpp: what items can give, and their sums ---
  void item_points(NodeId id, engine::Item& item);
  void split_points();
  void share_group(NodeId group, std::vector<NodeId>& members);
  void open_points();
  void check_sums();

  // --- check_choice.cpp: 择一 ---
  std::optional<engine::Choice> choice(NodeId clause);
  void bind_choice(engine::Choice& choice, const std::vector<std::string>& titles, NodeId where);
  void group_choices();
  std::optional<engine::Rational> group_choice_points() const;

  // --- check_clauses.cpp: the clauses of an item ---
  Clauses clauses(NodeId id);
  void once(NodeId& slot, NodeId clause);
  void follow_same(Clauses& found);
  NodeId find_method(NodeId title);
  void other_clauses(const Clauses& found, engine::Item& item);
  void explain_if(NodeId clause, engine::Item& item);
  void gates(const Clauses& found, engine::Item& item);
  void not_applicable(NodeId clause, engine::Item& item);

  // --- check_scoring.cpp: 目标, 计分 and 扣分 ---
  void scoring(const Clauses& found, engine::Item& item);
  void target(NodeId clause, engine::Item& item);
  void score_sentence(NodeId sentence, const Clauses& found, engine::Item& item);
  std::optional<engine::Rational> ceiling(NodeId sentence, const engine::Item& item);
  bool needs_number(engine::Item& item, NodeId where);
  void proportional(NodeId sentence, engine::Item& item);
  void inverse(NodeId sentence, engine::Item& item);
  void full_or_zero(NodeId sentence, engine::Item& item);
  void by_formula(NodeId sentence, engine::Item& item);
  void discretion(NodeId sentence, engine::Item& item);
  void steps(NodeId sentence, engine::Item& item);
  void minus(NodeId clause, engine::Item& item);

  // --- check_divisor.cpp: 分母为零 ---
  engine::ExprId zero_clause(NodeId clause, engine::ExprId body);
  void inherit_zero_clause(engine::Item& item);
  void check_divisors(const Clauses& found, const engine::Item& item);
  bool excluded(engine::ExprId divisor, engine::ExprId condition) const;
  void divisors(engine::ExprId id, std::vector<engine::ExprId>& found) const;

  // --- check_table.cpp: 分档, 定性, 逐项, 插值, and the values of their rows ---
  void tiers(NodeId table, engine::Item& item);
  void tier_row(NodeId row, engine::Item& item);
  engine::ExprId row_condition(NodeId condition, engine::ExprId subject);
  engine::ExprId range_of_names(NodeId range, const Ends& ends, engine::ExprId subject);
  void levels(NodeId table, engine::Item& item);
  void level_row(NodeId row, engine::DatumId datum, engine::Item& item, std::set<std::uint32_t>& seen);
  void checklist(NodeId table, engine::Item& item);
  void interpolation(NodeId table, engine::Item& item);
  std::optional<engine::Rational> worth(NodeId id, const engine::Item& item);
  std::optional<engine::Rational> row_value(NodeId id, const engine::Item& item);
  std::optional<engine::StepRule> step(NodeId step, engine::ExprId quantity, NodeId part_steps,
                                       engine::Item& item, bool with_target);
  bool step_size(NodeId count, const engine::Unit& unit, engine::StepRule& rule);
  bool step_bound(NodeId node, const engine::Item& item, bool with_target, engine::StepRule& rule);
  bool step_parts(NodeId node, NodeId part_steps, bool full_step, engine::StepRule& rule);
  void limits(const std::vector<NodeId>& found, engine::Pool& pool, NodeId where, bool required);

  // --- check_total.cpp: vetoes, grades ---
  void vetoes();
  void grades();
  std::optional<engine::Interval> grade_range(NodeId condition, const engine::Unit& unit);
  void veto(NodeId id);
  void outcome(NodeId clause, engine::Veto& veto);
  std::uint32_t grade_place(NodeId name);

  // --- check_sample.cpp ---
  void samples();
  void sample(NodeId id);
  void sample_value(NodeId line, engine::Sample& sample);
  std::string cell_text(NodeId cell) const;
  void expectation(NodeId line, engine::Sample& sample);
  void claim_only(NodeId line, engine::Sample& sample);
  bool about(NodeId title, engine::Expectation& e);

  // --- check_names.cpp ---
  struct Declared {
    std::string key;  // folded name
    Span where;
  };
  void settle_unknown_names();
  void settle(const std::vector<engine::Code>& codes, const std::vector<Declared>& unused,
              std::vector<bool>& dropped);

  // --- reporting ---
  engine::Diagnostic& report(engine::Code code, Span where, std::vector<engine::Text> arguments = {});
  engine::Diagnostic& report(engine::Code code, NodeId where, std::vector<engine::Text> arguments = {});
  void suggest(engine::Diagnostic& diagnostic, const std::string& word,
               const std::vector<std::string>& candidates);
  Span first_line(NodeId id) const;
  /// An expression as it was written, for messages.
  std::string formula_name(engine::ExprId id) const;

  Tree tree_;
  engine::Ruleset& ruleset_;
  std::vector<engine::Diagnostic>& problems_;
  Typing typing_;

  struct Name {
    enum class What { datum, parameter, formula, lost } what = What::lost;
    std::uint32_t index = 0;  // datum; parameter: its expression; formula: its node
    std::uint32_t line = 0;
    bool open = false;                   // formula being read: meeting it again is a circle
    std::optional<engine::ExprId> expr;  // formula, once read
    Span where{};                        // the name in its declaration
    bool used = false;                   // by an expression or a sample
  };
  std::map<std::string, Name> names_;               // by folded name
  std::map<std::string, NodeId> methods_;           // 评分方法 and 指标 by folded title, for 同
  std::map<std::uint32_t, Span> heads_;             // the first line of a group or item, by its line number
  std::map<engine::ExprId, Span> spans_;            // where an expression was written
  std::map<NodeId, engine::Rational> even_points_;  // of indicators in a group with 均分
  std::map<std::uint32_t, NodeId> group_nodes_;     // the heading of each group
  /// Divisions in formulas whose 分母为零 gives or takes points: the indicators take the clause over.
  std::map<engine::ExprId, engine::Consequence::What> inherited_zero_;
  std::map<std::string, std::size_t> titles_;      // of indicators, folded: their places
  std::set<std::size_t> named_items_;              // that a sample or 同 speaks of
  bool broken_sample_ = false;                     // a line of the sample being read could not be read
  engine::Item* current_ = nullptr;                // whose 满分, 实际, 目标 an expression means
  std::optional<engine::Rational> shared_points_;  // of the parts of an item with 择一
  bool in_fold_ = false;            // inside 合计(…): a 可填多个 datum stands for one value at a time
  std::string formula_being_read_;  // whose name a cohort figure takes
  bool adjusting_ = false;          // the item is a 加分 or 减分, whose steps are its score
  bool broken_actual_ = false;      // the item's 实际 was reported already
  std::uint32_t section_ = engine::none, subsection_ = engine::none;
  bool open_full_marks_ = false;  // 满分 未明确
  bool broken_ = false;           // some line could not be read: sums and totals are not judged
};

}  // namespace rubric::dsl
