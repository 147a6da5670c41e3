// rubric history score: a run that would change what runs before it decided says so, and needs a reason.
#include "tests/ledger_desk.hpp"

using namespace rubric::testing;

namespace {

std::string lower_target() {
  return rules("宽标准", "2024-01-01 起", "64%");
}

}  // namespace

TEST_CASE("a run that changes what was decided needs a reason, and leaves nothing without one") {
  const UsedDesk desk;
  REQUIRE(desk.history("register", {desk.folder.file("新.rules", lower_target())}).status == 0);
  const Totals decided{"总分", "7.50", "10.00", "5.00"};
  const Run refused = desk.history("score", {"--rules", "4"});
  CHECK(refused.status == 1);
  CHECK(refused.out.empty());
  CHECK(contains(refused.err,
                 "错误[E990] 第 3 笔计分给 2022 年度定的得分，有 1 个单位要变，如“甲镇”7.50 差 → 9.38 优"));
  CHECK(contains(refused.err, "错误[E990] 第 3 笔计分给 2023 年度定的得分，有 1 个单位要变"));
  CHECK(contains(refused.err, "--reason"));
  CHECK(contains(refused.err, "提醒[W735] 有 3 行的年度不在规则的适用期（2024-01-01 起）内"));
  CHECK_FALSE(contains(desk.history("list", {}).out, "#5"));
  CHECK(desk.totals({}) == decided);

  const Run changed = desk.history("score", {"--rules", "4", "--reason", "复议"});
  CHECK(changed.status == 0);
  CHECK(contains(changed.err, "[W735]"));
  CHECK(contains(changed.out, "其中 1 个与第 3 笔定的不同，原来的保留"));
  CHECK(desk.totals({}) == Totals{"总分", "9.38", "10.00", "6.25"});
  CHECK(desk.totals({"--as-of", "4"}) == decided);
  CHECK(desk.history("verify", {}).status == 0);
  // The way back is a change too, the same once more is none.
  CHECK(contains(desk.history("score", {}).err, "[E990] 第 5 笔计分给 2022 年度定的得分"));
  CHECK(desk.history("score", {"--rules", "4"}).status == 0);
  CHECK(contains(desk.history("list", {}).out, "#6"));
}

TEST_CASE("a run that decides the same again, or new units and years, needs no reason") {
  const UsedDesk desk;
  const auto score = [&] {
    const Run run = desk.history("score", {});
    CHECK(run.status == 0);
    CHECK(run.err.empty());
    CHECK_FALSE(contains(run.out, "不同"));
  };
  score();
  const std::string more = desk.folder.file("新增.csv", "单位,年度,完成率\n丙镇,2022,50%\n甲镇,2021,50%\n");
  REQUIRE(desk.history("import", {more}).status == 0);
  REQUIRE(
      desk.history("register", {desk.folder.file("先.rules", rules("先", "2021-01-01 至 2021-12-31", "50%"))})
          .status == 0);
  score();
  CHECK(desk.totals({}) == Totals{"总分", "10.00", "7.50", "10.00", "6.25", "5.00"});
}

TEST_CASE("the reason of a correction is that of the scores that it changes, under the same rules") {
  const UsedDesk desk;
  const std::string correction = desk.folder.file("更正.csv", "单位,年度,完成率\n甲镇,2022,64%\n");
  REQUIRE(desk.history("import", {correction, "--reason", "统计口径有误"}).status == 0);
  SUBCASE("the same rules") {
    const Run run = desk.history("score", {});
    CHECK(run.status == 0);
    CHECK(contains(run.out, "其中 1 个与第 3 笔定的不同"));
    // As known before the correction it is another decision again.
    CHECK(contains(desk.history("score", {"--known-at", "3"}).err,
                   "[E990] 第 5 笔计分给 2022 年度定的得分，有 1 个单位要变，如“甲镇”8.00 优 → 7.50 差"));
  }
  SUBCASE("other rules") {
    REQUIRE(desk.history("register", {desk.folder.file("新.rules", lower_target())}).status == 0);
    CHECK(contains(desk.history("score", {"--rules", "5", "--years", "2022"}).err, "[E990]"));
  }
}

TEST_CASE("a score is decided by its indicators and its being there, not by its total alone") {
  const Desk desk;
  const auto with = [&](const std::string& title, const std::string& first, const std::string& second) {
    std::string text =
        replaced(rules("标准", period, "80%"), "指标 完成  10分", "指标 " + title + "  " + first);
    text = replaced(text, "等级",
                    "指标 质量  " + second + "\n  实际  完成率\n  目标  ≥80%\n  计分  按比例\n等级");
    return desk.folder.file("标准.rules", text);
  };
  const auto register_ = [&](const std::string& path) {
    const Run run = desk.history("register", {path, "--reason", "换标准"});
    REQUIRE(contains(run.out, "记为第"));
  };
  const std::string data = desk.folder.file("数据.csv", "单位,年度,完成率\n甲镇,2022,80%\n乙镇,2022,80%\n");
  REQUIRE(desk.history("import", {data}).status == 0);
  register_(with("完成", "6分", "4分"));
  REQUIRE(desk.history("score", {}).status == 0);
  register_(with("完成", "5分", "5分"));
  CHECK(contains(desk.history("score", {}).err, "有 2 个单位要变，如“甲镇”完成 6.00 → 5.00"));
  register_(with("进度", "6分", "4分"));
  CHECK(contains(desk.history("score", {}).err, "有 2 个单位要变，如“甲镇”完成 6.00 → 没有这一项"));
  // As known before a unit was recorded, its score is gone.
  REQUIRE(desk.history("import", {desk.folder.file("丙.csv", "单位,年度,完成率\n丙镇,2022,80%\n")}).status ==
          0);
  REQUIRE(desk.history("score", {"--rules", "2"}).status == 0);
  CHECK(contains(desk.history("score", {"--rules", "2", "--known-at", "5"}).err,
                 "有 1 个单位要变，如“丙镇”10.00 优 → 没有数据"));
}
