// rubric history import: which columns name the units, and what a correction really changes.
#include "tests/ledger_desk.hpp"

using namespace rubric::testing;

namespace {

/// Rules whose 标识 are these columns.
std::string rules_by(const std::string& identity, const std::string& in_force = period) {
  return replaced(rules("标准", in_force, "80%"), "单位、年度", identity + "、年度");
}

Run import(const Desk& desk, const std::string& name, const std::string& text,
           std::vector<std::string> more = {}) {
  more.insert(more.begin(), desk.folder.file(name, text));
  return desk.history("import", more);
}

Run register_(const Desk& desk, const std::string& name, const std::string& text) {
  return desk.history("register", {desk.folder.file(name, text)});
}

const std::string east = "区县,单位,年度,完成率\n东区,财政局,2022,60%\n东区,民政局,2022,80%\n";
const std::string west = "区县,单位,年度,完成率\n西区,财政局,2022,40%\n西区,民政局,2022,20%\n";

}  // namespace

TEST_CASE("units are named as the rules in force name them, so that districts stay apart") {
  const Desk desk;
  REQUIRE(register_(desk, "旧.rules", rules_by("区县、单位")).status == 0);
  CHECK(import(desk, "东.csv", east).status == 0);
  CHECK(import(desk, "西.csv", west).status == 0);
  REQUIRE(desk.history("score", {}).status == 0);
  const std::vector<Cells> rows = csv_rows(desk.history("scores", {}).out);
  REQUIRE(rows.size() == 5);
  CHECK(rows[0][0] == "区县");
  CHECK(rows[3][0] == "西区");
  // A file of these rules without the column is none of theirs.
  const Run without = import(desk, "无.csv", "单位,年度,完成率\n审计局,2022,60%\n");
  CHECK(without.status == 1);
  CHECK(contains(without.err, "[E977]"));
  CHECK(contains(without.err, "没有“区县”这一列，第 1 笔规则按“区县、单位”认单位"));
}

TEST_CASE("without rules, a year's data are named as those before them") {
  const Desk desk;
  REQUIRE(import(desk, "东.csv", east, {"--key", "区县", "--key", "单位"}).status == 0);
  const Run west_too = import(desk, "西.csv", west);
  CHECK(west_too.status == 0);
  CHECK(contains(desk.history("show", {"2"}).out, "认单位的列 key  区县、单位"));
}

TEST_CASE("rules of several years that name units otherwise ask for --key") {
  const Desk desk;
  REQUIRE(register_(desk, "一.rules", rules_by("单位", "2022-01-01 至 2022-12-31")).status == 0);
  REQUIRE(register_(desk, "二.rules", rules_by("区县、单位", "2023-01-01 至 2023-12-31")).status == 0);
  const std::string both = "区县,单位,年度,完成率\n东区,财政局,2022,60%\n东区,财政局,2023,60%\n";
  const Run asked = import(desk, "两年.csv", both);
  CHECK(asked.status == 1);
  CHECK(contains(asked.err,
                 "2022 年度按“单位”认单位，2023 年度按“区县、单位”认；请写明用 --key 单位，还是用 "
                 "--key 区县 --key 单位"));
  CHECK(import(desk, "两年.csv", both, {"--key", "区县", "--key", "单位"}).status == 0);
}

TEST_CASE("a unit that would move to another district is taken for another unit, with a reason too") {
  const Desk desk;
  const Run first = import(desk, "东.csv", east);
  CHECK(first.status == 0);
  CHECK(contains(first.out, "单位是按“单位”认的，没有看“区县”"));
  for (const std::vector<std::string>& more :
       {std::vector<std::string>{}, std::vector<std::string>{"--reason", "补报"}}) {
    const Run refused = import(desk, "西.csv", west, more);
    CHECK(refused.status == 1);
    CHECK(contains(refused.err, "西.csv:2: 错误[E977]"));
    CHECK(contains(refused.err, "在第 1 笔里“区县”是“东区”，这里是“西区”"));
    CHECK(contains(refused.err, "这样的共 2 行"));
    CHECK(contains(refused.err, "另建一本台账，各份数据都用 --key 区县 --key 单位 记"));
    CHECK_FALSE(contains(refused.err, "[E980]"));
  }
  const Run otherwise = import(desk, "西.csv", west, {"--key", "区县", "--key", "单位"});
  CHECK(otherwise.status == 1);
  CHECK(contains(otherwise.err, "第 1 笔认的列对，就用 --key 单位 按同样的列认"));
  CHECK(contains(otherwise.err, "若是第 1 笔认的列不对"));
  CHECK_FALSE(contains(desk.history("list", {}).out, "#2"));
  // Who says that it is the same unit corrects it; a figure alone is corrected without saying so.
  CHECK(import(desk, "改.csv", replaced(east, "60%", "61%"), {"--reason", "填错"}).status == 0);
  CHECK(import(desk, "西.csv", west, {"--reason", "划转", "--key", "单位"}).status == 0);
}

TEST_CASE("only rows that differ are corrections, and they are told") {
  const Desk desk;
  REQUIRE(
      import(desk, "一.csv", "单位,年度,完成率,说明\n甲,2022,60%,\n乙,2022,70%,有\n丙,2022,80%,\n").status ==
      0);
  const Run one =
      import(desk, "二.csv", "说明,年度,单位,完成率\n,2022,甲, 60% \n有,2022年,乙,71%\n,2022,丙,80%\n",
             {"--reason", "填错"});
  CHECK(one.status == 0);
  CHECK(contains(one.out, "其中更正 1 行"));
  CHECK(contains(one.out, "另有 2 行与原来相同"));
  CHECK(contains(one.out, "  乙 2022：完成率 70% → 71%\n"));
  CHECK_FALSE(contains(one.out, "甲 2022"));
  const Run none = import(desk, "三.csv", "单位,年度,完成率,说明\n乙,2022,71%,有\n", {"--reason", "再填"});
  CHECK(none.status == 0);
  CHECK(contains(none.out, "三.csv：1 行都与已记的（最后是第 2 笔）相同，已记过，这次没有记入"));
  CHECK_FALSE(contains(desk.history("list", {}).out, "#3"));
  // Another unit of the heading makes the same figure another value; a blank is a change.
  const Run unit = import(desk, "四.csv", "单位,年度,完成率（‰）,说明\n乙,2022,71%,\n", {"--reason", "单位"});
  CHECK(unit.status == 0);
  CHECK(contains(unit.out, "乙 2022：说明 有 → （空），完成率 71% → 完成率（‰） 71%"));
}

TEST_CASE("of many corrections and long cells the report has the beginning") {
  const Desk desk;
  std::string before = "单位,年度,完成率,说明\n", after = before;
  for (int i = 0; i < 15; ++i) {
    before += "甲" + std::to_string(i) + ",2022,60%,\n";
    after += "甲" + std::to_string(i) + ",2022,61%," + std::string(100, 'x') + "\n";
  }
  REQUIRE(import(desk, "一.csv", before).status == 0);
  const Run run = import(desk, "二.csv", after, {"--reason", "填错"});
  CHECK(run.status == 0);
  CHECK(contains(run.out, "其中更正 15 行"));
  CHECK(contains(run.out, "  甲9 2022：完成率 60% → 61%，说明 （空） → " + std::string(60, 'x') + "…\n"));
  CHECK_FALSE(contains(run.out, "甲10 2022"));
  CHECK(contains(run.out, "  还有 5 行"));
}
