// rubric score on long data: threads, standard input, what cannot be written.

#include <doctest/doctest.h>

#include "tests/files.hpp"
#include "tests/program.hpp"

namespace rubric::testing {

namespace {

const std::string rules = "rulesets/bishan/town-2024.rules", units = "examples/bishan-town-2024/units.csv";

/// An example's units over and over.
std::string many_units(int times, const std::string& example = units) {
  const std::string text = read(project(example));
  const std::size_t body = text.find('\n') + 1;
  std::string all = text;
  for (int i = 1; i < times; ++i) all += text.substr(body);
  return all;
}

}  // namespace

TEST_CASE("a stream through the program is the same for any number of threads, and from standard input") {
  const Folder folder;
  const std::string data = folder.file("units.csv", many_units(400));
  const Run one = program({"score", rules, data, "--threads", "1"});
  CHECK(one.status < 2);
  CHECK(split(one.out, "\n").size() > 400);
  for (const std::string threads : {"2", "7"}) {
    const Run more = program({"score", rules, data, "--threads", threads});
    CHECK(more.out == one.out);
    CHECK(more.err == one.err);
    CHECK(more.status == one.status);
  }
  Setting from_input;
  from_input.input = data;
  const Run filter = program({"score", rules, "-"}, from_input);
  CHECK(filter.out == one.out);
  CHECK(filter.status == one.status);
  // Read whole for its encoding: the same scores.
  const std::string gb = folder.file("gb.csv", encoded(many_units(400), "GB18030"));
  CHECK(program({"score", rules, gb}).out == one.out);
  CHECK(program({"score", rules, data, "--threads", "0"}).status == 2);
}

TEST_CASE("a stream that cannot be written leaves nothing") {
  const Folder folder;
  const std::string data = folder.file("units.csv", many_units(400));
  CHECK(contains(program({"score", rules, data, "-o", "/dev/full"}).err, "E703"));
  CHECK(program({"score", rules, data, "-o", folder / "none/scores.csv"}).status == 2);
  // The first MiB is good, so that scoring has begun; these units have all data and are scored by columns.
  const std::string good = many_units(12'000, "examples/bishan-subdistrict-2023/units.csv");
  REQUIRE(good.size() > 1u << 20);
  const std::string cut = folder.file("cut.csv", good + "\xFF\n");
  const Run run =
      program({"score", "rulesets/bishan/subdistrict-2023.rules", cut, "-o", folder / "scores.csv"});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "E704"));
  CHECK(folder.names() == std::vector<std::string>{"cut.csv", "units.csv"});
}

}  // namespace rubric::testing
