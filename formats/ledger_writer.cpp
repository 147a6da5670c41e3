#include "formats/ledger_writer.hpp"

#include "formats/ledger_schema.hpp"

namespace rubric::formats {

LedgerWriter::LedgerWriter(Ledger& ledger, Signature signature)
    : ledger_(ledger),
      file_(ledger.file()),
      signature_(std::move(signature)),
      find_unit_(file_.prepare("SELECT id FROM unit WHERE name = ?")),
      add_unit_(file_.prepare("INSERT INTO unit(name) VALUES (?) RETURNING id")),
      find_data_(file_.prepare("SELECT max(entry) FROM data WHERE year = ? AND unit = ?")),
      add_data_(file_.prepare("INSERT INTO data(entry, year, number, unit, cells) VALUES (?, ?, ?, ?, ?)")),
      add_score_(file_.prepare("INSERT INTO score(entry, year, number, unit, total, grade, issue, cells) "
                               "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")) {
  file_.begin();
  id_ = ledger.last_entry() + 1;
  if (id_ == 1) return;
  const Entry last = ledger.entry(id_ - 1);
  above_ = last.chain;
  if (signature_.recorded >= last.recorded) return;
  later_ = last.recorded;
  signature_.recorded = last.recorded;
}

LedgerWriter::~LedgerWriter() {
  file_.roll_back();
}

std::int64_t LedgerWriter::unit(const std::string& name) {
  for (Statement* const statement : {&find_unit_, &add_unit_}) {
    statement->bind(std::string_view(name));
    if (!statement->step()) continue;
    const std::int64_t id = statement->integer(0);
    statement->run();
    return id;
  }
  file_.fail(engine::Code::E973, {file_.path(), "unit"});
}

std::optional<std::int64_t> LedgerWriter::add_data(int year, std::int64_t number, const std::string& name,
                                                   const std::vector<std::string>& cells) {
  const std::int64_t id = unit(name);
  find_data_.bind(year).bind(id);
  std::optional<std::int64_t> before;
  if (find_data_.step() && !find_data_.null(0)) before = find_data_.integer(0);
  find_data_.run();
  if (before == id_) return before;
  const std::string list = to_list(cells);
  add_data_.bind(id_).bind(year).bind(number).bind(id).bind(std::string_view(list)).run();
  return before;
}

void LedgerWriter::add_score(int year, const ScoreRow& row) {
  const std::string list = to_list(row.items);
  add_score_.bind(id_).bind(year).bind(++scores_[year]).bind(unit(row.unit));
  add_score_.bind(std::string_view(row.total)).bind(std::string_view(row.grade));
  add_score_.bind(std::string_view(row.issue)).bind(std::string_view(list)).run();
}

/// The entry's own row, which makes it complete, and its place in the chain. The fingerprint is that of what
/// the tables now hold.
std::int64_t LedgerWriter::sign(Entry::Kind kind) {
  Entry entry;
  entry.id = id_;
  entry.kind = kind;
  const ChainLink link{
      id_, to_name(kind), signature_.recorded, signature_.who, signature_.reason, ledger_.digest_now(entry)};
  const std::string chain = chained(above_, link);
  Statement insert = file_.prepare(
      "INSERT INTO entry(id, kind, recorded, who, reason, digest, chain) VALUES (?, ?, ?, ?, ?, ?, ?)");
  insert.bind(link.id).bind(std::string_view(link.kind)).bind(std::string_view(link.recorded));
  insert.bind(std::string_view(link.who)).bind(std::string_view(link.reason));
  insert.bind_blob(link.digest).bind_blob(chain).run();
  file_.commit();
  return id_;
}

std::int64_t LedgerWriter::finish(const ImportFacts& facts) {
  const std::string columns = to_list(facts.columns), keys = to_list(facts.keys);
  Statement insert = file_.prepare(
      "INSERT INTO import(entry, file, encoding, sha256, columns, header_row, keys, rows) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(id_).bind(std::string_view(facts.file)).bind(std::string_view(facts.encoding));
  insert.bind_blob(facts.sha256).bind(std::string_view(columns)).bind(std::int64_t{facts.header_row});
  insert.bind(std::string_view(keys)).bind(facts.rows).run();
  return sign(Entry::Kind::import);
}

std::int64_t LedgerWriter::finish(const RulesFacts& facts) {
  const std::string content = facts.content();
  Statement insert = file_.prepare(
      "INSERT INTO rules(entry, name, version, document, in_force, first_year, last_year, sha256) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(id_).bind(std::string_view(facts.name)).bind(std::string_view(facts.version));
  insert.bind(std::string_view(facts.document)).bind(std::string_view(facts.in_force));
  insert.bind(std::int64_t{facts.first_year});
  if (facts.last_year) {
    insert.bind(std::int64_t{*facts.last_year});
  } else {
    insert.bind_null();
  }
  insert.bind_blob(content).run();
  Statement one = file_.prepare("INSERT INTO rules_file(entry, number, path, bytes) VALUES (?, ?, ?, ?)");
  std::int64_t number = 0;
  for (const RulesFile& file : facts.files)
    one.bind(id_).bind(++number).bind(std::string_view(file.path)).bind_blob(file.bytes).run();
  return sign(Entry::Kind::rules);
}

std::int64_t LedgerWriter::finish(const RunFacts& facts) {
  Statement insert = file_.prepare("INSERT INTO run(entry, engine, options, known) VALUES (?, ?, ?, ?)");
  insert.bind(id_).bind(std::string_view(facts.engine)).bind(std::string_view(facts.options));
  insert.bind(facts.known).run();
  Statement one = file_.prepare(
      "INSERT INTO run_year(entry, year, rules, columns, data_sha256, units) VALUES (?, ?, ?, ?, ?, ?)");
  for (const YearOfRun& year : facts.years) {
    const std::string columns = to_list(year.columns);
    one.bind(id_).bind(year.year).bind(year.rules).bind(std::string_view(columns));
    one.bind_blob(year.data_sha256).bind(year.units).run();
  }
  return sign(Entry::Kind::run);
}

}  // namespace rubric::formats
