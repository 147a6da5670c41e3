// rubric history: a ledger of data, rules and runs, by the program as a user runs it.
#include <sched.h>
#include <sys/mount.h>

#include <cerrno>
#include <cstring>
#include <thread>

#include "formats/ledger_schema.hpp"
#include "tests/ledger_desk.hpp"

using namespace rubric::testing;

TEST_CASE("a ledger keeps what was decided, and says what is known") {
  const UsedDesk desk;
  CHECK(desk.totals({}) == Totals{"总分", "7.50", "10.00", "5.00"});
  CHECK(desk.totals({"--years", "2023"}) == Totals{"总分", "5.00"});

  const std::string correction = desk.folder.file("更正.csv", "年度,完成率,单位\n2022,64%,甲镇\n");
  const Run refused = desk.history("import", {correction});
  CHECK(refused.status == 1);
  CHECK(contains(refused.err, "更正.csv:2: 错误[E980] 2022 年度的“甲镇”已由第 1 笔记过"));
  CHECK(desk.history("import", {correction, "--reason", "统计口径有误"}).status == 0);
  CHECK(desk.totals({}) == Totals{"总分", "7.50", "10.00", "5.00"});
  CHECK(desk.totals({"--known-at", "4"}) == Totals{"总分", "10.00", "8.00", "5.00"});
  CHECK(desk.totals({"--known-at", "#3"}) == Totals{"总分", "7.50", "10.00", "5.00"});

  const std::string changed = desk.folder.file("新.rules", rules("新标准", "2022-01-01 起", "64%"));
  const Run overlapping = desk.history("register", {changed});
  CHECK(overlapping.status == 1);
  CHECK(contains(overlapping.err, "[E982] 2022 年度已有第 2 笔规则“旧标准”适用"));
  CHECK(desk.history("register", {changed, "--reason", "换标准", "--document", "某财绩〔2024〕9号"}).status ==
        0);
  CHECK(desk.totals({"--known-at", "#5"}) == Totals{"总分", "10.00", "10.00", "6.25"});
  CHECK(desk.totals({"--as-of", "4", "--known-at", "#5"}) == Totals{"总分", "10.00", "8.00", "5.00"});
  CHECK(desk.history("score", {"--years", "2022"}).status == 1);
  CHECK(desk.history("score", {"--years", "2022", "--reason", "换标准"}).status == 0);
  CHECK(desk.totals({}) == Totals{"总分", "10.00", "10.00", "5.00"});
  CHECK(desk.totals({"--as-of", "#5"}) == Totals{"总分", "7.50", "10.00", "5.00"});
  CHECK(desk.totals({"--as-of", "9999-12-31"}) == Totals{"总分", "10.00", "10.00", "5.00"});
  const Run verified = desk.history("verify", {});
  CHECK(verified.status == 0);
  CHECK(contains(verified.out, "6 笔，其中重算计分 2 笔"));
  CHECK(contains(desk.history("show", {"5"}).out, "某财绩〔2024〕9号"));
  CHECK(contains(desk.history("show", {"2"}).out, "某财绩〔2022〕1号"));
}

TEST_CASE("rules that check refutes are recorded all the same, and that is said") {
  const Desk desk;
  const auto register_ = [&](const std::string& text) {
    return desk.history("register", {desk.folder.file("标准.rules", text), "--reason", "换标准"});
  };
  const std::string whole = rules("标准", period, "80%");
  const Run sound = register_(whole);
  CHECK(sound.status == 0);
  CHECK(sound.err.empty());

  // 6 to 8 points have no grade: an error of check, and so of register.
  const Run hole = register_(replaced(whole, "  ＜8分  差", "  ＜6分  差"));
  CHECK(hole.status == 1);
  CHECK(contains(hole.out, "记为第 2 笔"));
  CHECK(contains(hole.err, "标准.rules:15:1: 错误[E207] 总分 6分(含)至7.99分(含) 没有等级"));
  CHECK(contains(hole.err,
                 "标准.rules：检查的发现如上，第 2 笔照样记入了 / found as above, and recorded as #2"));
  const Run check = program({"check", desk.folder / "标准.rules", "--lang", "zh"});
  CHECK(check.status == 1);
  CHECK(hole.err.substr(0, hole.err.rfind("标准.rules：")).find(check.out.substr(0, check.out.find('\n'))) !=
        std::string::npos);

  // A grade that nobody gets is a warning of both.
  const Run warned = register_(replaced(whole, "  ≥8分  优", "  ＞10分  特优\n  ≥8分  优"));
  CHECK(warned.status == 0);
  CHECK(contains(warned.err, "提醒[W208]"));
  CHECK(contains(warned.err, "第 3 笔照样记入了"));

  // What is recorded already is not recorded, nor proved, again.
  const Run again = desk.history("register", {desk.folder / "标准.rules"});
  CHECK(again.status == 0);
  CHECK(contains(again.out, "第 3 笔已记过"));
  CHECK(again.err.empty());
  CHECK(desk.history("verify", {}).status == 0);
}

