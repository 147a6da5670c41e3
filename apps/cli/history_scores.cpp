// rubric history scores: scores as they were recorded at some time, or as they come out of what was known.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "engine/text.hpp"
#include "formats/csv.hpp"
#include "formats/file.hpp"
#include "history.hpp"

namespace rubric::cli {

namespace {

struct Options {
  LedgerOptions ledger;
  Years years;
  std::string as_of, known_at, unit, output = "-";
  bool bom = false;
};

/// What the rows of a year have.
struct Columns {
  std::vector<std::string> keys, titles;  // headings of what names a unit; titles of the indicators
};

/// The rows of several years under one heading: all key columns, and all indicators of all their rules.
class Sheet {
 public:
  Sheet(const std::vector<Columns>& years, formats::OutputFile& file) : file_(file) {
    for (const Columns& year : years) {
      for (const std::string& key : year.keys) add_heading(keys_, key);
      for (const std::string& title : year.titles) {
        if (std::find(titles_.begin(), titles_.end(), title) == titles_.end()) titles_.push_back(title);
      }
    }
    std::vector<std::string> heading;
    for (const std::string& key : keys_) heading.push_back(formats::csv_text(key));
    heading.emplace_back("年度");
    for (const std::string& title : titles_) heading.push_back(formats::csv_text(title));
    for (const char* const last : {"总分", "等级", "规则", "计分", "问题"}) heading.emplace_back(last);
    file_.write(formats::csv_line(heading));
  }

  void year(const Columns& columns) {
    key_places_.clear();
    title_places_.clear();
    for (const std::string& key : columns.keys) key_places_.push_back(add_heading(keys_, key));
    for (const std::string& title : columns.titles) {
      const auto place = std::find(titles_.begin(), titles_.end(), title) - titles_.begin();
      title_places_.push_back(keys_.size() + 1 + static_cast<std::size_t>(place));
    }
  }

  /// `run` is empty for scores that are not recorded.
  void write(int year, const formats::ScoreRow& row, std::int64_t rules, const std::string& run) {
    std::vector<std::string> cells(keys_.size() + 1 + titles_.size());
    const std::vector<std::string> parts = formats::unit_parts(row.unit, key_places_.size());
    for (std::size_t i = 0; i < key_places_.size() && i < parts.size(); ++i)
      cells[key_places_[i]] = formats::csv_text(parts[i]);
    cells[keys_.size()] = std::to_string(year);
    for (std::size_t i = 0; i < title_places_.size() && i < row.items.size(); ++i)
      cells[title_places_[i]] = row.items[i];
    cells.insert(cells.end(), {row.total, formats::csv_text(row.grade), "#" + std::to_string(rules), run,
                               formats::csv_text(row.issue)});
    file_.write(formats::csv_line(cells));
  }

