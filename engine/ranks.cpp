#include "engine/ranks.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

constexpr std::int64_t micros_in_a_point = 1'000'000, micros_in_a_hundredth = 10'000;
/// Totals above are no whole numbers of micros here.
constexpr std::int64_t most_points = 1'000'000'000;
/// Units of a year from which on there is a table by hundredths, and totals that have a place in it: whatever
/// stands in the years of a file, the tables take less than 10 bytes a unit.
constexpr std::uint64_t many_units = 100'000;
constexpr std::int64_t most_hundredths = 100'001;

}  // namespace

std::uint32_t Ranks::count(std::uint32_t& known) {
  if (known == 0) {
    counts_.push_back(0);
    known = static_cast<std::uint32_t>(counts_.size());
  }
  ++counts_[known - 1];
  return known - 1;
}

std::uint32_t Ranks::add_micros(std::int64_t total) {
  places_.clear();
  const std::int64_t hundredths = total / micros_in_a_hundredth;
  const bool of_table =
      total >= 0 && hundredths < most_hundredths && hundredths * micros_in_a_hundredth == total;
  if (++units_ <= many_units || !of_table) return count(micros_[total]);
  const auto at = static_cast<std::size_t>(hundredths);
  if (at >= hundredths_.size()) hundredths_.resize(std::max(at + 1, 2 * hundredths_.size()), 0);
  if (hundredths_[at] != 0) return count(hundredths_[at]);
  const std::uint32_t number = count(micros_[total]);
  hundredths_[at] = number + 1;
  return number;
}

std::uint32_t Ranks::add(const Rational& total) {
  if (abs(total) <= most_points && Integer(micros_in_a_point) % denominator(total) == 0)
    return add_micros(static_cast<std::int64_t>(numerator(Rational(total * micros_in_a_point))));
  places_.clear();
  return count(others_[total]);
}

void Ranks::find_places() {
  std::vector<std::pair<std::int64_t, std::uint32_t>> whole(micros_.begin(), micros_.end());
  std::sort(whole.begin(), whole.end());
  places_.resize(counts_.size());
  std::uint64_t next = 1;
  const auto give = [&](std::uint32_t known) {
    places_[known - 1] = next;
    next += counts_[known - 1];
  };
  auto one = whole.rbegin();
  for (auto other = others_.rbegin(); other != others_.rend(); ++other) {
    for (; one != whole.rend() && Rational(one->first) > other->first * micros_in_a_point; ++one)
      give(one->second);
    give(other->second);
  }
  for (; one != whole.rend(); ++one) give(one->second);
}

Standing Standings::add(std::optional<int> year, const Rational& old_total, const Rational& new_total) {
  Standing unit = unit_of(year);
  Year& all = of(unit);
  unit.from = all.from.add(old_total);
  unit.to = all.to.add(new_total);
  return unit;
}

Standing Standings::add_micros(std::optional<int> year, std::int64_t old_total, std::int64_t new_total) {
  Standing unit = unit_of(year);
  Year& all = of(unit);
  unit.from = all.from.add_micros(old_total);
  unit.to = all.to.add_micros(new_total);
  return unit;
}

}  // namespace rubric::engine
