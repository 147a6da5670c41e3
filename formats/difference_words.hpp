// What text and JSON of a difference have in common: titles, ranges, changes and totals in words.
// Private to difference*.cpp.
//
//   少 1.00 至 3.00 分;  预算执行率（10分 → 12分）;  执行率 80%(含)至100%(不含)
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/difference.hpp"
#include "formats/figures.hpp"

namespace rubric::formats {

/// The pieces of sentences that text and JSON share.
class DifferenceWords {
 public:
  DifferenceWords(const engine::Difference& difference, engine::Language language)
      : d_(difference),
        before_(*difference.joint.before.ruleset),
        after_(*difference.joint.after.ruleset),
        language_(language),
        zh_(language == engine::Language::zh) {}

  std::string say(std::string_view zh, std::string_view en) const { return std::string(zh_ ? zh : en); }
  std::string text(const engine::Text& of) const { return of.in(language_); }
  std::string ruleset(const engine::Ruleset& rules) const;
  std::string list(engine::ItemDifference::List of) const;
  const engine::Item& old(const engine::ItemDifference& item) const {
    return items_in(before_, item.list)[item.before];
  }
  const engine::Item& now(const engine::ItemDifference& item) const {
    return items_in(after_, item.list)[item.after];
  }
  std::string points(const engine::Item& item) const;
  std::string title(const engine::ItemDifference& item) const;
  std::string quantity(const engine::Quantity& q) const;
  std::string range(const engine::Quantity& q, const engine::Interval& range) const;
  std::string where(const engine::ItemDifference& item, const engine::Region& region) const;
  int digits(const engine::ItemDifference& item) const;
  std::string amount(const engine::Rational& value, int digits) const;
  std::string change(const engine::Interval& change, int digits) const;
  std::string what(const engine::ItemDifference& item, const engine::Region& region) const;
  std::string score(const engine::Possible& of, int digits) const;
  std::string data(const engine::ItemDifference& item, const engine::UnitData& unit) const;
  std::string all_data(const engine::UnitData& unit) const;
  std::string grade(const engine::Ruleset& rules, std::uint32_t grade) const;
  std::string grade_move(std::uint32_t from, std::uint32_t to) const;
  std::string total(const engine::Ruleset& rules, const engine::Possible& of) const;
  std::string totals(const engine::GradeMove& move) const;
  std::string rounding(const std::optional<engine::Rounding>& of) const;
  std::string unit_word(const engine::Side& side, engine::DatumId joint) const;
  std::vector<std::string> settings() const;
  std::vector<std::string> vetoes() const;
  /// Which units and years all of it holds for.
  std::vector<std::string> notes() const;
  bool zh() const { return zh_; }
  const engine::Ruleset& before() const { return before_; }
  const engine::Ruleset& after() const { return after_; }

 private:
  static std::string heading(const std::string& title, const std::string& points);
  bool same_veto(std::size_t old, std::size_t now) const;
  static std::string grade_or(const engine::Ruleset& rules, std::uint32_t grade);
  std::vector<engine::DatumId> read_by(const engine::ItemDifference& item) const;

  const engine::Difference& d_;
  const engine::Ruleset &before_, &after_;
  engine::Language language_;
  bool zh_;
};

}  // namespace rubric::formats
