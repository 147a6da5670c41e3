#include "formats/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "engine/evaluate.hpp"
#include "formats/csv.hpp"
#include "formats/figures.hpp"
#include "formats/jsonl.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// Whether a cell is a plain decimal, which JSON takes as a number with its digits.
bool is_number(const std::string& text) {
  const std::size_t first = !text.empty() && text[0] == '-' ? 1 : 0;
  if (first == text.size() || text[first] < '0' || text[first] > '9') return false;
  const std::size_t point = text.find('.', first);
  if (point != std::string::npos && text.find('.', point + 1) != std::string::npos) return false;
  return text.find_first_not_of("0123456789.", first) == std::string::npos;
}

/// The steps that read one of `data`, directly or through formulas: marked by walking the plan from its
/// inputs.
std::vector<bool> steps_reading(const Plan& plan, const std::set<DatumId>& data) {
  std::vector<bool> touched(plan.steps.size(), false);
  const auto fold_reads = [&](const Fold& fold) {
    for (std::size_t i = 0; i < fold.bodies.size(); ++i) {
      const auto is_read = [&](DatumId datum) { return data.count(datum) > 0; };
      if (std::any_of(fold.many[i].begin(), fold.many[i].end(), is_read)) return true;
      if (steps_reading(fold.bodies[i], data)[fold.results[i]]) return true;
    }
    return false;
  };
  for (Slot slot = 0; slot < plan.steps.size(); ++slot) {
    const Step& step = plan.steps[slot];
    touched[slot] = (step.op == Op::input && data.count(step.index) > 0) ||
                    (step.op == Op::fold && fold_reads(*plan.folds[step.index]));
    for (const Slot operand : step.operands)
      touched[slot] = touched[slot] || (operand != none && touched[operand]);
  }
  return touched;
}

/// A datum and the figures over all units (排名) that a unit lacks where it lacks that datum.
std::set<DatumId> with_figures(const Ruleset& ruleset, const Plan& plan, DatumId datum) {
  std::set<DatumId> data{datum};
  const std::vector<bool> touched = steps_reading(plan, data);
  for (const CohortFigure& figure : ruleset.cohort) {
    const Slot value = plan.of_expr[figure.value];
    if (figure.same == datum || (value != none && touched[value])) data.insert(figure.datum);
  }
  return data;
}

/// Whether the total or the grade is still open.
bool is_open(const Plan& plan, const Outcome& outcome) {
  const auto open = [](Slot slot, const Possible& figure) {
    return slot != none && figure.possible && !figure.known();
  };
  return open(plan.total, outcome.total) || open(plan.grade, outcome.grade);
}

/// What else than the scores of indicators hangs on a datum: whether one is 剔除, a bonus, a penalty, a veto,
/// or the total itself.
std::vector<std::string> others_reading(const Ruleset& ruleset, const Plan& plan, const Outcome& outcome,
                                        const std::vector<bool>& touched) {
  const bool zh = ruleset.language == Language::zh;
  std::vector<std::string> names;
  const auto name = [&](const char* in_zh, const char* in_en, const std::string& title) {
    names.push_back(zh ? fmt::format("{}“{}”", in_zh, title) : fmt::format("{} “{}”", in_en, title));
  };
  for (std::size_t i = 0; i < plan.items.size(); ++i) {
    const Slot dropped = plan.items[i].dropped;
    if (dropped == none || !touched[dropped] || outcome.items[i].dropped != Truth::maybe) continue;
    const std::string& title = ruleset.items[i].title;
    names.push_back(zh ? "“" + title + "”是否适用" : "whether “" + title + "” applies");
  }
  for (std::size_t i = 0; i < plan.bonuses.size(); ++i) {
    if (touched[plan.bonuses[i].score]) name("加分", "bonus", ruleset.bonuses[i].title);
  }
  for (std::size_t i = 0; i < plan.penalties.size(); ++i) {
    if (touched[plan.penalties[i].score]) name("减分", "penalty", ruleset.penalties[i].title);
  }
  for (std::size_t i = 0; i < plan.veto_conditions.size(); ++i) {
    const Slot condition = plan.veto_conditions[i];
    if (condition != none && touched[condition]) name("一票否决", "veto", ruleset.vetoes[i].title);
  }
  const auto reads = [&](const ItemSlots& item) { return touched[item.score]; };
  const bool an_item = std::any_of(plan.items.begin(), plan.items.end(), reads);
  const bool the_total =
      (plan.total != none && touched[plan.total]) || (plan.grade != none && touched[plan.grade]);
  if (names.empty() && !an_item && the_total) names.push_back(zh ? "总分" : "the total");
  return names;
}

