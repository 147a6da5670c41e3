// One cell's text: what yes and no are called, and what only looks like a value.
#include "engine/cell.hpp"

#include <doctest/doctest.h>

namespace rubric::engine {
namespace {

Cell read(const std::string& text, Kind kind, bool may_not_apply = false) {
  Datum datum;
  datum.name = "公开";
  datum.kind = kind;
  datum.may_not_apply = may_not_apply;
  if (kind == Kind::yes_no) datum.domain = Interval::closed(0, 1);
  return read_cell(text, datum);
}

std::string fault(const Cell& cell) {
  return cell.fault ? std::string(engine::kind(cell.fault->code).name) : "";
}

}  // namespace

TEST_CASE("yes and no as people and spreadsheets write them") {
  for (const char* const yes : {"是", "√", "yes", "TRUE", "True", "true", " 是 "}) {
    CAPTURE(yes);
    const Cell cell = read(yes, Kind::yes_no);
    REQUIRE(cell.state == Cell::State::known);
    CHECK(cell.value == Interval::point(1));
  }
  for (const char* const no : {"否", "×", "x", "no", "FALSE", "False", "false", " × "}) {
    CAPTURE(no);
    const Cell cell = read(no, Kind::yes_no);
    REQUIRE(cell.state == Cell::State::known);
    CHECK(cell.value == Interval::point(0));
  }
  CHECK(fault(read("*", Kind::yes_no)) == "E807");
  CHECK(fault(read("基本", Kind::yes_no)) == "E807");
}

TEST_CASE("formula errors and dashes are told for what they are") {
  for (const Kind kind : {Kind::quantity, Kind::yes_no, Kind::date}) {
    for (const char* const error : {"#REF!", "#DIV/0!", "#N/A", "#VALUE!", "#NAME?"}) {
      CAPTURE(error);
      CHECK(fault(read(error, kind)) == "E764");
    }
    for (const char* const dash : {"-", "－", "—", "——"}) {
      CAPTURE(dash);
      CHECK(fault(read(dash, kind)) == "E808");
      CHECK(fault(read(dash, kind, true)) == "E808");  // not taken for 不适用 unasked
    }
  }
  CHECK(fault(read("-5", Kind::quantity)) == "");
  CHECK(read("-", Kind::text).state == Cell::State::known);
}

TEST_CASE("letters O among digits are told, with the number that is meant") {
  const auto meant = [](const std::string& text) {
    const Cell cell = read(text, Kind::quantity);
    return fault(cell) == "E813" ? cell.fault->arguments[2].zh : fault(cell);
  };
  CHECK(meant("13OO6.7O") == "13006.70");
  CHECK(meant("Ｏ.5") == "0.5");
  CHECK(meant("o.oo1") == "0.001");
  CHECK(meant("≥9O") == "≥90");
  CHECK(meant("1O,OOO") == "10,000");
  // No letter O is a zero here.
  CHECK(meant("O") == "E801");
  CHECK(meant("OK") == "E801");
  CHECK(meant("5only") == "E803");
  CHECK(meant("约5O") == "E802");
  CHECK(fault(read("1O", Kind::date)) == "E811");
}

}  // namespace rubric::engine
