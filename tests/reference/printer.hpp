// A reference ruleset being printed as rules text (see print.hpp). Private to print*.cpp; the parts are files
// by what they print.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/reference/print.hpp"
#include "tests/reference/random.hpp"

namespace rubric::reference {

using Do = Expr::Do;

class Printer {
 public:
  Printer(const Ruleset& ruleset, Tongue tongue, std::uint64_t shuffle)
      : ruleset_(ruleset), zh_(tongue == Tongue::zh), random_(shuffle), shuffled_(shuffle != 0) {}

  std::string run();

 private:
  std::string say(const char* zh, const char* en) const { return zh_ ? zh : en; }
  std::string comma() const { return say("，", ", "); }
  std::string points(const Fraction& value) const { return to_text(value) + say("分", " points"); }

  // --- print.cpp: blocks: the header, data, formulas, items, 一票否决, 等级 ---
  void add(std::vector<std::string>& blocks);
  std::string join(std::vector<std::string> lines);
  void header();
  std::string data();
  std::string parameters();
  std::string formula(const Named& named);
  std::string zero(const ZeroClause& clause, const Unit* unit) const;
  void heading(std::size_t i);
  std::string adjustment(const Item& item, const std::string& keyword);
  std::string item(const Item& item, const std::string& keyword);
  std::vector<std::string> clauses(const Item& item);
  std::string not_applicable(const NotApplicable& clause) const;
  std::string veto(const Veto& v);
  std::string grades() const;

  // --- print_expression.cpp: numbers, names and expressions ---
  std::string amount(const Fraction& value, const Unit* unit, bool step = false) const;
  std::string name(const std::string& text) const;
  std::string list(const std::vector<std::string>& names) const;
  std::string level_list(std::size_t datum, const std::vector<std::size_t>& levels) const;
  std::string worth(const Worth& w) const;
  std::string rounding(const std::optional<Rounding>& r) const;
  std::string comparison(Do what) const;
  std::string range(const Range& r, const Unit* unit) const;
  std::string expr(const ExprPtr& e) const;
  std::string operand(const ExprPtr& e, int binds) const;
  std::string compound(const ExprPtr& e) const;
  std::string function(Do what) const;
  std::string sign(Do what) const;

  // --- print_scoring.cpp: 计分 with its steps and tables, 扣分 ---
  std::vector<std::string> scoring(const Scoring& s, const Item* item, const Unit* unit);
  std::string target(const Target& t, const Item* item) const;
  std::string base(const Scoring& s, const Item* item);
  std::string step(const Step& s, bool gain) const;
  std::string limits(const Pool& pool) const;
  std::string deduction(const Pool& pool) const;
  std::string tiers(const Scoring& s) const;
  std::string checks(const Scoring& s) const;
  std::string levels(const Scoring& s, const Item* item) const;

  const Ruleset& ruleset_;
  bool zh_;
  Random random_;
  bool shuffled_;
  const Unit* unit_ = nullptr;  // of the 实际 whose rows are printed
  std::string text_;
};

}  // namespace rubric::reference
