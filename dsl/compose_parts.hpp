// What a rules file declares, cut into the parts that another file can take over, replace or remove (see
// compose.hpp). Each part keeps where it was typed. Private to compose*.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "dsl/tree.hpp"

namespace rubric::dsl {

/// A word as both languages spell it.
engine::Text both(Word word);

/// 指标“公开评议”; for 等级 and 满分, which have no name, the word alone.
engine::Text called(Word what, const std::string& name);

/// A declaration, or a row of 数据 or 参数, that can be taken over, replaced or removed as one.
struct Part {
  Word what = Word::no_word;        // data, parameters, indicator, …
  std::string name, key;            // as typed, and folded
  NodeId node = 0;                  // in the tree of the file that it came from
  bool replaces = false;            // 替换
  std::uint32_t changed = 0;        // the line of this file that added it or stands in its place; 0: as above
  std::set<std::string> uses;       // the names that it speaks of, folded; find_uses()
  std::vector<Source::Piece> head;  // the line above a row: 数据
  std::vector<Source::Piece> text;
};

/// How deep a heading lies; 0 for what is no heading.
int heading_level(Word what);

/// A file's parts and header lines.
class Parts {
 public:
  Parts(std::shared_ptr<const Source> source, const Syntax& syntax);

  std::vector<Part> all;
  std::vector<NodeId> header;  // lines, the first one names the file's kind
  std::vector<NodeId> removals, samples;

  const Tree& tree() const { return tree_; }
  Source::Piece piece(NodeId node) const { return {source_, tree_.span(node)}; }
  Source::Piece first_line(NodeId node) const;
  engine::Place place(NodeId node) const;

  /// Fills `uses`, which a file that stands for itself does not need.
  void find_uses();
  /// The names in a declaration or sample, and the titles that its sentences refer to (同 …).
  void collect_names(NodeId node, std::set<std::string>& found) const;

 private:
  void add(NodeId node);
  void rows(NodeId block);
  Part part(NodeId node, Word what) const;

  std::shared_ptr<const Source> source_;
  Tree tree_;
};

}  // namespace rubric::dsl
