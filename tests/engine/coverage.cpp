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

namespace {

const std::string whole = R"(规则集 甲
  满分  20分
  单项  四舍五入保留2位小数
  总分  最高20分，四舍五入保留2位小数
数据
  完成率  %   0%至100%
  甲率    %   0%至100%
  乙率    %   0%至100%
  表彰    次  0次至5次  整数
指标 完成率  10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例
指标 两率取高  10分
  择一  就高
  其中 甲率 ｜ 实际 甲率 ｜ 目标 ≥100% ｜ 计分 按比例
  其中 乙率 ｜ 实际 乙率 ｜ 目标 ≥50% ｜ 计分 按比例
加分 表彰  最高3分
  实际  表彰
  计分  每1次加1分
等级  按取整后总分
  ≥16分  优
  ＜16分  差
)";

std::size_t shown_of(const std::string& rules, Goal::About about) {
  const Rules read(rules);
  std::size_t count = 0;
  for (const ItemCoverage& item : coverage(read.ruleset, *read.plan)) {
    for (const Goal& goal : item.goals) count += goal.about == about && goal.shown ? 1 : 0;
  }
  return count;
}

std::size_t all_of(const std::string& rules, Goal::About about) {
  const Rules read(rules);
  std::size_t count = 0;
  for (const ItemCoverage& item : coverage(read.ruleset, *read.plan)) {
    for (const Goal& goal : item.goals) count += goal.about == about ? 1 : 0;
  }
  return count;
}

std::string sample(const std::string& data, const std::string& total) {
  return "样例 一\n  " + data + "\n  应得 总分  " + total + "分\n";
}

}  // namespace

TEST_CASE("coverage: grades, their bounds, the limit of the total, 择一 and 加分 are goals") {
  using About = Goal::About;
  CHECK(all_of(whole, About::grade) == 2);
  CHECK(all_of(whole, About::grade_bound) == 3);  // 15.99, 16, 16.01
  CHECK(all_of(whole, About::total_most) == 2);
  CHECK(all_of(whole, About::choice) == 2);
  CHECK(all_of(whole, About::adjustment) == 2);
  // 8 + 8 (甲率 80% against 乙率 10%: 2) + 0 = 16: 优, on the bound, below the limit, 甲率 counts, no bonus.
  const std::string one = whole + sample("完成率 80% ｜ 甲率 80% ｜ 乙率 10% ｜ 表彰 0次", "16.00");
  for (const About about :
       {About::grade, About::grade_bound, About::total_most, About::choice, About::adjustment})
    CHECK(shown_of(one, about) == 1);
  // 10 + 10 (乙率) + 2, limited to 20: the other three, and 优 again.
  const std::string two =
      one + "样例 二\n  完成率 100% ｜ 甲率 50% ｜ 乙率 50% ｜ 表彰 2次\n  应得 总分  20.00分\n";
  CHECK(shown_of(two, About::grade) == 1);
  CHECK(shown_of(two, About::grade_bound) == 1);
  CHECK(shown_of(two, About::total_most) == 2);
  CHECK(shown_of(two, About::choice) == 2);
  CHECK(shown_of(two, About::adjustment) == 2);
}

TEST_CASE("coverage: where both alternatives give the same, neither is shown to count") {
  CHECK(shown_of(whole + sample("完成率 80% ｜ 甲率 80% ｜ 乙率 40% ｜ 表彰 0次", "16.00"),
                 Goal::About::choice) == 0);
}
