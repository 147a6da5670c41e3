// Rescoring by columns and row by row: the same bytes of rows and report, the same findings, whatever the
// number of threads and the size of chunks.
#include "formats/rescoring.hpp"

#include <doctest/doctest.h>

#include "formats/impact_report.hpp"
#include "tests/formats/random_rows.hpp"
#include "tests/reform.hpp"

namespace rubric::formats {

using engine::Pairing;
using reference::Random;

namespace {

/// What a run gives.
struct Rescored {
  std::string rows, page;
  std::vector<std::string> findings;
  std::uint64_t compared = 0, apart = 0, one_by_one = 0;
};

class BothWays {
 public:
  BothWays(const Pairing& pairing, std::vector<std::string> paths, std::string out)
      : pairing_(pairing), paths_(std::move(paths)), out_(std::move(out)) {}

  std::string data_format = "csv";

  Rescored by_rows() const {
    return run(1, [&](Rescoring& all, const std::string& path, const Rescoring::Report& tell) {
      std::vector<engine::Diagnostic> problems;
      const auto reader = open_table(path, data_format, problems);
      REQUIRE(reader);
      UnitTable table(pairing_.data(), *reader, problems);
      tell(problems);
      all.rows(table, path);
    });
  }

  Rescored by_chunks(unsigned threads, std::size_t chunk_bytes) const {
    return run(threads, [&](Rescoring& all, const std::string& path, const Rescoring::Report& tell) {
      std::vector<engine::Diagnostic> problems;
      ChunkedTable chunks;
      REQUIRE(chunks.open(path, data_format, problems));
      chunks.set_chunk_bytes(chunk_bytes);
      const UnitTable table(pairing_.data(), chunks.head(), problems);
      tell(problems);
      REQUIRE_FALSE(all.chunks(chunks, table, [](std::uint64_t, std::uint64_t) {}).has_value());
    });
  }

 private:
  template <typename Read>
  Rescored run(unsigned threads, const Read& read) const {
    Rescored found;
    const Rescoring::Report tell = [&](std::vector<engine::Diagnostic> faults) {
      sort_by_place(faults);
      for (const auto& fault : faults) found.findings.push_back(to_text(fault, {engine::Language::zh, true}));
    };
    OutputFile out;
    REQUIRE_FALSE(out.open(out_).has_value());
    Rescoring all(pairing_, {{}, 7, threads, engine::Language::zh}, &out, tell);
    for (const std::string& path : paths_) read(all, path, tell);
    REQUIRE_FALSE(all.finish().has_value());
    REQUIRE_FALSE(out.commit().has_value());
    found.rows = testing::read(out_);
    found.page =
        report_html(impact_tables(all.impact(), all.standings(), all.identity()), engine::Language::zh);
    found.compared = all.impact().compared;
    found.apart = all.impact().apart;
    found.one_by_one = all.one_by_one();
    return found;
  }

