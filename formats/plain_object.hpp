// Objects of JSON Lines whose values are plain, read by simdjson, many times as fast as by the reader that
// knows all objects and tells what is wrong with one (decision 0030).
//
// Plain are strings, true, false, null, and numbers whose digits are the cell. Whatever else a line has is
// left to the ordinary reader: read() gives false, as it does where this system has no such library.
//
//   PlainObjects plain;
//   if (!plain.read(line, head, cells)) …the ordinary reader
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "formats/table.hpp"

namespace rubric::formats {

/// For one thread and one table.
class PlainObjects {
 public:
  /// Bytes behind a line that may be looked at, whatever they are.
  static constexpr std::size_t margin = 64;
  /// Lines in whose time the library is loaded, about.
  static constexpr std::size_t usual_few_lines = 200;

  /// Leaves the first `few_lines` to the ordinary reader.
  explicit PlainObjects(std::size_t few_lines = usual_few_lines);
  PlainObjects(PlainObjects&&) noexcept;
  PlainObjects& operator=(PlainObjects&&) noexcept;
  ~PlainObjects();

  /// The cells of a line by column, empty where it has no such key; they stay until the next line is read, as
  /// long as the line does. False if the line has anything unusual; `cells` are anything then.
  bool read(std::string_view line, const TableHead& head, std::vector<std::string_view>& cells);

 private:
  class Parser;
  std::unique_ptr<Parser> parser_;
  [[maybe_unused]] std::size_t few_lines_;  // that are left
};

}  // namespace rubric::formats
