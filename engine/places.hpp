// Where a ruleset's data, expressions and groups stand once two rulesets have been put together, and the
// ruleset rewritten to say so: every DatumId, ExprId and group number in it becomes the new one.
//
//   Places places;  places.data = {0, 5};  places.first_expr = 12;  places.ruleset(ruleset);
//   a datum 1 of the ruleset is now 5, its expression 3 is 15
#pragma once

#include "engine/ruleset.hpp"

namespace rubric::engine {

struct Places {
  std::vector<DatumId> data;
  ExprId first_expr = 0;
  std::vector<std::uint32_t> groups;

  void datum(DatumId& id) const {
    if (id != none) id = data[id];
  }
  void expr(ExprId& id) const {
    if (id != none) id += first_expr;
  }
  void choice(std::optional<Choice>& choice) const {
    if (choice) datum(choice->datum);
  }
  void pool(Pool& pool) const {
    expr(pool.condition);
    for (StepRule& step : pool.steps) {
      expr(step.quantity);
      expr(step.bound);
    }
  }
  void item(Item& item) const {
    if (item.group != none) item.group = groups[item.group];
    for (NotApplicable& clause : item.not_applicable) expr(clause.condition);
    for (ExprId& gate : item.zero_if) expr(gate);
    expr(item.actual);
    if (item.target) expr(item.target->value);
    expr(item.formula);
    datum(item.reason);
    for (TierRow& row : item.tiers) {
      expr(row.condition);
      expr(row.discretion);
    }
    expr(item.share);
    for (CheckRow& row : item.checks) {
      expr(row.condition);
      if (row.counted) pool(*row.counted);
    }
    if (item.steps) pool(*item.steps);
    for (Pool& deduction : item.deductions) pool(deduction);
    for (ExplainIf& clause : item.explain_if) {
      expr(clause.condition);
      datum(clause.reason);
    }
    for (Item& part : item.parts) this->item(part);
    choice(item.choice);
  }
  void ruleset(Ruleset& ruleset) const {
    for (Expr& e : ruleset.exprs) {
      datum(e.datum);
      for (ExprId& operand : e.operands) expr(operand);
    }
    for (auto* list : {&ruleset.items, &ruleset.bonuses, &ruleset.penalties}) {
      for (Item& one : *list) item(one);
    }
    for (Group& group : ruleset.groups) {
      choice(group.choice);
      if (group.parent != none) group.parent = groups[group.parent];
    }
    for (Veto& veto : ruleset.vetoes) expr(veto.condition);
    for (CohortFigure& figure : ruleset.cohort) {
      expr(figure.value);
      datum(figure.same);
      datum(figure.datum);
    }
  }
};

}  // namespace rubric::engine
