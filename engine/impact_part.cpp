// Sums of rows that went by columns, in whole numbers; see impact.hpp.
#include <algorithm>

#include "engine/impact.hpp"
#include "engine/point_units.hpp"

namespace rubric::engine {
namespace {

std::uint64_t ones(const std::vector<std::uint8_t>& marks, const std::vector<std::uint8_t>& apart) {
  std::uint64_t found = 0;
  for (std::size_t r = 0; r < marks.size(); ++r) found += marks[r] & (apart[r] ^ 1U);
  return found;
}

}  // namespace

ImpactPart::ImpactPart(const Impact& impact)
    : graded_(impact.pairing.same_grades()),
      transitions_(!impact.transitions.empty()),
      new_grades_(impact.pairing.to().grades.size()),
      groupings_(impact.groupings.size()) {
  clauses_.resize(impact.clauses.size());
  grades_.resize(transitions_ ? impact.transitions.size() * new_grades_ : 0);
  old_parts_.resize(impact.old_parts.size());
  new_parts_.resize(impact.new_parts.size());
  if (impact.part == 0) return;
  for (int i = 1; i <= distribution_parts; ++i) {
    const Rational end = impact.part * Rational(i) * Rational(micros_in_a_point);
    const Integer micros = ceiling(end);
    const bool fits = micros <= std::numeric_limits<std::int64_t>::max();
    ends_.push_back(fits ? static_cast<std::int64_t>(micros) : std::numeric_limits<std::int64_t>::max());
    if (i == distribution_parts && fits && Rational(micros) == end) full_ = ends_.back();
  }
}

void ImpactPart::clear() {
  all_ = {};
  old_hanging_ = new_hanging_ = 0;
  std::fill(clauses_.begin(), clauses_.end(), Shares{});
  for (std::vector<std::uint64_t>* counts : {&grades_, &old_parts_, &new_parts_})
    std::fill(counts->begin(), counts->end(), 0);
  for (Values& values : groupings_) {
    values.places.clear();
    values.names.clear();
    values.sums.clear();
    values.last = none;
  }
}

void ImpactPart::add(const ComparedRows& rows) {
  const std::size_t count = rows.apart.size();
  for (std::size_t r = 0; r < count; ++r) {
    if (rows.apart[r] != 0) continue;
    this->count(all_, rows, r);
    if (!transitions_) continue;
    ++grades_[static_cast<std::size_t>(rows.old_grade[r]) * new_grades_ +
              static_cast<std::size_t>(rows.new_grade[r])];
  }
  distribute(rows, rows.old_total, old_parts_);
  distribute(rows, rows.new_total, new_parts_);
  old_hanging_ += ones(rows.old_hangs, rows.apart);
  new_hanging_ += ones(rows.new_hangs, rows.apart);
  for (std::size_t i = 0; i < clauses_.size(); ++i) {
    Shares& to = clauses_[i];
    for (std::size_t r = 0; r < count; ++r) {
      const std::int64_t share = rows.apart[r] != 0 ? 0 : rows.shares[i][r];
      to.raised += share > 0;
      to.lowered += share < 0;
      to.gain += std::max<std::int64_t>(share, 0);
      to.loss += std::min<std::int64_t>(share, 0);
    }
    for (std::size_t k = 0; k < rows.graded.size(); ++k) {
      if (rows.apart[rows.graded[k]] == 0) to.grade_steps += rows.grade_shares[i][k];
    }
  }
}

void ImpactPart::count(Sums& sums, const ComparedRows& rows, std::size_t r) const {
  ++sums.compared;
  sums.old_sum += rows.old_total[r];
  sums.new_sum += rows.new_total[r];
  sums.raised += rows.new_total[r] > rows.old_total[r];
  sums.lowered += rows.new_total[r] < rows.old_total[r];
  if (!graded_) return;
  sums.graded_up += rows.new_grade[r] < rows.old_grade[r];
  sums.graded_down += rows.new_grade[r] > rows.old_grade[r];
}

/// As Impact::distribute().
void ImpactPart::distribute(const ComparedRows& rows, const std::vector<std::int64_t>& totals,
                            std::vector<std::uint64_t>& parts) const {
  if (ends_.empty()) return;
  for (std::size_t r = 0; r < totals.size(); ++r) {
    if (rows.apart[r] != 0) continue;
    auto at =
        static_cast<std::size_t>(std::upper_bound(ends_.begin(), ends_.end(), totals[r]) - ends_.begin());
    if (totals[r] == full_) at = distribution_parts - 1;
    ++parts[at];
  }
}

std::uint32_t ImpactPart::value(std::size_t grouping, std::string_view value) {
  Values& values = groupings_[grouping];
  if (values.last != none && values.names[values.last] == value) return values.last;
  // Years and the like go round in many files.
  const std::uint32_t next = values.last + 1 < values.names.size() ? values.last + 1 : 0;
  if (next < values.names.size() && values.names[next] == value) return values.last = next;
  const auto known = values.places.find(value);
  if (known != values.places.end()) return values.last = known->second;
  values.last = static_cast<std::uint32_t>(values.names.size());
  values.names.emplace_back(value);
  values.sums.emplace_back();
  values.places.emplace(values.names.back(), values.last);
  return values.last;
}

void ImpactPart::add(std::size_t grouping, std::uint32_t place, const ComparedRows& rows, std::size_t row) {
  count(groupings_[grouping].sums[place], rows, row);
}

ListedUnit listed_unit(const ComparedRows& rows, std::size_t row) {
  const auto points = [](std::int64_t micros) { return Rational(micros) / Rational(micros_in_a_point); };
  ListedUnit unit;
  Comparison& found = unit.comparison;
  found.compared = true;
  found.old_total = points(rows.old_total[row]);
  found.new_total = points(rows.new_total[row]);
  if (!rows.old_grade.empty()) found.old_grade = static_cast<std::uint32_t>(rows.old_grade[row]);
  if (!rows.new_grade.empty()) found.new_grade = static_cast<std::uint32_t>(rows.new_grade[row]);
  for (const std::vector<std::int64_t>& share : rows.shares)
    found.shares.push_back(from_grains(Integer(share[row])));
  unit.old_hangs = rows.old_hangs[row] != 0;
  unit.new_hangs = rows.new_hangs[row] != 0;
  return unit;
}

}  // namespace rubric::engine
