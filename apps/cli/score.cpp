// rubric score: one row of scores per unit.

#include <fmt/format.h>

#include <cstdio>

#include "command.hpp"
#include "ending.hpp"
#include "formats/in_order.hpp"
#include "formats/score_stream.hpp"
#include "progress.hpp"
#include "say.hpp"
#include "versions.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, output = "-", format, data_format;
  bool keep = false, strict = false, bom = false;
  unsigned threads = 0;  // 0: as many as there are cores
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
    const engine::Ruleset& first = versions_.all[0].ruleset;
    if (versions_.folder) {
      std::optional<VersionedUnits> units =
          VersionedUnits::open(versions_, options_.data, options_.data_format, out_);
      return units ? run_rows(*units) : not_run;
    }
    std::vector<engine::Diagnostic> problems;
    formats::ChunkedTable chunks;
    const bool fits = first.cohort.empty() && format_of(options_) != formats::ScoreFormat::table;
    if (fits && chunks.open(options_.data, options_.data_format, problems)) return run_stream(chunks);
    if (fits && problems.empty()) {
      auto reader = chunks.whole(problems);
      out_.print(problems);
      if (!reader) return not_run;
      say_encoding(options_.data, *reader);
      VersionedUnits units = VersionedUnits::of(versions_, bind_data(std::move(reader), first, out_));
      return run_rows(units);
    }
    out_.print(problems);
    if (!problems.empty()) return not_run;
    std::optional<Data> data = open_data(options_.data, options_.data_format, first, out_);
    if (!data) return not_run;
    VersionedUnits units = VersionedUnits::of(versions_, std::move(*data));
    return run_rows(units);
  }

 private:
  bool open_output(formats::OutputFile& file) {
    if (auto problem = file.open(options_.output)) {
      fail(*problem);
      return false;
    }
    if (options_.bom) file.write("\xEF\xBB\xBF");
    return true;
  }

  std::vector<formats::ScoredBy> rules() const {
    std::vector<formats::ScoredBy> all;
    for (std::size_t i = 0; i < versions_.all.size(); ++i)
      all.push_back({&versions_.all[i].ruleset, &versions_.all[i].plan, versions_.names[i]});
    return all;
  }

  /// Reading, scoring and writing at a time, in chunks.
  Exit run_stream(formats::ChunkedTable& chunks) {
    const Rules& by = versions_.all[0];
    say_encoding(options_.data, chunks.head());
    std::vector<engine::Diagnostic> problems;
    const formats::UnitTable table(by.ruleset, chunks.head(), problems);
    out_.print(problems);
    formats::OutputFile file;
    if (!open_output(file)) return not_run;
    formats::ScoreWriter writer(rules(), table, format_of(options_), options_.keep, file);
    const formats::ScoreJob job(by.ruleset, by.plan, table, chunks.shared_head(), writer, options_.strict);
    Progress progress(chunks.size());
    const auto problem = formats::score_stream(
        chunks, job, file, options_.threads, tally_,
        [this, &progress](std::vector<engine::Diagnostic> faults) {
          progress.clear();
          out_.print(std::move(faults));
        },
        [this, &progress](std::uint64_t bytes) { progress.show(bytes, tally_.units); });
    progress.clear();
    return problem ? fail(*problem) : finish(file, table.remarks());
  }

  /// All rows at once, one after the other.
  Exit run_rows(VersionedUnits& units) {
    formats::OutputFile file;
    if (!open_output(file)) return not_run;
    formats::ScoreWriter writer(rules(), units.table(), format_of(options_), options_.keep, file);
    formats::UnitRow unit;
    std::optional<std::size_t> version;
    while (!file.failed() && units.next(unit, version)) {
      if (!version) {
        out_.print(unit.faults);
        ++tally_.units;
        ++tally_.failed;
        ++tally_.unclean;
        writer.write_unscored(unit);
        continue;
      }
      const Rules& by = versions_.all[*version];
      const engine::Outcome outcome = formats::score_unit(by.ruleset, by.plan, unit, options_.strict, tally_);
      out_.print(unit.faults);
      writer.write(unit, outcome, *version);
    }
    writer.finish();
    return finish(file, units.remarks());
  }

  Exit finish(formats::OutputFile& file, const std::vector<engine::Diagnostic>& remarks) {
    if (auto problem = file.commit()) return fail(*problem);
    summary(remarks);
    return out_.errors() || tally_.unclean > 0 ? findings : all_well;
  }

  /// The run ends without results; its reason comes last.
  Exit fail(const engine::Diagnostic& why) {
    out_.finish();
    out_.always(why);
    return not_run;
  }

  void summary(const std::vector<engine::Diagnostic>& remarks) {
    out_.always(remarks);
    say_out_of_force(options_.data, tally_.out_of_force, versions_.all[0].ruleset, out_);
    if (tally_.units == 0) say_no_rows(options_.data, out_);
    out_.finish();
    if (tally_.failed + tally_.open == 0) return;
    say("共 {0} 个单位：{1} 个给出区间，{2} 个无法计算 / {0} units: {1} with intervals, {2} not computed\n",
        tally_.units, tally_.open, tally_.failed);
  }

  const Options& options_;
  const Versions& versions_;
  Findings& out_;
  formats::Tally tally_;
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
  command
      ->add_option("--threads", options->threads,
                   "同时用几个线程，默认有几个核用几个 / threads, as many as there are cores by default")
      ->check(CLI::Range(1u, formats::most_workers));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    // Who names a format has decided.
    if (options->format.empty() &&
        !fits_ending(options->output, "score", {".csv", ".txt", ".jsonl", ".ndjson"}, options->voice, status))
      return;
    const std::optional<Versions> versions = load_versions(options->rules, options->voice, status);
    if (!versions) return;
    Findings out(options->voice.languages(versions->all[0].ruleset.language));
    status = Scoring(*options, *versions, out).run();
  });
}

}  // namespace rubric::cli
