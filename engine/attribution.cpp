#include "engine/attribution.hpp"

#include <algorithm>

#include "engine/compile.hpp"
#include "engine/evaluate.hpp"
#include "engine/link.hpp"

namespace rubric::engine {
namespace {

constexpr Coalition one(std::size_t clause) {
  return Coalition{1} << clause;
}

std::vector<std::size_t> members(Coalition coalition) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < max_clauses; ++i) {
    if (coalition & one(i)) found.push_back(i);
  }
  return found;
}

/// The coalition of those players that `set` names by their number.
Coalition of_players(const std::vector<std::size_t>& players, std::size_t set) {
  Coalition coalition = 0;
  for (std::size_t i = 0; i < players.size(); ++i) {
    if (set >> i & 1) coalition |= one(players[i]);
  }
  return coalition;
}

bool moves_total(const Veto& veto) {
  return veto.outcome == Veto::Outcome::total_becomes || veto.outcome == Veto::Outcome::total_minus ||
         veto.outcome == Veto::Outcome::unstated;
}

}  // namespace

std::vector<Rational> shapley_values(const std::vector<Rational>& values) {
  std::size_t players = 0;
  while ((std::size_t{1} << players) < values.size()) ++players;
  // A player joins a set of s others in s! (n - 1 - s)! of all n! orders.
  std::vector<Integer> factorial(players + 1, 1);
  for (std::size_t i = 1; i <= players; ++i) factorial[i] = factorial[i - 1] * Integer(i);
  std::vector<Rational> shares(players);
  for (std::size_t player = 0; player < players; ++player) {
    std::vector<Rational> by_size(players, Rational(0));
    for (std::size_t set = 0; set < values.size(); ++set) {
      if (set >> player & 1) continue;
      std::size_t size = 0;
      for (std::size_t i = 0; i < players; ++i) size += set >> i & 1;
      by_size[size] += values[set | std::size_t{1} << player] - values[set];
    }
    for (std::size_t size = 0; size < players; ++size)
      shares[player] += by_size[size] * Rational(factorial[size] * factorial[players - 1 - size]);
    shares[player] /= Rational(factorial[players]);
  }
  return shares;
}

Attribution::Attribution(const Pairing& pairing)
    : pairing_(pairing),
      clauses_(pairing.clauses().size()),
      old_plan_(compile(pairing.from())),
      new_plan_(compile(pairing.to())),
      linker_(std::make_unique<Linker>(joined_, pairing.same_value())) {
  for (std::size_t i = 0; i < clauses_; ++i) {
    const Clause& clause = pairing.clauses()[i];
    all_ |= one(i);
    if (clause.kind == Clause::Kind::item_rounding) {
      rounding_ = static_cast<std::uint32_t>(i);
    } else if (clause.kind == Clause::Kind::grades) {
      // A veto that named a grade and now sets the total belongs to this clause where grades have new names.
      (mixed(one(i)).total == mixed(0).total ? on_grade_alone_ : on_total_) |= one(i);
    } else if (Pairing::on_total(clause)) {
      on_total_ |= one(i);
    } else {
      of_sum_.push_back(static_cast<std::uint32_t>(i));
    }
  }
  const auto conditions = [&](const Ruleset& ruleset, const Plan& plan) {
    const std::vector<Slot> now = linker_->add(plan);
    for (const ItemSlots& item : plan.items) {
      if (item.dropped != none) dropped_.push_back(now[item.dropped]);
    }
    for (std::size_t i = 0; i < ruleset.vetoes.size(); ++i) {
      if (moves_total(ruleset.vetoes[i])) vetoed_.push_back(now[plan.veto_conditions[i]]);
    }
  };
  conditions(pairing.from(), old_plan_);
  conditions(pairing.to(), new_plan_);
  std::vector<Coalition> sums{0, all_};
  const Coalition rounding = rounding_ == none ? 0 : one(rounding_);
  sums.push_back(rounding);
  for (const std::uint32_t clause : of_sum_) {
    sums.push_back(one(clause));
    sums.push_back(one(clause) | rounding);
  }
  for (const Coalition coalition : sums) base_.push_back(mixed(coalition).adjusted);
  for (const Coalition coalition : {Coalition{0}, all_}) {
    base_.push_back(mixed(coalition).total);
    if (mixed(coalition).grade != none) base_.push_back(mixed(coalition).grade);
  }
  base_.insert(base_.end(), dropped_.begin(), dropped_.end());
  base_.insert(base_.end(), vetoed_.begin(), vetoed_.end());
}

Attribution::~Attribution() = default;

const Plan& Attribution::plan_of(Coalition coalition) {
  const auto [known, fresh] = plans_.try_emplace(coalition);
  if (fresh) known->second = compile(pairing_.mixed(coalition));
  return known->second;
}

