// rubric history rescore: years of the ledger under the rules in force then and under new ones.

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "engine/number.hpp"
#include "formats/csv.hpp"
#include "formats/figures.hpp"
#include "formats/file.hpp"
#include "history.hpp"

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

class Rescoring {
 public:
  Rescoring(const Options& options, const formats::Ledger& ledger, const Rules& to, Findings& out,
            formats::OutputFile& file)
      : options_(options), ledger_(ledger), to_(to), out_(out), file_(file) {}

  Exit run() {
    const std::int64_t known = known_entry(ledger_, options_.known_at);
    file_.write(formats::csv_line(
        {"单位", "年度", "原规则", "原总分", "新总分", "变化", "原等级", "新等级", "原问题", "新问题"}));
    Exit status = all_well;
    for (const int year : ledger_.years_of_data(known)) {
      if (options_.years.has(year)) raise(status, rescore(year, known));
    }
    if (units_ == 0 && status == all_well) {
      ledger_.file().fail(Code::E983, {Text("这些年度的数据", "data of these years")});
    }
    fmt::print(stderr,
               "共 {0} 个单位年度：升 {1}，降 {2}，不变 {3}，不能比 {4} / {0} unit-years: {1} up, {2} down, "
               "{3} unchanged, {4} not comparable\n",
               units_, up_, down_, units_ - up_ - down_ - open_, open_);
    return status;
  }

 private:
  Exit rescore(int year, std::int64_t known) {
    const std::optional<std::int64_t> id = ledger_.rules_in_force(year, known);
    if (!id) {
      engine::Place place;
      place.file = ledger_.path();
      const std::string text = std::to_string(year);
      out_.print(engine::Diagnostic{Code::E983,
                                    std::move(place),
                                    {Text(" " + text + " 年度适用的规则，这一年没有比较",
                                          "rules in force in " + text + "; that year is not compared")},
                                    {}});
      return findings;
    }
    const std::optional<Rules> from = rules_of(ledger_.rules(*id), out_);
    if (!from) return findings;
    YearUnits before(ledger_, year, known, *from), after(ledger_, year, known, to_);
    out_.print(before.problems());
    out_.print(after.problems());
    while (!file_.failed() && before.next() && after.next()) compare(year, *id, before, after);
    return engine::has_errors(before.problems()) || engine::has_errors(after.problems()) ? findings
                                                                                         : all_well;
  }

  void compare(int year, std::int64_t rules, const YearUnits& before, const YearUnits& after) {
    const formats::ScoreRow was = before.row(), is = after.row();
    const engine::Possible &old_total = before.outcome().total, &new_total = after.outcome().total;
    std::string change;
    ++units_;
    if (old_total.known() && new_total.known() && !was.total.empty() && !is.total.empty()) {
      const engine::Rational delta = new_total.range.low.value - old_total.range.low.value;
      change = engine::to_display(delta, formats::total_digits(to_.ruleset));
      if (delta > 0) change = "+" + change;
      up_ += delta > 0;
      down_ += delta < 0;
    } else {
      ++open_;
    }
    file_.write(formats::csv_line({before.name(), std::to_string(year), "#" + std::to_string(rules),
                                   was.total, is.total, change, was.grade, is.grade, was.issue, is.issue}));
  }

  const Options& options_;
  const formats::Ledger& ledger_;
  const Rules& to_;
  Findings& out_;
  formats::OutputFile& file_;
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
