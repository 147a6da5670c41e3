// Rulesets on their way into a ledger and out of it: a rules file with all that it builds on.

#include <algorithm>
#include <filesystem>
#include <map>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "formats/file.hpp"
#include "history.hpp"

namespace rubric::cli {

namespace fs = std::filesystem;
using engine::Diagnostic;
using engine::Text;

namespace {

/// The folder that all paths lie in.
fs::path common_folder(const std::vector<fs::path>& paths) {
  fs::path common = paths[0].parent_path();
  for (const fs::path& path : paths) {
    while (!common.empty() && common != common.parent_path()) {
      const fs::path rest = path.lexically_relative(common);
      if (!rest.empty() && *rest.begin() != "..") break;
      common = common.parent_path();
    }
  }
  return common;
}

}  // namespace

std::optional<Rules> rules_of(const formats::RulesFacts& facts, Findings& out) {
  std::map<std::string, std::string> files;
  for (const formats::RulesFile& file : facts.files) files.emplace(file.path, file.bytes);
  const auto open = [&](const std::string& path, Text& why) -> std::optional<std::string> {
    const auto found = files.find(path);
    if (found != files.end()) return found->second;
    why = {"台账里没有这份文件", "the ledger does not have this file"};
    return std::nullopt;
  };
  std::vector<Diagnostic> problems;
  const dsl::Source source(facts.files[0].path, facts.files[0].bytes, problems);
  engine::Ruleset ruleset = dsl::read_rules(source, problems, open);
  if (engine::has_errors(problems)) {
    out.print(problems);
    return std::nullopt;
  }
  engine::Plan plan = engine::compile(ruleset);
  return Rules{std::move(ruleset), std::move(plan)};
}

std::optional<RulesToRecord> read_rules_to_record(const std::string& path, Findings& out, Exit& status) {
  std::vector<formats::RulesFile> files(1);
  files[0].path = path;
  std::vector<Diagnostic> problems;
  if (auto problem = formats::read_file(path, dsl::Source::max_bytes, files[0].bytes)) {
    out.print(*problem);
    raise(status, not_run);
    return std::nullopt;
  }
  const auto open = [&](const std::string& other, Text& why) {
    std::optional<std::string> bytes = open_rules(other, why);
    const auto same = [&](const formats::RulesFile& file) { return file.path == other; };
    if (bytes && std::none_of(files.begin(), files.end(), same)) files.push_back({other, *bytes});
    return bytes;
  };
  const dsl::Source source(path, files[0].bytes, problems);
  engine::Ruleset ruleset = dsl::read_rules(source, problems, open);
  engine::Place place;
  place.file = path;
  if (ruleset.library && !engine::has_errors(problems))
    problems.push_back({engine::Code::E328, place, {}, {}});
  if (!ruleset.first_year && !engine::has_errors(problems))
    problems.push_back({engine::Code::E981, place, {}, {}});
  out.print(problems);
  if (engine::has_errors(problems)) {
    raise(status, findings);
    return std::nullopt;
  }
  // Paths are kept as seen from the folder that holds them all: where that folder lay is nobody's business.
  std::vector<fs::path> paths;
  for (const formats::RulesFile& file : files) paths.push_back(fs::absolute(file.path).lexically_normal());
  const fs::path folder = common_folder(paths);
  for (std::size_t i = 0; i < files.size(); ++i)
    files[i].path = paths[i].lexically_relative(folder).generic_string();
  formats::RulesFacts facts{ruleset.name,        ruleset.version,   ruleset.basis,   ruleset.in_force,
                            *ruleset.first_year, ruleset.last_year, std::move(files)};
  return RulesToRecord{std::move(facts), std::move(ruleset)};
}

}  // namespace rubric::cli
