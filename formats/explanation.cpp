#include "formats/explanation.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <set>

#include "engine/text.hpp"
#include "formats/figures.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

const Unit& points_unit() {
  static const Unit unit = find_unit("分");
  return unit;
}

/// Builds one explanation; every sentence is made from the rules' own words and the outcome's own numbers.
class Writer {
 public:
  Writer(const Ruleset& ruleset, const Plan& plan, const UnitData& data, const Outcome& outcome,
         Language language)
      : ruleset_(ruleset), plan_(plan), data_(data), outcome_(outcome), language_(language) {}

  Explanation write() {
    Explanation out;
    out.language = language_;
    out.unit = data_.key;
    out.ruleset = ruleset_.name;
    out.version = ruleset_.version;
    out.basis = ruleset_.basis;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) out.items.push_back(indicator(i));
    adjustments(out, ruleset_.bonuses, plan_.bonuses);
    adjustments(out, ruleset_.penalties, plan_.penalties);
    if (ruleset_.unscored) return out;
    total(out);
    out.full_marks = to_display(ruleset_.full_marks, total_digits(ruleset_));
    out.score = score(outcome_.total, total_digits(ruleset_));
    if (!ruleset_.grades.empty()) out.grade = grade_text(ruleset_, outcome_);
    return out;
  }

 private:
  std::string say(std::string_view zh, std::string_view en) const {
    return std::string(language_ == Language::zh ? zh : en);
  }

  std::string word(Op op) const {
    return std::string(language_ == Language::zh ? operation(op).zh : operation(op).en);
  }
  std::string equals() const { return say(" ＝ ", " = "); }

  /// " × ", " / ": the sign of an operation between two figures.
  std::string sign(Op op) const { return fmt::format(" {} ", say(operation(op).zh, operation(op).en)); }

  const Possible& at(Slot slot) const { return outcome_.trace[slot]; }

  std::string score(const Possible& value, int digits) const { return score_text(value, digits, language_); }

  /// A value with its unit. One that does not end is shown to 6 decimals; its fraction stands in the step's
  /// `exact`.
  std::string show(const Possible& value, const Unit& unit) const {
    if (!value.possible) return say("无法计算", "fault");
    if (value.range.is_point()) return number(value.range.low.value, unit);
    const std::string low = value.range.low.infinite ? "-∞" : number(value.range.low.value, unit);
    const std::string high = value.range.high.infinite ? "∞" : number(value.range.high.value, unit);
    return low + say(" 至 ", " to ") + high;
  }

  std::string number(const Rational& value, const Unit& unit) const {
    const bool ends = decimals(Rational(value / unit.scale), 6).has_value();
    return (ends ? "" : "≈") + to_text(value, unit, language_);
  }

  std::string exact(const Possible& value) const {
    if (!value.possible || !value.range.is_point()) return "";
    return to_fraction(value.range.low.value);
  }

  /// A datum's value, as its cell has it.
  std::string figure(DatumId datum) const {
    return to_text(data_.cells[datum], ruleset_.data[datum], language_);
  }

  // --- expressions with the numbers in them ---

  std::string names(ExprId id) const { return formula_text(ruleset_, id, language_); }

  std::string numbers(ExprId id, int tighter_than = 0) const {
    const Expr& e = ruleset_.exprs[id];
    switch (e.op) {
      case Op::constant:
        return e.kind == Kind::quantity ? to_text(e.value, e.unit, language_) : names(id);
      case Op::input:
        return figure(e.datum);
      case Op::blank:
      case Op::not_applicable:
        return names(id);
      case Op::round:
        return numbers(e.operands[0], tighter_than);
      case Op::choose:
      case Op::date_of_year:
      case Op::fold:
        return value_of(id);
      default:
        break;
    }
    const Operation& row = operation(e.op);
    const std::string word(language_ == Language::zh ? row.zh : row.en);
    std::string text;
    if (row.precedence == 0) {
      text = word + "(";
      for (std::size_t i = 0; i < e.operands.size(); ++i)
        text += (i ? say("，", ", ") : "") + numbers(e.operands[i]);
      return text + ")";
    }
    if (row.arity == 1) {
      text = word + numbers(e.operands[0], row.precedence);
    } else {
      text = fmt::format("{} {} {}", numbers(e.operands[0], row.precedence - 1), word,
                         numbers(e.operands[1], row.precedence));
    }
    return row.precedence <= tighter_than ? "(" + text + ")" : text;
  }

  std::string value_of(ExprId id) const {
    const Slot slot = plan_.of_expr[id];
    return slot == none ? names(id) : show(at(slot), ruleset_.exprs[id].unit);
  }

  /// "全年执行 ÷ 全年预算 ＝ 13006.70万元 ÷ 18580.25万元 ＝ ≈70.0028%"; a rounding shows both values.
  ExplainedStep derivation(std::string label, ExprId id, Slot slot) const {
    const Expr& e = ruleset_.exprs[id];
    if (e.kind != Kind::quantity) return {std::move(label), names(id) + equals() + numbers(id), ""};
    ExplainedStep step{std::move(label), names(id), exact(at(slot))};
    const bool single = e.op == Op::input && e.name.empty();
    if (e.op == Op::round) {
      const ExprId inner = e.operands[0];
      step.text += equals() + numbers(inner) + equals() + value_of(inner) + " → " + show(at(slot), e.unit);
      return step;
    }
    if (e.op != Op::constant) step.text += equals() + numbers(id);
    if (!single && e.op != Op::constant) step.text += equals() + show(at(slot), e.unit);
    return step;
  }

  // --- figures ---

  void collect(ExprId id, std::set<DatumId>& seen, std::vector<ExplainedFigure>& out) const {
    if (id == none) return;
    const Expr& e = ruleset_.exprs[id];
    if (e.datum != none && e.op != Op::constant && seen.insert(e.datum).second) {
      out.push_back({ruleset_.data[e.datum].name, figure(e.datum), data_.cells[e.datum].spot});
    }
    for (const ExprId operand : e.operands) collect(operand, seen, out);
  }

  std::vector<ExplainedFigure> figures(const Item& item) const {
    std::set<DatumId> seen;
    std::vector<ExplainedFigure> out;
    collect(item.actual, seen, out);
    if (item.target) collect(item.target->value, seen, out);
    collect(item.share, seen, out);
    collect(item.formula, seen, out);
    for (const TierRow& row : item.tiers) {
      collect(row.condition, seen, out);
      collect(row.discretion, seen, out);
    }
    for (const CheckRow& row : item.checks) {
      collect(row.condition, seen, out);
      if (row.counted) collect_pool(*row.counted, seen, out);
    }
    if (item.steps) collect_pool(*item.steps, seen, out);
    for (const Pool& pool : item.deductions) collect_pool(pool, seen, out);
    for (const ExprId gate : item.zero_if) collect(gate, seen, out);
    for (const NotApplicable& clause : item.not_applicable) collect(clause.condition, seen, out);
    return out;
  }

  void collect_pool(const Pool& pool, std::set<DatumId>& seen, std::vector<ExplainedFigure>& out) const {
    collect(pool.condition, seen, out);
    for (const StepRule& rule : pool.steps) collect(rule.quantity, seen, out);
  }

  // --- items ---

  ExplainedItem indicator(std::size_t i) const {
    const Item& item = ruleset_.items[i];
    ExplainedItem out = explained(item, plan_.items[i], item_digits(ruleset_, item));
    const ItemOutcome& outcome = outcome_.items[i];
    if (item.form == Form::unscored) {
      out.score = out.lost = "";
      return out;
    }
    explanations(item, i, out);
    out.score = outcome.dropped == Truth::yes ? say("不适用", "not applicable")
                                              : score(outcome.score, item_digits(ruleset_, item));
    if (outcome.dropped == Truth::yes) out.lost = "";
    const std::optional<Rounding>& rounding = item.rounding ? item.rounding : ruleset_.item_rounding;
    const ItemSlots& slots = plan_.items[i];
    if (!item.no_rounding && rounding && at(slots.raw).possible && !same(slots.raw, slots.score)) {
      out.steps.push_back(
          {say("取整", "rounding"),
           fmt::format("{}{}{} → {}", rounding_text(*rounding, false, language_), say("：", ": "),
                       show(at(slots.raw), points_unit()), show_score(at(slots.score), item)),
           exact(at(slots.score))});
    }
    return out;
  }

  std::string show_score(const Possible& value, const Item& item) const {
    return score(value, item_digits(ruleset_, item)) + say("分", " points");
  }

  void adjustments(Explanation& out, const std::vector<Item>& items,
                   const std::vector<ItemSlots>& slots) const {
    for (std::size_t i = 0; i < items.size(); ++i) {
      ExplainedItem item = explained(items[i], slots[i], total_digits(ruleset_));
      item.score = score(at(slots[i].score), total_digits(ruleset_));
      item.lost = "";
      item.penalty = &items == &ruleset_.penalties;
      out.adjustments.push_back(std::move(item));
    }
  }

  ExplainedItem explained(const Item& item, const ItemSlots& slots, int digits) const {
    ExplainedItem out;
    out.title = item.title;
    out.points = item.points ? to_display(*item.points, 0) : std::string();
    out.clause = item.clause;
    out.scoring = item.scoring_text;
    out.figures = figures(item);
    if (item.actual != none)
      out.steps.push_back(derivation(say("实际", "actual"), item.actual, slots.actual));
    gates(item, slots, out);
    if (item.form != Form::unscored) out.steps.push_back(scoring(item, slots));
    for (std::size_t i = 0; i < item.deductions.size(); ++i)
      deduction(item.deductions[i], slots.losses[i], out);
    for (std::size_t i = 0; i < item.parts.size(); ++i) {
      out.parts.push_back(explained(item.parts[i], slots.parts[i], digits));
    }
    out.score = score(at(slots.raw), digits);
    lost(item, slots, digits, out);
    return out;
  }

  void lost(const Item& item, const ItemSlots& slots, int digits, ExplainedItem& out) const {
    const Possible& given = at(slots.score == none ? slots.raw : slots.score);
    if (!item.points || !given.possible) return;
    Possible difference = given;
    difference.range = subtract(Interval::point(*item.points), given.range);
    out.lost = score(difference, digits);
  }

  /// The clauses that set a score aside: said only where they hold, or may hold.
  void gates(const Item& item, const ItemSlots& slots, ExplainedItem& out) const {
    for (std::size_t i = 0; i < item.not_applicable.size(); ++i) {
      if (!possibly(slots.not_applicable[i])) continue;
      const NotApplicable& clause = item.not_applicable[i];
      out.steps.push_back({say("不适用", "not applicable"),
                           clause.text + holds(slots.not_applicable[i], clause.condition), ""});
    }
    for (std::size_t i = 0; i < item.zero_if.size(); ++i) {
      const Slot slot = plan_.of_expr[item.zero_if[i]];
      if (!possibly(slot)) continue;
      out.steps.push_back(
          {say("不得分", "zero if"), names(item.zero_if[i]) + holds(slot, item.zero_if[i]), ""});
    }
    if (slots.missing != none && possibly(slots.missing)) {
      out.steps.push_back({say("缺数", "missing"),
                           say("数据缺失，按规则的“缺数”条款处理",
                               "data are missing: the rules' clause on missing data applies"),
                           ""});
    }
    if (slots.zero_denominator != none && possibly(slots.zero_denominator)) {
      out.steps.push_back({say("分母为零", "zero denominator"),
                           say("除数为零，按规则的“分母为零”条款处理",
                               "the divisor is zero: the rules' clause on it applies"),
                           ""});
    }
  }

  bool possibly(Slot condition) const { return at(condition).possible && at(condition).range.contains(1); }

  std::string holds(Slot slot, ExprId condition) const {
    if (condition == none) return say("（条件未明确）", " (the condition is unstated)");
    const bool surely = at(slot).range.is_point();
    return fmt::format("{}{}{}{}", say("（", " ("), numbers(condition),
                       surely ? say("，符合", ", holds") : say("，可能符合", ", may hold"), say("）", ")"));
  }

  std::string points(const Rational& value) const { return to_text(value, points_unit(), language_); }
  std::string full(const Item& item) const {
    return item.points ? points(*item.points) : say("分值（未明确）", "points (unstated)");
  }

  std::string target_text(const Item& item) const {
    if (!item.target) return "";
    std::string text = item.target->text;
    if (item.target->value != none && ruleset_.exprs[item.target->value].op != Op::constant) {
      text += equals() + value_of(item.target->value);
    }
    return text;
  }

  ExplainedStep scoring(const Item& item, const ItemSlots& slots) const {
    ExplainedStep step{say("计分", "score"), "", exact(at(slots.base))};
    std::string said = item.scoring_text;
    if (item.target) said = say("目标 ", "target ") + target_text(item) + say("，", ", ") + said;
    const std::string working = formula(item, slots);
    if (!said.empty() && !working.empty()) said += say("：", ": ");
    step.text = said + working + equals() + show(at(slots.base), points_unit());
    return step;
  }

  /// The scoring sentence with this unit's numbers in it; empty where the sentence says it all.
  std::string formula(const Item& item, const ItemSlots& slots) const {
    switch (item.form) {
      case Form::proportional:
        return proportional(item, slots);
      case Form::inverse:
        return inverse(item, slots);
      case Form::met:
        return item.target && item.target->value != none
                   ? fmt::format("{} {} {}", show(at(slots.actual), ruleset_.exprs[item.actual].unit),
                                 word(item.target->comparison), value_of(item.target->value)) +
                         verdict(item, slots)
                   : numbers(item.actual) + verdict(item, slots);
      case Form::steps:
        return item.steps->gain ? pool(*item.steps) : full(item) + sign(Op::subtract) + pool(*item.steps);
      case Form::formula:
        return numbers(item.formula);
      case Form::discretion:
        return numbers(item.formula) + say("（由评价人给定）", " (given by the evaluator)");
      case Form::tiers:
        return matched(item, slots);
      case Form::levels:
        return level(item, slots);
      case Form::checklist:
      case Form::highest:
        return checks(item, slots);
      case Form::interpolation:
        return interpolation(item, slots);
      case Form::parts:
        return item.choice ? choice_text(*item.choice) : say("各款得分之和", "sum of the parts");
      case Form::deductions:
        return say("从满分起扣", "starts from full points");
      default:
        return "";
    }
  }

  std::string verdict(const Item& item, const ItemSlots& slots) const {
    const Possible& base = at(slots.base);
    if (!base.known()) return "";
    const bool met = item.points && base.range.low.value == *item.points;
    return met ? say("，达标", ", met") : say("，未达标", ", not met");
  }

  /// Whether a figure surely lies on one side of another.
  bool surely(Op comparison, Slot a, Slot b) const {
    if (!at(a).possible || !at(b).possible) return false;
    return operation(comparison).interval(at(a).range, at(b).range) == Interval::point(1);
  }

  std::string proportional(const Item& item, const ItemSlots& slots) const {
    const Unit& unit = ruleset_.exprs[item.actual].unit;
    const bool reached =
        surely(item.target->comparison == Op::less_equal ? Op::less_equal : Op::greater_equal, slots.actual,
               slots.target);
    if (reached && !item.ceiling) return say("达到目标，得满分", "the target is reached: full points");
    const std::string text = full(item) + sign(Op::multiply) +
                             bracketed(show(at(slots.actual), unit), at(slots.actual)) + sign(Op::divide) +
                             show(at(slots.target), ruleset_.exprs[item.target->value].unit);
    return reached ? text + say("，不超过最高分", ", up to the limit") : text;
  }

  std::string inverse(const Item& item, const ItemSlots& slots) const {
    if (surely(Op::less_equal, slots.actual, slots.target))
      return say("未超过目标，得满分", "the target is not exceeded: full points");
    return full(item) + sign(Op::multiply) + show(at(slots.target), ruleset_.exprs[item.target->value].unit) +
           sign(Op::divide) +
           bracketed(show(at(slots.actual), ruleset_.exprs[item.actual].unit), at(slots.actual));
  }

  std::string bracketed(std::string text, const Possible& value) const {
    return value.possible && value.range.is_point() ? text : say("（", "(") + text + say("）", ")");
  }

  std::string pool(const Pool& rules) const {
    std::string text;
    if (rules.condition != none) {
      text = points(rules.fixed) + sign(Op::multiply) + numbers(rules.condition);
    }
    for (const StepRule& rule : rules.steps) {
      if (!text.empty()) text += sign(Op::add);
      text += step_sentence(rule);
    }
    return text;
  }

  /// "0.5分 × 2个（超过 2.3个百分点 ÷ 1个百分点，不足一步的不计）"
  std::string step_sentence(const StepRule& rule) const {
    const Expr& quantity = ruleset_.exprs[rule.quantity];
    const Possible& value = at(plan_.of_expr[rule.quantity]);
    Possible distance = value;
    std::string of = show(value, quantity.unit);
    if (rule.way != Way::count && value.possible) {
      const Interval& bound = at(plan_.of_expr[rule.bound]).range;
      Interval away = rule.way == Way::below ? subtract(bound, value.range) : subtract(value.range, bound);
      away = rule.way == Way::apart ? absolute(away) : maximum(away, Interval::point(0));
      distance.range = away;
      const std::string word = rule.way == Way::below   ? say("低于 ", "below ")
                               : rule.way == Way::above ? say("超过 ", "above ")
                                                        : say("相差 ", "apart from ");
      of = fmt::format("{} {}{}{}{}", of, word, value_of(rule.bound), say("：", ": "),
                       show(distance, rule.step_unit));
    }
    std::string reading;
    if (!rule.whole_quantity) {
      reading = rule.part == PartStep::ignored    ? say("，不足一步的不计", ", part steps ignored")
                : rule.part == PartStep::pro_rata ? say("，不足一步的按比例", ", part steps pro rata")
                                                  : say("，不足一步的按一步计", ", part steps counted whole");
    }
    Possible count = distance;
    if (count.possible) {
      count.range = divide(distance.range, Interval::point(rule.step));
      if (rule.part == PartStep::ignored) count.range = floor(count.range);
      if (rule.part == PartStep::whole) count.range = ceiling(count.range);
    }
    return points(rule.amount) + sign(Op::multiply) + bracketed(show(count, Unit{}), count) +
           say("（", " (") + of + reading + say("）", ")");
  }

  std::string matched(const Item& item, const ItemSlots& slots) const {
    std::string text =
        item.actual == none ? std::string() : show(at(slots.actual), ruleset_.exprs[item.actual].unit);
    bool certain = true;  // no row above may apply
    for (std::size_t i = 0; i < item.tiers.size(); ++i) {
      const Possible& condition = at(slots.conditions[i]);
      if (!condition.possible || !condition.range.contains(1)) continue;
      const TierRow& row = item.tiers[i];
      certain = certain && condition.range.is_point();
      const std::string sign =
          certain ? say("，属于“", ", in the row “") : say("，可能属于“", ", maybe in the row “");
      if (text.empty()) text = say("按条件", "by conditions");
      text += sign + row.condition_text + (row.label.empty() ? "" : " " + row.label) + "”";
      if (condition.range.is_point()) break;
    }
    return text;
  }

  std::string level(const Item& item, const ItemSlots& slots) const {
    std::string text = numbers(item.actual);
    for (std::size_t i = 0; i < item.levels.size(); ++i) {
      const Possible& condition = at(slots.conditions[i]);
      if (!condition.possible || condition.range != Interval::point(1)) continue;
      const LevelRow& row = item.levels[i];
      if (row.points) return text;
      text += fmt::format(
          "{}{}{}{}", say("，", ", "), full(item), sign(Op::multiply),
          row.default_share && data_.cells[ruleset_.exprs[item.share].datum].state == Cell::State::missing
              ? to_text(*row.default_share, find_unit("%"), language_) +
                    say("（未给比例）", " (no share given)")
              : numbers(item.share));
    }
    return text;
  }

  std::string checks(const Item& item, const ItemSlots& slots) const {
    std::string text;
    for (std::size_t i = 0; i < item.checks.size(); ++i) {
      text += (i ? (item.form == Form::highest ? say("；", "; ") : sign(Op::add)) : "") +
              fmt::format("{}{}{}", show(at(slots.values[i]), points_unit()), say("（", " ("),
                          check_name(item.checks[i]));
      text += say("）", ")");
    }
    return text;
  }

  std::string check_name(const CheckRow& row) const {
    if (row.counted) return pool(*row.counted);
    return names(row.condition) + say("：", ": ") + numbers(row.condition);
  }

  std::string interpolation(const Item& item, const ItemSlots& slots) const {
    const Possible& value = at(slots.actual);
    const Unit& unit = ruleset_.exprs[item.actual].unit;
    if (!value.known()) return show(value, unit);
    const Rational& x = value.range.low.value;
    for (std::size_t i = 0; i + 1 < item.knots.size(); ++i) {
      const Knot& a = item.knots[i];
      const Knot& b = item.knots[i + 1];
      if (x < std::min(a.at, b.at) || x > std::max(a.at, b.at)) continue;
      const auto difference = [&](const std::string& from, const std::string& to) {
        return "(" + to + sign(Op::subtract) + from + ")";
      };
      return points(a.points) + sign(Op::add) + difference(points(a.points), points(b.points)) +
             sign(Op::multiply) + difference(number(a.at, unit), number(x, unit)) + sign(Op::divide) +
             difference(number(a.at, unit), number(b.at, unit));
    }
    return show(value, unit) + say("，在两端之外，取端点的分", ", beyond the ends: the end's points");
  }

  std::string choice_text(const Choice& choice) const {
    switch (choice.what) {
      case Choice::What::highest:
        return say("择一，就高", "the highest of the parts");
      case Choice::What::lowest:
        return say("择一，就低", "the lowest of the parts");
      case Choice::What::by:
        return say("择一，按 ", "chosen by ") + ruleset_.data[choice.datum].name + say("：", ": ") +
               figure(choice.datum);
      default:
        return say("择一未明确，最低至最高", "the choice is unstated: from the lowest to the highest");
    }
  }

  void explanations(const Item& item, std::size_t i, ExplainedItem& out) const {
    for (std::size_t k = 0; k < item.explain_if.size(); ++k) {
      if (outcome_.items[i].explain[k] == Truth::no) continue;
      const Cell& reason = data_.cells[item.explain_if[k].reason];
      const std::string given =
          reason.text.empty() ? say("（未填，须补）", "(not given: it is required)") : reason.text;
      out.steps.push_back({say("须说明", "explain if"),
                           item.explain_if[k].text + say("：", ": ") +
                               ruleset_.data[item.explain_if[k].reason].name + " " + given,
                           ""});
    }
  }

  void deduction(const Pool& rules, Slot loss, ExplainedItem& out) const {
    if (at(loss).possible && at(loss).range == Interval::point(0)) {
      out.steps.push_back({say("扣分", "minus"), rules.text + say("：不扣", ": nothing"), "0"});
      return;
    }
    out.steps.push_back(
        {say("扣分", "minus"),
         rules.text + say("：", ": ") + pool(rules) + equals() + show(at(loss), points_unit()),
         exact(at(loss))});
  }

  // --- the total ---

  void step(Explanation& out, std::string label, std::string text, Slot slot) const {
    out.total.push_back({std::move(label), std::move(text), exact(at(slot))});
  }

  /// The items' scores as they are added; the items of a group with 择一 stand together as one term.
  std::string sum_text(const Explanation& out) const {
    std::string sum;
    std::set<std::uint32_t> told;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      const Item& item = ruleset_.items[i];
      if (item.form == Form::unscored || outcome_.items[i].dropped == Truth::yes) continue;
      std::string term = bracketed(out.items[i].score, at(plan_.items[i].score));
      const bool alternative = item.group != none && ruleset_.groups[item.group].choice &&
                               ruleset_.groups[item.group].choice->what != Choice::What::by;
      if (alternative) {
        if (!told.insert(item.group).second) continue;
        term = ruleset_.groups[item.group].title + say("（择一）", " (one of)");
      }
      sum += (sum.empty() ? "" : sign(Op::add)) + term;
    }
    return sum;
  }

  void total(Explanation& out) const {
    const std::string sum = sum_text(out);
    step(out, say("合计", "sum"), sum + equals() + show(at(plan_.sum), points_unit()), plan_.sum);
    if (plan_.rescaled != plan_.sum && !same(plan_.rescaled, plan_.sum)) {
      step(out, say("折算", "rescaled"), rescaling() + equals() + show(at(plan_.rescaled), points_unit()),
           plan_.rescaled);
    }
    for (std::size_t i = 0; i < out.adjustments.size(); ++i) {
      const bool bonus = i < ruleset_.bonuses.size();
      out.total.push_back({bonus ? say("加分", "bonus") : say("减分", "penalty"),
                           out.adjustments[i].title + say("：", ": ") + out.adjustments[i].score, ""});
    }
    vetoes(out);
    if (ruleset_.total_most && !same(plan_.limited, plan_.vetoed)) {
      step(out, say("封顶", "limit"),
           say("总分最高 ", "the total is at most ") + points(*ruleset_.total_most), plan_.limited);
    }
    if (ruleset_.total_rounding && at(plan_.limited).possible) {
      step(out, say("取整", "rounding"),
           fmt::format("{}{}{} → {}", rounding_text(*ruleset_.total_rounding, false, language_),
                       say("：", ": "), show(at(plan_.limited), points_unit()),
                       score(outcome_.total, total_digits(ruleset_))),
           plan_.total);
    }
    if (plan_.grade != none) grade(out);
  }

  bool same(Slot a, Slot b) const {
    return a == b || (at(a).possible == at(b).possible && at(a).range == at(b).range);
  }

  std::string rescaling() const {
    Rational left = 0;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      if (outcome_.items[i].dropped != Truth::yes) left += ruleset_.items[i].points.value_or(Rational(0));
    }
    return fmt::format(
        "{}{}{}{}{}{}", show(at(plan_.sum), points_unit()), sign(Op::multiply), points(ruleset_.full_marks),
        sign(Op::divide), points(left),
        say("（不适用的指标不计，其余按满分折算）", " (indicators that do not apply are left out)"));
  }

  void vetoes(Explanation& out) const {
    for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
      if (!possibly(plan_.veto_conditions[i])) continue;
      const Veto& veto = ruleset_.vetoes[i];
      out.total.push_back({say("一票否决", "veto"),
                           veto.title + holds(plan_.veto_conditions[i], veto.condition) +
                               (veto.note.empty() ? "" : say("：", ": ") + veto.note),
                           ""});
    }
  }

  void grade(Explanation& out) const {
    const Possible& value = outcome_.grade;
    std::string text = ruleset_.grade_by_rounded ? say("按取整后总分", "by the rounded total")
                                                 : say("按取整前总分", "by the exact total");
    text += say("：", ": ") + grade_text(ruleset_, outcome_);
    if (value.known()) {
      const Grade& row =
          ruleset_.grades[static_cast<std::size_t>(static_cast<int>(numerator(value.range.low.value)))];
      text += say("（", " (") + row.range_text + say("）", ")");
      if (!same(plan_.grade, plan_.grade_before_veto)) text += say("，一票否决所限", ", limited by a veto");
    }
    out.total.push_back({say("等级", "grade"), std::move(text), ""});
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  const UnitData& data_;
  const Outcome& outcome_;
  Language language_;
};

