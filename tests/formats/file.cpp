#include "formats/file.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "tests/files.hpp"

namespace rubric::formats {

using testing::contains;
using testing::Folder;
namespace fs = std::filesystem;

namespace {

using Names = std::vector<std::string>;

std::string told(const std::optional<engine::Diagnostic>& problem) {
  return problem
             ? std::string(engine::kind(problem->code).name) + " " + problem->message(engine::Language::en)
             : "";
}

/// Writes `text` to `path` and commits; what went wrong, or nothing.
std::string written(const std::string& path, const std::string& text) {
  OutputFile out;
  if (const auto problem = out.open(path)) return told(problem);
  out.write(text);
  return told(out.commit());
}

mode_t permissions(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a file is read whole, up to its limit") {
  const Folder folder;
  const std::string bytes = std::string(1000000, 'x') + std::string(1, '\0') + "\r\n\xFF";
  const std::string path = folder.file("a", bytes);
  std::string found;
  CHECK_FALSE(read_file(path, bytes.size(), found).has_value());
  CHECK(found == bytes);
  std::string nothing;
  CHECK_FALSE(read_file("/dev/null", 0, nothing).has_value());
  CHECK(nothing.empty());
}

TEST_CASE("what cannot be read is said") {
  const Folder folder;
  std::string found;
  CHECK(told(read_file(folder / "none", 100, found)) ==
        "E701 the file “" + (folder / "none") + "” cannot be read: No such file or directory");
  CHECK(contains(told(read_file(folder / ".", 100, found)), "E701"));
  CHECK(contains(told(read_file(folder / ".", 100, found)), "Is a directory"));
  const std::string big = folder.file("big", "12345");
  CHECK(told(read_file(big, 4, found)) == "E702 the file is too large: the limit is 4 bytes");
  CHECK(contains(told(read_file("/dev/zero", 1000, found)), "E702"));  // endless, and no size to go by
}

TEST_CASE("a new file appears with commit, and not before") {
  const Folder folder;
  OutputFile out;
  REQUIRE_FALSE(out.open(folder / "a").has_value());
  out.write("one\n");
  out.write(std::string(1 << 20, 'x'));
  CHECK_FALSE(fs::exists(folder / "a"));
  out.write("\nend");
  CHECK_FALSE(out.commit().has_value());
  CHECK(testing::read(folder / "a") == "one\n" + std::string(1 << 20, 'x') + "\nend");
  CHECK(folder.names() == Names{"a"});
}

TEST_CASE("without commit nothing is left, and the old file is as it was") {
  const Folder folder;
  const std::string old = folder.file("old", "old");
  for (const std::string name : {"old", "new"}) {
    OutputFile out;
    REQUIRE_FALSE(out.open(folder / name).has_value());
    out.write(std::string(1 << 20, 'x'));
  }
  CHECK(folder.names() == Names{"old"});
  CHECK(testing::read(old) == "old");
}

TEST_CASE("permissions are those of the old file, or those that a plain open would give") {
  const Folder folder;
  const mode_t mask = ::umask(027);
  CHECK(written(folder / "new", "x") == "");
  CHECK(permissions(folder / "new") == 0640);
  const std::string old = folder.file("old", "old");
  REQUIRE(::chmod(old.c_str(), 0604) == 0);
  CHECK(written(old, "x") == "");
  CHECK(permissions(old) == 0604);
  ::umask(mask);
}

TEST_CASE("links are followed to the file that they name") {
  const Folder folder;
  fs::create_directory(folder / "there");
  testing::write(folder / "there/file", "old");
  fs::create_symlink("there/file", folder / "link");
  fs::create_symlink("link", folder / "second");
  fs::create_symlink("there", folder / "folder");
  fs::create_symlink("there/new", folder / "dangling");
  CHECK(written(folder / "second", "1") == "");
  CHECK(testing::read(folder / "there/file") == "1");
  CHECK(written(folder / "folder/file", "2") == "");
  CHECK(testing::read(folder / "there/file") == "2");
  CHECK(written(folder / "dangling", "3") == "");
  CHECK(testing::read(folder / "there/new") == "3");
  for (const char* const link : {"link", "second", "folder", "dangling"})
    CHECK(fs::is_symlink(folder / link));
  CHECK(folder.names() == Names{"dangling", "folder", "link", "second", "there"});
  fs::create_symlink("circle", folder / "circle");
  CHECK(contains(written(folder / "circle", "x"), "E703"));
  CHECK(fs::is_symlink(folder / "circle"));
}

TEST_CASE("a full disk is said and nothing is left") {
  CHECK(contains(written("/dev/full", "x"), "E703 the file “/dev/full” cannot be written: No space left"));
  const Folder folder;
  fs::create_symlink("/dev/full", folder / "full");
  CHECK(contains(written(folder / "full", std::string(1 << 20, 'x')), "E703"));
  CHECK(folder.names() == Names{"full"});
  OutputFile out;
  REQUIRE_FALSE(out.open("/dev/full").has_value());
  CHECK_FALSE(out.failed());
  out.write(std::string(1 << 20, 'x'));
  CHECK(out.failed());  // known as soon as it is so
  CHECK(out.commit().has_value());
}

TEST_CASE("places that cannot be written to") {
  const Folder folder;
  CHECK(contains(written(folder / "none/a", "x"), "E703"));
  CHECK(contains(written(folder / ".", "x"), "Is a directory"));
  CHECK(contains(written("", "x"), "E703"));
  CHECK(folder.names().empty());
}

TEST_CASE("pieces of a file have places and are written in any order, what is written later comes behind") {
  const Folder folder;
  OutputFile out;
  REQUIRE_FALSE(out.open(folder / "a").has_value());
  REQUIRE(out.has_places());
  out.write("head\n");
  const std::uint64_t first = out.take_place(2), second = out.take_place(3);
  CHECK(first == 5);
  CHECK(second == 7);
  out.write("tail\n");
  std::thread([&] { out.write_at(second, "bb\n"); }).join();
  out.write_at(first, "a\n");
  REQUIRE_FALSE(out.commit().has_value());
  CHECK(testing::read(folder / "a") == "head\na\nbb\ntail\n");
  OutputFile device;
  REQUIRE_FALSE(device.open("/dev/null").has_value());
  CHECK_FALSE(device.has_places());
}

TEST_CASE("pipes are written to as they are") {
  const Folder folder;
  const std::string pipe = folder / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  std::string found;
  std::thread reader([&] { read_file(pipe, 1 << 22, found); });
  CHECK(written(pipe, std::string(1 << 21, 'x')) == "");
  reader.join();
  CHECK(found.size() == 1 << 21);
  CHECK(folder.names() == Names{"pipe"});
}

}  // namespace rubric::formats
