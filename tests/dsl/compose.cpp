// How files find each other: the chains that 承接 makes. What taking over means is in tests/corpus/builds-on.
#include "dsl/compose.hpp"

#include <doctest/doctest.h>

#include "dsl/check.hpp"
#include "tests/files.hpp"
#include "tests/rules.hpp"

namespace rubric::dsl {

namespace {

using testing::contains;
using testing::shown;

const std::string whole = R"(规则集 头一份
  满分  10分
  单项  不取整
  总分  不取整
数据
  完成率  %  0%至100%
指标 完成率  10分 ｜ 实际 完成率 ｜ 目标 ≥100% ｜ 计分 按比例
样例 一半
  完成率 50%
  应得 总分  5分
)";

/// Reads n.rules of a folder in which n.rules builds on (n-1).rules and 1.rules is whole.
std::vector<engine::Diagnostic> chained(int n) {
  const auto text = [](int i) {
    if (i == 1) return whole;
    return "规则集 又一份\n  承接  " + std::to_string(i - 1) + ".rules\n";
  };
  std::vector<engine::Diagnostic> problems;
  const Source source(std::to_string(n) + ".rules", text(n), problems);
  const engine::Ruleset ruleset =
      read_rules(source, problems, [&](const std::string& path, engine::Text&) -> std::optional<std::string> {
        return text(std::stoi(path));
      });
  if (!engine::has_errors(problems)) CHECK(ruleset.items.size() == 1);
  return problems;
}

}  // namespace

TEST_CASE("no more than sixteen files may build one upon the other") {
  CHECK(shown(chained(static_cast<int>(max_chain))) == "");
  const std::string said = shown(chained(static_cast<int>(max_chain) + 1));
  CHECK(contains(said, "[E315]"));
  CHECK(contains(said, "最多 16 份"));
}

TEST_CASE("a declaration that this file has already is told with its line, and is not looked for above") {
  std::vector<engine::Diagnostic> problems;
  const Source source("b.rules",
                      "规则集 乙\n  依据  乙\n  承接  a.rules\n"
                      "参数\n  底线  1%\n替换 参数\n  底线  2%\n"
                      "替换 指标 完成率  10分\n  计分  按比例\n替换 指标 完成率  9分\n  计分  按比例\n",
                      problems);
  read_rules(source, problems,
             [](const std::string&, engine::Text&) -> std::optional<std::string> { return whole; });
  std::vector<std::uint32_t> lines;
  for (const auto& d : problems) {
    if (d.code == engine::Code::E302) lines.push_back(d.place.line);
  }
  CHECK(lines == std::vector<std::uint32_t>{7, 10});
}

TEST_CASE("of a library only what is named is brought in, not what is part of a name") {
  const std::string library =
      "公式库 库\n数据\n  预算  万元  ＞0\n  执行  万元  ≥0\n  率  %  0%至100%\n公式 执行率 ＝ 执行 ÷ 预算\n";
  std::vector<engine::Diagnostic> problems;
  const Source source(
      "b.rules",
      "规则集 乙\n  满分  10分\n  单项  不取整\n  总分  不取整\n  引用  a.rules\n"
      "指标 执行的情况  10分\n  依据  按率计\n  实际  执行率\n  目标  ≥100%\n  计分  按比例\n",
      problems);
  const engine::Ruleset ruleset =
      read_rules(source, problems,
                 [&](const std::string&, engine::Text&) -> std::optional<std::string> { return library; });
  CHECK(shown(problems) == "");
  REQUIRE(ruleset.data.size() == 2);  // 率 is part of 执行率 and of the printed clause, and nobody reads it
  CHECK(ruleset.data[0].name == "预算");
  CHECK(ruleset.data[1].name == "执行");
}

TEST_CASE("what has no name is called by its word alone") {
  std::vector<engine::Diagnostic> problems;
  const Source source(
      "b.rules", "规则集 乙\n  依据  乙\n  承接  a.rules\n  满分  20分\n替换 指标 及时率  10分\n", problems);
  read_rules(source, problems, [](const std::string&, engine::Text&) -> std::optional<std::string> {
    return testing::replaced(whole, "数据\n", "  下级可改  指标\n数据\n");
  });
  const std::string said = shown(problems);
  CHECK(contains(said, "上级没有允许改满分：下级可改的只有 指标"));
  CHECK(contains(said, "承接的规则里没有指标“及时率”"));
}

}  // namespace rubric::dsl
