// rubric test: the samples inside rules files.

#include <fmt/format.h>

#include <cstdio>

#include "command.hpp"
#include "engine/samples.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  Voice voice;
};

void run_file(const std::string& file, const Options& options, Exit& status) {
  const std::optional<Rules> rules = load_rules(file, options.voice, status);
  if (!rules) return;
  const formats::Languages languages = options.voice.languages(rules->ruleset.language);
  const bool zh = languages.first == engine::Language::zh;
  std::size_t passed = 0, failed = 0;
  for (const engine::SampleResult& result : engine::run_samples(rules->ruleset, rules->plan)) {
    const std::string& name = rules->ruleset.samples[result.sample].name;
    const bool good = result.differences.empty();
    (good ? passed : failed) += 1;
    fmt::print("{} {}{}\n", good ? (zh ? "通过" : "passed") : (zh ? "不符" : "failed"), name,
               zh ? fmt::format("（核对 {} 项）", result.checked)
                  : fmt::format(" ({} figures compared)", result.checked));
    for (const engine::Diagnostic& d : result.differences) fmt::print("{}", formats::to_text(d, languages));
  }
  fmt::print("{}: {}\n", file,
             zh ? fmt::format("{} 个样例通过，{} 个不符", passed, failed)
                : fmt::format("{} samples passed, {} failed", passed, failed));
  if (passed + failed == 0) fmt::print("{}\n", zh ? "文件里没有样例" : "the file has no samples");
  if (failed > 0) status = findings;
}

}  // namespace

void add_test(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "运行规则文件里的样例 / run the samples inside rules files");
  command->footer("例 / example:  rubric test rulesets/bishan/town-2024.rules");
  command->add_option("RULES", options->files, "规则文件 / rules files")->required();
  options->voice.add_option(*command);
  command->callback([options, &status] {
    for (const std::string& file : options->files) run_file(file, *options, status);
  });
}

}  // namespace rubric::cli
