// rubric: the command line.

#include <fmt/format.h>

#include <csignal>
#include <cstdio>
#include <exception>

#include "command.hpp"
#include "formats/inputs.hpp"

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
  add_check(app, status);
  add_test(app, status);
  add_score(app, status);
  add_explain(app, status);
  add_diff(app, status);
  add_goal(app, status);
  add_audit(app, status);
  add_print(app, status);
  add_report(app, status);
  add_new(app, status);
  add_explain_code(app, status);
  add_fmt(app, status);
  add_dump(app, status);
  add_history(app, status);
  add_rescore(app, status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& e) {
    return app.exit(e);
  } catch (const CLI::ParseError& e) {
    app.exit(e);
    return not_run;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "内存不够 / out of memory\n");
    return not_run;
  } catch (const std::exception& e) {
    fmt::print(stderr, "内部错误，请报告 / internal error, please report: {}\n", e.what());
    return not_run;
  }
  return status;
}
