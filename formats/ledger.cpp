#include "formats/ledger.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "formats/jsonl.hpp"
#include "formats/ledger_schema.hpp"

namespace rubric::formats {

using engine::Code;

namespace {

std::vector<std::string> from_list(const Database& file, const std::string& text) {
  const auto list = nlohmann::json::parse(text, nullptr, false);
  std::vector<std::string> texts;
  if (!list.is_array()) file.fail(Code::E973, {file.path(), text.substr(0, 40)});
  for (const auto& one : list) {
    if (!one.is_string()) file.fail(Code::E973, {file.path(), text.substr(0, 40)});
    texts.push_back(one.get<std::string>());
  }
  return texts;
}

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

}  // namespace

std::string to_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? "," : "") + json_quoted(text);
  return list + "]";
}

Ledger::Ledger(const std::string& path, Database::Access access, int wait_ms)
    : file_(path, access, wait_ms), newest_(ledger_version) {
  // The journal is beside the file and gone after each change, so that the one file is all there is to copy;
  // EXTRA: a change is on the disk, its journal's removal too, before it is reported.
  file_.execute(
      "PRAGMA synchronous = EXTRA; PRAGMA foreign_keys = ON; PRAGMA cell_size_check = ON; PRAGMA temp_store "
      "= "
      "MEMORY; PRAGMA cache_size = -16384");
  found_ = prepare_ledger(file_);
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

std::optional<Entry> Ledger::entry(std::int64_t id) const {
  Statement row = file_.prepare(std::string(entry_columns) + "WHERE id = ?");
  row.bind(id);
  return row.step() ? std::optional(entry_of(row)) : std::nullopt;
}

std::int64_t Ledger::last_entry() const {
  return file_.number("SELECT max(id) FROM entry");
}

std::int64_t Ledger::known_at(const std::string& time) const {
  Statement row = file_.prepare("SELECT max(id) FROM entry WHERE recorded <= ?");
  row.bind(time);
  return row.step() ? row.integer(0) : 0;
}

ImportFacts Ledger::import(std::int64_t entry) const {
  const Statement row = facts(file_,
                              "SELECT file, format, encoding, bytes, sha256, columns, header_row, keys, rows "
                              "FROM import WHERE entry = ?",
                              entry, Entry::Kind::import);
  ImportFacts result;
  result.file = row.text(0);
  result.format = row.text(1);
  result.encoding = row.text(2);
  result.bytes = static_cast<std::uint64_t>(row.integer(3));
  result.sha256 = row.text(4);
  result.columns = from_list(file_, row.text(5));
  result.header_row = static_cast<std::uint32_t>(row.integer(6));
  result.keys = from_list(file_, row.text(7));
  result.rows = row.integer(8);
  return result;
}

RulesFacts Ledger::rules(std::int64_t entry) const {
  const Statement row =
      facts(file_, "SELECT name, version, basis, in_force, first_year, last_year FROM rules WHERE entry = ?",
            entry, Entry::Kind::rules);
  RulesFacts result;
  result.entry = entry;
  result.name = row.text(0);
  result.version = row.text(1);
  result.basis = row.text(2);
  result.in_force = row.text(3);
  result.first_year = static_cast<int>(row.integer(4));
  if (!row.null(5)) result.last_year = static_cast<int>(row.integer(5));
  Statement files = file_.prepare(
      "SELECT path, bytes FROM rules_file JOIN rules_text USING (sha256) WHERE entry = ? ORDER BY number");
  files.bind(entry);
  while (files.step()) result.files.push_back({files.text(0), files.text(1)});
  if (result.files.empty()) file_.fail(Code::E973, {path(), "rules_file"});
  return result;
}

RunFacts Ledger::run(std::int64_t entry) const {
  const Statement row =
      facts(file_, "SELECT engine, options FROM run WHERE entry = ?", entry, Entry::Kind::run);
  RunFacts result{row.text(0), row.text(1), {}};
  Statement years = file_.prepare(
      "SELECT year, rules, columns, identity, items, units FROM run_year WHERE entry = ? ORDER BY year");
  years.bind(entry);
  while (years.step()) {
    YearOfRun year;
    year.year = static_cast<int>(years.integer(0));
    year.rules = years.integer(1);
    year.columns = from_list(file_, years.text(2));
    year.identity = static_cast<std::size_t>(years.integer(3));
    year.items = static_cast<std::size_t>(years.integer(4));
    year.units = years.integer(5);
    if (year.identity > year.columns.size() || year.items > year.columns.size() - year.identity)
      file_.fail(Code::E973, {path(), "run_year"});
    result.years.push_back(std::move(year));
  }
  return result;
}

std::vector<std::pair<int, std::int64_t>> Ledger::years(std::int64_t entry) const {
  Statement rows =
      file_.prepare("SELECT year, sum(rows) FROM block WHERE entry = ? GROUP BY year ORDER BY year");
  rows.bind(entry);
  std::vector<std::pair<int, std::int64_t>> found;
  while (rows.step()) found.emplace_back(static_cast<int>(rows.integer(0)), rows.integer(1));
  return found;
}

std::vector<int> Ledger::years_of_data(std::int64_t known) const {
  std::vector<int> years;
  for (const std::int64_t year :
       ids("SELECT DISTINCT year FROM block JOIN import USING (entry) WHERE entry <= ? ORDER BY year",
           {known}))
    years.push_back(static_cast<int>(year));
  return years;
}

std::vector<std::int64_t> Ledger::imports_of(int year, std::int64_t known) const {
  return ids(
      "SELECT DISTINCT entry FROM block JOIN import USING (entry) WHERE year = ? AND entry <= ? ORDER BY "
      "entry",
      {year, known});
}

std::optional<std::int64_t> Ledger::import_of(const std::string& sha256) const {
  Statement row = file_.prepare("SELECT max(entry) FROM import WHERE sha256 = ?");
  row.bind_blob(sha256);
  return row.step() && !row.null(0) ? std::optional(row.integer(0)) : std::nullopt;
}

std::optional<std::int64_t> Ledger::last_import() const {
  const std::vector<std::int64_t> found = ids("SELECT entry FROM import ORDER BY entry DESC LIMIT 1", {});
  return found.empty() ? std::nullopt : std::optional(found[0]);
}

std::vector<std::int64_t> Ledger::all_rules(std::int64_t known) const {
  return ids("SELECT entry FROM rules WHERE entry <= ? ORDER BY entry", {known});
}

std::optional<std::int64_t> Ledger::rules_in_force(int year, std::int64_t known) const {
  const std::vector<std::int64_t> found =
      ids("SELECT entry FROM rules WHERE first_year <= ? AND (last_year IS NULL OR last_year >= ?) AND entry "
          "<= ? "
          "ORDER BY entry DESC LIMIT 1",
          {year, year, known});
  return found.empty() ? std::nullopt : std::optional(found[0]);
}

std::optional<std::int64_t> Ledger::last_run(int year, std::int64_t known) const {
  const std::vector<std::int64_t> found = ids(
      "SELECT entry FROM run_year WHERE year = ? AND entry <= ? ORDER BY entry DESC LIMIT 1", {year, known});
  return found.empty() ? std::nullopt : std::optional(found[0]);
}

void Ledger::add_keys(std::int64_t entry, int year, std::vector<UnitKey>& keys) const {
  Statement blocks = file_.prepare("SELECT keys FROM block WHERE year = ? AND entry = ? ORDER BY id");
  blocks.bind(year).bind(entry);
  while (blocks.step()) {
    const std::string_view bytes = blocks.bytes(0);
    for (std::size_t i = 0; i < bytes.size() / 8; ++i) keys.push_back(key_at(bytes, i));
  }
}

std::vector<std::pair<std::int64_t, int>> Ledger::entries_with(UnitKey key) const {
  std::vector<std::pair<std::int64_t, int>> found;
  Statement blocks = file_.prepare("SELECT entry, year, keys FROM block ORDER BY id");
  while (blocks.step()) {
    const std::string_view bytes = blocks.bytes(2);
    bool here = false;
    for (std::size_t i = 0; i < bytes.size() / 8 && !here; ++i) here = key_at(bytes, i) == key;
    const std::pair<std::int64_t, int> place{blocks.integer(0), static_cast<int>(blocks.integer(1))};
    if (here && std::find(found.begin(), found.end(), place) == found.end()) found.push_back(place);
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string Ledger::digest_now(const Entry& entry, std::size_t& bad_blocks) const {
  Sha256 hash;
  switch (entry.kind) {
    case Entry::Kind::import:
      digest_facts(hash, import(entry.id));
      break;
    case Entry::Kind::rules:
      digest_facts(hash, rules(entry.id));
      break;
    default:
      digest_facts(hash, run(entry.id));
  }
  Statement blocks =
      file_.prepare("SELECT year, rows, sha256, keys, data FROM block WHERE entry = ? ORDER BY id");
  blocks.bind(entry.id);
  while (blocks.step()) {
    digest_block(hash, static_cast<int>(blocks.integer(0)), blocks.integer(1), blocks.bytes(2));
    if (block_digest(blocks.bytes(3), blocks.bytes(4)) != blocks.bytes(2)) ++bad_blocks;
  }
  return hash.digest();
}

StoredRows::StoredRows(const Ledger& ledger, std::int64_t entry, int year, std::size_t columns)
    : file_(ledger.file()),
      blocks_(ledger.file().prepare("SELECT keys, data FROM block WHERE year = ? AND entry = ? ORDER BY id")),
      columns_(columns) {
  blocks_.bind(year).bind(entry);
}

bool StoredRows::next(BlockRow& row) {
  while (!block_.next(row)) {
    if (!block_.good()) file_.fail(Code::E973, {file_.path(), "block"});
    if (!blocks_.step()) return false;
    if (!block_.open(blocks_.bytes(0), blocks_.bytes(1), columns_))
      file_.fail(Code::E973, {file_.path(), "block"});
  }
  return true;
}

void digest_facts(Sha256& hash, const ImportFacts& facts) {
  hash.field(facts.file).field(facts.format).field(facts.encoding);
  hash.field(static_cast<std::int64_t>(facts.bytes)).field(facts.sha256).field(to_list(facts.columns));
  hash.field(facts.header_row).field(to_list(facts.keys)).field(facts.rows);
}

void digest_facts(Sha256& hash, const RulesFacts& facts) {
  hash.field(facts.name).field(facts.version).field(facts.basis).field(facts.in_force);
  hash.field(facts.first_year).field(facts.last_year ? std::to_string(*facts.last_year) : "");
  for (const RulesFile& file : facts.files) hash.field(file.path).field(file.bytes);
}

void digest_facts(Sha256& hash, const RunFacts& facts) {
  hash.field(facts.engine).field(facts.options);
  for (const YearOfRun& year : facts.years) {
    hash.field(year.year).field(year.rules).field(to_list(year.columns));
    hash.field(static_cast<std::int64_t>(year.identity)).field(static_cast<std::int64_t>(year.items));
    hash.field(year.units);
  }
}

void digest_block(Sha256& hash, int year, std::int64_t rows, std::string_view sha256) {
  hash.field(year).field(rows).field(sha256);
}

}  // namespace rubric::formats
