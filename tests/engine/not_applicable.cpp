// Several 不适用 of one indicator over cells that cannot be read.
#include "tests/rules.hpp"

#include "engine/cell.hpp"
#include "engine/evaluate.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace rubric;

namespace {

/// The score of the one indicator, over cells of 验收 and 项目数.
engine::Possible score(const std::string& first, const std::string& second, const std::string& accepted,
                       const std::string& projects) {
  const testing::Rules rules(
      "规则集 不适用\n  满分  10分\n  单项  不取整\n  总分  不取整\n"
      "数据\n  验收  是否\n  项目数  个  ≥0  整数\n  完成率  %  0%至100%\n"
      "指标 任务  10分\n  不适用  验收，" +
      first + "\n  不适用  项目数 ＝ 0个，" + second + "\n  实际  完成率\n  目标  ≥100%\n  计分  按比例\n");
  engine::UnitData unit;
  const std::vector<std::string> texts{accepted, projects, "50%"};
  for (std::size_t i = 0; i < texts.size(); ++i)
    unit.cells.push_back(engine::read_cell(texts[i], rules.ruleset.data.at(i)));
  return evaluate(*rules.plan, unit, engine::Trace::yes).trace[rules.plan->items[0].score];
}

bool is(const engine::Possible& figure, int value) {
  return figure.known() && figure.range.low.value == value;
}

}  // namespace

TEST_CASE("of neighbouring 不适用 with one consequence it is enough that one holds") {
  CHECK(is(score("得2分", "得2分", "完成", "0"), 2));  // “完成” is no 是 or 否
  CHECK(is(score("得2分", "得2分", "是", "很多"), 2));
  CHECK_FALSE(score("得2分", "得2分", "完成", "1").known());  // 完成 may have meant 是
  CHECK(is(score("得2分", "得2分", "否", "1"), 5));
}

TEST_CASE("of 不适用 with different consequences the first that holds decides, if it can be told") {
  CHECK(is(score("得2分", "得3分", "是", "0"), 2));
  CHECK(is(score("得2分", "得3分", "是", "很多"), 2));
  CHECK(is(score("得2分", "得3分", "否", "0"), 3));
  CHECK_FALSE(score("得2分", "得3分", "完成", "0").known());
}
