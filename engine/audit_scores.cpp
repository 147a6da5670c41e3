// Scores of items and groups, total and grade: against the rules on the published data, and against each
// other.

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

class Scores {
 public:
  explicit Scores(Auditor& audit) : audit_(audit) {}

  void run() {
    if (audit_.total_alone()) only_total();
    for (const Addend& item : audit_.items()) score(item);
    for (const Addend& adjustment : audit_.adjustments()) score(adjustment);
    for (std::uint32_t g = 0; g < audit_.claims.groups.size(); ++g) group(g);
    sum();
    total_and_grade();
  }

 private:
  void report(Code code, const Claim& claim, std::vector<Text> arguments) {
    audit_.report(code, claim.place, std::move(arguments));
  }
  static std::string number(const Rational& value) { return Auditor::number(value); }

  bool readable(const Claim& claim, const Text& what) {
    if (claim.text.empty()) return false;
    if (!claim.value) report(Code::E901, claim, {what, claim.text, Text("自报得分", "claimed score")});
    return claim.value.has_value();
  }

  /// A report that prints its total and no item cannot be followed.
  void only_total() {
    const Claims& claims = audit_.claims;
    const Rational lost = audit_.ruleset.full_marks - *claims.total.value;
    const bool unexplained = lost > 0 && claims.total_reason && claims.total_reason->text.empty();
    report(Code::W949, claims.total,
           {number(*claims.total.value),
            unexplained ? Text("；扣掉的 " + number(lost) + "分没有说明",
                               "; the " + number(lost) + " points lost are not explained")
                        : Text("")});
  }

  void score(const Addend& one) {
    if (one.dropped != Truth::no && says_not_applicable(one.claim)) return;
    if (!readable(one.claim, one.item.title)) return;
    const std::optional<Rational>& most = one.item.points;  // what the rules say, not what is printed
    if (!one.limits.contains(*one.claim.value) && (most || *one.claim.value < 0)) {
      report(Code::E902, one.claim,
             {one.item.title, number(*one.claim.value), most ? number(*one.points) : "?"});
    }
    if (one.dropped != Truth::yes || *one.claim.value == 0)
      return against_rules(one.item.title, one.claim, one.by_rules);
    report(Code::E903, one.claim,
           {one.item.title, number(*one.claim.value), "0",
            Text("这一项按规则不适用，不计分", "it does not apply by the rules and is not scored")});
  }

  void against_rules(const std::string& title, const Claim& claim, const Possible& score) {
    if (!score.possible || score.range.contains(*claim.value)) return;
    if (score.known()) {
      const Rational more = *claim.value - score.range.low.value;
      report(Code::E903, claim,
             {title, number(*claim.value), number(score.range.low.value), Auditor::difference(more)});
    } else {
      report(Code::E904, claim, {title, number(*claim.value), Auditor::range(score)});
    }
  }

  /// A group's claimed score against the claims of its items, or where one of these is not claimed against
  /// the rules.
  void group(std::uint32_t g) {
    const Claim& claim = audit_.claims.groups[g];
    const std::string& title = audit_.ruleset.groups[g].title;
    if (!readable(claim, title)) return;
    std::optional<Rational> claimed = 0;
    Possible by_rules;
    by_rules.range = Interval::point(0);
    const std::optional<std::vector<std::size_t>> members = audit_.members(g);
    if (!members) return;
    for (const std::size_t i : *members) {
      const ItemOutcome& outcome = audit_.outcome.items[i];
      const std::optional<Rational>& value = audit_.claims.items[i].value;
      claimed = claimed && value ? std::optional(Rational(*claimed + *value)) : std::nullopt;
      by_rules.possible = by_rules.possible && outcome.score.possible;
      if (by_rules.possible) by_rules.range = add(by_rules.range, outcome.score.range);
      if (outcome.score.fault.kind != FaultKind::no_fault) by_rules.fault = outcome.score.fault;
    }
    if (!claimed) return against_rules(title, claim, by_rules);
    if (*claimed == *claim.value) return;
    report(Code::E956, claim,
           {title, number(*claimed), number(*claim.value),
            Auditor::difference(Rational(*claim.value - *claimed))});
  }

