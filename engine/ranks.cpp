#include "engine/ranks.hpp"

#include <algorithm>

namespace rubric::engine {
namespace {

constexpr std::int64_t micros_in_a_point = 1'000'000, micros_in_a_hundredth = 10'000;
/// Totals up to 1,000 points are looked up by their hundredths.
constexpr std::int64_t most_hundredths = 100'000;
/// Totals above are no whole numbers of micros here.
constexpr std::int64_t most_points = 1'000'000'000;

}  // namespace

std::uint32_t Ranks::count(std::uint32_t& number) {
  if (number == 0) {
    counts_.push_back(0);
    number = static_cast<std::uint32_t>(counts_.size());
  }
  ++counts_[number - 1];
  if (!places_.empty()) places_.clear();
  return number - 1;
}

std::uint32_t Ranks::add_micros(std::int64_t total) {
  if (total < 0 || total > most_hundredths * micros_in_a_hundredth || total % micros_in_a_hundredth != 0)
    return count(micros_[total]);
  const auto hundredths = static_cast<std::size_t>(total / micros_in_a_hundredth);
  if (hundredths >= hundredths_.size())
    hundredths_.resize(std::max(hundredths + 1, 2 * hundredths_.size()), 0);
  return count(hundredths_[hundredths]);
}

std::uint32_t Ranks::add(const Rational& total) {
  if (abs(total) <= most_points && Integer(micros_in_a_point) % denominator(total) == 0)
    return add_micros(static_cast<std::int64_t>(numerator(Rational(total * micros_in_a_point))));
  return count(others_[total]);
}

void Ranks::find_places() {
  std::vector<std::pair<std::int64_t, std::uint32_t>> whole(micros_.begin(), micros_.end());
  for (std::size_t i = 0; i < hundredths_.size(); ++i) {
    if (hundredths_[i] != 0)
      whole.emplace_back(static_cast<std::int64_t>(i) * micros_in_a_hundredth, hundredths_[i]);
  }
  std::sort(whole.begin(), whole.end());
  places_.resize(counts_.size());
  std::uint64_t next = 1;
  const auto give = [&](std::uint32_t number) {
    places_[number - 1] = next;
    next += counts_[number - 1];
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
