// rubric check: every error of rules files in one run, and what is proved of them.

#include <fmt/format.h>

#include <algorithm>

#include "command.hpp"
#include "engine/compile.hpp"
#include "engine/prove.hpp"
#include "formats/sarif.hpp"
#include "formats/text_table.hpp"
#include "formats/witnesses.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text", data, data_format, units;
  bool all = false;
  Voice voice;
  engine::Report report() const { return all ? engine::Report::all : engine::Report::faults; }
};

/// What a file takes over from another and what it changes, and the points that come of it.
std::string takeover(const engine::Ruleset& ruleset, engine::Language language) {
  using engine::Takeover;
  const bool zh = language == engine::Language::zh;
  const engine::Text signs[] = {
      {"承接", "builds on"}, {"替换", "replaced"}, {"取消", "removed"}, {"新增", "added"}};
  std::string text;
  for (const Takeover& one : ruleset.taken_over) {
    const bool file = one.change == Takeover::Change::built_on;
    text += fmt::format("  {} {}{}{}\n", signs[static_cast<std::size_t>(one.change)].in(language),
                        file ? "" : one.what.in(language), file || one.name.empty() ? "" : " ",
                        formats::visible(one.name));
  }
  std::vector<std::vector<std::string>> rows;
  const auto points = [&](const std::optional<engine::Rational>& value) {
    return value ? engine::to_display(*value, 0) : std::string(zh ? "不计分" : "unscored");
  };
  const auto path = [&](std::uint32_t group) {
    std::string names;
    for (; group != engine::none; group = ruleset.groups[group].parent)
      names = ruleset.groups[group].title + (names.empty() ? "" : " / ") + names;
    return formats::visible(names);
  };
  for (const engine::Item& item : ruleset.items)
    rows.push_back({path(item.group), formats::visible(item.title), points(item.points)});
  rows.push_back({zh ? "满分" : "full marks", "", points(ruleset.full_marks)});
  return text + formats::aligned_table(zh ? std::vector<std::string>{"一级、二级指标", "指标", "分值"}
                                          : std::vector<std::string>{"section", "indicator", "points"},
                                       rows, {false, false, true});
}

std::string summary(const engine::Ruleset& ruleset, engine::Language language) {
  using engine::to_display;
  const std::size_t items = ruleset.items.size();
  if (ruleset.library) {
    return language == engine::Language::zh ? fmt::format("没有错误：{}（公式库）", ruleset.name)
                                            : fmt::format("no errors: {} (library)", ruleset.name);
  }
  return language == engine::Language::zh
             ? fmt::format("没有错误：{}（{}），{} 项指标，满分 {}分，样例 {} 个", ruleset.name,
                           ruleset.version, items, to_display(ruleset.full_marks, 0), ruleset.samples.size())
             : fmt::format("no errors: {} ({}), {} indicators, {} points, {} samples", ruleset.name,
                           ruleset.version, items, to_display(ruleset.full_marks, 0), ruleset.samples.size());
}

/// How many of the claims that were put to the proof hold, with `all` question by question.
std::string proved(const std::vector<engine::Finding>& findings, engine::Language language, bool all) {
  struct Count {
    engine::Question claim;
    std::size_t by_verdict[3] = {};
  };
  std::vector<Count> counts;  // questions in the order of the first answers
  std::size_t sum[3] = {}, information = 0;
  for (const engine::Finding& finding : findings) {
    if (finding.information && finding.verdict != engine::Verdict::undecided) {
      ++information;
      continue;
    }
    const auto verdict = static_cast<std::size_t>(finding.verdict);
    auto count =
        std::find_if(counts.begin(), counts.end(), [&](const Count& c) { return c.claim == finding.claim; });
    if (count == counts.end()) count = counts.insert(count, Count{finding.claim, {}});
    ++count->by_verdict[verdict];
    ++sum[verdict];
  }
  const bool zh = language == engine::Language::zh;
  std::string text =
      zh ? fmt::format("  对数据范围内的所有单位：{} 条得到证明，{} 条不成立，{} 条没有判定", sum[0], sum[1],
                       sum[2])
         : fmt::format(
               "  for every unit that the data ranges allow: {} claims proved, {} refuted, {} undecided",
               sum[0], sum[1], sum[2]);
  if (!all) {
    if (information > 0)
      text += zh ? fmt::format("；另有 {} 条供参考（--all 列出）", information)
                 : fmt::format("; {} more for information (--all)", information);
    return text + "\n";
  }
  std::vector<std::vector<std::string>> rows;
  for (const Count& count : counts) {
    std::vector<std::string> row{engine::question(count.claim).in(language)};
    for (const std::size_t n : count.by_verdict) row.push_back(std::to_string(n));
    rows.push_back(std::move(row));
  }
  return text + "\n" +
         formats::aligned_table(zh ? std::vector<std::string>{"问题", "得到证明", "不成立", "没有判定"}
                                   : std::vector<std::string>{"question", "proved", "refuted", "undecided"},
                                rows, {false, true, true, true});
}

/// What is reported of the proofs, with the number of units in the data that each finding is about.
class Reported {
 public:
  Reported(const Options& options, const engine::Ruleset& ruleset,
           const std::vector<engine::Finding>& findings)
      : options_(options), ruleset_(ruleset) {
    for (const engine::Finding& finding : findings) {
      if (auto d = engine::to_diagnostic(finding, ruleset, options.report()))
        told_.push_back({&finding, std::move(*d), 0, {}, false});
    }
  }

