// The formatter's lines: declarations with what belongs to them, tables with their rows, samples.

#include <algorithm>

#include "dsl/formatter.hpp"
#include "dsl/parse.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using engine::Language;

namespace {

constexpr int deeper = 2;  // columns that a line stands to the right of what it belongs to

std::string without_breaks(std::string text) {
  text.erase(std::remove(text.begin(), text.end(), soft_break), text.end());
  return text;
}

}  // namespace

std::vector<FormatLine> Formatter::lines() {
  for (const NodeId id : tree_.children(0)) {
    switch (tree_.kind(id)) {
      case NodeKind::ruleset:
      case NodeKind::library:
        add(id, 0, {titled(Setting::file, word_of(id) + " ", tree_.first(id), guess(id))}).declaration = true;
        break;
      case NodeKind::version:
      case NodeKind::in_force:
      case NodeKind::basis:
      case NodeKind::identity:
      case NodeKind::full_marks:
      case NodeKind::each_item:
      case NodeKind::total:
      case NodeKind::may_change:
      case NodeKind::builds_on:
      case NodeKind::imports:
        clause(id, deeper);
        break;
      default:
        declaration(id);
    }
  }
  return std::move(lines_);
}

FormatLine& Formatter::add(NodeId id, int indent, std::vector<Text> cells) {
  FormatLine line;
  line.begin = tree_.span(id).begin;
  line.indent = indent;
  line.cells = std::move(cells);
  lines_.push_back(std::move(line));
  return lines_.back();
}

// --- declarations ---

void Formatter::declaration(NodeId id) {
  switch (tree_.kind(id)) {
    case NodeKind::indicator:
    case NodeKind::method:
    case NodeKind::bonus:
    case NodeKind::penalty:
      item(id, 0);
      return;
    default:
      add(id, 0, {head(id)}).declaration = true;
      body(id);
  }
}

/// The first line of a declaration.
Formatter::Text Formatter::head(NodeId id) {
  const Text edit = tree_.child(id, Word::replace) ? word(Word::replace) + " " : Text();
  const Text keyword = edit + word_of(id);
  const NodeId title = tree_.child(id, NodeKind::title);
  switch (tree_.kind(id)) {
    case NodeKind::data:
    case NodeKind::parameters:
      return keyword + guess(id);
    case NodeKind::formula:
      return keyword + " " + formula(id) + guess(id);
    case NodeKind::grades: {
      const NodeId by = tree_.child(id, Word::by_rounded_total);
      return keyword + "  " + word(by ? Word::by_rounded_total : Word::by_exact_total) + guess(id);
    }
    case NodeKind::removal: {
      const Text what = word_of(tree_.first(id));
      return titled(Setting::declaration, keyword + " " + what + " ", title, points_tail(id) + guess(id));
    }
    case NodeKind::bonus:
    case NodeKind::penalty: {
      const Word form = tree_.kind(id) == NodeKind::penalty ? Word::subtract : Word::at_most;
      const Text cap = limit(tree_.child(id, NodeKind::limit), form);
      return titled(Setting::declaration, keyword + " ", title, "  " + cap + guess(id));
    }
    default:
      break;
  }
  if (!title) return keyword + " " + word(Word::none) + guess(id);
  const Setting setting = tree_.kind(id) == NodeKind::part ? Setting::clause : Setting::declaration;
  return titled(setting, keyword + " ", title, points_tail(id) + guess(id));
}

/// The points behind a title, and 均分.
Formatter::Text Formatter::points_tail(NodeId id) {
  Text out;
  for (const NodeId part : tree_.children(id)) {
    const NodeKind kind = tree_.kind(part);
    const bool points = kind == NodeKind::points || kind == NodeKind::hole;
    if (points || tree_.is(part, Word::unscored)) out += "  " + stated_points(part);
    if (tree_.is(part, Word::split_evenly)) out += "  " + word_of(part);
  }
  return out;
}

