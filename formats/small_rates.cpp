#include "formats/small_rates.hpp"

#include "engine/order.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// What a rate is asked to be in most rules is above this; what is 1 or less in a column of % may be a
/// fraction.
const Rational& one_percent() {
  static const Rational value(1, 100);
  return value;
}

/// The data that rules want above 1 %: on the greater side of a comparison with a number.
std::vector<bool> wanted_high(const Ruleset& ruleset) {
  std::vector<bool> wanted(ruleset.data.size());
  const auto note = [&](ExprId more, ExprId less) {
    const Expr &a = ruleset.exprs[more], &b = ruleset.exprs[less];
    if (a.op == Op::input && b.op == Op::constant && order_of(b.value, one_percent()) > 0)
      wanted[a.datum] = true;
  };
  for (const Expr& e : ruleset.exprs) {
    if (e.op == Op::greater || e.op == Op::greater_equal) note(e.operands[0], e.operands[1]);
    if (e.op == Op::less || e.op == Op::less_equal) note(e.operands[1], e.operands[0]);
  }
  const auto targets = [&](const std::vector<Item>& items, const auto& self) -> void {
    for (const Item& item : items) {
      const bool asks = item.target && item.target->value != none && item.actual != none;
      if (asks && (item.target->comparison == Op::greater || item.target->comparison == Op::greater_equal))
        note(item.actual, item.target->value);
      self(item.parts, self);
    }
  };
  targets(ruleset.items, targets);
  return wanted;
}

bool is_percentage(const Datum& datum) {
  return datum.kind == Kind::quantity && datum.unit.dimension == Dimension::rate &&
         datum.unit.scale == one_percent() && !datum.cohort;
}

}  // namespace

bool has_percent_sign(std::string_view text) {
  return text.find('%') != text.npos || text.find("％") != text.npos;
}

SmallRates::SmallRates(const Ruleset& ruleset)
    : watched_(ruleset.data.size()), seen_(new std::atomic<unsigned char>[ruleset.data.size()]) {
  for (std::size_t d = 0; d < ruleset.data.size(); ++d) seen_[d] = nothing;
  watch(ruleset);
}

void SmallRates::watch(const Ruleset& ruleset) {
  const std::vector<bool> wanted = wanted_high(ruleset);
  for (std::size_t d = 0; d < watched_.size(); ++d)
    watched_[d] = watched_[d] || (wanted[d] && is_percentage(ruleset.data[d]));
}

void SmallRates::see(DatumId datum, const Cell& cell) {
  if (!watched_[datum] || (seen_[datum] & usual) != 0) return;
  if (cell.state == Cell::State::bounded || has_percent_sign(cell.text)) seen_[datum] |= usual;
  if (cell.state != Cell::State::known) return;
  const auto see_number = [&](const Rational& value) {
    if (value.sign() < 0 || order_of(value, one_percent()) > 0) seen_[datum] |= usual;
    if (value.sign() > 0) seen_[datum] |= small;
  };
  for (const Rational& value : cell.values) see_number(value);
  if (cell.values.empty()) see_number(cell.value.low.value);
}

void SmallRates::see(DatumId datum, const Column& column, bool has_sign) {
  if (!watched_[datum] || (seen_[datum] & usual) != 0) return;
  if (has_sign || column.low < 0 ||
      Rational(column.high) * column.scale * power_of_tenth(column.decimals) > one_percent())
    seen_[datum] |= usual;
  if (column.high > 0) seen_[datum] |= small;
}

bool SmallRates::suspicious(DatumId datum) const {
  return watched_[datum] && seen_[datum] == small;
}

}  // namespace rubric::formats
