// rubric history scores and export: recorded scores as tables, of all units or of those that are named.
#include "tests/ledger_desk.hpp"

using namespace rubric::testing;

namespace {

/// Two districts that have a unit of the same name, and a year in which one column names units.
struct Districts : Desk {
  Districts() {
    const std::string data = folder.file(
        "区.csv",
        "区县,单位,年度,完成率\n临江区,财政局,2022,60%\n云山区,财政局,2022,40%\n临江区,民政局,2022,80%\n");
    REQUIRE(history("import", {data, "--key", "区县", "--key", "单位"}).status == 0);
    const std::string later = folder.file("后.csv", "单位,年度,完成率\n财政局,2023,80%\n");
    REQUIRE(history("import", {later}).status == 0);
    REQUIRE(history("register", {folder.file("标准.rules", rules("标准", period, "80%"))}).status == 0);
    REQUIRE(history("score", {}).status == 0);
  }
};

const std::string heading = "区县,单位,年度,完成,总分,等级,规则,计分,问题\n";

}  // namespace

TEST_CASE("the scores of one unit over the years") {
  const UsedDesk desk;
  CHECK(desk.totals({"--unit", "甲镇"}) == Totals{"总分", "7.50", "5.00"});
  CHECK(desk.totals({"--unit", " 甲镇 ", "--years", "2023"}) == Totals{"总分", "5.00"});
  CHECK(desk.totals({"--unit", "甲镇", "--known-at", "3"}) == Totals{"总分", "7.50", "5.00"});
  for (const auto& more : {std::vector<std::string>{}, {"--known-at", "3"}}) {
    std::vector<std::string> words{"--unit", "丙镇", "-o", desk.folder / "丙.csv"};
    words.insert(words.end(), more.begin(), more.end());
    const Run none = desk.history("scores", words);
    CHECK(none.status == 1);
    CHECK(contains(none.err, "[E983] 台账里没有“丙镇”在这些年度的得分"));
    CHECK_FALSE(std::filesystem::exists(desk.folder / "丙.csv"));
  }
}

TEST_CASE("units that several columns name have these columns, under their own headings") {
  const Districts desk;
  const std::string expected =
      heading +
      "临江区,财政局,2022,7.50,7.50,差,#3,#4,\n云山区,财政局,2022,5.00,5.00,差,#3,#4,\n"
      "临江区,民政局,2022,10.00,10.00,优,#3,#4,\n,财政局,2023,10.00,10.00,优,#3,#4,\n";
  CHECK(desk.history("scores", {}).out == expected);
  CHECK(desk.history("export", {"4"}).out == expected);
  CHECK(desk.history("scores", {"--known-at", "4"}).out == replaced(expected, "#4", ""));
  CHECK(desk.history("scores", {"--years", "2023"}).out ==
        "单位,年度,完成,总分,等级,规则,计分,问题\n财政局,2023,10.00,10.00,优,#3,#4,\n");
  REQUIRE(desk.history("import", {desk.folder.file("镇.csv", "镇,年度,完成率\n甲,2021,50%\n"), "--key", "镇"})
              .status == 0);
  const std::string before =
      replaced(rules("先", "2021-01-01 至 2021-12-31", "50%"), "标识  单位", "标识  镇");
  REQUIRE(desk.history("register", {desk.folder.file("先.rules", before)}).status == 0);
  REQUIRE(desk.history("score", {"--years", "2021"}).status == 0);
  CHECK(contains(desk.history("scores", {"--years", "2021"}).out, "镇,年度,完成"));
}

TEST_CASE("a unit is named as explain takes it: whole, by one of its columns, with its year") {
  const Districts desk;
  const std::string river = "临江区,财政局,2022,7.50,7.50,差,#3,#4,\n";
  const std::string hills = "云山区,财政局,2022,5.00,5.00,差,#3,#4,\n";
  const std::string later = ",财政局,2023,10.00,10.00,优,#3,#4,\n";
  const auto scores = [&](const std::string& unit) { return desk.history("scores", {"--unit", unit}); };
  for (const std::string unit : {"临江区 财政局", "[\"临江区\",\"财政局\"]", "　临江区 财政局"})
    CHECK(scores(unit).out == heading + river);
  CHECK(scores("临江区 财政局 2022").out == heading + river);
  CHECK(scores("财政局").out == heading + river + hills + later);
  CHECK(scores("财政局 2023年").out == "单位,年度,完成,总分,等级,规则,计分,问题\n" + later.substr(1));
  CHECK(csv_rows(scores("云山区").out).size() == 2);
  for (const std::string unit : {"财政", "云山区 民政局", "临江区 财政局 2023", "财政局 2031", "2022"}) {
    CAPTURE(unit);
    CHECK(scores(unit).status == 1);
    CHECK(contains(scores(unit).err, "[E983] 台账里没有“" + unit + "”在这些年度的得分"));
  }
  CHECK(desk.history("scores", {"--unit", "云山区 财政局", "--known-at", "4"}).out ==
        heading + replaced(hills, "#4", ""));
}

TEST_CASE("with --bom the tables of a ledger open in Excel, and rules stay as they were") {
  const UsedDesk desk;
  for (const auto& words : {std::vector<std::string>{"scores"},
                            {"scores", "--known-at", "3"},
                            {"export", "1"},
                            {"export", "3"}}) {
    CAPTURE(words[0]);
    std::vector<std::string> more(words.begin() + 1, words.end());
    const std::string plain = desk.history(words[0], more).out;
    more.emplace_back("--bom");
    CHECK(desk.history(words[0], more).out == "\xEF\xBB\xBF" + plain);
  }
  CHECK(desk.history("export", {"2", "--bom"}).out == rules("旧标准", period, "80%"));
}
