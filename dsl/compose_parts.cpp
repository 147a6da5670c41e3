#include "dsl/compose_parts.hpp"

#include "engine/text.hpp"

namespace rubric::dsl {

using engine::Language;
using engine::Text;
using Piece = Source::Piece;

Text both(Word word) {
  return {std::string(spelling(word, Language::zh)), std::string(spelling(word, Language::en))};
}

Text called(Word what, const std::string& name) {
  const Text text = both(what);
  if (name.empty()) return text;
  return {text.zh + "“" + name + "”", text.en + " “" + name + "”"};
}

int heading_level(Word what) {
  return what == Word::section ? 1 : what == Word::subsection ? 2 : 0;
}

Parts::Parts(std::shared_ptr<const Source> source, const Syntax& syntax)
    : source_(std::move(source)), tree_(*source_, syntax) {
  for (const NodeId node : tree_.children(0)) add(node);
}

Piece Parts::first_line(NodeId node) const {
  Span span = tree_.span(node);
  const std::size_t end = source_->folded(span).find_first_of("\n|");
  if (end != std::string_view::npos) span.end = span.begin + static_cast<std::uint32_t>(end);
  return {source_, span};
}

engine::Place Parts::place(NodeId node) const {
  return source_->place(first_line(node).span);
}

void Parts::add(NodeId node) {
  switch (tree_.kind(node)) {
    case NodeKind::data:
    case NodeKind::parameters:
      rows(node);
      break;
    case NodeKind::formula:
    case NodeKind::method:
    case NodeKind::section:
    case NodeKind::subsection:
    case NodeKind::indicator:
    case NodeKind::bonus:
    case NodeKind::penalty:
    case NodeKind::veto:
    case NodeKind::grades:
      all.push_back(part(node, tree_.word(node)));
      break;
    case NodeKind::removal:
      removals.push_back(node);
      break;
    case NodeKind::sample:
      samples.push_back(node);
      break;
    default:
      header.push_back(node);
  }
}

void Parts::rows(NodeId block) {
  const bool replaces = tree_.child(block, Word::replace) != 0;
  for (const NodeId row : tree_.children(block)) {
    if (tree_.kind(row) != NodeKind::data_line && tree_.kind(row) != NodeKind::parameter) continue;
    Part one = part(row, tree_.word(block));
    one.replaces = replaces;
    one.head = {first_line(block)};
    all.push_back(std::move(one));
  }
}

Part Parts::part(NodeId node, Word what) const {
  Part one;
  one.what = what;
  one.node = node;
  one.replaces = tree_.child(node, Word::replace) != 0;
  one.text = {piece(node)};
  if (const NodeId title = tree_.child(node, NodeKind::title)) one.name = tree_.title(title);
  if (const NodeId name = tree_.child(node, NodeKind::name); name && one.name.empty())
    one.name = tree_.name(name);
  one.key = engine::fold(one.name);
  return one;
}

void Parts::find_uses() {
  for (Part& part : all) collect_names(part.node, part.uses);
}

void Parts::collect_names(NodeId node, std::set<std::string>& found) const {
  for (const NodeId child : tree_.children(node)) {
    if (tree_.kind(child) == NodeKind::name) found.insert(engine::fold(tree_.name(child)));
    if (tree_.kind(child) == NodeKind::same_as)
      found.insert(engine::fold(tree_.title(tree_.child(child, NodeKind::title))));
    collect_names(child, found);
  }
}

}  // namespace rubric::dsl
