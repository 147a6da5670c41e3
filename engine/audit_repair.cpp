// Which single cell, changed, would reconcile items and total.
//
// All cells are tried: each item, and the total. A change counts if then the items add up to the total, no
// item and no total is refuted by the rules on the published data, and the grade fits. One is offered only if
// it is the only one. A claim may also be the printed, rounded form of its exact score (15 for 14.985); such
// claims are tried both as they are printed and as the exact scores they stand for, and a change that counts
// only so says it. Where no rounding explains the total, and it is the one that the rules give, several items
// are wrong.

#include <fmt/format.h>

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

class Repair {
 public:
  explicit Repair(Auditor& audit) : audit_(audit), claims_(audit.claims) {}

  void run() {
    if (!claims_.total.value) return;
    for (std::size_t i = 0; i < claims_.items.size(); ++i) {
      if (!audit_.scored(i)) continue;
      if (!claims_.items[i].value) return;
      places_.push_back(i);
    }
    const std::optional<TotalRule> rule = audit_.total_rule();
    if (places_.empty() || !rule) return;
    rule_ = *rule;
    const std::vector<Rational> printed = as_printed(), exact = as_exact();
    if (adds_up(printed)) return;
    if (exact != printed && adds_up(exact) && !refuted(exact, places_.size())) return told_rounding(exact);
    search(printed, false);
    if (exact != printed) search(exact, true);
    tell(exact);
    told_items();
  }

 private:
  struct Change {
    std::size_t cell;  // an index into places_; places_.size(): the total
    Rational value;
    bool at_exact;  // the other claims taken at their exact scores
  };

  std::vector<Rational> as_printed() const {
    std::vector<Rational> values;
    for (const std::size_t i : places_) values.push_back(*claims_.items[i].value);
    return values;
  }

  /// The exact score of the rules where the claim is that score rounded to the digits printed.
  std::vector<Rational> as_exact() const {
    std::vector<Rational> values;
    for (const std::size_t i : places_) {
      const Claim& claim = claims_.items[i];
      const Possible& score = audit_.outcome.items[i].score;
      const bool rounded = score.known() && round(score.range.low.value,
                                                  {RoundingMode::half_up, claim.places}) == *claim.value;
      values.push_back(rounded ? score.range.low.value : *claim.value);
    }
    return values;
  }

  Rational sum(const std::vector<Rational>& values) const {
    Rational all = 0;
    for (const Rational& value : values) all += value;
    return all;
  }

  Rational total_of(const Rational& sum) const { return audit_.rounded(rule_.of(sum)); }

  bool adds_up(const std::vector<Rational>& values) const {
    return total_of(sum(values)) == *claims_.total.value;
  }

