#include "engine/impact.hpp"

#include <algorithm>

#include "engine/point_units.hpp"

namespace rubric::engine {
namespace {

std::int64_t to_64(const Integer& number) {
  const Integer most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(number < most ? number : most);
}

Integer to_integer(Wide number) {
  const auto high = static_cast<std::int64_t>(number >> 64);
  return (Integer(high) << 64) + Integer(static_cast<std::uint64_t>(number));
}

Integer micros_in_grains(Wide micros) {
  return to_integer(micros) * (grains_in_a_point() / micros_in_a_point);
}

bool whole(const Rational& points) {
  return grains_in_a_point() % denominator(points) == 0;
}

Rational change(const ListedUnit& unit) {
  return unit.comparison.new_total - unit.comparison.old_total;
}

}  // namespace

const Integer& grains_in_a_point() {
  static const Integer grains = Integer(grains_in_a_micro) * micros_in_a_point;
  return grains;
}

Integer to_grains(const Rational& points) {
  const Integer below = denominator(points);
  if (grains_in_a_point() % below == 0) return numerator(points) * (grains_in_a_point() / below);
  return numerator(round(points * Rational(grains_in_a_point()), {RoundingMode::half_up, 0}));
}

Rational from_grains(const Integer& grains) {
  return Rational(grains) / Rational(grains_in_a_point());
}

Impact::Impact(const Pairing& both, std::vector<std::string> group_columns, std::size_t movers)
    : pairing(both), clauses(both.clauses().size()), movers_(std::min(movers, max_movers)) {
  const std::vector<Grade>&from = both.from().grades, &to = both.to().grades;
  if (!from.empty() && !to.empty()) transitions.assign(from.size(), std::vector<std::uint64_t>(to.size(), 0));
  part = std::max(both.from().full_marks, both.to().full_marks) / distribution_parts;
  old_parts.assign(distribution_parts + 1, 0);
  new_parts = old_parts;
  for (std::string& column : group_columns) groupings.push_back({std::move(column), {}, std::nullopt});
  if (movers_ == 0) least_rise_ = least_fall_ = std::numeric_limits<std::int64_t>::max();
}

void Impact::add(const ListedUnit& unit, const std::vector<std::string>& groups) {
  const Comparison& found = unit.comparison;
  const Integer old_total = found.compared ? to_grains(found.old_total) : Integer(0);
  const Integer new_total = found.compared ? to_grains(found.new_total) : Integer(0);
  const bool graded = found.compared && pairing.same_grades();
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    GroupImpact& one = group(groupings[i], groups[i]);
    if (!found.compared) {
      ++one.apart;
      continue;
    }
    ++one.compared;
    one.old_sum += old_total;
    one.new_sum += new_total;
    if (found.new_total > found.old_total) ++one.raised;
    if (found.new_total < found.old_total) ++one.lowered;
    if (graded && found.new_grade < found.old_grade) ++one.graded_up;
    if (graded && found.new_grade > found.old_grade) ++one.graded_down;
  }
  if (!found.compared) {
    ++apart;
    if (not_compared.size() < max_listed) not_compared.push_back(unit);
    return;
  }
  old_sum += old_total;
  new_sum += new_total;
  if (graded && found.new_grade < found.old_grade) ++graded_up;
  if (graded && found.new_grade > found.old_grade) ++graded_down;
  count(unit);
  share_out(found);
}

void Impact::count(const ListedUnit& unit) {
  const Comparison& found = unit.comparison;
  ++compared;
  if (found.new_total > found.old_total) {
    ++raised;
    keep_mover(unit, up, least_rise_);
  } else if (found.new_total < found.old_total) {
    ++lowered;
    keep_mover(unit, down, least_fall_);
  } else {
    ++unchanged;
  }
  if (!transitions.empty()) ++transitions[found.old_grade][found.new_grade];
  distribute(found.old_total, old_parts);
  distribute(found.new_total, new_parts);
  if (unit.old_hangs) ++old_hanging;
  if (unit.new_hangs) ++new_hanging;
  keep_hanging(unit);
  for (std::size_t i = 0; i < unit.grade_shares.size(); ++i)
    clauses[i].grade_steps += to_grains(unit.grade_shares[i]);
}

