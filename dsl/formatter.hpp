// What the parts of the formatter share: the tree being printed, the language it is printed in, the lines so
// far. Private to dsl/format*.cpp; the parts are files by what they print: words and numbers and expressions
// (format_expression.cpp), clauses (format_clause.cpp), declarations and their tables (format_lines.cpp).
//
// A function that takes a node gives its text in the target language, without what stands before or after it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dsl/format_facts.hpp"
#include "dsl/format_layout.hpp"
#include "dsl/tree.hpp"
#include "engine/number.hpp"

namespace rubric::dsl {

class Formatter {
 public:
  Formatter(const Source& source, const Syntax& syntax, engine::Language to)
      : syntax_(syntax), tree_(source, syntax), facts_(tree_), to_(to) {}

  /// The lines of the file without their comments.
  std::vector<FormatLine> lines();

 private:
  using Text = std::string;

  // --- format_lines.cpp: declarations, tables, rows ---
  void declaration(NodeId id);
  void body(NodeId id);
  void item(NodeId id, int indent);
  void clause(NodeId id, int indent);
  void table(NodeId id, int indent);
  void rows(const std::vector<NodeId>& ids, int indent);
  std::vector<Text> row_cells(NodeId id);
  std::vector<Text> data_cells(NodeId id);
  Text label_text(NodeId id) const;
  Text level_value(NodeId id);
  Text head(NodeId id);
  Text formula(NodeId id);
  Text points_tail(NodeId id);
  Text sample_line(NodeId id);
  FormatLine& add(NodeId id, int indent, std::vector<Text> cells);
  /// What a title stands in, when it is tried without quotes.
  enum class Setting { file, declaration, clause, sample };
  /// `before`, the title, `after`: in quotes only if it would not be read as this title without.
  Text titled(Setting setting, const Text& before, NodeId title, const Text& after);
  bool reads_as(Setting setting, const Text& line, const Text& title) const;

  // --- format_clause.cpp: what stands behind a keyword ---
  Text clause_text(NodeId id);
  Text target(NodeId id);
  Text score(NodeId id);
  Text by_steps(NodeId id);
  Text minus(NodeId id);
  Text kind(NodeId id);
  Text step(NodeId id, NodeId counted);
  Text per_zh(NodeId per, NodeId counted);
  Text way(Word word, NodeId count, NodeId counted);
  Text count(NodeId id, NodeId counted);
  Text part_steps(NodeId id, NodeId step, NodeId counted);
  bool adds_part_steps(NodeId step, NodeId part_steps) const;
  Text limits(const std::vector<NodeId>& found, bool losses);
  Text limit(NodeId id, Word zh_most);
  Text ceiling(NodeId sentence);
  Text not_applicable_if(NodeId id);
  Text consequence(const std::vector<NodeId>& parts);
  Text word_and_amount(NodeId id);
  Text then(NodeId id);
  Text value(NodeId id);
  Text worth(NodeId id);
  std::optional<engine::Rational> points_of(NodeId worth_or_points) const;
  Text rounding(NodeId id);
  Text printed_text(NodeId id);
  bool loses(NodeId step) const;

  // --- format_expression.cpp: words, names, numbers, expressions, conditions ---
  /// How tightly an expression must bind to stand without brackets.
  enum class Binding { either, both, test, sum, product, atom };
  Text expression(NodeId id, Binding least = Binding::either);
  Text chain(NodeId id, Binding operands);
  Text test(NodeId id);
  Text negation(NodeId id);
  Text call(NodeId id);
  Text condition(NodeId id, NodeId counted);
  Text compared(NodeId comparison, NodeId operand);
  Text range(NodeId id, bool whole, bool closed_is_plain, const std::optional<engine::Unit>& adopted);
  Text side(NodeId id, bool in_cell);
  Text cell(NodeId id, NodeId datum);
  Text result(NodeId id);
  Text amount(NodeId id);
  Text quantity(NodeId id, const Text& borrowed_unit = {});
  Text with_unit(const Text& number, const Text& unit) const;
  Text points(NodeId id);
  Text stated_points(NodeId id);
  Text percent(NodeId id);
  Text date(NodeId id);
  Text number(NodeId id) const;
  Text unit(const Text& word) const;
  Text name(NodeId id) const;
  Text names(const std::vector<NodeId>& ids) const;
  Text levels(NodeId subject, const std::vector<NodeId>& ids) const;
  Text answer(NodeId id, bool yes_no) const;
  Text quoted(const Text& content) const;
  Text guess(NodeId owner);
  bool literal(NodeId id) const;

  // --- words ---
  bool zh() const { return to_ == engine::Language::zh; }
  bool translating() const { return to_ != tree_.language(); }
  Text word(Word which) const { return Text(spelling(which, to_)); }
  Text word_of(NodeId id) const { return word(tree_.word(id)); }
  Text comma() const { return Text(zh() ? "，" : ", ") + soft_break; }
  Text plain_comma() const { return zh() ? "，" : ", "; }
  Text list() const { return zh() ? "、" : "; "; }
  Text blank() const { return zh() ? "" : " "; }
  Text to_word() const { return zh() ? word(Word::to) : " " + word(Word::to) + " "; }

  const Syntax& syntax_;
  const Tree tree_;
  const Facts facts_;
  const engine::Language to_;
  std::vector<FormatLine> lines_;
  std::uint32_t tables_ = 0;

  // The item whose clauses are being printed.
  NodeKind item_kind_ = NodeKind::file;
  bool in_item_ = false;                         // 满分, 实际 and 目标 are its own
  NodeId actual_ = 0;                            // its 实际
  std::optional<engine::Rational> item_points_;  // if they are a number
  bool in_checklist_ = false;                    // in a row of 逐项 or 就高
};

/// The pieces of a continued line as typed, each with the comment at its end.
struct TypedPiece {
  std::string text, comment;
};
std::vector<TypedPiece> typed_pieces(const Source& source, Span span);

/// Where a comment begins in the line [begin, end) of folded text, or `end`; a # inside `quoted` spans is
/// none.
std::uint32_t comment_in(std::string_view folded, std::uint32_t begin, std::uint32_t end,
                         const std::vector<Span>& quoted);

}  // namespace rubric::dsl
