// What is asked of all data of an indicator at once; engine/search answers.

#include <algorithm>

#include "engine/evaluate.hpp"
#include "engine/proof.hpp"

namespace rubric::engine {
namespace {

constexpr std::size_t most_rows = 12;  // of a table whose rows are compared two by two

/// Records the answer to whether any unit reaches the aim. `fault`: such a unit refutes the claim; otherwise
/// one proves it.
Finding& record(ItemProof& item, Question claim, const Answer& answer, bool fault) {
  const Truth good = fault ? Truth::no : Truth::yes;
  const Verdict verdict = answer.exists == Truth::maybe ? Verdict::undecided
                          : answer.exists == good       ? Verdict::proved
                                                        : Verdict::refuted;
  Finding& finding = item.add(claim, verdict);
  finding.reason = answer.reason;
  // That a unit has no score is worth a remark even where it is only possible; these questions are not.
  const bool minor = claim != Question::covered && claim != Question::reachable;
  finding.information = finding.information || (verdict == Verdict::undecided && minor);
  if (answer.exists == Truth::yes) finding.units = {answer.unit};
  return finding;
}

/// The score before it is limited, against the limits that the rules do not mention.
class Bounds {
 public:
  explicit Bounds(ItemProof& item) : item_(item), slice_(*item.slice) {}

  void run() {
    const Item& item = item_.item;
    // 每1次得3分: what it gives at most is the indicator's points, as printed at its head.
    const bool gains = (item.steps && item.steps->gain) ||
                       std::any_of(item.checks.begin(), item.checks.end(),
                                   [](const CheckRow& row) { return row.counted.has_value(); });
    const bool limited_form = item.form == Form::proportional || item.form == Form::discretion;
    const bool counts = item.points && !item.open_points;
    if (counts && !limited_form) {
      if (!item.ceiling && !item_.adjustment && !gains) above(*item.points);
      if (!to_zero()) below();
    }
    for (const Limit& limit : item_.slots.limits) reached(limit);
    if (!counts || *item.points <= 0 || item.form == Form::discretion) return;
    if (item_.adjustment)
      reached({item_.slots.score, *item.points, item.line});
    else
      full(*item.points);
  }

 private:
  /// 扣完为止, or 不封顶, which says that nothing but the score's own end stops it.
  bool to_zero() const {
    const Item& item = item_.item;
    const auto ends = [](const Pool& pool) { return pool.to_zero || !pool.most; };
    if (item.steps && !item.steps->gain && ends(*item.steps)) return true;
    return std::any_of(item.deductions.begin(), item.deductions.end(),
                       [&](const Pool& pool) { return !pool.steps.empty() ? ends(pool) : pool.to_zero; });
  }

  void above(const Rational& points) {
    const Slot slot = slice_.apply(Op::greater, item_.slots.unlimited, slice_.constant(points));
    breach(Question::at_most_full, slot, item_.slots.unlimited, points);
  }

  void below() {
    const Slot score = item_.slots.reduced != none ? item_.slots.reduced : item_.slots.unlimited;
    const Slot slot = slice_.apply(Op::less, score, slice_.constant(0));
    breach(Question::at_least_zero, slot, score, 0);
  }

  /// Where 不得分, 不适用 or 分母为零 decides, what was computed does not matter.
  void breach(Question claim, Slot beyond, Slot amount, const Rational& limit) {
    std::vector<Slot> all{beyond};
    const auto unless = [&](Slot decides) {
      if (decides != none) all.push_back(slice_.apply(Op::negation, decides));
    };
    unless(item_.slots.zero);
    for (const Slot holds : item_.slots.not_applicable) unless(holds);
    if (item_.item.zero_denominator.what != Consequence::What::value) unless(item_.slots.zero_denominator);
    const Slot slot = slice_.all(all);
    const Answer answer = item_.ask({slot});
    Finding& finding = record(item_, claim, answer, true);
    finding.slice = item_.slice;
    finding.aim = {slot};
    finding.scores = {limit};
    if (answer.exists != Truth::yes) return;
    const Possible found = evaluate_exact(item_.plan(), answer.unit)[amount];
    if (found.possible) finding.scores.push_back(found.range.low.value);
  }

