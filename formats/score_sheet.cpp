#include "formats/score_sheet.hpp"

#include <algorithm>
#include <set>

#include "formats/figures.hpp"
#include "formats/score_sheet_item.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

/// The whole sheet.
class SheetWriter : Speech {
 public:
  SheetWriter(const Ruleset& ruleset, Language spoken) : Speech(spoken), ruleset_(ruleset) {}

  ScoreSheet write() {
    sheet_.language = language;
    sheet_.title = title();
    head();
    indicators();
    adjustments(ruleset_.bonuses, say("加分", "Bonus"));
    adjustments(ruleset_.penalties, say("减分", "Penalties"));
    vetoes();
    grades();
    definitions();
    if (!ruleset_.unscored) calculation();
    notes();
    return std::move(sheet_);
  }

 private:
  using Kind = SheetColumn::Kind;

  std::string title() const { return say("{}评分细则", "{}: scoring standard", ruleset_.name); }

  void head() {
    const auto add = [&](std::string name, std::string text) {
      if (!text.empty()) sheet_.head.emplace_back(std::move(name), std::move(text));
    };
    add(say("版本", "Version"), ruleset_.version);
    add(say("适用", "In force"), ruleset_.in_force);
    add(say("满分", "Full marks"),
        ruleset_.unscored ? say("不计分", "not scored") : points(ruleset_.full_marks));
    add(say("依据", "Basis"), ruleset_.basis);
  }

  // --- the indicators ---

  /// The headings above an item: 一级指标 and 二级指标, `none` where there is none.
  std::pair<std::uint32_t, std::uint32_t> groups(const Item& item) const {
    if (item.group == none) return {none, none};
    const std::uint32_t parent = ruleset_.groups[item.group].parent;
    return parent == none ? std::pair{item.group, none} : std::pair{parent, item.group};
  }

  std::vector<std::string> group_text(std::uint32_t id) const {
    if (id == none) return {};
    const Group& group = ruleset_.groups[id];
    std::vector<std::string> lines{group.title};
    if (group.points) lines.push_back(say("（{}）", "({})", points(*group.points)));
    if (group.choice) lines.push_back(ItemWriter::choice_text(ruleset_, language, *group.choice));
    return lines;
  }

