// rubric history import: what is recorded, what is refused, and how recorded data are corrected.
#include <algorithm>

#include "tests/ledger_desk.hpp"

using namespace rubric::testing;

TEST_CASE("a correction needs a reason that says something") {
  const Desk desk;
  const std::string data = desk.folder.file("一.csv", "单位,年度,完成率\n甲镇,2024,60%\n");
  CHECK(desk.history("import", {data}).status == 0);
  const std::string corrected = desk.folder.file("二.csv", "单位,年度,完成率\n甲镇,2024,70%\n");
  for (const char* const reason : {"", "  ", "　"}) {
    const Run run = desk.history("import", {corrected, "--reason", reason});
    CHECK(run.status == 2);
    CHECK(contains(run.err, "原因不能是空的"));
  }
  CHECK_FALSE(contains(desk.history("list", {}).out, "#2"));
}

TEST_CASE("the same file is recorded for each year and key that it is given, and not twice") {
  const Desk desk;
  const std::string data = desk.folder.file("镇.csv", "区,单位,完成率\n东区,甲镇,60%\n西区,甲镇,80%\n");
  const auto import = [&](const std::string& year, std::vector<std::string> more = {}) {
    more.insert(more.end(), {data, "--key", "区", "--key", "单位", "--year", year});
    return desk.history("import", more);
  };
  CHECK(contains(import("2022").out, "记为第 1 笔，2 行（2022：2）"));
  CHECK(contains(import("2023").out, "记为第 2 笔，2 行（2023：2）"));
  CHECK(contains(import("2022").out, "第 1 笔已记过"));
  CHECK(contains(import("2023年").out, "第 2 笔已记过"));
  // By 单位 alone both rows would be one unit; and of another year it is another import.
  CHECK(contains(desk.history("import", {data, "--year", "2024"}).err, "[E979]"));
  CHECK(split(desk.history("list", {}).out, "\n").size() == 5);
}

TEST_CASE("every key cell names the unit, and a year's units are named by the same columns") {
  const Desk desk;
  const auto file = [&](const std::string& text) { return desk.folder.file("数据.csv", text); };
  const auto import = [&](const std::string& text, std::vector<std::string> more) {
    more.insert(more.begin(), file(text));
    return desk.history("import", more);
  };
  const Run blank = import("区,单位,年度\n东区, ,2022\n", {"--key", "区", "--key", "单位"});
  CHECK(blank.status == 1);
  CHECK(contains(blank.err, "数据.csv:2:2（B2“单位”）: 错误[E977]"));
  REQUIRE(import("区,单位,年度\n东区,甲镇,2022\n", {"--key", "区", "--key", "单位"}).status == 0);
  const Run other =
      import("区,单位,年度,完成率\n东区,甲镇,2022,60%\n", {"--reason", "更正", "--key", "单位"});
  CHECK(other.status == 1);
  CHECK(contains(other.err, "[E977]"));
  CHECK(contains(other.err, "这里按“单位”认单位；2022 年度的第 1 笔按“区、单位”认"));
  // In full width they are the same columns, and another year is on its own.
  CHECK(import("单位,　区 ,年度,完成率\n甲镇,东区,2022,60%\n",
               {"--reason", "更正", "--key", "区", "--key", "单位"})
            .status == 0);
  CHECK(import("单位,年度\n甲镇,2023\n", {}).status == 0);
  CHECK(contains(desk.history("list", {}).out, "#3"));
}

