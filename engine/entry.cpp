#include "engine/entry.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

/// Decimals that an entered value may have.
constexpr int most_decimals = 6;

}  // namespace

std::optional<Cell> entry(const Rational& value, const Datum& datum, Language language) {
  std::string text;
  if (datum.kind == Kind::text) return std::nullopt;
  if (datum.kind == Kind::yes_no) {
    text = language == Language::zh ? (value == 1 ? "是" : "否") : (value == 1 ? "yes" : "no");
  } else if (datum.kind == Kind::level) {
    if (value < 0 || value >= Rational(datum.levels.size()) || denominator(value) != 1) return std::nullopt;
    text = datum.levels[static_cast<std::size_t>(numerator(value))];
  } else {
    const bool date = datum.kind == Kind::date;
    if (!date && !decimals(Rational(value / datum.unit.scale), most_decimals)) return std::nullopt;
    text = to_text(value, datum.unit, language);
  }
  Cell cell = read_cell(text, datum);
  const bool same =
      cell.state == Cell::State::known && cell.value.is_point() && cell.value.low.value == value;
  return same ? std::optional(std::move(cell)) : std::nullopt;
}

Rational entry_step(const Datum& datum, const Cell& now) {
  if (datum.kind != Kind::quantity) return 1;
  if (datum.whole) return datum.unit.scale;
  int digits = 2;
  if (now.state == Cell::State::known) {
    const Rational shown = now.value.low.value / datum.unit.scale;
    digits = std::max(digits, decimals(shown, most_decimals).value_or(digits));
  }
  return datum.unit.scale * power_of_tenth(digits);
}

std::string range_text(const Interval& range, const Unit& unit, Language language) {
  const bool zh = language == Language::zh;
  const auto number = [&](const Bound& end) { return to_text(end.value, unit, language); };
  const auto mark = [&](const Bound& end) {
    return std::string(zh ? (end.open ? "(不含)" : "(含)") : (end.open ? " (excl)" : " (incl)"));
  };
  if (range.is_point()) return number(range.low);
  if (range.low.infinite && range.high.infinite) return zh ? "任何数" : "any number";
  if (range.low.infinite)
    return (range.high.open ? (zh ? "＜" : "< ") : (zh ? "≤" : "<= ")) + number(range.high);
  if (range.high.infinite)
    return (range.low.open ? (zh ? "＞" : "> ") : (zh ? "≥" : ">= ")) + number(range.low);
  return number(range.low) + mark(range.low) + (zh ? "至" : " to ") + number(range.high) + mark(range.high);
}

std::string range_text(const Interval& range, const Datum& datum, Language language) {
  if (datum.kind != Kind::level && datum.kind != Kind::yes_no) return range_text(range, datum.unit, language);
  const std::optional<Interval> places = integers_within(range);
  std::string text;
  if (!places || places->low.infinite || places->high.infinite) return text;
  for (Rational place = places->low.value; place <= places->high.value; place += 1) {
    const std::optional<Cell> cell = entry(place, datum, language);
    if (cell) text += (text.empty() ? "" : language == Language::zh ? "、" : "; ") + cell->text;
  }
  return text;
}

}  // namespace rubric::engine
