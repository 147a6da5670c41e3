#include "formats/file_name.hpp"

#include <doctest/doctest.h>

using namespace rubric;

TEST_CASE("a name is one name on every system") {
  using formats::safe_file_name;
  CHECK(safe_file_name("广普镇 2024") == "广普镇 2024");
  CHECK(safe_file_name("../../x") == "___.._x");
  CHECK(safe_file_name("/etc/passwd") == "_etc_passwd");
  CHECK(safe_file_name("C:\\a|b?*\"") == "C__a_b___");
  CHECK(safe_file_name("..") == "__");
  CHECK(safe_file_name(".hidden") == "_hidden");
  CHECK(safe_file_name("a. ") == "a__");
  CHECK(safe_file_name("") == "_");
  CHECK(safe_file_name("-o") == "_-o");
  CHECK(safe_file_name("con") == "_con");
  CHECK(safe_file_name("LPT1.txt") == "_LPT1.txt");
  CHECK(safe_file_name("COM¹") == "_COM¹");
  CHECK(safe_file_name("COMMON") == "COMMON");
  CHECK(safe_file_name("a\nb") == "a_U+000A_b");
}

TEST_CASE("long names are cut at a character") {
  std::string long_name;
  for (int i = 0; i < 5000; ++i) long_name += "镇";
  const std::string name = formats::safe_file_name(long_name);
  CHECK(name.size() == 180);
  CHECK(name == long_name.substr(0, 180));
  CHECK(formats::safe_file_name("ab" + long_name).size() == 179);
}

TEST_CASE("names that differ in nothing but case and width are numbered") {
  formats::FileNames names;
  CHECK(names.next("甲 (2)") == "甲 (2)");
  CHECK(names.next("甲") == "甲");
  CHECK(names.next("甲") == "甲 (3)");
  CHECK(names.next("Town") == "Town");
  CHECK(names.next("TOWN") == "TOWN (2)");
  CHECK(names.next("ＴＯＷＮ") == "ＴＯＷＮ (3)");
  CHECK(names.next("a/b") == "a_b");
  CHECK(names.next("a:b") == "a_b (2)");
}
