// rubric audit: what it finds in published reports, and how claims meet the data.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;
using nlohmann::json;

namespace {

/// "D2 E903": each finding's cell and code, in their order.
std::vector<std::string> findings(const std::string& folder, const std::string& rules) {
  const Run run = program({"audit", rules, "examples/" + folder + "/units.csv", "--claims",
                           "examples/" + folder + "/claims.csv", "--format", "json"});
  std::vector<std::string> found;
  for (const json& finding : json::parse(run.out)) {
    std::string letters;
    for (int column = finding["column"]; column > 0; column = (column - 1) / 26) {
      letters.insert(letters.begin(), static_cast<char>('A' + (column - 1) % 26));
    }
    found.push_back(letters + std::to_string(finding["line"].get<int>()) + " " +
                    finding["code"].get<std::string>());
  }
  const bool wrong = std::any_of(found.begin(), found.end(),
                                 [](const std::string& f) { return f.find(" E") != std::string::npos; });
  CHECK(run.status == (wrong ? 1 : 0));
  return found;
}

std::string audit_text(const std::string& folder, const std::string& rules, const std::string& language) {
  return program({"audit", rules, "examples/" + folder + "/units.csv", "--claims",
                  "examples/" + folder + "/claims.csv", "--lang", language})
      .out;
}

}  // namespace

TEST_CASE("audit of the government services office: the items do not add up, two are wrong") {
  const std::string folder = "bishan-government-services-2021";
  const std::string rules = "rulesets/bishan/government-services-2021.rules";
  CHECK(findings(folder, rules) ==
        std::vector<std::string>{"D2 E903", "F2 E903", "K2 E905", "F2 N922", "K2 N911"});
  const std::string text = audit_text(folder, rules, "zh");
  CHECK(contains(text, "自报 15分，按规则应得 14.985分（多 0.015分）"));
  CHECK(contains(text, "自报 10分，按规则应得 15分（少 5分）"));
  CHECK(contains(text, "合计 95分，自报总分 99.99分（多 4.99分）"));
  CHECK(contains(text, "取整前 99.985分，取整后正好是自报总分 99.99分"));
  CHECK(contains(text, "事件数”一格，10 改为 15，就全部对得上"));
  const std::string english = audit_text(folder, rules, "en");
  CHECK(contains(english, "claims 10 points; the rules give 15 (5 too few)"));
  CHECK(contains(english, "add up to 95, but the declared total is 99.99"));
}

TEST_CASE("audit of the town: the items do not add up, one is wrong") {
  CHECK(findings("bishan-town-2024", town) == std::vector<std::string>{"J2 E903", "U2 E905", "U2 N923"});
  const std::string text = audit_text("bishan-town-2024", town, "zh");
  CHECK(contains(text, "自报 10分，按规则应得 9.86分（多 0.14分）"));
  CHECK(contains(text, "合计 100分，自报总分 99.09分（少 0.91分）"));
}

TEST_CASE("audit of the project: the declared total is above what is possible") {
  const std::string rules = "rulesets/panlong/project-2023.rules";
  CHECK(findings("panlong-project-2023", rules) == std::vector<std::string>{"C2 E907"});
  CHECK(contains(audit_text("panlong-project-2023", rules, "zh"),
                 "自报总分 95分，高于已公布数据可能得到的最高总分 93.71分"));
}

