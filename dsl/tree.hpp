// Reading the syntax tree: children by kind, and the text of names and titles.
//
// Node numbers are indices into Syntax::nodes. 0 is the file, which is nobody's child, so 0 also says "no
// such node".
#pragma once

#include <string>
#include <vector>

#include "dsl/syntax.hpp"

namespace rubric::dsl {

using NodeId = std::uint32_t;

class Tree {
 public:
  Tree(const Source& source, const Syntax& syntax) : source_(source), syntax_(syntax) {}

  const Source& source() const { return source_; }
  engine::Language language() const { return syntax_.language; }
  NodeKind kind(NodeId id) const { return syntax_.nodes[id].kind; }
  Word word(NodeId id) const { return syntax_.nodes[id].word; }
  Span span(NodeId id) const { return syntax_.nodes[id].span; }
  bool is(NodeId id, Word word) const { return kind(id) == NodeKind::word && this->word(id) == word; }

  std::vector<NodeId> children(NodeId id) const;
  std::vector<NodeId> children(NodeId id, NodeKind kind) const;
  /// The first child of a kind, or 0; and the first child that is this word, or 0.
  NodeId child(NodeId id, NodeKind kind) const;
  NodeId child(NodeId id, Word word) const;
  /// Whether there is a node of a kind anywhere below.
  bool has(NodeId id, NodeKind kind) const;
  /// The first child of any kind, or 0.
  NodeId first(NodeId id) const;

  std::string folded(NodeId id) const { return std::string(source_.folded(span(id))); }
  /// What was typed, continued lines joined, blanks at the ends cut.
  std::string typed(NodeId id) const;
  std::string typed(Span span) const;
  /// A name: quotes dropped. A bare name is folded, a quoted one is as typed.
  std::string name(NodeId id) const;
  /// A title: as typed, quotes round the whole of it dropped.
  std::string title(NodeId id) const;

  /// The line in the text that is checked; unique also where that text is put together from several files.
  std::uint32_t line(NodeId id) const { return source_.line(span(id)); }
  /// Such a line as a reader finds it: "12", or "12（province.rules）" in another file.
  std::string shown_line(std::uint32_t line) const;

 private:
  const Source& source_;
  const Syntax& syntax_;
};

}  // namespace rubric::dsl
