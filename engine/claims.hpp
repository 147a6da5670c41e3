// What a report claims of one unit: its scores and, where the table has columns for it, what stands beside.
//
// A claim keeps its text as found and its place, so that every finding can point to its cell. A column that
// the table does not have is nothing at all; a cell that is empty is a claim with an empty text.
//
//   预算执行率 9.86, 预算执行率：完成值 98.6%, 过程 20
//     -> items[0] 9.86, facts[0].actual 98.6%, facts[0].target nothing, groups[0] 20
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/diagnostic.hpp"
#include "engine/equation.hpp"
#include "engine/number.hpp"

namespace rubric::engine {

/// One claimed figure: its text as found, its value if it is a number, and where it stands.
struct Claim {
  std::string text;  // empty: not claimed
  std::optional<Rational> value;
  int places = 0;  // decimals of the number
  Place place;
  bool has_column = true;  // false: the table has none, so nobody left it blank
};

/// What a report prints beside an indicator's score: 分值, 指标值, 完成值, 偏差原因, 复核.
struct ItemFacts {
  std::optional<Claim> points, target, actual, reason, recheck;
};

/// One cell under a heading that is an equation, and the figures that its right side takes.
struct ClaimedEquation {
  std::shared_ptr<const Equation> equation;
  PrintedFigure left;
  std::vector<PrintedFigure> right;  // by the equation's operands
};

/// What one unit's report claims, by indicator.
struct Claims {
  std::vector<std::string> key;
  std::vector<Claim> items;
  std::vector<Claim> bonuses, penalties;  // 加分, 减分; what a penalty takes off is below zero
  std::vector<std::optional<Claim>> bonus_rechecks, penalty_rechecks;  // as many, or none at all
  std::vector<Claim> groups;  // 一级指标, 二级指标: the score of the group as a whole
  Claim total, grade;
  std::vector<ItemFacts> facts;                    // by indicator; empty if the table has none
  std::vector<std::optional<Claim>> group_points;  // by group; empty if the table has none
  std::optional<Claim> total_points, total_recheck, total_reason;
  std::vector<ClaimedEquation> equations;
};

/// A claim from the text of its cell ("9.86", "9.86分", "").
Claim read_claim(std::string_view text, Place place);

/// The same for 加分, where 无, none or a dash claims 0.
Claim read_bonus(std::string_view text, Place place);

/// The same for 减分, whose claim says how much is taken off, with or without a minus.
Claim read_penalty(std::string_view text, Place place);

/// The place of a unit's row as a whole.
Place claims_place(const Claims& claims);

/// Whether a 偏差原因 says anything: 无, 无偏差, none or a dash do not.
bool says_why(const Claim& reason);

/// Whether an item's claimed score is that it is not scored: 不适用, the word that `score` writes for it.
bool says_not_applicable(const Claim& score);

/// Whether a printed result says that there was none (未发生, 无); `what` it is may follow: 未发生投诉.
bool says_none(std::string_view result, std::string_view what);

}  // namespace rubric::engine
