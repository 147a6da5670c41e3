// Any bytes as a data file, CSV or JSON Lines, scored row by row and as a stream: the same bytes and findings
// come out. The first byte says how.

#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "dsl/check.hpp"
#include "engine/compile.hpp"
#include "tests/formats/both_ways.hpp"

using namespace rubric;

namespace {

const char* const rules =
    "规则集 甲\n标识 单位、年度\n满分 10分\n单项 四舍五入保留2位小数\n总分 四舍五入保留2位小数\n"
    "数据\n预算数 万元 ≥0\n执行数 万元 ≥0\n公开 是否\n"
    "指标 预算执行率 6分 ｜ 实际 执行数 ÷ 预算数 ｜ 目标 ≥100% ｜ 计分 按比例 ｜ 分母为零 无法计算\n"
    "指标 公开 4分 ｜ 实际 公开 ｜ 计分 达标得满分，否则不得分\n";

struct Standard {
  engine::Ruleset ruleset;
  engine::Plan plan;
  std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("rubric-stream-" + std::to_string(::getpid()));

  Standard() {
    std::vector<engine::Diagnostic> problems;
    ruleset = dsl::read_rules(dsl::Source("fuzz.rules", rules, problems), problems);
    if (engine::has_errors(problems)) std::abort();
    plan = engine::compile(ruleset);
    std::filesystem::create_directories(folder);
  }
  ~Standard() { std::filesystem::remove_all(folder); }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const Standard standard;
  if (size == 0) return 0;
  const std::string data = standard.folder / "data";
  const bool json = bytes[0] / 4 % 2 == 1;
  {
    std::ofstream file(data, std::ios::binary);
    if (!json) file << "单位,年度,预算数,执行数,公开\n";
    file.write(reinterpret_cast<const char*>(bytes) + 1, static_cast<std::streamsize>(size - 1));
  }
  formats::BothWays ways(standard.ruleset, standard.plan, data, standard.folder / "out");
  ways.data_format = json ? "jsonl" : "csv";
  if (!ways.streams()) return 0;
  ways.keep = bytes[0] % 2 == 1;
  if (!ways.streamed(1 + bytes[0] / 2 % 2, 1 + bytes[0] / 8).same(ways.ordinary())) std::abort();
  return 0;
}