  const Pairing& pairing_;
  std::vector<std::string> paths_;
  std::string out_;
};

void check_same(const Rescored& found, const Rescored& expected) {
  CHECK(found.rows == expected.rows);
  CHECK(found.page == expected.page);
  CHECK(found.findings == expected.findings);
}

/// Without the line end behind the last row.
std::string cut(std::string text) {
  text.pop_back();
  return text;
}

}  // namespace

TEST_CASE("random reforms over random units: by columns the bytes and findings of row by row") {
  std::uint64_t units = 0, by_columns = 0, apart = 0, changes = 0, fractions = 0;
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    reference::Ruleset model;
    const engine::Ruleset from = testing::random_rules(seed, model);
    Random random(seed * 977);
    const engine::Ruleset to = testing::reformed(from, random);
    const Pairing pairing(from, to);
    if (pairing.clauses().size() > 6) continue;  // row by row these take minutes
    const testing::Folder folder;
    const int odd = seed % 3 == 0 ? 3 : 20;
    const BothWays ways(pairing,
                        {folder.file("a.csv", testing::random_rows(model, random, 60, odd, 0)),
                         folder.file("b.csv", cut(testing::random_rows(model, random, 30, odd, 20)))},
                        folder / "rows.csv");
    const Rescored expected = ways.by_rows();
    CHECK(expected.compared + expected.apart == 90);
    changes += testing::contains(expected.rows, " +") || testing::contains(expected.rows, " -") ? 1 : 0;
    fractions += testing::contains(expected.rows, "/3") ? 1 : 0;
    for (const auto& how : {std::pair(1U, usual_chunk_bytes), std::pair(2U, std::size_t{300}),
                            std::pair(3U, std::size_t{1'500})}) {
      const unsigned threads = how.first;
      CAPTURE(threads);
      const Rescored found = ways.by_chunks(threads, how.second);
      check_same(found, expected);
      if (threads != 1) continue;
      units += 90;
      by_columns += 90 - found.one_by_one;
      apart += found.apart;
    }
  }
  // The test says something only if each way is taken often.
  CHECK(units > 1'000);
  CHECK(by_columns > 300);
  CHECK(apart > 50);
  CHECK(changes > 3);
  CHECK(fractions > 0);
}

TEST_CASE("a last row without a line end is a unit, and one that is cut off a fault") {
  const auto rules = [](const std::string& target) {
    return testing::Rules(
               "规则集 甲\n  满分  10分\n  单项  四舍五入保留2位小数\n  总分  四舍五入保留2位小数\n数据\n  "
               "率  %  0%至100%\n"
               "指标 执行率  10分 ｜ 实际 率 ｜ 目标 ≥" +
               target + " ｜ 计分 按比例\n")
        .ruleset;
  };
  const engine::Ruleset from = rules("100%"), to = rules("80%");
  const Pairing pairing(from, to);
  const testing::Folder folder;
  for (const std::string others : {"", "甲,2024,50\n", "甲,2024,50\n乙,2024,60\n"}) {
    CAPTURE(others);
    const std::uint64_t before = static_cast<std::uint64_t>(std::count(others.begin(), others.end(), '\n'));
    const std::string file = folder.file("a.csv", "单位,年度,率\n" + others + "丙,2024,40");
    const Rescored found = BothWays(pairing, {file}, folder / "rows.csv").by_chunks(1, usual_chunk_bytes);
    CHECK(found.compared == before + 1);
    CHECK(testing::contains(found.rows, "\n丙,2024,是,4.00,5.00,1.00,"));
    const std::string short_file = folder.file("b.csv", "单位,年度,率\n" + others + "丙,2024");
    const Rescored broken =
        BothWays(pairing, {short_file}, folder / "rows.csv").by_chunks(1, usual_chunk_bytes);
    CHECK(broken.compared + broken.apart == before + 1);
    REQUIRE(broken.findings.size() == 1);
    CHECK(testing::contains(broken.findings[0], "[E718]"));
  }
}

TEST_CASE("two vetoes with one title are two clauses, each with its own shares") {
  const auto rules = [](const std::string& first, const std::string& second) {
    return testing::Rules(
               "规则集 甲\n  标识  单位、年度\n  满分  20分\n  单项  四舍五入保留2位小数\n"
               "  总分  四舍五入保留2位小数\n数据\n  率  %  0%至100%\n  违规  次  ≥0 整数\n"
               "  造假  次  ≥0 整数\n指标 质量  20分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
               "一票否决 问题\n  当    违规 ≥ 3次\n  结果  总分为 " +
               first + "\n一票否决 问题\n  当    造假 ≥ 3次\n  结果  总分为 " + second + "\n")
        .ruleset;
  };
  const engine::Ruleset from = rules("5分", "3分"), to = rules("8分", "7分");
  const Pairing pairing(from, to);
  const testing::Folder folder;
  const std::string file =
      folder.file("a.csv", "单位,年度,率,违规,造假\n甲,2024,50,4,0\n乙,2024,50,0,4\n丙,2024,50,0,0\n");
  const BothWays ways(pairing, {file}, folder / "rows.csv");
  const Rescored found = ways.by_chunks(1, usual_chunk_bytes);
  CHECK(testing::contains(found.rows, ",因:一票否决 问题,因:一票否决 问题（2）,"));
  CHECK(testing::contains(found.rows, "\n甲,2024,是,5.00,8.00,3.00,,,2,2,0,3.00,0.00,"));
  CHECK(testing::contains(found.rows, "\n乙,2024,是,3.00,7.00,4.00,,,3,3,0,0.00,4.00,"));
  CHECK(testing::contains(found.rows, "\n丙,2024,是,10.00,10.00,0.00,,,1,1,0,0.00,0.00,"));
  check_same(found, ways.by_rows());
}

TEST_CASE(
    "JSON Lines, sets of clauses at the limit of the total, more values of a column than are told apart") {
  const auto rules = [](const std::string& target, const std::string& total) {
    return testing::Rules("规则集 甲\n  满分  20分\n  单项  四舍五入保留2位小数\n  总分  " + total +
                          "\n数据\n  率  %  0%至100%\n  满意  %  0%至100%\n"
                          "指标 执行率  10分 ｜ 实际 率 ｜ 目标 ≥100% ｜ 计分 按比例\n"
                          "指标 满意度  10分 ｜ 实际 满意 ｜ 目标 ≥" +
                          target + " ｜ 计分 按比例\n等级  按取整后总分\n  ≥15分  优\n  ＜15分  差\n")
        .ruleset;
  };
  const engine::Ruleset from = rules("90%", "四舍五入保留1位小数"),
                        to = rules("70%", "最高16分，四舍五入取整数");
  const Pairing pairing(from, to);
  REQUIRE(pairing.clauses().size() == 3);
  const testing::Folder folder;
  std::string text;
  for (int u = 0; u < 700; ++u) {
    const std::string number = std::to_string(u * 7 % 100) + "." + std::to_string(u % 100);
    text += "{\"单位\": \"镇\\\"" + std::to_string(u) + "\", \"年度\": " + std::to_string(2020 + u % 3) +
            ", \"区县\": \"区" + std::to_string(u % 350) + "\", \"率\": " + number +
            ", \"满意\": " + (u % 50 == 0 ? "\"缺\"" : std::to_string(100 - u % 90)) + "}\n";
  }
  BothWays ways(pairing, {folder.file("a.jsonl", text)}, folder / "rows.csv");
  ways.data_format = "jsonl";
  const Rescored expected = ways.by_rows();
  CHECK(testing::contains(expected.rows, "/6"));  // shares of three clauses that meet
  for (const unsigned threads : {1U, 2U}) {
    const Rescored found = ways.by_chunks(threads, 4'000);
    check_same(found, expected);
    CHECK(found.one_by_one == 14);
  }
}

}  // namespace rubric::formats
