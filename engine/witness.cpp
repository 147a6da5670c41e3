#include "engine/witness.hpp"

#include <algorithm>

#include "engine/calendar.hpp"
#include "engine/evaluate.hpp"
#include "engine/text.hpp"

namespace rubric::engine {
namespace {

constexpr int most_decimals = 9;

/// Values to try where a sample gives none.
std::vector<Rational> plain_values(const Datum& datum) {
  std::vector<Rational> values;
  for (const int n : {1000, 100, 10, 1, 0}) values.push_back(n * datum.unit.scale);
  for (const Bound* end : {&datum.domain.high, &datum.domain.low}) {
    if (end->infinite) continue;
    values.push_back(end->value);
    values.push_back(end->value + datum.unit.scale);
    values.push_back(end->value - datum.unit.scale);
  }
  return values;
}

Cell plain_cell(const Datum& datum) {
  switch (datum.kind) {
    case Kind::yes_no:
      return read_cell("是", datum);
    case Kind::level:
      return read_cell(datum.levels.empty() ? "" : datum.levels[0], datum);
    case Kind::date:
      return read_cell("2024-06-30", datum);
    case Kind::text:
      return read_cell("有", datum);
    default:
      break;
  }
  for (const Rational& value : plain_values(datum)) {
    if (std::optional<Cell> cell = cell_with(datum, value)) return std::move(*cell);
  }
  return read_cell("", datum);
}

/// Finds data for a slot's value by going back through its steps, one operand kept as it is.
class Backwards {
 public:
  Backwards(const Ruleset& ruleset, const Plan& plan, UnitData unit)
      : ruleset_(ruleset), plan_(plan), unit_(std::move(unit)) {}

  std::optional<UnitData> solve(Slot slot, const Rational& value) {
    values_ = evaluate_exact(plan_, unit_);
    if (!back(slot, value)) return std::nullopt;
    const Possible result = evaluate_exact(plan_, unit_)[slot];
    if (!result.possible || result.range != Interval::point(value)) return std::nullopt;
    return std::move(unit_);
  }

 private:
  const Rational* now(Slot slot) const {
    return values_[slot].possible ? &values_[slot].range.low.value : nullptr;
  }

  bool back(Slot slot, const Rational& value) {
    const Step& step = plan_.steps[slot];
    const Slot a = step.operands[0], b = step.operands[1];
    switch (step.op) {
      case Op::constant:
        return plan_.constants[step.index] == value;
      case Op::input: {
        std::optional<Cell> cell = cell_with(ruleset_.data[step.index], value);
        if (!cell || ruleset_.data[step.index].kind == Kind::text) return false;
        unit_.cells[step.index] = std::move(*cell);
        return true;
      }
      case Op::add:
        return either(a, b, value, [&](const Rational& other) { return value - other; });
      case Op::subtract:
        return (now(b) && back(a, value + *now(b))) || (now(a) && back(b, *now(a) - value));
      case Op::multiply:
        return either(a, b, value, [&](const Rational& other) { return other == 0 ? value : value / other; });
      case Op::divide:
        return quotient(a, b, value);
      case Op::negate:
        return back(a, -value);
      case Op::absolute:
        return back(a, value) || back(a, -value);
      case Op::round:
      case Op::within:
        return back(a, value);
      case Op::minimum:
      case Op::maximum:
        return back(a, value) || back(b, value);
      case Op::choose:
        return back(step.operands[2], value) || back(b, value);
      default:
        return false;
    }
  }

  template <class Rest>
  bool either(Slot a, Slot b, const Rational&, const Rest& rest) {
    return (now(b) && back(a, rest(*now(b)))) || (now(a) && back(b, rest(*now(a))));
  }

  /// The divisor as it is, or one for which the dividend comes out even.
  bool quotient(Slot a, Slot b, const Rational& value) {
    const UnitData kept = unit_;
    if (now(b) && *now(b) != 0 && back(a, value * *now(b))) return true;
    for (const int factor : {1, 10, 100, 1000, 10000}) {
      unit_ = kept;
      const Rational divisor = Rational(denominator(value)) * factor * scale(b);
      if (back(b, divisor) && back(a, value * divisor)) return true;
    }
    unit_ = kept;
    return false;
  }

  Rational scale(Slot slot) const {
    const Step& step = plan_.steps[slot];
    return step.op == Op::input ? ruleset_.data[step.index].unit.scale : Rational(1);
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  UnitData unit_;
  std::vector<Possible> values_;
};

}  // namespace

std::optional<Cell> cell_with(const Datum& datum, const Rational& value) {
  std::string text;
  const auto place = denominator(value) == 1 && value >= 0 && value < 1000 ? numerator(value) : Integer(1000);
  switch (datum.kind) {
    case Kind::yes_no:
      text = value == 0 ? "否" : "是";
      break;
    case Kind::level:
      if (place >= datum.levels.size()) return std::nullopt;
      text = datum.levels[static_cast<std::size_t>(place)];
      break;
    case Kind::date:
      text = date_text(value);
      break;
    case Kind::text:
      text = "有";
      break;
    default: {
      const Rational shown = value / datum.unit.scale;
      const std::optional<int> digits = decimals(shown, most_decimals);
      if (!digits) return std::nullopt;
      text = to_decimal(shown, *digits);
    }
  }
  Cell cell = read_cell(text, datum);
  const bool as_meant = datum.kind == Kind::text || cell.value == Interval::point(value);
  if (cell.state != Cell::State::known || !as_meant) return std::nullopt;
  return cell;
}

UnitData plain_unit(const Ruleset& ruleset) {
  UnitData unit;
  if (!ruleset.samples.empty()) unit = ruleset.samples[0].data;
  unit.cells.resize(ruleset.data.size());
  for (DatumId d = 0; d < ruleset.data.size(); ++d) {
    if (unit.cells[d].state != Cell::State::known) unit.cells[d] = plain_cell(ruleset.data[d]);
  }
  if (!unit.year) unit.year = ruleset.first_year.value_or(2024);
  return unit;
}

std::optional<UnitData> with_value(const Ruleset& ruleset, const Plan& plan, const UnitData& unit, Slot slot,
                                   const Rational& value) {
  return Backwards(ruleset, plan, unit).solve(slot, value);
}

Rational short_number(const Interval& piece, const Unit& unit) {
  const Rational one = unit.scale;
  Rational middle;
  if (piece.low.infinite && piece.high.infinite) return 0;
  if (piece.low.infinite) {
    middle = piece.high.value - one;
  } else if (piece.high.infinite) {
    middle = piece.low.value + one;
  } else {
    middle = (piece.low.value + piece.high.value) / 2;
  }
  for (int digits = 0; digits <= most_decimals; ++digits) {
    const Rational value = round(Rational(middle / one), {RoundingMode::half_up, digits}) * one;
    if (piece.contains(value)) return value;
  }
  return middle;
}

std::string data_text(const Ruleset& ruleset, const UnitData& unit, const std::vector<DatumId>& data,
                      Language language) {
  std::string text;
  for (const DatumId d : data) {
    text += (text.empty()               ? ""
             : language == Language::zh ? " ｜ "
                                        : " | ") +
            ruleset.data[d].name + " " + to_text(unit.cells[d], ruleset.data[d], language);
  }
  return text;
}

}  // namespace rubric::engine
