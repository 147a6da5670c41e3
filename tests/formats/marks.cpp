#include "formats/marks.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "engine/number.hpp"
#include "formats/decimal_text.hpp"

namespace rubric::formats {

TEST_CASE("marks are found alike with and without vector instructions") {
  std::mt19937 random(742);
  for (int round = 0; round < 2000; ++round) {
    std::string text(random() % 300, ' ');
    for (char& c : text) c = static_cast<char>(random() % (round % 2 ? 256 : 64));
    const std::size_t size = text.size(), begin = size == 0 ? 0 : random() % size;
    text += std::string(64, ',');  // must not be found
    std::vector<std::uint32_t> fast, plain, expected = {static_cast<std::uint32_t>(begin) - 1};
    const std::string_view part(text.data(), size);
    const Marks found = find_marks(part, begin, ',', fast), all = find_marks_plain(part, begin, ',', plain);
    std::size_t lines = 0;
    bool others = false;
    for (std::size_t at = begin; at < size; ++at) {
      const char c = part[at];
      if (std::string_view(",;\t\"\n\r\0", 7).find(c) == std::string_view::npos) continue;
      expected.push_back(static_cast<std::uint32_t>(at));
      lines += c == '\n' ? 1 : 0;
      others = others || (c != ',' && c != '\n');
    }
    for (const Marks& marks : {found, all}) {
      REQUIRE(marks.count + 1 == expected.size());
      CHECK(marks.lines == lines);
      CHECK(marks.others == others);
    }
    fast.resize(expected.size());
    plain.resize(expected.size());
    CHECK(fast == expected);
    CHECK(plain == expected);
  }
}

TEST_CASE("line feeds are counted in long texts") {
  const std::string text(100'000, '\n');
  std::vector<std::uint32_t> places;
  CHECK(find_marks(text, 1, ',', places).lines == text.size() - 1);
  CHECK_FALSE(find_marks(text, 1, ',', places).others);
  CHECK(find_marks(text + ";", 1, ',', places).others);
  CHECK(find_marks(";" + text, 0, ',', places).others);
}

TEST_CASE("plain decimals are read as parse_decimal reads them, or not at all") {
  std::mt19937 random(743);
  const std::string signs = "0123456789..,-+/:e ";
  std::size_t read = 0;
  for (int round = 0; round < 40'000; ++round) {
    std::string text = std::string(plain_margin, '7');
    const std::size_t size = random() % 18;
    for (std::size_t i = 0; i < size; ++i) text += signs[random() % (round % 4 ? 11 : signs.size())];
    const int decimals = static_cast<int>(random() % 7);
    std::int64_t number = 0;
    const char* const end = text.data() + text.size();
    const auto value = engine::parse_decimal(std::string_view(text).substr(plain_margin));
    CAPTURE(text);
    if (!read_plain(end - size, end, decimals, number)) continue;
    ++read;
    REQUIRE(value.has_value());
    CHECK(engine::Rational(number) * engine::power_of_tenth(decimals) == *value);
  }
  CHECK(read > 4'000);
  std::int64_t number = 0;
  const std::string text = std::string(plain_margin, '.') + "18580.25";
  CHECK(read_plain(text.data() + plain_margin, text.data() + text.size(), 2, number));
  CHECK(number == 1858025);
}

TEST_CASE("decimals are written as to_display writes them") {
  std::mt19937_64 random(744);
  for (int round = 0; round < 20'000; ++round) {
    const int decimals = static_cast<int>(random() % 7), at_least = static_cast<int>(random() % 13);
    const auto number = static_cast<std::int64_t>(random()) >> (random() % 64);
    char text[64];
    const std::string found(text, put_decimal(text, number, decimals, at_least, false));
    const engine::Rational value = engine::Rational(number) * engine::power_of_tenth(decimals);
    CHECK(found == engine::to_display(value, at_least));
    // All decimals and no more, however many are wanted: what to_display gives of a number that has further
    // ones.
    CHECK(std::string(text, put_decimal(text, number, decimals, at_least, true)) ==
          engine::to_decimal(value, decimals));
  }
}

}  // namespace rubric::formats
