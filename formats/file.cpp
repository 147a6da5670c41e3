#include "formats/file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "formats/input.hpp"
#include "formats/inputs.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

constexpr std::size_t buffer_size = 1u << 18;

Diagnostic cannot_write(const std::string& path, int error) {
  Place place;
  place.file = path;
  return {Code::E703, std::move(place), {path, system_reason(error)}, {}};
}

/// Why a file that is being read is no place for results.
Diagnostic over_an_input(const std::string& path) {
  Place place;
  place.file = path;
  const Text why("这是本次要读取的文件，不能用结果覆盖", "this run reads it, so it is not overwritten");
  return Diagnostic{Code::E703, std::move(place), {path, why}, {}};
}

/// Closes the descriptor of a file being read, whatever happens.
class Descriptor {
 public:
  explicit Descriptor(int value) : value_(value) {}
  ~Descriptor() {
    if (value_ > STDERR_FILENO) ::close(value_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return value_; }

 private:
  int value_;
};

/// The file that `path` names once it is no link; it need not exist.
std::string real_path(const std::string& path) {
  constexpr int most_links = 40;  // as many as the system follows
  std::filesystem::path result = path;
  std::error_code not_a_link;
  for (int i = 0; i < most_links; ++i) {
    const std::filesystem::path next = std::filesystem::read_symlink(result, not_a_link);
    if (not_a_link) break;
    result = result.parent_path() / next;
  }
  return result;
}

}  // namespace

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Text system_reason(int error) {
  const char* const english = std::strerror(error);
  switch (error) {
    case ENOENT:
      return {"没有这个文件或文件夹", english};
    case EACCES:
    case EPERM:
      return {"没有权限", english};
    case EISDIR:
      return {"这是文件夹", english};
    case ENOTDIR:
      return {"路径里有一段不是文件夹", english};
    case ENOSPC:
    case EDQUOT:
      return {"磁盘已满", english};
    case EFBIG:
      return {"文件超过了允许的大小", english};
    case EROFS:
      return {"这里只能读，不能写", english};
    case ELOOP:
      return {"链接绕了一圈，没有指到文件", english};
    case EPIPE:
      return {"接收结果的程序已经结束", english};
    default:
      return english;
  }
}

std::optional<Diagnostic> read_file(const std::string& path, std::uint64_t most, std::string& bytes) {
  InputFile file;
  if (auto problem = file.open(path)) return problem;
  return read_rest(file, path, most, bytes);
}

std::optional<Diagnostic> read_rest(InputFile& file, const std::string& path, std::uint64_t most,
                                    std::string& bytes) {
  const bool known = file.size() > 0 && file.size() <= most;
  std::size_t size = bytes.size();
  if (known)
    bytes.reserve(size + static_cast<std::size_t>(file.size()) + 1);  // in one byte more the end shows
  for (;;) {
    const std::size_t reserved = known ? bytes.capacity() - size : 0;
    bytes.resize(size + (reserved > 0 ? std::min(reserved, buffer_size) : buffer_size));
    const std::size_t got = file.read(bytes.data() + size, bytes.size() - size);
    size += got;
    bytes.resize(size);
    if (got == 0) return file.problem();
    if (size > most) {
      Place place;
      place.file = path;
      return Diagnostic{Code::E702, std::move(place), {std::to_string(most)}, {}};
    }
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ > STDERR_FILENO) ::close(descriptor_);
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

std::optional<Diagnostic> OutputFile::open(const std::string& path) {
  path_ = path;
  if (path == "-") {
    if (is_input(STDOUT_FILENO)) return over_an_input(path);
    descriptor_ = STDOUT_FILENO;
    return std::nullopt;
  }
  if (is_input(path)) return over_an_input(path);
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (!exists && errno == ELOOP) return cannot_write(path, errno);
  if (exists && S_ISDIR(status.st_mode)) return cannot_write(path, EISDIR);
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    return descriptor_ < 0 ? std::optional(cannot_write(path, errno)) : std::nullopt;
  }
  path_ = real_path(path);
  std::string name = path_ + ".XXXXXX";
  descriptor_ = ::mkostemp(name.data(), O_CLOEXEC);
  if (descriptor_ < 0) return cannot_write(path, errno);
  temporary_ = name;
  // A new file gets the permissions that a plain open would give it; an old one keeps its own.
  const mode_t mask = ::umask(0);
  ::umask(mask);
  const mode_t mode = exists ? status.st_mode & 07777 : 0666 & ~mask;
  if (::fchmod(descriptor_, mode) != 0) return cannot_write(path, errno);
  return std::nullopt;
}

void OutputFile::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= buffer_size) flush();
}

void OutputFile::write_now(std::string_view text) {
  flush();
  put(text);
}

void OutputFile::flush() {
  put(buffer_);
  buffer_.clear();
}

std::uint64_t OutputFile::take_place(std::size_t size) {
  flush();
  const std::uint64_t place = size_;
  size_ += size;
  return place;
}

void OutputFile::write_at(std::uint64_t place, std::string_view text) {
  put_all(text, [&](std::size_t done) {
    return ::pwrite(descriptor_, text.data() + done, text.size() - done, static_cast<off_t>(place + done));
  });
}

void OutputFile::put(std::string_view text) {
  if (has_places()) {
    const std::uint64_t place = size_;
    size_ += text.size();
    return write_at(place, text);
  }
  put_all(text,
          [&](std::size_t done) { return ::write(descriptor_, text.data() + done, text.size() - done); });
}

/// Writes all of the text, unless something failed: put_some(n) writes some of what is behind its first n
/// bytes.
template <typename Put>
void OutputFile::put_all(std::string_view text, const Put& put_some) {
  for (std::size_t done = 0; error_ == 0 && done < text.size();) {
    const ssize_t put = put_some(done);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) {
      error_ = errno;
    } else {
      done += static_cast<std::size_t>(put);
    }
  }
}

std::optional<Diagnostic> OutputFile::give_up() {
  return cannot_write(path_, error_);
}

std::optional<Diagnostic> OutputFile::commit() {
  flush();
  if (error_ != 0) return give_up();
  if (temporary_.empty()) return std::nullopt;
  const int synced = ::fsync(descriptor_) == 0 ? 0 : errno;
  const int closed = ::close(descriptor_) == 0 ? 0 : errno;
  descriptor_ = -1;  // whatever close() said: its number may be another file's by now
  error_ = synced ? synced : closed;
  if (error_ != 0) return give_up();
  if (is_input(path_)) return over_an_input(path_);  // it may have become one meanwhile
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) {
    error_ = errno;
    return give_up();
  }
  temporary_.clear();
  const Descriptor folder(::open(folder_of(path_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.get() >= 0) ::fsync(folder.get());
  return std::nullopt;
}

}  // namespace rubric::formats
