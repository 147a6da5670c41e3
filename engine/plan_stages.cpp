#include "engine/plan_stages.hpp"

#include <set>

namespace rubric::engine {
namespace {

/// Marks which items need each slot and sorts the slots into stages.
class Stager {
 public:
  explicit Stager(Plan& plan) : plan_(plan), users_(plan.steps.size(), unused) {}

  void run() {
    std::vector<const ItemSlots*> items;
    for (const auto* list : {&plan_.items, &plan_.bonuses, &plan_.penalties}) {
      for (const ItemSlots& slots : *list) items.push_back(&slots);
    }
    std::set<Slot> scores;
    for (std::uint32_t i = 0; i < items.size(); ++i) {
      mark(items[i]->score, i + 1);
      mark_figures(*items[i], i + 1);
      scores.insert(items[i]->score);
    }
    const auto last = static_cast<std::uint32_t>(items.size() + 1);
    mark_total(last, scores);
    plan_.stages.assign(items.size() + 2, {});
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      const std::uint32_t user = users_[slot] == unused ? last : users_[slot];
      plan_.steps[slot].stage = user;
      plan_.stages[user].push_back(slot);
    }
  }

 private:
  static constexpr std::uint32_t unused = none;

  /// `slot` and all it needs belong to `user`; to the shared stage 0 if they had another user.
  void mark(Slot slot, std::uint32_t user) {
    if (slot == none || users_[slot] == user || users_[slot] == 0) return;
    const std::uint32_t now = users_[slot] == unused ? user : 0;
    users_[slot] = now;
    for (const Slot operand : plan_.steps[slot].operands) mark(operand, now);
  }

  /// Figures of an item that only explanations read (a target, a row's condition).
  void mark_figures(const ItemSlots& slots, std::uint32_t user) {
    for (const Slot s : {slots.actual, slots.target, slots.base, slots.raw, slots.zero, slots.missing,
                         slots.zero_denominator}) {
      mark(s, user);
    }
    for (const auto* list :
         {&slots.conditions, &slots.values, &slots.losses, &slots.not_applicable, &slots.explain}) {
      for (const Slot s : *list) mark(s, user);
    }
    for (const ItemSlots& part : slots.parts) mark_figures(part, user);
  }

  /// The total starts from the items' scores, which stay with their items.
  void mark_total(std::uint32_t user, const std::set<Slot>& scores) {
    std::vector<Slot> open{plan_.sum,     plan_.rescaled, plan_.adjusted, plan_.vetoed,
                           plan_.limited, plan_.total,    plan_.grade,    plan_.grade_before_veto};
    open.insert(open.end(), plan_.veto_conditions.begin(), plan_.veto_conditions.end());
    for (const ItemSlots& slots : plan_.items) {
      open.push_back(slots.dropped);
      open.push_back(slots.unchosen);
    }
    std::vector<bool> seen(plan_.steps.size(), false);
    while (!open.empty()) {
      const Slot slot = open.back();
      open.pop_back();
      if (slot == none || seen[slot] || scores.count(slot)) continue;
      seen[slot] = true;
      if (users_[slot] == unused || users_[slot] == user) {
        users_[slot] = user;
      } else {
        mark(slot, user);
      }
      for (const Slot operand : plan_.steps[slot].operands) open.push_back(operand);
    }
  }

  Plan& plan_;
  std::vector<std::uint32_t> users_;
};

}  // namespace

void set_stages(Plan& plan) {
  Stager(plan).run();
}

}  // namespace rubric::engine
