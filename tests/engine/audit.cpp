// What audit says where a total is limited or vetoed, a grade goes by the exact total, or it cannot be known
// which way a result is better. The findings of plain claims are in tests/corpus/diagnostics/claims.
#include "engine/audit.hpp"

#include <doctest/doctest.h>

#include "tests/audited.hpp"

namespace rubric::engine {

using testing::Audited;
using testing::audited;
using testing::contains;

namespace {

/// Two indicators and what the caller adds; `total` is the line of 总分.
std::string rules(const std::string& total, const std::string& more,
                  const std::string& grades = "按取整后总分") {
  return "规则集 甲\n满分 20分\n单项 四舍五入保留2位小数\n总分 " + total +
         "\n数据\n完成率 % 0%至100%\n满意度 % 0%至100%\n表彰 次 ≥0 整数\n事故 起 ≥0 整数\n"
         "指标 任务完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
         "指标 群众满意 10分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例\n" +
         more + "等级 " + grades + "\n≥18分 优\n12分(含)至18分(不含) 良\n＜12分 差\n";
}

const std::string units_head = "单位,完成率,满意度,表彰,事故\n甲镇,";
const std::string claims_head = "单位,任务完成,群众满意,总分,等级\n甲镇,";
const std::string two_places = "四舍五入保留2位小数";

}  // namespace

TEST_CASE("audit: a declared total may be the highest that the rules allow") {
  const std::string capped =
      rules("最高20分，" + two_places, "加分 表彰 最高3分\n实际 表彰\n计分 每1次加1分\n");
  CHECK(audited(capped, units_head + "100%,95%,3,0\n", claims_head + "10,9.5,20,优\n").codes == "");
  const Audited over = audited(capped, units_head + "100%,95%,3,0\n", claims_head + "10,9.5,22.5,优\n");
  CHECK(contains(over.codes, "E905"));
  CHECK(contains(over.text,
                 "合计 19.5分（计入加减分 3分、总分最高 20分，为 20分），自报总分 22.5分（多 2.5分）"));
}

TEST_CASE("audit: a veto on the total is part of its sum") {
  const std::string becomes = rules(two_places, "一票否决 事故\n当 事故 ≥ 1起\n结果 总分为 11分\n");
  CHECK(audited(becomes, units_head + "100%,90%,0,1\n", claims_head + "10,9,11,差\n").codes == "");
  CHECK(audited(becomes, units_head + "100%,90%,0,0\n", claims_head + "10,9,19,优\n").codes == "");
  const Audited ignored = audited(becomes, units_head + "100%,90%,0,1\n", claims_head + "10,9,19,优\n");
  CHECK(contains(ignored.text, "合计 19分（计入一票否决，为 11分），自报总分 19分（多 8分）"));
  const std::string minus = rules(two_places, "一票否决 事故\n当 事故 ≥ 1起\n结果 总分减 5分\n");
  CHECK(audited(minus, units_head + "100%,90%,0,1\n", claims_head + "10,9,14,良\n").codes == "");
  // Not known whether it holds: nothing is said of the sum.
  CHECK_FALSE(
      contains(audited(minus, units_head + "100%,90%,0,\n", claims_head + "10,9,19,优\n").codes, "E905"));
}

TEST_CASE("audit: a figure that is rounded half up may be as little as its half step down") {
  const auto codes = [](const std::string& heading, const std::string& figure) {
    return audited(rules(two_places, ""), units_head + "100%,95%,0,0\n",
                   "单位,任务完成,群众满意,总分,等级," + heading + "\n甲镇,10,9.5,19.5,优," + figure + "\n")
        .codes;
  };
  CHECK(codes("上限（万元）≤10.5", "11") == "N928");  // 10.5 is printed as 11
  CHECK(codes("上限（万元）≤10.4", "11") == "E945");
  CHECK(codes("上限（万元）＜10.5", "11") == "E945");
  CHECK(codes("下限（万元）≥10.5", "10") == "E945");  // but not as 10
}

TEST_CASE("audit: a change is the only one only where the total leaves no other value") {
  const std::string capped =
      rules("最高20分，" + two_places, "加分 表彰 最高3分\n实际 表彰\n计分 每1次加1分\n");
  const Audited cap = audited(capped, units_head + ",95%,3,0\n", claims_head + "5,9.5,20,优\n");
  CHECK_MESSAGE(contains(cap.text, "任务完成 5→7.5 至 10"), cap.text);
  CHECK(contains(cap.codes, "N923"));
  CHECK_FALSE(contains(cap.codes, "N922"));
  const std::string whole = rules("四舍五入保留0位小数", ""), exact = rules(two_places, "");
  const Audited rounded = audited(whole, units_head + ",95%,0,0\n", claims_head + "5,9.5,18,优\n");
  CHECK_MESSAGE(contains(rounded.text, "有 100 种，不能断定错在哪一格：任务完成 5→8 至 8.99"), rounded.text);
  CHECK_FALSE(contains(rounded.codes, "N922"));
  const Audited only = audited(exact, units_head + ",95%,0,0\n", claims_head + "5,9.5,18,优\n");
  CHECK_MESSAGE(contains(only.text, "只改“任务完成”一格，5 改为 8.5"), only.text);
}

TEST_CASE("audit: a veto lowers the grade below that of the total") {
  const std::string vetoed = rules(two_places, "一票否决 事故\n当 事故 ≥ 1起\n结果 等级不高于 良\n");
  CHECK(audited(vetoed, units_head + "100%,90%,0,1\n", claims_head + "10,9,19,良\n").codes == "");
  // The grade before the veto agrees with the total, but not with the rules.
  CHECK(audited(vetoed, units_head + "100%,90%,0,1\n", claims_head + "10,9,19,优\n").codes == "E910");
  CHECK(audited(vetoed, units_head + "100%,90%,0,1\n", claims_head + "10,9,19,差\n").codes == "E909 E910");
  CHECK(audited(vetoed, units_head + "100%,90%,0,\n", claims_head + "10,9,19,良\n").codes == "");
  CHECK(audited(vetoed, units_head + "100%,90%,0,0\n", claims_head + "10,9,19,良\n").codes == "E909 E910");
}

TEST_CASE("audit: a grade by the exact total need not be that of the rounded one") {
  // 9.0 + 8.96 = 17.96 is 良, printed 18.0.
  const std::string exact = rules("四舍五入保留1位小数", "", "按取整前总分");
  CHECK(audited(exact, units_head + "90%,89.6%,0,0\n", claims_head + "9,8.96,18.0,良\n").codes == "");
  CHECK(audited(exact, units_head + "90%,89.6%,0,0\n", claims_head + "9,8.96,18.0,优\n").codes ==
        "E909 E910");
  // With data missing either grade may stand behind 18.0, but no third one.
  CHECK(audited(exact, units_head + "90%,,0,0\n", claims_head + "9,9,18.0,良\n").codes == "");
  CHECK(audited(exact, units_head + "90%,,0,0\n", claims_head + "9,9,18.0,优\n").codes == "");
  const Audited third = audited(exact, units_head + "90%,,0,0\n", claims_head + "9,9,18.0,差\n");
  CHECK(contains(third.codes, "E909"));
  CHECK(contains(third.text, "应为“良..优”"));
}

TEST_CASE("audit: which way is better comes from the rules, or nothing is said") {
  const auto steps = [](const std::string& actual, const std::string& scoring) {
    return "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n投诉 件 ≥0 整数\n办件 件 ≥0 整数\n"
           "指标 服务 10分 ｜ 实际 " +
           actual + " ｜ 计分 " + scoring + "\n等级 按取整后总分\n≥6分 优\n＜6分 差\n";
  };
  const std::string claims = "单位,服务,服务：指标值,服务：完成值,总分\n甲镇,10,5件,2件,10\n";
  const std::string units = "单位,投诉,办件\n甲镇,";
  // Each complaint takes points off: 2 is better than 5, by 60%. The rules take 2 points, so 10 is wrong.
  CHECK(audited(steps("投诉", "每1件扣1分，扣完为止"), units + "2,2\n", claims).codes == "E903 E906 N937");
  // Each case handled gives points: 2 falls short of 5.
  const std::string gains = steps("办件", "每1件得2分，最高10分");
  CHECK(audited(gains, units + "2,2\n", claims).codes == "E903 E906 W931");
  // The row of a table that gives most.
  const auto tiers = [](const std::string& best) {
    return "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n投诉 件 ≥0 整数\n"
           "指标 服务 10分\n实际 投诉\n分档\n" +
           best + " 10分\n其余 5分\n等级 按取整后总分\n≥6分 优\n＜6分 差\n";
  };
  const std::string none_at_all = "单位,服务,服务：指标值,服务：完成值,总分\n甲镇,10,5件,0件,10\n";
  CHECK(audited(tiers("≤2件"), "单位,投诉\n甲镇,0\n", none_at_all).codes == "N937");
  CHECK(audited(tiers("＝0件"), "单位,投诉\n甲镇,0\n", none_at_all).codes == "");
}

TEST_CASE("audit: what has no column is not audited, and words are no quantity of the rules") {
  const std::string two =
      "规则集 甲\n满分 20分\n单项 不取整\n总分 不取整\n数据\n征兵 人 ≥0 整数\n进展 好、一般\n"
      "指标 征兵 10分 ｜ 实际 征兵 ｜ 目标 ≥10人 ｜ 计分 按比例\n"
      "指标 治理 10分\n实际 进展\n定性\n好 满分\n一般 5分\n"
      "等级 按取整后总分\n≥6分 优\n＜6分 差\n";
  const std::string units = "单位,征兵,进展\n甲镇,66,好\n";
  const std::string over = "单位,征兵,征兵：偏差原因,治理\n甲镇,10,,10\n";
  CHECK(audited(two, units, over).codes == "N937");
  CHECK(audited(two, units, "单位,征兵,治理,治理：偏差原因\n甲镇,10,10,\n").codes == "");
  // A bare figure where the rules have levels has no unit: it is compared with nothing.
  const std::string levels = "单位,征兵,治理,治理：指标值,治理：完成值\n甲镇,10,10,";
  CHECK(audited(two, units, levels + "5,3件\n").codes == "");
  CHECK(audited(two, units, levels + "5次,3件\n").codes == "W947");
  CHECK(audited(two, units, levels + "12月底前,10月\n").codes == "");
}

TEST_CASE("audit: budget execution is not the execution of procurement") {
  Item item;
  for (const char* const title : {"预算执行率", "资金支付进度", "Budget execution"}) {
    item.title = title;
    CHECK(is_budget_execution(item));
  }
  for (const char* const title : {"政府采购执行率", "群众满意度", "Procurement budget execution"}) {
    item.title = title;
    CHECK_FALSE(is_budget_execution(item));
  }
}

TEST_CASE("audit: the points of groups and of items that are in none add up to the whole") {
  const std::string grouped =
      "规则集 甲\n满分 20分\n单项 不取整\n总分 不取整\n数据\n完成率 % 0%至100%\n满意度 % 0%至100%\n"
      "指标 任务完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "一级指标 效果 10分\n指标 群众满意 10分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "等级 按取整后总分\n≥18分 优\n＜18分 差\n";
  const std::string units = "单位,完成率,满意度\n甲镇,90%,80%\n";
  const std::string head = "单位,任务完成,群众满意,效果：分值,总分：分值,总分\n甲镇,9,8,";
  CHECK(audited(grouped, units, head + "10,20,17\n").codes == "");
  const Audited wrong = audited(grouped, units, head + "12,20,17\n");
  CHECK(wrong.codes == "E925 E924");
  CHECK(contains(wrong.text, "“效果”印的分值是 12分，规则里是 10分"));
  CHECK(contains(wrong.text, "各组分值合计 22分，印的是 20分"));
  // Groups and total agree with each other and not with the rules.
  const Audited both = audited(grouped, units, head + "12,22,17\n");
  CHECK(both.codes == "E925 E925");
  CHECK(contains(both.text, "“总分”印的分值是 22分，规则里是 20分"));
  const Audited words = audited(grouped, units, head + "十分,20,17\n");
  CHECK(words.codes == "E901");
  CHECK(contains(words.text, "“效果”的分值“十分”不是数"));
}

TEST_CASE("audit: the points of a group that the rules state none for are those of its items") {
  const std::string unstated =
      "规则集 甲\n满分 20分\n单项 不取整\n总分 不取整\n数据\n完成率 % 0%至100%\n满意度 % 0%至100%\n"
      "一级指标 产出\n指标 任务完成 12分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "指标 群众满意 8分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例\n等级 按取整后总分\n≥18分 优\n＜18分 "
      "差\n";
  const std::string units = "单位,完成率,满意度\n甲镇,100%,100%\n";
  const std::string head = "单位,任务完成,群众满意,总分,产出：分值\n甲镇,12,8,20,";
  CHECK(audited(unstated, units, head + "20\n").codes == "");
  CHECK(contains(audited(unstated, units, head + "40\n").text, "“产出”印的分值是 40分，规则里是 20分"));
}

TEST_CASE("audit: a group's claimed score is that of its items") {
  const std::string grouped =
      "规则集 甲\n满分 30分\n单项 不取整\n总分 不取整\n数据\n完成率 % 0%至100%\n满意度 % 0%至100%\n"
      "一级指标 产出 20分\n二级指标 数量 10分\n"
      "指标 任务完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "二级指标 质量 10分\n指标 任务合格 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "一级指标 效果 10分\n指标 群众满意 10分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "等级 按取整后总分\n≥18分 优\n＜18分 差\n";
  const std::string units = "单位,完成率,满意度\n甲镇,90%,80%\n";
  const std::string head = "单位,任务完成,任务合格,群众满意,产出,质量,效果,总分\n甲镇,";
  CHECK(audited(grouped, units, head + "9,9,8,18,9,8,26\n").codes == "");
  const Audited wrong = audited(grouped, units, head + "9,9,8,17,8,8,26\n");
  CHECK(wrong.codes == "E956 E956");
  CHECK(contains(wrong.text, "“产出”各项自报得分合计 18分，“产出”自报 17分（少 1分）"));
  CHECK(contains(wrong.text, "“质量”各项自报得分合计 9分，“质量”自报 8分（少 1分）"));
  // An item that is not claimed leaves the rules to hold it against; groups alone add up to the total.
  const Audited by_rules = audited(grouped, units, head + "9,,8,17,9,8,25\n");
  CHECK(by_rules.codes == "N957 E903 E906");
  CHECK(contains(by_rules.text, "“产出”自报 17分，按规则应得 18分（少 1分）"));
  CHECK(audited(grouped, units, "单位,产出,效果,总分\n甲镇,18,8,26\n").codes == "");
  CHECK(audited(grouped, units, "单位,产出,效果,总分\n甲镇,18,8,25\n").codes == "E905 E906");
  const Audited open = audited(grouped, "单位,完成率,满意度\n甲镇,,80%\n", "单位,产出,总分\n甲镇,21,28\n");
  CHECK(open.codes == "E904");
  CHECK(contains(open.text, "“产出”自报 21分，不在已公布数据可能得到的 0..20分之内"));
}

TEST_CASE("audit: a change of one cell is offered only if the claimed groups add up with it, too") {
  const std::string grouped =
      "规则集 甲\n满分 30分\n单项 不取整\n总分 不取整\n数据\n完成率 % 0%至100%\n满意度 % 0%至100%\n"
      "一级指标 产出 20分\n指标 任务完成 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "指标 任务合格 10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "一级指标 效果 10分\n指标 群众满意 10分 ｜ 实际 满意度 ｜ 目标 ≥100% ｜ 计分 按比例\n"
      "等级 按取整后总分\n≥18分 优\n＜18分 差\n";
  const std::string units = "单位,完成率,满意度\n甲镇,90%,80%\n";
  const std::string head = "单位,任务完成,任务合格,群众满意,产出,效果,总分\n甲镇,";
  // An item that its group was added up with: with the item alone changed the group is wrong.
  CHECK(audited(grouped, units, head + "10,9,8,19,8,26\n").codes == "E903 E905");
  // The same slip where the group is right.
  const Audited item = audited(grouped, units, head + "10,9,8,18,8,26\n");
  CHECK(item.codes == "E903 E956 E905 N922");
  CHECK(contains(item.text, "只改“任务完成”一格，10 改为 9，就全部对得上"));
  // Only the group is wrong, or it and the total are.
  const Audited group = audited(grouped, units, head + "9,9,8,19,8,26\n");
  CHECK(group.codes == "E956 N922");
  CHECK(contains(group.text, "只改“产出”一格，19 改为 18，就全部对得上"));
  CHECK(audited(grouped, units, head + "9,9,8,19,8,25\n").codes == "E956 E905 E906");
  CHECK(audited(grouped, units, head + "9,9,8,19,7,26\n").codes == "E956 E956");
  // Without data the group leaves its items one value each, and either may be the wrong one.
  const std::string open = "单位,完成率,满意度\n甲镇,,80%\n";
  const Audited either = audited(grouped, open, head + "8,8,8,18,8,26\n");
  CHECK(either.codes == "E956 E905 N923");
  CHECK(contains(either.text, "有 2 种，不能断定错在哪一格：任务完成 8→10；任务合格 8→10"));
  CHECK(audited(grouped, open, head + "8,8,8,17,8,26\n").codes == "E956 E905");
}

TEST_CASE("audit: 加分 and 减分 that are claimed are held against the rules, and are part of the sum") {
  const std::string adjusted = rules("最高20分，" + two_places,
                                     "加分 表彰 最高3分\n实际 表彰\n计分 每1次加1分\n"
                                     "减分 事故 最多5分\n实际 事故\n计分 每1起减2分\n");
  const std::string units = units_head + "90%,90%,2,1\n";  // 9 + 9 + 2 - 2
  const std::string head = "单位,任务完成,群众满意,表彰,事故,总分,等级\n甲镇,9,9,";
  CHECK(audited(adjusted, units, head + "2,2,18,优\n").codes == "");
  CHECK(audited(adjusted, units, head + "2,-2,18,优\n").codes == "");  // with or without a minus
  const Audited more = audited(adjusted, units, head + "3,2,19,优\n");
  CHECK(more.codes == "E903 E906");  // it adds up as it is claimed
  CHECK(contains(more.text, "“表彰”自报 3分，按规则应得 2分（多 1分）"));
  const Audited less = audited(adjusted, units, head + "2,1,19,优\n");
  CHECK(less.codes == "E903 E906");
  CHECK(contains(less.text, "“事故”自报 -1分，按规则应得 -2分（多 1分）"));
  const Audited outside = audited(adjusted, units, head + "2,6,14,良\n");
  CHECK(contains(outside.text, "“事故”自报 -6分，超出 0 至 -5分"));
  // Of the cells that could mend the sum the penalty is the one that the rules do not refute.
  const Audited mended = audited(adjusted, units, head + "2,1,18,优\n");
  CHECK(mended.codes == "E903 E905 N922");
  CHECK(contains(mended.text, "只改“事故”一格，-1 改为 -2，就全部对得上"));
  // Where it is not known what the rules give, either of two cells may be wrong.
  const Audited open = audited(adjusted, units_head + "90%,90%,,\n", head + "2,1,18,优\n");
  CHECK(contains(open.codes, "N923"));
  CHECK(contains(open.text, "表彰 2→1"));
  CHECK(contains(open.text, "事故 -1→-2"));
  // Left blank the rules' own count, and it is said unless they give nothing.
  const Audited blank = audited(adjusted, units, head + ",2,18,优\n");
  CHECK(blank.codes == "N957");
  CHECK(contains(blank.text, "“表彰”没有填，没有核对"));
  CHECK(audited(adjusted, units_head + "90%,90%,2,0\n", head + "2,,20,优\n").codes == "");
}

TEST_CASE("audit: results and targets in other units") {
  const std::string plain = rules(two_places, "");
  const std::string units = units_head + "90%,80%,0,0\n";
  const auto claims = [](const std::string& target, const std::string& actual) {
    return "单位,任务完成,任务完成：指标值,任务完成：完成值\n甲镇,9," + target + "," + actual + "\n";
  };
  CHECK(audited(plain, units, claims("100", "90%")).codes ==
        "");  // a bare number is in the unit of the rules
  CHECK(audited(plain, units, claims("100", "90次")).codes == "W947");
}

TEST_CASE("audit: a grade by the rounded total is that of the declared one, rounded") {
  const std::string units = units_head + "90%,90%,0,0\n";
  const auto grade = [&](const std::string& claimed) {
    return audited(rules(two_places, ""), units, claims_head + "9,9," + claimed + "\n");
  };
  CHECK(grade("17.995,优").codes == "E905 E906 N922");
  const Audited wrong = grade("17.995,良");
  CHECK(contains(wrong.text, "自报等级“良”与自报总分 17.995分（取整后 18.00分）不符：应为“优”"));
  CHECK(contains(grade("17.994,优").text, "应为“良”"));
  // By the exact total it is what it is.
  const std::string exact = rules(two_places, "", "按取整前总分");
  CHECK(contains(audited(exact, units, claims_head + "9,9,17.995,优\n").text, "应为“良”"));
}

TEST_CASE("audit: the grade that is named is the one after the vetoes") {
  const std::string vetoed = rules(two_places, "一票否决 事故\n当 事故 ≥ 1起\n结果 等级不高于 差\n");
  const Audited holds = audited(vetoed, units_head + "100%,90%,0,1\n", claims_head + "10,9,19,良\n");
  CHECK(holds.codes == "E909 E910");
  CHECK(contains(holds.text, "与自报总分 19分（计入一票否决）不符：应为“差”"));
  CHECK(contains(holds.text, "按规则为“差”"));
  CHECK_FALSE(contains(holds.text, "优"));
  // Where it may hold, neither grade is wrong for the total.
  CHECK(audited(vetoed, units_head + "100%,90%,0,\n", claims_head + "10,9,19,差\n").codes == "");
  CHECK(audited(vetoed, units_head + "100%,90%,0,\n", claims_head + "10,9,19,优\n").codes == "");
  const std::string third = rules(two_places, "一票否决 事故\n当 事故 ≥ 1起\n结果 等级不高于 良\n");
  const Audited may = audited(third, units_head + "100%,90%,0,\n", claims_head + "10,9,19,差\n");
  CHECK(contains(may.text, "应为“良..优”"));
}

TEST_CASE("audit: where the printed sign is not that of the rules, theirs says what is better") {
  const std::string fewer =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n调整 次 ≥0 整数\n"
      "指标 调整 10分 ｜ 实际 调整 ｜ 目标 ≤10次 ｜ 计分 反向比例\n等级 按取整后总分\n≥6分 优\n＜6分 差\n";
  const auto claims = [](const std::string& score, const std::string& target, const std::string& actual) {
    return "单位,调整,调整：指标值,调整：完成值\n甲镇," + score + "," + target + "," + actual + "\n";
  };
  const std::string many = "单位,调整\n甲镇,16\n", few = "单位,调整\n甲镇,9\n";
  const Audited wrong = audited(fewer, many, claims("6.25", "≥10次", "16次"));
  CHECK(wrong.codes == "W915");  // 16 of at most 10 is not 60% better
  CHECK(contains(wrong.text, "印的指标值是 ≥10次，规则里是 ≤ 10次") !=
        contains(wrong.text, "印的指标值是 ≥10次，规则里是 ≤10次"));
  const Audited full = audited(fewer, many, claims("10", "≥10次", "16次"));
  CHECK(full.codes == "E903 W915 W931");
  CHECK(contains(full.text, "没有达到指标值 ≤10次，却得满分 10分（按比例是 6.25分）"));
  CHECK(audited(fewer, few, claims("10", "≤10次", "9次")).codes == "");
  CHECK(audited(fewer, few, claims("10", "10次", "9次")).codes == "");  // no sign is no other sign
  CHECK(audited(fewer, few, claims("10", "＜10次", "9次")).codes == "W915");
  CHECK(audited(fewer, "单位,调整\n甲镇,10\n", claims("10", "≥10次", "10次")).codes == "W915");
}

TEST_CASE("audit: a rate that does not follow names the two numbers") {
  const std::string rate =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n执行 万元 ≥0\n预算 万元 ＞0\n"
      "指标 执行率 10分 ｜ 实际 执行 ÷ 预算 ｜ 目标 ≥100% ｜ 计分 按比例\n等级 按取整后总分\n≥6分 优\n＜6分 "
      "差\n";
  const std::string head = "单位,执行率：完成值\n甲镇,";
  const std::string units = "单位,执行,预算\n甲镇,2,3\n";
  CHECK(contains(audited(rate, units, head + "66.66%\n").text,
                 "“执行率”印作 66.66%，是截断：公布的数据 2万元÷3万元＝66.666667%，四舍五入应为 66.67%"));
  CHECK(contains(audited(rate, units, head + "70%\n").text,
                 "“执行率”印作 70%，而公布的数据 2万元÷3万元＝66.666667%：四舍五入、截断都对不上"));
}

TEST_CASE("audit: figures in the wrong unit of money are those that people mistake") {
  const auto sums = [](const std::string& row) {
    return audited(
        rules(two_places, ""), units_head + "90%,80%,0,0\n",
        "单位,支出合计（万元）＝基本支出＋项目支出,基本支出（万元）,项目支出（万元）\n甲镇," + row + "\n");
  };
  // 元 typed into both columns of 万元; nobody prints 亿元 so.
  const Audited both = sums("950,6000000,3500000");
  CHECK(both.codes == "E930");
  CHECK(contains(both.text,
                 "“基本支出”“项目支出”印作 6000000万元、3500000万元，单位多半写错：改成 "
                 "6000000元、3500000元，支出合计＝基本支出+项目支出 就对得上（单位错得一样；"));
  CHECK_FALSE(contains(both.text, "亿元"));
  const Audited one = sums("950,6000000,350");
  CHECK(one.codes == "E930");
  CHECK(contains(one.text, "“基本支出”印作 6000000万元，单位多半写错：改成 6000000元"));
  CHECK(contains(one.text, "（只改一处的，没有别的改法）"));
  const Audited either = sums("950元,600,350");
  CHECK(contains(either.text, "改成 950万元，支出合计＝基本支出+项目支出 就对得上；也可能是等号右边"));
  CHECK(sums("950万元,600亿元,350亿元").codes == "E929 N913");
}

TEST_CASE("audit: a bare figure under a heading without a unit is held against none that has one") {
  const std::string money =
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n预算 万元 ＞0\n"
      "指标 预算数 10分 ｜ 实际 预算 ｜ 目标 ≥100万元 ｜ 计分 按比例\n等级 按取整后总分\n≥6分 优\n＜6分 差\n";
  const Audited bare = audited(money, "单位,预算\n甲镇,1000\n", "单位,支出≤预算\n甲镇,1001\n");
  CHECK(bare.codes == "W946");
  CHECK(contains(bare.text, "“支出”的列名没有写单位（如“支出（万元）”），算式 预算 没有核对"));
  CHECK(audited(money, "单位,预算\n甲镇,1000\n", "单位,支出（万元）≤预算\n甲镇,1001\n").codes == "E945");
  CHECK(audited(money, "单位,预算\n甲镇,1000\n", "单位,支出≤预算\n甲镇,1001人\n").codes == "W947");
}

}  // namespace rubric::engine
