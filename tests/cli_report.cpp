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

/// The row in which column `column` has this text; fails the test if there is none.
std::string row_of(const SheetContent& sheet, char column, const std::string& text) {
  for (const auto& [cell, content] : sheet.cells) {
    if (cell[0] == column && content == text) return cell.substr(1);
  }
  FAIL("no cell with " << text);
  return "";
}

bool is_number(const SheetContent& sheet, const std::string& cell) {
  return std::count(sheet.numbers.begin(), sheet.numbers.end(), cell) == 1;
}

/// A unit for every name that is more than a name elsewhere.
std::string hostile() {
  return "单位,年度,完成率,满意度\n" + script + ",2024,90%,80%\n\"" + formula + "\",2024,90%,80%\n" +
         path_up + ",2024,90%,80%\n" + reversed + ",2024,90%,80%\n" + std::string(10'000, 'n') +
         ",2024,90%,80%\n" + "CON,,90%,80%\n甲镇,2024,90%,80%\n甲镇,2024,80%,80%\n";
}

}  // namespace

TEST_CASE("an ending that a command does not write is refused") {
  const Folder folder;
  const auto refused = [&](std::vector<std::string> command, const std::string& name,
                           const std::string& able) {
    CAPTURE(command[0]);
    CAPTURE(name);
    command.insert(command.end(), {"-o", folder / name, "--lang", "zh"});
    const Run run = program(command);
    CHECK(run.status == 2);
    CHECK(contains(run.err, "错误[E767] 写不出“" + name.substr(1) + "”这样的文件：" + able));
    CHECK_FALSE(std::filesystem::exists(folder / name));
  };
  refused({"report", town, town_units, "--unit", "广普镇人民政府"}, "x.pdf",
          "rubric report 能写 .html、.htm、.xlsx、.txt");
  refused({"score", town, town_units}, "x.xlsx", "rubric score 能写 .csv");
  refused({"score", town, town_units}, "x.json", "rubric score 能写 .csv");
  refused({"print", town}, "x.docx", "rubric print 能写 .html");
  refused({"explain", town, town_units, "--unit", "广普镇人民政府"}, "x.json", "rubric explain 能写 .txt");
  // An ending that promises nothing, one of the right kind, and a format that is named.
  CHECK(program({"score", town, town_units, "--format", "jsonl", "-o", folder / "x.txt"}).status == 0);
  CHECK(program({"score", town, town_units, "-o", folder / "x.out"}).status == 0);
  CHECK(program({"score", town, town_units, "-o", folder / "x.CSV"}).status == 0);
}

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
  CHECK(contains(run.out, "综合得分只能确定在 89.86分至99.86分，等级为良至优，暂不能下结论。"));
  CHECK(contains(run.out, "，得分在 0.00分至5.00分之间。"));
  CHECK_FALSE(contains(run.out, "∞"));
  CHECK_FALSE(contains(run.out, ".."));
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
    CHECK(sheet.at("A2") == "单位");
    CHECK((sheet.at("B2") == "=HYPERLINK(\"http://a.example\",\"b\") 2024" ||
           sheet.at("B2") == script + " 2024"));
    const auto scored = [&](const std::string& title, const std::string& points, const std::string& score) {
      const std::string row = row_of(sheet, 'A', title);
      CAPTURE(title);
      CHECK(sheet.at("D" + row) == points);
      CHECK(is_number(sheet, "D" + row));
      CHECK(sheet.at("E" + row) == score);
      CHECK(is_number(sheet, "E" + row));
    };
    scored("任务完成", "10", "9");
    scored("群众满意", "10", "8");
    scored("总分", "20", "17");
    const std::string row = row_of(sheet, 'A', "任务完成");
    CHECK(sheet.at("B" + row) == "≥100%");
    CHECK(sheet.at("C" + row) == "90%");
    CHECK(contains(sheet.at("F" + row), "扣 1.00分"));
  }
}

