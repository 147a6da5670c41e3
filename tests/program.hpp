// The built program, run as a user runs it: as a process of its own, in the project's folder.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rubric::testing {

struct Run {
  int status = -1;  // of exit; 128 + the signal if it was killed
  std::string out, err;
};

struct Setting {
  std::string input = "/dev/null";       // the file on standard input
  std::string output;                    // a file or device for standard output in place of Run::out
  std::string errors;                    // the same for standard error
  std::string folder;                    // where it runs; the project's folder if empty
  std::vector<std::string> environment;  // added to this process's own: "LC_ALL=C"
  std::uint64_t most_file_bytes = 0;     // files that it writes may have this many; 0: any number
};

/// Runs rubric with these arguments; no shell is involved.
Run program(const std::vector<std::string>& arguments, const Setting& setting = {});

}  // namespace rubric::testing
