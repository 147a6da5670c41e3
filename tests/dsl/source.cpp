#include "dsl/source.hpp"

#include <doctest/doctest.h>

namespace rubric::dsl {

namespace {

std::vector<engine::Diagnostic> problems_of(std::string bytes) {
  std::vector<engine::Diagnostic> problems;
  const Source source("test.rules", std::move(bytes), problems);
  CHECK(source.folded().empty() == !problems.empty());
  return problems;
}

Span find(const Source& source, std::string_view piece) {
  const auto at = static_cast<std::uint32_t>(source.folded().find(piece));
  return {at, at + static_cast<std::uint32_t>(piece.size())};
}

}  // namespace

TEST_CASE("a file that cannot be read says why") {
  using engine::Code;
  for (const char* blank : {"", " \n\r\n　", "\xEF\xBB\xBF"}) {
    REQUIRE(problems_of(blank).size() == 1);
    CHECK(problems_of(blank)[0].code == Code::E001);
  }
  const auto binary = problems_of(std::string("规则集\0x", 11));
  REQUIRE(binary.size() == 1);
  CHECK(binary[0].code == Code::E002);
  CHECK(binary[0].arguments == std::vector<engine::Text>{"10", "00"});

  const auto gbk = problems_of("规则集 \xB9\xE6");
  REQUIRE(gbk.size() == 1);
  CHECK(gbk[0].code == Code::E003);
  CHECK(gbk[0].arguments == std::vector<engine::Text>{"11"});

  const auto huge = problems_of(std::string(Source::max_bytes + 1, 'x'));
  REQUIRE(huge.size() == 1);
  CHECK(huge[0].code == Code::E004);
}

TEST_CASE("what is typed in full width is read in plain characters, and found again") {
  std::vector<engine::Diagnostic> problems;
  const Source source("a", "\xEF\xBB\xBF规则集　甲\r\n目标：≧９０％\r指标", problems);
  CHECK(problems.empty());
  CHECK(source.folded() == "规则集 甲\n目标:≥90%\n指标");
  CHECK(source.original(find(source, "≥90%")) == "≧９０％");
  CHECK(source.original(find(source, "甲")) == "甲");

  const engine::Place place = source.place(find(source, "90"));
  CHECK(place.file == "a");
  CHECK(place.line == 2);
  CHECK(place.column == 5);
  CHECK(place.width == 2);
  CHECK(place.line_text == "目标：≧９０％");
  CHECK(source.place(find(source, "指标")).line == 3);
  CHECK(source.place(find(source, "规则集")).line_text == "规则集　甲");
}

TEST_CASE("a place stops at its line's end and is never empty") {
  std::vector<engine::Diagnostic> problems;
  const Source source("a", "甲乙\n丙\n", problems);
  CHECK(source.place({3, 12}).width == 1);
  CHECK(source.place({6, 6}).column == 3);
  CHECK(source.place({6, 6}).width == 1);
  const auto end = static_cast<std::uint32_t>(source.folded().size());
  CHECK(source.place({end, end}).line == 3);
  CHECK(source.place({end, end}).column == 1);
}

TEST_CASE("a very long line is placed but not shown") {
  std::vector<engine::Diagnostic> problems;
  const Source source("a", std::string(10000, 'x'), problems);
  CHECK(source.place({9000, 9001}).column == 9001);
  CHECK(source.place({9000, 9001}).line_text.empty());
}

}  // namespace rubric::dsl
