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
  // Several chunks, most rows regular, so that threads have to take turns with both kinds.
  const std::string regular = many_units(6'000, "examples/bishan-subdistrict-2023/units.csv");
  REQUIRE(regular.size() > 4 * (128u << 10));
  std::vector<std::string> lines = split(regular, "\n");
  for (std::size_t i = 50; i < lines.size(); i += 100) lines[i] = replaced(lines[i], ",", ",约");
  std::string mixed;
  for (const std::string& line : lines) mixed += line.empty() ? "" : line + "\n";
  struct Case {
    std::string rules, data;
  };
  for (const Case& one : {Case{"rulesets/bishan/subdistrict-2023.rules", mixed},
                          Case{"rulesets/bishan/town-2024.rules", many_units(400)}}) {
    const std::string data = folder.file("units.csv", one.data);
    const Run alone = program({"score", one.rules, data, "--threads", "1"});
    CHECK(alone.status < 2);
    CHECK(split(alone.out, "\n").size() == split(one.data, "\n").size());
    for (const std::string threads : {"2", "7"}) {
      const Run more = program({"score", one.rules, data, "--threads", threads});
      CHECK(more.out == alone.out);
      CHECK(more.err == alone.err);
      CHECK(more.status == alone.status);
    }
    Setting from_input;
    from_input.input = data;
    const Run filter = program({"score", one.rules, "-"}, from_input);
    CHECK(filter.out == alone.out);
    CHECK(filter.status == alone.status);
  }
  const std::string data = folder.file("units.csv", many_units(400));
  // Read whole for its encoding: the same scores.
  const std::string gb = folder.file("gb.csv", encoded(many_units(400), "GB18030"));
  CHECK(program({"score", rules, gb}).out == program({"score", rules, data}).out);
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
  CHECK(contains(run.err, "第 " + std::to_string(good.size() + 1) + " 个字节"));
  CHECK(folder.names() == std::vector<std::string>{"cut.csv", "units.csv"});
}

TEST_CASE("why a run ends is said however many findings there were") {
  const Folder folder;
  const std::string good = many_units(12'000, "examples/bishan-subdistrict-2023/units.csv");
  REQUIRE(good.size() > 1u << 20);
  const std::size_t body = good.find('\n') + 1;
  const std::string row = good.substr(body, good.find('\n', body) - body), bad = row + ",多\n";
  std::string faulty = good.substr(0, body);
  for (int i = 0; i < 300; ++i) faulty += bad;
  faulty += good.substr(body);
  const std::string rules_of = "rulesets/bishan/subdistrict-2023.rules";
  const std::string cut = folder.file("cut.csv", faulty + "\xFF\n");
  const Run run = program({"score", rules_of, cut, "-o", folder / "scores.csv"});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "E704"));
  CHECK(contains(run.err, "另有 100 条没有列出"));
  CHECK(run.err.find("E704") > run.err.find("另有 100 条没有列出"));
  const std::string whole = folder.file("whole.csv", faulty);
  const Run full = program({"score", rules_of, whole, "-o", "/dev/full"});
  CHECK(full.status == 2);
  CHECK(contains(full.err, "E703"));
  // What holds for all rows is said, too: none of these is of the rules' year.
  const std::string late = folder.file("late.csv", replaced(faulty, ",2023,", ",2031,"));
  CHECK(contains(program({"score", rules_of, late, "-o", folder / "scores.csv"}).err, "W735"));
}

}  // namespace rubric::testing
