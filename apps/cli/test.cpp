// rubric test: the samples inside rules files.

#include <fmt/format.h>

#include "command.hpp"
#include "engine/samples.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  Voice voice;
};

/// The outcome of one file's samples, as text.
std::string run_file(const std::string& file, const Options& options, Exit& status) {
  const std::optional<Rules> rules = load_rules(file, options.voice, status);
  if (!rules) return {};
  const formats::Languages languages = options.voice.languages(rules->ruleset.language);
  const bool zh = languages.first == engine::Language::zh;
  std::string text;
  std::size_t passed = 0, failed = 0;
  for (const engine::SampleResult& result : engine::run_samples(rules->ruleset, rules->plan)) {
    const std::string name = formats::visible(rules->ruleset.samples[result.sample].name);
    const bool good = result.differences.empty();
    (good ? passed : failed) += 1;
    text +=
        zh ? fmt::format("{} {}（核对 {} 项）\n", good ? "通过" : "不符", name, result.checked)
           : fmt::format("{} {} ({} figures compared)\n", good ? "passed" : "failed", name, result.checked);
    for (const engine::Diagnostic& d : result.differences) text += formats::to_text(d, languages);
  }
  if (failed > 0) raise(status, findings);
  text += formats::visible(file) + ": ";
  if (passed + failed == 0) return text + (zh ? "文件里没有样例\n" : "the file has no samples\n");
  return text + (zh ? fmt::format("{} 个样例通过，{} 个不符\n", passed, failed)
                    : fmt::format("{} samples passed, {} failed\n", passed, failed));
}

}  // namespace

void add_test(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "运行规则文件里的样例 / run the samples inside rules files");
  command->footer("例 / example:  rubric test rulesets/bishan/town-2024.rules");
  command->add_option("RULES", options->files, "规则文件 / rules files")->required();
  options->voice.add_option(*command);
  command->callback([options, &status] {
    std::string text;
    for (const std::string& file : options->files) text += run_file(file, *options, status);
    write_output("-", text, options->voice, status);
  });
}

}  // namespace rubric::cli
