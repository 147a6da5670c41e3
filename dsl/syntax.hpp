// What a rules file says, as a tree: one node per construct of the grammar (docs/grammar.peg), no meaning
// yet.
//
// The tree is one flat array in pre-order. A node's children follow it directly; `next` is the index after
// its last descendant, so a walk needs no pointers and the tree is immutable once built. Words that decide
// something (modes, 含/不含, 扣完为止) are leaves of kind `word`; names, numbers and titles are leaves with
// their span. A line's own keyword is no leaf: its node's `word` holds it. nodes.def lists the children of
// every kind.
//
//   目标 ≥90%      target[ comparison(ge) quantity[ number unit ] ]
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dsl/source.hpp"
#include "dsl/words.hpp"

namespace rubric::dsl {

enum class NodeKind : std::uint8_t {
#define RUBRIC_NODE(kind) kind,
#include "dsl/nodes.def"
#undef RUBRIC_NODE
};
std::string_view name(NodeKind kind);

struct Node {
  NodeKind kind;
  Word word;           // of a word or comparison: which one; of a line: its keyword; else no_word
  Span span;           // folded bytes, without surrounding blanks
  std::uint32_t next;  // index after the last descendant
};

struct Syntax {
  engine::Language language = engine::Language::zh;
  std::vector<Node> nodes;  // nodes[0] is the file

  /// Calls `visit(index)` for each child of `parent`, in order.
  template <class Visit>
  void each_child(std::uint32_t parent, Visit&& visit) const {
    for (std::uint32_t i = parent + 1; i < nodes[parent].next; i = nodes[i].next) visit(i);
  }
};

/// Whether a name, label or title was typed in quotes as a whole.
bool quoted(const Source& source, const Node& node);

/// What was typed in a span: a continued line is joined to the one before, without the comment at its end.
std::string on_one_line(const Source& source, Span span);

/// What a name, label, title or text says as it was typed, on one line and without the quotes round the
/// whole. `folded_wording` is the same in plain characters, for comparing.
std::string wording(const Source& source, const Node& node);
std::string folded_wording(const Source& source, const Node& node);

/// The tree as indented text, one node a line, for `rubric dump --stage syntax` and tests:
///   target
///     comparison(ge) ≥
std::string to_text(const Syntax& syntax, const Source& source);

}  // namespace rubric::dsl
