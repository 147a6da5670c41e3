// The checker's 一票否决 and 等级.

#include "dsl/checker.hpp"
#include "engine/text.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

void Checker::grades() {
  const Unit unit = find_unit("分");
  const std::vector<NodeId> blocks = tree_.children(0, NodeKind::grades);
  if (blocks.size() > 1) {
    report(Code::E607, first_line(blocks[1]),
           {Text("等级", "grades"), tree_.shown_line(tree_.line(blocks[0]))});
  }
  if (blocks.empty()) return;
  ruleset_.grade_by_rounded = tree_.child(blocks[0], Word::by_exact_total) == 0;
  for (const NodeId row : tree_.children(blocks[0], NodeKind::grade_row)) {
    Grade grade;
    grade.line = tree_.line(row);
    const NodeId name = tree_.child(row, NodeKind::name);
    const NodeId condition = tree_.child(row, NodeKind::condition);
    if (!name || !condition) continue;
    grade.name = tree_.name(name);
    grade.range_text = tree_.typed(condition);
    const std::optional<Interval> range = grade_range(condition, unit);
    if (!range) continue;
    grade.range = *range;
    ruleset_.grades.push_back(std::move(grade));
  }
}

std::optional<Interval> Checker::grade_range(NodeId condition, const Unit& unit) {
  const std::vector<NodeId> parts = tree_.children(condition);
  if (parts.empty()) return std::nullopt;
  if (tree_.is(parts[0], Word::otherwise)) return Interval{};
  switch (tree_.kind(parts[0])) {
    case NodeKind::range:
      return interval(parts[0], unit, false, false);
    case NodeKind::comparison: {
      const auto value = amount_in(parts.at(1), unit, false);
      return value ? bound(tree_.word(parts[0]), *value) : std::nullopt;
    }
    case NodeKind::side: {
      const auto found = side(parts[0]);
      const auto value = found ? amount_in(found->amount, unit, false) : std::nullopt;
      if (!value) return std::nullopt;
      Interval set;
      const bool lower = found->op == Op::greater_equal || found->op == Op::greater;
      (lower ? set.low : set.high) = {*value, found->op == Op::greater || found->op == Op::less, false};
      return set;
    }
    default:
      report(Code::E531, condition);
      return std::nullopt;
  }
}

void Checker::vetoes() {
  for (const NodeId node : tree_.children(0, NodeKind::veto)) veto(node);
}

void Checker::veto(NodeId id) {
  Veto result;
  result.line = tree_.line(id);
  if (const NodeId title = tree_.child(id, NodeKind::title)) result.title = tree_.title(title);
  const NodeId when = tree_.child(id, NodeKind::when);
  const NodeId then = tree_.child(id, NodeKind::then);
  if (!when || !then) {
    if (!tree_.child(id, NodeKind::broken))
      report(when ? Code::E532 : Code::E533, first_line(id), {result.title});
    return;
  }
  const bool open_condition = tree_.child(when, NodeKind::hole) != 0;
  const bool open_outcome = tree_.child(then, NodeKind::hole) != 0;
  if (open_condition || open_outcome) report(Code::W534, first_line(id), {result.title});
  if (!open_condition) {
    result.condition = condition(tree_.first(when));
    if (result.condition == none) return;
  }
  result.condition_text = tree_.typed(tree_.first(when));
  outcome(then, result);
  if (open_outcome) result.outcome = Veto::Outcome::unstated;
  ruleset_.vetoes.push_back(std::move(result));
}

void Checker::outcome(NodeId clause, Veto& veto) {
  using Outcome = Veto::Outcome;
  const NodeId name = tree_.child(clause, NodeKind::name);
  const NodeId amount = tree_.child(clause, NodeKind::points);
  const std::string note = tree_.typed(clause);
  std::string_view effect =
      trim(std::string_view(note).substr(spelling(Word::then, tree_.language()).size()));
  for (const std::string_view colon : {":", "："}) {
    if (effect.substr(0, colon.size()) == colon) effect.remove_prefix(colon.size());
  }
  veto.note = trim(effect);
  if (tree_.child(clause, Word::total_becomes)) veto.outcome = Outcome::total_becomes;
  if (tree_.child(clause, Word::total_minus)) veto.outcome = Outcome::total_minus;
  if (tree_.child(clause, Word::grade_at_most)) veto.outcome = Outcome::grade_at_most;
  if (tree_.child(clause, Word::grade_becomes)) veto.outcome = Outcome::grade_becomes;
  if (amount) {
    const auto value = points(amount);
    if (value) veto.points = *value;
  }
  const bool of_grade = veto.outcome == Outcome::grade_at_most || veto.outcome == Outcome::grade_becomes;
  if (of_grade && name) veto.grade = grade_place(name);
  if (of_grade && veto.grade == none) veto.grade = 0;  // reported already
}

std::uint32_t Checker::grade_place(NodeId name) {
  const std::string text = tree_.name(name);
  std::vector<std::string> known;
  for (std::uint32_t i = 0; i < ruleset_.grades.size(); ++i) {
    if (fold(ruleset_.grades[i].name) == fold(text)) return i;
    known.push_back(ruleset_.grades[i].name);
  }
  std::string all;
  for (const std::string& grade : known) all += (all.empty() ? "" : "、") + grade;
  suggest(report(Code::E308, name, {text, all}), text, known);
  return none;
}

}  // namespace rubric::dsl
