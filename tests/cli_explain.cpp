// rubric explain: derivations whose lines add up, exact values, faults, and how the unit is found.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/number.hpp"
#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;
using nlohmann::json;
using rubric::engine::Rational;

namespace {

Rational number(const std::string& text) {
  const auto value = rubric::engine::parse_decimal(text);
  REQUIRE_MESSAGE(value.has_value(), text);
  return *value;
}

/// Both ends of "0.00..5.00"; of "3.00" twice the same.
std::pair<Rational, Rational> interval(const std::string& text) {
  const std::vector<std::string> parts = split(text, "..");
  return {number(parts.front()), number(parts.back())};
}

}  // namespace

TEST_CASE("an explanation's lines add up to the total, in both languages, as text and as JSON") {
  for (const Case& c : cases) {
    CAPTURE(c.rules);
    const Cells expected = csv_rows(read(project(c.expected)))[1];
    const Cells headings = csv_rows(read(project(c.expected)))[0];
    const std::string total_score = expected[expected.size() - 2];
    for (const std::string language : {"zh", "en"}) {
      const Run run = program(
          {"explain", c.rules, c.units, "--unit", expected[0], "--format", "json", "--lang", language});
      CHECK(run.status == 0);
      const json explained = json::parse(run.out);
      CHECK(explained["unit"] == json::array({expected[0], expected[1]}));
      CHECK(ends(explained["total"].get<std::string>()) == ends(total_score));
      CHECK(explained["grade"] == expected.back());
      Rational low = 0, high = 0;
      REQUIRE(explained["items"].size() + 4 == expected.size());
      for (std::size_t i = 0; i < explained["items"].size(); ++i) {
        const json& item = explained["items"][i];
        CAPTURE(item["title"].get<std::string>());
        CHECK(item["title"] == headings[i + 2]);
        CHECK(item["clause"] != "");
        CHECK(item["steps"].size() >= 1);
        CHECK(item["figures"].size() >= 1);
        const auto score = interval(item["score"]), lost = interval(item["lost"]);
        CHECK(score == interval(expected[i + 2]));
        CHECK(score.first + lost.second == number(item["points"]));
        CHECK(score.second + lost.first == number(item["points"]));
        low += score.first;
        high += score.second;
      }
      // The only adjustment among the cases is a bonus of 0; rounding to 2 decimals is the last step.
      const rubric::engine::Rounding rounding{rubric::engine::RoundingMode::half_up, 2};
      CHECK(round(low, rounding) == interval(total_score).first);
      CHECK(round(high, rounding) == interval(total_score).second);

      const Run text = program({"explain", c.rules, c.units, "--unit", expected[0], "--lang", language});
      CHECK(text.status == 0);
      for (const json& item : explained["items"]) {
        const std::string score = item["score"], lost = item["lost"];
        const std::string line = language == "zh" ? "：得 " + score + "分，扣 " + lost + "分\n"
                                                  : ": " + score + " points, lost " + lost + "\n";
        CHECK(contains(text.out, item["title"].get<std::string>()));
        CHECK(contains(text.out, line));
      }
      const std::string end = explained["total"].get<std::string>();
      CHECK(contains(text.out, language == "zh" ? "\n总分：" + end + "分，等级：" + expected.back()
                                                : "\ntotal: " + end + " points, grade: " + expected.back()));
    }
  }
}

TEST_CASE("an explanation shows clause, figures with cell and unit, formula, exact value and rounding") {
  const Run run = program({"explain", town, town_units, "--unit", "广普镇人民政府 2024", "--lang", "zh"});
  const std::string item = run.out.substr(run.out.find("8. 预算执行率（10分）：得 9.86分，扣 0.14分"));
  const std::string lines = item.substr(0, item.find("9. "));
  CAPTURE(lines);
  CHECK(contains(lines, "依据："));
  CHECK(contains(lines, "用款额度 3402万元（K2）"));
  CHECK(contains(lines, "预算数 3452万元（J2）"));
  CHECK(contains(lines, "用款额度 ÷ 预算数，四舍五入保留1位小数的百分数 ＝ 3402万元 ÷ 3452万元"));
  CHECK(contains(lines, "≈98.551564% → 98.6%"));  // 3402/3452 = 0.985515643…
  CHECK(contains(lines, "10分 × 98.6% ÷ 100% ＝ 9.86分"));
  CHECK_FALSE(contains(lines, "9.86分 → 9.86分"));  // a rounding that changes nothing is not told
  const std::string english =
      program({"explain", town, town_units, "--unit", "广普镇人民政府", "--lang", "en"}).out;
  CHECK(
      contains(english, "用款额度 / 预算数, half up to 1 places of a percent = 3402 wanyuan / 3452 wanyuan"));
  CHECK(contains(english, "half up to 2 places"));
  CHECK_FALSE(contains(english, "＋"));
}

TEST_CASE("a value that does not end is given exactly, where it is computed") {
  const Run run = program({"explain", subdistrict, "examples/bishan-subdistrict-2023/units.csv", "--unit",
                           "2023", "--lang", "zh"});
  // 13006.70/18580.25 = 260134/371605 and ten times that 520268/74321.
  CHECK(contains(run.out, "≈70.002826%（准确值 260134/371605）"));
  CHECK(contains(run.out, "≈7.000283分（准确值 520268/74321）"));
  CHECK(contains(run.out, "≈7.000283分 → 7.00分\n"));
}

TEST_CASE("what cannot be computed is explained as that") {
  const Run run = program({"explain", subdistrict, "tests/corpus/data/zero-denominator.csv", "--unit",
                           "零预算街道", "--lang", "zh"});
  CHECK(contains(run.out, "1. 预算执行率（10分）：无法计算\n"));
  CHECK(contains(run.out, "2. 生态修复有效性（10分）：得 10.00分，扣 0.00分\n"));
  CHECK(contains(run.out, "\n总分：无法计算\n"));
  CHECK(contains(run.err, "E821"));
}

TEST_CASE("the unit is found by its identity, and a near miss is suggested") {
  const std::string units = "tests/corpus/data/crlf.csv";
  CHECK(contains(program({"explain", subdistrict, units, "--unit", "碧水街道"}).out, "碧水街道 2023"));
  CHECK(contains(program({"explain", subdistrict, units, "--unit", "碧水街道 2023"}).out, "碧水街道 2023"));
  CHECK(contains(program({"explain", subdistrict, units, "--unit", " 碧水街道　２０２３ "}).out,
                 "碧水街道 2023"));
  CHECK(split(program({"explain", subdistrict, units, "--unit", "2023"}).out, "规则：").size() == 4);
  const Run near = program({"explain", subdistrict, units, "--unit", "碧山街道"});
  CHECK(near.out == "");
  CHECK(contains(near.err, "[E734]"));
  CHECK(contains(near.err, "“碧水街道”"));
}

TEST_CASE("several units explained as JSON are one array") {
  const json all = json::parse(
      program({"explain", subdistrict, "tests/corpus/data/crlf.csv", "--unit", "2023", "--format", "json"})
          .out);
  REQUIRE(all.is_array());
  REQUIRE(all.size() == 3);
  CHECK(all[2]["unit"][0] == "红岩街道");
}
