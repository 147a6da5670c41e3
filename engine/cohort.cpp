#include "engine/cohort.hpp"

#include <algorithm>
#include <map>

#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

/// Units that are compared with each other, and the values of those that are known.
struct Group {
  std::vector<std::size_t> members;
  std::vector<Rational> known;  // sorted, the first place first
  std::size_t unknown = 0;
};

class Filler {
 public:
  Filler(std::vector<UnitData*>& units, const CohortFigure& figure, const std::vector<Possible>& values)
      : figure_(figure), units_(units), values_(values) {}

  void run() {
    std::map<std::pair<int, std::string>, Group> groups;
    for (std::size_t i = 0; i < units_.size(); ++i) {
      const std::string same = figure_.same == none ? std::string() : units_[i]->cells[figure_.same].text;
      Group& group = groups[{units_[i]->year.value_or(0), same}];
      group.members.push_back(i);
      if (values_[i].known()) {
        group.known.push_back(values_[i].range.low.value);
      } else if (values_[i].possible) {
        ++group.unknown;
      }
    }
    for (auto& [key, group] : groups) {
      std::sort(group.known.begin(), group.known.end());
      if (figure_.high_first) std::reverse(group.known.begin(), group.known.end());
      for (const std::size_t i : group.members) fill(group, i);
    }
  }

 private:
  void fill(const Group& group, std::size_t i) {
    Cell& cell = units_[i]->cells[figure_.datum];
    cell.spot.clear();
    if (figure_.what == CohortFigure::What::rank) {
      if (values_[i].known()) set(cell, ranks(group, values_[i].range.low.value));
      return;
    }
    if (group.known.empty() || group.unknown > 0) return;  // missing: anything in its domain
    Rational sum = 0;
    for (const Rational& value : group.known) sum += value;
    const auto [low, high] = std::minmax_element(group.known.begin(), group.known.end());
    const Rational value = figure_.what == CohortFigure::What::highest ? *high
                           : figure_.what == CohortFigure::What::lowest
                               ? *low
                               : Rational(sum / Rational(group.known.size()));
    set(cell, Interval::point(value));
  }

  Interval ranks(const Group& group, const Rational& value) const {
    std::size_t better = 0;
    const Rational* last = nullptr;
    for (const Rational& other : group.known) {
      if (other == value) break;
      if (!figure_.share_place || !last || *last != other) ++better;
      last = &other;
    }
    return Interval::closed(Rational(better + 1), Rational(better + 1 + group.unknown));
  }

  static void set(Cell& cell, const Interval& value) {
    cell.state = value.is_point() ? Cell::State::known : Cell::State::bounded;
    cell.value = value;
    cell.text =
        to_display(value.low.value, 0) + (value.is_point() ? "" : ".." + to_display(value.high.value, 0));
  }

  const CohortFigure& figure_;
  std::vector<UnitData*>& units_;
  const std::vector<Possible>& values_;
};

}  // namespace

void fill_cohort(const Ruleset& ruleset, const Plan& plan, std::vector<UnitData*>& units) {
  for (const CohortFigure& figure : ruleset.cohort) {
    std::vector<Possible> values;
    for (const UnitData* unit : units) {
      values.push_back(evaluate(plan, *unit, Trace::yes).trace[plan.of_expr[figure.value]]);
    }
    Filler(units, figure, values).run();
  }
}

}  // namespace rubric::engine
