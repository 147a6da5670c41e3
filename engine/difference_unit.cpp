#include "engine/difference_unit.hpp"

#include <algorithm>

#include "engine/entry.hpp"
#include "engine/evaluate.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

/// How many of the values where parts of a region meet are tried.
constexpr std::size_t max_turns = 12;

}  // namespace

void RegionUnits::show(Region& region, std::vector<Rational> turns) const {
  std::vector<Rational> values = candidates(region.where[0], quantities_[0]);
  turns.resize(std::min(turns.size(), max_turns));
  values.insert(values.end(), turns.begin(), turns.end());
  for (const Rational& value : values) {
    const std::optional<UnitData> unit = unit_in(region, value);
    if (!unit) continue;
    const Possible before = score(joint_.before, *pair_.before_slots, *unit);
    const Possible after = score(joint_.after, *pair_.after_slots, *unit);
    if (before.possible != after.possible) {
      keep_unit(region, *unit, before, after);
      return;
    }
    if (!before.known() || !after.known()) continue;
    const Rational change = after.range.low.value - before.range.low.value;
    if (change == 0 || !region.change.contains(change)) continue;
    region.low_shown = region.low_shown || region.change.low == Bound::closed_at(change);
    region.high_shown = region.high_shown || region.change.high == Bound::closed_at(change);
    const bool larger =
        !region.unit ||
        abs(change) > abs(Rational(region.after_score.range.low.value - region.before_score.range.low.value));
    if (larger) keep_unit(region, *unit, before, after);
    if (region.low_shown && region.high_shown) return;
  }
}

void RegionUnits::keep_unit(Region& region, const UnitData& unit, const Possible& before,
                            const Possible& after) {
  region.unit = unit;
  region.before_score = before;
  region.after_score = after;
}

Possible RegionUnits::score(const Side& side, const ItemSlots& slots, const UnitData& unit) const {
  const Outcome outcome = evaluate(*side.plan, joint_.unit_of(side, unit), Trace::yes);
  return outcome.trace[slots.score];
}

/// Numbers of the range to try: its ends, what lies beside them, one in the middle.
std::vector<Rational> RegionUnits::candidates(const Interval& range, const Quantity& quantity) const {
  std::vector<Rational> all;
  for (const Bound* end : {&range.low, &range.high}) {
    if (end->infinite) continue;
    all.push_back(end->value);
    const Rational step = quantity.grid != 0 ? quantity.grid : Rational(quantity.unit.scale / 100);
    all.push_back(end == &range.low ? Rational(end->value + step) : Rational(end->value - step));
  }
  all.push_back(short_number(range, quantity.unit));
  all.erase(std::remove_if(all.begin(), all.end(), [&](const Rational& v) { return !range.contains(v); }),
            all.end());
  return all;
}

std::optional<UnitData> RegionUnits::unit_in(const Region& region, const Rational& first) const {
  UnitData unit = plain_;
  const std::vector<Possible> now = evaluate_exact(joint_.plan, unit);
  for (std::size_t i = 0; i < region.where.size(); ++i) {
    const Quantity& q = quantities_[i];
    if (q.slot == none) continue;
    const Possible& value = now[q.slot];
    const bool fits =
        i > 0 && value.possible && value.range.is_point() && region.where[i].contains(value.range);
    if (fits) continue;
    const std::vector<Rational> tries =
        i == 0 ? std::vector<Rational>{first} : candidates(region.where[i], q);
    const bool set =
        std::any_of(tries.begin(), tries.end(), [&](const Rational& v) { return enter(unit, q, v); });
    if (!set) return std::nullopt;
  }
  const std::vector<Possible> then = evaluate_exact(joint_.plan, unit);
  for (std::size_t i = 0; i < region.where.size(); ++i) {
    const Quantity& q = quantities_[i];
    if (q.slot == none) continue;
    const bool inside = then[q.slot].possible && region.where[i].contains(then[q.slot].range);
    const bool absent = !then[q.slot].possible && then[q.slot].fault.kind == FaultKind::not_applicable;
    if (!inside && !absent) return std::nullopt;
  }
  return unit;
}

bool RegionUnits::enter(UnitData& unit, const Quantity& quantity, const Rational& value) const {
  if (quantity.absent) {
    if (value == 1) unit.cells[quantity.datum] = read_cell("不适用", joint_.ruleset.data[quantity.datum]);
    return true;
  }
  if (quantity.datum != none) {
    // A datum that is 不适用 for this region stays so.
    if (unit.cells[quantity.datum].state == Cell::State::not_applicable) return true;
    std::optional<Cell> cell = entry(value, joint_.ruleset.data[quantity.datum], Language::zh);
    if (cell) unit.cells[quantity.datum] = std::move(*cell);
    return cell.has_value();
  }
  std::optional<UnitData> found = with_value(joint_.ruleset, joint_.plan, unit, quantity.slot, value);
  if (found) unit = std::move(*found);
  return found.has_value();
}

}  // namespace rubric::engine
