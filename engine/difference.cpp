#include "engine/difference.hpp"

#include <algorithm>

#include "engine/difference_item.hpp"
#include "engine/difference_total.hpp"
#include "engine/text.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

using List = ItemDifference::List;
using Match = ItemDifference::Match;

std::optional<Rounding> rounding_of(const Ruleset& ruleset, const Item& item, List list) {
  if (list != List::indicators) return item.rounding;
  if (item.no_rounding) return std::nullopt;
  return item.rounding ? item.rounding : ruleset.item_rounding;
}

class Comparer {
 public:
  Comparer(const Ruleset& before, const Plan& before_plan, const Ruleset& after, const Plan& after_plan)
      : before_(before), after_(after), before_plan_(before_plan), after_plan_(after_plan) {}

  Difference run() {
    result_.joint = join(before_, before_plan_, after_, after_plan_);
    plain_ = plain_unit(result_.joint.ruleset);
    for (const List list : {List::indicators, List::bonuses, List::penalties}) match(list);
    for (ItemDifference& item : result_.items) compare(item);
    ranges();
    compare_totals(plain_, result_);
    result_.year_matters = joint().dated && !same_in_every_year();
    return std::move(result_);
  }

 private:
  const Joint& joint() const { return result_.joint; }

  // --- which indicator is which ---

  /// By title; what is left by what it scores: the same score, else the same printed text or 实际. In the
  /// order of the newer rules, what was removed at its old place.
  void match(List list) {
    const std::vector<Item>&old = items_in(before_, list), &now = items_in(after_, list);
    std::vector<std::uint32_t> of_now(now.size(), none), of_old(old.size(), none);
    const auto pair = [&](const auto& same) {
      for (std::uint32_t j = 0; j < now.size(); ++j) {
        for (std::uint32_t i = 0; i < old.size() && of_now[j] == none; ++i) {
          if (of_old[i] != none || !same(i, j)) continue;
          of_now[j] = i;
          of_old[i] = j;
        }
      }
    };
    const auto slots = [&](const Side& side, std::uint32_t i, auto member) {
      return side.at(slots_in(*side.plan, list)[i].*member);
    };
    pair([&](auto i, auto j) { return fold(old[i].title) == fold(now[j].title); });
    pair([&](auto i, auto j) {
      const Slot a = slots(joint().before, i, &ItemSlots::raw), b = slots(joint().after, j, &ItemSlots::raw);
      return a == b && joint().plan.steps[a].op != Op::constant;
    });
    pair(
        [&](auto i, auto j) { return !old[i].clause.empty() && fold(old[i].clause) == fold(now[j].clause); });
    pair([&](auto i, auto j) {
      const Slot a = slots(joint().before, i, &ItemSlots::actual);
      return a != none && a == slots(joint().after, j, &ItemSlots::actual);
    });
    std::uint32_t next = 0;
    const auto removed_up_to = [&](std::uint32_t end) {
      for (; next < end; ++next) {
        if (of_old[next] == none) add(list, Match::removed, next, none);
      }
    };
    for (std::uint32_t j = 0; j < now.size(); ++j) {
      if (of_now[j] == none) {
        add(list, Match::added, none, j);
        continue;
      }
      removed_up_to(of_now[j]);
      const bool same_title = old[of_now[j]].title == now[j].title;
      add(list, same_title ? Match::matched : Match::renamed, of_now[j], j);
    }
    removed_up_to(static_cast<std::uint32_t>(old.size()));
  }

  void add(List list, Match match, std::uint32_t before, std::uint32_t after) {
    ItemDifference item;
    item.list = list;
    item.match = match;
    item.before = before;
    item.after = after;
    result_.items.push_back(std::move(item));
  }

  // --- what it scores ---

