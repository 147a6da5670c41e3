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

/// The indicators' column with this heading: the indicators, what moves the total, the total.
std::vector<std::string> rows(const ScoreSheet& form, const std::string& heading) {
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < form.indicators.columns.size(); ++c) {
    if (form.indicators.columns[c].name != heading) continue;
    for (const auto& row : form.indicators.rows) texts.push_back(row[c].lines.empty() ? "" : row[c].lines[0]);
  }
  REQUIRE_FALSE(texts.empty());
  return texts;
}

struct Scored {
  UnitData data;
  Outcome outcome;
  ScoreSheet form;
  std::string section;
};

/// The same without what stands below the indicators.
std::vector<std::string> column(const Scored& unit, const std::string& heading) {
  std::vector<std::string> texts = rows(unit.form, heading);
  texts.resize(unit.outcome.items.size());
  return texts;
}

/// A form as a table of claims: what it prints, under the headings that claims have.
std::string as_claims(const Ruleset& ruleset, const Scored& unit) {
  std::string headings = "单位", cells = "甲";
  const auto add = [&](const std::string& heading, const std::vector<std::string>& texts) {
    for (std::size_t i = 0; i < texts.size(); ++i) {
      headings += "," + csv_cell(ruleset.items[i].title + heading);
      cells += "," + csv_cell(texts[i]);
    }
  };
  add("", column(unit, "得分"));
  add("：分值", column(unit, "分值"));
  add("：指标值", column(unit, "年度指标值"));
  add("：完成值", column(unit, "实际完成值"));
  add("：偏差原因", column(unit, "偏差原因分析及改进措施"));
  return headings + "\n" + cells + "\n";
}

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
  CsvReader reader("claims.csv", as_claims(rules.ruleset, unit), "UTF-8", problems);
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
        for (const std::string& target : column(unit, "年度指标值")) ++(target.empty() ? blank : printed);
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
  CHECK(column(unit, "实际完成值")[0] == "66.67%");
  CHECK(column(unit, "偏差原因分析及改进措施")[0] ==
        "扣 2.59分：目标 ≥90%，按比例：10分 × 约66.67% ÷ 90% ＝ 约7.41分；四舍五入保留2位小数，得 7.41分");
  CHECK_FALSE(contains(unit.section, "≈"));
  // One that ends is exact.
  const Scored exact = scored(rules, {"13", "64", "60%"});
  CHECK(column(exact, "实际完成值")[0] == "20.3125%");
}

TEST_CASE("a result just short of its target is not printed as having reached it") {
  const testing::Rules rules = rate();
  const Scored unit = scored(rules, {"269999", "300001", "60%"});  // 89.99936…%
  CHECK(column(unit, "实际完成值")[0] == "89.999%");
  CHECK(column(unit, "得分")[0] == "10.00");
  for (const Diagnostic& d : audited(rules, unit)) CHECK(d.code != Code::W932);
  const Scored near = scored(rules, {"6299999.99", "7000000", "60%"});  // 89.99999985…%
  CHECK(column(near, "实际完成值")[0] == "89.9999999%");
  const testing::Rules tiers(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n执行 万元 ≥0\n预算 万元 ＞0\n"
      "指标 执行率 10分 ｜ 实际 执行 ÷ 预算\n分档\n≥90% 10分\n80%(含)至90%(不含) 8分\n＜80% 0分\n");
  CHECK(contains(scored(tiers, {"6299999.99", "7000000"}).section,
                 "分档：约89.9999999%，属于“80%(含)至90%(不含)”"));
}

TEST_CASE("why there is no score stands in the form and in the text") {
  const testing::Rules rules = rate();
  const Scored zero = scored(rules, {"950", "0", "92%"});
  CHECK(column(zero, "得分")[0] == "无法计算");
  CHECK(column(zero, "偏差原因分析及改进措施")[0] == "无法计算：除数 预算 为零");
  CHECK(contains(zero.section, "分值 10分，得分无法计算：除数 预算 为零。\n"));
  CHECK(contains(zero.section, "本次绩效评价的综合得分无法计算，原因见“执行率”。"));
  const Scored unread = scored(rules, {"950", "许多", "92%"});
  // What the unit can do about it, and no advice to who writes the rules.
  CHECK(column(unread, "偏差原因分析及改进措施")[0] == "无法计算：“许多”不是数：“预算”要填数（单位万元）");
  const Scored missing = scored(rules, {"950", "", "92%"});
  CHECK(column(missing, "偏差原因分析及改进措施")[0] == "缺少“预算”，得分在 0.00分至10.00分之间");
}

