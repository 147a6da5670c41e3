#include "formats/jsonl.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/formats/reading.hpp"

namespace rubric::formats {

using testing::Cells;
using Rows = std::vector<Cells>;

namespace {

/// The cell that a JSON value becomes.
std::string cell(const std::string& value) {
  const Reading reading = read_jsonl("{\"a\": " + value + "}\n");
  if (!reading.faults.empty()) return reading.fault();
  return reading.rows.at(0).at(0);
}

/// The code of what is wrong with a line between good ones.
std::string fault(const std::string& line) {
  const Reading reading = read_jsonl("{\"a\": 1}\n" + line + "\n{\"a\": 3}\n");
  REQUIRE(reading.rows.size() == 3);
  CHECK(!reading.rows[2].empty());
  REQUIRE(reading.faults.size() == 1);
  CHECK(reading.faults[0].place.line == 2);
  return std::string(engine::kind(reading.faults[0].code).name);
}

}  // namespace

TEST_CASE("one object a line, its keys the columns") {
  const Reading reading =
      read_jsonl("{\"单位\": \"甲\", \"得分\": 1}\r\n\n{\"得分\": 2, \"单位\": \"乙\"}\n{\"备注\": \"x\"}");
  CHECK(reading.columns == Cells{"单位", "得分", "备注"});
  CHECK(reading.rows == Rows{{"甲", "1", ""}, {"乙", "2", ""}, {"", "", "x"}});
  CHECK(reading.numbers == std::vector<std::uint32_t>{1, 3, 4});
  CHECK(reading.faults.empty());
}

TEST_CASE("numbers keep the digits that were written") {
  CHECK(cell("0.7") == "0.7");
  CHECK(cell("1.15") == "1.15");
  CHECK(cell("1.0") == "1.0");
  CHECK(cell("18580.250") == "18580.250");
  CHECK(cell("-0.005") == "-0.005");
  CHECK(cell("123456789012345678901234567890") == "123456789012345678901234567890");
  CHECK(cell("0.1234567890123456789012345678901234567") == "0.1234567890123456789012345678901234567");
  CHECK(cell("9007199254740993") == "9007199254740993");
  CHECK(cell("18446744073709551615") == "18446744073709551615");
  CHECK(cell("-9223372036854775809") == "-9223372036854775809");
}

TEST_CASE("exponents are read exactly") {
  CHECK(cell("1e3") == "1000");
  CHECK(cell("1.5E+3") == "1500");
  CHECK(cell("-1.25e-2") == "-0.0125");
  CHECK(cell("1e20") == "100000000000000000000");
  CHECK(cell("7e0") == "7");
  CHECK(cell("1e-300") == "1e-300");  // too many digits: left for the cell's own message
  CHECK(cell("1e300") == "1e300");
}

TEST_CASE("numbers beyond any bound are refused at once") {
  CHECK(fault("{\"a\": 1e999999999}") == "E810");
  CHECK(fault("{\"a\": -1e400}") == "E810");
  CHECK(fault("{\"a\": " + std::string(400, '9') + "}") == "E809");
  CHECK(fault("{\"a\": " + std::string(1000000, '9') + "}") == "E809");
  CHECK(cell("1e-999999999") == "1e-999999999");
  const Reading reading = read_jsonl("{\"全年预算\": 1e999999999}\n{\"全年预算\": 1}\n");
  REQUIRE(reading.faults.size() == 1);
  CHECK(testing::contains(reading.faults[0].message(engine::Language::zh), "“1e999999999”是科学计数法"));
  CHECK(testing::contains(reading.faults[0].message(engine::Language::zh), "全年预算"));
}

TEST_CASE("true, false, null and lists") {
  CHECK(cell("true") == "是");
  CHECK(cell("false") == "否");
  CHECK(cell("null") == "");
  CHECK(cell("[]") == "");
  CHECK(cell("[1, 2.50, \"三\"]") == "1；2.50；三");
  CHECK(cell("[true]") == "是");
}

TEST_CASE("text is unescaped") {
  CHECK(cell("\"\\u9ED4\\n\\\"\\\\\"") == "黔\n\"\\");
  CHECK(cell("\"\\ud842\\udfb7\"") == "𠮷");
  CHECK(cell("\"万元\"") == "万元");
}

TEST_CASE("what is no object, nested or doubled is told by its line") {
  CHECK(fault("[1]") == "E721");
  CHECK(fault("7") == "E721");
  CHECK(fault("\"a\"") == "E721");
  CHECK(fault("null") == "E721");
  CHECK(fault("{\"a\": {\"b\": 1}}") == "E722");
  CHECK(fault("{\"a\": [[1]]}") == "E722");
  CHECK(fault("{\"a\": [{\"b\": 1}]}") == "E722");
  CHECK(fault("{\"a\": 1, \"a\": 2}") == "E723");
  CHECK(fault("{\"a\": [1], \"a\": 2}") == "E723");
  CHECK(fault("{\"a\": " + std::string(100000, '[')) == "E722");
}

TEST_CASE("what is no JSON is told by its line and place") {
  for (const std::string line :
       {"{\"a\": 1", "{\"a\" 1}", "{a: 1}", "{\"a\": 01}", "{\"a\": 1} {\"a\": 2}", "{\"a\": NaN}",
        "{'a': 1}", "{\"a\": \"\\x\"}", "{\"a\": \"\\ud842\"}", "x", "{\"a\": .5}", "{\"a\": 1,}"}) {
    CAPTURE(line);
    CHECK(fault(line) == "E724");
  }
  const Reading reading = read_jsonl("{\"a\": 1}\n{\"a\": x}\n");
  CHECK(reading.fault() == "E724 at 2:7");
}

TEST_CASE("bounds of JSON Lines are named") {
  const std::string longest(max_cell_bytes, 'x');
  CHECK(cell("\"" + longest + "\"") == longest);
  CHECK(fault("{\"a\": \"" + longest + "x\"}") == "E713");
  std::string list = "[\"" + longest + "\"";
  CHECK(fault("{\"a\": " + list + ", 1]}") == "E713");
  CHECK(fault("{\"a\": \"x\\u0000\"}") == "E714");
  std::string wide = "{\"a\": 1";
  for (int i = 0; wide.size() <= max_row_bytes; ++i)
    wide += ", \"" + std::to_string(i) + "\": \"" + longest + "\"";
  CHECK(fault(wide + "}") == "E715");
  std::string many = "{\"0\": 1";
  for (std::size_t i = 1; i < max_columns; ++i) many += ", \"" + std::to_string(i) + "\": 1";
  CHECK(fault(many + ", \"k\": 1}") == "E716");
  // Columns beyond the limit in later rows: none is lost in silence.
  CHECK(read_jsonl(many + "}\n").faults.empty());
  CHECK(read_jsonl(many + "}\n{\"k\": 1}\n{\"l\": 1}\n{\"0\": 1}\n").faults.size() == 2);
}

TEST_CASE("a file without a usable line") {
  for (const std::string text : {"", "\n\n", "x\n", "[]\n", "{}\n"}) {
    const Reading reading = read_jsonl(text);
    CHECK(reading.problem() == "E725 at 0:0");
    CHECK(reading.columns.empty());
  }
  // What is wrong with the first line is said too: no row will.
  const Reading reading = read_jsonl("\n[1]\n{\"a\": x}\n");
  REQUIRE(reading.problems.size() == 2);
  CHECK(Reading::where(reading.problems[1]) == "E721 at 2:0");
}

TEST_CASE("columns of JSON Lines have no letters") {
  std::vector<engine::Diagnostic> problems;
  const JsonLinesReader reader("a.jsonl", "{\"单位\": 1, \"得分\": 2}", "UTF-8", problems);
  const engine::Place place = reader.place(1, 1);
  CHECK(place.column == 0);
  CHECK(place.line == 1);
  CHECK(place.subject == "得分");
}

TEST_CASE("text is written as JSON") {
  CHECK(json_quoted("万元") == "\"万元\"");
  CHECK(json_quoted("a\"b\\c\n\x01") == "\"a\\\"b\\\\c\\n\\u0001\"");
}

TEST_CASE("what is written as JSON is read as it was") {
  std::mt19937 random(7);
  const std::vector<std::string> pieces = {
      "a", "执", "\"", "\\", "\n", "\t", "\x1B", "；", "{", "}", "\xF0\xA0\xAE\xB7", "\x7F"};
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(random, pieces, 8);
    CHECK(cell(json_quoted(text)) == text);
  }
}

TEST_CASE("no text makes the JSON Lines reader fail or hang") {
  std::mt19937 random(11);
  const std::vector<std::string> pieces = {"{",
                                           "}",
                                           "[",
                                           "]",
                                           ":",
                                           ",",
                                           "\"",
                                           "\"a\"",
                                           "\"b\"",
                                           "1",
                                           "-",
                                           "e9",
                                           ".",
                                           "\n",
                                           "true",
                                           "null",
                                           "\\u",
                                           "\x80",
                                           std::string(1, '\0')};
  for (int round = 0; round < 5000; ++round) {
    const Reading reading = read_jsonl(random_text(random, pieces, 30));
    for (const Cells& row : reading.rows) CHECK((row.empty() || row.size() == reading.columns.size()));
  }
}

}  // namespace rubric::formats