/// "（关系到 10分、加分“表彰”）": what a datum that is not known is worth.
std::string worth(const Rational& width, bool open, std::vector<std::string> others, Language language) {
  const bool zh = language == Language::zh;
  if (width != 0) {
    const std::string points = to_display(width, 0);
    others.insert(others.begin(), zh ? points + "分" : points + " points");
  } else if (open) {
    return "";
  }
  std::string text;
  for (const std::string& one : others) text += (text.empty() ? "" : zh ? "、" : ", ") + one;
  return zh ? "（关系到 " + text + "）" : " (worth " + text + ")";
}

}  // namespace

ScoreWriter::ScoreWriter(std::vector<ScoredBy> rules, const UnitTable& table, ScoreFormat format, bool keep,
                         OutputFile& out)
    : rules_(std::move(rules)), format_(format), keep_(keep), out_(out) {
  std::map<std::string_view, std::size_t> known;
  for (const ScoredBy& by : rules_) {
    std::vector<std::size_t> columns;
    for (const Item& item : by.ruleset->items) {
      const auto [title, added] = known.emplace(item.title, titles_.size());
      columns.push_back(title->second);
      if (added) titles_.push_back(item.title);
    }
    columns_.push_back(std::move(columns));
    has_total_ = has_total_ || !by.ruleset->unscored;
    has_grade_ = has_grade_ || !by.ruleset->grades.empty();
  }
  const Ruleset& first = *rules_[0].ruleset;
  headings_ = table.identity();
  if (keep) {
    for (const std::string& name : table.kept()) {
      const std::string prefix = first.language == Language::zh ? "数据:" : "data:";
      const bool taken = std::find(titles_.begin(), titles_.end(), name) != titles_.end();
      headings_.push_back(taken ? prefix + name : name);
    }
  }
  numeric_.assign(headings_.size(), false);
  headings_.insert(headings_.end(), titles_.begin(), titles_.end());
  if (has_total_) headings_.push_back(total_heading(first));
  numeric_.resize(headings_.size(), true);
  if (has_grade_) headings_.push_back(grade_heading(first));
  if (rules_.size() > 1) headings_.push_back(first.language == Language::zh ? "规则" : "rules");
  headings_.push_back(issue_heading(first));
  numeric_.resize(headings_.size(), false);
  if (format_ != ScoreFormat::csv) return;
  std::string line;
  append_row(line, headings_);
  out_.write(line);
}

