// The sentences of each form of 计分, with the rows of its table, and those of 扣分.

#include <fmt/format.h>

#include <algorithm>

#include "formats/score_sheet_item.hpp"

namespace rubric::formats {

using namespace engine;  // the vocabulary of every signature here

namespace {

bool is_comparison(Op op) {
  return op >= Op::less && op <= Op::not_equal;
}

}  // namespace

void ItemWriter::base() {
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

bool ItemWriter::target_is_in_sentence() const {
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

/// "，最高10分": what the base is limited to, if anything.
std::string ItemWriter::at_most() const {
  if (item_.ceiling) return say("，最高{}", ", at most {}", points(*item_.ceiling));
  if (!item_.points) return "";
  return say("，最高{}", ", at most {}", full());
}

/// The range of values that an expression can have; any number where that takes more than its operands.
Interval ItemWriter::range(ExprId id) const {
  const Expr& e = expr(id);
  if (e.op == Op::constant) return Interval::point(e.value);
  if (e.op == Op::input) return e.kind == Kind::quantity ? ruleset_.data[e.datum].domain : Interval{};
  if (e.op == Op::round && e.rounding) return round(range(e.operands[0]), *e.rounding);
  const Operation& row = operation(e.op);
  if (!row.interval || e.operands.empty() || e.operands.size() > 2) return Interval{};
  return row.interval(range(e.operands[0]), e.operands.size() > 1 ? range(e.operands[1]) : Interval{});
}

bool ItemWriter::can_be_negative(ExprId id) const {
  const Expr& e = expr(id);
  // A divisor of zero gives no number at all, so it is left out here.
  if (e.op == Op::divide) return can_be_negative(e.operands[0]) || can_be_negative(e.operands[1]);
  if (e.op == Op::round) return can_be_negative(e.operands[0]);
  const Interval set = range(id);
  return set.low.infinite || set.low.value < 0;
}

void ItemWriter::proportional() {
  std::string text = say("得分＝{}×{}÷{}", "score = {} * {} / {}", full(), actual_factor(), target());
  text += at_most();
  if (can_be_negative(item_.actual) || can_be_negative(item_.target->value)) {
    text += say("、最低0分", ", at least 0");
  }
  line(std::move(text));
}

void ItemWriter::inverse() {
  const std::string b = actual();
  std::string text = say("{0} ≤ {1}的，得{2}；超过的，得分＝{2}×{1}÷{0}",
                         "{2} if {0} <= {1}; above it, score = {2} * {1} / {0}", b, target(), full());
  if (item_.ceiling) text += at_most();
  line(std::move(text));
}

void ItemWriter::met() {
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

void ItemWriter::by_formula() {
  line(say("得分＝{}", "score = {}", formula(item_.formula)) + at_most() + say("、最低0分", ", at least 0"));
}

void ItemWriter::discretion() {
  std::string text = say("由评价人在{}至{}之间酌情给分（{}）", "the evaluator gives from {} to {} ({})",
                         points(item_.discretion_low), points(item_.discretion_high), formula(item_.formula));
  if (item_.reason != none) {
    text += say("，须写明理由（{}）", "; the reason must be given ({})", ruleset_.data[item_.reason].name);
  }
  line(std::move(text));
}

std::string ItemWriter::step(const StepRule& rule, const std::string& quantity, bool gain) const {
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

std::string ItemWriter::step(const StepRule& rule, bool gain) const {
  return step(rule, formula(rule.quantity), gain);
}

std::string ItemWriter::limit(const Pool& pool) const {
  std::vector<std::string> words;
  if (pool.to_zero) words.push_back(say("扣完为止", "down to 0"));
  if (pool.most) {
    words.push_back(pool.gain ? say("最高{}", "at most {}", points(*pool.most))
                              : say("最多扣{}", "at most {} off", points(*pool.most)));
  }
  return phrases(words);
}

void ItemWriter::steps() {
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

void ItemWriter::deduction(const Pool& pool) {
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

bool ItemWriter::stops_above_zero() const {
  return std::any_of(item_.deductions.begin(), item_.deductions.end(),
                     [](const Pool& pool) { return !pool.to_zero || pool.condition != none; });
}

void ItemWriter::tiers() {
  const std::string subject = actual();
  std::vector<std::string> rows;
  for (const TierRow& tier : item_.tiers) rows.push_back(tier_text(tier));
  std::string text =
      subject.empty() ? say("按下列情形计分：", "by case: ") : say("按{}分档：", "by {}: ", subject);
  text += clauses(rows);
  if (rows_overlap()) text += say("（自上而下，以最先符合的一档为准）", " (the first that holds counts)");
  line(std::move(text));
}

std::string ItemWriter::tier_text(const TierRow& tier) const {
  std::string text = row(tier.condition);
  if (!tier.label.empty()) text += say("（{}）", " ({})", tier.label);
  if (tier.low == tier.high) return text + gives(tier.low);
  text += say("得{}至{}", ": {} to {}", points(tier.low), points(tier.high));
  if (tier.discretion == none) return text + say("，档内按比例", ", pro rata within the row");
  return text + say("，档内酌情（{}）", ", at discretion ({})", formula(tier.discretion));
}

std::string ItemWriter::gives(const Rational& value) const {
  return value == 0 ? say("不得分", ": none") : say("得{}", ": {}", points(value));
}

/// A row that compares 实际 with a number is one end, or both, of an interval.
std::optional<Interval> ItemWriter::interval(ExprId id) const {
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
std::string ItemWriter::row(ExprId id) const {
  if (id == none) return say("其余", "otherwise");
  const Expr& e = expr(id);
  const bool about_actual =
      item_.actual != none && !e.operands.empty() && e.operands[0] == item_.actual && is_comparison(e.op);
  if (about_actual) return sign(e.op) + say("", " ") + formula(e.operands[1]);
  const auto range = e.op == Op::both ? interval(id) : std::nullopt;
  const bool two_ends = range && !range->low.infinite && !range->high.infinite;
  return two_ends ? range_text(*range, expr(item_.actual).unit) : condition(id);
}

std::string ItemWriter::range_text(const Interval& range, const Unit& unit) const {
  const auto mark = [&](const Bound& end) {
    return end.open ? say("(不含)", " (excl)") : say("(含)", " (incl)");
  };
  return to_text(range.low.value, unit, language) + mark(range.low) + say("至", " to ") +
         to_text(range.high.value, unit, language) + mark(range.high);
}

/// Whether a value can fit two rows, so that their order decides.
bool ItemWriter::rows_overlap() const {
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

void ItemWriter::checks() {
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

std::string ItemWriter::check_text(const CheckRow& check) const {
  if (!check.counted) return condition(check.condition) + say("的", "") + gives(check.points);
  std::vector<std::string> words;
  for (const StepRule& rule : check.counted->steps) words.push_back(step(rule, true));
  const std::string most = limit(*check.counted);
  return phrases(words) + (most.empty() ? "" : say("，", ", ") + most);
}

void ItemWriter::level_rows() {
  const Datum& datum = ruleset_.data[expr(item_.actual).datum];
  std::vector<std::string> rows;
  for (const LevelRow& level : item_.levels) rows.push_back(levels(datum, level.levels) + level_value(level));
  line(say("按{}定性：", "by the level of {}: ", actual()) + clauses(rows));
  if (item_.share != none) {
    line(say("幅度内的比例由“{}”给出", "the share within the band is given by “{}”", formula(item_.share)));
  }
}

std::string ItemWriter::level_value(const LevelRow& level) const {
  if (level.points) return gives(*level.points);
  const Unit percent = find_unit("%");
  std::string text = say("得分值的{}", ": {} of the points", range_text(level.band, percent));
  if (level.default_share) {
    text +=
        say("，未给比例按{}", ", {} if no share is given", to_text(*level.default_share, percent, language));
  }
  return text;
}

void ItemWriter::interpolation() {
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
  line(say("按{}插值：{}；其间按直线比例计算", "by {}, interpolated: {}; straight lines in between", subject,
           clauses(rows)));
}

}  // namespace rubric::formats
