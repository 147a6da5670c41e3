// rubric report: the 绩效自评表 of a unit, or of every unit into a folder.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "command.hpp"
#include "ending.hpp"
#include "engine/evaluate.hpp"
#include "engine/text.hpp"
#include "formats/file_name.hpp"
#include "formats/funds.hpp"
#include "formats/scores.hpp"
#include "formats/self_evaluation.hpp"
#include "formats/text_table.hpp"
#include "versions.hpp"

namespace rubric::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string rules, data, unit, output, format, data_format;
  bool all = false;
  Voice voice;
};

std::string folded(const std::string& text) {
  return std::string(engine::trim(engine::fold(text)));
}

bool ends_in(const std::string& path, std::string_view ending) {
  return path.size() >= ending.size() && path.substr(path.size() - ending.size()) == ending;
}

/// As asked for, else by the output file's ending; a terminal gets the text.
std::string format_of(const Options& options) {
  if (!options.format.empty()) return options.format;
  if (ends_in(options.output, ".xlsx")) return "xlsx";
  if (ends_in(options.output, ".txt")) return "text";
  const bool html = options.all || ends_in(options.output, ".html") || ends_in(options.output, ".htm");
  return html ? "html" : "text";
}

class Report {
 public:
  Report(const Options& options, const Versions& versions, Findings& out)
      : options_(options), versions_(versions), out_(out), format_(format_of(options)) {}

  Exit run() {
    if (format_ == "xlsx" && !formats::has_xlsx()) {
      out_.print(formats::no_xlsx(options_.output));
      return not_run;
    }
    return options_.all ? all() : one();
  }

 private:
  std::optional<VersionedUnits> open() const {
    return VersionedUnits::open(versions_, options_.data, options_.data_format, out_);
  }

  bool is_meant(const formats::UnitRow& unit, bool whole) const {
    const std::string wanted = folded(options_.unit);
    if (whole) return folded(unit_name(unit.data.key)) == wanted;
    return std::any_of(unit.data.key.begin(), unit.data.key.end(),
                       [&](const std::string& part) { return folded(part) == wanted; });
  }

  /// The unit whose whole identity is named, else the only one that has it in part.
  Exit one() {
    std::optional<VersionedUnits> units = open();
    if (!units) return not_run;
    formats::UnitRow unit;
    std::optional<std::size_t> version;
    std::vector<std::pair<formats::UnitRow, std::optional<std::size_t>>> whole, part;
    std::vector<std::string> known;
    std::size_t number = 0;
    while (units->next(unit, version)) {
      const bool is_whole = is_meant(unit, true);
      if (!is_whole && !is_meant(unit, false)) {
        known.push_back(unit_name(unit.data.key));
        known.insert(known.end(), unit.data.key.begin(), unit.data.key.end());
        if (known.size() > most_known) known.clear();  // only for a suggestion
        continue;
      }
      ++number;
      auto& into = is_whole ? whole : part;
      if (into.size() < 2) into.emplace_back(unit, version);
    }
    if (number == 0) return unknown(units->place(), known);
    auto& found = whole.empty() ? part : whole;
    if (found.size() > 1) {
      out_.print({engine::Code::E919,
                  units->place(),
                  {options_.unit, std::to_string(number), unit_name(found[0].first.data.key)},
                  {}});
      return findings;
    }
    headings_ = units->table().kept();
    write(found[0].first, found[0].second, options_.output);
    say_out_of_force(options_.data, out_of_force_, versions_.all[0].ruleset, out_);
    return status();
  }

  Exit unknown(const engine::Place& place, const std::vector<std::string>& known) {
    engine::Diagnostic d{engine::Code::E734, place, {options_.unit}, {}};
    if (const auto near = engine::nearest(options_.unit, known))
      d.fixes.push_back({engine::Text("“" + *near + "”"), *near});
    out_.print(d);
    return findings;
  }

  Exit all() {
    std::error_code wrong;
    fs::create_directories(options_.output, wrong);
    if (wrong || !fs::is_directory(options_.output, wrong)) {
      engine::Place place;
      place.file = options_.output;
      const std::string why = wrong ? wrong.message() : "not a folder";
      out_.print(
          {engine::Code::E918, place, {options_.output, engine::Text("建不成，或已有同名文件", why)}, {}});
      return not_run;
    }
    std::optional<VersionedUnits> units = open();
    if (!units) return not_run;
    units->tell_repeated();
    headings_ = units->table().kept();
    const std::string ending = format_ == "text" ? ".txt" : "." + format_;
    formats::FileNames names;
    formats::UnitRow unit;
    std::optional<std::size_t> version;
    std::size_t written = 0;
    while (units->next(unit, version)) {
      const std::string name = names.next(unit_name(unit.data.key)) + ending;
      if (write(unit, version, (fs::path(options_.output) / name).string())) ++written;
      if (failed_ == not_run) break;  // a full disk will not do for the next unit either
    }
    say_out_of_force(options_.data, out_of_force_, versions_.all[0].ruleset, out_);
    const bool zh = options_.voice.language(versions_.all[0].ruleset.language) == engine::Language::zh;
    const std::string folder = formats::visible(options_.output);
    if (zh) {
      fmt::print("写好 {} 个单位的自评表：{}\n", written, folder);
    } else {
      fmt::print("{} self-evaluations written: {}\n", written, folder);
    }
    return status();
  }

