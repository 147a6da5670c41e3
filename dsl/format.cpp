#include "dsl/format.hpp"

#include <algorithm>

#include "dsl/formatter.hpp"
#include "dsl/lexis.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

namespace {

/// Whether a place lies in one of these spans, which stand in order.
bool within(const std::vector<Span>& spans, std::uint32_t at) {
  const auto after = std::upper_bound(spans.begin(), spans.end(), at,
                                      [](std::uint32_t place, Span span) { return place < span.begin; });
  return after != spans.begin() && at < std::prev(after)->end;
}

/// What stands on one line of the file as it was typed.
struct TypedLine {
  std::uint32_t begin = 0, end = 0, comment = 0;  // comment == end: none
  bool empty = true;                              // but for a comment
};

std::vector<TypedLine> typed_lines(std::string_view folded, const std::vector<Span>& quoted) {
  std::vector<TypedLine> lines;
  for (std::size_t at = 0; at < folded.size();) {
    TypedLine line;
    line.begin = static_cast<std::uint32_t>(at);
    line.end = static_cast<std::uint32_t>(std::min(folded.find('\n', at), folded.size()));
    line.comment = comment_in(folded, line.begin, line.end, quoted);
    const std::string_view said = folded.substr(line.begin, line.comment - line.begin);
    line.empty = said.find_first_not_of(" |") == npos;
    lines.push_back(line);
    at = line.end + 1;
  }
  return lines;
}

std::string comment_text(const Source& source, std::uint32_t begin, std::uint32_t end) {
  const std::string typed(engine::trim(source.original({begin, end})));
  return "#" + typed.substr(engine::decode(typed, 0).bytes);  // ＃ too
}

/// Puts the comments and empty lines of the file where its lines are.
class Surroundings {
 public:
  Surroundings(const Source& source, const Syntax& syntax, std::vector<FormatLine>& lines)
      : source_(source), lines_(lines) {
    for (const Node& node : syntax.nodes) {
      // No comment begins in a quoted name or in a remark.
      const bool name = node.kind == NodeKind::name || node.kind == NodeKind::label;
      if (name && quoted(source, node)) quoted_.push_back(node.span);
      if (node.kind == NodeKind::guess) quoted_.push_back(node.span);
      // The comments within a text are printed with it.
      if (node.kind == NodeKind::text) texts_.push_back(node.span);
    }
  }

  /// The comments after the last line.
  std::vector<OwnComment> place() {
    const std::string_view folded = source_.folded();
    const std::vector<TypedLine> typed = typed_lines(folded, quoted_);
    for (std::size_t i = 0; i < typed.size(); ++i) {
      const bool below_empty = i > 0 && typed[i - 1].empty && typed[i - 1].comment == typed[i - 1].end;
      if (!typed[i].empty) begin_lines(typed[i], below_empty);
      if (typed[i].comment == typed[i].end) continue;
      const bool continued = after_continuation(folded, typed[i].end) != npos;
      if (typed[i].empty) {
        waiting_.push_back({comment_text(source_, typed[i].comment, typed[i].end), below_empty});
      } else if (!continued) {
        lines_[next_ - 1].behind = comment_text(source_, typed[i].comment, typed[i].end);
      } else if (!within(texts_, typed[i].comment)) {
        // A line that was broken here will not be: the comment moves above it.
        lines_[next_ - 1].above.push_back({comment_text(source_, typed[i].comment, typed[i].end), false});
      }
    }
    return std::move(waiting_);
  }

 private:
  /// The lines that begin on this typed line; the first has what waited for it.
  void begin_lines(const TypedLine& typed, bool below_empty) {
    bool first = true;
    for (; next_ < lines_.size() && lines_[next_].begin < typed.end; ++next_) {
      if (!first) continue;
      lines_[next_].above = std::move(waiting_);
      lines_[next_].empty_line_above = below_empty;
      waiting_.clear();
      first = false;
    }
  }

  const Source& source_;
  std::vector<FormatLine>& lines_;
  std::vector<Span> quoted_, texts_;
  std::vector<OwnComment> waiting_;
  std::size_t next_ = 0;  // of lines_: the first that has not begun
};

bool has_broken_lines(const Syntax& syntax) {
  return std::any_of(syntax.nodes.begin(), syntax.nodes.end(),
                     [](const Node& node) { return node.kind == NodeKind::broken; });
}

}  // namespace

std::uint32_t comment_in(std::string_view folded, std::uint32_t begin, std::uint32_t end,
                         const std::vector<Span>& quoted) {
  for (std::size_t at = begin; (at = folded.find('#', at)) < end; ++at) {
    const bool in_name = within(quoted, static_cast<std::uint32_t>(at));
    if (comment_at(folded, at) && !in_name) return static_cast<std::uint32_t>(at);
  }
  return end;
}

std::vector<TypedPiece> typed_pieces(const Source& source, Span span) {
  std::vector<TypedPiece> pieces;
  const std::string_view folded = source.folded();
  for (std::uint32_t at = span.begin; at < span.end;) {
    const auto end = static_cast<std::uint32_t>(std::min<std::size_t>(folded.find('\n', at), span.end));
    const std::uint32_t comment = comment_in(folded, at, end, {});
    TypedPiece piece;
    piece.text = engine::trim(source.original({at, comment}));
    if (comment < end) piece.comment = comment_text(source, comment, end);
    pieces.push_back(std::move(piece));
    const std::size_t after = end < span.end ? after_continuation(folded, end) : npos;
    if (after == npos) break;
    at = static_cast<std::uint32_t>(skip_blanks(folded, after));
  }
  return pieces;
}

std::string format(const Source& source, const Syntax& syntax, engine::Language to) {
  if (syntax.nodes.size() < 2 || has_broken_lines(syntax)) {
    return std::string(source.original({0, static_cast<std::uint32_t>(source.folded().size())}));
  }
  std::vector<FormatLine> lines = Formatter(source, syntax, to).lines();
  const std::vector<OwnComment> last = Surroundings(source, syntax, lines).place();
  return lay_out(lines, last, to);
}

}  // namespace rubric::dsl
