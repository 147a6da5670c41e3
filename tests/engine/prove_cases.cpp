// The corpus of small rulesets: every planted defect is told, by a unit that shows it when it is read from a
// data file and scored, and sound rules are not accused. Random units contradict nothing that is proved.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <random>

#include "engine/evaluate.hpp"
#include "engine/prove.hpp"
#include "formats/csv.hpp"
#include "formats/unit_table.hpp"
#include "formats/witnesses.hpp"
#include "tests/files.hpp"
#include "tests/proof_cases.hpp"
#include "tests/rules.hpp"

using namespace rubric::engine;
using namespace rubric::testing;
namespace formats = rubric::formats;

namespace {

std::set<std::string> names(const std::vector<Diagnostic>& diagnostics) {
  std::set<std::string> all;
  for (const Diagnostic& d : diagnostics) all.emplace(kind(d.code).name);
  return all;
}

std::string joined(const std::set<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += one + " ";
  return text;
}

const Rational* number(const Outcome& outcome, Slot slot) {
  return slot != none && outcome.trace[slot].known() ? &outcome.trace[slot].range.low.value : nullptr;
}

bool is(const Outcome& outcome, Slot slot, const Rational& value) {
  const Rational* found = number(outcome, slot);
  return found && *found == value;
}

/// The place of an indicator with this title.
std::size_t place(const Ruleset& ruleset, const std::string& title) {
  std::size_t i = 0;
  while (i < ruleset.items.size() && ruleset.items[i].title != title) ++i;
  return i;
}

/// The place of the veto that a finding is about.
std::size_t veto_of(const Ruleset& ruleset, const Finding& f) {
  std::size_t i = 0;
  while (i + 1 < ruleset.vetoes.size() && ruleset.vetoes[i].line != f.line) ++i;
  return i;
}

std::size_t row_of(const Ruleset& ruleset, const Item& item, const std::string& text) {
  for (std::size_t i = 0; i < item.tiers.size(); ++i) {
    if (item.tiers[i].condition_text == text) return i;
  }
  for (std::size_t i = 0; i < item.levels.size(); ++i) {
    if (level_names(ruleset, item, item.levels[i]) == text) return i;
  }
  return 0;
}

/// The points that going up or down is asked of: before what 扣分 lines take off.
Slot judged(const Item& item, const ItemSlots& slots) {
  return item.deductions.empty() ? slots.raw : slots.base;
}

/// Whether the outcomes show what the finding says. Independent of how the finding was come by.
bool shows(const Rules& rules, const Finding& f, const std::vector<Outcome>& outcomes) {
  const Plan& plan = *rules.plan;
  const std::size_t i = place(rules.ruleset, f.subject);
  const bool of_item = i < rules.ruleset.items.size();
  const Outcome& first = outcomes[0];
  switch (f.claim) {
    case Question::covered:
      return of_item && !first.items[i].score.possible &&
             first.items[i].score.fault.kind == FaultKind::no_row;
    case Question::distinct: {
      const Item& item = rules.ruleset.items[i];
      const ItemSlots& slots = plan.items[i];
      const std::size_t a = row_of(rules.ruleset, item, f.row.zh),
                        b = row_of(rules.ruleset, item, f.other.zh);
      return a != b && is(first, slots.conditions[a], 1) && is(first, slots.conditions[b], 1) &&
             is(first, slots.values[a], f.scores[0]) && is(first, slots.values[b], f.scores[1]);
    }
    case Question::reachable: {
      const Item& item = rules.ruleset.items[i];
      const ItemSlots& slots = plan.items[i];
      const std::size_t row = row_of(rules.ruleset, item, f.row.zh);
      const std::size_t other = row_of(rules.ruleset, item, f.other.zh);
      return f.row.zh == "其余" ||
             (other < row && is(first, slots.conditions[row], 1) && is(first, slots.conditions[other], 1));
    }
    case Question::at_most_full:
      return number(first, plan.items[i].unlimited) &&
             *number(first, plan.items[i].unlimited) > *rules.ruleset.items[i].points;
    case Question::at_least_zero: {
      const ItemSlots& slots = plan.items[i];
      const Rational* score = number(first, slots.reduced != none ? slots.reduced : slots.unlimited);
      return score && *score < 0;
    }
    case Question::monotone: {
      const Slot score = judged(rules.ruleset.items[i], plan.items[i]);
      const Rational *a = number(first, score), *b = number(outcomes[1], score);
      const Rational *x = number(first, plan.items[i].actual), *y = number(outcomes[1], plan.items[i].actual);
      const bool more = rules.ruleset.items[i].target->comparison == Op::greater_equal;
      return a && b && x && y && *a > *b && (more ? *x < *y : *x > *y);
    }
    case Question::grades_covered:
      return first.grade.fault.kind == FaultKind::no_grade;
    case Question::grade_stable: {
      const Rational *before = number(first, plan.limited), *after = number(first, plan.total);
      std::string own, other;
      for (const Grade& grade : rules.ruleset.grades) {
        if (before && grade.range.contains(*before)) own = grade.name;
        if (after && grade.range.contains(*after)) other = grade.name;
      }
      return own != other;
    }
    case Question::rounded_row:
      return is(first, plan.items[i].actual, f.scores[1]) && f.scores[0] < f.scores[1];
    case Question::largest_step:
      return is(first, plan.items[i].raw, f.scores[0]) && is(outcomes[1], plan.items[i].raw, f.scores[1]);
    case Question::divisors:
      return first.items[i].score.fault.kind == FaultKind::zero_denominator;
    case Question::veto_effective:
      return is(first, plan.veto_conditions[veto_of(rules.ruleset, f)], 1);
    default:
      return false;
  }
}

/// Writes the units of all findings as a data file, reads it back and scores it; how many units there were.
std::size_t replay(const Rules& rules, const std::vector<Finding>& findings) {
  std::vector<Diagnostic> problems;
  formats::CsvReader reader("units.csv", formats::witnesses(findings, rules.ruleset, Report::all), "UTF-8",
                            problems);
  formats::UnitTable units(rules.ruleset, reader, problems);
  CHECK_MESSAGE(problems.empty(), shown(problems));
  std::size_t count = 0;
  for (const Finding& f : findings) {
    if (!to_diagnostic(f, rules.ruleset, Report::all)) continue;
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < f.units.size(); ++i) {
      formats::UnitRow row;
      REQUIRE(units.next(row));
      CHECK_MESSAGE(row.faults.empty(), shown(row.faults));
      outcomes.push_back(evaluate(*rules.plan, row.data, Trace::yes));
      ++count;
    }
    CAPTURE(static_cast<int>(f.claim));
    if (!outcomes.empty()) CHECK(shows(rules, f, outcomes));
  }
  return count;
}

