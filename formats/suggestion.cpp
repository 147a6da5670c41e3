#include "formats/suggestion.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/text.hpp"
#include "formats/figures.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Decimals that an expected score may have; one that does not end within them cannot be stated.
constexpr int most_decimals = 20;

class Writer {
 public:
  explicit Writer(const Ruleset& ruleset) : ruleset_(ruleset) {}

  std::string write(const std::vector<Suggestion>& suggestions) const {
    std::string text = say("# 以下样例由程序建议，应得分是规则现在算出的：请对照印发的标准逐条确认。\n",
                           "# Suggested samples; the scores are those that the rules give now: confirm each "
                           "against the printed standard.\n");
    for (const Suggestion& s : suggestions) {
      const std::optional<std::string> score = expected(s);
      if (!score) continue;
      const std::string title = s.item == none ? say("总分", "total") : ruleset_.items[s.item].title;
      text += fmt::format("{} {}\n", say("样例", "sample"), heading(s, s.title));
      text += values(s.data);
      text += fmt::format("  {} {}  {}\n", say("应得", "expect"), title, *score);
    }
    return text;
  }

 private:
  std::string say(std::string_view zh, std::string_view en) const {
    return std::string(ruleset_.language == Language::zh ? zh : en);
  }

  std::string heading(const Suggestion& s, const std::string& title) const {
    const Unit& unit = ruleset_.exprs[s.threshold.value].unit;
    const std::string at = to_text(s.threshold.at, unit, ruleset_.language);
    switch (s.side) {
      case Suggestion::Side::below:
        return fmt::format(fmt::runtime(say("{}，比{}低一点", "{}, just below {}")), title, at);
      case Suggestion::Side::above:
        return fmt::format(fmt::runtime(say("{}，比{}高一点", "{}, just above {}")), title, at);
      default:
        return fmt::format(fmt::runtime(say("{}，正好{}", "{}, exactly {}")), title, at);
    }
  }

  /// The data, a few a line.
  std::string values(const UnitData& data) const {
    constexpr int most_columns = 90;
    std::string text, line;
    for (DatumId id = 0; id < ruleset_.data.size(); ++id) {
      const std::string value = fmt::format("{} {}", name(ruleset_.data[id].name), figure(data, id));
      if (!line.empty() && display_width(line) + display_width(value) > most_columns) {
        text += "  " + line + "\n";
        line.clear();
      }
      line += (line.empty() ? "" : say(" ｜ ", " | ")) + value;
    }
    if (data.year && !fixed_year())
      line += fmt::format("{}{} {}", line.empty() ? "" : say(" ｜ ", " | "), say("年度", "year"), *data.year);
    return line.empty() ? text : text + "  " + line + "\n";
  }

  /// Whether the rules themselves say the year.
  bool fixed_year() const {
    return ruleset_.first_year && (!ruleset_.last_year || *ruleset_.last_year == *ruleset_.first_year);
  }

  std::string figure(const UnitData& data, DatumId id) const {
    const Cell& cell = data.cells[id];
    const bool text = ruleset_.data[id].kind == Kind::text && !cell.text.empty();
    return text ? quoted(cell.text) : to_text(cell, ruleset_.data[id], ruleset_.language);
  }

  static std::string quoted(const std::string& text) { return "“" + text + "”"; }

  /// A name as the rules have it: in quotes if it is not one word.
  static std::string name(const std::string& text) {
    for (std::size_t at = 0; at < text.size();) {
      const Character c = decode(text, at);
      if (!is_name_character(c.code)) return quoted(text);
      at += c.bytes;
    }
    return text;
  }

  // --- what the indicator must give ---

  std::optional<std::string> expected(const Suggestion& s) const {
    if (s.dropped == Truth::yes) return say("不适用", "not applicable");
    const Possible& score = s.score;
    if (!score.possible) return say("无法计算", "fault");
    if (score.range.low.infinite || score.range.high.infinite) return std::nullopt;
    const int digits =
        s.item == none ? total_digits(ruleset_) : item_digits(ruleset_, ruleset_.items[s.item]);
    const auto low = points(score.range.low.value, digits);
    const auto high = points(score.range.high.value, digits);
    if (!low || !high) return std::nullopt;
    return *low == *high ? low : std::optional(*low + say(" 至 ", " to ") + *high);
  }

  std::optional<std::string> points(const Rational& value, int at_least) const {
    const std::optional<int> digits = decimals(value, most_decimals);
    if (!digits) return std::nullopt;
    return to_decimal(value, std::max(*digits, at_least)) + say("分", " points");
  }

  const Ruleset& ruleset_;
};

}  // namespace

std::string to_rules(const Ruleset& ruleset, const std::vector<Suggestion>& suggestions) {
  return Writer(ruleset).write(suggestions);
}

}  // namespace rubric::formats
