#include "formats/ledger_writer.hpp"

#include "formats/ledger_schema.hpp"

namespace rubric::formats {

LedgerWriter::LedgerWriter(Ledger& ledger, Signature signature)
    : file_(ledger.file()),
      signature_(std::move(signature)),
      insert_(file_.prepare(
          "INSERT INTO block(entry, year, rows, sha256, keys, data) VALUES (?, ?, ?, ?, ?, ?)")) {
  file_.begin();
  id_ = ledger.last_entry() + 1;
  const std::optional<Entry> last = ledger.entry(id_ - 1);
  if (!last) return;
  above_ = last->chain;
  if (signature_.recorded >= last->recorded) return;
  later_ = last->recorded;
  signature_.recorded = last->recorded;
}

LedgerWriter::~LedgerWriter() {
  file_.roll_back();
}

void LedgerWriter::add(int year, UnitKey key, std::uint32_t number,
                       const std::vector<std::string_view>& cells) {
  BlockWriter& block = open_[year];
  block.add(key, number, cells);
  if (block.full()) write(year, block);
}

void LedgerWriter::write(int year, BlockWriter& writer) {
  const Block block = writer.take();
  const auto rows = static_cast<std::int64_t>(block.rows);
  insert_.bind(id_).bind(year).bind(rows).bind_blob(block.sha256).bind_blob(block.keys).bind_blob(block.data);
  insert_.run();
  blocks_.push_back({year, rows, block.sha256});
}

void LedgerWriter::write_all() {
  for (auto& [year, block] : open_) {
    if (block.rows() > 0) write(year, block);
  }
  open_.clear();
}

std::int64_t LedgerWriter::sign(const char* kind, Sha256& facts) {
  for (const Written& block : blocks_) digest_block(facts, block.year, block.rows, block.sha256);
  const ChainLink link{id_, kind, signature_.recorded, signature_.who, signature_.reason, facts.digest()};
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
  write_all();
  const std::string columns = to_list(facts.columns), keys = to_list(facts.keys);
  Statement insert = file_.prepare("INSERT INTO import VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(id_).bind(std::string_view(facts.file)).bind(std::string_view(facts.format));
  insert.bind(std::string_view(facts.encoding)).bind(static_cast<std::int64_t>(facts.bytes));
  insert.bind_blob(facts.sha256).bind(std::string_view(columns)).bind(std::int64_t{facts.header_row});
  insert.bind(std::string_view(keys)).bind(facts.rows).run();
  Sha256 hash;
  digest_facts(hash, facts);
  return sign("import", hash);
}

std::int64_t LedgerWriter::finish(const RulesFacts& facts) {
  Statement insert = file_.prepare("INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ?)");
  insert.bind(id_).bind(std::string_view(facts.name)).bind(std::string_view(facts.version));
  insert.bind(std::string_view(facts.basis)).bind(std::string_view(facts.in_force));
  insert.bind(std::int64_t{facts.first_year});
  if (facts.last_year) {
    insert.bind(std::int64_t{*facts.last_year});
  } else {
    insert.bind_null();
  }
  insert.run();
  Statement text = file_.prepare("INSERT OR IGNORE INTO rules_text VALUES (?, ?)");
  Statement place = file_.prepare("INSERT INTO rules_file VALUES (?, ?, ?, ?)");
  for (std::size_t i = 0; i < facts.files.size(); ++i) {
    const RulesFile& file = facts.files[i];
    const std::string sha256 = Sha256().add(file.bytes).digest();
    text.bind_blob(sha256).bind_blob(file.bytes).run();
    place.bind(id_).bind(static_cast<std::int64_t>(i)).bind(std::string_view(file.path));
    place.bind_blob(sha256).run();
  }
  Sha256 hash;
  digest_facts(hash, facts);
  return sign("rules", hash);
}

std::int64_t LedgerWriter::finish(const RunFacts& facts) {
  write_all();
  Statement insert = file_.prepare("INSERT INTO run VALUES (?, ?, ?)");
  insert.bind(id_).bind(std::string_view(facts.engine)).bind(std::string_view(facts.options)).run();
  Statement one = file_.prepare("INSERT INTO run_year VALUES (?, ?, ?, ?, ?, ?, ?)");
  for (const YearOfRun& year : facts.years) {
    const std::string columns = to_list(year.columns);
    one.bind(id_).bind(year.year).bind(year.rules).bind(std::string_view(columns));
    one.bind(static_cast<std::int64_t>(year.identity)).bind(static_cast<std::int64_t>(year.items));
    one.bind(year.units).run();
  }
  Sha256 hash;
  digest_facts(hash, facts);
  return sign("run", hash);
}

}  // namespace rubric::formats