/// 名称 ＝ 表达式，取整; a formula of rows is its name alone.
Formatter::Text Formatter::formula(NodeId id) {
  const NodeId own_name = tree_.child(id, NodeKind::name);
  Text out = name(own_name);
  bool behind_name = false;
  for (const NodeId part : tree_.children(id)) {
    switch (tree_.kind(part)) {
      case NodeKind::word:
      case NodeKind::guess:
      case NodeKind::basis:
      case NodeKind::zero_denominator:
      case NodeKind::case_row:
        break;
      case NodeKind::rounding:
        out += comma() + rounding(part);
        break;
      default:
        if (behind_name) out += " " + word(Word::eq) + " " + expression(part);
        behind_name = true;
    }
  }
  return out;
}

/// What stands below a declaration that is no item.
void Formatter::body(NodeId id) {
  std::vector<NodeId> table;
  const auto end_table = [&] {
    rows(table, deeper);
    table.clear();
  };
  for (const NodeId part : tree_.children(id)) {
    switch (tree_.kind(part)) {
      case NodeKind::data_line:
      case NodeKind::parameter:
      case NodeKind::case_row:
      case NodeKind::grade_row:
        table.push_back(part);
        break;
      case NodeKind::basis:
      case NodeKind::zero_denominator:
      case NodeKind::choose:
      case NodeKind::when:
      case NodeKind::then:
        end_table();
        clause(part, deeper);
        break;
      case NodeKind::sample_value:
        add(part, deeper, {sample_line(part)}).shape = FormatLine::Shape::value;
        break;
      case NodeKind::expect:
      case NodeKind::claimed:
        add(part, deeper, {sample_line(part)});
        break;
      default:
        break;
    }
  }
  end_table();
}

// --- indicators, their parts, methods, bonuses ---

void Formatter::item(NodeId id, int indent) {
  const auto outer = std::tuple(item_kind_, in_item_, actual_, item_points_);
  const NodeKind kind = tree_.kind(id);
  if (kind != NodeKind::part) item_kind_ = kind;
  const std::size_t at = lines_.size();
  FormatLine& first = add(id, indent, {head(id)});
  first.declaration = indent == 0;
  first.cell = first.cells[0];

  in_item_ = true;
  const NodeId actual = tree_.child(id, NodeKind::actual);
  actual_ = actual ? tree_.first(actual) : 0;
  const NodeId points = tree_.child(id, NodeKind::points);
  if (points) item_points_ = points_of(points);
  if (!points && kind != NodeKind::part) item_points_.reset();

  bool simple = kind == NodeKind::indicator || kind == NodeKind::part;
  std::size_t clauses = 0;
  for (const NodeId part : tree_.children(id)) {
    switch (tree_.kind(part)) {
      case NodeKind::title:
      case NodeKind::points:
      case NodeKind::hole:
      case NodeKind::limit:
      case NodeKind::word:
      case NodeKind::guess:
        continue;
      case NodeKind::part:
        item(part, indent + deeper);
        break;
      case NodeKind::tiers:
      case NodeKind::levels:
      case NodeKind::each:
      case NodeKind::highest:
      case NodeKind::interpolate:
        table(part, indent + deeper);
        break;
      default:
        clause(part, indent + deeper);
    }
    simple = simple && !lines_.back().cell.empty() && tree_.kind(part) != NodeKind::part;
    ++clauses;
  }
  lines_[at].row_head = simple;
  lines_[at].row_clauses = clauses;
  std::tie(item_kind_, in_item_, actual_, item_points_) = outer;
}

/// A keyword and what it says. Keywords of one Chinese character stand in two.
void Formatter::clause(NodeId id, int indent) {
  constexpr std::size_t narrowest = 4;
  Text keyword = word_of(id);
  const Text said = clause_text(id) + guess(id);
  const auto width = static_cast<std::size_t>(engine::display_width(keyword));
  const Text gap(width < narrowest ? narrowest - width : 0, ' ');
  FormatLine& line = add(id, indent, {keyword + gap + "  " + said});
  const NodeKind kind = tree_.kind(id);
  const bool simple = kind == NodeKind::actual || kind == NodeKind::target || kind == NodeKind::score;
  if (simple && said.find('\n') == Text::npos) line.cell = without_breaks(keyword + " " + said);
}

