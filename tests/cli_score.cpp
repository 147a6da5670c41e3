// rubric score: what it gives for published reports, that nothing but the data decides it, and its columns.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <random>

#include "tests/files.hpp"
#include "tests/program.hpp"
#include "tests/published.hpp"

using namespace rubric::testing;
using nlohmann::json;

namespace {

/// Every figure of `expected` stands in `found` under the same heading, row by row and in the same order.
void compare(const std::vector<Cells>& found, const std::vector<Cells>& expected) {
  REQUIRE(found.size() == expected.size());
  std::size_t column = 0;
  for (const std::string& heading : expected[0]) {
    const auto place =
        std::find(found[0].begin() + static_cast<std::ptrdiff_t>(column), found[0].end(), heading);
    REQUIRE_MESSAGE(place != found[0].end(), heading);
    column = static_cast<std::size_t>(place - found[0].begin());
    for (std::size_t row = 1; row < expected.size(); ++row) {
      const std::string& figure = expected[row][static_cast<std::size_t>(&heading - expected[0].data())];
      CAPTURE(heading);
      CAPTURE(found[row][column]);
      CHECK(ends(found[row][column]) == ends(figure));
    }
  }
}

/// JSON Lines as rows; numbers keep the digits that they are written with.
std::vector<Cells> jsonl_rows(const std::string& text) {
  std::vector<Cells> rows(1);
  for (const std::string& line : split(text, "\n")) {
    if (line.empty()) continue;
    const auto object = nlohmann::ordered_json::parse(line);
    rows.emplace_back();
    for (const auto& [key, value] : object.items()) {
      if (rows.size() == 2) rows[0].push_back(key);
      if (value.is_string()) {
        rows.back().push_back(value.get<std::string>());
        continue;
      }
      const std::string name = json(key).dump() + ": ";
      const std::string rest = line.substr(line.find(name) + name.size());
      rows.back().push_back(rest.substr(0, rest.find_first_of(",}")));
    }
  }
  return rows;
}

bool is_number(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789.") == std::string::npos && text[0] != '0';
}

/// CSV as JSON Lines, numbers as JSON numbers.
std::string to_jsonl(const std::string& csv) {
  const std::vector<Cells> rows = csv_rows(csv);
  std::string text;
  for (std::size_t row = 1; row < rows.size(); ++row) {
    for (std::size_t i = 0; i < rows[row].size(); ++i) {
      const std::string& cell = rows[row][i];
      text += (i ? ", " : "{") + json(rows[0][i]).dump() + ": ";
      text += cell.empty() ? "null" : is_number(cell) ? cell : json(cell).dump();
    }
    text += "}\n";
  }
  return text;
}

}  // namespace

TEST_CASE("the six cases give what was worked out from their standards") {
  const Folder folder;
  for (const Case& c : cases) {
    CAPTURE(c.expected);
    const std::vector<Cells> expected = csv_rows(read(project(c.expected)));

    const Run csv = program({"score", c.rules, c.units});
    CHECK(csv.status == 0);
    CHECK(csv.err.find("错误") == std::string::npos);
    compare(csv_rows(csv.out), expected);
    CHECK(csv_rows(csv.out)[0].back() == "问题");

    const Run jsonl = program({"score", c.rules, c.units, "--format", "jsonl"});
    CHECK(jsonl.status == 0);
    CHECK(jsonl_rows(jsonl.out) == csv_rows(csv.out));

    const std::string units = folder.file("units.jsonl", to_jsonl(read(project(c.units))));
    const Run from_jsonl = program({"score", c.rules, units});
    CAPTURE(from_jsonl.err);
    CHECK(from_jsonl.status == 0);
    CHECK(from_jsonl.out == csv.out);
    const std::string other = folder.file("units.txt", to_jsonl(read(project(c.units))));
    CHECK(program({"score", c.rules, other, "--data-format", "jsonl"}).out == csv.out);

    const Run table = program({"score", c.rules, c.units, "--format", "table"});
    CHECK(table.status == 0);
    const Cells figures = csv_rows(csv.out)[1];
    for (const std::string& figure : figures) CHECK(contains(table.out, figure));
  }
}

