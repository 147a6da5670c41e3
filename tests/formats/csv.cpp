#include "formats/csv.hpp"

#include <doctest/doctest.h>

#include "engine/text.hpp"
#include "tests/formats/reading.hpp"

namespace rubric::formats {

using testing::Cells;
using Rows = std::vector<Cells>;

TEST_CASE("plain rows, whatever their line ends") {
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    for (const std::string& last : {std::string(), end}) {
      const Reading reading = read_csv("单位,得分" + end + "甲,1" + end + "乙,2" + last);
      CHECK(reading.columns == Cells{"单位", "得分"});
      CHECK(reading.rows == Rows{{"甲", "1"}, {"乙", "2"}});
      CHECK(reading.numbers == std::vector<std::uint32_t>{2, 3});
    }
  }
}

TEST_CASE("quoted cells hold separators, quotes and line ends") {
  const Reading reading = read_csv("a,b\n\"1,2\",\"3\n4\"\n\"\"\"\",\"x\"\"y\"\"\"\n\"\",\"x\r\n\"\n");
  CHECK(reading.rows == Rows{{"1,2", "3\n4"}, {"\"", "x\"y\""}, {"", "x\r\n"}});
  CHECK(reading.numbers == std::vector<std::uint32_t>{2, 3, 4});  // as a spreadsheet numbers them
  CHECK(read_csv("a,b\n\"1\" ,2\n").rows == Rows{{"1", "2"}});    // blanks after the quote
  CHECK(read_csv("a,b\n1\"2,3\n").rows == Rows{{"1\"2", "3"}});   // a quote within a cell is itself
  CHECK(read_csv("\"a\nb\",c\n1,2\n").columns == Cells{"a\nb", "c"});
}

TEST_CASE("cells keep their blanks, headings do not") {
  const Reading reading = read_csv(" 单位　, 得分\n 甲 ,　1\n");
  CHECK(reading.columns == Cells{"单位", "得分"});
  CHECK(reading.rows == Rows{{" 甲 ", "　1"}});
}

TEST_CASE("tabs and semicolons split columns where the header has them") {
  CHECK(read_csv("a\tb\n1,5\t2\n").rows == Rows{{"1,5", "2"}});
  CHECK(read_csv("a;b\n1,5;2\n").rows == Rows{{"1,5", "2"}});
  CHECK(read_csv("\n\r\n \na;b\n1;2\n").rows == Rows{{"1", "2"}});  // blank lines come before it
  CHECK(read_csv("\"a;b\",c\n1,2\n").columns == Cells{"a;b", "c"});
  CHECK(read_csv("a\n1\n").rows == Rows{{"1"}});
}

TEST_CASE("blank rows and columns that a spreadsheet left are none") {
  const Reading reading = read_csv("a,b,,\n1,2,,\n,,,\n\n3,4\n , ,\n5,6, ,　\n");
  CHECK(reading.columns == Cells{"a", "b"});
  CHECK(reading.rows == Rows{{"1", "2"}, {"3", "4"}, {"5", "6"}});
  CHECK(reading.numbers == std::vector<std::uint32_t>{2, 5, 7});
  CHECK(read_csv("a,b\n\"\",\"\n\"\n1,2\n").rows == Rows{{"1", "2"}});  // quoted blanks are blank
  CHECK(read_csv("a,,b\n1,,2\n").columns == Cells{"a", "", "b"});       // in between it counts
}

TEST_CASE("a row with too few or too many cells is told by its number, the others are read") {
  const Reading reading = read_csv("a,b,c\n1,2\n3,4,5,6\n7,8,9\n");
  CHECK(reading.rows == Rows{{}, {}, {"7", "8", "9"}});
  REQUIRE(reading.faults.size() == 2);
  CHECK(Reading::where(reading.faults[0]) == "E718 at 2:3");
  CHECK(reading.faults[0].place.subject == "c");
  CHECK(reading.faults[0].arguments[0].zh == "2");
  CHECK(Reading::where(reading.faults[1]) == "E718 at 3:4");
  CHECK(reading.faults[1].arguments[0].zh == "4");
}

