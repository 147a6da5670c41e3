// The state of one parse: the tree built so far, how far the present line could be read, and what was found
// wrong.
//
// The grammar reports every piece that did not stand where it was looked for. Of these the furthest in the
// line are kept: they are where a reader would point, and what could have stood there. When a line cannot be
// read, report() makes one message of them and says where to go on.
#pragma once

#include <vector>

#include "dsl/expectation.hpp"
#include "dsl/lexis.hpp"
#include "dsl/parse.hpp"
#include "dsl/syntax.hpp"

namespace rubric::dsl {

class Reader {
 public:
  Reader(const Source& source, std::vector<engine::Diagnostic>& problems);

  const Source& source;
  const std::string_view text;
  Syntax tree;

  engine::Language language() const { return tree.language; }

  // --- the tree ---
  std::size_t mark() const { return tree.nodes.size(); }
  void cut(std::size_t mark) { tree.nodes.resize(mark); }
  /// Opens a node at the first character that is no blank; close() ends it.
  std::uint32_t open(NodeKind kind, std::size_t at);
  void close(std::uint32_t node, std::size_t end);
  /// The open node that a line's keyword belongs to.
  std::uint32_t innermost = 0;
  /// A line's content ends at `end`, the next line begins at `after`: nodes that are closed there end with
  /// the content.
  void line_ended(std::size_t end, std::size_t after);
  /// Takes the node away and leaves its children, if there is but one.
  void unwrap(std::uint32_t node);
  void leaf(NodeKind kind, std::size_t begin, std::size_t end, Word word = Word::no_word);

  // --- where a line can be read to ---
  /// The line keyword at `at`; asked many times for the same place. `end`: after it.
  Word keyword_at(std::size_t at, std::size_t* end = nullptr);
  void missed(std::size_t at, Expectation expectation);
  /// From here on misses at `at` are called `expectation` (a value, not its ten spellings). False if already
  /// covered.
  bool cover(std::size_t at, Expectation expectation);
  void uncover() { covered_ = npos; }
  /// A problem that is reported if the line cannot be read, whatever else was expected.
  void blame(engine::Code code, std::size_t begin, std::size_t end, std::vector<engine::Text> arguments);
  /// A number at [begin, end): too many digits, or an exponent, is reported at once, and only once.
  void check_number(std::size_t begin, std::size_t end, std::size_t exponent_end);

  /// Where a title stopped because what follows may be points or not: 考核满90分.
  std::size_t doubtful = npos;
  int quiet = 0;    // within a look ahead: misses are not counted
  int nesting = 0;  // brackets open

  // --- lines ---
  void begin_line(std::size_t at);
  /// The line from `at` could not be read: one message, a `broken` node; returns where reading goes on. `row`
  /// is what it should have been, or `file` for a line that began with its keyword.
  std::size_t report(std::size_t at, NodeKind row);
  /// The same for a line that begins with no keyword that may stand here; `group`: header or clause lines.
  std::size_t report_stranger(std::size_t at, LineGroup group);
  /// The same for a first line that is no head. Goes on at the same line if it says something else.
  std::size_t report_headless(std::size_t at);
  /// Set by a report when the line looks like a declaration: the clauses that follow belong to nothing.
  bool orphaned = false;
  /// Whether a row that could be read is rather a declaration with a slip in its keyword: 样列 广普镇.
  bool looks_like_declaration(std::size_t at) const;
  /// Whether a line is but one word, nearly that of a declaration: 数椐.
  bool lone_declaration_slip(std::size_t at) const;
  /// Whether a line begins with a keyword that lacks the blank after it: 目标≥100%.
  bool glued_keyword_at(std::size_t at) const;

 private:
  static constexpr std::size_t max_problems = 1000;  // no one reads more; a file could hold half a million

  static Span span(std::size_t begin, std::size_t end) {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
  }
  engine::Place place(std::size_t begin, std::size_t end) const { return source.place(span(begin, end)); }
  void add(engine::Diagnostic diagnostic);
  /// So many problems that no more are worked out.
  bool full() const { return problems_.size() > max_problems; }
  std::size_t give_up(std::size_t at, std::size_t from);
  bool report_misplaced(std::size_t at);
  bool report_glued_keyword(std::size_t at, bool to_letters);
  bool report_slip_in_row(std::size_t at, NodeKind row);
  bool report_slip(std::size_t line);
  bool report_undirected_target(std::size_t line, std::size_t at);
  bool report_comma_in_number(std::size_t at);
  bool report_doubtful_points(std::size_t at);
  bool report_word_inside_name(std::size_t line, std::size_t stopped);
  void report_furthest(const engine::Text& usual);
  bool line_names_points(std::size_t at) const;

  std::vector<engine::Diagnostic>& problems_;
  std::size_t furthest_ = 0;
  std::vector<Expectation> expected_;
  std::size_t covered_ = npos;
  Expectation cover_{Wanted::word};
  std::vector<engine::Diagnostic> blamed_;  // at most one
  std::size_t checked_numbers_ = 0;         // numbers before this offset have been reported
  std::size_t keyword_place_ = npos;
  std::size_t keyword_end_ = 0;
  Word keyword_ = Word::no_word;
  std::size_t line_end_ = 0, after_line_end_ = npos;  // of the line read last
};

}  // namespace rubric::dsl
