// The units of a year of a ledger, scored.

#include "dsl/check.hpp"
#include "engine/cohort.hpp"
#include "engine/compile.hpp"
#include "engine/evaluate.hpp"
#include "formats/figures.hpp"
#include "history.hpp"

namespace rubric::cli {

YearUnits::YearUnits(const formats::Ledger& ledger, int year, std::int64_t known, const Rules& rules,
                     formats::Sha256* data)
    : rules_(rules), alone_(rules.ruleset) {
  alone_.cohort.clear();
  for (const std::int64_t import : ledger.imports_of(year, known)) {
    Part part;
    part.table = std::make_unique<formats::LedgerTable>(ledger, import, year, known, data);
    part.units = std::make_unique<formats::UnitTable>(alone_, *part.table, problems_);
    parts_.push_back(std::move(part));
  }
}

bool YearUnits::read() {
  for (; part_ < parts_.size(); ++part_) {
    if (!parts_[part_].units->next(unit_)) continue;
    name_ = parts_[part_].table->unit();
    return true;
  }
  return false;
}

void YearUnits::read_all() {
  all_read_ = true;
  while (read()) all_.emplace_back(name_, unit_);
  std::vector<engine::UnitData*> data;
  for (auto& [name, unit] : all_) data.push_back(&unit.data);
  engine::fill_cohort(rules_.ruleset, rules_.plan, data);
}

bool YearUnits::next() {
  if (rules_.ruleset.cohort.empty()) {
    if (!read()) return false;
  } else {
    if (!all_read_) read_all();
    if (given_ == all_.size()) return false;
    name_ = std::move(all_[given_].first);
    unit_ = std::move(all_[given_].second);
    ++given_;
  }
  outcome_ = engine::evaluate(rules_.plan, unit_.data);
  for (auto& fault : formats::outcome_faults(rules_.ruleset, rules_.plan, unit_.place, outcome_))
    unit_.faults.push_back(std::move(fault));
  return true;
}

formats::ScoreRow YearUnits::row() const {
  const engine::Ruleset& ruleset = rules_.ruleset;
  formats::ScoreRow row;
  row.unit = name_;
  for (std::size_t i = 0; i < ruleset.items.size(); ++i)
    row.items.push_back(formats::item_text(ruleset, ruleset.items[i], outcome_.items[i]));
  if (!ruleset.unscored) row.total = formats::total_text(ruleset, outcome_);
  if (!ruleset.grades.empty()) row.grade = formats::grade_text(ruleset, outcome_);
  row.issue = formats::unit_issue({&ruleset, &rules_.plan, ""}, unit_, &outcome_);
  return row;
}

std::vector<std::string> item_titles(const engine::Ruleset& ruleset) {
  std::vector<std::string> titles;
  for (const engine::Item& item : ruleset.items) titles.push_back(item.title);
  return titles;
}

}  // namespace rubric::cli
