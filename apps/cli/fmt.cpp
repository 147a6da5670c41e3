// rubric fmt: rules files in their canonical form, in place, or translated.

#include <fmt/format.h>

#include <cstdio>

#include "command.hpp"
#include "dsl/check.hpp"
#include "dsl/format.hpp"
#include "dsl/parse.hpp"
#include "formats/file.hpp"
#include "formats/inputs.hpp"
#include "formats/text_table.hpp"
#include "say.hpp"

namespace rubric::cli {
namespace {

using engine::Language;

struct Options {
  std::vector<std::string> files;
  std::string to, output;
  bool only_check = false;
  Voice voice;
};

struct Formatted {
  std::string typed, text;
};

void say_of(const std::string& file, std::string_view zh, std::string_view en) {
  say("{}: {} / {}\n", formats::visible(file), zh, en);
}

/// The canonical text of a file, or nothing; what is in the way is said. What it replaces is somebody's work,
/// so before it is used it is read again and must mean the same.
std::optional<Formatted> formatted(const std::string& file, const Options& options, Exit& status) {
  Formatted result;
  if (auto problem = formats::read_file(file, dsl::Source::max_bytes, result.typed)) {
    Findings(options.voice.languages(Language::zh)).print(*problem);
    raise(status, not_run);
    return std::nullopt;
  }
  std::vector<engine::Diagnostic> problems;
  const dsl::Source source(file, result.typed, problems);
  const engine::Ruleset rules = dsl::read_rules(source, problems, open_rules);
  std::vector<engine::Diagnostic> said;  // by read_rules
  const dsl::Syntax syntax = dsl::parse(source, said);
  if (engine::has_errors(problems)) {
    Findings out(options.voice.languages(syntax.language));
    out.print(problems);
    out.finish();
    say_of(file, "有错误，没有整理", "not formatted: it has errors");
    raise(status, findings);
    return std::nullopt;
  }
  const Language to = options.to.empty() ? syntax.language : options.to == "zh" ? Language::zh : Language::en;
  result.text = dsl::format(source, syntax, to);
  std::vector<engine::Diagnostic> again;
  const engine::Ruleset reread = dsl::read_rules(dsl::Source(file, result.text, again), again, open_rules);
  if (!engine::has_errors(again) && to_text(reread) == to_text(rules)) return result;
  const auto elsewhere = std::find_if(again.begin(), again.end(), [](const engine::Diagnostic& d) {
    return d.code == engine::Code::E318;  // what it builds on or imports is in the other language
  });
  if (to != syntax.language && elsewhere != again.end()) {
    const std::string other = elsewhere->arguments[0].zh,
                      place = fmt::format("{}:{}", file, elsewhere->place.line);
    say_of(place, "承接或引用的“" + formats::visible(other) + "”没有译，两份文件要用同一种文字：先译好那一份",
           "“" + formats::visible(other) +
               "” that it builds on or imports is not translated, and both must be in one "
               "language: translate that file first");
  } else if (to == syntax.language) {
    say_of(file, "内部错误，请报告：整理后含义会变，没有整理",
           "internal error, please report: formatting would change what it means, so it was not formatted");
  } else {
    say_of(file, "有的写法另一种语言里没有，没有翻译",
           "not translated: the other language has no words for some of it");
  }
  raise(status, findings);
  return std::nullopt;
}

void run(const Options& options, Exit& status) {
  const bool one_result = !options.to.empty() || !options.output.empty();
  if (one_result && options.files.size() > 1) {
    say("--to 和 -o 一次只处理一个文件 / --to and -o take one file at a time\n");
    raise(status, not_run);
    return;
  }
  std::string not_canonical;
  for (const std::string& file : options.files) {
    const std::optional<Formatted> result = formatted(file, options, status);
    if (!result) continue;
    const bool changed = result->text != result->typed;
    if (options.only_check) {
      if (changed) not_canonical += formats::visible(file) + "\n";
    } else if (one_result || file == "-") {
      write_output(options.output.empty() ? "-" : options.output, result->text, options.voice, status);
    } else if (changed) {
      formats::may_rewrite(file);
      write_output(file, result->text, options.voice, status);
    }
  }
  if (not_canonical.empty()) return;
  write_output("-", not_canonical, options.voice, status);
  raise(status, findings);
}

}  // namespace

void add_fmt(CLI::App& app, Exit& status) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      app.add_subcommand("fmt", "整理规则文件的格式 / rewrite rules files in their canonical form");
  command->footer(
      "例 / example:  rubric fmt --check rulesets/bishan/town-2024.rules\n"
      "               rubric fmt rulesets/bishan/town-2024.rules --to en");
  command->add_option("RULES", options->files, "规则文件，- 为标准输入 / rules files, - is standard input")
      ->required();
  CLI::Option* check = command->add_flag("--check", options->only_check,
                                         "只列出需要整理的文件 / only tell which files are not canonical");
  command->add_option("--to", options->to, "译成 zh 或 en，写到 -o 或标准输出 / translate to zh or en")
      ->check(CLI::IsMember({"zh", "en"}))
      ->excludes(check);
  command->add_option("-o", options->output, "写到这个文件 / write here instead of in place")
      ->excludes(check);
  options->voice.add_option(*command);
  command->callback([options, &status] { run(*options, status); });
}

}  // namespace rubric::cli
