// The stream against the ordinary path: the same bytes, the same findings, the same tally, whatever the
// number of threads and the size of chunks.
#include "formats/score_stream.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/formats/reading.hpp"
#include "tests/rules.hpp"

namespace rubric::formats {

using testing::contains;

namespace {

const std::string rules_text =
    "规则集 甲\n适用 2023-01-01 至 2024-12-31\n标识 单位、年度\n满分 20分\n单项 四舍五入保留2位小数\n"
    "总分 四舍五入保留2位小数\n"
    "数据\n预算数 万元 ≥0\n执行数 万元 ≥0\n满意度 % 0%至100%\n火灾 次 ≥0 整数\n公开 是否\n备注 文字 可不填\n"
    "指标 预算执行率 6分 ｜ 实际 执行数 ÷ 预算数 ｜ 目标 ≥100% ｜ 计分 按比例 ｜ 分母为零 无法计算\n"
    "指标 满意度 4分 ｜ 实际 满意度 ｜ 目标 ≥90% ｜ 计分 按比例\n"
    "指标 森林防火 6分 ｜ 实际 火灾 ｜ 计分 每1次扣2分，扣完为止\n"
    "指标 公开 4分 ｜ 实际 公开 ｜ 计分 达标得满分，否则不得分\n"
    "等级 按取整后总分\n≥12分 优\n＜12分 差\n";

struct Scored {
  std::string text;
  std::vector<std::string> findings;
  std::size_t units = 0, failed = 0, open = 0, unclean = 0, out_of_force = 0;
  bool operator==(const Scored&) const = default;

