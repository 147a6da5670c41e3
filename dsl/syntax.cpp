#include "dsl/syntax.hpp"

#include "dsl/lexis.hpp"

namespace rubric::dsl {

namespace {

struct Quotes {
  std::string_view open, close;
};
// As folded, and as an original that folding leaves alone.
constexpr Quotes quotes[] = {{"\"", "\""}, {"「", "」"}};

// The span inside the quotes, if they stand round the whole and not only at both ends ("甲"和"乙").
bool inside(std::string_view folded, Span span, Span& inner) {
  const std::string_view text = folded.substr(span.begin, span.end - span.begin);
  for (const auto& [open, close] : quotes) {
    if (text.size() <= open.size() + close.size()) continue;
    if (text.substr(0, open.size()) != open || text.substr(text.size() - close.size()) != close) continue;
    const std::string_view content = text.substr(open.size(), text.size() - open.size() - close.size());
    if (content.find(close) != std::string_view::npos) continue;
    inner = {span.begin + static_cast<std::uint32_t>(open.size()),
             span.end - static_cast<std::uint32_t>(close.size())};
    return true;
  }
  return false;
}

bool may_be_quoted(NodeKind kind) {
  return kind == NodeKind::name || kind == NodeKind::label || kind == NodeKind::title ||
         kind == NodeKind::text;
}

// Where a comment begins in a line, or its end.
std::uint32_t comment_in(std::string_view text, Span line) {
  for (std::uint32_t at = line.begin; at < line.end; ++at) {
    if (comment_at(text, at)) return at;
  }
  return line.end;
}

// Joins continued lines: what stands between the pieces is a comment, a line end and its ……
template <class Piece>
std::string joined(const Source& source, Span span, Piece piece) {
  std::string out;
  const std::string_view text = source.folded();
  const auto add = [&](std::string_view next) {
    // A line end parts words, which Chinese does not part.
    const auto letter = [](char c) { return c > ' ' && static_cast<unsigned char>(c) < 0x80; };
    if (!out.empty() && !next.empty() && letter(out.back()) && letter(next.front())) out += ' ';
    out += next;
  };
  std::uint32_t begin = span.begin;
  for (std::uint32_t at = begin; at < span.end; ++at) {
    if (text[at] != '\n') continue;
    const std::size_t after = after_continuation(text, at);
    if (after == npos) continue;
    add(engine::trim(piece({begin, comment_in(text, {begin, at})})));
    at = begin = static_cast<std::uint32_t>(skip_blanks(text, after));
    --at;
  }
  if (begin < span.end) add(piece({begin, span.end}));
  return out;
}

Span content(const Source& source, const Node& node) {
  Span inner = node.span;
  if (may_be_quoted(node.kind)) inside(source.folded(), node.span, inner);
  return inner;
}

}  // namespace

std::string_view name(NodeKind kind) {
  static constexpr std::string_view names[] = {
#define RUBRIC_NODE(kind) #kind,
#include "dsl/nodes.def"
#undef RUBRIC_NODE
  };
  return names[static_cast<std::size_t>(kind)];
}

bool quoted(const Source& source, const Node& node) {
  Span inner;
  return may_be_quoted(node.kind) && inside(source.folded(), node.span, inner);
}

std::string on_one_line(const Source& source, Span span) {
  return joined(source, span, [&](Span part) { return source.original(part); });
}

std::string wording(const Source& source, const Node& node) {
  return joined(source, content(source, node), [&](Span span) { return source.original(span); });
}

std::string folded_wording(const Source& source, const Node& node) {
  return joined(source, content(source, node), [&](Span span) { return source.folded(span); });
}

std::string to_text(const Syntax& syntax, const Source& source) {
  std::string out;
  std::vector<std::uint32_t> open;  // where each ancestor ends
  for (std::uint32_t i = 0; i < syntax.nodes.size(); ++i) {
    const Node& node = syntax.nodes[i];
    while (!open.empty() && open.back() <= i) open.pop_back();
    out.append(2 * open.size(), ' ').append(name(node.kind));
    if (node.word != Word::no_word && name(node.kind) != name(node.word)) {
      out.append("(").append(name(node.word)).append(")");
    }
    if (node.next == i + 1 && node.kind != NodeKind::file) out.append(" ").append(wording(source, node));
    out += '\n';
    open.push_back(node.next);
  }
  return out;
}

}  // namespace rubric::dsl
