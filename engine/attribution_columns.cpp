#include "engine/attribution_columns.hpp"

#include <algorithm>

#include "engine/impact.hpp"
#include "engine/point_units.hpp"

namespace rubric::engine {

struct ColumnarAttribution::Asked {
  Asked(const Ruleset& ruleset, Plan of, std::vector<Wanted> wanted)
      : plan(std::move(of)), program(ruleset, plan, std::move(wanted)) {}
  void run(const Batch& batch) { program.run(batch, workspace, figures); }
  const std::int64_t* numbers(std::size_t figure) const { return figures.figures[figure].numbers.data(); }

  const Plan plan;  // of its own, since Attribution's grows
  Program program;
  Workspace workspace;
  Figures figures;
};

namespace {

static_assert(max_clauses == 10);  // as grains have it
/// Points of a figure at most: a share is a sum of few such, and has 64 bits in grains.
constexpr std::int64_t most_points = 100'000;
/// Rows for which the figures of all sets are in memory at a time.
constexpr std::size_t most_picked = 512;

constexpr std::int64_t power_of_ten(int exponent) {
  return exponent == 0 ? 1 : 10 * power_of_ten(exponent - 1);
}

constexpr Coalition one(std::size_t clause) {
  return Coalition{1} << clause;
}

std::int64_t within_64(const Integer& number) {
  const Integer most = std::numeric_limits<std::int64_t>::max();
  return static_cast<std::int64_t>(std::clamp(number, Integer(-most), most));
}

/// Sets rows apart whose figure is too large to be added up; what is left fits.
void keep_small(Figure& figure, std::vector<std::uint8_t>& apart) {
  const std::int64_t most = most_points * power_of_ten(figure.decimals);
  std::int64_t low = 0, high = 0;
  for (const std::int64_t number : figure.numbers) {
    low = std::min(low, number);
    high = std::max(high, number);
  }
  if (low >= -most && high <= most) return;
  for (std::size_t r = 0; r < figure.numbers.size(); ++r) {
    if (figure.numbers[r] >= -most && figure.numbers[r] <= most) continue;
    figure.numbers[r] = 0;
    apart[r] = 1;
  }
}

/// Adds the rows in which the figure does not end with its decimals.
void add_inexact(const Figure& figure, std::vector<std::uint8_t>& to) {
  for (std::size_t r = 0; r < figure.inexact.size(); ++r) to[r] |= figure.inexact[r];
}

/// In how many of 10! orders a player comes behind a certain set of so many of the others.
std::int64_t orders(std::size_t behind, std::size_t players) {
  const auto factorial = [](std::size_t n) {
    std::int64_t product = 1;
    for (std::size_t i = 2; i <= n; ++i) product *= static_cast<std::int64_t>(i);
    return product;
  };
  return factorial(behind) * factorial(players - 1 - behind) * (grains_in_a_micro / factorial(players));
}

}  // namespace

bool ColumnarAttribution::serves(const Pairing& pairing, const Attribution& attribution) {
  return pairing.data().cohort.empty() && !attribution.joined_.has_unknown;
}

ColumnarAttribution::ColumnarAttribution(const Pairing& pairing, Attribution& attribution)
    : pairing_(pairing),
      attribution_(attribution),
      clauses_(pairing.clauses().size()),
      graded_(pairing.same_grades()),
      from_(margin_of(pairing.from())),
      to_(margin_of(pairing.to())) {
  grade_sets_.of_grades = true;
  const Ruleset &from = pairing.from(), &to = pairing.to();
  digits_ = micro_digits;
  for (const auto& rounding : {from.total_rounding, to.total_rounding}) {
    if (rounding) digits_ = std::min(digits_, rounding->digits);
  }
  most_ = std::numeric_limits<std::int64_t>::max();
  for (const auto& most : {from.total_most, to.total_most}) {
    if (most) most_ = std::min(most_, within_64(floor(*most * Rational(power_of_ten(digits_)))));
  }
  ask_base();
}

ColumnarAttribution::~ColumnarAttribution() = default;

void ColumnarAttribution::ask_base() {
  Attribution& all = attribution_;
  std::vector<Wanted> wanted;
  const Coalition rounding = all.rounding_ == none ? 0 : one(all.rounding_);
  for (const Coalition coalition : {Coalition{0}, all.all_})
    wanted.push_back({all.mixed(coalition).total, micro_digits});
  grades_at_ = wanted.size();
  for (const Coalition coalition : {Coalition{0}, all.all_}) {
    const Slot grade = all.mixed(coalition).grade;
    if (grade != none) wanted.push_back({grade, 0});
  }
  sums_at_ = wanted.size();
  const auto sum = [&](Coalition coalition) { wanted.push_back({all.mixed(coalition).adjusted, digits_}); };
  sum(0);
  for (const std::uint32_t clause : all.of_sum_) sum(one(clause));
  if (rounding) {
    sum(rounding);
    for (const std::uint32_t clause : all.of_sum_) sum(one(clause) | rounding);
  }
  asides_at_ = wanted.size();
  drops_ = all.dropped_.size();
  for (const auto* slots : {&all.dropped_, &all.vetoed_}) {
    for (const Slot slot : *slots) wanted.push_back({slot, 0});
  }
  base_ = std::make_unique<Asked>(pairing_.data(), all.joined_, std::move(wanted));
}

ColumnarAttribution::Margin ColumnarAttribution::margin_of(const Ruleset& ruleset) const {
  const GradeMargin margin(ruleset);
  Margin found;
  if (!margin.can_hang()) return found;
  const auto doubtful = margin.doubtful();
  found.everywhere = !doubtful;
  if (doubtful) {
    for (const auto& [low, high] : *doubtful)
      found.doubtful.emplace_back(within_64(ceiling(low * Rational(micros_in_a_point))),
                                  within_64(floor(high * Rational(micros_in_a_point))));
  }
  found.asked = std::make_unique<Asked>(pairing_.data(), margin.plain(),
                                        std::vector<Wanted>{{margin.plain().grade, 0}});
  return found;
}

void ColumnarAttribution::ask_sets(Sets& sets, Coalition players) const {
  if (sets.asked && (players & ~sets.players) == 0) return;
  sets.players |= players;
  std::vector<std::uint32_t> who;
  for (std::uint32_t i = 0; i < clauses_; ++i) {
    if (sets.players & one(i)) who.push_back(i);
  }
  std::vector<Wanted> wanted;
  for (std::size_t set = 0; set < std::size_t{1} << who.size(); ++set) {
    Coalition coalition = 0;
    for (std::size_t i = 0; i < who.size(); ++i) {
      if (set >> i & 1) coalition |= one(who[i]);
    }
    const Attribution::Mixed& at = attribution_.mixed(coalition);
    wanted.push_back({sets.of_grades ? at.grade : at.total, sets.of_grades ? 0 : micro_digits});
  }
  sets.asked = std::make_unique<Asked>(pairing_.data(), attribution_.joined_, std::move(wanted));
}

void ColumnarAttribution::run(const Batch& batch, ComparedRows& out) {
  base_->run(batch);
  std::vector<Figure>& figures = base_->figures.figures;
  out.apart.swap(base_->figures.unsettled);
  compare_readings(batch, out);
  for (std::size_t i = 0; i < asides_at_; ++i) {
    if (i < grades_at_) add_inexact(figures[i], out.apart);
    if (i < grades_at_ || i >= sums_at_) keep_small(figures[i], out.apart);
  }
  out.old_total.swap(figures[0].numbers);
  out.new_total.swap(figures[1].numbers);
  std::size_t next = grades_at_;
  out.old_grade.clear();
  out.new_grade.clear();
  if (!pairing_.from().grades.empty()) out.old_grade.swap(figures[next++].numbers);
  if (!pairing_.to().grades.empty()) out.new_grade.swap(figures[next++].numbers);
  sum_up(batch.rows, out);
  run_sets(batch, out);
  run_grades(batch, out);
  run_margin(batch, from_, out.old_total, out.old_grade, out.old_hangs, out);
  run_margin(batch, to_, out.new_total, out.new_grade, out.new_hangs, out);
}

/// As Attribution::readings_agree().
void ColumnarAttribution::compare_readings(const Batch& batch, ComparedRows& out) const {
  const std::vector<DatumId>& same = pairing_.same_value();
  for (DatumId d = 0; d < same.size(); ++d) {
    if (same[d] == d) continue;
    const std::vector<Cell::State>&a = batch.columns[d].states, &b = batch.columns[same[d]].states;
    if (a.empty() && b.empty()) continue;
    for (std::size_t r = 0; r < batch.rows; ++r) {
      const Cell::State first = a.empty() ? Cell::State::known : a[r];
      if (first != (b.empty() ? Cell::State::known : b[r])) out.apart[r] = 1;
    }
  }
}

/// As Attribution::plain_sum(), for all rows: tells those that are none, and has the shares of the others.
void ColumnarAttribution::sum_up(std::size_t rows, ComparedRows& out) {
  const std::vector<std::uint32_t>& clauses = attribution_.of_sum_;
  std::vector<Figure>& figures = base_->figures.figures;
  mixed_.assign(rows, 0);
  for (std::size_t i = sums_at_; i < asides_at_; ++i) add_inexact(figures[i], mixed_);
  for (std::size_t i = asides_at_; i < figures.size(); ++i) {
    for (std::size_t r = 0; r < rows; ++r) mixed_[r] |= figures[i].numbers[r] != 0;
  }
  out.shares.resize(clauses_);
  for (std::vector<std::int64_t>& share : out.shares) share.assign(rows, 0);
  const std::int64_t unit = grains_in_a_micro * power_of_ten(micro_digits - digits_);
  const std::int64_t* const start = base_->numbers(sums_at_);
  low_.assign(start, start + rows);
  high_ = low_;
  for (std::size_t k = 0; k < clauses.size(); ++k) {
    const std::int64_t* const with = base_->numbers(sums_at_ + 1 + k);
    std::int64_t* const share = out.shares[clauses[k]].data();
    for (std::size_t r = 0; r < rows; ++r) {
      const std::int64_t own = with[r] - start[r];
      low_[r] += std::min<std::int64_t>(own, 0);
      high_[r] += std::max<std::int64_t>(own, 0);
      share[r] = own * unit;
    }
  }
  if (attribution_.rounding_ != none) {
    const std::size_t rounded_at = sums_at_ + 1 + clauses.size();
    const std::int64_t* const rounded = base_->numbers(rounded_at);
    std::int64_t* const of_rounding = out.shares[attribution_.rounding_].data();
    low_rounded_.assign(rounded, rounded + rows);
    high_rounded_ = low_rounded_;
    for (std::size_t r = 0; r < rows; ++r) of_rounding[r] = (rounded[r] - start[r]) * unit;
    for (std::size_t k = 0; k < clauses.size(); ++k) {
      const std::int64_t* const with = base_->numbers(sums_at_ + 1 + k);
      const std::int64_t* const both_new = base_->numbers(rounded_at + 1 + k);
      std::int64_t* const share = out.shares[clauses[k]].data();
      for (std::size_t r = 0; r < rows; ++r) {
        const std::int64_t own = with[r] - start[r], both = both_new[r] - rounded[r];
        low_rounded_[r] += std::min<std::int64_t>(both, 0);
        high_rounded_[r] += std::max<std::int64_t>(both, 0);
        share[r] += (both - own) * (unit / 2);
        of_rounding[r] += (both - own) * (unit / 2);
      }
    }
    for (std::size_t r = 0; r < rows; ++r) {
      low_[r] = std::min(low_[r], low_rounded_[r]);
      high_[r] = std::max(high_[r], high_rounded_[r]);
    }
  }
  for (std::size_t r = 0; r < rows; ++r) mixed_[r] |= low_[r] < 0 || high_[r] > most_;
}

/// The clauses that can move the total of one of the rows; see Attribution::moving().
Coalition ColumnarAttribution::moving(const std::vector<std::uint32_t>& rows) const {
  const std::vector<std::uint32_t>& clauses = attribution_.of_sum_;
  const std::vector<Figure>& figures = base_->figures.figures;
  const auto differ = [&](std::size_t a, std::size_t b) {
    const Figure &first = figures[sums_at_ + a], &second = figures[sums_at_ + b];
    return std::any_of(rows.begin(), rows.end(), [&](std::uint32_t r) {
      return first.numbers[r] != second.numbers[r] || (!first.inexact.empty() && first.inexact[r] != 0) ||
             (!second.inexact.empty() && second.inexact[r] != 0);
    });
  };
  bool dropped = false;
  for (std::size_t i = 0; i < drops_; ++i) {
    dropped = dropped || std::any_of(rows.begin(), rows.end(), [&](std::uint32_t r) {
                return figures[asides_at_ + i].numbers[r] != 0;
              });
  }
  Coalition found = attribution_.on_total_;
  const bool rounding = attribution_.rounding_ != none;
  const std::size_t rounded = 1 + clauses.size();
  bool rounding_moves = rounding && (dropped || differ(rounded, 0));
  for (std::size_t k = 0; k < clauses.size(); ++k) {
    if (dropped || differ(1 + k, 0) || (rounding && differ(rounded + 1 + k, rounded)))
      found |= one(clauses[k]);
    rounding_moves = rounding_moves || (rounding && differ(rounded + 1 + k, 1 + k));
  }
  return rounding_moves ? found | one(attribution_.rounding_) : found;
}

/// Runs all sets for rows_, some rows at a time: `take` gets the place in rows_ of the first of them, a
/// clause and its shares in grains.
template <typename Take>
void ColumnarAttribution::by_sets(const Batch& batch, Sets& sets, ComparedRows& out, const Take& take) {
  std::vector<std::uint32_t> who;
  for (std::uint32_t i = 0; i < clauses_; ++i) {
    if (sets.players & one(i)) who.push_back(i);
  }
  // The first place of the list is the best.
  const std::int64_t unit = sets.of_grades ? -micros_in_a_point : 1;
  std::vector<std::uint8_t> apart;
  for (std::size_t first = 0; first < rows_.size(); first += most_picked) {
    const std::size_t count = std::min(most_picked, rows_.size() - first);
    pick(batch, rows_.data() + first, count);
    sets.asked->run(picked_);
    apart = sets.asked->figures.unsettled;
    for (Figure& figure : sets.asked->figures.figures) {
      add_inexact(figure, apart);
      keep_small(figure, apart);
    }
    for (std::size_t r = 0; r < count; ++r) out.apart[rows_[first + r]] |= apart[r];
    for (std::size_t player = 0; player < who.size(); ++player) {
      spread_.assign(count, 0);
      for (std::size_t set = 0; set < std::size_t{1} << who.size(); ++set) {
        if (set >> player & 1) continue;
        std::size_t size = 0;
        for (std::size_t i = 0; i < who.size(); ++i) size += set >> i & 1;
        const std::int64_t often = orders(size, who.size()) * unit;
        const std::int64_t* const without = sets.asked->numbers(set);
        const std::int64_t* const with = sets.asked->numbers(set | std::size_t{1} << player);
        for (std::size_t r = 0; r < count; ++r) spread_[r] += often * (with[r] - without[r]);
      }
      take(first, who[player], spread_);
    }
  }
}

void ColumnarAttribution::run_sets(const Batch& batch, ComparedRows& out) {
  rows_.clear();
  for (std::uint32_t r = 0; r < batch.rows; ++r) {
    if (mixed_[r] != 0 && out.apart[r] == 0) rows_.push_back(r);
  }
  if (rows_.empty()) return;
  ask_sets(total_sets_, moving(rows_));
  for (std::vector<std::int64_t>& share : out.shares) {
    for (const std::uint32_t r : rows_) share[r] = 0;
  }
  by_sets(batch, total_sets_, out,
          [&](std::size_t first, std::uint32_t clause, const std::vector<std::int64_t>& shares) {
            for (std::size_t r = 0; r < shares.size(); ++r) out.shares[clause][rows_[first + r]] = shares[r];
          });
}

void ColumnarAttribution::run_grades(const Batch& batch, ComparedRows& out) {
  out.graded.clear();
  out.grade_shares.resize(clauses_);
  if (!graded_) return;
  rows_.clear();
  for (std::uint32_t r = 0; r < batch.rows; ++r) {
    if (out.old_grade[r] != out.new_grade[r] && out.apart[r] == 0) rows_.push_back(r);
  }
  if (rows_.empty()) return;
  for (std::vector<std::int64_t>& share : out.grade_shares) share.assign(rows_.size(), 0);
  ask_sets(grade_sets_, moving(rows_) | attribution_.on_grade_alone_);
  by_sets(batch, grade_sets_, out,
          [&](std::size_t first, std::uint32_t clause, const std::vector<std::int64_t>& shares) {
            std::copy(shares.begin(), shares.end(),
                      out.grade_shares[clause].begin() + static_cast<std::ptrdiff_t>(first));
          });
  out.graded.swap(rows_);
}

void ColumnarAttribution::run_margin(const Batch& batch, Margin& margin,
                                     const std::vector<std::int64_t>& totals,
                                     const std::vector<std::int64_t>& grades,
                                     std::vector<std::uint8_t>& hangs, ComparedRows& out) {
  hangs.assign(batch.rows, 0);
  if (!margin.asked) return;
  hangs.assign(batch.rows, static_cast<std::uint8_t>(margin.everywhere));
  for (const auto& [low, high] : margin.doubtful) {
    for (std::size_t r = 0; r < batch.rows; ++r) hangs[r] |= totals[r] >= low && totals[r] <= high;
  }
  rows_.clear();
  for (std::uint32_t r = 0; r < batch.rows; ++r) {
    if (hangs[r] != 0 && out.apart[r] == 0) rows_.push_back(r);
  }
  if (rows_.empty()) return;
  pick(batch, rows_.data(), rows_.size());
  margin.asked->run(picked_);
  const std::int64_t* const plain = margin.asked->numbers(0);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const std::uint32_t r = rows_[i];
    hangs[r] = plain[i] != grades[r];
    out.apart[r] |= margin.asked->figures.unsettled[i];
  }
}

