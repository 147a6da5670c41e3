#include "formats/plain_cells.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "formats/decimal_text.hpp"

namespace rubric::formats {
namespace {

/// Rows of two cells, of which the second are these.
struct Cells {
  std::string text = std::string(plain_margin, '.');  // what is before the first row is nobody's
  std::vector<std::uint32_t> marks;
  CellPlaces places;

  explicit Cells(const std::vector<std::string>& cells) {
    for (const std::string& cell : cells) {
      places.firsts.push_back(static_cast<std::uint32_t>(marks.size()));
      places.begins.push_back(static_cast<std::uint32_t>(text.size()));
      text += "7,";
      marks.push_back(static_cast<std::uint32_t>(text.size() - 1));
      text += cell + "\n";
      marks.push_back(static_cast<std::uint32_t>(text.size() - 1));
    }
    places.text = text.data();
    places.marks = marks.data();
  }
};

std::string random_cell(std::mt19937& random, bool mostly_plain) {
  const auto digits = [&](std::size_t most) {
    std::string text(random() % (most + 1), '0');
    for (char& c : text) c = static_cast<char>('0' + random() % 10);
    return text;
  };
  if (mostly_plain) return digits(12) + (random() % 2 ? "." + digits(4) : "");
  const std::string signs = "0123456789..,-+/:\xB0\x80 ";
  std::string text(random() % 20, ' ');
  for (char& c : text) c = signs[random() % signs.size()];
  return text;
}

}  // namespace

TEST_CASE("cells are read alike four at a time and singly") {
  std::mt19937 random(745);
  std::size_t plain = 0, others = 0;
  for (int round = 0; round < 8000; ++round) {
    std::vector<std::string> cells(random() % 14);
    for (std::string& cell : cells) cell = random_cell(random, random() % 8 != 0 || round % 2 == 0);
    const Cells rows(cells);
    const int decimals = static_cast<int>(random() % 7);
    const std::size_t first = cells.empty() ? 0 : random() % cells.size();
    std::vector<std::int64_t> fast(cells.size()), singly(cells.size());
    std::vector<std::uint32_t> fast_others, single_others;
    Range fast_range, single_range;
    read_plain_cells(rows.places, first, cells.size(), 1, decimals, fast.data() + first, fast_range,
                     fast_others);
    read_plain_cells_singly(rows.places, first, cells.size(), 1, decimals, singly.data() + first,
                            single_range, single_others);
    CAPTURE(rows.text);
    CAPTURE(decimals);
    REQUIRE(fast_others == single_others);
    for (const std::uint32_t row : fast_others) fast[row] = singly[row] = 0;
    REQUIRE(fast == singly);
    CHECK(fast_range.low == single_range.low);
    CHECK(fast_range.high == single_range.high);
    plain += cells.size() - first - fast_others.size();
    others += fast_others.size();
  }
  CHECK(plain > 10'000);
  CHECK(others > 5'000);
}

TEST_CASE("the longest and the shortest plain cells") {
  const std::vector<std::string> cells = {"0",
                                          "9.99",
                                          "1234567890123456",
                                          "1234567890123.4",
                                          "0.01",
                                          "99999999",
                                          "100000000",
                                          "123456.78",
                                          "1234567.89",
                                          "5.",
                                          ".5",
                                          "12345678901234567"};
  const Cells rows(cells);
  std::vector<std::int64_t> numbers(cells.size());
  std::vector<std::uint32_t> others;
  Range range;
  read_plain_cells(rows.places, 0, cells.size(), 1, 2, numbers.data(), range, others);
  CHECK(others == std::vector<std::uint32_t>{9, 10, 11});
  const std::vector<std::int64_t> expected = {0,          999,         123456789012345600, 123456789012340, 1,
                                              9999999900, 10000000000, 12345678,           123456789};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(numbers[i] == expected[i]);
  CHECK(range.low == 0);
  CHECK(range.high == 123456789012345600);
}

}  // namespace rubric::formats