std::string unit_issue(const ScoredBy& by, const UnitRow& unit, const Outcome* scored) {
  const Ruleset& ruleset = *by.ruleset;
  const bool zh = ruleset.language == Language::zh;
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : zh ? "；" : "; ") + part; };
  for (const Diagnostic& fault : unit.faults) {
    if (fault.code == Code::W773) continue;  // it says nothing of the score
    add((fault.place.subject.empty() ? "" : fault.place.subject + (zh ? "：" : ": ")) +
        fault.message(ruleset.language));
  }
  if (!scored) return text;
  const Outcome& outcome = *scored;
  for (std::size_t i = 0; i < outcome.items.size(); ++i) {
    const Possible& score = outcome.items[i].score;
    if (!score.possible || score.fault.kind == FaultKind::no_fault) continue;
    const std::string message = fault_message(ruleset, *by.plan, score.fault).message(ruleset.language);
    add(ruleset.items[i].title + (zh ? "：可能" : ": perhaps ") + message);
  }
  for (std::size_t i = 0; i < outcome.items.size(); ++i) {
    const Item& item = ruleset.items[i];
    for (std::size_t k = 0; k < item.explain_if.size(); ++k) {
      const DatumId reason = item.explain_if[k].reason;
      if (outcome.items[i].explain[k] != Truth::yes || !unit.data.cells[reason].text.empty()) continue;
      add((zh ? "须说明 " : "explain ") + item.title + (zh ? "：" : ": ") + item.explain_if[k].text +
          (zh ? "，未填" : "; missing: ") + ruleset.data[reason].name);
    }
  }
  std::set<DatumId> explained;  // figures that are lacking for want of a datum that was named
  for (DatumId d = 0; d < ruleset.data.size(); ++d) {
    const Cell& cell = unit.data.cells[d];
    const bool missing = cell.state == Cell::State::missing;
    if ((!missing && cell.state != Cell::State::bounded) || (missing && explained.count(d) > 0)) continue;
    Rational width = 0;
    bool open = false;
    const std::set<DatumId> data = with_figures(ruleset, *by.plan, d);
    const std::vector<bool> touched = steps_reading(*by.plan, data);
    for (std::size_t i = 0; i < by.plan->items.size(); ++i) {
      const Possible& score = outcome.items[i].score;
      if (!touched[by.plan->items[i].score] || !score.possible) continue;
      open = open || score.range.high.infinite || score.range.low.infinite;
      if (!open) width += score.range.high.value - score.range.low.value;
    }
    std::vector<std::string> others;
    if (is_open(*by.plan, outcome)) others = others_reading(ruleset, *by.plan, outcome, touched);
    if (width == 0 && !open && others.empty()) continue;
    explained.insert(data.begin(), data.end());
    const std::string what = missing ? (zh ? "缺 " : "missing ") : (zh ? "界限 " : "bound ");
    add(what + ruleset.data[d].name + (missing ? "" : " " + cell.text) +
        worth(width, open && others.empty(), others, ruleset.language));
  }
  return text;
}

std::vector<std::string> ScoreWriter::cells(const UnitRow& unit, const Outcome& outcome,
                                            std::size_t rules) const {
  const ScoredBy& by = rules_[rules];
  const Ruleset& ruleset = *by.ruleset;
  std::vector<std::string> row = unit.data.key;
  if (keep_) row.insert(row.end(), unit.kept.begin(), unit.kept.end());
  const std::size_t first = row.size();
  row.resize(first + titles_.size());
  for (std::size_t i = 0; i < ruleset.items.size(); ++i)
    row[first + columns_[rules][i]] = item_text(ruleset, ruleset.items[i], outcome.items[i]);
  if (has_total_) row.push_back(ruleset.unscored ? "" : total_text(ruleset, outcome));
  if (has_grade_) row.push_back(ruleset.grades.empty() ? "" : grade_text(ruleset, outcome));
  if (rules_.size() > 1) row.push_back(by.name);
  row.push_back(unit_issue(by, unit, &outcome));
  return row;
}

void ScoreWriter::write(const UnitRow& unit, const Outcome& outcome, std::size_t rules) {
  write_row(cells(unit, outcome, rules));
}

void ScoreWriter::append(std::string& text, const UnitRow& unit, const Outcome& outcome,
                         std::size_t rules) const {
  append_row(text, cells(unit, outcome, rules));
}

void ScoreWriter::write_unscored(const UnitRow& unit) {
  std::vector<std::string> row = unit.data.key;
  if (keep_) row.insert(row.end(), unit.kept.begin(), unit.kept.end());
  row.resize(headings_.size() - 1);
  row.push_back(unit_issue(rules_[0], unit, nullptr));
  write_row(std::move(row));
}

void ScoreWriter::write_row(std::vector<std::string> row) {
  if (format_ == ScoreFormat::table) {
    rows_.push_back(std::move(row));
    return;
  }
  std::string line;
  append_row(line, row);
  out_.write(line);
}

