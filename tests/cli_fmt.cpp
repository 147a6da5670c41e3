// rubric fmt: files made canonical in place, checked, left alone where they are wrong, and translated.
#include <doctest/doctest.h>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;

TEST_CASE("fmt --check names the files that are not canonical and writes nothing") {
  std::vector<std::string> words{"fmt", "--check"};
  for (const std::string& file : files("rulesets", ".rules")) words.push_back(file);
  const Run canonical = program(words);
  CHECK(canonical.status == 0);
  CHECK(canonical.out + canonical.err == "");

  const Folder folder;
  const std::string typed = replaced(read(project(town)), "目标  ≥", "目标：不低于");
  const std::string path = folder.file("town.rules", typed);
  const Run run = program({"fmt", "--check", town, path});
  CHECK(run.status == 1);
  CHECK(run.out == path + "\n");
  CHECK(read(path) == typed);
}

TEST_CASE("fmt rewrites files in place, or prints standard input") {
  const Folder folder;
  const std::string canonical = read(project(town)), other = read(project(subdistrict));
  const std::string path = folder.file("town.rules", replaced(canonical, "\n", "。\r\n"));
  const std::string second = folder.file("subdistrict.rules", replaced(other, "  ", "\t"));

  Setting from_file;
  from_file.input = path;
  CHECK(program({"fmt", "-"}, from_file).out == canonical);

  CHECK(program({"fmt", path, second}).status == 0);
  CHECK(read(path) == canonical);
  CHECK(read(second) == other);
  CHECK(folder.names() == std::vector<std::string>{"subdistrict.rules", "town.rules"});
}

TEST_CASE("fmt leaves a file with errors as it is") {
  const Folder folder;
  const std::string rules = read(project(town));
  // One line that cannot be read, and one that can but is wrong: a name that nobody declares.
  for (const std::string line : {"  目标 ≥\n", "  不得分 无此数据>0\n"}) {
    const std::string typed = replaced(rules, "等级  按", "指标 多出一项  0分\n" + line + "等级：按");
    const std::string path = folder.file("wrong.rules", typed);
    const std::string fine = folder.file("fine.rules", replaced(rules, "  ", "   "));
    const Run run = program({"fmt", path, fine});
    CAPTURE(line);
    CHECK(run.status == 1);
    CHECK(contains(run.err, "wrong.rules:"));
    CHECK(contains(run.err, "没有整理 / not formatted"));
    CHECK(read(path) == typed);
    CHECK(read(fine) == rules);
    CHECK(program({"fmt", "--check", path}).status == 1);
    CHECK(program({"fmt", path, "--to", "en"}).out == "");
  }
}

TEST_CASE("fmt --to says which file must be translated first") {
  const Run run = program({"fmt", "--to", "en", "examples/reform-three-districts/2025.rules"});
  CHECK(run.status == 1);
  CHECK(contains(run.err, "2025.rules:7: 承接或引用的“examples/reform-three-districts/2020.rules”没有译"));
  CHECK_FALSE(contains(run.err, "另一种语言里没有"));
}

TEST_CASE("fmt --to translates one file, to standard output or to -o") {
  const Folder folder;
  const std::string before = read(project(town));
  const Run english = program({"fmt", town, "--to", "en"});
  CHECK(english.status == 0);
  CHECK(first_line(english.out).substr(0, 8) == "ruleset ");
  CHECK(read(project(town)) == before);

  const std::string path = folder / "town-en.rules";
  CHECK(program({"fmt", town, "--to", "en", "-o", path}).status == 0);
  CHECK(read(path) == english.out);
  CHECK(program({"test", path}).status == 0);
  CHECK(program({"fmt", path, "--to", "zh"}).out == before);
}