void Formatter::table(NodeId id, int indent) {
  const NodeId share = tree_.child(id, NodeKind::name);
  add(id, indent, {word_of(id) + (share ? " " + name(share) : Text()) + guess(id)});
  in_checklist_ = tree_.kind(id) == NodeKind::each || tree_.kind(id) == NodeKind::highest;
  std::vector<NodeId> found;
  for (const NodeId part : tree_.children(id)) {
    if (part != share && tree_.kind(part) != NodeKind::guess) found.push_back(part);
  }
  rows(found, indent + deeper);
  in_checklist_ = false;
}

// --- rows ---

void Formatter::rows(const std::vector<NodeId>& ids, int indent) {
  ++tables_;
  const bool labels =
      std::any_of(ids.begin(), ids.end(), [&](NodeId id) { return tree_.child(id, NodeKind::label) != 0; });
  for (const NodeId id : ids) {
    std::vector<Text> cells = row_cells(id);
    if (labels && cells.size() < 3) cells.insert(cells.begin() + 1, Text());
    cells.back() += guess(id);
    for (Text& cell : cells) cell = without_breaks(std::move(cell));
    FormatLine& line = add(id, indent, std::move(cells));
    line.shape = FormatLine::Shape::column;
    line.table = tables_;
  }
}

std::vector<Formatter::Text> Formatter::row_cells(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  switch (tree_.kind(id)) {
    case NodeKind::data_line:
      return data_cells(id);
    case NodeKind::parameter: {
      std::vector<Text> cells{name(parts[0]), amount(parts[1])};
      for (const NodeId bounds : tree_.children(id, NodeKind::adjustable))
        cells.push_back(word(Word::adjustable) + " " + range(tree_.first(bounds), true, true, std::nullopt));
      return cells;
    }
    case NodeKind::grade_row:
      return {condition(parts[0], 0), name(parts[1])};
    case NodeKind::case_row: {
      // A sign would be taken for a difference with what stands before it.
      const Text value = expression(parts[1], Binding::sum);
      const bool sign =
          value.substr(0, 1) == "-" || value.substr(0, word(Word::less).size()) == word(Word::less);
      return {condition(parts[0], 0), sign ? "(" + value + ")" : value};
    }
    case NodeKind::point_row:
      return {amount(parts[0]), value(parts[1])};
    case NodeKind::tier_row: {
      std::vector<Text> cells{condition(parts[0], actual_)};
      if (const NodeId label = tree_.child(id, NodeKind::label)) cells.push_back(label_text(label));
      cells.push_back(value(tree_.child(id, NodeKind::value)));
      return cells;
    }
    case NodeKind::level_row:
      return {levels(actual_, tree_.children(id, NodeKind::name)), level_value(id)};
    default:
      break;
  }
  const NodeId counted = tree_.child(id, NodeKind::step);
  if (!counted) return {expression(parts[0]), value(parts[1])};
  const Text limited = limits(tree_.children(id, NodeKind::limit), false);
  return {expression(parts[0]), step(counted, parts[0]) + limited};
}

Formatter::Text Formatter::label_text(NodeId id) const {
  const Text text = tree_.name(id);
  return dsl::quoted(tree_.source(), syntax_.nodes[id]) ? quoted(text) : text;
}

/// 80%(含)至100%(含)，未给比例按100%
Formatter::Text Formatter::level_value(NodeId id) {
  Text out;
  if (const NodeId band = tree_.child(id, NodeKind::range)) {
    out = range(band, false, false, std::nullopt);
  } else if (const NodeId share = tree_.child(id, NodeKind::percent)) {
    out = percent(share);
  } else {
    out = value(tree_.child(id, NodeKind::value));
  }
  const NodeId missing = tree_.child(id, NodeKind::default_share);
  if (!missing) return out;
  return out + comma() + word(Word::default_share) + blank() + percent(tree_.first(missing));
}

