#include "tests/program.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/files.hpp"

namespace rubric::testing {

namespace {

std::vector<char*> pointers(std::vector<std::string>& strings) {
  std::vector<char*> result;
  for (std::string& text : strings) result.push_back(text.data());
  result.push_back(nullptr);
  return result;
}

}  // namespace

Run program(const std::vector<std::string>& arguments, const Setting& setting) {
  const Folder folder;
  const std::string out = setting.output.empty() ? folder / "out" : setting.output;
  const std::string err = setting.errors.empty() ? folder / "err" : setting.errors;
  const std::string where = setting.folder.empty() ? RUBRIC_SOURCE_DIR : setting.folder;

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, setting.input.c_str(), O_RDONLY, 0);
  ::posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), O_WRONLY | O_CREAT, 0600);
  ::posix_spawn_file_actions_addchdir_np(&actions, where.c_str());

  std::vector<std::string> words{RUBRIC_PROGRAM};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = setting.environment;
  for (char** variable = environ; *variable; ++variable) {
    const std::string text(*variable);
    const std::string name = text.substr(0, text.find('=') + 1);
    bool given = false;
    for (const std::string& other : setting.environment)
      given = given || other.substr(0, name.size()) == name;
    if (!given) variables.push_back(text);
  }
  // The child has the limits of this process, which writes no file meanwhile.
  rlimit own{};
  ::getrlimit(RLIMIT_FSIZE, &own);
  rlimit limit = own;
  if (setting.most_file_bytes > 0) limit.rlim_cur = setting.most_file_bytes;
  ::setrlimit(RLIMIT_FSIZE, &limit);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, RUBRIC_PROGRAM, &actions, nullptr, pointers(words).data(),
                                   pointers(variables).data());
  ::setrlimit(RLIMIT_FSIZE, &own);
  ::posix_spawn_file_actions_destroy(&actions);
  REQUIRE(failed == 0);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);

  Run run;
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  if (setting.output.empty()) run.out = read(out);
  if (setting.errors.empty()) run.err = read(err);
  return run;
}

}  // namespace rubric::testing
