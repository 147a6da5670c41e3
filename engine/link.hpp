// Several plans joined into one: steps that compute the same become one slot.
//
// So plans of rulesets that differ in one clause share all else, a figure that no clause changes is one slot
// in all of them, and "does this clause change anything" is a comparison of two slot numbers. A joined plan
// has no stages and no expressions; it is for the exact interpreter, not for intervals.
//
//   Plan joined;  Linker linker(joined, {});
//   const std::vector<Slot> a = linker.add(compile(old_rules)), b = linker.add(compile(new_rules));
//   a[old_plan.total] == b[new_plan.total]  -> the two give the same total for every unit
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "engine/plan.hpp"

namespace rubric::engine {

class Linker {
 public:
  /// `same_value[d]`: the datum that stands for d, where two declarations read a cell as the same value; data
  /// past its end stand for themselves.
  Linker(Plan& joined, std::vector<DatumId> same_value)
      : joined_(joined), same_value_(std::move(same_value)) {}

  /// Adds the steps of a plan over the same data; gives where each of its slots is now.
  std::vector<Slot> add(const Plan& plan);

 private:
  using Key = std::tuple<Op, std::array<Slot, 3>, std::uint32_t, FaultKind, std::uint32_t>;

  DatumId datum(DatumId id) const { return id < same_value_.size() ? same_value_[id] : id; }
  std::uint32_t index_of(const Plan& plan, const Step& step);
  std::uint32_t fold(const Fold& fold);

  Plan& joined_;
  std::vector<DatumId> same_value_;
  std::map<Key, Slot> seen_;
  std::map<Rational, std::uint32_t> constants_;
  std::map<std::string, std::uint32_t> folds_;
};

}  // namespace rubric::engine
