#include "engine/calendar.hpp"

#include <fmt/format.h>

#include <array>

namespace rubric::engine {
namespace {

bool leap(int year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int days_before_year(int year) {
  const int y = year - 1;
  return y * 365 + y / 4 - y / 100 + y / 400;
}

}  // namespace

int month_length(int year, int month) {
  constexpr std::array lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && leap(year) ? 29 : lengths.at(static_cast<std::size_t>(month - 1));
}

std::optional<int> day_number(int year, int month, int day) {
  if (year < 1900 || year > 9999 || month < 1 || month > 12 || day < 1 || day > month_length(year, month)) {
    return std::nullopt;
  }
  int days = days_before_year(year) - days_before_year(1970) + day - 1;
  for (int m = 1; m < month; ++m) days += month_length(year, m);
  return days;
}

std::string date_text(const Rational& days) {
  int left = static_cast<int>(floor(days));
  int year = 1970;
  while (left < 0) left += leap(--year) ? 366 : 365;
  while (left >= (leap(year) ? 366 : 365)) left -= leap(year++) ? 366 : 365;
  int month = 1;
  while (left >= month_length(year, month)) left -= month_length(year, month++);
  return fmt::format("{:04}-{:02}-{:02}", year, month, left + 1);
}

std::optional<int> read_date(std::string_view text) {
  std::array<int, 3> parts{0, 0, 0};
  std::size_t count = 0, digits = 0;
  for (std::size_t i = 0; i < text.size() && count < 3; ++i) {
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      if (++digits > 4) return std::nullopt;
      parts[count] = parts[count] * 10 + (c - '0');
      continue;
    }
    const std::string_view rest = text.substr(i);
    constexpr std::array<std::string_view, 3> words{"年", "月", "日"};
    const std::string_view word = words[count];
    const bool chinese = rest.substr(0, word.size()) == word;
    if (digits == 0 || (!chinese && (count == 2 || (c != '-' && c != '/' && c != '.')))) return std::nullopt;
    if (chinese) i += word.size() - 1;
    if (chinese && count == 2)
      return i + 1 == text.size() ? day_number(parts[0], parts[1], parts[2]) : std::nullopt;
    ++count;
    digits = 0;
  }
  return count == 2 && digits > 0 ? day_number(parts[0], parts[1], parts[2]) : std::nullopt;
}

}  // namespace rubric::engine
