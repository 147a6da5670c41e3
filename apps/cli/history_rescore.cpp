// rubric history rescore: years of the ledger under the rules in force then and under new ones.

#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "engine/attribution.hpp"
#include "engine/compile.hpp"
#include "formats/clauses.hpp"
#include "formats/csv.hpp"
#include "formats/rescored.hpp"
#include "history.hpp"
#include "rescoring.hpp"
#include "say.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Text;

namespace {

struct Options {
  LedgerOptions ledger;
  Years years;
  std::string to, known_at, output = "-";
};

/// The rules of an entry, "12", or of a file.
std::optional<Rules> new_rules(const Options& options, const formats::Ledger& ledger, Findings& out,
                               Exit& status) {
  if (const auto entry = entry_number(options.to)) return rules_of(ledger.rules(*entry), out);
  return load_rules(options.to, options.ledger.voice, status);
}

/// The rules of an entry against the new ones, and the data of both.
struct Reform {
  Reform(const engine::Ruleset& from, const engine::Ruleset& to)
      : pairing(from, to), attribution(pairing), data{pairing.data(), engine::compile(pairing.data())} {}

  engine::Pairing pairing;
  engine::Attribution attribution;
  Rules data;
};

class Rescoring {
 public:
  Rescoring(const Options& options, const formats::Ledger& ledger, const Rules& to, Findings& out,
            formats::OutputFile& file)
      : options_(options), ledger_(ledger), to_(to.ruleset), out_(out), file_(file) {}

  Exit run() {
    if (!has_totals(to_, options_.to, out_)) return findings;
    const std::int64_t known = known_entry(ledger_, options_.known_at);
    file_.write(formats::csv_line(
        {"单位", "年度", "原规则", "原总分", "新总分", "变化", "原等级", "新等级", "归因", "问题"}));
    Exit status = all_well;
    for (const int year : ledger_.years_of_data(known)) {
      if (options_.years.has(year)) raise(status, rescore(year, known));
    }
    if (units_ == 0 && status == all_well) {
      ledger_.file().fail(Code::E983, {Text("这些年度的数据", "data of these years")});
    }
    say("共 {0} 个单位年度：升 {1}，降 {2}，不变 {3}，不能比 {4} / {0} unit-years: {1} up, {2} down, "
        "{3} unchanged, {4} not comparable\n",
        units_, up_, down_, units_ - up_ - down_ - open_, open_);
    return status;
  }

 private:
  Exit rescore(int year, std::int64_t known) {
    const std::optional<std::int64_t> id = ledger_.rules_in_force(year, known);
    if (!id) {
      say_without_rules(ledger_, year, {"没有比较", "compared"}, out_);
      return findings;
    }
    Reform* const reform = reform_from(*id);
    if (!reform) return findings;
    YearUnits units(ledger_, year, known, reform->data);
    out_.print(units.problems());
    bool clean = !engine::has_errors(units.problems());
    while (!file_.failed() && units.next()) {
      out_.print(units.unit().faults);
      clean = clean && units.unit().faults.empty();
      compare(year, *id, *reform, units);
    }
    return clean ? all_well : findings;
  }

  /// Nothing, with the reason printed, if the rules of the entry cannot be compared.
  Reform* reform_from(std::int64_t id) {
    const auto [known, fresh] = reforms_.try_emplace(id);
    if (!fresh) return known->second.get();
    const std::optional<Rules> from = rules_of(ledger_.rules(id), out_);
    if (!from || !has_totals(from->ruleset, ledger_.path(), out_)) return nullptr;
    known->second = std::make_unique<Reform>(from->ruleset, to_);
    say_clauses(known->second->pairing, options_.to, out_);
    return known->second.get();
  }

  void compare(int year, std::int64_t rules, Reform& reform, const YearUnits& units) {
    const engine::Language language = engine::Language::zh;  // of the headings
    engine::Comparison found;
    reform.attribution.run(units.unit().data, found);
    ++units_;
    up_ += found.compared && found.new_total > found.old_total;
    down_ += found.compared && found.new_total < found.old_total;
    open_ += !found.compared;
    std::vector<std::string> row{formats::csv_text(units.name()), std::to_string(year),
                                 "#" + std::to_string(rules)};
    for (std::string& cell : formats::comparison_cells(reform.pairing, found, language))
      row.push_back(std::move(cell));
    row.push_back(found.compared
                      ? formats::csv_text(formats::shares_text(reform.pairing, found.shares, language))
                      : "");
    row.push_back(formats::csv_text(
        formats::rescore_issue(reform.pairing, reform.attribution, units.unit(), found, language)));
    file_.write(formats::csv_line(row));
  }

  const Options& options_;
  const formats::Ledger& ledger_;
  const engine::Ruleset& to_;
  Findings& out_;
  formats::OutputFile& file_;
  std::map<std::int64_t, std::unique_ptr<Reform>> reforms_;  // by entry
  std::int64_t units_ = 0, up_ = 0, down_ = 0, open_ = 0;
};

void rescore(const Options& options, const formats::Ledger& ledger, Findings& out, Exit& status) {
  const std::optional<Rules> to = new_rules(options, ledger, out, status);
  if (!to) return raise(status, findings);
  write_output(options.output, out, status, [&](formats::OutputFile& file) {
    raise(status, Rescoring(options, ledger, *to, out, file).run());
  });
}

}  // namespace

void add_history_rescore(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand(
      "rescore", "各年按当年规则与按新规则比较 / years under the rules in force then and under new ones");
  command->footer(
      "例 / example:  rubric history rescore 台账.ledger --to rulesets/bishan/town-2024.rules -o 变化.csv");
  options->ledger.add(*command);
  options->years.add_option(*command);
  command
      ->add_option(
          "--to", options->to,
          "新规则：文件，或台账里的 编号 / the new rules: a file, or an entry's number of the ledger")
      ->required();
  command->add_option("--known-at", options->known_at,
                      "只用那时已记入的数据和规则 / use only what was known then");
  command->add_option("-o,--output", options->output,
                      "结果 CSV，- 为标准输出 / output CSV, - for standard output");
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings& out) { rescore(*options, ledger, out, status); });
  });
}

}  // namespace rubric::cli
