// Points as the report prints them: against the rules, and against the sums of their group and of the whole.

#include "engine/auditor.hpp"

namespace rubric::engine {
namespace {

class Points {
 public:
  explicit Points(Auditor& audit) : audit_(audit), claims_(audit.claims) {}

  void run() {
    if (!claims_.facts.empty()) {
      for (std::size_t i = 0; i < claims_.facts.size(); ++i) item(i);
      for (std::uint32_t g = 0; g < claims_.group_points.size(); ++g) group(g);
      whole();
    }
    if (!claims_.group_points.empty()) groups();
  }

 private:
  static std::string number(const Rational& value) { return Auditor::number(value); }

  void item(std::size_t i) {
    const std::optional<Claim>& printed = claims_.facts[i].points;
    const Item& item = audit_.ruleset.items[i];
    if (!printed || printed->text.empty()) return;
    if (!printed->value) return audit_.report(Code::E901, printed->place, {item.title, printed->text});
    if (!item.points || item.open_points || *item.points == *printed->value) return;
    audit_.report(Code::E925, printed->place, {item.title, number(*printed->value), number(*item.points)});
  }

  bool within(std::uint32_t item_group, std::uint32_t group) const {
    while (item_group != none && item_group != group) item_group = audit_.ruleset.groups[item_group].parent;
    return item_group == group;
  }

  /// The printed points of the items of a group, or of all for `none`; nothing if one is not printed.
  std::optional<Rational> sum(std::uint32_t group) const {
    Rational all = 0;
    bool any = false;
    for (std::size_t i = 0; i < claims_.facts.size(); ++i) {
      if (!audit_.scored(i) || (group != none && !within(audit_.ruleset.items[i].group, group))) continue;
      const std::optional<Claim>& printed = claims_.facts[i].points;
      if (!printed || !printed->value) return std::nullopt;
      all += *printed->value;
      any = true;
    }
    return any ? std::optional(all) : std::nullopt;
  }

  void compare(const Text& what, const std::optional<Rational>& sum, const Rational& printed,
               const Place& place) {
    if (sum && *sum != printed) audit_.report(Code::E924, place, {what, number(*sum), number(printed)});
  }

  void group(std::uint32_t g) {
    const std::optional<Claim>& printed = claims_.group_points[g];
    if (!printed || !printed->value || chosen(g)) return;
    compare(audit_.ruleset.groups[g].title, sum(g), *printed->value, printed->place);
  }

  /// Members of a group of which only one counts do not add up.
  bool chosen(std::uint32_t g) const {
    for (; g != none; g = audit_.ruleset.groups[g].parent) {
      if (audit_.ruleset.groups[g].choice) return true;
    }
    return false;
  }

  bool any_choice() const {
    for (const Group& group : audit_.ruleset.groups) {
      if (group.choice) return true;
    }
    return false;
  }

  /// All items against the printed sum, or against the full marks of the rules.
  void whole() {
    if (any_choice() || audit_.ruleset.unscored) return;
    const std::optional<Claim>& printed = claims_.total_points;
    if (printed && printed->value)
      return compare(audit_.total_name(), sum(none), *printed->value, printed->place);
    compare(audit_.total_name(), sum(none), audit_.ruleset.full_marks, claims_.total.place);
  }

  /// The printed points of the uppermost groups against the printed sum.
  void groups() {
    Rational all = 0;
    for (std::uint32_t g = 0; g < claims_.group_points.size(); ++g) {
      if (audit_.ruleset.groups[g].parent != none) continue;
      const std::optional<Claim>& printed = claims_.group_points[g];
      if (!printed || !printed->value) return;
      all += *printed->value;
    }
    const std::optional<Claim>& printed = claims_.total_points;
    const bool is_printed = printed && printed->value;
    compare({"各组", "groups"}, all, is_printed ? *printed->value : audit_.ruleset.full_marks,
            is_printed ? printed->place : claims_.total.place);
  }

  Auditor& audit_;
  const Claims& claims_;
};

}  // namespace

void audit_points(Auditor& audit) {
  if (!audit.ruleset.unscored) Points(audit).run();
}

}  // namespace rubric::engine
