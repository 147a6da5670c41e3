// rubric new: what it writes, that it writes over nothing, and that every template is sound.
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/files.hpp"
#include "tests/program.hpp"

using namespace rubric::testing;

namespace {

struct Template {
  std::vector<std::string> arguments;
  std::string name;   // of the template
  std::string files;  // what the written files are called
  std::vector<std::string> weights;
  std::vector<std::string> totals;  // of the two units, worked by hand
};
const Template templates[] = {
    {{"整体支出"}, "department-zh", "整体支出", {"10", "50", "30", "10"}, {"91.75", "59.75"}},
    {{"整体支出", "--with-cost"},
     "department-cost-zh",
     "整体支出",
     {"10", "40", "20", "10", "20"},
     {"90.50", "70.50"}},
    {{"项目支出"}, "project-zh", "项目支出", {"10", "50", "30", "10"}, {"94.40", "47.50"}},
    {{"项目支出", "--with-cost"},
     "project-cost-zh",
     "项目支出",
     {"10", "40", "20", "10", "20"},
     {"95.45", "47.00"}},
    {{"department", "--lang", "en"},
     "department-en",
     "department",
     {"10", "50", "30", "10"},
     {"91.75", "59.75"}},
    {{"department", "--lang", "en", "--with-cost"},
     "department-cost-en",
     "department",
     {"10", "40", "20", "10", "20"},
     {"90.50", "70.50"}},
    {{"project", "--lang", "en"}, "project-en", "project", {"10", "50", "30", "10"}, {"94.40", "47.50"}},
    {{"project", "--lang", "en", "--with-cost"},
     "project-cost-en",
     "project",
     {"10", "40", "20", "10", "20"},
     {"95.45", "47.00"}},
};

Run create(const Template& wanted, const std::string& path) {
  std::vector<std::string> arguments{"new", wanted.arguments[0], path};
  arguments.insert(arguments.end(), wanted.arguments.begin() + 1, wanted.arguments.end());
  return program(arguments);
}

/// The points of the first-level headings, in order.
std::vector<std::string> weights(const std::string& rules) {
  std::vector<std::string> found;
  for (const std::string& line : split(rules, "\n")) {
    const bool heading = line.compare(0, 12, "一级指标") == 0 || line.compare(0, 8, "section ") == 0;
    if (!heading) continue;
    const std::size_t blank = line.rfind("  ");
    found.push_back(line.substr(blank + 2, line.find_first_not_of("0123456789", blank + 2) - blank - 2));
  }
  return found;
}

}  // namespace

TEST_CASE("a new ruleset checks clean, its samples pass and its data score as worked by hand") {
  for (const Template& wanted : templates) {
    CAPTURE(wanted.name);
    const Folder folder;
    const Run made = create(wanted, folder / "2025");
    CHECK(made.status == 0);
    CHECK(made.err == "");
    const std::string rules = folder / ("2025/" + wanted.files + ".rules");
    const std::string data = folder / ("2025/" + wanted.files + ".csv");
    CHECK(contains(made.out, rules));

    const Run checked = program({"check", rules, "--lang", "zh"});
    CHECK(checked.status == 0);
    CHECK(contains(checked.out, "没有错误"));
    CHECK_FALSE(contains(checked.out, "["));  // no warning either
    const Run tested = program({"test", rules, "--lang", "zh"});
    CHECK(tested.status == 0);
    CHECK(contains(tested.out, "3 个样例通过，0 个不符"));
    const Run scored = program({"score", rules, data});
    CHECK(scored.status == 0);
    CHECK(contains(scored.err, "UTF-8 BOM"));  // nothing else is said
    const std::vector<Cells> rows = csv_rows(scored.out);
    REQUIRE(rows.size() == 3);
    CHECK(rows[1][rows[1].size() - 3] == wanted.totals[0]);
    CHECK(rows[2][rows[2].size() - 3] == wanted.totals[1]);
  }
}

TEST_CASE("the templates carry the weights of the notice, and are what is written") {
  for (const Template& wanted : templates) {
    CAPTURE(wanted.name);
    const std::string source = read(project("rulesets/templates/" + wanted.name + ".rules"));
    CHECK(weights(source) == wanted.weights);
    const Folder folder;
    REQUIRE(create(wanted, folder / "a.rules").status == 0);
    CHECK(folder.names() == std::vector<std::string>{"a.csv", "a.rules"});
    CHECK(read(folder / "a.rules") == source);
    // Spreadsheet programs need the mark when a CSV is opened by a double click.
    CHECK(read(folder / "a.csv") ==
          "\xEF\xBB\xBF" + read(project("rulesets/templates/" + wanted.name + ".csv")));
  }
  CHECK(files("rulesets/templates", ".rules").size() == std::size(templates));
}

TEST_CASE("an existing file is not written over, and nothing is written beside it") {
  const Folder folder;
  folder.file("整体支出.csv", "mine");
  const Run run = program({"new", "整体支出", folder / "."});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "不覆盖"));
  CHECK(folder.names() == std::vector<std::string>{"整体支出.csv"});
  CHECK(read(folder / "整体支出.csv") == "mine");
  // A link that leads nowhere is a file of that name, too.
  std::filesystem::create_symlink(folder / "nowhere", folder / "b.rules");
  CHECK(program({"new", "项目支出", folder / "b.rules"}).status == 2);
  CHECK_FALSE(std::filesystem::exists(folder / "nowhere"));
}

TEST_CASE("what cannot be written is said, and an unknown kind is a matter of usage") {
  const Folder folder;
  folder.file("a", "a file, not a folder");
  const Run run = program({"new", "整体支出", folder / "a/b"});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "[E703]"));
  CHECK(program({"new", "部门支出", folder / "c"}).status == 2);
  CHECK(folder.names() == std::vector<std::string>{"a"});
}