const Attribution::Mixed& Attribution::mixed(Coalition coalition) {
  const auto [known, fresh] = mixed_.try_emplace(coalition);
  if (fresh) {
    const Plan plan = compile(pairing_.mixed(coalition));
    const std::vector<Slot> now = linker_->add(plan);
    known->second = {now[plan.adjusted], now[plan.total], plan.grade == none ? none : now[plan.grade]};
  }
  return known->second;
}

/// The steps that `wanted` need, in order.
std::vector<Slot> Attribution::order_of(const std::vector<Slot>& wanted) const {
  std::vector<bool> live(joined_.steps.size(), false);
  for (const Slot slot : wanted) live[slot] = true;
  std::vector<Slot> order;
  for (Slot slot = static_cast<Slot>(live.size()); slot-- > 0;) {
    if (!live[slot]) continue;
    order.push_back(slot);
    for (const Slot operand : joined_.steps[slot].operands) {
      if (operand != none) live[operand] = true;
    }
  }
  std::reverse(order.begin(), order.end());
  return order;
}

/// Whether every datum with two declarations reads its cell as the same to both.
bool Attribution::readings_agree(const UnitData& data) const {
  const std::vector<DatumId>& same = pairing_.same_value();
  for (DatumId d = 0; d < same.size(); ++d) {
    if (same[d] != d && data.cells[d].state != data.cells[same[d]].state) return false;
  }
  return true;
}

/// Computes `wanted`; false if one of them depends on a datum that is not known, or has no value.
bool Attribution::compute(const std::vector<Slot>& wanted, const UnitData& data, std::vector<Slot>& order) {
  if (order.empty()) order = order_of(wanted);
  slots_.resize(joined_.steps.size());
  evaluate_exact(joined_, data, order, slots_);
  return std::all_of(wanted.begin(), wanted.end(), [&](Slot slot) { return slots_[slot].possible; });
}

void Attribution::run(const UnitData& data, Comparison& result) {
  result = {};
  result.shares.assign(clauses_, Rational(0));
  exact_ = readings_agree(data) && compute(base_, data, base_order_);
  if (!exact_) {
    without_exact(data, result);
    return;
  }
  const auto grade = [&](Slot slot) {
    return slot == none ? none : numerator(value(slot)).convert_to<std::uint32_t>();
  };
  result.old_total = value(mixed(0).total);
  result.new_total = value(mixed(all_).total);
  result.old_grade = grade(mixed(0).grade);
  result.new_grade = grade(mixed(all_).grade);
  result.plain = plain_sum(result);
  result.compared = true;
  if (result.plain) return;
  const Coalition players = moving();
  const auto values = run_sets(data, players, false);
  if (!values) {
    without_exact(data, result);
    return;
  }
  spread(*values, players, result.shares);
}

/// Tries the short way: with no 折算, veto, limit or rounding reached by any set, the total is
///   start + Σ own[j] over new clauses j, and with the new 单项 also + round + Σ bend[j].
bool Attribution::plain_sum(Comparison& result) {
  const auto holds = [&](Slot slot) { return value(slot) != 0; };
  if (std::any_of(dropped_.begin(), dropped_.end(), holds)) return false;
  if (std::any_of(vetoed_.begin(), vetoed_.end(), holds)) return false;
  const Ruleset &from = pairing_.from(), &to = pairing_.to();
  std::optional<Rational> unit;  // the coarsest that totals are rounded to
  for (const auto& rounding : {from.total_rounding, to.total_rounding}) {
    if (!rounding) continue;
    const Rational own = power_of_tenth(rounding->digits);
    if (!unit || *unit < own) unit = own;
  }
  const auto unrounded = [&](const Rational& number) {
    return !unit || denominator(Rational(number / *unit)) == 1;
  };
  const Rational start = value(mixed(0).adjusted);
  const Coalition rounding = rounding_ == none ? 0 : one(rounding_);
  const Rational round = value(mixed(rounding).adjusted) - start;
  if (!unrounded(start) || !unrounded(round)) return false;
  Rational low = start, high = start, low_rounded = start + round, high_rounded = start + round;
  std::vector<Rational> shares(clauses_, Rational(0));
  if (rounding) shares[rounding_] = round;
  for (const std::uint32_t j : of_sum_) {
    const Rational own = value(mixed(one(j)).adjusted) - start;
    const Rational both = value(mixed(one(j) | rounding).adjusted) - start - round;
    if (!unrounded(own) || !unrounded(both)) return false;
    shares[j] = own;
    (own < 0 ? low : high) += own;
    (both < 0 ? low_rounded : high_rounded) += both;
    if (!rounding || both == own) continue;
    const Rational half = (both - own) / 2;
    shares[j] += half;
    shares[rounding_] += half;
  }
  if (rounding) {
    low = std::min(low, low_rounded);
    high = std::max(high, high_rounded);
  }
  if (low < 0) return false;
  for (const auto& most : {from.total_most, to.total_most}) {
    if (most && high > *most) return false;
  }
  result.shares = std::move(shares);
  return true;
}

