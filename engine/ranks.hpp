// Places of units in their year under both rulesets, the highest total first and equal ones sharing a place:
// 1, 1, 3.
//
// Totals are counted as they come and only the distinct ones are kept, so memory grows with the number of
// different totals (10,001 for 0 to 100 points with two decimals), not with the number of units. Totals come
// as numbers or, from columns, as whole numbers of micros; both are counted together. Where a year has many
// units, those of whole hundredths of a point are counted in a table, and need not be searched for.
//
//   Standings all;  const Standing a = all.add(2024, 90, 95), b = all.add(2024, 92, 94);
//   all.old_place(a) -> 2, all.new_place(a) -> 1
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/number.hpp"

namespace rubric::engine {

/// Totals of one year under one ruleset.
class Ranks {
 public:
  /// Counts a unit with that total; the total's number here. One total may have two.
  std::uint32_t add(const Rational& total);
  /// The same for a total of so many micros of a point.
  std::uint32_t add_micros(std::int64_t total);
  /// Says that such a total is soon added, so that its count is in the cache by then.
  void expect(std::int64_t total) const {
    const std::uint64_t at = static_cast<std::uint64_t>(total) / micros_in_a_hundredth;
    if (at < hundredths_.size()) __builtin_prefetch(hundredths_.data() + at, 1);
  }
  /// Finds the places; then they may be asked for by several threads, until the next unit is added.
  void settle() {
    if (!settled_) find_places();
  }
  /// The place of the total with that number among all that were added.
  std::uint64_t place(std::uint32_t number) {
    settle();
    return number < most_hundredths ? hundredth_places_[number] : places_[number - most_hundredths];
  }

 private:
  static constexpr std::uint32_t most_hundredths = 100'001, micros_in_a_hundredth = 10'000;

  std::uint32_t count(std::uint32_t& known);
  bool has_room(std::uint64_t hundredths);
  void find_places();

  // Totals that are counted in the table have their hundredths as number, the others follow:
  std::vector<std::uint32_t> hundredths_;                   // units, by hundredths, each less than 2^32
  std::vector<std::uint64_t> hundredth_places_;             // and their place
  std::unordered_map<std::int64_t, std::uint32_t> micros_;  // numbers of whole micros, 1 and up,
  std::map<Rational, std::uint32_t> others_;                // and of other totals
  std::vector<std::uint64_t> counts_, places_;              // of these, by number
  std::uint64_t units_ = 0;                                 // that came in micros
  bool settled_ = false;
};

/// Where a unit's places are found: its year, and its totals' numbers there.
struct Standing {
  std::int32_t has_year = 0, year = 0;
  std::uint32_t from = 0, to = 0;
};

class Standings {
 public:
  Standing add(std::optional<int> year, const Rational& old_total, const Rational& new_total);
  Standing add_micros(std::optional<int> year, std::int64_t old_total, std::int64_t new_total);
  /// Says that such a unit is soon added.
  void expect(std::optional<int> year, std::int64_t old_total, std::int64_t new_total) {
    const Year& all = of(unit_of(year));
    all.from.expect(old_total);
    all.to.expect(new_total);
  }
  /// To be called when all units have been added; then places may be asked for by several threads.
  void settle() {
    for (auto& [key, year] : years_) {
      year.from.settle();
      year.to.settle();
    }
  }
  std::uint64_t old_place(const Standing& unit) { return of(unit).from.place(unit.from); }
  std::uint64_t new_place(const Standing& unit) { return of(unit).to.place(unit.to); }

 private:
  struct Year {
    Ranks from, to;
  };
  using Key = std::pair<std::int32_t, std::int32_t>;
  static Standing unit_of(std::optional<int> year) { return {year ? 1 : 0, year.value_or(0), 0, 0}; }
  /// Nearly all years are four digits and are found by them.
  Year& of(const Standing& unit) {
    if (unit.has_year == 0 || unit.year < 0 || unit.year >= most_usual)
      return years_[{unit.has_year, unit.year}];
    if (usual_.empty()) usual_.resize(most_usual, nullptr);
    Year*& known = usual_[static_cast<std::size_t>(unit.year)];
    if (!known) known = &years_[{unit.has_year, unit.year}];
    return *known;
  }
  static constexpr std::int32_t most_usual = 10'000;
  std::map<Key, Year> years_;
  std::vector<Year*> usual_;  // by year
};

}  // namespace rubric::engine
