// rubric audit: claimed scores against the rules and against their own arithmetic.

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>

#include "command.hpp"
#include "ending.hpp"
#include "engine/audit.hpp"
#include "engine/evaluate.hpp"
#include "engine/text.hpp"
#include "formats/claims.hpp"
#include "formats/figures.hpp"
#include "formats/scores.hpp"
#include "formats/text_table.hpp"
#include "versions.hpp"

namespace rubric::cli {
namespace {

struct Options {
  std::string rules, data, claims, format = "text", output = "-";
  Voice voice;
};

bool ends_in(std::string_view text, std::string_view ending) {
  return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

using Key = std::vector<std::string>;

Key key_of(const std::vector<std::string>& headings, const engine::UnitData& data) {
  Key key;
  for (std::size_t i = 0; i < data.key.size(); ++i)
    key.push_back(formats::identity_text(headings[i], data.key[i]));
  return key;
}

class Audit {
 public:
  Audit(const Options& options, const Rules& rules, Findings& out)
      : options_(options), rules_(rules), out_(out) {}

  Exit run() {
    const std::optional<Data> data = open_data(options_.data, "", rules_.ruleset, out_);
    if (!data) return not_run;
    const auto reader = open_table(options_.claims, "", out_);
    if (!reader) return not_run;
    std::vector<engine::Diagnostic> problems;
    claims_ = formats::read_claims(rules_.ruleset, data->units->identity(), *reader, problems);
    out_.print(problems);
    const bool whole_reports =
        std::any_of(claims_.begin(), claims_.end(), [](const engine::Claims& c) { return !c.facts.empty(); });
    if (whole_reports) standard(engine::audit_standard(rules_.ruleset, reader->place(reader->header_row())));
    for (std::size_t i = 0; i < claims_.size(); ++i) by_key_[claims_[i].key].push_back(i);
    for (const engine::Claims& claims : claims_) claimed_.insert(claims.key);
    compare(*data->units);
    out_.always(data->units->remarks());
    left_out(*reader);
    for (const auto& [key, rows] : by_key_) {
      for (const std::size_t i : rows) unknown(claims_[i]);
    }
    if (options_.format == "json") text_ = formats::to_json(all_);
    Exit status = out_.errors() || engine::has_errors(all_) ? findings : all_well;
    write_output(options_.output, text_, options_.voice, status);
    return status;
  }

 private:
  bool zh() const { return options_.voice.language(rules_.ruleset.language) == engine::Language::zh; }

  void standard(const std::vector<engine::Diagnostic>& found) {
    for (const engine::Diagnostic& d : found) {
      text_ += formats::to_text(d, options_.voice.languages(rules_.ruleset.language));
    }
    all_.insert(all_.end(), found.begin(), found.end());
  }

  void compare(formats::UnitTable& units) {
    units.tell_repeated();
    formats::UnitRow unit;
    std::size_t outside = 0;
    while (units.next(unit)) {
      out_.print(unit.faults);
      if (formats::out_of_force(rules_.ruleset, unit.data.year)) ++outside;
      const Key key = key_of(units.identity(), unit.data);
      const auto found = by_key_.find(key);
      if (found == by_key_.end()) {
        if (claimed_.count(key) == 0) without_claims_.push_back(unit_name(unit.data.key));
        continue;
      }
      const engine::Outcome outcome = engine::evaluate(rules_.plan, unit.data, engine::Trace::yes);
      out_.print(formats::outcome_faults(rules_.ruleset, rules_.plan, unit.place, outcome));
      for (const std::size_t i : found->second) report(unit, outcome, claims_[i]);
      by_key_.erase(found);
    }
    say_out_of_force(options_.data, outside, rules_.ruleset, out_);
  }

  /// What could not be compared because the claims do not have it.
  void left_out(const formats::TableReader& reader) {
    const engine::Place place = reader.place(reader.header_row());
    if (claims_.empty()) return out_.print({engine::Code::W771, place, {}, {}});
    if (without_claims_.empty()) return;
    constexpr std::size_t most = 5;
    engine::Text names;
    for (std::size_t i = 0; i < without_claims_.size() && i < most; ++i) {
      names.zh += (i == 0 ? "" : "、") + without_claims_[i];
      names.en += (i == 0 ? "" : ", ") + without_claims_[i];
    }
    if (without_claims_.size() > most) names.zh += "等", names.en += ", …";
    out_.print({engine::Code::N770, place, {std::to_string(without_claims_.size()), names}, {}});
  }

  /// "97.00分 优": a total and its grade.
  std::string score(const std::string& total, const std::string& grade, bool computed) const {
    const bool has_unit = ends_in(total, "分") || ends_in(total, "points");  // a claim may say it itself
    const std::string_view unit = !computed || total.empty() || has_unit ? "" : zh() ? "分" : " points";
    const std::string figure = fmt::format("{}{}", total, unit);
    if (!computed || grade.empty()) return figure;
    return figure.empty() ? grade : figure + " " + grade;
  }

  /// What a unit's line ends in: how much was found, or that there was nothing to find it in.
  std::string verdict(const std::vector<engine::Diagnostic>& found, const engine::Outcome& outcome,
                      const engine::Claims& claims) const {
    if (engine::claims_nothing(claims)) return zh() ? "没有核对" : "nothing compared";
    const bool blanks = !found.empty() && found[0].code == engine::Code::N957;
    if (found.size() > (blanks ? 1 : 0))
      return fmt::format("{}{}", found.size(), zh() ? " 条" : found.size() == 1 ? " finding" : " findings");
    const bool open = blanks || (!rules_.ruleset.unscored && !outcome.total.possible);
    if (open) return zh() ? "能核对的没有发现问题" : "nothing found in what can be compared";
    return zh() ? "没有发现问题" : "nothing found";
  }

  void report(const formats::UnitRow& unit, const engine::Outcome& outcome, const engine::Claims& claims) {
    const auto found = engine::audit(rules_.ruleset, rules_.plan, unit.data, outcome, claims);
    const std::string total = formats::total_text(rules_.ruleset, outcome);
    const std::string grade =
        rules_.ruleset.grades.empty() ? "" : formats::grade_text(rules_.ruleset, outcome);
    const std::string given = score(total, grade, outcome.total.possible);
    const std::string claimed = score(claims.total.text, claims.grade.text, true);
    const std::string ending = verdict(found, outcome, claims);
    const std::string line =
        zh() ? fmt::format("{}：按规则 {}，自报 {}，{}", unit_name(unit.data.key), given,
                           claimed.empty() ? "无" : claimed, ending)
             : fmt::format("{}: by the rules {}, claimed {}, {}", unit_name(unit.data.key), given,
                           claimed.empty() ? "nothing" : claimed, ending);
    text_ += formats::visible(line) + "\n";
    for (const engine::Diagnostic& d : found) {
      text_ += formats::to_text(d, options_.voice.languages(rules_.ruleset.language));
    }
    all_.insert(all_.end(), found.begin(), found.end());
  }

  /// A unit that the data do not have, with the one without claims that may be meant.
  void unknown(const engine::Claims& claims) {
    constexpr std::size_t most = 1000;  // compared letter by letter
    all_.push_back({engine::Code::E736, engine::claims_place(claims), {unit_name(claims.key)}, {}});
    const auto near = without_claims_.size() > most ? std::nullopt
                                                    : engine::nearest(unit_name(claims.key), without_claims_);
    if (near) all_.back().fixes.push_back({engine::Text("“" + *near + "”"), *near});
    text_ += formats::to_text(all_.back(), options_.voice.languages(rules_.ruleset.language));
  }

  const Options& options_;
  const Rules& rules_;
  Findings& out_;
  std::vector<engine::Claims> claims_;
  std::map<Key, std::vector<std::size_t>> by_key_;
  std::set<Key> claimed_;
  std::vector<std::string> without_claims_;  // names of units
  std::vector<engine::Diagnostic> all_;
  std::string text_;
};

}  // namespace

void add_audit(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command = app.add_subcommand("audit", "核对自报得分 / compare claimed scores with the rules");
  command->footer(
      "例 / example:  rubric audit rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv "
      "--claims examples/bishan-town-2024/claims.csv");
  command->add_option("RULES", options->rules, "规则文件 / rules file")->required();
  command->add_option("DATA", options->data, "数据 / data, CSV or JSON Lines")->required();
  command->add_option("--claims", options->claims, "自报得分，CSV 或 JSON Lines / claimed scores")
      ->required();
  command->add_option("-o,--output", options->output, "结果文件 / output file");
  command->add_option("--format", options->format, "text 或 json / text or json")
      ->check(CLI::IsMember({"text", "json"}));
  options->voice.add_option(*command);
  command->callback([options, &status] {
    // Who names a format has decided.
    if (options->format != "json" &&
        !fits_ending(options->output, "audit", {".txt", ".md"}, options->voice, status))
      return;
    const std::optional<Rules> rules = load_rules(options->rules, options->voice, status);
    if (!rules) return;
    Findings out(options->voice.languages(rules->ruleset.language));
    status = Audit(*options, *rules, out).run();
    out.finish();
  });
}

}  // namespace rubric::cli
