#include "formats/funds.hpp"

#include "engine/number.hpp"
#include "engine/quantity.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

using Names = std::initializer_list<std::string_view>;

const Names total_funds{"年度资金总额", "资金总额", "total funds"},
    appropriation{"财政拨款", "当年财政拨款", "appropriation"},
    carried_over{"上年结转资金", "上年结转", "carried over"}, other_funds{"其他资金", "other funds"};
const Names first_budgets{"年初预算数", "年初预算", "first budget"},
    budgets{"全年预算数", "全年预算", "budget"}, spendings{"全年执行数", "全年执行", "spent"};

class Funds {
 public:
  Funds(const FormCells& cells, Language language)
      : cells_(cells), language_(language), unit_(find_unit("万元")) {}

  SheetTable table(const std::string& first_budget, const std::optional<FundsRow>& sum) const {
    using Column = SheetColumn::Kind;
    const std::string amounts = to_text(0, unit_, language_).substr(1);  // as it stands behind a figure
    SheetTable table;
    table.heading = say("预算资金", "Funds");
    table.columns = {{say("项目", "item"), Column::name},
                     {say("年初预算数", "first budget"), Column::brief, amounts},
                     {say("全年预算数", "budget"), Column::brief, amounts},
                     {say("全年执行数", "spent"), Column::brief, amounts},
                     {say("分值", "points"), Column::figure},
                     {say("执行率", "rate"), Column::brief},
                     {say("得分", "score"), Column::figure}};
    add(table, say("年度资金总额", "funds of the year"), of_the_year(first_budget, sum));
    add(table, say("其中：财政拨款", "of these: appropriation"), source(appropriation));
    add(table, say("　　　上年结转资金", "carried over"), source(carried_over));
    add(table, say("　　　其他资金", "other funds"), source(other_funds));
    return table;
  }

 private:
  std::string say(std::string_view zh, std::string_view en) const {
    return std::string(language_ == Language::zh ? zh : en);
  }

  FundsRow of_the_year(const std::string& first_budget, const std::optional<FundsRow>& sum) const {
    FundsRow row = source(total_funds);
    const std::string first = row.first.empty() ? first_budget : row.first;
    if (sum) {
      row = *sum;
    } else {
      if (row.budget.empty()) row.budget = cells_.find(budgets);
      if (row.spent.empty()) row.spent = cells_.find(spendings);
      row.rate = execution_rate(row.spent, row.budget, language_);
      row.points = row.score = "";
    }
    row.first = first;
    return row;
  }

  /// One source of funds, from the columns of the data file: 财政拨款：全年预算数.
  FundsRow source(Names names) const {
    FundsRow row;
    row.first = cells_.find(names, first_budgets);
    row.budget = cells_.find(names, budgets);
    row.spent = cells_.find(names, spendings);
    row.points = row.score = "—";  // the sum alone is scored
    row.rate = execution_rate(row.spent, row.budget, language_);
    return row;
  }

  /// An amount of money in 万元, with its own digits; anything else as it is.
  std::string amount(const std::string& text) const {
    const Printed printed = read_printed(text, Unit{});
    if (!printed.is_number() || printed.unit.dimension != Dimension::money) return text;
    if (!decimals(Rational(printed.value / unit_.scale), display_decimals)) return text;
    return to_text(printed.value, unit_, language_, printed.unit.scale == unit_.scale ? printed.places : 0);
  }

  void add(SheetTable& table, const std::string& name, const FundsRow& row) const {
    std::vector<SheetCell> cells;
    for (const std::string& text :
         {name, amount(row.first), amount(row.budget), amount(row.spent), row.points, row.rate, row.score}) {
      cells.emplace_back();
      if (!text.empty()) cells.back().lines.push_back(text);
    }
    table.rows.push_back(std::move(cells));
  }

  const FormCells& cells_;
  Language language_;
  Unit unit_;
};

}  // namespace

SheetTable funds_table(const FormCells& cells, const std::string& first_budget,
                       const std::optional<FundsRow>& sum, Language language) {
  return Funds(cells, language).table(first_budget, sum);
}

std::vector<Diagnostic> funds_without_unit(const FormCells& cells, const Place& place) {
  std::vector<Diagnostic> problems;
  for (const Names& row : {total_funds, appropriation, carried_over, other_funds}) {
    for (const Names& column : {first_budgets, budgets, spendings}) {
      const std::string text = cells.find(row, column);
      const Printed printed = read_printed(text, Unit{});
      if (!printed.is_number() || !printed.unit_word.empty() || printed.value == 0) continue;
      problems.push_back(
          {Code::E402,
           place,
           {std::string(*row.begin()) + "：" + std::string(*column.begin()) + " " + text, "万元"},
           {}});
    }
  }
  return problems;
}

}  // namespace rubric::formats
