#include "engine/samples.hpp"

#include "engine/evaluate.hpp"

namespace rubric::engine {
namespace {

class SampleRun {
 public:
  SampleRun(const Ruleset& ruleset, const Plan& plan, const Sample& sample)
      : ruleset_(ruleset), sample_(sample), outcome_(evaluate(plan, sample.data)) {}

  void run(SampleResult& result) {
    for (const Expectation& e : sample_.expectations) {
      if (e.what == Expectation::What::nothing) continue;
      ++result.checked;
      if (e.about == Expectation::About::grade) {
        grade(e, result);
      } else {
        score(e, result);
      }
    }
  }

 private:
  Text subject(const Expectation& e) const {
    if (e.about == Expectation::About::total) return {"总分", "total"};
    if (e.about == Expectation::About::grade) return {"等级", "grade"};
    return ruleset_.items[e.item].title;
  }

  void differ(const Expectation& e, Text expected, Text found, SampleResult& result) const {
    Place place;
    place.file = ruleset_.file;
    place.line = e.line;
    place.column = e.column;
    result.differences.push_back(
        {Code::E921, place, {sample_.name, subject(e), std::move(expected), std::move(found)}, {}});
  }

  static Text points(const Rational& low, const Rational& high) {
    const Text a = figure(low), b = figure(high);
    return low == high ? Text(a.zh + "分", a.en + " points")
                       : Text(a.zh + "分 至 " + b.zh + "分", a.en + " to " + b.en + " points");
  }

  /// With the fraction where the digits shown are not all of it.
  static Text figure(const Rational& value) {
    const std::string shown = to_display(value, 0);
    if (decimals(value, display_decimals)) return shown;
    return {"≈" + shown + "（" + to_fraction(value) + "）", "≈" + shown + " (" + to_fraction(value) + ")"};
  }

  /// A score that never ends cannot be stated in full: it is met by the decimals that results show of it.
  static bool meets(const Rational& value, const Rational& stated) {
    if (value == stated) return true;
    const bool ends = decimals(value, max_number_digits).has_value();
    return !ends && round(value, {RoundingMode::half_up, display_decimals}) == stated;
  }

  static Text why_not(FaultKind kind) {
    switch (kind) {
      case FaultKind::no_year:
        return {"无法计算（没有写年度，日期要从年度算起）",
                "fault (no year is given, and a date counts from it)"};
      case FaultKind::zero_denominator:
        return {"无法计算（分母为零）", "fault (a zero denominator)"};
      case FaultKind::no_row:
        return {"无法计算（没有对应的档）", "fault (no row applies)"};
      case FaultKind::not_applicable:
        return {"无法计算（数据不适用）", "fault (a datum is not applicable)"};
      default:
        return {"无法计算", "fault"};
    }
  }

  static Text found_text(const Possible& value) {
    if (!value.possible) return why_not(value.fault.kind);
    if (value.range.low.infinite || value.range.high.infinite)
      return {"没有上限或下限的区间", "an unbounded interval"};
    return points(value.range.low.value, value.range.high.value);
  }

  void score(const Expectation& e, SampleResult& result) const {
    const bool item = e.about == Expectation::About::item;
    const Possible& value = item ? outcome_.items[e.item].score : outcome_.total;
    const bool dropped = item && outcome_.items[e.item].dropped == Truth::yes;
    Text found = dropped ? Text("不适用", "not applicable") : found_text(value);
    switch (e.what) {
      case Expectation::What::fault:
        if (value.possible || dropped) differ(e, {"无法计算", "fault"}, std::move(found), result);
        return;
      case Expectation::What::not_applicable:
        if (!dropped) differ(e, {"不适用", "not applicable"}, std::move(found), result);
        return;
      default: {
        const Interval& range = value.range;
        const bool same = !dropped && value.possible && !range.low.infinite && !range.high.infinite &&
                          meets(range.low.value, e.low) && meets(range.high.value, e.high);
        if (!same) differ(e, points(e.low, e.high), std::move(found), result);
      }
    }
  }

  std::string grade_name(std::uint32_t place) const { return ruleset_.grades[place].name; }

  void grade(const Expectation& e, SampleResult& result) const {
    const Possible& value = outcome_.grade;
    const auto range_text = [&](std::uint32_t low, std::uint32_t high) {
      return low == high ? Text(grade_name(low))
                         : Text(grade_name(low) + " 至 " + grade_name(high),
                                grade_name(low) + " to " + grade_name(high));
    };
    Text found("无法计算", "fault");
    if (value.possible) {
      const auto place = [](const Bound& end) { return static_cast<std::uint32_t>(numerator(end.value)); };
      const std::uint32_t best = place(value.range.low), worst = place(value.range.high);
      found = range_text(worst, best);
      if (e.what == Expectation::What::score && e.grade_low == worst && e.grade_high == best) return;
    }
    if (e.what == Expectation::What::fault) {
      if (value.possible) differ(e, {"无法计算", "fault"}, std::move(found), result);
      return;
    }
    differ(e, range_text(e.grade_low, e.grade_high), std::move(found), result);
  }

  const Ruleset& ruleset_;
  const Sample& sample_;
  const Outcome outcome_;
};

}  // namespace

std::vector<SampleResult> run_samples(const Ruleset& ruleset, const Plan& plan) {
  std::vector<SampleResult> results;
  for (std::uint32_t i = 0; i < ruleset.samples.size(); ++i) {
    SampleResult result;
    result.sample = i;
    SampleRun(ruleset, plan, ruleset.samples[i]).run(result);
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace rubric::engine
