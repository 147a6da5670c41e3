// What samples exercise, on small rules whose coverage can be counted by hand.
#include "engine/coverage.hpp"

#include "tests/rules.hpp"

using namespace rubric::engine;
using rubric::testing::Rules;

namespace {

const std::string tiers = R"(规则集 甲
  满分  10分
  单项  不取整
  总分  不取整
数据
  满意度  %  0%至100%
指标 满意度  10分
  实际  满意度
  分档
    ≥90%   10分
    ＜90%  0分
)";

std::size_t shown(const std::string& rules) {
  const Rules read(rules);
  std::size_t count = 0;
  for (const ItemCoverage& item : coverage(read.ruleset, *read.plan)) {
    for (const Goal& goal : item.goals) count += goal.shown ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("coverage: two rows and three values around one threshold are five goals") {
  const Rules read(tiers);
  const std::vector<ItemCoverage> found = coverage(read.ruleset, *read.plan);
  REQUIRE(found.size() == 1);
  CHECK(found[0].goals.size() == 5);
  CHECK(shown(tiers) == 0);
}

TEST_CASE("coverage: a value on the threshold shows its row and itself, one just below the other two") {
  const std::string at = tiers + "样例 一\n  满意度 90%\n  应得 满意度  10分\n";
  CHECK(shown(at) == 2);
  CHECK(shown(at + "样例 二\n  满意度 89.99%\n  应得 满意度  0分\n") == 4);
  CHECK(shown(at + "样例 二\n  满意度 80%\n  应得 满意度  0分\n") == 3);
}

TEST_CASE("coverage: a sample that states nothing of an indicator shows nothing of it") {
  CHECK(shown(tiers + "样例 一\n  满意度 90%\n") == 0);
}

TEST_CASE("coverage: an operand of 且 is shown only by samples in which it alone decides") {
  const std::string rules = R"(规则集 甲
  满分  10分
  单项  不取整
  总分  不取整
数据
  公开  是否
  及时  是否
  合规  是否
指标 管理  10分
  实际  合规
  不得分  公开 且 及时
  计分  达标得满分，否则不得分
)";
  const auto sample = [](const std::string& open, const std::string& timely, const std::string& points) {
    return "样例 " + open + timely + "\n  合规 是 ｜ 公开 " + open + " ｜ 及时 " + timely +
           "\n  应得 管理  " + points + "分\n";
  };
  const std::string both_and_none = rules + sample("是", "是", "0") + sample("否", "否", "10");
  CHECK(shown(both_and_none) == 2);  // it holds, it fails; neither operand is shown to decide
  CHECK(shown(both_and_none + sample("否", "是", "10")) == 3);
  CHECK(shown(both_and_none + sample("否", "是", "10") + sample("是", "否", "10")) == 4);
}