TEST_CASE("what moves the total stands before it, and the scores add up to it") {
  const testing::Rules rules(
      "规则集 甲\n满分 100分\n单项 四舍五入保留2位小数\n总分 最高100分，四舍五入保留1位小数\n数据\n预算 万元 "
      "≥0\n"
      "执行 万元 ≥0\n完成 % 0%至100%\n奖 次 ≥0 整数\n罚 次 ≥0 整数\n停 是否\n事故 起 ≥0 整数\n"
      "指标 执行率 40分 ｜ 实际 执行 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例\n不适用 预算 ＝ "
      "0万元，剔除，全表折算\n"
      "指标 完成率 60分 ｜ 实际 完成 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "加分 奖励 不封顶 ｜ 实际 奖 ｜ 计分 每1次加2分\n减分 处罚 不封顶 ｜ 实际 罚 ｜ 计分 每1次扣3分\n"
      "一票否决 停产 ｜ 当 停 为 是 ｜ 结果 总分为 0分\n一票否决 重大事故 ｜ 当 事故 ≥ 2起 ｜ 结果 "
      "等级不高于 中\n"
      "等级 按取整后总分\n≥90分 优\n60分(含)至90分(不含) 中\n＜60分 差\n");
  const auto changes = [&](const Scored& unit, const std::string& heading) {
    std::vector<std::string> texts = rows(unit.form, heading);
    return std::vector<std::string>(texts.begin() + 2, texts.end());
  };
  using Texts = std::vector<std::string>;
  const std::string why = "偏差原因分析及改进措施";

  const Scored plain = scored(rules, {"100", "90", "100%", "0", "0", "否", "0"});
  CHECK(changes(plain, "指标") == Texts{"加分：奖励", "减分：处罚", "总分"});
  CHECK(changes(plain, "得分") == Texts{"0.0", "0.0", "96.0"});
  CHECK(contains(plain.section, "（二）评价结论\n本次绩效评价综合得分 96.0分"));

  const Scored vetoed = scored(rules, {"100", "100", "100%", "2", "1", "是", "0"});
  CHECK(changes(vetoed, "指标") == Texts{"加分：奖励", "减分：处罚", "一票否决：停产", "总分"});
  CHECK(changes(vetoed, "得分") == Texts{"＋4.0", "−3.0", "−101.0", "0.0"});
  CHECK(changes(vetoed, why)[2] == "合计 101.0分；因“停产”，总分为 0分");
  CHECK(contains(vetoed.section,
                 "各项得分合计 100.0分；加分“奖励” 4.0分；减分“处罚” 3.0分；合计 101.0分；因“停产”，总分为 "
                 "0分。本次绩效评价综合得分 0.0分"));

  const Scored limited = scored(rules, {"100", "100", "100%", "1", "0", "否", "0"});
  CHECK(changes(limited, "得分") == Texts{"＋2.0", "0.0", "−2.0", "100.0"});
  CHECK(changes(limited, why)[2] == "合计 102.0分，按总分最高 100分计");
  const Scored below = scored(rules, {"100", "0", "0%", "0", "1", "否", "0"});
  CHECK(changes(below, "得分") == Texts{"0.0", "−3.0", "＋3.0", "0.0"});
  CHECK(changes(below, why)[2] == "合计 -3.0分，按总分不低于 0分计");

  const Scored rescaled = scored(rules, {"0", "0", "80%", "0", "0", "否", "0"});
  CHECK(changes(rescaled, "指标")[0] == "折算");
  CHECK(changes(rescaled, "得分") == Texts{"＋32.0", "0.0", "0.0", "80.0"});
  CHECK(contains(changes(rescaled, why)[0], "48分 × 100分 ÷ 60分"));

  const Scored rounded = scored(rules, {"10000", "9913", "100%", "0", "0", "否", "0"});  // 39.65 of 40
  CHECK(changes(rounded, "得分") == Texts{"0.0", "0.0", "＋0.05", "99.7"});

  const Scored lowered = scored(rules, {"100", "100", "100%", "0", "0", "否", "2"});
  CHECK(changes(lowered, "得分")[2].empty());
  CHECK(changes(lowered, why)[2] == "因“重大事故”，等级不高于 中，由“优”降为“中”");
  CHECK(contains(lowered.section, "各项得分合计 100.0分；因“重大事故”，等级不高于 中，由“优”降为“中”。"));
}

