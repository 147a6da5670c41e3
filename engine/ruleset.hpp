// A checked ruleset: what a scoring standard means, every name resolved, every unit agreed, every choice
// made.
//
// It is close to the printed table: items in their order, each with its scoring sentence (Form) and its
// clauses. Once checked, every reference is an index (DatumId, ExprId, item number) that is valid. compile()
// turns it into a Plan; explanations and printed tables read it beside the Plan.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/cell.hpp"
#include "engine/operation.hpp"

namespace rubric::engine {

using DatumId = std::uint32_t;
using ExprId = std::uint32_t;
inline constexpr std::uint32_t none = 0xFFFFFFFF;

/// 当年6月30日, 次年3月底: a date that counts from the row's 年度.
struct YearlyDate {
  int years_later = 0, month = 1, day = 1;  // day 0: the month's last
  friend bool operator==(const YearlyDate&, const YearlyDate&) = default;
};

/// How several values become one.
enum class FoldKind : unsigned char { sum, mean, count, minimum, maximum };

/// A checked expression. Expressions lie in one array; operands are indices of earlier ones.
struct Expr {
  Op op = Op::constant;
  std::vector<ExprId> operands;
  Kind kind = Kind::quantity;
  Unit unit;                      // in which the value is printed
  Rational value;                 // constant
  DatumId datum = none;           // input, blank, not_applicable; and of a level constant, whose level it is
  YearlyDate date;                // date_of_year
  FoldKind fold = FoldKind::sum;  // fold: its operands are computed once per value
  std::optional<Rounding> rounding;  // round
  bool zero_settled = false;         // divide: a 分母为零 clause of its formula says what then
  std::string name;  // what the rules call it: a formula, a parameter; printed instead of its body
  std::uint32_t line = 0;
};

/// A row of a table: first match gives its value.
struct TierRow {
  ExprId condition = none;  // none: 其余
  std::string condition_text, label;
  Rational low, high;        // points; equal unless the row prints a span ("9分至8分")
  ExprId discretion = none;  // a span: who places the score within it; none with low != high: pro rata
  Interval span_domain;      // a span pro rata: the range of 实际 that it runs over
  std::uint32_t line = 0;
};

struct LevelRow {
  std::vector<std::uint32_t> levels;  // places in the datum's list
  std::optional<Rational> points;     // a fixed value, in points
  Interval band;                      // otherwise the share of the points must lie here
  std::string band_text;
  std::optional<Rational> default_share;  // 未给比例按
  std::uint32_t line = 0;
};

/// What happens to the rest of a step that is not full.
enum class PartStep : unsigned char { ignored, pro_rata, whole };
/// On which side of the bound the distance is counted; `count` takes the quantity itself.
enum class Way : unsigned char { count, above, below, apart };

/// 每超过1个百分点扣0.5分，不足1个百分点的不扣: `amount` points for each `step` of the distance.
struct StepRule {
  ExprId quantity = none;
  Way way = Way::count;
  ExprId bound = none;
  Rational step = 1, amount;
  Unit step_unit;
  PartStep part = PartStep::ignored;
  bool whole_quantity = false;  // steps cannot be split, so `part` was not asked for
  std::string name;             // the quantity, as printed
};

/// Steps that share one limit. Losses are taken from the item, gains are the item's score.
struct Pool {
  std::vector<StepRule> steps;
  ExprId condition = none;       // 扣分 未公示，扣2分: once, when it holds
  Rational fixed;                // how much
  std::optional<Rational> most;  // 最多扣
  bool to_zero = false;          // 扣完为止
  bool gain = false;             // 得, 加: the sum is what the item gives
  std::string text;
  std::uint32_t line = 0;
};

struct CheckRow {               // 逐项, 就高
  ExprId condition = none;      // once, when it holds
  Rational points;              // what it gives
  std::optional<Pool> counted;  // or so much per count
  std::string text;
  std::uint32_t line = 0;
};

struct Knot {  // 插值
  Rational at, points;
};

enum class Form : unsigned char {
  unstated,
  proportional,
  inverse,
  met,
  formula,
  steps,
  discretion,
  tiers,
  checklist,
  highest,
  levels,
  interpolation,
  parts,
  deductions,
  unscored,
};

struct Target {
  Op comparison = Op::greater_equal;
  ExprId value = none;
  std::vector<std::uint32_t> levels;  // 目标 为 高、较高
  std::string text;                   // as printed
  bool unstated = false;
};

/// 分母为零, 不适用 and 缺数 say what then.
struct Consequence {
  enum class What : unsigned char { fault, interval, full, zero, points, value, drop_all, drop_group };
  What what = What::fault;
  Rational amount;
};

struct NotApplicable {
  ExprId condition = none;
  Consequence then;
  std::string text;
};

/// 须说明: where the condition holds, the reason must be given; no score changes.
struct ExplainIf {
  ExprId condition = none;
  DatumId reason = none;
  std::string text;
};

/// 择一: which of the members counts. `by`: the datum's level chooses, members[level] is the member's number.
struct Choice {
  enum class What : unsigned char { highest, lowest, by, unstated };
  What what = What::highest;
  DatumId datum = none;
  std::vector<std::uint32_t> members;
};

/// 指标, 其中, 加分 or 减分.
struct Item {
  std::string title;
  std::optional<Rational> points;  // nothing: unstated or unscored
  std::string clause;              // 依据, as printed
  std::string scoring_text;        // the scoring sentence as the file has it
  std::uint32_t line = 0;
  std::uint32_t group = none;  // of groups; none for ungrouped items, bonuses and parts