/// Name, type, and the range with the flags as one.
std::vector<Formatter::Text> Formatter::data_cells(NodeId id) {
  const NodeId type = tree_.child(id, NodeKind::type);
  const NodeId kind = tree_.first(type);
  Text kind_text;
  if (tree_.kind(kind) == NodeKind::word) {
    kind_text = word_of(kind);
  } else if (tree_.kind(kind) == NodeKind::unit) {
    kind_text = unit(tree_.folded(kind));
  } else {
    kind_text = names(tree_.children(type));
  }
  std::vector<Text> cells{name(tree_.child(id, NodeKind::name)), kind_text};
  std::vector<Text> rest;
  for (const NodeId part : tree_.children(id)) {
    if (tree_.kind(part) == NodeKind::bound) {
      const std::vector<NodeId> bound = tree_.children(part);
      rest.push_back(compared(bound[0], bound[1]));
    } else if (tree_.kind(part) == NodeKind::range) {
      const bool measured = tree_.kind(kind) == NodeKind::unit;
      rest.push_back(range(part, true, true,
                           measured ? std::optional(engine::find_unit(tree_.folded(kind))) : std::nullopt));
    } else if (tree_.kind(part) == NodeKind::flag) {
      const std::vector<NodeId> columns = tree_.children(part, NodeKind::name);
      rest.push_back(word_of(tree_.first(part)) + (columns.empty() ? Text() : " " + names(columns)));
    }
  }
  // A list of levels is no column: it would push all ranges to the right.
  const bool listed = tree_.kind(kind) == NodeKind::name;
  for (const Text& piece : rest) {
    if (!listed && cells.size() == 2) {
      cells.push_back(piece);
    } else {
      cells.back() += "  " + piece;
    }
  }
  return cells;
}

// --- samples ---

Formatter::Text Formatter::sample_line(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  if (tree_.kind(id) == NodeKind::sample_value) {
    return name(parts[0]) + " " + cell(parts[1], parts[0]) + guess(id);
  }
  Text said;
  if (tree_.kind(id) == NodeKind::expect) {
    said = result(parts[1]);
    if (const NodeId claim = tree_.child(id, NodeKind::claim)) {
      said += plain_comma() + word(Word::claimed) + " " + amount(tree_.first(claim));
    }
  } else {
    said = amount(parts[1]);
  }
  return titled(Setting::sample, word_of(id) + " ", parts[0], "  " + said + guess(id));
}

// --- titles ---

namespace {

struct Pair {
  std::string_view zh, en;
};
constexpr Pair sample_titles[] = {{"总分", "total"}, {"等级", "grade"}};

}  // namespace

Formatter::Text Formatter::titled(Setting setting, const Text& before, NodeId title, const Text& after) {
  const Text text = wording(tree_.source(), syntax_.nodes[title]);
  const bool in_quotes = dsl::quoted(tree_.source(), syntax_.nodes[title]);
  if (setting == Setting::sample && translating()) {
    for (const Pair& pair : sample_titles) {
      if (text == (zh() ? pair.en : pair.zh)) return before + Text(zh() ? pair.zh : pair.en) + after;
    }
  }
  const bool doubtful = in_quotes || translating();
  if (!doubtful || reads_as(setting, before + text + after, text)) return before + text + after;
  return before + quoted(text) + after;
}

/// Whether a line of this text has the title `title`.
bool Formatter::reads_as(Setting setting, const Text& line, const Text& title) const {
  const bool chinese = zh();
  Text above;
  if (setting != Setting::file) above = chinese ? "规则集 x\n" : "ruleset x\n";
  if (setting == Setting::clause) above += chinese ? "指标 x  1分\n" : "indicator x  1 points\n";
  if (setting == Setting::sample) above += chinese ? "样例 x\n" : "sample x\n";
  std::vector<engine::Diagnostic> problems;
  const Source source("", above + without_breaks(line) + "\n", problems);
  const Syntax read = parse(source, problems);
  if (!problems.empty()) return false;
  const auto last = std::find_if(read.nodes.rbegin(), read.nodes.rend(),
                                 [](const Node& node) { return node.kind == NodeKind::title; });
  return last != read.nodes.rend() && source.original(last->span) == title;
}

}  // namespace rubric::dsl
