// Any bytes as a data file, read as CSV and as JSON Lines: every row is scored and explained, whatever its
// cells hold, and read as claims. JSON Lines are the same with simdjson and without it.

#include <cstdint>
#include <cstdlib>
#include <limits>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "engine/evaluate.hpp"
#include "formats/claims.hpp"
#include "formats/csv.hpp"
#include "formats/diagnostics.hpp"
#include "formats/encoding.hpp"
#include "formats/explanation.hpp"
#include "formats/jsonl.hpp"
#include "formats/unit_table.hpp"

namespace {

using namespace rubric;

// Its data are columns of examples/bishan-subdistrict-2023, the seed.
constexpr const char* rules = R"(规则集 随机数据
  版本  2023
  满分  30分
  单项  四舍五入保留2位小数
  总分  四舍五入保留2位小数
数据
  全年预算      万元  ＞0
  全年执行      万元  ≥0
  森林火灾次数  次    ≥0  整数
  群众满意度    %     0%至100%
指标 预算执行率  10分
  依据  得分=10×执行率，最高10分
  实际  全年执行 ÷ 全年预算
  目标  ≥100%
  计分  按比例
指标 森林火灾发生次数  10分
  依据  未发生得10分；每发生1次扣2分，扣完为止
  实际  森林火灾次数
  计分  每1次扣2分，扣完为止
指标 群众满意度  10分
  依据  90%（含）以上10分；80%（含）至90%得8分；80%以下不得分
  实际  群众满意度
  分档
    ≥90%                10分
    80%(含)至90%(不含)   8分
    ＜80%                0分
等级  按取整后总分
  ≥24分                 优
  12分(含)至24分(不含)  良
  ＜12分                差
)";

struct Standard {
  engine::Ruleset ruleset;
  engine::Plan plan;
};

const Standard& standard() {
  static const Standard result = [] {
    std::vector<engine::Diagnostic> problems;
    Standard s;
    s.ruleset = dsl::read_rules(dsl::Source("fuzz.rules", rules, problems), problems);
    if (engine::has_errors(problems)) std::abort();
    s.plan = engine::compile(s.ruleset);
    return s;
  }();
  return result;
}

template <class Reader>
void read_as(const std::string& text) {
  const auto& [ruleset, plan] = standard();
  std::vector<engine::Diagnostic> problems;
  Reader data("fuzz", text, "UTF-8", problems);
  formats::UnitTable units(ruleset, data, problems);
  formats::UnitRow unit;
  for (int row = 0; units.next(unit); ++row) {
    if (row >= 3) continue;  // a hundred rows of blanks would take a second
    const engine::Outcome outcome = engine::evaluate(plan, unit.data, engine::Trace::yes);
    formats::to_text(formats::explain(ruleset, plan, unit.data, outcome, engine::Language::zh));
  }
  Reader claims("fuzz", text, "UTF-8", problems);
  formats::read_claims(ruleset, units.identity(), claims, problems);
}

void compare_readers_of_objects(const std::string& text) {
  constexpr std::size_t all_lines = std::numeric_limits<std::size_t>::max();
  std::vector<engine::Diagnostic> problems;
  formats::JsonLinesReader library("fuzz", text, "UTF-8", problems, 0);
  formats::JsonLinesReader ordinary("fuzz", text, "UTF-8", problems, all_lines);
  bool same = library.columns() == ordinary.columns();
  for (formats::Row one, other; same && library.next(one);) {
    same = ordinary.next(other) && one.number == other.number &&
           one.fault.has_value() == other.fault.has_value();
    if (!same) break;
    const auto told = [](const formats::Row& row) {
      return formats::to_text(*row.fault, {engine::Language::zh, true});
    };
    same = one.fault ? told(one) == told(other) : one.cells == other.cells;
  }
  if (formats::Row more; !same || ordinary.next(more)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  formats::Decoded decoded;
  if (formats::decode_bytes("fuzz", std::string(reinterpret_cast<const char*>(bytes), size), decoded))
    return 0;
  read_as<formats::CsvReader>(decoded.text);
  read_as<formats::JsonLinesReader>(decoded.text);
  compare_readers_of_objects(decoded.text);
  return 0;
}
