// Which single cell, changed, would reconcile items, groups and total.
//
// All cells are tried: each item, and each 加分 and 减分 that is claimed, with all values that the printed
// total and the claimed score of its groups leave it, to the digits that it can have; each claimed group; and
// the total. A total that is rounded or capped leaves more than one value. A change counts if then the items
// add up to the total and to every claimed group, no item and no total is refuted by the rules on the
// published data, and the grade fits. One is offered only if it is the only one. A claim may also be the
// printed, rounded form of its exact score (15 for 14.985); such claims are tried both as they are printed
// and as the exact scores they stand for, and a change that counts only so says it. Where no rounding
// explains the total, and it is the one that the rules give, several items are wrong.

#include <fmt/format.h>

#include <algorithm>

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

class Repair {
 public:
  explicit Repair(Auditor& audit)
      : audit_(audit), claims_(audit.claims), cells_(audit.items()), items_(cells_.size()) {}

  void run() {
    if (!claims_.total.value || cells_.empty()) return;
    for (Addend& adjustment : audit_.adjustments()) cells_.push_back(std::move(adjustment));
    const auto claimed = [](const Addend& cell) { return cell.claim.value.has_value(); };
    const std::optional<TotalRule> rule = audit_.total_rule(Auditor::Adjusted::as_claimed);
    if (!std::all_of(cells_.begin(), cells_.end(), claimed) || !rule) return;
    rule_ = *rule;
    for (std::size_t k = items_; k < cells_.size(); ++k) rule_.adjusted -= *cells_[k].claim.value;
    find_groups();
    const std::vector<Rational> printed = as_printed(), exact = as_exact();
    if (adds_up(printed) && groups_stand(printed, false)) return;
    if (!adds_up(printed) && exact != printed && adds_up(exact) && !refuted(exact, cells_.size())) {
      told_rounding(exact);
      if (groups_stand(exact, true)) return;
    }
    search(printed, false);
    if (exact != printed) search(exact, true);
    tell(exact);
    told_items();
  }

 private:
  struct Change {
    std::size_t cell;  // an index into cells_; cells_.size(): the total; from there on groups_
    Rational value;
    Rational last;       // that and all others in steps up to this one would do
    Rational count = 1;  // how many these are; 0: without end
    bool at_exact;       // the other claims taken at their exact scores
  };

  /// A group whose score is claimed and is the sum of its items.
  struct Subtotal {
    const Group& group;
    const Claim& claim;
    std::vector<std::size_t> members;  // indices into cells_
    Rational as_printed;               // their sum

    bool has(std::size_t cell) const { return std::count(members.begin(), members.end(), cell) > 0; }
  };

  void find_groups() {
    std::vector<std::size_t> cell_of(audit_.ruleset.items.size());
    for (std::size_t i = 0, k = 0; i < cell_of.size(); ++i) {
      cell_of[i] = k;
      if (audit_.scored(i)) ++k;
    }
    for (std::uint32_t g = 0; g < claims_.groups.size(); ++g) {
      std::optional<std::vector<std::size_t>> members = audit_.members(g);
      if (!claims_.groups[g].value || !members || members->empty()) continue;
      for (std::size_t& member : *members) member = cell_of[member];
      groups_.push_back({audit_.ruleset.groups[g], claims_.groups[g], std::move(*members), 0});
      groups_.back().as_printed = sum_of(groups_.back(), as_printed());
    }
  }

  static Rational sum_of(const Subtotal& group, const std::vector<Rational>& values) {
    Rational all = 0;
    for (const std::size_t member : group.members) all += values[member];
    return all;
  }

  /// Whether the items add up to the group's claim: as they are printed, or at exact scores rounded as it is.
  static bool stands(const Subtotal& group, const std::vector<Rational>& values, bool at_exact) {
    const Rational sum = sum_of(group, values);
    const Rational& claimed = *group.claim.value;
    return at_exact ? rounded(sum, group) == claimed || group.as_printed == claimed : sum == claimed;
  }
  static Rational rounded(const Rational& sum, const Subtotal& group) {
    return round(sum, {RoundingMode::half_up, group.claim.places});
  }

  /// Whether the items add up to every claimed group, but for one.
  bool groups_stand(const std::vector<Rational>& values, bool at_exact, const Subtotal* but = nullptr) const {
    return std::all_of(groups_.begin(), groups_.end(), [&](const Subtotal& group) {
      return &group == but || stands(group, values, at_exact);
    });
  }

