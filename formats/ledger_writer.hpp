// One entry being added to a ledger, in one transaction: all of it is there after finish(), nothing without.
//
//   LedgerWriter entry(ledger, {now, who, reason});      waits for other writers
//   entry.add_data(2024, row_number, "广普镇人民政府", cells);
//   const std::int64_t number = entry.finish(facts);     on the disk when it returns
#pragma once

#include <map>

#include "formats/ledger.hpp"

namespace rubric::formats {

/// When, by whom and why something is recorded.
struct Signature {
  std::string recorded, who, reason;
};

class LedgerWriter {
 public:
  LedgerWriter(Ledger& ledger, Signature signature);
  ~LedgerWriter();
  LedgerWriter(const LedgerWriter&) = delete;
  LedgerWriter& operator=(const LedgerWriter&) = delete;

  std::int64_t id() const { return id_; }
  /// The time of the last entry, if the clock is behind it: entries stay in the order of time.
  const std::optional<std::string>& later() const { return later_; }

  /// Adds a unit's row of a year and gives the last import that has it already. If that is the one being
  /// added, the row is a second one and is left out.
  std::optional<std::int64_t> add_data(int year, std::int64_t number, const std::string& unit,
                                       const std::vector<std::string>& cells);
  /// Rows are numbered by year, as they come.
  void add_score(int year, const ScoreRow& row);

  std::int64_t finish(const ImportFacts& facts);
  std::int64_t finish(const RulesFacts& facts);
  std::int64_t finish(const RunFacts& facts);

 private:
  std::int64_t unit(const std::string& name);
  std::int64_t sign(Entry::Kind kind);

  Ledger& ledger_;
  Database& file_;
  Signature signature_;
  std::int64_t id_ = 0;
  std::string above_;  // the chain of the last entry
  std::optional<std::string> later_;
  Statement find_unit_, add_unit_, find_data_, add_data_, add_score_;
  std::map<int, std::int64_t> scores_;  // numbered so far, by year
};

}  // namespace rubric::formats
