// Where two rulesets differ: the corpus says by hand where and by how much, made-up units agree with every
// region, and every example unit replays.
#include "engine/difference.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "engine/evaluate.hpp"
#include "formats/difference.hpp"
#include "tests/files.hpp"
#include "tests/random_unit.hpp"
#include "tests/rules.hpp"

using namespace rubric::engine;
using namespace rubric::testing;
using Json = nlohmann::json;

namespace {

struct Compared {
  Compared(const std::string& old_file, const std::string& new_file)
      : before(old_file, read(project(old_file))), after(new_file, read(project(new_file))) {
    REQUIRE_MESSAGE(before.plan.has_value(), shown(before.problems));
    REQUIRE_MESSAGE(after.plan.has_value(), shown(after.problems));
    difference = compare(before.ruleset, *before.plan, after.ruleset, *after.plan);
  }

  Rules before, after;
  Difference difference;
};

std::string old_of(std::string new_file) {
  return new_file.replace(new_file.rfind(".new."), 5, ".old.");
}

std::multiset<std::string> marks(const std::string& text, const std::string& mark) {
  std::multiset<std::string> found;
  for (const std::string& line : split(text, "\n")) {
    const std::size_t at = line.find("# " + mark + ": ");
    if (at != std::string::npos) found.insert(line.substr(at + mark.size() + 4));
  }
  return found;
}

/// Whether the unit lies in the region, by the joint plan; nothing if a quantity has no value.
std::optional<bool> inside(const Difference& d, const ItemDifference& item, const Region& region,
                           const UnitData& unit) {
  const std::vector<Possible> slots = evaluate_exact(d.joint.plan, unit);
  bool all = true;
  for (std::size_t i = 0; i < region.where.size(); ++i) {
    const Slot slot = item.quantities[i].slot;
    if (slot == none) continue;
    if (!slots[slot].possible) return std::nullopt;
    all = all && region.where[i].contains(slots[slot].range);
  }
  return all;
}

/// Checks one unit against the regions of all indicators and the bounds of the total; counts its differences.
int agrees(const Compared& compared, const UnitData& unit) {
  const Difference& d = compared.difference;
  const Outcome old = evaluate(*compared.before.plan, d.joint.unit_of(d.joint.before, unit), Trace::yes);
  const Outcome now = evaluate(*compared.after.plan, d.joint.unit_of(d.joint.after, unit), Trace::yes);
  int differences = 0;
  for (const ItemDifference& item : d.items) {
    if (item.before == none || item.after == none) continue;
    const Possible& a = old.trace[slots_in(*compared.before.plan, item.list)[item.before].score];
    const Possible& b = now.trace[slots_in(*compared.after.plan, item.list)[item.after].score];
    CAPTURE(items_in(compared.after.ruleset, item.list)[item.after].title);
    if (!a.known() || !b.known()) {
      if (item.verdict == Verdict::proved) CHECK(a.possible == b.possible);
      continue;
    }
    const Rational change = b.range.low.value - a.range.low.value;
    differences += change != 0;
    if (item.verdict == Verdict::proved) CHECK(change == 0);
    CHECK(item.change.contains(change));
    bool covered = false, known = true;
    for (const Region& region : item.regions) {
      const std::optional<bool> in = inside(d, item, region, unit);
      known = known && in;
      if (!in || !*in) continue;
      covered = true;
      CAPTURE(to_string(region.change));
      if (region.what == Region::What::differs) CHECK(change != 0);
      CHECK(region.what <= Region::What::may_differ);
      if (region.what <= Region::What::may_differ) CHECK(region.change.contains(change));
    }
    const bool claimed = item.verdict != Verdict::undecided;
    if (known && claimed && !covered) CHECK(change == 0);
  }
  if (!old.total.known() || !now.total.known()) return differences;
  const Rational change = now.total.range.low.value - old.total.range.low.value;
  CHECK(d.total_change.contains(change));
  if (d.totals == Verdict::proved) CHECK(change == 0);
  return differences;
}

void replays(const Compared& compared) {
  const Difference& d = compared.difference;
  for (const ItemDifference& item : d.items) {
    for (const Region& region : item.regions) {
      if (!region.unit) continue;
      const UnitData a = d.joint.unit_of(d.joint.before, *region.unit);
      const UnitData b = d.joint.unit_of(d.joint.after, *region.unit);
      const Outcome old = evaluate(*compared.before.plan, a, Trace::yes);
      const Outcome now = evaluate(*compared.after.plan, b, Trace::yes);
      const Possible& x = old.trace[slots_in(*compared.before.plan, item.list)[item.before].score];
      const Possible& y = now.trace[slots_in(*compared.after.plan, item.list)[item.after].score];
      CHECK(x.range == region.before_score.range);
      CHECK(y.range == region.after_score.range);
      CHECK((x.possible != y.possible || !(x.range == y.range)));
    }
  }
  for (const GradeMove& move : d.moves) {
    CHECK(evaluate(*compared.before.plan, d.joint.unit_of(d.joint.before, move.unit)).total.range ==
          move.total_before.range);
    const Outcome now = evaluate(*compared.after.plan, d.joint.unit_of(d.joint.after, move.unit));
    CHECK(now.total.range == move.total_after.range);
    CHECK(now.grade.range.low.value == Rational(move.after));
  }
}

}  // namespace

