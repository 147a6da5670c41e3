// Folds in a routine: one number from all values of the cells of a row.
//
// The values of a block of rows are laid out one after the other as rows of their own; each body is a routine
// that runs over them, and what it gives is gathered up row by row.

#include <algorithm>

#include "engine/columnar_algebra.hpp"
#include "engine/columnar_kernels.hpp"
#include "engine/columnar_lowering.hpp"

namespace rubric::engine {
namespace {

bool fits(Wide value) {
  return value >= -wide_limit && value <= wide_limit;
}

Wide gcd(Wide a, Wide b) {
  if (a < 0) a = -a;
  while (b != 0) {
    const Wide rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

/// What was gathered of one row: top / below over `count` values.
struct Gathered {
  Wide top = 0, below = 1;
  std::int64_t count = 0;
  bool valid = true;

  void take(FoldKind kind, Wide above, Wide under) {
    if (count++ == 0) {
      top = above;
      below = under;
    } else if (kind == FoldKind::minimum || kind == FoldKind::maximum) {
      extreme(kind == FoldKind::minimum, above, under);
    } else {
      add(above, under);
    }
  }

 private:
  void add(Wide above, Wide under) {
    Wide x = top, y = above, sum = 0;
    if (below != under) {
      const Wide shared = gcd(below, under);
      Wide both = 0;
      if (__builtin_mul_overflow(top, under / shared, &x) ||
          __builtin_mul_overflow(above, below / shared, &y) ||
          __builtin_mul_overflow(below, under / shared, &both) || !fits(both)) {
        valid = false;
        return;
      }
      below = both;
    }
    if (__builtin_add_overflow(x, y, &sum) || !fits(sum)) {
      valid = false;
      return;
    }
    top = sum;
  }

  void extreme(bool smaller, Wide above, Wide under) {
    Wide x = top, y = above;
    if (below != under &&
        (__builtin_mul_overflow(top, under, &x) || __builtin_mul_overflow(above, below, &y))) {
      valid = false;
      return;
    }
    if (smaller ? y < x : x < y) {
      top = above;
      below = under;
    }
  }
};

/// The values of some rows as rows of their own.
struct Flat {
  Batch batch;
  std::vector<std::size_t> row;  // in the block, by flat row
};

class FoldBlock {
 public:
  FoldBlock(const FoldCode& fold, const Batch& batch, std::size_t first, std::size_t rows)
      : fold_(fold), batch_(batch), first_(first), gathered_(rows) {}

  const std::vector<Gathered>& run() {
    for (const FoldCode::Body& body : fold_.bodies) over(body);
    return gathered_;
  }

 private:
  /// How many values the body runs over in a row; nothing if they are not known or do not go in step.
  std::optional<std::size_t> values(const FoldCode::Body& body, std::size_t row) const {
    std::optional<std::size_t> count;
    for (const DatumId datum : body.many) {
      const Column& column = batch_.columns[datum];
      if (fold_.states[datum] && column.states[row] != Cell::State::known) return std::nullopt;
      const std::size_t own = column.starts[row + 1] - column.starts[row];
      if (own == 0 || (count && *count != own)) return std::nullopt;
      count = own;
    }
    return count ? *count : 1;
  }

  Flat flatten(const FoldCode::Body& body) {
    Flat flat;
    flat.batch.columns.resize(batch_.columns.size());
    for (std::size_t r = 0; r < gathered_.size(); ++r) {
      const std::size_t row = first_ + r;
      const std::optional<std::size_t> count = values(body, row);
      if (!count) gathered_[r].valid = false;
      if (!gathered_[r].valid) continue;
      flat.row.insert(flat.row.end(), *count, r);
      for (const DatumId datum : body.many) {
        const auto begin = batch_.columns[datum].numbers.begin() +
                           static_cast<std::ptrdiff_t>(batch_.columns[datum].starts[row]);
        std::vector<std::int64_t>& numbers = flat.batch.columns[datum].numbers;
        numbers.insert(numbers.end(), begin, begin + static_cast<std::ptrdiff_t>(*count));
      }
    }
    for (const DatumId datum : body.single) {
      const Column& from = batch_.columns[datum];
      Column& to = flat.batch.columns[datum];
      for (const std::size_t r : flat.row) {
        to.numbers.push_back(from.number(first_ + r));
        if (!from.states.empty()) to.states.push_back(from.states[first_ + r]);
        if (!from.over.empty()) to.over.push_back(from.over[first_ + r]);
      }
    }
    if (fold_.years) {
      for (const std::size_t r : flat.row) flat.batch.years.push_back(batch_.years[first_ + r]);
    }
    flat.batch.rows = flat.row.size();
    return flat;
  }

  static Wide number(const Routine& routine, const Frame& frame, ColumnId id, std::size_t row) {
    if (routine.columns[id].type == Type::wide) return static_cast<const Wide*>(frame.at[id])[row];
    return static_cast<const std::int64_t*>(frame.at[id])[row];
  }

  void over(const FoldCode::Body& body) {
    const Flat flat = flatten(body);
    const Routine& routine = body.routine;
    const std::size_t block = block_rows(routine);
    Frame frame;
    for (std::size_t first = 0; first < flat.batch.rows; first += block) {
      const std::size_t rows = std::min(block, flat.batch.rows - first);
      run_block(routine, flat.batch, first, rows, frame, {});
      for (std::size_t k = 0; k < rows; ++k) {
        Gathered& row = gathered_[flat.row[first + k]];
        Wide above = number(routine, frame, routine.outputs[0].number, k);
        const bool valid =
            routine.valid == none || static_cast<const std::uint8_t*>(frame.at[routine.valid])[k] == 1;
        if (!valid || __builtin_mul_overflow(above, body.factor, &above) || !fits(above)) row.valid = false;
        if (!row.valid) continue;
        row.take(fold_.kind, above,
                 body.below ? number(routine, frame, routine.outputs[1].number, k) : Wide{1});
      }
    }
  }

  const FoldCode& fold_;
  const Batch& batch_;
  std::size_t first_;
  std::vector<Gathered> gathered_;
};

}  // namespace

void run_fold(const Instruction& code, const Routine& routine, const Batch& batch, std::size_t first,
              std::size_t rows, const Frame& frame) {
  FoldBlock block(*routine.folds[code.index], batch, first, rows);
  const std::vector<Gathered>& gathered = block.run();
  const ColumnOf& out = routine.columns[code.out];
  for (std::size_t r = 0; r < rows; ++r) {
    const Gathered& row = gathered[r];
    const Wide top = row.valid ? row.top : code.otherwise;
    if (out.type == Type::wide) {
      static_cast<Wide*>(frame.at[code.out])[r] = top;
    } else {
      static_cast<std::int64_t*>(frame.at[code.out])[r] = static_cast<std::int64_t>(top);
    }
    static_cast<std::uint8_t*>(frame.at[code.valid])[r] = row.valid ? 1 : 0;
    if (code.extra[0] != none) static_cast<Wide*>(frame.at[code.extra[0]])[r] = row.valid ? row.below : 1;
    if (code.extra[1] != none)
      static_cast<std::int64_t*>(frame.at[code.extra[1]])[r] = row.valid ? row.count : 1;
  }
}

Value lower_fold(const Fold& fold, const std::vector<Facts>& facts, bool years, Routine& routine,
                 ColumnarBuilder& build) {
  auto code = std::make_shared<FoldCode>();
  code->kind = fold.kind;
  for (const Facts& fact : facts) code->states.push_back(fact.states);
  std::vector<Rational> scales;
  Interval each;  // of one value
  Integer most = 0;
  bool ratio = false;
  for (std::size_t i = 0; i < fold.bodies.size(); ++i) {
    std::vector<Facts> own = facts;
    for (Facts& fact : own) fact.small = false;  // flatten() writes 64 bits
    std::int64_t values = 1;
    for (const DatumId datum : fold.many[i]) {
      if (!facts[datum].used || !facts[datum].several) return {};
      own[datum].states = own[datum].several = false;
      values = std::max(values, facts[datum].most);
    }
    most += values;
    LoweredBody body = lower_body(fold.bodies[i], fold.results[i], own, years);
    if (body.never) return {};
    FoldCode::Body made;
    made.below = body.below;
    made.many = fold.many[i];
    const auto read = [&](DatumId datum) {
      return facts[datum].used && std::find(made.many.begin(), made.many.end(), datum) == made.many.end();
    };
    const auto reads = [&](const Step& step) {
      return (step.op == Op::input || step.op == Op::blank || step.op == Op::not_applicable) &&
             read(step.index);
    };
    for (const Step& step : fold.bodies[i].steps) {
      if (reads(step) && !facts[step.index].several) made.single.push_back(step.index);
      if (step.op == Op::date_of_year && years) code->years = true;
    }
    std::sort(made.single.begin(), made.single.end());
    made.single.erase(std::unique(made.single.begin(), made.single.end()), made.single.end());
    made.routine = std::move(body.routine);
    code->bodies.push_back(std::move(made));
    scales.push_back(body.scale);
    each = i == 0 ? body.range : hull(each, body.range);
    ratio = ratio || body.below;
  }
  const Rational scale = common_scale(scales);
  for (std::size_t i = 0; i < scales.size(); ++i)
    code->bodies[i].factor = ColumnarBuilder::to_wide(Integer(numerator(Rational(scales[i] / scale))));

  const bool chosen = fold.kind == FoldKind::minimum || fold.kind == FoldKind::maximum;
  Interval range = each;
  if (!chosen) {
    range.low.value = std::min(each.low.value, Rational(each.low.value * Rational(most)));
    range.high.value = std::max(each.high.value, Rational(each.high.value * Rational(most)));
  }
  const Integer limit = Integer(1) << wide_bits;
  const Integer low = ratio ? Integer(-limit) : std::max(floor(range.low.value / scale), Integer(-limit));
  const Integer high = ratio ? limit : std::min(ceiling(range.high.value / scale), limit);
  const Type type = fits_narrow(low) && fits_narrow(high) ? Type::narrow : Type::wide;
  const auto column = [&](Type of, const Integer& least, const Integer& greatest) {
    routine.columns.push_back({of, ColumnarBuilder::to_wide(least), ColumnarBuilder::to_wide(greatest), {}});
    return static_cast<ColumnId>(routine.columns.size() - 1);
  };
  Instruction made;
  made.kernel = Kernel::fold;
  made.index = static_cast<std::uint32_t>(routine.folds.size());
  made.out = column(type, low, high);
  made.valid = column(Type::bytes, 0, 1);
  made.otherwise = ColumnarBuilder::to_wide(low > 0 ? low : high < 0 ? high : Integer(0));
  if (ratio) made.extra[0] = column(Type::wide, 1, limit);
  if (fold.kind == FoldKind::mean) made.extra[1] = column(Type::narrow, 1, most);
  routine.folds.push_back(std::move(code));
  routine.code.push_back(made);

  Value value;
  value.valid = made.valid;
  value.form = {{{made.out, scale}}, 0};
  value.kind = Value::Kind::form;
  value.range = ratio ? Interval::closed(scale * Rational(low), scale * Rational(high)) : range;
  ColumnSum below{{}, 1};
  if (ratio) below = {{{made.extra[0], 1}}, 0};
  if (made.extra[1] != none) below = build.product(below, {{{made.extra[1], 1}}, 0}, value.valid);
  if (below.is_constant()) return value;
  value.kind = Value::Kind::ratio;
  value.below = below;
  value.range = chosen || fold.kind == FoldKind::mean ? each : range;
  return value;
}

}  // namespace rubric::engine
