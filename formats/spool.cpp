#include "formats/spool.hpp"

#include <cerrno>

namespace rubric::formats {

void Spool::fail() {
  if (error_ == 0) error_ = errno != 0 ? errno : EIO;
}

void Spool::write(std::string_view record) {
  if (error_ != 0) return;
  errno = 0;
  if (!file_) file_.reset(std::tmpfile());
  if (!file_) return fail();
  const auto size = static_cast<std::uint32_t>(record.size());
  const bool good = std::fwrite(&size, sizeof size, 1, file_.get()) == 1 &&
                    std::fwrite(record.data(), 1, record.size(), file_.get()) == record.size();
  if (!good) return fail();
  ++written_;
}

void Spool::rewind() {
  read_ = 0;
  if (!file_ || error_ != 0) return;
  errno = 0;
  if (std::fflush(file_.get()) != 0 || std::fseek(file_.get(), 0, SEEK_SET) != 0) fail();
}

bool Spool::next(std::string& record) {
  if (error_ != 0 || read_ == written_) return false;
  errno = 0;
  std::uint32_t size = 0;
  bool good = std::fread(&size, sizeof size, 1, file_.get()) == 1;
  if (good) {
    record.resize(size);
    good = std::fread(record.data(), 1, size, file_.get()) == size;
  }
  if (!good) {
    fail();
    return false;
  }
  ++read_;
  return true;
}

}  // namespace rubric::formats
