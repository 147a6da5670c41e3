// rubric test: the samples inside rules files, what they exercise, and further ones.

#include <fmt/format.h>

#include "command.hpp"
#include "engine/coverage.hpp"
#include "engine/samples.hpp"
#include "engine/suggestion.hpp"
#include "formats/coverage.hpp"
#include "formats/suggestion.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::vector<std::string> files;
  std::string format = "text";
  bool coverage = false, suggest = false;
  Voice voice;
};

/// The outcome of one file's samples, as text.
std::string outcomes(const std::string& file, const Rules& rules, formats::Languages languages,
                     Exit& status) {
  const bool zh = languages.first == engine::Language::zh;
  std::string text;
  std::size_t passed = 0, failed = 0;
  for (const engine::SampleResult& result : engine::run_samples(rules.ruleset, rules.plan)) {
    const std::string name = formats::visible(rules.ruleset.samples[result.sample].name);
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

/// One file's samples: how they end, with what they exercise if asked for; or further ones.
std::string run_file(const std::string& file, const Options& options, Exit& status) {
  const std::optional<Rules> rules = load_rules(file, options.voice, status);
  if (!rules) return {};
  if (options.suggest) {
    return formats::to_rules(rules->ruleset, engine::suggestions(rules->ruleset, rules->plan));
  }
  const formats::Languages languages = options.voice.languages(rules->ruleset.language);
  const std::string text = outcomes(file, *rules, languages, status);
  if (!options.coverage) return text;
  const std::vector<engine::ItemCoverage> coverage = engine::coverage(rules->ruleset, rules->plan);
  if (options.format == "json") return formats::to_json(rules->ruleset, coverage);
  return text + formats::to_text(rules->ruleset, coverage, languages);
}

/// What all files give; as JSON an array.
std::string run(const Options& options, Exit& status) {
  const bool json = options.format == "json";
  std::string text;
  for (const std::string& file : options.files) {
    const std::string one = run_file(file, options, status);
    if (json && !text.empty() && !one.empty()) text += ",\n";
    text += one;
  }
  return json ? "[\n" + text + "\n]\n" : text;
}

}  // namespace

void add_test(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("test", "运行规则文件里的样例 / run the samples inside rules files");
  command->footer("例 / example:  rubric test rulesets/bishan/town-2024.rules");
  command->add_option("RULES", options->files, "规则文件 / rules files")->required();
  command->add_flag(
      "--coverage", options->coverage,
      "样例用到了哪些档、条件和界点 / which rows, conditions and thresholds the samples exercise");
  command
      ->add_flag("--suggest", options->suggest,
                 "界点上下的样例，可直接贴进规则文件 / samples around every threshold, ready to paste")
      ->excludes("--coverage");
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->needs("--coverage");
  options->voice.add_option(*command);
  command->callback([options, &status] { write_output("-", run(*options, status), options->voice, status); });
}

}  // namespace rubric::cli
