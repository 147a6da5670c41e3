#include "engine/quantity.hpp"

#include <doctest/doctest.h>

namespace rubric::engine {

namespace {

using State = Printed::State;

Printed printed(std::string_view text) {
  return read_printed(text, Unit{});
}

}  // namespace

TEST_CASE("printed figures keep their unit and their digits") {
  const Printed money = printed("13,245.05万元");
  CHECK(money.is_number());
  CHECK(money.value == *parse_decimal("132450500"));
  CHECK(money.step() == 100);
  CHECK(printed("1200m2").is_number());
  CHECK(printed("8次相关活动").unit.word.zh == "次相关活动");
}

TEST_CASE("a date is no number of years, months or days") {
  for (const char* const text : {"2024年", "2024年12月", "2024年12月31日", "12月底前", "6月30日", "3季度末",
                                 "15日前", "2024-12-31", "2024.12.31"}) {
    CAPTURE(text);
    CHECK(printed(text).state == State::words);
  }
  for (const char* const text : {"1年", "6个月", "15日", "30天", "10个工作日", "12月"}) {
    CAPTURE(text);
    CHECK(printed(text).is_number());
  }
}

}  // namespace rubric::engine
