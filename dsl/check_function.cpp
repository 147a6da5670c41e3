// The checker's functions: 最小(…), 合计(…), 个数(…) and the like, over operands or over the values of a
// 可填多个 datum; 排名(…) and 全体平均(…), whose figures of all units become data of their own; and dates.

#include <algorithm>
#include <utility>

#include "dsl/checker.hpp"
#include "engine/calendar.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

ExprId Checker::call(NodeId id) {
  struct Function {
    std::string_view zh, en;
    enum class What { minimum, maximum, absolute, sum, mean, count, cohort } what;
  };
  using What = Function::What;
  static constexpr Function functions[] = {
      {"最小", "min", What::minimum},
      {"最大", "max", What::maximum},
      {"绝对值", "abs", What::absolute},
      {"合计", "sum", What::sum},
      {"平均", "mean", What::mean},
      {"个数", "count", What::count},
      {"排名", "rank", What::cohort},
      {"全体最高", "top_of_all", What::cohort},
      {"全体最低", "lowest_of_all", What::cohort},
      {"全体平均", "mean_of_all", What::cohort},
  };
  const std::vector<NodeId> parts = tree_.children(id);
  const std::string name = tree_.folded(parts[0]);
  const bool zh = tree_.language() == Language::zh;
  const auto found = std::find_if(std::begin(functions), std::end(functions),
                                  [&](const Function& f) { return name == (zh ? f.zh : f.en); });
  if (found == std::end(functions)) {
    std::vector<std::string> known;
    for (const Function& f : functions) known.emplace_back(zh ? f.zh : f.en);
    suggest(report(Code::E305, parts[0], {name}), name, known);
    return none;
  }
  if (found->what == What::cohort) return cohort(id, name);
  std::vector<ExprId> values;
  const bool outer = std::exchange(in_fold_, in_fold_ || found->what != What::absolute);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    values.push_back(found->what == What::count ? condition(parts[i]) : expression(parts[i]));
  }
  in_fold_ = outer;
  if (std::find(values.begin(), values.end(), none) != values.end()) return none;
  const Span span = tree_.span(id);
  const bool folds = found->what != What::absolute &&
                     std::any_of(values.begin(), values.end(), [&](ExprId v) { return typing_.has_many(v); });
  if (folds) {
    FoldKind kind = FoldKind::sum;
    if (found->what == What::mean) kind = FoldKind::mean;
    if (found->what == What::minimum) kind = FoldKind::minimum;
    if (found->what == What::maximum) kind = FoldKind::maximum;
    if (found->what == What::count) {
      kind = FoldKind::count;
      for (ExprId& value : values) {
        value = one_if(value);
      }
    }
    for (std::size_t i = 1; i < values.size(); ++i) {
      if (typing_.apply(Op::add, {values[0], values[i]}, span) == none) return none;
    }
    return typing_.fold(kind, std::move(values));
  }
  switch (found->what) {
    case What::absolute:
      if (values.size() != 1) {
        report(Code::E306, id, {name});
        return none;
      }
      return typing_.apply(Op::absolute, values, span);
    case What::minimum:
    case What::maximum: {
      ExprId result = values[0];
      const Op op = found->what == What::minimum ? Op::minimum : Op::maximum;
      for (std::size_t i = 1; i < values.size(); ++i) result = typing_.apply(op, {result, values[i]}, span);
      return result;
    }
    case What::count:
      for (ExprId& value : values) {
        value = one_if(value);
      }
      return total_of(values, id);
    case What::mean:
      return typing_.apply(Op::divide,
                           {total_of(values, id), typing_.constant(Rational(values.size()), Unit{})}, span);
    default:
      return total_of(values, id);
  }
}

ExprId Checker::total_of(const std::vector<ExprId>& terms, NodeId where) {
  ExprId result = terms[0];
  for (std::size_t i = 1; i < terms.size(); ++i)
    result = typing_.apply(Op::add, {result, terms[i]}, tree_.span(where));
  return result;
}

/// 2024-06-30, 当年6月30日, 次年3月底.
ExprId Checker::date(NodeId id) {
  const std::vector<NodeId> parts = tree_.children(id);
  YearlyDate yearly;
  std::vector<int> numbers;
  bool relative = false;
  for (const NodeId part : parts) {
    if (tree_.kind(part) == NodeKind::number) {
      const auto value = number(part);
      if (!value || *value > 9999) return none;
      numbers.push_back(static_cast<int>(numerator(*value)));
    } else if (tree_.word(part) == Word::this_year || tree_.word(part) == Word::next_year) {
      relative = true;
      yearly.years_later = tree_.word(part) == Word::next_year ? 1 : 0;
    }
  }
  if (!relative) {
    const auto day = numbers.size() == 3 ? day_number(numbers[0], numbers[1], numbers[2]) : std::nullopt;
    if (!day) {
      report(Code::E420, id, {tree_.typed(id)});
      return none;
    }
    Unit unit;
    unit.dimension = Dimension::date;
    return typing_.constant(*day, unit);
  }
  yearly.month = numbers.empty() ? 0 : numbers[0];
  yearly.day = numbers.size() > 1 ? numbers[1] : 0;
  // A day of every year: the 29th of February is not one.
  if (!day_number(2023, yearly.month, std::max(yearly.day, 1))) {
    report(Code::E420, id, {tree_.typed(id)});
    return none;
  }
  return typing_.yearly(yearly);
}

/// 排名(…), 全体最高(…): computed over all units and filled in as a datum of its own.
ExprId Checker::cohort(NodeId id, const std::string& function) {
  using What = CohortFigure::What;
  CohortFigure figure;
  const bool rank = function == "排名" || function == "rank";
  if (function == "全体最高" || function == "top_of_all") figure.what = What::highest;
  if (function == "全体最低" || function == "lowest_of_all") figure.what = What::lowest;
  if (function == "全体平均" || function == "mean_of_all") figure.what = What::mean;
  bool direction = false, ties = false;
  const std::vector<NodeId> parts = tree_.children(id);
  for (std::size_t i = 1; i < parts.size(); ++i) {
    if (tree_.kind(parts[i]) == NodeKind::group_by) {
      const ExprId same = name_use(tree_.child(parts[i], NodeKind::name));
      if (same == none) return none;
      figure.same = ruleset_.exprs[same].datum;
    } else if (tree_.kind(parts[i]) != NodeKind::word) {
      figure.value = expression(parts[i]);
    } else {
      const Word word = tree_.word(parts[i]);
      direction = direction || word == Word::high_to_low || word == Word::low_to_high;
      ties = ties || word == Word::ties_take_places || word == Word::ties_share_place;
      if (word == Word::low_to_high) figure.high_first = false;
      if (word == Word::ties_share_place) figure.share_place = true;
    }
  }
  if (figure.value == none) return none;
  if (rank && (!direction || !ties)) {
    report(Code::E422, id);
    return none;
  }
  Datum datum;
  datum.name = formula_being_read_.empty() ? tree_.typed(id) : formula_being_read_;
  datum.line = tree_.line(id);
  datum.cohort = true;
  if (rank) {
    datum.unit = find_unit("名");
    datum.whole = true;
    datum.domain.low = Bound::closed_at(1);
    datum.domain_text = "≥1";
  } else {
    datum.unit = ruleset_.exprs[figure.value].unit;
    datum.domain = typing_.range(figure.value);
  }
  figure.datum = static_cast<DatumId>(ruleset_.data.size());
  ruleset_.data.push_back(std::move(datum));
  ruleset_.cohort.push_back(figure);
  return typing_.datum(figure.datum);
}

}  // namespace rubric::dsl
