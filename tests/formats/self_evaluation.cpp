#include "formats/self_evaluation.hpp"

#include <doctest/doctest.h>

#include <set>

#include "engine/audit.hpp"
#include "engine/evaluate.hpp"
#include "formats/claims.hpp"
#include "formats/csv.hpp"
#include "tests/rules.hpp"

namespace rubric::formats {

using namespace engine;
using testing::contains;

namespace {

/// The indicators' column with this heading, by indicator.
std::vector<std::string> column(const ScoreSheet& form, const std::string& heading) {
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < form.indicators.columns.size(); ++c) {
    if (form.indicators.columns[c].name != heading) continue;
    for (const auto& row : form.indicators.rows) texts.push_back(row[c].lines.empty() ? "" : row[c].lines[0]);
  }
  REQUIRE_FALSE(texts.empty());
  texts.pop_back();  // of 总分
  return texts;
}

/// A form as a table of claims: what it prints, under the headings that claims have.
std::string as_claims(const Ruleset& ruleset, const ScoreSheet& form) {
  std::string headings = "单位", cells = "甲";
  const auto add = [&](const std::string& heading, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      headings += "," + csv_cell(ruleset.items[i].title + heading);
      cells += "," + csv_cell(texts[i]);
    }
  };
  add("", column(form, "得分"));
  add("：分值", column(form, "分值"));
  add("：指标值", column(form, "年度指标值"));
  add("：完成值", column(form, "实际完成值"));
  add("：偏差原因", column(form, "偏差原因分析及改进措施"));
  return headings + "\n" + cells + "\n";
}

struct Scored {
  UnitData data;
  Outcome outcome;
  ScoreSheet form;
  std::string section;
};

Scored scored(const testing::Rules& rules, const UnitData& data) {
  const Outcome outcome = evaluate(*rules.plan, data, Trace::yes);
  return {data, outcome, self_evaluation(rules.ruleset, *rules.plan, data, outcome, {}, Language::zh),
          evaluation_section(rules.ruleset, *rules.plan, data, outcome, Language::zh)};
}

Scored scored(const testing::Rules& rules, const std::vector<std::string>& cells) {
  UnitData data;
  data.key = {"甲"};
  for (std::size_t d = 0; d < cells.size(); ++d)
    data.cells.push_back(read_cell(cells[d], rules.ruleset.data[d]));
  return scored(rules, data);
}

std::vector<Diagnostic> audited(const testing::Rules& rules, const Scored& unit) {
  std::vector<Diagnostic> problems;
  CsvReader reader("claims.csv", as_claims(rules.ruleset, unit.form), "UTF-8", problems);
  const auto claims = read_claims(rules.ruleset, {"单位"}, reader, problems);
  REQUIRE(claims.size() == 1);
  return audit(rules.ruleset, *rules.plan, unit.data, unit.outcome, claims[0]);
}

testing::Rules rate() {
  return testing::Rules(
      "规则集 甲\n满分 20分\n单项 四舍五入保留2位小数\n总分 四舍五入保留2位小数\n数据\n执行 万元 ≥0\n预算 "
      "万元 ≥0\n"
      "满意度 % 0%至100%\n指标 执行率 10分 ｜ 实际 执行 ÷ 预算 ｜ 目标 ≥90% ｜ 计分 按比例\n分母为零 "
      "无法计算\n"
      "指标 群众满意 10分\n实际 满意度\n分档\n≥90% 10分\n60%(含)至90%(不含) 5分\n其余 0分\n"
      "等级 按取整后总分\n≥18分 优\n＜18分 差\n");
}

}  // namespace