TEST_CASE("scores keep the digits that the rules round to") {
  const Run run = program({"score", cases[0].rules, cases[0].units});
  CHECK(contains(run.out, ",15.00,14.985,15.00,15.00,10.00,10.00,10.00,10.00,99.99,优,"));
}

TEST_CASE("JSON Lines hold scores as numbers and intervals as text") {
  const auto object = json::parse(program({"score", town, town_units, "--format", "jsonl"}).out);
  CHECK(object["单位"] == "广普镇人民政府");
  CHECK(object["年度"] == "2024");
  CHECK(object["预算执行率"].is_number());
  CHECK(object["总分"] == "89.86..99.86");
  CHECK(object["等级"] == "良..优");
  CHECK(contains(object["问题"].get<std::string>(), "纠纷处置及时率"));
}

TEST_CASE("the encoding and line ends of the data make no difference, and the encoding is said") {
  const Folder folder;
  for (const Case& c : cases) {
    CAPTURE(c.units);
    const std::string text = read(project(c.units));
    const std::string crlf = replaced(text, "\n", "\r\n");
    const std::string plain = program({"score", c.rules, c.units}).out;
    REQUIRE(plain != "");
    struct Variant {
      std::string bytes, said;
    };
    const Variant variants[] = {
        {text, ""},
        {"\xEF\xBB\xBF" + text, "UTF-8 BOM"},
        {"\xEF\xBB\xBF" + crlf, "UTF-8 BOM"},
        {crlf, ""},
        {replaced(text, "\n", "\r"), ""},
        {text.substr(0, text.size() - 1), ""},
        {encoded(text, "GB18030"), "GB18030"},
        {encoded(crlf, "GB18030"), "GB18030"},
        {"\xFF\xFE" + encoded(crlf, "UTF-16LE"), "UTF-16LE"},
        {"\xFE\xFF" + encoded(text, "UTF-16BE"), "UTF-16BE"},
        {replaced(text, ",", "\t"), ""},
        {to_csv(csv_rows(text)), ""},
    };
    for (const Variant& variant : variants) {
      CAPTURE(variant.said);
      const Run run = program({"score", c.rules, folder.file("units.csv", variant.bytes)});
      CHECK(run.status == 0);
      CHECK(run.out == plain);
      CHECK(contains(run.err, " 编码读取") == !variant.said.empty());
      CHECK(contains(run.err, variant.said));
    }
  }
}

TEST_CASE("money in any of its units and rates with or without % are the same") {
  const Folder folder;
  const std::string text = read(project("examples/bishan-subdistrict-2023/units.csv"));
  const std::string plain = program({"score", subdistrict, "examples/bishan-subdistrict-2023/units.csv"}).out;
  struct Change {
    std::string from, to;
  };
  const std::vector<Change> variants[] = {
      {{"18580.25", "18580.25万元"}},
      {{"18580.25", "185802500元"}, {"13006.70", "1.300670亿元"}},
      {{"18580.25", "\"18,580.25\""}},
      {{"全年预算", "全年预算（元）"}, {"18580.25", "185802500"}},
      {{"90%", "90"}, {"100%", "100"}, {"95%", "95"}},
      {{"90%", "９０％"}, {"18580.25", "１８５８０．２５"}},
      {{"群众满意度", "群众满意度(%)"}, {"95%,90%", "95,90"}},
      {{"90%", " 90.00% "}, {"13006.70", "　13006.7"}},
  };
  for (const auto& changes : variants) {
    std::string changed = text;
    for (const Change& change : changes) {
      REQUIRE(contains(changed, change.from));
      changed = replaced(changed, change.from, change.to);
    }
    CAPTURE(changed);
    const Run run = program({"score", subdistrict, folder.file("units.csv", changed)});
    CHECK(run.status == 0);
    CHECK(run.out == plain);
  }
}