/// Adds the shares of a unit. Where one is no whole number of grains, what rounding leaves over goes to the
/// largest.
void Impact::share_out(const Comparison& found) {
  bool all_whole = whole(found.old_total) && whole(found.new_total);
  std::vector<Integer> shares;
  for (const Rational& share : found.shares) {
    all_whole = all_whole && whole(share);
    shares.push_back(to_grains(share));
  }
  if (!all_whole) {
    ++rounded;
    Integer rest = to_grains(found.new_total) - to_grains(found.old_total);
    for (const Integer& share : shares) rest -= share;
    const auto largest = std::max_element(shares.begin(), shares.end(),
                                          [](const Integer& a, const Integer& b) { return abs(a) < abs(b); });
    if (largest != shares.end()) *largest += rest;
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i] > 0) {
      ++clauses[i].raised;
      clauses[i].gain += shares[i];
    } else if (shares[i] < 0) {
      ++clauses[i].lowered;
      clauses[i].loss += shares[i];
    }
  }
}

/// [0, part), [part, 2 part), …; the last but one holds full marks itself.
void Impact::distribute(const Rational& total, std::vector<std::uint64_t>& parts) const {
  if (part == 0) return;
  const Rational at = total / part;
  std::size_t place = distribution_parts;
  if (at < distribution_parts) place = floor(at).convert_to<std::size_t>();
  if (at == distribution_parts) place = distribution_parts - 1;
  ++parts[place];
}

GroupImpact& Impact::group(GroupingImpact& grouping, const std::string& value) const {
  const auto known = grouping.values.find(value);
  if (known != grouping.values.end()) return known->second;
  if (grouping.values.size() < max_group_values) return grouping.values[value];
  if (!grouping.others) grouping.others.emplace();
  return *grouping.others;
}

void Impact::keep_mover(const ListedUnit& unit, std::vector<ListedUnit>& list, std::int64_t& least) const {
  const auto larger = [](const ListedUnit& a, const ListedUnit& b) {
    return abs(change(a)) > abs(change(b));
  };
  if (list.size() == movers_ && (movers_ == 0 || !larger(unit, list.back()))) return;
  list.insert(std::upper_bound(list.begin(), list.end(), unit, larger), unit);
  if (list.size() > movers_) list.pop_back();
  if (list.size() == movers_) least = to_64(floor(abs(change(list.back())) * Rational(micros_in_a_point)));
}

void Impact::keep_hanging(const ListedUnit& unit) {
  if ((unit.old_hangs || unit.new_hangs) && hanging.size() < max_listed) hanging.push_back(unit);
}

void Impact::list(const ListedUnit& unit) {
  const Comparison& found = unit.comparison;
  if (found.new_total > found.old_total) keep_mover(unit, up, least_rise_);
  if (found.new_total < found.old_total) keep_mover(unit, down, least_fall_);
  keep_hanging(unit);
}

void Impact::add(const ImpactPart& counted) {
  const ImpactPart::Sums& all = counted.all_;
  compared += all.compared;
  raised += all.raised;
  lowered += all.lowered;
  unchanged += all.compared - all.raised - all.lowered;
  graded_up += all.graded_up;
  graded_down += all.graded_down;
  old_sum += micros_in_grains(all.old_sum);
  new_sum += micros_in_grains(all.new_sum);
  old_hanging += counted.old_hanging_;
  new_hanging += counted.new_hanging_;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const ImpactPart::Shares& shares = counted.clauses_[i];
    clauses[i].raised += shares.raised;
    clauses[i].lowered += shares.lowered;
    clauses[i].gain += to_integer(shares.gain);
    clauses[i].loss += to_integer(shares.loss);
    clauses[i].grade_steps += to_integer(shares.grade_steps);
  }
  for (std::size_t from = 0; from < transitions.size(); ++from) {
    for (std::size_t to = 0; to < counted.new_grades_; ++to)
      transitions[from][to] += counted.grades_[from * counted.new_grades_ + to];
  }
  for (std::size_t i = 0; i < old_parts.size(); ++i) {
    old_parts[i] += counted.old_parts_[i];
    new_parts[i] += counted.new_parts_[i];
  }
  for (std::size_t i = 0; i < groupings.size(); ++i) {
    const ImpactPart::Values& values = counted.groupings_[i];
    for (std::size_t k = 0; k < values.sums.size(); ++k) {
      const ImpactPart::Sums& sums = values.sums[k];
      GroupImpact& one = group(groupings[i], values.names[k]);
      one.compared += sums.compared;
      one.raised += sums.raised;
      one.lowered += sums.lowered;
      one.graded_up += sums.graded_up;
      one.graded_down += sums.graded_down;
      one.old_sum += micros_in_grains(sums.old_sum);
      one.new_sum += micros_in_grains(sums.new_sum);
    }
  }
}

}  // namespace rubric::engine
