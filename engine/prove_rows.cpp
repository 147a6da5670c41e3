// What the pieces of 实际 say of a table: every unit finds a row, every row finds a unit, no two rows meet,
// and 四舍五入 before the table lifts nobody into another row.

#include <algorithm>

#include "engine/evaluate.hpp"
#include "engine/prove_pieces.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

const Text no_unit{"没有找到能重算的单位", "no unit that shows it was found"};

}  // namespace

void ItemPieces::covered() {
  bool open = false;
  std::vector<Interval> gaps;
  for (const Piece& piece : pieces_) {
    const Shape& raw = piece.shapes[0];
    if (raw.faulty == Truth::no || raw.why != FaultKind::no_row) continue;
    if (raw.faulty == Truth::maybe) open = true;
    if (raw.faulty == Truth::maybe) continue;
    join(gaps, piece.x, grid_);
  }
  for (const Interval& gap : gaps) {
    const std::optional<UnitData> unit = unit_in(gap);
    const Sought aim{slots_.raw, FaultKind::no_row};
    const bool shows = unit && reaches(*one_.slice, aim, *unit);
    Finding& finding = add(Question::covered, shows ? Verdict::refuted : Verdict::undecided);
    finding.where = gap;
    finding.slice = one_.slice;
    finding.aim = aim;
    if (shows) finding.units = {*unit};
    if (!shows) finding.reason = no_unit;
  }
  if (gaps.empty() && open) prove_covered(one_);
  if (gaps.empty() && !open) add(Question::covered, Verdict::proved);
}

Truth ItemPieces::holds(const Piece& piece, std::size_t row) const {
  const Shape& condition = piece.shapes[1 + row];
  const bool settled = condition.faulty == Truth::no && condition.range.is_point();
  return !settled ? Truth::maybe : condition.range.low.value == 1 ? Truth::yes : Truth::no;
}

/// Which rows are the first that holds, in some piece that a unit can be in.
void ItemPieces::rows() {
  const std::size_t count = slots_.conditions.size();
  std::vector<std::vector<const Piece*>> decided(count);
  for (const Piece& piece : pieces_) {
    Truth earlier = Truth::no;
    for (std::size_t i = 0; i < count && earlier != Truth::yes; ++i) {
      const Truth here = holds(piece, i);
      if (here == Truth::no) continue;
      if (here == Truth::yes && earlier == Truth::no) decided[i].push_back(&piece);
      earlier = here;
    }
  }
  // A datum takes every value of its range. What is computed may not take all of its own, so a unit is
  // sought.
  const bool plain = plan_.steps[x_].op == Op::input;
  for (std::size_t i = 0; i < count; ++i) {
    const bool reached = std::any_of(decided[i].begin(), decided[i].end(),
                                     [&](const Piece* piece) { return plain || unit_in(piece->x); });
    if (!reached) {
      prove_row(one_, i);
      continue;
    }
    Finding& finding = add(Question::reachable, Verdict::proved);
    finding.line = row_line(item_, i);
    finding.row = row_text(ruleset_, item_, i);
  }
}

/// Two rows meet that are not one within the other: ≥90% after ≥80% is a ladder, 80% to 90% (both included)
/// beside 90% to 100% is a slip.
void ItemPieces::distinct() {
  bool met = false, unseen = false;
  const auto open = [&](const Piece& piece) {
    for (std::size_t i = 0; i < slots_.conditions.size(); ++i) {
      if (holds(piece, i) == Truth::maybe) return true;
    }
    return false;
  };
  if (std::any_of(pieces_.begin(), pieces_.end(), open)) {
    prove_distinct(one_);
    return;
  }
  for (std::size_t i = 0; i < slots_.conditions.size(); ++i) {
    for (std::size_t j = i + 1; j < slots_.conditions.size(); ++j) met = meet(i, j, unseen) || met;
  }
  if (met) return;
  Finding& finding = add(Question::distinct, unseen ? Verdict::undecided : Verdict::proved);
  finding.information = unseen;
  if (unseen) finding.reason = no_unit;
}

