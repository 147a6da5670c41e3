#include "engine/columnar.hpp"

#include <algorithm>

#include "engine/columnar_vectors.hpp"

namespace rubric::engine {
namespace {

int digits_of(const std::optional<Rounding>& rounding) {
  return rounding ? std::max(0, rounding->digits) : -1;
}

std::vector<Wanted> wanted(const Ruleset& ruleset, const Plan& plan) {
  std::vector<Wanted> found;
  const int of_total = digits_of(ruleset.total_rounding);
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    int digits = digits_of(rounding_of(ruleset, ruleset.items[i]));
    if (digits < 0 && of_total > display_decimals) digits = of_total;  // it is shown with those of the total
    found.push_back({plan.items[i].score, digits});
  }
  if (plan.total != none) found.push_back({plan.total, of_total});
  if (plan.grade != none) found.push_back({plan.grade, 0});
  for (const ItemSlots& item : plan.items) {
    for (const Slot aside : {item.dropped, item.unchosen}) {
      if (aside != none) found.push_back({aside, 0});
    }
  }
  for (const ItemSlots& item : plan.items) {
    for (const Slot clause : item.explain) found.push_back({clause, 0});
  }
  return found;
}

}  // namespace

ColumnarPlan::ColumnarPlan(const Ruleset& ruleset, const Plan& plan)
    : plan_(plan), program_(ruleset, plan, wanted(ruleset, plan)) {}

void ColumnarPlan::run(const Batch& batch, Workspace& workspace, ColumnarResult& result) const {
  Figures& figures = result.figures;
  program_.run(batch, workspace, figures);
  std::size_t next = plan_.items.size();
  result.unsettled.swap(figures.unsettled);
  result.items.resize(plan_.items.size());
  for (std::size_t i = 0; i < plan_.items.size(); ++i) std::swap(result.items[i], figures.figures[i]);
  if (plan_.total != none) std::swap(result.total, figures.figures[next++]);
  if (plan_.grade != none) {
    const std::vector<std::int64_t>& places = figures.figures[next++].numbers;
    result.grades.resize(batch.rows);
    if (!vectors::to_bytes(result.grades.data(), places.data(), batch.rows)) {
      for (std::size_t row = 0; row < batch.rows; ++row) {
        if (places[row] < 0 || places[row] > 255) result.unsettled[row] = 1;
      }
    }
  }
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    std::vector<std::uint8_t>& dropped = result.items[i].dropped;
    dropped.clear();
    for (const Slot aside : {plan_.items[i].dropped, plan_.items[i].unchosen}) {
      if (aside == none) continue;
      dropped.resize(batch.rows, 0);
      vectors::join(dropped.data(), figures.figures[next++].numbers.data(), batch.rows);
    }
  }
  for (const ItemSlots& item : plan_.items) {
    for (std::size_t k = 0; k < item.explain.size(); ++k) {
      vectors::join(result.unsettled.data(), figures.figures[next++].numbers.data(), batch.rows);
    }
  }
}

}  // namespace rubric::engine
