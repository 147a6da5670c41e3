// rubric score: one row of scores per unit.

#include <fmt/format.h>

#include <cstdio>

#include "command.hpp"
#include "engine/evaluate.hpp"
#include "formats/scores.hpp"
#include "versions.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, output = "-", format, data_format;
  bool keep = false, strict = false, bom = false;
  Voice voice;
};

formats::ScoreFormat format_of(const Options& options) {
  const auto ends = [&](std::string_view ending) {
    const std::string& path = options.output;
    return path.size() > ending.size() &&
           path.compare(path.size() - ending.size(), ending.size(), ending) == 0;
  };
  if (options.format == "table") return formats::ScoreFormat::table;
  if (options.format == "jsonl" || (options.format.empty() && (ends(".jsonl") || ends(".ndjson")))) {
    return formats::ScoreFormat::jsonl;
  }
  return formats::ScoreFormat::csv;
}

class Scoring {
 public:
  Scoring(const Options& options, const Versions& versions, Findings& out)
      : options_(options), versions_(versions), out_(out) {}

  Exit run() {
    std::optional<VersionedUnits> units =
        VersionedUnits::open(versions_, options_.data, options_.data_format, out_);
    if (!units) return not_run;
    formats::OutputFile file;
    if (auto problem = file.open(options_.output)) {
      out_.print(*problem);
      return not_run;
    }
    if (options_.bom) file.write("\xEF\xBB\xBF");
    std::vector<formats::ScoredBy> rules;
    for (std::size_t i = 0; i < versions_.all.size(); ++i)
      rules.push_back({&versions_.all[i].ruleset, &versions_.all[i].plan, versions_.names[i]});
    formats::ScoreWriter writer(std::move(rules), units->table(), format_of(options_), options_.keep, file);
    score_units(*units, writer, file);
    writer.finish();
    if (auto problem = file.commit()) {
      out_.print(*problem);
      return not_run;
    }
    summary();
    return out_.errors() || unclean_ > 0 ? findings : all_well;
  }

 private:
  void score_units(VersionedUnits& units, formats::ScoreWriter& writer, const formats::OutputFile& file) {
    formats::UnitRow unit;
    std::optional<std::size_t> version;
    while (!file.failed() && units.next(unit, version)) {
      ++units_;
      if (!version) {
        out_.print(unit.faults);
        ++failed_;
        ++unclean_;
        writer.write_unscored(unit);
        continue;
      }
      const Rules& rules = versions_.all[*version];
      const engine::Outcome outcome = engine::evaluate(rules.plan, unit.data);
      for (auto& fault : formats::outcome_faults(rules.ruleset, rules.plan, unit.place, outcome))
        unit.faults.push_back(std::move(fault));
      out_.print(unit.faults);
      const bool settled = outcome.total.known() || rules.ruleset.unscored;
      if (!settled && !outcome.total.possible) ++failed_;
      if (!settled && outcome.total.possible) ++open_;
      if (!unit.faults.empty() || (!settled && !outcome.total.possible)) ++unclean_;
      if (out_of_force(rules.ruleset, unit.data.year)) ++out_of_force_;
      if (options_.strict && !settled) ++unclean_;
      writer.write(unit, outcome, *version);
    }
  }

  static bool out_of_force(const engine::Ruleset& r, std::optional<int> year) {
    if (!year) return false;
    return (r.first_year && *year < *r.first_year) || (r.last_year && *year > *r.last_year);
  }

  void summary() {
    if (out_of_force_ > 0) {
      engine::Place place;
      place.file = options_.data;
      out_.print(engine::Diagnostic{
          engine::Code::W735, place, {std::to_string(out_of_force_), versions_.all[0].ruleset.in_force}, {}});
    }
    out_.finish();
    if (failed_ + open_ == 0) return;
    fmt::print(
        stderr,
        "共 {0} 个单位：{1} 个给出区间，{2} 个无法计算 / {0} units: {1} with intervals, {2} not computed\n",
        units_, open_, failed_);
  }

  const Options& options_;
  const Versions& versions_;
  Findings& out_;
  std::size_t units_ = 0, failed_ = 0, open_ = 0, unclean_ = 0, out_of_force_ = 0;
};

}  // namespace

void add_score(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("score", "给每个单位计分 / score every unit");
  command->footer(
      "例 / example:  rubric score rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv -o "
      "scores.csv");
  command
      ->add_option("RULES", options->rules,
                   "规则文件，或各年规则的文件夹 / a rules file, or a folder with those of several years")
      ->required();
  command
      ->add_option("DATA", options->data,
                   "数据，CSV 或 JSON Lines，- 为标准输入 / data, CSV or JSON Lines, - for standard input")
      ->required();
  command->add_option("-o,--output", options->output,
                      "结果文件，- 为标准输出 / output file, - for standard output");
  command->add_option("--format", options->format, "结果格式 csv、jsonl、table / format of the results")
      ->check(CLI::IsMember({"csv", "jsonl", "table"}));
  command
      ->add_option("--data-format", options->data_format,
                   "数据格式 csv、jsonl（默认看文件名）/ format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_flag("--keep", options->keep, "结果里保留数据的其他各列 / keep the data's other columns");
  command->add_flag("--strict", options->strict,
                    "有缺数、得分为区间时退出状态为 1 / exit with 1 if a score is an interval");
  command->add_flag("--bom", options->bom,
                    "写入 BOM，便于 Excel、WPS 直接打开 / write a byte order mark for Excel and WPS");
  options->voice.add_option(*command);
  command->callback([options, &status] {
    const std::optional<Versions> versions = load_versions(options->rules, options->voice, status);
    if (!versions) return;
    Findings out(options->voice.languages(versions->all[0].ruleset.language));
    status = Scoring(*options, *versions, out).run();
  });
}

}  // namespace rubric::cli
