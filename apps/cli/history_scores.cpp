// rubric history scores: scores as they were recorded at some time, or as they come out of what was known.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "engine/text.hpp"
#include "formats/csv.hpp"
#include "formats/file.hpp"
#include "formats/text_table.hpp"
#include "history.hpp"

namespace rubric::cli {

namespace {

struct Options {
  LedgerOptions ledger;
  Years years;
  std::string as_of, known_at, unit, output = "-";
};

/// The rows of several years under one heading: all indicators of all their rules.
class Sheet {
 public:
  Sheet(const std::vector<std::vector<std::string>>& titles, formats::OutputFile& file) : file_(file) {
    std::vector<std::string> heading{"单位", "年度"};
    for (const std::vector<std::string>& of_year : titles) {
      for (const std::string& title : of_year) {
        if (std::find(titles_.begin(), titles_.end(), title) == titles_.end()) titles_.push_back(title);
      }
    }
    for (const std::string& title : titles_) heading.push_back(formats::csv_text(title));
    for (const char* const last : {"总分", "等级", "规则", "计分", "问题"}) heading.emplace_back(last);
    file_.write(formats::csv_line(heading));
  }

  void year(const std::vector<std::string>& titles) {
    places_.clear();
    for (const std::string& title : titles)
      places_.push_back(
          static_cast<std::size_t>(std::find(titles_.begin(), titles_.end(), title) - titles_.begin()));
  }

  /// `run` is empty for scores that are not recorded.
  void write(int year, const formats::ScoreRow& row, std::int64_t rules, const std::string& run) {
    std::vector<std::string> cells{formats::csv_text(row.unit), std::to_string(year)};
    cells.resize(2 + titles_.size());
    for (std::size_t i = 0; i < places_.size() && i < row.items.size(); ++i)
      cells[2 + places_[i]] = row.items[i];
    cells.insert(cells.end(), {row.total, formats::csv_text(row.grade), "#" + std::to_string(rules), run,
                               formats::csv_text(row.issue)});
    file_.write(formats::csv_line(cells));
  }

 private:
  formats::OutputFile& file_;
  std::vector<std::string> titles_;
  std::vector<std::size_t> places_;
};

/// Of no unit, where one was asked for, there is nothing to write.
void no_such_unit(const Options& options, const formats::Ledger& ledger) {
  if (options.unit.empty()) return;
  const std::string unit = formats::visible(options.unit);
  ledger.file().fail(engine::Code::E983, {engine::Text("“" + unit + "”在这些年度的得分",
                                                       "scores of “" + unit + "” in these years")});
}

/// Rules as known at one time, data as known at another.
void write_computed(const Options& options, const formats::Ledger& ledger, Findings& out,
                    formats::OutputFile& file, Exit& status) {
  const std::int64_t data = known_entry(ledger, options.known_at);
  const std::int64_t decided = options.as_of.empty() ? data : known_entry(ledger, options.as_of);
  struct Part {
    int year;
    std::int64_t id;
    Rules rules;
  };
  std::vector<Part> parts;
  std::vector<std::vector<std::string>> titles;
  for (const int year : ledger.years_of_data(data)) {
    if (!options.years.has(year)) continue;
    const std::optional<std::int64_t> id = ledger.rules_in_force(year, decided);
    if (!id) {
      say_without_rules(ledger, year, {"没有计分", "scored"}, out);
      raise(status, findings);
      continue;
    }
    std::optional<Rules> rules = rules_of(ledger.rules(*id), out);
    if (!rules) {
      raise(status, findings);
      continue;
    }
    titles.push_back(item_titles(rules->ruleset));
    parts.push_back({year, *id, std::move(*rules)});
  }
  if (parts.empty()) {
    ledger.file().fail(engine::Code::E983,
                       {engine::Text("那时可以计分的数据和规则", "data and rules of that time to score by")});
  }
  Sheet sheet(titles, file);
  std::size_t written = 0;
  for (const Part& part : parts) {
    sheet.year(item_titles(part.rules.ruleset));
    YearUnits units(ledger, part.year, data, part.rules);
    out.print(units.problems());
    if (engine::has_errors(units.problems())) raise(status, findings);
    for (formats::ScoredUnit unit; !file.failed() && units.next(unit);) {
      if (!options.unit.empty() && unit.row.unit != options.unit) continue;
      ++written;
      out.print(unit.faults);
      if (engine::has_errors(unit.faults)) raise(status, findings);
      sheet.write(part.year, unit.row, part.id, "");
    }
    out.always(units.remarks());
  }
  if (written == 0) no_such_unit(options, ledger);
}

void scores(const Options& options, const formats::Ledger& ledger, Findings& out, Exit& status) {
  write_output(options.output, out, status, [&](formats::OutputFile& file) {
    if (!options.known_at.empty()) {
      write_computed(options, ledger, out, file, status);
    } else {
      const std::int64_t known = known_entry(ledger, options.as_of);
      std::vector<YearToWrite> years;
      for (const int year : ledger.years_of_runs(known)) {
        if (!options.years.has(year)) continue;
        const std::int64_t run = *ledger.last_run(year, known);
        for (const formats::YearOfRun& one : ledger.run(run).years) {
          if (one.year == year) years.push_back({run, one});
        }
      }
      if (years.empty()) {
        ledger.file().fail(engine::Code::E983,
                           {engine::Text("这些年度那时的计分", "scores of these years at that time")});
      }
      if (write_recorded(ledger, years, options.unit, file) == 0) no_such_unit(options, ledger);
    }
  });
}

}  // namespace

std::size_t write_recorded(const formats::Ledger& ledger, const std::vector<YearToWrite>& years,
                           const std::string& unit, formats::OutputFile& file) {
  std::vector<std::vector<std::string>> titles;
  for (const YearToWrite& year : years) titles.push_back(year.facts.columns);
  Sheet sheet(titles, file);
  std::size_t written = 0;
  for (const YearToWrite& year : years) {
    sheet.year(year.facts.columns);
    formats::RecordedScores rows(ledger, year.run, year.facts.year, unit);
    for (formats::ScoreRow row; !file.failed() && rows.next(row); ++written)
      sheet.write(year.facts.year, row, year.facts.rules, "#" + std::to_string(year.run));
  }
  return written;
}

void add_history_scores(CLI::App& history, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = history.add_subcommand(
      "scores",
      "各年得分：当时定的，或按当时、现在所知重算 / scores as decided then, or as known then or now");
  command->footer("例 / example:  rubric history scores 台账.ledger --known-at 3");
  options->ledger.add(*command);
  options->years.add_option(*command);
  command->add_option("--as-of", options->as_of,
                      "到那时为止最后一次计分（默认最新）：日期、时刻或 编号 / the last runs up to then: a "
                      "date, a time or an entry's number");
  command->add_option("--known-at", options->known_at,
                      "用那时已记入的数据重算，规则取 --as-of 时的 / computed from the data known then, by "
                      "the rules known at --as-of");
  command->add_option("--unit", options->unit, "只要这一个单位 / of this unit alone, as the ledger calls it");
  command->add_option("-o,--output", options->output,
                      "结果 CSV，- 为标准输出 / output CSV, - for standard output");
  command->callback([options, &status] {
    options->unit = engine::plain_text(options->unit);
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings& out) { scores(*options, ledger, out, status); });
  });
}

}  // namespace rubric::cli