TEST_CASE("a claimed total that says its unit is not given it twice") {
  const Folder folder;
  const std::string rules =
      folder.file("a.rules",
                  "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n  完成率 % 0%至100%\n"
                  "指标 完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  const std::string data = folder.file("a.csv", "单位,年度,完成率\n甲,2024,50%\n");
  const std::string claims = folder.file("c.csv", "单位,年度,总分\n甲,2024,5分\n");
  const Run run = program({"audit", rules, data, "--claims", claims, "--lang", "zh"});
  CHECK(contains(run.out, "自报 5分，"));
}

TEST_CASE("audit: blank cells are said, and nothing is called right that was not compared") {
  const Folder folder;
  const std::string rules = "tests/corpus/diagnostics/claims/rules.rules";
  const std::string units = "tests/corpus/diagnostics/claims/units.csv";
  const std::string claims = folder.file("claims.csv",
                                         "单位,年度,任务完成,群众满意,总分,等级\n甲镇,2024年,9,,17,\n"
                                         "乙镇,2024,,,,\n戊镇,2024,9.86,8,,良\n丙镇,2024,,5,16,良\n");
  const Run run = program({"audit", rules, units, "--claims", claims, "--lang", "zh"});
  CHECK(contains(run.out, "甲镇 2024：按规则 17.00分 良，自报 17分，能核对的没有发现问题\n"));
  CHECK(contains(run.out, "claims.csv:2: 说明[N957] “群众满意”“等级”没有填，没有核对\n"));
  CHECK(contains(run.out, "自报 无，没有核对\n"));
  CHECK(contains(run.out, "claims.csv:3: 说明[N957] 这一行自报的各格都没有填，没有核对\n"));
  CHECK(contains(run.out, "claims.csv:4:5（E4“总分”）: 说明[N957] “总分”没有填，没有核对\n"));
  CHECK(contains(run.out, "自报 良，能核对的没有发现问题\n"));
  CHECK(contains(run.out, "，2 条\n"));  // the blank cell of 丙镇 and its total
  CHECK_FALSE(contains(run.out, "，没有发现问题"));
  CHECK(split(run.out, "N957").size() == 5);
  const Run english = program({"audit", rules, units, "--claims", claims, "--lang", "en"});
  CHECK(contains(english.out, "claimed 17 points, nothing found in what can be compared\n"));
  CHECK(contains(english.out, "“群众满意”, “grade” are left blank and not compared\n"));
  CHECK(contains(english.out, "claimed nothing, nothing compared\n"));
}

TEST_CASE("audit finds nothing where the report is right") {
  CHECK(findings("bishan-subdistrict-2023", subdistrict).empty());
  // Its report gives no grade.
  CHECK(findings("lusong-subdistrict-2023", "rulesets/lusong/subdistrict-2023.rules") ==
        std::vector<std::string>{"AH2 N957"});
  CHECK(contains(audit_text("bishan-subdistrict-2023", subdistrict, "zh"), "没有发现问题"));
}

TEST_CASE("audit: claims and data are matched by identity, whatever their order, encoding and width") {
  const Folder folder;
  const std::string units = "tests/corpus/data/crlf.csv";
  const std::string claims = folder.file(
      "claims.csv",
      encoded("年度,总分,单位\r\n２０２３,88.00,红岩街道\r\n2023,97,碧水街道\r\n2023,1,无此街道\r\n",
              "GB18030"));
  const Run run = program({"audit", subdistrict, units, "--claims", claims, "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(contains(run.out, "红岩街道 2023：按规则 88.00分 良，自报 88.00分"));
  CHECK(contains(run.out, "claims.csv:4: 错误[E736] 自报表里的单位“2023 无此街道”") ==
        false);  // the identity is in the rules' order
  CHECK(contains(run.out, "claims.csv:4: 错误[E736] 自报表里的单位“无此街道 2023”"));
  CHECK(split(run.out, "错误").size() == 2);
}

TEST_CASE("audit: units without a claim are told, and a unit that stands twice in the data") {
  const Folder folder;
  const std::string rules = "tests/corpus/diagnostics/claims/rules.rules";
  const std::string units = folder.file("units.csv",
                                        "单位,年度,完成率,满意度\n甲镇,2024,90%,80%\n乙镇,2024,90%,80%\n丙镇,"
                                        "2024,90%,80%\n甲镇,2024,80%,80%\n");
  const std::string claims = folder.file("claims.csv", "单位,年度,总分,等级\n甲镇,2024,17,良\n");
  const Run run = program({"audit", rules, units, "--claims", claims});
  CHECK(run.status == 0);
  CHECK(contains(run.err,
                 "claims.csv:1: 说明[N770] 数据里有 2 个单位没有自报得分，没有核对：乙镇 2024、丙镇 2024\n"));
  CHECK(contains(run.err, "2 units of the data have no claims and are not compared: 乙镇 2024, 丙镇 2024\n"));
  CHECK(contains(run.err, "units.csv:5: 提醒[W760] “甲镇 2024”在第 2 行已有"));
  CHECK_FALSE(contains(run.out, "乙镇"));
}

TEST_CASE("audit: a unit that the data call otherwise is told with what may be meant") {
  const Folder folder;
  const std::string units =
      folder.file("units.csv", "单位,年度,完成率,满意度\n甲镇,2024,90%,80%\n碧水街道,2024,90%,80%\n");
  const std::string claims = folder.file(
      "claims.csv", "单位,年度,总分,等级\n甲镇,2024年,17,良\n碧水街道办,2024,17,良\n无此单位,2019,1,差\n");
  const Run run = program(
      {"audit", "tests/corpus/diagnostics/claims/rules.rules", units, "--claims", claims, "--lang", "zh"});
  CHECK(contains(run.out, "claims.csv:3: 错误[E736] 自报表里的单位“碧水街道办 2024”在数据里没有\n"));
  CHECK(contains(run.out, "可改为：“碧水街道 2024”\n"));
  CHECK(split(run.out, "可改为").size() == 2);
}

TEST_CASE("audit: a unit that stands twice in the claims is told, and both rows are compared") {
  const Folder folder;
  const std::string rules = "tests/corpus/diagnostics/claims/rules.rules";
  const std::string units = folder.file("units.csv", "单位,年度,完成率,满意度\n甲镇,2024,90%,80%\n");
  const std::string claims = folder.file(
      "claims.csv", "单位,年度,总分,等级\n甲镇,2024,17,良\n,,1,差\n ,,2,差\n甲镇 ,２０２４,16,良\n");
  const Run run = program({"audit", rules, units, "--claims", claims, "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(contains(run.err, "claims.csv:5: 提醒[W760] “甲镇 2024”在第 2 行已有"));
  CHECK(split(run.err, "W760").size() == 2);  // not of rows that name no unit
  CHECK(contains(run.out, "自报 17分 良，没有发现问题"));
  CHECK(contains(run.out, "claims.csv:5:3（C5“总分”）: 错误[E906]"));
}

TEST_CASE("audit: claims whose first row is no header are refused with the likely cause") {
  const Folder folder;
  const std::string rules = "tests/corpus/diagnostics/claims/rules.rules";
  const auto audit = [&](const std::string& text) {
    return program({"audit", rules, "tests/corpus/diagnostics/claims/units.csv", "--claims",
                    folder.file("claims.csv", text), "--lang", "zh"});
  };
  const Run commas = audit("单位，年度，总分，等级\n甲镇，2024，17，良\n");
  CHECK(commas.status == 1);
  CHECK(contains(commas.err,
                 "claims.csv:1: 错误[E763] 表头里找不到规则要用的列：规则要 5 列，找到 0 列。各列多半不是用"
                 "半角逗号隔开的"));
  for (const char* const other : {"E736", "W737", "N770"}) {
    CAPTURE(other);
    CHECK_FALSE(contains(commas.err + commas.out, other));
  }
  CHECK(contains(audit("自报得分表,,\n单位,年度,总分\n甲镇,2024,17\n").err, "像是表的标题"));
  // One column that is known, and the first row is the header.
  const Run some = audit("名称,总分\n甲镇,17\n");
  CHECK_FALSE(contains(some.err, "E763"));
  CHECK(contains(some.err, "W737"));
}

TEST_CASE("audit: claims without rows compare nothing, and that is said") {
  const Folder folder;
  const std::string claims = folder.file("claims.csv", "单位,年度,总分,等级\n");
  const Run run = program({"audit", "tests/corpus/diagnostics/claims/rules.rules",
                           "tests/corpus/diagnostics/claims/units.csv", "--claims", claims});
  CHECK(contains(run.err, "claims.csv:1: 提醒[W771] 自报表里没有能用的行，什么都没有核对"));
  CHECK_FALSE(contains(run.err, "N770"));
  CHECK(run.out.empty());
}
