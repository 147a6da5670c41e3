// rubric explain: the derivation of every point of one unit.

#include "ending.hpp"
#include "engine/evaluate.hpp"
#include "formats/explanation.hpp"
#include "formats/scores.hpp"
#include "selection.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, unit, output = "-", format = "text", data_format;
  Voice voice;
};

Exit run(const Options& options, const Versions& versions, Findings& out) {
  std::optional<VersionedUnits> units =
      VersionedUnits::open(versions, options.data, options.data_format, out);
  if (!units) return not_run;
  const bool json = options.format == "json";
  std::vector<std::string> documents;
  const std::vector<SelectedUnit> selected = select_units(versions, *units, options.unit, out);
  say_out_of_force(options.data, selected, out);
  for (const SelectedUnit& one : selected) {
    if (!one.rules) continue;
    const Rules& rules = *one.rules;
    const engine::Outcome outcome = engine::evaluate(rules.plan, one.unit.data, engine::Trace::yes);
    out.print(formats::outcome_faults(rules.ruleset, rules.plan, one.unit.place, outcome));
    const auto explanation = formats::explain(rules.ruleset, rules.plan, one.unit.data, outcome,
                                              options.voice.language(rules.ruleset.language));
    documents.push_back(json ? formats::to_json(explanation) : formats::to_text(explanation));
  }
  if (selected.empty()) return findings;
  Exit status = out.errors() ? findings : all_well;
  if (documents.empty()) return status;
  write_output(options.output, joined(documents, json), options.voice, status);
  return status;
}

}  // namespace

void add_explain(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("explain", "说明一个单位的每一分 / explain every point of one unit");
  command->footer(
      "例 / example:  rubric explain rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv "
      "--unit 广普镇人民政府");
  command
      ->add_option("RULES", options->rules,
                   "规则文件，或各年规则的文件夹 / a rules file, or a folder with those of several years")
      ->required();
  command->add_option("DATA", options->data, "数据 / data, CSV or JSON Lines")->required();
  command->add_option("--unit", options->unit, "单位：标识列的值 / the unit: the value of an identity column")
      ->required();
  command->add_option("-o,--output", options->output, "结果文件 / output file");
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("--data-format", options->data_format, "数据格式 / format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    // Who names a format has decided.
    if (options->format != "json" &&
        !fits_ending(options->output, "explain", {".txt", ".md"}, options->voice, status))
      return;
    const std::optional<Versions> versions = load_versions(options->rules, options->voice, status);
    if (!versions) return;
    Findings out(options->voice.languages(versions->all[0].ruleset.language));
    status = run(*options, *versions, out);
    out.finish();
  });
}

}  // namespace rubric::cli