  /// What the claimed groups leave cell `k`; nothing if one that it is not in does not stand.
  std::optional<Interval> left_by_groups(std::size_t k, const std::vector<Rational>& values,
                                         bool at_exact) const {
    std::optional<Interval> left = Interval();
    for (const Subtotal& group : groups_) {
      if (!group.has(k)) {
        if (!stands(group, values, at_exact)) return std::nullopt;
        continue;
      }
      const Rational& claimed = *group.claim.value;
      const Rational others = sum_of(group, values) - values[k];
      Interval own = Interval::point(Rational(claimed - others));
      if (at_exact) {  // the group may be the rounded sum, or that of the others as they are printed
        const auto sums = before_rounding(claimed, {RoundingMode::half_up, group.claim.places});
        const Rational printed = group.as_printed - *cells_[k].claim.value;
        own = hull(Interval::point(Rational(claimed - printed)), subtract(*sums, Interval::point(others)));
      }
      left = intersect(*left, own);
      if (!left) return std::nullopt;
    }
    return left;
  }

  std::vector<Rational> as_printed() const {
    std::vector<Rational> values;
    for (const Addend& cell : cells_) values.push_back(*cell.claim.value);
    return values;
  }

  /// The exact score of the rules where the claim is that score rounded to the digits printed.
  std::vector<Rational> as_exact() const {
    std::vector<Rational> values;
    for (const Addend& cell : cells_) {
      const Claim& claim = cell.claim;
      const Possible& score = cell.by_rules;
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
      const Possible& score = cells_[k].by_rules;
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
    const bool fit = !refuted(values, values.size());
    if (fit && mended != total && total_stands(mended) && groups_stand(values, at_exact))
      add({values.size(), mended, mended, 1, at_exact});
    if (!total_stands(total)) return;
    for (std::size_t k = 0; k < values.size(); ++k) {
      if (refuted(values, k)) continue;
      const std::optional<Interval> left = left_by_groups(k, values, at_exact);
      const std::optional<Change> change =
          left ? change_of(k, *left, all - values[k], at_exact) : std::nullopt;
      if (change) add(*change);
    }
    if (!fit || mended != total) return;
    for (std::size_t g = 0; g < groups_.size(); ++g) {
      if (stands(groups_[g], values, at_exact) || !groups_stand(values, at_exact, &groups_[g])) continue;
      const Rational own =
          at_exact ? rounded(sum_of(groups_[g], values), groups_[g]) : sum_of(groups_[g], values);
      add({values.size() + 1 + g, own, own, 1, at_exact});
    }
  }

  /// All values of cell `k` within `left` that go with the others, whose sum this is; nothing if there is
  /// none.
  std::optional<Change> change_of(std::size_t k, const Interval& left, const Rational& others,
                                  bool at_exact) const {
    const Rational& total = *claims_.total.value;
    const Rational& now = *cells_[k].claim.value;
    const Possible& score = cells_[k].by_rules;
    std::optional<Interval> all = cells_[k].limits;
    if (score.possible) all = intersect(cells_[k].limits, score.range);
    if (all) all = intersect(*all, left);
    if (all && all->is_point()) {
      const Rational& only = all->low.value;
      if (only == now || total_of(others + only) != total) return std::nullopt;
      return Change{k, only, only, 1, at_exact};
    }
    if (audit_.rounded(total) != total) return std::nullopt;
    const std::optional<Interval> limited = audit_.ruleset.total_rounding
                                                ? before_rounding(total, *audit_.ruleset.total_rounding)
                                                : std::optional(Interval::point(total));
    const std::optional<Interval> sums = limited ? rule_.sums(*limited) : std::nullopt;
    if (!all || !sums) return std::nullopt;
    all = intersect(*all, subtract(*sums, Interval::point(others)));
    if (!all) return std::nullopt;
    if (all->is_point()) {
      if (all->low.value == now) return std::nullopt;
      return Change{k, all->low.value, all->low.value, 1, at_exact};
    }
    const Rational step = power_of_tenth(digits(k));
    const std::optional<Interval> steps = integers_within(multiply(*all, Interval::point(1 / step)));
    if (!steps || steps->low.infinite) return std::nullopt;
    Rational low = steps->low.value * step;
    if (steps->high.infinite) return Change{k, low, low, 0, at_exact};
    Rational high = steps->high.value * step;
    const bool with_now = low <= now && now <= high && denominator(Rational(now / step)) == 1;
    const Rational count = (high - low) / step + (with_now ? 0 : 1);
    if (count == 0) return std::nullopt;
    if (low == now) low += step;
    if (high == now) high -= step;
    if (count == 1 && total_of(others + low) != total) return std::nullopt;
    return Change{k, low, high, count, at_exact};
  }

  /// The decimals that cell `k` can have: those that it is rounded to, else as many as the claims are printed
  /// with.
  int digits(std::size_t k) const {
    const Item& item = cells_[k].item;
    int most = cells_[k].claim.places;
    const std::optional<Rounding> rounding =
        k < items_ ? rounding_of(audit_.ruleset, item) : item.rounding;  // 单项 is said of indicators
    if (rounding) return std::max(most, rounding->digits);
    most = std::max(most, claims_.total.places);
    for (const Addend& cell : cells_) most = std::max(most, cell.claim.places);
    if (audit_.ruleset.total_rounding) most = std::max(most, audit_.ruleset.total_rounding->digits);
    return most;
  }

  void add(Change change) {
    const bool known = std::any_of(changes_.begin(), changes_.end(), [&](const Change& other) {
      return other.cell == change.cell && other.value == change.value && other.count == change.count;
    });
    if (!known) changes_.push_back(std::move(change));
  }

  const Subtotal* group_of(const Change& change) const {
    return change.cell > cells_.size() ? &groups_[change.cell - cells_.size() - 1] : nullptr;
  }
  Text name(const Change& change) const {
    if (const Subtotal* const group = group_of(change)) return group->group.title;
    return change.cell == cells_.size() ? audit_.total_name() : Text(cells_[change.cell].item.title);
  }
  /// The claim as it is printed; of 减分 as it counts, -2 for 2.
  std::string printed(const Change& change) const {
    return change.cell >= items_ && change.cell < cells_.size()
               ? Auditor::number(*cells_[change.cell].claim.value)
               : claim(change).text;
  }
  const Claim& claim(const Change& change) const {
    if (const Subtotal* const group = group_of(change)) return group->claim;
    return change.cell == cells_.size() ? claims_.total : cells_[change.cell].claim;
  }

  /// "第2项 15→14.985；…": the items, but `but`, whose claims are other numbers.
  std::string differing(const std::vector<Rational>& values, std::size_t but) const {
    std::string items;
    for (std::size_t k = 0; k < values.size(); ++k) {
      const Claim& claim = cells_[k].claim;
      if (k == but || values[k] == *claim.value) continue;
      items +=
          fmt::format("{}{} {}→{}", items.empty() ? "" : "；", cells_[k].item.title,
                      k < items_ ? claim.text : Auditor::number(*claim.value), Auditor::number(values[k]));
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
      const Possible& score = cells_[k].by_rules;
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
    if (changes_.size() == 1 && changes_[0].count == 1) {
      const Change& only = changes_[0];
      return audit_.report(Code::N922, claim(only).place,
                           {name(only), printed(only), Auditor::number(only.value), granted(only, exact)});
    }
    constexpr std::size_t shown = 5;
    Text list;
    Rational count = 0;
    bool endless = false;
    for (const Change& change : changes_) {
      count += change.count;
      endless = endless || change.count == 0;
    }
    for (std::size_t i = 0; i < changes_.size() && i < shown; ++i) {
      const std::string from = " " + printed(changes_[i]) + "→";
      const Text to = values_text(changes_[i]), others = granted(changes_[i], exact);
      list.zh += (i ? "；" : "") + name(changes_[i]).zh + from + to.zh + others.zh;
      list.en += (i ? "; " : "") + name(changes_[i]).en + from + to.en + others.en;
    }
    if (changes_.size() > shown) list = {list.zh + "；……", list.en + "; …"};
    audit_.report(Code::N923, claims_.total.place,
                  {endless ? Text("很多", "many") : Text(Auditor::number(count)), std::move(list)});
  }

  static Text values_text(const Change& change) {
    const std::string low = Auditor::number(change.value), high = Auditor::number(change.last);
    if (change.count == 0) return {low + " 以上", low + " or more"};
    if (change.count == 1) return low;
    return {low + " 至 " + high, low + " to " + high};
  }

  Auditor& audit_;
  const Claims& claims_;
  std::vector<Addend> cells_;
  std::size_t items_;  // of cells_: the indicators; 加分 and 减分 come after them
  std::vector<Subtotal> groups_;
  TotalRule rule_;
  std::vector<Change> changes_;
};

}  // namespace

void audit_repair(Auditor& audit) {
  Repair(audit).run();
}

}  // namespace rubric::engine
