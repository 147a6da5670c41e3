// No command writes its results over a file that it reads: data, rules or claims, by whatever path.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;
namespace fs = std::filesystem;

namespace {

/// Copies of a ruleset, its data and its claims, and links to the data.
struct Inputs {
  Folder folder;
  std::string rules, data, claims, link, page;

  Inputs()
      : rules(folder.file("a.rules", read(project(town)))),
        data(folder.file("units.csv", read(project("examples/bishan-town-2024/units.csv")))),
        claims(folder.file("claims.csv", read(project("examples/bishan-town-2024/claims.csv")))),
        link(folder / "link.csv"),
        page(folder / "link.html") {
    fs::create_symlink(data, link);
    fs::create_symlink(data, page);
  }

  bool unchanged() const {
    return read(rules) == read(project(town)) &&
           read(data) == read(project("examples/bishan-town-2024/units.csv")) &&
           read(claims) == read(project("examples/bishan-town-2024/claims.csv")) && fs::is_symlink(link) &&
           folder.names() ==
               std::vector<std::string>{"a.rules", "claims.csv", "link.csv", "link.html", "units.csv"};
  }
};

}  // namespace

TEST_CASE("results are not written over what is read") {
  const Inputs in;
  const std::string& r = in.rules;
  const std::string& d = in.data;
  const std::vector<std::vector<std::string>> commands = {
      {"score", r, d, "-o", d},
      {"score", r, d, "-o", in.link},
      {"score", r, in.link, "-o", d},
      {"score", r, d, "--format", "csv", "-o", r},
      {"score", r, d, "--format", "table", "-o", d},
      {"explain", r, d, "--unit", "2024", "--format", "json", "-o", d},
      {"goal", r, d, "--unit", "2024", "--total", "100", "--format", "json", "-o", r},
      {"report", r, d, "--unit", "2024", "--format", "html", "-o", d},
      {"audit", r, d, "--claims", in.claims, "--format", "json", "-o", in.claims},
      {"audit", r, d, "--claims", in.claims, "--format", "json", "-o", d},
      {"check", r, "--data", d, "--units", d},
      {"print", r, "--format", "html", "-o", r},
      {"diff", r, town, "--format", "json", "-o", r},
      {"fmt", r, "--to", "en", "-o", r},
      {"rescore", "--from", r, "--to", town, d, "-o", d},
      {"rescore", "--from", r, "--to", town, d, "-o", in.link},
      {"rescore", "--from", r, "--to", town, d, "--report", in.page},
  };
  for (const auto& command : commands) {
    const Run run = program(command);
    CAPTURE(command[0]);
    CAPTURE(run.err);
    CHECK(run.status == 2);
    CHECK(contains(run.err, command.back() + ": 错误[E703]"));
    CHECK(contains(run.err, "本次要读取的文件"));
    CHECK(contains(run.err, "so it is not overwritten"));
    CHECK(in.unchanged());
  }
}

TEST_CASE("data that come by redirection are not overwritten either") {
  const Inputs in;
  Setting setting;
  setting.input = in.data;
  CHECK(program({"score", in.rules, "-", "-o", in.data}, setting).status == 2);
  CHECK(in.unchanged());
}

TEST_CASE("results on standard output are not added to the data that they come from") {
  const Inputs in;
  Setting setting;
  setting.output = in.data;  // as >> units.csv
  const Run run = program({"score", in.rules, in.data, "-o", "-"}, setting);
  CHECK(run.status == 2);
  CHECK(contains(run.err, "[E703]"));
  CHECK(in.unchanged());
}

TEST_CASE("that nobody hears the findings does not keep the results from being written") {
  const Inputs in;
  write(in.data, replaced(read(in.data), ",2024,", ",24,"));  // E761
  Setting setting;
  setting.errors = "/dev/full";
  const Run run = program({"score", in.rules, in.data}, setting);
  CHECK(run.status == 1);
  CHECK(contains(run.out, "广普镇"));
}

TEST_CASE("a file beside the inputs is written, and fmt rewrites in place") {
  const Inputs in;
  const std::string old = in.folder.file("scores.csv", "old");
  CHECK(program({"score", in.rules, in.data, "-o", old}).status == 0);
  CHECK(contains(read(old), "广普镇"));
  const std::string loose = replaced(read(in.rules), "\n", "  \n");
  write(in.rules, loose);
  CHECK(program({"fmt", in.rules}).status == 0);
  CHECK(read(in.rules) == read(project(town)));  // which is canonical
}

TEST_CASE("an export does not replace the ledger it comes from") {
  const Inputs in;
  const std::string ledger = in.folder / "a.ledger";
  REQUIRE(program({"history", "init", ledger}).status == 0);
  REQUIRE(program({"history", "import", ledger, in.data}).status == 0);
  const std::string before = read(ledger);
  const Run run = program({"history", "export", ledger, "1", "-o", ledger});
  CHECK(run.status == 2);
  CHECK(contains(run.err, ledger + ": 错误[E703]"));
  CHECK(read(ledger) == before);
}
