// What can be read off the pieces of 实际: each row and each score is a line or a constant on a piece.

#include <algorithm>

#include "engine/evaluate.hpp"
#include "engine/proof.hpp"
#include "engine/text.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

const Text too_many{"分段太多", "there are too many pieces"};
const Text several{"它同时取决于几项数据", "it depends on several data at once"};
const Text read_twice{"得分还直接用到实际里的数据", "the score also reads data of its 实际 by themselves"};
const Text no_unit{"没有找到能重算的单位", "no unit that shows it was found"};

class Pieces {
 public:
  explicit Pieces(ItemProof& one)
      : one_(one),
        ruleset_(one.proof.ruleset),
        plan_(one.plan()),
        item_(one.item),
        slots_(one.slots),
        table_(item_.form == Form::tiers || item_.form == Form::levels) {}

  void run() {
    const std::optional<Op> goal = direction();
    x_ = variable();
    if (x_ == none) {
      if (table_) over_several_data();
      return;
    }
    const Step step = plan_.steps[x_];  // the slice grows
    const Datum* datum = step.op == Op::input ? &ruleset_.data[step.index] : nullptr;
    unit_ = datum ? datum->unit : ruleset_.exprs[item_.actual].unit;
    level_ = datum && datum->kind != Kind::quantity;
    if (step.whole && (level_ || unit_.scale == 1)) grid_ = 1;
    if (step.op == Op::round) grid_ = power_of_tenth(plan_.roundings[step.index].digits);
    domain_ = range_of(ruleset_, plan_, x_);
    std::vector<Slot> watched{slots_.raw};
    if (table_) watched.insert(watched.end(), slots_.conditions.begin(), slots_.conditions.end());
    const auto found = pieces(ruleset_, plan_, x_, domain_, grid_, watched);
    if (!found) {
      if (table_) over_several_data();
      if (goal) undecided(Question::monotone, too_many);
      return;
    }
    pieces_ = *found;
    keep_extremes();
    if (table_) {
      covered();
      rows();
      if (item_.form == Form::tiers) distinct();
      if (step.op == Op::round) rounded_row(step);
    }
    if (!level_ && one_.proof.report == Report::all) largest_step();
    if (goal && slots_.actual != none && !level_) monotone_in_each_case(*goal == Op::greater_equal);
  }

 private:
  void undecided(Question claim, const Text& reason) { one_.add(claim, Verdict::undecided).reason = reason; }

  Finding& add(Question claim, Verdict verdict) {
    Finding& finding = one_.add(claim, verdict);
    finding.unit = unit_;
    return finding;
  }

  void over_several_data() {
    prove_covered(one_);
    for (std::size_t i = 0; i < slots_.conditions.size(); ++i) prove_row(one_, i);
    if (item_.form == Form::tiers) prove_distinct(one_);
  }

  /// greater_equal where more is better, less_equal where less is; nothing where the target does not say.
  std::optional<Op> direction() const {
    if (!item_.target || item_.target->value == none || slots_.actual == none) return std::nullopt;
    const Op op = item_.target->comparison;
    if (op == Op::greater_equal || op == Op::greater) return Op::greater_equal;
    if (op == Op::less_equal || op == Op::less) return Op::less_equal;
    return std::nullopt;
  }

