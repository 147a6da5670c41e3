#include "engine/ranks.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

constexpr std::int64_t micros_in_a_point = 1'000'000, micros_in_a_hundredth = 10'000;
/// Totals above are no whole numbers of micros here.
constexpr std::int64_t most_points = 1'000'000'000;

}  // namespace

std::uint32_t Ranks::count_other(std::uint32_t& number) {
  if (number == 0) {
    number = first_other + static_cast<std::uint32_t>(counts_.size());
    counts_.push_back(0);
  }
  ++counts_[number - first_other];
  return number;
}

std::uint32_t Ranks::add_micros(std::int64_t total) {
  places_.clear();
  other_places_.clear();
  const std::int64_t hundredths = total / micros_in_a_hundredth;
  if (total < 0 || hundredths >= first_other || hundredths * micros_in_a_hundredth != total)
    return count_other(micros_[total]);
  const auto number = static_cast<std::uint32_t>(hundredths);
  if (number >= hundredths_.size())
    hundredths_.resize(std::max<std::size_t>(number + 1, 2 * hundredths_.size()), 0);
  ++hundredths_[number];
  return number;
}

std::uint32_t Ranks::add(const Rational& total) {
  if (abs(total) <= most_points && Integer(micros_in_a_point) % denominator(total) == 0)
    return add_micros(static_cast<std::int64_t>(numerator(Rational(total * micros_in_a_point))));
  places_.clear();
  other_places_.clear();
  return count_other(others_[total]);
}

void Ranks::find_places() {
  std::vector<std::pair<std::int64_t, std::uint32_t>> whole(micros_.begin(), micros_.end());
  for (std::uint32_t number = 0; number < hundredths_.size(); ++number) {
    if (hundredths_[number] != 0) whole.emplace_back(number * micros_in_a_hundredth, number);
  }
  std::sort(whole.begin(), whole.end());
  places_.resize(hundredths_.size());
  other_places_.resize(counts_.size());
  std::uint64_t next = 1;
  const auto give = [&](std::uint32_t number) {
    const bool other = number >= first_other;
    (other ? other_places_[number - first_other] : places_[number]) = next;
    next += other ? counts_[number - first_other] : hundredths_[number];
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
