// Where the characters stand that a CSV row is made of: separators, line ends, quotation marks, NUL.
//
//   find_marks(text, ',', marks)      "a,b\n" -> 1 3, one separator, one line end
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rubric::formats {

/// Bytes behind `text` that find_marks may look at, whatever they are.
inline constexpr std::size_t marks_margin = 64;

struct Marks {
  std::size_t count = 0;
  std::size_t separators = 0, lines = 0;  // of them
};

/// The places of `, ; tab " LF CR NUL` in `text`, in order; `places` is overwritten, its memory used again.
/// What is after `count` in it is anything. Vector instructions are used where the machine has them.
Marks find_marks(std::string_view text, char separator, std::vector<std::uint32_t>& places);

/// The same, byte by byte.
Marks find_marks_plain(std::string_view text, char separator, std::vector<std::uint32_t>& places);

}  // namespace rubric::formats