/// The data of some rows alone; what is known of the columns stays, so that the same routines serve.
void ColumnarAttribution::pick(const Batch& batch, const std::uint32_t* rows, std::size_t count) {
  picked_.rows = count;
  picked_.columns.resize(batch.columns.size());
  const auto take = [&](const auto& from, auto& to) {
    to.resize(from.empty() ? 0 : count);
    for (std::size_t r = 0; r < to.size(); ++r) to[r] = from[rows[r]];
  };
  for (std::size_t d = 0; d < batch.columns.size(); ++d) {
    const Column& from = batch.columns[d];
    Column& to = picked_.columns[d];
    to.scale = from.scale;
    to.decimals = from.decimals;
    to.low = from.low;
    to.high = from.high;
    take(from.states, to.states);
    take(from.over, to.over);
    to.starts.clear();
    if (from.starts.empty()) {
      take(from.numbers, to.numbers);
      take(from.small, to.small);
      continue;
    }
    to.numbers.clear();
    to.starts.push_back(0);
    for (std::size_t r = 0; r < count; ++r) {
      const std::int64_t* numbers = from.numbers.data();
      to.numbers.insert(to.numbers.end(), numbers + from.starts[rows[r]], numbers + from.starts[rows[r] + 1]);
      to.starts.push_back(static_cast<std::uint32_t>(to.numbers.size()));
    }
  }
  take(batch.years, picked_.years);
}

}  // namespace rubric::engine
