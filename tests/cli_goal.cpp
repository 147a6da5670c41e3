// rubric diff and rubric goal as a user runs them.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/files.hpp"
#include "tests/program.hpp"

using namespace rubric::testing;
using Json = nlohmann::json;

namespace {

const std::string old_rules = "tests/corpus/diff/目标提高.old.rules";
const std::string new_rules = "tests/corpus/diff/目标提高.new.rules";

std::string units(const Folder& folder) {
  return folder.file("units.csv",
                     "单位,全年预算,全年执行,群众满意度,信访批次,按时公开\n甲镇,1000,900,85%,0,是\n"
                     "乙镇,1000,900,85%,0,否\n");
}

/// The score of one column for one row of data, which is given as JSON.
std::string score(const std::string& rules, const Json& row, const std::string& column) {
  const Folder folder;
  const std::string data = folder.file("unit.jsonl", row.dump() + "\n");
  const Run run = program({"score", rules, data});
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 2);
  for (std::size_t i = 0; i < rows[0].size(); ++i) {
    if (rows[0][i] == column) return rows[1][i];
  }
  return "no such column";
}

}  // namespace

TEST_CASE("diff: the text says where, by how much, and that the rest is proved") {
  const Run run = program({"diff", old_rules, new_rules});
  CHECK(run.status == 0);
  CHECK(run.err == "");
  CHECK(contains(run.out, "  群众满意度 90%(含)至95%(不含)：少 2.00 分\n"));
  CHECK(contains(run.out, "  其余都相同：已证明\n"));
  CHECK(contains(run.out, "得分完全相同（已证明）：公开（10分）"));
  CHECK(contains(run.out, "优 → 良"));
  // 2023: 10 points × rate; 2024: 7 points from 80 % up to 100 %, so 1 (at 80 %) to 3 (just below 100 %)
  // less.
  const Run real =
      program({"diff", "rulesets/bishan/subdistrict-2023.rules", "rulesets/bishan/subdistrict-2024.rules"});
  CHECK(contains(real.out, "  全年执行 ÷ 全年预算 80%(含)至100%(不含)：少 1.00 至 3.00 分\n"));
  const Run english = program({"diff", old_rules, new_rules, "--lang", "en"});
  CHECK(contains(english.out, "群众满意度 90% (incl) to 95% (excl): 2.00 points less"));
  CHECK(contains(english.out, "equal elsewhere: proved"));
}

TEST_CASE("diff: every unit of the JSON replays with both rulesets") {
  const Json diff = Json::parse(program({"diff", old_rules, new_rules, "--format", "json"}).out);
  int replayed = 0;
  for (const Json& item : diff["items"]) {
    for (const Json& region : item["regions"]) {
      if (!region.contains("unit")) continue;
      const std::string column = item["new"];
      CHECK(score(old_rules, region["unit"], column) + "分" == region["old_score"]);
      CHECK(score(new_rules, region["unit"], column) + "分" == region["new_score"]);
      ++replayed;
    }
  }
  CHECK(replayed >= 4);
  REQUIRE_FALSE(diff["grade_moves"].empty());
  for (const Json& move : diff["grade_moves"]) {
    CHECK(score(old_rules, move["unit"], "等级") == move["old_grade"]);
    CHECK(score(new_rules, move["unit"], "等级") == move["new_grade"]);
    CHECK(score(new_rules, move["unit"], "总分") == move["new_total"]);
  }
}

TEST_CASE("diff --same: 1 unless the rulesets are proved to be the same") {
  CHECK(program({"diff", old_rules, new_rules, "--same"}).status == 1);
  CHECK(program({"diff", old_rules, old_rules, "--same"}).status == 0);
  const Run same = program(
      {"diff", "tests/corpus/diff/写法不同.old.rules", "tests/corpus/diff/写法不同.new.rules", "--same"});
  CHECK(same.status == 0);
  CHECK(contains(same.out, "等级：都相同，已证明"));
  CHECK(program({"diff", old_rules, "no-such.rules"}).status == 2);
}

TEST_CASE("goal: one change, with the ranges that reach the grade") {
  const Folder folder;
  // 10 + 8 + 10 + 10 = 38 is 优 already; without 公开 it is 28: 差, and 32 is out of reach but for 公开.
  const Run already = program({"goal", old_rules, units(folder), "--unit", "甲镇", "--grade", "优"});
  CHECK(already.status == 0);
  CHECK(contains(already.out, "已经达到"));
  const Run run = program({"goal", old_rules, units(folder), "--unit", "乙镇", "--grade", "良"});
  CHECK(run.status == 0);
  CHECK(contains(run.out, "按时公开（现为 否）：是"));
  CHECK(contains(run.out, "总分 38.00，优"));
  const Run stuck =
      program({"goal", old_rules, units(folder), "--unit", "乙镇", "--grade", "良", "--fixed", "按时公开"});
  CHECK(stuck.status == 0);
  CHECK(contains(stuck.out, "已证明：能改的数据不论怎样改，都达不到"));
  CHECK(contains(stuck.out, "总分也不超过 30"));
  const Json json = Json::parse(
      program({"goal", old_rules, units(folder), "--unit", "乙镇", "--total", "30", "--format", "json"}).out);
  CHECK(json["already"] == false);
  CHECK(json["proved_out_of_reach"] == false);
  for (const Json& one : json["alone"]) {
    if (one["datum"] == "群众满意度") CHECK(one["reached"] == Json::array({"90%(含)至100%(含)"}));
    if (one["datum"] == "全年预算") CHECK(one["proved_none"] == true);
  }
}

TEST_CASE("goal: questions that cannot be asked of the rules") {
  const Folder folder;
  const std::string data = units(folder);
  const auto said = [&](std::vector<std::string> aim, const std::string& rules = old_rules) {
    std::vector<std::string> words{"goal", rules, data, "--unit", "甲镇"};
    words.insert(words.end(), aim.begin(), aim.end());
    const Run run = program(words);
    CHECK(run.status == 2);
    CHECK(run.out == "");
    return run.err;
  };
  CHECK(contains(said({"--grade", "优秀"}), "错误[E240] 没有“优秀”这个等级：等级有 优、良、差"));
  CHECK(contains(said({"--total", "九十"}), "[E244]"));
  CHECK(contains(said({"--total", "38.5", "--fixed", "全年预祘"}), "[E242]"));
  said({"--grade", "优", "--total", "38"});
  said({});
  std::string text = read(project(old_rules));
  text = text.substr(0, text.find("等级  ")) + text.substr(text.find("样例 "));
  CHECK(contains(said({"--grade", "优"}, folder.file("no-grades.rules", text)), "[E241]"));
}

TEST_CASE("diff and goal need rules that score") {
  const Folder folder;
  const std::string unscored =
      folder.file("unscored.rules",
                  "规则集 甲\n  标识  单位\n  满分  不计分\n\n数据\n  人数  人  0至100人  整数\n"
                  "\n指标 人数  不计分\n  实际  人数\n  目标  ≥1人\n");
  const Run run = program({"diff", unscored, old_rules});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "[E243]"));
}
