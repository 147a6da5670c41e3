// Where the records of a CSV text end: the one place that knows what a quotation mark does.
//
// A cell is quoted if it begins with a quotation mark; elsewhere the mark is a character like others. A
// quoted cell may hold line ends, so where a record ends can only be told from its beginning on. The reader
// takes records apart cell by cell, the chunker only hops from one quotation mark to the next.
//
//   whole_records("a,\"1\n2\"\nb,", ',')  -> 8: `a,"1⏎2"⏎` is whole, `b,` may go on
#pragma once

#include <cstddef>
#include <string_view>

namespace rubric::formats {

inline bool is_line_end(char c) {
  return c == '\n' || c == '\r';
}

/// A quoted cell whose opening mark is at `begin - 1`.
struct QuotedCell {
  bool closed = false;       // if not, it goes to the end of its line
  bool doubled = false;      // holds doubled marks
  bool decided = true;       // false: what follows `text` may make it another cell
  std::size_t close = 0;     // of a closed one, where its closing mark is
  std::size_t end = 0;       // where a separator, a line end or the end of the text follows
  std::string_view between;  // what stands between the closing mark and `end`; blank if all is well
};

/// An unclosed mark takes the rest of its line only, so that the rows after it are still read; it is also
/// taken for unclosed if the next mark, in a later line, has text behind it and so opens a cell of its own.
QuotedCell quoted_cell(std::string_view text, std::size_t begin, char separator);

/// The length of the part of `text`, which begins with a record, that is sure to be whole records, whatever
/// follows.
std::size_t whole_records(std::string_view text, char separator);

}  // namespace rubric::formats
