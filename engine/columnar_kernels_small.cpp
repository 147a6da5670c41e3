// Kernels that read or write columns of 32 bits (columnar_widths.cpp says which do).

#include <array>

#include "engine/columnar_kernels.hpp"
#include "engine/columnar_small.hpp"

namespace rubric::engine {
namespace {

using vectors::Byte;
using vectors::Number;
using vectors::Small;

Small small(Wide value) {
  return static_cast<Small>(value);
}

class SmallRun {
 public:
  SmallRun(const Instruction& code, const Routine& routine, const Batch& batch, std::size_t first,
           std::size_t rows, Frame& frame)
      : code_(code), routine_(routine), batch_(batch), first_(first), rows_(rows), frame_(frame) {}

  void run() const {
    switch (code_.kernel) {
      case Kernel::resize:
        if (is_small(code_.out)) return vectors::resize(out(), as<Number>(code_.inputs[0]), rows_);
        return vectors::resize(as<Number>(code_.out), in(0), rows_);
      case Kernel::known:
        return known();
      case Kernel::sum:
        return sum();
      case Kernel::clamp:
        return vectors::clamp(out(), in(0), small(code_.constants[0]), small(code_.constants[1]), rows_);
      case Kernel::smaller:
        return vectors::smaller(out(), in(0), in(1), rows_);
      case Kernel::larger:
        return vectors::larger(out(), in(0), in(1), rows_);
      case Kernel::select:
        return vectors::select(out(), as<Byte>(code_.inputs[0]), in(1), small(code_.constants[0]), in(2),
                               small(code_.constants[1]), rows_);
      case Kernel::scale:
        return scale();
      case Kernel::ratio:
        return ratio();
      case Kernel::steps:
        return steps();
      default:
        return;  // none else is small
    }
  }

 private:
  bool is_small(ColumnId id) const { return routine_.columns[id].type == Type::small; }
  template <typename T>
  T* as(ColumnId id) const {
    return static_cast<T*>(frame_.at[id]);
  }
  Small* out() const { return as<Small>(code_.out); }
  const Small* in(std::size_t i) const {
    return code_.inputs[i] == none ? nullptr : as<Small>(code_.inputs[i]);
  }

  void known() const {
    const Column& column = batch_.columns[code_.index];
    const auto* const states = reinterpret_cast<const Byte*>(column.states.data()) + first_;
    const auto state = static_cast<Byte>(Cell::State::known);
    const auto otherwise = static_cast<Number>(code_.constants[0]);
    if (!is_small(code_.out)) {
      vectors::known(as<Number>(code_.out), column.small.data() + first_, states, state, otherwise, rows_);
    } else if (routine_.facts[code_.index].small) {
      vectors::known(out(), column.small.data() + first_, states, state, small(otherwise), rows_);
    } else {
      vectors::known(out(), column.numbers.data() + first_, states, state, small(otherwise), rows_);
    }
  }

  void sum() const {
    std::vector<vectors::Weighted> terms;
    std::size_t plain = 0;
    for (std::size_t i = 0; i < code_.inputs.size(); ++i) {
      if (!is_small(code_.inputs[i])) continue;
      terms.push_back({in(i), small(code_.constants[i + 1])});
      if (terms.back().factor == 1) std::swap(terms[plain++], terms.back());
    }
    vectors::sum(out(), small(code_.constants[0]), terms.data(), plain, terms.size(), rows_);
    for (std::size_t i = 0; i < code_.inputs.size(); ++i) {
      if (!is_small(code_.inputs[i]))
        vectors::add_scaled(out(), as<Byte>(code_.inputs[i]), small(code_.constants[i + 1]), rows_);
    }
  }

  void scale() const {
    const ColumnOf& from = routine_.columns[code_.inputs[0]];
    const bool limited = code_.constants.size() > 5;  // fuse_clamps
    const Wide low = limited ? code_.constants[5] : from.low, high = limited ? code_.constants[6] : from.high;
    const Wide base = code_.constants[0], times = code_.constants[2], plus = code_.constants[3],
               shift = code_.constants[4];
    const bool flipped = code_.constants[1] == 1;
    const Wide width = flipped ? base - low : high - base;
    const bool short_product = width * times + plus < Wide{1} << 32 && shift < 32;
    vectors::scale(out(), in(0), small(low), small(high), small(base), flipped,
                   static_cast<std::uint32_t>(times), static_cast<std::uint64_t>(plus),
                   static_cast<int>(shift), short_product, rows_);
  }

  void ratio() const {
    const auto constant = [&](std::size_t i) { return static_cast<Number>(code_.constants[i]); };
    vectors::ratio(out(), as<Number>(code_.inputs[0]), as<Number>(code_.inputs[1]), constant(0), constant(1),
                   constant(2), constant(3), rows_);
  }

  void steps() const {
    const std::size_t count = code_.index;
    std::array<Small, most_steps> limits{}, differences{};
    for (std::size_t k = 0; k < count; ++k) {
      limits[k] = small(code_.constants[k]);
      differences[k] = small(code_.constants[count + k + 1] - code_.constants[count + k]);
    }
    const Small first = small(code_.constants[count]);
    if (is_small(code_.out)) {
      vectors::steps(out(), in(0), limits.data(), differences.data(), count, first, rows_);
    } else {
      vectors::steps(as<Byte>(code_.out), in(0), limits.data(), differences.data(), count, first, rows_);
    }
  }

  const Instruction& code_;
  const Routine& routine_;
  const Batch& batch_;
  std::size_t first_, rows_;
  Frame& frame_;
};

}  // namespace

bool uses_small(const Instruction& code, const Routine& routine) {
  if (routine.columns[code.out].type == Type::small) return true;
  if (code.kernel == Kernel::known) return routine.facts[code.index].small;
  return (code.kernel == Kernel::steps || code.kernel == Kernel::resize) &&
         routine.columns[code.inputs[0]].type == Type::small;
}

void run_small(const Instruction& code, const Routine& routine, const Batch& batch, std::size_t first,
               std::size_t rows, Frame& frame) {
  SmallRun(code, routine, batch, first, rows, frame).run();
}

}  // namespace rubric::engine