/// Whether they do; `unseen`: where they do there is no unit that could be written down.
bool ItemPieces::meet(std::size_t i, std::size_t j, bool& unseen) {
  if (slots_.values[i] == slots_.values[j]) return false;
  std::vector<Interval> both;
  bool first = false, second = false;
  for (const Piece& piece : pieces_) {
    const Truth a = holds(piece, i), b = holds(piece, j);
    if (a == Truth::yes && b == Truth::yes) join(both, piece.x, grid_);
    first = first || (a == Truth::yes && b == Truth::no);
    second = second || (a == Truth::no && b == Truth::yes);
  }
  if (both.empty() || !first || !second) return false;
  const std::optional<UnitData> unit = unit_in(both.front());
  unseen = unseen || !unit;
  if (!unit) return false;
  const auto values = evaluate_exact(plan_, *unit);
  const Possible &a = values[slots_.values[i]], &b = values[slots_.values[j]];
  if (!a.known() || !b.known() || a.range == b.range) return false;
  Finding& finding = add(Question::distinct, Verdict::refuted);
  finding.line = row_line(item_, j);
  finding.row = row_text(ruleset_, item_, i);
  finding.other = row_text(ruleset_, item_, j);
  finding.where = both.front();
  finding.scores = {a.range.low.value, b.range.low.value};
  finding.units = {*unit};
  finding.aim = {one_.slice->all({slots_.conditions[i], slots_.conditions[j]}), FaultKind::no_fault};
  finding.slice = one_.slice;
  return true;
}

/// Without a target nothing says which way is better but the order of the rows: from the best to the worst,
/// or, which as many write, the other way round throughout. What 其余 gives may be anything.
void ItemPieces::in_order() {
  if (!data_of(plan_, slots_.conditions, {x_}).empty()) return;
  std::vector<std::pair<std::size_t, Rational>> points;  // by row
  for (std::size_t i = 0; i < slots_.values.size(); ++i) {
    const Step& value = plan_.steps[slots_.values[i]];
    if (item_.tiers[i].condition == none) continue;
    if (value.op != Op::constant) return;
    if (points.empty() && plan_.constants[value.index] == 0) continue;  // below the range that is wanted
    points.emplace_back(i, plan_.constants[value.index]);
  }
  std::size_t rise = 0, fall = 0;  // the first row that does
  for (std::size_t i = points.size(); i-- > 1;) {
    if (points[i].second > points[i - 1].second) rise = i;
    if (points[i].second < points[i - 1].second) fall = i;
  }
  if (rise == 0 || fall == 0) return;
  Finding& finding = add(Question::rows_in_order, Verdict::refuted);
  finding.line = row_line(item_, points[rise].first);
  finding.row = row_text(ruleset_, item_, points[rise - 1].first);
  finding.other = row_text(ruleset_, item_, points[rise].first);
  finding.scores = {points[rise - 1].second, points[rise].second};
}

/// 四舍五入 before a table: whether it lifts a unit into another row than its own.
void ItemPieces::rounded_row(const Step& step) {
  const Slot exact = step.operands[0];
  for (std::size_t i = 0; i + 1 < pieces_.size(); ++i) {
    const Shape &below = pieces_[i].shapes[0], &above = pieces_[i + 1].shapes[0];
    if (!below.range.is_point() || !above.range.is_point() || below.range == above.range) continue;
    if (below.faulty != Truth::no || above.faulty != Truth::no) continue;
    const Rational edge = pieces_[i + 1].x.low.value;
    for (const Rational& value : {Rational(edge - grid_ * 2 / 5), Rational(edge - grid_ * 3 / 5)}) {
      const auto unit = with_value(ruleset_, plan_, one_.proof.plain, exact, value);
      if (!unit) continue;
      const Possible rounded = evaluate_exact(plan_, *unit)[x_];
      if (!rounded.known() || rounded.range.low.value != edge) continue;
      Finding& finding = add(Question::rounded_row, Verdict::refuted);
      finding.information = true;
      finding.scores = {value, edge, below.range.low.value, above.range.low.value};
      finding.units = {*unit};
      return;
    }
  }
}

}  // namespace rubric::engine
