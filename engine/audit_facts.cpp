// What a report prints beside a score (指标值, 完成值, 偏差原因): whether it is there, whether it agrees with
// the score, and whether a result lies far over its target. Where the report prints no target or result,
// those of the rules and the data are taken for the last of these. A table of claims with scores alone makes
// no statement about any of it, so nothing is said then.

#include <algorithm>

#include "engine/auditor.hpp"
#include "engine/full_marks.hpp"
#include "engine/printed_result.hpp"
#include "engine/rate.hpp"

namespace rubric::engine {
namespace {

/// Which results meet a target; of `unknown` nothing is said.
enum class Better : unsigned char { unknown, higher, lower, equal };

class Facts {
 public:
  Facts(Auditor& audit, std::size_t i) : audit_(audit), i_(i), item_(audit.ruleset.items[i]) {
    if (const ItemFacts* facts = audit.facts(i)) facts_ = *facts;
    const Claim& claim = audit.claims.items[i];
    score_ = claim.value;
    place_ = claim.place;
    if (is_quantity()) unit_ = expr(item_.actual).unit;
    if (facts_.target) target_ = read_printed(facts_.target->text, unit_);
    if (facts_.actual) actual_ = read_printed(facts_.actual->text, unit_);
  }

  void run() {
    if (item_.form == Form::unscored || audit_.not_applicable(i_) == Truth::yes) return;
    read_none();
    read_fractions();
    if (facts_.target) target();
    if (facts_.actual) actual();
    const bool both = has_number(target_) && actual_.is_number();
    if (both && comparable()) {
      compare();
    } else {
      if (both) other_units();
      if (facts_.target || facts_.actual || facts_.reason) over_target_by_rules();
    }
    if (facts_.target && target_.state == Printed::State::blank) without_target();
    if (facts_.target && facts_.actual) echo();
    reason();
  }

 private:
  using State = Printed::State;

  const Expr& expr(ExprId id) const { return audit_.ruleset.exprs[id]; }
  static bool has_number(const Printed& printed) {
    return printed.is_number() || printed.state == State::bound;
  }
  static Text shown(const Rational& value, const Unit& unit) {
    return {to_text(value, unit, Language::zh), to_text(value, unit, Language::en)};
  }

  /// Whether the rules have a number for 实际, so that a bare one is in its unit.
  bool is_quantity() const { return item_.actual != none && expr(item_.actual).kind == Kind::quantity; }

  std::optional<Rational> points() const { return audit_.points(i_); }
  bool full() const { return score_ && points() && *score_ == *points(); }

  /// 未发生 of something that is counted is none of it.
  void read_none() {
    const bool counted = unit_.dimension == Dimension::count || unit_.dimension == Dimension::number;
    if (actual_.state != State::words || !is_quantity() || !counted) return;
    if (!says_none(actual_.text, item_.title)) return;
    actual_.state = State::number;
    actual_.unit = unit_;
    actual_.value = 0;
  }

  /// 0.88 for 88%; a bare target beside such a result is written as it is.
  void read_fractions() {
    const Rational as_printed = actual_.value;
    if (facts_.actual) read_as_fraction(audit_, *facts_.actual, i_, actual_, published(audit_, i_).value);
    if (!facts_.target) return;
    const bool fraction = actual_.value != as_printed;
    const std::optional<Rational> by_rules = rules_target();
    const Rational one_percent = power_of_tenth(2);
    if (by_rules) {
      read_as_fraction(audit_, *facts_.target, i_, target_, by_rules);
    } else if (fraction && target_.value <= one_percent) {
      read_as_fraction(audit_, *facts_.target, i_, target_, Rational(target_.value * 100));
    }
  }

  /// The target of the rules, if it is a number by itself.
  std::optional<Rational> rules_target() const {
    if (!item_.target || item_.target->value == none) return std::nullopt;
    return audit_.known(audit_.plan.items[i_].target);
  }

  void target() {
    if (target_.state == State::blank) {
      // A standard may score without a target: by a formula, by what is ticked off.
      if (full_marks_target(audit_.ruleset, item_))
        audit_.report(Code::W933, facts_.target->place, {item_.title});
      return;
    }
    const std::optional<Rational> by_rules = rules_target();
    if (!by_rules || !is_quantity() || !has_number(target_) || !agree(target_.unit, unit_) ||
        (target_.value == *by_rules && !other_sign()))
      return;
    Text right = shown(*by_rules, unit_);
    if (other_sign()) right = {sign().zh + right.zh, sign().en + right.en};
    audit_.report(Code::W915, facts_.target->place, {item_.title, figure_text(target_), right});
  }

  /// How the rules compare with their target; a target without a sign is to be reached.
  Text sign() const {
    const Operation& compared = operation(item_.target->comparison);
    return {std::string(compared.zh), std::string(compared.en)};
  }