TEST_CASE("an unclosed quote costs its own row") {
  const Reading end = read_csv("a,b\n1,2\n\"3,4\n5,6\n");
  CHECK(end.rows == Rows{{"1", "2"}, {}, {"5", "6"}});
  CHECK(end.fault() == "E711 at 3:1");
  const Reading second = read_csv("a,b\n1,\"2\n3,4\n\"5\",\"6\"\n");
  CHECK(second.rows == Rows{{}, {"3", "4"}, {"5", "6"}});
  CHECK(second.fault() == "E711 at 2:2");
  const Reading last = read_csv("a,b\n1,2\n3,\"4");
  CHECK(last.rows == Rows{{"1", "2"}, {}});
  const Reading crlf = read_csv("a,b\r\n\"1,2\r\n3,4\r\n");
  CHECK(crlf.rows == Rows{{}, {"3", "4"}});
  CHECK(crlf.numbers == std::vector<std::uint32_t>{2, 3});
}

TEST_CASE("text behind a closed quote") {
  const Reading reading = read_csv("a,b\n\"1\"x,2\n3,4\n");
  CHECK(reading.rows == Rows{{}, {"3", "4"}});
  CHECK(reading.fault() == "E712 at 2:1");
  CHECK(reading.faults[0].arguments[0].zh == "x");
  // What is quoted in the message ends with a whole character.
  const Reading longer = read_csv("a\n\"1\"x" + std::string(38, '.') + "执行\n");
  CHECK_FALSE(engine::find_invalid_utf8(longer.faults.at(0).arguments[0].zh).has_value());
}

TEST_CASE("bounds are named and later rows still read") {
  const auto fault = [](const std::string& row) {
    const Reading reading = read_csv("a,b\n" + row + "\n7,8\n");
    CHECK(reading.rows.back() == Cells{"7", "8"});
    REQUIRE(reading.faults.size() == 1);
    return reading.fault() + ": " + reading.faults[0].message(engine::Language::en);
  };
  const std::string longest(max_cell_bytes, 'x');
  CHECK(read_csv("a,b\n" + longest + ",2\n").faults.empty());
  CHECK(read_csv("a,b\n1,\"" + longest + "\"\n").faults.empty());
  CHECK(testing::contains(fault("1," + longest + "x"),
                          "E713 at 2:2: the cell is too long: the limit is 65536"));
  CHECK(testing::contains(fault("1,\"" + longest + "x\""), "E71"));
  CHECK(testing::contains(fault(std::string("1,2\0003", 5)), "E714 at 2:2"));
  std::string many;
  for (std::size_t i = 0; i <= max_columns; ++i) many += "1,";
  CHECK(testing::contains(fault(many), "E716 at 2:0: the row has too many cells: the limit is 16384"));
  std::string wide;
  while (wide.size() <= max_row_bytes) wide += std::string(max_cell_bytes - 1, 'x') + ",";
  CHECK(testing::contains(fault(wide), "E715 at 2:0: the row is too long: the limit is 16777216"));
}

TEST_CASE("a file without a header") {
  for (const std::string text : {"", "\n", ",,\n , \n", "\r\n\r\n"}) {
    CHECK(read_csv(text).problem() == "E717 at 0:0");
    CHECK(read_csv(text).columns.empty());
    CHECK(read_csv(text).rows.empty());
  }
}

TEST_CASE("a header that cannot be read") {
  CHECK(read_csv("a,\"b\n1,2\n").problem() == "E711 at 1:2");
  CHECK(read_csv("\n\na,\"b\"c\n1,2\n").problem() == "E712 at 3:2");
  CHECK(read_csv(std::string("a,b\0\n1,2\n", 9)).problem() == "E714 at 1:2");
  CHECK(read_csv("a,\"b\n1,2\n").columns.empty());
  std::vector<engine::Diagnostic> problems;
  CsvReader reader("a.csv", "\n\n单位,得分\n", "UTF-8", problems);
  CHECK(reader.header_row() == 3);
  CHECK(problems.empty());
}

TEST_CASE("a heading that stands twice stays twice") {
  CHECK(read_csv("a,a\n1,2\n").columns == Cells{"a", "a"});
}

