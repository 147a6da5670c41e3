// A ledger: data by year, rulesets and runs of scoring, each an entry that is added and never changed.
//
// Entries are numbered 1, 2, 3 … in the order they were recorded, so what was known at some time is "all
// entries up to number n". Of several imports that have a unit of a year, and of several rulesets that are in
// force in a year, the last one known counts. What an entry says, and the ledger as a whole, has a
// fingerprint (docs/ledger.md).
//
//   Ledger ledger("rubric.ledger", Database::Access::read, 10'000);
//   const std::int64_t known = ledger.known_at("2024-06-30T23:59:59Z");
//   for (const std::int64_t import : ledger.imports_of(2023, known)) …
//
// All functions throw LedgerProblem where the file cannot be used.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "formats/ledger_block.hpp"
#include "formats/ledger_database.hpp"

namespace rubric::formats {

struct Entry {
  enum class Kind : unsigned char { import, rules, run };
  std::int64_t id = 0;
  Kind kind = Kind::import;
  std::string recorded, who, reason;  // recorded: UTC, "2024-06-30T08:00:00Z"
  std::string digest, chain;
};

/// A data file as it was imported. Its rows are blocks of the entry, by year.
struct ImportFacts {
  std::string file, format, encoding;  // file: the name it had, which is never used as a path
  std::uint64_t bytes = 0;
  std::string sha256;                // of the file's bytes
  std::vector<std::string> columns;  // headings
  std::uint32_t header_row = 0;
  std::vector<std::string> keys;  // headings of the columns that name a unit, without 年度
  std::int64_t rows = 0;
};

struct RulesFile {
  std::string path, bytes;  // seen from the folder of the first one, which is the ruleset itself
};

struct RulesFacts {
  std::int64_t entry = 0;
  std::string name, version, basis, in_force;
  int first_year = 0;
  std::optional<int> last_year;
  std::vector<RulesFile> files;  // with all that they build on and import

  bool covers(int year) const { return first_year <= year && (!last_year || year <= *last_year); }
};

/// The scores of one year. Their rows are blocks of the entry: identity, indicators, then total, grade,
/// remarks.
struct YearOfRun {
  int year = 0;
  std::int64_t rules = 0;
  std::vector<std::string> columns;
  std::size_t identity = 0, items = 0;  // the first so many columns, and those after them
  std::int64_t units = 0;
};

struct RunFacts {
  std::string engine, options;
  std::vector<YearOfRun> years;
};

class Ledger {
 public:
  /// Opens it, and brings one of an older version up to date.
  Ledger(const std::string& path, Database::Access access, int wait_ms);

  const std::string& path() const { return file_.path(); }
  bool was_made() const { return found_ == 0; }
  bool was_migrated() const { return found_ != 0 && found_ != newest_; }
  Database& file() { return file_; }
  const Database& file() const { return file_; }

  std::vector<Entry> entries() const;
  std::optional<Entry> entry(std::int64_t id) const;
  /// The newest entry, and the newest recorded at that time or before; 0: there is none.
  std::int64_t last_entry() const;
  std::int64_t known_at(const std::string& time) const;

  ImportFacts import(std::int64_t entry) const;
  RulesFacts rules(std::int64_t entry) const;
  RunFacts run(std::int64_t entry) const;

  /// Years and their rows of an import or a run.
  std::vector<std::pair<int, std::int64_t>> years(std::int64_t entry) const;
  /// The years that any import has, as known.
  std::vector<int> years_of_data(std::int64_t known) const;
  std::vector<std::int64_t> imports_of(int year, std::int64_t known) const;
  std::optional<std::int64_t> import_of(const std::string& sha256) const;
  std::optional<std::int64_t> last_import() const;
  /// The entries of all rulesets, and the one in force in a year.
  std::vector<std::int64_t> all_rules(std::int64_t known) const;
  std::optional<std::int64_t> rules_in_force(int year, std::int64_t known) const;
  std::optional<std::int64_t> last_run(int year, std::int64_t known) const;

  /// Adds the keys of an entry's units in a year.
  void add_keys(std::int64_t entry, int year, std::vector<UnitKey>& keys) const;
  /// The entries and years that have a unit.
  std::vector<std::pair<std::int64_t, int>> entries_with(UnitKey key) const;

  /// The fingerprint of what an entry holds, worked out anew, and of its blocks; blocks that do not fit
  /// theirs are counted in `bad_blocks`.
  std::string digest_now(const Entry& entry, std::size_t& bad_blocks) const;

 private:
  std::vector<std::int64_t> ids(const char* sql, const std::vector<std::int64_t>& values) const;

  Database file_;
  std::int64_t found_ = 0, newest_ = 0;
};

/// The stored rows of one entry and year, in the order they were recorded.
class StoredRows {
 public:
  StoredRows(const Ledger& ledger, std::int64_t entry, int year, std::size_t columns);
  bool next(BlockRow& row);

 private:
  const Database& file_;
  Statement blocks_;
  BlockReader block_;
  std::size_t columns_;
};

// What the digest of an entry is worked out from; blocks follow, in their order.
void digest_facts(Sha256& hash, const ImportFacts& facts);
void digest_facts(Sha256& hash, const RulesFacts& facts);
void digest_facts(Sha256& hash, const RunFacts& facts);
void digest_block(Sha256& hash, int year, std::int64_t rows, std::string_view sha256);

/// ["单位","年度"] and back.
std::string to_list(const std::vector<std::string>& texts);

}  // namespace rubric::formats