// --- text ---

class TextPrinter {
 public:
  explicit TextPrinter(const Explanation& e) : e_(e), zh_(e.language == Language::zh) {}

  std::string print() {
    std::string unit;
    for (const std::string& part : e_.unit) unit += (unit.empty() ? "" : " ") + part;
    line(0, unit);
    const std::string version =
        e_.version.empty() ? "" : (zh_ ? "（" + e_.version + "）" : " (" + e_.version + ")");
    line(0, (zh_ ? "规则：" : "rules: ") + e_.ruleset + version);
    if (!e_.basis.empty()) line(0, (zh_ ? "依据：" : "basis: ") + e_.basis);
    out_ += '\n';
    int number = 0;
    for (const ExplainedItem& item : e_.items) print_item(item, fmt::format("{}. ", ++number), 0);
    for (const ExplainedItem& item : e_.adjustments) {
      const std::string sign = item.penalty ? (zh_ ? "－ " : "- ") : (zh_ ? "＋ " : "+ ");
      print_item(item, sign, 0);
    }
    for (const ExplainedStep& step : e_.total) print_step(step, 0);
    if (!e_.score.empty()) {
      const bool computed = e_.score != "无法计算" && e_.score != "fault";
      const std::string grade =
          !computed || e_.grade.empty() ? "" : (zh_ ? "，等级：" : ", grade: ") + e_.grade;
      line(0, (zh_ ? "总分：" : "total: ") + e_.score + (!computed ? "" : zh_ ? "分" : " points") + grade);
    }
    return std::move(out_);
  }

