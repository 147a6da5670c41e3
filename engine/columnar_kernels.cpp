#include "engine/columnar_kernels.hpp"

#include <algorithm>
#include <limits>

#include "engine/calendar.hpp"
#include "engine/columnar_vectors.hpp"

namespace rubric::engine {
namespace {

using Number = std::int64_t;
using Byte = std::uint8_t;

bool within_wide(Wide value) {
  return value >= -wide_limit && value <= wide_limit;
}

Number narrow(Wide value) {
  return static_cast<Number>(value);
}

/// One kernel over one block of rows.
class Run {
 public:
  Run(const Routine& routine, const Batch& batch, std::size_t first, std::size_t rows, Frame& frame)
      : routine_(routine), batch_(batch), first_(first), rows_(rows), frame_(frame) {}

  void code(const Instruction& c) {
    if (uses_small(c, routine_)) return run_small(c, routine_, batch_, first_, rows_, frame_);
    switch (c.kernel) {
      case Kernel::known:
        return vectors::known(out(c), batch_.columns[c.index].numbers.data() + first_, states(c.index),
                              static_cast<Byte>(Cell::State::known), narrow(c.constants[0]), rows_);
      case Kernel::state:
        return vectors::state(bytes(c.out), states(c.index), static_cast<Byte>(c.constants[0]), rows_);
      case Kernel::date:
        return date(c);
      case Kernel::fold:
        return run_fold(c, routine_, batch_, first_, rows_, frame_);
      case Kernel::sum:
        return sum(c);
      case Kernel::product:
        return product(c);
      case Kernel::clamp:
        if (!is_wide(c.out))
          return vectors::clamp(out(c), in(c, 0), narrow(c.constants[0]), narrow(c.constants[1]), rows_);
        return each_wide(c, [&](std::size_t r) {
          return std::clamp(wide(c.inputs[0])[r], c.constants[0], c.constants[1]);
        });
      case Kernel::smaller:
        if (!is_wide(c.out)) return vectors::smaller(out(c), in(c, 0), in(c, 1), rows_);
        return each_wide(
            c, [&](std::size_t r) { return std::min(value(c.inputs[0], r), value(c.inputs[1], r)); });
      case Kernel::larger:
        if (!is_wide(c.out)) return vectors::larger(out(c), in(c, 0), in(c, 1), rows_);
        return each_wide(
            c, [&](std::size_t r) { return std::max(value(c.inputs[0], r), value(c.inputs[1], r)); });
      case Kernel::select:
        return select(c);
      case Kernel::scale:
        return vectors::scale(out(c), in(c, 0), least(c), most(c), narrow(c.constants[0]),
                              c.constants[1] == 1, narrow(c.constants[2]), narrow(c.constants[3]),
                              static_cast<int>(c.constants[4]), rows_);
      case Kernel::divide:
        return vectors::divide(out(c), in(c, 0), least(c), most(c), narrow(c.constants[0]),
                               c.constants[1] == 1, narrow(c.constants[2]), narrow(c.constants[3]),
                               narrow(c.constants[4]), column(c.out).high < static_cast<Wide>(1) << 49,
                               rows_);
      case Kernel::ratio:
        return vectors::ratio(out(c), in(c, 0), in(c, 1), narrow(c.constants[0]), narrow(c.constants[1]),
                              narrow(c.constants[2]), narrow(c.constants[3]), rows_);
      case Kernel::round:
        return round(c);
      case Kernel::steps:
        return steps(c);
      case Kernel::logic:
        return vectors::logic(bytes(c.out), bytes(c.inputs[0]), bytes(c.inputs[1]),
                              static_cast<Byte>(c.constants[0]), static_cast<Byte>(c.constants[1]),
                              static_cast<Byte>(c.constants[2]), rows_);
      case Kernel::resize:
        return;  // always has a column of 32 bits
    }
  }

 private:
  const ColumnOf& column(ColumnId id) const { return routine_.columns[id]; }
  bool is_wide(ColumnId id) const { return column(id).type == Type::wide; }
  Byte* bytes(ColumnId id) const { return static_cast<Byte*>(frame_.at[id]); }
  Number* numbers(ColumnId id) const { return static_cast<Number*>(frame_.at[id]); }
  Wide* wide(ColumnId id) const { return static_cast<Wide*>(frame_.at[id]); }
  Number* out(const Instruction& c) const { return numbers(c.out); }
  const Number* in(const Instruction& c, std::size_t i) const { return numbers(c.inputs[i]); }
  const Byte* states(DatumId datum) const {
    return reinterpret_cast<const Byte*>(batch_.columns[datum].states.data()) + first_;
  }