  Exit status() const {
    if (failed_ != all_well) return failed_;
    return out_.errors() ? findings : all_well;
  }

  /// Whether the unit's file was written; without rules in force there is nothing to write.
  bool write(const formats::UnitRow& unit, std::optional<std::size_t> version, const std::string& path) {
    out_.print(unit.faults);
    if (!version) return false;
    const Rules& rules = versions_.all[*version];
    if (formats::out_of_force(rules.ruleset, unit.data.year)) ++out_of_force_;
    const engine::Outcome outcome = engine::evaluate(rules.plan, unit.data, engine::Trace::yes);
    out_.print(formats::outcome_faults(rules.ruleset, rules.plan, unit.place, outcome));
    const engine::Language language = options_.voice.language(rules.ruleset.language);
    Exit done = all_well;
    if (format_ == "text") {
      const std::string text =
          formats::evaluation_section(rules.ruleset, rules.plan, unit.data, outcome, language);
      write_output(path, text, options_.voice, done);
    } else {
      const formats::FormCells cells(headings_, unit.kept);
      out_.print(formats::funds_without_unit(cells, unit.place));
      const formats::ScoreSheet table =
          formats::self_evaluation(rules.ruleset, rules.plan, unit.data, outcome, cells, language);
      if (format_ == "html") {
        write_output(path, formats::to_html(table), options_.voice, done);
      } else {
        formats::Workbook book;
        formats::write_sheet(table, book);
        if (const auto problem = formats::write_workbook(book, path)) {
          out_.print(*problem);
          done = not_run;
        }
      }
    }
    raise(failed_, done);
    return done == all_well;
  }

  static constexpr std::size_t most_known = 100'000;
  const Options& options_;
  const Versions& versions_;
  Findings& out_;
  std::string format_;
  std::vector<std::string> headings_;  // of the columns that are not identity
  std::size_t out_of_force_ = 0;       // units of years outside the rules' period
  Exit failed_ = all_well;
};

}  // namespace

void add_report(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("report", "自评表和评价结论 / a unit's self-evaluation table and conclusion");
  command->footer(
      "例 / example:  rubric report rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv "
      "--unit 广普镇人民政府 -o report.html");
  command
      ->add_option("RULES", options->rules,
                   "规则文件，或各年规则的文件夹 / a rules file, or a folder with those of several years")
      ->required();
  command->add_option("DATA", options->data, "数据 / data, CSV or JSON Lines")->required();
  CLI::Option* const unit = command->add_option(
      "--unit", options->unit, "单位：标识列的值 / the unit: the value of an identity column");
  CLI::Option* const all =
      command->add_flag("--all", options->all, "每个单位一个文件，写进文件夹 / every unit, into a folder");
  unit->excludes(all);
  command->add_option("-o,--output", options->output,
                      "结果文件；--all 时是文件夹 / output file, or folder with --all");
  command
      ->add_option("--format", options->format,
                   "html、xlsx 或 text，默认看结果文件的后缀 / html, xlsx or text, by the file's ending")
      ->check(CLI::IsMember({"html", "xlsx", "text"}));
  command->add_option("--data-format", options->data_format, "数据格式 / format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    if (!options->all && options->unit.empty()) throw CLI::RequiredError("--unit / --all");
    if (options->output.empty()) {
      if (options->all || options->format == "xlsx") throw CLI::RequiredError("-o");
      options->output = "-";
    }
    // Who names a format has decided.
    if (!options->all && options->format.empty() &&
        !fits_ending(options->output, "report", {".html", ".htm", ".xlsx", ".txt"}, options->voice, status))
      return;
    const std::optional<Versions> versions = load_versions(options->rules, options->voice, status);
    if (!versions) return;
    Findings out(options->voice.languages(versions->all[0].ruleset.language));
    status = Report(*options, *versions, out).run();
    out.finish();
  });
}

}  // namespace rubric::cli