bool has_unit(Question claim) {
  return claim == Question::covered || claim == Question::distinct || claim == Question::at_most_full ||
         claim == Question::at_least_zero || claim == Question::monotone || claim == Question::grades_covered;
}

}  // namespace

TEST_CASE("of the small rulesets every planted defect is told and shown, and no sound one is accused") {
  std::size_t planted = 0, sound = 0, undecided = 0, claims = 0, replayed = 0;
  for (const ProofCase& one : proof_cases()) {
    CAPTURE(one.file);
    CAPTURE(one.title);
    const Rules rules("case.rules", one.text);
    ++(one.codes.empty() ? sound : planted);
    std::set<std::string> told = names(rules.problems);
    if (!rules.plan) {
      CHECK_MESSAGE(joined(told) == joined(one.codes), shown(rules.problems));
      continue;
    }
    const std::vector<Finding> findings = prove(rules.ruleset, *rules.plan, Report::all);
    for (const Finding& f : findings) {
      ++claims;
      if (f.verdict == Verdict::undecided) ++undecided;
      if (f.verdict == Verdict::refuted && has_unit(f.claim)) CHECK_FALSE(f.units.empty());
    }
    const auto proofs = to_diagnostics(findings, rules.ruleset);
    told.merge(names(proofs));
    CHECK_MESSAGE(joined(told) == joined(one.codes), shown(proofs));
    replayed += replay(rules, findings);
  }
  MESSAGE(planted << " planted, " << sound << " sound, " << undecided << " of " << claims
                  << " claims undecided, " << replayed << " units replayed");
  CHECK(planted >= 120);
  CHECK(sound >= 120);
  CHECK(undecided * 20 <= claims);
}

namespace {

/// Values around every number that the rules name, and others: for each datum some to draw from.
class RandomUnits {
 public:
  RandomUnits(const Ruleset& ruleset, unsigned seed, std::size_t of_each)
      : random_(seed), year_(ruleset.first_year.value_or(2024)) {
    std::vector<Rational> constants;
    for (const Expr& e : ruleset.exprs) {
      if (e.op == Op::constant) constants.push_back(e.value);
    }
    for (const Datum& datum : ruleset.data) {
      cells_.emplace_back();
      for (std::size_t i = 0; i < of_each; ++i) cells_.back().push_back(cell(datum, constants));
    }
  }

