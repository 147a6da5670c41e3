// What an output file's name promises: a .pdf holds no HTML.
#pragma once

#include <initializer_list>

#include "command.hpp"

namespace rubric::cli {

/// Whether the command may write `path`: "-", a name without a known ending, or with one of `endings`
/// (".csv", the first is the usual one). If not, E767 is printed and `status` is not_run.
bool fits_ending(const std::string& path, std::string_view command,
                 std::initializer_list<std::string_view> endings, const Voice& voice, Exit& status);

}  // namespace rubric::cli
