// A small generator of pseudo-random numbers (splitmix64), so that the same seed gives the same rulesets and
// units on every machine and with every standard library.
//
//   Random random(7);
//   random.below(6)      -> 0 … 5
//   random.chance(30)    -> true in 30 of 100
#pragma once

#include <cstdint>
#include <vector>

namespace rubric::reference {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15u;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9u;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBu;
    return mixed ^ (mixed >> 31);
  }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(next() % count); }
  int between(int low, int high) {
    const std::int64_t many = std::int64_t{high} - low + 1;
    return static_cast<int>(low + static_cast<std::int64_t>(below(static_cast<std::size_t>(many))));
  }
  bool chance(int percent) { return between(0, 99) < percent; }

  template <class T>
  const T& pick(const std::vector<T>& list) {
    return list[below(list.size())];
  }
  template <class T>
  void shuffle(std::vector<T>& list) {
    for (std::size_t i = list.size(); i > 1; --i) std::swap(list[i - 1], list[below(i)]);
  }

 private:
  std::uint64_t state_;
};

}  // namespace rubric::reference
