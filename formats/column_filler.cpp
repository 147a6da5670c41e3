#include "formats/column_filler.hpp"

#include <algorithm>

#include "formats/decimal_text.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

constexpr int usual_decimals = 2, most_decimals = 6;
constexpr std::int64_t largest = 1'000'000'000'000'000'000;
/// Texts whose meaning is kept; more are read anew.
constexpr std::size_t most_texts = 4096;
constexpr std::size_t longest_text = 64;

std::int64_t within(const Integer& value) {
  if (value > largest) return largest;
  if (value < -largest) return -largest;
  return static_cast<std::int64_t>(value);
}

}  // namespace

ColumnFiller::ColumnFiller(const UnitTable::Source& source)
    : source_(source), quantity_(source.datum.kind == Kind::quantity) {
  set_decimals(quantity_ && !source.datum.whole ? usual_decimals : 0);
}

void ColumnFiller::set_decimals(int decimals) {
  decimals_ = wanted_ = decimals;
  others_.clear();
  if (!quantity_) return;
  const Rational one = source_.datum.unit.scale * power_of_tenth(decimals);
  const Interval& domain = source_.datum.domain;
  const auto end = [&](const Bound& bound, std::int64_t without, bool is_low) {
    if (bound.infinite) return without;
    const Rational at = bound.value / one;
    const Integer whole = is_low ? ceiling(at) : floor(at);
    const bool out = bound.open && Rational(whole) == at;
    return within(Integer(whole + (out ? (is_low ? 1 : -1) : 0)));
  };
  low_ = end(domain.low, -largest, true);
  high_ = end(domain.high, largest, false);
  step_ = source_.datum.whole ? powers_of_ten[decimals] : 1;
}

ColumnFiller::Known ColumnFiller::read(std::string_view text) {
  const Cell cell = read_cell(text, source_.datum);
  Known known;
  if (cell.state != Cell::State::known) {
    const bool fits = cell.state == Cell::State::missing || cell.state == Cell::State::not_applicable;
    if (fits) known.state = cell.state;
    return known;
  }
  if (source_.datum.many && cell.values.size() != 1) return known;
  Rational value = source_.datum.many ? cell.values[0] : cell.value.low.value;
  if (quantity_) value /= source_.datum.unit.scale;
  const std::optional<int> digits = engine::decimals(value, most_decimals);
  if (!digits) return known;
  wanted_ = std::max(wanted_, *digits);
  if (*digits > decimals_) return known;
  const Rational number = value / power_of_tenth(decimals_);
  if (abs(number) > largest) return known;
  known.state = Cell::State::known;
  known.number = static_cast<std::int64_t>(numerator(number));
  return known;
}

const ColumnFiller::Known& ColumnFiller::other(std::string_view text) {
  key_.assign(text.substr(0, longest_text + 1));
  const auto found = others_.find(key_);
  if (found != others_.end() && text.size() <= longest_text) return found->second;
  if (others_.size() >= most_texts) others_.clear();
  return others_[key_] = read(text);
}

void ColumnFiller::begin(std::size_t rows, Column& out) {
  if (wanted_ > decimals_) set_decimals(wanted_);
  range_ = {};
  out.numbers.resize(rows);
  out.states.clear();
  out.decimals = decimals_;
  out.scale = quantity_ ? source_.datum.unit.scale : Rational(1);
  out.starts.clear();
  if (!source_.datum.many) return;
  out.starts.resize(rows + 1);
  for (std::size_t row = 0; row <= rows; ++row) out.starts[row] = static_cast<std::uint32_t>(row);
}

void ColumnFiller::fill(const CellPlaces& places, std::size_t first, std::size_t last, Column& out,
                        std::vector<std::uint8_t>& odd) {
  not_plain_.clear();
  Range plain;
  if (quantity_) {
    read_plain_cells(places, first, last, source_.column, decimals_, &out.numbers[first], plain, not_plain_);
  } else {
    for (std::size_t row = first; row < last; ++row) not_plain_.push_back(static_cast<std::uint32_t>(row));
  }
  if (plain.low < low_ || plain.high > high_ || step_ > 1) {
    keep_domain(first, last, out, odd);
  } else {
    range_.add(plain);
  }
  for (const std::uint32_t row : not_plain_) {
    const Known& known = other(places.cell(row, source_.column));
    out.numbers[row] = known.number;
    if (known.state == Cell::State::known) {
      range_.add(known.number);
    } else if (known.state == Cell::State::faulty) {
      leave_out(row, out, odd);
    } else {
      set_state(row, known.state, out);
    }
  }
}

/// Looks at plain numbers one by one, since some may not be in the domain.
void ColumnFiller::keep_domain(std::size_t first, std::size_t last, Column& out,
                               std::vector<std::uint8_t>& odd) {
  auto other = not_plain_.begin();
  for (std::size_t row = first; row < last; ++row) {
    if (other != not_plain_.end() && *other == row) {
      ++other;
      continue;
    }
    const std::int64_t number = out.numbers[row];
    if (number < low_ || number > high_ || number % step_ != 0) {
      leave_out(row, out, odd);
    } else {
      range_.add(number);
    }
  }
}

void ColumnFiller::leave_out(std::size_t row, Column& out, std::vector<std::uint8_t>& odd) {
  odd[row] = 1;
  out.numbers[row] = 0;
  set_state(row, Cell::State::missing, out);
}

void ColumnFiller::set_state(std::size_t row, Cell::State state, Column& out) {
  if (out.states.empty()) out.states.assign(out.numbers.size(), Cell::State::known);
  out.states[row] = state;
}

void ColumnFiller::end(Column& out) const {
  const bool some = range_.low <= range_.high;
  out.low = some ? range_.low : 0;
  out.high = some ? range_.high : 0;
}

}  // namespace rubric::formats
