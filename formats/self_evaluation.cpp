#include "formats/self_evaluation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/audit.hpp"
#include "engine/full_marks.hpp"
#include "formats/figures.hpp"
#include "formats/funds.hpp"
#include "formats/text_table.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// One indicator as a row of the table.
struct ItemRow {
  std::string upper_group, group, title, target, actual, points, score, reason;
};

class Writer {
 public:
  Writer(const Ruleset& ruleset, const Plan& plan, const UnitData& data, const Outcome& outcome,
         Language language, FormCells cells = {})
      : ruleset_(ruleset),
        plan_(plan),
        data_(data),
        outcome_(outcome),
        language_(language),
        cells_(std::move(cells)),
        explained_(explain(ruleset, plan, data, outcome, language, Unending::two_places)) {}

  ScoreSheet table() const {
    ScoreSheet sheet;
    sheet.language = language_;
    sheet.title = say("绩效自评表", "Self-evaluation");
    sheet.head = {{say("单位", "Unit"), unit()}, {say("评分标准", "Standard"), standard()}};
    if (!ruleset_.basis.empty()) sheet.head.emplace_back(say("依据", "Basis"), ruleset_.basis);
    sheet.before = {funds(), goals()};
    sheet.indicators = indicators();
    return sheet;
  }

  std::string section() const {
    std::string text =
        say("三、绩效评价情况及结论\n\n（一）评价情况\n", "III. Results and conclusion\n\nResults\n");
    std::size_t number = 0;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      const ItemRow one = row(i);
      text += fmt::format("{}. {}{}", ++number, one.title, say("：", ": "));
      std::vector<std::string> parts;
      if (!one.target.empty()) {
        const std::string is = say("为 ", "is ");  // 为 高
        const bool word = one.target.rfind(is, 0) == 0;
        parts.push_back(say("年度指标值 ", "target ") + (word ? one.target.substr(is.size()) : one.target));
      }
      if (!one.actual.empty()) parts.push_back(say("实际完成值 ", "result ") + one.actual);
      if (!one.points.empty()) parts.push_back(say("分值 ", "points ") + one.points + say("分", ""));
      const bool no_score = no_score_of(i);  // then the reason says so
      if (no_score) {
        parts.push_back(say("得分", "score ") + one.reason);
      } else if (!one.score.empty()) {
        parts.push_back(say("得分 ", "score ") + range(one.score, is_figure(one.score) ? say("分", "") : ""));
      }
      text += join(parts, say("，", ", ")) + say("。", ".");
      if (!one.reason.empty() && !no_score) text += say("", " ") + one.reason + say("。", ".");
      text += '\n';
    }
    for (const ExplainedItem& one : explained_.adjustments) {
      text += fmt::format("{}. {}{}{}{}\n", ++number, one.title, say("：", ": "),
                          (one.penalty ? say("减分 ", "minus ") : say("加分 ", "plus ")) + one.score,
                          say("分。", "."));
    }
    text += say("\n（二）评价结论\n", "\nConclusion\n");
    if (!explained_.account.empty()) text += join(explained_.account, say("；", "; ")) + say("。", ". ");
    return visible_lines(text + conclusion() + "\n");
  }

 private:
  std::string say(std::string_view zh, std::string_view en) const {
    return std::string(language_ == Language::zh ? zh : en);
  }
  static std::string join(const std::vector<std::string>& parts, std::string_view between) {
    std::string text;
    for (const std::string& part : parts) {
      if (!text.empty()) text += between;
      text += part;
    }
    return text;
  }
  static bool is_figure(const std::string& text) {
    return !text.empty() && (text[0] == '-' || (text[0] >= '0' && text[0] <= '9'));
  }
  /// Hidden characters are shown as their code, line ends stay.
  static std::string visible_lines(const std::string& text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      out += visible(std::string_view(text).substr(at, end - at));
      if (end < text.size()) out += '\n';
      at = end + 1;
    }
    return out;
  }

  std::string unit() const { return join(data_.key, " "); }
  std::string standard() const {
    return ruleset_.version.empty() ? ruleset_.name
                                    : ruleset_.name + say("（", " (") + ruleset_.version + say("）", ")");
  }

  /// What stands after the total: its grade, or what is still possible.
  std::string conclusion() const {
    const std::string& score = explained_.score;
    const std::string& grade = explained_.grade;
    if (!outcome_.total.possible) {
      const std::string text = say("本次绩效评价的综合得分无法计算", "The total cannot be computed");
      std::vector<std::string> titles;
      for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
        if (no_score_of(i)) titles.push_back(say("“", "“") + ruleset_.items[i].title + "”");
      }
      if (titles.empty()) return text + say("（", " (") + why(outcome_.total) + say("）。", ").");
      return text + say("，原因见", ": see ") + join(titles, say("", ", ")) + say("。", ".");
    }
    if (!outcome_.total.known()) {
      return say("有的数据没有公布或不是确定的数，综合得分只能确定在 ",
                 "Data are missing, so the total is only known to lie within ") +
             range(score, say("分", "")) +
             (grade.empty() ? "" : say("，等级为", ", the grade within ") + range(grade, "")) +
             say("，暂不能下结论。", "; this is no conclusion yet.");
    }
    return say("本次绩效评价综合得分 ", "The total is ") + score +
           (grade.empty() ? say("分。", " points.")
                          : say("分，绩效评价等级为“", " points, the grade “") + grade + say("”。", "”."));
  }

  /// "89.86分至99.86分", "良至优".
  std::string range(const std::string& text, const std::string& unit) const {
    const std::size_t dots = text.find("..");
    if (dots == std::string::npos) return text + unit;
    return text.substr(0, dots) + unit + say("至", " to ") + text.substr(dots + 2) + unit;
  }

  /// Whether an indicator that is scored has no score at all.
  bool no_score_of(std::size_t i) const {
    return ruleset_.items[i].form != Form::unscored && outcome_.items[i].dropped != Truth::yes &&
           !outcome_.items[i].score.possible;
  }

  /// "无法计算：除数 全年预算 为零": why there is no such figure; of a cell that cannot be read, what it is.
  std::string why(const Possible& figure) const {
    const Step& step = plan_.steps[figure.fault.step];
    if (figure.fault.kind == FaultKind::faulty_cell && step.op == Op::input) {
      if (const auto& fault = data_.cells[step.index].fault)
        return say("无法计算：", "cannot be computed: ") + about_cell(*fault);
    }
    return fault_message(ruleset_, plan_, figure.fault).message(language_);
  }

  /// What a cell's fault says to the unit: advice on the rules, behind the last ；, is not for its form.
  std::string about_cell(const Diagnostic& fault) const {
    std::string text = fault.message(language_);
    if (fault.code == Code::E801 || fault.code == Code::E808)
      text.erase(std::min(text.rfind(say("；", "; ")), text.size()));
    return text;
  }

  // --- indicators ---

  /// The constants that a result is held against.
  void bounds(ExprId id, std::vector<Rational>& out) const {
    if (id == none) return;
    const Expr& e = ruleset_.exprs[id];
    if (e.op == Op::constant) out.push_back(e.value);
    for (const ExprId operand : e.operands) bounds(operand, out);
  }

  /// A computed result as reports print it: with two decimals if it does not end, or as many more as keep it
  /// on its side of what it is held against.
  std::string printed(const Rational& value, const Unit& unit, const Item& item,
                      const ItemSlots& slots) const {
    std::vector<Rational> held_against;
    if (slots.target != none && outcome_.trace[slots.target].known())
      held_against.push_back(outcome_.trace[slots.target].range.low.value);
    for (const TierRow& row : item.tiers) bounds(row.condition, held_against);
    for (const Knot& knot : item.knots) held_against.push_back(knot.at);
    const Rational in_unit = value / unit.scale;
    if (decimals(in_unit, display_decimals)) return to_text(value, unit, language_);
    for (int digits = 2; digits < max_number_digits; ++digits) {
      const Rational shown = round(in_unit, {RoundingMode::half_up, digits}) * unit.scale;
      const auto moved = [&](const Rational& bound) {
        return (value < bound) != (shown < bound) || (value > bound) != (shown > bound);
      };
      if (std::none_of(held_against.begin(), held_against.end(), moved))
        return to_text(shown, unit, language_, digits);
    }
    return to_text(value, unit, language_);
  }

  /// 年度指标值: a target that is worked out as its figure, else as the rules print it or say what gives full
  /// marks.
  std::string target(const Item& item, const ItemSlots& slots) const {
    const bool computed =
        item.target && item.target->value != none && ruleset_.exprs[item.target->value].op != Op::constant;
    if (computed && outcome_.trace[slots.target].known()) {
      const Operation& sign = operation(item.target->comparison);
      return say(sign.zh, sign.en) + to_text(outcome_.trace[slots.target].range.low.value,
                                             ruleset_.exprs[item.target->value].unit, language_);
    }
    const std::optional<Text> text = full_marks_target(ruleset_, item);
    return text ? text->in(language_) : "";
  }

  std::string actual(const Item& item, const ItemSlots& slots, const ExplainedItem& explained) const {
    const bool computed = item.actual != none && ruleset_.exprs[item.actual].op != Op::input;
    if (computed && ruleset_.exprs[item.actual].kind == Kind::quantity) {
      const Possible& value = outcome_.trace[slots.actual];
      if (value.known()) return printed(value.range.low.value, ruleset_.exprs[item.actual].unit, item, slots);
    }
    if (item.actual != none && !computed && !explained.figures.empty()) return explained.figures[0].value;
    std::vector<std::string> figures;
    for (const ExplainedFigure& figure : explained.figures)
      figures.push_back(figure.name + " " + figure.value);
    for (std::size_t i = 0; i < explained.parts.size(); ++i) {
      for (const ExplainedFigure& figure : explained.parts[i].figures)
        figures.push_back(figure.name + " " + figure.value);
    }
    return join(figures, say("；", "; "));
  }

  /// "缺少“补贴”": the data that an indicator lacks; empty if it has them all.
  std::string missing(const ExplainedItem& explained) const {
    std::vector<std::string> names;
    const std::string blank = to_text(Cell{}, Datum{}, language_);
    const auto add = [&](const ExplainedItem& of) {
      for (const ExplainedFigure& figure : of.figures) {
        const bool told = std::find(names.begin(), names.end(), figure.name) != names.end();
        if (figure.value == blank && !told) names.push_back(figure.name);
      }
    };
    add(explained);
    for (const ExplainedItem& part : explained.parts) add(part);
    if (names.empty()) return "";
    return say("缺少“", "“") + join(names, say("”“", "”, “")) + say("”", "” missing");
  }

  /// Where the points went, how far they are known, or why there are none.
  std::string reason(const Item& item, const ItemOutcome& outcome, const ExplainedItem& explained) const {
    if (item.form == Form::unscored || outcome.dropped == Truth::yes) return "";
    if (!outcome.score.possible) return why(outcome.score);
    if (!item.points || explained.lost.empty()) return "";
    const Interval& score = outcome.score.range;
    const bool full = outcome.score.known() && score.low.value >= *item.points;
    if (full) return "";
    std::vector<std::string> steps;
    const auto add = [&](const ExplainedItem& of) {
      for (const ExplainedStep& step : of.steps) {
        if (step.label != say("实际", "actual")) steps.push_back(step.text);
      }
    };
    add(explained);
    for (const ExplainedItem& part : explained.parts) add(part);
    std::string derived = say("：", ": ") + join(steps, say("；", "; "));
    if (outcome.score.known()) return say("扣 ", "minus ") + explained.lost + say("分", "") + derived;
    // Where data are not there or have no end a derivation would go on about every number that there is.
    if (derived.find("∞") != std::string::npos) derived.clear();
    const std::string lacking = missing(explained);
    const std::string within = range(explained.score, say("分", "")) + say("之间", "");
    return lacking.empty() ? say("得分未定，在 ", "score not known, within ") + within + derived
                           : lacking + say("，得分在 ", ": score within ") + within;
  }

  ItemRow row(std::size_t i) const {
    const Item& item = ruleset_.items[i];
    const ExplainedItem& explained = explained_.items[i];
    ItemRow row;
    if (item.group != none) {
      const Group& group = ruleset_.groups[item.group];
      row.group = group.title;
      if (group.parent != none) row.upper_group = ruleset_.groups[group.parent].title;
    }
    row.title = item.title;
    row.target = target(item, plan_.items[i]);
    row.actual = actual(item, plan_.items[i], explained);
    row.points = explained.points;
    row.score = explained.score;
    row.reason = reason(item, outcome_.items[i], explained);
    return row;
  }

  bool two_levels() const {
    return std::any_of(ruleset_.groups.begin(), ruleset_.groups.end(),
                       [](const Group& g) { return g.parent != none; });
  }

  static SheetCell cell(std::string text, int rows = 1) {
    SheetCell cell;
    if (!text.empty()) cell.lines.push_back(std::move(text));
    cell.rows = rows;
    return cell;
  }

  /// A cell that spans the rows with the same text, from `keys[at]` on.
  static SheetCell spanning(const std::vector<std::string>& keys, std::size_t at, const std::string& text) {
    if (at > 0 && keys[at] == keys[at - 1] && !text.empty()) return cell("", 0);
    std::size_t rows = 1;
    while (!text.empty() && at + rows < keys.size() && keys[at + rows] == keys[at]) ++rows;
    return cell(text, static_cast<int>(rows));
  }

  SheetTable indicators() const {
    using Column = SheetColumn::Kind;
    const bool grouped = !ruleset_.groups.empty(), nested = two_levels();
    SheetTable table;
    table.heading = say("绩效指标", "Indicators");
    if (grouped) table.columns.push_back({say("一级指标", "level 1"), Column::group});
    if (nested) table.columns.push_back({say("二级指标", "level 2"), Column::group});
    table.columns.push_back({nested ? say("三级指标", "level 3") : say("指标", "indicator"), Column::name});
    table.columns.push_back({say("年度指标值", "target"), Column::brief});
    table.columns.push_back({say("实际完成值", "result"), Column::brief});
    table.columns.push_back({say("分值", "points"), Column::figure});
    table.columns.push_back({say("得分", "score"), Column::figure});
    table.columns.push_back({say("偏差原因分析及改进措施", "reason for the deviation"), Column::prose});
    std::vector<ItemRow> rows;
    std::vector<std::string> upper, lower;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      rows.push_back(row(i));
      const ItemRow& one = rows.back();
      upper.push_back(nested && !one.upper_group.empty() ? one.upper_group : one.group);
      lower.push_back(one.upper_group.empty() ? "" : one.upper_group + "\n" + one.group);
    }
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::vector<SheetCell> cells;
      if (grouped) cells.push_back(spanning(upper, i, upper[i]));
      if (nested) cells.push_back(spanning(lower, i, lower[i].empty() ? "" : rows[i].group));
      for (const std::string* text : {&rows[i].title, &rows[i].target, &rows[i].actual, &rows[i].points,
                                      &rows[i].score, &rows[i].reason})
        cells.push_back(cell(*text));
      table.rows.push_back(std::move(cells));
    }
    const auto add = [&](const std::string& title, const std::string& points, const std::string& score,
                         const std::string& text) {
      std::vector<SheetCell> cells((grouped ? 1u : 0u) + (nested ? 1u : 0u));
      for (const std::string& one : {title, std::string(), std::string(), points, score, text})
        cells.push_back(cell(one));
      table.rows.push_back(std::move(cells));
    };
    for (const ExplainedChange& one : explained_.changes) add(one.title, "", one.change, one.text);
    const std::string grade = explained_.grade.empty() ? "" : say("等级：", "grade: ") + explained_.grade;
    add(say("总分", "total"), explained_.full_marks, explained_.score, grade);
    return table;
  }

  // --- funds ---

  std::string amount(ExprId id) const {
    const Expr& e = ruleset_.exprs[id];
    if (e.op == Op::input) return to_text(data_.cells[e.datum], ruleset_.data[e.datum], language_);
    const Slot slot = plan_.of_expr[id];
    if (slot == none || !outcome_.trace[slot].known()) return "";
    return to_text(outcome_.trace[slot].range.low.value, e.unit, language_);
  }

  /// The indicator that is spending ÷ budget, and its two sums.
  struct Execution {
    std::size_t item;
    ExprId spent, budget;
  };
  std::optional<Execution> execution() const {
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      if (!is_budget_execution(ruleset_.items[i]) || ruleset_.items[i].actual == none) continue;
      ExprId id = ruleset_.items[i].actual;
      while (ruleset_.exprs[id].op == Op::round) id = ruleset_.exprs[id].operands[0];
      if (ruleset_.exprs[id].op != Op::divide) continue;
      return Execution{i, ruleset_.exprs[id].operands[0], ruleset_.exprs[id].operands[1]};
    }
    return std::nullopt;
  }

  std::string first_budget() const {
    for (std::size_t d = 0; d < ruleset_.data.size(); ++d) {
      if (ruleset_.data[d].name.find("年初预算") != std::string::npos)
        return to_text(data_.cells[d], ruleset_.data[d], language_);
    }
    return cells_.find({"年初预算数", "年初预算", "first budget"});
  }

  /// The block on funds: the sum of the year is that of the rules' own indicator where they have one.
  SheetTable funds() const {
    std::optional<FundsRow> sum;
    if (const std::optional<Execution> rate = execution()) {
      const ItemRow item = row(rate->item);
      sum = {"", amount(rate->budget), amount(rate->spent), item.points, item.actual, item.score};
    }
    return funds_table(cells_, first_budget(), sum, language_);
  }

  /// 年度总体目标: in the words of the unit, or room for them.
  SheetTable goals() const {
    SheetTable table;
    table.heading = say("年度总体目标", "Goals of the year");
    table.columns = {{say("预期目标", "expected"), SheetColumn::Kind::room},
                     {say("实际完成情况", "achieved"), SheetColumn::Kind::room}};
    std::string expected = cells_.find({"预期目标", "年度总体目标", "expected goal"});
    std::string achieved = cells_.find({"实际完成情况", "年度总体目标完成情况", "achieved goal"});
    if (expected.empty()) expected = cells_.find({"年度总体目标"}, {"预期目标"});
    if (achieved.empty()) achieved = cells_.find({"年度总体目标"}, {"实际完成情况"});
    table.rows.push_back({cell(expected), cell(achieved)});
    return table;
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  const UnitData& data_;
  const Outcome& outcome_;
  Language language_;
  FormCells cells_;
  Explanation explained_;
};

}  // namespace

ScoreSheet self_evaluation(const Ruleset& ruleset, const Plan& plan, const UnitData& data,
                           const Outcome& outcome, const FormCells& cells, Language language) {
  return Writer(ruleset, plan, data, outcome, language, cells).table();
}

std::string evaluation_section(const Ruleset& ruleset, const Plan& plan, const UnitData& data,
                               const Outcome& outcome, Language language) {
  return Writer(ruleset, plan, data, outcome, language).section();
}

}  // namespace rubric::formats