TEST_CASE("diff: the regions of the corpus are those worked out by hand") {
  for (const std::string& file : files("tests/corpus/diff", ".rules")) {
    if (!contains(file, ".new.")) continue;
    CAPTURE(file);
    const Compared compared(old_of(file), file);
    const Json json = Json::parse(rubric::formats::to_json(compared.difference, Language::zh));
    std::multiset<std::string> regions, same, open;
    for (const Json& item : json["items"]) {
      if (item["match"] == "added" || item["match"] == "removed") continue;
      for (const Json& region : item["regions"]) regions.insert(region["text"].get<std::string>());
      if (item["scores"] == "equal") same.insert(item["new"].get<std::string>());
      if (!item["equal_elsewhere_proved"].get<bool>()) open.insert(item["new"].get<std::string>());
    }
    const std::string text = read(project(file));
    CHECK(regions == marks(text, "差"));
    CHECK(same == marks(text, "同"));
    CHECK(open == marks(text, "未定"));
    const std::string report = rubric::formats::to_text(compared.difference, Language::zh);
    CAPTURE(report);
    for (const std::string& line : marks(text, "写明")) {
      CAPTURE(line);
      CHECK(contains(report, line));
    }
    replays(compared);
  }
}

TEST_CASE("diff: other ranges of the data, other conditions of 剔除 are not called the same") {
  const auto rules = [](const std::string& most, const std::string& dropped, const std::string& good) {
    return Rules("规则集 甲\n  满分  20分\n  单项  不取整\n  总分  不取整\n数据\n  满意度  %  0%至" + most +
                 "\n  申报项目  个  ≥0  整数\n指标 甲  10分\n  不得分  申报项目 ≤ 1个\n  不适用  申报项目 " +
                 dropped + "个，剔除，全表折算\n  实际  满意度\n  分档\n    ≥" + good +
                 "  10分\n    其余  0分\n指标 乙  10分\n  实际  满意度\n  目标  ≥100%\n  计分  按比例\n");
  };
  const auto compared = [](const Rules& a, const Rules& b) {
    return compare(a.ruleset, *a.plan, b.ruleset, *b.plan);
  };
  const Rules rule = rules("100%", "＝ 0", "90%");
  CHECK(compared(rule, rule).identical());

  const Rules wider = rules("120%", "＝ 0", "90%");
  const Difference ranges = compared(rule, wider);
  CHECK(ranges.items_equal());
  CHECK(ranges.ranges_changed.size() == 1);
  CHECK_FALSE(ranges.identical());

  // Where one project was applied for both give 0 points, but the newer rules leave the indicator out.
  const Rules drops = rules("100%", "≤ 1", "95%");
  const Difference dropped = compared(rule, drops);
  CHECK(dropped.items[0].verdict == Verdict::refuted);
  CHECK(dropped.items[0].reason.zh == "剔除的条件不同");
  CHECK_FALSE(contains(rubric::formats::to_text(dropped, Language::zh), "上列之外都相同"));
  CHECK_FALSE(dropped.total_rules_same);
}

TEST_CASE("diff: made-up units agree with the regions") {
  std::vector<std::pair<std::string, std::string>> pairs{
      {"rulesets/bishan/subdistrict-2023.rules", "rulesets/bishan/subdistrict-2024.rules"}};
  for (const std::string& file : files("tests/corpus/diff", ".rules")) {
    if (!contains(file, ".new.")) continue;
    pairs.emplace_back(old_of(file), file);
    pairs.emplace_back(file, old_of(file));
  }
  std::mt19937 random(20241125);
  int differences = 0;
  for (const auto& pair : pairs) {
    CAPTURE(pair.second);
    const Compared compared(pair.first, pair.second);
    for (int i = 0; i < 300; ++i)
      differences += agrees(compared, random_unit(compared.difference.joint.ruleset, random));
    replays(compared);
  }
  CHECK(differences > 200);
}

