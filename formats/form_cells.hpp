// What a form asks for and rules know nothing of: 年度总体目标, and funds by their source.
//
// It stands in the data file under the names that the form prints, or the form is left blank there, to be
// filled in by hand. A unit in the heading goes behind a bare number.
//
//   财政拨款：全年预算数（万元）, 320.50   -> 320.50万元
//   预期目标, 全年办结率 95%以上           -> 全年办结率 95%以上
#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/diagnostic.hpp"

namespace rubric::formats {

class FormCells {
 public:
  FormCells() = default;
  /// The cells of one row, by the headings of their columns.
  FormCells(const std::vector<std::string>& headings, const std::vector<std::string>& cells);

  /// What stands under the first of these headings that is not blank; empty if there is nothing.
  std::string find(std::initializer_list<std::string_view> headings) const;
  /// The same for 项目：栏, a row of the form and a column of it.
  std::string find(std::initializer_list<std::string_view> rows,
                   std::initializer_list<std::string_view> columns) const;

 private:
  std::map<std::string, std::string, std::less<>> cells_;  // by folded heading without unit
};

/// Spending ÷ budget to two decimals, "98.55%"; empty where one is no number or there is no budget.
std::string execution_rate(const std::string& spent, const std::string& budget, engine::Language language);

}  // namespace rubric::formats
