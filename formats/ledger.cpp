#include "formats/ledger.hpp"

#include <nlohmann/json.hpp>

#include "formats/jsonl.hpp"
#include "formats/ledger_schema.hpp"

namespace rubric::formats {

using engine::Code;

namespace {

Entry entry_of(const Statement& row) {
  const std::string kind = row.text(1);
  const Entry::Kind known = kind == "import"  ? Entry::Kind::import
                            : kind == "rules" ? Entry::Kind::rules
                                              : Entry::Kind::run;
  return {row.integer(0), known, row.text(2), row.text(3), row.text(4), row.text(5), row.text(6)};
}

constexpr const char* entry_columns = "SELECT id, kind, recorded, who, reason, digest, chain FROM entry ";

engine::Text kind_text(Entry::Kind kind) {
  switch (kind) {
    case Entry::Kind::import:
      return {"数据", "import"};
    case Entry::Kind::rules:
      return {"规则", "ruleset"};
    default:
      return {"计分", "run"};
  }
}

/// The row of an entry's facts; without it there is no such entry.
Statement facts(const Database& file, const char* sql, std::int64_t entry, Entry::Kind kind) {
  Statement row = file.prepare(sql);
  row.bind(entry);
  if (!row.step()) file.fail(Code::E984, {std::to_string(entry), kind_text(kind)});
  return row;
}

std::optional<std::int64_t> last_of(const std::vector<std::int64_t>& ids) {
  return ids.empty() ? std::nullopt : std::optional(ids.back());
}

}  // namespace

const char* to_name(Entry::Kind kind) {
  switch (kind) {
    case Entry::Kind::import:
      return "import";
    case Entry::Kind::rules:
      return "rules";
    default:
      return "run";
  }
}

std::string to_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) {
    if (list.size() > 1) list += ',';
    append_json_quoted(list, text);
  }
  list += ']';
  return list;
}

std::string ledger_name(const std::vector<std::string>& parts) {
  return parts.size() == 1 ? parts[0] : to_list(parts);
}

std::vector<std::string> unit_parts(const std::string& name, std::size_t keys) {
  if (keys > 1) {
    if (auto parts = read_list(name)) return std::move(*parts);
  }
  return {name};
}