  /// The limits of a clamp that went into the kernel (fuse_clamps).
  static Number least(const Instruction& c) {
    return c.constants.size() > 5 ? narrow(c.constants[5]) : std::numeric_limits<Number>::min();
  }
  static Number most(const Instruction& c) {
    return c.constants.size() > 5 ? narrow(c.constants[6]) : std::numeric_limits<Number>::max();
  }

  Wide value(ColumnId id, std::size_t row) const {
    switch (column(id).type) {
      case Type::bytes:
        return bytes(id)[row];
      case Type::narrow:
        return numbers(id)[row];
      default:
        return wide(id)[row];
    }
  }

  template <typename F>
  void each_wide(const Instruction& c, F f) const {
    Wide* to = wide(c.out);
    for (std::size_t r = 0; r < rows_; ++r) to[r] = f(r);
  }

  /// `f` gives the row's number and whether it fits; what does not is told in the mask, if there is one. In a
  /// row without a value the number may leave the column's range, and is put back.
  template <typename F>
  void each_checked(const Instruction& c, F f) const {
    Byte* valid = c.valid == none ? nullptr : bytes(c.valid);
    for (std::size_t r = 0; r < rows_; ++r) {
      Wide result = 0;
      bool fits = f(r, result) && within_wide(result);
      if (!fits || result < column(c.out).low || result > column(c.out).high) result = c.otherwise;
      if (valid) valid[r] = fits ? 1 : 0;
      if (is_wide(c.out)) {
        wide(c.out)[r] = result;
      } else {
        numbers(c.out)[r] = narrow(result);
      }
    }
  }

  void date(const Instruction& c) const {
    const YearlyDate& wanted = routine_.dates[c.index];
    std::int32_t last = without_year;
    Byte there = 0;
    Number days = narrow(c.otherwise);
    for (std::size_t r = 0; r < rows_; ++r) {
      const std::int32_t year = batch_.years[first_ + r];
      if (year != last || r == 0) {
        last = year;
        there = 0;
        days = narrow(c.otherwise);
        // Years outside the calendar have no date; the sum below cannot overflow for those inside.
        if (year >= 0 && year <= 9999) {
          const int y = year + wanted.years_later;
          const int day = wanted.day == 0 ? month_length(y, wanted.month) : wanted.day;
          if (const std::optional<int> number = day_number(y, wanted.month, day)) {
            there = 1;
            days = *number;
          }
        }
      }
      out(c)[r] = days;
      bytes(c.valid)[r] = there;
    }
  }

  static bool is_small(const ColumnOf& of) {
    constexpr Wide limit = static_cast<Wide>(1) << 31;
    return of.low >= -limit && of.high < limit;
  }

  void sum(const Instruction& c) const {
    if (column(c.out).type == Type::bytes) {
      std::fill_n(bytes(c.out), rows_, static_cast<Byte>(c.constants[0]));
      return;
    }
    if (is_wide(c.out)) return wide_sum(c);
    Number* to = out(c);
    std::vector<const Number*> plain;
    bool begun = false;
    for (std::size_t i = 0; i < c.inputs.size(); ++i) {
      const ColumnOf& of = column(c.inputs[i]);
      const Number factor = narrow(c.constants[i + 1]), start = narrow(c.constants[0]);
      const bool small = factor >= -(Number{1} << 31) && factor < Number{1} << 31 && is_small(of);
      if (of.type == Type::wide) {  // alone, and known to fit
        for (std::size_t r = 0; r < rows_; ++r) to[r] = start + factor * narrow(wide(c.inputs[i])[r]);
      } else if (of.type == Type::bytes) {
        const Byte* from = bytes(c.inputs[i]);
        begun ? vectors::add_scaled(to, from, factor, rows_)
              : vectors::scaled(to, from, factor, start, rows_);
      } else if (factor == 1 && begun) {
        plain.push_back(numbers(c.inputs[i]));
      } else {
        const Number* from = numbers(c.inputs[i]);
        begun ? vectors::add_scaled(to, from, factor, small, rows_)
              : vectors::scaled(to, from, factor, start, small, rows_);
      }
      begun = true;
    }
    if (!begun) vectors::fill(to, narrow(c.constants[0]), rows_);
    std::size_t i = 0;
    for (; i + 4 <= plain.size(); i += 4)
      vectors::add_four(to, plain[i], plain[i + 1], plain[i + 2], plain[i + 3], rows_);
    for (; i < plain.size(); ++i) vectors::add_scaled(to, plain[i], 1, true, rows_);
  }

