// Proofs about rulesets: what is planted is found and nothing else, every refutation can be replayed, and
// random units never contradict what is proved.
#include "engine/prove.hpp"

#include <doctest/doctest.h>

#include <set>

#include "engine/evaluate.hpp"
#include "engine/number.hpp"
#include "tests/files.hpp"
#include "tests/rules.hpp"

using namespace rubric::engine;
using namespace rubric::testing;

namespace {

struct Proved {
  explicit Proved(const std::string& text) : rules(text), findings(prove(rules.ruleset, *rules.plan)) {}

  Verdict verdict(Question claim, const std::string& subject) const {
    for (const Finding& f : findings) {
      if (f.claim == claim && (f.subject == subject || f.row.zh == subject)) return f.verdict;
    }
    FAIL("no such claim");
    return Verdict::undecided;
  }

  Rules rules;
  std::vector<Finding> findings;
};

/// An indicator over 满意度 (0%至100%) and 用时 (≥0天) with these lines.
std::string with(const std::string& lines) {
  return "规则集 甲\n  满分  10分\n  单项  不取整\n  总分  不取整\n数据\n  满意度  %  0%至100%\n  用时  天  "
         "≥0\n"
         "  批次  批  ≥0  整数\n指标 甲  10分\n" +
         lines;
}

/// A row of a file's marks, as in the corpus: "12 E204".
std::multiset<std::string> marked(const std::string& text) {
  std::multiset<std::string> found;
  int number = 0;
  for (const std::string& line : split(text, "\n")) {
    ++number;
    const std::size_t at = line.find("# 错: ");
    if (at != std::string::npos) found.insert(std::to_string(number) + " " + line.substr(at + 7, 4));
  }
  return found;
}

}  // namespace

TEST_CASE("planted defects are found where they are marked, and sound rules are not accused") {
  for (const std::string& file : files("tests/corpus/proofs", ".rules")) {
    CAPTURE(file);
    const std::string text = read(project(file));
    const Rules rules(file, text);
    REQUIRE_MESSAGE(rules.plan.has_value(), shown(rules.problems));
    std::multiset<std::string> found;
    for (const Diagnostic& d : to_diagnostics(prove(rules.ruleset, *rules.plan), rules.ruleset))
      found.insert(std::to_string(d.place.line) + " " + std::string(kind(d.code).name));
    CHECK(found == marked(text));
  }
}

TEST_CASE("a gap is the exact range, with a unit that has no score") {
  const Proved gap(
      with("  实际  满意度\n  分档\n    ≥90%  10分\n    60%(含)至80%(含)  5分\n    ＜60%  0分\n"));
  REQUIRE(gap.findings[0].verdict == Verdict::refuted);
  CHECK(to_string(*gap.findings[0].where) == "(0.8, 0.9)");
  const Outcome outcome = evaluate(*gap.rules.plan, gap.findings[0].units[0]);
  CHECK_FALSE(outcome.items[0].score.possible);
  CHECK(outcome.items[0].score.fault.kind == FaultKind::no_row);

  const Proved below(
      with("  实际  (用时 － 10天) ÷ 10天\n  分档\n    ＞20%  0分\n    0%(含)至20%(含)  10分\n"));
  REQUIRE(below.findings[0].verdict == Verdict::refuted);
  CHECK(to_string(*below.findings[0].where) == "[-1, 0)");
}

TEST_CASE("whole numbers leave no gap between 2 and 3") {
  const std::string rows = "  分档\n    0批至2批  10分\n    ≥3批  0分\n";
  CHECK(Proved(with("  实际  批次\n" + rows)).findings[0].verdict == Verdict::proved);
  const std::string days = "  分档\n    0天(含)至2天(含)  10分\n    ≥3天  0分\n";
  CHECK(Proved(with("  实际  用时\n" + days)).findings[0].verdict == Verdict::refuted);
}

TEST_CASE("rounding before the table closes a gap, or opens none") {
  const std::string rows = "  分档\n    ≥90%  10分\n    0%(含)至89%(含)  5分\n";
  CHECK(Proved(with("  实际  满意度，四舍五入保留0位小数的百分数\n" + rows)).findings[0].verdict ==
        Verdict::proved);
  CHECK(Proved(with("  实际  满意度\n" + rows)).findings[0].verdict == Verdict::refuted);
}

TEST_CASE("steps, ratios and limits are monotone; a peak is not") {
  const auto verdict = [](const std::string& lines) {
    return Proved(with(lines)).verdict(Question::monotone, "甲");
  };
  const std::string up = "  实际  满意度\n  目标  ≥90%\n", down = "  实际  用时\n  目标  ≤10天\n";
  CHECK(verdict(up + "  计分  按比例\n") == Verdict::proved);
  CHECK(verdict(up + "  计分  每低于1个百分点扣0.5分，不足1个百分点的按1个百分点计，扣完为止\n") ==
        Verdict::proved);
  CHECK(verdict(down + "  计分  每超过1天扣1分，不足1天的按比例扣，扣完为止\n") == Verdict::proved);
  CHECK(verdict(down + "  计分  反向比例\n") == Verdict::proved);
  // A 扣分 line means what it says; a formula that falls may be a slip.
  CHECK(verdict(up + "  计分  按比例\n  扣分  实际 ＞ 95%，扣2分\n") == Verdict::proved);
  CHECK(verdict(up + "  计分  得分＝满分 × (1 － 实际)\n") == Verdict::refuted);
  CHECK(verdict(up + "  分档\n    ≥95%  9分\n    ≥90%  10分\n    其余  0分\n") == Verdict::refuted);
}