TEST_CASE("a form of our own gives no finding about what it prints") {
  // Of targets, results and points; what is said of reasons and of goals too easily reached is the unit's.
  const std::set<std::string> about{"W915", "E925", "W931", "W932", "W933", "W947",
                                    "N938", "N948", "E926", "W927", "E903", "E904"};
  std::size_t printed = 0, blank = 0;
  for (const std::string folder : {"rulesets", "tests/corpus/clauses"}) {
    for (const std::string& file : testing::files(folder, ".rules")) {
      CAPTURE(file);
      const testing::Rules rules(file, testing::read(testing::project(file)));
      if (rules.ruleset.library || rules.ruleset.unscored) continue;
      for (const Sample& sample : rules.ruleset.samples) {
        CAPTURE(sample.name);
        const Scored unit = scored(rules, sample.data);
        for (const std::string& target : column(unit.form, "年度指标值"))
          ++(target.empty() ? blank : printed);
        for (const Diagnostic& d : audited(rules, unit)) {
          CAPTURE(testing::shown({d}));
          CHECK(about.count(std::string(kind(d.code).name)) == 0);
        }
      }
    }
  }
  CHECK(printed > 500);
  CHECK(blank > 0);
}

TEST_CASE("a result that does not end is printed with two decimals, and marked in the derivation") {
  const testing::Rules rules = rate();
  const Scored unit = scored(rules, {"2", "3", "60%"});
  CHECK(column(unit.form, "实际完成值")[0] == "66.67%");
  CHECK(column(unit.form, "偏差原因分析及改进措施")[0] ==
        "扣 2.59分：目标 ≥90%，按比例：10分 × 约66.67% ÷ 90% ＝ 约7.41分；四舍五入保留2位小数，得 7.41分");
  CHECK_FALSE(contains(unit.section, "≈"));
  // One that ends is exact.
  const Scored exact = scored(rules, {"13", "64", "60%"});
  CHECK(column(exact.form, "实际完成值")[0] == "20.3125%");
}

TEST_CASE("a result just short of its target is not printed as having reached it") {
  const testing::Rules rules = rate();
  const Scored unit = scored(rules, {"269999", "300001", "60%"});  // 89.99936…%
  CHECK(column(unit.form, "实际完成值")[0] == "89.999%");
  CHECK(column(unit.form, "得分")[0] == "10.00");
  for (const Diagnostic& d : audited(rules, unit)) CHECK(d.code != Code::W932);
}

TEST_CASE("why there is no score stands in the form and in the text") {
  const testing::Rules rules = rate();
  const Scored zero = scored(rules, {"950", "0", "92%"});
  CHECK(column(zero.form, "得分")[0] == "无法计算");
  CHECK(column(zero.form, "偏差原因分析及改进措施")[0] == "无法计算：除数 预算 为零");
  CHECK(contains(zero.section, "分值 10分，得分无法计算：除数 预算 为零。\n"));
  CHECK(contains(zero.section, "本次绩效评价的综合得分无法计算，原因见“执行率”。"));
  const Scored unread = scored(rules, {"950", "许多", "92%"});
  CHECK(contains(column(unread.form, "偏差原因分析及改进措施")[0], "无法计算：“许多”不是数"));
  const Scored missing = scored(rules, {"950", "", "92%"});
  CHECK(
      contains(column(missing.form, "偏差原因分析及改进措施")[0], "缺 预算，扣分未定，在 0.00分至10.00分："));
}

TEST_CASE("a target that is worked out is printed as its figure") {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n优良 天 0天至366天\n目标天数 天 1天至366天\n"
      "指标 优良天数 10分 ｜ 实际 优良 ｜ 目标 ≥目标天数 ｜ 计分 按比例\n");
  CHECK(column(scored(rules, {"300", "320"}).form, "年度指标值")[0] == "≥320天");
  CHECK(contains(column(scored(rules, {"300", ""}).form, "年度指标值")[0], "目标天数"));
}

TEST_CASE("funds are in 万元, each with its own digits") {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n执行 元 ≥0\n预算 万元 ＞0\n"
      "指标 预算执行率 10分 ｜ 实际 执行 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  const Scored unit = scored(rules, {"3150000", "320.50"});
  const SheetTable& funds = unit.form.before.at(0);
  CHECK(funds.columns[2].unit == "万元");
  CHECK(funds.rows[0][2].lines.at(0) == "320.50万元");
  CHECK(funds.rows[0][3].lines.at(0) == "315万元");
  CHECK(funds.rows[0][5].lines.at(0) == "98.28%");
  CHECK(funds.rows[1][2].lines.empty());
}

}  // namespace rubric::formats
