// rubric report: tables and sections of units, and names from data that try to be something else.
#include <doctest/doctest.h>

#include <algorithm>

#include "formats/xlsx.hpp"
#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/workbook.hpp"

using namespace rubric::testing;

namespace {

const std::string town = "rulesets/bishan/town-2024.rules";
const std::string town_units = "examples/bishan-town-2024/units.csv";
const std::string rules = "tests/corpus/diagnostics/claims/rules.rules";

const std::string script = "<script>alert(1)</script>";
const std::string formula = "=HYPERLINK(\"\"http://a.example\"\",\"\"b\"\")";  // as a quoted cell
const std::string path_up = "../../x";
const std::string reversed = "甲\xE2\x80\xAE镇";

/// A unit for every name that is more than a name elsewhere.
std::string hostile() {
  return "单位,年度,完成率,满意度\n" + script + ",2024,90%,80%\n\"" + formula + "\",2024,90%,80%\n" +
         path_up + ",2024,90%,80%\n" + reversed + ",2024,90%,80%\n" + std::string(10'000, 'n') +
         ",2024,90%,80%\n" + "CON,,90%,80%\n甲镇,2024,90%,80%\n甲镇,2024,80%,80%\n";
}

}  // namespace

TEST_CASE("report as text: every indicator and the conclusion") {
  const Run run = program({"report", "rulesets/bishan/subdistrict-2023.rules",
                           "examples/bishan-subdistrict-2023/units.csv", "--unit", "璧泉街道办事处"});
  CHECK(run.status == 0);
  CHECK(run.out.find("三、绩效评价情况及结论\n\n（一）") == 0);
  CHECK(contains(run.out, "1. 预算执行率："));
  CHECK(contains(run.out, "分值 10分，得分 7.00分"));
  CHECK(contains(run.out, "本次绩效评价综合得分 97.00分，绩效评价等级为“优”。"));
}

TEST_CASE("report: a total that is not known is no conclusion") {
  const Run run = program({"report", town, town_units, "--unit", "广普镇人民政府 2024", "--lang", "zh"});
  CHECK(contains(run.out, "综合得分在 89.86..99.86分之间，等级在 良..优 之间，不能作为结论"));
  CHECK(contains(run.out, "扣 0.14分：目标 ≥100%，按比例：10分 × 98.6% ÷ 100% ＝ 9.86分"));
}

TEST_CASE("report as HTML: the usual table with its block of funds") {
  const Folder folder;
  CHECK(program({"report", "rulesets/lusong/subdistrict-2023.rules",
                 "examples/lusong-subdistrict-2023/units.csv", "--unit", "2023", "-o", folder / "a.html"})
            .status == 0);
  const std::string html = read(folder / "a.html");
  for (const char* const piece :
       {"预算资金", "1890.4万", ">一级指标<", ">二级指标<", ">三级指标<", ">年度指标值<", ">实际完成值<",
        ">偏差原因分析及改进措施<", ">99.00<", "rowspan=\"10\"", "等级：优"}) {
    CAPTURE(piece);
    CHECK(contains(html, piece));
  }
  CHECK_FALSE(contains(html, "http"));
}

TEST_CASE("report --all: names from data become neither markup nor path") {
  const Folder folder;
  const std::string data = folder.file("units.csv", hostile());
  const std::string out = folder / "forms";
  const Run run = program({"report", rules, data, "--all", "-o", out, "--lang", "zh"});
  CHECK(run.status == 0);
  CHECK(contains(run.out, "写好 8 个单位的自评表"));
  // Nothing was written beside the folder.
  CHECK(folder.names() == std::vector<std::string>{"forms", "units.csv"});
  std::string all;
  std::size_t number = 0;
  for (const std::string& name : {std::string("_script_alert(1)__script_ 2024"), std::string("___.._x 2024"),
                                  std::string("甲_U+202E_镇 2024"), std::string(180, 'n'),
                                  std::string("CON_"), std::string("甲镇 2024"), std::string("甲镇 2024 (2)"),
                                  std::string("=HYPERLINK(_http___a.example_,_b_) 2024")}) {
    CAPTURE(name);
    const std::string html = read(out + "/" + name + ".html");
    CHECK_FALSE(html.empty());
    all += html;
    ++number;
  }
  CHECK(number == 8);
  CHECK_FALSE(contains(all, "<script"));
  CHECK(contains(all, "&lt;script&gt;alert(1)"));
  CHECK_FALSE(contains(all, "\xE2\x80\xAE"));
  CHECK(contains(all, "&lt;U+202E&gt;"));
  CHECK(contains(all, "../../x 2024"));
}

TEST_CASE("report as XLSX: text stays text, scores are numbers") {
  if (!rubric::formats::has_xlsx()) return;
  const Folder folder;
  const std::string data = folder.file("units.csv", hostile());
  CHECK(program({"report", rules, data, "--all", "-o", folder / "forms", "--format", "xlsx"}).status == 0);
  for (const char* const name :
       {"=HYPERLINK(_http___a.example_,_b_) 2024", "_script_alert(1)__script_ 2024"}) {
    CAPTURE(name);
    const WorkbookContent book = read_workbook(folder / ("forms/" + std::string(name) + ".xlsx"));
    CHECK(book.formulas == 0);
    CHECK(book.links == 0);
    REQUIRE(book.sheets.size() == 1);
    const SheetContent& sheet = book.sheets[0];
    CHECK((contains(sheet.at("B2"), "=HYPERLINK(\"http") || contains(sheet.at("B2"), script)));
    CHECK(std::any_of(sheet.cells.begin(), sheet.cells.end(), [&](const auto& cell) {
      return (cell.second == "9" || cell.second == "9.00") &&
             std::count(sheet.numbers.begin(), sheet.numbers.end(), cell.first) == 1;
    }));
  }
}

TEST_CASE("what is in the way of a report is said") {
  const Folder folder;
  const std::string data =
      folder.file("units.csv", "单位,年度,完成率,满意度\n甲镇,2023,90%,80%\n甲镇,2024,90%,80%\n");
  const Run several = program({"report", rules, data, "--unit", "甲镇"});
  CHECK(several.status == 1);
  CHECK(contains(several.err, "[E919]"));
  CHECK(contains(several.err, "“甲镇 2023”"));
  CHECK(several.out.empty());
  CHECK(program({"report", rules, data, "--unit", "甲镇 2024"}).status == 0);
  CHECK(contains(program({"report", rules, data, "--unit", "乙镇"}).err, "[E734]"));
  const Run no_folder = program({"report", rules, data, "--all", "-o", data});
  CHECK(no_folder.status == 2);
  CHECK(contains(no_folder.err, "[E918]"));
  CHECK(program({"report", rules, data}).status == 2);
  CHECK(program({"report", rules, data, "--all"}).status == 2);
}