 private:
  void line(int indent, const std::string& text) {
    out_ += std::string(static_cast<std::size_t>(indent) * 3, ' ') + visible(text) + '\n';
  }

  void print_step(const ExplainedStep& step, int indent) {
    std::string text = step.label + (zh_ ? "：" : ": ") + step.text;
    // What was rounded ends, and is not shown by a fraction that hides it.
    const bool rounded = text.find("→") != std::string::npos;
    if (!rounded && text.find("≈") != std::string::npos && step.exact.find('/') != std::string::npos) {
      text += zh_ ? "（准确值 " + step.exact + "）" : " (exactly " + step.exact + ")";
    }
    line(indent, text);
  }

  void print_item(const ExplainedItem& item, const std::string& number, int indent) {
    const std::string points = item.points.empty() ? ""
                               : zh_               ? "（" + item.points + "分）"
                                                   : " (" + item.points + " points)";
    std::string head = number + item.title + points;
    if (item.score == "无法计算" || item.score == "不适用" || item.score == "fault" ||
        item.score == "not applicable") {
      head += (zh_ ? "：" : ": ") + item.score;
    } else if (!item.score.empty()) {
      head += zh_ ? "：得 " + item.score + "分" : ": " + item.score + " points";
      if (!item.lost.empty()) head += zh_ ? "，扣 " + item.lost + "分" : ", lost " + item.lost;
    }
    line(indent, head);
    if (!item.clause.empty()) line(indent + 1, (zh_ ? "依据：" : "basis: ") + item.clause);
    if (!item.figures.empty()) line(indent + 1, (zh_ ? "数据：" : "data: ") + figures(item));
    for (const ExplainedStep& step : item.steps) print_step(step, indent + 1);
    for (const ExplainedItem& part : item.parts) print_item(part, "· ", indent + 1);
  }

