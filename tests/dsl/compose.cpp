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
