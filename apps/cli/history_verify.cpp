// rubric history verify: the file, the fingerprints, and every recorded run computed again.

#include <fmt/format.h>

#include <cstdio>

#include "formats/ledger_schema.hpp"
#include "history.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Text;

namespace {

struct Options {
  LedgerOptions ledger;
  std::vector<std::int64_t> runs;
  bool quick = false;
};

class Verification {
 public:
  Verification(const formats::Ledger& ledger, Findings& out) : ledger_(ledger), out_(out) {}

  Exit run(const Options& options) {
    if (const std::string damage = ledger_.file().integrity(); !damage.empty())
      wrong(Code::E973, {ledger_.path(), damage});
    if (const Text changes = formats::schema_changes(ledger_.file()); !changes.zh.empty())
      wrong(Code::E993, {changes});
    std::string above;
    std::int64_t runs = 0, entries = 0;
    for (const formats::Entry& entry : ledger_.entries()) {
      const bool chosen = options.runs.empty() ||
                          std::find(options.runs.begin(), options.runs.end(), entry.id) != options.runs.end();
      fingerprints(entry, above);
      ++entries;
      above = entry.chain;
      if (entry.kind != formats::Entry::Kind::run || options.quick || !chosen) continue;
      repeat(entry.id);
      ++runs;
    }
    for (const std::int64_t run : options.runs) ledger_.run(run);
    if (good_) {
      fmt::print(
          "台账无误：{0} 笔，其中重算计分 {1} 笔，末笔的链 {2} / the ledger is sound: {0} entries, {1} runs "
          "computed again, chain {2}\n",
          entries, runs, formats::hex(above));
    }
    return good_ ? all_well : findings;
  }

 private:
  void wrong(Code code, std::vector<Text> arguments) {
    out_.print(about(ledger_, code, std::move(arguments)));
    good_ = false;
  }

  void fingerprints(const formats::Entry& entry, const std::string& above) {
    const formats::ChainLink link{
        entry.id, formats::to_name(entry.kind), entry.recorded, entry.who, entry.reason, entry.digest};
    if (ledger_.digest_now(entry) != entry.digest || formats::chained(above, link) != entry.chain)
      wrong(Code::E986, {std::to_string(entry.id)});
  }

  void differs(std::int64_t run, int year, const std::string& unit, const Text& what) {
    const std::string where =
        std::to_string(year) + (unit.empty() ? "" : " " + unit_words(ledger_, year, run, unit));
    wrong(Code::E985, {std::to_string(run), Text(where + " " + what.zh, where + ", " + what.en)});
  }

  void repeat(std::int64_t id) {
    const formats::RunFacts facts = ledger_.run(id);
    for (const formats::YearOfRun& year : facts.years) {
      const std::optional<Rules> rules = rules_of(ledger_.rules(year.rules), out_);
      if (!rules) {
        good_ = false;
        continue;
      }
      repeat(id, year, facts.known, *rules);
    }
  }

  void repeat(std::int64_t id, const formats::YearOfRun& year, std::int64_t known, const Rules& rules) {
    formats::Sha256 data;
    YearUnits units(ledger_, year.year, known, rules, &data);
    formats::RecordedScores recorded(ledger_, id, year.year);
    formats::ScoreRow then;
    formats::ScoredUnit unit;
    for (bool more = units.next(unit); more || recorded.next(then); more = units.next(unit)) {
      const formats::ScoreRow& now = unit.row;
      if (more && !recorded.next(then))
        return differs(id, year.year, now.unit, {"当时没有计分", "was not scored then"});
      if (!more) return differs(id, year.year, then.unit, {"现在没有数据", "has no data now"});
      if (now == then) continue;
      const std::string was = then.unit == now.unit ? then.total + " " + then.grade : then.unit;
      const std::string is = then.unit == now.unit ? now.total + " " + now.grade : now.unit;
      return differs(id, year.year, now.unit,
                     {"当时 " + was + "，现在 " + is, was + " then, " + is + " now"});
    }
    if (data.digest() != year.data_sha256)
      differs(id, year.year, "", {"数据的指纹不同", "the fingerprint of the data is another"});
  }

  const formats::Ledger& ledger_;
  Findings& out_;
  bool good_ = true;
};

}  // namespace

void add_history_verify(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand(
      "verify", "核对台账，把记下的计分重算一遍 / check the ledger and compute recorded runs again");
  command->footer("例 / example:  rubric history verify 台账.ledger");
  options->ledger.add(*command);
  command->add_option("RUN", options->runs, "只重算这几笔计分 / compute only these runs again");
  command->add_flag("--quick", options->quick,
                    "只核对文件和指纹，不重算 / check file and fingerprints alone");
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::read, status, [&](formats::Ledger& ledger, Findings& out) {
      raise(status, Verification(ledger, out).run(*options));
    });
  });
}

}  // namespace rubric::cli
