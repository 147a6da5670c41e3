// rubric: the command line.

#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <exception>
#include <iterator>
#include <string_view>

#include "command.hpp"
#include "engine/text.hpp"
#include "formats/inputs.hpp"
#include "formats/text_table.hpp"
#include "say.hpp"

namespace {

struct Command {
  std::string_view name;
  void (*add)(CLI::App&, rubric::cli::Exit&);
};
/// In the order of --help.
constexpr Command commands[] = {
    {"check", rubric::cli::add_check},
    {"test", rubric::cli::add_test},
    {"score", rubric::cli::add_score},
    {"explain", rubric::cli::add_explain},
    {"diff", rubric::cli::add_diff},
    {"goal", rubric::cli::add_goal},
    {"audit", rubric::cli::add_audit},
    {"print", rubric::cli::add_print},
    {"report", rubric::cli::add_report},
    {"new", rubric::cli::add_new},
    {"explain-code", rubric::cli::add_explain_code},
    {"fmt", rubric::cli::add_fmt},
    {"dump", rubric::cli::add_dump},
    {"history", rubric::cli::add_history},
    {"rescore", rubric::cli::add_rescore},
};

/// What is wrong with the command line, in Chinese; the parser's own words follow in English.
std::string usage_error(const CLI::ParseError& e, const CLI::App& app, int argc, char** argv) {
  const std::string what = e.what();
  const bool unknown = app.get_subcommands().empty() && argc > 1 && argv[1][0] != '-';
  if (unknown) {
    std::vector<std::string> names;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
      names.push_back(command->get_name());
    const auto near = rubric::engine::nearest(argv[1], names);
    return fmt::format("没有“{}”这个命令{}", rubric::formats::visible(argv[1]),
                       near ? "，是不是“" + *near + "”？" : "，可用的命令见 rubric --help");
  }
  if (app.get_subcommands().empty() && argc == 1) return "后面要写命令，例如 rubric check 规则文件";
  const auto about = [&](std::string_view ending) {
    const std::size_t at = what.find(ending);
    return rubric::formats::visible(at == std::string::npos ? what : what.substr(0, at));
  };
  if (dynamic_cast<const CLI::RequiredError*>(&e)) return "缺少必须写的“" + about(" is required") + "”";
  if (dynamic_cast<const CLI::ExtrasError*>(&e)) {
    const std::size_t at = what.find(": ");
    return "不认识“" + rubric::formats::visible(at == std::string::npos ? what : what.substr(at + 2)) +
           "”：没有这个选项，或多写了参数";
  }
  if (dynamic_cast<const CLI::ArgumentMismatch*>(&e)) return "“" + about(":") + "”后面的值少写或多写了";
  if (dynamic_cast<const CLI::RequiresError*>(&e)) return "“" + about(" requires") + "”要和另一个选项一起写";
  if (dynamic_cast<const CLI::ExcludesError*>(&e))
    return "“" + about(" excludes") + "”不能和另一个选项一起写";
  if (dynamic_cast<const CLI::ConversionError*>(&e)) return "选项的值读不出来：要写数的地方写一个数";
  if (dynamic_cast<const CLI::ValidationError*>(&e)) return "“" + about(":") + "”的值不能用";
  return "命令写得不对";
}

}  // namespace

int main(int argc, char** argv) {
  using namespace rubric::cli;
  // A reader that stops early (head) ends the writing with an error, not the program.
  std::signal(SIGPIPE, SIG_IGN);
  // So does a file that may not grow.
  std::signal(SIGXFSZ, SIG_IGN);
  const rubric::formats::InputGuard no_input_is_overwritten;
  CLI::App app{
      "Rubric 规尺：按评分标准精确计分 / exact scoring rules\n"
      "例 / example:  rubric score rulesets/bishan/town-2024.rules examples/bishan-town-2024/units.csv"};
  app.set_version_flag("--version", std::string("rubric ") + RUBRIC_VERSION);
  app.require_subcommand(1);
  Exit status = all_well;
  const std::string_view first = argc > 1 ? argv[1] : "";
  const bool known = std::any_of(std::begin(commands), std::end(commands),
                                 [&](const Command& command) { return command.name == first; });
  for (const Command& command : commands) {
    // Where one is asked for, the options of all others would only take time.
    if (!known || command.name == first) command.add(app, status);
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    say("{}\n", usage_error(e, app, argc, argv));
    app.exit(e);
    return not_run;
  } catch (const std::bad_alloc&) {
    say("内存不够 / out of memory\n");
    return not_run;
  } catch (const std::exception& e) {
    say("内部错误，请报告 / internal error, please report: {}\n", e.what());
    return not_run;
  }
  return status;
}
