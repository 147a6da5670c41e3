#include "formats/score_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "formats/figures.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

const Unit& points_unit() {
  static const Unit unit = find_unit("分");
  return unit;
}

/// Sentences in one language.
class Speech {
 public:
  explicit Speech(Language spoken) : language(spoken) {}

  template <class... Args>
  std::string say(fmt::format_string<Args...> zh, fmt::format_string<Args...> en, Args&&... args) const {
    return fmt::format(language == Language::zh ? zh : en, std::forward<Args>(args)...);
  }

  std::string join(const std::vector<std::string>& parts, std::string_view zh, std::string_view en) const {
    std::string text;
    for (const std::string& part : parts) {
      if (!text.empty()) text += language == Language::zh ? zh : en;
      text += part;
    }
    return text;
  }
  std::string clauses(const std::vector<std::string>& parts) const { return join(parts, "；", "; "); }
  std::string phrases(const std::vector<std::string>& parts) const { return join(parts, "，", ", "); }

  /// A quantity with its unit; in English one of a thing has no plural.
  std::string amount(const Rational& value, const Unit& unit) const {
    std::string text = to_text(value, unit, language);
    if (language == Language::zh || value != unit.scale) return text;
    if (text.ends_with(" people")) return "1 person";
    if (text.size() > 3 && text.back() == 's') text.pop_back();
    return text;
  }
  std::string points(const Rational& value) const { return amount(value, points_unit()); }

  const Language language;
};

bool is_comparison(Op op) {
  return op >= Op::less && op <= Op::not_equal;
}

/// How one item scores, in sentences.
class ItemWriter : Speech {
 public:
  ItemWriter(const Ruleset& ruleset, Language spoken, const Item& item, bool adjustment)
      : Speech(spoken), ruleset_(ruleset), item_(item), adjustment_(adjustment) {}

  std::vector<std::string> write() {
    gates();
    if (item_.form == Form::unscored) {
      unscored();
    } else {
      if (item_.target && !item_.target->text.empty() && !target_is_in_sentence()) goal();
      base();
      for (const Pool& pool : item_.deductions) deduction(pool);
      if (stops_above_zero()) line(say("扣分后得分不低于0分", "the score does not fall below 0"));
    }
    particulars();
    return std::move(lines_);
  }

 private:
  void line(std::string text) { lines_.push_back(std::move(text)); }

  const Expr& expr(ExprId id) const { return ruleset_.exprs[id]; }
  std::string formula(ExprId id) const { return formula_text(ruleset_, id, language); }

  /// The item's points in a sentence.
  std::string full() const {
    const bool known = item_.points && !item_.open_points;
    return known ? points(*item_.points) : say("分值", "the points");
  }

  // --- 实际, 目标 and conditions ---

  bool plain(ExprId id) const { return !expr(id).name.empty() || expr(id).op == Op::input; }

  /// 实际 in a sentence: its name, or "实际值" once a line of its own has said what that is.
  std::string actual() {
    if (item_.actual == none) return "";
    if (plain(item_.actual)) return formula(item_.actual);
    const std::string name = say("实际值", "the actual value");
    if (!actual_said_) line(name + say("＝", " = ") + formula(item_.actual));
    actual_said_ = true;
    return name;
  }

  /// 实际 as a factor: in brackets where that reads well.
  std::string actual_factor() {
    const bool sum_or_ratio = !plain(item_.actual) && expr(item_.actual).op != Op::round;
    return sum_or_ratio ? "(" + formula(item_.actual) + ")" : actual();
  }

  std::string target() const {
    const Expr& e = expr(item_.target->value);
    const std::string text = formula(item_.target->value);
    const bool simple = plain(item_.target->value) || (e.op == Op::constant && e.value >= 0);
    return simple ? text : "(" + text + ")";
  }

  std::string sign(Op op) const {
    return std::string(language == Language::zh ? operation(op).zh : operation(op).en);
  }

  std::string levels(const Datum& datum, const std::vector<std::uint32_t>& places) const {
    std::vector<std::string> names;
    for (const std::uint32_t place : places) names.push_back(datum.levels[place]);
    return join(names, "、", "; ");
  }

  bool target_is_in_sentence() const {
    const Target& t = *item_.target;
    if (t.unstated) return true;
    switch (item_.form) {
      case Form::proportional:
      case Form::inverse:
        return true;
      case Form::met:
        return t.value != none || !t.levels.empty();
      case Form::steps:
        return item_.steps && !item_.steps->steps.empty() && item_.steps->steps[0].bound == t.value;
      default:
        return false;
    }
  }

  void goal() { line(say("目标：{}", "target: {}", target_text())); }

