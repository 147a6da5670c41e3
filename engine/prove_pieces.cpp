// What can be read off the pieces of 实际: each row and each score is a line or a constant on a piece.

#include "engine/prove_pieces.hpp"

#include "engine/witness.hpp"

namespace rubric::engine {
namespace {

const Text too_many{"分段太多", "there are too many pieces"};

}  // namespace

void ItemPieces::run() {
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
    if (item_.form == Form::tiers && !goal) in_order();
    if (step.op == Op::round) rounded_row(step);
  }
  if (!level_ && one_.proof.report == Report::all) largest_step();
  if (goal && slots_.actual != none && !level_) monotone_in_each_case(*goal == Op::greater_equal);
}

void ItemPieces::undecided(Question claim, const Text& reason) {
  one_.add(claim, Verdict::undecided).reason = reason;
}

Finding& ItemPieces::add(Question claim, Verdict verdict) {
  Finding& finding = one_.add(claim, verdict);
  finding.unit = unit_;
  return finding;
}

void ItemPieces::over_several_data() {
  prove_covered(one_);
  for (std::size_t i = 0; i < slots_.conditions.size(); ++i) prove_row(one_, i);
  if (item_.form == Form::tiers) prove_distinct(one_);
}

/// greater_equal where more is better, less_equal where less is; nothing where the target does not say.
std::optional<Op> ItemPieces::direction() const {
  if (!item_.target || item_.target->value == none || slots_.actual == none) return std::nullopt;
  const Op op = item_.target->comparison;
  if (op == Op::greater_equal || op == Op::greater) return Op::greater_equal;
  if (op == Op::less_equal || op == Op::less) return Op::less_equal;
  return std::nullopt;
}

/// The slot that the score is a function of: 实际, or the only datum that it reads.
Slot ItemPieces::variable() const {
  if (slots_.actual != none) return plan_.steps[slots_.actual].op == Op::constant ? none : slots_.actual;
  if (one_.data.size() != 1) return none;
  Slot only = none;
  for (Slot slot = 0; slot < plan_.steps.size(); ++slot) {
    if (plan_.steps[slot].op == Op::input && plan_.steps[slot].index == one_.data[0]) only = slot;
  }
  return only;
}

/// A unit with this 实际.
std::optional<UnitData> ItemPieces::unit_with(const Rational& value) const {
  return with_value(ruleset_, plan_, one_.proof.plain, x_, value);
}

/// A unit whose 实际 lies in the piece.
std::optional<UnitData> ItemPieces::unit_in(const Interval& piece) const {
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

/// A unit in the middle of the piece, and one beside its upper or lower end.
std::vector<UnitData> ItemPieces::units_in(const Interval& piece, bool upper) const {
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

/// Units from the pieces with the highest and the lowest scores.
void ItemPieces::keep_extremes() {
  const Piece *most = nullptr, *least = nullptr;
  const auto above = [](const Bound& a, const Bound& b) {
    return !b.infinite && (a.infinite || a.value > b.value);
  };
  for (const Piece& piece : pieces_) {
    if (piece.shapes[0].faulty == Truth::yes) continue;
    const Interval& range = piece.shapes[0].range;
    if (!most || above(range.high, most->shapes[0].range.high)) most = &piece;
    if (!least || (!range.low.infinite && range.low.value < least->shapes[0].range.low.value)) least = &piece;
  }
  for (const Piece* piece : {most, least}) {
    if (!piece) continue;
    for (const UnitData& unit : units_in(piece->x, piece == most)) one_.score(unit);
  }
}

void prove_pieces(ItemProof& item) {
  ItemPieces(item).run();
}

}  // namespace rubric::engine