  UnitData next() {
    UnitData unit;
    unit.year = year_;
    for (std::size_t d = 0; d < cells_.size(); ++d) unit.cells.push_back(next(d));
    return unit;
  }

  /// Another value of one datum.
  const Cell& next(std::size_t datum) {
    return cells_[datum][below(static_cast<unsigned>(cells_[datum].size()))];
  }

 private:
  unsigned below(unsigned n) { return static_cast<unsigned>(random_()) % n; }

  Cell cell(const Datum& datum, const std::vector<Rational>& constants) {
    switch (datum.kind) {
      case Kind::yes_no:
        return read_cell(below(2) ? "是" : "否", datum);
      case Kind::level:
        return read_cell(datum.levels[below(static_cast<unsigned>(datum.levels.size()))], datum);
      case Kind::text:
        return read_cell("有", datum);
      case Kind::date:
        return read_cell(std::to_string(2008 + below(18)) + "-" + std::to_string(1 + below(12)) + "-" +
                             std::to_string(1 + below(28)),
                         datum);
      default:
        break;
    }
    for (int tries = 0; tries < 40; ++tries) {
      Rational value = below(2) && !constants.empty() ? constants[below(unsigned(constants.size()))]
                                                      : Rational(below(130)) * datum.unit.scale;
      const unsigned beside = below(4);
      if (beside == 1) value += datum.unit.scale / 100;
      if (beside == 2) value -= datum.unit.scale / 1000;
      if (beside == 3) value += Rational(int(below(2001)) - 1000) * datum.unit.scale / 100;
      const Rational shown = value / datum.unit.scale;
      if (datum.whole) value = Rational(floor(shown));
      Cell cell = read_cell(to_decimal(datum.whole ? value : shown, datum.whole ? 0 : 4), datum);
      if (cell.state == Cell::State::known) return cell;
    }
    return read_cell("", datum);
  }

