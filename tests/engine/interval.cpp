#include "engine/interval.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <vector>

using namespace rubric::engine;

namespace {

Rational number(std::string_view text) {
  const std::optional<Rational> value = parse_decimal(text);
  REQUIRE_MESSAGE(value.has_value(), std::string(text));
  return *value;
}

// "[1, 2.5)", "(-inf, 3]" and "[7]" for a point.
Interval interval(std::string_view text) {
  const auto bound = [](std::string_view end, bool open) {
    return end == "inf" || end == "-inf" ? Bound::infinity() : Bound{number(end), open, false};
  };
  const bool low_open = text.front() == '(', high_open = text.back() == ')';
  text = text.substr(1, text.size() - 2);
  const std::size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return Interval::point(number(text));
  const std::optional<Interval> made =
      Interval::between(bound(text.substr(0, comma), low_open), bound(text.substr(comma + 2), high_open));
  REQUIRE_MESSAGE(made.has_value(), std::string(text));
  return *made;
}

std::string show(const std::optional<Interval>& value) {
  return value ? to_string(*value) : "nothing";
}

std::string show(const std::vector<Interval>& cells) {
  std::string out;
  for (const Interval& cell : cells) out += (out.empty() ? "" : " ") + to_string(cell);
  return out;
}

std::string rounded(std::string_view text, RoundingMode mode, int digits) {
  return to_string(round(interval(text), {mode, digits}));
}

// What stands for "just inside" an open end and for "arbitrarily large" in the samples below. The ends are
// multiples of 1/2 no larger than 3, so what a sample misses of a limit is far less than `near`, and what
// grows without limit passes `far`.
const Rational tiny{Integer{1}, Integer{std::int64_t{1} << 40}};
const Rational huge{Integer{std::int64_t{1} << 50}};
const Rational near{Integer{1}, Integer{1000000}};
const Rational far{Integer{1000000}};

Interval random_interval(std::mt19937& random) {
  for (;;) {
    const auto bound = [&] {
      if (random() % 7 == 0) return Bound::infinity();
      const auto halves = static_cast<std::int64_t>(random() % 9) - 4;
      return Bound{Rational{Integer{halves}, Integer{2}}, random() % 2 == 0, false};
    };
    const Bound low = bound(), high = bound();
    if (const std::optional<Interval> made = Interval::between(low, high)) return *made;
  }
}

// Members of `a` at, just inside and between the places where anything can happen.
std::vector<Rational> members(const Interval& a, const Interval& b) {
  std::vector<Rational> places{Rational{0}};
  for (const Bound* end : {&a.low, &a.high, &b.low, &b.high}) {
    if (!end->infinite) places.push_back(end->value);
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::vector<Rational> out;
  const auto add_member = [&](const Rational& value) {
    if (a.contains(value)) out.push_back(value);
  };
  add_member(-huge);
  for (std::size_t index = 0; index < places.size(); ++index) {
    add_member(places[index] - tiny);
    add_member(places[index]);
    add_member(places[index] + tiny);
    if (index + 1 < places.size()) add_member((places[index] + places[index + 1]) / 2);
  }
  add_member(huge);
  return out;
}

// `result` holds all values, and none of its ends could be drawn in.
void check_sound_and_tight(const Interval& result, const std::vector<Rational>& values,
                           const std::string& what) {
  REQUIRE_MESSAGE(!values.empty(), what);
  const auto least = std::min_element(values.begin(), values.end());
  const auto greatest = std::max_element(values.begin(), values.end());
  const std::string told = what + " = " + to_string(result);
  CHECK_MESSAGE(result.contains(*least), told << " lacks " << to_fraction(*least));
  CHECK_MESSAGE(result.contains(*greatest), told << " lacks " << to_fraction(*greatest));
  if (result.low.infinite) {
    CHECK_MESSAGE(*least < -far, told);
  } else {
    CHECK_MESSAGE((result.low.open ? *least < result.low.value + near : *least == result.low.value), told);
  }
  if (result.high.infinite) {
    CHECK_MESSAGE(*greatest > far, told);
  } else {
    CHECK_MESSAGE((result.high.open ? *greatest > result.high.value - near : *greatest == result.high.value),
                  told);
  }
}

struct Binary {
  const char* name;
  Interval (*sets)(const Interval&, const Interval&);
  Rational (*numbers)(const Rational&, const Rational&);
};

}  // namespace

TEST_CASE("an interval knows its members") {
  CHECK(interval("[1, 2)").contains(1));
  CHECK_FALSE(interval("[1, 2)").contains(2));
  CHECK_FALSE(interval("(1, 2)").contains(1));
  CHECK(interval("(-inf, 2]").contains(-1000000));
  CHECK_FALSE(interval("(-inf, 2]").contains(3));
  CHECK(Interval{}.contains(0));
  CHECK(Interval::point(5).is_point());
  CHECK_FALSE(interval("[5, 6]").is_point());
  CHECK_FALSE(Interval{}.is_point());
  CHECK(interval("[1, 3)").contains(interval("[1, 2]")));
  CHECK_FALSE(interval("[1, 3)").contains(interval("[1, 3]")));
  CHECK_FALSE(interval("(1, 3)").contains(interval("[1, 2]")));
  CHECK(Interval{}.contains(interval("(1, inf)")));
  CHECK_FALSE(interval("(1, inf)").contains(Interval{}));
}

TEST_CASE("there is no empty interval") {
  CHECK(show(Interval::between(Bound::closed_at(2), Bound::closed_at(1))) == "nothing");
  CHECK(show(Interval::between(Bound::closed_at(2), Bound::open_at(2))) == "nothing");
  CHECK(show(Interval::between(Bound::open_at(2), Bound::open_at(2))) == "nothing");
  CHECK(show(Interval::between(Bound::closed_at(2), Bound::closed_at(2))) == "[2, 2]");
  CHECK(show(Interval::between(Bound::infinity(), Bound::infinity())) == "(-inf, inf)");
}

TEST_CASE("an infinite end is one whatever else it carries") {
  CHECK(Bound{5, false, true} == Bound::infinity());
  CHECK_FALSE(Bound::closed_at(5) == Bound::open_at(5));
  CHECK_FALSE(Bound::open_at(0) == Bound::infinity());
  const Interval odd{{7, false, true}, {1, false, false}};
  CHECK(odd == interval("(-inf, 1]"));
  CHECK(to_string(negate(odd)) == "[-1, inf)");
  CHECK(to_string(floor(odd)) == "(-inf, 1]");
  CHECK(less(odd, Interval::point(1)) == Truth::maybe);
}

TEST_CASE("sums and differences") {
  CHECK(to_string(add(interval("(93, 100]"), Interval::point(1))) == "(94, 101]");
  CHECK(to_string(add(interval("[1, 2)"), interval("[1, 2]"))) == "[2, 4)");
  CHECK(to_string(add(interval("[1, inf)"), interval("(-inf, 2]"))) == "(-inf, inf)");
  CHECK(to_string(subtract(interval("[1, 2)"), interval("(0, 1]"))) == "[0, 2)");
  CHECK(to_string(subtract(Interval::point(100), interval("[0, inf)"))) == "(-inf, 100]");
  CHECK(to_string(negate(interval("(1, 2]"))) == "[-2, -1)");
}

TEST_CASE("products") {
  CHECK(to_string(multiply(interval("[0, 3]"), interval("(2, inf)"))) == "[0, inf)");
  CHECK(to_string(multiply(interval("[-1, 2)"), interval("[-3, 4]"))) == "(-6, 8)");
  CHECK(to_string(multiply(interval("(-2, 3)"), interval("[-3, 4]"))) == "(-9, 12)");
  CHECK(to_string(multiply(interval("[0]"), Interval{})) == "[0, 0]");
  CHECK(to_string(multiply(interval("[0, 1)"), interval("(0, 2)"))) == "[0, 2)");
  CHECK(to_string(multiply(interval("(0, 1)"), interval("(0, inf)"))) == "(0, inf)");
  CHECK(to_string(multiply(interval("(-1, 1)"), interval("(-1, 1]"))) == "(-1, 1)");
  CHECK(to_string(multiply(interval("(0, 1)"), interval("[0, 1)"))) == "[0, 1)");
}

TEST_CASE("quotients") {
  CHECK(to_string(divide(Interval::point(3402), interval("(0, inf)"))) == "(0, inf)");
  CHECK(to_string(divide(interval("[0, inf)"), interval("(0, inf)"))) == "[0, inf)");
  CHECK(to_string(divide(interval("[1, 2)"), interval("[4, 5]"))) == "[0.2, 0.5)");
  CHECK(to_string(divide(interval("[1, 2]"), interval("(0, 4]"))) == "[0.25, inf)");
  CHECK(to_string(divide(interval("[1, 2]"), interval("[-4, 0)"))) == "(-inf, -0.25]");
  CHECK(to_string(divide(interval("[1, 2]"), interval("(-inf, -1]"))) == "[-2, 0)");
  CHECK(to_string(divide(interval("[-1, 2]"), interval("[4, inf)"))) == "[-0.25, 0.5]");
  CHECK(to_string(divide(interval("[0]"), interval("(0, inf)"))) == "[0, 0]");
  CHECK(to_string(divide(interval("[1]"), interval("[3]"))) == "[1/3, 1/3]");
}

TEST_CASE("a divisor that may be zero leaves everything possible") {
  CHECK(divide(Interval::point(1), interval("[0, 1]")) == Interval{});
  CHECK(divide(Interval::point(1), interval("(-1, 1)")) == Interval{});
  CHECK(divide(Interval::point(0), Interval::point(0)) == Interval{});
}

TEST_CASE("minimum, maximum, absolute value") {
  CHECK(to_string(minimum(interval("[0, 2)"), interval("(0, 1]"))) == "[0, 1]");
  CHECK(to_string(minimum(interval("[0, 1)"), interval("[0, 1]"))) == "[0, 1)");
  CHECK(to_string(minimum(interval("(0, 1]"), interval("[0, 1]"))) == "[0, 1]");
  CHECK(to_string(minimum(interval("[0, inf)"), Interval::point(1))) == "[0, 1]");
  CHECK(to_string(maximum(interval("[0, 2)"), interval("(0, 1]"))) == "(0, 2)");
  CHECK(to_string(maximum(interval("(-inf, 5)"), Interval::point(0))) == "[0, 5)");
  CHECK(to_string(absolute(interval("(-3, 2]"))) == "[0, 3)");
  CHECK(to_string(absolute(interval("[-2, 2)"))) == "[0, 2]");
  CHECK(to_string(absolute(interval("(-2, -1]"))) == "[1, 2)");
  CHECK(to_string(absolute(interval("(0, 2]"))) == "(0, 2]");
  CHECK(to_string(absolute(interval("(-inf, 0)"))) == "(0, inf)");
}

TEST_CASE("an open end is rounded to what is attained just inside") {
  CHECK(rounded("(8, 8.995)", RoundingMode::half_up, 2) == "[8, 8.99]");
  CHECK(rounded("(8, 8.995]", RoundingMode::half_up, 2) == "[8, 9]");
  CHECK(rounded("(8, 9)", RoundingMode::half_up, 2) == "[8, 9]");
  CHECK(rounded("(8.995, 10]", RoundingMode::half_up, 2) == "[9, 10]");
  CHECK(rounded("(-8.995, 0]", RoundingMode::half_up, 2) == "[-8.99, 0]");
  CHECK(rounded("(2.5, 3.5)", RoundingMode::half_even, 0) == "[3, 3]");
  CHECK(rounded("[2.5, 3.5]", RoundingMode::half_even, 0) == "[2, 4]");
  CHECK(rounded("(2, 3)", RoundingMode::down, 0) == "[2, 2]");
  CHECK(rounded("(2, 3)", RoundingMode::up, 0) == "[3, 3]");
  CHECK(rounded("(-3, -2)", RoundingMode::down, 0) == "[-2, -2]");
  CHECK(rounded("(-1, 1)", RoundingMode::down, 0) == "[0, 0]");
  CHECK(rounded("(-1, 1)", RoundingMode::up, 0) == "[-1, 1]");
  CHECK(rounded("(140, 250)", RoundingMode::half_up, -2) == "[100, 200]");
  CHECK(rounded("(-inf, 0.05)", RoundingMode::half_up, 1) == "(-inf, 0]");
  CHECK(to_string(floor(interval("(2, 3)"))) == "[2, 2]");
  CHECK(to_string(floor(interval("(2, 3]"))) == "[2, 3]");
  CHECK(to_string(ceiling(interval("(2, 3)"))) == "[3, 3]");
  CHECK(to_string(ceiling(interval("[2, inf)"))) == "[2, inf)");
}

TEST_CASE("what two intervals share, and what holds both") {
  CHECK(show(intersect(interval("[1, 3)"), interval("(2, 4]"))) == "(2, 3)");
  CHECK(show(intersect(interval("[1, 2]"), interval("[2, 3]"))) == "[2, 2]");
  CHECK(show(intersect(interval("[1, 2)"), interval("[2, 3]"))) == "nothing");
  CHECK(show(intersect(interval("[1, 2]"), interval("[3, 4]"))) == "nothing");
  CHECK(show(intersect(Interval{}, interval("(3, inf)"))) == "(3, inf)");
  CHECK(to_string(hull(interval("[1, 2)"), interval("(3, 4]"))) == "[1, 4]");
  CHECK(to_string(hull(interval("(1, 2]"), interval("[1, 2)"))) == "[1, 2]");
  CHECK(to_string(hull(interval("(1, 2]"), interval("(-inf, 0)"))) == "(-inf, 2]");
}

TEST_CASE("the whole numbers inside") {
  CHECK(show(integers_within(interval("(3, inf)"))) == "[4, inf)");
  CHECK(show(integers_within(interval("[2.5, 7]"))) == "[3, 7]");
  CHECK(show(integers_within(interval("(-3, 3)"))) == "[-2, 2]");
  CHECK(show(integers_within(interval("(3, 4)"))) == "nothing");
  CHECK(show(integers_within(interval("[3.1, 3.9]"))) == "nothing");
  CHECK(show(integers_within(Interval::point(3))) == "[3, 3]");
  CHECK(show(integers_within(Interval{})) == "(-inf, inf)");
}

TEST_CASE("comparisons know yes, no and maybe") {
  CHECK(less(interval("[1, 2]"), interval("(2, 5]")) == Truth::yes);
  CHECK(less(interval("[1, 2)"), interval("[2, 5]")) == Truth::yes);
  CHECK(less(interval("[1, 2]"), interval("[2, 5]")) == Truth::maybe);
  CHECK(less(interval("[2, 5]"), interval("[1, 2]")) == Truth::no);
  CHECK(less(Interval::point(2), Interval::point(2)) == Truth::no);
  CHECK(less(Interval{}, interval("[1, inf)")) == Truth::maybe);
  CHECK(less_equal(interval("[1, 2]"), interval("[2, 5]")) == Truth::yes);
  CHECK(less_equal(interval("(2, 5]"), interval("[1, 2]")) == Truth::no);
  CHECK(less_equal(interval("[2, 5]"), interval("[1, 2]")) == Truth::maybe);
  CHECK(equal(Interval::point(2), Interval::point(2)) == Truth::yes);
  CHECK(equal(interval("[1, 2)"), Interval::point(2)) == Truth::no);
  CHECK(equal(interval("[1, 2]"), interval("[1, 2]")) == Truth::maybe);
}

TEST_CASE("operations on two intervals are sound and tight") {
  const Binary operations[] = {
      {"add", add, [](const Rational& x, const Rational& y) { return Rational{x + y}; }},
      {"subtract", subtract, [](const Rational& x, const Rational& y) { return Rational{x - y}; }},
      {"multiply", multiply, [](const Rational& x, const Rational& y) { return Rational{x * y}; }},
      {"minimum", minimum, [](const Rational& x, const Rational& y) { return std::min(x, y); }},
      {"maximum", maximum, [](const Rational& x, const Rational& y) { return std::max(x, y); }},
      {"divide", divide, [](const Rational& x, const Rational& y) { return Rational{x / y}; }},
  };
  std::mt19937 random(20240601);
  for (int round_number = 0; round_number < 1500; ++round_number) {
    const Interval a = random_interval(random), b = random_interval(random);
    const std::vector<Rational> xs = members(a, b), ys = members(b, a);
    for (const Binary& operation : operations) {
      if (operation.sets == divide && b.contains(Rational{0})) continue;
      std::vector<Rational> values;
      values.reserve(xs.size() * ys.size());
      for (const Rational& x : xs) {
        for (const Rational& y : ys) values.push_back(operation.numbers(x, y));
      }
      check_sound_and_tight(operation.sets(a, b), values,
                            std::string(operation.name) + " " + to_string(a) + " " + to_string(b));
    }
  }
}

TEST_CASE("operations on one interval are sound and tight") {
  std::mt19937 random(20240602);
  const auto check = [](const Interval& result, const std::vector<Rational>& xs, const std::string& what,
                        const std::function<Rational(const Rational&)>& number_of) {
    std::vector<Rational> values;
    std::transform(xs.begin(), xs.end(), std::back_inserter(values), number_of);
    check_sound_and_tight(result, values, what);
  };
  for (int round_number = 0; round_number < 1500; ++round_number) {
    const Interval a = random_interval(random);
    const std::vector<Rational> xs = members(a, a);
    const std::string name = to_string(a);
    check(negate(a), xs, "negate " + name, [](const Rational& x) { return Rational{-x}; });
    check(absolute(a), xs, "absolute " + name, [](const Rational& x) { return x < 0 ? Rational{-x} : x; });
    check(floor(a), xs, "floor " + name, [](const Rational& x) { return Rational{floor(x)}; });
    check(ceiling(a), xs, "ceiling " + name, [](const Rational& x) { return Rational{ceiling(x)}; });
    for (const RoundingMode mode : {RoundingMode::half_up, RoundingMode::half_even, RoundingMode::down,
                                    RoundingMode::up, RoundingMode::floor, RoundingMode::ceiling}) {
      // Ends are multiples of 1/2; brought to the scale of the rounding, half of them are ties.
      for (const int digits : {-1, 0, 2}) {
        const Rational scale = digits < 0 ? Rational{10} : digits == 0 ? Rational{1} : number("0.01");
        const Interval scaled = multiply(a, Interval::point(scale));
        std::vector<Rational> scaled_xs;
        for (const Rational& x : xs) scaled_xs.push_back(x * scale);
        const Rounding rounding{mode, digits};
        check(round(scaled, rounding), scaled_xs, "round " + to_string(scaled),
              [&](const Rational& x) { return round(x, rounding); });
      }
    }
  }
}

TEST_CASE("comparisons and set operations agree with the members") {
  std::mt19937 random(20240603);
  for (int round_number = 0; round_number < 3000; ++round_number) {
    const Interval a = random_interval(random), b = random_interval(random);
    const std::vector<Rational> xs = members(a, b), ys = members(b, a);
    const std::string what = to_string(a) + " " + to_string(b);
    const auto expected = [&](bool (*holds)(const Rational&, const Rational&)) {
      bool always = true, ever = false;
      for (const Rational& x : xs) {
        for (const Rational& y : ys) {
          const bool yes = holds(x, y);
          always = always && yes;
          ever = ever || yes;
        }
      }
      return always ? Truth::yes : ever ? Truth::maybe : Truth::no;
    };
    CHECK_MESSAGE(less(a, b) == expected([](const Rational& x, const Rational& y) { return x < y; }), what);
    CHECK_MESSAGE(less_equal(a, b) == expected([](const Rational& x, const Rational& y) { return x <= y; }),
                  what);
    CHECK_MESSAGE(equal(a, b) == expected([](const Rational& x, const Rational& y) { return x == y; }), what);

    const std::optional<Interval> shared = intersect(a, b);
    std::vector<Rational> in_both;
    std::copy_if(xs.begin(), xs.end(), std::back_inserter(in_both),
                 [&](const Rational& x) { return b.contains(x); });
    CHECK_MESSAGE(shared.has_value() == !in_both.empty(), what);
    if (shared) check_sound_and_tight(*shared, in_both, "intersect " + what);

    std::vector<Rational> in_either = xs;
    in_either.insert(in_either.end(), ys.begin(), ys.end());
    check_sound_and_tight(hull(a, b), in_either, "hull " + what);
    CHECK_MESSAGE(
        a.contains(b) == std::all_of(ys.begin(), ys.end(), [&](const Rational& y) { return a.contains(y); }),
        what);

    const std::optional<Interval> whole = integers_within(a);
    for (int integer = -4; integer <= 4; ++integer) {
      CHECK_MESSAGE((whole && whole->contains(integer)) == a.contains(integer), what);
    }
  }
}

TEST_CASE("an interval is cut at its breakpoints") {
  CHECK(show(split(interval("[1, 5)"), {3, 9})) == "[1, 1] (1, 3) [3, 3] (3, 5)");
  CHECK(show(split(interval("(1, 5]"), {5, 1, 3, 3})) == "(1, 3) [3, 3] (3, 5) [5, 5]");
  CHECK(show(split(interval("(1, 5)"), {})) == "(1, 5)");
  CHECK(show(split(Interval{}, {0})) == "(-inf, 0) [0, 0] (0, inf)");
  CHECK(show(split(Interval::point(2), {1, 2, 3})) == "[2, 2]");
  CHECK(show(split(interval("[0, inf)"), {-1})) == "[0, 0] (0, inf)");
}

TEST_CASE("the cells of an interval are disjoint, in order, and make it up") {
  std::mt19937 random(20240604);
  for (int round_number = 0; round_number < 1000; ++round_number) {
    const Interval whole = random_interval(random);
    std::vector<Rational> breakpoints;
    for (std::size_t left = random() % 6; left > 0; --left) {
      breakpoints.push_back(Rational{Integer{static_cast<std::int64_t>(random() % 13) - 6}, Integer{2}});
    }
    const std::vector<Interval> cells = split(whole, breakpoints);
    REQUIRE_FALSE(cells.empty());
    CHECK(cells.front().low == whole.low);
    CHECK(cells.back().high == whole.high);
    for (std::size_t index = 0; index < cells.size(); ++index) {
      const Interval& cell = cells[index];
      CHECK((cell.is_point() ||
             ((cell.low.open || cell.low.infinite) && (cell.high.open || cell.high.infinite))));
      CHECK(Interval::between(cell.low, cell.high).has_value());
      if (index > 0) {
        // Neighbours meet at one place, which belongs to one of them.
        CHECK(cells[index - 1].high.value == cell.low.value);
        CHECK(cells[index - 1].high.open != cell.low.open);
      }
      for (const Rational& place : breakpoints) CHECK((cell.is_point() || !cell.contains(place)));
    }
  }
}
