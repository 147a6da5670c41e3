#include "formats/column_filler.hpp"

#include <algorithm>
#include <limits>

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

void ColumnFiller::fill(const CellPlaces& places, Column& out, std::vector<std::uint8_t>& odd) {
  if (wanted_ > decimals_) set_decimals(wanted_);
  const std::size_t rows = places.rows();
  out.numbers.resize(rows);
  out.states.clear();
  out.decimals = decimals_;
  out.scale = quantity_ ? source_.datum.unit.scale : Rational(1);
  std::int64_t low = std::numeric_limits<std::int64_t>::max(), high = -low;
  for (std::size_t row = 0; row < rows; ++row) {
    const std::string_view cell = places.cell(row, source_.column);
    std::int64_t number = 0;
    Cell::State state = Cell::State::known;
    if (quantity_ && read_plain(cell.data(), cell.data() + cell.size(), decimals_, number)) {
      if (number < low_ || number > high_ || (step_ > 1 && number % step_ != 0)) {
        odd[row] = 1;
        number = 0;
        state = Cell::State::missing;
      }
    } else {
      const Known& known = other(cell);
      number = known.number;
      state = known.state;
      if (state == Cell::State::faulty) {
        odd[row] = 1;
        state = Cell::State::missing;
      }
    }
    out.numbers[row] = number;
    if (state == Cell::State::known) {
      low = std::min(low, number);
      high = std::max(high, number);
      if (!out.states.empty()) out.states[row] = state;
      continue;
    }
    if (out.states.empty()) out.states.assign(rows, Cell::State::known);
    out.states[row] = state;
  }
  out.low = low <= high ? low : 0;
  out.high = low <= high ? high : 0;
  out.starts.clear();
  if (source_.datum.many) {
    out.starts.resize(rows + 1);
    for (std::size_t row = 0; row <= rows; ++row) out.starts[row] = static_cast<std::uint32_t>(row);
  }
}

}  // namespace rubric::formats
