// Text files of the project that are part of the program: the templates of `rubric new` and the pages of
// `rubric explain-code`.
//
// They are real files, edited and tested as such; the build copies their bytes (embed.cmake), so a program
// that was moved elsewhere still has them.
//
//   embedded_file("docs/codes/e5.md")  -> the file's text; empty if there is no such file
#pragma once

#include <string_view>
#include <vector>

namespace rubric::cli {

struct EmbeddedFile {
  std::string_view path;  // within the project
  std::string_view text;
};

/// All of them, sorted by path.
const std::vector<EmbeddedFile>& embedded_files();

inline std::string_view embedded_file(std::string_view path) {
  for (const EmbeddedFile& file : embedded_files()) {
    if (file.path == path) return file.text;
  }
  return {};
}

}  // namespace rubric::cli