TEST_CASE("the order of columns and the locale make no difference") {
  const Folder folder;
  std::mt19937 random(2024);
  for (const Case& c : cases) {
    const std::string plain = program({"score", c.rules, c.units}).out;
    const std::vector<Cells> rows = csv_rows(read(project(c.units)));
    for (int round = 0; round < 3; ++round) {
      std::vector<std::size_t> order(rows[0].size());
      for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
      std::shuffle(order.begin(), order.end(), random);
      std::vector<Cells> shuffled(rows.size());
      for (std::size_t row = 0; row < rows.size(); ++row) {
        for (const std::size_t i : order) shuffled[row].push_back(rows[row][i]);
      }
      // Only the explanations in 问题 and 标识 depend on names; both keep the rules' order.
      CHECK(program({"score", c.rules, folder.file("units.csv", to_csv(shuffled))}).out == plain);
    }
  }
  const std::vector<std::string> commands[] = {
      {"score", town, town_units},
      {"score", town, town_units, "--format", "table"},
      {"explain", town, town_units, "--unit", "广普镇人民政府"},
      {"audit", town, town_units, "--claims", "examples/bishan-town-2024/claims.csv"},
      {"check", bad_rules},
      {"check", "no-such.rules"},
  };
  for (const auto& words : commands) {
    const Run plain = program(words);
    for (const std::string locale : {"C", "zh_CN.UTF-8", "zh_CN.GB18030", "de_DE.UTF-8", "tr_TR.UTF-8"}) {
      Setting setting;
      setting.environment = {"LC_ALL=" + locale, "LANG=" + locale, "LANGUAGE=" + locale};
      const Run run = program(words, setting);
      CHECK(run.out == plain.out);
      CHECK(run.err == plain.err);
      CHECK(run.status == plain.status);
    }
  }
}

TEST_CASE("a unit scores the same whatever stands around it") {
  const Folder folder;
  const std::string good = read(project("tests/corpus/data/crlf.csv"));
  const std::string mixed = read(project("tests/corpus/data/wrong-unit.csv"));
  const auto row = [](const std::string& text, const std::string& unit) {
    for (const Cells& cells : csv_rows(text)) {
      if (cells[0] == unit) return cells;
    }
    return Cells{};
  };
  const std::string alone = program({"score", subdistrict, "tests/corpus/data/crlf.csv"}).out;
  const Run run = program({"score", subdistrict, "tests/corpus/data/wrong-unit.csv"});
  CHECK(run.status == 1);
  for (const std::string unit : {"青山街道", "红岩街道"}) {
    REQUIRE(row(alone, unit).size() > 3);
    CHECK(row(run.out, unit) == row(alone, unit));
  }
}

TEST_CASE("--keep adds the other columns of the data, unchanged") {
  const Folder folder;
  const std::string units = folder.file(
      "units.csv",
      "备注,单位,年度,全年预算,全年执行,生态修复比例,保洁覆盖率,设施完好率,收入完成率,信息公开率,"
      "补贴发放及时率,"
      "设施维护及时率,补助覆盖率,森林火灾次数,政策知晓率,群众满意度\n"
      "\"a,\"\"b\"\"\n c\",青山街道,2023,1000,\"1,000\",90%,100%,100%,100%,100%,100%,100%,100%,0,95%,90\n");
  const std::vector<Cells> plain = csv_rows(program({"score", subdistrict, units}).out);
  const Run run = program({"score", subdistrict, units, "--keep"});
  CHECK(run.status == 0);
  const std::vector<Cells> kept = csv_rows(run.out);
  REQUIRE(kept.size() == 2);
  const Cells headings = {"单位",
                          "年度",
                          "备注",
                          "全年预算",
                          "全年执行",
                          "生态修复比例",
                          "保洁覆盖率",
                          "设施完好率",
                          "收入完成率",
                          "信息公开率",
                          "补贴发放及时率",
                          "设施维护及时率",
                          "补助覆盖率",
                          "森林火灾次数",
                          "数据:政策知晓率",
                          "数据:群众满意度",
                          "预算执行率"};
  const Cells cells = {"青山街道", "2023", "a,\"b\"\n c", "1000", "1,000", "90%", "100%", "100%", "100%",
                       "100%",     "100%", "100%",        "100%", "0",     "95%", "90",   "10.00"};
  CHECK(Cells(kept[0].begin(), kept[0].begin() + 17) == headings);
  CHECK(Cells(kept[1].begin(), kept[1].begin() + 17) == cells);
  CHECK(kept[0].size() == plain[0].size() + 14);
  // What is kept can be read again as data.
  const std::string again = folder.file("again.csv", replaced(run.out, "数据:", ""));
  CHECK(contains(program({"score", subdistrict, again}).err, "E732"));  // 政策知晓率 is now there twice
}

