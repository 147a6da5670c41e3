// The program as a user meets it, whichever the command: its help, its exit statuses (docs/cli.md), where
// results go, what messages look like. Each command has a file of its own: cli_score.cpp, cli_explain.cpp, …
#include <doctest/doctest.h>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;

// --- help and usage ---

TEST_CASE("every command has help with an example that can be pasted") {
  const Folder folder;
  for (const char* const name : {"rulesets", "examples"}) {
    std::filesystem::create_directory_symlink(project(name), folder / name);
  }
  Setting there;
  there.folder = folder / ".";
  for (const std::string command :
       {"", "check", "test", "score", "explain", "audit", "fmt", "explain-code", "dump"}) {
    CAPTURE(command);
    std::vector<std::string> words;
    if (!command.empty()) words.push_back(command);
    words.push_back("--help");
    const Run help = program(words);
    CHECK(help.status == 0);
    CHECK(help.err == "");
    const std::string mark = "例 / example:  rubric ";
    REQUIRE(contains(help.out, mark));
    const std::string example = first_line(help.out.substr(help.out.find(mark) + mark.size()));
    if (!command.empty()) CHECK(split(example, " ")[0] == command);
    const Run run = program(split(example, " "), there);
    CAPTURE(run.err);
    CHECK(run.status == (command == "audit" ? 1 : 0));  // the town's report has slips
    CHECK(run.status != 2);
  }
  CHECK(contains(program({"--version"}).out, "rubric "));
  CHECK(program({"--version"}).status == 0);
}

TEST_CASE("usage errors are said in Chinese first, and an unknown command with the nearest") {
  const auto said = [](const std::vector<std::string>& words) { return program(words).err; };
  CHECK(said({"scor", "a", "b"}).starts_with("没有“scor”这个命令，是不是“score”？\n"));
  CHECK(said({"frobnicate"}).starts_with("没有“frobnicate”这个命令，可用的命令见 rubric --help\n"));
  CHECK(said({}).starts_with("后面要写命令"));
  CHECK(said({"score"}).starts_with("缺少必须写的“RULES”\nRULES is required\n"));
  CHECK(said({"score", subdistrict, town_units, "extra"}).starts_with("不认识“extra”"));
  CHECK(said({"score", subdistrict, town_units, "--lang"}).starts_with("“--lang”后面的值少写或多写了\n"));
  CHECK(said({"score", subdistrict, town_units, "--format", "xlsx"}).starts_with("“--format”的值不能用\n"));
  CHECK(said({"report", subdistrict, town_units, "--all", "--unit", "a"}).starts_with("“--"));
}

TEST_CASE("what cannot be run ends with 2") {
  const Folder folder;
  const std::string no_header = folder.file("blank.csv", ",,\n");
  const std::string binary = folder.file("binary.csv", "\xFF\xFE\xFF");
  const std::vector<std::string> commands[] = {
      {},
      {"frobnicate"},
      {"score"},
      {"score", subdistrict},
      {"score", subdistrict, town_units, "--format", "xlsx"},
      {"score", subdistrict, town_units, "extra"},
      {"explain", subdistrict, town_units},
      {"audit", subdistrict, town_units},
      {"check"},
      {"check", "--format", "yaml", subdistrict},
      {"dump", subdistrict, "--stage", "other"},
      {"check", "no-such.rules"},
      {"check", "rulesets"},
      {"check", bad_rules, "no-such.rules"},
      {"check", "no-such.rules", bad_rules},
      {"test", "no-such.rules"},
      {"test", "no-such.rules", town},
      {"dump", "no-such.rules"},
      {"dump", "no-such.rules", "--stage", "syntax"},
      {"score", "no-such.rules", town_units},
      {"score", subdistrict, "no-such.csv"},
      {"score", subdistrict, "examples"},
      {"score", subdistrict, no_header},
      {"score", subdistrict, binary},
      {"score", town, town_units, "-o", folder / "no-such-folder/scores.csv"},
      {"score", town, town_units, "-o", folder / "."},
      {"explain", town, "no-such.csv", "--unit", "甲"},
      {"audit", town, town_units, "--claims", "no-such.csv"},
      {"audit", town, "no-such.csv", "--claims", "examples/bishan-town-2024/claims.csv"},
      {"fmt"},
      {"fmt", "no-such.rules"},
      {"fmt", "--check", town, "no-such.rules"},
      {"fmt", "--check", town, "--to", "en"},
      {"fmt", town, "--to", "fr"},
      {"fmt", town, subdistrict, "--to", "en"},
      {"fmt", town, "-o", folder / "no-such-folder/town.rules"},
  };
  for (const auto& words : commands) {
    const Run run = program(words);
    CAPTURE(words);
    CHECK(run.status == 2);
    CHECK(run.err + run.out != "");
  }
}

