// rubric history rescore: the ledger's years under the rules in force then and under new ones.
#include <algorithm>
#include <map>
#include <sstream>

#include "tests/ledger_desk.hpp"

using namespace rubric::testing;

TEST_CASE("rescore compares the rules in force then with new ones") {
  const UsedDesk desk;
  const std::string changed = desk.folder.file("新.rules", rules("新标准", "2024-01-01 起", "64%"));
  const Run run = desk.history("rescore", {"--to", changed});
  CHECK(run.status == 0);
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] == Cells{"单位", "年度", "原规则", "可比", "原总分", "新总分", "变化", "原等级", "新等级",
                         "原名次", "新名次", "名次变化", "因:指标 完成", "等级变化归因", "准确值", "问题"});
  CHECK(rows[1] == Cells{"甲镇", "2022", "#2", "是", "7.50", "9.38", "1.88", "差", "优", "2", "2", "0",
                         "1.88", "指标 完成 +1", "", ""});
  CHECK(rows[2] == Cells{"乙镇", "2022", "#2", "是", "10.00", "10.00", "0.00", "优", "优", "1", "1", "0",
                         "0.00", "", "", ""});
  CHECK(rows[3] == Cells{"甲镇", "2023", "#2", "是", "5.00", "6.25", "1.25", "差", "差", "1", "1", "0",
                         "1.25", "", "", ""});
  CHECK(contains(run.err, "升 2，降 0，不变 1，不能比 0"));
  REQUIRE(desk.history("register", {changed}).status == 0);
  CHECK(desk.history("rescore", {"--to", "4", "--years", "2022..2023"}).out == run.out);
}

TEST_CASE("percentages of 1 % at most are remarked on in a ledger, too") {
  const Desk desk;
  const std::string data = desk.folder.file("小数.csv", "单位,年度,完成率\n甲镇,2022,0.6\n乙镇,2022,0.8\n");
  REQUIRE(desk.history("import", {data}).status == 0);
  REQUIRE(desk.history("register", {desk.folder.file("旧.rules", rules("旧标准", period, "80%"))}).status ==
          0);
  const std::string changed = desk.folder.file("新.rules", rules("新标准", "2024-01-01 起", "64%"));
  for (const auto& words :
       {std::vector<std::string>{"score"}, {"scores", "--known-at", "2"}, {"rescore", "--to", changed}}) {
    CAPTURE(words[0]);
    const Run run = desk.history(words[0], {words.begin() + 1, words.end()});
    CHECK(run.status == 0);
    CHECK(contains(run.err, "小数.csv:1:3（C1“完成率”）: 说明[N772]"));
    CHECK(split(run.err, "N772").size() == 2);
  }
}

TEST_CASE("rescore says what is wrong with cells, and what has no rules or no total") {
  const UsedDesk desk;
  const std::string changed = desk.folder.file("新.rules", rules("新标准", "2024-01-01 起", "64%"));
  const std::string more =
      desk.folder.file("丙.csv", "单位,年度,完成率\n丙镇,2023,完成\n丁镇,2023,\n戊镇,2031,50%\n");
  REQUIRE(desk.history("import", {more}).status == 0);
  const Run faulty = desk.history("rescore", {"--to", changed, "--years", "2023"});
  CHECK(faulty.status == 1);
  CHECK(contains(faulty.err, "丙.csv:2"));
  CHECK(contains(faulty.err, "[E801]"));
  const std::vector<Cells> rows = csv_rows(faulty.out);
  REQUIRE(rows.size() == 4);
  CHECK(rows[1][12] == "1.25");
  CHECK(rows[2][4] == "无法计算");
  CHECK(rows[2][15] != "");
  CHECK(rows[3] == Cells{"丁镇", "2023", "#2", "否", "0.00..10.00", "0.00..10.00", "-10.00..10.00", "差..优",
                         "差..优", "", "", "", "", "", "", rows[3][15]});
  CHECK(contains(rows[3][15], "完成率"));
  CHECK(contains(faulty.err, "升 1，降 0，不变 0，不能比 2"));
  for (const auto& words :
       {std::vector<std::string>{"rescore", "--to", changed}, {"scores", "--known-at", "4"}}) {
    CAPTURE(words[0]);
    const Run run = desk.history(words[0], {words[1], words[2]});
    CHECK(run.status == 1);
    CHECK(contains(run.err, "[E983] 台账里没有 2031 年度适用的规则"));
    CHECK(contains(run.err, "[E801]"));
    CHECK(contains(run.out, "甲镇,2023"));
    CHECK_FALSE(contains(run.out, "2031"));
  }
  const std::string unscored = desk.folder.file("乙.rules",
                                                "规则集 乙\n  满分  不计分\n数据\n  完成率  %  "
                                                "0%至100%\n指标 完成  不计分 ｜ 实际 完成率 ｜ 目标 ≥100%\n");
  const Run none = desk.history("rescore", {"--to", unscored});
  CHECK(none.status == 1);
  CHECK(contains(none.err, "[E950]"));
}

