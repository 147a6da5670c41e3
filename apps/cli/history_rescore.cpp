// rubric history rescore: years of the ledger under the rules in force then and under new ones.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>

#include "engine/cohort.hpp"
#include "engine/compile.hpp"
#include "engine/text.hpp"
#include "formats/ledger_chunks.hpp"
#include "history.hpp"
#include "progress.hpp"
#include "rescoring.hpp"
#include "say.hpp"

namespace rubric::cli {

using engine::Code;
using engine::Text;

namespace {

struct Options {
  LedgerOptions ledger;
  Years years;
  std::string to, known_at, output;
  ReportOptions report;
  bool bom = false;
};

/// The rules of an entry, "12", or of a file.
std::optional<Rules> new_rules(const Options& options, const formats::Ledger& ledger, Findings& out,
                               Exit& status) {
  if (const auto entry = entry_number(options.to)) return rules_of(ledger.rules(*entry), out);
  return load_rules(options.to, options.ledger.voice, status);
}

/// The data that one import has of a year.
struct Part {
  int year = 0;
  std::vector<std::string> keys;  // headings of the columns that name a unit
  std::unique_ptr<formats::LedgerTable> rows;
  std::unique_ptr<formats::UnitTable> units;
};

/// The rules of an entry against the new ones, and the data of the years in which they were in force.
struct Reform {
  Reform(std::int64_t id, const engine::Ruleset& from, const engine::Ruleset& to)
      : entry(id), pairing(from, to), alone(pairing.data()) {
    alone.cohort.clear();
  }

  std::int64_t entry;
  engine::Pairing pairing;
  engine::Ruleset alone;  // the data without figures over all units: those range over all imports of a year
  std::vector<Part> parts;
};

/// "报告.html" of rules #3 -> "报告-3.html".
std::string path_of(const std::string& path, std::int64_t rules) {
  const std::size_t dot = path.rfind('.');
  return path.substr(0, dot) + "-" + std::to_string(rules) + path.substr(dot);
}

class Comparison {
 public:
  Comparison(const Options& options, const formats::Ledger& ledger, const engine::Ruleset& to, Findings& out)
      : options_(options),
        ledger_(ledger),
        to_(to),
        out_(out),
        language_(options.ledger.voice.language(to.language)) {}

  /// Compares, and writes rows to `file` if there is one; throws LedgerProblem if something cannot be
  /// written.
  Exit run(formats::OutputFile* file) {
    if (!has_totals(to_, options_.to, out_)) return findings;
    if (auto problem = options_.report.problem(options_.output)) throw formats::LedgerProblem{*problem};
    const std::int64_t known = known_entry(ledger_, options_.known_at);
    for (const int year : ledger_.years_of_data(known)) {
      if (options_.years.has(year)) open(year, known);
    }
    if (reforms_.empty() && status_ == all_well)
      ledger_.file().fail(Code::E983, {Text("这些年度的数据", "data of these years")});
    formats::RescoredSheet sheet = this->sheet();
    if (file && options_.bom) file->write(byte_order_mark);
    for (const auto& reform : reforms_) {
      sheet.rules = "#" + std::to_string(reform->entry);
      compare(*reform, sheet, file);
      sheet.begun = true;
    }
    say("共 {0} 个单位年度：升 {1}，降 {2}，不变 {3}，不能比 {4} / {0} unit-years: {1} up, {2} down, "
        "{3} unchanged, {4} not comparable\n",
        up_ + down_ + unchanged_ + apart_, up_, down_, unchanged_, apart_);
    return status_;
  }

 private:
  void open(int year, std::int64_t known) {
    const std::optional<std::int64_t> rules = ledger_.rules_in_force(year, known);
    if (!rules) {
      say_without_rules(ledger_, year, {"没有比较", "compared"}, out_);
      return raise(status_, findings);
    }
    Reform* const reform = reform_from(*rules);
    if (!reform) return raise(status_, findings);
    for (const std::int64_t import : ledger_.imports_of(year, known)) {
      std::vector<engine::Diagnostic> problems;
      Part part;
      part.year = year;
      part.keys = ledger_.import(import).keys;
      part.rows = std::make_unique<formats::LedgerTable>(ledger_, import, year, known);
      part.units = std::make_unique<formats::UnitTable>(reform->alone, *part.rows, problems);
      watch_rates(reform->pairing, *part.units);
      reform->parts.push_back(std::move(part));
      if (engine::has_errors(problems)) raise(status_, findings);
      out_.print(std::move(problems));
    }
  }

  /// Nothing, with the reason printed, if the rules of the entry cannot be compared.
  Reform* reform_from(std::int64_t id) {
    const auto [place, fresh] = by_entry_.try_emplace(id, nullptr);
    if (!fresh) return place->second;
    const std::optional<Rules> from = rules_of(ledger_.rules(id), out_);
    if (!from || !has_totals(from->ruleset, ledger_.path(), out_)) return nullptr;
    reforms_.push_back(std::make_unique<Reform>(id, from->ruleset, to_));
    say_clauses(reforms_.back()->pairing, options_.to, out_);
    return place->second = reforms_.back().get();
  }

