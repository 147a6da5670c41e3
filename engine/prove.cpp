#include "engine/prove.hpp"

#include <algorithm>
#include <set>

#include "engine/evaluate.hpp"
#include "engine/proof.hpp"
#include "engine/witness.hpp"

namespace rubric::engine {

UnitData Proof::plain_of(const Ruleset& ruleset) {
  return plain_unit(ruleset);
}

void Extremes::keep(const UnitData& unit, const Rational& score) {
  const auto take = [&](std::vector<Cell>& cells) {
    cells.clear();
    for (const DatumId d : data) cells.push_back(unit.cells[d]);
  };
  if (!high || score > *high) high = score, take(most);
  if (!low || score < *low) low = score, take(least);
}

std::vector<DatumId> data_of(const Plan& plan, const std::vector<Slot>& slots,
                             const std::vector<Slot>& apart) {
  std::set<Slot> seen(apart.begin(), apart.end());
  std::set<DatumId> data;
  std::vector<Slot> open = slots;
  while (!open.empty()) {
    const Slot slot = open.back();
    open.pop_back();
    if (slot == none || !seen.insert(slot).second) continue;
    const Step& step = plan.steps[slot];
    if (step.op == Op::input) data.insert(step.index);
    if (step.op == Op::fold) {
      for (const Plan& body : plan.folds[step.index]->bodies) {
        for (const Step& inner : body.steps) {
          if (inner.op == Op::input) data.insert(inner.index);
        }
      }
    }
    for (const Slot operand : step.operands) open.push_back(operand);
  }
  return {data.begin(), data.end()};
}

ItemProof::ItemProof(Proof& whole, const Item& one, const ItemSlots& of_plan, bool of_total)
    : proof(whole),
      item(one),
      slice(std::make_shared<Slice>(whole.plan, slots_of(of_plan))),
      slots(slice->at(of_plan)),
      adjustment(of_total),
      data(data_of(slice->plan(), {slots.raw})) {
  extremes.data = data;
}

Finding& ItemProof::add(Question claim, Verdict verdict) {
  Finding finding;
  finding.claim = claim;
  finding.verdict = verdict;
  finding.subject = item.title;
  finding.line = item.line;
  finding.data = data;
  // What the standard leaves open (未明确) the reader has told already.
  finding.information = verdict == Verdict::undecided && plan().has_unknown;
  proof.findings.push_back(std::move(finding));
  return proof.findings.back();
}

Answer ItemProof::ask(const Sought& aim, Cells cells) {
  return look_for(proof.ruleset, proof.plain, *slice, aim, cells);
}

bool ItemProof::drops(const std::vector<Possible>& values) const {
  return slots.dropped != none && values[slots.dropped].known() && values[slots.dropped].range.low.value == 1;
}

std::optional<Rational> ItemProof::score(const UnitData& unit) {
  if (plan().has_unknown) return std::nullopt;
  const std::vector<Possible> values = evaluate_exact(plan(), unit);
  const Possible& found = values[slots.raw];
  if (!found.known() || drops(values)) return std::nullopt;
  extremes.keep(unit, found.range.low.value);
  return found.range.low.value;
}

Text row_text(const Ruleset& ruleset, const Item& item, std::size_t row) {
  switch (item.form) {
    case Form::tiers:
      return item.tiers[row].condition == none ? Text{"其余", "otherwise"}
                                               : Text(item.tiers[row].condition_text);
    case Form::levels:
      return level_names(ruleset, item, item.levels[row]);
    default:
      return item.checks[row].text;
  }
}

std::uint32_t row_line(const Item& item, std::size_t row) {
  switch (item.form) {
    case Form::tiers:
      return item.tiers[row].line;
    case Form::levels:
      return item.levels[row].line;
    default:
      return item.checks[row].line;
  }
}

void join(std::vector<Interval>& ranges, const Interval& next, const Rational& grid) {
  if (!ranges.empty() && !ranges.back().high.infinite) {
    const Bound& end = ranges.back().high;
    const bool touches = grid != 0 ? end.value + grid >= next.low.value
                                   : end.value == next.low.value && !(end.open && next.low.open);
    if (touches) {
      ranges.back() = hull(ranges.back(), next);
      return;
    }
  }
  ranges.push_back(next);
}

namespace {

void prove_item(Proof& proof, const Item& item, const ItemSlots& slots, bool adjustment) {
  if (item.form == Form::unscored || item.form == Form::unstated) return;
  for (std::size_t i = 0; i < item.parts.size(); ++i) prove_item(proof, item.parts[i], slots.parts[i], false);
  ItemProof one(proof, item, slots, adjustment);
  one.score(proof.plain);
  if (item.form != Form::parts) prove_pieces(one);
  prove_bounds(one);
  if (one.extremes.high) proof.extremes.push_back(std::move(one.extremes));
}

}  // namespace

std::vector<Finding> prove(const Ruleset& ruleset, const Plan& plan, Report report) {
  Proof proof(ruleset, plan, report);
  const auto all = [&](const std::vector<Item>& items, const std::vector<ItemSlots>& slots, bool adjustment) {
    for (std::size_t i = 0; i < items.size(); ++i) prove_item(proof, items[i], slots[i], adjustment);
  };
  all(ruleset.items, plan.items, false);
  all(ruleset.bonuses, plan.bonuses, true);
  all(ruleset.penalties, plan.penalties, true);
  if (!ruleset.unscored) {
    // The reader refuses rules whose points do not add up (E610 to E613), so here they do, where all are
    // written.
    const bool open = std::any_of(ruleset.items.begin(), ruleset.items.end(), [](const Item& item) {
      return item.form != Form::unscored && (!item.points || item.open_points);
    });
    Finding sums;
    sums.claim = Question::points_add_up;
    sums.verdict = open ? Verdict::undecided : Verdict::proved;
    sums.information = open;
    if (open) sums.reason = {"有的分值标准没有写明", "the standard leaves some points open"};
    proof.findings.push_back(std::move(sums));
  }
  prove_total(proof);
  return std::move(proof.findings);
}

std::optional<bool> concerns(const Finding& finding, const UnitData& unit) {
  if (!finding.slice) return std::nullopt;
  return reaches(*finding.slice, finding.aim, unit);
}

}  // namespace rubric::engine
