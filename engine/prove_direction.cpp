// Which way a score goes with 实际: never down where more is better, and how far it jumps at most.

#include <algorithm>

#include "engine/evaluate.hpp"
#include "engine/prove_pieces.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

const Text too_many{"分段太多", "there are too many pieces"};
const Text several{"它同时取决于几项数据", "it depends on several data at once"};
const Text read_twice{"得分还直接用到实际里的数据", "the score also reads data of its 实际 by themselves"};

}  // namespace

/// The largest change of the score between two values of 实际 side by side.
void ItemPieces::largest_step() {
  std::vector<Rational> places;
  for (const Piece& piece : pieces_) {
    if (!piece.x.low.infinite) places.push_back(piece.x.low.value);
  }
  if (item_.steps && item_.target && item_.target->value != none && !item_.steps->steps.empty()) {
    const Step& target = plan_.steps[slots_.target == none ? 0 : slots_.target];
    const Rational& step = item_.steps->steps[0].step;
    if (target.op == Op::constant) {
      for (const int n : {-1, 1}) places.push_back(plan_.constants[target.index] + n * step);
    }
  }
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  if (places.size() > 60) places.resize(60);
  Rational most = 0;
  std::optional<UnitData> low, high;
  std::vector<Rational> scores;
  const Rational beside = grid_ != 0 ? grid_ : Rational(unit_.scale / 100);
  for (const Rational& at : places) {
    const std::optional<UnitData> here = unit_with(at);
    const std::optional<Rational> own = here ? one_.score(*here) : std::nullopt;
    if (!own) continue;
    for (const int way : {-1, 1}) {
      if (!domain_.contains(Rational(at + way * beside))) continue;
      const std::optional<UnitData> there = unit_with(at + way * beside);
      const std::optional<Rational> other = there ? one_.score(*there) : std::nullopt;
      if (!other) continue;
      const Rational step = *own > *other ? Rational(*own - *other) : Rational(*other - *own);
      // A slope is no step: what one hundredth of the unit is worth there.
      if (step <= most || step * 20 < item_.points.value_or(Rational(1))) continue;
      most = step;
      low = way < 0 ? there : here;
      high = way < 0 ? here : there;
      scores = way < 0 ? std::vector<Rational>{*other, *own} : std::vector<Rational>{*own, *other};
    }
  }
  if (!low) return;
  Finding& finding = add(Question::largest_step, Verdict::proved);
  finding.information = true;
  finding.units = {*low, *high};
  finding.scores = scores;
}

/// Conditions that 实际 has no part in are taken one way and the other: the claim must hold either way. A
/// 扣分 line says itself what is taken off and when (as for going far beyond the target), so the claim is
/// about the points before it.
void ItemPieces::monotone_in_each_case(bool more_is_better) {
  score_ = item_.deductions.empty() ? slots_.raw : slots_.base;
  const std::vector<Slot> clauses = clause_conditions();
  if (reads_beside(clauses)) {
    if (!falls_by_one_datum(more_is_better)) undecided(Question::monotone, read_twice);
    return;
  }
  // Whom 不得分 and 不适用 take out, they say themselves; but nothing is proved across such a clause.
  if (score_ == slots_.raw && reads_beside({slots_.zero_denominator})) {
    Finding& finding = one_.add(Question::monotone, Verdict::undecided);
    finding.information = true;
    finding.reason = read_twice;
    return;
  }
  // 满分 × 目标 ÷ 实际, neither below zero, falls with 实际 whatever the target is.
  const bool unless = score_ == slots_.raw && !(item_.zero_if.empty() && item_.not_applicable.empty());
  if (item_.form == Form::inverse && !unless) {
    add(Question::monotone, Verdict::proved);
    return;
  }
  const std::vector<Slot> conditions = independent_conditions(plan_, x_, score_, most_cases);
  for (std::size_t which = 0; which < (std::size_t{1} << conditions.size()); ++which) {
    Assumed assumed;
    for (std::size_t i = 0; i < conditions.size(); ++i) assumed[conditions[i]] = (which >> i) & 1;
    const auto found = pieces(ruleset_, plan_, x_, domain_, grid_, {score_, slots_.dropped}, assumed);
    if (!found) {
      undecided(Question::monotone, too_many);
      return;
    }
    pieces_ = *found;
    if (!monotone(more_is_better)) return;
  }
  add(Question::monotone, Verdict::proved);
}

/// The conditions of 不得分, 不适用 and 分母为零.
std::vector<Slot> ItemPieces::clause_conditions() const {
  std::vector<Slot> all{slots_.zero, slots_.zero_denominator, slots_.dropped};
  all.insert(all.end(), slots_.not_applicable.begin(), slots_.not_applicable.end());
  return all;
}