TEST_CASE("of a group with 择一 one counts, which the form says") {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n甲 % 0%至100%\n乙 % 0%至100%\n"
      "一级指标 效益 10分 ｜ 择一 就高\n"
      "指标 甲项 10分 ｜ 实际 甲 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "指标 乙项 10分 ｜ 实际 乙 ｜ 目标 ≥100% ｜ 计分 按比例\n");
  const Scored unit = scored(rules, {"80%", "50%"});
  CHECK(rows(unit.form, "得分") == std::vector<std::string>{"8", "5", "−5", "8"});
  CHECK(contains(unit.section, "各项得分合计 8分；“效益”：择一，就高。"));
}

TEST_CASE("the wording of 计分 ends before a comment") {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n满意度 % 0%至100%\n"
      "指标 群众满意 10分\n实际 满意度\n分档    # 每个数只能落在一档里\n≥90% 10分  # 高\n其余 0分\n");
  CHECK(column(scored(rules, {"80%"}), "偏差原因分析及改进措施")[0] ==
        "扣 10分：分档：80%，属于“其余” ＝ 0分");
}

TEST_CASE("what a unit signs has no words that are the rules' own business") {
  const testing::Rules rules(
      "规则集 甲\n满分 20分\n单项 不取整\n总分 不取整\n数据\n制度 高、中、低\n事故 起 ≥0 整数\n"
      "满意度 % 0%至100%\n"
      "指标 制度健全 5分 ｜ 实际 制度 ｜ 目标 为 高 ｜ 计分 达标得满分，否则不得分（推定：没有写怎么计）\n"
      "指标 安全 5分 ｜ 实际 事故 ｜ 目标 ＝0起 ｜ 计分 同 制度健全\n"
      "指标 群众满意 10分\n实际 满意度\n分档\n≥90% 10分\n60%(含)至90%(不含) 5分\n其余 0分\n");
  const Scored unit = scored(rules, {"中", "2", "80%以上"});
  const std::vector<std::string> reasons = column(unit, "偏差原因分析及改进措施");
  CHECK(contains(unit.section, "年度指标值 高，"));
  CHECK(reasons[0] == "扣 5分：目标 高，达标得满分，否则不得分：中，未达标 ＝ 0分");
  CHECK(reasons[1] == "扣 5分：目标 ＝0起，达标得满分，否则不得分：实际 2起，未达标 ＝ 0分");
  CHECK(contains(reasons[2], "得分未定，在 5分至10分之间："));
  CHECK(contains(reasons[2], "，可能属于“≥90%”或“60%(含)至90%(不含)”"));
}

TEST_CASE("a target that is worked out is printed as its figure") {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n优良 天 0天至366天\n目标天数 天 1天至366天\n"
      "指标 优良天数 10分 ｜ 实际 优良 ｜ 目标 ≥目标天数 ｜ 计分 按比例\n");
  CHECK(column(scored(rules, {"300", "320"}), "年度指标值")[0] == "≥320天");
  CHECK(contains(column(scored(rules, {"300", ""}), "年度指标值")[0], "目标天数"));
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

TEST_CASE("a veto written with a colon, and the sum of the indicators said once") {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n率 % 0%至100%\n事故 起 ≥0 整数\n"
      "指标 乙 10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "一票否决 重大事故 ｜ 当 事故 ≥ 1起 ｜ 结果：总分为 0分\n");
  CHECK(contains(scored(rules, {"90%", "1"}).section, "各项得分合计 9分；因“重大事故”，总分为 0分。"));
}

}  // namespace rubric::formats