  std::string target_text() {
    const Target& t = *item_.target;
    if (t.value != none) return sign(t.comparison) + " " + formula(t.value);
    if (t.levels.empty()) return t.text;
    return say("{} 为 {}", "{} is {}", actual(), levels(ruleset_.data[expr(item_.actual).datum], t.levels));
  }

  /// "项目数 ＝ 0个"; a yes/no datum alone is "未公示 为 是".
  std::string condition(ExprId id) const {
    const Expr& e = expr(id);
    const bool yes_no = e.kind == Kind::yes_no && e.op == Op::input;
    return yes_no ? say("{}为是", "{} is yes", formula(id)) : formula(id);
  }

  // --- rows of a table: what they say of 实际 ---

  /// A row that compares 实际 with a number is one end, or both, of an interval.
  std::optional<Interval> interval(ExprId id) const {
    const Expr& e = expr(id);
    if (e.op == Op::both) {
      const auto a = interval(e.operands[0]), b = interval(e.operands[1]);
      return a && b ? intersect(*a, *b) : std::nullopt;
    }
    if (!is_comparison(e.op) || item_.actual == none || e.operands[0] != item_.actual) return std::nullopt;
    const Expr& end = expr(e.operands[1]);
    if (end.op != Op::constant) return std::nullopt;
    Interval set;
    switch (e.op) {
      case Op::less:
        set.high = Bound::open_at(end.value);
        return set;
      case Op::less_equal:
        set.high = Bound::closed_at(end.value);
        return set;
      case Op::greater:
        set.low = Bound::open_at(end.value);
        return set;
      case Op::greater_equal:
        set.low = Bound::closed_at(end.value);
        return set;
      case Op::equal:
        return Interval::point(end.value);
      default:
        return std::nullopt;
    }
  }

  /// "≥90%", "80%(含)至90%(不含)", or the whole condition where it is about something else.
  std::string row(ExprId id) const {
    if (id == none) return say("其余", "otherwise");
    const Expr& e = expr(id);
    const bool about_actual =
        item_.actual != none && !e.operands.empty() && e.operands[0] == item_.actual && is_comparison(e.op);
    if (about_actual) return sign(e.op) + say("", " ") + formula(e.operands[1]);
    const auto range = e.op == Op::both ? interval(id) : std::nullopt;
    const bool two_ends = range && !range->low.infinite && !range->high.infinite;
    return two_ends ? range_text(*range, expr(item_.actual).unit) : condition(id);
  }

  std::string range_text(const Interval& range, const Unit& unit) const {
    const auto mark = [&](const Bound& end) {
      return end.open ? say("(不含)", " (excl)") : say("(含)", " (incl)");
    };
    return to_text(range.low.value, unit, language) + mark(range.low) + say("至", " to ") +
           to_text(range.high.value, unit, language) + mark(range.high);
  }

  /// Whether a value can fit two rows, so that their order decides.
  bool rows_overlap() const {
    std::vector<Interval> before;
    for (const TierRow& tier : item_.tiers) {
      if (tier.condition == none) return false;
      const auto range = interval(tier.condition);
      if (!range) return true;
      for (const Interval& other : before) {
        if (intersect(other, *range)) return true;
      }
      before.push_back(*range);
    }
    return false;
  }

  // --- clauses that set the score aside ---

  void gates() {
    for (const NotApplicable& clause : item_.not_applicable) {
      line(say("{}的，本项不适用：{}", "if {}, the indicator does not apply: {}", condition(clause.condition),
               consequence(clause.then)));
    }
    for (const ExprId gate : item_.zero_if) {
      line(say("{}的，本项不得分", "if {}, no points", condition(gate)));
    }
  }

  std::string consequence(const Consequence& then) const {
    switch (then.what) {
      case Consequence::What::full:
        return say("得满分", "full points");
      case Consequence::What::zero:
        return say("不得分", "no points");
      case Consequence::What::points:
        return say("得{}", "{}", points(then.amount));
      case Consequence::What::value: {
        const Unit unit = item_.actual == none ? Unit{} : expr(item_.actual).unit;
        return say("实际值按{}计算", "the actual value is taken as {}", to_text(then.amount, unit, language));
      }
      case Consequence::What::drop_all:
        return say("剔除本项，其余指标得分按满分折算",
                   "it is left out and the other indicators are rescaled to full marks");
      case Consequence::What::drop_group:
        return say("剔除本项，本组其余指标得分按本组分值折算",
                   "it is left out and the others of its group are rescaled to the group's points");
      case Consequence::What::interval:
        return say("给出得分区间", "the score is an interval");
      default:
        return say("无法计算", "the score cannot be computed");
    }
  }