TEST_CASE("report: funds by source and goals come from columns of the data, or the form is blank there") {
  const Folder folder;
  const std::string data =
      folder.file("units.csv",
                  "单位,年度,完成率,满意度,财政拨款：年初预算数（万元）,财政拨款：全年预算数（万元）,"
                  "财政拨款：全年执行数（万元）,"
                  "上年结转资金：全年预算数,全年预算数（万元）,全年执行数（万元）,预期目标,实际完成情况\n"
                  "甲镇,2024,90%,80%,300,320.50,315.87,20万元,340.50,320.07,<b>办结</b>率 95%,=1+1\n"
                  "乙镇,2024,90%,80%,,,,,,,,\n");
  CHECK(program({"report", rules, data, "--unit", "甲镇", "-o", folder / "a.html"}).status == 0);
  const std::string html = read(folder / "a.html");
  const auto row = [&](const std::string& label) {
    const std::size_t at = html.find(label);
    return at == std::string::npos ? "" : html.substr(at, html.find("</tr>", at) - at);
  };
  for (const char* const piece :
       {"<span>300万</span>元", "<span>320.50万</span>元", "<span>315.87万</span>元", "98.56%"}) {
    CAPTURE(piece);
    CHECK(contains(row("其中：财政拨款"), piece));
  }
  CHECK(contains(row("上年结转资金"), "<span>20万</span>元"));
  CHECK_FALSE(contains(row("上年结转资金"), "%"));
  CHECK(contains(row("年度资金总额"), "<span>340.50万</span>元"));
  CHECK(contains(row("年度资金总额"), "<span>94%</span>"));
  CHECK(contains(html, "&lt;b&gt;办结&lt;/b&gt;率"));
  CHECK_FALSE(contains(html, "<b>"));
  if (rubric::formats::has_xlsx()) {
    CHECK(program({"report", rules, data, "--unit", "甲镇", "-o", folder / "a.xlsx"}).status == 0);
    const WorkbookContent book = read_workbook(folder / "a.xlsx");
    CHECK(book.formulas == 0);
    const SheetContent& sheet = book.sheets[0];
    const std::string sources = row_of(sheet, 'A', "其中：财政拨款");
    CHECK(sheet.at("B" + sources) == "300");  // shown as 300万元
    CHECK(is_number(sheet, "B" + sources));
    CHECK(sheet.at("C" + sources) == "320.5");
    CHECK(std::count(book.formats.begin(), book.formats.end(), "0.00\"万元\"") == 1);
    CHECK(is_number(sheet, "C" + row_of(sheet, 'A', "　　　上年结转资金")));
    const std::string goals = std::to_string(std::stoi(row_of(sheet, 'A', "预期目标")) + 1);
    CHECK(sheet.at("A" + goals) == "<b>办结</b>率 95%");
    CHECK(std::count_if(sheet.cells.begin(), sheet.cells.end(),
                        [](const auto& cell) { return cell.second == "=1+1"; }) == 1);
  }
  CHECK(program({"report", rules, data, "--unit", "乙镇", "-o", folder / "b.html"}).status == 0);
  const std::string blank = read(folder / "b.html");
  CHECK(contains(blank, "<td class=\"room\" data-column=\"预期目标\"></td>"));
  CHECK(contains(blank, "其他资金"));
}

TEST_CASE("report: an amount without a unit is told where it stands, and printed as it is") {
  const Folder folder;
  const std::string data =
      folder.file("units.csv",
                  "单位,年度,完成率,满意度,财政拨款：全年预算数,财政拨款：全年执行数（万元）,"
                  "其他资金：全年预算数\n甲镇,2024,90%,80%,320.50,315.87,0\n");
  const Run run = program({"report", rules, data, "--unit", "甲镇", "-o", folder / "a.html", "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(contains(run.err, "units.csv:2"));
  CHECK(contains(run.err, "错误[E402] “财政拨款：全年预算数 320.50”没有单位：这里的单位是 万元"));
  CHECK_FALSE(contains(run.err, "其他资金"));
  CHECK(contains(read(folder / "a.html"), "<span>320.50</span>"));
}

TEST_CASE("report as XLSX: what moves the total is a number with its sign, and the scores add up") {
  if (!rubric::formats::has_xlsx()) return;
  const Folder folder;
  const std::string own = folder.file(
      "a.rules",
      "规则集 甲\n标识 单位\n满分 10分\n单项 不取整\n总分 最高20分，四舍五入保留2位小数\n数据\n率 % "
      "0%至100%\n奖 次 ≥0 整数\n"
      "罚 次 ≥0 整数\n指标 完成率 10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "加分 奖励 不封顶 ｜ 实际 奖 ｜ 计分 每1次加1分\n减分 迟报 不封顶 ｜ 实际 罚 ｜ 计分 每1次扣2分\n");
  const std::string data = folder.file("units.csv", "单位,率,奖,罚\n甲镇,80%,1,1\n");
  CHECK(program({"report", own, data, "--unit", "甲镇", "-o", folder / "a.xlsx"}).status == 0);
  const WorkbookContent book = read_workbook(folder / "a.xlsx");
  const SheetContent& sheet = book.sheets[0];
  const std::string bonus = row_of(sheet, 'A', "加分：奖励"), penalty = row_of(sheet, 'A', "减分：迟报");
  CHECK(sheet.at("E" + bonus) == "1");
  CHECK(is_number(sheet, "E" + bonus));
  CHECK(sheet.at("E" + penalty) == "-2");
  CHECK(is_number(sheet, "E" + penalty));
  CHECK(std::count(book.formats.begin(), book.formats.end(), "+0.00;-0.00") == 1);
  CHECK(sheet.at("E" + row_of(sheet, 'A', "总分")) == "7");
  CHECK(std::stoi(penalty) + 1 == std::stoi(row_of(sheet, 'A', "总分")));
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