  /// The columns of all comparisons: what the ledger knows units by, what the rules do, and all clauses.
  formats::RescoredSheet sheet() const {
    formats::RescoredSheet sheet;
    for (const auto& reform : reforms_) {
      for (const Part& part : reform->parts) {
        for (const std::string& name : part.keys) add_heading(sheet.identity, name);
      }
    }
    for (const auto& reform : reforms_) {
      for (const Part& part : reform->parts) {
        add_heading(sheet.identity, part.rows->columns()[*formats::year_column(part.rows->columns())]);
        for (const std::string& name : part.units->identity()) add_heading(sheet.identity, name);
      }
      for (const std::string& clause : formats::clause_headings(reform->pairing, language_))
        add_heading(sheet.clauses, clause);
    }
    return sheet;
  }

  void compare(Reform& reform, const formats::RescoredSheet& sheet, formats::OutputFile* file) {
    Progress progress(0);
    formats::Rescoring rescoring(
        reform.pairing, {options_.report.by, options_.report.top, options_.report.threads, language_, sheet},
        file, [&](std::vector<engine::Diagnostic> faults) {
          progress.clear();
          out_.print(std::move(faults));
        });
    const bool whole_years = !reform.pairing.data().cohort.empty();
    for (std::size_t i = 0; i < reform.parts.size() && !(file && file->failed());) {
      const std::size_t first = i++;
      if (whole_years) {
        while (i < reform.parts.size() && reform.parts[i].year == reform.parts[first].year) ++i;
        compare_year(reform, first, i, rescoring);
        continue;
      }
      Part& part = reform.parts[first];
      formats::LedgerChunks chunks(*part.rows);
      const auto problem =
          rescoring.chunks(chunks, *part.units,
                           [&](std::uint64_t bytes, std::uint64_t units) { progress.show(bytes, units); });
      if (problem) throw formats::LedgerProblem{*problem};
    }
    progress.clear();
    for (const Part& part : reform.parts) out_.always(part.units->remarks());
    if (file) {
      if (auto problem = rescoring.finish()) throw formats::LedgerProblem{*problem};
    }
    const engine::Impact& impact = rescoring.impact();
    up_ += impact.raised;
    down_ += impact.lowered;
    unchanged_ += impact.unchanged;
    apart_ += impact.apart;
    if (rescoring.unclean()) raise(status_, findings);
    if (file && file->failed()) return;
    for (const std::string& path : options_.report.paths) {
      const bool one = reforms_.size() == 1;
      if (auto problem = write_report(rescoring, language_, one ? path : path_of(path, reform.entry)))
        throw formats::LedgerProblem{*problem};
    }
  }

  /// Figures over all units need them all, of all imports of the year: the parts from `first` to `last - 1`.
  static void compare_year(Reform& reform, std::size_t first, std::size_t last,
                           formats::Rescoring& rescoring) {
    std::vector<std::vector<formats::UnitRow>> rows(last - first);
    std::vector<engine::UnitData*> data;
    for (std::size_t i = first; i < last; ++i) {
      for (formats::UnitRow row; reform.parts[i].units->next(row);) rows[i - first].push_back(std::move(row));
      for (formats::UnitRow& row : rows[i - first]) data.push_back(&row.data);
    }
    const engine::Ruleset& all = reform.pairing.data();
    engine::fill_cohort(all, engine::compile(all), data);
    for (std::size_t i = first; i < last; ++i) {
      auto next = rows[i - first].begin();
      rescoring.rows(*reform.parts[i].units, reform.parts[i].rows->head().file, [&](formats::UnitRow& row) {
        if (next == rows[i - first].end()) return false;
        row = std::move(*next++);
        return true;
      });
    }
  }

  const Options& options_;
  const formats::Ledger& ledger_;
  const engine::Ruleset& to_;
  Findings& out_;
  engine::Language language_;
  Exit status_ = all_well;
  std::vector<std::unique_ptr<Reform>> reforms_;  // by their first year
  std::map<std::int64_t, Reform*> by_entry_;
  std::uint64_t up_ = 0, down_ = 0, unchanged_ = 0, apart_ = 0;
};

void rescore(Options& options, const formats::Ledger& ledger, Findings& out, Exit& status) {
  const std::optional<Rules> to = new_rules(options, ledger, out, status);
  if (!to) return raise(status, findings);
  if (options.output.empty() && options.report.paths.empty()) options.output = "-";
  Comparison comparison(options, ledger, to->ruleset, out);
  if (options.output.empty()) return raise(status, comparison.run(nullptr));
  write_output(options.output, out, status,
               [&](formats::OutputFile& file) { raise(status, comparison.run(&file)); });
}

}  // namespace

void add_history_rescore(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand(
      "rescore", "各年按当年规则与按新规则比较 / years under the rules in force then and under new ones");
  command->footer(
      "例 / example:  rubric history rescore 台账.ledger --to rulesets/bishan/town-2024.rules -o 变化.csv "
      "--report 报告.html");
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
                      "逐个单位的结果 CSV，- 为标准输出 / CSV of every unit, - for standard output");
  add_bom_option(*command, options->bom);
  options->report.add(*command);
  command->callback([options, &status] {
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings& out) { rescore(*options, ledger, out, status); });
  });
}

}  // namespace rubric::cli
