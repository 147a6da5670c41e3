// Why a unit got its points: the derivation of every figure, in words a clerk can paste into 偏差原因分析.
//
// An explanation is a tree of finished sentences in one language with the exact numbers beside them. Points
// given and points lost are those of the outcome, so the items add up to the total line by line.
//
//   预算执行率（10分）：得 7.00分，扣 3.00分
//     数据：全年执行 13006.70万元（E2）；全年预算 18580.25万元（D2）
//     实际：全年执行 ÷ 全年预算 ＝ 13006.70万元 ÷ 18580.25万元 ＝ 70.002799…%（准确值 260134/371605）
#pragma once

#include <string>
#include <vector>

#include "engine/outcome.hpp"

namespace rubric::formats {

struct ExplainedFigure {
  std::string name, value, spot;  // 全年执行, 13006.70万元, E2
};

struct ExplainedStep {
  std::string label, text;  // 实际, the formula with names, with numbers, and its value
  std::string exact;        // the value as a fraction or exact decimal, in base units; empty if there is none
};

struct ExplainedItem {
  std::string title, points;  // 10.00, or 分值未明确
  std::string clause, scoring;
  std::vector<ExplainedFigure> figures;
  std::vector<ExplainedStep> steps;
  bool penalty = false;     // of an adjustment: taken from the total
  std::string score, lost;  // as score prints them: 7.00, 0.00..5.00, 无法计算, 不适用
  std::vector<ExplainedItem> parts;
};

/// What moves the total between the sum of the items' scores and the total as it is decided: the 得分 of a
/// form adds up to the total over items and changes.
struct ExplainedChange {
  std::string title;   // 加分：获奖, 折算, 一票否决：停产整顿, 封顶
  std::string change;  // with its sign, "＋4.00", "−100.00"; blank if there is none, or none that is known
  std::string text;    // "合计 102.00分，按总分最高 100分计"; blank where there is nothing to say
};

struct Explanation {
  engine::Language language = engine::Language::zh;
  std::vector<std::string> unit;  // the identity columns
  std::string ruleset, version, basis;
  std::vector<ExplainedItem> items, adjustments;
  std::vector<ExplainedStep> total;  // sum, 折算, bonus, veto, cap, rounding, grade
  std::vector<ExplainedChange> changes;
  std::vector<std::string> account;  // the same in clauses, from the sum on; none if the sum is the total
  std::string score, grade, full_marks;
};

/// How a value that does not end within six decimals is shown: ≈66.666667%, with its fraction in the step's
/// `exact`, or as a report prints it, 约66.67%. Scores are those of the outcome either way.
enum class Unending : unsigned char { six_places, two_places };

/// The explanation of one unit; `outcome` has its trace.
Explanation explain(const engine::Ruleset& ruleset, const engine::Plan& plan, const engine::UnitData& data,
                    const engine::Outcome& outcome, engine::Language language,
                    Unending unending = Unending::six_places);

std::string to_text(const Explanation& explanation);
std::string to_json(const Explanation& explanation);

}  // namespace rubric::formats
