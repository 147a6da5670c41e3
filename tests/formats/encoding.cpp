#include "formats/encoding.hpp"

#include <doctest/doctest.h>

#include <random>

#include "engine/text.hpp"
#include "tests/files.hpp"

namespace rubric::formats {

using testing::contains;
using testing::encoded;

namespace {

Decoded decoded(const std::string& bytes) {
  Decoded out;
  const auto problem = decode_bytes("a.csv", bytes, out);
  CHECK_FALSE(problem.has_value());
  return out;
}

/// "312 FF FE": the number of the byte that is refused, counted from 1, and the bytes from there on.
std::string refused(const std::string& bytes) {
  Decoded out;
  const auto problem = decode_bytes("a.csv", bytes, out);
  REQUIRE(problem.has_value());
  CHECK(engine::kind(problem->code).name == "E704");
  CHECK(problem->place.file == "a.csv");
  return problem->arguments[0].zh + " " + problem->arguments[1].zh;
}

}  // namespace

TEST_CASE("UTF-8 with and without mark") {
  CHECK(decoded("单位,1\n").text == "单位,1\n");
  CHECK(decoded("单位,1\n").encoding == "UTF-8");
  CHECK(decoded("\xEF\xBB\xBF单位").text == "单位");
  CHECK(decoded("\xEF\xBB\xBF单位").encoding == "UTF-8 BOM");
  CHECK(decoded("").encoding == "UTF-8");
  CHECK(decoded("\xEF\xBB\xBF").text == "");
}

TEST_CASE("GB18030, short and long, with two and four bytes") {
  for (const std::string text : {"联通", "执行率", "䶮山街道,100\r\n", "𠮷€é", "①㎡〇"}) {
    CAPTURE(text);
    const Decoded result = decoded(encoded(text, "GB18030"));
    CHECK(result.text == text);
    CHECK(result.encoding == "GB18030");
  }
  std::string long_text;
  for (int i = 0; i < 50000; ++i) long_text += "预算执行率,";
  CHECK(decoded(encoded(long_text, "GB18030")).text == long_text);
}

// GB 18030-2022 gave these 18 codes other characters; a system's table may be older.
TEST_CASE("the codes that GB 18030-2022 changed") {
  struct Code {
    const char* bytes;
    char32_t character;
  };
  const Code codes[] = {
      {"\xA6\xD9", 0xFE10}, {"\xA6\xDA", 0xFE12}, {"\xA6\xDB", 0xFE11}, {"\xA6\xDC", 0xFE13},
      {"\xA6\xDD", 0xFE14}, {"\xA6\xDE", 0xFE15}, {"\xA6\xDF", 0xFE16}, {"\xA6\xEC", 0xFE17},
      {"\xA6\xED", 0xFE18}, {"\xA6\xF3", 0xFE19}, {"\xFE\x59", 0x9FB4}, {"\xFE\x61", 0x9FB5},
      {"\xFE\x66", 0x9FB6}, {"\xFE\x67", 0x9FB7}, {"\xFE\x6D", 0x9FB8}, {"\xFE\x7E", 0x9FB9},
      {"\xFE\x90", 0x9FBA}, {"\xFE\xA0", 0x9FBB},
  };
  for (const Code& code : codes) {
    std::string expected = "甲";
    engine::append_utf8(expected, code.character);
    CAPTURE(expected);
    CHECK(decoded(encoded("甲", "GB18030") + code.bytes).text == expected);
  }
}

TEST_CASE("UTF-16 with mark") {
  const std::string text = "单位,𠮷\r\n";
  CHECK(decoded("\xFF\xFE" + encoded(text, "UTF-16LE")).text == text);
  CHECK(decoded("\xFF\xFE" + encoded(text, "UTF-16LE")).encoding == "UTF-16LE");
  CHECK(decoded("\xFE\xFF" + encoded(text, "UTF-16BE")).text == text);
  CHECK(decoded("\xFE\xFF" + encoded(text, "UTF-16BE")).encoding == "UTF-16BE");
}

TEST_CASE("workbooks are called that") {
  for (const std::string bytes : {"PK\x03\x04\x14\x8F", "\xD0\xCF\x11\xE0\xA1"}) {
    Decoded decoded;
    const auto problem = decode_bytes("a.csv", bytes, decoded);
    REQUIRE(problem);
    CHECK(problem->code == engine::Code::E769);
  }
}

TEST_CASE("bytes that are in no encoding are refused where they stand") {
  // The place counts from the file's first byte, the mark included: E704.
  CHECK(refused("\xFF") == "1 FF");
  CHECK(refused("abc\xFF") == "4 FF");
  CHECK(refused("\xEF\xBB\xBF"
                "abc\x80x") == "7 80 78");
  CHECK(refused("单位,甲\n街道\xFF\xFE,1") == "18 FF FE 2C 31");           // UTF-8 up to there
  CHECK(refused(encoded("单位,甲街道,", "GB18030") + "\xFF") == "13 FF");  // GB18030 up to there
  CHECK(refused(encoded("单位", "GB18030") + "\xB5") == "5 B5");           // half a character
  CHECK(refused("\xFF\xFE"
                "a") == "3 61");  // half of UTF-16
  CHECK(refused(std::string("\xFF\xFE"
                            "a\0\0\xDC",
                            6)) == "5 00 DC");  // half of a pair
}

TEST_CASE("no bytes are ever replaced") {
  std::mt19937 random(3);
  int good = 0, bad = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string bytes;
    for (std::size_t left = random() % 12; left > 0; --left) {
      const bool low = random() % 2 == 0;
      bytes += static_cast<char>(low ? 0x20 + random() % 0x5F : random() % 256);
    }
    Decoded out;
    const auto problem = decode_bytes("a.csv", bytes, out);
    if (problem) {
      ++bad;
      const auto place = static_cast<std::size_t>(std::stoul(problem->arguments[0].zh));
      CHECK(place >= 1);
      CHECK(place <= bytes.size());
      continue;
    }
    ++good;
    CHECK_FALSE(engine::find_invalid_utf8(out.text).has_value());
    CHECK_FALSE(contains(out.text, "\xEF\xBF\xBD"));
    if (out.encoding == "UTF-8") CHECK(out.text == bytes);
  }
  CHECK(good > 500);
  CHECK(bad > 500);
}

}  // namespace rubric::formats
