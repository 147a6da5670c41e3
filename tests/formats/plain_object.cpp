#include "formats/plain_object.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "tests/formats/reading.hpp"

namespace rubric::formats {

using testing::Cells;

namespace {

constexpr std::size_t all_lines = std::numeric_limits<std::size_t>::max();

/// What a file says, read with or without simdjson, as text.
std::string read_by(bool library, const std::string& text) {
  std::vector<engine::Diagnostic> problems;
  JsonLinesReader reader("a.jsonl", text, "UTF-8", problems, library ? 0 : all_lines);
  const Reading reading(reader, std::move(problems));
  std::string all;
  const auto add = [&](const std::string& part) { all += std::to_string(part.size()) + ":" + part + " "; };
  for (const std::string& column : reading.columns) add(column);
  for (std::size_t row = 0; row < reading.rows.size(); ++row) {
    all += "\n" + std::to_string(reading.numbers[row]) + " ";
    for (const std::string& cell : reading.rows[row]) add(cell);
  }
  for (const auto* list : {&reading.problems, &reading.faults}) {
    for (const auto& fault : *list)
      all += "\n" + Reading::where(fault) + " " + fault.message(engine::Language::en);
  }
  return all;
}

/// A table of the columns a and 单位, and what simdjson reads of its lines.
struct Table {
  TableHead head;
  PlainObjects plain{0};
  std::vector<std::string_view> cells;

