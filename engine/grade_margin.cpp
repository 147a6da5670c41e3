#include "engine/grade_margin.hpp"

#include <algorithm>

#include "engine/compile.hpp"
#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

/// Takes the roundings away; returns by how much they can move the points of the item at most.
Rational take_rounding(Item& item, const std::optional<Rounding>& usual) {
  const std::optional<Rounding>& own = item.rounding ? item.rounding : usual;
  Rational most = own && !item.no_rounding ? power_of_tenth(own->digits) : Rational(0);
  for (Item& part : item.parts) most += take_rounding(part, usual);
  item.rounding.reset();
  return most;
}

}  // namespace

GradeMargin::GradeMargin(const Ruleset& ruleset) : graded_(!ruleset.grades.empty()) {
  if (!graded_) return;
  Ruleset plain = ruleset;
  for (auto* list : {&plain.items, &plain.bonuses, &plain.penalties}) {
    for (Item& item : *list) most_ += take_rounding(item, ruleset.item_rounding);
  }
  if (plain.total_rounding) most_ += power_of_tenth(plain.total_rounding->digits);
  plain.item_rounding.reset();
  plain.total_rounding.reset();
  plain_ = compile(plain);
  // 折算 stretches the error. A veto asks data, not scores, and what it takes away does not grow with it.
  const auto dropped = [](const ItemSlots& item) { return item.dropped != none; };
  bounded_ = std::none_of(plain_.items.begin(), plain_.items.end(), dropped);
  for (const Grade& grade : ruleset.grades) {
    for (const Bound& end : {grade.range.low, grade.range.high}) {
      if (!end.infinite) limits_.push_back(end.value);
    }
  }
}

bool GradeMargin::near_a_limit(const Rational& total) const {
  return std::any_of(limits_.begin(), limits_.end(),
                     [&](const Rational& limit) { return total - most_ <= limit && limit <= total + most_; });
}

std::optional<std::vector<std::pair<Rational, Rational>>> GradeMargin::doubtful() const {
  if (!bounded_) return std::nullopt;
  std::vector<std::pair<Rational, Rational>> ranges;
  for (const Rational& limit : limits_) ranges.emplace_back(limit - most_, limit + most_);
  return ranges;
}

bool GradeMargin::hangs(const UnitData& data, const Rational& total, std::uint32_t grade) const {
  if (!can_hang()) return false;
  if (bounded_ && !near_a_limit(total)) return false;
  const Outcome outcome = evaluate(plain_, data);
  return !outcome.grade.known() || outcome.grade.range.low.value != Rational(grade);
}

}  // namespace rubric::engine
