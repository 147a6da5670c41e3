#include "formats/ledger_scorer.hpp"

#include "engine/evaluate.hpp"
#include "formats/decimal_text.hpp"
#include "formats/figures.hpp"
#include "formats/score_job.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

ScoredUnit score_one(const Ruleset& ruleset, const Plan& plan, const std::string& name, UnitRow& unit) {
  Tally tally;
  const Outcome outcome = score_unit(ruleset, plan, unit, /*strict*/ false, tally);
  ScoredUnit scored;
  ScoreRow& row = scored.row;
  row.unit = name;
  for (std::size_t i = 0; i < ruleset.items.size(); ++i)
    row.items.push_back(item_text(ruleset, ruleset.items[i], outcome.items[i]));
  if (!ruleset.unscored) row.total = total_text(ruleset, outcome);
  if (!ruleset.grades.empty()) row.grade = grade_text(ruleset, outcome);
  row.issue = unit_issue({&ruleset, &plan, ""}, unit, &outcome);
  scored.faults = unit.faults;
  scored.possible = tally.failed == 0;
  return scored;
}

LedgerScorer::LedgerScorer(const Ruleset& ruleset, const Plan& plan, LedgerTable& rows,
                           const UnitTable& table)
    : ruleset_(ruleset),
      plan_(plan),
      table_(table),
      chunks_(rows),
      columnar_(ruleset, plan),
      by_columns_(goes_by_columns(ruleset, plan, table)),
      digits_(score_digits(ruleset)),
      pieces_(table, rows.shared_head(),
              {/*keeps*/ true, /*copied*/ {}, /*piece_bytes*/ 0, /*long_rows*/ false}),
      filler_(ruleset, table, rows.columns().size()) {}

bool LedgerScorer::next(ScoredUnit& unit) {
  while (given_ == units_.size()) {
    if (!chunks_.next(chunk_)) return false;
    score_chunk();
  }
  std::swap(unit, units_[given_++]);
  return true;
}

void LedgerScorer::score_chunk() {
  units_.clear();
  given_ = 0;
  pieces_.begin(chunk_.rows());
  pieces_.all();
  run_columns();
  pieces_.each(
      [&](const RowPieces::Run& run) {
        for (std::size_t row = run.first; row < run.last; ++row) {
          if (odd_[row] == 0) {
            add_regular(row, run.before + row - run.first);
          } else if (pieces_.read(run, row)) {
            add_ordinary();
          }
        }
      },
      [&](const RowPieces::Mark& mark) {
        if (pieces_.read(mark)) add_ordinary();
      });
}

void LedgerScorer::run_columns() {
  const std::size_t rows = pieces_.places().rows();
  regular_ += rows;
  odd_.assign(rows, 1);
  if (rows == 0 || !by_columns_ || regular_ <= usual_few_rows) return;
  filler_.fill(pieces_.places(), batch_, odd_);
  columnar_.run(batch_, workspace_, result_);
  for (std::size_t row = 0; row < rows; ++row) odd_[row] |= result_.unsettled[row];
}

/// A settled row; `place` is its place among all rows of the chunk.
void LedgerScorer::add_regular(std::size_t row, std::size_t place) {
  ScoreRow& to = units_.emplace_back().row;
  to.unit = chunks_.names()[place];
  to.items.reserve(result_.items.size());
  for (std::size_t i = 0; i < result_.items.size(); ++i)
    to.items.push_back(text(result_.items[i], row, digits_[i]));
  if (!ruleset_.unscored) to.total = text(result_.total, row, digits_.back());
  if (!ruleset_.grades.empty()) to.grade = ruleset_.grades[result_.grades[row]].name;
}

void LedgerScorer::add_ordinary() {
  ++one_by_one_;
  Row row = pieces_.row();
  const std::size_t place = row.number - 1;
  row.number = chunk_.places[place];
  if (row.fault) row.fault->place.line = row.number;
  table_.fill(row, unit_);
  units_.push_back(score_one(ruleset_, plan_, chunks_.names()[place], unit_));
}

std::string LedgerScorer::text(const Figure& figure, std::size_t row, int at_least) const {
  if (at_least < 0) return "";
  if (!figure.dropped.empty() && figure.dropped[row] != 0)
    return ruleset_.language == Language::zh ? "不适用" : "not applicable";
  char text[48];  // put_decimal writes 22, and the at least 9 decimals that rules can ask for
  const bool inexact = !figure.inexact.empty() && figure.inexact[row] != 0;
  return {text, put_decimal(text, figure.number(row), figure.decimals, at_least, inexact)};
}

}  // namespace rubric::formats