  /// Whether the rules refute one of the values; that of cell `but` is not looked at.
  bool refuted(const std::vector<Rational>& values, std::size_t but) const {
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Possible& score = audit_.outcome.items[places_[k]].score;
      if (k != but && score.possible && !score.range.contains(values[k])) return true;
    }
    return false;
  }

  bool total_stands(const Rational& total) const {
    const Possible& score = audit_.outcome.total;
    if (score.possible && !score.range.contains(total)) return false;
    const std::optional<std::size_t> claimed = audit_.grade_named(claims_.grade.text);
    return !claimed || audit_.grade_fits(total, *claimed);
  }

  void search(const std::vector<Rational>& values, bool at_exact) {
    const Rational& total = *claims_.total.value;
    const Rational all = sum(values);
    const Rational mended = total_of(all);
    if (!refuted(values, values.size()) && mended != total && total_stands(mended))
      add({values.size(), mended, at_exact});
    if (!total_stands(total)) return;
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (refuted(values, k)) continue;
      const Rational others = all - values[k];
      const Possible& score = audit_.outcome.items[places_[k]].score;
      const Rational value =
          score.known() ? score.range.low.value : Rational(total - rule_.unlimited(others));
      const std::optional<Rational> most = audit_.points(places_[k]);
      const bool within = value >= 0 && (!most || value <= *most);
      if (within && value != *claims_.items[places_[k]].value && total_of(others + value) == total &&
          (!score.possible || score.range.contains(value))) {
        add({k, value, at_exact});
      }
    }
  }

  void add(Change change) {
    const bool known = std::any_of(changes_.begin(), changes_.end(), [&](const Change& other) {
      return other.cell == change.cell && other.value == change.value;
    });
    if (!known) changes_.push_back(std::move(change));
  }

  Text name(const Change& change) const {
    return change.cell == places_.size() ? audit_.total_name()
                                         : Text(audit_.ruleset.items[places_[change.cell]].title);
  }
  const Claim& claim(const Change& change) const {
    return change.cell == places_.size() ? claims_.total : claims_.items[places_[change.cell]];
  }

  /// "第2项 15→14.985；…": the items, but `but`, whose claims are other numbers.
  std::string differing(const std::vector<Rational>& values, std::size_t but) const {
    std::string items;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Claim& claim = claims_.items[places_[k]];
      if (k == but || values[k] == *claim.value) continue;
      items += fmt::format("{}{} {}→{}", items.empty() ? "" : "；", audit_.ruleset.items[places_[k]].title,
                           claim.text, Auditor::number(values[k]));
    }
    return items;
  }

  void told_rounding(const std::vector<Rational>& exact) {
    audit_.report(Code::N917, claims_.total.place,
                  {Auditor::number(rule_.of(sum(exact))), Auditor::number(*claims_.total.value),
                   differing(exact, exact.size())});
  }

  /// That the total is the one of the rules, so that the slips are in the items: of one alone, E903 and the
  /// change that mends it say enough.
  void told_items() {
    const Possible& total = audit_.outcome.total;
    const std::optional<Rational> exact = audit_.known(audit_.plan.limited);
    if (!exact || !total.known() || total.range.low.value != *claims_.total.value) return;
    std::vector<Rational> values = as_printed();
    std::size_t slips = 0;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Possible& score = audit_.outcome.items[places_[k]].score;
      if (!score.known() || score.range.low.value == values[k]) continue;
      values[k] = score.range.low.value;
      ++slips;
    }
    if (slips < 2) return;
    audit_.report(
        Code::N911, claims_.total.place,
        {Auditor::number(*exact), Auditor::number(*claims_.total.value), differing(values, values.size())});
  }

  /// What is taken for granted by a change: nothing, or which of the others are not as they are printed.
  Text granted(const Change& change, const std::vector<Rational>& exact) const {
    const std::string others = change.at_exact ? differing(exact, change.cell) : "";
    if (others.empty()) return Text();
    return {"（按准确得分计：" + others + "）", " (at the exact scores: " + others + ")"};
  }

  void tell(const std::vector<Rational>& exact) {
    if (changes_.empty()) return;
    if (changes_.size() == 1) {
      const Change& only = changes_[0];
      return audit_.report(Code::N922, claim(only).place,
                           {name(only), claim(only).text, Auditor::number(only.value), granted(only, exact)});
    }
    constexpr std::size_t shown = 5;
    Text list;
    for (std::size_t i = 0; i < changes_.size() && i < shown; ++i) {
      const std::string change =
          fmt::format(" {}→{}", claim(changes_[i]).text, Auditor::number(changes_[i].value));
      const Text others = granted(changes_[i], exact);
      list.zh += (i ? "；" : "") + name(changes_[i]).zh + change + others.zh;
      list.en += (i ? "; " : "") + name(changes_[i]).en + change + others.en;
    }
    if (changes_.size() > shown) list = {list.zh + "；……", list.en + "; …"};
    audit_.report(Code::N923, claims_.total.place, {std::to_string(changes_.size()), std::move(list)});
  }

  Auditor& audit_;
  const Claims& claims_;
  std::vector<std::size_t> places_;  // the scored items
  TotalRule rule_;
  std::vector<Change> changes_;
};

}  // namespace

void audit_repair(Auditor& audit) {
  Repair(audit).run();
}

}  // namespace rubric::engine
