// rubric audit: claimed scores against the rules and against their own arithmetic.

#include <fmt/format.h>

#include <cstdio>
#include <map>

#include "command.hpp"
#include "engine/audit.hpp"
#include "engine/evaluate.hpp"
#include "engine/text.hpp"
#include "formats/claims.hpp"
#include "formats/figures.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, claims, format = "text", output = "-";
  Voice voice;
};

using Key = std::vector<std::string>;

Key key_of(const engine::UnitData& data) {
  Key key;
  for (const std::string& part : data.key) key.emplace_back(engine::trim(engine::fold(part)));
  return key;
}

class Audit {
 public:
  Audit(const Options& options, const Rules& rules, Findings& out)
      : options_(options), rules_(rules), out_(out) {}

  Exit run() {
    std::vector<engine::Diagnostic> problems;
    const auto reader = formats::open_table(options_.claims, "", problems);
    if (reader) claims_ = formats::read_claims(rules_.ruleset, *reader, options_.claims, problems);
    out_.print(problems);
    if (!reader) return not_run;
    std::optional<Data> data = open_data(options_.data, "", rules_.ruleset, out_);
    if (!data) return not_run;
    for (std::size_t i = 0; i < claims_.size(); ++i) by_key_[claims_[i].key].push_back(i);
    compare(*data->units);
    for (const auto& [key, rows] : by_key_) {
      for (const std::size_t i : rows) unknown(claims_[i]);
    }
    if (options_.format == "json") text_ = formats::to_json(all_);
    if (!write_output(options_.output, text_, out_)) return not_run;
    return out_.errors() || engine::has_errors(all_) ? findings : all_well;
  }

 private:
  bool zh() const { return options_.voice.language(rules_.ruleset.language) == engine::Language::zh; }

  void compare(formats::UnitTable& units) {
    formats::UnitRow unit;
    std::vector<engine::Diagnostic> problems;
    while (units.next(unit, problems)) {
      out_.print(unit.faults);
      const auto found = by_key_.find(key_of(unit.data));
      if (found == by_key_.end()) continue;
      const engine::Outcome outcome = engine::evaluate(rules_.plan, unit.data, engine::Trace::yes);
      for (const std::size_t i : found->second) report(unit, outcome, claims_[i]);
      by_key_.erase(found);
    }
    out_.print(problems);
  }

  void report(const formats::UnitRow& unit, const engine::Outcome& outcome, const engine::Claims& claims) {
    const auto found = engine::audit(rules_.ruleset, rules_.plan, outcome, claims);
    const std::string total = formats::total_text(rules_.ruleset, outcome);
    const std::string grade =
        rules_.ruleset.grades.empty() ? "" : formats::grade_text(rules_.ruleset, outcome);
    const std::string name = unit_name(unit.data);
    text_ += zh() ? fmt::format("{}：按规则 {}分 {}，自报 {}分 {}，{}\n", name, total, grade,
                                claims.total.text, claims.grade.text,
                                found.empty() ? "没有发现问题" : fmt::format("{} 条", found.size()))
                  : fmt::format("{}: by the rules {} {}, claimed {} {}, {}\n", name, total, grade,
                                claims.total.text, claims.grade.text,
                                found.empty() ? "nothing found" : fmt::format("{} findings", found.size()));
    for (const engine::Diagnostic& d : found) {
      text_ += formats::to_text(d, options_.voice.languages(rules_.ruleset.language));
    }
    all_.insert(all_.end(), found.begin(), found.end());
  }

  void unknown(const engine::Claims& claims) {
    std::string name;
    for (const std::string& part : claims.key) name += (name.empty() ? "" : " ") + part;
    all_.push_back({engine::Code::E736, formats::claims_place(claims), {name}, {}});
    text_ += formats::to_text(all_.back(), options_.voice.languages(rules_.ruleset.language));
  }

  const Options& options_;
  const Rules& rules_;
  Findings& out_;
  std::vector<engine::Claims> claims_;
  std::map<Key, std::vector<std::size_t>> by_key_;
  std::vector<engine::Diagnostic> all_;
  std::string text_;
};

}  // namespace

void add_audit(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("audit", "核对自报得分 / compare claimed scores with the rules");
  command->footer(
      "例 / example:  rubric audit rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv "
      "--claims "
      "examples/bishan-town-2024/claims.csv");
  command->add_option("RULES", options->rules, "规则文件 / rules file")->required();
  command->add_option("DATA", options->data, "数据 / data, CSV or JSON Lines")->required();
  command->add_option("--claims", options->claims, "自报得分，CSV 或 JSON Lines / claimed scores")
      ->required();
  command->add_option("-o,--output", options->output, "结果文件 / output file");
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    const std::optional<Rules> rules = load_rules(options->rules, options->voice, status);
    if (!rules) return;
    Findings out(options->voice.languages(rules->ruleset.language));
    status = Audit(*options, *rules, out).run();
    out.finish();
  });
}

}  // namespace rubric::cli