TEST_CASE("what cannot be written ends with 2") {
  const std::string claims = "examples/bishan-town-2024/claims.csv";
  Setting full;
  full.output = "/dev/full";
  const std::vector<std::string> commands[] = {
      {"check", town},
      {"check", town, "--format", "json"},
      {"test", town},
      {"dump", town},
      {"score", town, town_units},
      {"score", town, town_units, "--format", "table"},
      {"explain", town, town_units, "--unit", "2024"},
      {"audit", town, town_units, "--claims", claims},
      {"explain-code", "E502"},
      {"fmt", town, "--to", "en"},
  };
  for (const auto& words : commands) {
    const Run run = program(words, full);
    CAPTURE(words);
    CHECK(run.status == 2);
    CHECK(contains(run.err, "E703"));
  }
  CHECK(program({"score", town, town_units, "-o", "/dev/full"}).status == 2);
}

TEST_CASE("something wrong with rules, data, samples or claims ends with 1, all well with 0") {
  const Folder folder;
  const std::string rules = read(project(subdistrict));
  const std::string wrong_sample =
      folder.file("wrong.rules", replaced(rules, "应得 总分  97.00分", "应得 总分  97.01分"));
  const std::string units = "examples/bishan-subdistrict-2023/units.csv";
  const std::string data = "tests/corpus/data/";

  CHECK(program({"check", subdistrict}).status == 0);
  CHECK(program({"check", bad_rules}).status == 1);
  CHECK(program({"check", bad_rules, subdistrict}).status == 1);
  CHECK(program({"check", subdistrict, bad_rules}).status == 1);
  CHECK(program({"test", subdistrict}).status == 0);
  CHECK(program({"test", wrong_sample}).status == 1);
  CHECK(program({"test", bad_rules}).status == 1);
  CHECK(program({"dump", subdistrict}).status == 0);
  CHECK(program({"dump", bad_rules}).status == 1);
  CHECK(program({"dump", bad_rules, "--stage", "syntax"}).status == 1);

  CHECK(program({"score", subdistrict, units}).status == 0);
  CHECK(program({"score", bad_rules, units}).status == 1);
  CHECK(program({"score", bad_rules, units}).out == "");
  CHECK(program({"score", subdistrict, data + "header-only.csv"}).status == 0);
  CHECK(program({"score", subdistrict, data + "other-year.csv"}).status == 0);  // a warning
  CHECK(program({"score", subdistrict, data + "word-in-number.csv"}).status == 1);
  CHECK(program({"score", subdistrict, data + "zero-denominator.csv"}).status == 1);
  CHECK(program({"score", subdistrict, data + "missing-column.csv"}).status == 1);
  CHECK(program({"score", subdistrict, data + "ragged-row.csv"}).status == 1);

  CHECK(program({"explain", subdistrict, units, "--unit", "璧泉街道办事处"}).status == 0);
  CHECK(program({"explain", subdistrict, units, "--unit", "无此街道"}).status == 1);
  CHECK(program({"explain", subdistrict, data + "word-in-number.csv", "--unit", "文字街道"}).status == 1);
  CHECK(program({"explain", subdistrict, data + "zero-denominator.csv", "--unit", "零预算街道"}).status == 1);
  CHECK(program({"explain", subdistrict, data + "zero-denominator.csv", "--unit", "青山街道"}).status == 0);

  const std::string claims = "examples/bishan-subdistrict-2023/claims.csv";
  CHECK(program({"audit", subdistrict, units, "--claims", claims}).status == 0);
  CHECK(program({"audit", town, town_units, "--claims", "examples/bishan-town-2024/claims.csv"}).status == 1);
}

// --- results and messages ---

