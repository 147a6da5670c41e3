#include "formats/xlsx.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/files.hpp"
#include "tests/workbook.hpp"

namespace rubric::formats {

using testing::Folder;
using testing::read_workbook;

namespace {

std::string told(const std::optional<engine::Diagnostic>& problem) {
  return problem
             ? std::string(engine::kind(problem->code).name) + " " + problem->message(engine::Language::en)
             : "";
}

}  // namespace

TEST_CASE("text in a workbook is text, whatever it says") {
  const std::vector<std::string> texts = {"=HYPERLINK(\"http://a.example\",\"b\")",
                                          "+1",
                                          "-1",
                                          "@SUM(A1)",
                                          "http://a.example",
                                          "<script>alert(1)</script>",
                                          "a & b \"c\" 'd'",
                                          " blanks ",
                                          "one\ntwo",
                                          "_x0041_",
                                          "7",
                                          std::string(10'000, 'x')};
  const Folder folder;
  Workbook book;
  Sheet sheet = book.sheet("a");
  for (std::size_t i = 0; i < texts.size(); ++i) sheet.text(static_cast<std::uint32_t>(i), 0, texts[i], {});
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx");
  REQUIRE(content.sheets.size() == 1);
  for (std::size_t i = 0; i < texts.size(); ++i)
    CHECK(content.sheets[0].at("A" + std::to_string(i + 1)) == texts[i]);
  CHECK(content.sheets[0].numbers.empty());
  CHECK(content.formulas == 0);
  CHECK(content.links == 0);
}

TEST_CASE("hidden characters are shown by their code, and long text is cut with a mark") {
  const Folder folder;
  Workbook book;
  Sheet sheet = book.sheet("a");
  sheet.text(0, 0, "a\u202Eb\x1B\tc", {});
  std::string emoji;  // two units each: 32,768 together, one more than a cell takes
  for (int i = 0; i < 16'384; ++i) emoji += "\U0001F600";
  sheet.text(1, 0, emoji, {});
  sheet.text(2, 0, "", {.border = true});
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx");
  CHECK(content.sheets[0].at("A1") == "a<U+202E>b<U+001B><U+0009>c");
  CHECK(content.sheets[0].at("A2") == emoji.substr(0, 4 * 16'383) + "…");
  CHECK(content.sheets[0].at("A3") == "");
}

TEST_CASE("a number keeps its digits, or stays text") {
  const Folder folder;
  Workbook book;
  Sheet sheet = book.sheet("a");
  const char* const numbers[] = {"14.985", "-0.5", "100", "123456789012345", "9.3", "999999999999999", "0.1"};
  const char* const texts[] = {"1234567890123456", "89.86..99.86", "无法计算", "", "-", "1e3", "1.2.3", "="};
  for (std::uint32_t i = 0; i < 7; ++i) sheet.number(i, 0, numbers[i], {});
  for (std::uint32_t i = 0; i < 8; ++i) sheet.number(i, 1, texts[i], {});
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx").sheets[0];
  CHECK(content.numbers == std::vector<std::string>{"A1", "A2", "A3", "A4", "A5", "A6", "A7"});
  for (int i = 0; i < 7; ++i) CHECK(content.at("A" + std::to_string(i + 1)) == numbers[i]);
  for (int i = 0; i < 8; ++i) CHECK(content.at("B" + std::to_string(i + 1)) == texts[i]);
}

TEST_CASE("a unit is shown behind a number and is no part of it") {
  const Folder folder;
  Workbook book;
  Sheet sheet = book.sheet("a");
  sheet.number(0, 0, "320.50", {}, "万元");
  sheet.number(1, 0, "3", {}, "万元");
  sheet.number(2, 0, "3", {});
  sheet.number(3, 0, "1234567890123456", {}, "万元");  // more digits than a spreadsheet keeps
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx");
  CHECK(content.sheets[0].numbers == std::vector<std::string>{"A1", "A2", "A3"});
  CHECK(content.sheets[0].at("A1") == "320.5");
  CHECK(content.sheets[0].at("A4") == "1234567890123456万元");
  for (const std::string format : {"0.00\"万元\"", "0\"万元\""})
    CHECK(std::count(content.formats.begin(), content.formats.end(), format) == 1);
}

TEST_CASE("names of sheets are made such that a spreadsheet takes them") {
  const Folder folder;
  Workbook book;
  for (const std::string name : {"a/b:c[d]*?\\", "", "x", "X", "", "'q'"}) book.sheet(name);
  book.sheet(std::string(100, 'y'));
  book.sheet(std::string(100, 'y'));
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  std::vector<std::string> names;
  for (const auto& sheet : read_workbook(folder / "a.xlsx").sheets) names.push_back(sheet.name);
  CHECK(names[0] == "a_b_c_d____");
  CHECK(names[1] == "Sheet");
  CHECK(names[2] == "x");
  CHECK(names[4] == "Sheet 2");
  CHECK(names[5] == "_q_");
  CHECK(names[6] == std::string(30, 'y') + "…");
  CHECK(names[7] != names[6]);
}

TEST_CASE("merged cells, and a sheet written row by row") {
  const Folder folder;
  Workbook merged;
  Sheet one = merged.sheet("a");
  one.merge(0, 0, 1, 2, "=1", {.border = true});
  one.merge(2, 0, 2, 0, "alone", {});
  CHECK(told(write_workbook(merged, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx").sheets[0];
  CHECK(content.merged == std::vector<std::string>{"A1:C2"});
  CHECK(content.at("A1") == "=1");
  CHECK(content.at("A3") == "alone");

  Workbook rows(true);
  Sheet two = rows.sheet("a");
  for (std::uint32_t i = 0; i < 1000; ++i) {
    two.text(i, 0, "=" + std::to_string(i), {});
    two.number(i, 1, std::to_string(i), {});
  }
  CHECK(told(write_workbook(rows, folder / "b.xlsx")) == "");
  const auto long_sheet = read_workbook(folder / "b.xlsx");
  CHECK(long_sheet.formulas == 0);
  CHECK(long_sheet.sheets[0].at("A1000") == "=999");
  CHECK(long_sheet.sheets[0].at("B1000") == "999");
}

TEST_CASE("a chart draws cells, and all its words are cells") {
  const Folder folder;
  Workbook book;
  Sheet drawn = book.sheet("图"), data = book.sheet("=1+1");
  data.text(0, 1, "=HYPERLINK(\"http://a.example\")", {});
  for (std::uint32_t row = 1; row <= 2; ++row) {
    data.text(row, 0, "@A", {});
    data.number(row, 1, row == 1 ? "1.5" : "-2.5", {});
  }
  drawn.chart(0, 0, data,
              {.heading = 0,
               .last_row = 2,
               .series = {{.column = 1, .color = 0x112233, .color_below_zero = 0x332211}},
               .below_zero = {false, true},
               .width = 480,
               .height = 200});
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx");
  REQUIRE(content.charts.size() == 1);
  CHECK(content.charts[0].literals.empty());
  REQUIRE(content.charts[0].series.size() == 1);
  CHECK(content.charts[0].series[0] ==
        std::vector<std::string>{"'=1+1'!$B$1", "'=1+1'!$A$2:$A$3", "'=1+1'!$B$2:$B$3"});
  CHECK(content.formulas == 0);
}

TEST_CASE("rows are as high as their text needs") {
  CHECK(wrapped_lines("", 10) == 1);
  CHECK(wrapped_lines("123456789", 10) == 1);  // a line does not fill its cell
  CHECK(wrapped_lines("1234567890", 10) == 2);
  CHECK(wrapped_lines("一二三四五", 10) == 2);  // a Chinese character is as wide as two digits
  CHECK(wrapped_lines("一\n\n二", 10) == 3);
  CHECK(wrapped_lines("ab", 1) == 2);
  const Folder folder;
  Workbook book;
  Sheet sheet = book.sheet("a");
  sheet.text(0, 0, "a", {});
  sheet.row_lines(0, 3);
  sheet.text(1, 0, "a", {});
  sheet.row_lines(1, 1'000);  // a spreadsheet has a bound
  CHECK(told(write_workbook(book, folder / "a.xlsx")) == "");
  const auto content = read_workbook(folder / "a.xlsx");
  CHECK(content.sheets[0].heights == std::map<std::string, std::string>{{"1", "48"}, {"2", "400"}});
}

TEST_CASE("equal cells make equal bytes; too many rows are refused by their bound") {
  const auto bytes = [] {
    Workbook book;
    Sheet sheet = book.sheet("a");
    sheet.text(0, 0, "x", {.bold = true});
    std::string made;
    CHECK(told(book.finish("a.xlsx", made)) == "");
    return made;
  };
  CHECK(bytes() == bytes());
  const Folder folder;
  Workbook book;
  book.sheet("a").text(max_sheet_rows, 0, "x", {});
  CHECK(testing::contains(told(write_workbook(book, folder / "a.xlsx")), "1048576 rows"));
  CHECK(folder.names().empty());
  Workbook wide;
  wide.sheet("a").text(0, max_sheet_columns, "x", {});
  CHECK(testing::contains(told(write_workbook(wide, folder / "a.xlsx")), "16384 columns"));
  CHECK(folder.names().empty());
}

TEST_CASE("a program without workbooks says so in both languages") {
  const engine::Diagnostic d = no_xlsx("a.xlsx");
  CHECK(told(d) == "E940 this build (WebAssembly) cannot write XLSX: use CSV or HTML, or the native program");
  CHECK(testing::contains(d.message(engine::Language::zh), "不能写 XLSX"));
  CHECK(has_xlsx());
}

}  // namespace rubric::formats
