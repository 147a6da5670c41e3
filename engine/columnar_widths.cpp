// Which columns of a routine have 32 bits (use_small): those of kernels that have a loop over 32 bits, where
// the ranges of what they read and write fit.
//
// A sum may overflow on the way, since it ends where its range is; a product may not, and has 64 bits where
// the ranges do not show that 32 are enough. Where the two kinds of code meet, the column changes its width
// once.

#include <algorithm>
#include <limits>

#include "engine/columnar_code.hpp"

namespace rubric::engine {
namespace {

bool is_small(Wide number) {
  return number >= std::numeric_limits<std::int32_t>::min() &&
         number <= std::numeric_limits<std::int32_t>::max();
}

class Widths {
 public:
  explicit Widths(Routine& routine)
      : routine_(routine),
        other_(routine.columns.size(), none),
        stays_narrow_(routine.columns.size(), false) {}

  void run() {
    for (ColumnOf& column : routine_.columns) {
      if (column.home.place == Home::Place::input && routine_.facts[column.home.index].small)
        column.type = Type::small;
    }
    for (const Output& output : routine_.outputs) {
      if (output.number != none && !output.may_be_small) stays_narrow_[output.number] = true;
    }
    std::vector<Instruction> code = std::move(routine_.code);
    for (Instruction& c : code) {
      const bool small = can_be_small(c);
      const bool reads_small = small && c.kernel != Kernel::ratio;
      for (ColumnId& input : c.inputs) {
        if (input != none) input = in_width(input, reads_small ? Type::small : Type::narrow);
      }
      ColumnOf& out = routine_.columns[c.out];
      if (small && out.type == Type::narrow) out.type = Type::small;
      code_.push_back(std::move(c));
    }
    for (Output& output : routine_.outputs) {
      if (output.number == none || !output.may_be_small || !fits(output.number)) continue;
      const Home home = routine_.columns[output.number].home;
      const ColumnId small = in_width(output.number, Type::small);
      if (small == output.number) continue;
      routine_.columns[output.number].home = {};
      routine_.columns[small].home = home;
      output.number = small;
    }
    routine_.code = std::move(code_);
  }

 private:
  bool fits(ColumnId id) const {
    const ColumnOf& column = routine_.columns[id];
    return column.type != Type::wide && is_small(column.low) && is_small(column.high);
  }

  bool can_be_small(const Instruction& c) const {
    if (stays_narrow_[c.out] || c.valid != none || !fits(c.out)) return false;
    if (c.kernel == Kernel::ratio) return true;  // of numbers of 64 bits
    const auto input_fits = [&](ColumnId id) { return id == none || fits(id); };
    if (!std::all_of(c.inputs.begin(), c.inputs.end(), input_fits)) return false;
    switch (c.kernel) {
      case Kernel::sum:
        return routine_.columns[c.out].type == Type::narrow;
      case Kernel::known:
      case Kernel::clamp:
      case Kernel::smaller:
      case Kernel::larger:
      case Kernel::select:
      case Kernel::scale:
        return true;
      case Kernel::steps:
        return c.index <= most_steps && routine_.columns[c.inputs[0]].type != Type::bytes &&
               std::all_of(c.constants.begin(), c.constants.end(), is_small);
      default:
        return false;
    }
  }

  /// The column itself, or its numbers in the other width; bytes and 128 bits stay as they are.
  ColumnId in_width(ColumnId id, Type type) {
    const ColumnOf column = routine_.columns[id];
    if (column.type == type || (column.type != Type::small && column.type != Type::narrow)) return id;
    if (other_[id] != none) return other_[id];
    const auto made = static_cast<ColumnId>(routine_.columns.size());
    routine_.columns.push_back({type, column.low, column.high, {}});
    Instruction code;
    code.kernel = Kernel::resize;
    code.inputs = {id};
    code.out = made;
    code_.push_back(std::move(code));
    other_[id] = made;
    other_.push_back(id);
    return made;
  }

  Routine& routine_;
  std::vector<ColumnId> other_;  // by column: its numbers in the other width
  std::vector<bool> stays_narrow_;
  std::vector<Instruction> code_;
};

}  // namespace

void use_small(Routine& routine) {
  Widths(routine).run();
}

}  // namespace rubric::engine
