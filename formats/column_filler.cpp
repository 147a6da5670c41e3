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

ColumnFiller::ColumnFiller(const UnitTable::Source& source, bool grouped)
    : source_(source),
      quantity_(source.datum.kind == Kind::quantity),
      long_(!grouped || !quantity_ || source.datum.many) {
  plain_.column = source.column;
  set_decimals(quantity_ && !source.datum.whole ? usual_decimals : 0);
}

void ColumnFiller::set_decimals(int decimals) {
  plain_.decimals = wanted_ = decimals;
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
  if (*digits > plain_.decimals) return known;
  const Rational number = value / power_of_tenth(plain_.decimals);
  if (abs(number) > largest) return known;
  has_sign_ = has_sign_ || has_percent_sign(text);
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

bool ColumnFiller::begin(std::size_t rows, Column& out) {
  const bool more_decimals = wanted_ > plain_.decimals;
  if (more_decimals) set_decimals(wanted_);
  const bool becomes_long = !long_ && (plain_.not_short > rows_ / 8 || widened_);
  long_ = long_ || becomes_long;
  range_ = {};
  rows_ = rows;
  plain_.numbers.swap(out.numbers);
  plain_.small.swap(out.small);
  plain_.numbers.resize(long_ ? rows : 0);
  plain_.small.resize(long_ ? 0 : rows);
  out.states.clear();
  out.decimals = plain_.decimals;
  if (quantity_) out.scale = source_.datum.unit.scale;  // else 1, as it is from the first
  out.starts.clear();
  plain_.range = {};
  plain_.others.clear();
  plain_.not_short = 0;
  if (source_.datum.many) {
    out.starts.resize(rows + 1);
    for (std::size_t row = 0; row <= rows; ++row) out.starts[row] = static_cast<std::uint32_t>(row);
  }
  return more_decimals || becomes_long;
}

void ColumnFiller::settle(const CellPlaces& places, std::size_t first, std::size_t last, Column& out,
                          std::vector<std::uint8_t>& odd) {
  if (!quantity_) {
    for (std::size_t row = first; row < last; ++row) plain_.others.push_back(static_cast<std::uint32_t>(row));
  }
  if (plain_.range.low < low_ || plain_.range.high > high_ || step_ > 1) {
    keep_domain(first, last, out, odd);
  } else {
    range_.add(plain_.range);
  }
  for (const std::uint32_t row : plain_.others) {
    const Known& known = other(places.cell(row, source_.column));
    plain_.put(row, known.number);
    if (known.state == Cell::State::known) {
      range_.add(known.number);
    } else if (known.state == Cell::State::faulty) {
      leave_out(row, out, odd);
    } else {
      set_state(row, known.state, out);
    }
  }
  plain_.range = {};
  plain_.others.clear();
}

/// Looks at plain numbers one by one, since some may not be in the domain.
void ColumnFiller::keep_domain(std::size_t first, std::size_t last, Column& out,
                               std::vector<std::uint8_t>& odd) {
  auto other = plain_.others.begin();
  for (std::size_t row = first; row < last; ++row) {
    if (other != plain_.others.end() && *other == row) {
      ++other;
      continue;
    }
    const std::int64_t number = plain_.number(row);
    if (number < low_ || number > high_ || number % step_ != 0) {
      leave_out(row, out, odd);
    } else {
      range_.add(number);
    }
  }
}

void ColumnFiller::leave_out(std::size_t row, Column& out, std::vector<std::uint8_t>& odd) {
  odd[row] = 1;
  plain_.put(row, 0);
  set_state(row, Cell::State::missing, out);
}

void ColumnFiller::set_state(std::size_t row, Cell::State state, Column& out) const {
  if (out.states.empty()) out.states.assign(rows_, Cell::State::known);
  out.states[row] = state;
}

void ColumnFiller::end(Column& out) {
  widened_ = !long_ && rows_ > 0 && plain_.small.empty();
  plain_.numbers.swap(out.numbers);
  plain_.small.swap(out.small);
  const bool some = range_.low <= range_.high;
  out.low = some ? range_.low : 0;
  out.high = some ? range_.high : 0;
}

}  // namespace rubric::formats