TEST_CASE("results go to a file, by its ending, or to standard output") {
  const Folder folder;
  const std::string csv = program({"score", town, town_units}).out;
  const std::string jsonl = program({"score", town, town_units, "--format", "jsonl"}).out;
  CHECK(program({"score", town, town_units, "-o", "-"}).out == csv);
  struct Form {
    std::string name, text;
  };
  for (const Form& form : {Form{"scores.csv", csv}, {"scores.jsonl", jsonl}, {"scores.ndjson", jsonl}}) {
    const Run run = program({"score", town, town_units, "-o", folder / form.name});
    CHECK(run.status == 0);
    CHECK(run.out == "");
    CHECK(read(folder / form.name) == form.text);
  }
  CHECK(program({"score", town, town_units, "--output", folder / "scores.csv", "--format", "jsonl"}).status ==
        0);
  CHECK(read(folder / "scores.csv") == jsonl);
  const std::string claims = "examples/bishan-town-2024/claims.csv";
  CHECK(program({"audit", town, town_units, "--claims", claims, "-o", folder / "audit.txt"}).status == 1);
  CHECK(contains(read(folder / "audit.txt"), "E903"));
  CHECK(program({"explain", town, town_units, "--unit", "2024", "-o", folder / "explained.txt"}).status == 0);
  CHECK(contains(read(folder / "explained.txt"), "预算执行率"));
  CHECK(folder.names().size() == 5);  // nothing else was left
}

TEST_CASE("a run that fails leaves the old results as they were") {
  const Folder folder;
  const std::string old = folder.file("scores.csv", "old\n");
  CHECK(program({"score", town, "no-such.csv", "-o", old}).status == 2);
  CHECK(program({"score", bad_rules, town_units, "-o", old}).status == 1);
  CHECK(read(old) == "old\n");
  CHECK(folder.names().size() == 1);
}

TEST_CASE("messages come in the language of the file first, or in the one asked for") {
  const auto said = [](const std::string& file, const std::vector<std::string>& lang) {
    std::vector<std::string> words{"check", file};
    words.insert(words.end(), lang.begin(), lang.end());
    return program(words).out;
  };
  const std::string english = "tests/corpus/errors/ten-en.rules";
  CHECK(said(bad_rules, {}).find("错误[E301]") < said(bad_rules, {}).find("error: there is no datum"));
  CHECK(said(english, {}).find("error[E301]") < said(english, {}).find("错误: 没有叫"));
  CHECK_FALSE(contains(said(bad_rules, {"--lang", "zh"}), "error:"));
  CHECK_FALSE(contains(said(bad_rules, {"--lang", "en"}), "错误"));
  CHECK(contains(said(subdistrict, {"--lang", "en"}), "no errors"));
}

TEST_CASE("text for a terminal shows control characters and direction marks as their codes") {
  const Folder folder;
  std::string data = read(project("tests/corpus/data/crlf.csv"));
  data = replaced(data, "碧水街道", "碧\x1B[2J水\xE2\x80\xAE街道");
  const std::string units = folder.file("units.csv", data);
  const Run explained = program({"explain", subdistrict, units, "--unit", "2023"});
  CHECK(contains(explained.out, "碧<U+001B>[2J水<U+202E>街道"));
  const Run table = program({"score", subdistrict, units, "--format", "table"});
  CHECK(contains(table.out, "碧<U+001B>[2J水<U+202E>街道"));
  const std::string claims =
      folder.file("claims.csv", "单位,年度,总分\n碧\x1B[2J水\xE2\x80\xAE街道,2023,\x1B[31m9\n");
  const Run audit = program({"audit", subdistrict, units, "--claims", claims});
  CHECK(contains(audit.out, "碧<U+001B>[2J水<U+202E>街道"));
  const Run unknown = program({"explain", subdistrict, units, "--unit", "\x1B[2J\xE2\x80\xAE"});
  CHECK(contains(unknown.err, "<U+001B>[2J<U+202E>"));
  const Run file = program({"check", "no\x1B[2J.rules"});
  CHECK(contains(file.out, "no<U+001B>[2J.rules"));
  for (const Run* run : {&explained, &table, &audit, &unknown, &file}) {
    CHECK((run->out + run->err).find('\x1B') == std::string::npos);
    CHECK((run->out + run->err).find("\xE2\x80\xAE") == std::string::npos);
  }
  // The CSV is data: it keeps the name as it is.
  CHECK(contains(program({"score", subdistrict, units}).out, "碧\x1B[2J水\xE2\x80\xAE街道,2023,"));
}

TEST_CASE("every stage can be printed") {
  CHECK(contains(program({"dump", town, "--stage", "syntax"}).out, "indicator"));
  CHECK(contains(program({"dump", town, "--stage", "ruleset"}).out, "预算执行率"));
  CHECK(contains(program({"dump", town, "--stage", "plan"}).out, "divide"));
}
