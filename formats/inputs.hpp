// The files that this run reads, so that no output is written over one of them.
//
// A file is known by its device and number, whatever path or link leads to it. The program has one
// InputGuard for its whole run; without one nothing is noted and nothing refused.
//
//   const InputGuard guard;
//   InputFile in;   in.open("units.csv") …              noted
//   OutputFile out; out.open("link-to-units.csv") …     refused
#pragma once

#include <string>

namespace rubric::formats {

class InputGuard {
 public:
  InputGuard();
  ~InputGuard();
  InputGuard(const InputGuard&) = delete;
  InputGuard& operator=(const InputGuard&) = delete;
};

/// Notes a file that is or will be read; what is no plain file is not noted.
void note_input(const std::string& path);
void note_input(int descriptor);
/// Lets a noted file be written over: it is rewritten in place.
void may_rewrite(const std::string& path);
/// Whether `path` leads to a file that is noted, or the descriptor is of one.
bool is_input(const std::string& path);
bool is_input(int descriptor);

}  // namespace rubric::formats
