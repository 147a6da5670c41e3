#include "engine/quantity.hpp"

#include <algorithm>
#include <array>

#include "engine/text.hpp"

namespace rubric::engine {
namespace {

constexpr std::array front_words{
    BoundWord{">=", true, false},      BoundWord{"≥", true, false},       BoundWord{"不低于", true, false},
    BoundWord{"不少于", true, false},  BoundWord{"达到", true, false},    BoundWord{">", true, true},
    BoundWord{"超过", true, true},     BoundWord{"高于", true, true},     BoundWord{"大于等于", true, false},
    BoundWord{"大于", true, true},     BoundWord{"超", true, true},       BoundWord{"<=", false, false},
    BoundWord{"≤", false, false},      BoundWord{"不超过", false, false}, BoundWord{"不高于", false, false},
    BoundWord{"不多于", false, false}, BoundWord{"不小于", true, false},  BoundWord{"不大于", false, false},
    BoundWord{"<", false, true},       BoundWord{"低于", false, true},    BoundWord{"不足", false, true},
    BoundWord{"不满", false, true},    BoundWord{"少于", false, true},    BoundWord{"小于等于", false, false},
    BoundWord{"小于", false, true},
};

// 以上, 以下 and 以内 include the number (民法典第1259条); (含) and (不含) say it.
constexpr std::array back_words{
    BoundWord{"(含)以上", true, false},  BoundWord{"(不含)以上", true, true},
    BoundWord{"及以上", true, false},    BoundWord{"以上", true, false},
    BoundWord{"(含)以下", false, false}, BoundWord{"(不含)以下", false, true},
    BoundWord{"及以下", false, false},   BoundWord{"以下", false, false},
    BoundWord{"(含)以内", false, false}, BoundWord{"以内", false, false},
};

constexpr std::array vague_words{"约", "左右", "多", "近", "大约", "余"};

bool starts_with(std::string_view text, std::string_view prefix) {
  return text.substr(0, prefix.size()) == prefix;
}
bool ends_with(std::string_view text, std::string_view suffix) {
  return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}
bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

/// Cuts a comparison word from either end of `rest`.
std::optional<BoundWord> take_bound(std::string_view& rest) {
  for (const BoundWord& row : front_words) {
    if (!starts_with(rest, row.word)) continue;
    rest = trim(rest.substr(row.word.size()));
    return row;
  }
  for (const BoundWord& row : back_words) {
    if (!ends_with(rest, row.word)) continue;
    rest = trim(rest.substr(0, rest.size() - row.word.size()));
    return row;
  }
  return std::nullopt;
}

/// The digits at the start of `rest`, thousands separators dropped where they stand in their places.
std::string take_digits(std::string_view& rest) {
  std::string digits;
  std::size_t i = 0;
  if (i < rest.size() && (rest[i] == '-' || rest[i] == '+')) digits += rest[i++];
  std::size_t group = 0;
  bool grouped = false, fraction = false;
  for (; i < rest.size(); ++i) {
    const char c = rest[i];
    if (is_digit(c)) {
      digits += c;
      if (!fraction) ++group;
    } else if (c == ',' && !fraction && (grouped ? group == 3 : group >= 1 && group <= 3)) {
      grouped = true;
      group = 0;
    } else if (c == '.' && !fraction && (!grouped || group == 3)) {
      digits += c;
      fraction = true;
    } else {
      break;
    }
  }
  if (grouped && group != 3) return {};
  rest = trim(rest.substr(i));
  return digits;
}

bool is_vague(std::string_view word) {
  return std::any_of(vague_words.begin(), vague_words.end(),
                     [&](std::string_view vague) { return word.find(vague) != std::string_view::npos; });
}

/// "2024年", "6月底前", "12月31日": the digits are those of a point in time, not of how long it takes.
bool is_date(std::string_view digits, std::string_view word) {
  if (word == "年" && digits.size() == 4 && (digits[0] == '1' || digits[0] == '2')) return true;
  if (find_unit(word).dimension != Dimension::count) return false;  // 30日, 6个月
  for (const std::string_view start : {"年", "月", "日", "号", "季度"}) {
    if (starts_with(word, start)) return true;
  }
  return false;
}

bool starts_vague(std::string_view text) {
  return std::any_of(vague_words.begin(), vague_words.end(), [&](std::string_view vague) {
    return starts_with(text, vague) && text.size() > vague.size();
  });
}

Rational Printed::step() const {
  return power_of_tenth(places) * unit.scale;
}

Printed read_printed(std::string_view text, const Unit& usual) {
  Printed result;
  result.text = std::string(trim(text));
  const std::string folded(trim(fold(result.text)));
  std::string_view rest = folded;
  if (rest.empty()) return result;
  result.state = Printed::State::words;
  if (starts_vague(rest)) return result;
  const std::optional<BoundWord> bound = take_bound(rest);
  if (!bound && rest.substr(0, 1) == "=") rest = trim(rest.substr(1));
  const std::string digits = take_digits(rest);
  const std::optional<Rational> number = parse_decimal(digits);
  if (!number || is_vague(rest) || is_date(digits, rest)) return result;
  if (!rest.empty() && !is_letter(decode(rest, 0).code) && find_unit(rest).dimension == Dimension::count)
    return result;
  result.unit = rest.empty() ? usual : find_unit(rest);
  result.unit_word = std::string(rest);
  const std::size_t point = digits.find('.');
  result.places = point == std::string::npos ? 0 : static_cast<int>(digits.size() - point - 1);
  result.value = *number * result.unit.scale;
  result.state = bound ? Printed::State::bound : Printed::State::number;
  if (bound) result.bound = *bound;
  return result;
}

}  // namespace rubric::engine
