#include "engine/ranks.hpp"

#include <algorithm>
#include <limits>

#include "engine/point_units.hpp"

namespace rubric::engine {
namespace {

/// Totals above are no whole numbers of micros here.
constexpr std::int64_t most_points = 1'000'000'000;
/// A table gets one more place for so many more units of its year: whatever years a file has, tables take
/// less than 16 bytes a unit.
constexpr std::uint64_t units_of_a_place = 2;

}  // namespace

std::uint32_t Ranks::count(std::uint32_t& known) {
  if (known == 0) {
    counts_.push_back(0);
    known = static_cast<std::uint32_t>(counts_.size());
  }
  ++counts_[known - 1];
  return most_hundredths + known - 1;
}

bool Ranks::has_room(std::uint64_t hundredths) {
  if (units_ > std::numeric_limits<std::uint32_t>::max()) return false;  // no count of the table may pass it
  if (hundredths < hundredths_.size()) return true;
  const std::uint64_t places = std::min<std::uint64_t>(units_ / units_of_a_place, most_hundredths);
  if (hundredths >= places) return false;
  hundredths_.resize(static_cast<std::size_t>(places), 0);
  return true;
}

std::uint32_t Ranks::add_micros(std::int64_t total) {
  settled_ = false;
  ++units_;
  const std::int64_t hundredths = total / micros_in_a_hundredth;
  if (total < 0 || hundredths * micros_in_a_hundredth != total ||
      !has_room(static_cast<std::uint64_t>(hundredths)))
    return count(micros_[total]);
  ++hundredths_[static_cast<std::size_t>(hundredths)];
  return static_cast<std::uint32_t>(hundredths);
}

std::uint32_t Ranks::add(const Rational& total) {
  if (abs(total) <= most_points && Integer(micros_in_a_point) % denominator(total) == 0)
    return add_micros(static_cast<std::int64_t>(numerator(Rational(total * micros_in_a_point))));
  settled_ = false;
  return count(others_[total]);
}

void Ranks::find_places() {
  struct Whole {
    std::int64_t micros;
    std::uint64_t units;
    std::uint64_t* place;
  };
  std::vector<Whole> whole;
  hundredth_places_.resize(hundredths_.size());
  places_.resize(counts_.size());
  for (std::size_t i = 0; i < hundredths_.size(); ++i) {
    if (hundredths_[i] > 0)
      whole.push_back(
          {static_cast<std::int64_t>(i) * micros_in_a_hundredth, hundredths_[i], &hundredth_places_[i]});
  }
  for (const auto& [micros, known] : micros_)
    whole.push_back({micros, counts_[known - 1], &places_[known - 1]});
  std::sort(whole.begin(), whole.end(), [](const Whole& a, const Whole& b) { return a.micros > b.micros; });

  std::uint64_t next = 1;
  auto one = whole.begin();
  const auto give_next = [&] {  // a total of the table may be among the others, too
    const std::int64_t micros = one->micros;
    const std::uint64_t place = next;
    for (; one != whole.end() && one->micros == micros; ++one) {
      *one->place = place;
      next += one->units;
    }
  };
  for (auto other = others_.rbegin(); other != others_.rend(); ++other) {
    while (one != whole.end() && Rational(one->micros) > other->first * micros_in_a_point) give_next();
    places_[other->second - 1] = next;
    next += counts_[other->second - 1];
  }
  while (one != whole.end()) give_next();
  settled_ = true;
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