TEST_CASE("a cell is quoted only if it has to be") {
  CHECK(csv_cell("9.86") == "9.86");
  CHECK(csv_cell("=1+2") == "=1+2");
  CHECK(csv_cell("") == "");
  CHECK(csv_cell(" 甲 ") == " 甲 ");
  CHECK(csv_cell("a,b") == "\"a,b\"");
  CHECK(csv_cell("a;b") == "\"a;b\"");
  CHECK(csv_cell("a\tb") == "\"a\tb\"");
  CHECK(csv_cell("a\nb") == "\"a\nb\"");
  CHECK(csv_cell("a\rb") == "\"a\rb\"");
  CHECK(csv_cell("“a\"b") == "\"“a\"\"b\"");
}

TEST_CASE("what is written is read as it was") {
  std::mt19937 random(20240601);
  const std::vector<std::string> pieces = {
      "a", "执", "\"", ",", "\n", "\r", "\r\n", ";", "\t", " ", "　", "1", "'", "=", "\xF0\xA0\xAE\xB7"};
  for (int round = 0; round < 2000; ++round) {
    const std::size_t width = 1 + random() % 4;
    Rows rows(1 + random() % 4);
    for (Cells& row : rows) {
      for (std::size_t i = 0; i < width; ++i) row.push_back(random_text(random, pieces, 6));
      row[0] += "x";  // a row is never blank
      row.back() += "x";
    }
    Cells header;
    for (std::size_t i = 0; i < width; ++i) header.push_back("c;" + std::to_string(i));
    std::string text;
    for (const Cells* row : {&header}) {
      for (std::size_t i = 0; i < width; ++i) text += (i ? "," : "") + csv_cell((*row)[i]);
    }
    for (const Cells& row : rows) {
      text += "\n";
      for (std::size_t i = 0; i < width; ++i) text += (i ? "," : "") + csv_cell(row[i]);
    }
    CAPTURE(text);
    const Reading reading = read_csv(text);
    CHECK(reading.columns == header);
    CHECK(reading.rows == rows);
    CHECK(reading.faults.empty());
  }
}

TEST_CASE("no text makes the CSV reader fail or hang") {
  std::mt19937 random(5);
  const std::vector<std::string> pieces = {
      "a", "\"", "\"\"", ",", "\n", "\r", "\r\n", ";", "\t", std::string(1, '\0'), "甲", "\x80"};
  for (int round = 0; round < 2000; ++round) {
    const std::string text = random_text(random, pieces, 60);
    const Reading reading = read_csv(text);
    for (std::size_t i = 1; i < reading.numbers.size(); ++i)
      CHECK(reading.numbers[i] > reading.numbers[i - 1]);
    for (const Cells& row : reading.rows) CHECK((row.empty() || row.size() == reading.columns.size()));
  }
  // Rows of quotes: if each looked for its end through the whole file, this would take minutes.
  for (const std::string piece : {"\"x\n", "\"\"\"\n", "\"a\"\"\n", "a,\"b\n", "\"x\r"}) {
    std::string text = "a,b\n";
    while (text.size() < 500000) text += piece;
    CHECK(read_csv(text).rows.size() > 1);
  }
}

TEST_CASE("an unquoted 1,000 is a row too long, even if its last cell is empty") {
  const Reading reading = read_csv("单位,预算,执行,备注\n甲,1,000,700,\n乙,1000,700,\n丙,1,000,700,x\n");
  CHECK(reading.rows == Rows{{}, {"乙", "1000", "700", ""}, {}});
  REQUIRE(reading.faults.size() == 2);
  CHECK(Reading::where(reading.faults[0]) == "E718 at 2:5");
  CHECK(reading.faults[0].arguments[0].zh == "5");
  // Empty cells are dropped as far as the header has empty ones, and no further.
  CHECK(read_csv("a,b,,\n1,2,,\n3,4\n5,6,\n").rows == Rows{{"1", "2"}, {"3", "4"}, {"5", "6"}});
  CHECK(read_csv("a,b,\n1,2,,\n").rows == Rows{{}});
}

}  // namespace rubric::formats
