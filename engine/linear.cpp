#include "engine/linear.hpp"

#include <algorithm>

namespace rubric::engine {

Linear combine(const Linear& a, const Linear& b, const Rational& factor) {
  Linear sum;
  sum.constant = a.constant + factor * b.constant;
  std::size_t i = 0, j = 0;
  while (i < a.terms.size() || j < b.terms.size()) {
    const bool left = j == b.terms.size() || (i < a.terms.size() && a.terms[i].first < b.terms[j].first);
    const bool both = i < a.terms.size() && j < b.terms.size() && a.terms[i].first == b.terms[j].first;
    const Variable v = left || both ? a.terms[i].first : b.terms[j].first;
    Rational value = left || both ? a.terms[i].second : Rational(0);
    if (!left) value += factor * b.terms[j].second;
    if (left || both) ++i;
    if (!left) ++j;
    if (value != 0) sum.terms.emplace_back(v, std::move(value));
  }
  return sum;
}

Linear scale(const Linear& a, const Rational& factor) {
  return combine(Linear{}, a, factor);
}

std::optional<Linear> product(const Linear& a, const Linear& b) {
  if (a.is_number()) return scale(b, a.constant);
  if (b.is_number()) return scale(a, b.constant);
  return std::nullopt;
}

Interval range_of(const Linear& a, const std::vector<Interval>& ranges) {
  Interval range = Interval::point(a.constant);
  for (const auto& [v, factor] : a.terms) {
    range = add(range, multiply(ranges[v], Interval::point(factor)));
  }
  return range;
}

System::System(const std::vector<Interval>& ranges, const std::vector<Condition>& conditions)
    : ranges_(ranges) {
  std::vector<bool> joined(ranges.size(), false);
  for (const Condition& condition : conditions) {
    for (const auto& term : condition.left.terms) joined[term.first] = true;
  }
  for (Variable v = 0; v < ranges.size(); ++v) {
    if (joined[v]) order_.push_back(v);
  }
  joined_ = order_.size();
  for (Variable v = 0; v < ranges.size(); ++v) {
    if (!joined[v]) order_.push_back(v);
  }
  std::vector<std::size_t> place(ranges.size(), 0);
  for (std::size_t k = 0; k < order_.size(); ++k) place[order_[k]] = k;
  std::vector<Row> rows;
  for (const Condition& condition : conditions) {
    Row row{std::vector<Rational>(joined_), condition.left.constant, condition.above};
    for (const auto& [v, factor] : condition.left.terms) row.factors[place[v]] = factor;
    if (!add(rows, std::move(row))) return;
  }
  for (std::size_t k = 0; k < joined_; ++k) {
    const Interval& range = ranges[order_[k]];
    for (const bool low : {true, false}) {
      const Bound& end = low ? range.low : range.high;
      if (end.infinite) continue;
      Row row{std::vector<Rational>(joined_), low ? Rational(-end.value) : end.value, end.open};
      row.factors[k] = low ? 1 : -1;
      if (!add(rows, std::move(row))) return;
    }
  }
  eliminate(std::move(rows));
}

/// False if no point can satisfy the row; of rows that differ in their number alone the tighter one stays.
bool System::add(std::vector<Row>& rows, Row row) {
  const auto lead =
      std::find_if(row.factors.begin(), row.factors.end(), [](const Rational& f) { return f != 0; });
  if (lead == row.factors.end()) {
    const bool holds = row.above ? row.constant > 0 : row.constant >= 0;
    if (!holds) possible_ = Truth::no;
    return holds;
  }
  const Rational size = *lead < 0 ? Rational(-*lead) : *lead;
  if (size != 1) {
    for (Rational& f : row.factors) f /= size;
    row.constant /= size;
  }
  for (Row& other : rows) {
    if (other.factors != row.factors) continue;
    if (row.constant < other.constant || (row.constant == other.constant && row.above)) {
      other.constant = row.constant;
      other.above = row.above;
    }
    return true;
  }
  rows.push_back(std::move(row));
  return true;
}

void System::eliminate(std::vector<Row> rows) {
  levels_.assign(joined_, {});
  for (std::size_t k = joined_; k-- > 0;) {
    std::vector<Row> rest;
    for (const Row& row : rows) {
      if (row.factors[k] == 0) {
        if (!add(rest, row)) return;
      } else {
        levels_[k].push_back(row);
      }
    }
    const auto lows = static_cast<std::size_t>(std::count_if(
        levels_[k].begin(), levels_[k].end(), [k](const Row& row) { return row.factors[k] > 0; }));
    if (lows * (levels_[k].size() - lows) > most_sums) {
      possible_ = Truth::maybe;
      return;
    }
    for (const Row& low : levels_[k]) {
      if (low.factors[k] < 0) continue;
      for (const Row& high : levels_[k]) {
        if (high.factors[k] > 0) continue;
        Row sum{std::vector<Rational>(joined_), Rational(0), low.above || high.above};
        const Rational a = -high.factors[k], b = low.factors[k];
        for (std::size_t i = 0; i < k; ++i) sum.factors[i] = a * low.factors[i] + b * high.factors[i];
        sum.constant = a * low.constant + b * high.constant;
        if (!add(rest, std::move(sum))) return;
        if (rest.size() > most_rows) {
          possible_ = Truth::maybe;
          return;
        }
      }
    }
    rows = std::move(rest);
  }
}

/// The values of the variable at `place` that its conditions allow, those before it being chosen.
std::optional<Interval> System::allowed(std::size_t place, const std::vector<Rational>& point) const {
  std::optional<Interval> range = ranges_[order_[place]];
  if (place >= joined_) return range;
  for (const Row& row : levels_[place]) {
    Rational rest = row.constant;
    for (std::size_t i = 0; i < place; ++i) rest += row.factors[i] * point[order_[i]];
    const Bound end{Rational(-rest / row.factors[place]), row.above, false};
    Interval side;
    (row.factors[place] > 0 ? side.low : side.high) = end;
    range = intersect(*range, side);
    if (!range) return std::nullopt;
  }
  return range;
}

bool System::choose(std::size_t place, std::vector<Rational>& point, const Choices& choices, int& left,
                    const std::function<bool(const std::vector<Rational>&)>& accept) const {
  if (left <= 0) return false;
  if (place == order_.size()) {
    --left;
    return accept(point);
  }
  const std::optional<Interval> range = allowed(place, point);
  if (!range) {
    --left;
    return false;
  }
  const std::vector<Rational> tries = choices(order_[place], *range);
  if (tries.empty()) --left;
  for (const Rational& value : tries) {
    if (!range->contains(value)) continue;
    point[order_[place]] = value;
    if (choose(place + 1, point, choices, left, accept)) return true;
    if (place >= joined_) return false;  // alone: another value would not help
  }
  return false;
}

bool System::find(const Choices& choices, int most,
                  const std::function<bool(const std::vector<Rational>&)>& accept) const {
  if (possible_ != Truth::yes) return false;
  std::vector<Rational> point(order_.size());
  int left = most;
  return choose(0, point, choices, left, accept);
}

}  // namespace rubric::engine
