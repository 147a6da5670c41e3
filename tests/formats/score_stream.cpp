// The stream against the ordinary path: the same bytes, the same findings, the same tally, whatever the
// number of threads and the size of chunks.
#include "formats/score_stream.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <future>
#include <random>
#include <thread>

#include "tests/formats/both_ways.hpp"
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
    BothWays ways(rules.ruleset, *rules.plan, folder.file("data.csv", data), folder / "out");
    if (!ways.streams()) continue;  // cut within a character
    ways.format = round % 6 == 5 ? ScoreFormat::jsonl : ScoreFormat::csv;
    ways.keep = round % 2 == 1;
    const Scored expected = ways.ordinary();
    CHECK(expected.units > 10);  // open quotes swallow some rows
    for (const unsigned threads : {1u, 2u, 5u}) {
      for (const std::size_t bytes : {1u, 100u, 1000u, 1u << 17}) {
        CAPTURE(round);
        CAPTURE(threads);
        CAPTURE(bytes);
        const Scored found = ways.streamed(threads, bytes);
        CHECK(found.text == expected.text);
        CHECK(found.findings == expected.findings);
        CHECK(found.same(expected));
      }
    }
  }
}

TEST_CASE("scores have the eight decimals that rules round to, both ways") {
  const testing::Rules rules(testing::replaced(rules_text, "保留2位小数", "保留8位小数"));
  REQUIRE_MESSAGE(rules.plan, testing::shown(rules.problems));
  std::mt19937 random(746);
  const testing::Folder folder;
  std::string data = header + "\n";
  for (int row = 0; row < 300; ++row) data += random_row(random, 20, "\n");
  data += "丁镇,2023,100,50,67,0,是,\n";  // 4 × 67% ÷ 90%
  const BothWays ways(rules.ruleset, *rules.plan, folder.file("data.csv", data), folder / "out");
  const Scored expected = ways.ordinary(), found = ways.streamed(2, 5'000);
  CHECK(testing::contains(expected.text,
                          "丁镇,2023,3.00000000,2.97777778,6.00000000,4.00000000,15.97777778,优"));
  CHECK(found.text == expected.text);
  CHECK(found.same(expected));
  CHECK(found.one_by_one < 60);  // the others went by columns
}

TEST_CASE("a stream gives the bytes of the ordinary path far behind its first bytes") {
  const testing::Rules rules(rules_text);
  std::mt19937 random(747);
  const testing::Folder folder;
  std::string data = header + ",说明\n";
  while (data.size() < head_bytes + head_bytes / 2) {
    std::string row = random_row(random, 12, "");
    if (row.find('\n') == std::string::npos) row += "," + std::string(1000 + random() % 2000, 'x');
    data += row + "\n";
  }
  BothWays ways(rules.ruleset, *rules.plan, folder.file("data.csv", data), folder / "out");
  for (const bool keep : {false, true}) {
    ways.keep = keep;
    const Scored expected = ways.ordinary();
    CHECK(expected.units > 500);
    CHECK(ways.streamed(1, usual_chunk_bytes).same(expected));
    CHECK(ways.streamed(3, 20'000).same(expected));
  }
}

TEST_CASE("a stream of plain rows goes by columns, a broken one among them by itself") {
  const testing::Rules rules(rules_text);
  std::mt19937 random(745);
  const testing::Folder folder;
  std::string data = header + "\n";
  for (int i = 0; i < 3000; ++i) data += random_row(random, 1u << 31, "\n");
  const auto scored = [&](const std::string& text) {
    return BothWays(rules.ruleset, *rules.plan, folder.file("data.csv", text), folder / "out")
        .streamed(2, 10'000);
  };
  const Scored plain = scored(data);
  CHECK(plain.units == 3000);
  CHECK(plain.one_by_one == 0);
  CHECK(plain.findings.empty());
  // Twenty kinds of broken rows, each told on its row and nowhere else.
  const std::vector<std::string> broken = {
      "坏,2024,完成,1,90,0,是,",   "坏,2024,1,约5,90,0,是,",   "坏,2024,1,1,101,0,是,",
      "坏,2024,1,1,-1,0,是,",      "坏,2024,1,1,90,0.5,是,",   "坏,2024,1,1,90,0,也许,",
      "坏,2024,1,1,90,0",          "坏,2024,1,1,90,0,是,,多",  "坏,2024,\"1,1,90,0,是,",
      "坏,2024,\"1\"x,1,90,0,是,", "坏,2024,1,1,90万元,0,是,", "坏,2024,0,1,90,0,是,",
      "坏,2024,1e3,1,90,0,是,",    "坏,2024,1,1,90,0,不适用,", "坏,2024,1,1,9O,0,是,",
      "坏,2024,1.2.3,1,90,0,是,",  "坏,2024,1,1,90,-3,是,",    "坏,2024,1;5,1,90,0,是,",
      "坏,2024,--1,1,90,0,是,",    "坏,2024,1,无,90,0,是,",
  };
  std::string mixed = header + "\n";
  std::set<std::uint32_t> rows;
  std::uint32_t row = 1;
  std::size_t at = header.size() + 1;
  for (std::size_t i = 0; i < 3000; ++i) {
    const std::size_t end = data.find('\n', at) + 1;
    mixed += data.substr(at, end - at);
    at = end;
    ++row;
    if (i % 100 != 99) continue;
    mixed += broken[i / 100 % broken.size()] + "\n";
    rows.insert(++row);
  }
  const Scored found = scored(mixed);
  CHECK(found.units == 3030);
  CHECK(found.rows == rows);
  // All other rows are as they were.
  std::string others;
  for (const std::string& line : testing::split(found.text, "\n")) {
    if (line.rfind("坏", 0) != 0 && !line.empty()) others += line + "\n";
  }
  CHECK(others == plain.text);
}

TEST_CASE("the first few rows of a stream are scored one by one, with the same bytes") {
  const testing::Rules rules(rules_text);
  std::mt19937 random(751);
  const testing::Folder folder;
  std::string data = header + "\n";
  for (std::size_t rows = 1; rows <= 40; ++rows) {
    data += random_row(random, 1u << 31, "\n");
    BothWays ways(rules.ruleset, *rules.plan, folder.file("data.csv", data), folder / "out");
    ways.few_rows = 16;
    ways.piece_bytes = rows % 2 == 0 ? 1 : 1u << 17;  // a row or two, or all
    const Scored expected = ways.ordinary(), found = ways.streamed(1, usual_chunk_bytes);
    CAPTURE(rows);
    CHECK(found.text == expected.text);
    CHECK(found.same(expected));
    CHECK(found.one_by_one <= 16);
    if (rows <= 16) CHECK(found.one_by_one == rows);
    if (rows > 16) CHECK((rows % 2 == 0 ? found.one_by_one >= 14 : found.one_by_one == 0));
  }
}

TEST_CASE("long rows of short cells go by columns, those with a cell that is too long by themselves") {
  const testing::Rules rules(rules_text);
  std::mt19937 random(748);
  const testing::Folder folder;
  std::string data = header + ",一,二,三\n";
  for (int i = 0; i < 40; ++i) {
    const std::string text(i % 8 == 7 ? max_cell_bytes : 30'000, 'x');
    data += random_row(random, 1u << 31, "") + "," + text + "," + text + "," + text + "\n";
    if (i % 10 == 3) data += random_row(random, 1u << 31, "") + "," + text + text + text + ",,\n";
  }
  BothWays ways(rules.ruleset, *rules.plan, folder.file("data.csv", data), folder / "out");
  for (const bool keep : {false, true}) {
    ways.keep = keep;
    const Scored expected = ways.ordinary();
    for (const std::size_t bytes : {std::size_t{1}, usual_chunk_bytes, std::size_t{1} << 20}) {
      const Scored found = ways.streamed(2, bytes);
      CHECK(found.text == expected.text);
      CHECK(found.same(expected));
      CHECK(found.one_by_one == 4);
    }
  }
  CHECK(ways.ordinary().findings.size() >= 4);
}

TEST_CASE("pieces of a chunk of any size give the same bytes") {
  const testing::Rules rules(rules_text);
  std::mt19937 random(750);
  const testing::Folder folder;
  for (const std::string end : {"\n", "\r\n"}) {
    std::string data = header + end;
    for (int i = 0; i < 2000; ++i) data += random_row(random, i < 1000 ? 1u << 31 : 8, end);
    BothWays ways(rules.ruleset, *rules.plan, folder.file("data.csv", data), folder / "out");
    const Scored expected = ways.ordinary();
    for (const std::size_t bytes :
         {std::size_t{1}, std::size_t{60}, std::size_t{1000}, std::size_t{1} << 20}) {
      CAPTURE(bytes);
      ways.piece_bytes = bytes;
      const Scored found = ways.streamed(1, usual_chunk_bytes);
      CHECK(found.text == expected.text);
      CHECK(found.same(expected));
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
  const ScoreJob job(rules.ruleset, *rules.plan, table, chunks.shared_head(), writer, false);
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
  const Scored found =
      BothWays(rules.ruleset, *rules.plan, path, folder / "out").streamed(2, usual_chunk_bytes);
  CHECK(found.units == 3);
  REQUIRE(found.findings.size() == 1);
  CHECK(contains(found.findings[0], "E713"));
  CHECK(contains(found.text.substr(found.text.size() - 60), "\n镇,2024,"));
}

TEST_CASE("a row that is too long ends where any line ends") {
  const testing::Rules rules(rules_text);
  const testing::Folder folder;
  for (const std::string end : {"\r", "\r\n"}) {
    const std::string row = "镇,2024,100.00,50.00,90,0,是," + end;
    // The bytes in which the row has to end are over within, before and long before its line end.
    for (const std::size_t more : {std::size_t{0}, std::size_t{1}, std::size_t{200'000}}) {
      if (more > 1 && end != "\r") continue;
      const std::string path = folder.file(
          "data.csv", header + end + row + std::string(ChunkedTable::longest_row - 1 + more, 'x') + end +
                          row + row + row);
      CAPTURE(more);
      const BothWays ways(rules.ruleset, *rules.plan, path, folder / "out");
      REQUIRE(ways.streams());
      const Scored found = ways.streamed(1, usual_chunk_bytes);
      CHECK(found.units == 5);
      CHECK(found.rows == std::set<std::uint32_t>{3});
    }
  }
}

TEST_CASE("what has come through a pipe is scored before its writer goes on") {
  const testing::Rules rules(rules_text);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const std::string row = "镇,2024,100.00,50.00,90,0,是,\n", begun = header + "\n" + row + row;
  REQUIRE(::write(ends[1], begun.data(), begun.size()) == static_cast<ssize_t>(begun.size()));
  // Who waits for more gets it in the end, so that the test fails and does not hang.
  std::atomic<bool> went_on = false;
  std::promise<void> scored;
  std::thread writer([&, done = scored.get_future()] {
    done.wait_for(std::chrono::seconds(20));
    went_on = true;
    CHECK(::write(ends[1], row.data(), row.size()) == static_cast<ssize_t>(row.size()));
    ::close(ends[1]);
  });
  std::vector<engine::Diagnostic> problems;
  ChunkedTable chunks;
  Chunk chunk;
  CHECK(chunks.open("/dev/fd/" + std::to_string(ends[0]), "csv", problems));
  CHECK(chunks.next(chunk));
  CHECK(chunk.rows() == row + row);
  CHECK_FALSE(went_on);
  scored.set_value();
  CHECK(chunks.next(chunk));
  CHECK(chunk.rows() == row);
  CHECK_FALSE(chunks.next(chunk));
  writer.join();
  ::close(ends[0]);
}

TEST_CASE("it is known of a small file that one chunk is all") {
  const testing::Folder folder;
  const std::string row = "甲,2024,1,1,90,0,是,\n";
  std::string rows;
  while (rows.size() < usual_chunk_bytes - header.size() - 1) rows += row;
  for (const bool small : {true, false}) {
    std::vector<engine::Diagnostic> problems;
    ChunkedTable chunks;
    Chunk chunk;
    const std::string& data = small ? row : rows + rows;
    REQUIRE(chunks.open(folder.file("data.csv", header + "\n" + data), "csv", problems));
    CHECK(chunks.last_follows() == small);
    std::string read;
    bool last = chunks.last_follows();
    while (chunks.next(chunk)) {
      read += chunk.rows();
      if (last) CHECK(chunk.memory.size() == Chunk::margin + chunk.size + Chunk::margin);
      if (last) CHECK(read == data);
      last = chunks.last_follows();
    }
    CHECK(read == data);
  }
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
  chunks.set_chunk_bytes(10'000);
  const UnitTable table(rules.ruleset, chunks.head(), problems);
  OutputFile out;
  REQUIRE_FALSE(out.open("/dev/full").has_value());
  ScoreWriter writer({{&rules.ruleset, &*rules.plan, ""}}, table, ScoreFormat::csv, false, out);
  const ScoreJob job(rules.ruleset, *rules.plan, table, chunks.shared_head(), writer, false);
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
  std::size_t some = 0;
  for (int round = 0; round < 5'000; ++round) {
    const std::string text = random_text(random, pieces, 14);
    const std::string seen = text.substr(0, random() % (text.size() + 1));
    const std::size_t whole = whole_records(seen, ',');
    REQUIRE(whole <= seen.size());
    some += whole > 0 && whole < text.size() ? 1 : 0;
    const Reading all = read_csv("a,b\n" + text);
    Reading parts = read_csv("a,b\n" + text.substr(0, whole));
    const Reading rest = read_csv("a,b\n" + text.substr(whole));
    parts.rows.insert(parts.rows.end(), rest.rows.begin(), rest.rows.end());
    CAPTURE(text);
    CAPTURE(seen);
    CHECK(parts.rows == all.rows);
  }
  CHECK(some > 1'000);
}

// --- JSON Lines ---

namespace {

/// A line that is well, or (one in `odd`) with something in it that readers care about; longer by `more`.
std::string random_line(std::mt19937& random, unsigned odd, std::size_t more) {
  static const std::vector<std::string> values = {
      "null",       "\"缺\"",     "\"超93%\"", "\"a,b\"", "\"a\\\"b\"", "\"甲\\n乙\"", "[1, 2]",
      "1e2",        "0.125",      "-1",        "true",    "\"完成\"",   "{\"a\": 1}",  "\"\\u0000\"",
      "12.3456789", "\"１００\"", "\"89.5%\"", "\"\"",    "tru",        "\"x"};
  const auto number = [&](unsigned most) {
    return std::to_string(random() % most) + "." + std::to_string(random() % 10);
  };
  std::vector<std::pair<std::string, std::string>> pairs = {
      {"单位", "\"镇" + std::to_string(random() % 1000) + "\""},
      {"年度", "2024"},
      {"预算数", number(100'000)},
      {"执行数", number(100'000)},
      {"满意度", number(100)},
      {"火灾", std::to_string(random() % 5)},
      {"公开", random() % 2 ? "true" : "\"否\""}};
  if (more > 0) pairs.emplace_back("说明", "\"" + std::string(more, 'x') + "\"");
  if (random() % odd == 0) {
    for (unsigned k = 0; k <= random() % 2; ++k)
      pairs[random() % pairs.size()].second = values[random() % values.size()];
    if (random() % 4 == 0) pairs.erase(pairs.begin() + static_cast<std::ptrdiff_t>(random() % pairs.size()));
    if (random() % 4 == 0) pairs.emplace_back("又" + std::to_string(random() % 3), "1");
    if (random() % 8 == 0) pairs.emplace_back("年度", "2024");
    if (random() % 8 == 0) return random() % 2 ? "" : " \t";
    if (random() % 8 == 0) return "不是";
  }
  std::string text;
  for (const auto& [key, value] : pairs) text += (text.empty() ? "{\"" : ", \"") + key + "\": " + value;
  return text + "}";
}

}  // namespace

TEST_CASE("JSON Lines as a stream give the bytes and findings of the ordinary path") {
  const testing::Rules rules(rules_text);
  std::mt19937 random(748);
  const testing::Folder folder;
  for (int round = 0; round < 16; ++round) {
    // The later ones go on behind the first bytes, and some of their keys are only there.
    const std::size_t bytes = round < 14 ? 6'000 : head_bytes + 100'000;
    std::string data = round % 5 == 4 ? "\xEF\xBB\xBF" : "";
    while (data.size() < bytes)
      data += random_line(random, round % 3 == 0 ? 2 : 50, round < 14 ? 0 : 3'000) +
              (round % 4 == 1 ? "\r\n" : "\n");
    if (round >= 14) data += "{\"单位\": \"晚\", \"年度\": 2024, \"备注\": \"好\", \"只有这里\": 1}\n";
    if (round % 3 == 2) data.resize(data.size() - 2);  // a last line that is cut off
    BothWays ways(rules.ruleset, *rules.plan, folder.file("data.jsonl", data), folder / "out");
    ways.data_format = "jsonl";
    ways.format = round % 6 == 5 ? ScoreFormat::jsonl : ScoreFormat::csv;
    ways.keep = round % 2 == 1;
    REQUIRE(ways.streams());
    const Scored expected = ways.ordinary();
    CHECK(expected.units > 20);
    for (const std::size_t chunk : {std::size_t{50}, std::size_t{3'000}, usual_chunk_bytes}) {
      if (round >= 14 && chunk < 3'000) continue;
      CAPTURE(round);
      CAPTURE(chunk);
      const Scored found = ways.streamed(round % 2 ? 1 : 3, chunk);
      CHECK(found.text == expected.text);
      CHECK(found.findings == expected.findings);
      CHECK(found.same(expected));
      if (round == 1) CHECK(found.one_by_one < found.units / 2);  // the others go by columns
    }
  }
}

TEST_CASE("JSON Lines that are not UTF-8 further on are read whole, those without a column are told") {
  const testing::Rules rules(rules_text);
  const testing::Folder folder;
  const std::string line = "{\"单位\": \"镇\", \"年度\": 2024}\n";
  std::string text;
  while (text.size() < head_bytes + 1000) text += "{\"a\": 1}\n";
  const std::string path = folder.file("gb.jsonl", text + testing::encoded(line, "GB18030"));
  std::vector<engine::Diagnostic> problems;
  ChunkedTable chunks;
  CHECK_FALSE(chunks.open(path, "jsonl", problems));
  const auto reader = chunks.whole(problems);
  REQUIRE(reader);
  CHECK(problems.empty());
  CHECK(reader->encoding() == "GB18030");
  CHECK(reader->columns() == std::vector<std::string>{"a", "单位", "年度"});
  std::string none;
  while (none.size() < head_bytes + 1000) none += "单位,年度\n";
  CHECK_FALSE(ChunkedTable().open(folder.file("none.jsonl", none), "jsonl", problems));
  REQUIRE(problems.size() == 2);
  CHECK(problems[0].code == engine::Code::E725);
  CHECK(problems[1].code == engine::Code::E724);
  CHECK(problems[1].place.line == 1);
}

TEST_CASE("JSON Lines from a pipe have the keys that matter in their beginning") {
  const testing::Rules rules(rules_text);
  const testing::Folder folder;
  const std::string good =
      "\"年度\": 2024, \"预算数\": 2, \"执行数\": 1, \"满意度\": 90, \"火灾\": 0, \"公开\": true";
  std::string data;
  std::uint32_t lines = 0;
  for (; data.size() < 2 * head_bytes; ++lines) data += "{\"单位\": \"镇\", " + good + "}\n";
  data += "{\"单位\": \"甲\", " + good + ", \"无关\": 1}\n";
  data += "{\"单位\": \"乙\", " + good + ", \"备注\": \"好\"}\n";
  for (const bool keep : {false, true}) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    std::thread writer([&] {
      for (std::size_t at = 0; at < data.size();) {
        const ssize_t put =
            ::write(ends[1], data.data() + at, std::min<std::size_t>(7'000, data.size() - at));
        if (put <= 0) break;
        at += static_cast<std::size_t>(put);
      }
      ::close(ends[1]);
    });
    BothWays ways(rules.ruleset, *rules.plan, "/dev/fd/" + std::to_string(ends[0]), folder / "out");
    ways.data_format = "jsonl";
    ways.keep = keep;
    const Scored found = ways.streamed(2, usual_chunk_bytes);
    writer.join();
    ::close(ends[0]);
    CHECK(found.units == lines + 2);
    CHECK(found.rows ==
          (keep ? std::set<std::uint32_t>{lines + 1, lines + 2} : std::set<std::uint32_t>{lines + 2}));
    REQUIRE_FALSE(found.findings.empty());
    CHECK(contains(found.findings.back(), "E745"));
    CHECK(contains(found.findings.back(), "“备注”"));
  }
}

TEST_CASE("a first line without end is refused in bounded memory") {
  const testing::Folder folder;
  const std::string path = folder.file("data.csv", std::string(ChunkedTable::longest_row + 1, 'x'));
  std::vector<engine::Diagnostic> problems;
  CHECK_FALSE(ChunkedTable().open(path, "csv", problems));
  REQUIRE(problems.size() == 1);
  CHECK(problems[0].code == engine::Code::E715);
  CHECK(problems[0].place.line == 1);
}

}  // namespace rubric::formats
