#include "dsl/lexis.hpp"

#include <doctest/doctest.h>

namespace rubric::dsl {

using engine::Language;

namespace {

// What `after` takes from the start of `text`, or "-".
template <class After>
std::string taken(const std::string& text, After after) {
  const std::size_t end = after(text, 0);
  return end == npos ? "-" : text.substr(0, end);
}

std::string taken_word(const std::string& text, Word word, Language language, Ending ending) {
  const std::size_t end = after_word(text, 0, word, language, ending);
  return end == npos ? "-" : text.substr(0, end);
}

}  // namespace

TEST_CASE("numbers") {
  CHECK(taken("-30%", after_number) == "-30");
  CHECK(taken("0.5分", after_number) == "0.5");
  CHECK(taken("1.分", after_number) == "1");
  CHECK(taken(".5", after_number) == "-");
  CHECK(taken("e-3", after_exponent) == "e-3");
  CHECK(taken("east", after_exponent) == "-");
  CHECK(taken("十户", after_numeral) == "十");
}

TEST_CASE("units end where another word begins") {
  CHECK(taken("处扣3分", after_glued_unit) == "处");
  CHECK(taken("个百分点扣1分", after_glued_unit) == "个百分点");
  CHECK(taken("个工作日", after_glued_unit) == "个工作日");
  CHECK(taken("个月", after_glued_unit) == "个月");
  CHECK(taken("%以上", after_glued_unit) == "%");
  CHECK(taken("元/人的", after_glued_unit) == "元/人");
  CHECK(taken("起及以上", after_glued_unit) == "起");
  CHECK(taken("扣1分", after_glued_unit) == "-");
  CHECK(taken("工程量/年", after_plain_unit) == "工程量/年");
}

TEST_CASE("names and labels") {
  CHECK(taken("上年结转_2  2分", after_bare_name) == "上年结转_2");
  CHECK(taken("2年", after_bare_name) == "-");
  CHECK(taken("\"甲 乙\" 1", after_quoted) == "\"甲 乙\"");
  CHECK(taken("「甲」", after_quoted) == "「甲」");
  CHECK(taken("\"甲\n\"", after_quoted) == "-");
  CHECK(taken("\"\"", after_quoted) == "-");
  CHECK(taken("\"" + std::string(max_quoted, 'x') + "\"", after_quoted) == "-");
  CHECK(taken("基本满意得4分", after_label) == "基本满意");
  CHECK(taken("满意5分", after_label) == "满意");
  for (const char* const value :
       {"得4分", "扣1分", "计4分", "满分", "扣满分的10%", "不得分", "以上", "及以下"}) {
    CAPTURE(value);
    CHECK(taken(value, after_label) == "-");
  }
}

TEST_CASE("words: the longest spelling, and how it may end") {
  CHECK(taken_word("按比例计算得分，", Word::proportional, Language::zh, Ending::touching) ==
        "按比例计算得分");
  CHECK(taken_word("为高", Word::is, Language::zh, Ending::touching) == "为");
  CHECK(taken_word("为高", Word::is, Language::zh, Ending::whole) == "-");
  CHECK(taken_word("points,", Word::points, Language::en, Ending::touching) == "points");
  CHECK(taken_word("pointsman", Word::points, Language::en, Ending::touching) == "-");
  CHECK(taken_word("split   evenly", Word::split_evenly, Language::en, Ending::whole) == "split   evenly");
  CHECK(taken_word("扣", Word::deduct, Language::en, Ending::touching) == "-");
}

TEST_CASE("line keywords") {
  CHECK(line_keyword("目标  ≥1", 0, Language::zh) == Word::target);
  CHECK(line_keyword("目标:≥1", 0, Language::zh) == Word::target);
  CHECK(line_keyword("目标", 0, Language::zh) == Word::target);
  CHECK(line_keyword("目标≥1", 0, Language::zh) == Word::no_word);
  CHECK(line_keyword("target >= 1", 0, Language::zh) == Word::no_word);
  CHECK(line_keyword("each  item no rounding", 0, Language::en) == Word::each_item);
  CHECK(line_keyword("each", 0, Language::en) == Word::each);
  CHECK(line_keyword("not applicable if x", 0, Language::en) == Word::not_applicable_if);
}

TEST_CASE("comparisons") {
  std::size_t end = 0;
  CHECK(comparison(">=90", 0, Language::zh, &end) == Word::ge);
  CHECK(end == 2);
  CHECK(comparison("不低于90%", 0, Language::zh, &end) == Word::ge);
  CHECK(comparison("不低于上年", 0, Language::zh, &end) == Word::no_word);
  CHECK(comparison("<>1", 0, Language::en, &end) == Word::ne);
  CHECK(comparison("低于1", 0, Language::en, &end) == Word::no_word);
}

TEST_CASE("line ends") {
  const auto end = [](std::string_view text) { return after_line_end(text, 0, Language::zh); };
  CHECK(end("。; \n指标") == 6);
  CHECK(end(" # x | y\n\n  # z\n指标") == 16);
  CHECK(end(" | | \n甲") == 6);
  CHECK(end("\n……甲") == npos);
  CHECK(end("(推定:按上一行)。\n甲") == 25);
  CHECK(end("(推定x)") == npos);
  CHECK(end("") == 0);
  CHECK(skip_blanks("  # x\n  ...甲", 0) == 11);
  CHECK(line_stop("甲 # a | b\n", 0) == 11);
  CHECK(line_stop("甲 | b\n", 0) == 4);
}

}  // namespace rubric::dsl
