// One entry being added to a ledger, in one transaction: all of it is there after finish(), nothing without.
//
//   LedgerWriter entry(ledger, {now, who, reason});      waits for other writers
//   entry.add(2024, key, row_number, cells);             rows go out block by block
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

  void add(int year, UnitKey key, std::uint32_t number, const std::vector<std::string_view>& cells);
  std::int64_t finish(const ImportFacts& facts);
  std::int64_t finish(const RulesFacts& facts);
  std::int64_t finish(const RunFacts& facts);

 private:
  void write(int year, BlockWriter& block);
  void write_all();
  std::int64_t sign(const char* kind, Sha256& facts);

  Database& file_;
  Signature signature_;
  std::int64_t id_ = 0;
  std::string above_;  // the chain of the last entry
  std::optional<std::string> later_;
  Statement insert_;
  std::map<int, BlockWriter> open_;  // by year
  struct Written {
    int year = 0;
    std::int64_t rows = 0;
    std::string sha256;
  };
  std::vector<Written> blocks_;
};

}  // namespace rubric::formats
