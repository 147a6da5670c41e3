#include "progress.hpp"
#include "say.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace rubric::cli {

Progress::Progress(std::uint64_t bytes) : bytes_(bytes), terminal_(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::uint64_t done, std::uint64_t units) {
  if (!terminal_) return;
  const auto now = Clock::now();
  if (now < next_) return;
  next_ = now + std::chrono::milliseconds(200);
  using Milliseconds = std::chrono::milliseconds;
  const auto spent = static_cast<std::uint64_t>(
      std::max<std::int64_t>(1, std::chrono::duration_cast<Milliseconds>(now - start_).count()));
  const std::uint64_t rate = units * 1000 / spent;
  std::string line = fmt::format("{} 个单位，每秒 {} 个 / {} units, {}/s", units, rate, units, rate);
  if (bytes_ > 0 && done > 0 && done <= bytes_) {
    constexpr std::size_t width = 20;
    const std::size_t full = static_cast<std::size_t>(done / (bytes_ / width + 1));
    const std::uint64_t left = (bytes_ - done) / (done / spent + 1) / 1000;
    line = fmt::format("[{:<{}}] {}% {}，还要 {} 秒 / {} s left", std::string(std::min(full, width), '#'),
                       width, done / (bytes_ / 100 + 1), line, left, left);
  }
  say("\r\x1b[K{}", line);
  std::fflush(stderr);
  shown_ = true;
}

void Progress::clear() {
  if (!shown_) return;
  say("\r\x1b[K");
  std::fflush(stderr);
  shown_ = false;
}

}  // namespace rubric::cli