TEST_CASE("what the search cannot go through is not said to be proved") {
  const std::string head = "规则集 甲\n  满分  10分\n  单项  不取整\n  总分  不取整\n数据\n";
  const auto zero_if = [&](const std::string& data, const std::string& condition) {
    const Proved one(head + data +
                     "指标 甲  10分\n  实际  满意度\n  目标  ≥100%\n  计分  按比例\n  不得分  " + condition +
                     "\n");
    return one.verdict(Question::clause_used, condition);
  };
  // No value of several may meet the condition: a count is 0 then.
  const std::string marks = "  满意度  %  0%至100%\n  村得分  分  0分至100分  可填多个\n";
  CHECK(zero_if(marks, "个数(村得分 ≥ 60分) ＝ 0") == Verdict::undecided);
  CHECK(zero_if(marks, "个数(村得分 ≥ 60分) ≥ 2") == Verdict::proved);
  CHECK(zero_if(marks, "个数(村得分 ≥ 60分) ＜ 0") == Verdict::refuted);
  // 当年 goes on after the years that are looked at; dates that all count from it are in the same order every
  // year.
  const std::string dates = "  满意度  %  0%至100%\n  报送日期  日期\n";
  CHECK(zero_if(dates, "报送日期 ＝ 当年6月30日 且 报送日期 ≥ 2035-01-01") == Verdict::undecided);
  CHECK(zero_if(dates, "报送日期 ＞ 当年6月30日 且 报送日期 ＜ 当年6月1日") == Verdict::refuted);
  CHECK(zero_if(dates, "报送日期 ＞ 当年6月30日 且 报送日期 ＜ 次年1月1日") == Verdict::proved);
}

TEST_CASE("a divisor that can be zero comes with a unit for which it is") {
  const auto example = [](const std::string& actual) {
    const Rules rules("a.rules", with("  实际  " + actual + "\n  目标  ≥100%\n  计分  按比例\n"));
    for (const Diagnostic& d : rules.problems) {
      if (d.code == Code::E510) return d.arguments[1].zh;
    }
    return std::string("not told");
  };
  CHECK(example("满意度 ÷ (批次 ÷ 2批 － 1)") == "（例如 批次 2批）");
  CHECK(example("用时 ÷ (用时 － 5天)") == "（例如 用时 5天）");
}

TEST_CASE("rows over more data than are compared two by two are not said to be distinct") {
  std::string rows;
  for (int i = 0; i < 14; ++i) {
    const std::string least = std::to_string(i) + "%", most = std::to_string(i + 1) + "%";
    rows += "    满意度 ≥ " + least + " 且 满意度 ≤ " + most + " 且 批次 ≥ 1批  " +
            std::to_string(i % 2 ? 10 : 4) + "分\n";
  }
  CHECK(Proved(with("  分档\n" + rows + "    其余  0分\n")).verdict(Question::distinct, "甲") ==
        Verdict::undecided);
}

TEST_CASE("a direction is not proved where the score reads data of 实际 beside it") {
  const std::string head =
      "规则集 甲\n  满分  10分\n  单项  不取整\n  总分  不取整\n数据\n  支出  万元  ≥0\n  预算  万元  "
      "＞0\n指标 甲  10分\n"
      "  实际  支出 ÷ 预算\n  目标  ≥100%\n";
  const auto verdict = [&](const std::string& lines) {
    return Proved(head + lines).verdict(Question::monotone, "甲");
  };
  CHECK(verdict("  计分  按比例\n") == Verdict::proved);
  // The budget that makes 实际 worse takes points off by itself too; but not all pairs were gone through.
  CHECK(verdict("  计分  得分＝最大(0分, 最小(满分, 满分 × 实际 － 预算 ÷ 100万元 × 1分))\n") ==
        Verdict::undecided);
  // 支出 up, 实际 up, score down.
  CHECK(verdict("  计分  得分＝最大(0分, 最小(满分, 满分 ＋ 满分 × 实际 ÷ 2 － 支出 ÷ 100万元 × 1分))\n") ==
        Verdict::refuted);
  // 不得分 says itself whom it takes out; across it nothing is proved.
  CHECK(verdict("  计分  按比例\n  不得分  支出 ＞ 预算\n") == Verdict::undecided);
}

TEST_CASE("of a refuted monotone claim the better unit scores less") {
  const Proved peak(
      with("  实际  满意度\n  目标  ≥90%\n  分档\n    ≥95%  9分\n    ≥90%  10分\n    其余  0分\n"));
  for (const Finding& f : peak.findings) {
    if (f.claim != Question::monotone) continue;
    REQUIRE(f.units.size() == 2);
    CHECK(f.units[0].cells[0].value.low.value < f.units[1].cells[0].value.low.value);
    CHECK(f.scores[0] > f.scores[1]);
  }
}