  /// Whether the printed target has a sign (≥10次) and the rules another (≤10次): theirs holds then.
  bool other_sign() const {
    if (target_.state != State::bound || !rules_target()) return false;
    switch (item_.target->comparison) {
      case Op::greater_equal:
        return !target_.bound.lower || target_.bound.open;
      case Op::greater:
        return !target_.bound.lower || !target_.bound.open;
      case Op::less_equal:
        return target_.bound.lower || target_.bound.open;
      case Op::less:
        return target_.bound.lower || !target_.bound.open;
      default:
        return true;
    }
  }

  /// The target that results are held against, and whether it is met only beyond its number.
  Text target_text() const {
    if (!other_sign()) return figure_text(target_);
    const Text number = figure_text(target_.value, target_);
    return {sign().zh + number.zh, sign().en + number.en};
  }
  bool beyond() const {
    if (!other_sign()) return target_.state == State::bound && target_.bound.open;
    return item_.target->comparison == Op::less || item_.target->comparison == Op::greater;
  }

  bool number_expected() const {
    return has_number(target_) || (is_quantity() && item_.form != Form::levels);
  }

  void actual() {
    if (actual_.state == State::blank) {
      if (score_) audit_.report(Code::W934, facts_.actual->place, {item_.title, Auditor::number(*score_)});
      return;
    }
    check_result(audit_, i_, facts_, target_, actual_);
    if (!actual_.is_number() && number_expected())
      audit_.report(Code::W935, facts_.actual->place, {item_.title, actual_.text});
  }

  /// Which way a result is better: as the rules have it, or where they do not say as the printed sign does.
  Better better() const {
    const bool printed_sign = target_.state == State::bound && !rules_target();
    if (printed_sign) return target_.bound.lower ? Better::higher : Better::lower;
    if (item_.form == Form::inverse) return Better::lower;
    if (item_.target &&
        (item_.target->comparison == Op::less_equal || item_.target->comparison == Op::less)) {
      return Better::lower;
    }
    if (item_.target && item_.target->comparison == Op::equal) return Better::equal;
    const bool stated = item_.target && !item_.target->unstated;
    if (stated || item_.form == Form::proportional) return Better::higher;
    if (item_.form == Form::steps && item_.steps && item_.steps->steps.size() == 1)
      return by_steps(*item_.steps);
    return item_.form == Form::tiers ? by_tiers() : Better::unknown;
  }

  /// Which way 实际 goes in the one row of a table that gives most: 95%以上, 2次以下.
  Better by_tiers() const {
    const auto more = [](const TierRow& a, const TierRow& b) { return a.high < b.high; };
    const auto best = std::max_element(item_.tiers.begin(), item_.tiers.end(), more);
    const bool only = std::count_if(item_.tiers.begin(), item_.tiers.end(),
                                    [&](const TierRow& row) { return row.high == best->high; }) == 1;
    if (!only || best->condition == none) return Better::unknown;
    const Expr& condition = expr(best->condition);
    if (condition.operands.size() != 2 || !same_figure(audit_.ruleset, condition.operands[0], item_.actual) ||
        expr(condition.operands[1]).op != Op::constant)
      return Better::unknown;
    const bool above = condition.op == Op::greater_equal || condition.op == Op::greater;
    const bool below = condition.op == Op::less_equal || condition.op == Op::less;
    return above ? Better::higher : below ? Better::lower : Better::unknown;
  }

  /// Which way 实际 goes where its distance or number takes points off, or gives them.
  Better by_steps(const Pool& pool) const {
    const StepRule& step = pool.steps[0];
    if (step.way == Way::apart || !same_figure(audit_.ruleset, step.quantity, item_.actual))
      return Better::unknown;
    const bool more_counts = step.way != Way::below;
    return more_counts == pool.gain ? Better::higher : Better::lower;
  }

  /// The score by the usual rule: points × result ÷ target, the other way round where less is better.
  Rational pro_rata(const Rational& target, const Rational& actual) const {
    const bool lower = better() == Better::lower;
    const Rational& above = lower ? target : actual;
    const Rational& below = lower ? actual : target;
    if (below == 0) return 0;
    return std::clamp<Rational>(*points() * above / below, 0, *points());
  }

  /// A bare number is in the unit of the rules; without one its unit is not known.
  bool comparable() const { return agree(target_.unit, actual_.unit); }

  void other_units() {
    const bool known = is_quantity() || (!target_.unit_word.empty() && !actual_.unit_word.empty());
    if (known) audit_.report(Code::W947, facts_.actual->place, {item_.title, target_.text, actual_.text});
  }

  /// The score of the rules, where it is known.
  std::optional<Rational> by_rules() const {
    const Possible& score = audit_.outcome.items[i_].score;
    return score.known() ? std::optional(score.range.low.value) : std::nullopt;
  }

