// rubric rescore: data of any years under an old and a new ruleset, and which clause moves whom by how much.

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "command.hpp"
#include "formats/inputs.hpp"
#include "progress.hpp"
#include "rescoring.hpp"
#include "say.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string from, to, output, data_format;
  std::vector<std::string> data;
  ReportOptions report;
  bool bom = false;
  Voice voice;
};

/// What is wrong with data that name a file twice, under whatever path.
std::optional<engine::Diagnostic> given_twice(const std::vector<std::string>& paths) {
  for (std::size_t i = 0; i < paths.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      std::error_code unknown;  // of a file that is not there, which is told where it is read
      if (paths[i] != paths[k] && !std::filesystem::equivalent(paths[i], paths[k], unknown)) continue;
      engine::Place place;
      place.file = paths[i];
      return engine::Diagnostic{engine::Code::E955, std::move(place), {paths[i]}, {}};
    }
  }
  return std::nullopt;
}

class Run {
 public:
  Run(const Options& options, const engine::Pairing& pairing, engine::Language language, Findings& out)
      : options_(options),
        pairing_(pairing),
        language_(language),
        out_(out),
        rescoring_(pairing, {options.report.by, options.report.top, options.report.threads, language},
                   options.output.empty() ? nullptr : &file_, [this](std::vector<engine::Diagnostic> faults) {
                     if (progress_) progress_->clear();
                     out_.print(std::move(faults));
                   }) {}

  Exit run() {
    say_clauses(pairing_, options_.to, out_);
    for (const std::string& path : options_.data) formats::note_input(path);
    if (const auto twice = given_twice(options_.data)) return refuse(*twice);
    if (auto problem = open()) return refuse(*problem);
    for (const std::string& path : options_.data) {
      const std::uint64_t before = rescoring_.units();
      if (!read(path)) return not_run;
      if (rescoring_.units() == before) say_no_rows(path, out_);
      if (file_.failed()) break;
    }
    if (!options_.output.empty()) {
      if (auto problem = rescoring_.finish()) return refuse(*problem);
      if (auto problem = file_.commit()) return refuse(*problem);
    }
    for (const std::string& path : options_.report.paths) {
      if (auto problem = write_report(rescoring_, language_, path)) return refuse(*problem);
    }
    out_.finish();
    summary();
    return out_.errors() || rescoring_.unclean() ? findings : all_well;
  }

 private:
  Exit refuse(const engine::Diagnostic& problem) {
    out_.print(problem);
    return not_run;
  }

  std::optional<engine::Diagnostic> open() {
    if (auto problem = options_.report.problem(options_.output)) return problem;
    if (options_.output.empty()) return std::nullopt;
    if (auto problem = file_.open(options_.output)) return problem;
    if (options_.bom) file_.write("\xEF\xBB\xBF");
    return std::nullopt;
  }

  /// In chunks where that can be, else whole.
  bool read(const std::string& path) {
    std::vector<engine::Diagnostic> problems;
    formats::ChunkedTable chunks;
    const bool fits = pairing_.data().cohort.empty();
    const bool opened = fits && chunks.open(path, options_.data_format, problems);
    if (opened && !chunks.head().head().unfinished) return read(path, chunks);
    std::unique_ptr<formats::TableReader> reader;
    if (!fits) {
      reader = formats::open_table(path, options_.data_format, problems);
    } else if (problems.empty()) {
      reader = chunks.whole(problems);
    }
    out_.print(std::move(problems));
    if (!reader) return false;
    say_encoding(path, *reader);
    const Data data = bind_data(std::move(reader), pairing_.data(), out_);
    watch_rates(pairing_, *data.units);
    rescoring_.rows(*data.units, path);
    out_.always(data.units->remarks());
    return true;
  }

  bool read(const std::string& path, formats::ChunkedTable& chunks) {
    say_encoding(path, chunks.head());
    std::vector<engine::Diagnostic> problems;
    const formats::UnitTable table(pairing_.data(), chunks.head(), problems);
    out_.print(std::move(problems));
    watch_rates(pairing_, table);
    progress_.emplace(chunks.size());
    const auto problem = rescoring_.chunks(
        chunks, table, [this](std::uint64_t bytes, std::uint64_t units) { progress_->show(bytes, units); });
    progress_->clear();
    progress_.reset();
    if (problem) {
      refuse(*problem);
    } else {
      out_.always(table.remarks());
    }
    return !problem;
  }

  void summary() const {
    say("比较了 {0} 个单位年度，另有 {1} 个不能比较 / {0} unit-years compared, {1} that cannot be\n",
        rescoring_.impact().compared, rescoring_.impact().apart);
  }

  const Options& options_;
  const engine::Pairing& pairing_;
  engine::Language language_;
  Findings& out_;
  formats::OutputFile file_;
  std::optional<Progress> progress_;
  formats::Rescoring rescoring_;
};

}  // namespace

void add_rescore(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("rescore", "新规则放到往年数据上，谁升谁降、因为哪一条 / past data under new rules");
  command->footer(
      "例 / example:  rubric rescore --from rulesets/bishan/subdistrict-2023.rules --to "
      "rulesets/bishan/subdistrict-2024.rules examples/bishan-subdistrict-2023/units.csv");
  command->add_option("--from", options->from, "原规则 / the old rules")->required();
  command->add_option("--to", options->to, "新规则 / the new rules")->required();
  command->add_option("DATA", options->data, "数据，可以多份、多年 / data, any number of files and years")
      ->required();
  command->add_option("-o,--output", options->output,
                      "逐个单位的结果 CSV，- 为标准输出 / CSV of every unit, - for standard output");
  options->report.add(*command);
  command
      ->add_option("--data-format", options->data_format,
                   "数据格式 csv、jsonl（默认看文件名）/ format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_flag("--bom", options->bom,
                    "写入 BOM，便于 Excel、WPS 直接打开 / write a byte order mark for Excel and WPS");
  options->voice.add_option(*command);
  command->callback([options, &status] {
    const std::optional<Rules> from = load_rules(options->from, options->voice, status);
    const std::optional<Rules> to = load_rules(options->to, options->voice, status);
    if (!from || !to) return;
    const formats::Languages languages = options->voice.languages(to->ruleset.language);
    Findings out(languages);
    const bool old_total = has_totals(from->ruleset, options->from, out);
    if (!has_totals(to->ruleset, options->to, out) || !old_total) return raise(status, findings);
    if (options->output.empty() && options->report.paths.empty()) options->output = "-";
    const engine::Pairing pairing(from->ruleset, to->ruleset);
    raise(status, Run(*options, pairing, languages.first, out).run());
  });
}

}  // namespace rubric::cli
