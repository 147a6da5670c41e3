// The units of a year of a ledger, scored.

#include "engine/cohort.hpp"
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

void YearUnits::read_all() {
  all_read_ = true;
  for (const Part& part : parts_) {
    for (formats::UnitRow row; part.units->next(row);) all_.emplace_back(part.table->unit(), std::move(row));
  }
  std::vector<engine::UnitData*> data;
  for (auto& [name, unit] : all_) data.push_back(&unit.data);
  engine::fill_cohort(rules_.ruleset, rules_.plan, data);
}

bool YearUnits::next(formats::ScoredUnit& unit) {
  if (rules_.ruleset.cohort.empty()) {
    for (; part_ < parts_.size(); ++part_, scorer_.reset()) {
      const Part& part = parts_[part_];
      if (!scorer_) scorer_.emplace(rules_.ruleset, rules_.plan, *part.table, *part.units);
      if (scorer_->next(unit)) return true;
    }
    return false;
  }
  if (!all_read_) read_all();
  if (given_ == all_.size()) return false;
  auto& [name, row] = all_[given_++];
  unit = formats::score_one(rules_.ruleset, rules_.plan, name, row);
  return true;
}

std::vector<engine::Diagnostic> YearUnits::remarks() const {
  std::vector<engine::Diagnostic> all;
  for (const Part& part : parts_) {
    for (engine::Diagnostic& remark : part.units->remarks()) all.push_back(std::move(remark));
  }
  return all;
}

std::vector<std::string> item_titles(const engine::Ruleset& ruleset) {
  std::vector<std::string> titles;
  for (const engine::Item& item : ruleset.items) titles.push_back(item.title);
  return titles;
}

}  // namespace rubric::cli
