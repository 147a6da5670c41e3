#include "engine/operation.hpp"

#include <array>

#include "engine/order.hpp"

namespace rubric::engine {
namespace {

using R = Rational;
using I = Interval;

R truth(bool yes) {
  return R(yes ? 1 : 0);
}
I truth(Truth t) {
  I both_ways = I::point(0);
  both_ways.high.value = 1;
  if (t == Truth::maybe) return both_ways;
  return I::point(t == Truth::yes ? 1 : 0);
}
Truth opposite(Truth t) {
  if (t == Truth::maybe) return t;
  return t == Truth::yes ? Truth::no : Truth::yes;
}

constexpr auto no_exact = nullptr;
constexpr auto no_interval = nullptr;

// Rows stand in the order of the enumeration; a test checks it.
const std::array rows{
    Operation{Op::constant, "constant", 0, false, "", "", 0, no_exact, no_interval, "a number of the rules"},
    Operation{Op::input, "input", 0, false, "", "", 0, no_exact, no_interval, "the value of a datum"},
    Operation{Op::blank, "blank", 0, true, "未填", "is blank", 0, no_exact, no_interval,
              "1 if the cell is empty"},
    Operation{Op::not_applicable, "not_applicable", 0, true, "不适用", "not applicable", 0, no_exact,
              no_interval, "1 if the cell says 不适用"},
    Operation{Op::unknown, "unknown", 0, false, "未明确", "unstated", 0, no_exact, no_interval,
              "any number of a set: what the standard leaves open"},
    Operation{Op::fault, "fault", 0, false, "无法计算", "fault", 0, no_exact, no_interval, "no value"},
    Operation{Op::date_of_year, "date_of_year", 0, true, "", "", 0, no_exact, no_interval,
              "a date of the unit's year or the next"},
    Operation{Op::fold, "fold", 0, false, "", "", 0, no_exact, no_interval,
              "one number from all values of cells that hold several"},
    Operation{Op::add, "add", 2, false, "＋", "+", 4, [](const R& a, const R& b) { return R(a + b); },
              [](const I& a, const I& b) { return add(a, b); }, "a + b"},
    Operation{Op::subtract, "subtract", 2, false, "－", "-", 4,
              [](const R& a, const R& b) { return R(a - b); },
              [](const I& a, const I& b) { return subtract(a, b); }, "a - b"},
    Operation{Op::multiply, "multiply", 2, false, "×", "*", 5,
              [](const R& a, const R& b) { return R(a * b); },
              [](const I& a, const I& b) { return multiply(a, b); }, "a × b"},
    Operation{Op::divide, "divide", 2, false, "÷", "/", 5, [](const R& a, const R& b) { return R(a / b); },
              [](const I& a, const I& b) { return divide(a, b); }, "a ÷ b; a fault where b is 0"},
    Operation{Op::negate, "negate", 1, false, "－", "-", 6, [](const R& a, const R&) { return R(-a); },
              [](const I& a, const I&) { return negate(a); }, "-a"},
    Operation{Op::minimum, "minimum", 2, false, "最小", "min", 0,
              [](const R& a, const R& b) { return order_of(a, b) < 0 ? a : b; },
              [](const I& a, const I& b) { return minimum(a, b); }, "the smaller of a and b"},
    Operation{Op::maximum, "maximum", 2, false, "最大", "max", 0,
              [](const R& a, const R& b) { return order_of(a, b) < 0 ? b : a; },
              [](const I& a, const I& b) { return maximum(a, b); }, "the larger of a and b"},
    Operation{Op::absolute, "absolute", 1, false, "绝对值", "abs", 0,
              [](const R& a, const R&) { return a.sign() < 0 ? R(-a) : a; },
              [](const I& a, const I&) { return absolute(a); }, "a without its sign"},
    Operation{Op::floor, "floor", 1, true, "向下取整", "floor", 0,
              [](const R& a, const R&) { return R(floor(a)); }, [](const I& a, const I&) { return floor(a); },
              "the largest whole number not above a"},
    Operation{Op::ceiling, "ceiling", 1, true, "向上取整", "ceiling", 0,
              [](const R& a, const R&) { return R(ceiling(a)); },
              [](const I& a, const I&) { return ceiling(a); }, "the smallest whole number not below a"},
    Operation{Op::round, "round", 1, false, "取整", "round", 0, no_exact, no_interval,
              "the rounding that the rules write"},
    Operation{Op::within, "within", 1, false, "", "", 0, no_exact, no_interval,
              "a, which must lie in a set; else a fault"},
    Operation{Op::less, "less", 2, true, "＜", "<", 3,
              [](const R& a, const R& b) { return truth(order_of(a, b) < 0); },
              [](const I& a, const I& b) { return truth(less(a, b)); }, "a < b"},
    Operation{Op::less_equal, "less_equal", 2, true, "≤", "<=", 3,
              [](const R& a, const R& b) { return truth(order_of(a, b) <= 0); },
              [](const I& a, const I& b) { return truth(less_equal(a, b)); }, "a ≤ b"},
    Operation{Op::greater, "greater", 2, true, "＞", ">", 3,
              [](const R& a, const R& b) { return truth(order_of(a, b) > 0); },
              [](const I& a, const I& b) { return truth(less(b, a)); }, "a > b"},
    Operation{Op::greater_equal, "greater_equal", 2, true, "≥", ">=", 3,
              [](const R& a, const R& b) { return truth(order_of(a, b) >= 0); },
              [](const I& a, const I& b) { return truth(less_equal(b, a)); }, "a ≥ b"},
    Operation{Op::equal, "equal", 2, true, "＝", "=", 3,
              [](const R& a, const R& b) { return truth(order_of(a, b) == 0); },
              [](const I& a, const I& b) { return truth(equal(a, b)); }, "a = b"},
    Operation{Op::not_equal, "not_equal", 2, true, "≠", "<>", 3,
              [](const R& a, const R& b) { return truth(order_of(a, b) != 0); },
              [](const I& a, const I& b) { return truth(opposite(equal(a, b))); }, "a ≠ b"},
    Operation{Op::both, "both", 2, true, "且", "and", 2, no_exact, no_interval,
              "1 if a and b are; 0 as soon as one is 0"},
    Operation{Op::either, "either", 2, true, "或", "or", 1, no_exact, no_interval,
              "1 as soon as a or b is; else 0"},
    Operation{Op::negation, "not", 1, true, "不", "not", 6, [](const R& a, const R&) { return R(1 - a); },
              [](const I& a, const I&) { return subtract(I::point(1), a); }, "1 if a is 0"},
    Operation{Op::choose, "choose", 3, false, "", "", 0, no_exact, no_interval,
              "b where a is 1, else c; a fault in the other one does not matter"},
};

}  // namespace

const Operation& operation(Op op) {
  return rows.at(static_cast<std::size_t>(op));
}

}  // namespace rubric::engine
