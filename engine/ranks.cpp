#include "engine/ranks.hpp"

namespace rubric::engine {

std::uint32_t Ranks::add(const Rational& total) {
  const auto [known, fresh] = numbers_.try_emplace(total, static_cast<std::uint32_t>(counts_.size()));
  if (fresh) counts_.push_back(0);
  ++counts_[known->second];
  places_.clear();
  return known->second;
}

std::uint64_t Ranks::place(std::uint32_t number) {
  if (places_.empty()) {
    places_.resize(counts_.size());
    std::uint64_t better = 0;
    for (auto total = numbers_.rbegin(); total != numbers_.rend(); ++total) {
      places_[total->second] = better + 1;
      better += counts_[total->second];
    }
  }
  return places_[number];
}

Standing Standings::add(std::optional<int> year, const Rational& old_total, const Rational& new_total) {
  Standing unit{year ? 1 : 0, year.value_or(0), 0, 0};
  Year& all = years_[key(unit)];
  unit.from = all.from.add(old_total);
  unit.to = all.to.add(new_total);
  return unit;
}

}  // namespace rubric::engine
