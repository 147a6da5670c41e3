#include "engine/unit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/calendar.hpp"

namespace rubric::engine {
namespace {

struct Row {
  Dimension dimension;
  Rational scale;
  std::vector<std::string> zh, en;  // the first of each is printed
};

const std::vector<Row>& table() {
  static const std::vector<Row> rows{
      {Dimension::rate, Rational(1, 100), {"%", "百分比"}, {"%"}},
      {Dimension::rate, Rational(1, 1000), {"‰"}, {"‰"}},
      {Dimension::rate, Rational(1, 100), {"个百分点", "百分点"}, {"pp"}},
      {Dimension::money, 1, {"元"}, {"yuan"}},
      {Dimension::money, 1000, {"千元"}, {"thousand_yuan"}},
      {Dimension::money, 10'000, {"万元", "万"}, {"wanyuan"}},
      {Dimension::money, 1'000'000, {"百万元"}, {"million_yuan"}},
      {Dimension::money, 100'000'000, {"亿元", "亿"}, {"yiyuan"}},
      {Dimension::points, 1, {"分"}, {"points", "point"}},
      {Dimension::days, 1, {"天", "日"}, {"days", "day"}},
      {Dimension::workdays, 1, {"个工作日", "工作日"}, {"workdays", "workday"}},
      {Dimension::months, 1, {"个月", "月"}, {"months", "month"}},
      {Dimension::years, 1, {"年"}, {"years", "year"}},
      {Dimension::count, 1, {"次"}, {"times", "time"}},
      {Dimension::count, 1, {"个"}, {"items", "item"}},
      {Dimension::count, 1, {"人"}, {"people", "person"}},
  };
  return rows;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool needs_blank(const std::string& word) {
  return !word.empty() && ((word[0] >= 'a' && word[0] <= 'z') || (word[0] >= 'A' && word[0] <= 'Z'));
}

}  // namespace

Unit find_unit(std::string_view word) {
  for (const Row& row : table()) {
    const bool chinese = has(row.zh, word);
    if (!chinese && !has(row.en, word)) continue;
    // 日 and 天, 个月 and 月 are one unit; the file's own spelling is the one to print. 万 alone prints as
    // 万元.
    const bool as_typed = chinese && row.dimension != Dimension::money;
    return {row.dimension, row.scale, {as_typed ? std::string(word) : row.zh[0], row.en[0]}};
  }
  return {Dimension::count, 1, std::string(word)};
}

bool agree(const Unit& a, const Unit& b) {
  return a.dimension == b.dimension && (a.dimension != Dimension::count || a.word.en == b.word.en);
}

const std::vector<std::string>& unit_words() {
  static const std::vector<std::string> words = [] {
    std::vector<std::string> all;
    for (const Row& row : table()) {
      all.insert(all.end(), row.zh.begin(), row.zh.end());
      all.insert(all.end(), row.en.begin(), row.en.end());
    }
    return all;
  }();
  return words;
}

std::string to_text(const Rational& value, const Unit& unit, Language language, int at_least) {
  if (unit.dimension == Dimension::date) return date_text(value);
  const std::string& word = unit.word.in(language);
  return fmt::format("{}{}{}", to_display(value / unit.scale, at_least), needs_blank(word) ? " " : "", word);
}

}  // namespace rubric::engine
