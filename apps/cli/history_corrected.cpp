#include "history_corrected.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>

#include "engine/text.hpp"
#include "formats/text_table.hpp"

namespace rubric::cli {

namespace {

constexpr std::size_t most_rows = 10;   // that are told
constexpr std::size_t most_cells = 3;   // of a row
constexpr std::size_t most_bytes = 60;  // of a cell

std::string shown(const std::string& cell) {
  if (cell.empty()) return "（空）";
  std::size_t end = 0;
  while (end < cell.size() && end < most_bytes) end += engine::decode(cell, end).bytes;
  return formats::visible(cell.substr(0, end)) + (end < cell.size() ? "…" : "");
}

/// "司法局 2024：满意度 89 → 88"
std::string shown(const std::string& unit, int year, const std::vector<formats::CellChange>& changes) {
  std::string text = fmt::format("{} {}：", formats::visible(unit), year);
  for (std::size_t i = 0; i < std::min(changes.size(), most_cells); ++i) {
    const formats::CellChange& one = changes[i];
    text += (i > 0 ? "，" : "") + shown(one.column) + " " + shown(one.before) + " → " + shown(one.after);
  }
  const std::size_t all = changes.size();
  return all > most_cells ? text + fmt::format("，另有 {0} 格 / {0} more cells", all - most_cells) : text;
}

}  // namespace

void Corrected::add(const std::string& unit, int year, std::int64_t before,
                    const std::vector<formats::CellChange>& changes) {
  last_ = std::max(last_, before);
  if (changes.empty()) {
    ++same_;
    return;
  }
  ++changed_;
  if (shown_.size() < most_rows) shown_.push_back(shown(unit, year, changes));
}

void Corrected::print() const {
  if (changed_ + same_ == 0) return;
  fmt::print("其中更正 {0} 行，原来的保留 / {0} of them corrections, what they correct is kept\n", changed_);
  if (same_ > 0) fmt::print("另有 {0} 行与原来相同 / {0} more are as they were\n", same_);
  for (const std::string& row : shown_) fmt::print("  {}\n", row);
  if (const auto rows = static_cast<std::int64_t>(shown_.size()); changed_ > rows)
    fmt::print("  还有 {0} 行 / {0} more rows\n", changed_ - rows);
}

}  // namespace rubric::cli