  /// The slot that the score is a function of: 实际, or the only datum that it reads.
  Slot variable() const {
    if (slots_.actual != none) return plan_.steps[slots_.actual].op == Op::constant ? none : slots_.actual;
    if (one_.data.size() != 1) return none;
    Slot only = none;
    for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
      if (plan_.steps[slot].op == Op::input && plan_.steps[slot].index == one_.data[0]) only = slot;
    }
    return only;
  }

  /// A unit with this 实际.
  std::optional<UnitData> unit_with(const Rational& value) const {
    return with_value(ruleset_, plan_, one_.proof.plain, x_, value);
  }

  /// A unit whose 实际 lies in the piece.
  std::optional<UnitData> unit_in(const Interval& piece) const {
    if (level_) return unit_with(piece.low.infinite ? Rational(0) : piece.low.value);
    std::vector<Rational> tries{short_number(piece, unit_)};
    for (const Bound* end : {&piece.low, &piece.high}) {
      if (!end->infinite && !end->open) tries.push_back(end->value);
    }
    for (const Rational& value : tries) {
      if (auto unit = unit_with(value)) return unit;
    }
    return std::nullopt;
  }

  /// Units from the pieces with the highest and the lowest scores.
  void keep_extremes() {
    const Piece *most = nullptr, *least = nullptr;
    const auto above = [](const Bound& a, const Bound& b) {
      return !b.infinite && (a.infinite || a.value > b.value);
    };
    for (const Piece& piece : pieces_) {
      if (piece.shapes[0].faulty == Truth::yes) continue;
      const Interval& range = piece.shapes[0].range;
      if (!most || above(range.high, most->shapes[0].range.high)) most = &piece;
      if (!least || (!range.low.infinite && range.low.value < least->shapes[0].range.low.value))
        least = &piece;
    }
    for (const Piece* piece : {most, least}) {
      if (!piece) continue;
      for (const UnitData& unit : units_in(piece->x, piece == most)) one_.score(unit);
    }
  }

  void covered() {
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

  Truth holds(const Piece& piece, std::size_t row) const {
    const Shape& condition = piece.shapes[1 + row];
    const bool settled = condition.faulty == Truth::no && condition.range.is_point();
    return !settled ? Truth::maybe : condition.range.low.value == 1 ? Truth::yes : Truth::no;
  }

  /// Which rows are the first that holds, in some piece that a unit can be in.
  void rows() {
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
  void distinct() {
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
  bool meet(std::size_t i, std::size_t j, bool& unseen) {
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

  // --- steps and directions ---

  /// The largest change of the score between two values of 实际 side by side.
  void largest_step() {
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

  /// 四舍五入 before a table: whether it lifts a unit into another row than its own.
  void rounded_row(const Step& step) {
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

  /// Conditions that 实际 has no part in are taken one way and the other: the claim must hold either way. A
  /// 扣分 line says itself what is taken off and when (as for going far beyond the target), so the claim is
  /// about the points before it.
  void monotone_in_each_case(bool more_is_better) {
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
  std::vector<Slot> clause_conditions() const {
    std::vector<Slot> all{slots_.zero, slots_.zero_denominator, slots_.dropped};
    all.insert(all.end(), slots_.not_applicable.begin(), slots_.not_applicable.end());
    return all;
  }

  /// Whether the score reads data of 实际 not only by way of it: then it is no function of 实际 and of what
  /// else there is, since the one cannot change without the other. `apart`: slots that do not count.
  bool reads_beside(const std::vector<Slot>& apart) const {
    std::vector<Slot> stops = apart;
    stops.push_back(x_);
    const std::vector<DatumId> own = data_of(plan_, {x_}), others = data_of(plan_, {score_}, stops);
    return std::any_of(own.begin(), own.end(), [&](DatumId datum) {
      return std::find(others.begin(), others.end(), datum) != others.end();
    });
  }

  /// Two units that differ in one datum of 实际, the better one with the lower score.
  bool falls_by_one_datum(bool more_is_better) {
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
  bool monotone(bool more_is_better) {
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

  bool falls_within(const Piece& piece, bool more_is_better) {
    const std::vector<Interval> halves = split(piece.x, {short_number(piece.x, unit_)});
    return halves.size() > 1 && falls_between(halves.front(), halves.back(), more_is_better);
  }

  /// Two units, 实际 of one in `low` and of the other in `high`: the better one with the lower score.
  bool falls_between(const Interval& low, const Interval& high, bool more_is_better) {
    return falls(units_in(low, true), units_in(high, false), more_is_better);
  }

  /// Of two of these units the one with the higher 实际 scores less (more, where less is better): told.
  bool falls(const std::vector<UnitData>& some, const std::vector<UnitData>& others, bool more_is_better) {
    struct Scored {
      const UnitData* unit;
      Rational actual, score;
    };
    const auto scored = [&](const std::vector<UnitData>& units) {
      std::vector<Scored> all;
      for (const UnitData& unit : units) {
        const auto values = evaluate_exact(plan_, unit);
        const Possible &x = values[x_], &score = values[score_];
        const bool dropped = slots_.dropped != none && values[slots_.dropped].known() &&
                             values[slots_.dropped].range.low.value == 1;
        if (x.known() && score.known() && !dropped)
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

  /// A unit in the middle of the piece, and one beside its upper or lower end.
  std::vector<UnitData> units_in(const Interval& piece, bool upper) const {
    std::vector<UnitData> units;
    if (auto unit = unit_in(piece)) units.push_back(std::move(*unit));
    const Bound& end = upper ? piece.high : piece.low;
    if (end.infinite || piece.is_point()) return units;
    const Rational beside = grid_ != 0 ? grid_ : Rational(unit_.scale / 100);
    const Rational value = !end.open ? end.value : Rational(upper ? end.value - beside : end.value + beside);
    if (!piece.contains(value)) return units;
    if (auto unit = unit_with(value)) units.push_back(std::move(*unit));
    return units;
  }

  static constexpr std::size_t most_cases = 6;   // conditions that are taken both ways
  static constexpr std::size_t most_turns = 40;  // pieces of one datum that units are made up for

  ItemProof& one_;
  const Ruleset& ruleset_;
  const Plan& plan_;
  const Item& item_;
  const ItemSlots& slots_;
  const bool table_;
  Slot x_ = none, score_ = none;  // score_: what the direction is asked of
  Unit unit_;
  Interval domain_;
  Rational grid_ = 0;   // 实际 is a multiple of it; 0: any number
  bool level_ = false;  // 实际 is a level or yes/no
  std::vector<Piece> pieces_;
};

}  // namespace

void prove_pieces(ItemProof& item) {
  Pieces(item).run();
}

}  // namespace rubric::engine
