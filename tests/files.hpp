// Files for tests: the project's own, a folder that is gone when the test ends, and CSV taken apart by other
// code than that under test.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rubric::testing {

/// "examples/README.md" -> its place in the project.
std::string project(const std::string& path);

std::string read(const std::string& path);
void write(const std::string& path, const std::string& bytes);

/// The files below `folder` of the project whose names end in `ending`, as paths within the project, sorted.
std::vector<std::string> files(const std::string& folder, const std::string& ending);

class Folder {
 public:
  Folder();
  ~Folder();
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  /// Writes a file into the folder and gives its path.
  std::string file(const std::string& name, const std::string& bytes) const;
  /// The names of what is in the folder, sorted.
  std::vector<std::string> names() const;

 private:
  std::string path_;
};

using Cells = std::vector<std::string>;
/// The rows of well-formed CSV with LF line ends: quoted cells with their quotes undone.
std::vector<Cells> csv_rows(const std::string& text);
std::string to_csv(const std::vector<Cells>& rows);

std::vector<std::string> split(const std::string& text, const std::string& separator);
bool contains(const std::string& text, const std::string& piece);
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// `text`, which is UTF-8, in another encoding.
std::string encoded(const std::string& text, const char* encoding);

}  // namespace rubric::testing
