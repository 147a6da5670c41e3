// A ledger: data by year, rulesets and runs of scoring, each an entry that is added and never changed.
//
// Entries are numbered 1, 2, 3 … in the order they were recorded, so what was known at some time is "all
// entries up to number n". Of several imports that have a unit of a year, and of several rulesets that are in
// force in a year, the last one known counts. What an entry says, and the ledger as a whole, has a
// fingerprint (docs/ledger.md).
//
//   Ledger ledger("rubric.ledger", Database::Access::write, 10'000);
//   const std::int64_t known = ledger.known_at("2024-06-30T23:59:59Z");
//   for (const std::int64_t import : ledger.imports_of(2023, known)) …
//
// All functions throw LedgerProblem where the file cannot be used.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "formats/ledger_database.hpp"
#include "formats/sha256.hpp"

namespace rubric::formats {

struct Entry {
  enum class Kind : unsigned char { import, rules, run };
  std::int64_t id = 0;
  Kind kind = Kind::import;
  std::string recorded, who, reason;  // recorded: UTC, "2024-06-30T08:00:00Z"
  std::string digest, chain;
};

/// "import", as the tables call it.
const char* to_name(Entry::Kind kind);

/// A data file as it was imported; its rows stand in the table data.
struct ImportFacts {
  std::string file, encoding;        // file: the name it had, which is never used as a path
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
  std::string name, version, document, in_force;
  int first_year = 0;
  std::optional<int> last_year;
  std::vector<RulesFile> files;  // with all that they build on and import

  /// SHA-256 of paths and bytes of the files.
  std::string content() const;
};

/// The scores of one year; their rows stand in the table score.
struct YearOfRun {
  int year = 0;
  std::int64_t rules = 0;
  std::vector<std::string> columns;  // titles of the indicators
  std::string data_sha256;           // of all rows of data that were scored
  std::int64_t units = 0;
};

struct RunFacts {
  std::string engine, options;
  std::int64_t known = 0;  // the data are those that entries up to this one hold
  std::vector<YearOfRun> years;
};

/// One unit's row of a run.
struct ScoreRow {
  std::string unit;
  std::string total, grade, issue;
  std::vector<std::string> items;
  friend bool operator==(const ScoreRow& a, const ScoreRow& b) {
    return a.unit == b.unit && a.total == b.total && a.grade == b.grade && a.issue == b.issue &&
           a.items == b.items;
  }
};

class Ledger {
 public:
  /// Opens it, and brings one of an older version up to date. Only `create` makes one, and with `read`
  /// nothing can be recorded.
  Ledger(const std::string& path, Database::Access access, int wait_ms);

  const std::string& path() const { return file_.path(); }
  /// The version of its tables when it was opened; 0: it was made just now.
  std::int64_t found_version() const { return found_; }
  Database& file() { return file_; }
  const Database& file() const { return file_; }

  std::vector<Entry> entries() const;
  Entry entry(std::int64_t id) const;
  /// The newest entry, and the newest recorded at that time or before; 0: there is none.
  std::int64_t last_entry() const;
  std::int64_t known_at(const std::string& time) const;

  ImportFacts import(std::int64_t entry) const;
  RulesFacts rules(std::int64_t entry) const;
  RunFacts run(std::int64_t entry) const;

  /// The years of an import with their rows.
  std::vector<std::pair<int, std::int64_t>> years(std::int64_t import) const;
  /// The years that any import has, as known, and the imports that have rows of a year.
  std::vector<int> years_of_data(std::int64_t known) const;
  std::vector<std::int64_t> imports_of(int year, std::int64_t known) const;
  /// The headings of the columns that name the units of a year, as known: all its imports have the same.
  std::vector<std::string> keys_of(int year, std::int64_t known) const;
  /// The units of a year, as known, `most` of them at most.
  std::vector<std::string> units_of(int year, std::int64_t known, std::int64_t most) const;
  /// How many rows of an import a later one corrects, and the last that does.
  struct Superseded {
    std::int64_t rows = 0, last = 0;
  };
  Superseded superseded(std::int64_t import) const;
  /// The imports of a file with this fingerprint: one without 年度 may be recorded for several years.
  std::vector<std::int64_t> imports_of_file(const std::string& sha256) const;
  std::optional<std::int64_t> rules_in_force(int year, std::int64_t known) const;
  /// The newest ruleset that is in force in some year of a span; without `last` it has no end.
  std::optional<std::int64_t> rules_within(int first, std::optional<int> last) const;
  std::optional<std::int64_t> rules_of(const std::string& content) const;
  /// The years that were ever scored, and the last run that scored a year, as known.
  std::vector<int> years_of_runs(std::int64_t known) const;
  std::optional<std::int64_t> last_run(int year, std::int64_t known) const;

  /// The fingerprint of what an entry holds, worked out anew.
  std::string digest_now(const Entry& entry) const;

 private:
  std::vector<std::int64_t> ids(const char* sql, const std::vector<std::int64_t>& values) const;

  Database file_;
  std::int64_t found_ = 0;
};

/// The recorded scores of a run and a year, in the order they were recorded.
class RecordedScores {
 public:
  /// Of one unit alone, if `unit` is its name.
  RecordedScores(const Ledger& ledger, std::int64_t run, int year, const std::string& unit = "");
  bool next(ScoreRow& row);

 private:
  const Database& file_;
  std::string unit_;
  Statement rows_;
};

// What the digest of an entry is worked out from: facts first, then rows in their order.
void digest_facts(Sha256& hash, const ImportFacts& facts);
void digest_facts(Sha256& hash, const RulesFacts& facts);
void digest_facts(Sha256& hash, const RunFacts& facts);

/// What a ledger calls the unit of these key cells, compared as plain text: the one, or a list of several.
std::string ledger_name(const std::vector<std::string>& parts);
/// The parts of a unit's name that so many key columns gave; the name itself, if it is no list of them.
std::vector<std::string> unit_parts(const std::string& name, std::size_t keys);

/// ["单位","年度"] and back: nothing, or damage (E973), if the text is no such list.
std::string to_list(const std::vector<std::string>& texts);
std::optional<std::vector<std::string>> read_list(std::string_view text);
std::vector<std::string> from_list(const Database& file, std::string_view text);

}  // namespace rubric::formats
