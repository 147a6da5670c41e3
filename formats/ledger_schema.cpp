#include "formats/ledger_schema.hpp"

#include <array>

#include "formats/sha256.hpp"

namespace rubric::formats {

namespace {

/// Version 1: entries, and what each kind of entry holds.
constexpr const char* first_tables = R"sql(
CREATE TABLE entry(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'rules', 'run')),
  recorded TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  digest BLOB NOT NULL
) STRICT;
CREATE TABLE import(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  file TEXT NOT NULL,
  format TEXT NOT NULL,
  encoding TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  columns TEXT NOT NULL,
  header_row INTEGER NOT NULL,
  keys TEXT NOT NULL,
  rows INTEGER NOT NULL
) STRICT;
CREATE TABLE rules_text(
  sha256 BLOB PRIMARY KEY,
  bytes BLOB NOT NULL
) STRICT;
CREATE TABLE rules(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  basis TEXT NOT NULL,
  in_force TEXT NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER
) STRICT;
CREATE TABLE rules_file(
  entry INTEGER NOT NULL REFERENCES rules(entry),
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  sha256 BLOB NOT NULL REFERENCES rules_text(sha256),
  PRIMARY KEY (entry, number)
) STRICT;
CREATE TABLE run(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  engine TEXT NOT NULL,
  options TEXT NOT NULL
) STRICT;
CREATE TABLE run_year(
  entry INTEGER NOT NULL REFERENCES run(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  rules INTEGER NOT NULL REFERENCES rules(entry),
  columns TEXT NOT NULL,
  identity INTEGER NOT NULL,
  items INTEGER NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (entry, year)
) STRICT;
CREATE TABLE block(
  id INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  sha256 BLOB NOT NULL,
  keys BLOB NOT NULL,
  data BLOB NOT NULL
) STRICT;
CREATE INDEX block_by_year ON block(year, entry);
CREATE INDEX block_by_entry ON block(entry, year);
)sql";

constexpr std::array tables{"entry",      "import", "rules_text", "rules",
                            "rules_file", "run",    "run_year",   "block"};

/// Nothing in a ledger is changed or removed.
void keep_all(Database& file) {
  for (const char* const table : tables) {
    for (const char* const change : {"UPDATE", "DELETE"}) {
      const std::string sql = std::string("CREATE TRIGGER ") + table + "_no_" + change + " BEFORE " + change +
                              " ON " + table + " BEGIN SELECT RAISE(ABORT, 'a ledger is only added to'); END";
      file.execute(sql.c_str());
    }
  }
}

void to_version_1(Database& file) {
  file.execute(first_tables);
  keep_all(file);
}

/// Version 2: each entry is chained to the one above, so that none can be changed or left out unnoticed.
void to_version_2(Database& file) {
  file.execute("DROP TRIGGER entry_no_UPDATE; ALTER TABLE entry ADD COLUMN chain BLOB NOT NULL DEFAULT x''");
  std::string above;
  Statement entries = file.prepare("SELECT id, kind, recorded, who, reason, digest FROM entry ORDER BY id");
  Statement set = file.prepare("UPDATE entry SET chain = ? WHERE id = ?");
  while (entries.step()) {
    const ChainLink link{entries.integer(0), entries.text(1), entries.text(2),
                         entries.text(3),    entries.text(4), entries.text(5)};
    above = chained(above, link);
    set.bind_blob(above).bind(link.id).run();
  }
  file.execute(
      "CREATE TRIGGER entry_no_UPDATE BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'a ledger is only "
      "added to'); END");
}

constexpr std::array steps{to_version_1, to_version_2};
static_assert(steps.size() == ledger_version);

/// The version of the tables; 0 for an empty file.
std::int64_t version_of(const Database& file) {
  const std::int64_t application = file.number("PRAGMA application_id");
  const std::int64_t version = file.number("PRAGMA user_version");
  const bool empty = file.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (empty && application == 0 && version == 0) return 0;
  if (application != ledger_application || version < 1) file.fail(engine::Code::E971, {file.path()});
  if (version > ledger_version) {
    file.fail(engine::Code::E972, {file.path(), std::to_string(version), std::to_string(ledger_version)});
  }
  return version;
}

}  // namespace

std::string chained(std::string_view above, const ChainLink& link) {
  return Sha256()
      .field(above)
      .field(link.id)
      .field(link.kind)
      .field(link.recorded)
      .field(link.who)
      .field(link.reason)
      .field(link.digest)
      .digest();
}

std::int64_t prepare_ledger(Database& file) {
  if (const std::int64_t version = version_of(file); version == ledger_version) return version;
  file.execute("PRAGMA page_size = 16384");  // of a new file
  file.execute("BEGIN EXCLUSIVE");
  const std::int64_t version = version_of(file);  // another program may have been here meanwhile
  try {
    for (auto step = static_cast<std::size_t>(version); step < steps.size(); ++step) steps[step](file);
    const std::string header = "PRAGMA application_id = " + std::to_string(ledger_application) +
                               "; PRAGMA user_version = " + std::to_string(ledger_version);
    file.execute(header.c_str());
    file.commit();
  } catch (...) {
    file.roll_back();
    throw;
  }
  return version;
}

}  // namespace rubric::formats
