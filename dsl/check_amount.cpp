// The checker's numbers: amounts with their units, points, ranges and their ends, roundings.

#include <algorithm>

#include "dsl/checker.hpp"

namespace rubric::dsl {

using namespace engine;  // the vocabulary of every signature here

std::optional<Rational> Checker::number(NodeId id) {
  const std::string text = tree_.folded(id);
  static constexpr std::string_view numerals[] = {"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
  for (std::size_t i = 0; i < std::size(numerals); ++i) {
    if (text == numerals[i]) return Rational(i + 1);
  }
  if (text == "两") return Rational(2);
  // Too many digits, and an exponent, were reported as they were read.
  const std::string_view after = tree_.source().folded().substr(tree_.span(id).end);
  const bool exponent = after.size() > 1 && (after[0] == 'e' || after[0] == 'E') &&
                        (after[1] == '+' || after[1] == '-' || (after[1] >= '0' && after[1] <= '9'));
  return exponent ? std::nullopt : parse_decimal(text);
}

std::optional<Checker::Amount> Checker::quantity(NodeId id) {
  switch (tree_.kind(id)) {
    case NodeKind::number: {
      const auto value = number(id);
      if (!value) return std::nullopt;
      return Amount{*value, Unit{}, true};
    }
    case NodeKind::points:
    case NodeKind::percent: {
      const auto value = number(tree_.child(id, NodeKind::number));
      if (!value) return std::nullopt;
      const Unit unit = find_unit(tree_.kind(id) == NodeKind::points ? "分" : "%");
      return Amount{*value * unit.scale, unit, false};
    }
    case NodeKind::quantity: {
      const auto value = number(tree_.child(id, NodeKind::number));
      if (!value) return std::nullopt;
      const NodeId word = tree_.child(id, NodeKind::unit);
      const Unit unit = word ? find_unit(tree_.folded(word)) : Unit{};
      return Amount{*value * unit.scale, unit, !word};
    }
    case NodeKind::date: {
      const ExprId day = date(id);
      if (day == none) return std::nullopt;
      if (ruleset_.exprs[day].op == Op::constant) {
        return Amount{ruleset_.exprs[day].value, ruleset_.exprs[day].unit, false};
      }
      [[fallthrough]];
    }
    default:
      report(Code::E413, id, {tree_.typed(id)});
      return std::nullopt;
  }
}

std::optional<Checker::Amount> Checker::amount(NodeId id) {
  if (tree_.kind(id) != NodeKind::name) return quantity(id);
  const ExprId expr = expression(id);
  if (expr == none) return std::nullopt;
  const Expr& e = ruleset_.exprs[expr];
  if (e.op == Op::constant) return Amount{e.value, e.unit, false};
  report(Code::E413, id, {tree_.typed(id)});
  return std::nullopt;
}

std::optional<Rational> Checker::amount_in(NodeId id, const Unit& unit, bool adopt) {
  const std::optional<Amount> value = amount(id);
  if (!value) return std::nullopt;
  if (agree(value->unit, unit)) return value->value;
  if (value->bare) {
    const bool counted = unit.dimension != Dimension::money && unit.dimension != Dimension::rate &&
                         unit.dimension != Dimension::points;
    if (adopt || counted || value->value == 0) return Rational(value->value * unit.scale);
    const std::string digits = to_display(value->value, 0);
    Diagnostic& d = report(Code::E402, id, {digits, unit.word});
    d.fixes.push_back({Text("写成 " + digits + unit.word.zh, "write " + digits + " " + unit.word.en),
                       digits + unit.word.in(ruleset_.language)});
    return std::nullopt;
  }
  const Text none_word("数（没有单位）", "a bare number");
  report(Code::E401, id, {unit.word.zh.empty() ? none_word : unit.word, value->unit.word});
  return std::nullopt;
}

std::optional<Rational> Checker::points(NodeId id) {
  const auto value = number(tree_.child(id, NodeKind::number));
  if (value && value->sign() < 0) {
    report(Code::E604, id, {tree_.typed(id)});
    return std::nullopt;
  }
  return value;
}

std::optional<Rounding> Checker::rounding(NodeId id, const Unit* of) {
  struct Mode {
    Word word;
    RoundingMode mode;
  };
  static constexpr Mode modes[] = {
      {Word::half_up, RoundingMode::half_up}, {Word::half_even, RoundingMode::half_even},
      {Word::down, RoundingMode::down},       {Word::up, RoundingMode::up},
      {Word::floor, RoundingMode::floor},     {Word::ceiling, RoundingMode::ceiling}};
  if (tree_.child(id, Word::no_rounding)) return std::nullopt;
  Rounding result;
  for (const Mode& m : modes) {
    if (tree_.child(id, m.word)) result.mode = m.mode;
  }
  if (const NodeId digits = tree_.child(id, NodeKind::number)) {
    const auto value = number(digits);
    if (!value) return std::nullopt;
    constexpr int most = 12;
    if (*value < 0 || *value > most || denominator(*value) != 1) {
      report(Code::E414, digits, {tree_.typed(digits), std::to_string(most)});
      return std::nullopt;
    }
    result.digits = static_cast<int>(numerator(*value));
  }
  const bool percent = tree_.child(id, Word::of_percent) != 0;
  if (percent && (!of || of->dimension != Dimension::rate)) {
    report(Code::E415, id);
    return std::nullopt;
  }
  if (percent) result.digits += 2;
  // Money is kept in 元 and rounded in the unit that it is printed in.
  if (of && of->scale != 1 && !percent && of->dimension == Dimension::money) {
    for (Rational scale = of->scale; scale >= 10; scale /= 10) --result.digits;
  }
  return result;
}

std::optional<Op> Checker::comparison_op(Word word) {
  switch (word) {
    case Word::ge:
      return Op::greater_equal;
    case Word::gt:
      return Op::greater;
    case Word::le:
      return Op::less_equal;
    case Word::lt:
      return Op::less;
    case Word::ne:
      return Op::not_equal;
    default:
      return Op::equal;
  }
}

std::optional<Interval> Checker::bound(Word comparison, const Rational& value) const {
  Interval set;
  switch (comparison) {
    case Word::ge:
    case Word::gt:
      set.low = {value, comparison == Word::gt, false};
      return set;
    case Word::le:
    case Word::lt:
      set.high = {value, comparison == Word::lt, false};
      return set;
    case Word::eq:
      return Interval::point(value);
    default:
      return std::nullopt;
  }
}

/// Which ends belong to a range: as marked; an end without a mark beside a marked one is the opposite of it.
Checker::Ends Checker::range_ends(NodeId id) {
  Ends ends;
  const std::vector<NodeId> parts = tree_.children(id);
  std::vector<NodeId> amounts;
  int low_mark = 0, high_mark = 0;  // 1: 含, 2: 不含
  for (const NodeId part : parts) {
    if (tree_.kind(part) == NodeKind::word) {
      const int mark = tree_.word(part) == Word::incl ? 1 : tree_.word(part) == Word::excl ? 2 : 0;
      // [80%,90%): the first mark stands before its number.
      (amounts.size() < 2 ? low_mark : high_mark) = mark;
    } else {
      amounts.push_back(part);
    }
  }
  ends.low = amounts[0];
  ends.high = amounts[1];
  ends.unmarked = low_mark == 0 && high_mark == 0;
  if (low_mark == 0) low_mark = 3 - std::max(high_mark, 1);
  if (high_mark == 0) high_mark = 3 - low_mark;
  ends.low_open = low_mark == 2;
  ends.high_open = high_mark == 2;
  return ends;
}

std::optional<Interval> Checker::interval(NodeId id, const Unit& unit, bool adopt, bool unmarked_closed) {
  Ends ends = range_ends(id);
  if (ends.unmarked) {
    if (!unmarked_closed) {
      report(Code::E503, id, {tree_.typed(id), tree_.typed(ends.low), tree_.typed(ends.high)});
      return std::nullopt;
    }
    ends.low_open = ends.high_open = false;
  }
  const auto high = amount_in(ends.high, unit, adopt);
  const auto low = amount_in(ends.low, unit, adopt);
  if (!low || !high) return std::nullopt;
  const auto set = Interval::between({*low, ends.low_open, false}, {*high, ends.high_open, false});
  if (!set) report(Code::E605, id, {tree_.typed(id)});
  return set;
}

/// 90%(含)以上, 2起及以上; bare 以上 is refused with both readings.
std::optional<Checker::Side> Checker::side(NodeId id) {
  Side result;
  bool included = false, excluded = false;
  for (const NodeId part : tree_.children(id)) {
    if (tree_.kind(part) != NodeKind::word) {
      result.amount = part;
      continue;
    }
    switch (tree_.word(part)) {
      case Word::incl:
        included = true;
        break;
      case Word::excl:
        excluded = true;
        break;
      case Word::and_above:
      case Word::and_later:
        result.op = Op::greater_equal;
        included = true;
        break;
      case Word::and_below:
        result.op = Op::less_equal;
        included = true;
        break;
      case Word::above_side:
      case Word::outside:
        result.op = excluded ? Op::greater : Op::greater_equal;
        break;
      default:
        result.op = excluded ? Op::less : Op::less_equal;
    }
  }
  if (included || excluded) return result;
  const std::string text = tree_.typed(id);
  const std::string number = tree_.typed(result.amount);
  const std::string word = text.substr(std::min(text.size(), number.size()));
  Diagnostic& d = report(Code::E502, id, {text, word});
  d.fixes.push_back({Text(number + "(含)" + word), number + "(含)" + word});
  d.fixes.push_back({Text(number + "(不含)" + word), number + "(不含)" + word});
  return std::nullopt;
}

}  // namespace rubric::dsl