  void indicators() {
    bool sections = false, subsections = false, clauses = false;
    for (const Item& item : ruleset_.items) {
      sections = sections || groups(item).first != none;
      subsections = subsections || groups(item).second != none;
      clauses = clauses || !clause(item).empty();
    }
    SheetTable& table = sheet_.indicators;
    if (sections) table.columns.push_back({say("一级指标", "Section"), Kind::group});
    if (subsections) table.columns.push_back({say("二级指标", "Subsection"), Kind::group});
    table.columns.push_back(
        {subsections ? say("三级指标", "Indicator") : say("指标", "Indicator"), Kind::name});
    table.columns.push_back({say("分值", "Points"), Kind::figure});
    table.columns.push_back({say("评分标准", "Scoring"), Kind::prose});
    if (clauses) table.columns.push_back({say("依据", "Basis"), Kind::prose});
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      std::vector<SheetCell> row;
      if (sections) row.push_back(group_cell(i, false));
      if (subsections) row.push_back(group_cell(i, true));
      const Item& item = ruleset_.items[i];
      row.push_back({{marked(item)}});
      row.push_back({{points_text(item)}});
      row.push_back({ItemWriter(ruleset_, language, item, false).write()});
      if (clauses) row.push_back({clause(item)});
      table.rows.push_back(std::move(row));
    }
  }

  /// The cell of a group: it spans the items below it that belong to the same group.
  SheetCell group_cell(std::size_t i, bool subsection) const {
    const auto key = [&](std::size_t place) {
      const auto all = groups(ruleset_.items[place]);
      return subsection ? all : std::pair{all.first, none};
    };
    const auto own = key(i);
    if (i > 0 && key(i - 1) == own) return {{}, 0};
    int rows = 1;
    while (i + static_cast<std::size_t>(rows) < ruleset_.items.size() &&
           key(i + static_cast<std::size_t>(rows)) == own) {
      ++rows;
    }
    return {group_text(subsection ? own.second : own.first), rows};
  }

  std::string marked(const Item& item) const { return item.title + (item.assumed ? "※" : ""); }

  std::string points_text(const Item& item) const {
    if (item.form == Form::unscored) return say("不计分", "not scored");
    if (!item.points) return say("未明确", "unstated");
    if (item.open_points) {
      return say("未明确（最多{}）", "unstated (at most {})", points(*item.points));
    }
    return to_display(*item.points, 0);
  }

  /// 依据 of an item and of its parts.
  std::vector<std::string> clause(const Item& item) const {
    std::vector<std::string> lines;
    if (!item.clause.empty()) lines.push_back(item.clause);
    for (std::size_t i = 0; i < item.parts.size(); ++i) {
      for (const std::string& text : clause(item.parts[i])) {
        lines.push_back(say("（{}）{}", "({}) {}", i + 1, text));
      }
    }
    return lines;
  }

  // --- what changes the total ---

  void adjustments(const std::vector<Item>& items, std::string heading) {
    if (items.empty()) return;
    const bool clauses =
        std::any_of(items.begin(), items.end(), [](const Item& item) { return !item.clause.empty(); });
    SheetTable table{std::move(heading), {}, {}};
    table.columns = {{say("事项", "Matter"), Kind::name},
                     {say("上限", "At most"), Kind::figure},
                     {say("评分标准", "Scoring"), Kind::prose}};
    if (clauses) table.columns.push_back({say("依据", "Basis"), Kind::prose});
    for (const Item& item : items) {
      const std::string cap = item.points ? to_display(*item.points, 0) : say("不封顶", "no limit");
      std::vector<SheetCell> row{
          {{marked(item)}}, {{cap}}, {ItemWriter(ruleset_, language, item, true).write()}};
      if (clauses) row.push_back({clause(item)});
      table.rows.push_back(std::move(row));
    }
    sheet_.tables.push_back(std::move(table));
  }

  void vetoes() {
    if (ruleset_.vetoes.empty()) return;
    SheetTable table{say("一票否决", "Vetoes"), {}, {}};
    table.columns = {{say("事项", "Matter"), Kind::name},
                     {say("条件", "When"), Kind::prose},
                     {say("结果", "Then"), Kind::prose}};
    for (const Veto& veto : ruleset_.vetoes) {
      const std::string when = veto.condition == none
                                   ? say("原标准未明确", "the standard does not say")
                                   : formula_text(ruleset_, veto.condition, language) +
                                         (is_datum(veto.condition) ? say("为是", " is yes") : "");
      table.rows.push_back({{{veto.title}}, {{when}}, {{outcome(veto)}}});
    }
    sheet_.tables.push_back(std::move(table));
  }

  bool is_datum(ExprId id) const { return ruleset_.exprs[id].op == Op::input; }

  std::string outcome(const Veto& veto) const {
    using Outcome = Veto::Outcome;
    switch (veto.outcome) {
      case Outcome::total_becomes:
        return say("总分为{}", "the total becomes {}", points(veto.points)) +
               (veto.points > 0 ? lower_stays() : "");
      case Outcome::total_minus:
        return say("总分减{}", "the total loses {}", points(veto.points));
      case Outcome::grade_at_most:
        return say("等级不高于“{}”", "the grade is at most “{}”", ruleset_.grades[veto.grade].name);
      case Outcome::grade_becomes:
        return say("等级为“{}”", "the grade is “{}”", ruleset_.grades[veto.grade].name) +
               (veto.grade + 1 < ruleset_.grades.size() ? lower_stays() : "");
      case Outcome::note:
        return veto.note;
      default:
        return say("原标准未明确：总分和等级按可能的区间给出",
                   "the standard does not say: total and grade are given as intervals");
    }
  }

  std::string lower_stays() const { return say("（原来更低的不变）", " (what is lower already stays)"); }

  void grades() {
    if (ruleset_.grades.empty()) return;
    SheetTable table{say("等级", "Grades"), {}, {}};
    table.columns = {{say("等级", "Grade"), Kind::name}, {say("总分", "Total"), Kind::prose}};
    for (const Grade& grade : ruleset_.grades)
      table.rows.push_back({{{grade.name}}, {{grade_range(grade.range)}}});
    sheet_.tables.push_back(std::move(table));
  }

  std::string grade_range(const Interval& range) const {
    if (range.low.infinite && range.high.infinite) return say("其余", "otherwise");
    if (range.high.infinite) {
      return (range.low.open ? say("＞", "> ") : say("≥", ">= ")) + points(range.low.value);
    }
    if (range.low.infinite) {
      return (range.high.open ? say("＜", "< ") : say("≤", "<= ")) + points(range.high.value);
    }
    const auto mark = [&](const Bound& end) {
      return end.open ? say("(不含)", " (excl)") : say("(含)", " (incl)");
    };
    return points(range.low.value) + mark(range.low) + say("至", " to ") + points(range.high.value) +
           mark(range.high);
  }

  // --- what stands below the tables ---

  /// Formulas and parameters: the sentences call them by name.
  void definitions() {
    Ruleset bare = ruleset_;
    std::set<std::string> seen;
    SheetList list{say("公式和参数", "Formulas and parameters"), false, {}};
    for (ExprId id = 0; id < bare.exprs.size(); ++id) {
      const std::string name = std::exchange(bare.exprs[id].name, "");
      if (!name.empty() && seen.insert(name).second) {
        list.lines.push_back(name + say(" ＝ ", " = ") + definition(bare, id));
      }
      bare.exprs[id].name = name;
    }
    if (!list.lines.empty()) sheet_.lists.push_back(std::move(list));
  }

  std::string definition(const Ruleset& bare, ExprId id) const {
    if (bare.exprs[id].op != Op::choose) return formula_text(bare, id, language);
    std::vector<std::string> rows;
    while (bare.exprs[id].op == Op::choose && bare.exprs[id].name.empty()) {
      const std::vector<ExprId>& parts = bare.exprs[id].operands;
      rows.push_back(say("{}的，{}", "{1} if {0}", formula_text(bare, parts[0], language),
                         formula_text(bare, parts[1], language)));
      id = parts[2];
    }
    if (bare.exprs[id].op != Op::fault) {
      rows.push_back(say("其余，{}", "otherwise {}", formula_text(bare, id, language)));
    }
    return clauses(rows);
  }

  std::string rounding(const std::optional<Rounding>& how) const {
    return how ? rounding_text(*how, false, language) : say("不取整", "not rounded");
  }

  void calculation() {
    SheetList list{say("计算和取整", "Calculation and rounding"), true, {}};
    const bool own = std::any_of(ruleset_.items.begin(), ruleset_.items.end(),
                                 [](const Item& item) { return item.rounding || item.no_rounding; });
    list.lines.push_back(say("各指标得分：{}{}。", "Each indicator's score: {}{}.",
                             rounding(ruleset_.item_rounding),
                             own ? say("（本项另有规定的除外）", " (unless its row says otherwise)") : ""));
    list.lines.push_back(say("总分：{}。", "Total: {}.", join(total_steps(), "，再", ", then ")));
    if (!ruleset_.grades.empty()) {
      list.lines.push_back(
          ruleset_.grade_by_rounded
              ? say("等级按取整后的总分评定。", "The grade goes by the rounded total.")
              : say("等级按取整前的总分评定。", "The grade goes by the total before rounding."));
    }
    list.lines.push_back(say("除上面写明的以外，计算中途不取整。", "Nothing else is rounded on the way."));
    sheet_.lists.push_back(std::move(list));
  }

  std::vector<std::string> total_steps() const {
    std::vector<std::string> steps{say("各指标得分相加", "the indicators' scores are added")};
    if (drops()) steps.push_back(say("按不适用的规定折算", "rescaled for what does not apply"));
    if (!ruleset_.bonuses.empty()) steps.push_back(say("加上加分", "the bonus is added"));
    if (!ruleset_.penalties.empty()) steps.push_back(say("减去减分", "the penalties are taken off"));
    const auto limits_total = [](const Veto& veto) {
      using Outcome = Veto::Outcome;
      return veto.outcome == Outcome::total_becomes || veto.outcome == Outcome::total_minus ||
             veto.outcome == Outcome::unstated;
    };
    if (std::any_of(ruleset_.vetoes.begin(), ruleset_.vetoes.end(), limits_total)) {
      steps.push_back(say("执行一票否决", "vetoes are applied"));
    }
    if (ruleset_.total_most) {
      steps.push_back(say("以{}封顶", "limited to {}", points(*ruleset_.total_most)));
    }
    steps.push_back(ruleset_.total_rounding ? say("按{}取整", "rounded {}", rounding(ruleset_.total_rounding))
                                            : say("不取整", "not rounded"));
    return steps;
  }

  bool drops() const {
    for (const Item& item : ruleset_.items) {
      for (const NotApplicable& clause : item.not_applicable) {
        const auto what = clause.then.what;
        if (what == Consequence::What::drop_all || what == Consequence::What::drop_group) return true;
      }
    }
    return false;
  }

  void notes() {
    SheetList list{say("说明", "Notes"), true, {}};
    std::vector<std::string> assumed;
    for (const std::vector<Item>* items : {&ruleset_.items, &ruleset_.bonuses, &ruleset_.penalties}) {
      for (const Item& item : *items) {
        if (item.assumed) assumed.push_back(item.title);
      }
    }
    if (!assumed.empty()) {
      list.lines.push_back(say("带※的内容原标准没有写明，系推定：{}。",
                               "※ marks what the standard does not say and was assumed: {}.",
                               join(assumed, "、", "; ")));
    }
    list.lines.push_back(
        say("数据缺失不按零计算：除另有规定外，得分、总分和等级按可能的区间给出。",
            "Missing data are not zero: unless said otherwise, scores, total and grade are given "
            "as the interval of what is possible."));
    sheet_.lists.push_back(std::move(list));
  }

  const Ruleset& ruleset_;
  ScoreSheet sheet_;
};

}  // namespace

ScoreSheet score_sheet(const Ruleset& ruleset, Language language) {
  return SheetWriter(ruleset, language).write();
}

}  // namespace rubric::formats
