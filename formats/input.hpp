// A file being read piece by piece; "-" is standard input.
//
//   InputFile in;
//   if (auto problem = in.open(path)) …
//   while (const std::size_t got = in.read(buffer, size)) …      then in.problem()
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

class InputFile {
 public:
  InputFile() = default;
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::optional<engine::Diagnostic> open(const std::string& path);
  /// Up to `size` bytes; 0 at the end and after a failure, which problem() tells.
  std::size_t read(char* to, std::size_t size);
  std::optional<engine::Diagnostic> problem() const;
  /// Whether reading would go on at once: false for a pipe whose writer has nothing more to say yet.
  bool ready() const;
  /// Whether the file can be read twice, unlike a pipe; and goes back to where reading began.
  bool plain() const { return start_ >= 0; }
  bool again();
  /// Bytes of a plain file; 0 where that is not known.
  std::uint64_t size() const { return size_; }

 private:
  std::string path_;
  int descriptor_ = -1;
  int error_ = 0;
  std::uint64_t size_ = 0;
  std::int64_t start_ = -1;  // of a plain file
};

}  // namespace rubric::formats
