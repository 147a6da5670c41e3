// What is wrong in the five published reports, and that audit finds it: the facts are in tests/corpus/seeds,
// each with the figures of its report. Slips that no table of claims can show are listed with the reason.
#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/files.hpp"
#include "tests/program.hpp"

using namespace rubric::testing;

namespace {

/// One slip: what it is, and the finding with a piece of its text; or why no table of claims shows it.
struct Slip {
  std::string what, code, text;
  std::string cannot;
};

struct Seed {
  std::string rules, units, claims;
  std::vector<Slip> slips;
};

const std::string prose = "stands in the running text only";
const std::string judgement = "a matter of meaning, not of figures";

const std::vector<Seed>& seeds() {
  static const std::vector<Seed> all = {
      {"rulesets/bishan/subdistrict-2023.rules",
       "examples/bishan-subdistrict-2023/units.csv",
       "璧泉街道2023.csv",
       {{"UNIT_TYPO", "E930", "1769.87元，单位多半写错：改成 1769.87万元", ""},
        {"FULL_MARKS_BELOW_100", "N938", "完成 90% 得满分；指标值如果是 100%，按比例是 9分", ""},
        {"FULL_MARKS_BELOW_100, 政策知晓率", "N938", "按比例是 4.75分", ""},
        {"TARGET_MISSING", "W933", "“群众满意度”没有印指标值", ""},
        {"TARGET_MISSING, 生态修复", "W933", "“生态修复有效性”没有印指标值", ""},
        {"TARGET_MISSING, 政策知晓率", "W933", "“政策知晓率”没有印指标值", ""},
        {"NO_DATA_FULL_MARKS", "W935", "发放工作均及时完成", ""},
        {"STAFF_OVER_CONTROL", "E945", "81人，应当不大于 事业控制编制（68人），相差 13人", ""},
        {"LABEL_MISMATCH", "", "", judgement},
        {"COMPOSITE_INDICATOR", "", "", judgement},
        {"BASE_SENSITIVE", "", "", "which budget is the base is a choice of the rules"}}},
      {"rulesets/bishan/town-2024.rules",
       "examples/bishan-town-2024/units.csv",
       "广普镇2024.csv",
       {{"TOTAL_MISMATCH", "E905", "合计 100分，自报总分 99.09分（少 0.91分）", ""},
        {"TOTAL_UNEXPLAINED", "N923", "不能断定错在哪一格", ""},
        {"RATE_TRUNCATED", "W927", "98.5%，是截断", ""},
        {"SUM_OFF_BY_ROUNDING", "N928", "3402.06万元，相差 0.01万元", ""},
        {"NO_DATA_FULL_MARKS", "W934", "“群众上访”没有印完成值，却报了 5分", ""},
        {"NO_DATA_FULL_MARKS, 纠纷处置", "W934", "“群众纠纷处置及时率”没有印完成值，却报了 5分", ""},
        {"FULL_MARKS_BELOW_100", "N938", "“服务对象满意度”没有印指标值，完成 90% 得满分", ""},
        {"FULL_MARKS_BELOW_100, 未列目标值", "W933", "“服务对象满意度”没有印指标值", ""},
        {"TOTAL_UNEXPLAINED, 预算执行率", "E903", "自报 10分，按规则应得 9.86分（多 0.14分）", ""},
        {"AMBIGUOUS_QUANTITY", "W935", "超93%", ""},
        {"RATE_BASIS", "", "", judgement}}},
      {"rulesets/bishan/government-services-2021.rules",
       "examples/bishan-government-services-2021/units.csv",
       "政务办2021.csv",
       {{"TOTAL_MISMATCH", "E905", "合计 95分，自报总分 99.99分（多 4.99分）", ""},
        {"ITEM_POINTS_VS_SCORE", "W936", "扣了 5分，没有写偏差原因", ""},
        {"ITEM_POINTS_VS_SCORE, 按规则", "E903", "自报 10分，按规则应得 15分（少 5分）", ""},
        {"TOTAL_RECONSTRUCTED", "N922",
         "10 改为 15，就全部对得上（按准确得分计：网申平台群众申请办结率 15→14.985）", ""},
        {"ROUNDING_TRAP", "N911", "取整前 99.985分，取整后正好是自报总分 99.99分", ""},
        {"ROUNDING_TRAP, 第2项", "E903", "自报 15分，按规则应得 14.985分（多 0.015分）", ""},
        {"UNIT_TYPO", "E930", "1589.42元，单位多半写错：改成 1589.42万元", ""},
        {"UNIT_TYPO, 10万", "W916", "印作“10万”，单位没有写完", ""},
        {"NO_EXECUTION_INDICATOR", "N941", "没有预算执行率", ""},
        {"OVER_TARGET", "N937", "0.17次，指标值 ≤1次，好于指标值 83%", ""},
        {"TARGET_MISSING", "W933", "“网申平台群众申请办结率”没有印指标值", ""},
        {"AMBIGUOUS_QUANTITY", "W935", "95%以上", ""},
        {"BUDGET_VS_ACTUAL", "", "", "budget and accounts may differ; nothing says how far"}}},
      {"rulesets/lusong/subdistrict-2023.rules",
       "examples/lusong-subdistrict-2023/units.csv",
       "贺家土街道2023.csv",
       {{"TEXT_VS_TABLE", "E945", "1506.96万元，应当不大于 一般公共预算支出（1506.95万元）", ""},
        {"TEXT_VS_TABLE, 公用经费", "E929", "914.25万元，公用经费 是 914.24万元", ""},
        {"OVER_TARGET", "N937", "66人，指标值 10人，好于指标值 560%", ""},
        {"OVER_TARGET, 垃圾活动", "N937", "好于指标值 700%", ""},
        {"QUALITATIVE_ECHO", "N948", "“有所提升”与指标值一字不差", ""},
        {"EXECUTION_BASE", "", "", "whether a balance belongs to the budget is a choice of the rules"},
        {"TEXT_CONTRADICTION", "", "", prose},
        {"BUDGET_ADJUST", "", "", "nothing limits the change; rules may score it"},
        {"UNIT_INCOMMENSURABLE", "W947", "“1次闯关赛”和“8次相关活动”单位不同", ""},
        {"MISCLASSIFIED", "", "", judgement},
        {"UNKNOWN_SOURCE", "", "", prose}}},
      {"rulesets/panlong/project-2023.rules",
       "examples/panlong-project-2023/units.csv",
       "金辰街道2023.csv",
       {{"NO_ITEMS", "W949", "只报总分 95分，没有逐项得分", ""},
        {"DEDUCTION_UNEXPLAINED", "W949", "扣掉的 5分没有说明", ""},
        {"CONCLUSION_VS_FACT", "E907", "高于已公布数据可能得到的最高总分 93.71分", ""},
        {"GRADE_TERM", "", "", "the rules of this district call the grade 优秀 themselves"},
        {"COPY_PASTE", "", "", prose},
        {"TARGET_MISSING", "", "", "without items there is no row that could lack one"}}},
  };
  return all;
}

std::vector<std::pair<std::string, std::string>> findings(const Seed& seed) {
  const Run run = program(
      {"audit", seed.rules, seed.units, "--claims", "tests/corpus/seeds/" + seed.claims, "--format", "json"});
  std::vector<std::pair<std::string, std::string>> found;
  for (const auto& d : nlohmann::json::parse(run.out))
    found.emplace_back(d["code"].get<std::string>(), d.dump());
  return found;
}

}  // namespace

TEST_CASE("audit finds the slips of the published reports that tables of claims can show") {
  for (const Seed& seed : seeds()) {
    CAPTURE(seed.claims);
    const auto found = findings(seed);
    for (const Slip& slip : seed.slips) {
      if (!slip.cannot.empty()) continue;
      CAPTURE(slip.what);
      CHECK(std::any_of(found.begin(), found.end(), [&](const auto& one) {
        return one.first == slip.code && contains(one.second, slip.text);
      }));
    }
  }
}

TEST_CASE("and nothing else") {
  for (const Seed& seed : seeds()) {
    CAPTURE(seed.claims);
    for (const auto& finding : findings(seed)) {  // code and text
      CAPTURE(finding.second);
      CHECK(std::any_of(seed.slips.begin(), seed.slips.end(), [&](const Slip& slip) {
        return slip.cannot.empty() && slip.code == finding.first && contains(finding.second, slip.text);
      }));
    }
  }
}
