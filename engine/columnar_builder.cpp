#include "engine/columnar_builder.hpp"

#include <algorithm>
#include <cassert>

namespace rubric::engine {
namespace {

bool within_bits(const Integer& value, unsigned bits) {
  return value == 0 || msb(Integer(abs(value))) < bits;
}

const Integer most_wide = Integer(1) << wide_bits;

/// The integer that `number` is; it must be one.
Integer whole(const Rational& number) {
  assert(denominator(number) == 1);
  return Integer(numerator(number));
}

bool is_whole(const Rational& number) {
  return denominator(number) == 1;
}

}  // namespace

bool fits_narrow(const Integer& value) {
  return within_bits(value, 62);
}
bool fits_wide(const Integer& value) {
  return within_bits(value, wide_bits);
}

Integer ColumnarBuilder::from_wide(Wide value) {
  const bool negative = value < 0;
  const auto magnitude = negative ? -static_cast<UnsignedWide>(value) : static_cast<UnsignedWide>(value);
  Integer result = static_cast<std::uint64_t>(magnitude >> 64);
  result <<= 64;
  result += static_cast<std::uint64_t>(magnitude);
  return negative ? Integer(-result) : result;
}

Wide ColumnarBuilder::to_wide(const Integer& value) {
  if (!within_bits(value, 126)) throw TooLarge{};
  const Integer magnitude = abs(value);
  const auto top = static_cast<std::uint64_t>(Integer(magnitude >> 64));
  const auto bottom = static_cast<std::uint64_t>(Integer(magnitude & Integer(~std::uint64_t{0})));
  const auto result = static_cast<Wide>((static_cast<UnsignedWide>(top) << 64) | bottom);
  return value < 0 ? -result : result;
}

ColumnarBuilder::Made ColumnarBuilder::write(const Ask& ask) {
  std::vector<Wide> constants;
  for (const Integer& constant : ask.constants) constants.push_back(to_wide(constant));
  const auto [place, fresh] =
      written_.try_emplace({ask.kernel, ask.mode, ask.index, ask.inputs, constants, ask.type});
  Made& made = place->second;
  if (!fresh && (made.extra != none || !ask.extra) && (made.valid != none || !ask.checked)) return made;
  const auto add = [&](Type type, const Integer& low, const Integer& high) {
    routine_.columns.push_back({type, to_wide(low), to_wide(high), {}});
    return static_cast<ColumnId>(routine_.columns.size() - 1);
  };
  Instruction code;
  code.kernel = ask.kernel;
  code.mode = ask.mode;
  code.index = ask.index;
  code.inputs = ask.inputs;
  code.constants = std::move(constants);
  const Integer low = std::max(ask.low, Integer(-most_wide)), high = std::min(ask.high, most_wide);
  code.out = made.out = add(ask.type, low, high);
  code.otherwise = to_wide(low > 0 ? low : high < 0 ? high : Integer(0));
  if (ask.checked) code.valid = made.valid = add(Type::bytes, 0, 1);
  if (ask.extra) code.extra[0] = made.extra = add(Type::bytes, 0, 1);
  routine_.code.push_back(std::move(code));
  return made;
}

ColumnId ColumnarBuilder::input(Home::Place place, DatumId datum, std::int64_t low, std::int64_t high) {
  const auto [found, fresh] =
      inputs_.try_emplace({place, datum}, static_cast<ColumnId>(routine_.columns.size()));
  if (fresh) routine_.columns.push_back({Type::narrow, low, high, {place, datum}});
  return found->second;
}

// --- numbers ---

ColumnId ColumnarBuilder::fitting(ColumnId id, ColumnId& valid) {
  const Integer limit = (Integer(1) << 62) - 1;
  const Type type = of(id).type;
  if (low(id) < -limit || high(id) > limit) {
    const ColumnPieces inside =
        clip({{0, false, 0}, {-limit, true, 1}, {limit + 1, false, 0}}, low(id), high(id));
    valid = narrowed(valid, truth(id, inside, [](const ColumnPiece& p) { return p.valid; }));
    const Integer least = std::clamp(low(id), Integer(-limit), limit);
    const Integer most = std::clamp(high(id), Integer(-limit), limit);
    id = write({Kernel::clamp, {id}, {least, most}, type, least, most}).out;
  }
  if (type != Type::wide) return id;
  return write({Kernel::sum, {id}, {0, 1}, Type::narrow, low(id), high(id)}).out;
}

ColumnId ColumnarBuilder::column(const ColumnSum& form, const Rational& scale, ColumnId& valid) {
  Ask ask{Kernel::sum, {}, {}, Type::narrow, 0, 0};
  const Integer constant = whole(form.constant / scale);
  ask.constants.push_back(constant);
  ask.low = ask.high = constant;
  Integer most = abs(constant);
  bool wide = false;
  for (const Term& term : form.terms) {
    const Integer factor = whole(term.factor / scale);
    ask.inputs.push_back(term.column);
    ask.constants.push_back(factor);
    const Integer a = factor * low(term.column), b = factor * high(term.column);
    ask.low += std::min(a, b);
    ask.high += std::max(a, b);
    most += std::max(Integer(abs(a)), Integer(abs(b)));
    wide = wide || of(term.column).type == Type::wide;
  }
  const bool as_it_is = form.terms.size() == 1 && constant == 0 && ask.constants[1] == 1;
  if (as_it_is && of(form.terms[0].column).type != Type::bytes) return form.terms[0].column;
  if (wide || !fits_narrow(most)) ask.type = Type::wide;
  ask.checked = !fits_wide(most);
  const Made made = write(ask);
  valid = narrowed(valid, made.valid);
  return made.out;
}

ColumnSum ColumnarBuilder::single(const ColumnSum& form, ColumnId& valid) {
  if (form.is_constant()) return form;
  if (form.terms.size() == 1 && of(form.terms[0].column).type != Type::bytes) return form;
  ColumnSum sum = form;
  sum.constant = 0;
  const Rational scale = common_scale(sum);
  const ColumnId added = column(sum, scale, valid);
  return {{{added, scale}}, form.constant};
}

ColumnSum ColumnarBuilder::product(const ColumnSum& a, const ColumnSum& b, ColumnId& valid) {
  if (a.is_constant()) return b * a.constant;
  if (b.is_constant()) return a * b.constant;
  const ColumnSum x = single(a, valid), y = single(b, valid);
  const ColumnId p = std::min(x.terms[0].column, y.terms[0].column);
  const ColumnId q = std::max(x.terms[0].column, y.terms[0].column);
  const Integer corners[] = {low(p) * low(q), low(p) * high(q), high(p) * low(q), high(p) * high(q)};
  Ask ask{Kernel::product,
          {p, q},
          {},
          Type::narrow,
          *std::min_element(corners, corners + 4),
          *std::max_element(corners, corners + 4)};
  const bool wide = of(p).type == Type::wide || of(q).type == Type::wide;
  if (wide || !fits_narrow(ask.low) || !fits_narrow(ask.high)) ask.type = Type::wide;
  ask.checked = !fits_wide(ask.low) || !fits_wide(ask.high);
  const Made made = write(ask);
  valid = narrowed(valid, made.valid);
  ColumnSum result{{{made.out, x.terms[0].factor * y.terms[0].factor}}, 0};
  if (y.constant != 0) result = plus(result, {{x.terms[0]}, 0}, y.constant);
  if (x.constant != 0) result = plus(result, {{y.terms[0]}, 0}, x.constant);
  result.constant = x.constant * y.constant;
  return result;
}

ColumnSum ColumnarBuilder::extreme_of_constant(bool smaller, const ColumnSum& form, const Rational& limit,
                                               ColumnId& valid) {
  ColumnSum one = single(form, valid);
  Rational threshold = (limit - one.constant) / one.terms[0].factor;
  if (!is_whole(threshold)) {
    // The limit is no number of the column: bring both to one scale.
    const Rational scale = common_scale(one, limit);
    one = {{{column(one, scale, valid), scale}}, 0};
    threshold = limit / scale;
  }
  const bool from_above = smaller == (one.terms[0].factor > 0);
  const ColumnId id = one.terms[0].column;
  const Integer at = whole(threshold);
  if (from_above ? at >= high(id) : at <= low(id)) return one;
  if (from_above ? at <= low(id) : at >= high(id)) return {{}, limit};
  const Integer least = from_above ? low(id) : at, most = from_above ? at : high(id);
  one.terms[0].column = write({Kernel::clamp, {id}, {least, most}, of(id).type, least, most}).out;
  return one;
}

ColumnSum ColumnarBuilder::extreme(bool smaller, const ColumnSum& a, const ColumnSum& b, ColumnId& valid) {
  if (a.is_constant() && b.is_constant()) {
    return {{}, smaller ? std::min(a.constant, b.constant) : std::max(a.constant, b.constant)};
  }
  if (b.is_constant()) return extreme_of_constant(smaller, a, b.constant, valid);
  if (a.is_constant()) return extreme_of_constant(smaller, b, a.constant, valid);
  const Rational scale = common_scale({common_scale(a), common_scale(b)});
  const ColumnId x = column(a, scale, valid), y = column(b, scale, valid);
  const Type type = std::max({Type::narrow, of(x).type, of(y).type});
  const Integer least = smaller ? std::min(low(x), low(y)) : std::max(low(x), low(y));
  const Integer most = smaller ? std::min(high(x), high(y)) : std::max(high(x), high(y));
  return {{{write({smaller ? Kernel::smaller : Kernel::larger, {x, y}, {}, type, least, most}).out, scale}},
          0};
}

ColumnSum ColumnarBuilder::select(const Mask& mask, const ColumnSum& yes, const ColumnSum& no,
                                  ColumnId& valid) {
  if (mask.constant) return *mask.constant ? yes : no;
  if (mask.inverted) return select(opposite(mask), no, yes, valid);
  if (same(yes, no)) return yes;
  if (yes.is_constant() && no.is_constant()) {
    return {{{mask.column, yes.constant - no.constant}}, no.constant};
  }
  // Where one column's numbers stand for both, they are chosen as they are; otherwise on a common scale.
  Rational scale = 1, shift = 0;
  ColumnSum a = yes.is_constant() ? yes : single(yes, valid), b = no.is_constant() ? no : single(no, valid);
  const ColumnSum& lead = a.is_constant() ? b : a;
  const ColumnSum& other = a.is_constant() ? a : b;
  scale = abs(lead.terms[0].factor);
  shift = lead.constant;
  const bool other_column_fits = other.is_constant() || (is_whole(other.terms[0].factor / scale));
  if (!other_column_fits || !is_whole((other.constant - shift) / scale)) {
    scale = common_scale({common_scale(a), common_scale(b)});
    shift = 0;
  }
  Ask ask{Kernel::select, {mask.column, none, none}, {0, 0}, Type::narrow, 0, 0};
  const std::array<ColumnSum*, 2> sides{&a, &b};
  for (std::size_t i = 0; i < sides.size(); ++i) {
    ColumnSum& side = *sides[i];
    side.constant -= shift;
    Integer least, most;
    if (side.is_constant()) {
      least = most = ask.constants[i] = whole(side.constant / scale);
      if (!fits_narrow(least)) ask.type = Type::wide;
    } else {
      const ColumnId id = ask.inputs[i + 1] = column(side, scale, valid);
      least = low(id);
      most = high(id);
      ask.type = std::max(ask.type, of(id).type);
    }
    ask.low = i == 0 ? least : std::min(ask.low, least);
    ask.high = i == 0 ? most : std::max(ask.high, most);
  }
  return {{{write(ask).out, scale}}, shift};
}

// --- functions of one column ---

ColumnSum ColumnarBuilder::steps(ColumnId id, const ColumnPieces& pieces) {
  std::vector<Rational> values;
  for (const ColumnPiece& piece : pieces) {
    if (piece.valid && std::find(values.begin(), values.end(), piece.value) == values.end())
      values.push_back(piece.value);
  }
  if (values.empty()) values.push_back(0);
  if (values.size() == 1) return {{}, values[0]};
  if (values.size() == 2) {
    const Mask mask =
        truth(id, pieces, [&](const ColumnPiece& p) { return p.valid && p.value == values[1]; });
    ColumnId unused = none;
    return select(mask, {{}, values[1]}, {{}, values[0]}, unused);
  }
  Rational scale = common_scale(values);
  const auto on_grid = [&](const Rational& value) { return is_whole(value / grid); };
  if (std::all_of(values.begin(), values.end(), on_grid)) scale = grid;
  Ask ask{Kernel::steps, {id}, {}, Type::narrow, 0, 0};
  ask.index = static_cast<std::uint32_t>(pieces.size() - 1);
  for (std::size_t i = 1; i < pieces.size(); ++i) ask.constants.push_back(pieces[i].from);
  ask.low = ask.high = whole(values[0] / scale);
  for (const ColumnPiece& piece : pieces) {
    const Integer number = whole((piece.valid ? piece.value : values[0]) / scale);
    ask.constants.push_back(number);
    ask.low = std::min(ask.low, number);
    ask.high = std::max(ask.high, number);
  }
  if (!fits_narrow(ask.low) || !fits_narrow(ask.high)) ask.type = Type::wide;
  return {{{write(ask).out, scale}}, 0};
}

Mask ColumnarBuilder::truth(ColumnId id, const ColumnPieces& pieces,
                            const std::function<bool(const ColumnPiece&)>& holds) {
  const ColumnPieces merged =
      merge(pieces, pieces, pieces, [&](const ColumnPiece& p, const ColumnPiece&, const ColumnPiece&) {
        return ColumnPiece{0, true, holds(p) ? 1 : 0};
      });
  if (merged.size() == 1) return {merged[0].value == 1, none, false};
  if (of(id).type == Type::bytes && merged.size() == 2) return {std::nullopt, id, merged[0].value == 1};
  Ask ask{Kernel::steps, {id}, {}, Type::bytes, 0, 1};
  ask.index = static_cast<std::uint32_t>(merged.size() - 1);
  // The first piece is made the one that does not hold, so that opposite questions share a column.
  const bool inverted = merged[0].value == 1;
  for (std::size_t i = 1; i < merged.size(); ++i) ask.constants.push_back(merged[i].from);
  for (const ColumnPiece& piece : merged) ask.constants.push_back((piece.value == 1) != inverted ? 1 : 0);
  return {std::nullopt, write(ask).out, inverted};
}

// --- masks ---

Mask ColumnarBuilder::opposite(Mask mask) {
  if (mask.constant) mask.constant = !*mask.constant;
  mask.inverted = !mask.inverted;
  return mask;
}

Mask ColumnarBuilder::of_valid(ColumnId valid) const {
  if (valid == none || assumed_.count(valid) > 0) return {true, none, false};
  return {std::nullopt, valid, false};
}

Mask ColumnarBuilder::both(const Mask& a, const Mask& b) {
  if (a.constant) return *a.constant ? b : a;
  if (b.constant) return *b.constant ? a : b;
  if (a.column == b.column) return a.inverted == b.inverted ? a : Mask{false, none, false};
  const Mask& first = a.column < b.column ? a : b;
  const Mask& second = a.column < b.column ? b : a;
  const ColumnId out = write({Kernel::logic,
                              {first.column, second.column},
                              {first.inverted ? 1 : 0, second.inverted ? 1 : 0, 0},
                              Type::bytes,
                              0,
                              1})
                           .out;
  return {std::nullopt, out, false};
}

Mask ColumnarBuilder::either(const Mask& a, const Mask& b) {
  return opposite(both(opposite(a), opposite(b)));
}

ColumnId ColumnarBuilder::narrowed(ColumnId a, ColumnId b) {
  return narrowed(a, of_valid(b));
}

ColumnId ColumnarBuilder::intersection(ColumnId a, ColumnId b) {
  if (a == none || b == none) return a == none ? b : a;
  return bytes(both({std::nullopt, a, false}, {std::nullopt, b, false}));
}

ColumnId ColumnarBuilder::narrowed(ColumnId valid, const Mask& mask) {
  const Mask result = both(of_valid(valid), mask);
  return result.constant && *result.constant ? none : bytes(result);
}

ColumnId ColumnarBuilder::bytes(const Mask& mask) {
  if (mask.constant) return write({Kernel::sum, {}, {*mask.constant ? 1 : 0}, Type::bytes, 0, 1}).out;
  if (!mask.inverted) return mask.column;
  return write({Kernel::logic, {mask.column, mask.column}, {1, 1, 0}, Type::bytes, 0, 1}).out;
}

}  // namespace rubric::engine
