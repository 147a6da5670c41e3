#include "formats/utf8.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

namespace rubric::formats {

TEST_CASE("text is well-formed UTF-8 or not wherever it stands") {
  const std::vector<std::string> right = {
      "\x7F",         "\xC2\x80",         "\xDF\xBF",         "\xE0\xA0\x80",
      "\xED\x9F\xBF", "\xEE\x80\x80",     "\xEF\xBF\xBF",     "\xF0\x90\x80\x80",
      "执行率",       "\xF1\x80\x80\x80", "\xF4\x8F\xBF\xBF", std::string(1, '\0')};
  const std::vector<std::string> wrong = {"\x80",
                                          "\xBF",
                                          "\xC0\xAF",
                                          "\xC1\xBF",
                                          "\xC2",
                                          "\xC2\xC2\x80",
                                          "\xE0\x9F\xBF",
                                          "\xE0\xA0",
                                          "\xE6\x89",
                                          "\xED\xA0\x80",
                                          "\xED\xBF\xBF",
                                          "\xF0\x8F\xBF\xBF",
                                          "\xF0\x90\x80",
                                          "\xF4\x90\x80\x80",
                                          "\xF5\x80\x80\x80",
                                          "\xF8\x88\x80\x80\x80",
                                          "\xFE",
                                          "\xFF",
                                          "\xC2\x80\x80",
                                          "\xE6\x89\xA7\x80",
                                          "\xF0\x90\x80\x80\x80"};
  for (const std::string filler : {"a", "率"}) {
    for (std::size_t before = 0; before < 140; ++before) {
      for (const std::size_t after : {0u, 1u, 31u, 64u, 200u}) {
        std::string head, tail;
        while (head.size() < before) head += head.size() + filler.size() <= before ? filler : "b";
        while (tail.size() < after) tail += filler;
        CAPTURE(before);
        CAPTURE(after);
        for (const std::string& text : right) {
          CHECK(is_utf8(head + text + tail));
          CHECK(is_utf8_plain(head + text + tail));
        }
        for (const std::string& text : wrong) {
          CAPTURE(text.size());
          CHECK_FALSE(is_utf8(head + text + tail));
          CHECK_FALSE(is_utf8_plain(head + text + tail));
        }
      }
    }
  }
  CHECK(is_utf8(""));
}

TEST_CASE("well-formed UTF-8 is told with vectors as without") {
  std::mt19937 random(760);
  const std::vector<std::string> characters = {"a", "é", "率", "𠮷", ",", "\n"};
  std::size_t well = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::string text;
    const std::size_t most = random() % 200;
    const bool ascii = random() % 4 == 0;
    while (text.size() < most) text += characters[ascii ? 0 : random() % characters.size()];
    for (std::size_t changes = random() % 3; changes > 0 && !text.empty(); --changes)
      text[random() % text.size()] = static_cast<char>(random() % 2 ? random() : 0x80 | (random() & 0x7F));
    const bool plain = is_utf8_plain(text);
    well += plain ? 1 : 0;
    CAPTURE(round);
    REQUIRE(is_utf8(text) == plain);
  }
  CHECK(well > 5'000);
  CHECK(well < 15'000);
}

}  // namespace rubric::formats
