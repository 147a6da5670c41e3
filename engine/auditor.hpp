// What the families of checks share: whose claims they look at, and where their findings go. Seen by
// audit_*.cpp only.
#pragma once

#include <optional>
#include <vector>

#include "engine/audit.hpp"

namespace rubric::engine {

/// The totals that, rounded, are this one.
std::optional<Interval> before_rounding(const Rational& total, const Rounding& rounding);

/// What the rules do to the sum of the items on its way to the total.
struct TotalRule {
  Rational adjusted;                // 加分 less 减分
  Rational off;                     // taken off by vetoes
  std::optional<Rational> becomes;  // 总分为: the least of the vetoes that hold
  std::optional<Rational> most;     // 总分 最高

  Rational unlimited(const Rational& sum) const { return sum + adjusted - off; }
  /// The total before it is rounded.
  Rational of(const Rational& sum) const;
  /// The sums that give such totals before they are rounded: all above one that is capped.
  std::optional<Interval> sums(const Interval& limited) const;
  /// "（计入加减分 5分、总分最高 100分，为 100分）": all of the rule that changes this sum, or nothing.
  Text text(const Rational& sum) const;
};

/// A claimed score that adds to the total: that of an indicator, of 加分 or, below zero, of 减分.
struct Addend {
  const Item& item;
  const Claim& claim;
  Possible by_rules;
  Interval limits;  // from 0 to its points; no upper end where the rules state none
  std::optional<Rational> points;
  Truth dropped = Truth::no;  // an indicator that is not scored, as it does not apply
};

/// The places in the list of grades that a total can have.
struct GradeSpan {
  std::size_t best, worst;
  bool vetoed = false;  // vetoes that hold, or may hold, move it
};

class Auditor {
 public:
  Auditor(const Ruleset& rules, const Plan& with_plan, const UnitData& of_unit, const Outcome& by_rules,
          const Claims& claimed)
      : ruleset(rules), plan(with_plan), data(of_unit), outcome(by_rules), claims(claimed) {}

  void report(Code code, const Place& place, std::vector<Text> arguments) {
    found.push_back({code, place, std::move(arguments), {}});
  }

  static std::string number(const Rational& value) { return to_display(value, 0); }
  /// "7", "0..20": what is possible.
  static std::string range(const Possible& score);
  /// "多 1分" or "少 1分".
  static Text difference(const Rational& more);

  /// Whether indicator `i` is scored at all.
  bool scored(std::size_t i) const { return ruleset.items[i].form != Form::unscored; }
  const ItemFacts* facts(std::size_t i) const { return claims.facts.empty() ? nullptr : &claims.facts[i]; }
  /// The points of indicator `i`: those of the rules, else those that the report prints.
  std::optional<Rational> points(std::size_t i) const;
  /// A value that the trace knows.
  std::optional<Rational> known(Slot slot) const;

  /// Whether a total is claimed and no item or group, in a table that has columns for items or for the reason
  /// of what was lost. A table that is about totals alone does not say what the report prints.
  bool total_alone() const;

  /// The claimed scores of the indicators that are scored; and of 加分 and 减分, as far as they have a
  /// column that is filled in.
  std::vector<Addend> items() const;
  std::vector<Addend> adjustments() const;

  /// Whether an item's group is `group` or lies within it; whether only one member of a group counts.
  bool within(std::uint32_t item_group, std::uint32_t group) const;
  bool chosen(std::uint32_t group) const;
  /// Whether an indicator is 不适用 by the rules; of 择一 it may also be another that is taken.
  Truth not_applicable(std::size_t i) const {
    return chosen(ruleset.items[i].group) ? Truth::no : outcome.items[i].dropped;
  }
  /// The scored indicators of a group; nothing where its score is not their sum, as only one of them counts
  /// or one is, or may be, dropped.
  std::optional<std::vector<std::size_t>> members(std::uint32_t group) const;

  /// Whose 加分 and 减分 count in a total: those of the rules, or, as far as there are any, those claimed.
  enum class Adjusted : unsigned char { by_rules, as_claimed };
  /// Nothing where the total is rescaled, or where it is not known what is added or which vetoes hold.
  std::optional<TotalRule> total_rule(Adjusted from) const;
  Rational rounded(const Rational& total) const {
    return ruleset.total_rounding ? round(total, *ruleset.total_rounding) : total;
  }
  /// The places of the grades that a declared total can have before vetoes: more than one where the grade
  /// goes by the total before it is rounded.
  std::vector<std::size_t> grades_of(const Rational& total) const;
  /// The same after the vetoes; nothing if no grade has such a total.
  std::optional<GradeSpan> grades_after_vetoes(const Rational& total) const;
  /// Whether a declared total can have this grade, before or after the vetoes.
  bool grade_fits(const Rational& total, std::size_t grade) const;
  std::optional<std::size_t> grade_named(const std::string& name) const;
  Text total_name() const { return {"总分", "total"}; }

  const Ruleset& ruleset;
  const Plan& plan;
  const UnitData& data;
  const Outcome& outcome;
  const Claims& claims;
  std::vector<Diagnostic> found;
};

void audit_blanks(Auditor& audit);     // what is left blank
void audit_scores(Auditor& audit);     // items, groups, sum, total, grade
void audit_repair(Auditor& audit);     // the one cell that reconciles them
void audit_points(Auditor& audit);     // 分值
void audit_facts(Auditor& audit);      // 指标值, 完成值, 偏差原因
void audit_recheck(Auditor& audit);    // 复核
void audit_equations(Auditor& audit);  // sums and rates of printed figures

}  // namespace rubric::engine