TEST_CASE("list and show tell every entry, and export gives it back") {
  const UsedDesk desk;
  const Run list = desk.history("list", {});
  CHECK(list.status == 0);
  CHECK(contains(list.out, "数据.csv（3）"));
  CHECK(contains(list.out, "张三"));
  CHECK(contains(list.out, "旧标准"));
  CHECK(contains(list.out, "2022（2，#2） 2023（1，#2）"));
  // The fingerprint that sha256sum gives of the file.
  CHECK(contains(desk.history("show", {"1"}).out,
                 "9d62bd60a8f1297595ff079657fb92dc317874447268b0aff3b7d1ea539bf134"));
  CHECK(contains(desk.history("show", {"1"}).out, "年度 year  2022：2 行"));
  CHECK(contains(desk.history("show", {"3"}).out, "2022：2 个单位"));
  CHECK(desk.history("export", {"1"}).out ==
        "单位,年度,完成率\n甲镇,2022,60%\n乙镇,2022,80%\n甲镇,2023,40%\n");
  CHECK(desk.history("export", {"2"}).out == rules("旧标准", period, "80%"));
  const std::vector<Cells> scores = csv_rows(desk.history("export", {"3"}).out);
  REQUIRE(scores.size() == 4);
  CHECK(scores[0] == Cells{"单位", "年度", "完成", "总分", "等级", "规则", "计分", "问题"});
  CHECK(scores[1] == Cells{"甲镇", "2022", "7.50", "7.50", "差", "#2", "#3", ""});
}

