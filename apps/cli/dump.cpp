// rubric dump: a stage of the way from text to plan, as text.

#include "command.hpp"
#include "dsl/parse.hpp"
#include "formats/file.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string file, stage = "plan";
  Voice voice;
};

std::string dump_syntax(const Options& options, Exit& status) {
  std::vector<engine::Diagnostic> problems;
  std::string bytes;
  Findings out(options.voice.languages(engine::Language::zh));
  if (auto problem = formats::read_file(options.file, dsl::Source::max_bytes, bytes)) {
    out.print(*problem);
    raise(status, not_run);
    return {};
  }
  const dsl::Source source(options.file, std::move(bytes), problems);
  const dsl::Syntax syntax = dsl::parse(source, problems);
  out.print(problems);
  out.finish();
  if (out.errors()) raise(status, findings);
  return dsl::to_text(syntax, source);
}

std::string dump(const Options& options, Exit& status) {
  if (options.stage == "syntax") return dump_syntax(options, status);
  const std::optional<Rules> rules = load_rules(options.file, options.voice, status);
  if (!rules) return {};
  return options.stage == "plan" ? engine::to_text(rules->plan, rules->ruleset) : to_text(rules->ruleset);
}

}  // namespace

void add_dump(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("dump", "显示处理的中间步骤 / print a stage of processing");
  command->footer("例 / example:  rubric dump rulesets/bishan/town-2024.rules --stage plan");
  command->add_option("RULES", options->file, "规则文件 / rules file")->required();
  command->add_option("--stage", options->stage, "syntax, ruleset, plan")
      ->check(CLI::IsMember({"syntax", "ruleset", "plan"}));
  options->voice.add_option(*command);
  command->callback(
      [options, &status] { write_output("-", dump(*options, status), options->voice, status); });
}

}  // namespace rubric::cli