  void compare(ItemDifference& item) {
    if (item.match == Match::added || item.match == Match::removed) {
      const bool added = item.match == Match::added;
      const Side& side = added ? joint().after : joint().before;
      const std::uint32_t place = added ? item.after : item.before;
      const Slot score = side.at(slots_in(*side.plan, item.list)[place].score);
      const Interval range = range_of(joint().ruleset, joint().plan, score);
      item.change = added ? range : negate(range);
      return;
    }
    ScorePair pair;
    pair.before_item = &items_in(before_, item.list)[item.before];
    pair.after_item = &items_in(after_, item.list)[item.after];
    pair.before_slots = &slots_in(before_plan_, item.list)[item.before];
    pair.after_slots = &slots_in(after_plan_, item.list)[item.after];
    pair.before_rounding = rounding_of(before_, *pair.before_item, item.list);
    pair.after_rounding = rounding_of(after_, *pair.after_item, item.list);
    compare_scores(joint(), pair, plain_, item);
  }

  void ranges() {
    for (DatumId id = 0; id < joint().after.data.size(); ++id) {
      const DatumId shared = joint().after.data[id];
      if (shared >= before_.data.size()) continue;
      const Datum &old = before_.data[shared], &now = after_.data[id];
      if (!(old.domain == now.domain) || old.whole != now.whole || old.levels != now.levels)
        result_.ranges_changed.push_back(shared);
      if (old.kind == Kind::quantity && old.unit.scale != now.unit.scale)
        result_.units_changed.push_back(shared);
    }
  }

  /// Whether both are the same steps, whatever the days are on which dates that count from 年度 fall.
  bool same_in_every_year() const {
    Pins pins;
    std::vector<bool> taken(after_plan_.steps.size(), false);
    for (Slot old = 0; old < before_plan_.steps.size(); ++old) {
      const Step& step = before_plan_.steps[old];
      if (step.op != Op::date_of_year) continue;
      for (Slot now = 0; now < after_plan_.steps.size(); ++now) {
        const Step& other = after_plan_.steps[now];
        if (taken[now] || other.op != Op::date_of_year) continue;
        if (!(before_plan_.dates[step.index] == after_plan_.dates[other.index])) continue;
        taken[now] = true;
        pins.emplace_back(old, now);
        break;
      }
    }
    const Joint open = join(before_, before_plan_, after_, after_plan_, pins);
    if (open.dated) return false;  // a date that the other ruleset lacks
    const auto same = [&](Slot a, Slot b) { return open.before.at(a) == open.after.at(b); };
    for (const ItemDifference& item : result_.items) {
      if (item.before == none || item.after == none) return false;
      const ItemSlots& old = slots_in(before_plan_, item.list)[item.before];
      const ItemSlots& now = slots_in(after_plan_, item.list)[item.after];
      if (!same(old.score, now.score) || !same(old.dropped, now.dropped)) return false;
    }
    return same(before_plan_.total, after_plan_.total) && same(before_plan_.grade, after_plan_.grade);
  }

  const Ruleset &before_, &after_;
  const Plan &before_plan_, &after_plan_;
  UnitData plain_;
  Difference result_;
};

}  // namespace

const std::vector<Item>& items_in(const Ruleset& ruleset, ItemDifference::List list) {
  if (list == List::indicators) return ruleset.items;
  return list == List::bonuses ? ruleset.bonuses : ruleset.penalties;
}

const std::vector<ItemSlots>& slots_in(const Plan& plan, ItemDifference::List list) {
  if (list == List::indicators) return plan.items;
  return list == List::bonuses ? plan.bonuses : plan.penalties;
}

bool Difference::items_equal() const {
  return std::all_of(items.begin(), items.end(), [](const ItemDifference& item) {
    return item.verdict == Verdict::proved && (item.match == Match::matched || item.match == Match::renamed);
  });
}

Difference compare(const Ruleset& before, const Plan& before_plan, const Ruleset& after,
                   const Plan& after_plan) {
  return Comparer(before, before_plan, after, after_plan).run();
}

}  // namespace rubric::engine
