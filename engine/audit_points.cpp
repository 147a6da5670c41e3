// Points as the report prints them, of items, groups and the whole: against the rules, and against the sums
// of their group and of the whole.

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
    }
    for (std::uint32_t g = 0; g < claims_.group_points.size(); ++g)
      held_against(by_rules(g), audit_.ruleset.groups[g].title, claims_.group_points[g]);
    held_against(audit_.ruleset.full_marks, audit_.total_name(), claims_.total_points);
    if (!claims_.facts.empty() && !any_choice()) whole();
    if (!claims_.group_points.empty()) groups();
  }

 private:
  static std::string number(const Rational& value) { return Auditor::number(value); }

  /// Says of printed points that they are no number.
  bool readable(const std::optional<Claim>& printed, const Text& what) {
    if (!printed || printed->text.empty()) return false;
    if (!printed->value)
      audit_.report(Code::E901, printed->place, {what, printed->text, Text("分值", "points")});
    return printed->value.has_value();
  }

  /// Printed points against those of the rules, where these state any.
  void held_against(const std::optional<Rational>& by_rules, const Text& what,
                    const std::optional<Claim>& printed) {
    if (!readable(printed, what) || !by_rules || *by_rules == *printed->value) return;
    audit_.report(Code::E925, printed->place, {what, number(*printed->value), number(*by_rules)});
  }

  static std::optional<Rational> stated(const Item& item) {
    return item.open_points ? std::nullopt : item.points;
  }

  void item(std::size_t i) {
    const Item& item = audit_.ruleset.items[i];
    held_against(stated(item), item.title, claims_.facts[i].points);
  }

  /// The points of a group by the rules: as they state them, or the sum of those of its items.
  std::optional<Rational> by_rules(std::uint32_t group) const {
    if (audit_.ruleset.groups[group].points || audit_.chosen(group))
      return audit_.ruleset.groups[group].points;
    Rational all = 0;
    for (std::size_t i = 0; i < audit_.ruleset.items.size(); ++i) {
      const Item& item = audit_.ruleset.items[i];
      if (!audit_.scored(i) || !audit_.within(item.group, group)) continue;
      const std::optional<Rational> points = stated(item);
      if (!points || audit_.chosen(item.group)) return std::nullopt;
      all += *points;
    }
    return all;
  }

  /// The printed points of the items of a group, or of all for `none`; nothing if one is not printed.
  std::optional<Rational> sum(std::uint32_t group) const {
    Rational all = 0;
    bool any = false;
    for (std::size_t i = 0; i < claims_.facts.size(); ++i) {
      if (!audit_.scored(i) || (group != none && !audit_.within(audit_.ruleset.items[i].group, group)))
        continue;
      const std::optional<Claim>& printed = claims_.facts[i].points;
      if (!printed || !printed->value || audit_.chosen(audit_.ruleset.items[i].group)) return std::nullopt;
      all += *printed->value;
      any = true;
    }
    return any ? std::optional(all) : std::nullopt;
  }

  void compare(const Text& what, const std::optional<Rational>& sum, const Claim& printed) {
    if (!sum || *sum == *printed.value) return;
    audit_.report(Code::E924, printed.place,
                  {what, number(*sum), Text("印的是", "printed:"),
                   Text(number(*printed.value) + "分", number(*printed.value))});
  }

  void group(std::uint32_t g) {
    const std::optional<Claim>& printed = claims_.group_points[g];
    if (!printed || !printed->value || audit_.chosen(g)) return;
    const std::string& title = audit_.ruleset.groups[g].title;
    compare({"“" + title + "”各项分值", "the points in “" + title + "”"}, sum(g), *printed);
  }

  bool any_choice() const {
    for (const Group& group : audit_.ruleset.groups) {
      if (group.choice) return true;
    }
    return false;
  }

  /// Points of the whole against the printed sum, or against the full marks of the rules.
  void compare_whole(const Text& what, const std::optional<Rational>& sum) {
    const std::optional<Claim>& printed = claims_.total_points;
    if (printed && printed->value) return compare(what, sum, *printed);
    const Rational& full = audit_.ruleset.full_marks;
    if (!sum || *sum == full) return;
    audit_.report(Code::E924, claims_.total.place,
                  {what, number(*sum), Text("规则的满分是", "full marks by the rules:"),
                   Text(number(full) + "分", number(full))});
  }

  void whole() { compare_whole({"各项分值", "the points of the items"}, sum(none)); }

  /// The printed points of the uppermost groups, and of the items that are in none.
  void groups() {
    Rational all = 0;
    for (std::size_t i = 0; i < audit_.ruleset.items.size(); ++i) {
      if (!audit_.scored(i) || audit_.ruleset.items[i].group != none) continue;
      const std::optional<Rational> points = printed_points(i);
      if (!points) return;
      all += *points;
    }
    for (std::uint32_t g = 0; g < claims_.group_points.size(); ++g) {
      if (audit_.ruleset.groups[g].parent != none) continue;
      const std::optional<Claim>& printed = claims_.group_points[g];
      if (!printed || !printed->value) return;
      all += *printed->value;
    }
    compare_whole({"各组分值", "the points of the groups"}, all);
  }

  /// The points of an item as printed, or where they have no column those of the rules.
  std::optional<Rational> printed_points(std::size_t i) const {
    const ItemFacts* const facts = audit_.facts(i);
    if (facts && facts->points) return facts->points->value;
    return audit_.ruleset.items[i].points;
  }

  Auditor& audit_;
  const Claims& claims_;
};

}  // namespace

void audit_points(Auditor& audit) {
  if (!audit.ruleset.unscored) Points(audit).run();
}

}  // namespace rubric::engine
