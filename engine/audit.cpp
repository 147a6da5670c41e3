#include "engine/audit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "engine/text.hpp"

namespace rubric::engine {
namespace {

class Auditor {
 public:
  Auditor(const Ruleset& ruleset, const Plan& plan, const Outcome& outcome, const Claims& claims)
      : ruleset_(ruleset), plan_(plan), outcome_(outcome), claims_(claims) {}

  std::vector<Diagnostic> run() {
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) item(i);
    sum();
    total();
    grade();
    return std::move(found_);
  }

 private:
  void report(Code code, const Claim& claim, std::vector<Text> arguments) {
    found_.push_back({code, claim.place, std::move(arguments), {}});
  }

  std::string number(const Rational& value) const { return to_display(value, 0); }

  std::string range(const Possible& value) const {
    const auto end = [&](const Bound& b) { return b.infinite ? std::string("∞") : number(b.value); };
    return end(value.range.low) + ".." + end(value.range.high);
  }

  bool readable(const Claim& claim, const std::string& what) {
    if (claim.text.empty()) return false;
    if (!claim.value) report(Code::E901, claim, {what, claim.text});
    return claim.value.has_value();
  }

  void item(std::size_t i) {
    const Item& item = ruleset_.items[i];
    const Claim& claim = claims_.items[i];
    if (!readable(claim, item.title)) return;
    if (*claim.value < 0 || (item.points && *claim.value > *item.points)) {
      report(Code::E902, claim, {item.title, number(*claim.value), item.points ? number(*item.points) : "?"});
    }
    const Possible& score = outcome_.items[i].score;
    if (!score.possible || score.range.contains(*claim.value)) return;
    if (score.known()) {
      const Rational more = *claim.value - score.range.low.value;
      report(Code::E903, claim,
             {item.title, number(*claim.value), number(score.range.low.value), difference(more)});
    } else {
      report(Code::E904, claim, {item.title, number(*claim.value), range(score)});
    }
  }

  static Text difference(const Rational& more) {
    const std::string amount = to_display(more < 0 ? Rational(-more) : more, 0);
    return more < 0 ? Text("少 " + amount + "分", amount + " too few")
                    : Text("多 " + amount + "分", amount + " too many");
  }

  /// What bonus and penalty add to the items' sum; nothing where the total is rescaled or not known.
  std::optional<Rational> added() const {
    const Possible& rescaled = outcome_.trace[plan_.rescaled];
    const bool drops = std::any_of(outcome_.items.begin(), outcome_.items.end(),
                                   [](const ItemOutcome& i) { return i.dropped != Truth::no; });
    if (drops) return std::nullopt;
    if (ruleset_.bonuses.empty() && ruleset_.penalties.empty()) return Rational(0);
    const Possible& adjusted = outcome_.trace[plan_.adjusted];
    if (!adjusted.known() || !rescaled.known()) return std::nullopt;
    return Rational(adjusted.range.low.value - rescaled.range.low.value);
  }

  Rational rounded(const Rational& value) const {
    return ruleset_.total_rounding ? round(value, *ruleset_.total_rounding) : value;
  }

  /// The claimed items against the claimed total.
  void sum() {
    if (!claims_.total.value) return;
    Rational sum = 0;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      if (ruleset_.items[i].form == Form::unscored) continue;
      if (!claims_.items[i].value) return;
      sum += *claims_.items[i].value;
    }
    const std::optional<Rational> extra = added();
    if (!extra || rounded(sum + *extra) == *claims_.total.value) return;
    report(
        Code::E905, claims_.total,
        {number(sum), number(*claims_.total.value), difference(Rational(*claims_.total.value - sum - *extra)),
         *extra == 0
             ? Text("")
             : Text("（加减分 " + number(*extra) + "）", " (bonus and penalty " + number(*extra) + ")")});
    if (outcome_.total.known() && outcome_.total.range.low.value == *claims_.total.value) {
      report(
          Code::N911, claims_.total,
          {number(outcome_.trace[plan_.limited].range.low.value), number(*claims_.total.value), differing()});
    }
  }

  /// "“出生一件事”事件数 10→15；…": the items whose claims are not what the rules give.
  Text differing() const {
    std::string text;
    for (std::size_t i = 0; i < ruleset_.items.size(); ++i) {
      const Possible& score = outcome_.items[i].score;
      const Claim& claim = claims_.items[i];
      if (!claim.value || !score.known() || score.range.low.value == *claim.value) continue;
      text += fmt::format("{}{} {}→{}", text.empty() ? "" : "；", ruleset_.items[i].title,
                          number(*claim.value), number(score.range.low.value));
    }
    return text;
  }

  void total() {
    const Claim& claim = claims_.total;
    if (!readable(claim, "总分")) return;
    const Possible& score = outcome_.total;
    if (!score.possible || score.range.contains(*claim.value)) return;
    if (score.known()) {
      const Rational more = *claim.value - score.range.low.value;
      report(Code::E906, claim, {number(*claim.value), number(score.range.low.value), difference(more)});
      return;
    }
    const bool above = !score.range.high.infinite && *claim.value > score.range.high.value;
    report(above ? Code::E907 : Code::E912, claim,
           {number(*claim.value), number(above ? score.range.high.value : score.range.low.value)});
  }

  std::optional<std::size_t> grade_of(const Rational& total) const {
    for (std::size_t i = 0; i < ruleset_.grades.size(); ++i) {
      if (ruleset_.grades[i].range.contains(total)) return i;
    }
    return std::nullopt;
  }

  void grade() {
    const Claim& claim = claims_.grade;
    if (claim.text.empty() || ruleset_.grades.empty()) return;
    std::optional<std::size_t> claimed;
    std::string names;
    for (std::size_t i = 0; i < ruleset_.grades.size(); ++i) {
      names += (i ? "、" : "") + ruleset_.grades[i].name;
      if (ruleset_.grades[i].name == claim.text) claimed = i;
    }
    if (!claimed) {
      report(Code::E908, claim, {claim.text, names});
      return;
    }
    if (claims_.total.value) {
      const std::optional<std::size_t> fitting = grade_of(*claims_.total.value);
      if (fitting && *fitting != *claimed) {
        report(Code::E909, claim, {claim.text, number(*claims_.total.value), ruleset_.grades[*fitting].name});
      }
    }
    if (!outcome_.grade.possible || outcome_.grade.range.contains(Rational(*claimed))) return;
    const auto name = [&](const Bound& place) {
      return ruleset_.grades[static_cast<std::size_t>(static_cast<int>(numerator(place.value)))].name;
    };
    const std::string low = name(outcome_.grade.range.high), high = name(outcome_.grade.range.low);
    report(Code::E910, claim, {claim.text, low == high ? low : low + ".." + high});
  }

  const Ruleset& ruleset_;
  const Plan& plan_;
  const Outcome& outcome_;
  const Claims& claims_;
  std::vector<Diagnostic> found_;
};

}  // namespace

Claim read_claim(std::string_view text, Place place) {
  Claim claim{std::string(trim(text)), std::nullopt, std::move(place)};
  std::string folded = fold(claim.text);
  for (const std::string_view suffix : {"分", "points"}) {
    if (folded.size() > suffix.size() && folded.substr(folded.size() - suffix.size()) == suffix) {
      folded.resize(folded.size() - suffix.size());
    }
  }
  claim.value = parse_decimal(trim(folded));
  return claim;
}

std::vector<Diagnostic> audit(const Ruleset& ruleset, const Plan& plan, const Outcome& outcome,
                              const Claims& claims) {
  return Auditor(ruleset, plan, outcome, claims).run();
}

}  // namespace rubric::engine