void ScoreWriter::append_row(std::string& text, const std::vector<std::string>& row) const {
  if (format_ == ScoreFormat::csv) {
    for (std::size_t i = 0; i < row.size(); ++i) text += (i ? "," : "") + csv_cell(row[i]);
    text += '\n';
    return;
  }
  text += '{';
  for (std::size_t i = 0; i < row.size(); ++i) {
    const bool number = numeric_[i] && is_number(row[i]);
    text += fmt::format("{}{}: {}", i ? ", " : "", json_quoted(headings_[i]),
                        number ? row[i] : json_quoted(row[i]));
  }
  text += "}\n";
}

/// Few units are shown as columns, indicator by indicator as the printed table has them; many as rows.
void ScoreWriter::finish() {
  if (format_ != ScoreFormat::table) return;
  constexpr std::size_t most_columns = 6;
  if (rows_.empty() || rows_.size() > most_columns) {
    out_.write(aligned_table(headings_, rows_, numeric_));
    return;
  }
  std::vector<std::string> head{headings_[0]};
  for (const std::vector<std::string>& row : rows_) head.push_back(row[0]);
  std::vector<std::vector<std::string>> lines;
  for (std::size_t column = 1; column < headings_.size(); ++column) {
    lines.push_back({headings_[column]});
    for (const std::vector<std::string>& row : rows_) lines.back().push_back(row[column]);
  }
  std::vector<bool> right(head.size(), true);
  right[0] = false;
  // Remarks are long: they follow the table, unit by unit, instead of widening its columns.
  const std::vector<std::string> remarks = std::move(lines.back());
  lines.pop_back();
  out_.write(aligned_table(head, lines, right));
  for (std::size_t i = 1; i < remarks.size(); ++i) {
    if (!remarks[i].empty()) out_.write(visible(remarks[0] + " " + head[i] + ": " + remarks[i]) + "\n");
  }
}

void Tally::add(const Tally& more) {
  units += more.units;
  failed += more.failed;
  open += more.open;
  unclean += more.unclean;
  out_of_force += more.out_of_force;
  one_by_one += more.one_by_one;
}

Outcome score_unit(const Ruleset& ruleset, const Plan& plan, UnitRow& unit, bool strict, Tally& tally) {
  Outcome outcome = evaluate(plan, unit.data);
  for (Diagnostic& fault : outcome_faults(ruleset, plan, unit.place, outcome))
    unit.faults.push_back(std::move(fault));
  const bool settled = outcome.total.known() || ruleset.unscored;
  const bool failed = !settled && !outcome.total.possible;
  const bool open = !settled && outcome.total.possible;
  ++tally.units;
  ++tally.one_by_one;
  if (failed) ++tally.failed;
  if (open) ++tally.open;
  if (has_errors(unit.faults) || failed || (strict && open)) ++tally.unclean;
  if (out_of_force(ruleset, unit.data.year)) ++tally.out_of_force;
  return outcome;
}

std::vector<Diagnostic> outcome_faults(const Ruleset& ruleset, const Plan& plan, const Place& row,
                                       const Outcome& outcome) {
  std::vector<Diagnostic> found;
  std::set<Slot> told;
  const auto add = [&](const Possible& figure, const std::string& title) {
    const FaultKind kind = figure.fault.kind;
    if (figure.possible || kind == FaultKind::faulty_cell || !told.insert(figure.fault.step).second) return;
    found.push_back(fault_message(ruleset, plan, figure.fault));
    found.back().place = row;
    found.back().place.subject = title;
  };
  for (std::size_t i = 0; i < outcome.items.size(); ++i) add(outcome.items[i].score, ruleset.items[i].title);
  if (!ruleset.unscored) add(outcome.total, total_heading(ruleset));
  if (!ruleset.grades.empty()) add(outcome.grade, grade_heading(ruleset));
  return found;
}

}  // namespace rubric::formats