TEST_CASE("the shares of a unit add up over the ledger's years, each under the rules in force then") {
  const UsedDesk desk;
  const std::string reform =
      replaced(replaced(rules("新标准", "2024-01-01 起", "64%"), "总分  四舍五入保留2位小数",
                        "总分  最高9分，四舍五入保留2位小数"),
               "≥8分", "≥9分");
  REQUIRE(desk.history("register", {desk.folder.file("次.rules", rules("次标准", "2023-01-01 起", "50%")),
                                    "--reason", "另定"})
              .status == 0);
  const Run run = desk.history("rescore", {"--to", desk.folder.file("新.rules", reform)});
  CHECK(run.status == 0);
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 4);
  // 甲镇 2022, 60%: 7.50, the target alone 9.38, the limit alone 7.50, unrounded total the same, together 9.
  // The target gets ((9.38 − 7.5) + (9 − 7.5)) ÷ 2 = 1.69, the limit (0 + (9 − 9.38)) ÷ 2.
  const auto row = [&](const std::string& unit, const std::string& year) {
    std::map<std::string, std::string> cells;
    for (const Cells& one : rows) {
      for (std::size_t i = 0; i < one.size() && one[0] == unit && one[1] == year; ++i)
        cells[rows[0][i]] = one[i];
    }
    return cells;
  };
  auto one = row("甲镇", "2022");
  CHECK(one["原规则"] == "#2");
  CHECK(one["变化"] == "1.50");
  CHECK(one["因:指标 完成"] == "1.69");
  CHECK(one["因:总分上限"] == "-0.19");
  // 乙镇 2022, 80%: full marks in both, then the limit.
  CHECK(row("乙镇", "2022")["因:总分上限"] == "-1.00");
  // 甲镇 2023, 40%, by the rules of 50% that were registered for that year: 8.00, then 6.25.
  one = row("甲镇", "2023");
  CHECK(one["原规则"] == "#4");
  CHECK(one["变化"] == "-1.75");
  CHECK(one["因:指标 完成"] == "-1.75");
}

