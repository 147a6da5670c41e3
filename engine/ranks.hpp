// Places of units in their year under both rulesets, the highest total first and equal ones sharing a place:
// 1, 1, 3.
//
// Totals are counted as they come and only the distinct ones are kept, so memory grows with the number of
// different totals (10,001 for 0 to 100 points with two decimals), not with the number of units.
//
//   Standings all;  const Standing a = all.add(2024, 90, 95), b = all.add(2024, 92, 94);
//   all.old_place(a) -> 2, all.new_place(a) -> 1
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/number.hpp"

namespace rubric::engine {

/// Totals of one year under one ruleset.
class Ranks {
 public:
  /// Counts a unit with that total; the total's number here.
  std::uint32_t add(const Rational& total);
  /// The place of the total with that number among all that were added.
  std::uint64_t place(std::uint32_t number);

 private:
  std::map<Rational, std::uint32_t> numbers_;
  std::vector<std::uint64_t> counts_, places_;  // by number; places_ is empty until asked for
};

/// Where a unit's places are found: its year, and its totals' numbers there.
struct Standing {
  std::int32_t has_year = 0, year = 0;
  std::uint32_t from = 0, to = 0;
};

class Standings {
 public:
  Standing add(std::optional<int> year, const Rational& old_total, const Rational& new_total);
  /// To be asked when all units have been added.
  std::uint64_t old_place(const Standing& unit) { return years_[key(unit)].from.place(unit.from); }
  std::uint64_t new_place(const Standing& unit) { return years_[key(unit)].to.place(unit.to); }

 private:
  struct Year {
    Ranks from, to;
  };
  using Key = std::pair<std::int32_t, std::int32_t>;
  static Key key(const Standing& unit) { return {unit.has_year, unit.year}; }
  std::map<Key, Year> years_;
};

}  // namespace rubric::engine