TEST_CASE("a first column without a heading is kept in its place") {
  const Folder folder;
  const std::string units = folder.file("units.csv", ",全年执行\n甲,5\n");
  const std::string rules =
      folder.file("a.rules",
                  "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n全年执行 万元 ≥0\n"
                  "指标 执行 10分 ｜ 实际 全年执行 ｜ 目标 ≥10万元 ｜ 计分 按比例\n");
  CHECK(program({"score", rules, units, "--keep"}).out == ",全年执行,执行,总分,问题\n甲,5,5,5,\n");
}

TEST_CASE("--strict ends with 1 if a score is an interval, and writes the same") {
  const Run loose = program({"score", town, town_units});
  const Run strict = program({"score", town, town_units, "--strict"});
  CHECK(loose.status == 0);
  CHECK(strict.status == 1);
  CHECK(strict.out == loose.out);
  CHECK(program({"score", subdistrict, "examples/bishan-subdistrict-2023/units.csv", "--strict"}).status ==
        0);
}

TEST_CASE("- is standard input") {
  const Folder folder;
  const std::string plain = program({"score", town, town_units}).out;
  Setting setting;
  setting.input = project(town_units);
  CHECK(program({"score", town, "-"}, setting).out == plain);
  setting.input = folder.file("units.csv", encoded(read(project(town_units)), "GB18030"));
  const Run run = program({"score", town, "-"}, setting);
  CHECK(run.out == plain);
  CHECK(contains(run.err, "GB18030"));
  setting.input = folder.file("units.jsonl", to_jsonl(read(project(town_units))));
  CHECK(program({"score", town, "-", "--data-format", "jsonl"}, setting).out == plain);
  setting.input = project(town);
  CHECK(program({"score", "-", town_units}, setting).out == plain);
  CHECK(contains(program({"check", "-"}, setting).out, "没有错误"));
}

TEST_CASE("an English ruleset writes English columns") {
  const Folder folder;
  const std::string rules =
      folder.file("a.rules",
                  "ruleset A\nfull marks 10 points\neach item half up to 2 places\n"
                  "total half up to 2 places\ndata\nspent wanyuan >= 0\nwell yes/no\n"
                  "indicator Spent 6 points | actual spent | target >= 3 wanyuan | score "
                  "proportional\nindicator Well 4 points | actual well | score full if met, "
                  "else 0\ngrades by rounded total\n>= 5 points good\n< 5 points poor\n");
  const std::string units =
      folder.file("units.csv", "unit,year,spent,well\nA,2024,1,yes\nB,2024,,no\nC,2024,x,no\n");
  const Run run = program({"score", rules, units});
  CHECK(run.status == 1);
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] == Cells{"unit", "year", "Spent", "Well", "total", "grade", "issue"});
  CHECK(rows[1] == Cells{"A", "2024", "2.00", "4.00", "6.00", "good", ""});
  CHECK(Cells(rows[2].begin(), rows[2].begin() + 6) ==
        Cells{"B", "2024", "0.00..6.00", "0.00", "0.00..6.00", "poor..good"});
  CHECK(Cells(rows[3].begin(), rows[3].begin() + 6) == Cells{"C", "2024", "fault", "0.00", "fault", "fault"});
  CHECK(contains(rows[2][6], "missing spent"));
  CHECK(contains(run.err, "error[E801]"));
}

TEST_CASE("rows outside the rules' period are scored and counted in one warning") {
  const Run run = program({"score", subdistrict, "tests/corpus/data/other-year.csv"});
  CHECK(csv_rows(run.out).size() == 4);
  CHECK(contains(run.err, "[W735] 有 2 行"));
  CHECK(split(run.err, "W735").size() == 2);
}

