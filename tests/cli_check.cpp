// rubric check: what it prints of every file, as text and as JSON, and of the proofs, as text, as SARIF, with
// data, and as units that can be scored.
// that can be scored.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;
using nlohmann::json;

namespace {

const std::string rules = R"(规则集 例
  满分  20分
  单项  不取整
  总分  四舍五入保留2位小数
数据
  满意度  %  0%至100%
  到位率  %  0%至100%
指标 满意度  10分
  实际  满意度，四舍五入保留0位小数的百分数
  分档
    ≥90%                10分
    60%(含)至90%(不含)   6分
    ＜60%                0分
指标 到位率  10分
  分档
    满意度 ≥ 90% 且 到位率 ≥ 90%  10分
    满意度 ＜ 90% 且 到位率 ＜ 90%  0分
)";

const std::string sliding = R"(规则集 例
  满分  10分
  单项  不取整
  总分  四舍五入保留2位小数
数据
  满意度  %  0%至100%
指标 满意度  10分
  实际  满意度，四舍五入保留2位小数的百分数
  分档
    ≥60%  10分
    其余   0分
等级  按取整后总分
  ≥6分  良
  ＜6分  差
)";

const std::string smooth = R"(规则集 例
  满分  10分
  单项  不取整
  总分  四舍五入保留2位小数
数据
  满意度  %  0%至100%
指标 满意度  10分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例
等级  按取整后总分
  ≥6分  良
  ＜6分  差
)";

const std::string units = "单位,满意度,到位率\n甲镇,95,95\n乙镇,95,50\n丙镇,80,95\n丁镇,10,20\n";

}  // namespace

TEST_CASE("a file or an output that is in the way does not take the other files' findings with it") {
  const Folder folder;
  const std::string good = folder.file("good.rules", rules);
  const Run run = program({"check", folder / "missing.rules", good});
  CHECK(run.status == 2);
  CHECK(contains(run.out, "missing.rules: 错误[E701]"));
  CHECK(contains(run.out, "[E212]"));  // 到位率 has cases without points
  const Run unwritten = program({"check", good, "--units", folder / "no/u.csv"});
  CHECK(unwritten.status == 2);
  CHECK(contains(unwritten.err, "[E703]"));
  CHECK(contains(unwritten.out, "[E212]"));
  const Run data = program({"check", good, "--data", folder / "no.csv"});
  CHECK(data.status == 2);
  CHECK(contains(data.err, "[E701]"));
  CHECK(contains(data.out, "[E212]"));
}

TEST_CASE("check reports every file, as text or as JSON") {
  const Run text = program({"check", bad_rules, subdistrict, "--lang", "zh"});
  CHECK(contains(text.out, "ten.rules:23:14: 错误[E301]"));
  CHECK(contains(text.out, subdistrict + ": 没有错误"));
  const Run run = program({"check", bad_rules, subdistrict, "--format", "json"});
  CHECK(run.status == 1);
  CHECK(run.err == "");
  const json all = json::parse(run.out);
  REQUIRE(all.size() == 10);
  CHECK(all[0]["code"] == "E301");
  CHECK(all[0]["severity"] == "error");
  CHECK(all[0]["file"] == bad_rules);
  CHECK(all[0]["line"] == 23);
  CHECK(all[0]["column"] == 14);
  CHECK(all[0]["width"] == 4);
  CHECK(all[0]["fixes"][0]["replacement"] == "全年预算");
  for (const json& found : all) {
    CHECK(found["zh"] != "");
    CHECK(found["en"] != "");
  }
  CHECK(json::parse(program({"check", subdistrict, "--format", "json"}).out) == json::array());
  CHECK(json::parse(program({"check", "no-such.rules", "--format", "json"}).out)[0]["code"] == "E701");
}