  void wide_sum(const Instruction& c) const {
    if (c.valid != none) {
      return each_checked(c, [&](std::size_t r, Wide& result) {
        result = c.constants[0];
        for (std::size_t i = 0; i < c.inputs.size(); ++i) {
          Wide term = 0;
          if (__builtin_mul_overflow(value(c.inputs[i], r), c.constants[i + 1], &term) ||
              __builtin_add_overflow(result, term, &result)) {
            return false;
          }
        }
        return true;
      });
    }
    std::fill_n(wide(c.out), rows_, c.constants[0]);
    Wide* to = wide(c.out);
    for (std::size_t i = 0; i < c.inputs.size(); ++i) {
      const ColumnId id = c.inputs[i];
      const Wide factor = c.constants[i + 1];
      if (column(id).type == Type::narrow) {
        for (std::size_t r = 0; r < rows_; ++r) to[r] += factor * numbers(id)[r];
      } else {
        for (std::size_t r = 0; r < rows_; ++r) to[r] += factor * value(id, r);
      }
    }
  }

  void product(const Instruction& c) const {
    if (!is_wide(c.out)) return vectors::product(out(c), in(c, 0), in(c, 1), rows_);
    if (c.valid == none)
      return each_wide(c, [&](std::size_t r) { return value(c.inputs[0], r) * value(c.inputs[1], r); });
    each_checked(c, [&](std::size_t r, Wide& result) {
      return !__builtin_mul_overflow(value(c.inputs[0], r), value(c.inputs[1], r), &result);
    });
  }

  void select(const Instruction& c) const {
    const Byte* mask = bytes(c.inputs[0]);
    const bool yes = c.inputs[1] != none, no = c.inputs[2] != none;
    if (is_wide(c.out)) {
      return each_wide(c, [&](std::size_t r) {
        const std::size_t side = mask[r] == 1 ? 1 : 2;
        return c.inputs[side] == none ? c.constants[side - 1] : value(c.inputs[side], r);
      });
    }
    const Number a = narrow(c.constants[0]), b = narrow(c.constants[1]);
    if (yes && no) return vectors::select(out(c), mask, in(c, 1), in(c, 2), rows_);
    if (yes) return vectors::select(out(c), mask, in(c, 1), b, rows_);
    if (no) return vectors::select(out(c), mask, a, in(c, 2), rows_);
    vectors::select(out(c), mask, a, b, rows_);
  }

  void steps(const Instruction& c) const {
    const std::size_t count = c.index;
    const Wide* limits = c.constants.data();
    const Wide* values = limits + count;
    const ColumnOf& to = column(c.out);
    if (column(c.inputs[0]).type != Type::narrow || to.type == Type::wide || count > most_steps) {
      for (std::size_t r = 0; r < rows_; ++r) {
        const Wide found = values[std::upper_bound(limits, limits + count, value(c.inputs[0], r)) - limits];
        if (to.type == Type::bytes) bytes(c.out)[r] = static_cast<Byte>(found);
        if (to.type == Type::narrow) numbers(c.out)[r] = narrow(found);
        if (to.type == Type::wide) wide(c.out)[r] = found;
      }
      return;
    }
    std::array<Number, most_steps> from{}, more{};
    for (std::size_t k = 0; k < count; ++k) {
      from[k] = narrow(limits[k]);
      more[k] = narrow(values[k + 1] - values[k]);
    }
    if (to.type == Type::bytes) {
      vectors::steps(bytes(c.out), in(c, 0), from.data(), more.data(), count, narrow(values[0]), rows_);
    } else {
      vectors::steps(out(c), in(c, 0), from.data(), more.data(), count, narrow(values[0]), rows_);
    }
  }

  /// As round() in number.cpp, on n / d with d above 0.
  template <typename Int>
  static Int rounded(Int n, Int d, RoundingMode mode, bool& whole) {
    Int q = n / d, rest = n % d;
    whole = rest == 0;
    if (whole) return q;
    const bool negative = n < 0;
    const Int size = negative ? -rest : rest, other = d - size;
    bool away = false;
    switch (mode) {
      case RoundingMode::half_up:
        away = size >= other;
        break;
      case RoundingMode::half_even:
        away = size > other || (size == other && q % 2 != 0);
        break;
      case RoundingMode::down:
        break;
      case RoundingMode::up:
        away = true;
        break;
      case RoundingMode::floor:
        away = negative;
        break;
      case RoundingMode::ceiling:
        away = !negative;
        break;
    }
    if (!away) return q;
    return negative ? q - 1 : q + 1;
  }

