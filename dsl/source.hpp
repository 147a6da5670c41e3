// The text of one rules file, as typed and as read.
//
// `folded` is what the grammar sees: BOM dropped, CRLF and CR made LF, full-width characters made plain
// (engine/text.hpp). Spans count bytes of `folded`; original() and place() lead back to what was typed.
// Characters are folded one for one, so lines and columns are the same in both.
//
//   Source source("town.rules", bytes, problems);
//   source.place({9, 12})  -> town.rules, line 1, column 4, width 1, "规则集 某镇"
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::dsl {

/// Bytes [begin, end) of a Source's folded text.
struct Span {
  std::uint32_t begin = 0, end = 0;
};

class Source {
 public:
  /// Part of another file's text.
  struct Piece {
    std::shared_ptr<const Source> from;
    Span span;
    bool ends_line = true;  // what follows starts a new line
  };
  /// Bytes that a rules file may have.
  static constexpr std::size_t max_bytes = 4u << 20;
  /// Bytes of a line that a Place shows; of a longer one it shows nothing.
  static constexpr std::size_t max_line_text = 4096;

  /// Takes over `bytes` as read from `name`. An unusable file (empty, binary, not UTF-8, too long) leaves the
  /// reason in `problems` and an empty text.
  Source(std::string name, std::string bytes, std::vector<engine::Diagnostic>& problems);

  /// A text put together from parts of other files; place() leads back to them.
  Source(std::string name, std::vector<Piece> pieces);

  const std::string& name() const { return name_; }
  std::string_view folded() const { return folded_; }
  std::string_view folded(Span span) const { return folded().substr(span.begin, span.end - span.begin); }
  /// The number of the line, from 1. In a text put together it counts that text's own lines.
  std::uint32_t line(Span span) const;
  Span line_span(std::uint32_t line) const { return {lines_[line - 1], lines_[line - 1]}; }
  /// What was typed at `span`.
  std::string_view original(Span span) const;
  /// Where `span` lies, with its line as typed; the width counts characters, is at least 1 and stops at the
  /// line's end.
  engine::Place place(Span span) const;

 private:
  bool usable(std::vector<engine::Diagnostic>& problems);
  void read();

  std::string name_;
  std::string bytes_;
  std::string folded_;
  std::vector<std::uint32_t>
      origin_;  // origin_[i]: offset in bytes_ of the character that folded_[i] belongs to
  std::vector<std::uint32_t> lines_;   // offset in folded_ of each line's first character
  std::vector<Piece> pieces_;          // of a text put together
  std::vector<std::uint32_t> starts_;  // offset in folded_ of each piece
};

}  // namespace rubric::dsl
