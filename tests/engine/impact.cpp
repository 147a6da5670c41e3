// Sums over units: exact in grains, bounded in what is kept.
#include "engine/impact.hpp"

#include <doctest/doctest.h>

#include "tests/rules.hpp"

namespace rubric::engine {

using testing::Rules;

namespace {

std::string rules(const std::string& target) {
  return "规则集 甲\n  满分  20分\n  单项  不取整\n  总分  不取整\n数据\n  率  %  0%至100%\n  满意  %  "
         "0%至100%\n"
         "指标 执行率  10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n指标 满意度  10分 ｜ 实际 满意 ｜ 目标 "
         "≥" +
         target + " ｜ 计分 按比例\n等级  按取整后总分\n  ≥18分  优\n  ＜18分  差\n";
}

ListedUnit moved(const Rational& from, const Rational& to, std::uint32_t old_grade = 1,
                 std::uint32_t new_grade = 1) {
  ListedUnit unit;
  unit.key = {to_fraction(from)};
  unit.comparison.compared = true;
  unit.comparison.old_total = from;
  unit.comparison.new_total = to;
  unit.comparison.old_grade = old_grade;
  unit.comparison.new_grade = new_grade;
  unit.comparison.shares = {to - from};
  return unit;
}

struct Two {
  Rules from{rules("90%")}, to{rules("95%")};
  Pairing pairing{from.ruleset, to.ruleset};
};

}  // namespace

TEST_CASE("grains hold decimals and shares, others are rounded to one") {
  for (const Rational& value :
       {Rational(1, 1'000'000), Rational(-7, 3), Rational(5, 3'628'800), Rational(100)})
    CHECK(from_grains(to_grains(value)) == value);
  const Rational third = Rational(1, 11);
  CHECK(from_grains(to_grains(third)) != third);
  CHECK(abs(from_grains(to_grains(third)) - third) < Rational(1, 3'000'000'000'000));
}

TEST_CASE("units are counted, and gains and losses add up to the change of the sums") {
  const Two two;
  Impact impact(two.pairing, {"区县"}, 2);
  REQUIRE(impact.clauses.size() == 1);
  impact.add(moved(10, 12), {"甲"});
  impact.add(moved(19, Rational(35, 2), 0, 1), {"乙"});
  impact.add(moved(5, 5), {"甲"});
  impact.add(moved(Rational(1, 11), Rational(2, 13)), {"甲"});
  impact.add(ListedUnit{}, {"甲"});
  CHECK(impact.compared == 4);
  CHECK(impact.apart == 1);
  CHECK(impact.raised == 2);
  CHECK(impact.lowered == 1);
  CHECK(impact.unchanged == 1);
  CHECK(impact.rounded == 1);
  CHECK(impact.graded_down == 1);
  CHECK(impact.graded_up == 0);
  CHECK(impact.transitions == std::vector<std::vector<std::uint64_t>>{{0, 1}, {0, 3}});
  CHECK(impact.clauses[0].gain + impact.clauses[0].loss == impact.new_sum - impact.old_sum);
  CHECK(from_grains(impact.clauses[0].loss) == Rational(-3, 2));
  const auto& by = impact.groupings[0].values;
  CHECK(by.at("甲").compared == 3);
  CHECK(by.at("甲").apart == 1);
  CHECK(by.at("乙").lowered == 1);
  CHECK(by.at("甲").old_sum + by.at("乙").old_sum == impact.old_sum);
  std::uint64_t all = 0;
  for (const std::uint64_t units : impact.new_parts) all += units;
  CHECK(all == 4);
}

TEST_CASE("the distribution has the lower ends, full marks in the last part, and more above it") {
  const Two two;
  Impact impact(two.pairing, {}, 0);
  CHECK(impact.part == Rational(2, 5));
  impact.add(moved(0, Rational(2, 5)), {});
  impact.add(moved(Rational(39, 100), 20), {});
  impact.add(moved(Rational(196, 10), Rational(201, 10)), {});
  CHECK(impact.old_parts.front() == 2);
  CHECK(impact.old_parts[49] == 1);
  CHECK(impact.new_parts[1] == 1);
  CHECK(impact.new_parts[49] == 1);
  CHECK(impact.new_parts[50] == 1);
}

TEST_CASE("lists keep the largest, of equal ones the first, and no more than they may") {
  const Two two;
  Impact impact(two.pairing, {"区县"}, 3);
  for (int i = 0; i < 400; ++i) {
    impact.add(moved(i % 10, i % 10 + i % 7), {"区" + std::to_string(i)});
    impact.add(ListedUnit{}, {"区0"});
  }
  REQUIRE(impact.up.size() == 3);
  CHECK(impact.up[0].comparison.new_total - impact.up[0].comparison.old_total == 6);
  CHECK(impact.up[0].key[0] == "6");  // the units 6, 13, 20 of the 400
  CHECK(impact.up[1].key[0] == "3");
  CHECK(impact.up[2].key[0] == "0");
  CHECK(impact.down.empty());
  CHECK(impact.not_compared.size() == max_listed);
  CHECK(impact.apart == 400);
  CHECK(impact.groupings[0].values.size() == max_group_values);
  REQUIRE(impact.groupings[0].others.has_value());
  CHECK(impact.groupings[0].others->compared == 100);
}

}  // namespace rubric::engine