TEST_CASE("text of the data is text in the CSV of scores and rescore") {
  const Desk desk;
  const std::string longest(10'000, 'x');
  const std::vector<std::string> names = {"<script>alert(1)</script>",
                                          "=HYPERLINK(\"http://a.example\")",
                                          "../../x",
                                          longest,
                                          "\u202Eabc",
                                          "＝1＋1",
                                          "@SUM(A1)"};
  std::vector<Cells> units{{"单位", "年度", "完成率"}};
  for (const std::string& name : names) units.push_back({name, "2022", "60%"});
  REQUIRE(desk.history("import", {desk.folder.file("u.csv", to_csv(units))}).status == 0);
  REQUIRE(desk.history("register", {desk.folder.file("r.rules", rules("标准", period, "80%"))}).status == 0);
  REQUIRE(desk.history("score", {}).status == 0);
  const Cells shown = {names[0], "'" + names[1], names[2], longest, "<U+202E>abc", "'=1+1", "'@SUM(A1)"};
  const std::string changed = desk.folder.file("新.rules", rules("新标准", "2024-01-01 起", "64%"));
  for (const auto& words : {std::vector<std::string>{"scores"},
                            {"scores", "--known-at", "2"},
                            {"rescore", "--to", changed},
                            {"export", "3"}}) {
    CAPTURE(words[0]);
    const Run run = desk.history(words[0], {words.begin() + 1, words.end()});
    const std::vector<Cells> rows = csv_rows(run.out);
    REQUIRE(rows.size() == names.size() + 1);
    for (std::size_t i = 0; i < names.size(); ++i) {
      // rescore has the text of the data, the others the name by which the ledger knows the unit.
      const bool as_written = words[0] == "rescore" && i == 5;
      CHECK(rows[i + 1][0] == (as_written ? "'＝1＋1" : shown[i]));
    }
  }
  // What was imported comes back as it was.
  const std::vector<Cells> back = csv_rows(desk.history("export", {"1"}).out);
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(back[i + 1][0] == names[i]);
}

TEST_CASE("rules are kept with all that they build on") {
  const Desk desk;
  desk.folder.file("单位.csv",
                   "单位,年度,全年预算,全年执行,群众满意度,评议得票率\n甲区,2024,100,69,90%,60%\n");
  REQUIRE(desk.history("import", {desk.folder / "单位.csv"}).status == 0);
  const std::string base = read(project("tests/corpus/builds-on/省级.rules"));
  desk.folder.file("省级.rules", base);
  const std::string child = "规则集 某区\n  版本  2024区级\n  适用  2024-01-01 起\n  承接  省级.rules\n";
  const Run registered = desk.history("register", {desk.folder.file("区.rules", child)});
  REQUIRE(registered.status == 0);
  std::filesystem::remove(desk.folder / "省级.rules");
  CHECK(desk.history("score", {}).status == 0);
  CHECK(desk.history("verify", {}).status == 0);
  CHECK(desk.history("export", {"2", "--file", "2"}).out == base);
  CHECK(contains(desk.history("export", {"2", "--file", "3"}).err, "[E983]"));
}

TEST_CASE("figures over all units range over all imports of a year") {
  const Desk desk;
  const std::string ranked =
      "规则集 排名\n  适用  2022-01-01 起\n  标识  单位、年度\n  满分  10分\n  单项  四舍五入保留2位小数\n"
      "  总分  四舍五入保留2位小数\n数据\n  完成率  %  0%至100%\n"
      "公式 名次 ＝ 排名(完成率，从高到低，并列占位)\n"
      "指标 名次分  10分\n  实际  名次\n  分档\n    ≤1              10分\n"
      "    1(不含)至2(含)  5分\n    ＞2              0分\n";
  REQUIRE(desk.history("import", {desk.folder.file("a.csv", "单位,年度,完成率\n甲,2022,60%\n")}).status == 0);
  REQUIRE(desk.history("import", {desk.folder.file("b.csv", "单位,年度,完成率\n乙,2022,80%\n")}).status == 0);
  const Run registered = desk.history("register", {desk.folder.file("r.rules", ranked)});
  INFO(registered.err);
  REQUIRE(registered.status == 0);
  REQUIRE(desk.history("score", {}).status == 0);
  CHECK(desk.totals({}) == Totals{"总分", "5.00", "10.00"});
  CHECK(desk.history("verify", {}).status == 0);
}

TEST_CASE("rules and entries that are not there are said") {
  const UsedDesk desk;
  const auto says = [&](const std::string& code, const std::string& command,
                        const std::vector<std::string>& words) {
    CAPTURE(code);
    const Run run = desk.history(command, words);
    CHECK(run.status == (code == "E988" ? 2 : 1));
    CHECK(contains(run.err, "[" + code + "]"));
  };
  const std::string no_period = replaced(rules("甲", "2024-01-01 起", "80%"), "  适用  2024-01-01 起\n", "");
  says("E981", "register", {desk.folder.file("甲.rules", no_period)});
  const std::string to = desk.folder.file("新.rules", rules("新", "2024-01-01 起", "64%"));
  says("E983", "score", {"--years", "2030"});
  says("E983", "scores", {"--years", "2030"});
  says("E983", "scores", {"--years", "2030", "--known-at", "3"});
  says("E983", "rescore", {"--years", "2030", "--to", to});
  says("E983", "scores", {"--as-of", "2000-01-01"});
  says("E984", "show", {"9"});
  says("E984", "verify", {"1"});
  says("E984", "score", {"--rules", "1"});
  for (const char* none :
       {"去年", "2024-02-30", "2024-13-01", "2024-06-30T24:00:00Z", "2024-06-30T08:60:00Z"})
    says("E988", "scores", {"--as-of", none});
  REQUIRE(desk.history("import", {desk.folder.file("c.csv", "单位,年度,完成率\n丙,2031,60%\n")}).status == 0);
  says("E983", "score", {});  // 2031 has no rules; the other years are scored and recorded
  CHECK(desk.history("show", {"5"}).status == 0);
}

TEST_CASE("what is no ledger, a newer one and a damaged one are left as they are") {
  const UsedDesk desk;
  const auto says = [&](const std::string& code, const std::string& path, const std::string& command) {
    CAPTURE(code);
    const Run run = program({"history", command, path});
    CHECK(run.status == 2);
    CHECK(contains(run.err, "[" + code + "]"));
  };
  says("E970", desk.folder / "", "list");
  says("E970", desk.folder / "数据.csv/x", "init");
  says("E976", desk.folder / "没有.ledger", "list");
  says("E971", desk.folder / "数据.csv", "list");
  says("E971", desk.folder / "数据.csv", "init");
  // Only init makes a ledger of an empty file.
  const std::string empty = desk.folder.file("空.ledger", "");
  for (const char* const command : {"list", "score", "scores", "verify"}) says("E971", empty, command);
  CHECK(read(empty) == "");
  CHECK(program({"history", "init", empty}).status == 0);
  CHECK(program({"history", "list", empty}).status == 0);
  CHECK(contains(read(desk.folder / "数据.csv"), "甲镇,2022,60%"));
  {
    rubric::formats::Database other(desk.folder / "别的.db", rubric::formats::Database::Access::create, 0);
    other.execute("CREATE TABLE t(x)");
  }
  says("E971", desk.folder / "别的.db", "init");
  std::filesystem::copy_file(desk.ledger, desk.folder / "新.ledger");
  {
    rubric::formats::Database other(desk.folder / "新.ledger", rubric::formats::Database::Access::write, 0);
    other.execute("PRAGMA user_version = 99");
  }
  says("E972", desk.folder / "新.ledger", "list");
  std::string bytes = read(desk.ledger);
  for (std::size_t at = 4096; at + 64 < bytes.size(); at += 512) bytes[at + 7] ^= 0x55;
  const std::string damaged = desk.folder.file("坏.ledger", bytes);
  const Run run = program({"history", "verify", damaged});
  CHECK(run.status != 0);
  CHECK(contains(run.err, "[E973]"));
}

TEST_CASE("verify finds what was changed behind the ledger's back") {
  const UsedDesk desk;
  const auto change = [&](const std::string& table, const std::string& sql) {
    rubric::formats::Database file(desk.ledger, rubric::formats::Database::Access::write, 0);
    CHECK_THROWS_AS(file.execute(sql.c_str()), rubric::formats::LedgerProblem);  // the triggers
    file.execute(("DROP TRIGGER " + table + "_no_UPDATE").c_str());
    file.execute(sql.c_str());
  };
  REQUIRE(desk.history("verify", {}).status == 0);
  SUBCASE("a score") {
    change("score", "UPDATE score SET total = '9.99' WHERE number = 1 AND year = 2022");
    const Run run = desk.history("verify", {});
    CHECK(run.status == 1);
    CHECK(contains(run.err, "[E986] 第 3 笔"));
    CHECK(contains(run.err, "[E985] 第 3 笔计分重算不符：2022 甲镇 当时 9.99 差，现在 7.50 差"));
    CHECK_FALSE(contains(desk.history("verify", {"--quick"}).err, "[E985]"));
  }
  SUBCASE("data") {
    change("data", "UPDATE data SET cells = replace(cells, '60%', '61%')");
    const Run run = desk.history("verify", {});
    CHECK(contains(run.err, "[E986] 第 1 笔"));
    CHECK(contains(run.err, "[E985]"));
  }
  SUBCASE("a reason") {
    change("entry", "UPDATE entry SET reason = '别的' WHERE id = 2");
    CHECK(contains(desk.history("verify", {}).err, "[E986] 第 2 笔"));
  }
}

TEST_CASE("verify finds triggers that were dropped, changed or added") {
  const UsedDesk desk;
  const auto change = [&](const char* sql) {
    rubric::formats::Database file(desk.ledger, rubric::formats::Database::Access::write, 0);
    file.execute(sql);
  };
  const auto says = [&](const std::string& what) {
    const Run run = desk.history("verify", {"--quick"});
    CHECK(run.status == 1);
    CHECK(contains(run.err, "错误[E993] 台账的表和防改的触发器与程序所建的不同：" + what + "。"));
    CHECK_FALSE(contains(run.err, "[E986]"));
  };
  // What is nobody's guard may be added.
  change("CREATE INDEX mine ON score(total); CREATE VIEW shown AS SELECT total FROM score; ANALYZE");
  CHECK(desk.history("verify", {}).status == 0);
  change("DROP TRIGGER data_no_UPDATE");
  says("缺少 data_no_UPDATE");
  change("CREATE TRIGGER data_no_UPDATE BEFORE UPDATE ON data BEGIN SELECT 1; END");
  says("改过 data_no_UPDATE");
  change("CREATE TRIGGER more AFTER INSERT ON data BEGIN SELECT 1; END");
  says("改过 data_no_UPDATE、多出 more");
}

TEST_CASE("a second writer waits, and then says that it could not") {
  const UsedDesk desk;
  rubric::formats::Database other(desk.ledger, rubric::formats::Database::Access::write, 0);
  other.begin();
  const std::string data = desk.folder.file("d.csv", "单位,年度\n丁,2022\n");
  const Run run = desk.history("import", {data, "--wait", "1"});
  CHECK(run.status == 2);
  CHECK(contains(run.err, "[E974]"));
  CHECK(desk.history("list", {}).status == 0);  // readers are not kept out
  other.roll_back();
  CHECK(desk.history("import", {data}).status == 0);
}

TEST_CASE("a file that may not grow: nothing is recorded and nothing is lost") {
  const UsedDesk desk;
  std::string rows = "单位,年度,完成率\n";
  for (int i = 0; i < 20'000; ++i) rows += "单位" + std::to_string(i) + ",2022,50%\n";
  const std::string data = desk.folder.file("大.csv", rows);
  // A full disk as a process can have it: the limit on the size of files.
  Setting setting;
  setting.most_file_bytes = 256u << 10;
  const Run run = program({"history", "import", desk.ledger, data}, setting);
  CHECK(run.status == 2);
  CHECK(contains(run.err, "[E975]"));
  CHECK(desk.history("verify", {}).status == 0);
  CHECK(desk.history("import", {data}).status == 0);
  CHECK(desk.history("verify", {}).status == 0);
}

TEST_CASE("a ledger on a disk that cannot be written can be read, and what would record says why not") {
  const UsedDesk desk;
  const std::string folder = desk.folder / ".";
  const std::string data = desk.folder.file("d.csv", "单位,年度,完成率\n丁镇,2022,60%\n");
  const std::string changed = desk.folder.file("新.rules", rules("新标准", "2024-01-01 起", "64%"));
  std::string skipped;
  // Of a thread alone: a view of the disks in which the folder cannot be written, not even by root.
  std::thread([&] {
    const bool mounted =
        ::unshare(CLONE_NEWNS) == 0 && ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
        ::mount(folder.c_str(), folder.c_str(), nullptr, MS_BIND, nullptr) == 0 &&
        ::mount(nullptr, folder.c_str(), nullptr, MS_REMOUNT | MS_BIND | MS_RDONLY, nullptr) == 0;
    if (!mounted) {
      skipped = std::strerror(errno);
      return;
    }
    for (const auto& words : {std::vector<std::string>{"import", data}, {"register", changed}, {"score"}}) {
      CAPTURE(words[0]);
      const Run run = desk.history(words[0], {words.begin() + 1, words.end()});
      CHECK(run.status == 2);
      CHECK(contains(run.err, desk.ledger + ": 错误[E975]"));
      CHECK(contains(run.err, "这里只能读，不能写"));
    }
    for (const auto& words : {std::vector<std::string>{"list"},
                              {"show", "1"},
                              {"scores"},
                              {"scores", "--known-at", "3"},
                              {"rescore", "--to", changed},
                              {"verify"}}) {
      CAPTURE(words[0]);
      const Run run = desk.history(words[0], {words.begin() + 1, words.end()});
      CHECK(run.status == 0);
      CHECK(run.out != "");
    }
  }).join();
  if (!skipped.empty()) MESSAGE("skipped, since this process cannot mount: " << skipped);
}

TEST_CASE("a clock that is behind is said, and entries stay in order") {
  const UsedDesk desk;
  {
    rubric::formats::Database file(desk.ledger, rubric::formats::Database::Access::write, 0);
    file.execute("DROP TRIGGER entry_no_UPDATE");
    file.execute("UPDATE entry SET recorded = '2999-01-01T00:00:00Z' WHERE id = 3");
  }
  const Run run = desk.history("import", {desk.folder.file("d.csv", "单位,年度\n丁,2022\n")});
  CHECK(run.status == 0);
  CHECK(contains(run.err, "[W989]"));
  CHECK(contains(desk.history("show", {"4"}).out, "2999-01-01T00:00:00Z"));
}

TEST_CASE("each subcommand's help has an example that can be pasted, one after the other") {
  const Folder folder;
  for (const char* const name : {"rulesets", "examples"})
    std::filesystem::create_directory_symlink(project(name), folder / name);
  Setting there;
  there.folder = folder / ".";
  for (const std::string command :
       {"init", "import", "register", "score", "list", "show", "scores", "rescore", "verify", "export"}) {
    CAPTURE(command);
    const Run help = program({"history", command, "--help"});
    CHECK(help.status == 0);
    const std::string mark = "例 / example:  rubric ";
    REQUIRE(contains(help.out, mark));
    const std::string example = split(help.out.substr(help.out.find(mark) + mark.size()), "\n")[0];
    CHECK(split(example, " ")[1] == command);
    const Run run = program(split(example, " "), there);
    CAPTURE(run.err);
    CHECK(run.status == 0);
  }
}

TEST_CASE("the README's commands on a ledger work") {
  const Folder folder;
  int commands = 0;
  for (const std::string& line : split(read(project("README.md")), "\n")) {
    if (line.compare(0, 15, "rubric history ") != 0) continue;
    ++commands;
    CAPTURE(line);
    CHECK(program(split(replaced(line.substr(7), "build/示例.ledger", folder / "示例.ledger"), " ")).status ==
          0);
  }
  CHECK(commands == 5);
}
