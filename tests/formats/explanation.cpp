#include "formats/explanation.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "engine/evaluate.hpp"
#include "tests/files.hpp"
#include "tests/rules.hpp"

namespace rubric::formats {

using engine::Language;
using testing::contains;

namespace {

/// The explanation of a ruleset's first sample.
Explanation explained(const std::string& text, Language language = Language::zh) {
  const testing::Rules rules(text);
  REQUIRE(!rules.ruleset.samples.empty());
  const engine::UnitData& data = rules.ruleset.samples[0].data;
  return explain(rules.ruleset, *rules.plan, data, engine::evaluate(*rules.plan, data, engine::Trace::yes),
                 language);
}

std::string ruleset(const std::string& data, const std::string& clauses, const std::string& sample,
                    const std::string& more = "") {
  return "规则集 甲\n满分 10分\n单项 四舍五入保留2位小数\n总分 四舍五入保留2位小数\n数据\n" + data +
         "\n指标 乙 10分\n依据 原文\n" + clauses + "\n" + more + "样例 丙\n" + sample + "\n";
}

/// The lines about the first indicator.
std::string first_item(const std::string& text, Language language = Language::zh) {
  const std::string all = to_text(explained(text, language));
  const std::size_t begin = all.find("1. ");
  return all.substr(begin, all.find(language == Language::zh ? "\n合计" : "\nsum") - begin);
}

}  // namespace

TEST_CASE("a proportional score: clause, figures, formula, exact value, rounding") {
  const std::string rules = ruleset("预算 万元 ＞0\n支出 万元 ≥0", "实际 支出 ÷ 预算\n目标 ≥90%\n计分 按比例",
                                    "预算 300万元\n支出 100万元");
  CHECK(first_item(rules) ==
        "1. 乙（10分）：得 3.70分，扣 6.30分\n"
        "   依据：原文\n"
        "   数据：支出 100万元；预算 300万元\n"
        "   实际：支出 ÷ 预算 ＝ 100万元 ÷ 300万元 ＝ ≈33.333333%（准确值 1/3）\n"
        "   计分：目标 ≥90%，按比例：10分 × ≈33.333333% ÷ 90% ＝ ≈3.703704分（准确值 100/27）\n"
        "   取整：四舍五入保留2位小数：≈3.703704分 → 3.70分");
  const std::string english = first_item(rules, Language::en);
  CHECK(contains(english, "1. 乙 (10 points): 3.70 points, lost 6.30\n"));
  CHECK(contains(english, "支出 / 预算 = 100万元 / 300万元 = ≈33.333333% (exactly 1/3)"));
  CHECK(contains(english, "10 points * ≈33.333333% / 90% = ≈3.703704 points (exactly 100/27)"));
}

TEST_CASE("the sentence of each form has this unit's numbers in it") {
  const std::string rate = "完成率 % 0%至200%";
  CHECK(contains(first_item(ruleset(rate, "实际 完成率\n目标 ≥100%\n计分 按比例", "完成率 120%")),
                 "达到目标，得满分 ＝ 10分"));
  CHECK(contains(first_item(ruleset("天数 天 ≥0", "实际 天数\n目标 ≤10天\n计分 反向比例", "天数 16天")),
                 "10分 × 10天 ÷ 16天 ＝ 6.25分"));
  CHECK(contains(
      first_item(ruleset(rate,
                         "实际 完成率\n目标 ≥90%\n计分 每低于1个百分点扣0.5分，不足1个百分点的不扣，扣完为止",
                         "完成率 87.5%")),
      "10分 － 0.5分 × 2（87.5% 低于 90%：2.5个百分点，不足一步的不计） ＝ 9分"));
  CHECK(contains(first_item(ruleset("起数 起 ≥0 整数", "实际 起数\n计分 每1起扣3分，扣完为止", "起数 2起")),
                 "10分 － 3分 × 2（2起） ＝ 4分"));
  CHECK(
      contains(first_item(ruleset(rate, "实际 完成率\n分档\n≥90% 10分\n60%(含)至90%(不含) 及格 6分\n其余 0分",
                                  "完成率 75%")),
               "75%，属于“60%(含)至90%(不含) 及格” ＝ 6分"));
  CHECK(contains(first_item(ruleset("情况 好、中、差", "实际 情况\n定性\n好 100%\n中 60%\n差 0%", "情况 中")),
                 "中 ＝ 6分"));
  CHECK(contains(first_item(ruleset("公示 是否\n整改 是否", "逐项\n公示 4分\n整改 6分", "公示 是\n整改 否")),
                 "4分（公示：是） ＋ 0分（整改：否） ＝ 4分"));
  CHECK(contains(first_item(ruleset(rate, "实际 完成率\n插值\n60% 0分\n100% 10分", "完成率 70%")),
                 "0分 ＋ (10分 － 0分) × (70% － 60%) ÷ (100% － 60%) ＝ 2.5分"));
  CHECK(contains(first_item(ruleset("公示 是否", "实际 公示\n计分 达标得满分，否则不得分", "公示 否")),
                 "未达标 ＝ 0分"));
  CHECK(contains(first_item(ruleset(rate + "\n差错 处 ≥0 整数",
                                    "实际 完成率\n目标 ≥100%\n计分 按比例\n扣分 差错 每1处扣2分，最多扣3分",
                                    "完成率 100%\n差错 4处")),
                 "2分 × 4（4处） ＝ 3分"));
}

TEST_CASE("missing and bounded data are explained as intervals") {
  const std::string tiers = "实际 完成率\n分档\n≥90% 10分\n其余 4分";
  const std::string missing = first_item(ruleset("完成率 % 0%至100%", tiers, "完成率 缺"));
  CHECK(contains(missing, "1. 乙（10分）：得 4.00..10.00分，扣 0.00..6.00分\n"));
  CHECK(contains(missing, "数据：完成率 缺"));
  CHECK(contains(missing, "可能属于“≥90%”或“其余”"));
  const std::string bounded = first_item(ruleset("完成率 % 0%至100%", tiers, "完成率 ＞95%"));
  CHECK(contains(bounded, "得 10.00分，扣 0.00分"));
  CHECK(contains(bounded, "完成率 ＞95%"));
}

TEST_CASE("what cannot be computed is explained in English too") {
  const std::string rules =
      ruleset("预算 万元 ≥0\n支出 万元 ≥0", "实际 支出 ÷ 预算\n目标 ≥90%\n计分 按比例\n分母为零 无法计算",
              "预算 0万元\n支出 1万元", "等级 按取整后总分\n≥6分 优\n＜6分 差\n");
  CHECK(contains(to_text(explained(rules, Language::en)), "\ntotal: fault\n"));
}

TEST_CASE("the total: sum, bonus, veto, limit, rounding, grade") {
  const std::string rules =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 最高10分，四舍五入保留1位小数\n数据\n完成率 % 0%至100%\n表彰 "
      "次 ≥0 整数\n事故 起 ≥0 整数\n"
      "指标 乙 6分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n指标 丙 4分 ｜ 实际 完成率 ｜ 目标 ≥90% ｜ "
      "计分 按比例\n"
      "加分 受到表彰 最高3分 ｜ 实际 表彰 ｜ 计分 每1次加1分\n一票否决 重大事故 ｜ 当 事故 ≥ 1起 ｜ 结果 "
      "等级不高于 中\n"
      "等级 按取整后总分\n≥8分 优\n＜8分 中\n样例 丙\n完成率 90%\n表彰 5次\n事故 1起\n应得 总分 10分\n应得 "
      "等级 中\n";
  const Explanation e = explained(rules);
  CHECK(e.score == "10.0");
  CHECK(e.grade == "中");
  CHECK(e.full_marks == "10.0");
  const std::string text = to_text(e);
  CHECK(contains(text, "合计：5.4 ＋ 4.0 ＝ 9.4分"));
  CHECK(contains(text, "加分：受到表彰：3.0"));
  CHECK(contains(text, "一票否决：重大事故（1起 ≥ 1起，符合）"));
  CHECK(contains(text, "封顶：总分最高 10分"));
  CHECK(contains(text, "一票否决所限"));
  CHECK(contains(text, "\n总分：10.0分，等级：中\n"));
}

TEST_CASE("what does not apply is explained and left out of the sum") {
  const std::string rules =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n完成率 % 0%至100%\n项目 个 ≥0 整数\n"
      "指标 乙 6分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "指标 丙 4分 ｜ 不适用 项目 ＝ 0个，剔除，全表折算 ｜ 实际 项目 ｜ 目标 ≥2个 ｜ 计分 按比例\n"
      "样例 丁\n完成率 50%\n项目 0个\n应得 总分 5分\n";
  const std::string text = to_text(explained(rules));
  CHECK(contains(text, "2. 丙（4分）：不适用\n"));
  CHECK(contains(text, "合计：3 ＝ 3分"));
  CHECK(contains(text, "3分 × 10分 ÷ 6分"));
  CHECK(contains(text, "\n总分：5分\n"));
}

TEST_CASE("text in an explanation cannot act on the terminal or break its lines") {
  Explanation e =
      explained(ruleset("完成率 % 0%至100%", "实际 完成率\n目标 ≥100%\n计分 按比例", "完成率 50%"));
  e.unit = {"甲\n镇\x1B", "\u202E2024"};
  e.items[0].figures[0].value = "5\r0%";
  const std::string text = to_text(e);
  CHECK(contains(text, "甲<U+000A>镇<U+001B> <U+202E>2024\n"));
  CHECK(contains(text, "5<U+000D>0%"));
}

TEST_CASE("as JSON an explanation is the same tree") {
  const std::string rules = ruleset("预算 万元 ＞0\n支出 万元 ≥0", "实际 支出 ÷ 预算\n目标 ≥90%\n计分 按比例",
                                    "预算 300万元\n支出 100万元");
  const auto root = nlohmann::json::parse(to_json(explained(rules)));
  CHECK(root["ruleset"] == "甲");
  CHECK(root["total"] == "3.70");
  CHECK(root["full_marks"] == "10.00");
  const auto& item = root["items"][0];
  CHECK(item["title"] == "乙");
  CHECK(item["points"] == "10");
  CHECK(item["clause"] == "原文");
  CHECK(item["score"] == "3.70");
  CHECK(item["lost"] == "6.30");
  CHECK(item["figures"][1]["name"] == "预算");
  CHECK(item["figures"][1]["value"] == "300万元");
  CHECK(item["steps"][0]["exact"] == "1/3");
  CHECK(item["steps"][1]["exact"] == "100/27");
}

}  // namespace rubric::formats
