// rubric check: every error of rules files in one run.

#include <fmt/format.h>

#include "command.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  Voice voice;
};

std::string summary(const engine::Ruleset& ruleset, engine::Language language) {
  using engine::to_display;
  const std::size_t items = ruleset.items.size();
  return language == engine::Language::zh
             ? fmt::format("没有错误：{}（{}），{} 项指标，满分 {}分，样例 {} 个", ruleset.name,
                           ruleset.version, items, to_display(ruleset.full_marks, 0), ruleset.samples.size())
             : fmt::format("no errors: {} ({}), {} indicators, {} points, {} samples", ruleset.name,
                           ruleset.version, items, to_display(ruleset.full_marks, 0), ruleset.samples.size());
}

void run(const Options& options, Exit& status) {
  std::vector<engine::Diagnostic> all;
  std::string text;
  for (const std::string& file : options.files) {
    std::vector<engine::Diagnostic> problems;
    const auto ruleset = read_ruleset(file, problems, status);
    formats::sort_by_place(problems);
    const engine::Language language = ruleset ? ruleset->language : engine::Language::zh;
    for (const auto& d : problems) text += formats::to_text(d, options.voice.languages(language));
    if (!engine::has_errors(problems) && ruleset) {
      text += formats::visible(file) + ": " +
              formats::visible(summary(*ruleset, options.voice.language(language))) + "\n";
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
