// Two rulesets brought onto the same data, and the clauses in which they differ.
//
// Data are matched by name, indicators, 加分, 减分 and 一票否决 by title, groups by title below their
// 一级指标. What is left of indicators, 加分 and 减分 is matched by what it scores, as diff does: a new name
// alone is no change. A clause is what a notice would list as changed: one indicator with all its lines, or
// one rule on the total. Whether it differs is a question of what is computed, not of wording: equal sums
// become equal slots.
//
//   from: 满意度 ≥90% 10分, total rounded to 2 places     to: 满意度 ≥95% 10分, total rounded to 1 place
//   clauses: [ indicator 满意度 changed, total_rounding changed ]
//   mixed(0) means what `from` means, mixed(3) what `to` means, mixed(1) `from` with the new 满意度
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/ruleset.hpp"

namespace rubric::engine {

/// A set of clauses that are taken from the new ruleset: bit i is clause i.
using Coalition = std::uint32_t;

/// Clauses that are attributed to one by one; where more differ, indicators are put together (`several`).
inline constexpr std::size_t max_clauses = 10;

struct Clause {
  enum class Kind : std::uint8_t {
    indicator,
    bonus,
    penalty,
    group,  // one that takes one of its indicators (择一), with all of them
    item_rounding,
    veto,
    total_most,
    total_rounding,
    grades,
    several,
  };
  enum class Change : std::uint8_t { changed, added, removed };
  Kind kind = Kind::indicator;
  Change change = Change::changed;
  std::string title;            // of what has one; "old→new" where it differs
  std::vector<Clause> members;  // of several
};

class Pairing {
 public:
  /// Both must have a total.
  Pairing(const Ruleset& from, const Ruleset& to);

  /// Reads rows for both: the data of both and their figures over all units, nothing to score.
  const Ruleset& data() const { return data_; }
  /// The two over data(): what is data and expression 3 in one is so in the other.
  const Ruleset& from() const { return from_; }
  const Ruleset& to() const { return to_; }
  /// The first declaration of each datum that reads a cell as the same value; for Linker.
  const std::vector<DatumId>& same_value() const { return same_value_; }

  /// Whether both have the same list of grades, so that a step up the list is a step up; not so without any.
  bool same_grades() const;

  const std::vector<Clause>& clauses() const { return clauses_; }
  /// The clauses that are on the total or the grade and on no indicator.
  static bool on_total(const Clause& clause);

  /// The ruleset that has the clauses of `coalition` as `to` has them and all else as `from`.
  Ruleset mixed(Coalition coalition) const;

 private:
  /// An indicator, bonus, penalty or veto of one or both rulesets, by its place there.
  struct Part {
    std::size_t from = missing, to = missing;
    std::size_t clause = unchanged;
    std::string title;
    std::uint32_t group = none;  // the choice group that it belongs to as a whole; its place in both
  };
  static constexpr std::size_t missing = ~std::size_t{0}, unchanged = ~std::size_t{0};

  void join_data(const Ruleset& from, const Ruleset& to);
  void match();
  struct Joined;
  void match_renamed(const Joined& joined);
  void find_clauses(const Joined& joined);
  void put_together();
  bool new_in(std::size_t clause, Coalition coalition) const {
    return clause != unchanged && (coalition >> clause & 1) != 0;
  }

  Ruleset data_, from_, to_;
  std::vector<DatumId> same_value_;
  std::vector<std::size_t> group_clause_;  // by group: the clause that decides its choice
  std::vector<Part> items_, bonuses_, penalties_, vetoes_;
  std::vector<Clause> clauses_;
  std::size_t item_rounding_ = unchanged, total_most_ = unchanged, total_rounding_ = unchanged,
              grades_ = unchanged;
};

}  // namespace rubric::engine