std::optional<std::vector<std::string>> read_list(std::string_view text) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  if (!list.is_array()) return std::nullopt;
  std::vector<std::string> texts;
  for (const auto& one : list) {
    if (!one.is_string()) return std::nullopt;
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

std::vector<std::string> from_list(const Database& file, std::string_view text) {
  std::optional<std::vector<std::string>> texts = read_list(text);
  if (!texts) file.fail(Code::E973, {file.path(), std::string(text.substr(0, 40))});
  return std::move(*texts);
}

Ledger::Ledger(const std::string& path, Database::Access access, int wait_ms) : file_(path, access, wait_ms) {
  // The journal is beside the file and gone after each change, so that the one file is all there is to copy;
  // EXTRA: a change is on the disk, its journal's removal too, before it is reported. What undoes one row
  // that is refused is kept in memory.
  file_.execute(
      "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; "
      "PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY");
  found_ = prepare_ledger(file_, access == Database::Access::create);
  if (access == Database::Access::read) file_.execute("PRAGMA query_only = ON");
}

std::vector<std::int64_t> Ledger::ids(const char* sql, const std::vector<std::int64_t>& values) const {
  Statement rows = file_.prepare(sql);
  for (const std::int64_t value : values) rows.bind(value);
  std::vector<std::int64_t> found;
  while (rows.step()) found.push_back(rows.integer(0));
  return found;
}

std::vector<Entry> Ledger::entries() const {
  std::vector<Entry> all;
  Statement rows = file_.prepare(std::string(entry_columns) + "ORDER BY id");
  while (rows.step()) all.push_back(entry_of(rows));
  return all;
}

Entry Ledger::entry(std::int64_t id) const {
  Statement row = file_.prepare(std::string(entry_columns) + "WHERE id = ?");
  row.bind(id);
  if (!row.step()) file_.fail(Code::E984, {std::to_string(id), {"记录", "entry"}});
  return entry_of(row);
}

std::int64_t Ledger::last_entry() const {
  return file_.number("SELECT max(id) FROM entry");
}

std::int64_t Ledger::known_at(const std::string& time) const {
  Statement row = file_.prepare("SELECT max(id) FROM entry WHERE recorded <= ?");
  row.bind(std::string_view(time));
  return row.step() ? row.integer(0) : 0;
}

ImportFacts Ledger::import(std::int64_t entry) const {
  const Statement row = facts(
      file_, "SELECT file, encoding, sha256, columns, header_row, keys, rows FROM import WHERE entry = ?",
      entry, Entry::Kind::import);
  ImportFacts result;
  result.file = row.text(0);
  result.encoding = row.text(1);
  result.sha256 = row.text(2);
  result.columns = from_list(file_, row.bytes(3));
  result.header_row = static_cast<std::uint32_t>(row.integer(4));
  result.keys = from_list(file_, row.bytes(5));
  result.rows = row.integer(6);
  return result;
}

RulesFacts Ledger::rules(std::int64_t entry) const {
  const Statement row = facts(
      file_, "SELECT name, version, document, in_force, first_year, last_year FROM rules WHERE entry = ?",
      entry, Entry::Kind::rules);
  RulesFacts result;
  result.name = row.text(0);
  result.version = row.text(1);
  result.document = row.text(2);
  result.in_force = row.text(3);
  result.first_year = static_cast<int>(row.integer(4));
  if (!row.null(5)) result.last_year = static_cast<int>(row.integer(5));
  Statement files = file_.prepare("SELECT path, bytes FROM rules_file WHERE entry = ? ORDER BY number");
  files.bind(entry);
  while (files.step()) result.files.push_back({files.text(0), files.text(1)});
  if (result.files.empty()) file_.fail(Code::E973, {path(), "rules_file"});
  return result;
}

RunFacts Ledger::run(std::int64_t entry) const {
  const Statement row =
      facts(file_, "SELECT engine, options, known FROM run WHERE entry = ?", entry, Entry::Kind::run);
  RunFacts result{row.text(0), row.text(1), row.integer(2), {}};
  Statement years = file_.prepare(
      "SELECT year, rules, columns, data_sha256, units FROM run_year WHERE entry = ? ORDER BY year");
  years.bind(entry);
  while (years.step()) {
    result.years.push_back({static_cast<int>(years.integer(0)), years.integer(1),
                            from_list(file_, years.bytes(2)), years.text(3), years.integer(4)});
  }
  return result;
}

std::vector<std::pair<int, std::int64_t>> Ledger::years(std::int64_t import) const {
  Statement rows =
      file_.prepare("SELECT year, count(*) FROM data WHERE entry = ? GROUP BY year ORDER BY year");
  rows.bind(import);
  std::vector<std::pair<int, std::int64_t>> found;
  while (rows.step()) found.emplace_back(static_cast<int>(rows.integer(0)), rows.integer(1));
  return found;
}

// The years of a table, each found by one step in its index: there may be millions of rows.

std::vector<int> Ledger::years_of_data(std::int64_t known) const {
  std::vector<int> years;
  Statement next = file_.prepare("SELECT min(year) FROM data WHERE year > ?");
  std::int64_t year = -1;
  for (;;) {
    next.bind(year);
    if (!next.step() || next.null(0)) return years;
    year = next.integer(0);
    if (!imports_of(static_cast<int>(year), known).empty()) years.push_back(static_cast<int>(year));
  }
}

std::vector<std::int64_t> Ledger::imports_of(int year, std::int64_t known) const {
  return ids(
      "SELECT entry FROM import WHERE entry <= ? AND EXISTS (SELECT 1 FROM data WHERE data.entry = "
      "import.entry AND year = ?) ORDER BY entry",
      {known, year});
}

std::vector<std::string> Ledger::keys_of(int year, std::int64_t known) const {
  const std::vector<std::int64_t> imports = imports_of(year, known);
  return imports.empty() ? std::vector<std::string>() : import(imports.front()).keys;
}

std::vector<std::string> Ledger::units_of(int year, std::int64_t known, std::int64_t most) const {
  Statement rows = file_.prepare(
      "SELECT DISTINCT name FROM data JOIN unit ON unit.id = data.unit WHERE year = ? AND entry <= ? LIMIT "
      "?");
  rows.bind(year).bind(known).bind(most);
  std::vector<std::string> names;
  while (rows.step()) names.push_back(rows.text(0));
  return names;
}

Ledger::Superseded Ledger::superseded(std::int64_t import) const {
  Statement row = file_.prepare(
      "SELECT count(*), max(last) FROM (SELECT (SELECT max(entry) FROM data AS later WHERE later.year = "
      "data.year AND later.unit = data.unit) AS last FROM data WHERE entry = ?1) WHERE last > ?1");
  row.bind(import);
  return row.step() ? Superseded{row.integer(0), row.integer(1)} : Superseded{};
}

std::vector<std::int64_t> Ledger::imports_of_file(const std::string& sha256) const {
  Statement rows = file_.prepare("SELECT entry FROM import WHERE sha256 = ? ORDER BY entry");
  rows.bind_blob(sha256);
  std::vector<std::int64_t> found;
  while (rows.step()) found.push_back(rows.integer(0));
  return found;
}

std::optional<std::int64_t> Ledger::rules_in_force(int year, std::int64_t known) const {
  return last_of(
      ids("SELECT entry FROM rules WHERE first_year <= ? AND (last_year IS NULL OR last_year >= ?) AND entry "
          "<= ? ORDER BY entry",
          {year, year, known}));
}

std::optional<std::int64_t> Ledger::rules_within(int first, std::optional<int> last) const {
  return last_of(
      ids("SELECT entry FROM rules WHERE first_year <= ? AND (last_year IS NULL OR last_year >= ?) ORDER BY "
          "entry",
          {last.value_or(9999), first}));
}

std::optional<std::int64_t> Ledger::rules_of(const std::string& content) const {
  Statement row = file_.prepare("SELECT max(entry) FROM rules WHERE sha256 = ?");
  row.bind_blob(content);
  return row.step() && !row.null(0) ? std::optional(row.integer(0)) : std::nullopt;
}

std::vector<int> Ledger::years_of_runs(std::int64_t known) const {
  std::vector<int> years;
  for (const std::int64_t year :
       ids("SELECT DISTINCT year FROM run_year WHERE entry <= ? ORDER BY year", {known}))
    years.push_back(static_cast<int>(year));
  return years;
}

std::optional<std::int64_t> Ledger::last_run(int year, std::int64_t known) const {
  return last_of(
      ids("SELECT entry FROM run_year WHERE year = ? AND entry <= ? ORDER BY entry", {year, known}));
}

std::string Ledger::digest_now(const Entry& entry) const {
  Sha256 hash;
  const auto add_rows = [&](const char* sql) {
    Statement rows = file_.prepare(sql);
    rows.bind(entry.id);
    while (rows.step()) {
      for (int column = 0; column < rows.columns(); ++column) hash.field(rows.bytes(column));
    }
  };
  switch (entry.kind) {
    case Entry::Kind::import:
      digest_facts(hash, import(entry.id));
      add_rows(
          "SELECT year, number, name, cells FROM data JOIN unit ON unit.id = unit WHERE entry = ? "
          "ORDER BY year, number");
      break;
    case Entry::Kind::rules:
      digest_facts(hash, rules(entry.id));
      break;
    default:
      digest_facts(hash, run(entry.id));
      add_rows(
          "SELECT year, number, name, total, grade, issue, cells FROM score JOIN unit ON unit.id = unit "
          "WHERE entry = ? ORDER BY year, number");
  }
  return hash.digest();
}

RecordedScores::RecordedScores(const Ledger& ledger, std::int64_t run, int year, const std::string& unit)
    : file_(ledger.file()),
      unit_(unit),
      rows_(file_.prepare(
          std::string("SELECT name, total, grade, issue, cells FROM score JOIN unit ON unit.id = unit "
                      "WHERE entry = ? AND year = ? ") +
          // A unit has one row of a year; asked for an order, SQLite would look through the whole year.
          (unit.empty() ? "ORDER BY number" : "AND unit = (SELECT id FROM unit WHERE name = ?)"))) {
  rows_.bind(run).bind(year);
  if (!unit_.empty()) rows_.bind(std::string_view(unit_));
}

bool RecordedScores::next(ScoreRow& row) {
  if (!rows_.step()) return false;
  row = {rows_.text(0), rows_.text(1), rows_.text(2), rows_.text(3), from_list(file_, rows_.bytes(4))};
  return true;
}

std::string RulesFacts::content() const {
  Sha256 hash;
  for (const RulesFile& file : files) hash.field(file.path).field(file.bytes);
  return hash.digest();
}

void digest_facts(Sha256& hash, const ImportFacts& facts) {
  hash.field(facts.file).field(facts.encoding).field(facts.sha256).field(to_list(facts.columns));
  hash.field(facts.header_row).field(to_list(facts.keys)).field(facts.rows);
}

void digest_facts(Sha256& hash, const RulesFacts& facts) {
  hash.field(facts.name).field(facts.version).field(facts.document).field(facts.in_force);
  hash.field(facts.first_year).field(facts.last_year ? std::to_string(*facts.last_year) : "");
  hash.field(facts.content());
}

void digest_facts(Sha256& hash, const RunFacts& facts) {
  hash.field(facts.engine).field(facts.options).field(facts.known);
  for (const YearOfRun& year : facts.years) {
    hash.field(year.year).field(year.rules).field(to_list(year.columns));
    hash.field(year.data_sha256).field(year.units);
  }
}

}  // namespace rubric::formats
