#include "formats/diagnostics.hpp"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "tests/files.hpp"

namespace rubric::formats {

using engine::Code;
using engine::Diagnostic;
using engine::Language;
using engine::Place;
using testing::contains;

namespace {

Diagnostic in_rules() {
  return {Code::E301,
          {"x.rules", 31, 14, 4, "  实际  全年执行 ÷ 全年予算", ""},
          {"全年予算"},
          {{engine::Text("“全年预算”"), "全年预算"}}};
}

Diagnostic in_data() {
  return {Code::E801, {"units.csv", 3, 5, 1, "", "全年预算"}, {"完成", "全年预算", {"数", "a number"}}, {}};
}

}  // namespace

TEST_CASE("a finding in rules shows its line, its characters and how to mend it") {
  CHECK(to_text(in_rules(), {Language::zh, false}) ==
        "x.rules:31:14: 错误[E301] 没有叫“全年予算”的数据、参数或公式\n"
        "   31 │   实际  全年执行 ÷ 全年予算\n"
        "      │                    ^^^^^^^^\n"
        "   可改为：“全年预算”\n");
  CHECK(contains(to_text(in_rules(), {Language::zh, true}), "\n   error: there is no datum"));
  CHECK(contains(to_text(in_rules(), {Language::en, true}), "   try: “全年预算”\n   错误: 没有叫"));
}

TEST_CASE("a finding in data names the cell") {
  CHECK(contains(to_text(in_data(), {Language::zh, false}),
                 "units.csv:3:5（E3“全年预算”）: 错误[E801] “完成”不是数"));
  CHECK(contains(to_text(in_data(), {Language::en, false}),
                 "units.csv:3:5 (E3 “全年预算”): error[E801] “完成” is not a number"));
  Diagnostic row = in_data();
  row.place.column = 0;
  CHECK(contains(to_text(row, {Language::zh, false}), "units.csv:3（“全年预算”）: 错误"));
  row.place.subject.clear();
  CHECK(contains(to_text(row, {Language::zh, false}), "units.csv:3: 错误"));
  row.place.line = 0;
  CHECK(contains(to_text(row, {Language::zh, false}), "units.csv: 错误"));
}

TEST_CASE("the caret stands under wide, combining, hidden and tab characters, and at the end of a line") {
  const auto caret = [](const std::string& line, std::uint32_t column, std::uint32_t width) {
    const Diagnostic d{Code::E108, {"x", 1, column, width, line, ""}, {}, {}};
    const auto lines = testing::split(to_text(d, {Language::zh, false}), "\n");
    return lines.at(2).substr(std::string("     │ ").size());
  };
  CHECK(caret("abc", 2, 1) == " ^");
  CHECK(caret("执行率", 2, 2) == "  ^^^^");
  CHECK(caret("\t执", 2, 1) == " ^^");
  CHECK(caret("e\u0301x", 3, 1) == " ^");
  CHECK(caret("\u202Ex", 2, 1) == "        ^");  // <U+202E>
  CHECK(caret("abc", 4, 1) == "   ^");
  CHECK(caret("abc", 400, 9) == "   ^");
  CHECK(caret("abc", 2, 99) == " ^^");
}

TEST_CASE("a very long line is cut around the place") {
  std::string line;
  for (int i = 0; i < 1000; ++i) line += "执";
  const Diagnostic d{Code::E108, {"x", 1, 501, 2, line, ""}, {}, {}};
  const auto lines = testing::split(to_text(d, {Language::zh, false}), "\n");
  CHECK(lines[1].size() < 700);
  CHECK(contains(lines[1], "│ …执"));
  CHECK(lines[1].substr(lines[1].size() - 3) == "…");
  CHECK(contains(lines[2], " ^^^^"));
}

TEST_CASE("control characters of files and cells do not reach the terminal") {
  Diagnostic d = in_data();
  d.place.file = "a\x1B.csv";
  d.place.subject = "b\u202E";
  d.arguments[0] = "c\x07";
  d.fixes.push_back({engine::Text("d\x1B"), ""});
  const std::string text = to_text(d, {Language::zh, true});
  CHECK(contains(text, "a<U+001B>.csv"));
  CHECK(contains(text, "b<U+202E>"));
  CHECK(contains(text, "c<U+0007>"));
  CHECK(contains(text, "d<U+001B>"));
}

TEST_CASE("as JSON every part has its own key") {
  const auto all = nlohmann::json::parse(to_json({in_rules(), in_data()}));
  REQUIRE(all.size() == 2);
  CHECK(all[0]["code"] == "E301");
  CHECK(all[0]["severity"] == "error");
  CHECK(all[0]["file"] == "x.rules");
  CHECK(all[0]["line"] == 31);
  CHECK(all[0]["column"] == 14);
  CHECK(all[0]["width"] == 4);
  CHECK(contains(all[0]["zh"].get<std::string>(), "全年予算"));
  CHECK(contains(all[0]["en"].get<std::string>(), "there is no datum"));
  CHECK(all[0]["fixes"][0]["replacement"] == "全年预算");
  CHECK(all[1]["subject"] == "全年预算");
  CHECK(nlohmann::json::parse(to_json({})).empty());
  Diagnostic d = in_data();
  d.place.file = "a\xFF.csv";
  CHECK(nlohmann::json::parse(to_json({d})).size() == 1);
}

TEST_CASE("findings are sorted by file, line and column, equal ones kept in order") {
  std::vector<Diagnostic> all;
  const auto add = [&](const char* file, std::uint32_t line, std::uint32_t column, const char* what) {
    all.push_back({Code::E301, {file, line, column, 1, "", ""}, {what}, {}});
  };
  add("b", 1, 1, "4");
  add("a", 10, 1, "3");
  add("a", 2, 5, "1");
  add("a", 2, 5, "2");
  add("a", 0, 0, "0");
  sort_by_place(all);
  std::string order;
  for (const Diagnostic& d : all) order += d.arguments[0].zh;
  CHECK(order == "01234");
}

}  // namespace rubric::formats
