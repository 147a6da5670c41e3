// A line on the terminal that says how far a long run is: only where standard error is a terminal, and only
// once it has taken more than a second.
//
//   [#######             ] 37% 4120000 个单位，每秒 81000 个 / 4120000 units, 81000/s，还要 86 秒 / 86 s left
#pragma once

#include <chrono>
#include <cstdint>

namespace rubric::cli {

class Progress {
 public:
  /// Bytes in all; 0 if that is not known.
  explicit Progress(std::uint64_t bytes);
  void show(std::uint64_t done, std::uint64_t units);
  /// Takes the line away, so that something else can be printed.
  void clear();

 private:
  using Clock = std::chrono::steady_clock;
  std::uint64_t bytes_;
  bool terminal_;
  bool shown_ = false;
  Clock::time_point start_ = Clock::now(), next_ = start_ + std::chrono::seconds(1);
};

}  // namespace rubric::cli
