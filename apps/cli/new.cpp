// rubric new: a commented ruleset to start from, with its data file.
//
// The templates are rulesets/templates/*, tested like all rulesets and part of the program (embedded.hpp).

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>

#include "command.hpp"
#include "embedded.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  std::string kind, path;
  bool with_cost = false;
  Voice voice;
};

struct Kind {
  std::string zh, en;
};
const Kind kinds[] = {{"整体支出", "department"}, {"项目支出", "project"}};

/// Where the two files go: into a folder under the kind's name, or to the rules file that was named.
struct Target {
  fs::path rules, data;
};

Target target(const Options& options, const Kind& kind, engine::Language language) {
  fs::path rules = options.path;
  if (rules.extension() != ".rules")
    rules /= (language == engine::Language::zh ? kind.zh : kind.en) + ".rules";
  fs::path data = rules;
  return {rules, data.replace_extension(".csv")};
}

/// An existing file is never written over: someone may have worked on it.
bool is_there(const fs::path& path, const Voice& voice) {
  std::error_code ignored;
  if (!fs::exists(fs::symlink_status(path, ignored))) return false;
  engine::Place place;
  place.file = path.string();
  Findings(voice.languages(engine::Language::zh))
      .print({engine::Code::E703,
              std::move(place),
              {path.string(),
               engine::Text("已有同名文件，不覆盖", "it is there already and is not overwritten")},
              {}});
  return true;
}

/// A path as it is typed in a shell.
std::string typed(const fs::path& path) {
  const std::string text = formats::visible(path.string());
  return text.find(' ') == std::string::npos ? text : "\"" + text + "\"";
}

void say_next(const Target& files, engine::Language language) {
  const bool zh = language == engine::Language::zh;
  const std::string rules = typed(files.rules), data = typed(files.data);
  fmt::print("{}\n  {}\n  {}\n", zh ? "写好了：" : "written:", rules, data);
  fmt::print("{}\n  rubric check {}\n  rubric test {}\n  rubric score {} {}\n",
             zh ? "按里面的说明改好后运行：" : "change what the comments say, then run:", rules, rules, rules,
             data);
}

void run(const Options& options, Exit& status) {
  const Kind& kind = options.kind == kinds[0].zh || options.kind == kinds[0].en ? kinds[0] : kinds[1];
  const engine::Language language = options.voice.language(engine::Language::zh);
  const Target files = target(options, kind, language);
  const bool there = is_there(files.rules, options.voice);
  if (is_there(files.data, options.voice) || there) return raise(status, not_run);
  std::error_code ignored;  // what is wrong with the folder is said when the file cannot be written
  if (files.rules.has_parent_path()) fs::create_directories(files.rules.parent_path(), ignored);
  const std::string name =
      fmt::format("rulesets/templates/{}{}-{}", kind.en, options.with_cost ? "-cost" : "",
                  language == engine::Language::zh ? "zh" : "en");
  Exit written = all_well;
  write_output(files.rules.string(), std::string(embedded_file(name + ".rules")), options.voice, written);
  if (written == all_well) {
    // Spreadsheet programs need the mark when a CSV is opened by a double click.
    write_output(files.data.string(), "\xEF\xBB\xBF" + std::string(embedded_file(name + ".csv")),
                 options.voice, written);
  }
  raise(status, written);
  if (written == all_well) say_next(files, language);
}

}  // namespace

void add_new(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("new", "从模板新建规则文件和数据文件 / a rules file and its data to start from");
  command->footer("例 / example:  rubric new 整体支出 2025");
  command->add_option("KIND", options->kind, "整体支出 或 项目支出 / department or project")
      ->required()
      ->check(CLI::IsMember({kinds[0].zh, kinds[0].en, kinds[1].zh, kinds[1].en}));
  command
      ->add_option("PATH", options->path,
                   "文件夹，或要写的 .rules 文件 / a folder, or the .rules file to write")
      ->required();
  command->add_flag("--with-cost", options->with_cost,
                    "带成本指标：10/40/20/10/20 / with cost indicators, 10/40/20/10/20");
  options->voice.add_option(*command);
  command->callback([options, &status] { run(*options, status); });
}

}  // namespace rubric::cli