  void particulars() {
    if (item_.zero_denominator_stated) {
      line(say("分母为零的，{}", "if a divisor is zero, {}", consequence(item_.zero_denominator)));
    }
    if (item_.missing.what != Consequence::What::interval) {
      line(say("数据缺失的，{}", "if data are missing, {}", consequence(item_.missing)));
    }
    for (const ExplainIf& clause : item_.explain_if) {
      line(say("{}的，须说明理由（{}），不影响得分",
               "if {}, the reason must be given ({}); the score does not change", condition(clause.condition),
               ruleset_.data[clause.reason].name));
    }
    if (item_.no_rounding && ruleset_.item_rounding) line(say("本项得分不取整", "this score is not rounded"));
    if (item_.rounding && !item_.no_rounding) {
      line(say("本项得分{}", "this score is rounded {}", rounding_text(*item_.rounding, false, language)));
    }
  }

  void unscored() {
    if (item_.actual != none) line(say("列示{}", "shown: {}", formula(item_.actual)));
    if (item_.target && !item_.target->text.empty()) goal();
    line(say("不计分", "not scored"));
  }

  // --- the base ---

  void base() {
    switch (item_.form) {
      case Form::proportional:
        return proportional();
      case Form::inverse:
        return inverse();
      case Form::met:
        return met();
      case Form::formula:
        return by_formula();
      case Form::discretion:
        return discretion();
      case Form::steps:
        return steps();
      case Form::tiers:
        return tiers();
      case Form::checklist:
      case Form::highest:
        return checks();
      case Form::levels:
        return level_rows();
      case Form::interpolation:
        return interpolation();
      case Form::parts:
        return parts();
      case Form::deductions:
        return line(say("从满分{}起扣：", "starts from {} and loses:", full()));
      default:
        return line(say("原标准未明确怎样计分：得分按0分至{}的区间给出",
                        "the standard does not say how it scores: the score is the interval from 0 to {}",
                        full()));
    }
  }

  /// "，最高10分": what the base is limited to, if anything.
  std::string at_most() const {
    if (item_.ceiling) return say("，最高{}", ", at most {}", points(*item_.ceiling));
    if (!item_.points) return "";
    return say("，最高{}", ", at most {}", full());
  }

  /// The range of values that an expression can have; any number where that takes more than its operands.
  Interval range(ExprId id) const {
    const Expr& e = expr(id);
    if (e.op == Op::constant) return Interval::point(e.value);
    if (e.op == Op::input) return e.kind == Kind::quantity ? ruleset_.data[e.datum].domain : Interval{};
    if (e.op == Op::round && e.rounding) return round(range(e.operands[0]), *e.rounding);
    const Operation& row = operation(e.op);
    if (!row.interval || e.operands.empty() || e.operands.size() > 2) return Interval{};
    return row.interval(range(e.operands[0]), e.operands.size() > 1 ? range(e.operands[1]) : Interval{});
  }

  bool can_be_negative(ExprId id) const {
    const Expr& e = expr(id);
    // A divisor of zero gives no number at all, so it is left out here.
    if (e.op == Op::divide) return can_be_negative(e.operands[0]) || can_be_negative(e.operands[1]);
    if (e.op == Op::round) return can_be_negative(e.operands[0]);
    const Interval set = range(id);
    return set.low.infinite || set.low.value < 0;
  }

  void proportional() {
    std::string text = say("得分＝{}×{}÷{}", "score = {} * {} / {}", full(), actual_factor(), target());
    text += at_most();
    if (can_be_negative(item_.actual) || can_be_negative(item_.target->value)) {
      text += say("、最低0分", ", at least 0");
    }
    line(std::move(text));
  }

  void inverse() {
    const std::string b = actual();
    std::string text = say("{0} ≤ {1}的，得{2}；超过的，得分＝{2}×{1}÷{0}",
                           "{2} if {0} <= {1}; above it, score = {2} * {1} / {0}", b, target(), full());
    if (item_.ceiling) text += at_most();
    line(std::move(text));
  }

  void met() {
    const std::string b = actual();
    std::string holds;
    if (item_.target && !item_.target->levels.empty()) {
      holds = target_text();
    } else if (item_.target && item_.target->value != none) {
      holds = fmt::format("{} {} {}", b, sign(item_.target->comparison), target());
    } else {
      holds = plain(item_.actual) ? condition(item_.actual) : say("{}成立", "{} holds", b);
    }
    line(say("{}的，得{}；否则不得分", "{1} if {0}, otherwise none", holds, full()));
  }