  /// Nothing is counted where the data cannot be read.
  void count_units(Exit& status) {
    Findings out(options_.voice.languages(ruleset_.language));
    const std::optional<Data> data = open_data(options_.data, options_.data_format, ruleset_, out);
    if (!data) {
      out.finish();
      raise(status, not_run);
      return;
    }
    formats::UnitRow row;
    while (data->units->next(row)) {
      out.print(row.faults);
      ++units_;
      for (Told& told : told_) count(told, row.data);
    }
    out.always(data->units->remarks());
    out.finish();
    if (out.errors()) raise(status, cli::findings);
  }

  std::vector<engine::Diagnostic> diagnostics() const {
    std::vector<engine::Diagnostic> all;
    for (const Told& told : told_) {
      all.push_back(told.diagnostic);
      if (!told.counted) continue;
      engine::Diagnostic d{engine::Code::N222, told.diagnostic.place, {}, {}};
      d.arguments = {std::string(engine::kind(told.diagnostic.code).name), std::to_string(units_),
                     std::to_string(told.concerned), names(told)};
      all.push_back(std::move(d));
    }
    return all;
  }

 private:
  static constexpr std::size_t most_names = 5;

  struct Told {
    const engine::Finding* finding;
    engine::Diagnostic diagnostic;
    std::size_t concerned;
    std::vector<std::string> names;
    bool counted;
  };

  static void count(Told& told, const engine::UnitData& unit) {
    const std::optional<bool> concerned = engine::concerns(*told.finding, unit);
    told.counted = told.counted || concerned.has_value();
    if (!concerned.value_or(false)) return;
    ++told.concerned;
    if (told.names.size() < most_names) told.names.push_back(unit_name(unit.key));
  }

  static engine::Text names(const Told& told) {
    if (told.names.empty()) return {};
    engine::Text text{"：", ": "};
    for (std::size_t i = 0; i < told.names.size(); ++i) {
      text.zh += (i == 0 ? "" : "、") + told.names[i];
      text.en += (i == 0 ? "" : ", ") + told.names[i];
    }
    if (told.concerned > told.names.size()) text.zh += "等", text.en += ", …";
    return text;
  }

  const Options& options_;
  const engine::Ruleset& ruleset_;
  std::vector<Told> told_;
  std::size_t units_ = 0;
};

/// What is proved of one file's rules, added to `problems`; data and an output that are in the way are said.
void prove_rules(const Options& options, const engine::Ruleset& ruleset, std::vector<engine::Finding>& proofs,
                 std::vector<engine::Diagnostic>& problems, Exit& status) {
  proofs = engine::prove(ruleset, engine::compile(ruleset), options.report());
  Reported reported(options, ruleset, proofs);
  if (!options.data.empty()) reported.count_units(status);
  const auto found = reported.diagnostics();
  problems.insert(problems.end(), found.begin(), found.end());
  if (engine::has_errors(found)) raise(status, findings);
  if (!options.units.empty()) {
    const std::string table = formats::witnesses(proofs, ruleset, options.report());
    write_output(options.units, table, options.voice, status);
  }
}

void run(const Options& options, Exit& status) {
  std::vector<engine::Diagnostic> all;
  std::string text;
  for (const std::string& file : options.files) {
    std::vector<engine::Diagnostic> problems;
    const auto ruleset = read_ruleset(file, problems, status);
    std::vector<engine::Finding> proofs;
    if (ruleset && !ruleset->library && !engine::has_errors(problems))
      prove_rules(options, *ruleset, proofs, problems, status);
    formats::sort_by_place(problems);
    const engine::Language language = ruleset ? ruleset->language : engine::Language::zh;
    for (const auto& d : problems) text += formats::to_text(d, options.voice.languages(language));
    if (!engine::has_errors(problems) && ruleset) {
      text += formats::visible(file) + ": " +
              formats::visible(summary(*ruleset, options.voice.language(language))) + "\n";
      if (!proofs.empty()) text += proved(proofs, options.voice.language(language), options.all);
      if (!ruleset->taken_over.empty()) text += takeover(*ruleset, options.voice.language(language));
    }
    all.insert(all.end(), problems.begin(), problems.end());
  }
  if (options.format == "json") text = formats::to_json(all);
  if (options.format == "sarif") text = formats::to_sarif(all);
  write_output("-", text, options.voice, status);
}

}  // namespace

void add_check(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "检查规则文件 / report every error of rules files");
  command->footer("例 / example:  rubric check rulesets/bishan/town-2024.rules");
  command->add_option("RULES", options->files, "规则文件 / rules files")->required();
  command->add_option("--format", options->format, "text、json 或 sarif / text, json or sarif")
      ->check(CLI::IsMember({"text", "json", "sarif"}));
  command->add_flag(
      "--all", options->all,
      "也列出供参考的（相差最大的一处、取整的影响）和各问题的条数 / also what is only good to know");
  command->add_option(
      "--data", options->data,
      "数据文件：每一条说明关系到其中几个单位 / data: how many of its units each finding concerns");
  command->add_option("--data-format", options->data_format, "csv 或 jsonl / csv or jsonl")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  command->add_option("--units", options->units,
                      "把反例写成数据文件，可用 explain 重算 / write the units that show what was found");
  options->voice.add_option(*command);
  command->callback([options, &status] {
    if (options->files.size() > 1 && !(options->data.empty() && options->units.empty()))
      throw CLI::ValidationError("--data/--units", "只能检查一个规则文件 / takes one rules file");
    run(*options, status);
  });
}

}  // namespace rubric::cli
