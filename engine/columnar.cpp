#include "engine/columnar.hpp"

#include <algorithm>

#include "engine/columnar_small.hpp"

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
  for (Wanted& one : found) one.small = true;
  return found;
}

/// `out` is 1 where it was or where the figure, a yes or no, is.
void join(std::vector<std::uint8_t>& out, const Figure& figure) {
  if (figure.small.empty()) return vectors::join(out.data(), figure.numbers.data(), figure.numbers.size());
  vectors::join(out.data(), figure.small.data(), figure.small.size());
}

/// Whether all numbers are bytes.
bool to_bytes(std::uint8_t* out, const Figure& figure) {
  if (figure.small.empty()) return vectors::to_bytes(out, figure.numbers.data(), figure.numbers.size());
  return vectors::to_bytes(out, figure.small.data(), figure.small.size());
}

}  // namespace

ColumnarPlan::ColumnarPlan(const Ruleset& ruleset, const Plan& plan)
    : plan_(plan), program_(ruleset, plan, wanted(ruleset, plan)) {}

void ColumnarPlan::exchange(ColumnarResult& result) const {
  Figures& figures = result.figures;
  result.unsettled.swap(figures.unsettled);
  for (std::size_t i = 0; i < plan_.items.size(); ++i) std::swap(result.items[i], figures.figures[i]);
  if (plan_.total != none) std::swap(result.total, figures.figures[plan_.items.size()]);
}

void ColumnarPlan::run(const Batch& batch, Workspace& workspace, ColumnarResult& result) const {
  Figures& figures = result.figures;
  result.items.resize(plan_.items.size());
  // What the last run gave away comes back, so that this one writes to memory that is in the cache.
  figures.figures.resize(std::max(figures.figures.size(), plan_.items.size() + 1));
  exchange(result);
  program_.run(batch, workspace, figures);
  exchange(result);
  std::size_t next = plan_.items.size() + (plan_.total == none ? 0 : 1);
  if (plan_.grade != none) {
    const Figure& places = figures.figures[next++];
    result.grades.resize(batch.rows);
    if (!to_bytes(result.grades.data(), places)) {
      for (std::size_t row = 0; row < batch.rows; ++row) {
        if (places.number(row) < 0 || places.number(row) > 255) result.unsettled[row] = 1;
      }
    }
  }
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    std::vector<std::uint8_t>& dropped = result.items[i].dropped;
    dropped.clear();
    for (const Slot aside : {plan_.items[i].dropped, plan_.items[i].unchosen}) {
      if (aside == none) continue;
      dropped.resize(batch.rows, 0);
      join(dropped, figures.figures[next++]);
    }
  }
  for (const ItemSlots& item : plan_.items) {
    for (std::size_t k = 0; k < item.explain.size(); ++k) {
      join(result.unsettled, figures.figures[next++]);
    }
  }
}

}  // namespace rubric::engine
