// What the audit says of claims that are no plain numbers (不适用, 无), of results against the data, and of a
// re-check's 加分 and 减分.
#include <doctest/doctest.h>

#include "tests/audited.hpp"

namespace rubric::engine {

using testing::Audited;
using testing::audited;
using testing::contains;

namespace {

/// A rate of two amounts, a 是否 datum and a count that takes points off; 加分 and 减分.
const std::string department =
    "规则集 甲\n满分 30分\n单项 四舍五入保留2位小数\n总分 最高30分，四舍五入保留2位小数\n数据\n预算 万元 "
    "＞0\n"
    "执行 万元 ≥0\n公开 是否\n投诉 次 ≥0 整数\n获奖 次 ≥0 整数\n迟报 次 ≥0 整数\n"
    "指标 执行率 10分 ｜ 实际 执行 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例\n"
    "指标 信息公开 10分 ｜ 实际 公开 ｜ 计分 达标得满分，否则不得分\n"
    "指标 投诉 10分 ｜ 实际 投诉 ｜ 目标 ≤0次 ｜ 计分 每多1次扣2分，扣完为止\n"
    "加分 获奖 最高3分\n实际 获奖\n计分 每1次得1分，最多得3分\n减分 迟报 最多5分\n实际 迟报\n计分 "
    "每1次扣1分\n"
    "等级 按取整后总分\n≥18分 优\n＜18分 差\n";
const std::string department_head = "单位,预算,执行,公开,投诉,获奖,迟报\n甲镇,";

/// One indicator's score, target and result for a unit that executed 1200万元 of 1250万元.
Audited fact(const std::string& item, const std::string& score, const std::string& target,
             const std::string& actual, const std::string& unit = "1250,1200,是,0,0,0") {
  return audited(department, department_head + unit + "\n",
                 "单位," + item + "," + item + "：指标值," + item + "：完成值\n甲镇," + score + "," + target +
                     "," + actual + "\n");
}

}  // namespace

TEST_CASE("audit: an indicator that does not apply is claimed so, or left blank") {
  const std::string rescaled =
      "规则集 甲\n满分 100分\n单项 四舍五入保留2位小数\n总分 四舍五入保留2位小数\n数据\n预算 万元 ≥0\n"
      "执行 万元 ≥0\n完成 % 0%至100%\n"
      "指标 执行率 40分 ｜ 实际 执行 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例 ｜ 不适用 预算 ＝ "
      "0万元，剔除，全表折算\n"
      "指标 完成率 60分 ｜ 实际 完成 ｜ 目标 ≥100% ｜ 计分 按比例\n等级 按取整后总分\n≥80分 优\n＜80分 差\n";
  const std::string nothing = "单位,预算,执行,完成\n甲镇,0,0,80%\n",
                    some = "单位,预算,执行,完成\n甲镇,10,5,80%\n";
  const std::string head = "单位,执行率,执行率：完成值,执行率：偏差原因,完成率,总分\n甲镇,";
  CHECK(audited(rescaled, nothing, head + "不适用,不适用,,48,80\n").codes == "");
  CHECK(audited(rescaled, nothing, head + ",,,48,80\n").codes == "");
  const Audited scored = audited(rescaled, nothing, head + "40,—,,48,80\n");
  CHECK(scored.codes == "E903");
  CHECK(contains(scored.text, "“执行率”自报 40分，按规则应得 0分（这一项按规则不适用，不计分）"));
  // Where it does apply, the word is no score.
  CHECK(audited(rescaled, some, head + "不适用,50%,未完工,48,68\n").codes == "E901");
}

TEST_CASE("audit: no bonus and no penalty are claimed in words, too") {
  const std::string head = "单位,执行率,信息公开,投诉,获奖,迟报,总分\n甲镇,";
  const std::string plain = department_head + "1250,1250,是,0,0,0\n";
  for (const char* const claimed : {"无,/", "—,无", "0,0", ",", "none,-"}) {
    CAPTURE(claimed);
    CHECK(audited(department, plain, head + "10,10,10," + claimed + ",30\n").codes == "");
  }
  const std::string late = department_head + "1250,1250,是,0,0,2\n";
  const Audited denied = audited(department, late, head + "10,10,10,无,无,30\n");
  CHECK(denied.codes == "E903 E906");
  CHECK(contains(denied.text, "“迟报”自报 0分，按规则应得 -2分（多 2分）"));
  CHECK(audited(department, late, head + "10,10,10,无,两分,28\n").codes == "E901");
}

TEST_CASE("audit: a percentage may stand as a workbook stores it") {
  const Audited result = fact("执行率", "9.6", "1", "0.96");
  CHECK(result.codes == "W916 W916");
  CHECK(contains(result.text, "“执行率”印作“0.96”，单位没有写完，按 96% 核对"));
  CHECK(contains(result.text, "“执行率”印作“1”，单位没有写完，按 100% 核对"));
  // A fraction that is cut off is one of a percentage that is.
  CHECK(fact("执行率", "9.6", "100%", "0.959", "1250,1199.9,是,0,0,0").codes == "W916 W927");
  // Small rates are what they say, and no fraction explains other data.
  CHECK(fact("执行率", "0.1", "100%", "0.96", "1250,12,是,0,0,0").codes == "");
  CHECK(fact("执行率", "9.6", "100%", "0.95").codes == "E926");
  CHECK(fact("执行率", "9.6", "100%", "0.96%").codes == "E926");
}

TEST_CASE("audit: a count that did not occur is none") {
  for (const char* const word : {"未发生", "无", "没有", "未发生投诉", "0次"}) {
    CAPTURE(word);
    CHECK(fact("投诉", "10", "0次", word).codes == "");
  }
  const Audited occurred = fact("投诉", "8", "0次", "未发生", "1250,1200,是,1,0,0");
  CHECK(contains(occurred.text, "“投诉”印作 0次，而公布的数据＝1次"));
  CHECK(fact("投诉", "10", "0次", "无法统计").codes == "W935");
}

TEST_CASE("audit: a printed 是 or 否, and a level, are held against the data") {
  const Audited no = fact("信息公开", "10", "是", "否");
  CHECK(no.codes == "E926");
  CHECK(contains(no.text, "“信息公开”印作 否，而公布的数据“公开”＝是"));
  CHECK(fact("信息公开", "10", "按时公开", "未公开").codes == "E926");
  CHECK(fact("信息公开", "10", "按时公开", "未按时公开").codes == "E926");
  CHECK(fact("信息公开", "10", "按时公开", "已公开").codes == "");
  CHECK(fact("信息公开", "10", "按时公开", "未收到异议").codes == "");  // denies something else
  CHECK(fact("信息公开", "0", "按时公开", "未公开", "1250,1200,否,0,0,0").codes == "");
  const std::string levels =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n进展 好、一般\n指标 治理 10分\n实际 进展\n定性\n"
      "好 满分\n一般 5分\n等级 按取整后总分\n≥6分 优\n＜6分 差\n";
  const std::string head = "单位,治理,治理：完成值\n甲镇,10,";
  CHECK(audited(levels, "单位,进展\n甲镇,好\n", head + "好\n").codes == "");
  CHECK(audited(levels, "单位,进展\n甲镇,好\n", head + "稳步推进\n").codes == "");
  const Audited level = audited(levels, "单位,进展\n甲镇,好\n", head + "一般\n");
  CHECK(level.codes == "E926");
  CHECK(contains(level.text, "“治理”印作 一般，而公布的数据“进展”＝好"));
}

TEST_CASE("audit: a rate that is printed as its two amounts is held against both") {
  CHECK(fact("执行率", "9.6", "1250万元", "1200万元").codes == "");
  CHECK(fact("执行率", "9.6", "12500000元", "0.12亿元").codes == "");
  const Audited wrong = fact("执行率", "9.6", "5000万元", "4000万元");
  CHECK(wrong.codes == "E926 E926");
  CHECK(contains(wrong.text, "“执行率”印作 4000万元，而公布的数据“执行”＝1200万元"));
  CHECK(contains(wrong.text, "“执行率”印作 5000万元，而公布的数据“预算”＝1250万元"));
  const Audited slip = fact("执行率", "9.6", "1250万元", "1200元");
  CHECK(slip.codes == "E930");
  CHECK(contains(slip.text,
                 "“执行率”印作 1200元，单位多半写错：改成 1200万元，公布的数据“执行”＝1200万元 就对得上"));
  // The other amount is not known: nothing is wrong; no amount of the rate at all: it is said.
  CHECK(fact("执行率", "0", "1250万元", "1200万元", "1250,,是,0,0,0").codes.find("E9") != 0);
  CHECK(fact("执行率", "9.6", "50户", "48户").codes == "W947");
  CHECK(fact("执行率", "9.6", "100%", "1200万元").codes == "W947");
}

TEST_CASE("audit: 加分 and 减分 that a re-check prints are part of its sum") {
  const std::string units = department_head + "1250,1250,是,0,1,1\n";  // 30 + 1 - 1
  const std::string items =
      "单位,执行率,信息公开,投诉,获奖,迟报,总分,执行率：复核,信息公开：复核,投诉：复核,";
  const std::string row = "\n甲镇,10,10,10,1,1,30,10,10,10,";
  const auto rechecked = [&](const std::string& head, const std::string& cells) {
    return audited(department, units, items + head + row + cells + "\n");
  };
  CHECK(rechecked("获奖：复核,迟报：复核,总分：复核", "1,1,30").codes == "");
  const Audited other = rechecked("获奖：复核,迟报：复核,总分：复核", "0,2,28");
  CHECK(other.codes == "W942 E944 W942 E944 W942 E944");  // it adds up
  CHECK(contains(other.text, "“迟报”自评 -1分，复核 -2分（自评多 1分）"));
  CHECK(contains(other.text, "“获奖”复核 0分，按规则是 1分"));
  const Audited wrong = rechecked("获奖：复核,迟报：复核,总分：复核", "无,-2,27");
  CHECK(contains(wrong.codes, "E943"));
  CHECK(contains(wrong.text, "合计 30分（计入加减分 -2分，为 28分），复核总分 27分（少 1分）"));
  CHECK(contains(rechecked("获奖：复核,总分：复核", "好,30").text, "“获奖”的复核得分“好”不是数"));
  // What is not printed may be what the re-checker took off, as far as the rules go.
  CHECK(rechecked("获奖：复核,总分：复核", "0,28").codes == "W942 E944 W942 E944");
  CHECK(rechecked("总分：复核", "25").codes == "W942 E944");
  CHECK(rechecked("总分：复核", "24").codes == "E943 W942 E944");
}

}  // namespace rubric::engine