  void reached(const Limit& limit) {
    const Slot slot = slice_.apply(Op::greater_equal, limit.amount, slice_.constant(limit.most));
    Finding& finding = record(item_, Question::limit_reached, item_.ask({slot}), false);
    finding.scores = {limit.most};
    finding.line = limit.line ? limit.line : item_.item.line;
  }

  void full(const Rational& points) {
    // The points that are given: 9.996 of a table that comes near 10 without reaching it is rounded to 10.00.
    const Slot slot = slice_.apply(Op::greater_equal, item_.slots.score, slice_.constant(points));
    const Answer answer = item_.ask({slot});
    Finding& finding = record(item_, Question::full_reached, answer, false);
    finding.scores = {points};
    if (answer.exists == Truth::yes) item_.score(answer.unit);
    if (row_told()) finding.information = true;  // the slip that keeps it from its points
  }

  bool row_told() const {
    return std::any_of(item_.proof.findings.begin(), item_.proof.findings.end(), [&](const Finding& f) {
      const bool of_rows = f.claim == Question::reachable || f.claim == Question::clause_used;
      return of_rows && f.verdict == Verdict::refuted && f.subject == item_.item.title;
    });
  }

  ItemProof& item_;
  Slice& slice_;
};

/// Conditions of clauses: 不得分, 不适用, 扣分, 逐项.
void prove_clauses(ItemProof& one) {
  const Item& item = one.item;
  const auto used = [&](Slot condition, const Text& text, std::uint32_t line) {
    if (condition == none || one.plan().steps[condition].op == Op::constant) return;
    Finding& finding = record(one, Question::clause_used, one.ask({condition}, Cells::any), false);
    finding.row = text;
    if (line) finding.line = line;
    finding.data = data_of(one.plan(), {condition});
  };
  const Plan& whole = one.proof.plan;
  for (std::size_t i = 0; i < item.zero_if.size(); ++i) {
    const Slot slot = one.slice->at(whole.of_expr[item.zero_if[i]]);
    used(slot, i < item.zero_text.size() ? item.zero_text[i] : "", 0);
  }
  for (std::size_t i = 0; i < item.not_applicable.size(); ++i) {
    const Text text{"不适用 " + item.not_applicable[i].text, "may not apply " + item.not_applicable[i].text};
    used(one.slots.not_applicable[i], text, 0);
  }
  for (const Pool& pool : item.deductions) {
    if (pool.condition != none) used(one.slice->at(whole.of_expr[pool.condition]), pool.text, pool.line);
  }
  if (item.form != Form::checklist && item.form != Form::highest) return;
  for (std::size_t i = 0; i < item.checks.size(); ++i)
    used(one.slots.conditions[i], item.checks[i].text, item.checks[i].line);
}

}  // namespace

void prove_bounds(ItemProof& one) {
  prove_clauses(one);
  Bounds(one).run();
  if (one.item.zero_denominator_stated) {
    one.add(Question::divisors, Verdict::proved);
    return;
  }
  const Sought aim{one.slots.raw, FaultKind::zero_denominator};
  Finding& finding = record(one, Question::divisors, one.ask(aim), true);
  finding.slice = one.slice;
  finding.aim = aim;
}

void prove_covered(ItemProof& one) {
  const Sought aim{one.slots.raw, FaultKind::no_row};
  Finding& finding = record(one, Question::covered, one.ask(aim), true);
  finding.slice = one.slice;
  finding.aim = aim;
}

void prove_row(ItemProof& one, std::size_t row) {
  const std::vector<Slot>& conditions = one.slots.conditions;
  std::vector<Slot> all;  // the rows before it first: the next row goes on from there
  for (std::size_t i = 0; i < row; ++i) all.push_back(one.slice->apply(Op::negation, conditions[i]));
  all.push_back(conditions[row]);
  const Answer answer = one.ask({one.slice->all(all)});
  if (answer.exists == Truth::yes) one.score(answer.unit);
  Finding& finding = record(one, Question::reachable, answer, false);
  finding.row = row_text(one.proof.ruleset, one.item, row);
  finding.line = row_line(one.item, row);
  if (answer.exists != Truth::no) return;
  // A unit of this row shows which one takes it.
  const Answer meant = one.ask({conditions[row]});
  if (meant.exists != Truth::yes) return;
  const auto values = evaluate_exact(one.plan(), meant.unit);
  for (std::size_t i = 0; i < row; ++i) {
    if (!values[conditions[i]].known() || values[conditions[i]].range.low.value != 1) continue;
    finding.units = {meant.unit};
    finding.other = row_text(one.proof.ruleset, one.item, i);
    finding.slice = one.slice;
    finding.aim = {conditions[row]};
    return;
  }
}

namespace {

/// Comparisons joined by 且 alone.
bool is_box(const Plan& plan, Slot slot) {
  const Step& step = plan.steps[slot];
  if (step.op == Op::both) return is_box(plan, step.operands[0]) && is_box(plan, step.operands[1]);
  return step.op == Op::less || step.op == Op::less_equal || step.op == Op::greater ||
         step.op == Op::greater_equal || step.op == Op::equal || step.op == Op::input;
}

}  // namespace

/// Rows that name the same data, each with limits of its own, are meant side by side; a row with other data
/// before the rest (a veto) is meant to come first.
void prove_distinct(ItemProof& one) {
  const ItemSlots& slots = one.slots;
  const std::size_t count = slots.conditions.size();
  bool met = false, open = false;
  if (count > most_rows) {
    Finding& finding = one.add(Question::distinct, Verdict::undecided);
    finding.information = true;
    finding.reason = {"行数太多", "there are too many rows"};
    return;
  }
  const auto exists = [&](Slot a, Slot b) { return one.ask({one.slice->apply(Op::both, a, b)}); };
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t j = i + 1; j < count; ++j) {
      const Slot a = slots.conditions[i], b = slots.conditions[j];
      if (slots.values[i] == slots.values[j] || !is_box(one.plan(), a) || !is_box(one.plan(), b)) continue;
      if (data_of(one.plan(), {a}) != data_of(one.plan(), {b})) continue;
      const Answer both = exists(a, b);
      if (both.exists == Truth::no) continue;
      const Answer first = exists(a, one.slice->apply(Op::negation, b));
      const Answer second = exists(one.slice->apply(Op::negation, a), b);
      if (first.exists == Truth::no || second.exists == Truth::no) continue;
      if (both.exists == Truth::maybe || first.exists == Truth::maybe || second.exists == Truth::maybe) {
        open = true;
        continue;
      }
      const auto values = evaluate_exact(one.plan(), both.unit);
      const Possible &x = values[slots.values[i]], &y = values[slots.values[j]];
      if (!x.known() || !y.known() || x.range == y.range) continue;
      met = true;
      Finding& finding = one.add(Question::distinct, Verdict::refuted);
      finding.line = row_line(one.item, j);
      finding.row = row_text(one.proof.ruleset, one.item, i);
      finding.other = row_text(one.proof.ruleset, one.item, j);
      finding.scores = {x.range.low.value, y.range.low.value};
      finding.units = {both.unit};
      finding.slice = one.slice;
      finding.aim = {one.slice->all({a, b})};
    }
  }
  if (met) return;
  Finding& finding = one.add(Question::distinct, open ? Verdict::undecided : Verdict::proved);
  finding.information = open;
  if (open) finding.reason = {"情形太多", "there are too many cases"};
}

}  // namespace rubric::engine
