// rubric check: every error of rules files in one run.

#include <fmt/format.h>

#include "command.hpp"
#include "engine/compile.hpp"
#include "engine/prove.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  Voice voice;
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

/// How many of the claims that were put to the proof hold.
std::string proved(const std::vector<engine::Finding>& findings, engine::Language language) {
  std::size_t counts[3] = {};
  for (const engine::Finding& finding : findings) ++counts[static_cast<std::size_t>(finding.verdict)];
  return language == engine::Language::zh
             ? fmt::format(
                   "  对数据范围内的所有单位：{} 条得到证明，{} 条不成立，{} "
                   "条没有判定（各档有没有缺口、每一档"
                   "用不用得上、做得更好会不会反而得分低、等级）",
                   counts[0], counts[1], counts[2])
             : fmt::format(
                   "  for every unit that the data ranges allow: {} claims proved, {} refuted, {} undecided "
                   "(gaps "
                   "in tables, rows that never decide, scoring less for doing better, grades)",
                   counts[0], counts[1], counts[2]);
}

void run(const Options& options, Exit& status) {
  std::vector<engine::Diagnostic> all;
  std::string text;
  for (const std::string& file : options.files) {
    std::vector<engine::Diagnostic> problems;
    const auto ruleset = read_ruleset(file, problems, status);
    std::vector<engine::Finding> proofs;
    if (ruleset && !ruleset->library && !engine::has_errors(problems)) {
      proofs = engine::prove(*ruleset, engine::compile(*ruleset));
      const auto found = engine::to_diagnostics(proofs, *ruleset);
      problems.insert(problems.end(), found.begin(), found.end());
      if (engine::has_errors(found)) raise(status, findings);
    }
    formats::sort_by_place(problems);
    const engine::Language language = ruleset ? ruleset->language : engine::Language::zh;
    for (const auto& d : problems) text += formats::to_text(d, options.voice.languages(language));
    if (!engine::has_errors(problems) && ruleset) {
      text += formats::visible(file) + ": " +
              formats::visible(summary(*ruleset, options.voice.language(language))) + "\n";
      if (!proofs.empty()) text += proved(proofs, options.voice.language(language)) + "\n";
      if (!ruleset->taken_over.empty()) text += takeover(*ruleset, options.voice.language(language));
    }
    all.insert(all.end(), problems.begin(), problems.end());
  }
  if (options.format == "json") text = formats::to_json(all);
  write_output("-", text, options.voice, status);
}

}  // namespace

void add_check(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("check", "检查规则文件 / report every error of rules files");
  command->footer("例 / example:  rubric check rulesets/bishan/town-2024.rules");
  command->add_option("RULES", options->files, "规则文件 / rules files")->required();
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}));
  options->voice.add_option(*command);
  command->callback([options, &status] { run(*options, status); });
}

}  // namespace rubric::cli