  std::string figures(const ExplainedItem& item) const {
    std::string text;
    for (const ExplainedFigure& f : item.figures) {
      if (!text.empty()) text += zh_ ? "；" : "; ";
      text += f.name + " " + f.value;
      if (!f.spot.empty()) text += zh_ ? "（" + f.spot + "）" : " (" + f.spot + ")";
    }
    return text;
  }

  const Explanation& e_;
  bool zh_;
  std::string out_;
};

nlohmann::ordered_json json(const ExplainedStep& step) {
  return {{"label", step.label}, {"text", step.text}, {"exact", step.exact}};
}

nlohmann::ordered_json json(const ExplainedItem& item) {
  nlohmann::ordered_json figures = nlohmann::ordered_json::array();
  for (const ExplainedFigure& f : item.figures)
    figures.push_back({{"name", f.name}, {"value", f.value}, {"cell", f.spot}});
  nlohmann::ordered_json steps = nlohmann::ordered_json::array();
  for (const ExplainedStep& s : item.steps) steps.push_back(json(s));
  nlohmann::ordered_json parts = nlohmann::ordered_json::array();
  for (const ExplainedItem& p : item.parts) parts.push_back(json(p));
  return {{"title", item.title},     {"points", item.points}, {"clause", item.clause},
          {"scoring", item.scoring}, {"figures", figures},    {"steps", steps},
          {"score", item.score},     {"lost", item.lost},     {"parts", parts}};
}

}  // namespace

Explanation explain(const Ruleset& ruleset, const Plan& plan, const UnitData& data, const Outcome& outcome,
                    Language language) {
  return Writer(ruleset, plan, data, outcome, language).write();
}

std::string to_text(const Explanation& explanation) {
  return TextPrinter(explanation).print();
}

std::string to_json(const Explanation& e) {
  nlohmann::ordered_json items = nlohmann::ordered_json::array();
  for (const ExplainedItem& item : e.items) items.push_back(json(item));
  nlohmann::ordered_json adjustments = nlohmann::ordered_json::array();
  for (const ExplainedItem& item : e.adjustments) adjustments.push_back(json(item));
  nlohmann::ordered_json total = nlohmann::ordered_json::array();
  for (const ExplainedStep& s : e.total) total.push_back(json(s));
  const nlohmann::ordered_json root{{"unit", e.unit},       {"ruleset", e.ruleset},
                                    {"version", e.version}, {"basis", e.basis},
                                    {"items", items},       {"adjustments", adjustments},
                                    {"steps", total},       {"full_marks", e.full_marks},
                                    {"total", e.score},     {"grade", e.grade}};
  return root.dump(2) + "\n";
}

}  // namespace rubric::formats
