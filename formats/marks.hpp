// Where the characters stand that a CSV row is made of: separators, line ends, quotation marks, NUL.
//
//   find_marks("a,b\n", 0, ',', places)      places: -1, 1, 3; one line end, all between them separators
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace rubric::formats {

struct Marks {
  std::size_t count = 0;
  std::size_t lines = 0;  // line feeds among them
  bool others = false;    // some are neither line feeds nor the separator
};

/// The places of `, ; tab " LF CR NUL` in `text` from `begin` on, in order. `places` is overwritten, its
/// memory used again: first comes the place before `begin`, as if a mark were there, then the `count` marks;
/// what is after them is anything. Vector instructions are used where the machine has them.
Marks find_marks(std::string_view text, std::size_t begin, char separator,
                 std::vector<std::uint32_t>& places);

/// The same, byte by byte.
Marks find_marks_plain(std::string_view text, std::size_t begin, char separator,
                       std::vector<std::uint32_t>& places);

}  // namespace rubric::formats
