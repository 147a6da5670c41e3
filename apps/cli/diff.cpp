// rubric diff: where two rulesets give different scores or grades, for all units at once.

#include "command.hpp"
#include "ending.hpp"
#include "engine/difference.hpp"
#include "formats/difference.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string before, after, output = "-", format = "text";
  bool same = false;
  Voice voice;
};

bool scores(const Rules& rules, const Voice& voice, Exit& status) {
  if (!rules.ruleset.unscored && !rules.ruleset.library) return true;
  Findings out(voice.languages(rules.ruleset.language));
  engine::Diagnostic d{engine::Code::E243, {}, {"rubric diff"}, {}};
  d.place.file = rules.ruleset.file;
  out.print(d);
  raise(status, not_run);
  return false;
}

void run(const Options& options, Exit& status) {
  const std::optional<Rules> before = load_rules(options.before, options.voice, status);
  const std::optional<Rules> after = load_rules(options.after, options.voice, status);
  if (!before || !after) return;
  if (!scores(*before, options.voice, status) || !scores(*after, options.voice, status)) return;
  const engine::Difference difference =
      engine::compare(before->ruleset, before->plan, after->ruleset, after->plan);
  const engine::Language language = options.voice.language(after->ruleset.language);
  write_output(options.output,
               options.format == "json" ? formats::to_json(difference, language)
                                        : formats::to_text(difference, language),
               options.voice, status);
  if (options.same && !difference.identical()) raise(status, findings);
}

}  // namespace

void add_diff(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("diff", "两份规则在哪些数据上得分不同 / where two rulesets give different scores");
  command->footer(
      "例 / example:  rubric diff rulesets/bishan/subdistrict-2023.rules "
      "rulesets/bishan/subdistrict-2024.rules");
  command->add_option("OLD", options->before, "旧的规则文件 / the older rules file")->required();
  command->add_option("NEW", options->after, "新的规则文件 / the newer rules file")->required();
  command->add_flag("--same", options->same,
                    "不能证明完全相同就以 1 退出 / exit with 1 unless they are proved to be the same");
  command->add_option("-o,--output", options->output, "结果文件 / output file");
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    // Who names a format has decided.
    if (options->format != "json" &&
        !fits_ending(options->output, "diff", {".txt", ".md"}, options->voice, status))
      return;
    run(*options, status);
  });
}

}  // namespace rubric::cli
