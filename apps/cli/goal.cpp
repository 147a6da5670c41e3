// rubric goal: what a unit would have to change to reach a grade or a total.

#include "formats/goal.hpp"

#include "ending.hpp"
#include "engine/text.hpp"
#include "selection.hpp"

namespace rubric::cli {
namespace {

using engine::Code;

struct Options {
  std::string rules, data, unit, grade, total, output = "-", format = "text", data_format;
  std::vector<std::string> fixed;
  Voice voice;
};

/// A question that cannot be asked of these rules.
std::nullopt_t refuse(Code code, std::vector<engine::Text> arguments, std::vector<engine::Fix> fixes,
                      Findings& out) {
  out.print({code, {}, std::move(arguments), std::move(fixes)});
  return std::nullopt;
}

std::optional<engine::Aim> read_aim(const Options& options, const engine::Ruleset& ruleset, Findings& out) {
  if (ruleset.unscored) return refuse(Code::E243, {"rubric goal"}, {}, out);
  engine::Aim aim;
  if (options.grade.empty()) {
    const auto total = engine::parse_decimal(engine::fold(options.total));
    if (!total) return refuse(Code::E244, {options.total}, {}, out);
    aim.total = *total;
    return aim;
  }
  if (ruleset.grades.empty()) return refuse(Code::E241, {}, {}, out);
  std::string names;
  for (std::uint32_t g = 0; g < ruleset.grades.size(); ++g) {
    if (engine::fold(ruleset.grades[g].name) == engine::fold(options.grade)) aim.grade = g;
    names += (g ? "、" : "") + ruleset.grades[g].name;
  }
  if (!aim.grade) return refuse(Code::E240, {options.grade, names}, {}, out);
  return aim;
}

std::optional<std::vector<engine::DatumId>> read_fixed(const Options& options, const engine::Ruleset& ruleset,
                                                       Findings& out) {
  std::vector<engine::DatumId> fixed;
  std::vector<std::string> names;
  for (const engine::Datum& datum : ruleset.data) names.push_back(datum.name);
  for (const std::string& name : options.fixed) {
    const auto before = fixed.size();
    for (engine::DatumId id = 0; id < ruleset.data.size(); ++id) {
      if (engine::fold(names[id]) == engine::fold(name)) fixed.push_back(id);
    }
    if (fixed.size() > before) continue;
    std::vector<engine::Fix> fixes;
    if (const auto near = engine::nearest(name, names))
      fixes.push_back({engine::Text("“" + *near + "”"), *near});
    return refuse(Code::E242, {name}, std::move(fixes), out);
  }
  return fixed;
}

Exit run(const Options& options, const Versions& versions, Findings& out) {
  std::optional<VersionedUnits> units =
      VersionedUnits::open(versions, options.data, options.data_format, out);
  if (!units) return not_run;
  const bool json = options.format == "json";
  std::vector<std::string> documents;
  const std::vector<SelectedUnit> selected = select_units(versions, *units, options.unit, out);
  say_out_of_force(options.data, selected, out);
  if (selected.empty()) return findings;
  for (const SelectedUnit& one : selected) {
    if (!one.rules) continue;
    const auto& [ruleset, plan] = *one.rules;
    const std::optional<engine::Aim> aim = read_aim(options, ruleset, out);
    const auto fixed = read_fixed(options, ruleset, out);
    if (!aim || !fixed) return not_run;
    const formats::GoalQuestion question{ruleset, plan, one.unit.data, *aim};
    const engine::GoalAnswer answer = engine::seek_goal(ruleset, plan, one.unit.data, *aim, *fixed);
    const engine::Language language = options.voice.language(ruleset.language);
    documents.push_back(json ? formats::to_json(question, answer, language)
                             : formats::to_text(question, answer, language));
  }
  Exit status = out.errors() ? findings : all_well;
  if (!documents.empty()) write_output(options.output, joined(documents, json), options.voice, status);
  return status;
}

}  // namespace

void add_goal(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("goal", "要改什么才能达到某个等级或总分 / what to change to reach a grade or total");
  command->footer(
      "例 / example:  rubric goal rulesets/bishan/subdistrict-2023.rules "
      "examples/bishan-subdistrict-2023/units.csv --unit 璧泉街道办事处 --total 99");
  command
      ->add_option("RULES", options->rules,
                   "规则文件，或各年规则的文件夹 / a rules file, or a folder with those of several years")
      ->required();
  command->add_option("DATA", options->data, "数据 / data, CSV or JSON Lines")->required();
  command->add_option("--unit", options->unit, "单位：标识列的值 / the unit: the value of an identity column")
      ->required();
  CLI::Option_group* aim = command->add_option_group("aim");
  aim->add_option("--grade", options->grade, "要达到的等级 / the grade to be reached");
  aim->add_option("--total", options->total, "要达到的总分 / the total to be reached");
  aim->require_option(1);
  command->add_option("--fixed", options->fixed, "不能改的数据 / a datum that cannot be changed")
      ->allow_extra_args(false);
  command->add_option("-o,--output", options->output, "结果文件 / output file");
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}));
  command->add_option("--data-format", options->data_format, "数据格式 / format of the data")
      ->check(CLI::IsMember({"csv", "jsonl"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    // Who names a format has decided.
    if (options->format != "json" &&
        !fits_ending(options->output, "goal", {".txt", ".md"}, options->voice, status))
      return;
    const std::optional<Versions> versions = load_versions(options->rules, options->voice, status);
    if (!versions) return;
    Findings out(options->voice.languages(versions->all[0].ruleset.language));
    status = run(*options, *versions, out);
    out.finish();
  });
}

}  // namespace rubric::cli
