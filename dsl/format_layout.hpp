// Lines to text: rows, columns, filled lines, and the comments and empty lines around them.
//
// A line's text may hold two marks: soft_break, where a line that is too long may go on in a …… line, and a
// line feed, where the writer broke a printed text and it stays broken.
//
//   指标 甲  5分 / 实际 乙 / 计分 按比例     -> 指标 甲  5分 ｜ 实际 乙 ｜ 计分 按比例      if it fits
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::dsl {

inline constexpr char soft_break = '\x1F';

/// A comment on a line of its own, or a line of a file that is nothing but one.
struct OwnComment {
  std::string text;  // with its #
  bool empty_line_above = false;
};

struct FormatLine {
  enum class Shape : std::uint8_t {
    plain,
    column,  // a row of a table: aligned with the rows that have the same `table`
    value,   // of a sample: as many on a line as fit
  };

  std::uint32_t begin = 0;  // of its content in the folded text
  Shape shape = Shape::plain;
  int indent = 0;
  bool declaration = false;        // an empty line above it is kept
  std::uint32_t table = 0;         // column
  std::vector<std::string> cells;  // of a column; else one
  std::string cell;                // what it is as part of a row; empty if it cannot be
  bool row_head = false;           // a row may be made of it and the lines after it
  std::size_t row_clauses = 0;     // how many

  std::vector<OwnComment> above;
  bool empty_line_above = false;
  std::string behind;  // a comment at its end
};

/// `last`: the comments after the last line.
std::string lay_out(const std::vector<FormatLine>& lines, const std::vector<OwnComment>& last,
                    engine::Language language);

}  // namespace rubric::dsl