  void tell(std::vector<engine::Diagnostic> faults) {
    sort_by_place(faults);
    for (const auto& fault : faults) findings.push_back(to_text(fault, {engine::Language::zh, true}));
  }
  void count(const Tally& tally) {
    units = tally.units;
    failed = tally.failed;
    open = tally.open;
    unclean = tally.unclean;
    out_of_force = tally.out_of_force;
  }
};

Scored ordinary(const testing::Rules& rules, const std::string& path, ScoreFormat format, bool keep) {
  std::vector<engine::Diagnostic> problems;
  const auto reader = open_table(path, "csv", problems);
  REQUIRE(reader);
  UnitTable table(rules.ruleset, *reader, problems);
  const testing::Folder folder;
  OutputFile out;
  REQUIRE_FALSE(out.open(folder / "out").has_value());
  ScoreWriter writer({{&rules.ruleset, &*rules.plan, ""}}, table, format, keep, out);
  Scored scored;
  Tally tally;
  for (UnitRow unit; table.next(unit);) {
    const engine::Outcome outcome = score_unit(rules.ruleset, *rules.plan, unit, false, tally);
    scored.tell(unit.faults);
    writer.write(unit, outcome);
  }
  REQUIRE_FALSE(out.commit().has_value());
  scored.text = testing::read(folder / "out");
  scored.count(tally);
  return scored;
}

Scored streamed(const testing::Rules& rules, const std::string& path, ScoreFormat format, bool keep,
                unsigned threads, std::size_t chunk_bytes) {
  std::vector<engine::Diagnostic> problems;
  ChunkedTable chunks;
  REQUIRE(chunks.open(path, "csv", problems));
  chunks.set_chunk_bytes(chunk_bytes);
  const UnitTable table(rules.ruleset, chunks.head(), problems);
  const testing::Folder folder;
  OutputFile out;
  REQUIRE_FALSE(out.open(folder / "out").has_value());
  ScoreWriter writer({{&rules.ruleset, &*rules.plan, ""}}, table, format, keep, out);
  const ScoreJob job(rules.ruleset, *rules.plan, table, chunks.shared_head(), writer, format, keep, false);
  Scored scored;
  Tally tally;
  const auto problem = score_stream(
      chunks, job, out, threads, tally,
      [&](std::vector<engine::Diagnostic> faults) { scored.tell(std::move(faults)); }, [](std::uint64_t) {});
  REQUIRE_FALSE(problem.has_value());
  REQUIRE_FALSE(out.commit().has_value());
  scored.text = testing::read(folder / "out");
  scored.count(tally);
  return scored;
}

const std::string header = "单位,年度,预算数,执行数,满意度,火灾,公开,备注";

/// A row that is well, or (one in `odd`) with something in it that readers care about.
std::string random_row(std::mt19937& random, unsigned odd, const std::string& end) {
  static const std::vector<std::string> cells = {"",
                                                 " ",
                                                 "缺",
                                                 "不适用",
                                                 "超93%",
                                                 "完成",
                                                 "-1",
                                                 "１００",
                                                 "0",
                                                 "0.125",
                                                 "12.3456789",
                                                 "100.",
                                                 ".5",
                                                 "1,5",
                                                 "\"1,234.50\"",
                                                 "\"",
                                                 "\"a",
                                                 "\"a\"b",
                                                 "\"甲\n乙\"",
                                                 "\"甲\"\"乙\"",
                                                 "1e3",
                                                 "99999999999999999999",
                                                 "9999999999999.99",
                                                 "123456789012345678901234567890123456789012345",
                                                 "89.5%",
                                                 "3万元",
                                                 "5元",
                                                 "约5",
                                                 "是",
                                                 "a;b",
                                                 "a\tb",
                                                 std::string("a\0b", 3),
                                                 "2024年",
                                                 "2025",
                                                 "\r"};
  const auto number = [&](unsigned most, unsigned decimals) {
    std::string text = std::to_string(random() % most);
    if (decimals > 0) text += "." + std::to_string(random() % 10);
    if (decimals > 1) text += std::to_string(random() % 10);
    return text;
  };
  std::vector<std::string> row = {"镇" + std::to_string(random() % 1000),
                                  "2024",
                                  number(100'000, 2),
                                  number(100'000, 2),
                                  number(100, static_cast<unsigned>(random() % 3)),
                                  number(5, 0),
                                  random() % 2 ? "是" : "否",
                                  random() % 2 ? "" : "好"};
  if (random() % odd == 0) {
    for (unsigned k = 0; k <= random() % 3; ++k) row[random() % row.size()] = cells[random() % cells.size()];
    if (random() % 8 == 0) row.pop_back();
    if (random() % 8 == 0) row.push_back("多");
    if (random() % 8 == 0) row.assign(row.size(), random() % 2 ? "" : " ");
    if (random() % 16 == 0) row.clear();
  }
  std::string text;
  for (std::size_t i = 0; i < row.size(); ++i) text += (i ? "," : "") + row[i];
  return text + end;
}

}  // namespace

TEST_CASE("a stream gives the bytes and findings of the ordinary path for any threads and chunks") {
  const testing::Rules rules(rules_text);
  REQUIRE_MESSAGE(rules.plan, testing::shown(rules.problems));
  std::mt19937 random(740);
  const testing::Folder folder;
  for (int round = 0; round < 42; ++round) {
    const std::string end = round % 5 == 4 ? "\r\n" : round % 7 == 6 ? "\r" : "\n";
    std::string data = header + end;
    for (int row = 0; row < 60; ++row) data += random_row(random, round % 3 == 0 ? 2 : 12, end);
    if (round % 4 == 3) data.resize(data.size() - 1 - random() % 3);  // a last line that is cut off
    if (testing::contains(data, "\xEF\xBF\xBD")) continue;
    const std::string path = folder.file("data.csv", data);
    std::vector<engine::Diagnostic> problems;
    if (!ChunkedTable().open(path, "csv", problems)) continue;  // cut within a character
    const ScoreFormat format = round % 6 == 5 ? ScoreFormat::jsonl : ScoreFormat::csv;
    const bool keep = round % 2 == 1;
    const Scored expected = ordinary(rules, path, format, keep);
    CHECK(expected.units > 10);  // open quotes swallow some rows
    for (const unsigned threads : {1u, 2u, 5u}) {
      for (const std::size_t bytes : {1u, 100u, 1000u, 1u << 17}) {
        CAPTURE(round);
        CAPTURE(threads);
        CAPTURE(bytes);
        const Scored found = streamed(rules, path, format, keep, threads, bytes);
        CHECK(found.text == expected.text);
        CHECK(found.findings == expected.findings);
        CHECK(found == expected);
      }
    }
  }
}

TEST_CASE("bytes that are not UTF-8 behind the head end the stream where they stand") {
  const testing::Rules rules(rules_text);
  const testing::Folder folder;
  std::string data = header + "\n";
  const std::string row = "镇,2024,100.00,50.00,90,0,是,\n";
  while (data.size() < head_bytes) data += row.substr(0, row.size() - 1) + std::string(2000, 'x') + "\n";
  const std::size_t good = data.size();
  data += "\xFF,2024,100.00,50.00,90,0,是,\n" + row;
  const std::string path = folder.file("data.csv", data);
  std::vector<engine::Diagnostic> problems;
  ChunkedTable chunks;
  REQUIRE(chunks.open(path, "csv", problems));
  const UnitTable table(rules.ruleset, chunks.head(), problems);
  OutputFile out;
  REQUIRE_FALSE(out.open(folder / "out").has_value());
  ScoreWriter writer({{&rules.ruleset, &*rules.plan, ""}}, table, ScoreFormat::csv, false, out);
  const ScoreJob job(rules.ruleset, *rules.plan, table, chunks.shared_head(), writer, ScoreFormat::csv, false,
                     false);
  Tally tally;
  const auto problem = score_stream(
      chunks, job, out, 2, tally, [](std::vector<engine::Diagnostic>) {}, [](std::uint64_t) {});
  REQUIRE(problem.has_value());
  CHECK(problem->code == engine::Code::E704);
  CHECK(problem->arguments[0].zh == std::to_string(good + 1));
}

TEST_CASE("a row without end takes bounded memory, and the rows after it are scored") {
  const testing::Rules rules(rules_text);
  const testing::Folder folder;
  const std::string row = "镇,2024,100.00,50.00,90,0,是,\n";
  const std::string path = folder.file(
      "data.csv", header + "\n" + row + std::string(ChunkedTable::longest_row + 5'000'000, 'x') + "\n" + row);
  const Scored found = streamed(rules, path, ScoreFormat::csv, false, 2, usual_chunk_bytes);
  CHECK(found.units == 3);
  REQUIRE(found.findings.size() == 1);
  CHECK(contains(found.findings[0], "E713"));
  CHECK(contains(found.text.substr(found.text.size() - 60), "\n镇,2024,"));
}

TEST_CASE("a full disk ends a stream") {
  const testing::Rules rules(rules_text);
  const testing::Folder folder;
  std::string data = header + "\n";
  for (int i = 0; i < 20'000; ++i) data += "镇,2024,100.00,50.00,90,0,是,\n";
  const std::string path = folder.file("data.csv", data);
  std::vector<engine::Diagnostic> problems;
  ChunkedTable chunks;
  REQUIRE(chunks.open(path, "csv", problems));
  const UnitTable table(rules.ruleset, chunks.head(), problems);
  OutputFile out;
  REQUIRE_FALSE(out.open("/dev/full").has_value());
  ScoreWriter writer({{&rules.ruleset, &*rules.plan, ""}}, table, ScoreFormat::csv, false, out);
  const ScoreJob job(rules.ruleset, *rules.plan, table, chunks.shared_head(), writer, ScoreFormat::csv, false,
                     false);
  Tally tally;
  CHECK_FALSE(score_stream(
                  chunks, job, out, 2, tally, [](std::vector<engine::Diagnostic>) {}, [](std::uint64_t) {})
                  .has_value());
  CHECK(tally.units < 15'000);  // the rest was not waited for
  CHECK(out.commit().has_value());
}

TEST_CASE("where records end does not depend on what follows") {
  std::mt19937 random(741);
  const std::vector<std::string> pieces = {"a", ",", "\"", "\"\"", "\n", "\r\n", "\r", "x,"};
  for (int round = 0; round < 5'000; ++round) {
    const std::string text = random_text(random, pieces, 14);
    const std::size_t whole = whole_records(text, ',');
    REQUIRE(whole <= text.size());
    const Reading all = read_csv("a,b\n" + text);
    Reading parts = read_csv("a,b\n" + text.substr(0, whole));
    const Reading rest = read_csv("a,b\n" + text.substr(whole));
    parts.rows.insert(parts.rows.end(), rest.rows.begin(), rest.rows.end());
    CAPTURE(text);
    CHECK(parts.rows == all.rows);
  }
}

}  // namespace rubric::formats
