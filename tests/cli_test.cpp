// rubric test: samples that hold and those that do not, what they cover, and the samples that it suggests.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;
using nlohmann::json;

TEST_CASE("test names every sample and says what differs") {
  const Folder folder;
  const std::string rules = read(project(subdistrict));
  const Run good = program({"test", subdistrict});
  CHECK(contains(good.out, "通过 璧泉街道办事处2023（核对 14 项）"));
  CHECK(contains(good.out, subdistrict + ": 7 个样例通过，0 个不符"));
  const std::string wrong = folder.file(
      "wrong.rules", replaced(rules, "应得 预算执行率  7.00分，自报", "应得 预算执行率  7.01分，自报"));
  const Run bad = program({"test", wrong, "--lang", "zh"});
  CHECK(bad.status == 1);
  CHECK(contains(bad.out, "不符 璧泉街道办事处2023"));
  CHECK(contains(bad.out, "应得 7.01分，规则给出 7分"));
  CHECK(contains(bad.out, "6 个样例通过，1 个不符"));
}

TEST_CASE("test --coverage names in words what no sample shows") {
  const Run zh = program({"test", town, "--coverage", "--lang", "zh"});
  CHECK(zh.status == 0);
  CHECK(contains(zh.out, "没有样例落在“80%(含)至90%(不含)”这一档"));
  const json all = json::parse(program({"test", town, "--coverage", "--format", "json"}).out);
  CHECK(all[0]["shown"] == 38);  // two of four grades, none of the nine values around their bounds
  CHECK(all[0]["all"] == 79);
}

TEST_CASE("test --suggest: what it prints passes once appended to the file") {
  for (const std::string& rules : files("rulesets", ".rules")) {
    if (contains(rules, "library/")) continue;  // a library has no samples, and its user imports by folder
    CAPTURE(rules);
    const Run suggested = program({"test", rules, "--suggest"});
    CHECK(suggested.status == 0);
    const Folder folder;
    const std::string longer = folder.file("longer.rules", read(project(rules)) + suggested.out);
    CHECK(program({"test", longer}).status == 0);
  }
}