  std::vector<NotApplicable> not_applicable;
  std::vector<ExprId> zero_if;
  std::vector<std::string> zero_text;
  ExprId actual = none;
  std::optional<Target> target;
  Form form = Form::unstated;
  ExprId formula = none;  // formula; discretion: the datum
  Rational discretion_low, discretion_high;
  DatumId reason = none;  // discretion
  std::vector<TierRow> tiers;
  std::vector<LevelRow> levels;
  ExprId share = none;  // levels: the datum with the share
  std::vector<CheckRow> checks;
  std::vector<Knot> knots;
  std::optional<Pool> steps;
  std::optional<Rational> ceiling;  // 按比例，最高12分
  std::vector<Pool> deductions;
  Consequence zero_denominator{Consequence::What::fault, 0};
  bool zero_denominator_stated = false;
  Consequence missing{Consequence::What::interval, 0};
  std::optional<Rounding> rounding;  // 取整 of its own
  bool no_rounding = false;          // 取整 不取整
  std::vector<ExplainIf> explain_if;
  std::vector<Item> parts;
  std::optional<Choice> choice;  // of the parts; without one they add up
  bool open_points = false;      // 分值未明确: `points` is then the most that they can be
  bool assumed = false;          // （推定）
};

struct Group {
  std::string title;
  std::optional<Rational> points;
  std::uint32_t parent = none;   // the 一级指标 of a 二级指标
  std::optional<Choice> choice;  // of the group's items; without one they add up
  std::uint32_t line = 0;
};

struct Veto {
  enum class Outcome : unsigned char {
    total_becomes,
    total_minus,
    grade_at_most,
    grade_becomes,
    note,
    unstated
  };
  std::string title;
  ExprId condition = none;  // none: unstated
  std::string condition_text;
  Outcome outcome = Outcome::note;
  Rational points;
  std::uint32_t grade = none;
  std::string note;
  std::uint32_t line = 0;
};

struct Grade {
  std::string name;
  Interval range;  // of the total, in points
  std::string range_text;
  std::uint32_t line = 0;
};

/// 排名, 全体最高, …: a figure over all units of the same 年度, filled in as a datum before scoring.
struct CohortFigure {
  enum class What : unsigned char { rank, highest, lowest, mean };
  What what = What::rank;
  ExprId value = none;
  bool high_first = true;    // 从高到低
  bool share_place = false;  // 并列不占位: 1, 1, 2
  DatumId same = none;       // 同 类型: only units with the same value of this datum
  DatumId datum = none;      // where the result goes
};

/// 样例: a unit's data and what the rules must give for it.
struct Expectation {
  enum class About : unsigned char { item, total, grade };
  About about = About::total;
  std::uint32_t item = none;  // of items, or of grades for a lower grade
  enum class What : unsigned char { score, fault, not_applicable, nothing };
  What what = What::nothing;                          // nothing: only a claim
  Rational low, high;                                 // score
  std::uint32_t grade_low = none, grade_high = none;  // places in the list of grades; low is the worse one
  std::string claim;                                  // 自报, as written
  std::uint32_t line = 0, column = 0;
};

struct Sample {
  std::string name;
  UnitData data;
  std::vector<Expectation> expectations;
  std::uint32_t line = 0;
};

/// What a file that builds on another does to it. `what` and `name` as in 指标 预算执行率.
struct Takeover {
  enum class Change : unsigned char { built_on, replaced, removed, added };
  Change change = Change::built_on;
  Text what;
  std::string name;  // built_on: the file
};

struct Ruleset {
  Language language = Language::zh;
  std::string file, name, version, basis, in_force;
  std::optional<int> first_year, last_year;  // of 适用
  std::vector<std::string> identity;
  Rational full_marks = 100;
  bool unscored = false;
  std::optional<Rounding> item_rounding, total_rounding;  // nothing: 不取整
  std::optional<Rational> total_most;
  std::vector<Datum> data;
  std::vector<Expr> exprs;
  std::vector<Group> groups;
  std::vector<Item> items, bonuses, penalties;
  std::vector<Veto> vetoes;
  bool grade_by_rounded = true;
  std::vector<Grade> grades;  // best first, as written
  std::vector<CohortFigure> cohort;
  std::vector<Sample> samples;
  bool library = false;              // 公式库: nothing to score
  std::vector<Takeover> taken_over;  // 承接 and what was changed, in the order of the file
};

/// The levels of a 定性 row as rules list them: "好、较好".
std::string level_names(const Ruleset& ruleset, const Item& item, const LevelRow& row);

/// How the score of an indicator is rounded: as it says itself, else as all are.
std::optional<Rounding> rounding_of(const Ruleset& ruleset, const Item& indicator);

/// The expressions that an item's points are worked out from: all but the conditions of 不适用, 不得分 and
/// 须说明.
std::vector<ExprId> expressions_of(const Item& item);

/// The ruleset as text, one thing a line, for `rubric dump --stage ruleset` and for comparing two rulesets in
/// tests: it says what the rules mean and nothing of how they were typed.
std::string to_text(const Ruleset& ruleset);

}  // namespace rubric::engine