  Table() {
    head.columns = {"a", "单位"};
    head.places = {{"a", 0}, {"单位", 1}};
  }
  bool read(const std::string& line) {
    std::string text = line;
    text.append(PlainObjects::margin, '}');  // what is behind a line is no part of it
    return plain.read(std::string_view(text).substr(0, line.size()), head, cells);
  }
  /// The cells of a line that stays.
  Cells of(std::string& line) {
    line.reserve(line.size() + PlainObjects::margin);
    REQUIRE(plain.read(line, head, cells));
    return {cells.begin(), cells.end()};
  }
};

using Random = std::mt19937;
using Pieces = std::vector<std::string>;

const std::string& pick(Random& random, const Pieces& pieces) {
  return pieces[random() % pieces.size()];
}

std::string blanks(Random& random) {
  static const Pieces some = {"", "", "", "", " ", "\t", "\r", "  "};
  return pick(random, some);
}

std::string random_value(Random& random) {
  static const Pieces texts = {"a",
                               "",
                               "执行",
                               " ",
                               "0",
                               "\\\"",
                               "\\\\",
                               "\\/",
                               "\\n",
                               "\\u9ED4",
                               "\\ud842\\udfb7",
                               "\\t",
                               "\xC2",
                               "\x7F",
                               "\x01",
                               "\\ud800x",
                               "\\udc00\\ud800",
                               "\\x",
                               "\\u12g",
                               "{",
                               ",",
                               "\\u0000",
                               ":",
                               "\x1E",
                               "}"};
  static const Pieces others = {"0",
                                "-0",
                                "1",
                                "12.50",
                                "-3.0",
                                "-0.0",
                                "007",
                                "1.",
                                ".5",
                                "1e3",
                                "1E-2",
                                "1.5e+3",
                                "999999999999999999",
                                "9223372036854775808",
                                "18446744073709551616",
                                "0.12345678901234567890123456789",
                                "+1",
                                "-",
                                "--1",
                                "1-",
                                "1e400",
                                "true",
                                "false",
                                "null",
                                "tru",
                                "nulll",
                                "True",
                                "NaN",
                                "[]",
                                "[1, \"b\"]",
                                "{}",
                                "{\"a\": 1}",
                                "",
                                "1 2",
                                "\"a\" \"b\"",
                                "\"a\":1"};
  // Most are plain, so that lines are often read to their end.
  const std::size_t kind = random() % 16;
  if (kind == 0) return pick(random, others);
  if (kind == 1) return "\"" + random_text(random, texts, 4) + "\"";
  if (kind < 6) return std::to_string(random() % 1000) + "." + std::to_string(random() % 100);
  return "\"" + std::string(random() % 70, 'x') + "执行\"";
}

std::string random_line(Random& random) {
  static const Pieces keys = {"\"a\"",     "\"单位\"",     "\"\\u5355\\u4f4d\"", "\"得分\"", "\"\"",
                              "\"b\\\"\"", "\"b\\u0022\"", "\"a\\\\\"",          "\"ab\"",   "\"a\\ud800\""};
  std::string line = blanks(random) + "{" + blanks(random);
  const std::size_t count = random() % 5;
  for (std::size_t i = 0; i < count; ++i) {
    if (i > 0) line += blanks(random) + "," + blanks(random);
    // Often in one order, seldom one twice.
    const std::string& key = random() % 4 == 0 ? pick(random, keys) : keys[2 * i];
    line += key + blanks(random) + ":" + blanks(random) + random_value(random);
  }
  return line + blanks(random) + "}" + blanks(random);
}

/// A byte taken out, put in, replaced, or all behind it cut off.
void mutate(Random& random, std::string& line) {
  static const std::string bytes("{}[]:,\"\\ \t\r\f\v\0\x01\x0C\x1A\x7F\x80\xEF\xBB\xBF\xFFu0d-+.eEtfn/", 35);
  const std::size_t at = random() % (line.size() + 1);
  const char byte = bytes[random() % bytes.size()];
  switch (random() % 4) {
    case 0:
      if (at < line.size()) line.erase(at, 1);
      break;
    case 1:
      line.insert(at, 1, byte);
      break;
    case 2:
      if (at < line.size()) line[at] = byte;
      break;
    default:
      line.resize(at);
  }
}

}  // namespace

TEST_CASE("plain objects are read by simdjson") {
  Table table;
  std::string line = " {\"a\": 12.50 ,\"单位\":\"甲\"}\r";
  CHECK(table.of(line) == Cells{"12.50", "甲"});
  line = "{\"单位\": \"\\u4e59\\n\", \"a\": -3}";  // in another order
  CHECK(table.of(line) == Cells{"-3", "乙\n"});
  line = "{\"\\u5355\\u4f4d\": true}";
  CHECK(table.of(line) == Cells{"", "是"});
  line = "{\"\\u5355\\u4f4d\": false, \"a\": null}";
  CHECK(table.of(line) == Cells{"", "否"});
  line = "{}";
  CHECK(table.of(line) == Cells{"", ""});
  line = "{\"a\": \"" + std::string(max_cell_bytes, 'x') + "\"}";
  CHECK(table.of(line)[0].size() == max_cell_bytes);
  for (const std::string number :
       {"0", "-0.0", "0.50", "999999999999999999", "-1.0", "0.1234567890123456789"}) {
    line = "{\"a\":" + number + "}";
    CHECK(table.of(line)[0] == number);
  }
}

TEST_CASE("what is unusual is left to the ordinary reader") {
  Table table;
  const std::string longest(max_cell_bytes, 'x');
  for (const std::string line :
       {"", " ", "{", "}", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "{\"a\":1,,\"单位\":2}", "{,\"a\":1}",
        "{\"a\" 1}", "{\"a\":}", "{\"a\"}", "{\"a\"::1}", "{\"a\":1:2}", "{\"a\":\"b\":1}", "{\"a\":1 2}",
        "{\"a\":\"b\" \"c\"}", "{\"a\":\"b\"c}", "{\"a\":1 \"单位\":2}", "{a:1}", "{'a':1}", "{1:1}",
        "{\"a\":tru}", "{\"a\":truee}", "{\"a\":nul}", "{\"a\":True}", "{\"a\":NaN}", "{\"a\":x}",
        "{\"a\":1}}", "{\"a\":1}]", "{\"a\":1} {\"a\":2}", "{\"a\":1}{\"a\":2}", "{\"a\":1} x", "{\"a\":1},",
        "{{\"a\":1}", "[{\"a\":1}]", "{\"a\":1]", "\xEF\xBB\xBF{\"a\":1}", "7", "null",
        // numbers
        "{\"a\":01}", "{\"a\":-01}", "{\"a\":00}", "{\"a\":-0}", "{\"a\":+1}", "{\"a\":1.}", "{\"a\":.5}",
        "{\"a\":-}", "{\"a\":-.5}", "{\"a\":1.5.5}", "{\"a\":1e3}", "{\"a\":1.5E3}", "{\"a\":0x1}",
        "{\"a\":1_0}", "{\"a\":1000000000000000000}", "{\"a\":18446744073709551616}",
        // texts
        "{\"a\":\"\\x\"}", "{\"a\":\"\\u12\"}", "{\"a\":\"\\u12g4\"}", "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\\uDC00\"}", "{\"a\":\"\\ud842\\udfb7\"}", "{\"a\":\"\\ud842a\"}", "{\"a\":\"\\u0000\"}",
        "{\"a\":\"\t\"}", "{\"a\":\"\x01\"}", "{\"a\":\"\x80\"}", "{\"a\":\"\xED\xA0\x80\"}",
        "{\"a\":\"\xC0\xAF\"}", "{\"a\":\"b}", "{\"a\":\"b\\\"}",
        // blanks that are none
        "{\"a\":\f1}", "{\"a\"\v:1}",
        "{\"a\"\x1A"
        "1}",
        "{\"a\":1\x0C\"单位\":2}", "\xC2\xA0{\"a\":1}",
        // keys and values that are not plain
        "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "{\"b\":1}", "{\"\":1}", "{\"a\\x\":1}", "{\"a\":[]}",
        "{\"a\":[1]}", "{\"a\":{}}", "{\"a\":{\"a\":1}}"}) {
    CAPTURE(line);
    CHECK(!table.read(line));
    // Nor does another line that was read before make a difference, or this one to those behind it.
    CHECK(table.read("{\"a\":1,\"单位\":2}"));
    CHECK(!table.read(line));
    const std::string text = "{\"a\":1,\"单位\":2}\n" + line + "\n{\"a\":3}\n";
    CHECK(read_by(true, text) == read_by(false, text));
  }
  CHECK(!table.read("{\"a\":\"" + longest + "x\"}"));
  CHECK(!table.read("{\"a\":\"\\n" + longest + "\"}"));
  CHECK(!table.read("{\"a\":" + std::string(max_row_bytes, ' ') + "1}"));
  CHECK(!table.read("{\"a\":1" + std::string(1, '\0') + "}"));
  CHECK(!table.read("{\"a\":1}" + std::string(1, '\0')));
}

TEST_CASE("simdjson and the ordinary reader read the same of any lines") {
  Random random(2026);
  Table table;
  std::size_t plain = 0;
  for (int round = 0; round < 6000; ++round) {
    std::string text = round % 3 == 0 ? "{\"a\":1,\"单位\":2}\n" : "";
    for (std::size_t lines = 1 + random() % 6; lines > 0; --lines) {
      std::string line = random_line(random);
      for (std::size_t times = random() % 3; times > 0; --times) mutate(random, line);
      text += line + "\n";
      plain += table.read(line) ? 1 : 0;
    }
    if (random() % 2 == 0) text.pop_back();
    CAPTURE(text);
    REQUIRE(read_by(true, text) == read_by(false, text));
  }
  CHECK(plain > 1000);  // so the library was asked, and often knew
}

TEST_CASE("the first lines are left to the ordinary reader") {
  Table table;
  table.plain = PlainObjects(2);
  CHECK(!table.read("{\"a\":1}"));
  CHECK(!table.read("{\"a\":1}"));
  CHECK(table.read("{\"a\":1}"));
}

}  // namespace rubric::formats
