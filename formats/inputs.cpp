#include "formats/inputs.hpp"

#include <sys/stat.h>

#include <set>
#include <utility>

namespace rubric::formats {
namespace {

using Inputs = std::set<std::pair<dev_t, ino_t>>;

Inputs noted;
bool guarded = false;

void note(const struct stat& status) {
  if (guarded && S_ISREG(status.st_mode)) noted.emplace(status.st_dev, status.st_ino);
}

bool is_noted(const struct stat& status) {
  return noted.count({status.st_dev, status.st_ino}) > 0;
}

}  // namespace

InputGuard::InputGuard() {
  guarded = true;
}

InputGuard::~InputGuard() {
  guarded = false;
  noted.clear();
}

void note_input(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) note(status);
}

void note_input(int descriptor) {
  struct stat status {};
  if (::fstat(descriptor, &status) == 0) note(status);
}

void may_rewrite(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0) noted.erase({status.st_dev, status.st_ino});
}

bool is_input(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && is_noted(status);
}

bool is_input(int descriptor) {
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && is_noted(status);
}

}  // namespace rubric::formats
