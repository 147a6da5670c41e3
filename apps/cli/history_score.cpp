// rubric history score: a run over years of the ledger, recorded with all that is needed to repeat it.

#include <fmt/format.h>

#include <cstdio>

#include "formats/jsonl.hpp"
#include "formats/ledger_changes.hpp"
#include "history.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Text;

namespace {

struct Options {
  LedgerOptions ledger;
  Years years;
  std::int64_t rules = 0;
  std::string known_at;
};

class Run {
 public:
  Run(const Options& options, formats::Ledger& ledger, Findings& out)
      : options_(options), ledger_(ledger), out_(out), writer_(ledger, signature(options.ledger)) {}

  Exit run() {
    Exit status = all_well;
    facts_.engine = RUBRIC_VERSION;
    facts_.known = known_entry(ledger_, options_.known_at);
    facts_.options = fmt::format(
        "{{\"years\":{},\"rules\":{},\"known-at\":{}}}", formats::json_quoted(options_.years.text),
        options_.rules ? std::to_string(options_.rules) : "null", formats::json_quoted(options_.known_at));
    for (const int year : ledger_.years_of_data(facts_.known)) {
      if (options_.years.has(year)) raise(status, score(year));
    }
    if (facts_.years.empty()) {
      if (status == all_well)
        out_.print(about(ledger_, Code::E983, {Text("这些年度的数据", "data of these years")}));
      return findings;
    }
    if (out_of_force_ > 0)
      out_.always(about(ledger_, Code::W735, {std::to_string(out_of_force_), in_force_}));
    if (!has_its_reason()) return findings;
    warn_of_clock(writer_, ledger_, out_);
    const std::int64_t id = writer_.finish(facts_);
    for (std::size_t i = 0; i < facts_.years.size(); ++i) {
      const formats::YearOfRun& year = facts_.years[i];
      fmt::print("第 {0} 笔：{1} 年度 {2} 个单位，规则 #{3} / #{0}: {1}, {2} units, rules #{3}\n", id,
                 year.year, year.units, year.rules);
      if (const formats::ScoreChanges& changes = changes_[i]; changes.units() > 0) {
        fmt::print(
            "其中 {0} 个与第 {1} 笔定的不同，原来的保留 / {0} of them are not as #{1} decided, which is "
            "kept\n",
            changes.units(), changes.run);
      }
    }
    return status;
  }

 private:
  /// False, with that said, if the run changes what was decided and nobody says why.
  bool has_its_reason() {
    if (!options_.ledger.reason.empty()) return true;
    bool good = true;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
      const formats::ScoreChanges& changes = changes_[i];
      if (changes.unexplained == 0) continue;
      good = false;
      out_.always(
          about(ledger_, Code::E990,
                {std::to_string(facts_.years[i].year), std::to_string(changes.run),
                 std::to_string(changes.unexplained),
                 unit_words(ledger_, facts_.years[i].year, changes.run, changes.first), changes.what}));
    }
    return good;
  }

  Exit score(int year) {
    const std::optional<std::int64_t> id =
        options_.rules ? options_.rules : ledger_.rules_in_force(year, facts_.known);
    if (!id) {
      say_without_rules(ledger_, year, {"没有计分", "scored"}, out_);
      return findings;
    }
    const std::optional<Rules> rules = rules_of(ledger_.rules(*id), out_);
    if (!rules) return findings;
    formats::Sha256 data;
    YearUnits units(ledger_, year, facts_.known, *rules, &data);
    out_.print(units.problems());
    bool clean = !engine::has_errors(units.problems());
    formats::YearOfRun result{year, *id, item_titles(rules->ruleset), "", 0};
    for (formats::ScoredUnit unit; units.next(unit);) {
      out_.print(unit.faults);
      clean = clean && unit.possible && !engine::has_errors(unit.faults);
      writer_.add_score(year, unit.row);
      ++result.units;
    }
    out_.always(units.remarks());
    result.data_sha256 = data.digest();
    if (formats::out_of_force(rules->ruleset, year)) {
      out_of_force_ += result.units;
      in_force_ = rules->ruleset.in_force;
    }
    changes_.push_back(formats::changed_scores(ledger_, writer_.id(), facts_.known, result));
    facts_.years.push_back(std::move(result));
    return clean ? all_well : findings;
  }

  const Options& options_;
  formats::Ledger& ledger_;
  Findings& out_;
  formats::LedgerWriter writer_;
  formats::RunFacts facts_;
  std::vector<formats::ScoreChanges> changes_;  // by year of facts_
  std::int64_t out_of_force_ = 0;               // units of years outside the period of --rules
  std::string in_force_;                        // that period
};

}  // namespace

void add_history_score(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand("score", "给各年计分并记下 / score years and record the run");
  command->footer("例 / example:  rubric history score 台账.ledger --years 2024");
  options->ledger.add(*command);
  options->years.add_option(*command);
  command->add_option(
      "--rules", options->rules,
      "用第几笔规则（默认用各年适用的）/ the rules to use, by number (default: those in force)");
  command->add_option("--known-at", options->known_at,
                      "只用那时已记入的数据和规则：日期、时刻或 编号 / use what was known then: a date, a "
                      "time or an entry's number");
  options->ledger.add_signature(*command);
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::write, status, [&](formats::Ledger& ledger, Findings& out) {
      raise(status, Run(*options, ledger, out).run());
    });
  });
}

}  // namespace rubric::cli
