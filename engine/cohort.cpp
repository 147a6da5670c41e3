#include "engine/cohort.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>

#include "engine/evaluate.hpp"
#include "engine/text.hpp"

namespace rubric::engine {
namespace {

/// Units that are compared with each other, and the values of those that are known.
struct Group {
  std::vector<std::size_t> members;
  std::vector<Rational> known;    // sorted, the first place first
  std::size_t unknown = 0;        // members, and units that may be members, whose value is not known
  std::vector<Rational> perhaps;  // values of units that may be members
};

/// What a unit is compared by, as far as it is known: its year, and the value of 同 ….
struct Key {
  std::optional<int> year;
  std::optional<std::string> same;

  bool known() const { return year && same; }
  bool may_be(const Key& other) const {
    return (!year || year == other.year) && (!same || same == other.same);
  }
  friend bool operator<(const Key& a, const Key& b) {
    return std::tie(a.year, a.same) < std::tie(b.year, b.same);
  }
};

class Filler {
 public:
  Filler(const Ruleset& ruleset, std::vector<UnitData*>& units, const CohortFigure& figure,
         const std::vector<Possible>& values)
      : figure_(figure), datum_(ruleset.data[figure.datum]), units_(units), values_(values) {
    // Without a year anywhere all units are of one; where others have it, a unit without may be of any.
    const auto has_year = [](const UnitData* unit) { return unit->year.has_value(); };
    by_year_ = std::any_of(units.begin(), units.end(), has_year);
    by_text_ = figure.same != none && ruleset.data[figure.same].kind == Kind::text;
  }

  void run() {
    std::map<Key, Group> groups;
    std::vector<std::size_t> strangers;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const Key key = key_of(*units_[i]);
      if (!key.known()) {
        strangers.push_back(i);
        continue;
      }
      Group& group = groups[key];
      group.members.push_back(i);
      count(i, group, group.known);
    }
    for (const std::size_t i : strangers) {
      const Key key = key_of(*units_[i]);
      for (auto& [other, group] : groups) {
        if (key.may_be(other)) count(i, group, group.perhaps);
      }
    }
    for (auto& [key, group] : groups) {
      std::sort(group.known.begin(), group.known.end());
      if (figure_.high_first) std::reverse(group.known.begin(), group.known.end());
      for (const std::size_t i : group.members) fill(group, i);
    }
  }

 private:
  Key key_of(const UnitData& unit) const {
    Key key{by_year_ ? unit.year : 0, std::string()};
    if (figure_.same == none) return key;
    const Cell& cell = unit.cells[figure_.same];
    const bool as_text = by_text_ || !cell.values.empty() || cell.state == Cell::State::not_applicable;
    if (cell.state != Cell::State::known && cell.state != Cell::State::not_applicable) {
      key.same.reset();
    } else {
      key.same = as_text ? plain_text(cell.text) : to_fraction(cell.value.low.value);
    }
    return key;
  }

  /// A unit of which the value is not applicable has no part; one that cannot be computed may have any value.
  void count(std::size_t i, Group& group, std::vector<Rational>& known) const {
    if (values_[i].known()) {
      known.push_back(values_[i].range.low.value);
    } else if (values_[i].possible || values_[i].fault.kind != FaultKind::not_applicable) {
      ++group.unknown;
    }
  }

  void fill(const Group& group, std::size_t i) {
    using What = CohortFigure::What;
    Cell& cell = units_[i]->cells[figure_.datum];
    cell.spot.clear();
    if (figure_.what == What::rank) {
      if (values_[i].known()) set(cell, ranks(group, values_[i].range.low.value));
      return;
    }
    if (group.known.empty() || group.unknown > 0) return;  // missing: anything in its domain
    if (figure_.what == What::mean) {
      if (!group.perhaps.empty()) return;
      Rational sum = 0;
      for (const Rational& value : group.known) sum += value;
      return set(cell, Interval::point(sum / Rational(group.known.size())));
    }
    const auto [low, high] = std::minmax_element(group.known.begin(), group.known.end());
    Interval range = Interval::point(figure_.what == What::highest ? *high : *low);
    for (const Rational& value : group.perhaps) {
      if (figure_.what == What::highest ? value > *high : value < *low)
        range = hull(range, Interval::point(value));
    }
    set(cell, range);
  }

  Interval ranks(const Group& group, const Rational& value) const {
    std::size_t better = 0;
    const Rational* last = nullptr;
    for (const Rational& other : group.known) {
      if (other == value) break;
      if (!figure_.share_place || !last || *last != other) ++better;
      last = &other;
    }
    const auto ahead = [&](const Rational& other) {
      return figure_.high_first ? other > value : other < value;
    };
    const auto perhaps = std::count_if(group.perhaps.begin(), group.perhaps.end(), ahead);
    return Interval::closed(Rational(better + 1),
                            Rational(better + 1 + group.unknown + static_cast<std::size_t>(perhaps)));
  }

  /// Its text is in the unit that rules declare, as that of any other cell.
  void set(Cell& cell, const Interval& value) const {
    const auto number = [this](const Bound& end) { return to_display(end.value / datum_.unit.scale, 0); };
    cell.state = value.is_point() ? Cell::State::known : Cell::State::bounded;
    cell.value = value;
    cell.text = number(value.low) + (value.is_point() ? "" : ".." + number(value.high));
  }

  const CohortFigure& figure_;
  const Datum& datum_;
  std::vector<UnitData*>& units_;
  const std::vector<Possible>& values_;
  bool by_year_ = false, by_text_ = false;
};

}  // namespace

void fill_cohort(const Ruleset& ruleset, const Plan& plan, std::vector<UnitData*>& units) {
  for (const CohortFigure& figure : ruleset.cohort) {
    std::vector<Possible> values;
    for (const UnitData* unit : units) {
      values.push_back(evaluate(plan, *unit, Trace::yes).trace[plan.of_expr[figure.value]]);
    }
    Filler(ruleset, units, figure, values).run();
  }
}

}  // namespace rubric::engine
