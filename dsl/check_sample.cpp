// The checker's 样例: a unit's data, read as cells of data files are, and what the rules must give for it.

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

void Checker::samples() {
  for (const NodeId node : tree_.children(0, NodeKind::sample)) sample(node);
}

void Checker::sample(NodeId id) {
  Sample result;
  result.line = tree_.source().place(tree_.span(id)).line;
  if (const NodeId title = tree_.child(id, NodeKind::title)) result.name = tree_.title(title);
  result.data.key = {result.name};
  if (ruleset_.first_year && (!ruleset_.last_year || *ruleset_.last_year == *ruleset_.first_year)) {
    result.data.year = ruleset_.first_year;
  }
  result.data.cells.reserve(ruleset_.data.size());
  for (const Datum& datum : ruleset_.data) result.data.cells.push_back(read_cell("", datum));
  broken_sample_ = has_broken(id);
  for (const NodeId line : tree_.children(id)) {
    switch (tree_.kind(line)) {
      case NodeKind::sample_value:
        sample_value(line, result);
        break;
      case NodeKind::expect:
        expectation(line, result);
        break;
      case NodeKind::claimed:
        claim_only(line, result);
        break;
      default:
        break;
    }
  }
  ruleset_.samples.push_back(std::move(result));
}

void Checker::sample_value(NodeId line, Sample& sample) {
  const NodeId name = tree_.child(line, NodeKind::name);
  const NodeId cell_node = tree_.child(line, NodeKind::cell);
  if (!name || !cell_node) return;
  const auto found = names_.find(fold(tree_.name(name)));
  // 年度 is no datum, but dates such as 次年3月31日 count from it.
  if (found == names_.end() && (tree_.name(name) == "年度" || tree_.name(name) == "year")) {
    const auto year = parse_decimal(tree_.folded(cell_node).substr(0, 4));
    if (year) sample.data.year = static_cast<int>(numerator(*year));
    return;
  }
  if (found == names_.end()) {
    std::vector<std::string> known;
    for (const Datum& datum : ruleset_.data) known.push_back(datum.name);
    suggest(report(Code::E309, name, {tree_.name(name)}), tree_.name(name), known);
    return;
  }
  found->second.used = true;
  if (found->second.what == Name::What::lost) return;
  DatumId datum = found->second.index;
  if (found->second.what != Name::What::datum) {
    // A formula over all units (排名) is given like a datum.
    const auto expr = found->second.expr;
    const bool cohort = found->second.what == Name::What::formula && expr && *expr != none &&
                        ruleset_.exprs[*expr].op == Op::input &&
                        ruleset_.data[ruleset_.exprs[*expr].datum].cohort;
    if (!cohort) {
      report(Code::E310, name, {tree_.name(name)});
      return;
    }
    datum = ruleset_.exprs[*expr].datum;
  }
  Cell cell = read_cell(cell_text(cell_node), ruleset_.data[datum]);
  if (cell.fault) {
    cell.fault->place = tree_.source().place(tree_.span(cell_node));
    problems_.push_back(*cell.fault);
    return;
  }
  // A line that could not be read may have begun another sample.
  if (!sample.data.cells[datum].text.empty() && !broken_sample_) report(Code::E614, name, {tree_.name(name)});
  sample.data.cells[datum] = std::move(cell);
}

/// What the cell of a data file would hold: as typed, but the quotes of a quoted name dropped.
std::string Checker::cell_text(NodeId cell) const {
  const NodeId first = tree_.first(cell);
  const bool name = first && tree_.kind(first) == NodeKind::name && tree_.children(cell).size() == 1;
  return name ? tree_.name(first) : tree_.typed(cell);
}

/// What an 应得 or 自报 line speaks of: an indicator, the total or the grade.
bool Checker::about(NodeId title, Expectation& e) {
  const std::string text = tree_.title(title);
  const bool zh = tree_.language() == Language::zh;
  if (text == (zh ? "总分" : "total")) {
    e.about = Expectation::About::total;
    return true;
  }
  if (text == (zh ? "等级" : "grade")) {
    e.about = Expectation::About::grade;
    return true;
  }
  const auto found = titles_.find(fold(text));
  if (found != titles_.end()) {
    e.about = Expectation::About::item;
    e.item = static_cast<std::uint32_t>(found->second);
    named_items_.insert(found->second);
    return true;
  }
  if (broken_) return false;
  std::vector<std::string> known{zh ? "总分" : "total", zh ? "等级" : "grade"};
  for (const Item& item : ruleset_.items) known.push_back(item.title);
  suggest(report(Code::E311, title, {text}), text, known);
  return false;
}

void Checker::expectation(NodeId line, Sample& sample) {
  Expectation e;
  const NodeId title = tree_.child(line, NodeKind::title);
  const NodeId result = tree_.child(line, NodeKind::result);
  if (!title || !result || !about(title, e)) return;
  const Place place = tree_.source().place(tree_.span(line));
  e.line = place.line;
  e.column = place.column;
  const std::vector<NodeId> parts = tree_.children(result);
  using What = Expectation::What;
  if (tree_.child(result, Word::fault)) {
    e.what = What::fault;
  } else if (tree_.child(result, Word::not_applicable)) {
    e.what = What::not_applicable;
  } else if (tree_.kind(parts[0]) == NodeKind::points) {
    if (e.about == Expectation::About::grade) {
      report(Code::E615, result);
      return;
    }
    const auto low = points(parts.front());
    const auto high = points(parts.back());
    if (!low || !high) return;
    e.what = What::score;
    e.low = *low;
    e.high = *high;
  } else {
    if (e.about != Expectation::About::grade) {
      report(Code::E616, result);
      return;
    }
    e.what = What::score;
    e.grade_low = grade_place(parts.front());
    e.grade_high = grade_place(parts.back());
    if (e.grade_low == none || e.grade_high == none) return;
  }
  if (const NodeId claim = tree_.child(line, NodeKind::claim)) e.claim = tree_.typed(tree_.first(claim));
  sample.expectations.push_back(std::move(e));
}

void Checker::claim_only(NodeId line, Sample& sample) {
  Expectation e;
  const std::vector<NodeId> parts = tree_.children(line);
  const NodeId title = tree_.child(line, NodeKind::title);
  if (!title || parts.size() < 2 || !about(title, e)) return;
  e.claim = tree_.typed(parts[1]);
  e.line = tree_.source().place(tree_.span(line)).line;
  sample.expectations.push_back(std::move(e));
}

}  // namespace rubric::dsl
