// The part of a joint plan that two scores are worked out in, put on few quantities: each settles what the
// scores read of some data, and no datum is read beside its quantity.
//
//   old 按比例 of 执行 ÷ 预算, new 分档 of 执行 ÷ 预算  ->  one quantity, 执行 ÷ 预算, where there are two
//   data
#pragma once

#include <map>
#include <set>

#include "engine/difference.hpp"

namespace rubric::engine {

/// What the roots need, and the data below each slot of it.
class Dependence {
 public:
  Dependence(const Joint& joint, std::vector<Slot> roots);

  std::vector<Slot> slots;  // in the plan's order

  const std::set<Slot>& leaves(Slot slot) const { return leaves_.at(slot); }
  bool has(Slot slot) const { return leaves_.count(slot) != 0; }

  /// Slots that together settle both scores, each depending on data of its own: `preferred` ones where they
  /// do, then formulas of several data, then the data themselves.
  std::vector<Slot> quantities(const std::set<Slot>& preferred) const;

 private:
  bool formula(Slot slot) const;
  bool all_arithmetic(Slot slot) const;
  bool dominates(Slot slot) const;

  const Joint& joint_;
  std::vector<Slot> roots_;
  std::map<Slot, std::set<Slot>> leaves_;
};

/// The two scores as a plan whose only data are the quantities.
class Reduced {
 public:
  Reduced(const Joint& joint, const Dependence& dependence, const std::vector<Quantity>& quantities,
          const std::map<Slot, int>& terms);

  Ruleset ruleset;
  Plan plan;
  std::vector<Slot> inputs;  // by quantity
  Slot before = none, after = none, change = none;

 private:
  Slot push(const Step& step);
  Slot constant(const Rational& value);
  void copy(Slot slot, const std::vector<Quantity>& quantities, const Dependence& dependence);
  bool reads(Slot slot, DatumId datum, const Dependence& dependence) const;
  Slot sum(const std::map<Slot, int>& terms, int sign);

  const Joint& joint_;
  std::map<Slot, Slot> place_;
};

}  // namespace rubric::engine
