// The speed workload (README.md) by hand, as fast as we could make it: the yardstick for `rubric score`.
//
//   handwritten DATA [-o OUT] [--null] [--threads N] [--plain]     DATA has 12 or 48 indicators
//
// Each thread takes the next piece of the file, scores it, is told where its output begins when the pieces
// before it know their size, and writes it. Memory does not depend on the length of the file.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <string>
#include <thread>
#include <vector>

#include "handwritten_rows.hpp"

namespace rubric::bench {
namespace {

struct Options {
  std::string data, output = "-";
  unsigned threads = 1;
  bool plain = false;
};

bool write_all(int file, const char* from, std::size_t size, off_t at, bool seekable) {
  while (size > 0) {
    const ssize_t n = seekable ? pwrite(file, from, size, at) : write(file, from, size);
    if (n <= 0) return false;
    from += n;
    size -= static_cast<std::size_t>(n);
    at += n;
  }
  return true;
}

class Job {
 public:
  explicit Job(const Options& options) : options_(options) {}
  ~Job() {
    if (in_ >= 0) close(in_);
    if (out_ > STDERR_FILENO) close(out_);
  }

  bool run() {
    if (!open_files()) return false;
    std::vector<std::thread> others;
    for (unsigned i = 1; i < options_.threads; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& t : others) t.join();
    if (failed_) std::fprintf(stderr, "not the workload's rows, or the output could not be written\n");
    return !failed_;
  }

 private:
  static constexpr std::size_t piece = 128 * 1024;  // its bytes and its results fit in the second-level cache

  bool open_files() {
    struct stat status {};
    in_ = open(options_.data.c_str(), O_RDONLY);
    if (in_ < 0 || fstat(in_, &status) != 0) return std::perror(options_.data.c_str()), false;
    size_ = static_cast<std::size_t>(status.st_size);
    std::string head(longest_row, '\0');
    const ssize_t n = pread(in_, head.data(), head.size(), 0);
    head.resize(n > 0 ? static_cast<std::size_t>(n) : 0);
    const std::size_t line = head.find('\n');
    const auto commas = static_cast<unsigned>(
        std::count(head.begin(), head.begin() + static_cast<long>(std::min(line, head.size())), ','));
    copies_ = (commas + 1 - identity) / measurements;
    if (line == std::string::npos || (copies_ != 1 && copies_ != 4) ||
        commas + 1 != identity + measurements * copies_) {
      return std::fprintf(stderr, "%s does not have the workload's columns\n", options_.data.c_str()), false;
    }
    body_ = line + 1;
    out_ = options_.output == "-" ? STDOUT_FILENO
                                  : open(options_.output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    if (out_ < 0 || fstat(out_, &status) != 0) return std::perror(options_.output.c_str()), false;
    seekable_ = S_ISREG(status.st_mode) && out_ != STDOUT_FILENO;
    const std::string text = heading(copies_);
    written_ = text.size();
    return write_all(out_, text.data(), text.size(), 0, seekable_);
  }

  void work() {
    RowScorer scorer(copies_, options_.plain);
    // A piece is read from the byte before it, and that byte is where it was in its page, modulo 64.
    std::vector<char> in(margin + piece + longest_row + margin), out(growth * (piece + longest_row) + margin);
    char* const from = in.data() + margin - 1;
    for (std::size_t i = next_++; i * piece < size_; i = next_++) {
      const std::size_t begin = i * piece, want = std::min(piece + longest_row, size_ - begin);
      const std::size_t before = i == 0 ? 0 : 1;
      std::size_t got = 0;
      while (!failed_ && got < want + before) {
        const ssize_t n = pread(in_, from + 1 - before + got, want + before - got,
                                static_cast<off_t>(begin - before + got));
        if (n <= 0) failed_ = true;
        got += n > 0 ? static_cast<std::size_t>(n) : 0;
      }
      // The rows that begin in the piece; the last may end outside.
      const char* first = i == 0 ? from + 1 + body_ : after_line(from, from + 1 + want);
      const char* last = want <= piece ? from + 1 + want : after_line(from + piece, from + 1 + want);
      if (!first) first = last;
      char* end =
          first && last ? scorer.score(first, static_cast<std::size_t>(last - first), out.data()) : nullptr;
      if (!end) {
        failed_ = true;
        end = out.data();
      }
      hand_over(i, out.data(), static_cast<std::size_t>(end - out.data()));
    }
  }

  static const char* after_line(const char* begin, const char* end) {
    const void* line = std::memchr(begin, '\n', static_cast<std::size_t>(end - begin));
    return line ? static_cast<const char*>(line) + 1 : nullptr;
  }

  /// Writes the results of piece `i` after those of the pieces before it.
  void hand_over(std::size_t i, const char* from, std::size_t size) {
    while (turn_.load(std::memory_order_acquire) != i) std::this_thread::yield();
    const std::size_t at = written_;
    written_ += size;
    if (seekable_) turn_.store(i + 1, std::memory_order_release);
    if (!failed_ && !write_all(out_, from, size, static_cast<off_t>(at), seekable_)) failed_ = true;
    if (!seekable_) turn_.store(i + 1, std::memory_order_release);
  }

  const Options& options_;
  int in_ = -1, out_ = -1;
  bool seekable_ = false;
  unsigned copies_ = 1;
  std::size_t size_ = 0, body_ = 0;
  std::atomic<std::size_t> next_{0}, turn_{0};
  std::size_t written_ = 0;  // the turn's
  std::atomic<bool> failed_{false};
};

}  // namespace
}  // namespace rubric::bench

int main(int argc, char** argv) {
  using namespace rubric::bench;
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--null") {
      options.output = "/dev/null";
    } else if (word == "--plain") {
      options.plain = true;
    } else if (word == "-o" && i + 1 < argc) {
      options.output = argv[++i];
    } else if (word == "--threads" && i + 1 < argc) {
      options.threads = static_cast<unsigned>(std::clamp(std::atoi(argv[++i]), 1, 64));
    } else if (options.data.empty() && word[0] != '-') {
      options.data = word;
    } else {
      return std::fprintf(stderr, "usage: handwritten DATA [-o OUT] [--null] [--threads N] [--plain]\n"), 2;
    }
  }
  return Job(options).run() ? 0 : 2;
}
