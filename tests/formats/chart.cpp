// Charts as SVG: that lengths and places are those of the numbers, and that text is text.
#include "formats/chart.hpp"

#include <doctest/doctest.h>

#include "formats/impact_report.hpp"
#include "tests/files.hpp"

namespace rubric::formats {

using testing::contains;
using testing::split;

namespace {

/// The value of an attribute in each element of a class.
std::vector<int> values(const std::string& svg, const std::string& kind, const std::string& attribute) {
  std::vector<int> found;
  for (const std::string& line : split(svg, "\n")) {
    if (!contains(line, "class=\"" + kind + "\"")) continue;
    const std::size_t at = line.find(" " + attribute + "=\"") + attribute.size() + 3;
    found.push_back(std::stoi(line.substr(at)));
  }
  return found;
}

}  // namespace

TEST_CASE("bars run from the line of 0 to both sides, as long as their numbers") {
  const std::string svg = bar_chart({{"a", 3, "+3"}, {"b", -1, "-1"}, {"c", 0, "0"}}, "t");
  // 352 wide between the margins for 4 points: 88 a point, 0 at 4 + 88.
  CHECK(values(svg, "up", "x") == std::vector<int>{92, 92});
  CHECK(values(svg, "up", "width") == std::vector<int>{264, 1});
  CHECK(values(svg, "down", "x") == std::vector<int>{4});
  CHECK(values(svg, "down", "width") == std::vector<int>{88});
}

TEST_CASE("bars of nothing and of equal numbers are drawn") {
  CHECK(contains(bar_chart({}, "t"), "<svg"));
  CHECK(values(bar_chart({{"a", 0, "0"}}, "t"), "up", "width") == std::vector<int>{1});
  CHECK(values(bar_chart({{"a", 2, "2"}, {"b", 2, "2"}}, "t"), "up", "width") == std::vector<int>{352, 352});
}

TEST_CASE("a waterfall begins where the last step ended") {
  const std::string svg =
      waterfall_chart({"old", 10, "10"}, {{"a", 4, "+4"}, {"b", -1, "-1"}}, {"new", 13, "13"}, "t");
  // The scale of 10 to 14 is 264 wide and begins at 4 + 88: 66 a point.
  CHECK(values(svg, "old", "width") == std::vector<int>{88});
  CHECK(values(svg, "up", "x") == std::vector<int>{92});
  CHECK(values(svg, "up", "width") == std::vector<int>{264});
  CHECK(values(svg, "down", "x") == std::vector<int>{290});
  CHECK(values(svg, "down", "width") == std::vector<int>{66});
  CHECK(values(svg, "new", "width") == std::vector<int>{286});
  CHECK(contains(waterfall_chart({"old", 5, "5"}, {}, {"new", 5, "5"}, "t"), "<svg"));
}

TEST_CASE("a histogram is as tall as its counts, and what is not there is not drawn") {
  const std::string svg = histogram_chart({{"0-5", 10, 0}, {"5-10", 5, 1}}, "old", "new", "t");
  CHECK(values(svg, "old", "height") == std::vector<int>{10, 130, 65});  // the first is the key
  CHECK(values(svg, "new", "height") == std::vector<int>{10, 13});
  CHECK(contains(histogram_chart({}, "old", "new", "t"), "<svg"));
}

TEST_CASE("names in a chart are text") {
  const std::string evil = "<script>\"&'";
  for (const std::string& svg :
       {bar_chart({{evil, 1, evil}}, evil), waterfall_chart({evil, 1, evil}, {}, {evil, 1, evil}, evil),
        histogram_chart({{evil, 1, 1}}, evil, evil, evil)}) {
    CHECK_FALSE(contains(svg, "<script"));
    CHECK(contains(svg, "&lt;script&gt;&quot;&amp;&#39;"));
  }
}

TEST_CASE("base64 as RFC 4648 has it") {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"},
                                                         {"\xEF\xBB\xBF", "77u/"}};
  for (const auto& [bytes, text] : vectors) CHECK(base64(bytes) == text);
}

}  // namespace rubric::formats
