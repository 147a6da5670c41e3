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

  Verdict verdict(Claim claim, const std::string& subject) const {
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
    return Proved(with(lines)).verdict(Claim::monotone, "甲");
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

TEST_CASE("of a refuted monotone claim the better unit scores less") {
  const Proved peak(
      with("  实际  满意度\n  目标  ≥90%\n  分档\n    ≥95%  9分\n    ≥90%  10分\n    其余  0分\n"));
  for (const Finding& f : peak.findings) {
    if (f.claim != Claim::monotone) continue;
    REQUIRE(f.units.size() == 2);
    CHECK(f.units[0].cells[0].value.low.value < f.units[1].cells[0].value.low.value);
    CHECK(f.scores[0] > f.scores[1]);
  }
}
