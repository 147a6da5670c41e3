// The scores to a total and a grade: the sum, 折算 of what does not apply, bonuses and penalties, vetoes,
// rounding.

#include <set>
#include <utility>

#include "engine/compiler.hpp"

namespace rubric::engine {

void Compiler::total() {
  const std::vector<Entry> parts_of_sum = entries();
  std::vector<Slot> scores;
  for (const Entry& entry : parts_of_sum) scores.push_back(entry.score);
  plan_.sum = build_.sum(scores);
  plan_.rescaled = rescaled(parts_of_sum);
  std::vector<Slot> gains, losses;
  for (const ItemSlots& slots : plan_.bonuses) gains.push_back(slots.score);
  for (const ItemSlots& slots : plan_.penalties) losses.push_back(slots.score);
  Slot value = build_.apply(Op::add, plan_.rescaled, build_.sum(gains));
  plan_.adjusted = build_.apply(Op::subtract, value, build_.sum(losses));
  plan_.vetoed = vetoed(plan_.adjusted);
  value = build_.apply(Op::maximum, plan_.vetoed, build_.constant(0));
  if (ruleset_.total_most) value = build_.apply(Op::minimum, value, build_.constant(*ruleset_.total_most));
  plan_.limited = value;
  plan_.total = build_.round(value, ruleset_.total_rounding);
  if (!ruleset_.grades.empty()) grade();
}

std::vector<Compiler::Entry> Compiler::entries() {
  std::vector<Entry> found;
  std::set<std::uint32_t> chosen_groups;
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    const Item& item = ruleset_.items[i];
    if (item.form == Form::unscored) continue;
    const bool choice = item.group != none && ruleset_.groups[item.group].choice;
    if (choice) {
      if (chosen_groups.insert(item.group).second) found.push_back(choice_entry(item.group));
      continue;
    }
    Entry entry{plan_.items[i].score, plan_.items[i].dropped, item.points.value_or(Rational(0)), item.group,
                false};
    for (const NotApplicable& clause : item.not_applicable) {
      const bool in_group = item.group != none && clause.then.what == Consequence::What::drop_group;
      entry.within_group = entry.within_group || in_group;
    }
    found.push_back(std::move(entry));
  }
  return found;
}

Compiler::Entry Compiler::choice_entry(std::uint32_t group) {
  const Choice& choice = *ruleset_.groups[group].choice;
  std::vector<std::size_t> members;
  std::vector<Slot> scores;
  for (std::size_t i = 0; i < plan_.items.size(); ++i) {
    if (ruleset_.items[i].group != group) continue;
    members.push_back(i);
    scores.push_back(plan_.items[i].score);
  }
  if (choice.what == Choice::What::by) {
    const Slot level = build_.leaf(Op::input, choice.datum, true);
    for (std::size_t place = 0; place < choice.members.size(); ++place) {
      const Slot elsewhere = build_.apply(Op::not_equal, level, build_.constant(Rational(place)));
      plan_.items[members[choice.members[place]]].unchosen = elsewhere;
    }
  }
  const Rational points =
      ruleset_.groups[group].points.value_or(ruleset_.items[members[0]].points.value_or(Rational(0)));
  return {chosen(choice, scores), none, points, group, false};
}

/// 折算: (scores of what is left) × (points of all) ÷ (points of what is left), within each group that asks
/// for it, then over the rest of the table.
Slot Compiler::rescaled(const std::vector<Entry>& all) {
  std::set<std::uint32_t> groups;
  for (const Entry& entry : all) {
    if (entry.within_group) groups.insert(entry.group);
  }
  std::vector<Slot> terms;
  std::vector<Entry> rest;
  for (const Entry& entry : all) {
    if (!groups.count(entry.group)) rest.push_back(entry);
  }
  for (const std::uint32_t group : groups) {
    std::vector<Entry> members;
    for (const Entry& entry : all) {
      if (entry.group == group) members.push_back(entry);
    }
    terms.push_back(rescale(members));
  }
  terms.push_back(rescale(rest));
  return build_.sum(terms);
}

Slot Compiler::rescale(const std::vector<Entry>& entries) {
  std::vector<Slot> scores, left;
  Rational points = 0;
  bool drops = false;
  const Slot zero = build_.constant(0);
  for (const Entry& entry : entries) {
    const Slot own = build_.constant(entry.points);
    points += entry.points;
    drops = drops || entry.dropped != none;
    scores.push_back(entry.dropped == none ? entry.score : build_.choose(entry.dropped, zero, entry.score));
    left.push_back(entry.dropped == none ? own : build_.choose(entry.dropped, zero, own));
  }
  if (!drops) return build_.sum(scores);
  // Scores first, then one division: 其余各项得分之和×100/其余各项分值之和.
  const Slot sum = build_.sum(scores);
  const Slot scaled = build_.apply(Op::multiply, sum, build_.constant(points));
  const Slot share = build_.apply(Op::divide, scaled, build_.sum(left));
  plan_.steps[share].why = FaultKind::nothing_left;
  return share;
}

Slot Compiler::vetoed(Slot value) {
  for (const Veto& veto : ruleset_.vetoes) {
    const Slot holds = veto.condition == none ? build_.unknown_truth() : condition(veto.condition);
    plan_.veto_conditions.push_back(holds);
    const Slot points = build_.constant(veto.points);
    if (veto.outcome == Veto::Outcome::total_minus) {
      value = build_.choose(holds, build_.apply(Op::subtract, value, points), value);
    }
    if (veto.outcome == Veto::Outcome::unstated) {
      const Slot some = build_.apply(Op::multiply, value, build_.unknown(Interval::closed(0, 1)));
      value = build_.choose(holds, some, value);
    }
  }
  // Several vetoes: the lowest result counts, so 总分为 comes after every 总分减.
  for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
    if (ruleset_.vetoes[i].outcome != Veto::Outcome::total_becomes) continue;
    const Slot points = build_.constant(ruleset_.vetoes[i].points);
    value = build_.choose(plan_.veto_conditions[i], build_.apply(Op::minimum, value, points), value);
  }
  return value;
}

void Compiler::grade() {
  const Slot total = ruleset_.grade_by_rounded ? plan_.total : plan_.limited;
  Slot result = build_.fault(FaultKind::no_grade);
  for (std::size_t i = ruleset_.grades.size(); i-- > 0;) {
    const Slot here = inside(total, ruleset_.grades[i].range);
    result = build_.choose(here, build_.constant(Rational(i)), result);
  }
  plan_.grade_before_veto = result;
  for (std::size_t i = 0; i < ruleset_.vetoes.size(); ++i) {
    const Veto& veto = ruleset_.vetoes[i];
    if (veto.outcome != Veto::Outcome::grade_at_most && veto.outcome != Veto::Outcome::grade_becomes)
      continue;
    const Slot cap = build_.constant(veto.grade);
    result = build_.choose(plan_.veto_conditions[i], build_.apply(Op::maximum, result, cap), result);
  }
  plan_.grade = result;
}

}  // namespace rubric::engine
