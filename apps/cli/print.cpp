// rubric print: the 评分细则表 of a rules file, fit to be attached to a notice.

#include <fmt/format.h>

#include "command.hpp"
#include "ending.hpp"
#include "formats/score_sheet.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, output = "-", format;
  Voice voice;
};

bool ends_in(const std::string& path, std::string_view ending) {
  return path.size() >= ending.size() && path.substr(path.size() - ending.size()) == ending;
}

/// As asked for, else by the output file's ending; a terminal gets Markdown, which can be read as it is.
bool wants_html(const Options& options) {
  if (!options.format.empty()) return options.format == "html";
  return ends_in(options.output, ".html") || ends_in(options.output, ".htm");
}

void run(const Options& options, Exit& status) {
  const std::optional<Rules> rules = load_rules(options.rules, options.voice, status);
  if (!rules) return;
  const engine::Language language = options.voice.language(rules->ruleset.language);
  const formats::ScoreSheet sheet = formats::score_sheet(rules->ruleset, language);
  const std::string text = wants_html(options) ? formats::to_html(sheet) : formats::to_markdown(sheet);
  write_output(options.output, text, options.voice, status);
}

}  // namespace

void add_print(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("print", "打印评分细则表 / the scoring table, to be attached to a notice");
  command->footer("例 / example:  rubric print rulesets/bishan/town-2024.rules -o table.html");
  command->add_option("RULES", options->rules, "规则文件 / rules file")->required();
  command->add_option("-o,--output", options->output, "结果文件 / output file");
  command->add_option("--format", options->format, "html 或 md，默认看结果文件的后缀 / html or md")
      ->check(CLI::IsMember({"html", "md"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    // Who names a format has decided.
    if (options->format.empty() &&
        !fits_ending(options->output, "print", {".html", ".htm", ".md", ".txt"}, options->voice, status))
      return;
    run(*options, status);
  });
}

}  // namespace rubric::cli
