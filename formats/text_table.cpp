#include "formats/text_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::formats {
namespace {

std::string padded(const std::string& text, int width, bool right) {
  const auto blanks = static_cast<std::size_t>(std::max(0, width - engine::display_width(text)));
  return right ? std::string(blanks, ' ') + text : text + std::string(blanks, ' ');
}

void append_row(std::string& out, const std::vector<std::string>& cells, const std::vector<int>& widths,
                const std::vector<bool>& numeric) {
  std::string line;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    line += (i ? "  " : "") + padded(cells[i], widths[i], numeric[i]);
  }
  line.resize(line.find_last_not_of(' ') + 1);
  out += line + "\n";
}

/// Control characters, line separators, and what has no width or changes direction.
bool hidden(char32_t c) {
  const auto within = [c](char32_t first, char32_t last) { return c >= first && c <= last; };
  return c < 0x20 || within(0x7F, 0x9F) || c == 0x61C || within(0x200B, 0x200F) || within(0x2028, 0x202E) ||
         within(0x2060, 0x206F) || c == 0xFEFF;
}

}  // namespace

std::string visible(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const engine::Character c = engine::decode(text, i);
    if (c.code == 0xFFFD && c.bytes == 1) {  // no character: a file's name may be of any bytes
      out += fmt::format("<{:02X}>", static_cast<unsigned char>(text[i]));
    } else if (hidden(c.code)) {
      out += fmt::format("<U+{:04X}>", static_cast<std::uint32_t>(c.code));
    } else {
      out.append(text, i, c.bytes);
    }
    i += c.bytes;
  }
  return out;
}

std::string aligned_table(const std::vector<std::string>& headings,
                          const std::vector<std::vector<std::string>>& rows,
                          const std::vector<bool>& numeric) {
  std::vector<std::string> heads;
  std::vector<int> widths;
  for (const std::string& heading : headings) {
    heads.push_back(visible(heading));
    widths.push_back(engine::display_width(heads.back()));
  }
  std::vector<std::vector<std::string>> shown;
  for (const std::vector<std::string>& row : rows) {
    shown.emplace_back();
    for (std::size_t i = 0; i < row.size(); ++i) {
      shown.back().push_back(visible(row[i]));
      widths[i] = std::max(widths[i], engine::display_width(shown.back().back()));
    }
  }
  std::string out;
  append_row(out, heads, widths, numeric);
  std::vector<std::string> rule;
  for (const int width : widths) rule.emplace_back(static_cast<std::size_t>(width), '-');
  append_row(out, rule, widths, numeric);
  for (const auto& row : shown) append_row(out, row, widths, numeric);
  return out;
}

}  // namespace rubric::formats