TEST_CASE("with data it is told which units a finding is about") {
  const Folder folder;
  const std::string file = folder.file("a.rules", rules), data = folder.file("units.csv", units);
  const Run run = program({"check", file, "--data", data, "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(contains(run.out, "[N222] E212：数据里 4 个单位中有 2 个是这种情形：乙镇、丙镇"));
  CHECK(program({"check", file, file, "--data", data}).status == 2);
  CHECK(program({"check", file, "--data", folder / "none.csv"}).status == 2);
}

TEST_CASE("the units that show what was found can be explained") {
  const Folder folder;
  const std::string file = folder.file("a.rules", rules), out = folder / "shown.csv";
  CHECK(program({"check", file, "--units", out}).status == 1);
  const std::vector<Cells> rows = csv_rows(read(out));
  REQUIRE(rows.size() == 2);
  CHECK(rows[1][0] == "1 E212 到位率");
  const Run run = program({"explain", file, out, "--unit", rows[1][0], "--lang", "zh"});
  CHECK(contains(run.err, "E823"));
  CHECK(contains(run.out, "到位率（10分）：无法计算"));
}

TEST_CASE("with --all what is good to know is told too") {
  const Folder folder;
  const std::string rows = folder.file("a.rules", sliding), line = folder.file("b.rules", smooth);
  CHECK_FALSE(contains(program({"check", rows}).out, "[N2"));
  const Run steps = program({"check", rows, "--all", "--lang", "zh"});
  CHECK(steps.status == 0);
  CHECK(contains(steps.out, "[N218] “满意度”相差最大的一处：满意度 59.99%，得 0分；满意度 60%，得 10分"));
  CHECK(contains(steps.out, "[N221] “满意度”按取整后的数定档"));
  CHECK(contains(steps.out, "得到证明  不成立  没有判定"));
  CHECK(contains(program({"check", line, "--all", "--lang", "zh"}).out,
                 "[N220] 等级取决于总分怎样取整：取整前 5.995分 是“差”，取整后 6分 是“良”"));
}

TEST_CASE("a unit that is 剔除 has no score that a step could lead from") {
  const Folder folder;
  const std::string file = folder.file(
      "a.rules",
      "规则集 样\n  满分  20分\n  单项  不取整\n  总分  不取整\n数据\n  a  个  0个至4个  整数\n  b  %  "
      "0%至100%\n"
      "指标 一  10分\n  不适用  a ＝ 0个，剔除，全表折算\n  实际  a\n  目标  ≥4个\n  计分  按比例\n"
      "指标 二  10分 ｜ 实际 b ｜ 目标 ≥100% ｜ 计分 按比例\n");
  const Run run = program({"check", file, "--all", "--lang", "zh"});
  CHECK(run.status == 0);
  CHECK_MESSAGE(!contains(run.out, "a 0个，得 0分"), run.out);
  CHECK_MESSAGE(contains(run.out, "[N218] “一”相差最大的一处：a "), run.out);
}

TEST_CASE("where every indicator may be 剔除 nothing is proved of all totals") {
  const Folder folder;
  const auto with = [](const std::string& more) {
    return "规则集 样\n  满分  20分\n  单项  不取整\n  总分  不取整\n数据\n  a  个  0个至4个  整数\n"
           "指标 一  10分\n  不适用  a ＝ 0个，剔除，全表折算\n  实际  a\n  目标  ≥4个\n  计分  按比例\n"
           "指标 二  10分\n" +
           more + "  实际  a\n  目标  ≥4个\n  计分  按比例\n等级 按取整后总分\n  ≥10分  优\n  ＜10分  差\n";
  };
  const std::string all = folder.file("a.rules", with("  不适用  a ≤ 1个，剔除，全表折算\n"));
  const Run open = program({"check", all, "--lang", "zh"});
  CHECK_MESSAGE(contains(open.out, "总分是不是都有等级，没有判定：参加折算的指标可能都不适用"), open.out);
  CHECK_MESSAGE(contains(open.out, "除数会不会为零，没有判定：参加折算的指标可能都不适用"), open.out);
  CHECK_MESSAGE(contains(open.out, "例如 a 0个"), open.out);
  // Not where one of them always applies, or never both are left out.
  for (const char* const more : {"", "  不适用  a ＝ 4个，剔除，全表折算\n"}) {
    const std::string some = folder.file("b.rules", with(more));
    CHECK(!contains(program({"check", some, "--lang", "zh"}).out, "没有判定："));
  }
}

TEST_CASE("SARIF has what the standard asks for") {
  const Folder folder;
  const std::string file = folder.file("某 镇.rules", rules);
  const Run run = program({"check", file, "--format", "sarif"});
  CHECK(run.status == 1);
  const json log = json::parse(run.out);
  CHECK(log.at("version") == "2.1.0");
  CHECK(log.at("$schema").get<std::string>().find("sarif-2.1.0") != std::string::npos);
  REQUIRE(log.at("runs").size() == 1);
  const json& one = log["runs"][0];
  CHECK(one.at("tool").at("driver").at("name") == "rubric");
  CHECK(one.at("columnKind") == "unicodeCodePoints");
  const json& known = one["tool"]["driver"].at("rules");
  REQUIRE(!one.at("results").empty());
  for (const json& result : one["results"]) {
    const json& rule = known.at(result.at("ruleIndex").get<std::size_t>());
    CHECK(rule.at("id") == result.at("ruleId"));
    CHECK(rule.at("defaultConfiguration").at("level") == result.at("level"));
    const std::string level = result["level"];
    CHECK((level == "error" || level == "warning" || level == "note"));
    CHECK(!result.at("message").at("text").get<std::string>().empty());
    const json& place = result.at("locations").at(0).at("physicalLocation");
    const std::string uri = place.at("artifactLocation").at("uri");
    CHECK(uri.find("%20") != std::string::npos);  // of the blank
    CHECK(uri.find(' ') == std::string::npos);
    CHECK(place.at("region").at("startLine").get<int>() >= 1);
    CHECK(place["region"].at("endColumn") > place["region"].at("startColumn"));
  }
  CHECK(one["results"][0]["ruleId"] == "E212");
  CHECK(json::parse(program({"check", "rulesets/bishan/town-2024.rules", "--format", "sarif"})
                        .out)["runs"][0]["results"]
            .is_array());
}