  /// The score against result and target as they are printed, unless the rules themselves give full points
  /// for less, or take some off all the same.
  void compare() {
    const Rational &a = target_.value, &b = actual_.value;
    const Better way = better();
    if (way == Better::unknown) return;
    const bool met = way == Better::equal   ? a == b
                     : a == b               ? !beyond()
                     : way == Better::lower ? b < a
                                            : b > a;
    const std::optional<Rational> rules_score = by_rules();
    const bool rules_full = rules_score && points() && *rules_score >= *points();
    if (full() && !met && !rules_full) {
      audit_.report(Code::W931, place_,
                    {item_.title, figure_text(actual_), target_text(), Auditor::number(*points()),
                     Auditor::number(pro_rata(a, b))});
    } else if (met && score_ && points() && *score_ < *points() && (!rules_score || rules_full)) {
      audit_.report(
          Code::W932, place_,
          {item_.title, figure_text(actual_), target_text(), Auditor::number(Rational(*points() - *score_))});
    }
    over_target(a, b, target_text(), figure_text(actual_));
  }

  /// 对完成值高于指标值较多的,要分析原因: unless a reason is given.
  void over_target(const Rational& target, const Rational& actual, const Text& target_text,
                   const Text& actual_text) {
    const Better way = better();
    if (way == Better::equal || way == Better::unknown || target <= 0) return;
    if (facts_.reason && says_why(*facts_.reason)) return;
    const Rational share =
        way == Better::lower ? Rational(1 - actual / target) : Rational(actual / target - 1);
    if (share < over_target_share()) return;
    const Unit percent = find_unit("%");
    const Rational whole = round(share, {RoundingMode::half_up, 2});
    audit_.report(Code::N937, facts_.actual ? facts_.actual->place : place_,
                  {item_.title, actual_text, target_text, shown(whole, percent)});
  }

  void over_target_by_rules() {
    if (!is_quantity()) return;
    const std::optional<Rational> target = rules_target();
    const std::optional<Rational> actual = audit_.known(audit_.plan.items[i_].actual);
    if (!target || !actual) return;
    over_target(*target, *actual, shown(*target, unit_), shown(*actual, unit_));
  }

  void without_target() {
    const bool rate = actual_.is_number() && actual_.unit.dimension == Dimension::rate;
    if (!rate || !full() || actual_.value >= 1 || actual_.value < 0 || better() != Better::higher) return;
    audit_.report(Code::N938, facts_.actual->place,
                  {item_.title, figure_text(actual_), Auditor::number(Rational(*points() * actual_.value))});
  }

  void echo() {
    if (target_.state != State::words || target_.text != actual_.text || !full()) return;
    if (is_level(actual_.text)) return;  // the rules ask for just that word
    audit_.report(Code::N948, facts_.actual->place, {item_.title, actual_.text});
  }

  bool is_level(const std::string& text) const {
    if (item_.form != Form::levels || expr(item_.actual).op != Op::input) return false;
    const std::vector<std::string>& levels = audit_.ruleset.data[expr(item_.actual).datum].levels;
    return std::find(levels.begin(), levels.end(), text) != levels.end();
  }

  void reason() {
    if (!facts_.reason || says_why(*facts_.reason) || !score_ || !points() || *score_ >= *points()) return;
    const std::string& said = facts_.reason->text;
    const Text only = said.empty() ? Text() : Text("（只写了“" + said + "”）", " (only “" + said + "”)");
    audit_.report(Code::W936, facts_.reason->place,
                  {item_.title, Auditor::number(Rational(*points() - *score_)), only});
  }

  Auditor& audit_;
  std::size_t i_;
  const Item& item_;
  ItemFacts facts_;
  std::optional<Rational> score_;
  Place place_;
  Unit unit_;
  Printed target_, actual_;
};

}  // namespace

bool is_budget_execution(const Item& item) {
  if (item.title.find("采购") != std::string::npos || item.title.find("rocurement") != std::string::npos)
    return false;
  for (const std::string_view word :
       {"执行率", "预算完成率", "支付进度", "budget execution", "Budget execution"}) {
    if (item.title.find(word) != std::string::npos) return true;
  }
  return std::any_of(item.parts.begin(), item.parts.end(), is_budget_execution);
}

Rational over_target_share() {
  return Rational(3, 10);
}

void audit_facts(Auditor& audit) {
  for (std::size_t i = 0; i < audit.claims.items.size(); ++i) Facts(audit, i).run();
}

std::vector<Diagnostic> audit_standard(const Ruleset& ruleset, const Place& place) {
  if (ruleset.unscored || std::any_of(ruleset.items.begin(), ruleset.items.end(), is_budget_execution))
    return {};
  return {{Code::N941, place, {}, {}}};
}

}  // namespace rubric::engine
