// A random ruleset being made: what has been drawn so far, and what may be drawn next so that the checker
// accepts the whole (see generate.hpp). Private to generate*.cpp; the parts are files by what they draw.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/reference/generate.hpp"

namespace rubric::reference {

using Do = Expr::Do;
using Measure = Unit::Measure;

inline const Unit percent{Measure::rate, {1, 100}, "%", "%", false};
inline const Unit wanyuan{Measure::money, 10'000, "万元", "wanyuan", true};
inline const Unit yuan{Measure::money, 1, "元", "yuan", true};
inline const Unit yiyuan{Measure::money, 100'000'000, "亿元", "yiyuan", true};
inline const Unit times{Measure::count, 1, "次", "times", true};
inline const Unit items{Measure::count, 1, "个", "items", true};
inline const Unit batches{Measure::count, 1, "批", "批", false};
inline const Unit days{Measure::count, 1, "天", "days", true};
inline const Unit points_unit{Measure::points, 1, "分", "points", true};
inline const Unit plain{Measure::number, 1, "", "", false};

ExprPtr node(Do what, std::vector<ExprPtr> operands, const Unit* unit);
ExprPtr literal(const Fraction& value, const Unit* unit);
ExprPtr reference_to(Do what, std::size_t index, const Unit* unit, std::vector<std::size_t> levels = {});

/// What is known of a value's sign, never more than the checker can prove.
enum class Sign : unsigned char { any, not_negative, positive };

class Maker {
 public:
  Maker(Random& random, Sharing sharing) : random_(random), shared_(sharing == Sharing::some) {}

  Ruleset run();

 private:
  // --- generate.cpp: the whole, groups, and what changes the total ---
  void groups();
  void adjustments();
  Item adjustment(const char* stem);
  void grades();
  void vetoes();
  std::size_t not_applicable_datum() const;

  // --- generate_expression.cpp: data, expressions, formulas and parameters ---
  std::string fresh_name(const char* stem) { return stem + std::to_string(++names_); }
  std::string datum_name(Measure measure);
  const Unit* any_unit(Measure measure);
  static Sign sign(const Range& range);
  Range range_for(const Unit* unit, Sign least, bool whole);
  std::size_t new_datum(const Unit* unit, Sign least, bool whole);
  std::size_t datum(Measure measure, Sign least, const Unit* unit = nullptr, bool whole = false);
  ExprPtr datum_expr(Measure measure, Sign least, const Unit* unit = nullptr, bool whole = false);
  std::size_t special_datum(Datum::Kind kind);
  Sign sign(const ExprPtr& e) const;
  Fraction number(const Unit* unit);
  ExprPtr constant(const Unit* unit);
  ExprPtr divisor(Measure measure);
  ExprPtr rate(int depth, Sign least = Sign::any);
  ExprPtr function(Do what, int depth, Sign least);
  ExprPtr rate_formula(Sign least);
  ExprPtr counted(int depth);
  ExprPtr money(int depth);
  ExprPtr count_expr(int depth);
  ExprPtr quantity(Sign least);
  Do comparison();
  ExprPtr level_is();
  ExprPtr condition(int depth);
  void parameters();
  void formula();

  // --- generate_scoring.cpp: roundings, worths, and the forms of 计分 ---
  Mode mode();
  Rounding points_rounding();
  std::optional<Rounding> value_rounding(const Unit* unit);
  Worth worth(const Fraction& share);
  Worth small_amount();
  void fill(Scoring& s, Base base, const Item& item);
  void compared(Scoring& s, const Item& item);
  bool equal_fits(std::size_t index);
  bool whole(const ExprPtr& e) const;
  Step step(const Unit* unit, bool unsplit);
  void limits(Pool& pool);
  void stepped(Scoring& s, const Item& item);
  std::vector<Fraction> thresholds(const Unit* unit, std::size_t count);
  void tiers(Scoring& s, const Item& item);
  ExprPtr blank_question();
  void checks(Scoring& s);
  void knots(Scoring& s, const Item& item);
  void levels(Item& item);
  std::size_t datum_for_share();
  ExprPtr points_expr();
  void method();

  // --- generate_item.cpp: items and their clauses ---
  Item indicator();
  Item scored_item(const Fraction& points, const char* stem, bool top);
  void numeric(Item& item);
  void met(Item& item);
  void not_applicable_cell(Item& item, bool droppable);
  void parts(Item& item, const Fraction& points);
  void deductions(Item& item);
  Pool deduction(const Item& item);
  void gates(Item& item, bool droppable);
  void missing(Item& item);
  bool has_open_divisor(const ExprPtr& e) const;
  void zero_clause(Item& item);

  Random& random_;
  bool shared_;
  Ruleset r_;
  NotApplicable::Then drop_ = NotApplicable::Then::drop_all;
  std::optional<Fraction> full_;  // the points of the item being made; nothing: unlimited
  bool shares_only_ = false;      // a method, whose items differ in points
  int names_ = 0;
};

}  // namespace rubric::reference