/// Whether the score reads data of 实际 not only by way of it: then it is no function of 实际 and of what
/// else there is, since the one cannot change without the other. `apart`: slots that do not count.
bool ItemPieces::reads_beside(const std::vector<Slot>& apart) const {
  std::vector<Slot> stops = apart;
  stops.push_back(x_);
  const std::vector<DatumId> own = data_of(plan_, {x_}), others = data_of(plan_, {score_}, stops);
  return std::any_of(own.begin(), own.end(), [&](DatumId datum) {
    return std::find(others.begin(), others.end(), datum) != others.end();
  });
}

/// Two units that differ in one datum of 实际, the better one with the lower score.
bool ItemPieces::falls_by_one_datum(bool more_is_better) {
  for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
    const Step step = plan_.steps[slot];
    if (step.op != Op::input) continue;
    const Datum& datum = ruleset_.data[step.index];
    const Rational grid = datum.whole ? datum.unit.scale : Rational(datum.kind == Kind::quantity ? 0 : 1);
    const auto found = pieces(ruleset_, plan_, slot, datum.domain, grid, {score_, x_});
    if (!found || found->size() > most_turns) continue;
    std::vector<Rational> values;
    for (const Piece& piece : *found) {
      values.push_back(short_number(piece.x, datum.unit));
      for (const Bound* end : {&piece.x.low, &piece.x.high}) {
        if (!end->infinite) values.push_back(end->value);
      }
    }
    std::vector<UnitData> units;
    for (const Rational& value : values) {
      if (auto unit = with_value(ruleset_, plan_, one_.proof.plain, slot, value)) units.push_back(*unit);
    }
    if (falls(units, units, more_is_better)) return true;
  }
  return false;
}

/// Whether the claim is proved on these pieces; if not, that is added.
bool ItemPieces::monotone(bool more_is_better) {
  const Trend wrong = more_is_better ? Trend::down : Trend::up;
  bool open = false;
  const Piece* before = nullptr;
  for (const Piece& piece : pieces_) {
    const Shape& raw = piece.shapes[0];
    const Shape& dropped = piece.shapes[1];
    const bool out =
        slots_.dropped != none && dropped.faulty == Truth::no && dropped.range == Interval::point(1);
    if (raw.faulty == Truth::yes || out) continue;
    if (raw.trend == wrong && !raw.range.is_point()) {
      if (falls_within(piece, more_is_better)) return false;
      open = true;
    }
    open = open || raw.trend == Trend::unknown || raw.faulty == Truth::maybe;
    if (before) {
      const Interval& low = more_is_better ? before->shapes[0].range : raw.range;
      const Interval& high = more_is_better ? raw.range : before->shapes[0].range;
      if (less_equal(low, high) != Truth::yes) {
        if (falls_between(before->x, piece.x, more_is_better)) return false;
        open = true;
      }
    }
    before = &piece;
  }
  if (open) undecided(Question::monotone, several);
  return !open;
}

bool ItemPieces::falls_within(const Piece& piece, bool more_is_better) {
  const std::vector<Interval> halves = split(piece.x, {short_number(piece.x, unit_)});
  return halves.size() > 1 && falls_between(halves.front(), halves.back(), more_is_better);
}

/// Two units, 实际 of one in `low` and of the other in `high`: the better one with the lower score.
bool ItemPieces::falls_between(const Interval& low, const Interval& high, bool more_is_better) {
  return falls(units_in(low, true), units_in(high, false), more_is_better);
}

/// Of two of these units the one with the higher 实际 scores less (more, where less is better): told.
bool ItemPieces::falls(const std::vector<UnitData>& some, const std::vector<UnitData>& others,
                       bool more_is_better) {
  struct Scored {
    const UnitData* unit;
    Rational actual, score;
  };
  const auto scored = [&](const std::vector<UnitData>& units) {
    std::vector<Scored> all;
    for (const UnitData& unit : units) {
      const auto values = evaluate_exact(plan_, unit);
      const Possible &x = values[x_], &score = values[score_];
      if (x.known() && score.known() && !one_.drops(values))
        all.push_back({&unit, x.range.low.value, score.range.low.value});
    }
    return all;
  };
  const std::vector<Scored> second = scored(others);
  for (const Scored& a : scored(some)) {
    for (const Scored& b : second) {
      if (a.actual == b.actual) continue;
      const bool first_better = (a.actual > b.actual) == more_is_better;
      const Scored &worse = first_better ? b : a, &better = first_better ? a : b;
      if (better.score >= worse.score) continue;
      Finding& finding = add(Question::monotone, Verdict::refuted);
      finding.where = hull(Interval::point(a.actual), Interval::point(b.actual));
      finding.scores = {worse.score, better.score};
      finding.units = {*worse.unit, *better.unit};
      return true;
    }
  }
  return false;
}

}  // namespace rubric::engine