/// The clauses that can move the total of the unit; the others have no share.
Coalition Attribution::moving() const {
  Coalition players = on_total_;
  const auto holds = [&](Slot slot) { return value(slot) != 0; };
  const bool dropped = std::any_of(dropped_.begin(), dropped_.end(), holds);
  const Coalition rounding = rounding_ == none ? 0 : one(rounding_);
  const auto sum = [&](Coalition coalition) { return value(mixed_.at(coalition).adjusted); };
  bool rounding_moves = sum(rounding) != sum(0);
  for (const std::uint32_t j : of_sum_) {
    const bool moves = dropped || sum(one(j)) != sum(0) || sum(one(j) | rounding) != sum(rounding);
    if (moves) players |= one(j);
    rounding_moves = rounding_moves || dropped || sum(one(j) | rounding) != sum(one(j));
  }
  return rounding_moves ? players | rounding : players;
}

/// The total, or the place of the grade, for every set of players.
std::optional<std::vector<Rational>> Attribution::run_sets(const UnitData& data, Coalition players,
                                                           bool grades) {
  const std::vector<std::size_t> who = members(players);
  std::vector<Slot> wanted;
  for (std::size_t set = 0; set < (std::size_t{1} << who.size()); ++set) {
    const Mixed& at = mixed(of_players(who, set));
    wanted.push_back(grades ? at.grade : at.total);
  }
  if (!compute(wanted, data, orders_[{players, grades}])) return std::nullopt;
  std::vector<Rational> values;
  for (const Slot slot : wanted) values.push_back(value(slot));
  return values;
}

void Attribution::spread(const std::vector<Rational>& values, Coalition players,
                         std::vector<Rational>& shares) const {
  const std::vector<std::size_t> who = members(players);
  const std::vector<Rational> own = shapley_values(values);
  shares.assign(clauses_, Rational(0));
  for (std::size_t i = 0; i < who.size(); ++i) shares[who[i]] = own[i];
}

/// One figure of a mixed ruleset where some data are not known: a number only if they do not matter.
std::optional<Rational> Attribution::between(const UnitData& data, Coalition coalition, bool grades) {
  const Outcome outcome = evaluate(plan_of(coalition), data);
  const Possible& figure = grades ? outcome.grade : outcome.total;
  if (!figure.known()) return std::nullopt;
  return figure.range.low.value;
}

void Attribution::without_exact(const UnitData& data, Comparison& result) {
  exact_ = false;
  result.plain = result.compared = false;
  result.old_outcome = evaluate(old_plan_, data);
  result.new_outcome = evaluate(new_plan_, data);
  const auto settled = [](const Plan& plan, const Outcome& outcome) {
    return outcome.total.known() && (plan.grade == none || outcome.grade.known());
  };
  if (!settled(old_plan_, result.old_outcome) || !settled(new_plan_, result.new_outcome)) return;
  const Coalition players = all_ & ~on_grade_alone_;
  const std::vector<std::size_t> who = members(players);
  std::vector<Rational> values;
  for (std::size_t set = 0; set < (std::size_t{1} << who.size()); ++set) {
    const auto total = between(data, of_players(who, set), false);
    if (!total) return;
    values.push_back(*total);
  }
  const auto grade = [](const Plan& plan, const Outcome& outcome) {
    return plan.grade == none ? none : numerator(outcome.grade.range.low.value).convert_to<std::uint32_t>();
  };
  result.old_total = result.old_outcome.total.range.low.value;
  result.new_total = result.new_outcome.total.range.low.value;
  result.old_grade = grade(old_plan_, result.old_outcome);
  result.new_grade = grade(new_plan_, result.new_outcome);
  spread(values, players, result.shares);
  result.compared = true;
}

std::vector<Rational> Attribution::grade_shares(const UnitData& data, const Comparison& result) {
  std::vector<Rational> shares(clauses_, Rational(0));
  if (result.old_grade == none || result.new_grade == none) return shares;
  const Coalition players = exact_ ? moving() | on_grade_alone_ : all_;
  std::optional<std::vector<Rational>> values;
  if (exact_) {
    values = run_sets(data, players, true);
  } else {
    const std::vector<std::size_t> who = members(players);
    values.emplace();
    for (std::size_t set = 0; values && set < (std::size_t{1} << who.size()); ++set) {
      const auto grade = between(data, of_players(who, set), true);
      if (grade) {
        values->push_back(*grade);
      } else {
        values.reset();
      }
    }
  }
  if (!values) return {};
  for (Rational& place : *values) place = -place;  // the first of the list is the best
  spread(*values, players, shares);
  return shares;
}

}  // namespace rubric::engine
