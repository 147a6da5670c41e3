#include "tests/files.hpp"

#include <doctest/doctest.h>
#include <iconv.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace rubric::testing {

namespace fs = std::filesystem;

std::string project(const std::string& path) {
  return std::string(RUBRIC_SOURCE_DIR "/") + path;
}

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE_MESSAGE(file.good(), path);
  std::ostringstream bytes;
  bytes << file.rdbuf();
  return bytes.str();
}

void write(const std::string& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  REQUIRE_MESSAGE(file.flush().good(), path);
}

std::vector<std::string> files(const std::string& folder, const std::string& ending) {
  std::vector<std::string> found;
  for (const auto& entry : fs::recursive_directory_iterator(project(folder))) {
    const std::string path = fs::relative(entry.path(), RUBRIC_SOURCE_DIR).string();
    const bool ends = path.size() >= ending.size() && path.substr(path.size() - ending.size()) == ending;
    if (entry.is_regular_file() && ends) found.push_back(path);
  }
  std::sort(found.begin(), found.end());
  return found;
}

Folder::Folder() {
  std::string name = fs::temp_directory_path() / "rubric-test-XXXXXX";
  REQUIRE(::mkdtemp(name.data()) != nullptr);
  path_ = name;
}

Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string Folder::file(const std::string& name, const std::string& bytes) const {
  write(*this / name, bytes);
  return *this / name;
}

std::vector<std::string> Folder::names() const {
  std::vector<std::string> found;
  for (const auto& entry : fs::directory_iterator(path_)) found.push_back(entry.path().filename().string());
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<Cells> csv_rows(const std::string& text) {
  std::vector<Cells> rows;
  bool quoted = false, fresh = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (fresh) rows.push_back({""});
    fresh = false;
    const char c = text[i];
    if (c == '"' && quoted && i + 1 < text.size() && text[i + 1] == '"') {
      rows.back().back() += text[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      fresh = true;
    } else {
      rows.back().back() += c;
    }
  }
  return rows;
}

std::string to_csv(const std::vector<Cells>& rows) {
  std::string text;
  for (const Cells& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += (i ? ",\"" : "\"") + replaced(row[i], "\"", "\"\"") + "\"";
    }
    text += "\n";
  }
  return text;
}

std::vector<std::string> split(const std::string& text, const std::string& separator) {
  std::vector<std::string> parts;
  std::size_t at = 0;
  for (std::size_t end; (end = text.find(separator, at)) != std::string::npos; at = end + separator.size()) {
    parts.push_back(text.substr(at, end - at));
  }
  parts.push_back(text.substr(at));
  return parts;
}

bool contains(const std::string& text, const std::string& piece) {
  return text.find(piece) != std::string::npos;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string encoded(const std::string& text, const char* encoding) {
  const iconv_t converter = ::iconv_open(encoding, "UTF-8");
  REQUIRE(converter != reinterpret_cast<iconv_t>(-1));
  std::string in = text, out(text.size() * 4 + 4, '\0');
  char *from = in.data(), *to = out.data();
  std::size_t left = in.size(), room = out.size();
  REQUIRE(::iconv(converter, &from, &left, &to, &room) != static_cast<std::size_t>(-1));
  ::iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

}  // namespace rubric::testing
