// What the program says beside its results, on standard error.
//
//   say("{} 个单位 / {0} units\n", 3);
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <string>
#include <utility>

namespace rubric::cli {

/// That nobody can read it (a closed pipe, a full disk) does not keep the results from being written.
template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
  std::fwrite(text.data(), 1, text.size(), stderr);
}

}  // namespace rubric::cli
