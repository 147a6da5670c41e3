#include "formats/ledger_schema.hpp"

#include <array>
#include <map>

#include "formats/sha256.hpp"

namespace rubric::formats {

namespace {

/// Version 1: entries, and what each kind of entry holds. An entry's own row comes last, so that what refers
/// to it is checked when the entry is complete.
constexpr const char* first_tables = R"sql(
CREATE TABLE entry(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('import', 'rules', 'run')),
  recorded TEXT NOT NULL,
  who TEXT NOT NULL,
  reason TEXT NOT NULL,
  digest BLOB NOT NULL
) STRICT;
CREATE TABLE unit(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE import(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  file TEXT NOT NULL,
  encoding TEXT NOT NULL,
  sha256 BLOB NOT NULL,
  columns TEXT NOT NULL,
  header_row INTEGER NOT NULL,
  keys TEXT NOT NULL,
  rows INTEGER NOT NULL
) STRICT;
CREATE TABLE data(
  entry INTEGER NOT NULL REFERENCES import(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit(id),
  cells TEXT NOT NULL,
  PRIMARY KEY (entry, year, number)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX data_of_unit ON data(year, unit, entry);
CREATE TABLE rules(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  name TEXT NOT NULL,
  version TEXT NOT NULL,
  document TEXT NOT NULL,
  in_force TEXT NOT NULL,
  first_year INTEGER NOT NULL,
  last_year INTEGER,
  sha256 BLOB NOT NULL
) STRICT;
CREATE TABLE rules_file(
  entry INTEGER NOT NULL REFERENCES rules(entry) DEFERRABLE INITIALLY DEFERRED,
  number INTEGER NOT NULL,
  path TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (entry, number)
) STRICT;
CREATE TABLE run(
  entry INTEGER PRIMARY KEY REFERENCES entry(id) DEFERRABLE INITIALLY DEFERRED,
  engine TEXT NOT NULL,
  options TEXT NOT NULL,
  known INTEGER NOT NULL
) STRICT;
CREATE TABLE run_year(
  entry INTEGER NOT NULL REFERENCES run(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  rules INTEGER NOT NULL REFERENCES rules(entry),
  columns TEXT NOT NULL,
  data_sha256 BLOB NOT NULL,
  units INTEGER NOT NULL,
  PRIMARY KEY (entry, year)
) STRICT;
CREATE TABLE score(
  entry INTEGER NOT NULL REFERENCES run(entry) DEFERRABLE INITIALLY DEFERRED,
  year INTEGER NOT NULL,
  number INTEGER NOT NULL,
  unit INTEGER NOT NULL REFERENCES unit(id),
  total TEXT NOT NULL,
  grade TEXT NOT NULL,
  issue TEXT NOT NULL,
  cells TEXT NOT NULL,
  PRIMARY KEY (entry, year, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX score_of_unit ON score(unit, year, entry);
CREATE VIEW recorded_scores AS
  SELECT score.entry AS run, recorded, year, name AS unit, total, grade, issue, cells
  FROM score JOIN entry ON entry.id = score.entry JOIN unit ON unit.id = score.unit;
CREATE VIEW recorded_data AS
  SELECT data.entry AS import, recorded, year, name AS unit, cells
  FROM data JOIN entry ON entry.id = data.entry JOIN unit ON unit.id = data.unit;
)sql";

constexpr std::array of_an_entry{"import", "data", "rules", "rules_file", "run", "run_year", "score"};

constexpr const char* refuse = "SELECT RAISE(ABORT, 'a ledger is only added to'); END";

void refuse_change(Database& file, const std::string& table, const std::string& change,
                   const std::string& when = "") {
  const std::string sql = "CREATE TRIGGER " + table + "_no_" + change + " BEFORE " + change + " ON " + table +
                          " " + when + " BEGIN " + refuse;
  file.execute(sql.c_str());
}

/// Nothing in a ledger is changed or removed, and a complete entry gets nothing more; what INSERT OR REPLACE
/// would remove is a complete entry's too.
void keep_all(Database& file) {
  for (const char* const table : of_an_entry) {
    refuse_change(file, table, "UPDATE");
    refuse_change(file, table, "DELETE");
    refuse_change(file, table, "INSERT", "WHEN EXISTS (SELECT 1 FROM entry WHERE id = NEW.entry)");
  }
  for (const char* const table : {"entry", "unit"}) {
    refuse_change(file, table, "UPDATE");
    refuse_change(file, table, "DELETE");
  }
  refuse_change(file, "entry", "INSERT", "WHEN NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM entry)");
  refuse_change(file, "unit", "INSERT",
                "WHEN EXISTS (SELECT 1 FROM unit WHERE id = NEW.id OR name = NEW.name)");
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
  refuse_change(file, "entry", "UPDATE");
}

constexpr std::array steps{to_version_1, to_version_2};
static_assert(steps.size() == ledger_version);

/// The version of the tables; 0 for an empty file that may become a ledger.
std::int64_t version_of(const Database& file, bool make) {
  const std::int64_t application = file.number("PRAGMA application_id");
  const std::int64_t version = file.number("PRAGMA user_version");
  const bool empty = file.number("SELECT count(*) FROM sqlite_schema") == 0;
  if (make && empty && application == 0 && version == 0) return 0;
  if (application != ledger_application || version < 1) file.fail(engine::Code::E971, {file.path()});
  if (version > ledger_version) {
    file.fail(engine::Code::E972, {file.path(), std::to_string(version), std::to_string(ledger_version)});
  }
  return version;
}

/// Something that a database has been made to have: its kind and the statement that made it.
struct Made {
  std::string kind, sql;
};

/// All of it by name, without what SQLite makes itself.
std::map<std::string, Made> made(const Database& file) {
  Statement rows = file.prepare("SELECT name, type, sql FROM sqlite_schema WHERE sql IS NOT NULL");
  std::map<std::string, Made> all;
  while (rows.step()) all.emplace(rows.text(0), Made{rows.text(1), rows.text(2)});
  return all;
}

}  // namespace

engine::Text schema_changes(const Database& file) {
  Database fresh;
  prepare_ledger(fresh, true);
  const std::map<std::string, Made> wanted = made(fresh), there = made(file);
  engine::Text changes;
  const auto add = [&](const char* zh, const char* en, const std::string& name) {
    changes.zh += (changes.zh.empty() ? "" : "、") + (zh + name);
    changes.en += (changes.en.empty() ? "" : ", ") + (en + name);
  };
  for (const auto& [name, one] : wanted) {
    const auto found = there.find(name);
    if (found == there.end()) {
      add("缺少 ", "missing: ", name);
    } else if (found->second.sql != one.sql) {
      add("改过 ", "changed: ", name);
    }
  }
  for (const auto& [name, one] : there) {
    if (one.kind == "trigger" && wanted.count(name) == 0) add("多出 ", "added: ", name);
  }
  return changes;
}

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

std::int64_t prepare_ledger(Database& file, bool make) {
  if (const std::int64_t version = version_of(file, make); version == ledger_version) return version;
  file.execute("PRAGMA page_size = 16384");  // of a new file
  file.execute("BEGIN EXCLUSIVE");
  const std::int64_t version = version_of(file, make);  // another program may have been here meanwhile
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