  std::mt19937 random_;
  int year_;
  std::vector<std::vector<Cell>> cells_;  // by datum
};

/// A finding and the place of the indicator that it is about; past the last: it is about none.
struct Claim {
  const Finding* finding;
  std::size_t item;
};

/// Whether a clause gives the score whatever was computed.
bool decided(const Outcome& outcome, const ItemSlots& slots) {
  return is(outcome, slots.zero, 1) || is(outcome, slots.zero_denominator, 1) ||
         std::any_of(slots.not_applicable.begin(), slots.not_applicable.end(),
                     [&](Slot holds) { return is(outcome, holds, 1); });
}

/// What one unit says against the findings; empty if nothing.
std::string contradiction(const Rules& rules, const std::vector<Claim>& claims, const Outcome& outcome) {
  const Plan& plan = *rules.plan;
  for (const auto& [finding, i] : claims) {
    const Finding& f = *finding;
    const bool proved = f.verdict == Verdict::proved, refuted = f.verdict == Verdict::refuted;
    const bool of_item = i < rules.ruleset.items.size();
    const ItemSlots* slots = of_item ? &plan.items[i] : nullptr;
    const Rational* points =
        of_item && rules.ruleset.items[i].points ? &*rules.ruleset.items[i].points : nullptr;
    bool against = false;
    switch (f.claim) {
      case Question::covered:
        against = proved && of_item && outcome.items[i].score.fault.kind == FaultKind::no_row;
        break;
      case Question::reachable: {
        if (!refuted || !of_item) break;
        const std::size_t row = f.row.zh == "其余" ? slots->conditions.size() - 1
                                                   : row_of(rules.ruleset, rules.ruleset.items[i], f.row.zh);
        against = is(outcome, slots->conditions[row], 1);
        for (std::size_t k = 0; k < row; ++k) against = against && is(outcome, slots->conditions[k], 0);
        break;
      }
      case Question::at_most_full:
        against = proved && of_item && points && number(outcome, slots->unlimited) &&
                  *number(outcome, slots->unlimited) > *points && !decided(outcome, *slots);
        break;
      case Question::at_least_zero: {
        if (!proved || !of_item) break;
        const Rational* score = number(outcome, slots->reduced != none ? slots->reduced : slots->unlimited);
        against = score && *score < 0 && !decided(outcome, *slots);
        break;
      }
      case Question::full_reached:
        against = refuted && of_item && points && is(outcome, slots->score, *points);
        break;
      case Question::limit_reached:
        for (std::size_t k = 0; refuted && of_item && k < slots->limits.size(); ++k) {
          const Limit& limit = slots->limits[k];
          const Rational* amount = number(outcome, limit.amount);
          against = against || (limit.most == f.scores[0] && (limit.line == 0 || limit.line == f.line) &&
                                amount && *amount >= limit.most);
        }
        break;
      case Question::clause_used:
        for (std::size_t k = 0; refuted && of_item && k < rules.ruleset.items[i].zero_text.size(); ++k) {
          const Slot gate = plan.of_expr[rules.ruleset.items[i].zero_if[k]];
          against = against || (rules.ruleset.items[i].zero_text[k] == f.row.zh && is(outcome, gate, 1));
        }
        break;
      case Question::veto_effective:
        // Without a unit it is refuted for want of one that meets its condition.
        against =
            refuted && f.units.empty() && is(outcome, plan.veto_conditions[veto_of(rules.ruleset, f)], 1);
        break;
      case Question::divisors:
        against = proved && of_item && !rules.ruleset.items[i].zero_denominator_stated &&
                  outcome.items[i].score.fault.kind == FaultKind::zero_denominator;
        break;
      case Question::grades_covered:
        against = proved && outcome.grade.fault.kind == FaultKind::no_grade;
        break;
      case Question::grade_reachable:
        against =
            refuted && outcome.grade.known() &&
            rules.ruleset.grades[static_cast<std::size_t>(numerator(outcome.grade.range.low.value))].name ==
                f.row.zh;
        break;
      case Question::grade_stable: {
        if (!proved) break;
        const Rational *before = number(outcome, plan.limited), *after = number(outcome, plan.total);
        for (const Grade& grade : rules.ruleset.grades)
          against =
              against || (before && after && grade.range.contains(*before) != grade.range.contains(*after));
        break;
      }
      default:
        break;
    }
    if (against) return question(f.claim).en + ": " + f.subject + " " + f.row.zh;
  }
  return "";
}

/// What two units that differ in one datum say against the findings that better is not less.
std::string falls(const Rules& rules, const std::vector<Claim>& rising, const Outcome& a, const Outcome& b) {
  for (const auto& [finding, i] : rising) {
    const Item& item = rules.ruleset.items[i];
    const ItemSlots& slots = rules.plan->items[i];
    const Slot score = judged(item, slots);
    const Rational *x = number(a, slots.actual), *y = number(b, slots.actual), *p = number(a, score),
                   *q = number(b, score);
    if (!x || !y || !p || !q || *x == *y || is(a, slots.dropped, 1) || is(b, slots.dropped, 1)) continue;
    const Op op = item.target->comparison;
    const bool more = op == Op::greater_equal || op == Op::greater;
    if ((*x < *y) == more ? *p > *q : *p < *q) return question(finding->claim).en + ": " + finding->subject;
  }
  return "";
}

/// Units that each ruleset is tried with: RUBRIC_SAMPLES, or few.
std::size_t samples() {
  const char* const wanted = std::getenv("RUBRIC_SAMPLES");
  return wanted ? std::strtoul(wanted, nullptr, 10) : 30;
}

std::size_t try_units(const Rules& rules) {
  const std::vector<Finding> findings = prove(rules.ruleset, *rules.plan, Report::all);
  std::vector<Claim> claims, rising;
  for (const Finding& f : findings) {
    const Claim claim{&f, place(rules.ruleset, f.subject)};
    claims.push_back(claim);
    if (f.claim == Question::monotone && f.verdict == Verdict::proved &&
        claim.item < rules.ruleset.items.size())
      rising.push_back(claim);
  }
  RandomUnits units(rules.ruleset, 20261126, std::min<std::size_t>(samples(), 2000));
  for (std::size_t i = 0; i < samples(); ++i) {
    UnitData unit = units.next();
    const Outcome outcome = evaluate(*rules.plan, unit, Trace::yes);
    std::string found = contradiction(rules, claims, outcome);
    if (found.empty() && !unit.cells.empty() && !rising.empty()) {
      const std::size_t d = i % unit.cells.size();
      unit.cells[d] = units.next(d);
      found = falls(rules, rising, outcome, evaluate(*rules.plan, unit, Trace::yes));
    }
    if (found.empty()) continue;
    FAIL_CHECK(found);
    break;
  }
  return findings.size();
}

}  // namespace

TEST_CASE("random units contradict nothing that is proved") {
  std::size_t claims = 0;
  for (const ProofCase& one : proof_cases()) {
    CAPTURE(one.title);
    const Rules rules("case.rules", one.text);
    if (rules.plan) claims += try_units(rules);
  }
  for (const std::string& file : files("rulesets", ".rules")) {
    CAPTURE(file);
    const Rules rules(file, read(project(file)));
    if (!rules.ruleset.library && rules.plan) claims += try_units(rules);
  }
  CHECK(claims > 2000);
}