TEST_CASE("explain, report, goal and audit say that a row is outside the rules' period, as score does") {
  const Folder folder;
  const std::string rules =
      folder.file("a.rules",
                  "规则集 甲\n适用 2024-01-01 至 2024-12-31\n满分 10分\n单项 不取整\n总分 不取整\n"
                  "数据\n  完成率 % 0%至100%\n"
                  "指标 完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  const std::string data = folder.file("a.csv", "单位,年度,完成率\n甲,2023,50%\n乙,2024,50%\n");
  const std::string claims = folder.file("c.csv", "单位,年度,总分\n甲,2023,5\n乙,2024,5\n");
  const std::string said = "a.csv: 提醒[W735] 有 1 行的年度不在规则的适用期（2024-01-01 至 2024-12-31）内";
  const std::vector<std::string> commands[] = {
      {"score", rules, data},
      {"explain", rules, data, "--unit", "甲"},
      {"goal", rules, data, "--unit", "甲", "--total", "9"},
      {"report", rules, data, "--unit", "甲"},
      {"report", rules, data, "--all", "-o", folder / "all"},
      {"audit", rules, data, "--claims", claims},
  };
  for (const std::vector<std::string>& command : commands) {
    CAPTURE(command[0]);
    CHECK(contains(program(command).err, said));
  }
  CHECK_FALSE(contains(program({"explain", rules, data, "--unit", "乙"}).err, "W735"));
}

TEST_CASE("a file with a header alone is told to be empty") {
  const Folder folder;
  const std::string header = first_line(read(project("tests/corpus/data/crlf.csv"))) + "\n";
  const Run run = program({"score", subdistrict, folder.file("a.csv", header), "--lang", "zh"});
  CHECK(run.status == 0);
  CHECK(contains(run.err, "a.csv: 提醒[W768] 文件里只有表头"));
}

TEST_CASE("a column of % without a number above 1 is remarked on where the rules ask for more") {
  const Folder folder;
  const std::string rules = folder.file(
      "a.rules",
      "规则集 甲\n满分 20分\n单项 不取整\n总分 不取整\n数据\n  满意度 % 0%至100%\n  投诉率 % 0%至100%\n"
      "指标 满意 10分 ｜ 实际 满意度 ｜ 目标 ≥90% ｜ 计分 达标得满分，否则不得分\n"
      "指标 投诉 10分 ｜ 实际 投诉率 ｜ 目标 ≤2% ｜ 计分 达标得满分，否则不得分\n");
  const std::string header = "单位,年度,满意度,投诉率\n";
  const std::string fractions =
      folder.file("fractions.csv", header + "甲,2024,0.95,0.3\n乙,2024,1,0\n丙,2024,缺,1\n");
  const std::string said = "fractions.csv:1:3（C1“满意度”）: 说明[N772] “满意度”一列的数都不超过 1%";
  const std::vector<std::vector<std::string>> commands{{"score", rules, fractions},
                                                       {"score", rules, fractions, "--format", "table"},
                                                       {"explain", rules, fractions, "--unit", "甲"},
                                                       {"check", rules, "--data", fractions}};
  for (std::vector<std::string> command : commands) {
    CAPTURE(command[0]);
    command.insert(command.end(), {"--lang", "zh"});
    const Run run = program(command);
    CHECK(run.status == 0);
    CHECK_MESSAGE(contains(run.err, said), run.err);
    CHECK_FALSE(contains(run.err, "投诉率"));
  }
  // Of two rulesets one that asks for more is enough.
  const std::string lower = folder.file(
      "b.rules", replaced(replaced(read(rules), "规则集 甲", "规则集 乙"), "目标 ≥90%", "目标 ≤90%"));
  for (const auto& [from, to] : {std::pair{rules, lower}, std::pair{lower, rules}}) {
    const Run run = program({"rescore", "--from", from, "--to", to, fractions, "--lang", "zh"});
    CHECK(run.status == 0);
    CHECK_MESSAGE(contains(run.err, said), run.err);
    CHECK(split(run.err, "N772").size() == 2);
  }
  CHECK_FALSE(contains(program({"rescore", "--from", lower, "--to", lower, fractions}).err, "N772"));
  // One number above 1 %, or a cell that says % itself, by columns or one by one (a bound, quotes), and the
  // others are as small as they look.
  for (const char* other :
       {"丁,2024,88,0\n", "丁,2024,88%以上,0\n", "丁,2024,0.5%,0\n", "\"丁\",2024,0.5％,0\n"}) {
    CAPTURE(other);
    const std::string data = folder.file("percent.csv", header + "甲,2024,0.95,0.3\n" + other);
    CHECK_FALSE(contains(program({"score", rules, data}).err, "N772"));
  }
}

TEST_CASE("a row without its unit is told of and scored as it was") {
  const Folder folder;
  const std::string rules = folder.file(
      "a.rules",
      "规则集 甲\n标识 区、单位、年度\n满分 10分\n单项 不取整\n总分 不取整\n数据\n  完成率 % 0%至100%\n"
      "指标 完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n等级 按取整后总分\n  ≥6分 好\n  ＜6分 "
      "差\n");
  // More rows than are read one by one, so that the last ones go by columns.
  std::string data = "区,单位,年度,完成率\n", scores = "区,单位,年度,完成,总分,等级,问题\n";
  for (int i = 0; i < 5000; ++i) {
    const std::string name = i % 1000 == 7   ? ",,"
                             : i % 1000 == 8 ? "　, ,"
                             : i % 1000 == 9 ? "东区,,"
                                             : "东区,镇" + std::to_string(i) + ",";
    data += name + "2024,50%\n";
    scores += name + "2024,5,5,差,\n";
  }
  const std::string file = folder.file("a.csv", data);
  const Run run = program({"score", rules, file, "--lang", "zh", "--threads", "2"});
  CHECK(run.status == 0);
  CHECK(run.out == scores);
  CHECK(split(run.err, "W773").size() == 11);
  CHECK(contains(run.err,
                 "a.csv:9:1（A9“区”）: 提醒[W773] 这一行没有写“区”“单位”，不知道是哪个单位的；照常计算"));
  CHECK(contains(run.err, "a.csv:4010:1（A4010“区”）: 提醒[W773]"));
  const Run changed = program({"rescore", "--from", rules, "--to", rules, file, "-o", folder / "b.csv"});
  CHECK(changed.status == 0);
  CHECK(split(changed.err, "W773").size() == 11);
  CHECK(contains(program({"explain", rules, file, "--unit", ""}).err, "W773"));
}

TEST_CASE("Excel's line sep=; tells the separator and is no row") {
  const Folder folder;
  const std::string rules =
      folder.file("a.rules",
                  "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n  完成率 % 0%至100%\n"
                  "指标 完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  const std::string data =
      folder.file("a.csv", "sep=;\r\n单位;年度;完成率\r\n甲,乙;2024;50%\r\n丙;2024;x\r\n");
  const Run run = program({"score", rules, data, "--lang", "zh"});
  CHECK(contains(run.out, "\"甲,乙\",2024,5,5"));
  CHECK(contains(run.err, "a.csv:4:3（C4“完成率”）: 错误[E801]"));  // rows as a spreadsheet counts them
}

TEST_CASE("the first two hundred findings are printed, the others counted") {
  const Folder folder;
  std::string text = first_line(read(project("tests/corpus/data/crlf.csv"))) + "\n";
  const std::size_t columns = csv_rows(text)[0].size();
  std::string row = "甲,2023";
  for (std::size_t i = 2; i < columns; ++i) row += ",完成";
  for (int i = 0; i < 50; ++i) text += row + "\n";
  const Run run = program({"score", subdistrict, folder.file("units.csv", text), "--lang", "zh"});
  CHECK(run.status == 1);
  CHECK(csv_rows(run.out).size() == 51);
  CHECK(split(run.err, "错误[E801]").size() == 201);
  CHECK(contains(run.err, "另有 450 条"));
}

TEST_CASE("a library is checked but not scored") {
  const std::string library = "rulesets/library/common-rates.rules";
  CHECK(program({"check", library}).status == 0);
  const Run run = program({"score", library, town_units});
  CHECK(run.status != 0);
  CHECK(run.out == "");
  CHECK(contains(run.err, "[E328]"));
}