 private:
  formats::OutputFile& file_;
  std::vector<std::string> keys_, titles_;
  std::vector<std::size_t> key_places_, title_places_;  // of the year
};

/// The units that --unit names.
struct Chosen {
  std::vector<std::string> units;  // as the ledger calls them; none: all units
  std::optional<int> year;         // which its name ends with
  bool has(const std::string& unit) const {
    return units.empty() || std::find(units.begin(), units.end(), unit) != units.end();
  }
  bool has(int one) const { return !year || one == *year; }
};

/// The units that are called so: by all key columns with blanks between, by one of them, or as the ledger
/// does.
std::vector<std::string> called(const formats::Ledger& ledger, const std::string& name) {
  std::vector<std::string> found;
  formats::Statement exact = ledger.file().prepare("SELECT name FROM unit WHERE name = ?");
  exact.bind(std::string_view(name));
  if (exact.step()) found.push_back(exact.text(0));
  // Several columns make a list, ["临江区","财政局"], as text between [" and [#.
  formats::Statement lists =
      ledger.file().prepare("SELECT name FROM unit WHERE name >= '[\"' AND name < '[#' AND name <> ?");
  lists.bind(std::string_view(name));
  while (lists.step()) {
    const auto parts = formats::read_list(lists.bytes(0));
    if (parts && (unit_name(*parts) == name || std::find(parts->begin(), parts->end(), name) != parts->end()))
      found.push_back(lists.text(0));
  }
  return found;
}

[[noreturn]] void no_such_unit(const Options& options, const formats::Ledger& ledger) {
  ledger.file().fail(engine::Code::E983, {engine::Text("“" + options.unit + "”在这些年度的得分",
                                                       "scores of “" + options.unit + "” in these years")});
}

/// Like explain, it takes the year at the end of the name, too.
Chosen chosen_units(const Options& options, const formats::Ledger& ledger) {
  const std::string& name = options.unit;
  if (name.empty()) return {};
  Chosen chosen{called(ledger, name), std::nullopt};
  const std::size_t blank = name.rfind(' ');
  if (chosen.units.empty() && blank != std::string::npos) {
    chosen.year = formats::year_of(name.substr(blank + 1));
    if (chosen.year) chosen.units = called(ledger, name.substr(0, blank));
  }
  if (chosen.units.empty()) no_such_unit(options, ledger);
  return chosen;
}

/// Rules as known at one time, data as known at another.
void write_computed(const Options& options, const formats::Ledger& ledger, const Chosen& chosen,
                    Findings& out, formats::OutputFile& file, Exit& status) {
  const std::int64_t data = known_entry(ledger, options.known_at);
  const std::int64_t decided = options.as_of.empty() ? data : known_entry(ledger, options.as_of);
  struct Part {
    int year;
    std::int64_t id;
    Rules rules;
  };
  std::vector<Part> parts;
  std::vector<Columns> columns;
  for (const int year : ledger.years_of_data(data)) {
    if (!options.years.has(year) || !chosen.has(year)) continue;
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
    columns.push_back({ledger.keys_of(year, data), item_titles(rules->ruleset)});
    parts.push_back({year, *id, std::move(*rules)});
  }
  if (parts.empty()) {
    ledger.file().fail(engine::Code::E983,
                       {engine::Text("那时可以计分的数据和规则", "data and rules of that time to score by")});
  }
  Sheet sheet(columns, file);
  std::size_t written = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Part& part = parts[i];
    sheet.year(columns[i]);
    YearUnits units(ledger, part.year, data, part.rules);
    out.print(units.problems());
    if (engine::has_errors(units.problems())) raise(status, findings);
    for (formats::ScoredUnit unit; !file.failed() && units.next(unit);) {
      if (!chosen.has(unit.row.unit)) continue;
      ++written;
      out.print(unit.faults);
      if (engine::has_errors(unit.faults)) raise(status, findings);
      sheet.write(part.year, unit.row, part.id, "");
    }
    out.always(units.remarks());
  }
  if (written == 0 && !options.unit.empty()) no_such_unit(options, ledger);
}

void scores(const Options& options, const formats::Ledger& ledger, Findings& out, Exit& status) {
  const Chosen chosen = chosen_units(options, ledger);
  write_output(options.output, out, status, [&](formats::OutputFile& file) {
    if (options.bom) file.write(byte_order_mark);
    if (!options.known_at.empty()) {
      write_computed(options, ledger, chosen, out, file, status);
    } else {
      const std::int64_t known = known_entry(ledger, options.as_of);
      std::vector<YearToWrite> years;
      for (const int year : ledger.years_of_runs(known)) {
        if (!options.years.has(year) || !chosen.has(year)) continue;
        const std::int64_t run = *ledger.last_run(year, known);
        for (const formats::YearOfRun& one : ledger.run(run).years) {
          if (one.year == year) years.push_back({run, one});
        }
      }
      if (years.empty()) {
        if (chosen.year) no_such_unit(options, ledger);
        ledger.file().fail(engine::Code::E983,
                           {engine::Text("这些年度那时的计分", "scores of these years at that time")});
      }
      if (write_recorded(ledger, years, chosen.units, file) == 0 && !options.unit.empty())
        no_such_unit(options, ledger);
    }
  });
}

}  // namespace

std::size_t write_recorded(const formats::Ledger& ledger, const std::vector<YearToWrite>& years,
                           const std::vector<std::string>& units, formats::OutputFile& file) {
  std::vector<Columns> columns;
  for (const YearToWrite& year : years)
    columns.push_back({ledger.keys_of(year.facts.year, year.run), year.facts.columns});
  Sheet sheet(columns, file);
  const std::vector<std::string> all{""};
  std::size_t written = 0;
  for (std::size_t i = 0; i < years.size(); ++i) {
    const YearToWrite& year = years[i];
    sheet.year(columns[i]);
    for (const std::string& unit : units.empty() ? all : units) {
      formats::RecordedScores rows(ledger, year.run, year.facts.year, unit);
      for (formats::ScoreRow row; !file.failed() && rows.next(row); ++written)
        sheet.write(year.facts.year, row, year.facts.rules, "#" + std::to_string(year.run));
    }
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
  command->add_option("--unit", options->unit,
                      "只要这个单位：认单位的列的值 / this unit alone: the value of a column that names it");
  command->add_option("-o,--output", options->output,
                      "结果 CSV，- 为标准输出 / output CSV, - for standard output");
  add_bom_option(*command, options->bom);
  command->callback([options, &status] {
    options->unit = engine::plain_text(options->unit);
    on_ledger(options->ledger, Access::read, status,
              [&](formats::Ledger& ledger, Findings& out) { scores(*options, ledger, out, status); });
  });
}

}  // namespace rubric::cli