  void by_formula() {
    line(say("得分＝{}", "score = {}", formula(item_.formula)) + at_most() +
         say("、最低0分", ", at least 0"));
  }

  void discretion() {
    std::string text =
        say("由评价人在{}至{}之间酌情给分（{}）", "the evaluator gives from {} to {} ({})",
            points(item_.discretion_low), points(item_.discretion_high), formula(item_.formula));
    if (item_.reason != none) {
      text += say("，须写明理由（{}）", "; the reason must be given ({})", ruleset_.data[item_.reason].name);
    }
    line(std::move(text));
  }

  // --- 每…扣… ---

  std::string step(const StepRule& rule, const std::string& quantity, bool gain) const {
    const std::string size = amount(rule.step, rule.step_unit);
    const std::string each = gain ? say("每{}得{}", "{1} for each {0}", size, points(rule.amount))
                                  : say("每{}扣{}", "{1} off for each {0}", size, points(rule.amount));
    std::string text;
    if (rule.way == Way::count) {
      text = say("{} {}", "{}: {}", quantity, each);
    } else {
      const std::string bound = formula(rule.bound);
      text = rule.way == Way::above ? say("{}超过{}的部分，{}", "{} above {}: {}", quantity, bound, each)
             : rule.way == Way::below
                 ? say("{}低于{}的部分，{}", "{} below {}: {}", quantity, bound, each)
                 : say("{}与{}相差的部分，{}", "{} apart from {}: {}", quantity, bound, each);
    }
    if (rule.whole_quantity) return text;
    switch (rule.part) {
      case PartStep::ignored:
        return text + say("，不足{}的不{}", ", part steps ignored", size, gain ? "计" : "扣");
      case PartStep::pro_rata:
        return text + say("，不足{}的按比例{}", ", part steps pro rata", size, gain ? "计" : "扣");
      default:
        return text + say("，不足{0}的按{0}计", ", a part step counts as a whole one", size);
    }
  }

  std::string step(const StepRule& rule, bool gain) const { return step(rule, formula(rule.quantity), gain); }

  std::string limit(const Pool& pool) const {
    std::vector<std::string> words;
    if (pool.to_zero) words.push_back(say("扣完为止", "down to 0"));
    if (pool.most) {
      words.push_back(pool.gain ? say("最高{}", "at most {}", points(*pool.most))
                                : say("最多扣{}", "at most {} off", points(*pool.most)));
    }
    return phrases(words);
  }

  void steps() {
    const Pool& pool = *item_.steps;
    const std::string quantity = actual();
    std::vector<std::string> words;
    for (const StepRule& rule : pool.steps) words.push_back(step(rule, quantity, pool.gain));
    std::string text = phrases(words);
    if (!pool.gain) {
      const std::string most = limit(pool);
      text = say("从满分{}起扣：", "starts from {}: ", full()) + text +
             (most.empty() ? say("，得分不低于0分", ", not below 0") : say("，", ", ") + most);
    } else {
      text += pool.most ? say("，", ", ") + limit(pool) : at_most();
    }
    line(std::move(text));
  }

  void deduction(const Pool& pool) {
    if (pool.condition != none) {
      line(say("扣分：{}的，扣{}", "minus: if {}, {} off", condition(pool.condition), points(pool.fixed)));
      return;
    }
    std::vector<std::string> words;
    for (const StepRule& rule : pool.steps) words.push_back(step(rule, pool.gain));
    const bool several = words.size() > 1;
    std::string text = say("扣分：", "minus: ") + clauses(words);
    const std::string most = limit(pool);
    if (!most.empty()) text += (several ? say("；合计", "; together ") : say("，", ", ")) + most;
    line(std::move(text));
  }

  bool stops_above_zero() const {
    return std::any_of(item_.deductions.begin(), item_.deductions.end(),
                       [](const Pool& pool) { return !pool.to_zero || pool.condition != none; });
  }

  // --- tables ---

  void tiers() {
    const std::string subject = actual();
    std::vector<std::string> rows;
    for (const TierRow& tier : item_.tiers) rows.push_back(tier_text(tier));
    std::string text =
        subject.empty() ? say("按下列情形计分：", "by case: ") : say("按{}分档：", "by {}: ", subject);
    text += clauses(rows);
    if (rows_overlap()) text += say("（自上而下，以最先符合的一档为准）", " (the first that holds counts)");
    line(std::move(text));
  }

