#include "dsl/tree.hpp"

#include <array>

#include "engine/text.hpp"

namespace rubric::dsl {
namespace {

struct Quotes {
  std::string_view open, close;
};
constexpr std::array quote_pairs{Quotes{"“", "”"}, Quotes{"\"", "\""}, Quotes{"「", "」"},
                                 Quotes{"＂", "＂"}};

/// The text inside quotes that enclose all of it; nothing if they do not.
std::string_view unquoted(std::string_view text) {
  for (const Quotes& q : quote_pairs) {
    if (text.size() < q.open.size() + q.close.size() || text.substr(0, q.open.size()) != q.open ||
        text.substr(text.size() - q.close.size()) != q.close) {
      continue;
    }
    const std::string_view inner = text.substr(q.open.size(), text.size() - q.open.size() - q.close.size());
    if (inner.find(q.close) == std::string_view::npos) return inner;
  }
  return {};
}

}  // namespace

std::vector<NodeId> Tree::children(NodeId id) const {
  std::vector<NodeId> found;
  syntax_.each_child(id, [&](NodeId child) { found.push_back(child); });
  return found;
}

std::vector<NodeId> Tree::children(NodeId id, NodeKind wanted) const {
  std::vector<NodeId> found;
  syntax_.each_child(id, [&](NodeId child) {
    if (kind(child) == wanted) found.push_back(child);
  });
  return found;
}

NodeId Tree::child(NodeId id, NodeKind wanted) const {
  for (NodeId i = id + 1; i < syntax_.nodes[id].next; i = syntax_.nodes[i].next) {
    if (kind(i) == wanted) return i;
  }
  return 0;
}

NodeId Tree::child(NodeId id, Word wanted) const {
  for (NodeId i = id + 1; i < syntax_.nodes[id].next; i = syntax_.nodes[i].next) {
    if (is(i, wanted)) return i;
  }
  return 0;
}

bool Tree::has(NodeId id, NodeKind wanted) const {
  for (NodeId i = id + 1; i < syntax_.nodes[id].next; ++i) {
    if (kind(i) == wanted) return true;
  }
  return false;
}

NodeId Tree::first(NodeId id) const {
  return id + 1 < syntax_.nodes[id].next ? id + 1 : 0;
}

std::string Tree::shown_line(std::uint32_t line) const {
  const engine::Place place = source_.place(source_.line_span(line));
  const std::string number = std::to_string(place.line);
  return place.file == source_.name() ? number : number + "（" + place.file + "）";
}

std::string Tree::typed(Span span) const {
  return std::string(engine::trim(on_one_line(source_, span)));
}

std::string Tree::typed(NodeId id) const {
  return typed(span(id));
}

std::string Tree::name(NodeId id) const {
  const std::string text = typed(id);
  const std::string_view inner = unquoted(text);
  return inner.empty() ? engine::fold(text) : std::string(inner);
}

std::string Tree::title(NodeId id) const {
  const std::string text = typed(id);
  const std::string_view inner = unquoted(text);
  return inner.empty() ? text : std::string(inner);
}

}  // namespace rubric::dsl
