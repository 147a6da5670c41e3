// A ledger for tests, used as its users do: by the program.
#pragma once

#include <doctest/doctest.h>

#include "tests/files.hpp"
#include "tests/program.hpp"

namespace rubric::testing {

/// Rules by which a unit gets 10 points for `target`, in proportion below it.
inline std::string rules(const std::string& name, const std::string& period, const std::string& target) {
  return "规则集 " + name + "\n  适用  " + period +
         "\n  依据  某财绩〔2022〕1号\n  标识  单位、年度\n  满分  10分\n  单项  四舍五入保留2位小数\n"
         "  总分  四舍五入保留2位小数\n数据\n  完成率  %  0%至100%\n指标 完成  10分\n  实际  完成率\n"
         "  目标  ≥" +
         target + "\n  计分  按比例\n等级  按取整后总分\n  ≥8分  优\n  ＜8分  差\n";
}

inline const std::string period = "2022-01-01 至 2023-12-31";

/// A folder with a ledger, and its commands.
struct Desk {
  Folder folder;
  std::string ledger = folder / "台账.ledger";

  Desk() { REQUIRE(history("init", {}).status == 0); }

  Run history(const std::string& command, std::vector<std::string> more) const {
    std::vector<std::string> words{"history", command, ledger, "--lang", "zh"};
    words.insert(words.end(), more.begin(), more.end());
    return program(words);
  }
  /// The total column of `scores` with these options.
  std::vector<std::string> totals(const std::vector<std::string>& more) const {
    const Run run = history("scores", more);
    REQUIRE(run.status == 0);
    std::vector<std::string> totals;
    for (const Cells& row : csv_rows(run.out)) totals.push_back(row[3]);
    return totals;
  }
};

/// One with data of two years (#1), rules (#2) and a run (#3).
struct UsedDesk : Desk {
  UsedDesk() {
    const std::string data =
        folder.file("数据.csv", "单位,年度,完成率\n甲镇,2022,60%\n乙镇,2022,80%\n甲镇,2023,40%\n");
    REQUIRE(history("import", {data, "--by", "张三"}).status == 0);
    REQUIRE(history("register", {folder.file("旧.rules", rules("旧标准", period, "80%"))}).status == 0);
    REQUIRE(history("score", {}).status == 0);
  }
};

using Totals = std::vector<std::string>;

}  // namespace rubric::testing