TEST_CASE("the ledger's years are compared as their files are, with the same rows and report") {
  const Desk desk;
  const std::string folder = project("examples/reform-three-districts/");
  std::vector<std::string> files;
  for (const char* const year : {"2020", "2021", "2022", "2023", "2024"}) {
    std::string text = read(folder + year + ".csv");
    // Rows that columns do not take: a quoted name, a missing cell, one that is none; another year's file has
    // blank rows.
    const auto other = [&](const std::string& unit, const std::string& rectified) {
      return "临江区," + unit + "," + year + ",行政,2266.01,2146.13,94,是,0,91.3," + rectified + "\n";
    };
    text += (year[3] == '2' ? "\n\n" : "") + other("\"甲,局\"", "") + other("\"乙\"\"局\"\"\"", "坏");
    files.push_back(desk.folder.file(std::string(year) + ".csv", text));
    REQUIRE(desk.history("import", {files.back(), "--key", "区县", "--key", "单位"}).status == 0);
  }
  REQUIRE(desk.history("register", {folder + "2020.rules"}).status == 0);
  const auto outputs = [&](std::vector<std::string> words, const std::string& name) {
    words.insert(words.end(), {"-o", desk.folder / (name + ".csv"), "--report",
                               desk.folder / (name + ".html"), "--lang", "zh"});
    return program(words);
  };
  const Run ledger = outputs({"history", "rescore", desk.ledger, "--to", folder + "2025.rules"}, "台账");
  std::vector<std::string> words{"rescore", "--from", folder + "2020.rules", "--to", folder + "2025.rules"};
  words.insert(words.end(), files.begin(), files.end());
  const Run plain = outputs(words, "文件");
  CHECK(ledger.status == 1);
  CHECK(plain.status == 1);
  std::vector<Cells> rows = csv_rows(read(desk.folder / "台账.csv"));
  const auto rules = std::find(rows[0].begin(), rows[0].end(), "原规则") - rows[0].begin();
  for (Cells& row : rows) row.erase(row.begin() + rules);
  CHECK(rows == csv_rows(read(desk.folder / "文件.csv")));
  CHECK(read(desk.folder / "台账.html") == read(desk.folder / "文件.html"));
  // Faults are located in the file as it was imported.
  const auto faults = [](const std::string& said) {
    std::vector<std::string> places;
    std::istringstream lines(said);
    for (std::string line; std::getline(lines, line);) {
      if (const std::size_t code = line.find("错误["); code != std::string::npos)
        places.push_back(line.substr(line.rfind("/", code) + 1));
    }
    return places;
  };
  CHECK(faults(ledger.err).size() >= 5);
  CHECK(faults(ledger.err) == faults(plain.err));
}

TEST_CASE("a report of each ruleset that was in force, where there are several") {
  const UsedDesk desk;
  REQUIRE(desk.history("register", {desk.folder.file("次.rules", rules("次标准", "2023-01-01 起", "50%")),
                                    "--reason", "另定"})
              .status == 0);
  const std::string to = desk.folder.file("新.rules", rules("新标准", "2024-01-01 起", "64%"));
  const Run run = desk.history("rescore", {"--to", to, "--report", desk.folder / "报告.html"});
  CHECK(run.status == 0);
  CHECK(run.out.empty());
  CHECK(contains(read(desk.folder / "报告-2.html"), "旧标准"));
  CHECK(contains(read(desk.folder / "报告-4.html"), "次标准"));
  CHECK_FALSE(std::filesystem::exists(desk.folder / "报告.html"));
}

TEST_CASE("places of a year with figures over all units, of all its imports, under old and new rules") {
  const Desk desk;
  const auto ranked = [](const std::string& name, const std::string& second) {
    return "规则集 " + name +
           "\n  适用  2022-01-01 起\n  标识  单位、年度\n  满分  10分\n  单项  四舍五入保留2位小数\n"
           "  总分  四舍五入保留2位小数\n数据\n  完成率  %  0%至100%\n"
           "公式 名次 ＝ 排名(完成率，从高到低，并列占位)\n"
           "指标 名次分  10分\n  实际  名次\n  分档\n    ≤1              10分\n"
           "    1(不含)至2(含)  " +
           second + "分\n    ＞2              0分\n";
  };
  REQUIRE(desk.history("import", {desk.folder.file("a.csv", "单位,年度,完成率\n甲,2022,60%\n")}).status == 0);
  REQUIRE(desk.history("import", {desk.folder.file("b.csv", "单位,年度,完成率\n乙,2022,80%\n")}).status == 0);
  REQUIRE(desk.history("register", {desk.folder.file("r.rules", ranked("旧", "5"))}).status == 0);
  const Run run = desk.history("rescore", {"--to", desk.folder.file("n.rules", ranked("新", "7"))});
  CHECK(run.status == 0);
  const std::vector<Cells> rows = csv_rows(run.out);
  REQUIRE(rows.size() == 3);
  CHECK(Cells(rows[1].begin(), rows[1].begin() + 7) ==
        Cells{"甲", "2022", "#3", "是", "5.00", "7.00", "2.00"});
  CHECK(Cells(rows[2].begin(), rows[2].begin() + 7) ==
        Cells{"乙", "2022", "#3", "是", "10.00", "10.00", "0.00"});
}
