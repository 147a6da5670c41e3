// Figures over all units: places in a group, highest, lowest and mean, where some values, groups or years are
// not known.
#include "engine/cohort.hpp"

#include <doctest/doctest.h>

#include "formats/csv.hpp"
#include "formats/unit_table.hpp"
#include "tests/rules.hpp"

namespace rubric::engine {

using Texts = std::vector<std::string>;

namespace {

const testing::Rules& rules() {
  static const testing::Rules result(
      "规则集 甲\n满分 20分\n单项 四舍五入保留2位小数\n总分 四舍五入保留2位小数\n数据\n"
      "税收 万元 ≥0 可不适用\n类别 街道、乡镇\n合格率 % 0%至100% 可不填\n"
      "公式 名次 ＝ 排名(税收，从高到低，并列占位，同 类别)\n公式 紧挨 ＝ "
      "排名(税收，从高到低，并列不占位，同 类别)\n"
      "公式 最高 ＝ 全体最高(税收)\n公式 最低 ＝ 全体最低(税收)\n公式 平均 ＝ 全体平均(税收)\n"
      "公式 最高率 ＝ 全体最高(合格率)\n"
      "指标 名次 10分 ｜ 实际 名次 ＋ 紧挨 ｜ 目标 ≤2名 ｜ 计分 每多1名扣0.5分，扣完为止\n"
      "指标 税收 10分 ｜ 实际 税收 ÷ 最高 × 100% ｜ 目标 ≥ 最低 ÷ 平均 × 最高率 ｜ 计分 按比例 ｜ 分母为零 "
      "无法计算\n");
  return result;
}

/// Of each unit what its cell of a figure says; empty where the figure is not known.
Texts figure(const std::string& name, const std::string& rows,
             const std::string& head = "单位,年度,税收,类别,合格率\n") {
  std::vector<Diagnostic> problems;
  formats::CsvReader reader("a.csv", head + rows, "UTF-8", problems);
  formats::UnitTable table(rules().ruleset, reader, problems);
  Texts texts;
  for (formats::UnitRow row; table.next(row);) {
    for (DatumId d = 0; d < rules().ruleset.data.size(); ++d) {
      if (rules().ruleset.data[d].name == name) texts.push_back(row.data.cells[d].text);
    }
  }
  return texts;
}

const std::string first = "甲,2024,800,街道,\n乙,2024,600,街道,\n丙,2024,500,街道,\n";

}  // namespace

TEST_CASE("places in a group, ties with and without a gap") {
  CHECK(figure("名次", first + "丁,2024,600,街道,\n戊,2024,9,乡镇,\n") == Texts{"1", "2", "4", "2", "1"});
  CHECK(figure("紧挨", first + "丁,2024,600,街道,\n戊,2024,9,乡镇,\n") == Texts{"1", "2", "3", "2", "1"});
  CHECK(figure("名次", first + "甲,2023,900,街道,\n") == Texts{"1", "2", "3", "1"});
}

TEST_CASE("a value that cannot be read is unknown to the others, as one that is missing is") {
  for (const std::string wrong : {"", "缺", "约800", "八百多", "-3"}) {
    CAPTURE(wrong);
    const std::string rows = "甲,2024," + wrong + ",街道,\n乙,2024,600,街道,\n丙,2024,500,街道,\n";
    CHECK(figure("名次", rows) == Texts{"", "1..2", "2..3"});
    CHECK(figure("最高", rows) == Texts{"", "", ""});
  }
}

TEST_CASE("a value that is not applicable has no part") {
  const std::string rows = "甲,2024,不适用,街道,\n乙,2024,600,街道,\n丙,2024,500,街道,\n";
  CHECK(figure("名次", rows) == Texts{"", "1", "2"});
  CHECK(figure("最高", rows) == Texts{"600", "600", "600"});
}

TEST_CASE("a unit of no known group has no place, and may be one more in every group") {
  for (const std::string wrong : {"", "接道"}) {
    CAPTURE(wrong);
    const std::string stranger = "丁,2024,550," + wrong + ",\n", other = "戊,2024,540,乡镇,\n";
    // 550 lies behind 800 and 600 in any case, and before 500 and 540 if it is of their kind.
    CHECK(figure("名次", first + stranger + other) == Texts{"1", "2", "3..4", "", "1..2"});
    CHECK(figure("紧挨", first + stranger + other) == Texts{"1", "2", "3..4", "", "1..2"});
    CHECK(figure("最高", first + stranger) == Texts(4, "800"));  // over all: its kind does not matter
  }
  CHECK(figure("名次", first + "丁,2024,,,\n") == Texts{"1..2", "2..3", "3..4", ""});
}

TEST_CASE("a kind is compared by what it says, not by how it is typed") {
  CHECK(figure("名次", "甲,2024,800,街道,\n乙,2024,600,街道　,\n丙,2024,500, 街道,\n") ==
        Texts{"1", "2", "3"});
}

TEST_CASE("a unit without a year may be of any year, if others have one") {
  const std::string two = "甲,2024,800,街道,\n乙,2023,600,街道,\n";
  CHECK(figure("名次", two + "丙,,700,街道,\n") == Texts{"1", "1..2", ""});
  CHECK(figure("最高", two + "丙,,700,街道,\n") == Texts{"800", "600..700", ""});
  CHECK(figure("最低", two + "丙,,700,街道,\n") == Texts{"700..800", "600", ""});
  CHECK(figure("平均", two + "丙,,700,街道,\n") == Texts{"", "", ""});
  CHECK(figure("名次", "甲,800,街道,\n乙,900,街道,\n", "单位,税收,类别,合格率\n") == Texts{"2", "1"});
}

TEST_CASE("figures over all units are written in the unit of the rules") {
  CHECK(figure("最高", first) == Texts(3, "800"));
  CHECK(figure("平均", "甲,2024,800,街道,\n乙,2024,600.5,街道,\n") == Texts(2, "700.25"));
  CHECK(figure("最高率", "甲,2024,800,街道,90\n乙,2024,600,街道,85.5%\n") == Texts(2, "90"));
}

}  // namespace rubric::engine
