// Scores, total and grade: against the rules on the published data, and against each other.

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

class Scores {
 public:
  explicit Scores(Auditor& audit) : audit_(audit) {}

  void run() {
    if (total_alone()) return total_and_grade();
    for (std::size_t i = 0; i < audit_.ruleset.items.size(); ++i) item(i);
    sum();
    total_and_grade();
  }

 private:
  void report(Code code, const Claim& claim, std::vector<Text> arguments) {
    audit_.report(code, claim.place, std::move(arguments));
  }
  static std::string number(const Rational& value) { return Auditor::number(value); }

  static std::string range(const Possible& value) {
    const auto end = [&](const Bound& b) { return b.infinite ? std::string("∞") : number(b.value); };
    return end(value.range.low) + ".." + end(value.range.high);
  }

  bool readable(const Claim& claim, const Text& what) {
    if (claim.text.empty()) return false;
    if (!claim.value) report(Code::E901, claim, {what, claim.text, Text("自报得分", "claimed score")});
    return claim.value.has_value();
  }

  /// A report that prints its total and no item cannot be followed. A table of claims that is about totals
  /// alone does not say what the report prints, unless it has a column for the reason.
  bool total_alone() {
    const Claims& claims = audit_.claims;
    if (!claims.total.value || !claims.total_reason || claims.items.empty()) return false;
    if (!std::all_of(claims.items.begin(), claims.items.end(), [](const Claim& c) { return c.text.empty(); }))
      return false;
    const Rational lost = audit_.ruleset.full_marks - *claims.total.value;
    const bool unexplained = lost > 0 && claims.total_reason->text.empty();
    report(Code::W949, claims.total,
           {number(*claims.total.value),
            unexplained ? Text("；扣掉的 " + number(lost) + "分没有说明",
                               "; the " + number(lost) + " points lost are not explained")
                        : Text("")});
    return true;
  }

  void item(std::size_t i) {
    const Item& item = audit_.ruleset.items[i];
    const Claim& claim = audit_.claims.items[i];
    if (!readable(claim, item.title)) return;
    if (*claim.value < 0 || (item.points && *claim.value > *item.points)) {
      report(Code::E902, claim, {item.title, number(*claim.value), item.points ? number(*item.points) : "?"});
    }
    const Possible& score = audit_.outcome.items[i].score;
    if (!score.possible || score.range.contains(*claim.value)) return;
    if (score.known()) {
      const Rational more = *claim.value - score.range.low.value;
      report(Code::E903, claim,
             {item.title, number(*claim.value), number(score.range.low.value), Auditor::difference(more)});
    } else {
      report(Code::E904, claim, {item.title, number(*claim.value), range(score)});
    }
  }

  /// The claimed items against the claimed total.
  void sum() {
    const Claims& claims = audit_.claims;
    if (!claims.total.value) return;
    Rational sum = 0;
    for (std::size_t i = 0; i < claims.items.size(); ++i) {
      if (!audit_.scored(i)) continue;
      if (!claims.items[i].value) return;
      sum += *claims.items[i].value;
    }
    const std::optional<TotalRule> rule = audit_.total_rule();
    if (!rule || audit_.rounded(rule->of(sum)) == *claims.total.value) return;
    report(Code::E905, claims.total,
           {number(sum), number(*claims.total.value),
            Auditor::difference(Rational(*claims.total.value - rule->of(sum))), rule->text(sum)});
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
