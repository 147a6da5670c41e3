// A ruleset as the reference evaluator sees it: the printed table, clause by clause, before any of it is
// turned into core operations.
//
// It is a model of its own, not engine::Ruleset: expressions are trees that still say 满分, 实际, 合计 and
// 个数, rows still say 满分的40%, a 评分方法 stays a method. generate.hpp makes random ones, print.hpp writes
// them as .rules text in either language, evaluate.hpp says what they mean.
//
//   Item: 预算执行率 10分 | actual 支出 ÷ 预算 | target >= 100% | Base::proportional
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/reference/fraction.hpp"

namespace rubric::reference {

/// Values are kept in base units, as the rules language does: 元, 1 (not 100) for a rate.
struct Unit {
  enum class Measure : unsigned char { rate, money, count, points, number } measure = Measure::number;
  Fraction scale = 1;
  std::string zh, en;
  bool blank = true;  // English writes a blank between number and unit
};

struct Edge {
  Fraction value;
  bool open = false;
};

struct Range {
  std::optional<Edge> low, high;
  bool holds(const Fraction& value) const;
};

struct Datum {
  enum class Kind : unsigned char { number, yes_no, level, text } kind = Kind::number;
  std::string name;
  const Unit* unit = nullptr;
  Range range;
  std::vector<std::string> levels;
  bool whole = false, optional = false, may_not_apply = false;
  Fraction grain;  // distance of neighbouring values that units report
  /// Whether the value lies in the range, and is a whole number of the unit where it must be.
  bool can_be(const Fraction& value) const;
};

struct Rounding {
  Decimals how;
  bool of_percent = false;
  Fraction scale = 1;  // of the unit in which the value is rounded
};

struct Expr {
  enum class Do : unsigned char {
    literal,
    datum,
    named,   // a formula or a parameter
    full,    // 满分
    actual,  // 实际
    target,  // 目标
    add,
    subtract,
    multiply,
    divide,
    negate,
    minimum,
    maximum,
    absolute,
    sum,    // 合计
    mean,   // 平均
    count,  // 个数
    less,
    less_equal,
    greater,
    greater_equal,
    equal,
    not_equal,
    both,
    either,
    is,              // a level or 是/否: any of `levels`
    is_not,          // none of them
    blank,           // 未填
    not_applicable,  // 不适用
  };
  Do what = Do::literal;
  std::vector<std::shared_ptr<const Expr>> operands;
  Fraction value;              // literal
  const Unit* unit = nullptr;  // of a literal, and the one that a value is printed in
  std::size_t index = 0;       // datum, named
  std::vector<std::size_t> levels;
};
using ExprPtr = std::shared_ptr<const Expr>;

/// 分母为零, and the same words in a formula.
struct ZeroClause {
  enum class Then : unsigned char { unwritten, fault, full, zero, use } then = Then::unwritten;
  Fraction value;
};

/// 公式 and 参数: an expression, or rows of which the first that holds gives the value.
struct Named {
  std::string name;
  bool parameter = false;
  struct Row {
    ExprPtr condition, value;  // no condition: 其余
  };
  std::vector<Row> rows;
  std::optional<Rounding> rounding;
  ZeroClause zero;
};

/// What a row gives: points, or a share of the item's.
struct Worth {
  enum class What : unsigned char { points, share, full } what = What::points;
  Fraction amount;
};

struct Step {
  enum class Way : unsigned char { count, above, below, apart } way = Way::count;
  enum class Part : unsigned char { unwritten, ignored, pro_rata, whole } part = Part::unwritten;
  ExprPtr quantity;                // nothing: the item's 实际
  std::optional<Fraction> beyond;  // 超过130%的部分; otherwise the bound is the item's 目标
  Fraction size = 1;
  const Unit* unit = nullptr;  // of size and bound
  Worth worth;
};

/// 每…扣… and 每…得… with what ends them.
struct Pool {
  std::vector<Step> steps;
  ExprPtr condition;  // a fixed deduction: once, if it holds
  Worth fixed;
  bool gain = false;
  bool to_zero = false, unlimited = false;
  std::optional<Fraction> most;
};

struct TierRow {
  ExprPtr condition;                   // a condition of its own, or
  std::optional<Expr::Do> comparison;  // a comparison of 实际 with `bound`, or
  ExprPtr bound;
  std::optional<Range> range;  // a range of 实际; none of the three: 其余
  std::string label;
  Worth worth;
};

struct CheckRow {
  ExprPtr condition;
  Worth worth;
  std::optional<Pool> counted;
};

struct LevelRow {
  std::vector<std::size_t> levels;
  std::optional<Worth> fixed;
  Range band;
  std::optional<Fraction> default_share;
};

struct Knot {
  Fraction at;
  Worth worth;
};

enum class Base : unsigned char {
  proportional,
  inverse,
  met,
  steps,
  tiers,
  each,
  highest,
  levels,
  interpolate,
  formula,
  deductions,
  parts,
  unscored,
};

struct Target {
  Expr::Do comparison = Expr::Do::greater_equal;
  ExprPtr value;
  std::vector<std::size_t> levels;
};

/// What 评分方法 holds and 同 passes on.
struct Scoring {
  std::optional<Target> target;
  Base base = Base::deductions;
  std::optional<Fraction> ceiling;  // 按比例，最高12分
  std::optional<Pool> steps;
  std::vector<TierRow> tiers;
  std::vector<CheckRow> checks;
  std::vector<LevelRow> levels;
  std::optional<std::size_t> share;  // the datum of 定性 with bands
  std::vector<Knot> knots;
  ExprPtr formula;
  std::vector<Pool> deductions;
};

struct Method {
  std::string title;
  const Unit* unit = nullptr;  // of the 实际 that it is for
  Scoring scoring;
};

struct NotApplicable {
  enum class Then : unsigned char { full, points, drop_all, drop_group } then = Then::full;
  ExprPtr condition;  // nothing: where the cell of 实际 says 不适用
  Fraction points;
};

struct Missing {
  enum class Then : unsigned char { interval, zero, use } then = Then::interval;
  Fraction value;
};

struct Item {
  std::string title;
  std::optional<Fraction> points;  // of a bonus: its cap; nothing: 不封顶 or 不计分
  std::optional<std::size_t> group;
  std::vector<NotApplicable> not_applicable;
  std::vector<ExprPtr> zero_if;
  ExprPtr actual;
  std::optional<Rounding> actual_rounding;
  Scoring scoring;
  std::optional<std::size_t> method;  // 同: target, base and deductions are the method's
  ZeroClause zero;
  Missing missing;
  bool own_rounding = false;
  std::optional<Rounding> rounding;  // with own_rounding; nothing: 不取整
  std::vector<Item> parts;
};

struct Group {
  std::string title;
  std::optional<Fraction> points;
  bool inner = false;  // 二级指标
};

struct Veto {
  enum class Then : unsigned char { becomes, minus, at_most, grade_becomes, note } then = Then::note;
  std::string title;
  ExprPtr condition;
  Fraction points;
  std::size_t grade = 0;
};

struct Grade {
  std::string name;
  Range range;
};

struct Ruleset {
  std::string name;
  Fraction full_marks;
  std::optional<Rounding> item_rounding, total_rounding;
  std::optional<Fraction> total_most;
  std::vector<Datum> data;
  std::vector<Named> named;
  std::vector<Method> methods;
  std::vector<Group> groups;
  std::vector<Item> items, bonuses, penalties;
  std::vector<Veto> vetoes;
  bool grade_by_rounded = true;
  std::vector<Grade> grades;  // best first
};

/// The scoring that holds for an item: its own, or its method's with its own deductions before the method's.
Scoring scoring_of(const Ruleset& ruleset, const Item& item);

/// Every datum that an expression reads, through formulas; a datum as often as it is read.
void collect_data(const Ruleset& ruleset, const ExprPtr& expr, std::vector<std::size_t>& found);
void collect_data(const Ruleset& ruleset, const Item& item, std::vector<std::size_t>& found);

/// One cell of one unit. A blank cell keeps `blank` when a completion puts a value into it, for 未填, 缺数
/// and 未给比例按 ask about the cell and not about the value.
struct Cell {
  enum class State : unsigned char { open, known, not_applicable, faulty } state = State::open;
  bool blank = false;
  Fraction value;    // known
  Range range;       // open: where the value may lie
  std::string text;  // as it stands in a data file
};
using Cells = std::vector<Cell>;

}  // namespace rubric::reference