  /// The sum of the claimed items, or where only groups are claimed that of the uppermost ones.
  std::optional<Rational> claimed_sum() const {
    const Claims& claims = audit_.claims;
    const auto claimed = [](const Addend& item) { return item.claim.value.has_value(); };
    const std::vector<Addend> items = audit_.items();
    const bool by_items = std::all_of(items.begin(), items.end(), claimed);
    Rational sum = 0;
    for (std::size_t i = 0; i < claims.items.size(); ++i) {
      if (!audit_.scored(i) || (!by_items && audit_.ruleset.items[i].group != none)) continue;
      if (!claims.items[i].value) return std::nullopt;
      sum += *claims.items[i].value;
    }
    for (std::size_t g = 0; g < claims.groups.size() && !by_items; ++g) {
      if (audit_.ruleset.groups[g].parent != none) continue;
      if (!claims.groups[g].value) return std::nullopt;
      sum += *claims.groups[g].value;
    }
    return sum;
  }

  /// The claimed items, 加分 and 减分 against the claimed total.
  void sum() {
    const Claim& total = audit_.claims.total;
    const std::optional<Rational> sum = claimed_sum();
    if (!total.value || !sum) return;
    const std::optional<TotalRule> rule = audit_.total_rule(Auditor::Adjusted::as_claimed);
    if (!rule || audit_.rounded(rule->of(*sum)) == *total.value) return;
    report(Code::E905, total,
           {number(*sum), number(*total.value), Auditor::difference(Rational(*total.value - rule->of(*sum))),
            rule->text(*sum)});
  }

  void total_and_grade() {
    total();
    grade();
  }

  void total() {
    const Claim& claim = audit_.claims.total;
    if (!readable(claim, audit_.total_name())) return;
    const Possible& score = audit_.outcome.total;
    if (!score.possible || score.range.contains(*claim.value)) return;
    if (score.known()) {
      const Rational more = *claim.value - score.range.low.value;
      report(Code::E906, claim,
             {number(*claim.value), number(score.range.low.value), Auditor::difference(more)});
      return;
    }
    const bool above = !score.range.high.infinite && *claim.value > score.range.high.value;
    report(above ? Code::E907 : Code::E912, claim,
           {number(*claim.value), number(above ? score.range.high.value : score.range.low.value)});
  }

  /// "（取整后 90.00分，再看一票否决）": what stands between a declared total and its grade.
  Text before_grading(const Rational& total, bool vetoed) const {
    std::vector<Text> all;
    if (audit_.ruleset.grade_by_rounded && audit_.rounded(total) != total) {
      const std::string rounded = to_display(audit_.rounded(total), audit_.ruleset.total_rounding->digits);
      all.push_back({"取整后 " + rounded + "分", "rounded " + rounded});
    }
    if (vetoed) all.push_back({"计入一票否决", "with the vetoes"});
    if (all.empty()) return Text();
    if (all.size() > 1) all[0] = {all[0].zh + "，" + all[1].zh, all[0].en + ", " + all[1].en};
    return {"（" + all[0].zh + "）", " (" + all[0].en + ")"};
  }

  void grade() {
    const Ruleset& ruleset = audit_.ruleset;
    const Claim& claim = audit_.claims.grade;
    if (claim.text.empty() || ruleset.grades.empty()) return;
    const std::optional<std::size_t> claimed = audit_.grade_named(claim.text);
    if (!claimed) {
      std::string names;
      for (const Grade& one : ruleset.grades) names += (names.empty() ? "" : "、") + one.name;
      report(Code::E908, claim, {claim.text, names});
      return;
    }
    if (audit_.claims.total.value) {
      const Rational& total = *audit_.claims.total.value;
      if (!audit_.grade_fits(total, *claimed)) {
        const GradeSpan fitting = *audit_.grades_after_vetoes(total);
        const std::string best = ruleset.grades[fitting.best].name,
                          worst = ruleset.grades[fitting.worst].name;
        report(Code::E909, claim,
               {claim.text, number(total), best == worst ? best : worst + ".." + best,
                before_grading(total, fitting.vetoed)});
      }
    }
    const Possible& grade = audit_.outcome.grade;
    if (!grade.possible || grade.range.contains(Rational(*claimed))) return;
    const auto name = [&](const Bound& place) {
      return ruleset.grades[static_cast<std::size_t>(static_cast<int>(numerator(place.value)))].name;
    };
    const std::string low = name(grade.range.high), high = name(grade.range.low);
    report(Code::E910, claim, {claim.text, low == high ? low : low + ".." + high});
  }

  Auditor& audit_;
};

}  // namespace

void audit_scores(Auditor& audit) {
  Scores(audit).run();
}

}  // namespace rubric::engine
