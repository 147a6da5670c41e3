// A folder of rules: each row is scored by the version in force in its year.
#include <doctest/doctest.h>

#include "tests/files.hpp"
#include "tests/program.hpp"

using namespace rubric::testing;

namespace {

std::string rules(const std::string& name, const std::string& period, const std::string& target,
                  const std::string& identity = "单位、年度") {
  return "规则集 " + name + "\n  适用  " + period + "\n  标识  " + identity +
         "\n  满分  10分\n  单项  四舍五入保留2位小数\n  总分  四舍五入保留2位小数\n"
         "数据\n  " +
         name + "率  %  0%至100%\n指标 " + name + "  10分\n  实际  " + name + "率\n  目标  ≥" + target +
         "\n  计分  按比例\n";
}

const std::string first = "2022-01-01 至 2023-12-31", second = "2024-01-01 至 2024-12-31";

}  // namespace

TEST_CASE("a folder gives each row the version of its year") {
  const Folder folder;
  folder.file("甲.rules", rules("完成", first, "80%"));
  folder.file("乙.rules", rules("满意", second, "90%"));
  folder.file("共用.rules", "公式库 共用\n");
  const std::string data = folder.file("units.csv",
                                       "单位,年度,完成率,满意率\n甲镇,2022,60%,\n甲镇,2024,,45%\n"
                                       "乙镇,2023,80%,1%\n乙镇,2025,80%,90%\n丙镇,,80%,90%\n");
  const Run run = program({"score", folder / "", data, "--lang", "zh"});
  CHECK(run.status == 1);
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 6);
  CHECK(rows[0] == Cells{"单位", "年度", "满意", "完成", "总分", "规则", "问题"});
  CHECK(rows[1] == Cells{"甲镇", "2022", "", "7.50", "7.50", "甲.rules", ""});
  CHECK(rows[2] == Cells{"甲镇", "2024", "5.00", "", "5.00", "乙.rules", ""});
  CHECK(rows[3] == Cells{"乙镇", "2023", "", "10.00", "10.00", "甲.rules", ""});
  CHECK(contains(rows[4][6], "没有适用于 2025 年度的规则"));
  CHECK(contains(rows[5][6], "没有写年度"));
  CHECK(contains(run.err, "units.csv:5: 错误[E738]"));
  CHECK(contains(run.err, "units.csv:6: 错误[E740]"));

  const Run explained = program({"explain", folder / "", data, "--unit", "甲镇"});
  CHECK(explained.status == 0);
  CHECK(contains(explained.out, "完成（10分）"));
  CHECK(contains(explained.out, "满意（10分）"));
}

TEST_CASE("only the versions that a row needs ask for their columns") {
  const Folder folder;
  folder.file("甲.rules", rules("完成", first, "80%"));
  folder.file("乙.rules", rules("满意", second, "90%"));
  const std::string data = folder.file("units.csv", "单位,年度,满意率\n甲镇,2024,45%\n");
  const Run run = program({"score", folder / "", data});
  CHECK(run.status == 0);
  CHECK(run.err == "");
}

TEST_CASE("two versions in force for one year are that row's fault") {
  const Folder folder;
  folder.file("甲.rules", rules("完成", "2022-01-01 起", "80%"));
  folder.file("乙.rules", rules("满意", second, "90%"));
  const std::string data =
      folder.file("units.csv", "单位,年度,完成率,满意率\n甲镇,2023,80%,1%\n乙镇,2024,80%,90%\n");
  const Run run = program({"score", folder / "", data, "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(csv_rows(run.out)[1][4] == "10.00");
  CHECK(contains(run.err, "[E739] 2024 年度有两份规则适用：乙.rules、甲.rules"));
}

TEST_CASE("folders that cannot be used say why") {
  const Folder folder;
  const std::string data = folder.file("units.csv", "单位,年度,完成率\n甲镇,2024,80%\n");
  CHECK(contains(program({"score", folder / "", data}).err, "[E741]"));
  folder.file("甲.rules", rules("完成", first, "80%"));
  CHECK(contains(program({"score", folder / "", "-"}).err, "[E743]"));
  const std::string odd = folder.file("乙.rules", rules("满意", second, "90%", "单位"));
  CHECK(contains(program({"score", folder / "", data}).err, "甲.rules: 错误[E744]"));
  write(odd, replaced(rules("满意", second, "90%"), "  适用  " + second + "\n", ""));
  CHECK(contains(program({"score", folder / "", data}).err, "[E742]"));
}
