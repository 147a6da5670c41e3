#include "formats/input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "formats/file.hpp"
#include "formats/inputs.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

Diagnostic cannot_read(const std::string& path, int error) {
  Place place;
  place.file = path;
  return {Code::E701, std::move(place), {path, system_reason(error)}, {}};
}

}  // namespace

InputFile::~InputFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
}

std::optional<Diagnostic> InputFile::open(const std::string& path) {
  path_ = path;
  descriptor_ = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) return cannot_read(path, errno);
  note_input(descriptor_);
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) return std::nullopt;
  if (S_ISDIR(status.st_mode)) return cannot_read(path, EISDIR);
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  if (status.st_size > 0) size_ = static_cast<std::uint64_t>(status.st_size);
  start_ = ::lseek(descriptor_, 0, SEEK_CUR);
  return std::nullopt;
}

std::size_t InputFile::read(char* to, std::size_t size) {
  while (error_ == 0) {
    const ssize_t got = ::read(descriptor_, to, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) error_ = errno;
  }
  return 0;
}

std::optional<Diagnostic> InputFile::problem() const {
  if (error_ == 0) return std::nullopt;
  return cannot_read(path_, error_);
}

bool InputFile::again() {
  return start_ >= 0 && ::lseek(descriptor_, start_, SEEK_SET) == start_;
}

bool InputFile::ready() const {
  if (plain()) return true;
  struct pollfd waiting {};
  waiting.fd = descriptor_;
  waiting.events = POLLIN;
  return ::poll(&waiting, 1, 0) != 0;
}

}  // namespace rubric::formats
