// Files in and out. An output file appears whole or not at all.
//
//   OutputFile out;
//   if (auto problem = out.open("scores.csv")) …      writes to a temporary file beside it
//   out.write(text);
//   if (auto problem = out.commit()) …                fsync, rename; without commit nothing remains
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

/// What the system says of an error (errno), in both languages where it is a usual one.
engine::Text system_reason(int error);

/// The folder that a path lies in.
std::string folder_of(const std::string& path);

/// The bytes of a file ("-": standard input), or what is in the way. Files over `most` bytes are refused.
std::optional<engine::Diagnostic> read_file(const std::string& path, std::uint64_t most, std::string& bytes);

class InputFile;

/// What is left of a file that was begun, after the `bytes` already read; at most `most` in all.
std::optional<engine::Diagnostic> read_rest(InputFile& file, const std::string& path, std::uint64_t most,
                                            std::string& bytes);

class OutputFile {
 public:
  OutputFile() = default;
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// "-" is standard output. Devices and pipes are written to as they are, other paths through a temporary
  /// file in the same folder; a link is followed to the file it names. A file that the run reads
  /// (formats/inputs.hpp) is refused, here and by commit().
  std::optional<engine::Diagnostic> open(const std::string& path);
  /// Buffers and writes; the first failure is kept and reported by commit().
  void write(std::string_view text);
  /// The same, at once and without a copy: for large pieces, and where a reader waits.
  void write_now(std::string_view text);
  /// Whether pieces can be written each at its place, by several threads at once: into a file, not where
  /// somebody reads along.
  bool has_places() const { return !temporary_.empty(); }
  /// Gives the place of the next `size` bytes, which are then written by write_at(), before commit(). What is
  /// written later comes behind them.
  std::uint64_t take_place(std::size_t size);
  /// May be called by several threads at once, also while another takes a place.
  void write_at(std::uint64_t place, std::string_view text);
  /// Finishes the file. After a failure no output file is left and the old one, if any, is untouched.
  std::optional<engine::Diagnostic> commit();
  bool failed() const { return error_ != 0; }  // by any thread

 private:
  void flush();
  void put(std::string_view text);
  template <typename Put>
  void put_all(std::string_view text, const Put& put_some);
  std::optional<engine::Diagnostic> give_up();

  std::string path_, temporary_;
  std::string buffer_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;  // of a file that has places, with those taken
  std::atomic<int> error_ = 0;
};

}  // namespace rubric::formats
