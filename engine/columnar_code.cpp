#include "engine/columnar_code.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace rubric::engine {
namespace {

constexpr std::array kernel_names{"known", "state",   "date",   "fold",   "sum",   "product",
                                  "clamp", "smaller", "larger", "select", "scale", "divide",
                                  "ratio", "round",   "steps",  "logic",  "resize"};

std::string text_of(Wide value) {
  if (value < 0) return "-" + text_of(-value);
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  return digits;
}

std::string text_of(const Home& home) {
  constexpr std::array places{"unused", "input", "over", "buffer", "output", "inexact"};
  return fmt::format("{} {}", places[static_cast<std::size_t>(home.place)], home.index);
}

template <typename Visit>
void each_result(const Instruction& code, Visit visit) {
  for (const ColumnId id : {code.out, code.valid, code.extra[0], code.extra[1]}) {
    if (id != none) visit(id);
  }
}

}  // namespace

void drop_dead_code(Routine& routine) {
  std::vector<bool> live(routine.columns.size() + 1, false);  // the last one stands for `none`
  const auto mark = [&](ColumnId id) { live[std::min<std::size_t>(id, live.size() - 1)] = true; };
  mark(routine.valid);
  for (const Output& output : routine.outputs) {
    mark(output.number);
    mark(output.inexact);
  }
  live.back() = false;
  std::vector<Instruction> kept;
  for (auto code = routine.code.rbegin(); code != routine.code.rend(); ++code) {
    bool needed = false;
    each_result(*code, [&](ColumnId id) { needed = needed || live[id]; });
    if (!needed) continue;
    for (const ColumnId input : code->inputs) {
      if (input != none) live[input] = true;
    }
    kept.push_back(std::move(*code));
  }
  std::reverse(kept.begin(), kept.end());
  routine.code = std::move(kept);
}

void fuse_clamps(Routine& routine) {
  std::vector<std::size_t> uses(routine.columns.size() + 1, 0);  // the last one stands for `none`
  const auto use = [&](ColumnId id) { ++uses[std::min<std::size_t>(id, uses.size() - 1)]; };
  use(routine.valid);
  for (const Output& output : routine.outputs) {
    use(output.number);
    use(output.inexact);
  }
  std::vector<const Instruction*> clamps(routine.columns.size(), nullptr);
  for (const Instruction& code : routine.code) {
    for (const ColumnId input : code.inputs) use(input);
    if (code.kernel == Kernel::clamp && routine.columns[code.out].type == Type::narrow)
      clamps[code.out] = &code;
  }
  for (Instruction& code : routine.code) {
    if (code.kernel != Kernel::scale && code.kernel != Kernel::divide) continue;
    const Instruction* const clamp = clamps[code.inputs[0]];
    if (!clamp || uses[code.inputs[0]] != 1) continue;
    code.inputs = clamp->inputs;
    code.constants.insert(code.constants.end(), clamp->constants.begin(), clamp->constants.end());
  }
  drop_dead_code(routine);
}

void assign_buffers(Routine& routine) {
  std::vector<std::size_t> last_use(routine.columns.size(), 0);
  for (std::size_t at = 0; at < routine.code.size(); ++at) {
    each_result(routine.code[at], [&](ColumnId id) { last_use[id] = at; });
    for (const ColumnId input : routine.code[at].inputs) {
      if (input != none) last_use[input] = at;
    }
  }
  const std::size_t end = routine.code.size();
  if (routine.valid != none) last_use[routine.valid] = end;
  for (const Output& output : routine.outputs) {
    for (const ColumnId id : {output.number, output.inexact}) {
      if (id != none) last_use[id] = end;
    }
  }
  std::array<std::vector<std::uint32_t>, type_count> free;
  std::vector<std::vector<ColumnId>> ends(end + 1);
  for (std::size_t at = 0; at < end; ++at) {
    each_result(routine.code[at], [&](ColumnId id) {
      ColumnOf& column = routine.columns[id];
      if (column.home.place != Home::Place::unused) return;
      const auto type = static_cast<std::size_t>(column.type);
      std::uint32_t buffer = routine.buffers[type];
      if (free[type].empty()) {
        ++routine.buffers[type];
      } else {
        buffer = free[type].back();
        free[type].pop_back();
      }
      column.home = {Home::Place::buffer, buffer};
      ends[last_use[id]].push_back(id);
    });
    for (const ColumnId id : ends[at]) {
      const ColumnOf& column = routine.columns[id];
      free[static_cast<std::size_t>(column.type)].push_back(column.home.index);
    }
  }
}

std::string to_text(const Routine& routine) {
  std::string text;
  for (const Instruction& code : routine.code) {
    const ColumnOf& out = routine.columns[code.out];
    std::string line = fmt::format("c{} = {}", code.out, kernel_names[static_cast<std::size_t>(code.kernel)]);
    if (code.index != none) line += fmt::format(" #{}", code.index);
    for (const ColumnId input : code.inputs) line += input == none ? " -" : fmt::format(" c{}", input);
    for (const Wide constant : code.constants) line += " " + text_of(constant);
    if (code.valid != none) line += fmt::format(" valid c{}", code.valid);
    constexpr std::array types{"bytes", "small", "narrow", "wide"};
    line += fmt::format("    # {} {}..{}, {}", types[static_cast<std::size_t>(out.type)], text_of(out.low),
                        text_of(out.high), text_of(out.home));
    text += line + "\n";
  }
  return text;
}

}  // namespace rubric::engine
