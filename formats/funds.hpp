// 预算资金 of a self-evaluation: the funds of the year and their sources, what was planned and spent.
//
// What the rules know of it, the sum of the year, comes from their own indicator; the rest stands in columns
// of the data file (form_cells.hpp) or is left blank. Money is in 万元, in which forms have it, with its own
// digits.
//
//   年度资金总额 |        | 18580.25万元 | 13006.70万元 | 10 | 70% | 7.00
//   其中：财政拨款 | 300万元 | 320.50万元   | 315.87万元   | —  | 98.56% | —
#pragma once

#include <optional>
#include <string>

#include "formats/form_cells.hpp"
#include "formats/score_sheet.hpp"

namespace rubric::formats {

/// A row of the block, as it is printed.
struct FundsRow {
  std::string first, budget, spent, points, rate, score;
};

/// The block; `sum` is the row of the year as the rules have it, of which `first` may be blank.
SheetTable funds_table(const FormCells& cells, const std::string& first_budget,
                       const std::optional<FundsRow>& sum, engine::Language language);

/// The amounts in a row of the data file that have no unit, neither behind them nor in their heading: how
/// much they are cannot be known, and the form prints them as they stand (E402). 0 needs none.
std::vector<engine::Diagnostic> funds_without_unit(const FormCells& cells, const engine::Place& place);

}  // namespace rubric::formats
