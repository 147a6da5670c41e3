# Writes a C++ file that holds text files, so that the program needs no files beside it at run time.
#
#   cmake -D OUT=embedded.cpp -D ROOT=FOLDER "-D FILES=a.md|b.md" -P embed.cmake
#
# FILES are paths within ROOT. The file defines rubric::cli::embedded_files() (embedded.hpp).
string(REPLACE "|" ";" files "${FILES}")
set(text "// Written by apps/cli/embed.cmake; do not edit.\n#include \"apps/cli/embedded.hpp\"\n\n")
string(APPEND text "namespace rubric::cli {\n\nconst std::vector<EmbeddedFile>& embedded_files() {\n")
string(APPEND text "  static const std::vector<EmbeddedFile> files{\n")
foreach(file IN LISTS files)
  file(READ "${ROOT}/${file}" bytes)
  string(APPEND text "{\"${file}\", R\"embedded(${bytes})embedded\"},\n")
endforeach()
string(APPEND text "  };\n  return files;\n}\n\n}  // namespace rubric::cli\n")
file(WRITE "${OUT}" "${text}")
