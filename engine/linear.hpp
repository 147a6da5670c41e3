// Conditions on sums of several numbers, decided exactly: is there a point at which all of them hold?
//
// Variables are eliminated one after the other (Fourier, Motzkin); every step is exact and keeps apart what
// may be zero and what may not. Going back through the steps gives, variable by variable, the values that can
// still be chosen, so a point can be made of short numbers.
//
//   执行 - 0.9 × 预算 >= 0, 预算 > 0, 执行 - 0.8 × 预算 < 0   no point
//   执行 - 0.9 × 预算 >= 0, 预算 > 0, 执行 <= 855            预算 in (0, 950], say 900; then 执行 in [810,
//   855]
#pragma once

#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "engine/interval.hpp"

namespace rubric::engine {

using Variable = std::uint32_t;

/// A sum of multiples of variables and a number. Terms are in order of their variable, none with 0.
struct Linear {
  std::vector<std::pair<Variable, Rational>> terms;
  Rational constant = 0;

  static Linear number(Rational value) { return {{}, std::move(value)}; }
  static Linear variable(Variable v) { return {{{v, Rational(1)}}, 0}; }
  bool is_number() const { return terms.empty(); }
  friend bool operator==(const Linear& a, const Linear& b) {
    return a.terms == b.terms && a.constant == b.constant;
  }
};

/// a + factor × b.
Linear combine(const Linear& a, const Linear& b, const Rational& factor);
Linear scale(const Linear& a, const Rational& factor);
/// Their product if one of them is a number.
std::optional<Linear> product(const Linear& a, const Linear& b);
/// What it can be, each variable being anything in its own range.
Interval range_of(const Linear& a, const std::vector<Interval>& ranges);

/// `left` is at least zero, or above it.
struct Condition {
  Linear left;
  bool above = false;
};

/// Values to try for a variable, of those that the range allows.
using Choices = std::function<std::vector<Rational>(Variable, const Interval&)>;

class System {
 public:
  /// Conditions on variables, each of which is also anything in its own range.
  System(const std::vector<Interval>& ranges, const std::vector<Condition>& conditions);

  /// `maybe` if there are more conditions than are looked at.
  Truth possible() const { return possible_; }

  /// Calls `accept` with points (a value by variable; those that no condition joins to others are chosen
  /// alone) until it is content; at most `most` points.
  bool find(const Choices& choices, int most,
            const std::function<bool(const std::vector<Rational>&)>& accept) const;

 private:
  struct Row {
    std::vector<Rational> factors;  // by place in order_
    Rational constant;
    bool above = false;
  };
  bool add(std::vector<Row>& rows, Row row);
  void eliminate(std::vector<Row> rows);
  std::optional<Interval> allowed(std::size_t place, const std::vector<Rational>& point) const;
  bool choose(std::size_t place, std::vector<Rational>& point, const Choices& choices, int& left,
              const std::function<bool(const std::vector<Rational>&)>& accept) const;

  static constexpr std::size_t most_rows = 400, most_sums = 4000;  // kept, and made in one elimination
  std::vector<Interval> ranges_;
  std::vector<Variable> order_;           // joined variables first
  std::size_t joined_ = 0;                // how many of them conditions join
  std::vector<std::vector<Row>> levels_;  // levels_[k]: conditions on the first k + 1 of order_
  Truth possible_ = Truth::yes;
};

}  // namespace rubric::engine