  std::string tier_text(const TierRow& tier) const {
    std::string text = row(tier.condition);
    if (!tier.label.empty()) text += say("（{}）", " ({})", tier.label);
    if (tier.low == tier.high) return text + gives(tier.low);
    text += say("得{}至{}", ": {} to {}", points(tier.low), points(tier.high));
    if (tier.discretion == none) return text + say("，档内按比例", ", pro rata within the row");
    return text + say("，档内酌情（{}）", ", at discretion ({})", formula(tier.discretion));
  }

  std::string gives(const Rational& value) const {
    return value == 0 ? say("不得分", ": none") : say("得{}", ": {}", points(value));
  }

  void checks() {
    std::vector<std::string> rows;
    for (const CheckRow& check : item_.checks) rows.push_back(check_text(check));
    std::string text = item_.form == Form::highest
                           ? say("只取得分最高的一项：", "only the best of these counts: ")
                           : say("逐项得分相加：", "each that holds adds: ");
    text += clauses(rows);
    const bool counted = std::any_of(item_.checks.begin(), item_.checks.end(),
                                     [](const CheckRow& check) { return check.counted.has_value(); });
    if (counted || adjustment_) text += at_most();
    line(std::move(text));
  }

  std::string check_text(const CheckRow& check) const {
    if (!check.counted) return condition(check.condition) + say("的", "") + gives(check.points);
    std::vector<std::string> words;
    for (const StepRule& rule : check.counted->steps) words.push_back(step(rule, true));
    const std::string most = limit(*check.counted);
    return phrases(words) + (most.empty() ? "" : say("，", ", ") + most);
  }

  void level_rows() {
    const Datum& datum = ruleset_.data[expr(item_.actual).datum];
    std::vector<std::string> rows;
    for (const LevelRow& level : item_.levels)
      rows.push_back(levels(datum, level.levels) + level_value(level));
    line(say("按{}定性：", "by the level of {}: ", actual()) + clauses(rows));
    if (item_.share != none) {
      line(say("幅度内的比例由“{}”给出", "the share within the band is given by “{}”", formula(item_.share)));
    }
  }

  std::string level_value(const LevelRow& level) const {
    if (level.points) return gives(*level.points);
    const Unit percent = find_unit("%");
    std::string text = say("得分值的{}", ": {} of the points", range_text(level.band, percent));
    if (level.default_share) {
      text += say("，未给比例按{}", ", {} if no share is given",
                  to_text(*level.default_share, percent, language));
    }
    return text;
  }

  void interpolation() {
    const std::string subject = actual();
    const Unit& unit = expr(item_.actual).unit;
    std::vector<Knot> knots = item_.knots;
    std::sort(knots.begin(), knots.end(), [](const Knot& a, const Knot& b) { return a.at < b.at; });
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < knots.size(); ++i) {
      std::string where = to_text(knots[i].at, unit, language);
      if (i == 0) where = say("≤{}", "<= {}", where);
      if (i + 1 == knots.size()) where = say("≥{}", ">= {}", where);
      rows.push_back(where + gives(knots[i].points));
    }
    line(say("按{}插值：{}；其间按直线比例计算", "by {}, interpolated: {}; straight lines in between",
             subject, clauses(rows)));
  }

  // --- 其中 ---

  void parts() {
    line(item_.choice ? choice_text(ruleset_, language, *item_.choice)
                      : say("以下各款得分相加：", "the sum of its parts:"));
    int number = 0;
    for (const Item& part : item_.parts) {
      const std::string head = item_.choice || !part.points
                                   ? part.title
                                   : say("{}（{}）", "{} ({})", part.title, points(*part.points));
      const std::vector<std::string> sentences = ItemWriter(ruleset_, language, part, false).write();
      line(say("（{}）{}：{}", "({}) {}: {}", ++number, head, clauses(sentences)));
    }
  }

 public:
  static std::string choice_text(const Ruleset& ruleset, Language spoken, const Choice& choice) {
    const Speech speech(spoken);
    switch (choice.what) {
      case Choice::What::highest:
        return speech.say("以下各项择一，取得分最高的一项",
                          "one of these counts: the one with the highest score");
      case Choice::What::lowest:
        return speech.say("以下各项择一，取得分最低的一项",
                          "one of these counts: the one with the lowest score");
      case Choice::What::by:
        return speech.say("以下各项择一，按“{}”选定", "one of these counts: the one that “{}” names",
                          ruleset.data[choice.datum].name);
      default:
        return speech.say("以下各项择一，原标准未明确由谁选定：得分按最低一项至最高一项的区间给出",
                          "one of these counts, the standard does not say which: the score is an interval");
    }
  }

 private:
  const Ruleset& ruleset_;
  const Item& item_;
  bool adjustment_;
  bool actual_said_ = false;
  std::vector<std::string> lines_;
};

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
