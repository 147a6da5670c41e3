// rubric explain: the derivation of every point of one unit.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "command.hpp"
#include "engine/evaluate.hpp"
#include "engine/text.hpp"
#include "formats/explanation.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, unit, output = "-", format = "text", data_format;
  Voice voice;
};

/// Whether a unit is meant by KEY: its identity as a whole, or any one of its identity columns.
bool meant(const formats::UnitRow& unit, const std::string& key) {
  const std::string wanted = engine::fold(key);
  if (engine::fold(unit_name(unit.data)) == wanted) return true;
  return std::any_of(unit.data.key.begin(), unit.data.key.end(), [&](const std::string& part) {
    return std::string(engine::trim(engine::fold(part))) == wanted;
  });
}

Exit run(const Options& options, const Rules& rules, Findings& out) {
  std::optional<Data> data = open_data(options.data, options.data_format, rules.ruleset, out);
  if (!data) return not_run;
  std::string text;
  formats::UnitRow unit;
  std::vector<engine::Diagnostic> problems;
  std::vector<std::string> names;
  std::vector<std::string> documents;
  while (data->units->next(unit, problems)) {
    if (!meant(unit, options.unit)) {
      names.push_back(unit_name(unit.data));
      continue;
    }
    out.print(unit.faults);
    const engine::Outcome outcome = engine::evaluate(rules.plan, unit.data, engine::Trace::yes);
    const auto explanation = formats::explain(rules.ruleset, rules.plan, unit.data, outcome,
                                              options.voice.language(rules.ruleset.language));
    documents.push_back(options.format == "json" ? formats::to_json(explanation)
                                                 : formats::to_text(explanation));
  }
  if (documents.empty()) {
    engine::Place place;
    place.file = options.data;
    engine::Diagnostic d{engine::Code::E734, place, {options.unit}, {}};
    if (const auto near = engine::nearest(options.unit, names))
      d.fixes.push_back({engine::Text("“" + *near + "”"), *near});
    out.print(d);
    return findings;
  }
  for (std::size_t i = 0; i < documents.size(); ++i)
    text += (i && options.format == "text" ? "\n" : "") + documents[i];
  if (!write_output(options.output, text, out)) return not_run;
  return out.errors() ? findings : all_well;
}

}  // namespace

void add_explain(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("explain", "说明一个单位的每一分 / explain every point of one unit");
  command->footer(
      "例 / example:  rubric explain rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv "
      "--unit 广普镇人民政府");
  command->add_option("RULES", options->rules, "规则文件 / rules file")->required();
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
    const std::optional<Rules> rules = load_rules(options->rules, options->voice, status);
    if (!rules) return;
    Findings out(options->voice.languages(rules->ruleset.language));
    status = run(*options, *rules, out);
    out.finish();
  });
}

}  // namespace rubric::cli
