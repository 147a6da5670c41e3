#include "formats/score_job.hpp"

#include <algorithm>
#include <set>

#include "formats/chunks.hpp"
#include "formats/figures.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

constexpr std::size_t usual_piece_bytes = 128u << 10, rows_of_piece = 128;

/// Whether every item has a column of its own, in their order.
bool own_columns(const Ruleset& ruleset) {
  std::set<std::string_view> titles;
  for (const Item& item : ruleset.items) titles.insert(item.title);
  return titles.size() == ruleset.items.size();
}

bool has_columns(const UnitTable& table) {
  return std::any_of(table.sources().begin(), table.sources().end(),
                     [](const auto& source) { return source.has_value(); });
}

}  // namespace

bool goes_by_columns(const Ruleset& ruleset, const Plan& plan, const UnitTable& table) {
  return ruleset.cohort.empty() && !plan.has_unknown && has_columns(table) &&
         (ruleset.unscored || plan.total != none) && (ruleset.grades.empty() || plan.grade != none);
}

std::vector<int> score_digits(const Ruleset& ruleset) {
  std::vector<int> digits;
  for (const Item& item : ruleset.items)
    digits.push_back(item.form == Form::unscored ? -1 : item_digits(ruleset, item));
  if (!ruleset.unscored) digits.push_back(total_digits(ruleset));
  return digits;
}

ScoreJob::ScoreJob(const Ruleset& rules, const Plan& compiled, const UnitTable& units,
                   std::shared_ptr<const TableHead> of_file, const ScoreWriter& to, bool is_strict)
    : ruleset(rules),
      plan(compiled),
      table(units),
      head(std::move(of_file)),
      writer(to),
      strict(is_strict),
      columnar(rules, compiled),
      by_columns(to.format() == ScoreFormat::csv && own_columns(rules) &&
                 goes_by_columns(rules, compiled, units)),
      copied(units.identity_columns()),
      digits(score_digits(rules)),
      piece_bytes(std::max(usual_piece_bytes, bytes_of_rows(rows_of_piece, head->columns.size()))) {
  if (writer.keeps()) copied.insert(copied.end(), units.kept_columns().begin(), units.kept_columns().end());
}

}  // namespace rubric::formats