TEST_CASE(
    "a cell of JSON Lines that CSV could not hold is refused at import, the longest one that it can is "
    "kept") {
  const Desk desk;
  REQUIRE(desk.history("register", {desk.folder.file("r.rules", rules("标准", period, "80%"))}).status == 0);
  const auto data = [&](std::size_t marks) {
    std::string text;  // in JSON each mark has a backslash before it
    for (std::size_t i = 0; i < marks; ++i) text += "\\\"";
    return desk.folder.file("a.jsonl",
                            R"({"单位":"甲镇","年度":2022,"完成率":"60%","说明":")" + text + "\"}\n");
  };
  const Run refused = desk.history("import", {data(32'769)});
  CHECK(refused.status == 1);
  CHECK(contains(refused.err, "[E713] 一格的文字太长：上限 65536 字节"));
  CHECK(desk.history("import", {data(32'768)}).status == 0);
  CHECK(desk.history("score", {}).status == 0);
  CHECK(desk.totals({}) == Totals{"总分", "7.50"});
}

TEST_CASE("a file that cannot be recorded leaves nothing, and the others are recorded") {
  const Desk desk;
  const auto file = [&](const std::string& text) { return desk.folder.file("数据.csv", text); };
  const auto says = [&](const std::string& code, const std::vector<std::string>& words) {
    CAPTURE(code);
    const Run run = desk.history("import", words);
    CHECK(run.status == 1);
    CHECK(contains(run.err, "[" + code + "]"));
  };
  says("E977", {file("镇,年度\n甲,2022\n")});
  says("E977", {file("单位,年度\n ,2022\n")});
  says("E978", {file("单位,年度\n甲,２２年\n")});
  says("E978", {file("单位,完成率\n甲,60%\n")});
  says("E979", {file("单位,年度\n甲,2022\n　甲 ,2022年\n")});
  says("E983", {file("单位,年度\n")});
  says("E987", {"/proc/sys/kernel/random/uuid"});
  CHECK(split(desk.history("list", {}).out, "\n").size() == 3);  // the heading and its line
  const std::string good = desk.folder.file("好.csv", "镇,完成率\n甲,60%\n");
  const Run both = desk.history("import", {file("单位,年度\n甲,x\n"), good, "--key", "镇", "--year", "2022"});
  CHECK(both.status == 1);
  CHECK(contains(both.out, "好.csv：记为第 1 笔，1 行（2022：1）"));
  const Run again = desk.history("import", {good, "--key", "镇", "--year", "2022"});
  CHECK(again.status == 0);
  CHECK(contains(again.out, "第 1 笔已记过"));
}

TEST_CASE("a correction has every column that what it corrects has values in") {
  const Desk desk;
  const auto import = [&](const std::string& text, std::vector<std::string> more) {
    more.insert(more.begin(), desk.folder.file("数据.csv", text));
    return desk.history("import", more);
  };
  REQUIRE(import("单位,年度,完成率,预算（元）,说明,备注\n甲镇,2022,60%,100,缺,\n乙镇,2022,60%,,,有\n", {})
              .status == 0);
  const Run lost = import("单位,年度,说明\n甲镇,2022,新\n", {"--reason", "填错"});
  CHECK(lost.status == 1);
  CHECK(contains(
      lost.err, "数据.csv:2: 错误[E991] 更正缺少原有的列“完成率、预算（元）”：2022 年度的“甲镇”在第 1 笔里"));
  CHECK_FALSE(contains(desk.history("list", {}).out, "#2"));
  // Columns that had no value in the rows that are corrected need not be there, and a blank cell is meant.
  CHECK(import("单位,年度,完成率,预算（万元）\n甲镇,2022,,1\n", {"--reason", "填错"}).status == 0);
  CHECK(contains(import("单位,年度,完成率\n乙镇,2022,50%\n", {"--reason", "填错"}).err, "“备注”"));
  // What counts is the row that is corrected, which may be a correction itself; the year may come by --year.
  CHECK(import("单位,预算\n甲镇,2\n", {"--reason", "又填错", "--year", "2022"}).status == 0);
  CHECK(desk.history("verify", {}).status == 0);
}

TEST_CASE("with a reason, what corrects nothing is refused unless it is said to be new") {
  const UsedDesk desk;
  const std::string misspelt =
      desk.folder.file("更正.csv", "单位,年度,完成率\n乙镇,2022,70%\n甲真镇,2022,70%\n");
  const Run refused = desk.history("import", {misspelt, "--reason", "填错"});
  CHECK(refused.status == 1);
  CHECK(contains(refused.err, "更正.csv:3: 错误[E992] 有 1 行在台账里没有可更正的，如 2022 年度的“甲真镇”"));
  CHECK(contains(refused.err, "可改为：“甲镇”"));
  CHECK_FALSE(contains(desk.history("list", {}).out, "#4"));
  const Run both = desk.history("import", {misspelt, "--reason", "填错", "--new-units"});
  CHECK(both.status == 0);
  CHECK(contains(both.out, "其中更正 1 行"));
  CHECK(desk.history("import", {misspelt, "--new-units"}).status == 2);
}

TEST_CASE("a file that was corrected since is not just recorded already, and can be put back") {
  const UsedDesk desk;
  const std::string original = desk.folder / "数据.csv";
  CHECK_FALSE(contains(desk.history("import", {original}).out, "更正"));
  const std::string correction = desk.folder.file("更正.csv", "单位,年度,完成率,备注\n甲镇,2022,64%,重报\n");
  REQUIRE(desk.history("import", {correction, "--reason", "填错"}).status == 0);
  const Run told = desk.history("import", {original});
  CHECK(told.status == 0);
  CHECK(contains(told.out, "数据.csv：第 1 笔已记过"));
  CHECK(
      contains(told.out, "其中 1 行后来更正了（最后是第 4 笔）；要改回这份文件的数，就用 --reason 写明原因"));
  CHECK(desk.totals({"--known-at", "4"}) == Totals{"总分", "10.00", "8.00", "5.00"});
  CHECK(desk.history("import", {original, "--reason", "原来的没有错"}).status == 0);
  CHECK(desk.totals({"--known-at", "5"}) == Totals{"总分", "7.50", "10.00", "5.00"});
  CHECK(contains(desk.history("import", {original}).out, "第 5 笔已记过"));
}

TEST_CASE("rows that repeat units are told up to a bound, and other key columns are named") {
  const Desk desk;
  std::string text = "区,单位,年度\n";
  for (int i = 0; i < 12; ++i)
    text += "东区,甲" + std::to_string(i) + ",2022\n西区,甲" + std::to_string(i) + ",2022\n";
  const std::string data = desk.folder.file("区.csv", text);
  const Run repeated = desk.history("import", {data});
  CHECK(repeated.status == 1);
  CHECK(split(repeated.err, "[E979]").size() == 11);
  CHECK(contains(repeated.err, "可改为：--key 区 --key 单位"));
  CHECK(contains(repeated.err, "区.csv：另有 2 行也是这样"));
  REQUIRE(desk.history("import", {data, "--key", "区", "--key", "单位"}).status == 0);
  const std::string more = desk.folder.file("又.csv", "单位,年度\n丙,2022\n");
  CHECK(contains(desk.history("import", {more}).err,
                 "没有“区”这一列，这一年已记的数据按“区、单位”认单位；用 --key 写明是哪一列"));
  CHECK(
      contains(desk.history("import", {more, "--key", "单位"}).err, "就用 --key 区 --key 单位 按同样的列认"));
  const Run known = desk.history(
      "import", {desk.folder.file("改.csv", text + "北区,甲0,2022\n"), "--key", "区", "--key", "单位"});
  CHECK(contains(known.err, "[E980] 2022 年度的“东区 甲0”已由第 1 笔记过，这样的单位共 24 个"));
}

TEST_CASE("who records something is never blank") {
  const Desk desk;
  const auto import = [&](const std::string& year, const std::vector<std::string>& names,
                          std::vector<std::string> more) {
    Setting setting;
    for (const char* const name : {"USER", "LOGNAME", "USERNAME"}) {
      const auto given = [&](const std::string& one) { return one.rfind(std::string(name) + "=", 0) == 0; };
      const auto place = std::find_if(names.begin(), names.end(), given);
      setting.environment.push_back(place == names.end() ? std::string(name) + "=" : *place);
    }
    more.insert(more.begin(), {"history", "import", desk.ledger,
                               desk.folder.file(year + ".csv", "单位,年度\n甲," + year + "\n")});
    return program(more, setting);
  };
  const auto who = [&](const std::string& entry) {
    const std::string shown = desk.history("show", {entry}).out;
    const std::string mark = "记录人 by  ";
    const std::size_t place = shown.find(mark);
    return place == std::string::npos ? "" : split(shown.substr(place + mark.size()), "\n")[0];
  };
  REQUIRE(import("2021", {}, {}).status == 0);
  CHECK(who("1") != "");
  REQUIRE(import("2022", {"LOGNAME=王五"}, {}).status == 0);
  CHECK(who("2") == "王五");
  REQUIRE(import("2023", {"USER=赵六", "LOGNAME=王五"}, {}).status == 0);
  CHECK(who("3") == "赵六");
  REQUIRE(import("2024", {"USER=赵六"}, {"--by", "张三"}).status == 0);
  CHECK(who("4") == "张三");
  const Run blank = import("2025", {"USER=赵六"}, {"--by", "　"});
  CHECK(blank.status == 2);
  CHECK(contains(blank.err, "记录人不能是空的"));
}