TEST_CASE("diff: every ruleset is the same as itself") {
  for (const std::string& file : files("rulesets", ".rules")) {
    CAPTURE(file);
    const Rules rules(file, read(project(file)));
    if (!rules.plan || rules.ruleset.library || rules.ruleset.unscored) continue;
    const Difference d = compare(rules.ruleset, *rules.plan, rules.ruleset, *rules.plan);
    CHECK(d.identical());
    CHECK(d.shifts.empty());
  }
}

TEST_CASE("diff: what is the same in one year alone is not called identical") {
  const auto rules = [](const std::string& day) {
    return Rules(
        "规则集 日期\n  适用  2024-01-01 起\n  满分  10分\n  单项  不取整\n  总分  不取整\n数据\n  报送  "
        "日期\n"
        "指标 报送  10分\n  实际  报送\n  分档\n    ≤" +
        day + "  10分\n    其余  0分\n");
  };
  const Rules yearly = rules("当年2月底"), fixed = rules("2024-02-29");
  const Difference one_year = compare(yearly.ruleset, *yearly.plan, fixed.ruleset, *fixed.plan);
  CHECK(one_year.totals == Verdict::proved);
  CHECK(one_year.year_matters);
  CHECK_FALSE(one_year.identical());
  CHECK(contains(rubric::formats::to_text(one_year, Language::zh), "按 2024 年比较"));
  CHECK(contains(rubric::formats::to_text(one_year, Language::zh), "其他年度没有比较"));
  const Json json = Json::parse(rubric::formats::to_json(one_year, Language::zh));
  CHECK(json["year"] == 2024);
  CHECK(json["every_year"] == false);
  CHECK(contains(json["notes"].dump(), "其他年度没有比较"));
  // The same steps are the same whatever the year.
  const Difference always = compare(yearly.ruleset, *yearly.plan, yearly.ruleset, *yearly.plan);
  CHECK(always.joint.dated);
  CHECK(always.identical());
  CHECK(Json::parse(rubric::formats::to_json(always, Language::zh))["every_year"] == true);
}

TEST_CASE("diff: a datum in another unit is another reading of bare numbers") {
  const auto rules = [](const std::string& unit) {
    return Rules("规则集 数据\n  满分  10分\n  单项  不取整\n  总分  不取整\n数据\n  甲  " + unit +
                 "  ≥0\n指标 一  10分 ｜ 实际 甲 ｜ 目标 ≥100万元 ｜ 计分 按比例\n");
  };
  const Rules old = rules("万元"), now = rules("元");
  const Difference d = compare(old.ruleset, *old.plan, now.ruleset, *now.plan);
  CHECK(d.items_equal());
  CHECK(d.units_changed == std::vector<DatumId>{0});
  CHECK_FALSE(d.identical());
  const std::string text = rubric::formats::to_text(d, Language::zh);
  CHECK_MESSAGE(contains(text, "数据 甲 的单位不同：不带单位的数，旧规则读作万元，新规则读作元"), text);
}

TEST_CASE("diff: figures over several values that differ in an inner one alone are not taken for equal") {
  const auto rules = [](const std::string& data, const std::string& inner) {
    return Rules("规则集 各村\n  满分  10分\n  单项  不取整\n  总分  不取整\n数据\n" + data +
                 "指标 各村考核  10分 ｜ 实际 合计(得分 － 平均(" + inner +
                 ")) ｜ 目标 ≥100分 ｜ 计分 按比例\n");
  };
  const std::string marks = "  得分  分  0分至10分  可填多个\n", a = "  甲  分  0分至10分  可填多个\n",
                    b = "  乙  分  0分至10分  可填多个\n";
  const Rules of_a = rules(marks + a + b, "甲"), of_b = rules(marks + a + b, "乙");
  const Difference other = compare(of_a.ruleset, *of_a.plan, of_b.ruleset, *of_b.plan);
  CHECK(other.items.at(0).verdict != Verdict::proved);
  CHECK(other.totals != Verdict::proved);
  // The same data in another order is the same, and the inner figure reads its own.
  const Rules moved = rules(b + a + marks, "甲");
  const Difference same = compare(of_a.ruleset, *of_a.plan, moved.ruleset, *moved.plan);
  CHECK(same.items.at(0).verdict == Verdict::proved);
  UnitData unit;
  for (const Datum& datum : same.joint.ruleset.data)
    unit.cells.push_back(read_cell(datum.name == "得分" ? "9分、9分"
                                   : datum.name == "甲" ? "1分、3分"
                                                        : "6分、8分",
                                   datum));
  const Slot score = same.joint.before.at(of_a.plan->items[0].score);
  CHECK(score == same.joint.after.at(moved.plan->items[0].score));
  CHECK(evaluate_exact(same.joint.plan, unit)[score].range ==
        evaluate(*moved.plan, same.joint.unit_of(same.joint.after, unit)).total.range);
}
