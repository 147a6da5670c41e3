// rubric explain: the derivation of every point of one unit.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "command.hpp"
#include "engine/evaluate.hpp"
#include "engine/text.hpp"
#include "formats/explanation.hpp"
#include "formats/scores.hpp"
#include "versions.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, unit, output = "-", format = "text", data_format;
  Voice voice;
};

std::string folded(const std::string& text) {
  return std::string(engine::trim(engine::fold(text)));
}

/// How a unit may be called: by its identity as a whole, or by any one of its identity columns.
std::vector<std::string> names_of(const formats::UnitRow& unit) {
  std::vector<std::string> names{folded(unit_name(unit.data.key))};
  for (const std::string& part : unit.data.key) names.push_back(folded(part));
  return names;
}

/// One document, or several one after another: as JSON an array of them.
std::string joined(const std::vector<std::string>& documents, bool json) {
  if (documents.size() == 1) return documents[0];
  std::string text;
  for (const std::string& document : documents) text += (text.empty() ? "" : json ? ",\n" : "\n") + document;
  return json ? "[\n" + text + "]\n" : text;
}

Exit run(const Options& options, const Versions& versions, Findings& out) {
  std::optional<VersionedUnits> units =
      VersionedUnits::open(versions, options.data, options.data_format, out);
  if (!units) return not_run;
  const bool json = options.format == "json";
  formats::UnitRow unit;
  std::optional<std::size_t> version;
  std::vector<std::string> known, documents;
  bool found = false;
  while (units->next(unit, version)) {
    const std::vector<std::string> names = names_of(unit);
    if (std::find(names.begin(), names.end(), folded(options.unit)) == names.end()) {
      known.insert(known.end(), names.begin(), names.end());
      continue;
    }
    found = true;
    out.print(unit.faults);
    if (!version) continue;
    const Rules& rules = versions.all[*version];
    const engine::Outcome outcome = engine::evaluate(rules.plan, unit.data, engine::Trace::yes);
    out.print(formats::outcome_faults(rules.ruleset, rules.plan, unit.place, outcome));
    const auto explanation = formats::explain(rules.ruleset, rules.plan, unit.data, outcome,
                                              options.voice.language(rules.ruleset.language));
    documents.push_back(json ? formats::to_json(explanation) : formats::to_text(explanation));
  }
  if (!found) {
    engine::Diagnostic d{engine::Code::E734, units->place(), {options.unit}, {}};
    if (const auto near = engine::nearest(options.unit, known))
      d.fixes.push_back({engine::Text("“" + *near + "”"), *near});
    out.print(d);
    return findings;
  }
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
    const std::optional<Versions> versions = load_versions(options->rules, options->voice, status);
    if (!versions) return;
    Findings out(options->voice.languages(versions->all[0].ruleset.language));
    status = run(*options, *versions, out);
    out.finish();
  });
}

}  // namespace rubric::cli
