// What gives full marks, in the few words of a form: by every form of 计分 that can be put so, and nothing by
// the others.
#include "engine/full_marks.hpp"

#include <doctest/doctest.h>

#include "tests/rules.hpp"

namespace rubric::engine {

namespace {

/// Of an indicator of 10 points whose clauses these are; "-" for nothing.
std::string target(const std::string& clauses) {
  const testing::Rules rules(
      "规则集 甲\n满分 10分\n单项 不取整\n总分 不取整\n数据\n满意度 % 0%至100%\n投诉 次 ≥0 整数\n用时 天 ≥0\n"
      "变动 % -100%至100%\n评价 好、较好、一般\n公示 是否\n指标 服务 10分\n" +
      clauses);
  const std::optional<Text> text = full_marks_target(rules.ruleset, rules.ruleset.items[0]);
  return text ? text->zh : "-";
}

}  // namespace

TEST_CASE("a target is printed as the rules have it") {
  CHECK(target("实际 满意度\n目标 ≥95%\n计分 按比例\n") == "≥95%");
  CHECK(target("实际 用时\n目标 ≤30天\n计分 每超过1天扣1分，不足1天的不扣，扣完为止\n") == "≤30天");
}

TEST_CASE("the one row that gives all points is the target, if no row before it takes its results") {
  CHECK(target("实际 满意度\n分档\n≥90% 10分\n80%(含)至90%(不含) 8分\n其余 0分\n") == "≥90%");
  CHECK(target("实际 投诉\n分档\n＝0次 10分\n其余 0分\n") == "＝0次");
  CHECK(target("实际 满意度\n分档\n＜60% 0分\n60%(含)至90%(不含) 5分\n≥90% 满分\n") == "≥90%");
  CHECK(target("实际 满意度\n分档\n＜60% 0分\n≥50% 10分\n") == "-");  // of 50% to 60% the first row decides
  CHECK(target("实际 满意度\n分档\n≥95% 10分\n≥90% 10分\n其余 0分\n") == "-");  // two rows
  CHECK(target("实际 满意度\n分档\n≥90% 9分\n其余 0分\n") == "-");              // no row gives all
  CHECK(target("实际 用时\n分档\n0天(含)至30天(含) 10分至8分，按比例\n其余 0分\n") == "-");
  CHECK(target("分档\n公示 10分\n其余 0分\n") == "-");  // not about a result
}

TEST_CASE("steps: where nothing is taken off, or all is given") {
  CHECK(target("实际 投诉\n计分 每1次扣2分，扣完为止\n") == "0次");
  CHECK(target("实际 用时\n计分 每3天扣1分，不足3天的不扣，扣完为止\n") == "＜3天");
  CHECK(target("实际 用时\n计分 每3天扣1分，不足3天的按比例扣，扣完为止\n") == "0天");
  CHECK(target("实际 变动\n计分 每1%扣1分，不足1%的按比例扣，扣完为止\n") == "≤0%");
  CHECK(target("实际 投诉\n计分 每1次得2分，最高10分\n") == "≥5次");
  CHECK(target("实际 投诉\n计分 每1次得3分，最高10分\n") == "≥4次");
  CHECK(target("实际 用时\n计分 每3天得4分，不足3天的不计，最高10分\n") == "≥9天");
  CHECK(target("实际 用时\n计分 每3天得4分，不足3天的按比例计，最高10分\n") == "≥7.5天");
  CHECK(target("扣分 投诉 每1次扣2分，扣完为止\n") == "投诉 0次");
  CHECK(target("扣分 投诉 每1次扣2分，扣完为止\n扣分 投诉 ≥ 3次，扣2分\n") == "-");
}

TEST_CASE("the end of a line, and a level") {
  CHECK(target("实际 满意度\n插值\n95% 10分\n60% 0分\n") == "≥95%");
  CHECK(target("实际 投诉\n插值\n2次 10分\n7次 0分\n") == "≤2次");
  CHECK(target("实际 评价\n定性\n好 满分\n较好 7分\n一般 3分\n") == "好");
}

TEST_CASE("what no figure says is left out") {
  CHECK(target("计分 得分＝满分 × 满意度\n") == "-");
}

}  // namespace rubric::engine
