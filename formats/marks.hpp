// Where the characters stand that a CSV row is made of: separators, line ends, quotation marks, NUL.
//
//   find_marks(text, marks)      "a,b\n" -> 1 3
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rubric::formats {

/// Bytes behind `text` that find_marks may look at, whatever they are.
inline constexpr std::size_t marks_margin = 64;

/// The places of `, ; tab " LF CR NUL` in `text`, in order; `marks` is overwritten, its memory used again.
/// What is after `count` in it is anything. Vector instructions are used where the machine has them.
std::size_t find_marks(std::string_view text, std::vector<std::uint32_t>& marks);

/// The same, byte by byte.
std::size_t find_marks_plain(std::string_view text, std::vector<std::uint32_t>& marks);

}  // namespace rubric::formats