  void round(const Instruction& c) const {
    Byte* inexact = c.extra[0] == none ? nullptr : bytes(c.extra[0]);
    const bool over = c.inputs.size() == 2;
    bool whole = true;
    if (c.index == 0 && c.valid == none && !is_wide(c.out)) {
      const Number* a = in(c, 0);
      const Number* b = over ? in(c, 1) : nullptr;
      const Number times = narrow(c.constants[0]), plus = narrow(c.constants[1]), by = narrow(c.constants[2]);
      for (std::size_t r = 0; r < rows_; ++r) {
        out(c)[r] = rounded<Number>(a[r] * times + plus, over ? b[r] * by : by, c.mode, whole);
        if (inexact) inexact[r] = whole ? 0 : 1;
      }
      return;
    }
    each_checked(c, [&](std::size_t r, Wide& result) {
      Wide above = 0, below = c.constants[2];
      if (inexact) inexact[r] = 0;
      if (__builtin_mul_overflow(value(c.inputs[0], r), c.constants[0], &above) ||
          __builtin_add_overflow(above, c.constants[1], &above) ||
          (over && __builtin_mul_overflow(value(c.inputs[1], r), c.constants[2], &below))) {
        return false;
      }
      result = rounded<Wide>(above, below, c.mode, whole);
      if (inexact) inexact[r] = whole ? 0 : 1;
      return true;
    });
  }

  const Routine& routine_;
  const Batch& batch_;
  std::size_t first_, rows_;
  Frame& frame_;
};

template <typename Buffers>
void make_room(Buffers& buffers, std::size_t count, std::size_t rows) {
  if (buffers.size() < count) buffers.resize(count);
  for (std::size_t i = 0; i < count; ++i) {
    if (buffers[i].size() < rows) buffers[i].resize(rows);
  }
}

}  // namespace

std::size_t block_rows(const Routine& routine) {
  constexpr std::size_t memory = 512 * 1024, most = 2048, least = 64;
  constexpr std::array<std::size_t, type_count> bytes{1, 4, 8, 16};  // by type
  std::size_t row = 0;                                               // outputs are written beside the buffers
  for (const ColumnOf& column : routine.columns) {
    if (column.home.place != Home::Place::unused) row += bytes[static_cast<std::size_t>(column.type)];
  }
  return std::clamp(memory / std::max<std::size_t>(row, 1) / 8 * 8, least, most);
}

void run_block(const Routine& routine, const Batch& batch, std::size_t first, std::size_t rows, Frame& frame,
               const std::vector<Destination>& targets) {
  make_room(frame.bytes, routine.buffers[0], rows);
  make_room(frame.small, routine.buffers[1], rows);
  make_room(frame.narrow, routine.buffers[2], rows);
  make_room(frame.wide, routine.buffers[3], rows);
  frame.at.assign(routine.columns.size(), nullptr);
  for (std::size_t id = 0; id < routine.columns.size(); ++id) {
    const ColumnOf& column = routine.columns[id];
    const std::uint32_t index = column.home.index;
    switch (column.home.place) {
      case Home::Place::unused:
        break;
      // Inputs are only read.
      case Home::Place::input:
        if (column.type == Type::small) {
          frame.at[id] = const_cast<std::int32_t*>(batch.columns[index].small.data()) + first;
        } else {
          frame.at[id] = const_cast<Number*>(batch.columns[index].numbers.data()) + first;
        }
        break;
      case Home::Place::over:
        frame.at[id] = const_cast<Number*>(batch.columns[index].over.data()) + first;
        break;
      case Home::Place::output:
        frame.at[id] = targets[index].numbers;
        break;
      case Home::Place::inexact:
        frame.at[id] = targets[index].inexact;
        break;
      case Home::Place::buffer:
        if (column.type == Type::bytes) frame.at[id] = frame.bytes[index].data();
        if (column.type == Type::small) frame.at[id] = frame.small[index].data();
        if (column.type == Type::narrow) frame.at[id] = frame.narrow[index].data();
        if (column.type == Type::wide) frame.at[id] = frame.wide[index].data();
        break;
    }
  }
  Run run(routine, batch, first, rows, frame);
  for (const Instruction& code : routine.code) run.code(code);
}

}  // namespace rubric::engine
