#include "formats/plain_cells.hpp"

#include <doctest/doctest.h>

#include <memory>
#include <random>
#include <string>

#include "formats/decimal_text.hpp"

namespace rubric::formats {
namespace {

/// Rows of cells, as many in each; the text ends with the last one.
struct Cells {
  std::string text = std::string(cells_margin, '.');  // what is before the first row is nobody's
  std::vector<std::uint32_t> marks = {cells_margin - 1};
  CellPlaces places;

  Cells(const std::vector<std::string>& cells, std::size_t columns) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i % columns == 0) places.firsts.push_back(static_cast<std::uint32_t>(marks.size() - 1));
      text += cells[i];
      marks.push_back(static_cast<std::uint32_t>(text.size()));
      text += i % columns + 1 == columns ? '\n' : ',';
    }
    text += std::string(cells_margin, '7');
    places.text = text.data();
    places.marks = marks.data() + 1;
  }
};

/// What is read of one column, in 32 bits if it may be.
struct Read : PlainColumn {
  Read(std::size_t at, int with, std::size_t rows, bool in_small = false) {
    column = at;
    decimals = with;
    numbers.assign(in_small ? 0 : rows, -1);
    small.assign(in_small ? rows : 0, -1);
  }
  Read(const Read&) = delete;
  /// The numbers, 0 where the text is not plain.
  std::vector<std::int64_t> plain() const {
    std::vector<std::int64_t> all = numbers;
    if (!small.empty()) all.assign(small.begin(), small.end());
    for (const std::uint32_t row : others) all[row] = 0;
    return all;
  }
  void check_same(const Read& other) const {
    REQUIRE(others == other.others);
    REQUIRE(plain() == other.plain());
    CHECK(range.low == other.range.low);
    CHECK(range.high == other.range.high);
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

void check_columns_together(GroupReading by) {
  std::mt19937 random(749);
  std::size_t plain = 0, others = 0, not_short = 0, widened = 0;
  for (int round = 0; round < 16000; ++round) {
    const std::size_t columns = 4 + random() % 3, count = random() % 14;
    std::vector<std::string> cells(count * columns);
    for (std::string& cell : cells) {
      cell = random_cell(random, random() % 16 != 0 || round % 2 == 0);
      if (round % 3 != 0 && cell.size() > 6) cell.resize(1 + random() % 6);
      if (round % 5 == 0) cell = std::to_string(random() % 1000) + (random() % 4 == 0 ? ".5" : "");
    }
    const Cells rows(cells, columns);
    const std::size_t first = count == 0 ? 0 : random() % count;
    PlainGroup group(columns);
    std::vector<std::unique_ptr<Read>> together, singly;
    for (std::size_t at = random() % columns; at < columns; at += 1 + random() % 3) {
      const int decimals = static_cast<int>(random() % 7);
      auto one = std::make_unique<Read>(at, decimals, count, round % 4 != 0);
      if (!group.add(*one)) break;
      together.push_back(std::move(one));
      singly.push_back(std::make_unique<Read>(at, decimals, count));
    }
    REQUIRE_FALSE(together.empty());
    CHECK_FALSE(group.add(*together.back()));
    group.read(rows.places, first, count, by);
    CAPTURE(rows.text);
    for (std::size_t i = 0; i < together.size(); ++i) {
      read_plain_cells_singly(rows.places, first, count, *singly[i]);
      CAPTURE(together[i]->column);
      CAPTURE(together[i]->decimals);
      together[i]->check_same(*singly[i]);
      plain += count - first - singly[i]->others.size();
      others += singly[i]->others.size();
      not_short += together[i]->not_short;
      widened += count > 0 && round % 4 != 0 && together[i]->small.empty() ? 1 : 0;
    }
  }
  CHECK(plain > 20'000);
  CHECK(others > 5'000);
  CHECK(widened > 1'000);
  if (by != GroupReading::singly) CHECK(not_short > 1'000);
}

}  // namespace

TEST_CASE("cells are read alike four at a time and singly") {
  std::mt19937 random(745);
  std::size_t plain = 0, others = 0;
  for (int round = 0; round < 8000; ++round) {
    const std::size_t columns = 1 + random() % 2, count = random() % 14;
    std::vector<std::string> cells(count * columns);
    for (std::string& cell : cells) cell = random_cell(random, random() % 8 != 0 || round % 2 == 0);
    const Cells rows(cells, columns);
    const int decimals = static_cast<int>(random() % 7);
    const std::size_t first = count == 0 ? 0 : random() % count;
    Read fast(columns - 1, decimals, count), singly(columns - 1, decimals, count);
    read_plain_cells(rows.places, first, count, fast);
    read_plain_cells_singly(rows.places, first, count, singly);
    CAPTURE(rows.text);
    CAPTURE(decimals);
    fast.check_same(singly);
    plain += count - first - fast.others.size();
    others += fast.others.size();
  }
  CHECK(plain > 10'000);
  CHECK(others > 5'000);
}

TEST_CASE("columns near each other are read alike together and singly") {
  for (const GroupReading by : {GroupReading::singly, GroupReading::by_words, GroupReading::by_window}) {
    if (by > PlainGroup::best()) continue;  // this machine cannot
    CAPTURE(static_cast<int>(by));
    check_columns_together(by);
  }
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
  const Cells rows(cells, 1);
  Read read(0, 2, cells.size());
  read_plain_cells(rows.places, 0, cells.size(), read);
  CHECK(read.others == std::vector<std::uint32_t>{9, 10, 11});
  const std::vector<std::int64_t> expected = {0,          999,         123456789012345600, 123456789012340, 1,
                                              9999999900, 10000000000, 12345678,           123456789};
  for (std::size_t i = 0; i < expected.size(); ++i) CHECK(read.numbers[i] == expected[i]);
  CHECK(read.range.low == 0);
  CHECK(read.range.high == 123456789012345600);
}

}  // namespace rubric::formats
